"""The study as one JSON object: every table as a list of its values."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fieldkit.exchange.batch import Progress
from fieldkit.exchange.text_out import write_text
from fieldkit.exchange.writing import MOMENT_COLUMNS, as_json_object, write_rows
from fieldkit.model.study import Casebook
from fieldkit.model.times import to_iso

VERSION = 1
TABLES = (
    "observers",
    "participants",
    "staff",
    "phases",
    "touchpoints",
    "codes",
    "sessions",
    "insights",
    "memos",
)


def write(
    book: Casebook, path: Path, *, media: Path, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write a study as one JSON object; its moments are those of ``moments --format json``."""
    write_text(path, _pieces(book), of=len(book.moments), progress=progress)
    _ = media  # they are named by their hashes
    return ()


def _pieces(book: Casebook) -> Iterator[str]:
    yield f'{{"fieldkit": {VERSION},\n"study": {_dumped(_plain(book.study))}'
    for table in TABLES:
        yield f',\n"{table}": '
        yield _list(getattr(book, table))
    yield ',\n"moments": '
    yield from write_rows(map(as_json_object, book.moments), "json", MOMENT_COLUMNS)
    yield "}\n"


def _list(values: Iterable[object]) -> str:
    return "[" + ",\n".join(_dumped(_plain(value)) for value in values) + "]"


def _dumped(value: object) -> str:
    # A lone surrogate is no character of UTF-8: as an escape, it comes back as it was.
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, allow_nan=False)
    return text


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime):
        return to_iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_plain(held) for held in value]
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    return value
