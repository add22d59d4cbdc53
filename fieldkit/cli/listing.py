"""Listings: the same rows as a table for people, or json, jsonl, csv, md for programs."""

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

from fieldkit.cli.place import shown
from fieldkit.model.visible import width

FORMATS = ("table", "json", "jsonl", "csv", "md")
GAP = "  "
NARROWEST = 12
Row = Mapping[str, object]


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--format`` and ``--json``."""
    command = click.option("--json", "fmt", flag_value="json", help="Short for --format json.")(
        command
    )
    return click.option(
        "--format", "fmt", type=click.Choice(FORMATS), default="table", show_default=True
    )(command)


def list_rows(fmt: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a listing to stdout."""
    if fmt == "table":
        _table(columns, list(rows))
        return
    from fieldkit.exchange.writing import write_rows

    for piece in write_rows(rows, fmt, columns):
        click.echo(piece, nl=False)


def fit(text: str, columns: int) -> str:
    """Return text cut to so many columns, with an ellipsis where it was longer."""
    if width(text) <= columns:
        return text
    kept = ""
    for char in text:
        if width(kept + char) > columns - 1:
            break
        kept += char
    return kept + "…"


def _table(columns: Sequence[str], rows: list[Row]) -> None:
    if not rows:
        click.echo("nothing yet", err=True)
        return
    cells = [[_cell(row.get(column)) for column in columns] for row in rows]
    widths = [
        max(width(name), *(width(line[at]) for line in cells)) for at, name in enumerate(columns)
    ]
    _squeeze(widths, shutil.get_terminal_size().columns if _is_terminal() else 10_000)
    click.echo(_line(columns, widths))
    for line in cells:
        click.echo(_line(line, widths))


def _squeeze(widths: list[int], room: int) -> None:
    """Narrow the widest column until the line fits."""
    while sum(widths) + len(GAP) * (len(widths) - 1) > room and max(widths) > NARROWEST:
        widest = widths.index(max(widths))
        over = sum(widths) + len(GAP) * (len(widths) - 1) - room
        second = max([w for at, w in enumerate(widths) if at != widest] or [NARROWEST])
        widths[widest] = max(NARROWEST, min(widths[widest] - 1, max(second, widths[widest] - over)))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    fitted = [fit(cell, size) for cell, size in zip(cells, widths, strict=True)]
    padded = [cell + " " * (size - width(cell)) for cell, size in zip(fitted, widths, strict=True)]
    return GAP.join(padded).rstrip()


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value)) or "–"
    if isinstance(value, Mapping):
        return shown(", ".join(f"{key}: {held}" for key, held in value.items())) or "–"
    return " ".join(shown(str(value)).split()) or "–"


def _is_terminal() -> bool:
    return sys.stdout.isatty()
