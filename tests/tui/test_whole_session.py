"""A whole hour in the field, typed key by key into the app by the clock of its own log."""

import json
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from stage import ANA, Stage, staged

from fieldkit.store.home import Home
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook

VISIT = "visit-2020-05-11"
ZONE = ZoneInfo("America/New_York")
START, END = (datetime(2020, 5, 11, hour, 0, tzinfo=ZONE) for hour in (10, 11))
A_KEY = timedelta(milliseconds=120)


def visit(shared: Path) -> list[dict[str, Any]]:
    """Return what was noted on the visit, in order, as a neutral reader found it."""
    path = shared / "data" / "neutral" / "shared" / "va-covid-fieldvisits.jsonl"
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["session"] == VISIT]


def begun(rows: list[dict[str, Any]]) -> list[datetime]:
    """Return when each line was begun: as its log says; the others spread over the time between."""
    said = [datetime.fromisoformat(r["at"]).replace(tzinfo=ZONE) if r["at"] else None for r in rows]
    known = [(-1, START), *((n, at) for n, at in enumerate(said) if at), (len(rows), END)]
    found: list[datetime] = []
    for (first, after), (last, before) in pairwise(known):
        step = timedelta(seconds=(before - after) // timedelta(seconds=last - first))
        found += [after + step * n for n in range(1, last - first)]
        found += [said[last] or before] if last < len(rows) else []
    # Two of one minute: the second begins when the first is written.
    for n in range(1, len(found)):
        found[n] = max(found[n], found[n - 1] + A_KEY * (len(rows[n - 1]["text"]) + 2))
    return found


async def typed(stage: Stage, text: str, at: datetime) -> None:
    """Type a line at its time: the first key falls then, the others after it."""
    stage.clock.at = at
    await stage.type(text[0])
    stage.clock.at += A_KEY * len(text)
    await stage.type(text[1:])
    await stage.press("enter")


@pytest.mark.slow
async def test_an_hour_in_the_field_gives_the_moments_that_were_noted(
    tmp_path: Path, shared: Path
) -> None:
    """Each with its words and its minute, in one session from its start to its debrief."""
    rows = visit(shared)
    times = begun(rows)
    folder, home = tmp_path / "study", Home(tmp_path / "state" / "fieldkit")
    home.be(ANA)
    create_study(folder, home, ANA, title="Visits", zone=str(ZONE), clock=lambda: START)
    async with staged(tmp_path, make=False, at=START, size=(120, 40)) as stage:
        await stage.until("A new session")
        await stage.press("enter")
        for row, at in zip(rows, times, strict=True):
            await typed(stage, row["text"], at)
        await stage.until(f"{len(rows)} moments")
        stage.clock.at = END
        await stage.app.run_action("finish", stage.app.capture)
        await stage.until("Finish ana-s1")
        await stage.type("One sentence.")
        await stage.press("ctrl+s")
        held = stage.moments
    assert [moment.text for moment in held] == [row["text"] for row in rows]
    assert [m.at for m in held] == times
    timed = [(m.at, r["at"]) for m, r in zip(held, rows, strict=True) if r["at"] and m.at]
    assert len(timed) == 13
    assert [f"{at.astimezone(ZONE):%Y-%m-%dT%H:%M}" for at, _ in timed] == [at for _, at in timed]
    assert {moment.session for moment in held} == {"ana-s1"}
    session = Notebook(folder, home, ANA).sessions.want("ana-s1")
    assert (session.start, session.end, session.open) == (START, END, False)
