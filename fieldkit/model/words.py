"""The words in use in a study."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.model.emotion import Emotion, Term
from fieldkit.model.moment import FREE_DIMENSIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words in use in a study: what a line is read with."""

    people: tuple[str, ...] = ()
    """Codes of participants and staff."""
    touchpoints: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    feelings: Mapping[str, Term] = field(default_factory=dict)
    vocabulary: str | None = None
    """Name of the vocabulary the feelings are from."""
    dimensions: tuple[str, ...] = FREE_DIMENSIONS

    def feeling(self, word: str) -> Emotion:
        """Return the feeling that a word names, with what the vocabulary knows of it."""
        term = self.feelings.get(word)
        if term is None:
            return Emotion(term=word)
        return Emotion(
            term=word, vocabulary=self.vocabulary, valence=term.valence, arousal=term.arousal
        )
