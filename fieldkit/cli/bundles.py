"""The bundle, the whole study in one file: written, put into a new folder, or merged."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit.cli.backups import counted
from fieldkit.cli.place import finish, is_study, open_notebook, progress, say, shown
from fieldkit.model.errors import NotSavedError, RefusedFileError, UsageError

if TYPE_CHECKING:
    from fieldkit.store.backup_list import Contents
    from fieldkit.store.merge import Merged
    from fieldkit.store.notebook import Notebook

ATTENTION = 3
LISTED = 3


def write_bundle(notebook: "Notebook", path: Path) -> None:
    """Write the whole study to a file, and open it to see that it is whole.

    Raises:
        NotSavedError: It is not whole.
    """
    if path.suffix.casefold() != ".fieldkit":
        message = f"A bundle's name ends in .fieldkit: {path.with_suffix('.fieldkit').name}"
        raise UsageError(message)
    taken = notebook.backup(path)
    if taken.wrong:
        message = f"The bundle is not whole: {taken.wrong} It is kept as {taken.path}."
        raise NotSavedError(message)
    click.echo(str(taken.path))
    say(f"opened, and whole; holds {counted(taken.contents.rows)}")
    for name in taken.left_out[:LISTED]:
        say(f"note: left out: {name}")
    say("note: it is the whole study as it is, also of people who refused: keep it as you keep it.")
    if taken.left_out:
        raise click.exceptions.Exit(ATTENTION)


def import_bundle(ctx: click.Context, path: Path, here: Path | None, *, dry_run: bool) -> None:
    """Merge a bundle into its study, or make a study of it where there is none."""
    from fieldkit.store.restore import look_into

    contents = look_into(path)
    folder, there = _place(here or ctx.find_root().obj, contents)
    if there:
        _merge(open_notebook(ctx, folder), path, dry_run=dry_run)
    elif dry_run:
        say(f"{path}: would make the study {folder}, with {counted(contents.rows)}.")
    else:
        _make(path, folder)


def _place(asked: Path | None, contents: "Contents") -> tuple[Path, bool]:
    """Return the folder that a bundle goes into, and whether its study is there.

    Raises:
        RefusedFileError: Another study is there.
    """
    if asked is not None:
        return asked, is_study(asked)
    here = Path.cwd()
    study = next((folder for folder in (here, *here.parents) if is_study(folder)), None)
    if study is None:
        return _free(here, contents), False
    if _study_in(study) != contents.study:
        message = (
            f"This folder is in another study, and the bundle is of “{shown(contents.title)}”; "
            "give a folder that is not there yet: --study DIR"
        )
        raise RefusedFileError(message)
    return study, True


def _free(here: Path, contents: "Contents") -> Path:
    from fieldkit.store.backup_list import NAME
    from fieldkit.store.restore import place_for

    if NAME.fullmatch(contents.folder) and not os.path.lexists(here / contents.folder):
        return here / contents.folder
    if is_study(here / contents.folder) and _study_in(here / contents.folder) == contents.study:
        message = f"This study is in {here / contents.folder}; to merge: --study {contents.folder}"
        raise RefusedFileError(message)
    return place_for(contents, here)


def _study_in(folder: Path) -> str:
    from fieldkit.store.home import Home
    from fieldkit.store.journal import Journal

    return Journal(folder, Home()).study


def _make(path: Path, folder: Path) -> None:
    from fieldkit.store.home import Home
    from fieldkit.store.restore import restore

    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()  # an empty folder that was made for it
    home = Home()
    done = restore(path, folder, home=home, progress=progress(f"reading {path.name}"))
    home.remember_study(done.folder)
    click.echo(str(done.folder))
    say(f"{path}: made a study of {counted(done.contents.rows)}")
    say(f"open it: fieldkit --study {done.folder}")
    if done.erased:
        say("note: someone in it was erased since, and is not in this study.")
    if done.lacking:
        say(f"note: {len(done.lacking)} media are not in it: {', '.join(done.lacking[:LISTED])}")
        raise click.exceptions.Exit(ATTENTION)


def _merge(notebook: "Notebook", path: Path, *, dry_run: bool) -> None:
    from fieldkit.store.merge import merge

    bar = progress(f"reading {path.name}")
    before = len(notebook.moments)
    found = merge(notebook.ledger, path, dry_run=True, progress=None if not dry_run else bar)
    if not found.anything or dry_run:
        _tell(path, found, "would bring in" if dry_run else "brought in")
        return
    # Merging is no change of one's own, so undo cannot take it back: a backup can.
    taken = notebook.backup()
    if taken.wrong:
        message = f"Not merged: the backup to go back to is not whole: {taken.wrong}"
        raise NotSavedError(message)
    found = merge(notebook.ledger, path, progress=bar)
    _tell(path, found, "brought in")
    count = len(notebook.moments)
    say(f"{count - before:,} more moments than before: {count:,}.")
    say(f"undo does not take a merge back; as it was: fieldkit restore {taken.path}")
    if rivals := _rivals(notebook):
        say(f"note: {rivals} fields were written by two devices at once; see: fieldkit conflicts")
    finish(notebook)
    if rivals or found.apart or found.differing:
        raise click.exceptions.Exit(ATTENTION)


def _tell(path: Path, found: "Merged", did: str) -> None:
    if not found.anything:
        say(f"{path}: all that it holds is here already.")
    else:
        say(
            f"{path}: {did} {len(found.new)} new logs, more of {len(found.longer)} that are here, "
            f"and {len(found.files)} files."
        )
    if found.apart:
        say(f"note: {len(found.apart)} logs go on otherwise than here; both are kept.")
    for name in found.differing[:LISTED]:
        say(f"note: {shown(name)} reads otherwise here; the one here stays.")


def _rivals(notebook: "Notebook") -> int:
    from fieldkit.store import conflicts

    return conflicts.count(notebook.ledger.state)
