"""Taking a study out, and bringing tables in, as a person would."""

import json
from pathlib import Path

import openpyxl
import pytest
from commandline import ok, refused, run

from fieldkit.exchange.formats import to_write
from fieldkit.exchange.take_out import disclosed, take_out
from fieldkit.model.people import Consent, ConsentState
from fieldkit.store.notebook import Notebook


@pytest.fixture
def study(notebook: Notebook) -> Path:
    """Return a study of three moments, one of somebody who withdrew."""
    notebook.write('P1: "which till?" @till !confused2')
    notebook.write("P2: waits @till")
    notebook.write("P1: leaves")
    withdrawn = Consent(state=ConsentState.WITHDRAWN)
    notebook.consents.record({"P2": withdrawn})
    notebook.settle()
    return notebook.folder


def test_who_withdrew_is_left_out_unless_all_is_asked_for(study: Path) -> None:
    """Either is said in a line."""
    told = ok("export", "../out/a.csv", cwd=study)
    assert told.out.splitlines()[0].endswith("a.csv")
    assert "1 person refused or withdrew: left out, with 1 moments" in told.err
    assert "P2" not in (study.parent / "out" / "a.csv").read_text(encoding="utf-8-sig")
    assert "for --all" in ok("export", "../out/all.csv", "--all", cwd=study).err
    assert "P2" in (study.parent / "out" / "all.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.xlsx", "a.md"])
def test_who_withdrew_is_in_no_file_of_any_format(
    study: Path, notebook: Notebook, name: str
) -> None:
    """Nor beside it."""
    found = disclosed(notebook.casebook())
    assert (found.people, found.moments) == (1, 1)
    path = study.parent / "out" / name
    done = take_out(found.book, to_write(path), path, media=study / "media")
    assert path in done.paths
    for file in done.paths:
        assert "P2" not in _words(file)
        assert file.stat().st_mode & 0o077 == 0
    assert not list(path.parent.glob(".*"))


def test_a_search_says_what_is_taken_out(study: Path) -> None:
    """And the JSON reads back as moments that are there already."""
    ok("export", "../till.json", "@till", cwd=study)
    held = json.loads((study.parent / "till.json").read_text(encoding="utf-8"))
    assert [moment["text"] for moment in held["moments"]] == ["which till?"]
    assert held["study"]["title"] == "Till"
    assert "1 there already" in ok("import", "../till.json", cwd=study).err


def test_nothing_that_stands_there_is_written_over_unless_asked(study: Path) -> None:
    """It may be somebody's notes; what belongs beside the file counts, too."""
    (study.parent / "a.dictionary.csv").write_text("mine", encoding="utf-8")
    ran = run("export", "../a.csv", "--all", cwd=study)
    assert (ran.code, "is there already" in ran.err) == (1, True)
    assert not (study.parent / "a.csv").exists()
    ok("export", "../a.csv", "--all", "--replace", cwd=study)
    assert (study.parent / "a.dictionary.csv").read_text(encoding="utf-8-sig") != "mine"
    assert not list(study.parent.glob(".*.new"))


def test_formats_are_listed_and_what_is_none_is_refused_with_those_there_are(study: Path) -> None:
    """By name and by suffix."""
    listed = ok("export", "--list", cwd=study).out
    assert all(name in listed for name in ("bundle", "jsonl", "csv", "fieldkit[xlsx]"))
    assert "shorthand" in ok("import", "--list", cwd=study).out
    assert "end it in .fieldkit" in refused("export", "a.odt", cwd=study)
    assert "There is no format 'odt'" in refused("export", "a", "--as", "odt", cwd=study)
    assert "shorthand is not written" in run("export", "a", "--as", "shorthand", cwd=study).err


def test_what_was_said_of_columns_is_kept_for_the_next_file_and_undone_with_its_import(
    study: Path,
) -> None:
    """One change: undo takes back the moments and what was said."""
    for name, text in (("a.csv", "pays"), ("b.csv", "asks"), ("c.csv", "goes")):
        (study / name).write_text(f"What,Note\n{text},long words of no matter\n", encoding="utf-8")
    shown = ok("import", "a.csv", "--map", "text=What", "--dry-run", cwd=study)
    assert "as said" in shown.out
    ok("import", "a.csv", "--map", "text=What", cwd=study)
    assert "as was said for a file like it" in ok("import", "b.csv", cwd=study).err
    texts = [json.loads(x)["text"] for x in _moments(study)]
    assert {"pays", "asks"} <= set(texts)
    ok("undo", cwd=study)
    ok("undo", cwd=study)
    assert "as was said" not in ok("import", "c.csv", cwd=study).err
    texts = [json.loads(x)["text"] for x in _moments(study)]
    assert "long words of no matter" in texts
    assert "pays" not in texts


def test_a_mapping_is_refused_where_nothing_is_open(study: Path) -> None:
    """One line that says which part is wrong."""
    (study / "a.jsonl").write_text('{"text": "x"}\n', encoding="utf-8")
    assert "say nothing to jsonl" in refused("import", "a.jsonl", "--map", "text=x", cwd=study)
    assert "MEANING=PART" in refused("import", "a.jsonl", "--map", "text", cwd=study)


def _words(file: Path) -> str:
    if file.suffix != ".xlsx":
        return file.read_text(encoding="utf-8-sig")
    sheets = openpyxl.load_workbook(file)
    return str([[*sheet.iter_rows(values_only=True)] for sheet in sheets])


def _moments(study: Path) -> list[str]:
    return ok("moments", "--format", "jsonl", cwd=study).out.splitlines()
