"""Which themes, feelings and touchpoints are noted together, counted by people."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldkit.analysis.sighting import Notes, Sighting, natural, once
from fieldkit.model.emotion import Whose
from fieldkit.model.keys import ParticipantKey

KINDS = ("code", "touchpoint", "feeling")
"""What may stand on either side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two tags on the same moments."""

    one: str
    other: str
    moments: int
    """Lines repeated within a session once."""
    people: tuple[ParticipantKey, ...]
    """The coded participants in them; tallies and unnamed people apart."""


def cooccurrence(notes: Notes, one: str, other: str) -> tuple[Pair, ...]:
    """Return every pair of tags that stands on a moment, most people first, then most moments.

    A code and the one above it are not a pair: ``trust/privacy`` is ``trust``.

    Args:
        notes: What is counted.
        one: A kind: code, touchpoint or feeling.
        other: The kind on the other side; the same one pairs different tags of it.
    """
    found: dict[tuple[str, str], list[Sighting]] = {}
    for sighting in once(notes.sightings):
        for left in tags(sighting, one):
            for right in tags(sighting, other):
                if one != other or (left < right and not _kin(left, right)):
                    found.setdefault((left, right), []).append(sighting)
    pairs = [_pair(*key, together) for key, together in found.items()]
    return tuple(sorted(pairs, key=lambda p: (-len(p.people), -p.moments, p.one, p.other)))


def tags(sighting: Sighting, kind: str) -> tuple[str, ...]:
    """Return a moment's tags of a kind; feelings are the customers' own."""
    if kind == "code":
        return tuple(map(str, sighting.codes))
    if kind == "touchpoint":
        return (str(sighting.touchpoint),) if sighting.touchpoint else ()
    felt = (e.term for e in sighting.moment.emotions if e.whose is Whose.CUSTOMER)
    return tuple(dict.fromkeys(felt))


def _kin(one: str, other: str) -> bool:
    return other.startswith(f"{one}/") or one.startswith(f"{other}/")


def _pair(one: str, other: str, together: Iterable[Sighting]) -> Pair:
    sightings = tuple(together)
    people = natural(key for s in sightings if s.counts for key in s.people)
    return Pair(one=one, other=other, moments=len(sightings), people=people)
