"""The touchpoints that the picture of the journey leaves out, and why: as sentences."""

from collections.abc import Sequence

from fieldkit.analysis.journey import Journey
from fieldkit.digest.markdown import clean
from fieldkit.digest.phrases import listed
from fieldkit.model.journey import Touchpoint

NAMED = 6
"""Touchpoints named; the others are counted."""
WITHOUT = "Noted, but without a customer's feeling"


def not_drawn(found: Journey) -> tuple[str, ...]:
    """Return which touchpoints have no feeling to draw, a sentence a reason; none where all do."""
    reasons = ((WITHOUT, found.unfelt), ("Nothing was noted at", found.unseen))
    return tuple(
        f"{why}{'' if why.endswith(' at') else ':'} {named(those)}."
        for why, those in reasons
        if those
    )


def named(touchpoints: Sequence[Touchpoint]) -> str:
    """Return the names of touchpoints as a sentence lists them; of many, the first ones."""
    names = [clean(t.name or t.key) for t in touchpoints[:NAMED]]
    rest = len(touchpoints) - len(names)
    return listed([*names, *([f"{rest} more"] if rest else [])])
