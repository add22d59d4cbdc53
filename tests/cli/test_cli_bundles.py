"""The whole study in one file, as people carry it from one machine to the next."""

import sys
from pathlib import Path

import pexpect
import pytest
from commandline import ok, refused, run

from fieldkit.store.notebook import Notebook


@pytest.fixture
def study(notebook: Notebook) -> Path:
    """Return a study of two moments."""
    notebook.write("waits @till")
    notebook.write("leaves")
    notebook.settle()
    return notebook.folder


def test_a_bundle_becomes_a_study_where_there_is_none(study: Path, tmp_path: Path) -> None:
    """It is said what it is and where it went; the moments read the same."""
    written = ok("export", "../v.fieldkit", cwd=study)
    assert "it is the whole study as it is, also of people who refused" in written.err
    other = tmp_path / "other"
    other.mkdir()
    assert "would make the study" in ok("import", "../v.fieldkit", "--dry-run", cwd=other).err
    assert not any(other.iterdir())
    made = ok("import", "../v.fieldkit", cwd=other)
    assert made.out.strip() == str(other / "study")
    again = [ok("moments", "--json", cwd=folder).out for folder in (study, other / "study")]
    assert again[0] == again[1]
    assert "to merge: --study study" in refused("import", "../v.fieldkit", cwd=other)


def test_a_bundle_is_merged_into_its_study_after_a_backup(study: Path, tmp_path: Path) -> None:
    """Nothing twice; undo is said not to take it back, and how to go back is."""
    ok("export", "../v.fieldkit", cwd=study)
    ok("import", "v.fieldkit", "--study", "copy", cwd=tmp_path)
    ok("note", "from the copy", cwd=tmp_path / "copy")
    ok("export", "../w.fieldkit", cwd=tmp_path / "copy")
    told = ok("import", "../w.fieldkit", cwd=study).err
    assert "1 more moments than before: 3." in told
    assert "undo does not take a merge back; as it was: fieldkit restore" in told
    assert "all that it holds is here already" in ok("import", "../w.fieldkit", cwd=study).err
    assert len(ok("moments", "--format", "jsonl", cwd=study).out.splitlines()) == 3


def test_what_no_bundle_can_be_asked_is_refused_with_what_can(study: Path) -> None:
    """A search, a name of another kind, a place in another study, an old file in the way."""
    assert "leave out the search" in refused("export", "../v.fieldkit", "@till", cwd=study)
    assert "ends in .fieldkit" in refused("export", "../v.zip", "--as", "bundle", cwd=study)
    ok("export", "../v.fieldkit", cwd=study)
    assert "is there already" in refused("export", "../v.fieldkit", cwd=study)
    ok("new", "../other", "--title", "Other", "--as", "ana", cwd=study)
    other = study.with_name("other")
    assert "give a folder that is not there yet" in refused("import", "../v.fieldkit", cwd=other)
    assert "another study" in refused("import", "v.fieldkit", "--study", "other", cwd=other.parent)
    assert "by itself" in refused("import", "../v.fieldkit", "../v.fieldkit", cwd=study)


def test_what_is_no_bundle_is_refused_in_a_line(study: Path) -> None:
    """Shorthand may have the same suffix; it is still read."""
    (study / "a.fieldkit").write_bytes(b"PK\x03\x04 nothing more")
    assert "is no backup that fieldkit made" in refused("import", "a.fieldkit", cwd=study)
    (study / "b.fieldkit").write_text("---\nfieldkit: 1\n---\nwaits @till\n", encoding="utf-8")
    assert "added 1 moments" in run("import", "b.fieldkit", cwd=study).err


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to one process there")
def test_stopped_with_ctrl_c_an_import_has_changed_nothing(study: Path) -> None:
    """At once, in one line, and undo still takes back what was written before."""
    lines = "".join(f"- {n:05} waits at the till and says nothing of it\n" for n in range(15_000))
    (study / "long.md").write_text(f"# Day\n\n{lines}", encoding="utf-8")
    log = next((study / "log").glob("*.jsonl"))
    before = log.read_bytes()
    child = pexpect.spawn(sys.executable, ["-m", "fieldkit", "import", "long.md"], cwd=str(study))
    child.expect_exact("reading long.md")
    child.sendintr()
    child.expect_exact("fieldkit: stopped.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert log.read_bytes() == before
    ok("undo", cwd=study)
    assert "leaves" not in ok("moments", cwd=study).out
