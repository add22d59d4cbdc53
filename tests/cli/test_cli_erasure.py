"""``fieldkit erase`` as a person and a script meet it."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from commandline import ok, refused

from fieldkit.cli.group import cli
from fieldkit.model.errors import FieldkitError, UsageError
from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.erase import erase, under_way
from fieldkit.store.erase_plan import plan_of
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook
from fieldkit.store.pen import open_pen

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


def other_device(study: Path, root: Path) -> Notebook:
    """Return the study on another device."""
    folder = Path(shutil.copytree(study, root / "there"))
    return Notebook(folder, Home(root / "its-home"), Observer(handle=as_handle("cleo")))


def bring(there: Notebook, study: Path) -> None:
    """Copy what another device wrote, as a sync program would."""
    own = there.ledger.journal.own_position("cleo")
    assert own is not None
    shutil.copy(own.path, study / "log")


def test_the_first_note_after_another_devices_erasure_carries_it_out(
    study: Path, home: Home, fieldkit: Run, tmp_path: Path
) -> None:
    """The note is safe first; the next one has a head to begin from, and reads no log anew."""
    fieldkit("note", "P3: before it came")
    there = other_device(study, tmp_path)
    erase(there.ledger, "cleo", plan_of(there.ledger, "P7"))
    bring(there, study)
    out, _ = fieldkit("note", "P3: after it came")
    assert out.split() == ["ana-5"]
    assert [path for path in study.rglob("*.*") if WORDS.encode() in path.read_bytes()] == []
    pen = open_pen(study, home, Observer(handle=as_handle("ana")))
    own = pen.journal.own_position("ana")
    assert own is not None
    assert own.path.with_suffix(".head").exists()
    assert not pen.journal.reading.late
    assert "P7" in pen.journal.erased


def test_a_note_waits_for_the_device_that_still_erases(
    study: Path, fieldkit: Run, tmp_path: Path
) -> None:
    """Only the beginning of its erasure came: the note is kept, and nothing is swept yet."""
    there = other_device(study, tmp_path)
    plan = plan_of(there.ledger, "P7")
    there.commit(lambda _: filter(None, [plan.op(there.ledger.state, "cleo", there.clock())]))
    bring(there, study)
    assert under_way(study / "log")
    before = {path: path.read_bytes() for path in study.glob("log/*.jsonl")}
    out, _ = fieldkit("note", "P3: meanwhile")
    assert out.split() == ["ana-4"]
    assert all(path.read_bytes().startswith(data) for path, data in before.items())
    assert fieldkit("moments", "P7:")[0].strip() == ""
    erase(there.ledger, "cleo", plan)
    bring(there, study)
    assert not under_way(study / "log")
    fieldkit("note", "P3: now it is done")
    assert [path for path in study.rglob("*.*") if WORDS.encode() in path.read_bytes()] == []


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
