"""The whole study in memory: the journal's documents, kept in step with ``study.json``."""

import gc
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fieldkit.model.times import Clock, now
from fieldkit.store import head as heads
from fieldkit.store import snapshot
from fieldkit.store.entry import Entry, Op
from fieldkit.store.files import REAL_FILES, Files, read_bytes, write_whole
from fieldkit.store.head import Head
from fieldkit.store.home import Home
from fieldkit.store.journal import Journal, OwnLog
from fieldkit.store.state import DELETED, HASHED, State, flat

SNAPSHOT = "study.json"
SMALL = 2000
"""Moments up to which the snapshot is brought up to date after every command."""
TAIL = 8 << 20
"""Bytes of journal after which a larger study's snapshot is written again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What ``study.json`` knew and the journal did not."""

    kept: str | None
    """The copy in ``quarantine/``."""
    documents: int


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
        due = whatever_size or self.head.moments <= SMALL or behind > TAIL
        if self.journal.newer or not (again or (behind and due)):
            return False
        data = snapshot.pack(self.state, self.head, self.journal.positions, self._size)
        write_whole(self.files, self.folder / SNAPSHOT, data, durable=True)
        self._written, self._size = dict(self.journal.positions), len(data)
        return True

    def save_head(self, dev: str) -> None:
        """Write the head beside our log, so that the next note loads nothing."""
        path = self.folder / "log" / f"{dev}.head"
        heads.save(self.files, path, self.head, self.journal.positions)

    def _load(self) -> None:
        collecting = gc.isenabled()
        gc.disable()  # looking for garbage among new rows costs as much as reading them
        try:
            data = read_bytes(self.folder / SNAPSHOT)
            held = None if data is None else snapshot.unpack(data)
            usable = held is not None and held.intact and not self._knows_more(held.positions)
            if held is not None and usable:
                self.state, self.head = held.state, held.head
                self.journal.positions = dict(held.positions)
                self.journal.marks = dict(held.head.marks)
                self._written, self._size = dict(held.positions), len(data or b"")
            self.journal.followers = [self.head.apply, self.state.apply]
            self.journal.catch_up()
            if data is not None and not usable:
                self._recover(data, held)
        finally:
            if collecting:
                gc.enable()

    def _knows_more(self, positions: snapshot.Positions) -> bool:
        """Tell whether a snapshot stands for more than the logs hold."""
        for dev, (_, offset) in positions.items():
            try:
                if (self.folder / "log" / f"{dev}.jsonl").stat().st_size < offset - 1:
                    return True
            except OSError:
                return True
        return False

    def _recover(self, data: bytes, held: snapshot.Snapshot | None) -> None:
        """Keep a snapshot that is not ours to overwrite, and journal what only it knew."""
        kept = self.journal.quarantine(f"study-{zlib.crc32(data):08x}.json", data)
        ops = [] if held is None else list(self._differences(held.state))
        if ops and not self.journal.newer:
            self.commit("recovered", lambda _: ops)
        self.recovered = Recovered(kept=kept, documents=len(ops))

    def _differences(self, other: State) -> Iterable[Op]:
        """Yield what another state shows that ours does not; what it lacks is kept."""
        for name, table in other.tables.items():
            for doc, row in table.live.items():
                mine = self.state.tables.get(name)
                ours = (mine.row(doc) if mine else None) or {}
                before = dict(flat(name, doc, ours))
                fields = {
                    key: value
                    for key, value in flat(name, doc, row)
                    if key != DELETED and (key not in before or before[key] != value)
                }
                if fields or not ours:
                    op: Op = {
                        "table": name,
                        "id": str(row["id"]) if doc >= HASHED else str(doc),
                        "set": fields,
                    }
                    if base := self.state.base(name, doc, fields):
                        op["base"] = base
                    yield op
