"""``fieldkit log`` and ``revert``: who changed what, when; and one document as it was."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.place import finish, open_notebook, say, study_option
from fieldkit.model.times import to_iso

if TYPE_CHECKING:
    from fieldkit.store.chronicle import Field, Told
    from fieldkit.store.notebook import Notebook

PAGE = 50
"""Changes listed where nobody says how many, in a table for a person."""
ALL_COLUMNS = ("when", "who", "change", "what")
FLAT = ("change", "at", "who", "undoes", "table", "id", "did", "field", "before", "after")
NESTED = ("change", "at", "who", "undoes", "again", "what", "documents")


@click.command("log")
@click.argument("name", metavar="[ID]", required=False)
@click.option("--limit", type=click.IntRange(min=0), help="How many changes; 0 for all.")
@format_option
@study_option
@click.pass_context
def log_(
    ctx: click.Context, name: str | None, limit: int | None, fmt: str, study_here: Path | None
) -> None:
    """Tell who changed what, when, newest first; with ID, one document field by field.

    A table without ID lists the last 50 changes. In json and jsonl a change has its documents and
    their fields; in csv and md a line is one field.

    \b
    fieldkit log
    fieldkit log ana-42
    fieldkit log --limit 0 --format csv
    """
    notebook = open_notebook(ctx, study_here)
    zone = notebook.study.zone
    if limit is None and name is None and fmt == "table":
        limit = PAGE
    if name is not None:
        name = name.removeprefix("#").removeprefix("@")
    found = list(islice(notebook.log(name), limit + 1 if limit else None))
    listed = found[:limit] if limit else found
    if fmt in {"csv", "md"}:
        list_rows(fmt, FLAT, _flat(listed))
    elif fmt != "table":
        list_rows(fmt, NESTED, (_nested(notebook, each, zone) for each in listed))
    else:
        rows = _by_field(notebook, listed, zone) if name else _by_change(notebook, listed, zone)
        list_rows(fmt, ALL_COLUMNS, list(rows))
    if len(found) > len(listed):
        say(f"only the last {len(listed)}; all changes: fieldkit log --limit 0")


@click.command("revert")
@click.argument("name", metavar="ID")
@click.option(
    "--at", required=True, metavar="TIME", help="2026-05-11T14:05, 14:05, -20m, or a change's name."
)
@study_option
@click.pass_context
def revert_(ctx: click.Context, name: str, at: str, study_here: Path | None) -> None:
    """Make a document read as it did at a time, as one new change; undo takes it back.

    A clock time is the last time it was that, in the study's zone; a time counts to the end of its
    second; a change's name means as that change left it.

    \b
    fieldkit revert ana-42 --at 14:05
    fieldkit revert ana-42 --at 3fa9.12
    """
    from fieldkit.store.retelling import retell

    notebook = open_notebook(ctx, study_here)
    done = notebook.revert(name, at)
    if done is None:
        say(f"{name} reads as it did then; nothing was changed.")
        return
    click.echo(name)
    say(f"{retell(done, zone=notebook.study.zone)}; fieldkit undo takes it back.")
    finish(notebook)


def _by_change(
    notebook: "Notebook", listed: Iterable["Told"], zone: str
) -> Iterator[dict[str, object]]:
    for told in listed:
        yield {**_stamped(notebook, told, zone), "what": _what(notebook, told, zone)}


def _by_field(notebook: "Notebook", listed: list["Told"], zone: str) -> Iterator[dict[str, object]]:
    """Yield one row a field; an id of several tables, a code and a place say, has them named."""
    from fieldkit.store.chronicle import Done
    from fieldkit.store.retelling import retell_field

    several = len({document.table for told in listed for document in told.documents}) > 1
    for told in listed:
        stamped = _stamped(notebook, told, zone)
        how = ""
        if told.undoes:
            undone = _short(notebook, told.undoes)
            how = f"made again what {undone} did" if told.again else f"took back {undone}"
        for document in told.documents:
            of = f"{document.table}: " if several else ""
            if document.did is not Done.CHANGED or how:
                done = [how, "" if document.did is Done.CHANGED else str(document.did)]
                yield {**stamped, "what": of + ": ".join(filter(None, done))}
            for field in document.fields:
                made = document.did is Done.MADE
                what = retell_field(field, document.table, zone=zone, new=made)
                yield {**stamped, "what": of + what}


def _what(notebook: "Notebook", told: "Told", zone: str) -> str:
    from fieldkit.store.chronicle import told as change_of
    from fieldkit.store.retelling import retell

    before = change_of(notebook.ledger, told.undoes) if told.undoes else None
    return retell(told, before=before, zone=zone)


def _stamped(notebook: "Notebook", told: "Told", zone: str) -> dict[str, object]:
    return {
        "when": told.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S"),
        "who": told.who,
        "change": _short(notebook, told.change),
    }


def _short(notebook: "Notebook", change: str) -> str:
    """Return a change's name, its log cut to what tells it from the study's others."""
    from fieldkit.store.chronicle import short

    log, _, seq = change.rpartition(".")
    return f"{log[: short(notebook.ledger)]}.{seq}"


def _nested(notebook: "Notebook", told: "Told", zone: str) -> dict[str, object]:
    return {
        **_named(told),
        "again": told.again,
        "what": _what(notebook, told, zone),
        "documents": [
            {
                "table": document.table,
                "id": document.id,
                "did": str(document.did),
                "fields": [_sides(field) for field in document.fields],
            }
            for document in told.documents
        ],
    }


def _flat(listed: Iterable["Told"]) -> Iterator[dict[str, object]]:
    for told in listed:
        for document in told.documents:
            row = {**_named(told), "table": document.table, "id": document.id}
            row["did"] = str(document.did)
            yield from [{**row, **_sides(field)} for field in document.fields] or [row]


def _named(told: "Told") -> dict[str, object]:
    return {"change": told.change, "at": to_iso(told.at), "who": told.who, "undoes": told.undoes}


def _sides(field: "Field") -> dict[str, object]:
    """Return a field before and after; a side where it is not there is left out."""
    from fieldkit.store.chronicle import Unreadable
    from fieldkit.store.state import Absent

    sides = {"before": field.before, "after": field.after}
    held = {k: v for k, v in sides.items() if not isinstance(v, (Absent, Unreadable))}
    return {"field": field.name, **held}
