"""Days, clock times and zones as people write them in headings and file names."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from fieldkit.exchange.zones import WRITTEN
from fieldkit.model.times import to_utc

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
DAYS = (
    re.compile(r"(?<!\d)(?P<year>[12]\d{3})([-_./]?)(?P<month>\d{2})\2(?P<day>\d{2})(?!\d)"),
    re.compile(
        rf"(?<!\w){_WEEKDAY}{_MONTH}[\s_-]*{_DAY}(?:,?[\s_-]+(?P<year>[12]\d{{3}}))?(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w){_WEEKDAY}{_DAY}[\s_-]*(?:of\s+)?{_MONTH}(?:,?[\s_-]*(?P<year>[12]\d{{3}}))?(?![^\W_])",
        re.IGNORECASE,
    ),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>[12]\d{3})(?!\d)"),
    re.compile(r"(?<!\d)(?P<one>\d{1,2})/(?P<two>\d{1,2})/(?P<year>[12]\d{3})(?!\d)"),
)
CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>[01]?\d|2[0-3])"
    r"(?:(?::|(?<=\d)h(?=\d))(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?\s*(?P<half>[ap]\.?m\b\.?)?"
    r"|\s*(?P<only>[ap]\.?m\b\.?))(?!\d|:\d)",
    re.IGNORECASE,
)
ZONE = re.compile(rf"\s*\(?(?P<zone>{'|'.join(WRITTEN)})\b\)?")
EARLY = 7
"""A start at one to six o'clock without am or pm is read as afternoon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a heading or file name says of the time."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    clock: time | None = None
    half_said: bool = True
    """Whether the clock time was written so that only one half of the day is meant."""
    zone: str | None = None
    """The zone, as written."""
    rest: str = ""
    """The text without all that."""

    @property
    def date(self) -> date | None:
        """The day, where all of it is said."""
        if self.year and self.month and self.day:
            return date(self.year, self.month, self.day)
        return None

    @property
    def dated(self) -> bool:
        """Whether it names a day, with or without its year."""
        return self.month is not None


def said_in(text: str) -> Said:
    """Read the day, the clock time and the zone in a text; what cannot be is left in the text."""
    year = month = day = None
    rest = text
    for pattern in DAYS:
        if (match := pattern.search(rest)) and (found := _day_of(match)):
            year, month, day = found
            rest = rest[: match.start()] + " " + rest[match.end() :]
            break
    clock = CLOCK.search(rest)
    if clock is None:
        return Said(year=year, month=month, day=day, rest=_tidy(rest))
    zone = ZONE.match(rest, clock.end())
    rest = rest[: clock.start()] + " " + rest[zone.end() if zone else clock.end() :]
    at, half_said = clock_of(clock)
    return Said(
        year=year,
        month=month,
        day=day,
        clock=at,
        half_said=half_said,
        zone=zone["zone"] if zone else None,
        rest=_tidy(rest),
    )


def clock_of(match: re.Match[str]) -> tuple[time, bool]:
    """Return the time of day that a match of CLOCK stands for, and whether it is the only one."""
    hour = int(match["hour"])
    half = (match["half"] or match["only"] or "").lower()
    if half and 1 <= hour <= 12:  # noqa: PLR2004 - the hours that have halves
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    written_out = match["hour"].startswith("0") or hour > 12  # noqa: PLR2004 - 24 hours
    only = bool(half) or written_out
    return time(hour, int(match["minute"] or 0), int(match["second"] or 0)), only


def start_of(said: Said, day: date, zone: ZoneInfo) -> datetime | None:
    """Return when a session began, in UTC; a bare one to six o'clock is in the afternoon."""
    if said.clock is None:
        return None
    clock = said.clock
    if not said.half_said and clock.hour < EARLY:
        clock = clock.replace(hour=clock.hour + 12)
    return to_utc(datetime.combine(day, clock, tzinfo=zone))


def _day_of(match: re.Match[str]) -> tuple[int | None, int, int] | None:
    """Return year, month and day, or None where there is no such day or two may be meant."""
    parts = match.groupdict()
    year = int(parts["year"]) if parts["year"] else None
    if "one" in parts:
        one, two = int(parts["one"]), int(parts["two"])
        if one <= 12 and two <= 12 and one != two:  # noqa: PLR2004 - both could be a month
            return None
        day, month = (one, two) if one > 12 else (two, one)  # noqa: PLR2004
    else:
        named = parts["month"].lower()[:3]
        month = MONTHS.index(named) + 1 if named in MONTHS else int(named)
        day = int(parts["day"])
    try:
        date(year or 2000, month, day)
    except ValueError:
        return None
    return year, month, day


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" \t,;@|-\u2013—_()")
