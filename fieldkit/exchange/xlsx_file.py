"""Tables as workbooks of Excel and LibreOffice."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from fieldkit.exchange.archive import Limits, unpacked
from fieldkit.exchange.batch import Batch, Progress
from fieldkit.exchange.opening import opened
from fieldkit.exchange.table_feelings import COLUMNS as FEELING_COLUMNS
from fieldkit.exchange.table_in import Row, batch_of, table_of
from fieldkit.exchange.table_out import (
    COLUMNS,
    DICTIONARY,
    DICTIONARY_COLUMNS,
    FEELINGS,
    MOMENTS,
    Value,
    dictionary_rows,
    feeling_rows,
    moment_rows,
)
from fieldkit.exchange.zones import zone_named
from fieldkit.model.errors import RefusedFileError
from fieldkit.model.study import Casebook
from fieldkit.model.words import Words

LONGEST_CELL = 32_767
"""Most characters that a cell of a workbook holds."""
LIMITS = Limits(members=1000, total=1 << 29)
"""How much a workbook may be; a hundred thousand moments are a fifth of it."""
TOLD_EVERY = 512
ODD = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What no cell holds as it is, and what begins an escape (ECMA-376, ST_Xstring)."""
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
WIDTHS = {"text": 60, "note": 40, "holds": 70, "values": 50, "emotions": 30, "at": 28}
WIDTH = 16


def read(
    path: Path,
    *,
    words: Words,
    zone: str,
    progress: Progress | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Batch:
    """Read the table of moments in a workbook: the sheet of that name, else the first with cells.

    Args:
        path: The file.
        words: The study's words.
        zone: IANA name of the zone in which times without an offset are read.
        progress: Told the rows read and their number, now and then.
        mapping: What its columns mean, where that is said: field to column.
        encoding: Means nothing here: a workbook says its own.

    Raises:
        RefusedFileError: It is no workbook, or holds no table.
        UsageError: There is no such column or field.
        InvalidValueError: There is no such zone.
    """
    _ = encoding
    where = zone_named(zone)
    sheets = _sheets(path)
    rows, feelings = _moments(sheets), sheets.get(FEELINGS, [])
    table = table_of(path, rows, said=mapping or {}, feelings=feelings)
    return batch_of(table, words=words, zone=where, progress=progress)


def heads_of(path: Path, encoding: str | None = None) -> Sequence[str]:
    """Return the names of the columns of the table of moments.

    Raises:
        RefusedFileError: It is no workbook.
    """
    _ = encoding
    rows = _moments(_sheets(path))
    return rows[0][1] if rows else ()


def write(
    book: Casebook, path: Path, *, media: Path, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write a workbook: a sheet of moments, one of feelings, and a dictionary of all columns."""
    workbook = openpyxl.Workbook(write_only=True)
    of = len(book.moments)
    cut = _sheet(workbook, MOMENTS, COLUMNS, moment_rows(book), of=of, progress=progress)
    cut += _sheet(workbook, FEELINGS, FEELING_COLUMNS, feeling_rows(book))
    _sheet(workbook, DICTIONARY, DICTIONARY_COLUMNS, dictionary_rows())
    workbook.save(path)
    path.chmod(0o600)
    _ = media  # they are named by their hashes
    longer = f"{cut} texts are longer than a cell holds and are cut; csv holds them whole."
    return (longer,) if cut else ()


def _sheet(
    workbook: Any,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    of: int = 0,
    progress: Progress | None = None,
) -> int:
    """Write a sheet; return how many of its texts were cut."""
    sheet = workbook.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        letter = openpyxl.utils.get_column_letter(place)
        sheet.column_dimensions[letter].width = WIDTHS.get(column, WIDTH)
    sheet.append(list(columns))
    cut = 0
    for number, row in enumerate(rows):
        cut += sum(isinstance(value, str) and len(value) > LONGEST_CELL for value in row)
        sheet.append([_cell(sheet, value) for value in row])
        if progress and number % TOLD_EVERY == 0:
            progress(number, of)
    if progress:
        progress(of, of)
    return cut


def _cell(sheet: Any, value: Value) -> Any:
    """Return a cell: a number as a number; a text as text, whatever it begins with."""
    if not isinstance(value, str):
        return value
    text = ODD.sub(lambda odd: f"_x{ord(odd[0]):04X}_", value)[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    # Typed as text it is run by nobody; so marked, it stays text when somebody edits it.
    cell.quotePrefix = text[:1] in {"=", "+", "-", "@"}
    return cell


def _moments(sheets: Mapping[str, list[Row]]) -> list[Row]:
    """Return the rows of the sheet of moments, else of the first that holds any."""
    return sheets.get(MOMENTS) or next((rows for rows in sheets.values() if rows), [])


def _sheets(path: Path) -> dict[str, list[Row]]:
    """Return the rows of each sheet that is shown, by its name.

    Raises:
        RefusedFileError: It is no workbook, or would swell beyond measure.
    """
    with unpacked(path, LIMITS) as archive:
        archive.refuse_entities()  # the reader of workbooks takes them
    with opened(path) as file:
        try:
            workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
            return {
                sheet.title: _rows(sheet)
                for sheet in workbook.worksheets
                if sheet.sheet_state == "visible"
            }
        except (BadZipFile, InvalidFileException) as error:
            message = f"{path} is no workbook that opens; save it again as .xlsx."
            raise RefusedFileError(message) from error
        except Exception as error:  # a damaged workbook: what is raised depends on where it is
            message = f"{path} does not read as a workbook ({type(error).__name__}); save it again."
            raise RefusedFileError(message) from error


def _rows(sheet: Any) -> list[Row]:
    sheet.reset_dimensions()  # what a sheet says of its size need not be so
    rows = (
        (line, [_text(value) for value in cells])
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1)
    )
    return [row for row in rows if any(row[1])]


def _text(value: object) -> str:
    """Return a cell as a CSV file would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ESCAPE.sub(lambda code: chr(int(code[1], 16)), str(value))
