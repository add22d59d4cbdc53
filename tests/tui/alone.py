"""A real terminal in which someone who knows nothing of it types ``fieldkit``."""

import os
import sys
import time
from pathlib import Path

import pexpect
import pyte
from terminal import HEIGHT, PATIENCE, WIDTH, Terminal

READING = 0.4
"""Seconds to read a question; keys closer than that are one word being typed."""


class Alone(Terminal):
    """A terminal in which someone typed ``fieldkit``, and nothing else."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "", "LINES": ""}
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "fieldkit"],
            cwd=str(folder),
            dimensions=(HEIGHT, WIDTH),
            env=environment,
            timeout=PATIENCE,
        )
        self.process.delaybeforesend = None
        self.bytes = b""
        self._screen = pyte.Screen(WIDTH, HEIGHT)
        self._stream = pyte.ByteStream(self._screen)

    def settled(self) -> None:
        """Wait until the hour says that all is on the disk, and for as long as one reads."""
        first = self.text.splitlines()[0]
        if " · " in first:
            self.until(" · saved")
        end = time.monotonic() + READING
        while time.monotonic() < end:
            self.read()
