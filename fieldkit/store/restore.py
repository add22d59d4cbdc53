"""Putting a backup back: into a new folder, never over anything.

The logs come out marked as ended: whoever wrote them may still write where the backup was taken,
so what is written here begins new logs, and the two can be brought together later.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage, rmtree

from fieldkit.model.errors import NotSavedError, UsageError
from fieldkit.model.times import to_iso
from fieldkit.store.backup_file import Progress, Reader, hash_of
from fieldkit.store.backup_list import NAME, Contents
from fieldkit.store.continuing import ENDED
from fieldkit.store.erase_backups import clean_restored
from fieldkit.store.files import REAL_FILES, Files, write_whole
from fieldkit.store.home import Home
from fieldkit.store.log import SUFFIX

ROOM = 1 << 24
"""Bytes that must be left free on the disk after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A study put back."""

    folder: Path
    contents: Contents
    lacking: tuple[str, ...]
    """Media that are neither in the backup nor beside it."""
    erased: bool = False
    """Whether someone was in it who was erased since, and is not in the folder."""


def look_into(path: Path) -> Contents:
    """Return what a backup says it holds.

    Raises:
        RefusedFileError: It is none, or not to be trusted.
    """
    with Reader(path) as reader:
        return reader.contents


def restore(
    path: Path,
    folder: Path,
    *,
    files: Files = REAL_FILES,
    home: Home | None = None,
    progress: Progress | None = None,
) -> Restored:
    """Put a backup into a folder that is not there yet: all of it, or nothing.

    Args:
        path: The backup.
        folder: Where.
        files: The seam.
        home: This installation's own: whom it knows to be erased does not come back.
        progress: Told the bytes read, and of how many.

    Raises:
        RefusedFileError: It is no backup, is damaged, or would do harm.
        UsageError: The folder is there already.
        NotSavedError: The disk did not take it.
    """
    folder = folder.expanduser().absolute()
    folder = folder.parent.resolve() / folder.name
    if os.path.lexists(folder):
        message = f"{folder} is there already, and a restore writes over nothing; give another --to"
        raise UsageError(message)
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        contents = _unpack(path, aside, files, progress)
        lacking = _bring_media(path.parent / "media", aside / "media", contents, files)
        swept = clean_restored(aside, home.erased(contents.study), files) if home else None
        _end_logs(aside / "log", contents, files)
        _sync(aside, files)
        files.replace(aside, folder)
        files.sync_folder(folder.parent)
    except OSError as error:
        message = f"Not restored: {error.strerror or error}. Nothing was written over."
        raise NotSavedError(message) from error
    finally:
        rmtree(aside, ignore_errors=True)
    return Restored(folder=folder, contents=contents, lacking=lacking, erased=swept is not None)


def _unpack(path: Path, aside: Path, files: Files, progress: Progress | None) -> Contents:
    """Unpack a backup into a new folder, where the disk has room for it; return what it holds."""
    with Reader(path) as reader:
        files.make_folder(aside.parent)
        if reader.size + ROOM > disk_usage(aside.parent).free:
            message = f"Not restored: it takes {reader.size:,} bytes, and the disk has no room."
            raise NotSavedError(message)
        files.make_folder(aside)  # first, for only the last of a path is made private
        files.make_folder(aside / "log")
        reader.unpack(aside, files, progress=progress)
        return reader.contents


def place_for(contents: Contents, beside: Path) -> Path:
    """Return a folder's name that is not taken: the study's, with the day of the backup.

    Args:
        contents: What the backup holds.
        beside: The folder it is to stand in.
    """
    stem = contents.folder if NAME.fullmatch(contents.folder) else "study"
    place = first = beside / f"{stem}-{contents.taken:%Y-%m-%d}"
    number = 2
    while os.path.lexists(place):
        place = first.with_name(f"{first.name}-{number}")
        number += 1
    return place


def _bring_media(pool: Path, into: Path, contents: Contents, files: Files) -> tuple[str, ...]:
    """Bring the media that are kept beside the backups; return those that are not there."""
    lacking = []
    for name, (size, digest) in contents.media.items():
        held = pool / name
        if not held.is_file() or held.stat().st_size != size or hash_of(held) != digest:
            lacking.append(name)
            continue
        files.make_folder(into)
        write_whole(files, into / name, held.read_bytes(), durable=True)
    return tuple(lacking)


def _end_logs(logs: Path, contents: Contents, files: Files) -> None:
    text = f"Put back from a backup of {to_iso(contents.taken)}; its writer goes on elsewhere.\n"
    for path in sorted(logs.glob(f"*{SUFFIX}")):
        write_whole(files, path.with_suffix(ENDED), text.encode(), durable=True)


def _sync(top: Path, files: Files) -> None:
    for where, _, _ in os.walk(top):
        with suppress(OSError):  # a system that cannot sync a folder: its files are synced
            files.sync_folder(Path(where))
