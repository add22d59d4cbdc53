"""A disk that can only be read, or is taken out: one clear line, and it goes on when it is back."""

import errno
import os
from pathlib import Path

import pytest
import trial

from fieldkit.model.errors import FieldkitError, NotSavedError, ReadOnlyStudyError
from fieldkit.store.drafts import Drafts
from fieldkit.store.files import Files
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook
from fieldkit.store.pen import open_pen

GONE = ["moved away", "an empty folder in its place"]


class ReadOnlyDisk(Files):
    """A disk that is mounted to be read."""

    def __init__(self, top: Path) -> None:
        self.top = top

    def open(self, path: Path, flags: int) -> int:
        """Refuse to write."""
        if flags & (os.O_WRONLY | os.O_RDWR):
            self._refuse(path)
        return super().open(path, flags)

    def make_folder(self, path: Path) -> None:
        """Refuse to make any."""
        if not path.is_dir():
            self._refuse(path)
        super().make_folder(path)

    def replace(self, old: Path, new: Path) -> None:
        """Refuse to rename."""
        self._refuse(new)
        super().replace(old, new)

    def remove(self, path: Path) -> None:
        """Refuse to remove."""
        self._refuse(path)
        super().remove(path)

    def _refuse(self, path: Path) -> None:
        if path.is_relative_to(self.top):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))


def one_line(error: BaseException) -> str:
    """Return what is said to the person, which is one line."""
    assert isinstance(error, FieldkitError)
    assert len(str(error).splitlines()) == 1
    return str(error)


def test_a_read_only_disk_is_read_and_says_so_and_a_backup_of_it_is_taken(
    notebook: Notebook, home: Home
) -> None:
    """Nothing on it is touched; when it can be written again, the same window goes on."""
    notebook.write("waits @till")
    notebook.settle()
    files = ReadOnlyDisk(notebook.folder)
    before = {p: p.read_bytes() for p in notebook.folder.rglob("*") if p.is_file()}
    reader = Notebook(notebook.folder, home, notebook.observer, files=files, clock=notebook.clock)
    assert [m.text for m in reader.moments.all()] == ["waits"]
    for do in (lambda: reader.write("more"), lambda: reader.delete("moments", ["ana-1"])):
        with pytest.raises(ReadOnlyStudyError, match="cannot be written") as refused:
            do()
        one_line(refused.value)
    assert not reader.ledger.settle(whatever_size=True)
    drafts = Drafts(reader.folder / "log", "ana", files=files)
    with pytest.raises(OSError, match="Read-only"):
        drafts.keep(drafts.new_id(), reader.clock(), "more")
    assert not reader.backup().wrong
    assert {p: p.read_bytes() for p in notebook.folder.rglob("*") if p.is_file()} == before
    files.top = notebook.folder / "elsewhere"
    assert reader.write("more").moment.id == "ana-2"
    assert len(list((notebook.folder / "log").glob("*.jsonl"))) == 1


@pytest.mark.parametrize("how", GONE)
def test_a_disk_taken_out_is_told_and_no_note_is_written_in_its_place(
    notebook: Notebook, home: Home, how: str
) -> None:
    """A folder made in its place would be hidden when it is back."""
    notebook.write("waits @till")
    notebook.settle()
    drafts = Drafts(notebook.folder / "log", "ana")
    pen = open_pen(notebook.folder, home, notebook.observer, clock=notebook.clock)
    folder, away = notebook.folder, notebook.folder.with_name("away")
    folder.rename(away)
    if how == GONE[1]:
        folder.mkdir()
    before = trial.picture(notebook.ledger.state)
    assert not notebook.refresh()
    for do in (
        lambda: notebook.write("lost?"),
        lambda: pen.write("lost?"),
        lambda: notebook.edit("ana-1", "lost?"),
        lambda: notebook.delete("moments", ["ana-1"]),
        notebook.backup,
    ):
        with pytest.raises(NotSavedError, match=r"not there any more|No backup") as refused:
            do()
        one_line(refused.value)
    for whatever in (True, False):
        with pytest.raises(FileNotFoundError):
            notebook.ledger.settle(whatever_size=whatever, again=True)
    with pytest.raises(FileNotFoundError):
        drafts.keep(drafts.new_id(), notebook.clock(), "lost?")
    assert trial.picture(notebook.ledger.state) == before
    assert not folder.exists() or not list(folder.iterdir()), "nothing is written in its place"
    if folder.exists():
        folder.rmdir()
    away.rename(folder)
    assert notebook.write("goes on").moment.id == "ana-2"
    assert pen.write("goes on").moment.id == "ana-3"
    notebook.settle()
    again = Notebook(folder, home, notebook.observer)
    assert [m.text for m in again.moments.all()] == ["waits", "goes on", "goes on"]
    assert len(list((folder / "log").glob("*.jsonl"))) == 1
    assert not again.ledger.journal.troubles


def test_a_study_json_that_does_not_read_is_made_up_for_by_the_logs_and_left_alone(
    notebook: Notebook, home: Home
) -> None:
    """A folder of that name does not read as a file, as a bad sector does not."""
    notebook.write("waits @till")
    notebook.settle()
    snapshot = notebook.folder / "study.json"
    held = snapshot.read_bytes()
    snapshot.unlink()
    snapshot.mkdir()
    again = Notebook(notebook.folder, home, notebook.observer)
    assert trial.picture(again.ledger.state) == trial.picture(notebook.ledger.state)
    again.write("more")
    with pytest.raises(OSError, match="directory"):
        again.ledger.settle()
    snapshot.rmdir()
    snapshot.write_bytes(held)
    assert again.ledger.settle()
    assert Notebook(notebook.folder, home, notebook.observer).ledger.behind == 0


def test_a_log_that_does_not_read_is_told_and_the_others_are_read_and_written(
    notebook: Notebook, home: Home
) -> None:
    """When it reads again, all is there."""
    notebook.write("waits @till")
    (log,) = (notebook.folder / "log").glob("*.jsonl")
    held = log.read_bytes()
    log.unlink()
    log.mkdir()
    again = Notebook(notebook.folder, home, notebook.observer)
    assert [trouble.why for trouble in again.ledger.journal.troubles] == [
        "unreadable: Is a directory"
    ]
    again.write("goes on")
    log.rmdir()
    log.write_bytes(held)
    whole = Notebook(notebook.folder, home, notebook.observer)
    assert {m.text for m in whole.moments.all()} == {"waits", "goes on"}
