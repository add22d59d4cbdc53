"""How long a key takes to the screen, and a line to the disk, in a real terminal of 120×40.

Run with ``-m slow -s``; it prints what it measured. Raw appends and fsyncs of the same size are
timed in the same run, between the keys, so that a busy machine is told apart from a slow app.
"""

import os
import select
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import pexpect
import pyte
import pytest

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store import ledger
from fieldkit.store.home import Home
from fieldkit.store.new_study import create_study

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="no pty"),
]
SMALL, LARGE = 100, 100_000
OF_SESSION = 100
"""Moments of the open session; the others are of earlier ones."""
LINES = 100
SHORT_LINES = 300
"""Lines of one letter besides: a hundredth of a hundred is one, and says little."""
WORDS = "card declined"
SNAPSHOTS, LETTERS = 8, 50
"""How often a snapshot is had written, and the letters typed meanwhile."""
GAP = 0.05
"""Seconds between keys: a quick typist."""
ENTRY = 300
"""Bytes of a raw append: about those of an entry."""
SCREEN, DURABLE, GROWTH = 0.033, 0.010, 1.5
"""The bars: p99 to the screen, p99 to the disk beyond a raw append, growth from small to large."""
RUN = """
import sys, time
from pathlib import Path
from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store import ledger
from fieldkit.store.files import Files
from fieldkit.store.home import Home
from fieldkit.tui import boot

class Timed(Files):
    def __init__(self, told):
        self.told, self.journals = told, set()
    def open(self, path, flags):
        fd = super().open(path, flags)
        self.journals.discard(fd)
        if path.suffix == ".jsonl":
            self.journals.add(fd)
        return fd
    def fsync(self, fd):
        super().fsync(fd)
        if fd in self.journals:
            self.told.write(f"{time.monotonic()}\\n")
            self.told.flush()

folder, home, told = map(Path, sys.argv[1:4])
ledger.TAIL = int(sys.argv[4])
with told.open("a") as stamps:
    boot.run(folder, Home(home), Observer(handle=as_handle("ana")), files=Timed(stamps))
"""

ECHO = """
import os, tty
tty.setraw(0)
os.write(1, b"ready")
while True:
    os.write(1, os.read(0, 100))
"""


@dataclass(slots=True)
class Timings:
    """Seconds, of each key and of each line."""

    screen: list[float] = field(default_factory=list)
    durable: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    """Of the processor, for each key: what it would take on a machine that does nothing else."""


class Timed:
    """The app in a terminal, its screen read as soon as it writes."""

    def __init__(self, study: Path, home: Home, stamps: Path, tail: int) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "", "LINES": ""}
        self.process = pexpect.spawn(
            sys.executable,
            ["-c", RUN, str(study), str(home.root), str(stamps), str(tail)],
            dimensions=(40, 120),
            env=environment,
        )
        self._screen = pyte.Screen(120, 40)
        self._stream = pyte.ByteStream(self._screen)
        self._stamps = stamps

    def until(self, text: str, patience: float = 60.0) -> float:
        """Wait until text stands on the screen; return when the bytes came that put it there."""
        end = time.monotonic() + patience
        at = time.monotonic()
        while not any(text in row for row in self._screen.display):
            assert time.monotonic() < end, "\n".join(self._screen.display)
            if select.select([self.process.child_fd], [], [], 0.05)[0]:
                data = os.read(self.process.child_fd, 1 << 16)
                at = time.monotonic()
                self._stream.feed(data.replace(b"\x1b[?u", b""))
        return at

    def drain(self, seconds: float) -> None:
        """Take what comes for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.process.child_fd], [], [], left)[0]:
                self._stream.feed(os.read(self.process.child_fd, 1 << 16))

    def key(self, key: str) -> float:
        """Send a key; return when."""
        at = time.monotonic()
        os.write(self.process.child_fd, key.encode())
        return at

    def worked(self) -> float:
        """Return how long the processor has worked for the app; nought where nobody says."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(path.read_text(encoding="utf-8").split()[0]) for path in tasks) / 1e9

    def synced(self) -> list[float]:
        """Return when the journal was synced, each time."""
        return [float(line) for line in self._stamps.read_text(encoding="utf-8").split()]


def study_of(folder: Path, home: Home, count: int) -> None:
    """Make a study of so many moments, a hundred of them in the session that is open."""
    home.be(Observer(handle=as_handle("ana")))
    notebook = create_study(folder, home, Observer(handle=as_handle("ana")), title="Bench")
    text = "I already gave you this card, and it is the {}th time today; she turns to the queue"
    for start in range(0, count - OF_SESSION, 5_000):
        numbers = range(start, min(start + 5_000, count - OF_SESSION))
        notebook.commit(
            lambda _, numbers=numbers: [  # type: ignore[misc, arg-type]  # bound here; they are Ops
                {
                    "table": "moments",
                    "id": f"ana-{n + 1}",
                    "set": {
                        "at": f"2026-05-11T14:{n % 60:02d}:00+00:00",
                        "session": f"old-s{1 + n // 50}",
                        "observer": "ana",
                        "participants/P3": True,
                        "text": text.format(n),
                        "touchpoint": "checkout",
                        "codes/repeat-request": True,
                        "emotions/customer.inferred.frustrated": {
                            "term": "frustrated",
                            "vocabulary": "customer",
                            "intensity": 4,
                        },
                    },
                }
                for n in numbers
            ]
        )
    notebook.start_session(participants=["P3"])
    for number in range(OF_SESSION):
        notebook.write(f"seen {number} @checkout !frustrated4")
    notebook.settle(whatever_size=True)


class Echo:
    """A process that only echoes what is typed: how long a key takes on this machine at least."""

    def __init__(self) -> None:
        self.process = pexpect.spawn(sys.executable, ["-c", ECHO])
        self.process.expect("ready")

    def timed(self, key: str) -> float:
        """Send a key; return how long its echo took."""
        at = time.monotonic()
        os.write(self.process.child_fd, key.encode())
        os.read(self.process.child_fd, 1 << 10)
        return time.monotonic() - at


def opened(tmp_path: Path, count: int, tail: int = ledger.TAIL) -> Timed:
    """Return the app open on a study of so many moments.

    Args:
        tmp_path: Where.
        count: How many.
        tail: Bytes of journal after which the snapshot is written again.
    """
    home, folder = Home(tmp_path / f"home{count}"), tmp_path / f"study{count}"
    study_of(folder, home, count)
    app = Timed(folder, home, tmp_path / f"stamps{count}", tail)
    app.until(f"{OF_SESSION} moments")
    app.until("  saved")
    return app


def type_line(app: Timed, number: int, found: Timings, echo: Echo, floor: list[float]) -> None:
    """Type one line, and time each of its letters and its way to the disk."""
    words = f"{number:03d} {WORDS}"
    for length in range(1, len(words) + 1):
        before = app.worked()
        at = app.key(words[length - 1])
        if words[length - 1] != " ":
            found.screen.append(app.until(f"▏ {words[:length]}") - at)
        app.drain(GAP)
        found.work.append(app.worked() - before)
        floor.append(echo.timed("x"))
    save_line(app, number, found)


def save_line(app: Timed, number: int, found: Timings) -> None:
    """Press Enter, and time the way to the disk."""
    at = app.key("\r")
    app.until(f"{OF_SESSION + number + 1:,} moments")
    app.drain(GAP)
    found.durable.append(next(stamp for stamp in app.synced() if stamp > at) - at)


def append(fd: int) -> float:
    """Append and sync as much as an entry has; return how long that took."""
    start = time.monotonic()
    os.write(fd, b"x" * ENTRY)
    os.fsync(fd)
    return time.monotonic() - start


def p99(times: list[float]) -> float:
    """Return the time that 99 of 100 keep below."""
    return quantiles(times, n=100)[98]


def test_a_key_is_on_the_screen_and_a_line_on_the_disk_in_time(tmp_path: Path) -> None:
    """With 100 moments and with 100,000, a line in each in turn.

    What the machine itself takes for a key, and for a raw append, is told and taken off: it does
    other things meanwhile.
    """
    apps = {count: opened(tmp_path, count) for count in (SMALL, LARGE)}
    for app in apps.values():
        app.drain(3.0)
    found = {count: Timings() for count in apps}
    echo, floor, raw = Echo(), list[float](), list[float]()
    fd = os.open(tmp_path / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(LINES):
        for count, app in apps.items():
            type_line(app, number, found[count], echo, floor)
            raw.append(append(fd))
    for number in range(LINES, LINES + SHORT_LINES):
        for count, app in apps.items():
            app.key("x")
            app.drain(GAP)
            save_line(app, number, found[count])
            raw.append(append(fd))
    os.close(fd)
    for count, app in apps.items():
        app.process.close(force=True)
        told(f"{count:,} screen", found[count].screen)
        told(f"{count:,} durable", found[count].durable)
        told(f"{count:,} processor", found[count].work)
    echo.process.close(force=True)
    told("echo", floor)
    told("raw append", raw)
    sys.stdout.write(f"\nload {os.getloadavg()}\n")
    for times in found.values():
        assert p99(times.screen) - p99(floor) <= SCREEN
        assert p99(times.durable) - p99(raw) - p99(floor) <= DURABLE
    assert median(found[LARGE].screen) <= GROWTH * median(found[SMALL].screen)
    assert median(found[LARGE].durable) <= GROWTH * median(found[SMALL].durable)


def test_a_snapshot_of_a_large_study_blocks_no_key(tmp_path: Path) -> None:
    """Each line has the snapshot written again, two seconds later, while one types."""
    app, echo = opened(tmp_path, LARGE, tail=1), Echo()
    snapshot = tmp_path / f"study{LARGE}" / "study.json"
    times, floor, written = list[float](), list[float](), {snapshot.stat().st_ino}
    for number in range(SNAPSHOTS):
        app.key("x")
        app.drain(GAP)
        save_line(app, number, Timings())
        for _ in range(LETTERS):
            at = app.key("y")
            times.append(app.until("▏ y") - at)
            app.drain(GAP)
            floor.append(echo.timed("x"))
            app.key("\x7f")
            app.until("what do you see?")
            app.drain(GAP)
        written.add(snapshot.stat().st_ino)
    app.process.close(force=True)
    echo.process.close(force=True)
    told(f"{len(written) - 1} snapshots", times)
    told("echo", floor)
    assert len(written) - 1 >= SNAPSHOTS - 1
    assert p99(times) - p99(floor) <= SCREEN


def told(what: str, times: list[float]) -> None:
    """Print what was measured."""
    sys.stdout.write(
        f"\n{what:>16}: p50 {median(times) * 1e3:6.2f} ms  p99 {p99(times) * 1e3:6.2f} ms  "
        f"max {max(times) * 1e3:6.2f} ms  n {len(times)}"
    )
