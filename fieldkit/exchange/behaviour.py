"""Coded behaviour of other programs into moments: what somebody did, when, and for how long."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fieldkit.exchange.batch import (
    Batch,
    Fingerprints,
    Found,
    FoundSession,
    Unread,
    content_label,
    shorten,
)
from fieldkit.exchange.new_words import NewWords
from fieldkit.exchange.qda_codes import key_from
from fieldkit.model.errors import InvalidValueError
from fieldkit.model.journey import Code
from fieldkit.model.keys import CodeKey, MomentId, ParticipantKey, as_person, is_staff
from fieldkit.model.moment import Layer, Moment, Source
from fieldkit.model.times import to_iso, to_utc
from fieldkit.model.words import Words

NOBODY = frozenset({"", "no focal subject", "none", "na"})
"""What stands where nobody in particular is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One coded event."""

    at: float
    """Seconds from the beginning of the observation."""
    behaviour: str
    subject: str = ""
    modifiers: str = ""
    """As written: sets apart by ``|``."""
    comment: str = ""
    lasts: float | None = None
    """Seconds; None for an event that has no length."""
    unpaired: bool = False
    """Whether it should have a length, and its end is not there."""
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One observation and its events."""

    name: str
    start: datetime | None = None
    description: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()


def paired(events: Iterable[Event], states: Collection[str]) -> tuple[Event, ...]:
    """Return events in their order, each state once, with its length where its end is there.

    Args:
        events: In order of time; a state's beginning and its end are one each.
        states: The behaviours that last.
    """
    made: list[Event] = []
    begun: dict[tuple[str, str, str], int] = {}
    for event in events:
        same = (event.subject, event.behaviour, event.modifiers)
        if event.behaviour not in states:
            made.append(event)
        elif (at := begun.pop(same, None)) is None:
            begun[same] = len(made)
            made.append(replace(event, unpaired=True))
        else:
            first = made[at]
            comment = " / ".join(filter(None, (first.comment, event.comment)))
            made[at] = replace(first, lasts=event.at - first.at, comment=comment, unpaired=False)
    return tuple(made)


@dataclass(slots=True, kw_only=True)
class Behaviours:
    """What has been read of one file so far."""

    path: str
    words: Words
    zone: ZoneInfo
    prints: Fingerprints = field(default_factory=Fingerprints)
    sessions: list[FoundSession] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    """By the behaviour's own name."""
    unpaired: int = 0
    undated: int = 0

    def meet(self, behaviours: Mapping[str, tuple[str, str]]) -> None:
        """Take note of behaviours, each with its category and description."""
        for name, (category, description) in behaviours.items():
            if name:
                self.codes.setdefault(name, _code(name, category, description))

    def leave(self, line: int, text: str, why: str) -> None:
        """Take note of what becomes no moment."""
        self.unread.append(Unread(line=line, text=shorten(text), why=why))

    def take(self, told: Observation) -> None:
        """Bring one observation and its events."""
        began = "" if told.start is None else to_iso(told.start)
        label = content_label(shorten(told.name), began, told.description)
        self.undated += told.start is None and bool(told.events)
        people: dict[ParticipantKey, None] = {}
        for number, event in enumerate(told.events, 1):
            moment = self._moment(label, number, event, told)
            people.update(dict.fromkeys(moment.participants))
            line = event.line or number
            self.found.append(Found(session=label, moment=moment, line=line, until=line))
        variables = "; ".join(f"{k}: {v}" for k, v in told.variables.items() if v)
        self.sessions.append(
            FoundSession(
                label=label,
                source=self.path,
                title=told.name,
                zone=self.zone.key,
                start=told.start and to_utc(told.start),
                participants=tuple(people),
                conditions="\n".join(filter(None, (told.description, variables))) or None,
            )
        )

    def _moment(self, label: str, number: int, event: Event, told: Observation) -> Moment:
        code = self.codes.setdefault(event.behaviour, _code(event.behaviour, "", ""))
        who = _person(event.subject)
        modifiers = ", ".join(
            part for part in map(str.strip, event.modifiers.split("|")) if part not in {"", "None"}
        )
        text = f"{event.behaviour} ({modifiers})" if modifiers else event.behaviour
        at = told.start and to_utc(told.start + timedelta(seconds=event.at))
        self.unpaired += event.unpaired
        notes = (
            None if at else _clock(event.at),
            None if event.lasts is None else f"for {event.lasts:.3f} s",
            "its end is not there" if event.unpaired else None,
            event.comment,
        )
        people = (who,) if who and not is_staff(who) else ()
        layer = Layer.OBSERVED
        return Moment(
            id=MomentId(""),
            at=at,
            speaker=who,
            participants=people,
            layer=layer,
            text=text,
            note="; ".join(filter(None, notes)) or None,
            codes=(code.key,),
            source=Source(
                path=self.path,
                line=event.line or number,
                section=told.name,
                fingerprint=self.prints.of(label, people, at, layer, f"{event.at} {text}"),
            ),
        )

    def batch(self) -> Batch:
        """Return everything that was read."""
        new = NewWords(self.words)
        for found in self.found:
            new.meet(found.moment)
        known = {code.key: code for code in self.codes.values()}
        unused = [key for key in known if key not in self.words.codes]
        counts = (
            (self.unpaired, "states have no end; each is a moment that says so"),
            (self.undated, "observations tell no date: their times stand in the notes"),
        )
        return Batch(
            sessions=tuple(self.sessions),
            moments=tuple(self.found),
            unread=tuple(self.unread),
            told=tuple(f"{count:,} {what}." for count, what in counts if count),
            codes=tuple(known[key] for key in unused),
            touchpoints=new.touchpoints,
        )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{int(minutes)}:{rest:06.3f}"


def _code(name: str, category: str, description: str) -> Code:
    key = "/".join(filter(None, (category and key_from(category), key_from(name))))
    return Code(
        key=CodeKey(key),
        name=None if name == key_from(name) else name,
        definition=description if description and description != name else None,
    )


def _person(subject: str) -> ParticipantKey | None:
    if subject.casefold() in NOBODY:
        return None
    try:
        return as_person(subject)
    except InvalidValueError:
        return ParticipantKey(key_from(subject))
