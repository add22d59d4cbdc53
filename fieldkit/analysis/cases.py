"""One case: what a person came with, expected, got and wanted; a story before any aggregate."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fieldkit.analysis.course import Course, courses
from fieldkit.analysis.journey import Path, journey
from fieldkit.analysis.sighting import Notes, Sighting, Voice, found_once, natural
from fieldkit.analysis.turns import Turn, turns
from fieldkit.model.keys import ParticipantKey, TouchpointKey
from fieldkit.model.moment import Layer
from fieldkit.model.people import Participant


class Origin(StrEnum):
    """Who said how it should be."""

    CUSTOMER = "customer-stated"
    TEAM = "team-proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What was expected, beside what happened."""

    expected: Sighting | None
    """None where something was noted as got that nobody had expected aloud."""
    got: Sighting | None
    """None where nobody noted what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How it should be: one item of the future state."""

    sighting: Sighting
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What one customer lived."""

    participant: Participant
    sightings: tuple[Sighting, ...]
    """All they said, did or had happen to them, in order."""
    courses: tuple[Course, ...]
    path: Path | None
    """Their feelings in order; None where none with a valence was read."""
    history: tuple[Sighting, ...]
    needs: tuple[Sighting, ...]
    expectations: tuple[Expectation, ...]
    problems: tuple[Turn, ...]
    """Their breaking points."""
    solved: tuple[Sighting, ...]
    """What they got after the last breaking point; empty where nothing says it was solved."""
    wants: tuple[Wish, ...]

    @property
    def words(self) -> tuple[Sighting, ...]:
        """What they said, in their own words."""
        return tuple(
            s
            for s in self.sightings
            if s.moment.layer is Layer.VERBATIM
            and s.voice is Voice.CUSTOMER
            and self.participant.key in s.people
        )


@found_once
def cases(notes: Notes) -> tuple[Case, ...]:
    """Return a case for each participant who is in the notes, as people count codes."""
    paths = {path.participant: path for path in journey(notes).paths}
    went = courses(notes)
    broke: dict[ParticipantKey, list[Turn]] = {}
    for turn in turns(notes):
        if turn.reading.valence < 0:
            for key in turn.reading.people:
                broke.setdefault(key, []).append(turn)
    there: dict[ParticipantKey, list[Sighting]] = {}
    for sighting in notes.sightings:
        for key in sighting.present:
            there.setdefault(key, []).append(sighting)
    return tuple(
        _case(
            participant,
            found,
            tuple(course for course in went if course.participant == participant.key),
            paths.get(participant.key),
            tuple(broke.get(participant.key, ())),
        )
        for participant in _known(notes)
        if (found := tuple(there.get(participant.key, ())))
    )


def wishes(notes: Notes) -> tuple[Wish, ...]:
    """Return the future state: every moment that says how it should be (``:wants``).

    A question kept for later says nothing yet.
    """
    return tuple(map(_wish, _about("wants", notes.sightings)))


def _known(notes: Notes) -> tuple[Participant, ...]:
    """Return the participants, those only mentioned in moments among them."""
    held = {p.key: p for p in notes.participants}
    seen = natural((*held, *(key for s in notes.sightings for key in s.present)))
    return tuple(held.get(key) or Participant(key=ParticipantKey(key)) for key in seen)


def _case(
    participant: Participant,
    sightings: tuple[Sighting, ...],
    went: tuple[Course, ...],
    path: Path | None,
    problems: tuple[Turn, ...],
) -> Case:
    def about(dimension: str) -> tuple[Sighting, ...]:
        return _about(dimension, sightings)

    after = problems[-1].reading.sighting.order if problems else None
    return Case(
        participant=participant,
        sightings=sightings,
        courses=went,
        path=path,
        history=about("history"),
        needs=about("needs"),
        expectations=_paired(about("expects"), about("got")),
        problems=problems,
        solved=tuple(s for s in about("got") if after is not None and s.order > after),
        wants=tuple(map(_wish, about("wants"))),
    )


def _about(dimension: str, sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    return tuple(s for s in sightings if s.moment.dimension == dimension and not s.moment.later)


def _paired(expected: tuple[Sighting, ...], got: tuple[Sighting, ...]) -> tuple[Expectation, ...]:
    """Put each expectation beside the first thing got later at the same touchpoint."""
    free = list(got)
    found = []
    for one in expected:
        came = next((g for g in free if g.order > one.order and _same_place(one, g)), None)
        if came is not None:
            free.remove(came)
        found.append(Expectation(expected=one, got=came))
    return (*found, *(Expectation(expected=None, got=one) for one in free))


def _same_place(one: Sighting, other: Sighting) -> bool:
    place: TouchpointKey | None = one.touchpoint
    return place is None or other.touchpoint in {place, None}


def _wish(sighting: Sighting) -> Wish:
    """Tell whose wish it is: the customer's where they said it, else the team's."""
    spoken = sighting.moment.layer in {Layer.VERBATIM, Layer.PARAPHRASE}
    own = sighting.voice in {Voice.CUSTOMER, Voice.UNNAMED}
    return Wish(sighting=sighting, origin=Origin.CUSTOMER if spoken and own else Origin.TEAM)
