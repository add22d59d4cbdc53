"""Rows out: the same rows as JSON, JSON lines, CSV or a Markdown table."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from fieldkit.model.emotion import Emotion
from fieldkit.model.errors import NotFoundError
from fieldkit.model.moment import Moment, Source
from fieldkit.model.times import to_iso

Row = Mapping[str, object]

NOTED = (
    "observer",
    "participants",
    "speaker",
    "layer",
    "text",
    "note",
    "touchpoint",
    "codes",
    "dimension",
    "count",
    "emotions",
    "media",
)
"""What of a moment every table has, in this order."""
MOMENT_COLUMNS = (
    "id",
    "at",
    "session",
    *NOTED,
    "source",
    "starred",
    "created",
    "edited",
    "later",
    "hidden",
    "jotting",
)
"""The keys of a moment as JSON, in order."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet may take a cell for a formula by (OWASP, CSV Injection)."""


def as_json_object(moment: Moment) -> dict[str, object]:
    """Return a moment as product.md's JSON object: every key, in order, unset ones null."""
    return {
        "id": moment.id,
        "at": _iso(moment.at),
        "session": moment.session,
        "observer": moment.observer,
        "participants": list(moment.participants),
        "speaker": moment.speaker,
        "layer": str(moment.layer),
        "text": moment.text,
        "note": moment.note,
        "touchpoint": moment.touchpoint,
        "codes": list(moment.codes),
        "dimension": moment.dimension,
        "count": moment.count,
        "emotions": [_emotion(emotion) for emotion in moment.emotions],
        "media": list(moment.media),
        "source": None if moment.source is None else _source(moment.source),
        "starred": moment.starred,
        "created": _iso(moment.created),
        "edited": _iso(moment.edited),
        "later": moment.later,
        "hidden": moment.hidden,
        "jotting": moment.jotting,
    }


def write_moments(moments: Iterable[Moment], fmt: str) -> Iterator[str]:
    """Yield the pieces of a listing of moments, in a format of ``write_rows``."""
    rows: Iterable[Row] = map(as_json_object, moments)
    if fmt in {"csv", "md"}:
        rows = map(_flat, rows)
    return write_rows(rows, fmt, MOMENT_COLUMNS)


def write_grouped(
    groups: Iterable[tuple[str | None, Iterable[Moment]]], by: str, fmt: str
) -> Iterator[str]:
    """Yield a listing of moments in groups: the group stands first in every row.

    Args:
        groups: Each group's key and moments; one with two feelings stands in two groups.
        by: What they are grouped by: the first column is ``by feeling``.
        fmt: A format of ``write_rows``.
    """
    first = f"by {by}"
    plain = fmt in {"csv", "md"}
    rows = (
        {first: key, **(_flat(as_json_object(m)) if plain else as_json_object(m))}
        for key, moments in groups
        for m in moments
    )
    return write_rows(rows, fmt, (first, *MOMENT_COLUMNS))


def write_rows(rows: Iterable[Row], fmt: str, columns: Sequence[str]) -> Iterator[str]:
    """Yield the pieces of a listing, as text; joined they are the whole.

    Args:
        rows: What is listed; held one at a time.
        fmt: ``json``, ``jsonl``, ``csv`` or ``md``.
        columns: Which keys, in which order; a key that a row lacks is null or an empty cell.

    Raises:
        NotFoundError: There is no such format; the message lists those there are.
    """
    if fmt not in WRITERS:
        message = f"There is no format {fmt!r} to write; there are: {', '.join(WRITERS)}."
        raise NotFoundError(message)
    return WRITERS[fmt](rows, columns)


def _json(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    before = "[\n"
    for row in rows:
        yield before + _object(row, columns)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _jsonl(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    for row in rows:
        yield _object(row, columns) + "\n"


def _csv(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    writer.writerow(columns)
    for row in rows:
        yield out.getvalue()
        out.seek(0)
        out.truncate()
        writer.writerow([_csv_cell(row.get(column)) for column in columns])
    yield out.getvalue()


def _markdown(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[str]:
    yield "| " + " | ".join(_md_cell(column) for column in columns) + " |\n"
    yield "|" + " --- |" * len(columns) + "\n"
    for row in rows:
        yield "| " + " | ".join(_md_cell(row.get(column)) for column in columns) + " |\n"


WRITERS: Mapping[str, Callable[[Iterable[Row], Sequence[str]], Iterator[str]]] = {
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "md": _markdown,
}
"""How each format is written."""


def _object(row: Row, columns: Sequence[str]) -> str:
    value = {column: row.get(column) for column in columns}
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)
    # A lone surrogate is no character that UTF-8 has; as an escape it comes back as it was.
    # U+2028 and U+2029 end lines for some readers of JSON lines.
    return "".join(f"\\u{ord(char):04x}" if _unsafe(char) else char for char in text)


def _unsafe(char: str) -> bool:
    return "\ud800" <= char <= "\udfff" or char in "\u2028\u2029\x85"


def _csv_cell(value: object) -> str:
    """Return a cell; a text that a spreadsheet would run gets an apostrophe before it."""
    text = _encodable(_cell(value))
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return text if numeric or not text.startswith(FORMULA) else f"'{text}"


def _md_cell(value: object) -> str:
    """Return a cell that stays one cell, and whose marks are only characters."""
    text = " ".join(_encodable(_cell(value)).split())
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|~!&$" else char for char in text)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return to_iso(value)
    if isinstance(value, list | tuple):
        return " ".join(_cell(item) for item in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _flat(row: Row) -> Row:
    """Return a moment's row with one line of text in each cell."""
    flat = dict(row)
    emotions = row["emotions"]
    source = row["source"]
    if isinstance(emotions, list):
        flat["emotions"] = "; ".join(_feeling(emotion) for emotion in emotions)
    if isinstance(source, Mapping):
        flat["source"] = f"{source['path']}:{source['line']}"
    return flat


def _feeling(emotion: Row) -> str:
    intensity = emotion["intensity"]
    text = f"{emotion['term']} {intensity}" if intensity else str(emotion["term"])
    return f"{text} ({emotion['whose']}, {emotion['known']})"


def _emotion(emotion: Emotion) -> dict[str, object]:
    return {
        "term": emotion.term,
        "vocabulary": emotion.vocabulary,
        "intensity": emotion.intensity,
        "valence": emotion.valence,
        "arousal": emotion.arousal,
        "whose": str(emotion.whose),
        "known": str(emotion.known),
        "cue": emotion.cue,
        "confidence": emotion.confidence,
    }


def _source(source: Source) -> dict[str, object]:
    return {
        "path": source.path,
        "line": source.line,
        "section": source.section,
        "guessed": source.guessed,
        "fingerprint": source.fingerprint,
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else to_iso(at)
