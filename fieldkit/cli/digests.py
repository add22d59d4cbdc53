"""``fieldkit digest``: the study compiled into what a team reads."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit.cli.listing import list_rows
from fieldkit.cli.place import find_study, open_notebook, say, study_option, tell
from fieldkit.model.errors import FieldkitError, NotSavedError, UsageError

if TYPE_CHECKING:
    from fieldkit.analysis.sighting import Use
    from fieldkit.digest.written import Written
    from fieldkit.model.study import Casebook
    from fieldkit.store.notebook import Notebook


@click.command(
    "digest", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True}
)
@click.argument("kind", required=False)
@click.argument("search", nargs=-1, type=click.UNPROCESSED)
@click.option("--to", "to", type=click.Path(path_type=Path), help="The file; else stdout.")
@click.option("--format", "fmt", help="md, html, pdf, docx, pptx; several with commas.")
@click.option("--formats", "formats_", is_flag=True, help="List the formats and what they need.")
@click.option(
    "--for",
    "use",
    type=click.Choice(["internal", "public"]),
    help="Only of people who agreed to that use.",
)
@click.option("--list", "list_", is_flag=True, help="List the kinds there are.")
@click.option("--parts", is_flag=True, help="List what a template may print.")
@click.option("--check", is_flag=True, help="Tell which written digests are stale; exit 3 if any.")
@click.option("--new-template", "new", metavar="NAME", help="Start a kind of this study's own.")
@study_option
@click.pass_context
def digest_(
    ctx: click.Context,
    kind: str | None,
    search: tuple[str, ...],
    to: Path | None,
    fmt: str | None,
    use: str | None,
    formats_: bool,
    list_: bool,
    parts: bool,
    check: bool,
    new: str | None,
    study_here: Path | None,
) -> None:
    """Compile a digest, of the whole study or of what a search means.

    A file is compiled again in place: what was written into it by hand stays, and what changed is
    told. Without a search, a debrief is of the last session.

    \b
    fieldkit digest topline
    fieldkit digest findings --to digests/findings.md --format md,html
    fieldkit digest topline '@returns' --to returns.html
    fieldkit digest --check
    fieldkit digest --new-template monday findings
    """
    if new is not None:
        _new_template(find_study(ctx.find_root().obj, study_here), new, kind or "topline")
        return
    if parts or formats_:
        (_parts if parts else _list_formats)()
        return
    if check:
        ctx.exit(_check(open_notebook(ctx, study_here), to))
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
        if formats[0] not in {"md", "html"}:
            message = f"{formats[0]} is no text, so it needs a file: --to {kind}.{formats[0]}"
            raise UsageError(message)
        click.echo(compiled(notebook, kind, asked, formats[0], use), nl=False)
        return
    write_digest(notebook, kind, asked, to, formats, use)


def write_digest(
    notebook: "Notebook",
    kind: str,
    search: str | None,
    to: Path,
    formats: list[str],
    use: str | None = None,
) -> None:
    """Write a digest in each format; a Markdown file that is there keeps what is written in it."""
    from fieldkit.analysis.sighting import Use
    from fieldkit.digest.living import plain
    from fieldkit.digest.publish import unknown

    book, markdown = _compiled(notebook, kind, search, use, beside=to.parent)
    gate = Use(use) if use else None
    for fmt in sorted(formats, key=lambda name: name != "md"):
        path = to.with_suffix(f".{fmt}") if len(formats) > 1 or not to.suffix else to
        if fmt == "md":
            markdown = _renewed(path, markdown)
            write_text(path, markdown)
            for name in unknown(book, plain(markdown), gate):
                say(f"note: [[{name}]] is no note of this digest.")
        else:
            media = notebook.folder / "media"
            write_bytes(path, _converted(book, plain(markdown), gate, fmt, media))
        say(f"wrote {path}")


def _converted(book: "Casebook", markdown: str, gate: "Use | None", fmt: str, media: Path) -> bytes:
    """Return a digest in a format other than Markdown."""
    from fieldkit.digest.formats import office, pdf
    from fieldkit.digest.publish import figures_of, page_of

    if fmt in {"docx", "pptx"}:
        return office(markdown, fmt, figures_of(book, gate))
    html = page_of(book, markdown, gate, media=media)
    return pdf(html) if fmt == "pdf" else html.encode("utf-8", "backslashreplace")


def _list_formats() -> None:
    """List the formats, and what each needs that is not here."""
    from fieldkit.digest.formats import EXTRAS, FORMATS, installed

    rows = [
        {
            "format": fmt,
            "installed": "yes" if installed(fmt) else "no",
            "needs": f"pip install 'fieldkit[{EXTRAS[fmt]}]'" if fmt in EXTRAS else "",
        }
        for fmt in FORMATS
    ]
    list_rows("table", ("format", "installed", "needs"), rows)


def _renewed(path: Path, markdown: str) -> str:
    """Return a digest as its file will hold it, and say what changed since it was written."""
    from fieldkit.digest.living import renew

    found = renew(_held(path), markdown)
    if found.changes:
        say(f"since last time: {', '.join(found.changes)}")
    for heading in found.edited:
        say(f"note: “{heading}” was edited by hand; yours stays.")
    return found.text


def _held(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8, so what stands in it cannot be kept; move it away first."
        raise UsageError(message) from error


def _check(notebook: "Notebook", only: Path | None) -> int:
    """List the written digests with how each stands; return the exit code."""
    from fieldkit.digest.written import written_digest, written_in

    every = (written_digest(only),) if only else written_in(notebook.folder / "digests")
    rows = [{"file": one.path.name, **_stands(notebook, one)} for one in every if one]
    list_rows("table", ("file", "state", "since"), rows)
    return 0 if all(row["state"] == "up to date" for row in rows) else 3


def _stands(notebook: "Notebook", one: "Written") -> dict[str, str]:
    """Tell whether a written digest is stale, and since what; or why nobody can know."""
    from fieldkit.digest.living import renew

    try:
        beside = one.path.parent
        _, markdown = _compiled(notebook, one.kind, one.scope, one.use, beside=beside)
    except FieldkitError as error:
        return {"state": "not compiled", "since": str(error)}
    found = renew(one.text, markdown)
    state = "stale" if found.stale else "up to date"
    return {"state": state, "since": ", ".join(found.changes)}


def _new_template(folder: Path, name: str, like: str) -> None:
    """Copy a kind of digest into the study, to be made its own."""
    from fieldkit.model.keys import as_key
    from fieldkit.model.shipped import find

    path = folder / "templates" / "digests" / f"{as_key(name, 'kind of digest')}.md.j2"
    if path.exists():
        message = f"{path} is there already; open it, or choose another name."
        raise UsageError(message)
    source = find("digests", like, folder).read_text(encoding="utf-8")
    write_text(path, f"{{# {name}: a kind of this study's own, begun from {like}. #}}\n{source}")
    click.echo(str(path))
    say(f"edit it, then: fieldkit digest {path.name.removesuffix('.md.j2')}")


def _parts() -> None:
    """List what a template may print, with what each part is."""
    import inspect

    from fieldkit.digest.contents import Contents
    from fieldkit.digest.lived import Lived

    rows = [
        {"part": f"{prefix}.{name}", "is": (inspect.getdoc(part) or "").split("\n", 1)[0]}
        for prefix, kind in (("digest", Contents), ("digest.lived", Lived))
        for name, part in vars(kind).items()
        if not name.startswith("_")
    ]
    list_rows("table", ("part", "is"), rows)


def compiled(notebook: "Notebook", kind: str, search: str | None, fmt: str, use: str | None) -> str:
    """Return a digest as text in a format."""
    book, markdown = _compiled(notebook, kind, search, use)
    if fmt == "md":
        return markdown
    from fieldkit.analysis.sighting import Use
    from fieldkit.digest.publish import page_of

    media = notebook.folder / "media"
    return page_of(book, markdown, Use(use) if use else None, media=media)


def _compiled(
    notebook: "Notebook",
    kind: str,
    search: str | None,
    use: str | None,
    *,
    beside: Path | None = None,
) -> tuple["Casebook", str]:
    """Return what a digest is of, and the digest as Markdown, to stand in a folder or in this."""
    from fieldkit.analysis.sighting import Use
    from fieldkit.digest.compile import compile_digest, usual_scope

    book = whole = notebook.casebook()
    search = search or usual_scope(kind, whole)
    if search:
        from fieldkit.shorthand.search import parse_search

        asked = parse_search(search, notebook.pen.words())
        tell(asked.told)
        book = notebook.casebook(asked)
    markdown = compile_digest(
        book,
        kind,
        folder=notebook.folder,
        scope=search,
        whole=whole,
        use=Use(use) if use else None,
        media=_way(notebook.folder / "media", beside or Path.cwd()),
    )
    return book, markdown


def _way(media: Path, beside: Path) -> str:
    """Return the way to the media from where a digest stands."""
    try:
        return Path(os.path.relpath(media, beside.resolve())).as_posix()
    except ValueError:  # another drive
        return media.as_uri()


def write_text(path: Path, text: str) -> None:
    """Write a file of text, whole or not at all.

    Raises:
        NotSavedError: The disk did not take it.
    """
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all.

    Raises:
        NotSavedError: The disk did not take it.
    """
    from fieldkit.store.files import REAL_FILES, write_whole

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(REAL_FILES, path, data, durable=True)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise NotSavedError(message) from error


def _formats(fmt: str | None, to: Path | None) -> list[str]:
    from fieldkit.digest.formats import NEEDS, needed

    ends = to.suffix.lower().lstrip(".") if to is not None else ""
    if fmt is None:
        wanted = ["html" if ends == "htm" else ends] if ends in {"html", "htm", *NEEDS} else ["md"]
    else:
        wanted = [name.strip() for name in fmt.split(",") if name.strip()] or ["md"]
    for name in wanted:
        needed(name)
    return wanted
