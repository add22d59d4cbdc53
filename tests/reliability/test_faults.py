"""A disk that is full or fails: the user is told, nothing is lost, nothing falsely promised."""

import errno
import os
from pathlib import Path

import pytest
import trial
from faults import FaultyFiles

from fieldkit.model.errors import NotSavedError, ReadOnlyStudyError
from fieldkit.store.entry import Op
from fieldkit.store.files import Files
from fieldkit.store.home import Home
from fieldkit.store.ledger import Ledger
from fieldkit.store.notebook import Notebook

PLAN: list[list[Op]] = [
    [{"table": "moments", "id": f"ana-{n}", "set": {"text": f"note {n}", "codes/x": True}}]
    for n in range(1, 6)
]
PLAN.append([{"table": "t", "id": str(n), "set": {"n": n}} for n in range(1, 402)])


def run(ledger: Ledger) -> int:
    """Commit the plan, each change again until it is taken; return how often it was refused."""
    refused = 0
    for ops in PLAN:
        while True:
            before = trial.picture(ledger.state)
            try:
                ledger.commit("ana", lambda _, ops=ops: ops)  # type: ignore[misc]  # bound at once
                break
            except NotSavedError:
                refused += 1
            assert trial.picture(ledger.state) == before, "memory has what the disk has"
    return refused


def expected(tmp_path: Path) -> str:
    """Return what the plan shows where nothing fails."""
    ledger = trial.open_study(tmp_path / "sound" / "study")
    run(ledger)
    return shown(ledger)


def shown(ledger: Ledger) -> str:
    """Return what a study shows, but for the times."""
    return repr(
        {
            name: {
                doc: {k: v for k, v in row.items() if k not in {"created", "edited"}}
                for doc, row in sorted(table.live.items())
            }
            for name, table in sorted(ledger.state.tables.items())
        }
    )


WRITES = range(1, 8)
SHORT = [0, 1, 30, 250]


@pytest.mark.parametrize(
    ("times", "short"),
    [pytest.param(WRITES, SHORT, id="quick")],
)
def test_a_full_disk_loses_nothing(tmp_path: Path, times: range, short: list[int]) -> None:
    """At each write of a log, after any number of bytes: the retry gives the exact set."""
    wanted = expected(tmp_path)
    for at in times:
        for size in short:
            folder = tmp_path / f"{at}-{size}"
            files = FaultyFiles(full_at=[at], short=size, only=".jsonl")
            ledger = trial.open_study(folder / "study", files=files)
            assert run(ledger) == (1 if files.failed else 0)
            assert shown(ledger) == wanted
            again = trial.open_study(folder / "study")
            assert shown(again) == wanted, (at, size)
            assert not again.journal.troubles
            logs = list((folder / "study" / "log").glob("*.jsonl"))
            assert len(logs) == 1, "the same log goes on"


def test_a_disk_that_stays_full_is_told_each_time_and_leaves_nothing(tmp_path: Path) -> None:
    """However often it is tried again."""
    files = FaultyFiles(full_at=range(1, 100), only=".jsonl")
    ledger = trial.open_study(tmp_path / "study", files=files)
    for _ in range(3):
        with pytest.raises(NotSavedError, match="No space left"):
            ledger.commit("ana", lambda _: PLAN[0])
    assert not list((tmp_path / "study" / "log").glob("*.jsonl"))
    files.full_at = frozenset()
    ledger.commit("ana", lambda _: PLAN[0])
    assert shown(trial.open_study(tmp_path / "study")) == shown(ledger)


@pytest.mark.parametrize("only", ["", ".jsonl", "log"])
def test_a_failed_fsync_is_never_trusted(tmp_path: Path, only: str) -> None:
    """The log it befell is not written again, and nothing later is falsely acknowledged."""
    wanted = expected(tmp_path)
    for at in range(1, 10):
        folder = tmp_path / f"{at}"
        files = FaultyFiles(unsynced_at=[at], only=only)
        ledger = trial.open_study(folder / "study", files=files)
        ledger.journal.home = Home(folder / "home")
        assert run(ledger) == (1 if files.failed else 0)
        assert shown(ledger) == wanted
        again = trial.open_study(folder / "study")
        assert shown(again) == wanted, at
        assert trial.own_log(ledger).name not in files.failed, "it goes on in another"
        logs = [log.read_bytes() for log in (folder / "study" / "log").glob("*.jsonl")]
        if len(logs) == 2:
            assert sum(log.count(b"\n") for log in logs) == 5 + 3 + 2, "nothing is there twice"


@pytest.mark.parametrize("who", ["this window", "the next command"])
def test_a_session_goes_on_in_the_log_that_follows_a_failed_one(
    notebook: Notebook, home: Home, who: str
) -> None:
    """Its notes stay in it, and it can be ended."""
    files = FaultyFiles()
    notebook = Notebook(notebook.folder, home, notebook.observer, files=files, clock=notebook.clock)
    session = notebook.start_session()
    for _ in range(2):
        files.unsynced_at = frozenset({files.syncs + 1})
        with pytest.raises(NotSavedError):
            notebook.write("waits")
        if who == "the next command":
            notebook = Notebook(notebook.folder, home, notebook.observer, files=files)
        assert notebook.pen.session() is not None
        assert notebook.write("waits").moment.session == session.id
    assert len(list((notebook.folder / "log").glob("*.jsonl"))) == 3
    assert not notebook.stop_session().open
    again = Notebook(notebook.folder, home, notebook.observer)
    assert [m.session for m in again.moments.all()] == [session.id] * 2


class Stuck(FaultyFiles):
    """A disk that cannot take back what it took."""

    def truncate(self, fd: int, size: int) -> None:
        """Fail."""
        del fd, size
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_bytes_that_cannot_be_taken_back_are_left_behind_in_a_log_of_the_past(
    tmp_path: Path,
) -> None:
    """The change begins another log; the torn line is waited for, never shown."""
    wanted = expected(tmp_path)
    files = Stuck(full_at=[4], short=40, only=".jsonl")
    ledger = trial.open_study(tmp_path / "study", files=files)
    assert run(ledger) == 1
    assert shown(ledger) == shown(trial.open_study(tmp_path / "study")) == wanted


def test_a_snapshot_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    """And the journal holds everything all the same."""
    files = FaultyFiles(only="study.json")
    ledger = trial.open_study(tmp_path / "study", files=files)
    run(ledger)
    assert ledger.settle(whatever_size=True)
    path = tmp_path / "study" / "study.json"
    before = path.read_bytes()
    ledger.commit("ana", lambda _: [{"table": "t", "id": "7", "set": {"n": 0}}])
    for fault in ("full_at", "unsynced_at"):
        setattr(files, fault, range(1, 100))
        files.short = 20
        with pytest.raises(OSError, match=r"No space|Input/output"):
            ledger.settle(whatever_size=True)
        setattr(files, fault, ())
        assert path.read_bytes() == before
        assert not list(path.parent.glob(".study.json*"))
    assert ledger.settle()
    assert trial.picture(trial.open_study(tmp_path / "study").state) == trial.picture(ledger.state)


def test_an_installation_that_remembers_nothing_still_loses_nothing(tmp_path: Path) -> None:
    """A full home: each session begins a log of its own."""
    files = FaultyFiles(full_at=range(1, 1000), only=".json")
    for number in (1, 2):
        ledger = Ledger(tmp_path / "study", Home(tmp_path / "home", files), clock=trial.clock())
        ledger.journal.begin("trial")
        ledger.commit("ana", lambda _, n=number: [*PLAN[n]])  # type: ignore[misc]  # bound at once
    assert len(trial.open_study(tmp_path / "study").state.rows("moments")) == 2
    assert len(list((tmp_path / "study" / "log").glob("*.jsonl"))) == 2


class ReadOnly(Files):
    """A folder of somebody else's."""

    def open(self, path: Path, flags: int) -> int:
        """Refuse to write."""
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return super().open(path, flags)


def test_a_folder_that_cannot_be_written_reads_and_says_so(tmp_path: Path) -> None:
    """Even where study.json knows what the logs do not: reading goes on, and nothing is touched."""
    ledger = trial.open_study(tmp_path / "study")
    run(ledger)
    ledger.settle(whatever_size=True)
    path = tmp_path / "study" / "study.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace("note 1", "note one"), encoding="utf-8"
    )
    changed = path.read_bytes()
    reader = trial.open_study(tmp_path / "study", files=ReadOnly())
    assert shown(reader) == shown(ledger)
    with pytest.raises(ReadOnlyStudyError):
        reader.commit("ana", lambda _: PLAN[0])
    assert not reader.settle(whatever_size=True)
    assert path.read_bytes() == changed


def test_a_disk_without_locks_is_told_as_what_it_is(tmp_path: Path) -> None:
    """Not as a study that somebody else holds."""

    class NoLocks(Files):
        def try_lock(self, fd: int) -> bool:
            del fd
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    ledger = trial.open_study(tmp_path / "study", files=NoLocks())
    with pytest.raises(NotSavedError, match="locks"):
        ledger.commit("ana", lambda _: PLAN[0])
