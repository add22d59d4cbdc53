"""What of a moment, a session or a memo stands beside its words in a QDA project, both ways."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from fieldkit.exchange.qda_text import Labels, described, first, labels_in
from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import Handle, MomentId, ParticipantKey, as_handle, as_person
from fieldkit.model.moment import Layer, Moment
from fieldkit.model.session import Kind, Session
from fieldkit.model.times import from_iso, to_iso

MOMENT = (
    "Moment",
    "At",
    "Who",
    "With",
    "Layer",
    "Dimension",
    "Count",
    "Observer",
    "Jotting",
    "Starred",
    "Later",
    "Without words",
    "Feeling",
)
SESSION = (
    "Session",
    "Kind",
    "Title",
    "Place",
    "Zone",
    "Start",
    "End",
    "Observers",
    "With",
    "Protocol",
    "Conditions",
)
APART = " · "
"""Between the parts of a feeling."""


def moment_description(moment: Moment) -> str:
    """Return what a selection tells of its moment: the note, then a line for each part."""
    labels: list[tuple[str, object]] = [
        ("Moment", moment.id),
        ("At", moment.at and to_iso(moment.at)),
        ("Who", moment.speaker),
        ("With", ", ".join(moment.participants)),
        ("Layer", moment.layer),
        ("Dimension", moment.dimension),
        ("Count", moment.count if moment.count != 1 else None),
        ("Observer", moment.observer),
        ("Jotting", moment.jotting),
        ("Starred", moment.starred),
        ("Later", moment.later),
        ("Without words", not moment.text),
        *(("Feeling", _feeling(emotion)) for emotion in moment.emotions),
    ]
    return described(moment.note, labels)


def session_description(session: Session) -> str:
    """Return what a source tells of its session: the debrief, then a line for each part."""
    labels: list[tuple[str, object]] = [
        ("Session", session.id),
        ("Kind", session.kind),
        ("Title", session.title),
        ("Place", session.place),
        ("Zone", session.zone),
        ("Start", session.start and to_iso(session.start)),
        ("End", session.end and to_iso(session.end)),
        ("Observers", ", ".join(session.observers)),
        ("With", ", ".join(session.participants)),
        ("Protocol", session.protocol),
        ("Conditions", session.conditions),
    ]
    return described(session.debrief, labels)


def told_moment(description: str | None, text: str) -> tuple[Moment, bool]:
    """Return the moment that a selection tells of, and whether fieldkit wrote what it tells.

    Its codes are not in it; its feelings are those described. A line that somebody changed into
    what cannot be is left out.
    """
    note, labels = labels_in(description, MOMENT)
    ours = "Moment" in labels
    layer, count = first(labels, "Layer"), first(labels, "Count") or ""
    moment = Moment(
        id=MomentId(first(labels, "Moment") or ""),
        at=_time(labels, "At"),
        speaker=first(labels, "Who"),
        participants=_people(labels, "With"),
        layer=Layer(layer) if layer in set(Layer) else Layer.OBSERVED,
        text="" if "Without words" in labels else text,
        note=note or None,
        dimension=first(labels, "Dimension"),
        count=max(1, int(count)) if count.isdecimal() and len(count) < 7 else 1,  # noqa: PLR2004 - digits
        observer=next(_handles(labels, "Observer"), None),
        jotting=first(labels, "Jotting"),
        starred="Starred" in labels,
        later="Later" in labels,
    )
    emotions = {e.key: e for e in map(_told_feeling, labels.get("Feeling", ())) if e}
    return replace(moment, emotions=tuple(emotions.values())), ours


def told_session(description: str | None) -> tuple[Session, bool]:
    """Return the session that a source tells of, and whether fieldkit wrote what it tells."""
    debrief, labels = labels_in(description, SESSION)
    kind = first(labels, "Kind")
    start, end = _time(labels, "Start"), _time(labels, "End")
    session = Session(
        id=first(labels, "Session") or "",  # type: ignore[arg-type] # as told, or none
        kind=Kind(kind) if kind in set(Kind) else Kind.OBSERVATION,
        title=first(labels, "Title"),
        place=first(labels, "Place"),
        zone=first(labels, "Zone") or "",
        start=start,
        end=end if end and start and end >= start else None,
        observers=tuple(_handles(labels, "Observers")),
        participants=_people(labels, "With"),
        protocol=first(labels, "Protocol"),
        conditions=first(labels, "Conditions"),
        debrief=debrief or None,
    )
    return session, "Session" in labels


def _feeling(emotion: Emotion) -> str:
    parts = [emotion.term, str(emotion.whose), str(emotion.known)]
    for label in ("intensity", "valence", "arousal", "confidence", "vocabulary", "cue"):
        value = getattr(emotion, label)
        if value is not None:
            parts.append(f"{label} {value}")
    return APART.join(parts)


def _told_feeling(line: str) -> Emotion | None:
    head, cued, cue = line.partition(f"{APART}cue ")
    term, *parts = head.split(APART)
    known: dict[str, object] = {"cue": cue if cued else None}
    for part in parts:
        label, _, value = part.partition(" ")
        if part in set(Whose):
            known["whose"] = Whose(part)
        elif part in set(Known):
            known["known"] = Known(part)
        elif label == "vocabulary":
            known[label] = value
        elif label in {"valence", "arousal", "confidence"}:
            known[label] = _number(value)
        elif label == "intensity" and value.isdecimal():
            known[label] = int(value)
    try:
        return Emotion(term=term.strip(), **known)  # type: ignore[arg-type] # each made for its field
    except InvalidValueError:
        return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _time(labels: Labels, label: str) -> datetime | None:
    text = first(labels, label)
    try:
        return from_iso(text) if text else None
    except InvalidValueError:
        return None


def _people(labels: Labels, label: str) -> tuple[ParticipantKey, ...]:
    found = []
    for text in (first(labels, label) or "").split(","):
        try:
            found.append(as_person(text))
        except InvalidValueError:
            continue
    return tuple(dict.fromkeys(found))


def _handles(labels: Labels, label: str) -> Iterator[Handle]:
    for text in (first(labels, label) or "").split(","):
        try:
            yield as_handle(text)
        except InvalidValueError:
            continue
