"""Counts of people: ``k of n``, where n is the coded participants who met the place."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldkit.analysis.sighting import Notes, Sighting, Voice, found_once, natural
from fieldkit.model.keys import CodeKey, ParticipantKey, TouchpointKey
from fieldkit.model.moment import QUESTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Coded participants of those who could have: ``k of n``."""

    k: tuple[ParticipantKey, ...]
    n: tuple[ParticipantKey, ...]
    """Always holds everyone in k."""

    def __str__(self) -> str:
        """Return it as it is read: ``3 of 5``."""
        return f"{len(self.k)} of {len(self.n)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """How many people met a touchpoint or a theme."""

    key: str
    share: Share


def people(sightings: Iterable[Sighting]) -> tuple[ParticipantKey, ...]:
    """Return the coded participants whose own words or acts these are; tallies and others apart."""
    return natural(key for sighting in sightings if sighting.counts for key in sighting.people)


def met(notes: Notes, touchpoints: Iterable[TouchpointKey]) -> tuple[ParticipantKey, ...]:
    """Return the coded participants who met any of these touchpoints: the n of ``k of n``.

    Who was asked something there, or dealt with staff there, met it too.
    """
    there = _met(notes)
    return natural(key for place in set(touchpoints) for key in there.get(place, ()))


@found_once
def everyone(notes: Notes) -> tuple[ParticipantKey, ...]:
    """Return the coded participants who were heard at all."""
    return people(notes.sightings)


@found_once
def _met(notes: Notes) -> dict[TouchpointKey, set[ParticipantKey]]:
    found: dict[TouchpointKey, set[ParticipantKey]] = {}
    for s in notes.sightings:
        if s.touchpoint is not None and not s.tally and _lived(s):
            found.setdefault(s.touchpoint, set()).update(s.present)
    return found


def by_touchpoint(notes: Notes) -> tuple[Met, ...]:
    """Return the touchpoints that most participants met, of all who were heard."""
    found = [
        Met(key=t.key, share=_share(met(notes, (t.key,)), everyone(notes)))
        for t in notes.touchpoints
    ]
    return tuple(sorted((f for f in found if f.share.k), key=lambda f: -len(f.share.k)))


def by_code(notes: Notes) -> tuple[Met, ...]:
    """Return the codes that most participants are tagged with, of those who met their places."""
    holders: dict[CodeKey, list[Sighting]] = {}
    for sighting in notes.sightings:
        for code in sighting.codes:
            holders.setdefault(code, []).append(sighting)
    found = [
        Met(key=code, share=share(notes, people(tagged), tagged))
        for code, tagged in holders.items()
    ]
    return tuple(sorted((f for f in found if f.share.k), key=lambda f: (-len(f.share.k), f.key)))


def share(notes: Notes, k: Iterable[ParticipantKey], evidence: Iterable[Sighting]) -> Share:
    """Return ``k of n`` for evidence: n met any of its touchpoints; without one, all heard."""
    places = {s.touchpoint for s in evidence}
    known = [place for place in places if place is not None]
    whole = None in places or not known
    return _share(k, everyone(notes) if whole else met(notes, known))


def _share(k: Iterable[ParticipantKey], n: Iterable[ParticipantKey]) -> Share:
    counted = natural(k)
    return Share(k=counted, n=natural((*counted, *n)))


def _lived(sighting: Sighting) -> bool:
    """Tell whether its people were there: the observer's reactions and method do not say so."""
    return sighting.voice is not Voice.OBSERVER or sighting.moment.speaker == QUESTION
