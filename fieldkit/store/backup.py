"""Backups: taken at a session's end and on demand, verified by opening them, kept by a rule.

An older one is removed only after a newer one was opened and found whole; see kept_backups.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from fieldkit.model.errors import NotSavedError, RefusedFileError, StudyBusyError, UsageError
from fieldkit.model.study import Study
from fieldkit.model.times import Clock, now
from fieldkit.store.backup_file import Writer
from fieldkit.store.backup_list import FOLDERS, Contents, contents_of, fits, folded
from fieldkit.store.backup_proof import verify
from fieldkit.store.files import CANNOT_WRITE, Files, locked, write_whole
from fieldkit.store.kept_backups import UNVERIFIED, folder_of, kept_in, outlived, whole_in
from fieldkit.store.ledger import SNAPSHOT, Ledger

HEAD = ".head"
"""Files beside the logs that are made again from them."""
HASH = re.compile(r"[0-9a-f]{64}")
SUFFIXES = (".zip", ".fieldkit")
"""How the name of a backup ends that is asked for; the second is a bundle's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of taking a backup."""

    path: Path
    contents: Contents
    new: bool = True
    """False where nothing had changed: then this is the last one, opened again."""
    wrong: str = ""
    """Why it is not whole, in one line; then no older one was removed."""
    removed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """Files whose names not every system can hold, or tells from another; links; unread ones."""


class _Source(NamedTuple):
    name: str
    stream: BinaryIO
    size: int


def take(ledger: Ledger, study: Study, *, to: Path | None = None, clock: Clock = now) -> Taken:
    """Take a backup and open it.

    Args:
        ledger: The study, open.
        study: What it is called.
        to: A folder, or a file that ends in .zip or .fieldkit; else where backups are kept.
        clock: Gives its time.

    Raises:
        NotSavedError: The disk did not take it; those there were are untouched.
        UsageError: The file is there already, or would stand in the study itself.
        StudyBusyError: Another window is taking one.
    """
    files, home, taken = ledger.files, ledger.journal.home, clock()
    own = folder_of(home, ledger.journal.study)
    try:
        if to is not None:
            return _Taking(ledger, study, taken, own).into(_asked(to, ledger.folder, taken))
        files.make_folder(own.parent)  # first, for only the last of a path is made private
        files.make_folder(own)
        with locked(files, own / ".lock"):
            _sweep(own, files)
            return _Taking(ledger, study, taken, own).into_own()
    except StudyBusyError as error:
        message = "Another window is backing this study up; try again in a minute."
        raise StudyBusyError(message) from error
    except OSError as error:
        why = error.strerror or str(error)
        message = f"No backup was made: {why}. Those there were are untouched."
        raise NotSavedError(message) from error


class _Taking:
    """One backup being taken."""

    def __init__(self, ledger: Ledger, study: Study, taken: datetime, own: Path) -> None:
        self._ledger = ledger
        self._files = ledger.files
        self._study = study
        self._taken = taken
        self._own = own
        self._left_out: list[str] = []

    def into(self, path: Path) -> Taken:
        """Take it into a file of its own, media and all."""
        self._files.make_folder(path.parent)
        aside = path.with_name(f".{path.name}.{os.getpid()}.new")
        try:
            return self._finish(aside, path, self._pack(aside, pool=None))
        except KeyboardInterrupt:
            self._files.remove(aside)
            raise

    def into_own(self) -> Taken:
        """Take it among those that are kept, unless nothing changed since the last."""
        path = _free(self._own / f"{self._taken:%Y-%m-%dT%H%M%SZ}.zip")
        aside = path.with_name(f".{path.name}.new")
        contents = self._pack(aside, pool=self._own / "media")
        last = next((held for held in whole_in(self._own)), None)
        if last is not None and last.contents and _same(last.contents, contents):
            with suppress(RefusedFileError):
                verify(last.path, self._scratch(), self._files, beside=self._own / "media")
                self._files.remove(aside)
                return Taken(path=last.path, contents=last.contents, new=False)
        taken = self._finish(aside, path, contents)
        names = self._rotate(taken)
        return replace(taken, removed=names)

    def _finish(self, aside: Path, path: Path, contents: Contents) -> Taken:
        """Open what was written; only then does it get its name."""
        wrong = ""
        try:
            verify(aside, self._scratch(), self._files, beside=self._own / "media")
        except RefusedFileError as error:
            wrong = str(error).replace(aside.name, path.name)
            path = path.with_name(f"{path.stem}{UNVERIFIED}{path.suffix}")
        self._files.replace(aside, path)
        self._files.sync_folder(path.parent)
        return Taken(
            path=path, contents=contents, wrong=wrong, left_out=tuple(sorted(self._left_out))
        )

    def _pack(self, aside: Path, pool: Path | None) -> Contents:
        with ExitStack() as stack:
            sources, counts = self._sources(stack)
            fd = self._files.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            stack.callback(self._files.close, fd)
            try:
                return self._write(fd, sources, counts, pool)
            except OSError:
                with suppress(OSError):
                    self._files.remove(aside)
                raise

    def _sources(self, stack: ExitStack) -> tuple[list[_Source], dict[str, dict[str, int]]]:
        """Open the logs as they are at one instant; what is appended later stays out.

        The lock is held only for opening them: logs grow at their ends, and ``study.json`` is
        replaced, never written over.
        """
        ledger, sources = self._ledger, []
        with ExitStack() as lock:
            try:
                lock.enter_context(locked(self._files, ledger.journal.logs / ".lock", make=False))
            except OSError as error:
                if error.errno not in CANNOT_WRITE:
                    raise  # a study that can only be read: nobody writes it
            ledger.journal.catch_up()
            counts = contents_of(ledger.state)
            for name in [*sorted(self._names("log")), SNAPSHOT]:
                with suppress(FileNotFoundError):
                    stream = stack.enter_context((ledger.folder / name).open("rb"))
                    sources.append(_Source(name, stream, os.fstat(stream.fileno()).st_size))
        return sources, counts

    def _names(self, folder: str) -> Iterator[str]:
        """Yield the files of one of the study's folders, without what can be made again."""
        top = self._ledger.folder / folder
        if top.is_symlink() and folder != "log":
            self._left_out.append(folder)
            return
        seen: set[str] = set()
        for where, folders, names in os.walk(top):
            folders[:] = sorted(name for name in folders if not (Path(where) / name).is_symlink())
            for name in sorted(names):
                path = Path(where) / name
                inside = path.relative_to(self._ledger.folder).as_posix()
                if name.startswith(".") or (folder == "log" and name.endswith(HEAD)):
                    continue
                odd = path.is_symlink() or not path.is_file() or not fits(inside)
                if odd or folded(inside) in seen:
                    self._left_out.append(inside)
                else:
                    seen.add(folded(inside))
                    yield inside

    def _write(
        self,
        fd: int,
        sources: list[_Source],
        counts: dict[str, dict[str, int]],
        pool: Path | None,
    ) -> Contents:
        media: dict[str, tuple[int, str]] = {}
        with Writer(self._files, fd, self._taken) as writer:
            for source in sources:
                writer.add(source.name, source.stream.read, source.size)
            for folder in FOLDERS[1:]:
                for name in sorted(self._names(folder)):
                    self._add(writer, name, pool, media)
            contents = Contents(
                study=self._ledger.journal.study,
                title=self._study.title,
                folder=self._ledger.folder.name,
                zone=self._study.zone,
                taken=self._taken,
                files=writer.held,
                media=media,
                **counts,
            )
            writer.list(contents)
        self._files.fsync(fd)
        return contents

    def _add(
        self, writer: Writer, name: str, pool: Path | None, media: dict[str, tuple[int, str]]
    ) -> None:
        """Add one file; of media, only what they are, where there is a folder for all backups."""
        path, inner = self._ledger.folder / name, name.removeprefix("media/")
        pooled = pool is not None and name != inner and "/" not in inner
        try:
            if pool is not None and pooled and (known := _in_pool(path, pool / inner)):
                media[inner] = known
                return
            data = path.read_bytes()
        except FileNotFoundError:
            return  # a digest compiled anew at this moment, say
        except OSError:
            self._left_out.append(name)  # one photo that does not read must not cost the rest
            return
        if pool is not None and pooled:
            self._files.make_folder(pool)
            write_whole(self._files, pool / inner, data, durable=True)
            media[inner] = (len(data), hashlib.sha256(data).hexdigest())
        else:
            writer.add(name, BytesIO(data).read, len(data))

    def _rotate(self, taken: Taken) -> tuple[str, ...]:
        """Remove what the rule keeps no longer, and media that no backup names; return which.

        One that is not whole takes the place of earlier such ones only.
        """
        held = kept_in(self._own)
        gone = [] if taken.wrong else outlived(held, self._taken)
        gone += [
            old
            for old in held
            if old.contents and not old.verified and taken.contents.knows_all_of(old.contents)
        ]
        gone = [old for old in gone if old.path != taken.path]
        for old in gone:
            self._files.remove(old.path)
        left = [old.contents for old in held if old not in gone]
        named = {name for contents in left if contents for name in contents.media}
        pool = self._own / "media"
        if None not in left and pool.is_dir():
            for path in pool.iterdir():
                if path.name not in named:
                    self._files.remove(path)
        return tuple(old.path.name for old in gone)

    def _scratch(self) -> Path:
        return self._own / f".opening-{os.getpid()}"


def _same(one: Contents, other: Contents) -> bool:
    """Tell whether two hold the same, ``study.json`` aside, which is made from the rest."""
    a, b = ({n: f for n, f in c.files.items() if n != SNAPSHOT} for c in (one, other))
    return a == b and one.media == other.media


def _in_pool(path: Path, place: Path) -> tuple[int, str] | None:
    """Return a medium's size and hash where it is kept already: named by its hash, it stays so."""
    size, named = path.stat().st_size, HASH.match(path.name)
    return (size, named[0]) if named and place.is_file() and place.stat().st_size == size else None


def _asked(to: Path, study: Path, taken: datetime) -> Path:
    """Return the file to take a backup into."""
    to = to.expanduser().resolve()
    if to.suffix.casefold() not in SUFFIXES:
        to = _free(to / f"{study.name}-{taken:%Y-%m-%dT%H%M%SZ}.zip")
    if to.exists():
        message = f"{to} is there already; give another name."
        raise UsageError(message)
    if to.is_relative_to(study.resolve()):
        message = "A backup inside the study is lost with it; give a place elsewhere."
        raise UsageError(message)
    return to


def _free(path: Path) -> Path:
    """Return a name that is not taken, verified or not."""
    stem, number = path.stem, 2
    while path.exists() or path.with_name(f"{path.stem}{UNVERIFIED}.zip").exists():
        path = path.with_name(f"{stem}-{number}.zip")
        number += 1
    return path


def _sweep(folder: Path, files: Files) -> None:
    """Remove what a process that died while taking a backup left; the lock says it is dead."""
    from shutil import rmtree

    for path in folder.glob(".*.new"):
        files.remove(path)
    for path in folder.glob("media/.*.new"):
        files.remove(path)
    for path in folder.glob(".opening-*"):
        rmtree(path, ignore_errors=True)
