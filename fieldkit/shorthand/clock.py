"""Times as typed at the beginning of a line."""

# ruff: noqa: RUF001 - full-width signs and typographic marks are the grammar itself

import re
from datetime import datetime, time, timedelta

When = time | timedelta | datetime
"""A clock time, a span back from now, or a dated time with or without its offset."""

_CLOCK = re.compile(
    r"(\d{1,2})[:：h](\d\d)(?:[:：](\d\d))?(?:\s?([ap])\.?m\.?)?(?=\s|\Z)", re.IGNORECASE
)
_BACK = re.compile(r"[-−](\d{1,5})([hms])(?=\s|\Z)")
_DATED = re.compile(
    r"((?:19|20|21)\d\d-\d\d-\d\d)[T ]"
    r"([01]\d|2[0-3]):([0-5]\d)(:[0-5]\d(?:\.\d{1,6})?)?"
    r"(Z|[+-]\d\d:?\d\d)?(?=\s|\Z)",
    re.ASCII,
)
_UNITS = {"h": 3600, "m": 60, "s": 1}
NOON = 12


def when_at(text: str, pos: int) -> tuple[When, int] | None:
    """Return the time typed here and where it ends; years from 1900 to 2199."""
    char = text[pos : pos + 1]
    if char.isdecimal():
        return _dated(text, pos) if _DATED.match(text, pos) else _clocked(text, pos)
    match = _BACK.match(text, pos) if char in {"-", "−"} else None
    if match is None:
        return None
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]]), match.end()


def written(when: When) -> str:
    """Return a time as it is typed, seconds only where there are any."""
    if isinstance(when, timedelta):
        seconds = int(when.total_seconds())
        unit = next(unit for unit, size in _UNITS.items() if not seconds % size)
        return f"-{seconds // _UNITS[unit]}{unit}"
    if isinstance(when, time):
        return when.strftime("%H:%M:%S" if when.second else "%H:%M")
    if when.microsecond:
        return when.isoformat()
    return when.isoformat(timespec="seconds" if when.second else "minutes")


def _dated(text: str, pos: int) -> tuple[When, int] | None:
    match = _DATED.match(text, pos)
    if match is None:
        return None
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[0][11:]}"), match.end()
    except ValueError:  # 30 February, an offset of 25 hours: text
        return None


def _clocked(text: str, pos: int) -> tuple[When, int] | None:
    match = _CLOCK.match(text, pos)
    if match is None:
        return None
    clock = _clock(int(match[1]), int(match[2]), int(match[3] or 0), (match[4] or "").lower())
    return None if clock is None else (clock, match.end())


def _clock(hour: int, minute: int, second: int, half: str) -> time | None:
    if half:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if half == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004  a clock's own bounds
        return None
    return time(hour, minute, second)
