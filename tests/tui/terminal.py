"""A real terminal for tests: bytes in, a screen out."""

import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pyte
from stage import ANA, Standing, make_study

from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook

PATIENCE = 20.0
WIDTH, HEIGHT = 80, 24
RESTORED = b"\x1b[?1049l"
RUN = """
import sys
from pathlib import Path
from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.home import Home
from fieldkit.tui import boot
folder, home = Path(sys.argv[1]), Home(Path(sys.argv[2]))
observer = Observer(handle=as_handle("ana"))
if sys.argv[3] == "note":
    print(*boot.capture_one(folder, home, observer))
else:
    sys.exit(boot.run(folder, home, observer))
"""


class Terminal:
    """A terminal with the app in it."""

    def __init__(self, folder: Path, home: Home, what: str = "app", *, width: int = WIDTH) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "", "LINES": ""}
        environment.pop("NO_COLOR", None)
        self.process = pexpect.spawn(
            sys.executable,
            ["-c", RUN, str(folder), str(home.root), what],
            dimensions=(HEIGHT, width),
            env=environment,
            timeout=PATIENCE,
        )
        self.process.delaybeforesend = None
        self.bytes = b""
        self._screen = pyte.Screen(width, HEIGHT)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self._screen.display)

    def read(self, patience: float = 0.05) -> bool:
        """Take what came; tell whether there will be more."""
        try:
            data: object = self.process.read_nonblocking(1 << 16, timeout=patience)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        assert isinstance(data, bytes)
        self.bytes += data
        # pyte takes a keyboard mode's "u" for another command.
        self._stream.feed(re.sub(rb"\x1b\[[<>=?][0-9;]*u", b"", data))
        return True

    def until(self, text: str) -> None:
        """Wait until text stands on the screen."""
        end = time.monotonic() + PATIENCE
        while text not in self.text:
            more = self.read()
            assert more or text in self.text, f"ended before {text!r}:\n{self.text}"
            assert time.monotonic() < end, f"no {text!r} on:\n{self.text}"

    def rest(self) -> None:
        """Wait until nothing more comes for a while."""
        seen = -1
        while seen < len(self.bytes):
            seen = len(self.bytes)
            end = time.monotonic() + 0.3
            while time.monotonic() < end:
                self.read()

    def send(self, keys: str | bytes) -> None:
        """Send keys."""
        self.process.send(keys)

    def end(self) -> int:
        """Wait for the end; return the exit code."""
        end = time.monotonic() + PATIENCE
        while self.read():
            assert time.monotonic() < end, f"it does not end; on the screen:\n{self.text}"
        self.process.close()
        status = self.process.exitstatus
        return -(self.process.signalstatus or 0) if status is None else status


def going_on(folder: Path, home: Home) -> Path:
    """Make a study with a session that began just now."""
    make_study(folder, home, Standing())
    # The tests' clock stands in the past: a session silent for so long would be asked about.
    notebook = Notebook(folder, home, ANA)
    notebook.stop_session()
    notebook.start_session(participants=["P3"])
    notebook.settle()
    return folder


def ready(study: Path, home: Home) -> Iterator[Terminal]:
    """Yield the app in a terminal once it takes keys, and close it after."""
    opened = Terminal(study, home)
    opened.until("0 moments")
    opened.until("saved")
    yield opened
    opened.process.close(force=True)
