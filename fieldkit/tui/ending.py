"""Ending on a signal: Textual's own way out restores the terminal, a plain end would not."""

import asyncio
import signal
from contextlib import suppress
from typing import Any

from textual.app import App

ENDING = ("SIGTERM", "SIGHUP")
"""Not all systems have both."""


def end_on_signals(app: App[Any]) -> None:
    """Have an app end on these signals, with the exit code that a shell gives them."""
    loop = asyncio.get_running_loop()
    for name in ENDING:
        number = getattr(signal, name, None)
        if number is not None:
            # Windows' loops take no signals; nor does a loop outside the main thread.
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, _end, app, 128 + number)


def _end(app: App[Any], code: int) -> None:
    app.exit(return_code=code)
