"""A small finished study, and the same with other words in it."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.insight import Insight, Status
from fieldkit.model.journey import Code, Touchpoint
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
from fieldkit.model.observer import Observer, Role
from fieldkit.model.people import Consent, ConsentState, Participant, Scope, Staff
from fieldkit.model.session import Kind, Session
from fieldkit.model.study import Casebook, Study

SHARED = Path(__file__).parents[2].parent / "shared"
"""Data that stands beside a checkout, where there is any; tests that need it are skipped."""
P1, P2, P3, P4, P5, P6, S1 = (ParticipantKey(k) for k in ("P1", "P2", "P3", "P4", "P5", "P6", "S1"))
ANA, MIA = Handle("ana"), Handle("mia")
FRUSTRATED = Emotion(
    term="frustrated", vocabulary="customer", intensity=4, valence=-0.78, cue="sighed, looked away"
)


def blns() -> list[str]:
    """Return the big list of naughty strings; empty where it is not there."""
    path = SHARED / "data" / "i18n" / "blns.json"
    return list(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else []


def desk() -> Casebook:
    """Return a returns desk, as three people of a store watched it for two mornings."""
    return Casebook(
        study=Study(
            id=StudyId("returns-desk"),
            title="The returns desk",
            question="What makes bringing something back hard?",
        ),
        observers=(
            Observer(handle=ANA, name="Ana"),
            Observer(handle=MIA, role=Role.LEADER),
        ),
        participants=_participants(),
        staff=(Staff(key=S1),),
        touchpoints=(
            Touchpoint(key=TouchpointKey("entrance"), name="Entrance", order=1),
            Touchpoint(key=TouchpointKey("queue"), order=2),
            Touchpoint(key=TouchpointKey("desk"), name="Returns desk", order=3),
            Touchpoint(key=TouchpointKey("parking"), name="Car park", order=4),
        ),
        codes=(Code(key=CodeKey("repeat-request")), Code(key=CodeKey("signs"))),
        sessions=(
            Session(
                id=SessionId("ana-s1"),
                title="Monday morning",
                place="Store",
                zone="Europe/Rome",
                start=datetime(2026, 5, 11, 8, 0, tzinfo=UTC),
                observers=(ANA, MIA),
            ),
            Session(
                id=SessionId("ana-s2"),
                kind=Kind.INTERVIEW,
                zone="Europe/Rome",
                start=datetime(2026, 5, 12, 8, 0, tzinfo=UTC),
                participants=(P4,),
            ),
        ),
        moments=_moments(),
        insights=_insights(),
    )


def altered(book: Casebook, number: int, change: Callable[[Moment], Moment]) -> Casebook:
    """Return the same casebook with one moment changed."""
    wanted = f"ana-{number}"
    return replace(book, moments=tuple(change(m) if m.id == wanted else m for m in book.moments))


def crowded(count: int, people: int = 60, claims: int = 30) -> Casebook:
    """Return the desk with many notes of many people in many sessions, the same each time."""
    chance = random.Random(7)  # noqa: S311 - not a secret
    book = desk()
    keys = [ParticipantKey(f"P{n}") for n in range(1, people + 1)]
    sessions = tuple(
        replace(book.sessions[0], id=SessionId(f"ana-s{n}")) for n in range(1, count // 50 + 2)
    )
    moments = []
    for number in range(1, count + 1):
        like, who = chance.choice(book.moments), chance.choice(keys)
        speaker = who if (like.speaker or "").startswith("P") else like.speaker
        moments.append(
            replace(
                like,
                id=MomentId(f"ana-{number}"),
                text=f"{like.text} {number if chance.random() < 0.9 else ''}",
                participants=(who,) if like.participants else (),
                speaker=speaker,
                session=sessions[number // 50].id,
            )
        )
    ids = [moment.id for moment in moments]
    cited = [chance.sample(ids, 45) for _ in range(claims)]
    insights = tuple(
        replace(
            book.insights[0],
            id=InsightId(f"ana-i{n}"),
            claim=f"Claim number {n}",
            supporting=tuple(those[:40]),
            contradicting=tuple(those[40:]),
        )
        for n, those in enumerate(cited)
    )
    return replace(
        book,
        participants=tuple(replace(book.participants[0], key=key) for key in keys),
        sessions=sessions,
        moments=tuple(moments),
        insights=insights,
    )


def claimed(texts: list[str]) -> Casebook:
    """Return the desk with these words of P1 as its only notes, all under one claim."""
    book = desk()
    first = next(m for m in book.moments if m.id == "ana-4")
    moments = tuple(
        replace(first, id=MomentId(f"ana-{n}"), text=text, note=text)
        for n, text in enumerate(texts, 1)
    )
    claim = replace(book.insights[0], supporting=tuple(m.id for m in moments), contradicting=())
    return replace(book, moments=moments, insights=(claim,))


def _participants() -> tuple[Participant, ...]:
    agreed = Consent(state=ConsentState.GIVEN, scopes=(Scope.OBSERVE, Scope.NOTES, Scope.QUOTE))
    no_quotes = Consent(state=ConsentState.GIVEN, scopes=(Scope.OBSERVE, Scope.NOTES))
    return (
        Participant(key=P1, attributes={"visits": "weekly"}, consent=agreed),
        Participant(key=P2, attributes={"visits": "weekly"}, consent=agreed),
        Participant(key=P3, attributes={"visits": "yearly"}, consent=no_quotes),
        Participant(key=P4, attributes={"visits": "yearly"}),
        Participant(key=P5, consent=Consent(state=ConsentState.WITHDRAWN)),
        Participant(key=P6),
    )


def _note(number: int, text: str, **parts: object) -> Moment:
    known: dict[str, object] = {
        "id": MomentId(f"ana-{number}"),
        "at": datetime(2026, 5, 11, 8, number, tzinfo=UTC),
        "session": SessionId("ana-s1"),
        "observer": ANA,
        "text": text,
    }
    return Moment(**{**known, **parts})  # type: ignore[arg-type] # the parts a note is about


def _of(person: ParticipantKey) -> dict[str, object]:
    return {"speaker": person, "participants": (person,)}


def _moments() -> tuple[Moment, ...]:
    entrance, queue, desk_ = (TouchpointKey(k) for k in ("entrance", "queue", "desk"))
    said = {"layer": Layer.VERBATIM}
    repeat = {"codes": (CodeKey("repeat-request"),), "touchpoint": desk_}
    lost = Emotion(term="confused", intensity=2, valence=-0.35)
    glad = Emotion(term="relieved", intensity=3, valence=0.6, known=Known.SPONTANEOUS)
    sorry = Emotion(term="ashamed", whose=Whose.OBSERVER)
    angry = Emotion(term="angry", valence=-0.7, known=Known.REPORTED)
    return (
        _note(1, "looks for the way, turns back twice", **_of(P1), touchpoint=entrance,
              emotions=(lost,), codes=(CodeKey("signs"),)),
        _note(2, 'Is it "Returns" or "Service" I want?', **_of(P2), **said, touchpoint=entrance,
              emotions=(lost,), codes=(CodeKey("signs"),)),
        _note(3, "counts the people in front", **_of(P2), touchpoint=queue, emotions=(
            Emotion(term="rushed", intensity=3, valence=-0.4),)),
        _note(4, "I already gave you this card", **_of(P1), **said, **repeat,
              emotions=(FRUSTRATED,), note="puts it on the counter"),
        _note(5, "I told all that\nto the man at the door", **_of(P2), **said, **repeat,
              emotions=(replace(FRUSTRATED, intensity=3, cue=None),)),
        _note(6, "Third time I spell my name", **_of(P3), **said, **repeat,
              emotions=(replace(FRUSTRATED, intensity=5, cue=None),)),
        _note(7, "They all come without the receipt, they get angry", speaker=S1, **said,
              touchpoint=desk_, emotions=(angry,)),
        _note(8, "What a circus", speaker="X", **said, touchpoint=queue, emotions=(
            Emotion(term="amused", valence=0.4),)),
        _note(9, "leave the queue", touchpoint=queue, count=12),
        _note(10, "I looked away", layer=Layer.REFLEXIVE, touchpoint=desk_, emotions=(sorry,)),
        _note(11, "the P5 line", **_of(P5), **said, touchpoint=desk_, emotions=(FRUSTRATED,)),
        _note(12, "she was done in two minutes, no paper asked", **_of(P4), touchpoint=desk_,
              session=SessionId("ana-s2"), layer=Layer.PARAPHRASE, at=None, emotions=(glad,)),
        _note(13, "Came with the box open", **_of(P4), session=SessionId("ana-s2"), at=None,
              source=Source(path="notes/p4.md", line=7, guessed=True), touchpoint=desk_),
    )  # fmt: skip


def _insights() -> tuple[Insight, ...]:
    def ids(*numbers: int) -> tuple[MomentId, ...]:
        return tuple(MomentId(f"ana-{n}") for n in numbers)

    return (
        Insight(
            id=InsightId("ana-i1"),
            claim="People give the same thing again and again",
            supporting=ids(4, 5, 6, 7, 11),
            contradicting=ids(12),
            need="to be known from the door to the desk",
            how_might_we="How might we ask only once?",
            recommendation="Hand the card on with the customer",
            owner="store team",
            due=date(2026, 6, 30),
        ),
        Insight(
            id=InsightId("ana-i2"),
            claim="Is the way in clear?",
            supporting=ids(1, 2, 99),
        ),
        Insight(id=InsightId("ana-i3"), claim="A dropped thought.", status=Status.DROPPED),
    )
