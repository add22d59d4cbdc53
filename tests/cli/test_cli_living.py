"""Written digests, compiled again, checked, and kinds of a study's own."""

from pathlib import Path

import pytest
from commandline import ok, refused, run


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a study with two notes."""
    ok("new", "visits", "--title", "Visits", "--as", "ana", cwd=tmp_path)
    folder = tmp_path / "visits"
    ok("note", "-", cwd=folder, stdin='P1: "which till?" @queue !frustrated4\nP2: hums @queue\n')
    return folder


def test_a_hand_edit_survives_and_what_changed_is_told(study: Path) -> None:
    """In the file and in its page."""
    to = ("digest", "topline", "--to", "digests/t.md", "--format", "md,html")
    ok(*to, cwd=study)
    path = study / "digests" / "t.md"
    path.write_text(f"{path.read_text('utf-8')}\nOurs: see [[ana-1]] and [[ana-77]].\n", "utf-8")
    ok("note", 'P3: "same here" @queue !frustrated5', cwd=study)
    ran = ok(*to, cwd=study)
    assert "since last time: 1 new note" in ran.err
    assert "[[ana-77]] is no note" in ran.err
    assert "Ours: see [[ana-1]]" in path.read_text("utf-8")
    page = path.with_suffix(".html").read_text("utf-8")
    assert "Ours: see" in page
    assert "fieldkit:" not in page


def test_check_tells_scripts_what_is_stale(study: Path) -> None:
    """Exit 3 where any is; other people's pages are left alone."""
    ok("digest", "topline", "--to", "digests/topline.md", cwd=study)
    (study / "digests" / "mine.md").write_text("# Mine\n", "utf-8")
    ran = run("digest", "--check", cwd=study)
    assert (ran.code, "up to date" in ran.out, "mine" in ran.out) == (0, True, False)
    ok("note", 'P3: "same here" @queue', cwd=study)
    ran = run("digest", "--check", cwd=study)
    assert ran.code == 3
    assert "stale" in ran.out


def test_check_goes_on_past_a_digest_that_cannot_be_compiled(study: Path) -> None:
    """And says why: what somebody wrote into it, in one line."""
    ok("digest", "topline", "--to", "digests/z.md", cwd=study)
    text = "---\nkind: topline\nfor: friends\nstudy: s\n---\n"
    (study / "digests" / "a.md").write_text(text, "utf-8")
    ran = run("digest", "--check", cwd=study)
    assert ran.code == 3
    assert "it says it is for 'friends'" in ran.out
    assert "up to date" in ran.out


def test_a_kind_of_ones_own_begins_as_a_copy(study: Path) -> None:
    """And is found before the shipped ones; an error in it names its line."""
    out = ok("digest", "--new-template", "monday", "findings", cwd=study).out.strip()
    assert "monday" in ok("digest", "--list", cwd=study).out
    assert "# Findings: Visits" in ok("digest", "monday", cwd=study).out
    assert "already" in refused("digest", "--new-template", "monday", cwd=study)
    path = Path(out)
    path.write_text(f"{path.read_text('utf-8')}{{{{ digest.nothing }}}}\n", "utf-8")
    line = len(path.read_text("utf-8").splitlines())
    assert f"{line}" in refused("digest", "monday", cwd=study)


def test_what_a_template_may_print_is_listed(study: Path) -> None:
    """Each with what it is."""
    out = ok("digest", "--parts", cwd=study).out
    assert "digest.insights" in out
    assert "digest.lived.courses" in out


def test_a_file_that_is_no_text_is_not_overwritten(study: Path) -> None:
    """What stands in it cannot be kept."""
    (study / "t.md").write_bytes(b"\xff\xfe\x00 not text")
    assert "not UTF-8" in refused("digest", "topline", "--to", "t.md", cwd=study)
    assert (study / "t.md").read_bytes().startswith(b"\xff\xfe")


def test_a_digest_says_of_how_many_imported_notes_nobody_is_named(study: Path) -> None:
    """The importer watched none of it; where nobody is named at all, it says so."""
    lines = '{"text": "waits", "layer": "observed"}\n{"text": "leaves", "observer": "bo"}\n'
    (study / "n.jsonl").write_text(lines, "utf-8")
    ok("import", "n.jsonl", cwd=study)
    out = ok("digest", "findings", cwd=study).out
    assert "2 researchers (ana and bo); not named in 1 imported note." in out
    out = ok("digest", "findings", "waits", cwd=study).out
    assert "**Observers:** not named in the notes." in out
