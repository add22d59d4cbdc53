"""What was made of the notes: memos, and insights with their evidence."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import CodeKey, Handle, InsightId, MemoId, MomentId


class Status(StrEnum):
    """Where an insight stands."""

    DRAFT = "draft"
    AGREED = "agreed"
    ACTED = "acted"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """An analytic note about anything."""

    id: MemoId
    text: str
    about: str | None = None
    """What it is about: a key, or the id of a moment, session or insight."""
    observer: Handle | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """A claim with the moments that carry it and those that speak against it."""

    id: InsightId
    claim: str
    supporting: tuple[MomentId, ...] = ()
    contradicting: tuple[MomentId, ...] = ()
    need: str | None = None
    how_might_we: str | None = None
    recommendation: str | None = None
    owner: str | None = None
    due: date | None = None
    status: Status = Status.DRAFT
    area: str | None = None
    """Where it applies: product, service, store, e-commerce…"""
    hypothesis: bool = False
    """Whether it was claimed before the evidence, to be held against it."""
    themes: tuple[CodeKey, ...] = ()
    """The codes it was drawn from, where notes were grouped first."""
    created: datetime | None = None
    edited: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a claim without words, and a moment on both sides."""
        if not self.claim.strip():
            message = f"Insight {self.id} needs a claim, in one sentence."
            raise InvalidValueError(message)
        if both := set(self.supporting) & set(self.contradicting):
            message = f"Insight {self.id} has {min(both)} on both sides; keep it on one."
            raise InvalidValueError(message)
