"""Backups without someone erased: each opened, swept, packed again and opened once more.

Only then does it take the place of the one that was: of one that does not open nothing is lost,
and its path is told.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from shutil import rmtree

from fieldkit.model.errors import FieldkitError, RefusedFileError
from fieldkit.store.backup_file import Reader, Writer
from fieldkit.store.backup_list import FOLDERS, Contents, contents_of, fits
from fieldkit.store.backup_proof import verify
from fieldkit.store.entry import stamp
from fieldkit.store.files import Files
from fieldkit.store.home import Home
from fieldkit.store.kept_backups import Backup, kept_in
from fieldkit.store.ledger import SNAPSHOT, Ledger
from fieldkit.store.naming import naming_of
from fieldkit.store.redaction import KINDS, Erased, Fields, renamed
from fieldkit.store.sweep import Place, Swept, made_of, sweep

HANDLE = "erased"
"""Who is said to have written an erasure into a study that was put back."""
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Backups:
    """What was done to the backups of a study."""

    swept: list[tuple[str, int]] = field(default_factory=list)
    """Name, and how many entries lost something."""
    clean: int = 0
    """How many held nothing of it."""
    media: list[str] = field(default_factory=list)
    unreached: list[tuple[Path, str]] = field(default_factory=list)
    """Those that do not open, or do not come out whole: they stand as they were."""


def sweep_backups(
    folder: Path,
    place: Place,
    erased: Fields,
    files: Files,
    progress: Progress | None = None,
) -> Backups:
    """Remove from every backup in a folder what was erased; the caller holds the folder's lock.

    Args:
        folder: The folder of the backups.
        place: The study they are of.
        erased: What was erased, by ids that say which log gave them.
        files: The seam.
        progress: Told how many backups of how many were swept.

    Raises:
        OSError: The disk did not take it; made again, it goes on.
    """
    for path in (*folder.glob(".*.new"), *folder.glob("media/.*.new")):
        files.remove(path)
    for path in folder.glob(".opening-*"):
        rmtree(path, ignore_errors=True)
    found, done, gone = kept_in(folder), Backups(), set[str]()
    for number, held in enumerate(found, 1):
        try:
            gone |= _sweep_one(held, place, erased, files, done)
        except FieldkitError as error:
            done.unreached.append((held.path, str(error)))
        if progress:
            progress(number, len(found))
    left = kept_in(folder)
    named = {name for held in left if held.contents for name in held.contents.media}
    if all(held.contents for held in left):
        # Also what an erasure that was cut short here left: nobody's, as when backups rotate.
        gone |= {path.name for path in (folder / "media").glob("*")}
    for name in sorted(gone - named):
        if (folder / "media" / name).is_file():
            files.remove(folder / "media" / name)
            done.media.append(name)
    for inner in filter(Path.is_dir, (folder, folder / "media")):
        files.sync_folder(inner)  # else a power cut may bring back what went
    return done


def _sweep_one(held: Backup, study: Place, erased: Fields, files: Files, done: Backups) -> set[str]:
    """Sweep one backup; return the media it names no longer."""
    if held.contents is None:
        raise RefusedFileError(held.why)
    scratch = held.path.with_name(f".opening-erase-{os.getpid()}")
    try:
        files.make_folder(scratch / "log")
        with Reader(held.path) as reader:
            reader.unpack(scratch, files)
        # Fewer logs than the study has: an id may read otherwise among them.
        naming = naming_of(scratch / "log", study.naming.marks)
        place = Place(folder=scratch, naming=naming, spans=study.spans)
        swept = sweep(place, Erased(renamed(erased, naming.here)), files)
        if not swept.anything:
            done.clean += 1
            return set()
        media = {name for name in held.contents.media if made_of(name, swept.unnamed)}
        _pack_again(held, held.contents, scratch, files, media)
    finally:
        rmtree(scratch, ignore_errors=True)
    done.swept.append((held.path.name, sum(swept.entries.values())))
    return media


def _pack_again(
    held: Backup, contents: Contents, scratch: Path, files: Files, gone: set[str]
) -> None:
    """Pack a folder in the place of the backup that it was opened from."""
    files.remove(scratch / SNAPSHOT)
    ledger = Ledger(scratch, Home(scratch / ".home"), files=files)
    ledger.settle(whatever_size=True, again=True)
    aside = held.path.with_name(f".{held.path.name}.new")
    fd = files.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        with Writer(files, fd, contents.taken) as writer:
            for name in _names(scratch):
                data = (scratch / name).read_bytes()
                writer.add(name, BytesIO(data).read, len(data))
            media = {name: of for name, of in contents.media.items() if name not in gone}
            counts = contents_of(ledger.state)
            now = replace(
                contents,
                files=writer.held,
                media=media,
                rows=counts["rows"],
                entries=counts["entries"],
                positions=counts["positions"],
            )
            writer.list(now)
        files.fsync(fd)
    finally:
        files.close(fd)
    beside = held.path.parent / "media"
    try:
        verify(aside, scratch.with_name(f"{scratch.name}-again"), files, beside=beside)
    except RefusedFileError:
        files.remove(aside)
        raise
    files.replace(aside, held.path)
    files.sync_folder(held.path.parent)


def _names(folder: Path) -> Iterator[str]:
    yield from (SNAPSHOT for _ in (1,) if (folder / SNAPSHOT).is_file())
    for inner in FOLDERS:
        for path in sorted((folder / inner).rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not path.name.startswith(".") and fits(name):
                yield name


def clean_restored(folder: Path, fields: Fields, files: Files) -> Swept | None:
    """Remove from a folder that a backup came out of what was erased since; None for nothing.

    The erasure is journalled there, so that it holds for what comes in later, too.

    Args:
        folder: The folder.
        fields: What was erased, by ids that say which log gave them.
        files: The seam.

    Raises:
        OSError: The disk did not take it.
    """
    naming = naming_of(folder / "log", {})
    erased = Erased(renamed(fields, naming.here))
    if not erased:
        return None
    swept = sweep(Place(folder=folder, naming=naming), erased, files)
    scratch = folder / ".home"
    try:
        files.remove(folder / SNAPSHOT)
        ledger = Ledger(folder, Home(scratch, files), files=files)
        held = ledger.journal.erased
        new = [
            (str(of), kind, name)
            for kind in KINDS
            for name, of in erased.named(kind).items()
            if name not in held.named(kind)
        ]
        if new:
            held.news = new
            at = stamp(ledger.journal.clock())
            growth = held.growth()
            for op in growth:
                op["set"] |= {"begun": at, "finished": at, "title": "as a backup was put back"}
            ledger.commit(HANDLE, lambda _: growth)
            held.news.clear()
        ledger.settle(whatever_size=True, again=True)
    finally:
        rmtree(scratch, ignore_errors=True)
    return swept if swept.anything else None
