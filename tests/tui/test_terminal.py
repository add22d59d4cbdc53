"""The app in a real terminal: bytes in, a screen out, and the terminal as it was."""

import json
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from stage import ANA
from terminal import PATIENCE, RESTORED, Terminal, going_on, ready

from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pty")


@pytest.fixture
def study(tmp_path: Path, home: Home) -> Path:
    """Return a study with a session going on."""
    return going_on(tmp_path / "study", home)


@pytest.fixture
def terminal(study: Path, home: Home) -> Iterator[Terminal]:
    """Return the app in a terminal, ready."""
    yield from ready(study, home)


def texts(study: Path, home: Home) -> list[str]:
    """Return the texts in a study, read from its journal."""
    return [moment.text for moment in Notebook(study, home, ANA).moments.all()]


def test_a_moment_typed_and_saved_survives_kill_9_and_what_was_not_is_offered(
    terminal: Terminal, study: Path, home: Home
) -> None:
    """At most the last second of typing is gone."""
    terminal.send("card declined\r")
    terminal.until("1 moment ")
    terminal.send("tries the other way")
    end = time.monotonic() + PATIENCE
    while b"the other way" not in b"".join(p.read_bytes() for p in study.glob("log/*.draft.*")):
        terminal.read()
        assert time.monotonic() < end
    terminal.process.kill(signal.SIGKILL)
    assert terminal.end() == -signal.SIGKILL
    assert texts(study, home) == ["card declined"]
    again = Terminal(study, home)
    again.until("Kept from before")
    again.until("tries the other way")
    again.send("\r")
    again.until("2 moments")
    again.send("\x11")
    again.until("Finish?")
    again.send("n")
    assert again.end() == 0
    assert texts(study, home) == ["card declined", "tries the other way"]


def test_keys_that_fall_before_the_screen_is_there_are_kept(study: Path, home: Home) -> None:
    """A quick person types before the app has drawn itself."""
    opened = Terminal(study, home)
    opened.until("what do you see?")
    opened.send("typed early\r")
    opened.until("1 moment ")
    opened.process.close(force=True)
    assert texts(study, home) == ["typed early"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_app_by_the_way_that_restores_the_terminal(
    terminal: Terminal, study: Path, home: Home, number: signal.Signals
) -> None:
    """With the code that a shell gives it, and everything saved."""
    terminal.send("card declined\r")
    terminal.until("1 moment ")
    terminal.process.kill(number)
    assert terminal.end() == 128 + number
    assert RESTORED in terminal.bytes
    assert texts(study, home) == ["card declined"]
    assert json.loads((study / "study.json").read_text(encoding="utf-8"))["moments"]


def test_bytes_that_are_no_text_do_not_end_the_app(
    terminal: Terminal, study: Path, home: Home
) -> None:
    """They are shown for what they are."""
    terminal.send(b"before \xff\xfe after\r")
    terminal.until("1 moment ")
    terminal.send("\x11")
    terminal.until("Finish?")
    terminal.send("n")
    assert terminal.end() == 0
    [text] = texts(study, home)
    assert text.startswith("before ")
    assert text.endswith(" after")


def test_ctrl_q_and_y_finish_the_session_and_exit_with_0(
    terminal: Terminal, study: Path, home: Home
) -> None:
    """Debrief and all, by keys alone."""
    terminal.send("\x11")
    terminal.until("Finish?")
    terminal.send("y")
    terminal.until("Finish ana-s2")
    terminal.send("One sentence.\x13")
    assert terminal.end() == 0
    assert RESTORED in terminal.bytes
    session = Notebook(study, home, ANA).sessions.want("ana-s2")
    assert not session.open
    assert session.debrief is not None
    assert session.debrief.endswith("One sentence.")


def test_a_paste_of_several_lines_asks(terminal: Terminal, study: Path, home: Home) -> None:
    """As a terminal sends it."""
    terminal.send("\x1b[200~one\ntwo\nthree\x1b[201~")
    terminal.until("3 lines were pasted")
    terminal.send("e")
    terminal.until("3 moments")
    terminal.process.kill(signal.SIGTERM)
    assert terminal.end() == 128 + signal.SIGTERM
    assert texts(study, home) == ["one", "two", "three"]


def test_a_letter_on_the_capture_screen_costs_less_than_3_kb(study: Path, home: Home) -> None:
    """Over SSH bytes are time."""
    opened = Terminal(study, home, width=120)
    opened.until("saved")
    opened.send("P3: card declined @p")
    opened.until("▸")
    costs = []
    for letter in "ay !frus":
        before = len(opened.bytes)
        opened.send(letter)
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            opened.read()
        costs.append(len(opened.bytes) - before)
    opened.process.close(force=True)
    assert max(costs) < 3000, costs


def test_a_list_of_which_some_rows_changed_reads_as_one_drawn_afresh(
    study: Path, home: Home
) -> None:
    """New rows, rows that amend, rows taken back, a cursor past the edge."""
    notebook = Notebook(study, home, ANA)
    for number in range(16):
        notebook.write(f"line {number} of the day @pay")
    terminal = Terminal(study, home)
    terminal.until("16 moments")
    terminal.send("\x1b")
    terminal.until("the pad:")
    terminal.rest()
    for key, count in (("1", 17), ("2", 18)):
        terminal.send(key)
        terminal.until(f"{count} moments")
    as_drawn_afresh(terminal)
    terminal.send("+\x7f\x7f")
    terminal.until("17 moments")
    terminal.send("\x1b[B" * 14)
    terminal.until("ana-3 ")
    as_drawn_afresh(terminal)
    terminal.process.close(force=True)


def as_drawn_afresh(terminal: Terminal) -> None:
    """Compare what stands there with what stands there once all of it was drawn again."""
    terminal.rest()
    clock = re.compile(r"\d\d:\d\d:\d\d  ")
    shown = clock.sub("", terminal.text)
    terminal.send("\x1bOP")
    terminal.until("Up and Down scroll")
    terminal.send("q")
    terminal.until("● Checkout")
    terminal.rest()
    assert clock.sub("", terminal.text) == shown


def test_the_one_line_capture_saves_with_enter_and_leaves_with_esc(study: Path, home: Home) -> None:
    """It prints the ids of what it wrote."""
    opened = Terminal(study, home, "note")
    opened.until("Enter saves")
    opened.send("card declined @pay !frus\t\r")
    opened.until("ana-1 saved")
    opened.send("second\r")
    opened.until("ana-2 saved")
    opened.send("\x11")
    assert opened.end() == 0
    assert b"ana-1 ana-2" in opened.bytes
    assert texts(study, home) == ["card declined", "second"]
