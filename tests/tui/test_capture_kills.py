"""kill -9 while someone types in a real terminal: what was acknowledged is there, and the rest.

A few in every run; 200 with ``-m slow -s``, which prints what was lost.
"""

import random
import re
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from stage import ANA, Standing, make_study
from terminal import Terminal

from fieldkit.store.drafts import left_behind, settle
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pty")
SAVED = re.compile(r"(\d+) moments?\s+saved")
WORDS = "card declined twice she looks at the queue behind her and tries the other way round"
LAST_SECOND = 1.0
GAPS = (0.015, 0.02, 0.05)
"""Seconds between keys: a fast hand's, not those of a paste, which is asked about."""


@dataclass(slots=True)
class Lost:
    """What 200 kills took."""

    typed: int = 0
    acknowledged: int = 0
    moments: int = 0
    """Acknowledged and not there: the bar is 0."""
    characters: int = 0
    """Typed more than a second before, and in no draft: the bar is 0."""
    last: list[int] = field(default_factory=list)
    """Characters of the last second that were lost, each time."""


@dataclass(slots=True)
class Typist:
    """Types lines until told to stop; knows what was acknowledged."""

    terminal: Terminal
    rng: random.Random
    before: int
    name: str
    lines: list[str] = field(default_factory=list)
    line: str = ""
    fell: list[float] = field(default_factory=list)
    acknowledged: int = 0

    def go_on(self, seconds: float) -> None:
        """Type for a while."""
        end = time.monotonic() + seconds
        self._begin()
        while time.monotonic() < end:
            if len(self.line) >= len(self.name) + self.rng.randrange(8, 60):
                self.terminal.send("\r")
                self.lines.append(self.line)
                self._begin()
            key = WORDS[(len(self.line) + len(self.lines)) % len(WORDS)]
            self._type(key)
            self._look(self.rng.choice(GAPS))

    def _begin(self) -> None:
        self.line, self.fell = "", []
        for key in f"{self.name}x{len(self.lines)} ":
            self._look(GAPS[0])
            self._type(key)

    def _type(self, key: str) -> None:
        self.terminal.send(key)
        self.line += key
        self.fell.append(time.monotonic())

    def _look(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.terminal.read(max(0.001, end - time.monotonic()))
        if found := SAVED.search(self.terminal.text):
            self.acknowledged = max(self.acknowledged, int(found[1]) - self.before)


def kill_one(folder: Path, home: Home, rng: random.Random, name: str, lost: Lost) -> None:
    """Type, kill, and look what is there."""
    before = len(Notebook(folder, home, ANA).moments)
    opened = Terminal(folder, home)
    opened.until(f"{before} moment")
    opened.until("saved")
    typist = Typist(opened, rng, before, name)
    typist.go_on(rng.uniform(0.2, 2.2))
    opened.process.kill(signal.SIGKILL)
    at = time.monotonic()
    opened.process.close(force=True)
    notebook = Notebook(folder, home, ANA)
    texts = {moment.text for moment in notebook.moments.all()}
    logs = notebook.ledger.journal.logs
    drafts = left_behind(logs, notebook.pen.head.drafts)
    settle(logs, drafts)
    safe = [*texts, *(draft.text for draft in drafts)]
    lost.typed += len(typist.lines)
    lost.acknowledged += typist.acknowledged
    lost.moments += sum(line.strip() not in texts for line in typist.lines[: typist.acknowledged])
    here = max((len(t) for t in safe if t and typist.line.startswith(t)), default=0)
    early = sum(fell < at - LAST_SECOND for fell in typist.fell)
    lost.characters += max(0, len(typist.line[:early].rstrip()) - here)
    lost.last.append(max(0, len(typist.line.rstrip()) - here))


def killed(tmp_path: Path, home: Home, times: int) -> Lost:
    """Kill so often; return what was lost."""
    folder = tmp_path / "study"
    make_study(folder, home, Standing())
    notebook = Notebook(folder, home, ANA)
    notebook.stop_session()
    notebook.start_session(participants=["P3"])
    notebook.settle()
    lost, rng = Lost(), random.Random(20261126)  # noqa: S311 — dice for a test
    for number in range(times):
        kill_one(folder, home, rng, f"r{number}", lost)
    return lost


def test_three_kills_lose_nothing_acknowledged_and_a_second_of_typing(
    tmp_path: Path, home: Home
) -> None:
    """The same as below, in every run."""
    lost = killed(tmp_path, home, 3)
    assert (lost.moments, lost.characters) == (0, 0)


@pytest.mark.slow
def test_200_kills_lose_nothing_acknowledged_and_a_second_of_typing(
    tmp_path: Path, home: Home
) -> None:
    """At random instants, from the first key to some seconds of typing."""
    lost = killed(tmp_path, home, 200)
    sys.stdout.write(
        f"\n200 kills: {lost.typed} lines typed, {lost.acknowledged} acknowledged, "
        f"{lost.moments} of those lost; {lost.characters} characters older than a second lost, "
        f"of the last second at most {max(lost.last)}, {sum(lost.last) / 200:.1f} on average\n"
    )
    assert lost.acknowledged > 200
    assert (lost.moments, lost.characters) == (0, 0)
