"""An erasure cut short anywhere is brought to its end by being made again."""

import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import marked
import pytest

from fieldkit.store.check import check
from fieldkit.store.files import Files

OTHERS = {"I came by bus", "a loose one of nobody's", "looks at the sign"}


class Killed(BaseException):
    """The process is gone."""


class Killing(Files):
    """Real files of a process that is killed at its n-th call, in the middle of a write."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.calls = 0

    def _call(self) -> bool:
        """Count a call; tell whether it is the last one; nothing is done after that."""
        self.calls += 1
        if self.calls > self.at:
            raise Killed
        return self.calls == self.at

    def open(self, path: Path, flags: int) -> int:
        """Open a file; one that is made is a call."""
        if flags & (os.O_CREAT | os.O_TRUNC) and self._call():
            raise Killed
        return super().open(path, flags)

    def write(self, fd: int, data: bytes) -> int:
        """Write, or half of it."""
        if self._call():
            super().write(fd, data[: len(data) // 2])
            raise Killed
        return super().write(fd, data)

    def fsync(self, fd: int) -> None:
        """Sync."""
        if self._call():
            raise Killed
        super().fsync(fd)

    def replace(self, old: Path, new: Path) -> None:
        """Rename."""
        if self._call():
            raise Killed
        super().replace(old, new)

    def sync_folder(self, folder: Path) -> None:
        """Sync a folder's names."""
        if self._call():
            raise Killed
        super().sync_folder(folder)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        if self._call():
            raise Killed
        super().remove(path)


def steps() -> Callable[[], datetime]:
    """Return a clock that goes on by a second at each look."""
    seconds = itertools.count()
    return lambda: datetime(2026, 5, 11, 12, tzinfo=UTC) + timedelta(seconds=next(seconds))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a study in which everything about P7 is marked, made once."""
    root = tmp_path_factory.mktemp("template")
    marked.marked(root, steps())
    yield root
    shutil.rmtree(root)


def copied(template: Path, root: Path) -> marked.Place:
    """Return a copy of the study, with its homes."""
    shutil.copytree(template, root, symlinks=True)
    clock = steps()
    later = timedelta(days=1)
    return marked.Place(root, lambda: clock() + later)


def whole(place: marked.Place) -> None:
    """Hold a study that an erasure was cut short in to what must always be so."""
    notebook = place.notebook("ben")
    texts = {row.get("text") for row in notebook.ledger.state.rows("moments").values()}
    assert texts >= OTHERS
    theirs = [text for text in texts if text and marked.MARK in text]
    begun = bool(notebook.ledger.journal.erased)
    assert begun != bool(theirs), "all of it is shown, or nothing"
    report = check(place.folder, place.home)
    assert all("not erased everywhere" in line for line in report.wrong), report.wrong
    assert not notebook.ledger.journal.troubles


def cut_short(template: Path, root: Path, at: int) -> bool:
    """Kill an erasure at a call and make it again; tell whether it was killed."""
    place = copied(template, root)
    try:
        place.erase(files=Killing(at))
    except Killed:
        whole(place)
        place.erase()
        killed = True
    else:
        killed = False
    assert list(marked.found(root)) == [], at
    assert list(marked.named(root)) == [], at
    report = check(place.folder, place.home, deep=True)
    assert report.wrong == (), (at, report.wrong)
    shutil.rmtree(root)
    return killed


@pytest.mark.parametrize("at", [2, 9, 16, 25, 40, 70])
def test_killed_at_some_calls_it_is_brought_to_its_end(
    template: Path, tmp_path: Path, at: int
) -> None:
    """From before the intent is on the disk to the packing of the backup."""
    assert cut_short(template, tmp_path / "study", at)


@pytest.mark.slow
def test_killed_at_every_call_it_is_brought_to_its_end(template: Path, tmp_path: Path) -> None:
    """Each file made, write, fsync, rename, removal of a whole erasure."""
    at = 1
    while cut_short(template, tmp_path / str(at), at):
        at += 1
    assert at > 60, "there were calls to be killed at"


@pytest.mark.slow
def test_killed_by_the_system_at_any_time(template: Path, tmp_path: Path) -> None:
    """The command in a process of its own, killed after any time."""
    rng = random.Random(7)  # noqa: S311 — chance for tests, not for secrets
    for number in range(40):
        root = tmp_path / str(number)
        place = copied(template, root)
        state = root / "state" / "fieldkit"
        state.parent.mkdir()
        shutil.move(place.home.root, state)
        place.home.root = state
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "fieldkit",
                "--study",
                str(place.folder),
                "erase",
                "P7",
                "--yes",
            ],
            env={**os.environ, "XDG_STATE_HOME": str(state.parent), "USER": "ana"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(rng.uniform(0.1, 0.9))
        process.send_signal(signal.SIGKILL)
        process.wait()
        whole(place)
        place.erase()
        assert list(marked.found(root)) == []
        shutil.rmtree(root)
