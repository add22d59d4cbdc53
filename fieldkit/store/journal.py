"""The journal: a folder of logs, of which this installation writes its own.

Order of work for a change, under the study's lock on this machine: catch up with what other
processes appended, compute, append, fsync, apply. What a commit returned is on the disk.
"""

import contextlib
import os
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fieldkit.model.errors import (
    InvalidValueError,
    NewerStudyError,
    NotSavedError,
    ReadOnlyStudyError,
)
from fieldkit.model.times import Clock, now
from fieldkit.store.entry import (
    FORMAT,
    OPS_PER_LINE,
    SUM_LENGTH,
    Entry,
    Loads,
    Op,
    after,
    decode,
    encode,
)
from fieldkit.store.files import REAL_FILES, Files, locked, read_bytes, write_all, write_whole
from fieldkit.store.home import Home, Reached
from fieldkit.store.log import Change, Damage, Unfinished, read_changes
from fieldkit.store.snapshot import BULK, Positions, loads

FIRST_LINE = 4096
"""Bytes within which a log's first line ends."""


@dataclass(slots=True, kw_only=True)
class OwnLog:
    """The log that this installation continues, for one handle."""

    dev: str
    handle: str
    mark: str
    seq: int = 0
    offset: int = 0
    last: str = ""
    sum: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
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
        self._read_again: dict[str, tuple[int, list[Change]]] = {}

    @property
    def study(self) -> str:
        """The study's id, from the first line of any of its logs."""
        if self._study is None:
            for path in self._paths():
                if header := _first(path):
                    self._study = str((header.header or {}).get("study", ""))
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
        for path in self._paths():
            dev = path.stem
            start = self.positions.get(dev, (0, 0))[1]
            with contextlib.suppress(OSError):
                if path.stat().st_size <= start:
                    continue
            with path.open("rb") as stream:
                stream.seek(start)
                data = stream.read()
            read = _fast(data) if bulk or len(data) > BULK else loads
            for item in read_changes(data, start, read):
                taken += self._take(dev, item)
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
        if self.newer:
            message = "A newer fieldkit wrote this study: it can be read here, not written."
            raise NewerStudyError(message)
        try:
            self.files.make_folder(self.logs)
            with locked(self.files, self.logs / ".lock"):
                self.catch_up()
                own = self._our_log(handle)
                ops = list(make(own))
                if not ops:
                    return ()
                entries = self._entries(own, ops, draft=draft, undoes=undoes)
                self._append(own, b"".join(map(encode, entries)), entries)
                return entries
        except PermissionError as error:
            raise ReadOnlyStudyError(_read_only(self.folder)) from error
        except OSError as error:
            if error.errno in READ_ONLY:
                raise ReadOnlyStudyError(_read_only(self.folder)) from error
            raise NotSavedError(_not_saved(error)) from error

    def own_position(self, handle: str) -> OwnLog | None:
        """Return the log this handle continues here, if it has begun one."""
        if self._own is None or self._own.handle != handle:
            self._own = self._continued(handle)
        return self._own

    def read_change(self, dot: str) -> tuple[Entry, ...]:
        """Read one change again by its dot; () where it is not there.

        Cost: reads its log from the start.
        """
        dev, _, seq = dot.rpartition(".")
        found = (c for c in self._changes_of(dev) if c.entries[0].seq == int(seq))
        return next((change.entries for change in found), ())

    def read_entry(self, dot: str) -> tuple[Entry, ...]:
        """Read the one entry of this dot again, whichever change it is part of."""
        dev, _, seq = dot.rpartition(".")
        return tuple(e for c in self._changes_of(dev) for e in c.entries if e.seq == int(seq))

    def outline(self, dev: str) -> list[tuple[str, str | None]]:
        """Return, in order, the dot of each change of a log and the dot it takes back."""
        return [
            (change.entries[0].dot, change.entries[0].undoes)
            for change in self._changes_of(dev)
            if change.entries[0].header is None
        ]

    def _changes_of(self, dev: str) -> list[Change]:
        """Read a log's changes again, once while it does not grow."""
        path = self.logs / f"{dev}.jsonl"
        data = read_bytes(path) or b""
        if self._read_again.get(dev, (0, []))[0] != len(data):
            items = read_changes(data, 0, _fast(data))
            self._read_again[dev] = (len(data), [i for i in items if isinstance(i, Change)])
        return self._read_again[dev][1]

    def changes(self) -> list[tuple[Entry, ...]]:
        """Read every change of every log, in the order all devices agree on."""
        found = []
        for path in self._paths():
            found += [change.entries for change in self._changes_of(path.stem)]
        return sorted(found, key=lambda entries: entries[0].version)

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

    def _paths(self) -> list[Path]:
        try:
            return sorted(path for path in self.logs.iterdir() if path.suffix == ".jsonl")
        except OSError:
            return []

    def _take(self, dev: str, item: Change | Damage | Unfinished) -> int:
        if isinstance(item, Unfinished):
            return 0
        seq, _ = self.positions.get(dev, (0, 0))
        if isinstance(item, Damage):
            self.positions[dev] = (seq, item.end)
            kept = self.quarantine(f"{dev}-{item.start}-{zlib.crc32(item.data):08x}", item.data)
            self.troubles.append(
                Trouble(log=dev, offset=item.start, size=len(item.data), why=item.why, kept=kept)
            )
            return 0
        first, last = item.entries[0], item.entries[-1]
        if any(entry.v > FORMAT for entry in item.entries):
            self.newer = True
        if first.header:
            self.marks[dev] = str(first.header.get("mark", ""))
        if first.seq <= seq:
            self.positions[dev] = (seq, item.end)
            self._odd(dev, item, "the same number twice: this log was continued in two places")
            return 0
        if first.seq > seq + 1:
            self._odd(dev, item, f"{first.seq - seq - 1} entries are missing before it")
        for entry in item.entries:
            for follow in self.followers:
                follow(entry)
        self.positions[dev] = (last.seq, item.end)
        self._last[dev] = last.at
        return 1

    def _odd(self, dev: str, item: Change, why: str) -> None:
        data = b"".join(map(encode, item.entries))
        kept = None
        if "twice" in why:
            kept = self.quarantine(f"{dev}-fork-{zlib.crc32(data):08x}", data)
        self.troubles.append(
            Trouble(log=dev, offset=item.end - len(data), size=len(data), why=why, kept=kept)
        )

    def _our_log(self, handle: str) -> OwnLog:
        """Return the log to append to: the one we continue, or a new one."""
        own = self.own_position(handle)
        reached = self.home.reached(self.study, handle)
        if own and reached and (reached.dev != own.dev or reached.seq > own.seq):
            own = self._own = self._continued(handle)
        if own is None:
            own = self._own = OwnLog(
                dev=os.urandom(6).hex(), handle=handle, mark=self._free_mark(handle)
            )
        seq, offset = self.positions.get(own.dev, (own.seq, own.offset))
        own.seq, own.offset = max(own.seq, seq), offset
        own.last = max(own.last, self._last.get(own.dev, ""))
        self._mend_tail(own)
        return own

    def _continued(self, handle: str) -> OwnLog | None:
        """Return our log of this handle, where it still reaches what we remember of it."""
        reached = self.home.reached(self.study, handle)
        if reached is None:
            return None
        path = self.logs / f"{reached.dev}.jsonl"
        header = _first(path)
        try:
            with path.open("rb") as stream:
                stream.seek(max(0, reached.offset - SUM_LENGTH - 1))
                tail = stream.read(SUM_LENGTH + 1)
        except OSError:
            return None
        if header is None or header.header is None or tail[-11:] != f'{reached.sum}"}}\n'.encode():
            return None
        return OwnLog(
            dev=reached.dev,
            handle=handle,
            mark=str(header.header["mark"]),
            seq=reached.seq,
            offset=reached.offset,
            sum=reached.sum,
        )

    def _free_mark(self, handle: str) -> str:
        taken = set(self.marks.values())
        for path in self._paths():
            if (header := _first(path)) and header.header:
                taken.add(str(header.header.get("mark", "")))
        number = 2
        mark = handle
        while mark in taken:
            mark, number = f"{handle}{number}", number + 1
        return mark

    def _mend_tail(self, own: OwnLog) -> None:
        """Move what a crash left after our last whole change out of the way."""
        path = self.logs / f"{own.dev}.jsonl"
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            return
        if size == own.offset - 1:
            self._end_line(path)
        if size <= own.offset:
            return
        with path.open("rb") as stream:
            stream.seek(own.offset)
            rest = stream.read()
        kept = self.quarantine(f"{own.dev}-{own.offset}-{zlib.crc32(rest):08x}", rest)
        if kept is None:
            message = "A torn line cannot be moved to quarantine/; free some space and try again."
            raise NotSavedError(message)
        self._cut(path, own.offset)
        self.troubles.append(
            Trouble(log=own.dev, offset=own.offset, size=len(rest), why="cut short", kept=kept)
        )

    def _end_line(self, path: Path) -> None:
        """Give a last line that is whole the line end a crash took from it."""
        fd = self.files.open(path, os.O_WRONLY | os.O_APPEND)
        try:
            write_all(self.files, fd, b"\n")
        finally:
            self.files.close(fd)

    def _cut(self, path: Path, size: int) -> None:
        fd = self.files.open(path, os.O_RDWR)
        try:
            self.files.truncate(fd, size)
            self.files.fsync(fd)
        finally:
            self.files.close(fd)

    def _entries(
        self, own: OwnLog, ops: list[Op], *, draft: str | None, undoes: str | None
    ) -> tuple[Entry, ...]:
        """Return a change as its lines, decoded again: memory holds what the log says."""
        wall = self._clock()
        at = after(wall, own.last)
        seq = own.seq
        entries: list[Entry] = []

        def add(ops: list[Op], part: tuple[int, int] | None, header: dict[str, str] | None) -> None:
            nonlocal seq, at
            seq += 1
            entry = Entry(
                v=FORMAT,
                dev=own.dev,
                seq=seq,
                at=at,
                who=own.handle,
                ops=ops,
                part=part,
                undoes=undoes if header is None else None,
                draft=draft if header is None else None,
                header=dict(header) if header else None,
            )
            read = decode(encode(entry)[:-1])
            if read is None:
                message = "This cannot be kept: it does not read back as it was written."
                raise InvalidValueError(message)
            entries.append(read)
            at = after(wall, at)

        if own.seq == 0:
            add([], None, {"study": self.study, "handle": own.handle, "mark": own.mark})
        chunks = [ops[i : i + OPS_PER_LINE] for i in range(0, len(ops), OPS_PER_LINE)]
        for place, chunk in enumerate(chunks, 1):
            add(chunk, (place, len(chunks)) if len(chunks) > 1 else None, None)
        return tuple(entries)

    def _append(self, own: OwnLog, data: bytes, entries: tuple[Entry, ...]) -> None:
        path = self.logs / f"{own.dev}.jsonl"
        begin = own.seq == 0
        fd = self.files.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            try:
                write_all(self.files, fd, data)
                self.files.fsync(fd)
                if begin:
                    self.files.sync_folder(self.logs)
            except OSError:
                # The bytes may be in part on the disk: take them back; and since a failed fsync may
                # not be believed when it is tried again, go on in a log of another name.
                with contextlib.suppress(OSError):
                    self.files.truncate(fd, own.offset)
                self._own = None
                self.home.forget(self.study, own.handle)
                raise
        finally:
            self.files.close(fd)
        end = own.offset + len(data)
        own.seq, own.offset, own.last = entries[-1].seq, end, entries[-1].at
        own.sum = data[-11:-3].decode()
        self.marks[own.dev] = own.mark
        self.positions[own.dev] = (own.seq, end)
        self._last[own.dev] = own.last
        for entry in entries:
            for follow in self.followers:
                follow(entry)
        self.home.reach(
            self.study,
            own.handle,
            Reached(dev=own.dev, seq=own.seq, offset=own.offset, sum=own.sum),
        )


READ_ONLY = frozenset({13, 30})
"""EACCES and EROFS."""


def _fast(data: bytes) -> Loads:
    """Return the reader for this much: msgspec where it pays, the standard library otherwise."""
    if len(data) <= BULK:
        return loads
    import msgspec  # noqa: PLC0415 — 8 ms, only worth it for bulk

    decoder = msgspec.json.Decoder()

    def read(line: bytes) -> object:
        try:
            return decoder.decode(line)
        except (msgspec.DecodeError, UnicodeError):
            return loads(line)

    return read


def _first(path: Path) -> Entry | None:
    """Read a log's first line."""
    try:
        with path.open("rb") as stream:
            return decode(stream.readline(FIRST_LINE).rstrip(b"\n"))
    except OSError:
        return None


def _read_only(folder: Path) -> str:
    return f"{folder} cannot be written: copy the study to a folder of yours, or ask for access."


def _not_saved(error: OSError) -> str:
    why = error.strerror or str(error)
    return f"Not saved: {why}. Free some space or choose another disk; what you typed is kept here."
