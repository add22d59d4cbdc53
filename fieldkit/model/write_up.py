"""The write-up: what was put down on the spot and still wants words, oldest first."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from fieldkit.model.moment import Layer, Moment

JOTTED = ("…", "...")
"""How a jotting ends: a few words put down on the spot, to be written up."""
ANSWERED = frozenset({Layer.VERBATIM, Layer.PARAPHRASE})
"""Layers of what others said: words that trail off there are theirs."""


def is_mark(moment: Moment) -> bool:
    """Tell whether a moment is a bare mark, still to be filled in."""
    return not (moment.text or moment.note or moment.emotions or moment.codes or moment.media)


def is_jotting(moment: Moment) -> bool:
    """Tell whether a moment is a jotting that nobody has written up."""
    return (
        moment.jotting is None
        and moment.layer not in ANSWERED
        and moment.text.rstrip().endswith(JOTTED)
    )


def wants(moment: Moment) -> str:
    """Return what a moment still wants, or nothing."""
    if is_mark(moment):
        return "a mark: what was it?"
    if moment.later:
        return "a question for later"
    if is_jotting(moment):
        return "a jotting"
    if unknown := [e.term for e in moment.emotions if e.vocabulary is None]:
        return f"no word of the vocabulary: {unknown[0]}"
    return ""


def queue(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """Return those that want words, oldest first; those of an unknown time stand last."""
    found = [moment for moment in moments if wants(moment)]
    return tuple(sorted(found, key=lambda m: (m.at is None, m.at or m.created)))


def told_overdue(moments: Iterable[Moment], now: datetime, after: timedelta) -> str:
    """Return in a few words what has waited for longer than one wants to let it; or nothing.

    Args:
        moments: Those that may want words, in any order; each is looked at once and let go.
        now: The present time.
        after: How long one lets them wait.
    """
    late, oldest, since = 0, None, now
    for moment in moments:
        if moment.at is not None and now - moment.at > after and wants(moment):
            late += 1
            if moment.at < since:
                oldest, since = moment, moment.at
    if oldest is None:
        return ""
    verb = "wants" if late == 1 else "want"
    return f"{late} {verb} writing up, the oldest for {age_of(oldest, now)}"


def age_of(moment: Moment, now: datetime) -> str:
    """Return how long ago a moment was, in a word: ``3 h``; empty where unknown."""
    if moment.at is None:
        return ""
    gone = max(now - moment.at, timedelta())
    if gone < timedelta(hours=1):
        return f"{gone // timedelta(minutes=1)} min"
    if gone < timedelta(days=2):
        return f"{gone // timedelta(hours=1)} h"
    return f"{gone.days} days"


def keeping_jotting(old: Moment, new: Moment, *, always: bool = False) -> Moment:
    """Return a moment as it reads now, with the jotting that it was kept beside it.

    A jotting, once kept, is never replaced.

    Args:
        old: As it read before.
        new: As it reads now.
        always: Whether any words that were there are a jotting, whatever they end in.
    """
    jotted = always or old.later or is_jotting(old)
    if old.jotting is not None or not jotted or not old.text or new.text == old.text:
        return new
    return replace(new, jotting=old.text)
