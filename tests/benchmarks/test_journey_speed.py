"""The journey of 4,000 moments beside the keys: ``pytest -m slow tests/benchmarks -s -n 0``."""

import sys
import time
from pathlib import Path

import pytest
from volume import moment

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.entry import Op
from fieldkit.store.home import Home
from fieldkit.store.new_study import create_study
from fieldkit.tui.app import FieldkitApp
from fieldkit.tui.bench import open_bench
from fieldkit.tui.boot import _freeze
from fieldkit.tui.desk import Desk
from fieldkit.tui.screens.journey import JourneyScreen

COUNT = 4_000
OPENING, KEY = 0.6, 0.06
"""Seconds of work in the keys' own thread, to open it and at each key; 0.24 and 0.01 measured."""
KEYS = ("right", "down", "right", "p", "right", "f", "right", "t", "right", "o")
ANA = Observer(handle=as_handle("ana"))


def felt(number: int) -> Op:
    """Return the making of a moment whose feeling has a valence."""
    made = moment(number)
    (name,) = (name for name in made["set"] if name.startswith("emotions/"))
    made["set"][name]["valence"] = (number % 21 - 10) / 10
    return made


@pytest.mark.slow
async def test_the_journey_of_4000_moments_opens_and_is_walked_without_stalling_keys(
    tmp_path: Path,
) -> None:
    """It is read in threads; what is drawn at a key was counted before."""
    home = Home(tmp_path / "state" / "fieldkit")
    folder = tmp_path / "study"
    notebook = create_study(folder, home, ANA, title="Large")
    notebook.commit(lambda _: [felt(number) for number in range(1, COUNT + 1)])
    desk = Desk(lambda: open_bench(folder, home, ANA))
    app = FieldkitApp(desk, ANA, loaded=_freeze)
    async with app.run_test(size=(120, 40)) as pilot:
        while desk.place is None or app.capture.opening:
            await pilot.pause(0.05)
        start, worked = time.perf_counter(), time.thread_time()
        await pilot.press("f4")
        while not (isinstance(app.screen, JourneyScreen) and app.screen.sight):
            await pilot.pause(0.05)
        took, opening = time.perf_counter() - start, time.thread_time() - worked
        worked = time.thread_time()
        await pilot.press(*KEYS)
        key = (time.thread_time() - worked) / len(KEYS)
        app.capture.rest()
    desk.close()
    sys.stdout.write(
        f"\nopened in {took:.2f} s, {opening * 1000:.0f} ms of them in the keys' thread;"
        f" {key * 1000:.0f} ms a key\n"
    )
    assert opening < OPENING
    assert key < KEY
