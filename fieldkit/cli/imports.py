"""``fieldkit import``: notes that a team already has."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit.cli.listing import list_rows
from fieldkit.cli.place import finish, open_notebook, progress, say, study_option, tell
from fieldkit.model.errors import FieldkitError, UsageError

if TYPE_CHECKING:
    from fieldkit.exchange.batch import Batch
    from fieldkit.exchange.bring_in import Brought
    from fieldkit.store.notebook import Notebook

ATTENTION = 3
"""Exit code: done, but something needs a look."""


@click.command("import")
@click.argument("files", nargs=-1, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--as", "as_", metavar="FORMAT", help="The format; else detected.")
@click.option("--list", "list_", is_flag=True, help="List the formats there are.")
@click.option("--dry-run", is_flag=True, help="Show what would be added, and add nothing.")
@click.option("--zone", help="IANA zone of clock times in the notes; else the study's.")
@study_option
@click.pass_context
def import_(
    ctx: click.Context,
    files: tuple[Path, ...],
    as_: str | None,
    list_: bool,
    dry_run: bool,
    zone: str | None,
    study_here: Path | None,
) -> None:
    """Bring notes into the study, each file as one change.

    Importing a file again adds nothing twice, also when it has moved or grown. Every line that
    became no moment is listed with its number and why; then the exit code is 3.

    \b
    fieldkit import notes/*.md --dry-run
    fieldkit import moments.jsonl
    """
    if list_:
        list_formats(writing=False)
        return
    if not files:
        message = "Name a file: fieldkit import notes.md"
        raise UsageError(message)
    notebook = open_notebook(ctx, study_here)
    refused = unread = 0
    for path in files:
        try:
            batch = _read(notebook, path, as_, zone)
        except FieldkitError as error:
            say(f"fieldkit: {error}")
            refused += 1
            continue
        from fieldkit.exchange.bring_in import bring_in

        brought = bring_in(notebook, batch, dry_run=dry_run)
        unread += len(batch.unread)
        if dry_run:
            _show(brought)
        _report(path, batch, brought, dry_run=dry_run)
    if not dry_run:
        finish(notebook)
    if refused:
        raise click.exceptions.Exit(1)
    if unread:
        raise click.exceptions.Exit(ATTENTION)


def list_formats(*, writing: bool) -> None:
    """List the formats there are, and say which of another package does not load."""
    from fieldkit.exchange.formats import every, rows

    list_rows("table", ("format", "files", "holds", "needs"), rows(writing=writing))
    told: list[str] = []
    every(told)
    tell(told)


def _read(notebook: "Notebook", path: Path, as_: str | None, zone: str | None) -> "Batch":
    from fieldkit.exchange.formats import detect, named

    chosen = named(as_) if as_ else detect(path)
    return chosen.read(
        path,
        words=notebook.pen.words(),
        zone=zone or notebook.study.zone,
        progress=progress(f"reading {path.name}"),
    )


def _show(brought: "Brought") -> None:
    names = {session.id: session.name for session in brought.sessions}
    rows = [
        {
            "line": m.source.line if m.source else None,
            "session": names.get(m.session, m.session) if m.session else None,
            "who": ",".join(m.participants) or m.speaker,
            "where": m.touchpoint,
            "layer": f"{m.layer}?" if m.source and m.source.guessed else str(m.layer),
            "text": m.text,
        }
        for m in brought.moments
    ]
    list_rows("table", ("line", "session", "who", "where", "layer", "text"), rows)


def _report(path: Path, batch: "Batch", brought: "Brought", *, dry_run: bool) -> None:
    would = "would add" if dry_run else "added"
    say(
        f"{path}: {would} {len(brought.moments)} moments in {len(brought.sessions)} new sessions; "
        f"{brought.known} there already, {brought.deleted} deleted since; "
        f"{len(batch.unread)} lines not taken."
    )
    tell(batch.told)
    for line in batch.unread:
        say(f"  line {line.line}: {line.why}: {line.text}")
