"""Feeling over time: one session as it went, and several laid over each other by tenths."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fieldkit.analysis.journey import Gathered, Reading, readings
from fieldkit.analysis.sighting import Notes
from fieldkit.model.emotion import Whose
from fieldkit.model.keys import SessionId

TENTHS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One reading, with when it was read."""

    reading: Reading
    after: timedelta
    """Since the session's start; where that is unknown, since its first timed moment."""
    tenth: int | None
    """Which tenth of the session, from 0 to 9; None where its length is unknown or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenth(Gathered):
    """What was felt in one tenth of the sessions."""

    number: int


def over_time(notes: Notes, whose: Whose = Whose.CUSTOMER) -> tuple[Timed, ...]:
    """Return the readings that have a time, in order; those without one are left out."""
    begun = _spans(notes)
    found = []
    for reading in readings(notes, whose):
        at, session = reading.sighting.moment.at, reading.sighting.moment.session
        if at is not None:
            found.append(_timed(reading, at, begun[session]))
    return tuple(found)


def tenths(notes: Notes) -> tuple[Tenth, ...]:
    """Return what was felt in each tenth of the sessions; tenths without a reading left out."""
    by_tenth: dict[int, list[Reading]] = {}
    for timed in over_time(notes):
        if timed.tenth is not None:
            by_tenth.setdefault(timed.tenth, []).append(timed.reading)
    return tuple(Tenth(number=n, readings=tuple(by_tenth[n])) for n in sorted(by_tenth))


def _spans(notes: Notes) -> dict[SessionId | None, tuple[datetime, datetime]]:
    """Return when each session began and ended, as its header says, else as its moments do."""
    found: dict[SessionId | None, tuple[datetime, datetime]] = {}
    for sighting in notes.sightings:
        at, session = sighting.moment.at, sighting.session
        if at is None:
            continue
        key = sighting.moment.session
        start, end = found.get(key, (at, at))
        first = session.start if session and session.start else min(start, at)
        last = session.end if session and session.end else max(end, at)
        found[key] = (first, last)
    return found


def _timed(reading: Reading, at: datetime, span: tuple[datetime, datetime]) -> Timed:
    start, end = span
    long = end - start
    inside = start <= at <= end and long > timedelta()
    tenth = min(TENTHS - 1, int(TENTHS * ((at - start) / long))) if inside else None
    return Timed(reading=reading, after=at - start, tenth=tenth)
