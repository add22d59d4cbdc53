"""Vocabularies of feelings."""

from dataclasses import dataclass

from fieldkit.model.emotion import Term
from fieldkit.model.errors import InvalidValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A closed list of words for feelings, with its source."""

    name: str
    title: str
    source: str
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        """Refuse an empty list and a word given twice."""
        words = [term.word for term in self.terms]
        if not words or len(set(words)) != len(words):
            message = f"Vocabulary {self.name} needs words, each once."
            raise InvalidValueError(message)

    def find(self, word: str) -> Term | None:
        """Return the term of this word, or None."""
        return next((term for term in self.terms if term.word == word), None)
