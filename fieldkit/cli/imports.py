"""``fieldkit import``: notes that a team already has."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit.cli.listing import list_rows
from fieldkit.cli.place import finish, open_notebook, progress, say, stoppable, study_option, tell
from fieldkit.model.errors import FieldkitError, RefusedFileError, UsageError

if TYPE_CHECKING:
    from fieldkit.exchange.batch import Batch, Mapped
    from fieldkit.exchange.bring_in import Brought
    from fieldkit.exchange.formats import Format
    from fieldkit.exchange.layouts import Laid
    from fieldkit.store.notebook import Notebook

REFUSED = 1
ATTENTION = 3
"""Exit code: done, but something needs a look."""


@click.command("import")
@click.argument("files", nargs=-1, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--as", "as_", metavar="FORMAT", help="The format; else detected.")
@click.option("--list", "list_", is_flag=True, help="List the formats there are.")
@click.option("--dry-run", is_flag=True, help="Show what would be added, and add nothing.")
@click.option(
    "--map",
    "map_",
    multiple=True,
    metavar="MEANING=PART,…",
    help="What columns or headings mean: text=Note,at=Time; else as the last time, or guessed.",
)
@click.option("--encoding", help="Of a table that is not UTF-8: cp1252, say.")
@click.option("--zone", help="IANA zone of clock times in the notes; else the study's.")
@study_option
@click.pass_context
def import_(
    ctx: click.Context,
    files: tuple[Path, ...],
    as_: str | None,
    list_: bool,
    dry_run: bool,
    map_: tuple[str, ...],
    encoding: str | None,
    zone: str | None,
    study_here: Path | None,
) -> None:
    """Bring notes into the study, each file as one change that one undo takes back.

    Importing a file again adds nothing twice, also when it has moved or grown. Every line that
    became no moment is listed with its number and why; then the exit code is 3. Stopped with
    Ctrl+C, a file has changed nothing.

    A bundle (study.fieldkit) is merged into its study, or becomes a study where there is none.

    \b
    fieldkit import notes/*.md --dry-run
    fieldkit import moments.jsonl
    fieldkit import visits.csv --map text=Note,at=Time --dry-run
    fieldkit import notes.md --map session=h2,participant=h3,touchpoint=h4

    What --map says is kept with the study for the next file of these columns or, of Markdown, for
    every next file; --map guess forgets it.
    """
    if list_:
        list_formats(writing=False)
        return
    if not files:
        message = "Name a file: fieldkit import notes.md"
        raise click.UsageError(message)
    from fieldkit.exchange.layouts import as_mapping

    said = as_mapping(map_)
    asked = Asked(as_=as_, dry_run=dry_run, said=said, encoding=encoding, zone=zone)
    if any(asked.is_bundle(path) for path in files):
        _import_bundles(ctx, files, asked, study_here)
        return
    notebook = open_notebook(ctx, study_here)
    codes = [_import_file(notebook, path, asked) for path in files]
    for code in (REFUSED, ATTENTION):
        if code in codes:
            raise click.exceptions.Exit(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How files are to be brought in."""

    as_: str | None
    dry_run: bool
    said: dict[str, str] | None
    """What was said of the parts of the files."""
    encoding: str | None
    zone: str | None

    def format_of(self, path: Path) -> "Format":
        """Return the format of a file: as said, else as found."""
        from fieldkit.exchange.formats import detect, named, of_suffix

        if self.as_:
            return named(self.as_)
        # What is in an encoding that has to be named cannot be looked into.
        by_name = of_suffix(path) if self.encoding else None
        return by_name or detect(path)

    def is_bundle(self, path: Path) -> bool:
        """Tell whether a file is a whole study; one that cannot be told is refused in its turn."""
        if not self.as_ and path.suffix.casefold() != ".fieldkit":
            return False
        with suppress(RefusedFileError):
            return self.format_of(path).whole
        return False


def _import_bundles(
    ctx: click.Context, files: tuple[Path, ...], asked: Asked, here: Path | None
) -> None:
    from fieldkit.cli.bundles import import_bundle

    if len(files) > 1:
        message = "Import a bundle by itself: each is merged after a backup of its own."
        raise UsageError(message)
    import_bundle(ctx, files[0], here, dry_run=asked.dry_run)


def _import_file(notebook: "Notebook", path: Path, asked: Asked) -> int:
    """Bring in one file; return the exit code it alone would give."""
    from fieldkit.exchange.bring_in import bring_in

    try:
        laid = _laid_out(notebook, path, asked)
        batch = laid.read(
            path,
            words=notebook.pen.words(),
            zone=asked.zone or notebook.study.zone,
            progress=progress(f"reading {path.name}"),
        )
    except FieldkitError as error:
        say(f"fieldkit: {error}")
        return REFUSED
    with stoppable() as writing:
        brought = bring_in(
            notebook, batch, dry_run=asked.dry_run, layout=laid.layout, writing=writing
        )
        if not asked.dry_run:
            finish(notebook)
    if laid.remembered:
        say(f"{path.name} is read as was said for a file like it; to guess: --map guess")
    if asked.dry_run and batch.mapped:
        list_rows("table", ("part", "means", "how", "example"), map(_part, batch.mapped))
    if asked.dry_run:
        _show(brought)
    _report(path, batch, brought, dry_run=asked.dry_run)
    return ATTENTION if batch.unread else 0


def _laid_out(notebook: "Notebook", path: Path, asked: Asked) -> "Laid":
    from fieldkit.exchange.layouts import laid_out

    return laid_out(
        asked.format_of(path),
        path,
        said=asked.said,
        encoding=asked.encoding,
        known=notebook.table("layouts").get,
    )


def _part(mapped: "Mapped") -> dict[str, object]:
    return {
        "part": mapped.part,
        "means": mapped.means or None,
        "how": mapped.how or None,
        "example": mapped.example or None,
    }


def list_formats(*, writing: bool) -> None:
    """List the formats there are, and say which of another package does not load."""
    from fieldkit.exchange.formats import every, rows

    list_rows("table", ("format", "files", "holds", "needs"), rows(writing=writing))
    told: list[str] = []
    every(told)
    tell(told)


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
    if brought.refused:
        say(f"note: {brought.refused} moments are of people who said no, and were not brought in.")
    tell(batch.told)
    for line in batch.unread:
        where = f"{line.path} line" if line.path else "line"
        say(f"  {where} {line.line}: {line.why}: {line.text}")
