"""A disk that goes, is read-only or stays full: told at once, nothing is made in its place."""

import errno
from pathlib import Path

import pytest
import trial

from fieldkit.digest.compile import compile_digest
from fieldkit.model.errors import NotSavedError, ReadOnlyStudyError
from fieldkit.store.check import check
from fieldkit.store.conflicts import conflicts
from fieldkit.store.files import Files
from fieldkit.store.home import Home
from fieldkit.store.ledger import SNAPSHOT
from fieldkit.store.notebook import Notebook


class Refusing(Files):
    """A disk that takes nothing new: opening to write fails in one way."""

    def __init__(self, number: int, why: str) -> None:
        self.number = number
        self.why = why

    def open(self, path: Path, flags: int) -> int:
        """Refuse to open for writing."""
        if flags & 0o3:
            raise OSError(self.number, self.why)
        return super().open(path, flags)

    def make_folder(self, path: Path) -> None:
        """Refuse to make one."""
        raise OSError(self.number, self.why, str(path))


READ_ONLY = (errno.EROFS, "Read-only file system")
FULL = (errno.ENOSPC, "No space left on device")


def test_a_study_whose_disk_went_is_not_begun_anew_in_its_place(tmp_path: Path) -> None:
    """What is written then waits, and goes into the same log when the disk is back."""
    study = tmp_path / "study"
    ledger = trial.open_study(study)
    trial.act(ledger, trial.dice(1))
    log = trial.own_log(ledger)
    study.rename(tmp_path / "elsewhere")
    before = trial.picture(ledger.state)
    for _ in range(2):
        with pytest.raises(NotSavedError, match="is not there any more"):
            trial.act(ledger, trial.dice(2))
    with pytest.raises(OSError, match="No such file"):
        ledger.settle(whatever_size=True)
    assert not study.exists()
    assert trial.picture(ledger.state) == before
    (tmp_path / "elsewhere").rename(study)
    trial.act(ledger, trial.dice(2))
    assert trial.own_log(ledger) == log
    assert [path.name for path in (study / "log").glob("*.jsonl")] == [log.name]
    assert trial.picture(trial.open_study(study).state) == trial.picture(ledger.state)


@pytest.mark.parametrize("snapshot", ["there", "missing", "astray"])
@pytest.mark.parametrize("refusal", [READ_ONLY, FULL], ids=["read-only", "full"])
def test_a_study_that_cannot_be_written_is_read_in_every_way(
    notebook: Notebook, home: Home, refusal: tuple[int, str], snapshot: str
) -> None:
    """Whatever its snapshot is like, and whatever lies torn at a log's end."""
    notebook.write('P1: "waits" @till !sad3 #queue')
    notebook.edit("ana-1", '"leaves" @till !sad3')
    notebook.settle()
    folder = notebook.folder
    if snapshot == "missing":
        (folder / SNAPSHOT).unlink()
    elif snapshot == "astray":
        (folder / SNAPSHOT).write_bytes(b'{"moments": {"1": {"text": "by hand"}}}')
    with next((folder / "log").glob("*.jsonl")).open("ab") as stream:
        stream.write(b'{"v":1,"torn')
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    files = Refusing(*refusal)
    there = Notebook(folder, home, notebook.observer, files=files)
    assert [moment.text for moment in there.casebook().moments] == ["leaves"]
    assert "leaves" in compile_digest(there.casebook(), "topline", folder=folder)
    assert len(list(there.log("ana-1"))) == 2
    assert not conflicts(there.ledger)
    report = check(folder, home, files=files)
    assert any("1 moments" in line for line in report.whole)
    with pytest.raises((ReadOnlyStudyError, NotSavedError)):
        there.write("more")
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
