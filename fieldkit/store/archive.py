"""The archive: changes read again from the logs, for history and undo.

Only where each change stands is kept in memory; its content stays on the disk.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path

from fieldkit.store.entry import Entry, Loads
from fieldkit.store.log import SUFFIX, Change, first_entry, read_changes, reader
from fieldkit.store.redaction import ERASURES


@dataclass(slots=True)
class Contents:
    """Where each change of a log stands: 16 bytes a change, so that a large one can be kept."""

    starts: "array[int]" = field(default_factory=lambda: array("Q"))
    seqs: "array[int]" = field(default_factory=lambda: array("Q"))
    """The number of each change's first entry, rising."""
    undoes: dict[int, str] = field(default_factory=dict)
    """By number: the dot that a change takes back."""
    headers: set[int] = field(default_factory=set)
    fixed: set[int] = field(default_factory=set)
    """Those that nobody takes back: a log's first line, an erasure, what was erased whole."""
    end: int = 0

    def read_on(self, path: Path, loads: Loads) -> None:
        """Take in what was appended since."""
        with path.open("rb") as stream:
            stream.seek(self.end)
            data = stream.read()
        for item in read_changes(data, self.end, loads):
            if not isinstance(item, Change):
                continue
            first = item.entries[0]
            self.end = item.end
            if self.seqs and first.seq <= self.seqs[-1]:
                continue  # the same number twice: the journal told of it, and the first counts
            self.starts.append(item.start)
            self.seqs.append(first.seq)
            if first.undoes is not None:
                self.undoes[first.seq] = first.undoes
            if first.header is not None:
                self.headers.add(first.seq)
            if not _can_be_undone(item):
                self.fixed.add(first.seq)

    def change(self, path: Path, seq: int) -> Change | None:
        """Read again the change that holds an entry's number."""
        place = bisect_right(self.seqs, seq) - 1
        if place < 0:
            return None
        start = self.starts[place]
        end = self.starts[place + 1] if place + 1 < len(self.starts) else self.end
        with path.open("rb") as stream:
            stream.seek(start)
            data = stream.read(end - start)
        found = (item for item in read_changes(data, start) if isinstance(item, Change))
        return next(found, None)


class Archive:
    """A study's logs, to be read again."""

    def __init__(self, logs: Path, reads: Callable[[Entry], Entry] = lambda entry: entry) -> None:
        self._logs = logs
        self._reads = reads
        self._contents: dict[str, Contents] = {}

    def change(self, dot: str) -> tuple[Entry, ...]:
        """Return one change by its dot; () where it is not there.

        Cost: the first time, reads its log from the start.
        """
        entries = self._holding(dot)
        return entries if entries and entries[0].dot == dot else ()

    def entry(self, dot: str) -> tuple[Entry, ...]:
        """Return the one entry of this dot, whichever change it is part of; () for none."""
        seq = int(dot.rpartition(".")[2])
        return tuple(entry for entry in self._holding(dot) if entry.seq == seq)

    def outline(self, dev: str, *, undoable: bool = False) -> list[tuple[str, str | None]]:
        """Return, in order, the dot of each change of a log and the dot it takes back.

        Args:
            dev: The log.
            undoable: Leave out what nobody takes back.
        """
        found: dict[int, str | None] = {}
        for path in self._files(dev):
            contents = self._up_to_date(path)
            left_out = contents.fixed if undoable else contents.headers
            for seq in contents.seqs:
                if seq not in left_out:
                    found.setdefault(seq, contents.undoes.get(seq))
        return [(f"{dev}.{seq}", found[seq]) for seq in sorted(found)]

    def changes(self) -> list[tuple[Entry, ...]]:
        """Return every change of every log, in the order all devices agree on."""
        found: list[tuple[Entry, ...]] = []
        for path in sorted(self._logs.glob(f"*{SUFFIX}")):
            data = path.read_bytes()
            items = read_changes(data, 0, reader(len(data)))
            found += [
                tuple(map(self._reads, item.entries)) for item in items if isinstance(item, Change)
            ]
        return sorted(found, key=lambda entries: entries[0].version)

    def _files(self, dev: str) -> list[Path]:
        """Return a log, and behind it the copies of it that a sync program left."""
        copies = [
            path
            for path in sorted(self._logs.glob(f"{escape(dev)}?*{SUFFIX}"))
            if (entry := first_entry(path)) and entry.dev == dev
        ]
        return [self._logs / f"{dev}{SUFFIX}", *copies]

    def _holding(self, dot: str) -> tuple[Entry, ...]:
        dev, _, seq = dot.rpartition(".")
        whole = self._logs / f"{dev}{SUFFIX}"
        entries = self._in(whole, int(seq))
        if entries:
            return entries
        return next(filter(None, (self._in(path, int(seq)) for path in self._files(dev)[1:])), ())

    def _in(self, path: Path, seq: int) -> tuple[Entry, ...]:
        with suppress(OSError):
            change = self._up_to_date(path).change(path, seq)
            if change and change.entries[-1].seq >= seq:
                return tuple(map(self._reads, change.entries))
        return ()

    def forget(self) -> None:
        """Forget where changes stand and what they take back: logs were rewritten in place."""
        self._contents.clear()

    def _up_to_date(self, path: Path) -> Contents:
        """Return where a log's changes stand, with what was appended since."""
        contents = self._contents.setdefault(path.stem, Contents())
        with suppress(OSError):
            size = path.stat().st_size
            if size < contents.end - 1:
                contents = self._contents[path.stem] = Contents()
            if size > contents.end:
                contents.read_on(path, reader(size - contents.end))
        return contents


def _can_be_undone(change: Change) -> bool:
    ops = [op for entry in change.entries for op in entry.ops]
    return bool(ops) and all(op["table"] != ERASURES for op in ops)
