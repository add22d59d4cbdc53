"""``fieldkit write-up``: what wants words, and the full note beside the jotting."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.place import find_study, finish, say, study_option, tell, tell_troubles, who
from fieldkit.model.errors import UsageError
from fieldkit.model.write_up import age_of, wants
from fieldkit.store.home import Home

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fieldkit.model.moment import Moment

COLUMNS = ("id", "age", "session", "where", "wants", "text")


@click.command(
    "write-up",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@format_option
@study_option
@click.argument("name", metavar="[ID]", required=False)
@click.argument("note", metavar="[FULL NOTE]…", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def write_up_(
    ctx: click.Context, fmt: str, study_here: Path | None, name: str | None, note: tuple[str, ...]
) -> None:
    """List what wants words, oldest first; or write one up.

    Bare marks, questions for later (??), jottings (a line that ends in …) and feelings that no
    vocabulary knows wait here, of every session of yours. The full note is field shorthand; what
    was jotted on the spot is kept beside it and printed with it.

    \b
    fieldkit write-up
    fieldkit write-up ana-42 'card declined twice; tries it the other way round @till'
    """
    from fieldkit.store.notebook import Notebook

    folder = find_study(ctx.find_root().obj, study_here)
    home = Home()
    notebook = Notebook(folder, home, who(home))  # not open_notebook: this is the reminder
    home.remember_study(folder)
    tell_troubles(notebook)
    if name is None:
        list_rows(fmt, COLUMNS, _rows(notebook.waiting(), notebook.clock()))
        return
    text = " ".join(note).strip()
    if not text:
        message = f"The full note is missing: fieldkit write-up {name} 'what happened'"
        raise UsageError(message)
    edited = notebook.write_up(name, text)
    click.echo(edited.moment.id)
    tell(edited.told)
    if edited.moment.jotting:
        say(f"jotted on the spot, kept: {edited.moment.jotting}")
    finish(notebook)


def _rows(waiting: "Iterable[Moment]", now: "datetime") -> "list[dict[str, object]]":
    return [
        {
            "id": moment.id,
            "age": age_of(moment, now),
            "session": moment.session,
            "where": moment.touchpoint,
            "wants": wants(moment),
            "text": moment.text,
        }
        for moment in waiting
    ]
