"""``fieldkit participants show``: one participant, whole."""

from pathlib import Path

import click

from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.place import open_notebook, shown, study_option
from fieldkit.model.keys import as_person


@click.command("show")
@click.argument("key", metavar="CODE")
@format_option
@study_option
@click.pass_context
def show_(ctx: click.Context, key: str, fmt: str, study_here: Path | None) -> None:
    """Show one participant whole: sessions, way, feelings, words and story, with the notes' ids.

    \b
    fieldkit participants show P3
    """
    from fieldkit.analysis.sighting import read
    from fieldkit.digest.person import person

    notebook = open_notebook(ctx, study_here)
    parts = person(read(notebook.casebook()), as_person(key))
    if fmt != "table":
        rows = ({"part": p.title, "text": one.text, "id": one.id} for p in parts for one in p.lines)
        list_rows(fmt, ("part", "text", "id"), rows)
        return
    for number, part in enumerate(parts):
        if number:
            click.echo()
        click.echo(shown(part.title))
        for one in part.lines:
            click.echo(shown(f"  {one.text}{f'  ({one.id})' if one.id else ''}"))
