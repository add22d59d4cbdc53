"""The app run for a test that waits until it is quiet, not for time to pass."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual._context import active_app
from textual.pilot import Pilot

from fieldkit.tui.app import FieldkitApp


async def quiet(_: float = 0) -> None:
    """Wait until the event loop has nothing left to run and the screen nothing left to draw.

    Textual's own waits until the process has used next to no time for 20 ms, twice for each key:
    that is most of what a test of the app takes, and on a busy machine it proves nothing.
    """
    waiting = vars(asyncio.get_running_loop())["_ready"]
    app = active_app.get(None)
    still = 0
    while still < 3:
        await asyncio.sleep(0)
        if waiting:
            still = 0
            continue
        still += 1
        if still == 1 and app is not None and app.screen_stack:
            app.screen._on_timer_update()  # noqa: SLF001 — as Textual's own pause does


@asynccontextmanager
async def running(app: FieldkitApp, size: tuple[int, int]) -> AsyncIterator[Pilot[None]]:
    """Run an app, every key and pause of whose pilot ends as soon as what it did is done."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.app.wait_for_idle", quiet)
        patch.setattr("textual.pilot.wait_for_idle", quiet)
        async with app.run_test(size=size) as pilot:
            yield pilot
