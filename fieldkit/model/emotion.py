"""Feelings: a reading of one, and the words that name them."""

from dataclasses import dataclass
from enum import StrEnum

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import as_key


class Whose(StrEnum):
    """Whose feeling it is."""

    CUSTOMER = "customer"
    OBSERVER = "observer"
    STAFF = "staff"
    OTHER = "other"


class Known(StrEnum):
    """How a feeling is known."""

    INFERRED = "inferred"
    """The observer saw it."""
    SPONTANEOUS = "spontaneous"
    """The person said so, unasked."""
    PROMPTED = "prompted"
    """The person said so when asked."""
    RECALLED = "recalled"
    """The person said so about the past."""
    REPORTED = "reported"
    """A third person tells of it."""
    IMAGINED = "imagined"
    """Supposed or role-played."""

    @property
    def lived(self) -> bool:
        """Tell whether it may enter a curve, a peak or a mean: not when told or imagined."""
        return self not in {Known.REPORTED, Known.IMAGINED}

    @property
    def said(self) -> bool:
        """Tell whether the person said so."""
        return self in {Known.SPONTANEOUS, Known.PROMPTED, Known.RECALLED}


UNSURE = 0.5
"""The confidence that a ``?`` after a feeling stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emotion:
    """One reading of a feeling."""

    term: str
    """A word of the vocabulary, or the word as typed where it has none."""
    vocabulary: str | None = None
    """None where no vocabulary of the study knows the term."""
    intensity: int | None = None
    """From 1 (barely shown) to 5 (unmistakable); None where not judged."""
    valence: float | None = None
    """From -1 (bad) to 1 (good); None where unknown, never 0 for it."""
    arousal: float | None = None
    """From -1 (still) to 1 (stirred); None where unknown."""
    whose: Whose = Whose.CUSTOMER
    known: Known = Known.INFERRED
    cue: str | None = None
    """What was seen or heard that led to the reading."""
    confidence: float | None = None
    """From 0 to 1; 0.5 stands for "unsure"; None where not said."""

    def __post_init__(self) -> None:
        """Refuse what could not have been read in a face."""
        if not self.term:
            message = "A feeling needs a word."
            raise InvalidValueError(message)
        if self.intensity is not None and not 1 <= self.intensity <= 5:
            message = f"Intensity is 1 to 5, not {self.intensity}."
            raise InvalidValueError(message)
        for name, value in (("Valence", self.valence), ("Arousal", self.arousal)):
            if value is not None and not -1 <= value <= 1:
                message = f"{name} is -1 to 1, not {value}."
                raise InvalidValueError(message)
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            message = f"Confidence is 0 to 1, not {self.confidence}."
            raise InvalidValueError(message)

    @property
    def key(self) -> str:
        """What tells it from the moment's other feelings: ``customer.inferred.sad``."""
        return f"{self.whose}.{self.known}.{self.term}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word of a vocabulary."""

    word: str
    valence: float | None = None
    arousal: float | None = None
    source: str = ""
    """Where the position comes from: a paper, or "our choice" with its reason."""
    means: str = ""
    """What an observer sees when it is this feeling and not a neighbour."""

    def __post_init__(self) -> None:
        """Refuse a word that no line could hold, and positions off the circle."""
        as_key(self.word, "feeling")
        Emotion(term=self.word, valence=self.valence, arousal=self.arousal)
