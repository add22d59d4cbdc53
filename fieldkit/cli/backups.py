"""``fieldkit backup`` and ``restore``."""

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.place import find_study, open_notebook, say, shown, study_option
from fieldkit.model.errors import FieldkitError, NotFoundError, StudyError, UsageError
from fieldkit.store.home import Home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fieldkit.store.backup import Taken
    from fieldkit.store.kept_backups import Backup
    from fieldkit.store.notebook import Notebook

ATTENTION = 3
COLUMNS = ("taken", "study", "whole", "holds", "size", "file")


@click.command("backup")
@click.option("--to", type=click.Path(path_type=Path), help="A folder, or a file ending in .zip.")
@click.option("--list", "list_", is_flag=True, help="List the backups there are, of every study.")
@format_option
@study_option
@click.pass_context
def backup_(
    ctx: click.Context, to: Path | None, list_: bool, fmt: str, study_here: Path | None
) -> None:
    """Make a backup and open it to see that it is whole; its path is printed.

    Without --to it is kept among this installation's own, away from the study: the last ten, and
    the last of each of fourteen days. A session's end makes one, too. An older one is removed only
    when a newer one was opened and holds all that it holds.

    Exit code 3: it was made, but is not whole.

    \b
    fieldkit backup
    fieldkit backup --to /media/stick
    fieldkit backup --list
    """
    if list_:
        _list(fmt)
        return
    notebook = open_notebook(ctx, study_here)
    taken = notebook.backup(to)
    click.echo(str(taken.path))
    if not _tell(taken):
        raise click.exceptions.Exit(ATTENTION)


@click.command("restore")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--to", type=click.Path(path_type=Path), help="A folder that is not there yet.")
@study_option
@click.pass_context
def restore_(ctx: click.Context, file: Path, to: Path | None, study_here: Path | None) -> None:
    """Put a backup into a new folder; nothing is ever written over.

    FILE is a path, or a name as fieldkit backup --list shows it. The folder stands beside the study
    and has the day of the backup in its name, unless --to says where.

    \b
    fieldkit backup --list
    fieldkit restore 2026-05-11T140530Z.zip
    """
    from fieldkit.store.restore import look_into, place_for, restore

    home = Home()
    path = _found(file, home)
    contents = look_into(path)
    folder = to or place_for(contents, _beside(ctx, study_here, contents.study))
    done = restore(path, folder, home=home)
    click.echo(str(done.folder))
    say(f"holds {counted(contents.rows)}, as of {_when(contents.taken, contents.zone)}")
    if done.erased:
        say("note: who was erased since it was made was in it, and is not in this folder.")
    say(f"open it: fieldkit --study {done.folder}")
    if done.lacking:
        say(f"note: {len(done.lacking)} media are not in it: {', '.join(done.lacking[:3])}")
        raise click.exceptions.Exit(ATTENTION)


def back_up_session(notebook: "Notebook") -> None:
    """Take the backup of a session's end; what was written is safe whatever comes of it."""
    try:
        taken = notebook.backup()
    except FieldkitError as error:
        say(f"note: {error}")
        raise click.exceptions.Exit(ATTENTION) from error
    if not _tell(taken, brief=True):
        raise click.exceptions.Exit(ATTENTION)


def counted(rows: "Mapping[str, int]") -> str:
    """Return counts of documents in words, moments first."""
    first = sorted(rows.items(), key=lambda item: (item[0] != "moments", item[0]))
    return ", ".join(f"{count:,} {name}" for name, count in first) or "nothing"


def _tell(taken: "Taken", *, brief: bool = False) -> bool:
    """Say what came of a backup; tell whether it is whole."""
    for name in taken.left_out[:5]:
        say(f"note: left out: {name}")
    if taken.wrong:
        say(f"note: the backup is not whole: {taken.wrong}")
        say("No older backup was removed; see: fieldkit backup --list")
        return False
    if brief:
        say("backed up, and opened to see that it is whole: fieldkit backup --list")
        return True
    how = "opened, and whole" if taken.new else "nothing changed since this one: opened, and whole"
    say(f"{how}; holds {counted(taken.contents.rows)}")
    if taken.removed:
        count = len(taken.removed)
        say(f"{count} older backup{'s' * (count != 1)} removed: newer ones hold all of it.")
    return True


def _list(fmt: str) -> None:
    from fieldkit.store.kept_backups import kept

    list_rows(fmt, COLUMNS, [_row(held) for held in kept(Home())])


def _row(held: "Backup") -> dict[str, object]:
    contents = held.contents
    return {
        "taken": _when(contents.taken, contents.zone) if contents else None,
        "study": contents.title if contents else None,
        "whole": "yes" if held.verified else "no",
        "holds": f"{contents.rows.get('moments', 0):,} moments" if contents else held.why,
        "size": _size(held.size),
        "file": str(held.path),
    }


def _when(taken: object, zone: str) -> str:
    from datetime import datetime

    if not isinstance(taken, datetime):
        return ""
    try:
        return taken.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OSError):  # a zone that this system does not know
        return taken.strftime("%Y-%m-%d %H:%M UTC")


def _size(size: int) -> str:
    return f"{size / 2**20:,.1f} MiB" if size >= 2**20 else f"{-(-size // 2**10):,} KiB"


def _found(file: Path, home: Home) -> Path:
    """Return the backup of a path, or of a name that the listing shows.

    Raises:
        NotFoundError: There is none.
        UsageError: Several studies have one of this name.
    """
    if file.is_file():
        return file
    from fieldkit.store.kept_backups import kept

    named = [held.path for held in kept(home) if file.name in {held.path.name, held.path.stem}]
    if len(named) > 1 and len(file.parts) == 1:
        message = f"Several studies have a backup {file}; give its path: fieldkit backup --list"
        raise UsageError(message)
    if not named or len(file.parts) > 1:
        message = f"There is no backup {shown(str(file))}; see: fieldkit backup --list"
        raise NotFoundError(message)
    return named[0]


def _beside(ctx: click.Context, here: Path | None, study: str) -> Path:
    """Return the folder that holds the study, where it is the one of this backup; else this one."""
    from fieldkit.store.journal import Journal

    try:
        folder = find_study(ctx.find_root().obj, here)
    except StudyError:
        return Path.cwd()
    return folder.parent if Journal(folder, Home()).study == study else Path.cwd()
