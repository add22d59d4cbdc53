"""Undo and redo, from the journal: an entry that takes back another, field by field.

A field changed since is left, and named. A new change ends redo. There is no second mechanism: an
undo is an entry like any other, and taking it back is redo.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fieldkit.store.entry import Entry, Op, dot
from fieldkit.store.ledger import Ledger
from fieldkit.store.state import ABSENT, ALL, DELETED, HASHED, Absent, doc_id, flat

Written = tuple[str, str, str]
"""A table, a document's id in it, a field."""
WORDS = frozenset({"participants", "staff", "touchpoints", "codes", "observers"})
"""Tables whose documents are made on the spot by the moments that name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What an undo or redo did."""

    change: str
    """The dot of the change taken back, or made again."""
    documents: tuple[str, ...]
    left: tuple[str, ...]
    """Fields changed since, as ``ana-42 text``: they stand as they are."""


def last_change(ledger: Ledger, dev: str, *, within: Iterable[str] | None = None) -> str | None:
    """Return the last change of a log that undo would take back, or None.

    Args:
        ledger: The study.
        dev: The log.
        within: Only these changes: what one window made.
    """
    done, _ = _stacks(ledger, dev)
    wanted = None if within is None else set(within)
    return next((d for d in reversed(done) if wanted is None or d in wanted), None)


def last_undo(ledger: Ledger, dev: str) -> str | None:
    """Return the dot of the last undo of a log that redo would take back, or None."""
    _, undone = _stacks(ledger, dev)
    return undone[-1][1] if undone else None


def take_back(ledger: Ledger, handle: str, change: str) -> TakenBack:
    """Undo a change; nothing else is touched."""
    taking = _TakingBack(ledger, ledger.journal.archive.change(change))
    ledger.commit(handle, lambda _: taking.ops(), undoes=change)
    return TakenBack(
        change=change, documents=tuple(reversed(taking.touched)), left=tuple(taking.left)
    )


def _stacks(ledger: Ledger, dev: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return what can be undone, and what can be redone as (change, its undo)."""
    done: list[str] = []
    undone: list[tuple[str, str]] = []
    for dot_, undoes in ledger.journal.archive.outline(dev, undoable=True):
        if undoes is None:
            done.append(dot_)
            undone.clear()
        elif undone and undone[-1][1] == undoes:
            done.append(undone.pop()[0])
        elif undoes in done:
            done.remove(undoes)
            undone.append((undoes, dot_))
    return done, undone


class _Past:
    """What fields were, by the versions that changes replaced."""

    def __init__(self, ledger: Ledger) -> None:
        self._archive = ledger.journal.archive
        self._entries: dict[str, Entry | None] = {}
        self._bases: dict[str, dict[Written, list[str]]] = {}

    def entry(self, name: str) -> Entry | None:
        """Return the entry of a dot, or None where it is lost."""
        if name not in self._entries:
            self._entries[name] = next(iter(self._archive.entry(name)), None)
        return self._entries[name]

    def op(self, replaced: list[str], written: Written) -> tuple[str, Op] | None:
        """Return what wrote the latest of several versions, which is what was shown: dot and op."""
        table, id_, field = written
        entries = [entry for entry in map(self.entry, replaced) if entry]
        for entry in sorted(entries, key=lambda entry: entry.version, reverse=True):
            for op in entry.ops:
                if (op["table"], op["id"]) == (table, id_) and field in _fields(op):
                    return dot(entry.version), op
        return None

    def stands(self, name: str, written: Written, versions: set[str]) -> bool:
        """Tell whether what a version wrote is what these wrote, seen through undo and redo.

        Who takes a change back puts what was before it in its place: that is no later change.
        """
        while name not in versions:
            entry = self.entry(name)
            if entry is None or entry.undoes is None:
                return False
            before = self._replaced_by(entry.undoes).get(written)
            if not before:
                return False
            known = [held for held in map(self.entry, before) if held]
            if not known:
                return False
            name = dot(max(held.version for held in known))
        return True

    def _replaced_by(self, change: str) -> dict[Written, list[str]]:
        """Return the versions that each write of a change replaced."""
        if change not in self._bases:
            self._bases[change] = {
                (op["table"], op["id"], field): _base(op, field)
                for entry in self._archive.change(change)
                for op in entry.ops
                for field in _fields(op)
            }
        return self._bases[change]


class _TakingBack:
    """One change being taken back."""

    def __init__(self, ledger: Ledger, entries: tuple[Entry, ...]) -> None:
        self._ledger = ledger
        self._entries = entries
        self._versions = {dot(entry.version) for entry in entries}
        self.left: list[str] = []
        self.touched: list[str] = []

    def ops(self) -> Iterator[Op]:
        """Yield what takes the change back, last operation first."""
        self._past = _Past(self._ledger)
        self._used = _words_in_use(self._ledger, self._entries)
        for entry in reversed(self._entries):
            for op in reversed(entry.ops):
                inverse = self._inverse(op, entry.at)
                if inverse is not None:
                    self.touched.append(op["id"])
                    yield self._ledger.state.based(inverse)

    def _inverse(self, op: Op, at: str) -> Op | None:
        """Return the operation that takes one back; at is when it was made."""
        table, doc = op["table"], doc_id(op["table"], op["id"])
        held = self._ledger.state.tables.get(table)
        row = held.row(doc) if held else None
        if held is None or row is None or doc < HASHED:
            return None
        if row.get("created") == at and not op.get("base"):
            return self._unmake(op, doc)
        back: dict[str, Any] = {}
        lost: list[str] = []
        for field in _fields(op):
            before = self._past.op(_base(op, field), (table, op["id"], field))
            value = before[1].get("set", {}).get(field, ABSENT) if before else ABSENT
            if not self._stands(op, doc, field):
                continue
            if isinstance(value, Absent):
                lost.append(field)
            elif field != DELETED or not before or self._hides_no_more(op, doc, *before):
                back[field] = value
        if not back and not lost:
            return None
        inverse: Op = {"table": table, "id": op["id"], "set": back}
        if lost:
            inverse["unset"] = lost
        return inverse

    def _unmake(self, op: Op, doc: int) -> Op | None:
        """Return the deletion of what a change made, unless it was written to or is in use."""
        table = op["table"]
        held = self._ledger.state.tables[table]
        if doc not in held.live or (table in WORDS and op["id"] in self._used):
            return None
        for field, _ in flat(table, doc, held.live[doc]):
            if not self._stands(op, doc, field):
                return None
        return {"table": table, "id": op["id"], "set": {DELETED: True}}

    def _stands(self, op: Op, doc: int, field: str, also: Iterable[str] = ()) -> bool:
        """Tell whether a field shows what the change wrote; if not, it is left, and named."""
        version = self._ledger.state.tables[op["table"]].version(op["table"], doc, field)
        versions = self._versions.union(also)
        written = (op["table"], op["id"], field)
        if version is None or self._past.stands(dot(version), written, versions):
            return True
        self.left.append(f"{op['id']} {field}")
        return False

    def _hides_no_more(self, op: Op, doc: int, name: str, deletion: Op) -> bool:
        """Tell whether deleting again hides only what a deletion hid; what it did not is named."""
        row = self._ledger.state.tables[op["table"]].row(doc) or {}
        known = {name, *(n for field in deletion.get("base", {}) for n in _base(deletion, field))}
        others = [field for field, _ in flat(op["table"], doc, row) if field != DELETED]
        stand = [self._stands(op, doc, field, known) for field in others]
        return all(stand)


def _fields(op: Op) -> list[str]:
    return [*op.get("set", {}), *op.get("unset", ())]


def _base(op: Op, field: str) -> list[str]:
    """Return the versions of a field that an operation replaced."""
    base = op.get("base", {})
    over = base.get(field, base.get(ALL, []))
    return [over] if isinstance(over, str) else over


def _words_in_use(ledger: Ledger, entries: Iterable[Entry]) -> set[str]:
    """Return the keys that moments outside a change use, of those that the change made."""
    made = {op["id"] for entry in entries for op in entry.ops if op["table"] in WORDS}
    if not made:
        return set()
    own = {op["id"] for entry in entries for op in entry.ops if op["table"] == "moments"}
    used: set[str] = set()
    for row in ledger.state.rows("moments").values():
        if row.get("id") in own:
            continue
        if row.get("touchpoint") in made:
            used.add(row["touchpoint"])
        used.update(made & row.get("codes", {}).keys())
        used.update(made & row.get("participants", {}).keys())
        if row.get("speaker") in made:
            used.add(row["speaker"])
    return used
