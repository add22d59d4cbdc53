"""The moment: one thing that happened; the atom of everything."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fieldkit.model.emotion import Emotion
from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import CodeKey, Handle, MomentId, ParticipantKey, SessionId, TouchpointKey


class Layer(StrEnum):
    """What kind of knowledge a moment is."""

    OBSERVED = "observed"
    VERBATIM = "verbatim"
    """The speaker's own words."""
    PARAPHRASE = "paraphrase"
    """Said, in the observer's words."""
    INFERRED = "inferred"
    """The observer's reading."""
    REFLEXIVE = "reflexive"
    """The observer's own reaction."""
    METHOD = "method"
    """About the fieldwork."""


UNNAMED = "X"
"""Speaker: someone unnamed."""
QUESTION = "Q"
"""Speaker: the observer, asking."""
ANSWER = "A"
"""Speaker: the session's participant, answering."""
FREE_DIMENSIONS = ("expects", "got", "needs", "wants", "history")
"""Dimensions of every study, whatever its protocol: the fields of a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an imported moment comes from."""

    path: str
    """As given at import, ``/`` between parts."""
    line: int
    """Counted from 1."""
    section: str | None = None
    """The headings it stood under, outermost first, joined by `` > ``."""
    guessed: bool = False
    """Whether the layer is the importer's guess rather than the note's own mark."""
    fingerprint: str | None = None
    """What tells it from the other lines of its source, wherever the file moves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened."""

    id: MomentId
    at: datetime | None = None
    """When it happened, aware; None where unknown: it then keeps its source order."""
    session: SessionId | None = None
    observer: Handle | None = None
    participants: tuple[ParticipantKey, ...] = ()
    speaker: str | None = None
    """A person's code, ``X`` unnamed, ``Q`` the observer asking, ``A`` the answer; or None."""
    layer: Layer = Layer.OBSERVED
    text: str = ""
    note: str | None = None
    """A remark beside the words."""
    jotting: str | None = None
    """What was put down on the spot, where the words were written up since; it never changes."""
    touchpoint: TouchpointKey | None = None
    codes: tuple[CodeKey, ...] = ()
    dimension: str | None = None
    count: int = 1
    """How often it happened; tallies never count as people."""
    emotions: tuple[Emotion, ...] = ()
    media: tuple[str, ...] = ()
    """Content hashes of files in ``media/``."""
    source: Source | None = None
    later: bool = False
    """Whether it is a question kept for later (``??``)."""
    starred: bool = False
    hidden: bool = False
    """Off the record: in no view, digest or export."""
    created: datetime | None = None
    edited: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what could not have happened."""
        for at in (self.at, self.created, self.edited):
            if at is not None and at.tzinfo is None:
                message = f"Moment {self.id} has a time without a zone."
                raise InvalidValueError(message)
        if self.count < 1:
            message = f"A moment happens at least once, not {self.count} times."
            raise InvalidValueError(message)
        if len({emotion.key for emotion in self.emotions}) != len(self.emotions):
            message = f"Moment {self.id} has the same feeling twice."
            raise InvalidValueError(message)
