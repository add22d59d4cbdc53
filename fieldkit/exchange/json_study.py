"""The study as one JSON object: every table as a list of its values."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fieldkit.exchange.batch import Batch, Progress
from fieldkit.exchange.jsonl import read_rows, value_of
from fieldkit.exchange.opening import read_text
from fieldkit.exchange.text_out import write_text
from fieldkit.exchange.writing import MOMENT_COLUMNS, as_json_object, write_rows
from fieldkit.exchange.zones import zone_named
from fieldkit.model.errors import RefusedFileError
from fieldkit.model.study import Casebook
from fieldkit.model.times import to_iso
from fieldkit.model.words import Words

VERSION = 1
BEGINS = re.compile(r"\ufeff?\s*(?:\{|\[\s*(?:\{|\]))")
"""An object, or an array of objects; notes may begin with a bracket, too."""
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


def sniff(head: str) -> bool:
    """Tell whether text begins as one JSON value does."""
    return BEGINS.match(head) is not None


def read(path: Path, *, words: Words, zone: str, progress: Progress | None = None) -> Batch:
    """Read the moments of a study as JSON, or a JSON array of moments.

    Args:
        path: The file.
        words: The study's words.
        zone: IANA name of the zone in which times without an offset are read.
        progress: Told the moments read and their number, now and then.

    Raises:
        RefusedFileError: It is not JSON, or holds no list of moments.
        InvalidValueError: There is no such zone.
    """
    where = zone_named(zone)
    value = value_of(read_text(path), path)
    rows = value.get("moments") if isinstance(value, dict) else value
    if not isinstance(rows, list):
        message = f"{path} holds no moments: an array of them, or an object with “moments”."
        raise RefusedFileError(message)
    return read_rows(rows, path=path, words=words, zone=where, progress=progress)


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
