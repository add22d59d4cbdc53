"""The study: one research question, and everything that belongs to it at one instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldkit.model.emotion import Term
from fieldkit.model.insight import Insight, Memo
from fieldkit.model.journey import Code, Phase, Touchpoint
from fieldkit.model.keys import StudyId
from fieldkit.model.moment import FREE_DIMENSIONS, Moment
from fieldkit.model.people import Observer, Participant, Staff
from fieldkit.model.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One research question."""

    id: StudyId
    title: str
    question: str | None = None
    vocabulary: str = "customer"
    """Name of the vocabulary that its feelings are typed in."""
    protocol: str = "open"
    zone: str = "UTC"
    """IANA zone of sessions that name none."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Casebook:
    """Everything in a study at one instant, as values: what analysis and digests read.

    Deleted and hidden moments are not in it. Moments stand in order: by session, then time, then
    source order.
    """

    study: Study
    observers: tuple[Observer, ...] = ()
    participants: tuple[Participant, ...] = ()
    staff: tuple[Staff, ...] = ()
    phases: tuple[Phase, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    codes: tuple[Code, ...] = ()
    sessions: tuple[Session, ...] = ()
    moments: tuple[Moment, ...] = ()
    insights: tuple[Insight, ...] = ()
    memos: tuple[Memo, ...] = ()
