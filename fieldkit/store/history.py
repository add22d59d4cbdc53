"""Undo and redo, from the journal: an entry that takes back another, field by field.

A field changed since is left, and named. A new change ends redo. There is no second mechanism: an
undo is an entry like any other, and taking it back is redo.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fieldkit.store.entry import Entry, Op, Version, dot
from fieldkit.store.ledger import Ledger
from fieldkit.store.state import ABSENT, DELETED, HASHED, Absent, doc_id, flat

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
    entries = ledger.journal.archive.change(change)
    left: list[str] = []
    touched: list[str] = []

    def make(_: object) -> Iterator[Op]:
        left.clear()
        touched.clear()
        versions = {dot(entry.version) for entry in entries}
        used = _words_in_use(ledger, entries)
        prior = _Prior(ledger, entries)
        for at, op in ((e.at, op) for e in reversed(entries) for op in reversed(e.ops)):
            inverse = _inverse(ledger, op, at, versions, prior, used, left)
            if inverse is not None:
                touched.append(op["id"])
                yield inverse

    ledger.commit(handle, make, undoes=change)
    return TakenBack(change=change, documents=tuple(reversed(touched)), left=tuple(left))


def _stacks(ledger: Ledger, dev: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return what can be undone, and what can be redone as (change, its undo)."""
    done: list[str] = []
    undone: list[tuple[str, str]] = []
    for dot_, undoes in ledger.journal.archive.outline(dev):
        if undoes is None:
            done.append(dot_)
            undone.clear()
        elif undone and undone[-1][1] == undoes:
            done.append(undone.pop()[0])
        elif undoes in done:
            done.remove(undoes)
            undone.append((undoes, dot_))
    return done, undone


class _Prior:
    """What fields were before a change: the values at the versions it replaced."""

    def __init__(self, ledger: Ledger, entries: Iterable[Entry]) -> None:
        wanted = {
            base
            for entry in entries
            for op in entry.ops
            for bases in op.get("base", {}).values()
            for base in ([bases] if isinstance(bases, str) else bases)
        }
        self._ops: dict[tuple[str, str, str], list[Op]] = {}
        self._versions: dict[str, Version] = {}
        for base in wanted:
            for entry in ledger.journal.archive.entry(base):
                self._versions[base] = entry.version
                for op in entry.ops:
                    self._ops.setdefault((base, op["table"], op["id"]), []).append(op)

    def value(self, op: Op, name: str) -> Any:
        base = op.get("base", {})
        over = base.get(name, base.get("*", ()))
        dots = [over] if isinstance(over, str) else over
        known = [dot_ for dot_ in dots if dot_ in self._versions]
        for dot_ in sorted(known, key=self._versions.__getitem__, reverse=True):
            for held in self._ops.get((dot_, op["table"], op["id"]), ()):
                if name in held.get("set", {}):
                    return held.get("set", {})[name]
        return ABSENT


def _inverse(
    ledger: Ledger,
    op: Op,
    at: str,
    versions: set[str],
    prior: _Prior,
    used: set[str],
    left: list[str],
) -> Op | None:
    """Return the operation that takes one back; at is when it was made."""
    table, doc = op["table"], doc_id(op["table"], op["id"])
    held = ledger.state.tables.get(table)
    row = held.row(doc) if held else None
    if held is None or row is None or doc < HASHED:
        return None
    if row.get("created") == at and not op.get("base"):
        return _unmake(ledger, op, doc, versions, used, left)
    back: dict[str, Any] = {}
    lost: list[str] = []
    for name in [*op.get("set", {}), *op.get("unset", ())]:
        version = held.version(table, doc, name)
        if version is not None and dot(version) not in versions:
            left.append(f"{op['id']} {name}")
            continue
        value = prior.value(op, name)
        if isinstance(value, Absent):
            lost.append(name)
        else:
            back[name] = value
    if not back and not lost:
        return None
    inverse: Op = {"table": table, "id": op["id"], "set": back}
    if lost:
        inverse["unset"] = lost
    if base := ledger.state.base(table, doc, [*back, *lost]):
        inverse["base"] = base
    return inverse


def _unmake(
    ledger: Ledger, op: Op, doc: int, versions: set[str], used: set[str], left: list[str]
) -> Op | None:
    """Return the deletion of what a change made, unless someone wrote to it or uses it since."""
    table = op["table"]
    held = ledger.state.tables[table]
    row = held.row(doc) or {}
    if doc not in held.live or (table in WORDS and op["id"] in used):
        return None
    names = [name for name, _ in flat(table, doc, row)]
    for name in names:
        version = held.version(table, doc, name)
        if version is not None and dot(version) not in versions:
            left.append(f"{op['id']} {name}")
            return None
    inverse: Op = {"table": table, "id": op["id"], "set": {DELETED: True}}
    if base := ledger.state.base(table, doc, [*names, DELETED]):
        inverse["base"] = base
    return inverse


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
