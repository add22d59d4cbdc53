"""What a claim rests on, and the moments that show most."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fieldkit.analysis.journey import best
from fieldkit.analysis.sighting import Notes, Sighting, Voice, natural, once
from fieldkit.analysis.tally import Share, people, share
from fieldkit.model.insight import Insight
from fieldkit.model.keys import ParticipantKey
from fieldkit.model.moment import Layer

STRONG_PEOPLE = 3
STRONG_KINDS = 2
MODERATE_PEOPLE = 2


class Strength(StrEnum):
    """How much evidence a claim has; fieldkit's own convention, stated in ``strength``."""

    STRONG = "strong"
    MODERATE = "moderate"
    SINGLE_SOURCE = "single-source"


class Evidence(StrEnum):
    """Kinds of evidence: ways in which something can be known."""

    SEEN = "seen"
    SAID = "said"
    READ = "our reading"
    TOLD = "told by others"
    """By staff or by people without a code."""
    NOTED = "noted"
    """In an imported line whose layer is a guess: seen or said, nobody knows which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What an insight rests on."""

    insight: Insight
    supporting: tuple[Sighting, ...]
    """What is in the notes; lines repeated within a session once."""
    contradicting: tuple[Sighting, ...]
    share: Share
    """Coded participants who support it, of those who met its touchpoints."""
    against: tuple[ParticipantKey, ...]
    """Coded participants who speak against it."""
    kinds: tuple[Evidence, ...]
    """Kinds of evidence among what supports it."""
    missing: int
    """Cited moments that are not in the notes: deleted, left out, or outside the scope."""

    @property
    def strength(self) -> Strength:
        """How much evidence it has: ``strength`` of its people and kinds."""
        return strength(len(self.share.k), len(self.kinds))

    @property
    def mixed(self) -> bool:
        """Tell whether those against are at least half as many as those for it."""
        return bool(self.against) and 2 * len(self.against) >= len(self.share.k)


def strength(participants: int, kinds: int) -> Strength:
    """Return how much evidence a claim has.

    Strong: three participants or more and two kinds of evidence or more; moderate: two
    participants or more; else single-source.
    """
    if participants >= STRONG_PEOPLE and kinds >= STRONG_KINDS:
        return Strength.STRONG
    return Strength.MODERATE if participants >= MODERATE_PEOPLE else Strength.SINGLE_SOURCE


def weigh(notes: Notes, insight: Insight) -> Weight:
    """Return what an insight rests on."""
    supporting = notes.find(insight.supporting)
    contradicting = notes.find(insight.contradicting)
    cited = {*insight.supporting, *insight.contradicting}
    against = people(contradicting)
    part = share(notes, people(supporting), (*supporting, *contradicting))
    return Weight(
        insight=insight,
        supporting=once(supporting),
        contradicting=once(contradicting),
        share=Share(k=part.k, n=natural((*part.n, *against))),
        against=against,
        kinds=kinds(supporting),
        missing=len(cited) - len(supporting) - len(contradicting),
    )


def kinds(sightings: Iterable[Sighting]) -> tuple[Evidence, ...]:
    """Return the kinds of evidence among sightings; a guessed line adds none to known ones."""
    found = {_kind(sighting) for sighting in sightings}
    if len(found) > 1:
        found.discard(Evidence.NOTED)
    return tuple(kind for kind in Evidence if kind in found)


def strongest(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    """Return sightings, those that show most first; repeats of a line left out.

    First those whose feeling the person said, then those where the observer read one, then those
    without a feeling; within each by greater intensity, by valence farther from 0, by having the
    speaker's own words, by the observer's star, by order.
    """
    return tuple(sorted(once(sightings), key=_rank))


def one_each(sightings: Iterable[Sighting], limit: int) -> tuple[Sighting, ...]:
    """Return the first sightings up to a limit, each person once before anyone twice."""
    waiting = list(sightings)
    taken: list[Sighting] = []
    while waiting and len(taken) < limit:
        heard: set[tuple[str, ...]] = set()
        later: list[Sighting] = []
        for sighting in waiting:
            who = (sighting.voice, *sighting.people, *sighting.staff)
            (later if who in heard else taken).append(sighting)
            heard.add(who)
        waiting = later
    return tuple(taken[:limit])


def _rank(sighting: Sighting) -> tuple[float, ...]:
    felt = best(sighting)
    words = sighting.moment.layer is Layer.VERBATIM
    last = (not words, not sighting.moment.starred, sighting.order)
    if felt is None:
        return (2, 0, 0, *last)
    return (not felt.known.said, -(felt.intensity or 0), -abs(felt.valence or 0), *last)


def _kind(sighting: Sighting) -> Evidence:
    moment = sighting.moment
    if moment.layer in {Layer.VERBATIM, Layer.PARAPHRASE}:
        return Evidence.SAID if sighting.voice is Voice.CUSTOMER else Evidence.TOLD
    if moment.layer is not Layer.OBSERVED:
        return Evidence.READ
    return Evidence.NOTED if moment.source and moment.source.guessed else Evidence.SEEN
