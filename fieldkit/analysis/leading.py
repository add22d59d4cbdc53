"""Leaders' hours with customers, beside what researchers noted.

Two readings of one customer that are alike agree; whether either is right only the customer's own
report tells. So nothing here scores a leader against a researcher.
"""

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from fieldkit.analysis.exposure import exposures
from fieldkit.analysis.hour import Hour, hour_of
from fieldkit.analysis.journey import Reading, readings
from fieldkit.analysis.sighting import Notes, Sighting, natural
from fieldkit.model.emotion import Emotion, Whose
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import Handle, ParticipantKey
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer, Role
from fieldkit.model.session import Session


class Match(StrEnum):
    """How a guess and the customer's own report stand to each other; of one case, in words."""

    SAME = "the same feeling"
    NEAR = "another word, on the same side"
    APART = "the other way round"
    UNNAMED = "not named"
    """One of them names no feeling that the study knows."""
    UNTOLD = "not told"
    """The customer reported nothing, so nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedHour:
    """One leader's encounter with a customer."""

    session: Session
    leader: Observer
    hour: Hour
    """What the leader wrote of it, by what it answers; people who refused are left out."""
    sightings: tuple[Sighting, ...]
    """The same, with people and places resolved."""
    beside: tuple[Sighting, ...]
    """What researchers noted in the same session."""

    @property
    def people(self) -> tuple[ParticipantKey, ...]:
        """The coded participants who were met in it."""
        return natural(key for s in (*self.sightings, *self.beside) for key in s.present)

    def sighting(self, moment: Moment) -> Sighting:
        """Return one of the hour's moments as it was sighted."""
        return next(s for s in self.sightings if s.id == moment.id)

    @property
    def match(self) -> Match:
        """How the guess stands to what the customer said of it."""
        return match(self.hour.guess, self.hour.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class BothRead:
    """What leaders and researchers read at one touchpoint."""

    touchpoint: Touchpoint
    leaders: tuple[Reading, ...]
    """At least one."""
    researchers: tuple[Reading, ...]

    @property
    def of_the_same(self) -> tuple[Reading, ...]:
        """What researchers read of people whom leaders read here: only there can they agree."""
        people = {key for reading in self.leaders for key in reading.people}
        return tuple(r for r in self.researchers if not people.isdisjoint(r.people))


def led_hours(notes: Notes) -> tuple[LedHour, ...]:
    """Return leaders' hours with customers, in the order of the casebook's sessions."""
    met = [
        (session, found.observer)
        for found in exposures(notes)
        if found.observer.role is Role.LEADER
        for session in found.sessions
    ]
    order = {session.id: place for place, session in enumerate(notes.casebook.sessions)}
    met.sort(key=lambda pair: (order[pair[0].id], pair[1].handle))
    researchers = in_role(notes, Role.RESEARCHER)
    return tuple(_hour(notes, session, leader, researchers) for session, leader in met)


def both_read(notes: Notes) -> tuple[BothRead, ...]:
    """Return what leaders read of customers' feelings, beside researchers, along the journey."""
    every = readings(notes)
    leaders, researchers = in_role(notes, Role.LEADER), in_role(notes, Role.RESEARCHER)
    found = []
    for touchpoint in notes.touchpoints:
        here = [r for r in every if r.sighting.touchpoint == touchpoint.key]
        read = tuple(r for r in here if r.sighting.moment.observer in leaders)
        theirs = tuple(r for r in here if r.sighting.moment.observer in researchers)
        if read:
            found.append(BothRead(touchpoint=touchpoint, leaders=read, researchers=theirs))
    return tuple(found)


def in_role(notes: Notes, role: Role) -> frozenset[Handle]:
    """Return the handles of the observers in a role; one whom nobody described researches."""
    known = {o.handle: o.role for o in notes.casebook.observers}
    wrote = {s.moment.observer for s in notes.sightings if s.moment.observer}
    return frozenset(
        handle for handle in (*known, *wrote) if known.get(handle, Role.RESEARCHER) is role
    )


def match(guess: Moment | None, answer: Moment | None) -> Match:
    """Return how a guess stands to the customer's answer.

    The same: one word is in both. On the same side: both good or both bad. Only an answer of
    theirs tells; a researcher's reading does not stand for it.
    """
    if guess is None or answer is None:
        return Match.UNTOLD
    pairs = list(product(_felt(guess), _felt(answer)))
    if any(a.term == b.term for a, b in pairs):
        return Match.SAME
    valued = [(a.valence, b.valence) for a, b in pairs if a.valence and b.valence]
    if not valued:
        return Match.UNNAMED
    return Match.NEAR if any(a * b > 0 for a, b in valued) else Match.APART


def _hour(
    notes: Notes, session: Session, leader: Observer, researchers: Container[str | None]
) -> LedHour:
    inside = [s for s in notes.sightings if s.moment.session == session.id]
    own = tuple(s for s in inside if s.moment.observer == leader.handle)
    return LedHour(
        session=session,
        leader=leader,
        hour=hour_of(s.moment for s in own),
        sightings=own,
        beside=tuple(s for s in inside if s.moment.observer in researchers),
    )


def _felt(moment: Moment) -> tuple[Emotion, ...]:
    return tuple(e for e in moment.emotions if e.whose is Whose.CUSTOMER)
