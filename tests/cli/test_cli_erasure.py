"""``fieldkit erase`` as a person and a script meet it."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from commandline import ok, refused

from fieldkit.cli.group import cli
from fieldkit.model.errors import FieldkitError, UsageError
from fieldkit.store.notebook import Notebook

WORDS = "zqxmarker"
Run = Callable[..., tuple[str, str]]


@pytest.fixture
def study(notebook: Notebook) -> Path:
    """Return a study with a session of P7's and a note of P3's."""
    notebook.start_session(participants=["P7"])
    notebook.write(f'"{WORDS} it was declined" @till')
    notebook.write(f"P7: {WORDS} leaves")
    notebook.stop_session(debrief=f"{WORDS} stays with me")
    notebook.write('P3: "which till?" @till')
    notebook.settle()
    notebook.backup()
    return notebook.folder


@pytest.fixture
def fieldkit(study: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command in this process: its output and what it says."""

    def run(*arguments: str) -> tuple[str, str]:
        capsys.readouterr()
        cli.main(["--study", str(study), *arguments], standalone_mode=False)
        read = capsys.readouterr()
        return read.out, read.err

    return run


def test_an_erasure_asks_and_without_a_terminal_refuses(study: Path) -> None:
    """In one line, having touched nothing; with --yes it is done."""
    before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file()}
    assert "--yes" in refused("erase", "P7", cwd=study)
    assert {path: path.read_bytes() for path in study.rglob("*") if path.is_file()} == before
    assert ok("erase", "P7", "--yes", cwd=study).out.startswith("Receipt")


def test_an_erasure_says_what_goes_and_leaves_a_receipt(study: Path, fieldkit: Run) -> None:
    """What goes on stderr before, the receipt on stdout and in the folder, without their words."""
    out, err = fieldkit("erase", "p7", "--yes")
    assert "Removes P7: 2 notes, 1 session" in err
    assert "cannot be undone" in err
    assert out.startswith("Receipt: participant P7 was erased")
    for told in ("Removed", "backup ", "git", "SSD", "--to"):
        assert told in out
    kept = next((study / "receipts").iterdir())
    assert kept.read_text() == out
    assert WORDS not in out + err
    checked, _ = fieldkit("check", "--deep")
    assert "entries without what they said: P7 on 2026" in checked
    assert "look at" not in checked
    logged, _ = fieldkit("log")
    assert "erased P7: 2 notes, 1 session" in logged
    assert WORDS not in logged
    with pytest.raises(FieldkitError, match="was erased with P7"):
        fieldkit("log", "ana-1")
    with pytest.raises(FieldkitError, match="no participant or staff member P99"):
        fieldkit("erase", "P99", "--yes")


def test_after_an_erasure_undo_takes_back_something_else(fieldkit: Run) -> None:
    """The note of P3's, which is the last change that can be undone; and again it is told."""
    fieldkit("erase", "P7", "--yes")
    _, err = fieldkit("undo")
    assert "ana-3" in err
    assert json.loads(fieldkit("moments", "--json")[0]) == []
    assert "P7 was erased before" in fieldkit("erase", "P7", "--yes")[1]


def test_a_pipe_goes_on_after_a_line_about_someone_erased(
    fieldkit: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """That line is named; the others are kept."""
    fieldkit("erase", "P7", "--yes")
    typed = io.TextIOWrapper(io.BytesIO(b"P3: one\nP7: two\nP3: three\n"))
    monkeypatch.setattr(sys, "stdin", typed)
    with pytest.raises(UsageError, match="P7 was erased"):
        fieldkit("note", "-")
    read = capsys.readouterr()
    assert read.out.split() == ["ana-4", "ana-5"]
    assert "line 2 was not kept" in read.err


def test_an_open_session_with_the_person_is_ended_first(fieldkit: Run) -> None:
    """It is said how."""
    fieldkit("session", "start", "--participant", "P7")
    with pytest.raises(UsageError, match="fieldkit session stop"):
        fieldkit("erase", "P7", "--yes")


def test_a_backup_that_does_not_open_is_told_and_left(study: Path) -> None:
    """With its path, in the receipt, and the exit code says that something needs a look."""
    backup = next((study.parent / "state").rglob("*.zip"))
    spoilt = backup.with_name("2020-01-01T000000Z.zip")
    spoilt.write_bytes(backup.read_bytes()[:200])
    code = cli.main(["--study", str(study), "erase", "P7", "--yes"], standalone_mode=False)
    assert code == 3
    assert str(spoilt) in next((study / "receipts").iterdir()).read_text()
    assert spoilt.exists()
