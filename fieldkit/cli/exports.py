"""``fieldkit export``: the study in a file that others open."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit.cli.imports import list_formats
from fieldkit.cli.place import open_notebook, progress, say, study_option, tell
from fieldkit.model.errors import UsageError

if TYPE_CHECKING:
    from fieldkit.exchange.formats import Format
    from fieldkit.model.study import Casebook
    from fieldkit.store.notebook import Notebook


@click.command("export", context_settings={"ignore_unknown_options": True})
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.argument("search", nargs=-1, type=click.UNPROCESSED)
@click.option("--as", "as_", metavar="FORMAT", help="The format; else as FILE ends.")
@click.option("--list", "list_", is_flag=True, help="List the formats there are.")
@click.option("--all", "all_", is_flag=True, help="Also of people who refused or withdrew.")
@click.option("--replace", is_flag=True, help="Write over FILE where it is there already.")
@study_option
@click.pass_context
def export_(
    ctx: click.Context,
    file: Path | None,
    search: tuple[str, ...],
    as_: str | None,
    list_: bool,
    all_: bool,
    replace: bool,
    study_here: Path | None,
) -> None:
    """Write the study, or what a search means, to a file: whole or not at all.

    People who refused or withdrew are left out, with every moment that touches them. Only
    FILE.fieldkit, the bundle, is the whole study as it is: import it elsewhere to have it there.

    \b
    fieldkit export study.fieldkit
    fieldkit export till.csv '@till !frustrated'
    fieldkit export --list
    """
    if list_ or file is None:
        list_formats(writing=True)
        return
    from fieldkit.exchange.formats import named, to_write

    chosen = named(as_) if as_ else to_write(file)
    if chosen.whole:
        _refuse_part(search, replace=replace)
        from fieldkit.cli.bundles import write_bundle

        write_bundle(open_notebook(ctx, study_here), file)
        return
    notebook = open_notebook(ctx, study_here)
    book = _disclosed(_asked(notebook, search), all_=all_)
    _write(notebook, book, chosen, file, replacing=replace)


def _refuse_part(search: tuple[str, ...], *, replace: bool) -> None:
    """Refuse what a bundle cannot be: a part of the study, or written over another file."""
    if search:
        message = "A bundle is the whole study; leave out the search, or name another format."
        raise UsageError(message)
    if replace:
        message = "A bundle is written over nothing; give another name."
        raise UsageError(message)


def _write(
    notebook: "Notebook", book: "Casebook", chosen: "Format", file: Path, *, replacing: bool
) -> None:
    from fieldkit.exchange.take_out import take_out

    done = take_out(
        book,
        chosen,
        file,
        media=notebook.folder / "media",
        replacing=replacing,
        progress=progress(f"writing {file.name}"),
    )
    for path in done.paths:
        click.echo(str(path))
    say(f"{len(book.moments):,} moments of {len(book.sessions)} sessions, as {chosen.name}")
    tell(done.told)


def _asked(notebook: "Notebook", search: tuple[str, ...]) -> "Casebook":
    """Return the study, or what of it a search means."""
    if not search:
        return notebook.casebook()
    from fieldkit.shorthand.search import parse_search

    asked = parse_search(" ".join(search), notebook.pen.words())
    tell(asked.told)
    return notebook.casebook(asked)


def _disclosed(book: "Casebook", *, all_: bool) -> "Casebook":
    """Return what may be taken out, and say what is not, or that it is."""
    from fieldkit.exchange.take_out import disclosed

    found = disclosed(book)
    if found.people:
        who = "1 person" if found.people == 1 else f"{found.people} people"
        what = f"{found.moments:,} moments of what happened with them"
        say(
            f"note: {who} refused or withdrew; for --all, {what} are in this file."
            if all_
            else f"note: {who} refused or withdrew: left out, with {what}."
        )
    return book if all_ else found.book
