"""Taking a study out in a format: whole files or none, and nobody in them who said no."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree

from fieldkit.analysis.sighting import read
from fieldkit.exchange.batch import Progress
from fieldkit.exchange.formats import Format
from fieldkit.model.errors import NotSavedError, UsageError
from fieldkit.model.study import Casebook
from fieldkit.store.files import REAL_FILES, Files


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """What of a study may be taken out."""

    book: Casebook
    people: int
    """How many people refused, withdrew, or let their consent expire."""
    moments: int
    """How many moments are left out for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut:
    """What was written."""

    paths: tuple[Path, ...]
    """The file asked for, then those beside it."""
    told: tuple[str, ...]
    """What the format cannot hold, one line each."""


def disclosed(book: Casebook) -> Disclosed:
    """Return a study without those who refused, and without every moment that touches them.

    Which moments those are is decided where digests decide it; see sighting.read.
    """
    notes = read(book)
    kept = {sighting.id for sighting in notes.sightings}
    # A merged code is in no digest, but the notes name it: it goes with who it was merged into.
    refused = {p.key for p in (*book.participants, *book.staff) if p.consent.refused}
    refused |= {p.key for p in (*book.participants, *book.staff) if p.same_as in refused}
    moments = tuple(moment for moment in book.moments if moment.id in kept)
    return Disclosed(
        book=replace(
            book,
            participants=tuple(p for p in book.participants if p.key not in refused),
            staff=tuple(s for s in book.staff if s.key not in refused),
            sessions=tuple(
                replace(s, participants=tuple(p for p in s.participants if p not in refused))
                for s in book.sessions
            ),
            moments=moments,
            insights=tuple(
                replace(
                    insight,
                    supporting=tuple(m for m in insight.supporting if m in kept),
                    contradicting=tuple(m for m in insight.contradicting if m in kept),
                )
                for insight in book.insights
            ),
            memos=tuple(memo for memo in book.memos if memo.about not in refused),
        ),
        people=notes.left_out,
        moments=len(book.moments) - len(moments),
    )


def take_out(
    book: Casebook,
    fmt: Format,
    path: Path,
    *,
    media: Path,
    replacing: bool = False,
    files: Files = REAL_FILES,
    progress: Progress | None = None,
) -> TakenOut:
    """Write a study to a file of a format, with what belongs beside it: all of it or nothing.

    Args:
        book: What is written.
        fmt: The format.
        path: The file.
        media: The folder of the study's media.
        replacing: Whether files of these names that are there may go.
        files: The seam.
        progress: Told how much is written.

    Raises:
        UsageError: A file of that name is there already, or the format is not written.
        NotSavedError: The disk did not take it; what was there is untouched.
    """
    write = fmt.write
    path = path.expanduser().absolute()
    refuse_present(path, replacing=replacing)
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        files.make_folder(path.parent)
        files.make_folder(aside)
        told = write(book, aside / path.name, media=media, progress=progress)
        made = sorted(aside.iterdir(), key=lambda one: (one.name == path.name, one.name))
        for one in made:
            refuse_present(path.with_name(one.name), replacing=replacing)
            _sync(files, one)
        for one in made:  # the file that was asked for last: where it stands, all of it stands
            files.replace(one, path.with_name(one.name))
        files.sync_folder(path.parent)
    except OSError as error:
        message = f"{path} was not written: {error.strerror or error}. Nothing was changed."
        raise NotSavedError(message) from error
    finally:
        rmtree(aside, ignore_errors=True)
    names = [one.name for one in reversed(made)]
    return TakenOut(paths=tuple(path.with_name(name) for name in names), told=told)


def refuse_present(path: Path, *, replacing: bool) -> None:
    """Refuse to write over a file, unless that is asked for: it may be somebody's notes.

    Raises:
        UsageError: It is there, or is a folder.
    """
    if path.is_dir():
        message = f"{path} is a folder; give the name of a file in it."
        raise UsageError(message)
    if os.path.lexists(path) and not replacing:
        message = f"{path} is there already; give another name, or add --replace."
        raise UsageError(message)


def _sync(files: Files, path: Path) -> None:
    fd = files.open(path, os.O_RDWR)
    try:
        files.fsync(fd)
    finally:
        files.close(fd)
