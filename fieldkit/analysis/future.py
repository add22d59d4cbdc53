"""How it is beside how it should be, touchpoint by touchpoint, with the difference."""

from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from fieldkit.analysis.cases import Wish, wishes
from fieldkit.analysis.journey import Stop, journey
from fieldkit.analysis.sighting import Notes
from fieldkit.model.emotion import Known, Whose
from fieldkit.model.keys import TouchpointKey

BAD = -0.2
"""Median valence up to which a touchpoint is bad: where the words for a valence say so too."""


class Difference(StrEnum):
    """How the future state differs from the current one."""

    CHANGED = "changed"
    """It should be otherwise than it is."""
    NEW = "new"
    """It should be, and nothing was noted there yet."""
    OPEN = "open"
    """It is bad, and nobody said how it should be."""
    SAME = "as it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One touchpoint in both states."""

    touchpoint: TouchpointKey | None
    """None for what is wished without a place."""
    now: Stop | None
    """None where no feeling was read."""
    wishes: tuple[Wish, ...]
    difference: Difference

    @property
    def then(self) -> float | None:
        """The median valence of the feelings imagined in the wishes; None where none is."""
        felt = [
            emotion.valence
            for wish in self.wishes
            for emotion in wish.sighting.moment.emotions
            if emotion.whose is Whose.CUSTOMER
            and emotion.known is Known.IMAGINED
            and emotion.valence is not None
        ]
        return median(felt) if felt else None

    @property
    def gain(self) -> float | None:
        """From the median now to the median then; None without either, or where now has no line."""
        then = self.then
        if then is None or self.now is None or not self.now.has_line:
            return None
        return then - self.now.middle


def future(notes: Notes) -> tuple[Step, ...]:
    """Return every touchpoint in both states, along the journey; wishes without a place last."""
    stops = {stop.touchpoint.key: stop for stop in journey(notes).stops}
    wished: dict[TouchpointKey | None, list[Wish]] = {}
    for wish in wishes(notes):
        wished.setdefault(wish.sighting.touchpoint, []).append(wish)
    lived = {
        s.touchpoint for s in notes.sightings if s.moment.dimension != "wants" and s.moment.text
    }
    keys = [*(t.key for t in notes.touchpoints), *([None] if None in wished else [])]
    return tuple(
        _step(key, stops.get(key) if key else None, wished.get(key, []), noted=key in lived)
        for key in keys
    )


def _step(key: TouchpointKey | None, now: Stop | None, wished: list[Wish], *, noted: bool) -> Step:
    if wished:
        found = Difference.CHANGED if noted or key is None else Difference.NEW
    elif now is not None and now.middle <= BAD:
        found = Difference.OPEN
    else:
        found = Difference.SAME
    return Step(touchpoint=key, now=now, wishes=tuple(wished), difference=found)
