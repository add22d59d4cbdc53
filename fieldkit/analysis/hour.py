"""One hour with one customer: what was expected, guessed and said, side by side.

One person, one hour: a story, not a score. Nothing here counts or compares; model/hour.py says
where each part is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldkit.model.hour import ANSWERS, Asked
from fieldkit.model.moment import Layer, Moment

SHORT = 3
"""A note of fewer words is a jotting: it wants a sentence while it is still remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The moments of one session, by what they answer; None where it was passed over."""

    notes: tuple[Moment, ...] = ()
    """What was noted during it."""
    foreseen: Moment | None = None
    trouble: Moment | None = None
    disproof: Moment | None = None
    guess: Moment | None = None
    answer: Moment | None = None
    """The customer's own words."""
    surprise: Moment | None = None
    tonight: Moment | None = None
    own: Moment | None = None

    @property
    def checked(self) -> bool:
        """Tell whether the customer has seen their words: confirmed or mended."""
        return self.answer is not None and self.answer.dimension != Asked.ANSWER

    @property
    def in_their_words(self) -> int:
        """How many notes hold the customer's own words."""
        return sum(note.layer is Layer.VERBATIM for note in self.notes)

    @property
    def wanting(self) -> tuple[Moment, ...]:
        """The notes that want a sentence, oldest first."""
        return tuple(note for note in self.notes if wants_sentence(note))


def hour_of(moments: Iterable[Moment]) -> Hour:
    """Return a session's moments as an hour; of two answers to one question the later."""
    notes: list[Moment] = []
    found: dict[str, Moment] = {}
    for moment in moments:
        if moment.dimension in set(Asked):
            found[moment.dimension or ""] = moment
        else:
            notes.append(moment)
    return Hour(
        notes=tuple(notes),
        foreseen=found.get(Asked.FORESEEN),
        trouble=found.get(Asked.TROUBLE),
        disproof=found.get(Asked.DISPROOF),
        guess=found.get(Asked.GUESS),
        answer=next((found[kind] for kind in reversed(ANSWERS) if kind in found), None),
        surprise=found.get(Asked.SURPRISE),
        tonight=found.get(Asked.TONIGHT),
        own=found.get(Asked.OWN),
    )


def wants_sentence(note: Moment) -> bool:
    """Tell whether a note is a jotting or a question for later; their own words are whole."""
    if note.later:
        return True
    return note.layer is not Layer.VERBATIM and len(note.text.split()) < SHORT
