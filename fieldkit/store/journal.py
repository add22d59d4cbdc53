"""The journal: a folder of logs, of which this installation writes its own.

Order of work for a change, under the study's lock on this machine: catch up with what other
processes appended, compute, append, fsync, apply. What a commit returned is on the disk.
"""

import errno
import os
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from fieldkit.model.errors import NewerStudyError, NotSavedError, ReadOnlyStudyError
from fieldkit.model.times import Clock, now
from fieldkit.store.archive import Archive
from fieldkit.store.entry import FORMAT, Entry, Op
from fieldkit.store.files import REAL_FILES, Files, locked, write_all, write_whole
from fieldkit.store.home import LEFT, Home, Reached
from fieldkit.store.log import (
    SUFFIX,
    Change,
    Damage,
    Unfinished,
    header,
    last_entry,
    read_changes,
    reader,
)
from fieldkit.store.own import Lines, OwnLog, lines, mend_end
from fieldkit.store.snapshot import BULK, Positions

__all__ = ["Journal", "OwnLog", "Trouble"]

NEWER = "A newer fieldkit wrote this study: it can be read here, not written."
READ_ONLY = frozenset({13, 30})
"""EACCES and EROFS."""
ENDED = ".ended"
"""Ends the name of a file beside a log that came from a backup: its writer goes on elsewhere."""


class Trouble(NamedTuple):
    """Something in the journal that is not as it was written."""

    log: str
    offset: int
    size: int
    why: str
    kept: str | None = None
    """The file in ``quarantine/`` that holds it."""


class Journal:
    """A study's logs: read to the end, and written at the end of our own."""

    def __init__(
        self,
        folder: Path,
        home: Home,
        *,
        files: Files = REAL_FILES,
        clock: Clock = now,
        study: str | None = None,
    ) -> None:
        self.folder = folder
        self.logs = folder / "log"
        self.home = home
        self.positions: Positions = {}
        self.marks: dict[str, str] = {}
        self.followers: list[Callable[[Entry], None]] = []
        self.troubles: list[Trouble] = []
        self.newer = False
        self.files = files
        self._clock = clock
        self._study = study
        self._own: OwnLog | None = None
        self._last: dict[str, str] = {}
        self.archive = Archive(self.logs)
        self._lock = self.logs / ".lock"

    @property
    def study(self) -> str:
        """The study's id, from the first line of any of its logs."""
        if self._study is None:
            for path in self._paths():
                if study := header(path).get("study"):
                    self._study = study
                    break
        return self._study or ""

    def begin(self, study: str) -> None:
        """Say which study the first log begun here belongs to."""
        self._study = study

    def catch_up(self, *, bulk: bool = False) -> int:
        """Take in what was appended since; return how many changes.

        Args:
            bulk: Read with the fast reader, whatever the size.
        """
        taken = 0
        for name in self._names():
            dev = name.removesuffix(SUFFIX)
            start = self.positions.get(dev, (0, 0))[1]
            path = f"{self.logs}{os.sep}{name}"
            try:
                if os.stat(path).st_size <= start:  # noqa: PTH116 — a path a log a commit costs 3 µs
                    continue
                with open(path, "rb") as stream:  # noqa: PTH123 — as above
                    stream.seek(start)
                    data = stream.read()
            except OSError as error:
                self._tell(
                    Trouble(log=dev, offset=start, size=0, why=f"unreadable: {error.strerror}")
                )
                continue
            read = reader(BULK + 1 if bulk else len(data))
            for item in read_changes(data, start, read):
                taken += self._take(dev, item, data, start)
        return taken

    def commit(
        self,
        handle: str,
        make: Callable[[OwnLog], Iterable[Op]],
        *,
        draft: str | None = None,
        undoes: str | None = None,
    ) -> tuple[Entry, ...]:
        """Make a change durable: what is returned is on the disk.

        Args:
            handle: Who writes.
            make: Computes the operations, under the lock and after catching up.
            draft: The draft that this change saves.
            undoes: The dot of the change that this one takes back.

        Raises:
            NewerStudyError: A newer fieldkit wrote here; reading works.
            ReadOnlyStudyError: The folder cannot be written.
            NotSavedError: The disk did not take it; nothing was acknowledged.
        """
        try:
            with locked(self.files, self._lock, make=not self.positions):
                self.catch_up()
                if self.newer:
                    raise NewerStudyError(NEWER)
                own = self._our_log(handle)
                ops = list(make(own))
                if not ops:
                    return ()
                wall = self._clock()
                change = lines(own, ops, study=self.study, wall=wall, draft=draft, undoes=undoes)
                self._append(own, change)
                return change.entries
        except PermissionError as error:
            raise ReadOnlyStudyError(_read_only(self.folder)) from error
        except OSError as error:
            if error.errno in READ_ONLY:
                raise ReadOnlyStudyError(_read_only(self.folder)) from error
            raise NotSavedError(_not_saved(error, self.folder)) from error

    def own_position(self, handle: str) -> OwnLog | None:
        """Return the log this handle continues here, if it has begun one."""
        if self._own is None or self._own.handle != handle:
            self._own = self._continued(handle)
        return self._own

    def own_logs(self, handle: str) -> set[str]:
        """Return the logs of this handle here: the one it continues, and those it goes on from."""
        own = self.own_position(handle)
        follows = own.follows if own else self.home.left(self.study, handle)
        return {*follows.split(), *([own.dev] if own else [])}

    def quarantine(self, name: str, data: bytes) -> str | None:
        """Keep bytes that belong nowhere; return the file's name, or None where it cannot be."""
        folder = self.folder / "quarantine"
        path = folder / name
        try:
            if not path.exists():
                self.files.make_folder(folder)
                write_whole(self.files, path, data, durable=True)
        except OSError:
            return None
        return name

    def _names(self) -> list[str]:
        try:
            return sorted(name for name in os.listdir(self.logs) if name.endswith(SUFFIX))  # noqa: PTH208 — on the hot path
        except OSError:
            return []

    def _paths(self) -> list[Path]:
        return [self.logs / name for name in self._names()]

    def _take(self, dev: str, item: Change | Damage | Unfinished, data: bytes, offset: int) -> int:
        if isinstance(item, Unfinished):
            return 0
        seq, _ = self.positions.get(dev, (0, 0))
        if isinstance(item, Damage):
            self.positions[dev] = (seq, item.end)
            self._keep_damage(dev, item)
            return 0
        first, last = item.entries[0], item.entries[-1]
        raw = data[item.start - offset : item.end - offset]
        if first.dev != dev:
            self.positions[dev] = (seq, item.end)
            self._tell(
                Trouble(log=dev, offset=0, size=len(raw), why=f"a copy of the log {first.dev}")
            )
            return 0
        if any(entry.v > FORMAT for entry in item.entries):
            self.newer = True
        if first.header:
            self.marks[dev] = str(first.header.get("mark", ""))
        if first.seq <= seq:
            self.positions[dev] = (seq, item.end)
            self._keep_fork(dev, item, raw)
            return 0
        if first.seq > seq + 1:
            why = f"{first.seq - seq - 1} entries are missing before it"
            self._tell(Trouble(log=dev, offset=item.start, size=len(raw), why=why))
        for entry in item.entries:
            for follow in self.followers:
                follow(entry)
        self.positions[dev] = (last.seq, item.end)
        self._last[dev] = last.at
        return 1

    def _tell(self, trouble: Trouble) -> None:
        if trouble not in self.troubles:
            self.troubles.append(trouble)

    def _keep_damage(self, dev: str, item: Damage) -> None:
        kept = self.quarantine(f"{dev}-{item.start}-{zlib.crc32(item.data):08x}", item.data)
        size = len(item.data)
        self._tell(Trouble(log=dev, offset=item.start, size=size, why=item.why, kept=kept))

    def _keep_fork(self, dev: str, item: Change, raw: bytes) -> None:
        """Keep a second change of one number, unless it is the first one once more."""
        if self.archive.change(item.entries[0].dot) == item.entries:
            why, kept = "written twice: the second is left out", None
        else:
            why = "the same number twice: this log was continued in two places"
            kept = self.quarantine(f"{dev}-fork-{zlib.crc32(raw):08x}", raw)
        self._tell(Trouble(log=dev, offset=item.start, size=len(raw), why=why, kept=kept))

    def _our_log(self, handle: str) -> OwnLog:
        """Return the log to append to: the one we continue, or a new one."""
        own = self.own_position(handle)
        reached = self.home.reached(self.study, handle)
        if own and reached and (reached.dev != own.dev or reached.seq > own.seq):
            own = self._own = self._continued(handle)
        size = _size(own.path) if own and own.seq else 0
        if own is not None:
            seq, offset = self.positions.get(own.dev, (own.seq, own.offset))
            own.seq, own.offset = max(own.seq, seq), max(own.offset, offset)
            if own.seq and size < own.offset - 1:
                own = None  # cut, or put back from a backup, while we worked
        if own is None:
            dev = os.urandom(6).hex()
            path = self.logs / f"{dev}{SUFFIX}"
            mark = self._free_mark(handle)
            left = self.home.left(self.study, handle)
            own = self._own = OwnLog(dev=dev, handle=handle, mark=mark, path=path, follows=left)
        elif own.seq:
            own.last = max(own.last, self._last.get(own.dev, ""))
            if size != own.offset:
                self._mend_end(own, size)
        return own

    def _continued(self, handle: str) -> OwnLog | None:
        """Return our log of this handle, where it still reaches what we remember of it."""
        reached = self.home.reached(self.study, handle)
        if reached is None or reached.offset == LEFT:
            return None
        path = self.logs / f"{reached.dev}{SUFFIX}"
        if path.with_suffix(ENDED).exists():
            return None
        begun = header(path)
        mark = begun.get("mark")
        try:
            with path.open("rb") as stream:
                stream.seek(max(0, reached.offset - len(reached.sum) - 3))
                tail = stream.read(len(reached.sum) + 3)
            last = last_entry(path, max(reached.offset, self.positions.get(reached.dev, (0, 0))[1]))
        except OSError:
            return None
        if mark is None or tail != f'{reached.sum}"}}\n'.encode():
            return None
        return OwnLog(
            dev=reached.dev,
            handle=handle,
            mark=mark,
            path=path,
            seq=reached.seq,
            offset=reached.offset,
            last=last.at if last else "",
            sum=reached.sum,
            follows=begun.get("follows", ""),
        )

    def _free_mark(self, handle: str) -> str:
        """Return a mark that no log has; one whose first line is lost may have any of the lower."""
        paths = self._paths()
        begun = [header(path).get("mark") for path in paths if _size(path)]
        taken = {*self.marks.values(), *begun}
        number = len(paths) + 1 if None in begun else 2
        mark = f"{handle}{number}" if None in begun else handle
        while mark in taken:
            mark, number = f"{handle}{number}", number + 1
        return mark

    def _mend_end(self, own: OwnLog, size: int) -> None:
        begin = own.offset
        try:
            rest, kept = mend_end(self.files, own, size, self.quarantine)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                self._abandon(own)
            raise
        if rest and kept is None:
            message = "A torn line cannot be moved to quarantine/; free some space and try again."
            raise NotSavedError(message)
        self.positions[own.dev] = (own.seq, own.offset)
        if rest:
            self._tell(
                Trouble(log=own.dev, offset=begin, size=len(rest), why="cut short", kept=kept)
            )

    def _append(self, own: OwnLog, change: Lines) -> None:
        begin = own.seq == 0
        make = (
            os.O_CREAT if begin else 0
        )  # a log that went is not made again without its first line
        fd = self.files.open(own.path, os.O_WRONLY | os.O_APPEND | make)
        try:
            try:
                write_all(self.files, fd, change.data)
            except OSError:
                self._take_back(own, fd, begin=begin)
                raise
            try:
                self.files.fsync(fd)
                if begin:
                    self.files.sync_folder(self.logs)
                    self.files.sync_folder(self.folder)
            except OSError:
                # A failed fsync may not be believed when it is tried again: go on in another log.
                self._take_back(own, fd, begin=begin)
                self._abandon(own)
                raise
        finally:
            self.files.close(fd)
        entries = change.entries
        own.seq, own.last = entries[-1].seq, entries[-1].at
        own.offset += len(change.data)
        own.sum = change.data[-11:-3].decode()
        self.marks[own.dev] = own.mark
        self.positions[own.dev] = (own.seq, own.offset)
        self._last[own.dev] = own.last
        for entry in entries:
            for follow in self.followers:
                follow(entry)
        reached = Reached(dev=own.dev, seq=own.seq, offset=own.offset, sum=own.sum)
        self.home.reach(self.study, own.handle, reached)

    def _take_back(self, own: OwnLog, fd: int, *, begin: bool) -> None:
        """Take back bytes that may be in part on the disk; a log never begun is removed."""
        try:
            self.files.truncate(fd, own.offset)
            if begin:
                self.files.remove(own.path)
        except OSError:
            self._abandon(own)

    def _abandon(self, own: OwnLog) -> None:
        """Never write to this log again: the next change begins another."""
        self._own = None
        left = f"{own.dev} {own.follows}" if own.seq else own.follows
        self.home.leave(self.study, own.handle, left.strip())


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 — on the hot path
    except FileNotFoundError:
        return 0


def _read_only(folder: Path) -> str:
    return f"{folder} cannot be written: copy the study to a folder of yours, or ask for access."


def _not_saved(error: OSError, folder: Path) -> str:
    if isinstance(error, FileNotFoundError) and not folder.joinpath("log").is_dir():
        return f"Not saved: {folder} is gone. Bring its disk back; what you typed is kept here."
    why = error.strerror or str(error)
    return f"Not saved: {why}. Free some space or choose another disk; what you typed is kept here."
