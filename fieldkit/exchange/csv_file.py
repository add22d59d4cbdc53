"""Tables as CSV, as Excel and LibreOffice write them too: separators, marks and encodings."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from fieldkit.exchange.batch import Batch, Progress, Unread
from fieldkit.exchange.opening import read_exactly
from fieldkit.exchange.table_feelings import COLUMNS as FEELING_COLUMNS
from fieldkit.exchange.table_in import Row, batch_of, table_of
from fieldkit.exchange.table_out import (
    COLUMNS,
    DICTIONARY,
    DICTIONARY_COLUMNS,
    FEELINGS,
    Value,
    dictionary_rows,
    feeling_rows,
    moment_rows,
)
from fieldkit.exchange.text_out import write_text
from fieldkit.exchange.zones import zone_named
from fieldkit.model.study import Casebook
from fieldkit.model.words import Words

SEPARATORS = (",", ";", "\t", "|")
SEP_LINE = re.compile(r"sep=(.)\Z", re.IGNORECASE)
"""Excel's own first line, which names the separator."""
FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""A text that a spreadsheet may take for a formula (OWASP, CSV Injection), or one made safe."""
LONGEST_CELL = 8 << 20
"""Longest cell that is read, in code points."""
LOOKED_AT = 50
"""Rows that tell the separator."""


def sniff(head: str) -> bool:
    """Tell whether text begins as a table does: a line of names, then as many cells."""
    lines = head.splitlines()
    return bool(lines) and len(_cells_of(lines[: LOOKED_AT + 1])[1]) > 0


def read(
    path: Path,
    *,
    words: Words,
    zone: str,
    progress: Progress | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Batch:
    """Read a table of moments; its first line names the columns.

    Args:
        path: The file; a table of feelings beside it, as fieldkit writes one, is read with it.
        words: The study's words.
        zone: IANA name of the zone in which times without an offset are read.
        progress: Told the rows read and their number, now and then.
        mapping: What its columns mean, where that is said: field to column.
        encoding: Its encoding, where it is neither UTF-8 nor marked as UTF-16.

    Raises:
        RefusedFileError: It is no table that fieldkit reads.
        UsageError: There is no such column, field or encoding.
        InvalidValueError: There is no such zone.
    """
    where = zone_named(zone)
    rows, unread = _rows_in(path, encoding)
    beside = path.with_suffix(f".{FEELINGS}{path.suffix}")
    feelings = _rows_in(beside, encoding)[0] if beside.is_file() else []
    table = table_of(path, rows, said=mapping or {}, feelings=feelings, unread=unread)
    return batch_of(table, words=words, zone=where, progress=progress)


def heads_of(path: Path, encoding: str | None = None) -> Sequence[str]:
    """Return the names of a table's columns.

    Raises:
        RefusedFileError: It is no table that fieldkit reads.
    """
    rows = _rows_in(path, encoding)[0]
    return rows[0][1] if rows else ()


def write(
    book: Casebook, path: Path, *, media: Path, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write moments, one row each; beside it the feelings, and a dictionary of all columns."""
    mark = "\t" if path.suffix.lower() == ".tsv" else ","
    rows = _lines(COLUMNS, moment_rows(book), mark)
    write_text(path, rows, of=len(book.moments), progress=progress)
    feelings = _lines(FEELING_COLUMNS, feeling_rows(book), mark)
    write_text(path.with_suffix(f".{FEELINGS}{path.suffix}"), feelings)
    dictionary = _lines(DICTIONARY_COLUMNS, dictionary_rows(), mark)
    write_text(path.with_suffix(f".{DICTIONARY}{path.suffix}"), dictionary)
    _ = media  # they are named by their hashes
    return ()


def _lines(columns: Sequence[str], rows: Iterable[Sequence[Value]], mark: str) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="\r\n")  # RFC 4180
    # Excel takes a file without the mark for one in the encoding of its country.
    out.write("\ufeff")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _cell(value: Value) -> str:
    """Return a cell; a text that a spreadsheet would run gets an apostrophe, a number never.

    What no text file holds stands as its escape or its symbol.
    """
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = value.encode("utf-8", "backslashreplace").decode().replace("\0", "\u2400")
    return f"'{text}" if FORMULA.match(text) else text


def _plain(cell: str) -> str:
    """Return a cell as it was before it was made safe for spreadsheets."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def _rows_in(path: Path, encoding: str | None) -> tuple[list[Row], list[Unread]]:
    """Return the rows that hold anything, and the lines that do not read."""
    text = read_exactly(path, encoding)
    lines = text.splitlines(keepends=True)
    said = SEP_LINE.match(lines[0].strip("\r\n")) if lines else None
    mark = said[1] if said else _cells_of(lines[: LOOKED_AT + 1])[0]
    with _long_cells():
        rows, unread = _read(text, mark)
    rows = [row for row in rows if any(cell.strip() for cell in row[1])]
    return rows[1:] if said else rows, unread


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be long here alone: the limit is the whole process's, and others count on it."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _read(text: str, mark: str) -> tuple[list[Row], list[Unread]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    rows: list[Row] = []
    unread: list[Unread] = []
    line = 0
    while True:
        begun = line + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            line = max(reader.line_num, begun)
            unread.append(Unread(line=begun, text="", why=f"it does not read as a row: {error}"))
            continue
        if cells is None:
            break
        line = reader.line_num
        rows.append((begun, [_plain(cell) for cell in cells]))
    return rows, unread


def _cells_of(lines: Sequence[str]) -> tuple[str, list[list[str]]]:
    """Return the separator that makes a table of lines, and its cells; none where none does."""
    best: tuple[int, str, list[list[str]]] = (0, ",", [])
    for mark in SEPARATORS:
        try:
            rows = [row for row in csv.reader(lines, delimiter=mark) if row]
        except csv.Error:
            continue
        width = len(rows[0]) if rows else 0
        alike = sum(len(row) == width for row in rows)
        if width > 1 and 2 * alike > len(rows) and alike * width > best[0]:
            best = (alike * width, mark, rows)
    return best[1], best[2]
