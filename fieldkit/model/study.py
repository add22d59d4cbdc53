"""The study: one research question, and everything that belongs to it at one instant."""

from dataclasses import dataclass, field

from fieldkit.model.insight import Insight, Memo
from fieldkit.model.journey import Code, Phase, Touchpoint
from fieldkit.model.keys import StudyId
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.model.people import Participant, Staff
from fieldkit.model.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One research question."""

    id: StudyId
    title: str
    question: str | None = None
    goals: tuple[str, ...] = ()
    """What its readers want to be able to decide, a sentence each."""
    vocabulary: str = "customer"
    """Name of the vocabulary that its feelings are typed in."""
    protocol: str = "open"
    zone: str = "UTC"
    """IANA zone of sessions that name none."""
    digits: tuple[str, ...] = ()
    """The feelings on the pad's digits, in order; those not named follow in the vocabulary's."""
    letters: tuple[str, ...] = ()
    """The touchpoints on the pad's letters, in order; those not named follow along the journey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What the parts of imported files mean, as somebody said once for all files like it."""

    id: str
    """The files: ``markdown``, or ``csv-`` and a digest of the columns."""
    mapping: dict[str, str] = field(default_factory=dict)
    """What is meant, and the part that means it: ``{"session": "h2"}``."""


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
