"""``fieldkit digest``: the study compiled into what a team reads."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit.cli.listing import list_rows
from fieldkit.cli.place import find_study, open_notebook, say, study_option, tell
from fieldkit.model.errors import NotSavedError, UsageError

if TYPE_CHECKING:
    from fieldkit.model.study import Casebook
    from fieldkit.store.notebook import Notebook

FORMATS = ("md", "html")


@click.command(
    "digest", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True}
)
@click.argument("kind", required=False)
@click.argument("search", nargs=-1, type=click.UNPROCESSED)
@click.option("--to", "to", type=click.Path(path_type=Path), help="The file; else stdout.")
@click.option("--format", "fmt", help="md or html, several with commas; else as --to ends.")
@click.option("--list", "list_", is_flag=True, help="List the kinds there are.")
@study_option
@click.pass_context
def digest_(
    ctx: click.Context,
    kind: str | None,
    search: tuple[str, ...],
    to: Path | None,
    fmt: str | None,
    list_: bool,
    study_here: Path | None,
) -> None:
    """Compile a digest, of the whole study or of what a search means.

    \b
    fieldkit digest topline
    fieldkit digest topline --to topline.html
    fieldkit digest topline '@returns' --to returns.md --format md,html
    """
    if list_ or kind is None:
        from fieldkit.digest.compile import kinds

        folder = find_study(ctx.find_root().obj, study_here)
        rows = [{"kind": name, "for": line} for name, line in kinds(folder)]
        list_rows("table", ("kind", "for"), rows)
        return
    formats = _formats(fmt, to)
    notebook = open_notebook(ctx, study_here)
    asked = " ".join(search) or None
    if to is None:
        if len(formats) > 1:
            message = "Several formats need a file: --to topline.md"
            raise UsageError(message)
        click.echo(compiled(notebook, kind, asked, formats[0]), nl=False)
        return
    for each in formats:
        path = to.with_suffix(f".{each}") if len(formats) > 1 or not to.suffix else to
        compile_to(notebook, kind, asked, path, each)
        say(f"wrote {path}")


def compiled(notebook: "Notebook", kind: str, search: str | None, fmt: str) -> str:
    """Return a digest as text in a format."""
    from fieldkit.digest.compile import compile_digest

    book = whole = notebook.casebook()
    if kind == "debrief" and not search and (last := _last_session(whole)):
        search = f"session:{last}"
    if search:
        from fieldkit.shorthand.search import parse_search

        asked = parse_search(search, notebook.pen.words())
        tell(asked.told)
        book = notebook.casebook(asked)
    markdown = compile_digest(book, kind, folder=notebook.folder, scope=search, whole=whole)
    if fmt == "md":
        return markdown
    from fieldkit.digest.publish import page_of

    return page_of(book, markdown)


def _last_session(book: "Casebook") -> str | None:
    """Return the session with the latest note: the one that a debrief is about."""
    noted = {moment.session for moment in book.moments}
    return next((s.id for s in reversed(book.sessions) if s.id in noted), None)


def compile_to(
    notebook: "Notebook", kind: str, search: str | None, path: Path, fmt: str | None = None
) -> None:
    """Write a digest to a file, whole or not at all."""
    fmt = fmt or ("html" if path.suffix == ".html" else "md")
    write_text(path, compiled(notebook, kind, search, fmt))


def write_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all.

    Raises:
        NotSavedError: The disk did not take it.
    """
    from fieldkit.store.files import REAL_FILES, write_whole

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(REAL_FILES, path, text.encode("utf-8", "backslashreplace"), durable=True)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise NotSavedError(message) from error


def _formats(fmt: str | None, to: Path | None) -> list[str]:
    if fmt is None:
        return ["html" if to is not None and to.suffix in {".html", ".htm"} else "md"]
    wanted = [name.strip() for name in fmt.split(",") if name.strip()]
    for name in wanted:
        if name not in FORMATS:
            message = f"There is no format {name!r} for digests; there are: {', '.join(FORMATS)}."
            raise UsageError(message)
    return wanted or ["md"]
