"""What the analysis reads: each moment with its people resolved, refusals left out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, wraps
from typing import TypeVar, cast

from fieldkit.analysis.masking import masked
from fieldkit.model.insight import Insight
from fieldkit.model.journey import Code, Touchpoint
from fieldkit.model.keys import (
    CodeKey,
    MomentId,
    ParticipantKey,
    SessionId,
    TouchpointKey,
    fold,
    is_staff,
)
from fieldkit.model.moment import ANSWER, QUESTION, UNNAMED, Layer, Moment
from fieldkit.model.observer import Observer
from fieldkit.model.people import Consent, Participant, Scope, Staff
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook


class Use(StrEnum):
    """What a digest is for; people must have agreed to that."""

    INTERNAL = "internal"
    """Read inside the company: not of people who agreed to things, but not to that."""
    PUBLIC = "public"
    """Read by anyone: only of people who agreed to being published."""


CHUNK = re.compile(r"(\d+)")
Found = TypeVar("Found")


class Voice(StrEnum):
    """Whose words or acts a moment holds."""

    CUSTOMER = "customer"
    """A coded participant's own."""
    UNNAMED = "unnamed"
    """Someone no code was given to."""
    STAFF = "staff"
    OBSERVER = "observer"
    """The observer's: a question asked, a reaction, a remark about the fieldwork."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One moment with its people, place and themes resolved through merges."""

    moment: Moment
    order: int
    """Its place in the casebook."""
    session: Session | None
    voice: Voice
    people: tuple[ParticipantKey, ...]
    """The coded participants whose words or acts it holds; they alone enter ``k of n``."""
    present: tuple[ParticipantKey, ...]
    """The coded participants it happened to or beside, also where staff speak."""
    staff: tuple[ParticipantKey, ...]
    """The staff whose words or acts it holds."""
    touchpoint: TouchpointKey | None
    codes: tuple[CodeKey, ...]
    writer: str
    """What its observer goes by: the handle, for the public the role; empty where unknown."""

    @property
    def id(self) -> MomentId:
        """The moment's id."""
        return self.moment.id

    @property
    def tally(self) -> bool:
        """Tell whether it counts happenings (``*3``); a tally never counts as people."""
        return self.moment.count > 1

    @property
    def counts(self) -> bool:
        """Tell whether its people enter ``k of n``."""
        return self.voice is Voice.CUSTOMER and not self.tally

    @property
    def line(self) -> tuple[object, ...]:
        """What makes it a repeat of another line of its session; unique where it has no words."""
        moment = self.moment
        words = " ".join(fold(moment.text).split())
        if not words:
            return (moment.id,)
        return (moment.session, moment.speaker, self.people, moment.layer, self.touchpoint, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """A casebook as analysis reads it."""

    casebook: Casebook
    sightings: tuple[Sighting, ...]
    """In the casebook's order, without hidden moments and those of people who refused."""
    participants: tuple[Participant, ...]
    """Merged ones once, under the code they were merged into; without those who refused."""
    staff: tuple[Staff, ...]
    touchpoints: tuple[Touchpoint, ...]
    """Along the journey; merged ones once."""
    left_out: int
    """How many people refused, withdrew or let their consent expire."""
    not_for_this: int = 0
    """How many more people did not agree to what this is for."""
    use: Use | None = None
    """What this is for; None where nobody said: the study's own people read it."""
    kept: dict[object, object] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What ``found_once`` has found in them."""

    def find(self, ids: Iterable[MomentId]) -> tuple[Sighting, ...]:
        """Return the sightings of these ids, in the order of the casebook; absent ones left out."""
        by_id = _by_id(self)
        there = (by_id[each] for each in set(ids) if each in by_id)
        return tuple(sorted(there, key=lambda sighting: sighting.order))

    def at(self, touchpoint: TouchpointKey | None) -> tuple[Sighting, ...]:
        """Return what was noted at a touchpoint; None: what has none."""
        return _by_place(self).get(touchpoint, ())

    def of(self, session: SessionId) -> tuple[Sighting, ...]:
        """Return what was noted in a session."""
        return _by_session(self).get(session, ())

    @property
    def partial(self) -> bool:
        """Tell whether somebody took part who did not agree to this use.

        Then what is not here may have happened; who refused counts as never there.
        """
        return self.not_for_this > 0

    @property
    def insights(self) -> tuple[Insight, ...]:
        """The claims that stand: dropped ones left out."""
        return tuple(i for i in self.casebook.insights if i.status != "dropped")


def found_once(find: Callable[[Notes], Found]) -> Callable[[Notes], Found]:
    """Make a function of the notes look once and remember: notes never change once they are read.

    A digest asks who was heard, and who met a place, once a claim; each look goes over every note.
    """

    @wraps(find)
    def remembered(notes: Notes) -> Found:
        if find not in notes.kept:
            notes.kept[find] = find(notes)
        return cast("Found", notes.kept[find])

    return remembered


@found_once
def _by_id(notes: Notes) -> dict[MomentId, Sighting]:
    return {sighting.id: sighting for sighting in notes.sightings}


@found_once
def _by_place(notes: Notes) -> dict[TouchpointKey | None, tuple[Sighting, ...]]:
    return _sorted_by(notes, lambda sighting: sighting.touchpoint)


@found_once
def _by_session(notes: Notes) -> dict[SessionId | None, tuple[Sighting, ...]]:
    return _sorted_by(notes, lambda sighting: sighting.moment.session)


def _sorted_by(notes: Notes, by: Callable[[Sighting], Found]) -> dict[Found, tuple[Sighting, ...]]:
    found: dict[Found, list[Sighting]] = {}
    for sighting in notes.sightings:
        found.setdefault(by(sighting), []).append(sighting)
    return {key: tuple(those) for key, those in found.items()}


def read(casebook: Casebook, use: Use | None = None) -> Notes:
    """Return a casebook with people, places and themes resolved and refusals left out.

    A moment is left out when anyone it holds or happened beside refused; one that names no
    customer, when anyone of its session did. So is one of anyone who did not agree to its use. For
    the public, observers go by their roles, and nothing tells a file.
    """
    reader = _Reader(casebook, use)
    sightings = tuple(reader.sightings())
    if use is Use.PUBLIC:
        kept = replace(casebook, moments=tuple(s.moment for s in sightings))
        casebook = masked(kept, reader.codes_out())
        sightings = tuple(_Reader(casebook, use).sightings())
    return Notes(
        casebook=casebook,
        sightings=sightings,
        participants=tuple(
            p for p in casebook.participants if p.same_as is None and p.key not in reader.out
        ),
        staff=tuple(s for s in casebook.staff if s.same_as is None and s.key not in reader.out),
        touchpoints=_along(casebook, sightings),
        left_out=len(reader.refused),
        not_for_this=len(reader.out - reader.refused),
        use=use,
    )


def called(observer: Observer, use: Use | None) -> str:
    """Return what an observer goes by: the handle, for the public the role."""
    return observer.role.value if use is Use.PUBLIC else str(observer.handle)


def once(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Return the sightings without lines repeated within a session; the first one stands."""
    return tuple({sighting.line: sighting for sighting in reversed(tuple(sightings))}.values())[
        ::-1
    ]


def natural(keys: Iterable[ParticipantKey]) -> tuple[ParticipantKey, ...]:
    """Return codes, each once, as people count them: ``P2`` before ``P10``."""
    every = set(keys)
    return tuple(sorted(every, key=_natural) if len(every) > 1 else every)


@cache
def _natural(key: str) -> tuple[list[tuple[int, int, str]], str]:
    parts = [part for part in CHUNK.split(key) if part]
    return [(0, int(part), "") if part.isdecimal() else (1, 0, fold(part)) for part in parts], key


class _Reader:
    def __init__(self, casebook: Casebook, use: Use | None) -> None:
        self._moments = casebook.moments
        self._sessions: Mapping[SessionId, Session] = {s.id: s for s in casebook.sessions}
        people: tuple[Participant | Staff, ...] = (*casebook.participants, *casebook.staff)
        self._people = _merged(people)
        self._staff = {self._person(s.key) for s in casebook.staff}
        self._touchpoints = _merged(casebook.touchpoints)
        self._codes = _merged(casebook.codes)
        self.refused = {self._person(p.key) for p in people if p.consent.refused}
        self.out = self.refused | {
            self._person(p.key) for p in people if not _covers(p.consent, use)
        }
        self._strict = use is Use.PUBLIC
        self._known = {self._person(p.key) for p in people}
        self._keys = tuple(p.key for p in people)
        self._writers = {one.handle: called(one, use) for one in casebook.observers}

    def codes_out(self) -> Iterator[str]:
        """Yield the codes of everybody who is left out, those merged into theirs too."""
        yield from (str(key) for key in self._keys if self._person(key) in self.out)

    def _person(self, key: str) -> ParticipantKey:
        return ParticipantKey(self._people.get(key, key))

    def _is_staff(self, key: ParticipantKey) -> bool:
        return key in self._staff or is_staff(key)

    def sightings(self) -> Iterator[Sighting]:
        for order, moment in enumerate(self._moments):
            session = self._sessions.get(moment.session) if moment.session else None
            sighting = self._sighting(moment, session, order)
            if not moment.hidden and not self._is_refused(sighting):
                yield sighting

    def _is_refused(self, sighting: Sighting) -> bool:
        named = {*sighting.present, *sighting.people, *sighting.staff}
        named |= {self._person(key) for key in sighting.moment.participants}
        if all(self._is_staff(key) for key in named) and sighting.session:
            named |= {self._person(key) for key in sighting.session.participants}
        if self._strict and not named <= self._known:
            return True  # someone whom nobody asked
        return not named.isdisjoint(self.out)

    def _sighting(self, moment: Moment, session: Session | None, order: int) -> Sighting:
        speakers = _speakers(moment)
        named = {self._person(key) for key in (*moment.participants, *speakers)}
        customers = natural(key for key in named if not self._is_staff(key))
        if not named and moment.speaker != UNNAMED and session:
            keys = (self._person(key) for key in session.participants)
            customers = natural(key for key in keys if not self._is_staff(key))
        voice = self._voice(moment, speakers, customers, named)
        spoken = natural(self._person(key) for key in speakers if key not in {QUESTION, ANSWER})
        spoken = tuple(key for key in spoken if not self._is_staff(key))
        return Sighting(
            moment=moment,
            order=order,
            session=session,
            voice=voice,
            people=(spoken or customers) if voice is Voice.CUSTOMER else (),
            present=customers if voice is not Voice.UNNAMED else (),
            staff=natural(key for key in named if self._is_staff(key)),
            touchpoint=self._touchpoint(moment),
            codes=tuple(dict.fromkeys(CodeKey(self._codes.get(c, c)) for c in moment.codes)),
            writer=self._writers.get(moment.observer, moment.observer) if moment.observer else "",
        )

    def _touchpoint(self, moment: Moment) -> TouchpointKey | None:
        key = moment.touchpoint
        return None if key is None else TouchpointKey(self._touchpoints.get(key, key))

    def _voice(
        self,
        moment: Moment,
        speakers: tuple[str, ...],
        customers: tuple[ParticipantKey, ...],
        named: set[ParticipantKey],
    ) -> Voice:
        if moment.speaker == QUESTION or moment.layer in {Layer.REFLEXIVE, Layer.METHOD}:
            return Voice.OBSERVER
        if moment.speaker == UNNAMED:
            return Voice.UNNAMED
        if any(self._is_staff(self._person(key)) for key in speakers):
            return Voice.STAFF
        if customers:
            return Voice.CUSTOMER
        return Voice.STAFF if named else Voice.UNNAMED


def _covers(consent: Consent, use: Use | None) -> bool:
    """Tell whether someone agreed to a use; what nobody asked stays inside the company."""
    if use is None:
        return True
    if use is Use.PUBLIC:
        return consent.allows(Scope.PUBLISH)
    return not consent.scopes or consent.allows(Scope.SHARE) or consent.allows(Scope.PUBLISH)


def _speakers(moment: Moment) -> tuple[str, ...]:
    """Return the codes that speak: none for ``X``, ``Q`` and ``A``."""
    spoken = (moment.speaker or "").split(",")
    return tuple(s for part in spoken if (s := part.strip()) not in {"", UNNAMED, QUESTION, ANSWER})


def _merged(things: Iterable[Participant | Staff | Touchpoint | Code]) -> dict[str, str]:
    """Return the key each merged key now goes by; a circle of merges ends where it closes."""
    into = {str(thing.key): str(thing.same_as) for thing in things if thing.same_as is not None}
    found = {}
    for key in into:
        seen = [key]
        while (following := into.get(seen[-1])) is not None and following not in seen:
            seen.append(following)
        found[key] = seen[-1]
    return found


def _along(casebook: Casebook, sightings: tuple[Sighting, ...]) -> tuple[Touchpoint, ...]:
    """Return the touchpoints by their order, else as first seen; those never seen come last."""
    seen = list(dict.fromkeys(s.touchpoint for s in sightings if s.touchpoint is not None))
    known = {t.key: t for t in casebook.touchpoints if t.same_as is None}
    every = [*known.values(), *(Touchpoint(key=key) for key in seen if key not in known)]
    first = {key: place for place, key in enumerate(seen)}
    last = len(every)

    def place(touchpoint: Touchpoint) -> tuple[bool, int, int]:
        order = touchpoint.order
        return order is None, order or 0, first.get(touchpoint.key, last)

    return tuple(sorted(every, key=place))
