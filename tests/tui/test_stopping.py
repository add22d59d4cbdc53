"""The app stopped and gone on with, or its terminal closed: nothing typed is lost."""

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


def state_of(process: int | None) -> str:
    """Return the letter by which the system names what a process does: ``T`` where stopped."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]


def wait(terminal: Terminal, done: str) -> None:
    """Wait until the app's process is in a state."""
    end = time.monotonic() + PATIENCE
    while state_of(terminal.process.pid) not in done:
        terminal.read()
        assert time.monotonic() < end


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc")
@pytest.mark.parametrize("how", ["signal", "palette"])
def test_suspended_it_gives_the_terminal_back_and_goes_on_where_it_was(
    terminal: Terminal, study: Path, home: Home, how: str
) -> None:
    """A line half typed stands there still; what was saved is saved."""
    terminal.send("card declined\r")
    terminal.until("1 moment ")
    terminal.send("half a")
    terminal.until("half a")
    if how == "signal":
        terminal.process.kill(signal.SIGTSTP)
    else:
        terminal.send("\x10")
        terminal.until("what do you want")
        terminal.send("suspend")
        terminal.until("Go back to the shell")
        terminal.send("\r")
    wait(terminal, "T")
    while terminal.read() and RESTORED not in terminal.bytes:
        pass
    shown = len(terminal.bytes)
    terminal.process.kill(signal.SIGCONT)
    wait(terminal, "SR")
    end = time.monotonic() + PATIENCE
    while b"\x1b[?1049h" not in terminal.bytes[shown:]:
        terminal.read()
        assert time.monotonic() < end
    terminal.rest()  # only then are its keys the app's
    terminal.until("half a")
    terminal.send(" line\r")
    terminal.until("2 moments")
    terminal.process.kill(signal.SIGTERM)
    assert terminal.end() == 128 + signal.SIGTERM
    texts = [moment.text for moment in Notebook(study, home, ANA).moments.all()]
    assert texts == ["card declined", "half a line"]


def test_a_terminal_that_is_closed_ends_the_app_and_keeps_what_was_typed(
    terminal: Terminal, study: Path, home: Home
) -> None:
    """Its window closed, its line cut: what stands in the line is offered at the next start."""
    terminal.send("card declined\r")
    terminal.until("1 moment ")
    terminal.send("half a line")
    terminal.until("half a line")
    terminal.process.ptyproc.fileobj.close()  # type: ignore[attr-defined]  # the stubs lack it
    end = time.monotonic() + PATIENCE
    while terminal.process.isalive():
        time.sleep(0.02)
        assert time.monotonic() < end
    assert [moment.text for moment in Notebook(study, home, ANA).moments.all()] == ["card declined"]
    again = Terminal(study, home)
    again.until("Kept from before")
    again.until("half a line")
    again.process.close(force=True)
