"""The journey drawn in characters: one row a touchpoint, from bad on the left to good."""

from fieldkit.analysis.journey import Journey, Stop
from fieldkit.digest.markdown import clean
from fieldkit.digest.phrases import count
from fieldkit.model.visible import width

COLUMNS = 33
"""Odd, so that neither good nor bad has a column of its own."""
NAME = 20
"""Columns of the longest name printed whole."""


def chart(journey: Journey) -> str:
    """Return the journey in characters, at most 76 columns wide; empty without a touchpoint."""
    if not journey.stops:
        return ""
    names = [_name(stop) for stop in journey.stops]
    margin = max(width(name) for name in names)
    head = f"{'bad':<{COLUMNS // 2 - 3}}neither{'good':>{COLUMNS - COLUMNS // 2 - 4}}"
    lines = [f"{'':<{margin}}  {head}"]
    for name, stop in zip(names, journey.stops, strict=True):
        pad = " " * (margin - width(name))
        lines.append(f"{name}{pad}  {_row(stop)}  {_people(stop)}")
    return "\n".join((*lines, "", _legend(journey)))


def column(valence: float) -> int:
    """Return the column of a valence: 0 at the worst, the last at the best."""
    return round((valence + 1) / 2 * (COLUMNS - 1))


def _row(stop: Stop) -> str:
    cells = ["·"] * COLUMNS
    cells[COLUMNS // 2] = "┼"
    if not stop.has_line:
        for reading in stop.readings:
            cells[column(reading.valence)] = "○"
        return "".join(cells)
    low, high = (column(edge) for edge in stop.spread)
    cells[low : high + 1] = "━" * (high - low + 1)
    cells[column(stop.middle)] = "●"
    return "".join(cells)


def _legend(journey: Journey) -> str:
    lines = any(stop.has_line for stop in journey.stops)
    dots = not all(stop.has_line for stop in journey.stops)
    parts = []
    if lines:
        parts.append("● middle, ━ half of the readings")
    if dots:
        parts.append("○ one reading (fewer than three people)")
    return "; ".join(parts)


def _people(stop: Stop) -> str:
    return count(len(stop.people), "person", "people") if stop.people else "unnamed"


def _name(stop: Stop) -> str:
    name = clean(stop.touchpoint.name or stop.touchpoint.key)
    while width(name) > NAME:
        name = name.removesuffix("…")[:-1].rstrip() + "…"
    return name
