"""The journey in characters: one row a touchpoint or a tenth, from bad on the left to good."""

from collections.abc import Sequence
from textwrap import wrap

from fieldkit.analysis.journey import Gathered, Journey, Stop
from fieldkit.analysis.timeline import TENTHS, Tenth
from fieldkit.digest.markdown import clean
from fieldkit.digest.phrases import people
from fieldkit.digest.unfelt import not_drawn
from fieldkit.model.visible import width

COLUMNS = 33
"""Odd, so that neither good nor bad has a column of its own."""
PAGE = 80
"""Columns of a line."""
NAME = 20
"""Columns of the longest name printed whole."""


def chart(journey: Journey) -> str:
    """Return the journey in characters, at most 80 columns wide; empty without a touchpoint."""
    drawn = _drawn([_name(stop) for stop in journey.stops], journey.stops)
    absent = [line for told in not_drawn(journey) for line in wrap(told, PAGE)]
    return "\n".join((drawn, *absent)) if drawn else ""


def over_time(tenths: Sequence[Tenth]) -> str:
    """Return the tenths of the sessions in characters; empty without one."""
    share = 100 // TENTHS
    names = [f"{t.number * share:>3} to {(t.number + 1) * share} %" for t in tenths]
    return _drawn(names, tenths)


def _drawn(names: Sequence[str], stops: Sequence[Gathered]) -> str:
    if not stops:
        return ""
    margin = max(width(name) for name in names)
    head = f"{'bad':<{COLUMNS // 2 - 3}}neither{'good':>{COLUMNS - COLUMNS // 2 - 4}}"
    lines = [f"{'':<{margin}}  {head}"]
    for name, stop in zip(names, stops, strict=True):
        pad = " " * (margin - width(name))
        lines.append(f"{name}{pad}  {_row(stop)}  {_people(stop)}")
    return "\n".join((*lines, "", _legend(stops)))


def column(valence: float) -> int:
    """Return the column of a valence: 0 at the worst, the last at the best."""
    return round((valence + 1) / 2 * (COLUMNS - 1))


def _row(stop: Gathered) -> str:
    cells = ["·"] * COLUMNS
    cells[COLUMNS // 2] = "┼"
    if not stop.has_line:
        for reading in stop.readings:
            cells[column(reading.valence)] = "○"
        return "".join(cells)
    worst, best = (column(edge) for edge in stop.extent)
    cells[worst : best + 1] = "─" * (best - worst + 1)
    low, high = (column(edge) for edge in stop.spread)
    cells[low : high + 1] = "━" * (high - low + 1)
    cells[column(stop.middle)] = "●"
    return "".join(cells)


def _legend(stops: Sequence[Gathered]) -> str:
    lines = any(stop.has_line for stop in stops)
    dots = not all(stop.has_line for stop in stops)
    parts = []
    if lines:
        parts.append("● middle, ━ half, ─ all of the readings")
    if dots:
        parts.append("○ one reading (fewer than three people)")
    return "; ".join(parts)


def _people(stop: Gathered) -> str:
    return people(len(stop.people), unnamed=stop.unnamed)


def _name(stop: Stop) -> str:
    name = clean(stop.touchpoint.name or stop.touchpoint.key)
    while width(name) > NAME:
        name = name.removesuffix("…")[:-1].rstrip() + "…"
    return name
