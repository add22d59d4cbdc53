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
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook, create_study

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="no pty"),
]
SMALL, LARGE = 100, 100_000
OF_SESSION = 100
"""Moments of the open session; the others are of earlier ones."""
LINES = 100
WORDS = "card declined"
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
with told.open("a") as stamps:
    boot.run(folder, Home(home), Observer(handle=as_handle("ana")), files=Timed(stamps))
"""


@dataclass(slots=True)
class Timings:
    """Seconds, of each key and of each line."""

    screen: list[float] = field(default_factory=list)
    durable: list[float] = field(default_factory=list)
    raw: list[float] = field(default_factory=list)


class Timed:
    """The app in a terminal, its screen read as soon as it writes."""

    def __init__(self, study: Path, home: Home, stamps: Path) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "", "LINES": ""}
        self.process = pexpect.spawn(
            sys.executable,
            ["-c", RUN, str(study), str(home.root), str(stamps)],
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


def measured(tmp_path: Path, count: int) -> Timings:
    """Type lines into a study of so many moments, and time them."""
    home, folder = Home(tmp_path / "state" / "fieldkit"), tmp_path / f"study{count}"
    study_of(folder, home, count)
    app = Timed(folder, home, tmp_path / f"stamps{count}")
    app.until(f"{OF_SESSION} moments")
    app.until("  saved")
    app.drain(3.0)
    found = Timings()
    raw = os.open(tmp_path / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(LINES):
        words = f"{number:02d} {WORDS}"
        for length in range(1, len(words) + 1):
            at = app.key(words[length - 1])
            found.screen.append(app.until(f"▏ {words[:length]}".rstrip()) - at)
            app.drain(GAP)
        at = app.key("\r")
        app.until(f"{OF_SESSION + number + 1} moments")
        found.durable.append(next(stamp for stamp in app.synced() if stamp > at) - at)
        start = time.monotonic()
        os.write(raw, b"x" * ENTRY)
        os.fsync(raw)
        found.raw.append(time.monotonic() - start)
    os.close(raw)
    app.process.close(force=True)
    held = Notebook(folder, home, Observer(handle=as_handle("ana"))).moments
    assert len(held) == count + LINES
    return found


def p99(times: list[float]) -> float:
    """Return the time that 99 of 100 keep below."""
    return quantiles(times, n=100)[98]


def test_a_key_is_on_the_screen_and_a_line_on_the_disk_in_time(tmp_path: Path) -> None:
    """With 100 moments and with 100,000."""
    small, large = (measured(tmp_path, count) for count in (SMALL, LARGE))
    for name, found in (("100", small), ("100,000", large)):
        for what, times in (
            ("screen", found.screen),
            ("durable", found.durable),
            ("raw fsync", found.raw),
        ):
            sys.stdout.write(
                f"\n{name:>8} {what:>9}: p50 {median(times) * 1e3:6.2f} ms  "
                f"p99 {p99(times) * 1e3:6.2f} ms  max {max(times) * 1e3:6.2f} ms  n {len(times)}"
            )
    sys.stdout.write(f"\nload {os.getloadavg()}\n")
    for found in (small, large):
        assert p99(found.screen) <= SCREEN
        assert p99(found.durable) - p99(found.raw) <= DURABLE
    assert median(large.screen) <= GROWTH * median(small.screen)
    assert median(large.durable) <= GROWTH * median(small.durable)
