"""``fieldkit note`` as a command with its options."""

from pathlib import Path

import click

from fieldkit.cli.note import note
from fieldkit.cli.place import find_study, open_notebook, study_option

HELP = """Write a moment; what is printed is its id, and it is on the disk.

Alone, it opens a one-line capture with completion. With a line, that is the moment; with `-`,
every line of stdin is one, and each id is printed as soon as that moment is safe.

\b
    fieldkit note
    fieldkit note 'card declined twice, looks at the queue @till !frustrated4'
    fieldkit note 'P3: "which till is open?" @queue #signs'
    fieldkit note -2m turns the package over, puts it back
    some-recorder | fieldkit note -
"""


@click.command(
    "note",
    help=HELP,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.option("--session", metavar="ID", help="The session it belongs to; else the open one.")
@study_option
@click.argument("line", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def note_(
    ctx: click.Context, session: str | None, study_here: Path | None, line: tuple[str, ...]
) -> None:
    """Write moments."""
    folder = find_study(ctx.find_root().obj, study_here)
    note(folder, line, session=session, opened=lambda: open_notebook(ctx, study_here))
