"""BORIS projects (``.boris``) and its tables of events, in: coded behaviour as moments.

Source: the files that BORIS 7 to 9 write, https://www.boris.unito.it; columns are found by name,
since versions name some differently.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from fieldkit.exchange.batch import Batch, Progress
from fieldkit.exchange.behaviour import Behaviours, Event, Observation, paired
from fieldkit.exchange.json_moment import as_object
from fieldkit.exchange.opening import read_text
from fieldkit.exchange.zones import zone_named
from fieldkit.model.errors import InvalidValueError, RefusedFileError
from fieldkit.model.words import Words

STATE = "state"
"""How the type of a behaviour begins that lasts: its events come in pairs."""
SUBJECT, BEHAVIOUR, MODIFIER, COMMENT = 1, 2, 3, 4
"""Where the parts of an event stand behind its time."""


def sniff(head: str) -> bool:
    """Tell whether text begins as a project does."""
    return head.lstrip().startswith("{") and ('"behaviors_conf"' in head or '"time_format"' in head)


def read(path: Path, *, words: Words, zone: str, progress: Progress | None = None) -> Batch:
    """Read a project: each observation a session, each event a moment, a state with its length.

    Args:
        path: The file.
        words: The study's words.
        zone: IANA name of the zone of the observations' clocks.
        progress: Told the observations read and how many there are.

    Raises:
        RefusedFileError: It is no project of BORIS.
        InvalidValueError: There is no such zone.
    """
    clock = zone_named(zone)
    try:
        project = as_object(read_text(path))
    except InvalidValueError as error:
        message = f"{path} is no BORIS project: {error}."
        raise RefusedFileError(message) from error
    held = project.get("observations")
    if not isinstance(held, dict) or "behaviors_conf" not in project:
        message = f"{path} is no BORIS project: it has no observations."
        raise RefusedFileError(message)
    known = dict(_behaviours(project))
    reading = Behaviours(path=path.as_posix(), words=words, zone=clock)
    reading.meet({code: (b.category, b.description) for code, b in known.items()})
    for number, (name, told) in enumerate(held.items(), 1):
        if not isinstance(told, dict):
            reading.leave(number, str(name), "it is no observation")
            continue
        reading.take(_observation(str(name), told, known, clock, reading))
        if progress:
            progress(number, len(held))
    return reading.batch()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Behaviour:
    """One behaviour of the ethogram."""

    lasts: bool
    category: str
    description: str


def _behaviours(project: Mapping[str, object]) -> Iterator[tuple[str, _Behaviour]]:
    for told in _mapping(project.get("behaviors_conf")).values():
        one = _mapping(told)
        yield (
            _text(one.get("code")),
            _Behaviour(
                lasts=_text(one.get("type")).casefold().startswith(STATE),
                category=_text(one.get("category")),
                description=_text(one.get("description")),
            ),
        )


def _observation(
    name: str,
    told: Mapping[str, object],
    known: Mapping[str, _Behaviour],
    clock: ZoneInfo,
    reading: Behaviours,
) -> Observation:
    offset = _seconds(told.get("time offset")) or 0.0
    events = []
    held = told.get("events")
    for row in held if isinstance(held, list) else ():
        event = _event(row, offset)
        if event is None:
            reading.leave(1, str(row), "it is no event")
        else:
            events.append(event)
    return Observation(
        name=name,
        start=date_of(_text(told.get("date")), clock),
        description=_text(told.get("description")),
        variables={k: _text(v) for k, v in _mapping(told.get("independent_variables")).items()},
        events=_lasting(events, known),
    )


def _event(row: object, offset: float) -> Event | None:
    if not isinstance(row, list) or len(row) <= BEHAVIOUR:
        return None
    at = _seconds(row[0])
    behaviour = _text(row[BEHAVIOUR])
    if at is None or not behaviour:
        return None
    return Event(
        at=at + offset,
        subject=_text(row[SUBJECT]),
        behaviour=behaviour,
        modifiers=_text(row[MODIFIER]) if len(row) > MODIFIER else "",
        comment=_text(row[COMMENT]) if len(row) > COMMENT else "",
    )


def _lasting(events: Iterable[Event], known: Mapping[str, _Behaviour]) -> tuple[Event, ...]:
    states = frozenset(code for code, behaviour in known.items() if behaviour.lasts)
    return paired(sorted(events, key=lambda event: event.at), states)


def date_of(text: str, clock: ZoneInfo) -> datetime | None:
    """Return the time that an observation tells; None where it is none."""
    try:
        at = datetime.fromisoformat(text.strip().replace(" ", "T"))
        return at.replace(tzinfo=clock) if at.tzinfo is None else at
    except ValueError:
        return None


def seconds_of(text: str) -> float | None:
    """Return a number of seconds; None where it is none, or more than a year."""
    try:
        return _seconds(float(text))
    except ValueError:
        return None


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    year = timedelta(days=366).total_seconds()
    return float(value) if -year < value < year else None


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _text(value: object) -> str:
    if isinstance(value, list):
        return "|".join(map(_text, value))
    return "" if value is None or isinstance(value, dict) else str(value).strip()
