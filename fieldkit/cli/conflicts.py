"""``fieldkit conflicts``: what two devices wrote at once, and which of it is kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.place import finish, open_notebook, say, study_option
from fieldkit.model.errors import UsageError
from fieldkit.model.times import to_iso

if TYPE_CHECKING:
    from fieldkit.store.conflicts import Conflict

ATTENTION = 3
TABLE = ("id", "field", "n", "value", "who", "when", "shows")
COLUMNS = ("table", "id", "field", "n", "value", "removed", "who", "at", "shows")


@click.command("conflicts")
@click.argument("name", metavar="[ID]", required=False)
@click.argument("field", metavar="[FIELD]", required=False)
@click.option("--keep", type=click.IntRange(min=1), metavar="N", help="Which value is kept.")
@format_option
@study_option
@click.pass_context
def conflicts_(
    ctx: click.Context,
    name: str | None,
    field: str | None,
    keep: int | None,
    fmt: str,
    study_here: Path | None,
) -> None:
    """List what two devices wrote at once, and settle it: --keep N keeps the value of that number.

    Until then the last value shows, and the others stay. FIELD is needed where a document has
    several. fieldkit undo takes a settlement back. Exit code 0: none is open. 3: some are.

    \b
    fieldkit conflicts
    fieldkit conflicts ana-42 text --keep 2
    """
    from fieldkit.store.conflicts import conflicts, count, named, settle

    notebook = open_notebook(ctx, study_here)
    ledger = notebook.ledger
    found = conflicts(ledger, name)
    if keep is not None:
        if name is None:
            message = "Say which: fieldkit conflicts ana-42 text --keep 2"
            raise UsageError(message)
        chosen = named(found, name, field)
        settle(ledger, notebook.observer.handle, chosen, keep)
        click.echo(name)
        say(f"settled {name} {chosen.field}; fieldkit undo takes it back.")
        finish(notebook)
    else:
        wanted = [each for each in found if field in {None, each.field}]
        _list(fmt, wanted, notebook.study.zone)
    if left := count(ledger.state):
        say(f"{left} open; keep a value: fieldkit conflicts ID FIELD --keep N")
        raise click.exceptions.Exit(ATTENTION)
    if keep is None:
        say("no conflicts: nothing was written by two devices at once, or all is settled.")


def _list(fmt: str, found: "list[Conflict]", zone: str) -> None:
    if fmt != "table":
        list_rows(fmt, COLUMNS, _rows(found))
    elif found:
        list_rows(fmt, TABLE, list(_shown(found, zone)))


def _shown(found: "list[Conflict]", zone: str) -> Iterator[dict[str, object]]:
    from fieldkit.store.conflicts import GONE
    from fieldkit.store.retelling import retell_value
    from fieldkit.store.state import Absent

    for conflict in found:
        for number, claim in enumerate(conflict.claims, 1):
            if conflict.field == GONE:
                value = "deleted" if claim.value is True else "kept, with what was written to it"
            elif isinstance(claim.value, Absent):
                value = "removed"
            else:
                value = retell_value(conflict.field, claim.value, zone=zone)
            yield {
                "id": conflict.id,
                "field": conflict.field,
                "n": number,
                "value": value,
                "who": claim.who,
                "when": claim.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S"),
                "shows": "shows" if claim.shown else None,
            }


def _rows(found: "list[Conflict]") -> Iterator[dict[str, object]]:
    from fieldkit.store.state import Absent

    for conflict in found:
        for number, claim in enumerate(conflict.claims, 1):
            removed = isinstance(claim.value, Absent)
            yield {
                "table": conflict.table,
                "id": conflict.id,
                "field": conflict.field,
                "n": number,
                "value": None if removed else claim.value,
                "removed": removed,
                "who": claim.who,
                "at": to_iso(claim.at),
                "shows": claim.shown,
            }
