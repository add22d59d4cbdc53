"""Moments as a table for people who calculate: its columns, the feelings, and their dictionary."""

from collections.abc import Iterator, Mapping, Sequence

from fieldkit.exchange.table_columns import FIELDS
from fieldkit.exchange.table_feelings import COLUMNS as FEELING_COLUMNS
from fieldkit.exchange.writing import NOTED
from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.moment import Layer, Moment
from fieldkit.model.session import Kind, Session
from fieldkit.model.study import Casebook
from fieldkit.model.times import to_iso

Value = str | int | float | None
Row = Sequence[Value]
MOMENTS, FEELINGS, DICTIONARY = "moments", "emotions", "dictionary"
"""The tables, as sheets and files call them."""
COLUMNS = (
    "id",
    "session",
    "session_title",
    "kind_of_session",
    "place",
    "at",
    *NOTED,
    "starred",
    "later",
    "jotting",
    "source",
    "created",
    "edited",
)
"""The columns of the table of moments."""
DICTIONARY_COLUMNS = ("table", "column", "holds", "values")
OWN = {
    "kind_of_session": "what kind of encounter the session was",
    "created": "when it was first written down, ISO 8601",
    "edited": "when it was last changed, ISO 8601",
}
VALUES: Mapping[str, str] = {
    "layer": "; ".join(Layer),
    "kind_of_session": "; ".join(Kind),
    "starred": "yes; no",
    "later": "yes; no",
    "count": "whole number from 1",
}
FEELING: Mapping[str, tuple[str, str]] = {
    "moment": ("the id of the moment it belongs to", ""),
    "term": ("the word for the feeling", ""),
    "vocabulary": ("the vocabulary that has the word; empty where none has", ""),
    "intensity": ("from barely shown to unmistakable", "1 to 5"),
    "valence": ("from bad to good; empty where unknown, never 0 for it", "-1 to 1"),
    "arousal": ("from still to stirred; empty where unknown", "-1 to 1"),
    "whose": ("whose feeling it is", "; ".join(Whose)),
    "known": ("how it is known", "; ".join(Known)),
    "cue": ("what was seen or heard that led to the reading", ""),
    "confidence": ("how sure the observer was", "0 to 1"),
}


def moment_rows(book: Casebook) -> Iterator[Row]:
    """Yield a row a moment, in the order in which they are read."""
    sessions: dict[str, Session] = {session.id: session for session in book.sessions}
    for moment in book.moments:
        session = sessions.get(moment.session) if moment.session else None
        yield _moment(moment, session)


def feeling_rows(book: Casebook) -> Iterator[Row]:
    """Yield a row a feeling, by moment."""
    for moment in book.moments:
        for one in moment.emotions:
            yield (
                moment.id,
                one.term,
                one.vocabulary,
                one.intensity,
                one.valence,
                one.arousal,
                str(one.whose),
                str(one.known),
                one.cue,
                one.confidence,
            )


def dictionary_rows() -> Iterator[Row]:
    """Yield a row a column: what it holds, and which values."""
    for column in COLUMNS:
        held = OWN.get(column) or FIELDS[column].what
        yield MOMENTS, column, held, VALUES.get(column)
    for column in FEELING_COLUMNS:
        held, values = FEELING[column]
        yield FEELINGS, column, held, values or None


def _moment(moment: Moment, session: Session | None) -> Row:
    return (
        moment.id,
        moment.session,
        session.name if session else None,
        str(session.kind) if session else None,
        session.place if session else None,
        to_iso(moment.at) if moment.at else None,
        moment.observer,
        "; ".join(moment.participants) or None,
        moment.speaker,
        str(moment.layer),
        moment.text or None,
        moment.note,
        moment.touchpoint,
        "; ".join(moment.codes) or None,
        moment.dimension,
        moment.count,
        "; ".join(map(_feeling, moment.emotions)) or None,
        "; ".join(moment.media) or None,
        "yes" if moment.starred else "no",
        "yes" if moment.later else "no",
        moment.jotting,
        f"{moment.source.path}:{moment.source.line}" if moment.source else None,
        to_iso(moment.created) if moment.created else None,
        to_iso(moment.edited) if moment.edited else None,
    )


def _feeling(one: Emotion) -> str:
    strong = f" {one.intensity}" if one.intensity else ""
    return f"{one.term}{strong} ({one.whose}, {one.known})"
