"""The journal: a folder of logs, of which this installation writes its own.

Order of work for a change, under the study's lock on this machine: catch up with what other
processes appended, compute, append, fsync, apply. What a commit returned is on the disk.
"""

import errno
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from fieldkit.model.errors import NewerStudyError, NotSavedError, ReadOnlyStudyError
from fieldkit.model.times import Clock, now
from fieldkit.store.archive import Archive
from fieldkit.store.continuing import continued, free_mark
from fieldkit.store.entry import FORMAT, Entry, Op
from fieldkit.store.files import REAL_FILES, Files, locked, write_all, write_whole
from fieldkit.store.home import Home, Reached
from fieldkit.store.listing import Listing
from fieldkit.store.log import (
    SUFFIX,
    Change,
    Damage,
    Unfinished,
    header,
    read_changes,
    reader,
)
from fieldkit.store.mounts import network
from fieldkit.store.own import Lines, OwnLog, lines, mend_end
from fieldkit.store.reading import Reading
from fieldkit.store.refusals import NEWER, on_network, refusal
from fieldkit.store.snapshot import BULK, Positions
from fieldkit.store.trouble import Trouble, damaged, forked, forked_copy, repeated

__all__ = ["Journal", "OwnLog", "Trouble"]

SUM = 12
"""Bytes at a line's end that hold its checksum."""
FORKED = -1
"""Stands for the number of entries taken from a copy of a log that goes on otherwise."""


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
        self.reading = Reading()
        self.naming, self.erased = self.reading.naming, self.reading.erased
        self.followers: list[Callable[[Entry], None]] = []
        self.restarts: list[Callable[[], Callable[[], None] | None]] = []
        """Called where every entry is to be read again: some ids read otherwise now, or what was
        taken in was erased since. What they return is called when that is done."""
        self.troubles: list[Trouble] = []
        self.newer = False
        self.files = files
        self.clock = clock
        self._study = study
        self._own: OwnLog | None = None
        self._last: dict[str, str] = {}
        self._network: str | None = None
        self.copies: dict[str, str] = {}
        """Files that are copies of logs, and the log that each is a copy of."""
        self.archive = Archive(self.logs, self.reading.read)
        self._listing = Listing(self.logs)
        self._sizes: dict[str, int] = {}
        """How long each log was when we last caught up."""
        self.lock = self.logs / ".lock"
        self._there = self.logs.is_dir()

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

    @property
    def shut(self) -> str | None:
        """Why nothing is written here; None where writing may be tried."""
        if self.newer:
            return NEWER
        if self._network is None:
            self._network = network(self.folder, self.files) or ""
        return on_network(self._network) if self._network else None

    def catch_up(self, *, bulk: bool = False) -> int:
        """Take in what was appended since; return how many changes.

        Args:
            bulk: Read with the fast reader, whatever the size.
        """
        if not self.positions:
            self.reading.begin(self._paths())
        taken = self._read_on(bulk=bulk)
        ends: list[Callable[[], None] | None] = []
        while self.reading.again:
            self.reading.begin_again(self._paths(), self.positions)
            self.positions.clear()
            ends += [restart() for restart in self.restarts]
            taken = self._read_on(bulk=bulk)
        for end in filter(None, reversed(ends)):
            end()
        return taken

    def reread(self) -> None:
        """Read every log again from its first entry: some of what was taken in is erased now."""
        self.reading.again = True
        self.catch_up(bulk=True)

    def _read_on(self, *, bulk: bool) -> int:
        taken = 0
        self._sizes.clear()
        for name in self._listing.names():
            dev = name[: -len(SUFFIX)]
            start = self.positions.get(dev, (0, 0))[1]
            path = self._listing.path(name)
            try:
                size = self._sizes[dev] = os.stat(path).st_size  # noqa: PTH116 — on the hot path
                if size <= start:
                    continue
                with open(path, "rb") as stream:  # noqa: PTH123 — as above
                    stream.seek(start)
                    data = stream.read()
            except OSError as error:
                self._tell(
                    Trouble(log=dev, offset=start, size=0, why=f"unreadable: {error.strerror}")
                )
                continue
            self.reading.meet(data)
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
        if not self.newer and (why := self.shut):  # before a lock is taken, which is a file too
            raise ReadOnlyStudyError(why)
        try:
            with locked(self.files, self.lock, make=not self._there):
                self._there = True
                self.catch_up()
                if self.newer:
                    raise NewerStudyError(NEWER)
                own = self._our_log(handle)
                ops = list(make(own))
                if self.erased:
                    ops = self.erased.admit(ops, undoing=undoes is not None)
                if not ops:
                    return ()
                wall = self.clock()
                marks = self.naming.named(own.mark, ops)
                change = lines(
                    own,
                    ops,
                    study=self.study,
                    wall=wall,
                    draft=draft,
                    undoes=undoes,
                    marks=marks,
                )
                self._append(own, change)
                return change.entries
        except OSError as error:
            raise refusal(error, self.folder) from error

    def ends(self, positions: Positions) -> dict[str, str]:
        """Return the end of the line before each position: tells logs of one length apart."""
        found = {}
        for name, (_, offset) in positions.items():
            with suppress(OSError), (self.logs / f"{name}{SUFFIX}").open("rb") as stream:
                stream.seek(max(0, offset - SUM))
                found[name] = stream.read(min(offset, SUM)).decode("ascii", "replace")
        return found

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
        if self.shut or (self._there and not self.logs.is_dir()):
            return None
        folder = self.folder / "quarantine"
        path = folder / name
        try:
            if not path.exists():
                self.files.make_folder(folder)
                write_whole(self.files, path, data, durable=True)
        except OSError:
            return None
        return name

    def _paths(self) -> list[Path]:
        return [self.logs / name for name in self._listing.names()]

    def _take(self, dev: str, item: Change | Damage | Unfinished, data: bytes, offset: int) -> int:
        if isinstance(item, Unfinished):
            return 0
        seq, _ = self.positions.get(dev, (0, 0))
        if isinstance(item, Damage):
            self.positions[dev] = (seq, item.end)
            self._tell(damaged(dev, item, self.quarantine))
            return 0
        first, last = item.entries[0], item.entries[-1]
        raw = data[item.start - offset : item.end - offset]
        if any(entry.v > FORMAT for entry in item.entries):
            self.newer = True
        entries = self.reading.take(dev, item.entries)
        if first.dev != dev:
            return self._take_copy(dev, item, entries, len(raw))
        if first.seq <= seq:
            self.positions[dev] = (seq, item.end)
            again = self._same(entries)
            self._tell(
                repeated(dev, item, len(raw)) if again else forked(dev, item, raw, self.quarantine)
            )
            return 0
        if first.seq > seq + 1:
            why = f"{first.seq - seq - 1} entries are missing before it"
            self._tell(Trouble(log=dev, offset=item.start, size=len(raw), why=why))
        for entry in entries:
            self._follow(entry)
        self.positions[dev] = (last.seq, item.end)
        self._last[dev] = last.at
        return 1

    def _follow(self, entry: Entry) -> None:
        for follow in self.followers:
            follow(entry)

    def _take_copy(self, name: str, item: Change, entries: tuple[Entry, ...], size: int) -> int:
        """Take in what a copy of a log holds beyond it, unless it goes on otherwise."""
        first, last = item.entries[0], item.entries[-1]
        self.copies[name] = first.dev
        taken, _ = self.positions.get(name, (0, 0))
        known = max(self.positions.get(first.dev, (0, 0))[0], self._beyond(first.dev))
        self.positions[name] = (taken, item.end)
        if taken == FORKED:
            return 0
        if first.seq > known:
            for entry in entries:
                self._follow(entry)
            self.positions[name] = (last.seq, item.end)
            return 1
        if not self._same(entries):
            self.positions[name] = (FORKED, item.end)
            self._tell(forked_copy(name, item, size))
        return 0

    def _beyond(self, dev: str) -> int:
        """Return how far copies of a log reach, as sync programs make them: under a longer name."""
        if len(self.positions) < 2:  # noqa: PLR2004 — a log and a copy are two
            return 0
        return max(
            (at[0] for name, at in self.positions.items() if name.startswith(dev)), default=0
        )

    def _same(self, entries: tuple[Entry, ...]) -> bool:
        """Tell whether a change, as it reads, is the one of its number that was taken in."""
        # A line is the same whether it was struck where it stands or only as it is read.
        held = self.archive.change(entries[0].dot)
        return [e._replace(erased=False) for e in held] == [
            e._replace(erased=False) for e in entries
        ]

    def _tell(self, trouble: Trouble) -> None:
        if trouble not in self.troubles:
            self.troubles.append(trouble)

    def _our_log(self, handle: str) -> OwnLog:
        """Return the log to append to: the one we continue, or a new one."""
        own = self.own_position(handle)
        reached = self.home.reached(self.study, handle)
        if own and reached and (reached.dev != own.dev or reached.seq > own.seq):
            own = self._own = self._continued(handle)
        size = self._sizes.get(own.dev, 0) if own and own.seq else 0
        if own is not None:
            seq, offset = self.positions.get(own.dev, (own.seq, own.offset))
            own.seq, own.offset = max(own.seq, seq), max(own.offset, offset)
            if own.seq and size < own.offset - 1:
                own = None  # cut, or put back from a backup, while we worked
        if own is not None and self._beyond(own.dev) > own.seq:
            own = None  # a copy of it was continued elsewhere, and came back
        if own is None:
            dev = os.urandom(6).hex()
            path = self.logs / f"{dev}{SUFFIX}"
            mark = free_mark(handle, self._paths(), self.naming.marks.values())
            left = self.home.left(self.study, handle)
            own = self._own = OwnLog(dev=dev, handle=handle, mark=mark, path=path, follows=left)
        elif own.seq:
            own.mark = self.naming.mark(own.dev, own.mark.partition("~")[0])
            own.last = max(own.last, self._last.get(own.dev, ""))
            if size != own.offset:
                self._mend_end(own, size)
        return own

    def _continued(self, handle: str) -> OwnLog | None:
        own = continued(self.logs, self.home, self.study, handle, self.positions)
        if own is not None:
            own.mark = self.naming.mark(own.dev, own.mark)
        return own

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
        self.naming.claim(own.dev, own.mark)  # new: of our own, or not at all
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
