"""Where a claim stands: what its evidence says by now, and why it should be read again."""

from dataclasses import dataclass
from enum import StrEnum

from fieldkit.analysis.evidence import Strength, Weight, weigh
from fieldkit.analysis.sighting import Notes


class Verdict(StrEnum):
    """What the evidence says of a claim; fieldkit's own convention, stated in ``verdict``."""

    LIKELY = "likely true"
    TENTATIVE = "tentative"
    MIXED = "mixed"
    UNLIKELY = "likely not true"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One claim, weighed against the notes as they are now."""

    weight: Weight
    verdict: Verdict
    stale: tuple[str, ...]
    """Why it should be read again, each in a few words; empty where it should not."""


def standings(notes: Notes) -> tuple[Standing, ...]:
    """Return where every claim stands, in the study's order; dropped ones left out."""
    found = (weigh(notes, insight) for insight in notes.insights)
    return tuple(standing(weight) for weight in found)


def standing(weight: Weight) -> Standing:
    """Return where one claim stands."""
    return Standing(weight=weight, verdict=verdict(weight), stale=stale(weight))


def verdict(weight: Weight) -> Verdict:
    """Return what the evidence says.

    Untested: nothing supports or contradicts it. Likely not true: more coded participants are
    against it than for it. Mixed: those against are at least half as many as those for it. Likely
    true: moderate or strong evidence. Tentative: anything less.
    """
    if not weight.supporting and not weight.contradicting:
        return Verdict.UNTESTED
    if _outnumbered(weight):
        return Verdict.UNLIKELY
    if weight.mixed:
        return Verdict.MIXED
    if weight.strength is Strength.SINGLE_SOURCE:
        return Verdict.TENTATIVE
    return Verdict.LIKELY


def stale(weight: Weight) -> tuple[str, ...]:
    """Return why a claim should be read again since it was last written.

    Evidence of it is gone, was edited since, or is outnumbered by what speaks against it.
    """
    reasons = []
    if weight.missing:
        where = "not here: deleted, left out, or outside the search"
        reasons.append(f"{_notes(weight.missing)} it cites {_is(weight.missing)} {where}")
    if edited := _edited_since(weight):
        reasons.append(f"{_notes(edited)} it cites {_is(edited)} changed since")
    if _outnumbered(weight):
        reasons.append("more people speak against it than for it")
    return tuple(reasons)


def _outnumbered(weight: Weight) -> bool:
    return len(weight.against) > len(weight.share.k)


def _edited_since(weight: Weight) -> int:
    written = weight.insight.edited or weight.insight.created
    if written is None:
        return 0
    cited = (*weight.supporting, *weight.contradicting)
    return sum(1 for s in cited if s.moment.edited is not None and s.moment.edited > written)


def _notes(number: int) -> str:
    return f"{number} {'note' if number == 1 else 'notes'}"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
