"""The whole study in memory: the journal's documents, kept in step with ``study.json``."""

import contextlib
import errno
import gc
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from fieldkit.model.errors import NotSavedError, StudyBusyError, StudyError
from fieldkit.model.times import Clock, now
from fieldkit.store import head as heads
from fieldkit.store import snapshot
from fieldkit.store.entry import Entry, Op
from fieldkit.store.files import REAL_FILES, Files, locked, read_bytes, write_whole
from fieldkit.store.head import SMALL, Head
from fieldkit.store.home import Home
from fieldkit.store.journal import Journal, OwnLog
from fieldkit.store.log import SUFFIX, erased_at
from fieldkit.store.state import DELETED, HASHED, Row, State, Table, doc_id, flat

SNAPSHOT = "study.json"
RECOVERED = "recovered"
"""Who is said to have written what only ``study.json`` knew."""
TAIL = 8 << 20
"""Bytes of journal after which a larger study's snapshot is written again."""


class Recovered(NamedTuple):
    """What ``study.json`` knew and the journal did not."""

    kept: str | None
    """The copy in ``quarantine/``."""
    documents: int
    """How many documents were taken over from it."""
    why: str = ""
    """Why they were not, in one line; then ``study.json`` stays as it is until they are."""


class Ledger:
    """Reads a study whole, commits changes to it, and keeps its snapshot."""

    def __init__(
        self, folder: Path, home: Home, *, files: Files = REAL_FILES, clock: Clock = now
    ) -> None:
        self.folder = folder
        self.files = files
        self.state = State()
        self.head = Head()
        self.recovered: Recovered | None = None
        self.journal = Journal(folder, home, files=files, clock=clock)
        self._written: snapshot.Positions = {}
        self._size = 0
        self._stood: tuple[int, int, int] | None = None
        self._hands_off = False
        self._outdated = False
        """Whether ``study.json`` says what was read otherwise since: ids, or someone erased."""
        self._unread = False
        """Whether ``study.json`` is there and did not read."""
        self._load()

    @property
    def behind(self) -> int:
        """How many bytes of journal the snapshot does not hold yet; a new log counts at least 1."""
        return sum(
            max(1, offset - self._written.get(dev, (0, 0))[1])
            for dev, (seq, offset) in self.journal.positions.items()
            if seq != self._written.get(dev, (0, 0))[0]
        )

    def commit(
        self,
        handle: str,
        make: Callable[[OwnLog], Iterable[Op]],
        *,
        draft: str | None = None,
        undoes: str | None = None,
    ) -> tuple[Entry, ...]:
        """Make a change durable, then visible; see Journal.commit."""
        return self.journal.commit(handle, make, draft=draft, undoes=undoes)

    def settle(self, *, whatever_size: bool = False, again: bool = False) -> bool:
        """Bring ``study.json`` up to date where it is due; tell whether it was written.

        Args:
            whatever_size: Also where the study is large and little has changed: at a session's end,
                when idle, on demand.
            again: Also where it says what it should: it was found to be wrong.

        Raises:
            OSError: The disk did not take it; the journal holds everything all the same.
        """
        behind = self.behind
        due = whatever_size or len(self.state.rows("moments")) <= SMALL or behind > TAIL
        due = due or self._outdated
        if self.journal.shut or self.journal.reading.late or not (again or (behind and due)):
            return False
        if self._unread or self._hands_off or self._stand() != self._stood:
            self._look_again()
        if self._hands_off:
            return False
        if not self.journal.logs.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.folder))
        with contextlib.suppress(StudyBusyError), locked(self.files, self.journal.lock, make=False):
            # What another window erased meanwhile must not come back with what we hold.
            self.journal.catch_up()
            if self.journal.reading.late:
                return False
            self._write()
            return True
        return False

    def _write(self) -> None:
        positions = self.journal.positions
        ends = self.journal.ends(positions)
        data = snapshot.pack(self.state, self.head, positions, self._size, ends)
        write_whole(self.files, self.folder / SNAPSHOT, data, durable=True)
        self._written, self._size = dict(self.journal.positions), len(data)
        self._outdated = False
        self._stood = self._stand()

    def _stand(self) -> tuple[int, int, int] | None:
        """Return what tells one ``study.json`` from another; None where there is none."""
        try:
            seen = (self.folder / SNAPSHOT).stat()
        except OSError:
            return None
        return (seen.st_mtime_ns, seen.st_size, seen.st_ino)

    def _look_again(self) -> None:
        """Take over what another program wrote into ``study.json`` since we read or wrote it."""
        self._stood = self._stand()
        data = read_bytes(self.folder / SNAPSHOT)
        self._unread = self._hands_off = False
        held = None if data is None else snapshot.unpack(data)
        if data is not None and not (held and held.intact and not self._knows_more(held)):
            self._recover(data, held)

    def save_head(self, dev: str) -> None:
        """Write the head beside our log, so that the next note loads nothing."""
        if self.journal.shut or self.journal.reading.late:
            return  # whoever starts from it would not see that a newer fieldkit wrote here
        path = self.folder / "log" / f"{dev}.head"
        heads.save(self.files, path, self.head, self.journal.positions)

    def _load(self) -> None:
        collecting = gc.isenabled()
        gc.disable()  # looking for garbage among new rows costs as much as reading them
        try:
            self._stood = self._stand()
            data = self._read()
            held = None if data is None else snapshot.unpack(data)
            usable = held is not None and held.intact and not self._knows_more(held)
            # Also of logs that are lost: their ids read as they did. What a disk spoilt says
            # nothing: a log that never was would take the ids of one that is.
            if held is not None and not held.damaged:
                self.journal.naming.remember(held.head.marks)
            if held is not None and usable:
                self.state, self.head = held.state, held.head
                self.journal.positions = dict(held.positions)
                self._written, self._size = dict(held.positions), len(data or b"")
            self.journal.erased.fields = self.head.erased
            self.journal.followers = [self.head.apply, self.state.apply]
            self.journal.restarts = [self._restart]
            self.journal.catch_up()
            # Without the documents a head can only guess which of several logs made one first.
            self.head.moments = len(self.state.rows("moments"))
            if data is not None and not usable:
                self._recover(data, held)
                if not (self._hands_off or self.journal.shut or self.journal.reading.late):
                    with contextlib.suppress(OSError):
                        self._write()
        finally:
            if collecting:
                gc.enable()

    def _restart(self) -> Callable[[], None]:
        """Begin again: ``study.json`` says what no longer reads so, or was erased."""
        end_head = self.head.restart()
        self.state.restart()
        self._written, self._outdated = {}, True

        def end() -> None:
            end_head()
            self.head.moments = len(self.state.rows("moments"))

        return end

    def _read(self) -> bytes | None:
        """Return ``study.json``; where it does not read, the logs say all, and it is left alone."""
        try:
            return read_bytes(self.folder / SNAPSHOT)
        except OSError:
            self._unread = True
            return None

    def _knows_more(self, held: snapshot.Snapshot) -> bool:
        """Tell whether a snapshot stands for other than the logs hold: more, or another end."""
        if self._other_ends(held):
            return True
        for dev, (_, offset) in held.positions.items():
            try:
                with (self.journal.logs / f"{dev}{SUFFIX}").open("rb") as stream:
                    size = stream.seek(0, 2)
                    stream.seek(max(0, offset - 1))
                    if size < offset - 1 or stream.read(1) not in b"\n":
                        return True
            except OSError:
                return True
        return False

    def _other_ends(self, held: snapshot.Snapshot) -> bool:
        """Tell whether a log is another than the one it stood for: replaced by one as long.

        One whose last line something was erased from is the same.
        """
        ends = self.journal.ends(held.positions) if held.ends else {}
        return any(
            ends.get(dev, end) != end
            and not erased_at(self.journal.logs / f"{dev}{SUFFIX}", dev, *held.positions[dev])
            for dev, end in held.ends.items()
        )

    def _recover(self, data: bytes, held: snapshot.Snapshot | None) -> None:
        """Keep a snapshot that is not ours to overwrite, and journal what only it knew.

        What it says was written to what it stood for: so against later changes it is a conflict,
        and nothing is overwritten. From one that a disk spoilt nothing is taken: nobody can say
        what of it is true.
        """
        if held is not None and held.newer:
            self._hands_off = True  # a newer fieldkit's, which it can read: not ours to replace
            return
        kept = self.journal.quarantine(f"study-{zlib.crc32(data):08x}.json", data)
        self._hands_off = kept is None
        ops: list[Op] = []
        if held is not None and not held.damaged:
            found = list(differences(held.state, self._then(held.positions), self.state))
            ops = self.journal.erased.admit(found, undoing=True)
            if ops != found:
                self.journal.reading.late.add(SNAPSHOT)
            if self._other_ends(held):  # what it says replaces nothing of a log it never saw
                ops = [{k: v for k, v in op.items() if k != "base"} for op in ops]  # type: ignore[misc]
        if ops:
            try:
                self.commit(RECOVERED, lambda _: ops)
            except (NotSavedError, StudyError) as error:
                self._hands_off = True
                self.recovered = Recovered(kept=kept, documents=0, why=str(error))
                return
        self.recovered = Recovered(kept=kept, documents=len(ops))

    def _then(self, positions: snapshot.Positions) -> State:
        """Return the documents as they were at a position; as they are where it says nothing."""
        held = {dev: seq for dev, (seq, _) in positions.items()}
        if not positions or all(seq <= held.get(d, 0) for d, seq in self.state.seen.items()):
            return self.state
        then = State()
        for entries in self.journal.archive.changes():
            for entry in entries:
                if entry.seq <= held.get(entry.dev, 0):
                    then.apply(entry)
        return then


def differences(other: State, then: State, present: State) -> Iterator[Op]:
    """Yield what another program's documents say beyond ours; what they lack is kept.

    Args:
        other: The documents as they were found.
        then: Ours, as they were when that program had them from us.
        present: Ours now.
    """
    for name, table in other.tables.items():
        mine = then.tables.get(name) or Table()
        for doc, row in table.live.items():
            name_of = _name_of(name, doc, row, mine)
            doc_now = doc_id(name, name_of)
            if doc_now != doc and doc_now in (present.tables.get(name) or Table()).versions:
                continue  # taken over before
            ours, now = mine.row(doc_now), (present.tables.get(name) or Table()).row(doc_now)
            known = [dict(flat(name, doc_now, held)) for held in (ours, now) if held is not None]
            fields = {
                key: value
                for key, value in flat(name, doc_now, row)
                if key != DELETED and not any(key in h and h[key] == value for h in known)
            }
            if fields or not known:
                op: Op = {"table": name, "id": name_of, "set": fields}
                if base := then.base(name, doc_now, fields):
                    op["base"] = base
                yield op


def _name_of(table: str, doc: int, row: Row, mine: Table) -> str:
    """Return the id of a document found; one that another program numbered gets a name by that."""
    if 0 <= doc < HASHED:
        return str(doc)
    name = row.get("id")
    if isinstance(name, str) and (
        doc_id(table, name) == doc or mine.row(doc_id(table, name)) is None
    ):
        return name
    return f"{RECOVERED}-{doc}"
