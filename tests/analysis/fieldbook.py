"""Builders of small casebooks: only what a test is about is written out."""

from fieldkit.analysis.sighting import Notes, read
from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.insight import Insight
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import (
    CodeKey,
    Handle,
    InsightId,
    MomentId,
    ParticipantKey,
    SessionId,
    StudyId,
    TouchpointKey,
)
from fieldkit.model.moment import Layer, Moment, Source
from fieldkit.model.observer import Observer
from fieldkit.model.people import Participant, Staff
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook, Study


def people(*keys: str) -> tuple[ParticipantKey, ...]:
    """Return codes as keys."""
    return tuple(ParticipantKey(key) for key in keys)


def feel(
    valence: float | None,
    *,
    term: str | None = None,
    intensity: int | None = None,
    known: Known = Known.INFERRED,
    whose: Whose = Whose.CUSTOMER,
) -> Emotion:
    """Return a feeling; its word is made of its valence where none is given."""
    word = term or f"felt{valence}".replace("-", "m").replace(".", "p")
    return Emotion(term=word, valence=valence, intensity=intensity, known=known, whose=whose)


def note(  # a moment has as many parts as the domain gives it
    number: int,
    *who: str,
    speaker: str | None = None,
    text: str | None = None,
    at: str | None = "till",
    layer: Layer = Layer.OBSERVED,
    feelings: tuple[Emotion, ...] = (),
    codes: tuple[str, ...] = (),
    session: str | None = "ana-s1",
    count: int = 1,
    hidden: bool = False,
    starred: bool = False,
    source: Source | None = None,
) -> Moment:
    """Return the moment ``ana-<number>``, with words of its own unless some are given."""
    return Moment(
        id=MomentId(f"ana-{number}"),
        session=SessionId(session) if session else None,
        observer=Handle("ana"),
        participants=people(*who),
        speaker=speaker,
        layer=layer,
        text=f"line {number}" if text is None else text,
        touchpoint=TouchpointKey(at) if at else None,
        codes=tuple(CodeKey(code) for code in codes),
        emotions=feelings,
        count=count,
        hidden=hidden,
        starred=starred,
        source=source,
    )


def casebook(
    *moments: Moment,
    participants: tuple[Participant, ...] = (),
    staff: tuple[Staff, ...] = (),
    touchpoints: tuple[Touchpoint, ...] = (),
    sessions: tuple[Session, ...] | None = None,
    observers: tuple[Observer, ...] = (),
    insights: tuple[Insight, ...] = (),
) -> Casebook:
    """Return a casebook with P1 to P5 and one session unless others are given."""
    five = tuple(Participant(key=key) for key in people("P1", "P2", "P3", "P4", "P5"))
    return Casebook(
        study=Study(id=StudyId("desk"), title="Desk"),
        participants=participants or five,
        staff=staff,
        touchpoints=touchpoints,
        sessions=(Session(id=SessionId("ana-s1")),) if sessions is None else sessions,
        observers=observers,
        moments=moments,
        insights=insights,
    )


def notes(*moments: Moment) -> Notes:
    """Return moments as analysis reads them."""
    return read(casebook(*moments))


def claim(*, supporting: tuple[int, ...], contradicting: tuple[int, ...] = ()) -> Insight:
    """Return an insight that cites moments by number."""
    return Insight(
        id=InsightId("ana-i1"),
        claim="It takes too long.",
        supporting=tuple(MomentId(f"ana-{n}") for n in supporting),
        contradicting=tuple(MomentId(f"ana-{n}") for n in contradicting),
    )
