"""Times as they stand in tables: ISO, or as people and spreadsheets write them."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fieldkit.exchange.said_dates import said_in
from fieldkit.exchange.zones import WRITTEN, zone_named
from fieldkit.model.times import to_utc

NUMBERS = re.compile(
    r"(?<![\d/.-])(?P<one>\d{1,2})(?P<mark>[/.-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?!\d)"
)
"""A day in numbers, its order unsaid: ``3/4/2026``."""
MONTHS_IN_A_YEAR = 12


def day_first(texts: Iterable[str]) -> bool | None:
    """Tell whether days in numbers begin with the day; None where they do not show it.

    One cell that can be read in one way only tells it of its whole column.
    """
    firsts, seconds = False, False
    for text in texts:
        match = NUMBERS.search(text)
        if match is None:
            continue
        if match["mark"] == ".":
            return True  # no country writes 5.11.2026 with its month first
        firsts |= int(match["one"]) > MONTHS_IN_A_YEAR
        seconds |= int(match["two"]) > MONTHS_IN_A_YEAR
    return None if firsts == seconds else firsts


def instant(text: str, clock: str, zone: ZoneInfo, *, first: bool | None) -> datetime | None:
    """Return the instant that a cell tells, or two: one of the day and one of the clock.

    Args:
        text: The cell; a day, a clock time or both.
        clock: The cell of the clock, where there is another.
        zone: Where a time without an offset is read.
        first: Whether days in numbers begin with the day.

    Returns:
        None where day or clock is missing, or may be read in two ways.
    """
    for both in (f"{text} {clock}".strip(), text):
        try:
            at = datetime.fromisoformat(both)
        except ValueError:
            continue
        if len(both) > len("2026-05-11T"):
            return _utc(at, zone)
    day, rest = _day(text, first=first)
    said = said_in(f"{rest} {clock}")
    day = day or said.date
    if day is None or said.clock is None:
        return None
    zone = zone_named(WRITTEN[said.zone]) if said.zone else zone
    return _utc(datetime.combine(day, said.clock), zone)


def _day(text: str, *, first: bool | None) -> tuple[date | None, str]:
    match = NUMBERS.search(text)
    if match is None:
        return None, text
    one, two = int(match["one"]), int(match["two"])
    year = int(match["year"]) + (2000 if len(match["year"]) <= len("26") else 0)
    orders = {one > MONTHS_IN_A_YEAR} if max(one, two) > MONTHS_IN_A_YEAR else {first}
    order = one == two or orders.pop()
    if order is None:
        return None, text
    day, month = (one, two) if order else (two, one)
    try:
        return date(year, month, day), text[: match.start()] + " " + text[match.end() :]
    except ValueError:
        return None, text


def _utc(at: datetime, zone: ZoneInfo) -> datetime | None:
    try:
        return to_utc(at if at.tzinfo else at.replace(tzinfo=zone))
    except OverflowError:
        return None
