"""One line of shorthand from a file, where nobody was typing when it is read."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from fieldkit.model.keys import Handle, MomentId, ParticipantKey, SessionId, TouchpointKey
from fieldkit.model.moment import Moment
from fieldkit.model.session import Session
from fieldkit.model.words import Words
from fieldkit.shorthand.clock import When, written
from fieldkit.shorthand.line import parse
from fieldkit.shorthand.resolve import resolve

NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the instant at which a line was begun, where a file tells none."""
LONGEST = timedelta(hours=12)
"""How long a session is taken to be that tells no end: its clock times are in these hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What holds for a line where it does not say otherwise."""

    at: datetime | None = None
    """When it happened, where the file tells that beside the line."""
    zone: str = "UTC"
    start: datetime | None = None
    end: datetime | None = None
    observer: Handle | None = None
    participants: tuple[ParticipantKey, ...] = ()
    touchpoint: TouchpointKey | None = None


def moment_from_line(
    text: str, *, words: Words, in_force: InForce
) -> tuple[Moment, tuple[str, ...]]:
    """Return the moment that a line of shorthand stands for, and what is to be told of it.

    A line without a time of its own has the one beside it, or none. A clock time whose day is
    unknown, or a span back from an unknown time, becomes the moment's note.

    Raises:
        InvalidValueError: The line says what could not have happened.
    """
    line = parse(text, words)
    start = in_force.start
    moment = resolve(
        line,
        id=MomentId(""),
        began=in_force.at or start or NEVER,
        session=Session(
            id=SessionId(""),
            zone=in_force.zone,
            start=start,
            end=in_force.end or (start and start + LONGEST),
            participants=in_force.participants,
        ),
        observer=in_force.observer or Handle(""),
        in_force=in_force.touchpoint,
    )
    moment = replace(moment, session=None, observer=in_force.observer)
    if line.when is None:
        return replace(moment, at=in_force.at), line.told
    if _is_known(line.when, in_force):
        return moment, line.told
    clock = written(line.when)
    note = " ".join(filter(None, (clock, moment.note)))
    told = f"its time {clock} has no day here and is kept as its note"
    return replace(moment, at=in_force.at, note=note), (*line.told, told)


def _is_known(when: When, in_force: InForce) -> bool:
    """Tell whether a typed time becomes an instant: one with its day does everywhere."""
    if isinstance(when, datetime):
        return True
    if isinstance(when, timedelta):
        return in_force.at is not None
    return in_force.at is not None or in_force.start is not None
