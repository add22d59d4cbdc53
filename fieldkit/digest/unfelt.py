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
    unfelt = f"{WITHOUT}: {named(found.unfelt)}." if found.unfelt else ""
    unseen = f"{nothing(partial=found.partial)} {named(found.unseen)}." if found.unseen else ""
    return tuple(told for told in (unfelt, unseen) if told)


def nothing(*, partial: bool) -> str:
    """Return the beginning of a sentence on where nothing was noted, as far as may be told."""
    return "Nothing that may be told was noted at" if partial else "Nothing was noted at"


def named(touchpoints: Sequence[Touchpoint]) -> str:
    """Return the names of touchpoints as a sentence lists them; of many, the first ones."""
    names = [clean(t.name or t.key) for t in touchpoints[:NAMED]]
    rest = len(touchpoints) - len(names)
    return listed([*names, *([f"{rest} more"] if rest else [])])
