"""The chronicle: who changed what, when, field by field; and what a document was at a time.

Read from the journal and from nothing else. What a field was before is what the change itself says
it replaced (``base``): what its writer saw, whatever other devices wrote meanwhile.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from heapq import merge
from pathlib import Path

from fieldkit.model.errors import NotFoundError, UsageError
from fieldkit.model.times import from_iso
from fieldkit.shorthand.clock import when_at
from fieldkit.shorthand.resolve import AHEAD, instant
from fieldkit.store.entry import Entry, Op, Version, dot, stamp
from fieldkit.store.ledger import Ledger
from fieldkit.store.log import SUFFIX, Change, read_changes, reader
from fieldkit.store.state import ABSENT, ALL, DELETED, HASHED, Row, State, doc_id, flat

DOT = re.compile(r"(?P<dev>[0-9a-f]{1,12})\.(?P<seq>[0-9]{1,15})\Z")
"""A change's name, its log in full or as far as it takes to tell it from the others."""
SECOND = timedelta(milliseconds=999)
"""A time copied from a listing means that second to its end."""
LAST = "\uffff"
"""Sorts behind every log's name."""
SHORTEST = 4
"""Characters of a log's name that are shown at least."""
TOLD_OF_HIDDEN = frozenset({"hidden", "session", DELETED})
"""What is told of a moment off the record: that it is."""
CHAIN = 1000
"""How far undoing of undoing is followed; ours is two long, another program's may be a circle."""


class Done(StrEnum):
    """What a change did to a document."""

    MADE = "made"
    CHANGED = "changed"
    DELETED = "deleted"
    BROUGHT_BACK = "brought back"


class Unreadable:
    """What a field was, where the entry that wrote it does not read any more."""


UNREADABLE = Unreadable()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field, before a change and after it; ABSENT where it was not, or is not, there."""

    name: str
    """As in the journal: ``text``, ``codes/signs``."""
    before: object
    after: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What one change did to one document."""

    table: str
    id: str
    did: Done
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One change, as it is told."""

    change: str
    """Its dot, by which it can be named."""
    at: datetime
    who: str
    documents: tuple[Document, ...]
    undoes: str | None = None
    """The change that it takes back or, through an undo, makes again."""
    again: bool = False
    """Whether it makes that change again."""


def history(ledger: Ledger) -> Iterator[Told]:
    """Yield every change of the study, newest first.

    Cost: reads the logs once for where each change stands, then only the changes taken.
    """
    archive = ledger.journal.archive
    logs = [
        (found for name, _ in reversed(archive.outline(dev)) if (found := archive.change(name)))
        for dev in sorted(ledger.state.seen)
    ]
    telling = _Telling(ledger)
    for entries in merge(*logs, key=lambda entries: entries[0].version, reverse=True):
        if any(entry.ops for entry in entries):
            yield telling.of(entries, None)


def history_of(ledger: Ledger, name: str) -> list[Told]:
    """Return the changes of the documents of one id, newest first.

    Raises:
        NotFoundError: Nothing of this id was ever written.

    Cost: reads every log once; about 1 s for 100,000 moments.
    """
    telling = _Telling(ledger)
    told = [telling.of(entries, name) for entries in _writing(ledger, name)]
    if not told:
        raise NotFoundError(_never(ledger, name))
    return told[::-1]


def told(ledger: Ledger, change: str) -> Told | None:
    """Return one change by its dot; None where it does not read any more."""
    entries = ledger.journal.archive.change(change)
    return _Telling(ledger).of(entries, None) if entries else None


def as_it_was(ledger: Ledger, name: str, at: Version) -> list[tuple[str, Row]]:
    """Return what the documents of one id were at a point of the journal, each with its table.

    Raises:
        NotFoundError: Nothing of this id was ever written.
        UsageError: It was not made yet, or was deleted then.
    """
    state, changes = State(), _writing(ledger, name)
    if not changes:
        raise NotFoundError(_never(ledger, name))
    for entries in changes:
        for entry in entries if entries[0].version <= at else ():
            ops = [op for op in entry.ops if op["id"] == name]
            state.apply(entry._replace(ops=ops))
    found = [(t, row) for t in sorted(state.tables) if (row := state.row(t, name)) is not None]
    if not found:
        was = "was deleted" if state.tables else "was not made yet"
        message = f"{name} {was} then, so there is nothing to go back to; see: fieldkit log {name}"
        raise UsageError(message)
    return found


def going_back(ledger: Ledger, table: str, row: Row) -> Op | None:
    """Return what makes a document read as it did, without its base; None where it does."""
    name = row.get("id")
    held = ledger.state.tables[table]
    if not isinstance(name, str) or (present := held.row(doc_id(table, name))) is None:
        return None  # another program's, by number only
    doc = doc_id(table, name)
    was = {key: value for key, value in flat(table, doc, row) if key != DELETED}
    now = dict(flat(table, doc, present))
    fields = {key: value for key, value in was.items() if key not in now or now[key] != value}
    lost = [key for key in now if key not in was]
    if not fields and not lost:
        return None
    op: Op = {"table": table, "id": name, "set": fields}
    if lost:
        op["unset"] = lost
    return op


def point(ledger: Ledger, text: str, *, zone: str, now: datetime) -> Version:
    """Return the point of the journal that a time or a change's name means.

    Args:
        ledger: The study.
        text: ISO 8601, ``14:05`` (the last time it was that), ``-20m``, or a change's dot.
        zone: IANA zone of times without an offset.
        now: The present.

    Raises:
        UsageError: It is none of these, or names no change or several.
    """
    text = text.strip()
    if named := DOT.match(text):
        return _at_change(ledger, named["dev"], int(named["seq"]))
    read = when_at(text, 0)
    if read is None or read[1] != len(text):
        message = (
            f"{text!r} is no time: give 2026-05-11T14:05, 14:05, -20m, or a change as fieldkit "
            "log names it."
        )
        raise UsageError(message)
    # A clock time up to an hour ahead is one to come in a note; here it can only be yesterday's.
    began = now - AHEAD if isinstance(read[0], time) else now
    return (stamp(instant(read[0], began, None, zone) + SECOND), LAST, 0)


def short(ledger: Ledger) -> int:
    """Return how many characters of a log's name tell it from the others."""
    devs = list(ledger.state.seen)
    size = SHORTEST
    while len({dev[:size] for dev in devs}) < len(devs):
        size += 1
    return size


def _never(ledger: Ledger, name: str) -> str:
    for kind in ("moments", "memos"):
        if of := ledger.journal.erased.named(kind).get(name):
            return f"{name} was erased with {of}, history and all; see: fieldkit log {of}"
    return f"Nothing called {name!r} was ever written here; see: fieldkit log"


def _at_change(ledger: Ledger, log: str, seq: int) -> Version:
    devs = [dev for dev in sorted(ledger.state.seen) if dev.startswith(log)]
    entries = ledger.journal.archive.change(f"{devs[0]}.{seq}") if len(devs) == 1 else ()
    if not entries:
        several = f"; it may be of {len(devs)} logs, give more of it" if len(devs) > 1 else ""
        message = f"There is no change {log}.{seq}{several}; see: fieldkit log"
        raise UsageError(message)
    return entries[0].version


def _writing(ledger: Ledger, name: str) -> list[tuple[Entry, ...]]:
    """Return the changes that write documents of one id, in the order all devices agree on."""
    found: dict[str, tuple[Entry, ...]] = {}
    for path in sorted(ledger.journal.logs.glob(f"*{SUFFIX}"), key=_originals_first):
        data = path.read_bytes() if path.is_file() else b""
        for item in read_changes(data, 0, reader(len(data))):
            if not isinstance(item, Change):
                continue
            entries = tuple(map(ledger.journal.reading.read, item.entries))
            first = entries[0]
            if first.seq <= ledger.state.seen.get(first.dev, 0) and _writes(entries, name):
                found.setdefault(first.dot, entries)  # of one number twice the first counts
    return sorted(found.values(), key=lambda entries: entries[0].version)


def _originals_first(path: Path) -> tuple[int, str]:
    return (len(path.name), path.name)


def _writes(entries: tuple[Entry, ...], name: str) -> bool:
    return any(op["id"] == name for entry in entries for op in entry.ops)


class _Telling:
    """Changes being told: looks up what they replaced."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._archive = ledger.journal.archive
        self._entries: dict[str, Entry | None] = {}

    def of(self, entries: tuple[Entry, ...], name: str | None) -> Told:
        """Tell a change, or what it did to the documents of one id."""
        first = entries[0]
        undoes, again = self._root(first.undoes)
        return Told(
            change=first.dot,
            at=from_iso(first.at),
            who=first.who,
            documents=tuple(
                self._document(op, entry)
                for entry in entries
                for op in entry.ops
                if name is None or op["id"] == name
            ),
            undoes=undoes,
            again=again,
        )

    def _root(self, undoes: str | None) -> tuple[str | None, bool]:
        """Return the change at the end of a chain of undoing, and whether it stands again."""
        again = False
        for _ in range(CHAIN):
            entries = self._archive.change(undoes) if undoes else ()
            if not entries or entries[0].undoes is None:
                break
            undoes, again = entries[0].undoes, not again
        return undoes, again

    def _document(self, op: Op, entry: Entry) -> Document:
        fields, lost = op.get("set", {}), op.get("unset", [])
        if self._off_record(op):
            fields = {name: value for name, value in fields.items() if name in TOLD_OF_HIDDEN}
            lost = [name for name in lost if name in TOLD_OF_HIDDEN]
        changed = [(name, value) for name, value in fields.items() if name != DELETED]
        changed += [(name, ABSENT) for name in lost if name != DELETED]
        gone = fields.get(DELETED)
        if gone is True:
            did = Done.DELETED
        elif DELETED in fields or DELETED in lost:
            did = Done.BROUGHT_BACK
        else:
            did = Done.MADE if self._made(op, entry) else Done.CHANGED
        return Document(
            table=op["table"],
            id=op["id"],
            did=did,
            fields=tuple(
                Field(name=name, before=self._before(op, name), after=value)
                for name, value in changed
            ),
        )

    def _off_record(self, op: Op) -> bool:
        """Tell whether a moment is hidden now: then no view shows what it says."""
        row = self._ledger.state.row(op["table"], op["id"])
        return op["table"] == "moments" and row is not None and row.get("hidden") is True

    def _made(self, op: Op, entry: Entry) -> bool:
        """Tell whether an entry is the first that wrote a document."""
        table = self._ledger.state.tables.get(op["table"])
        doc = doc_id(op["table"], op["id"])
        row = (table.row(doc) if table else None) or {}
        if doc < HASHED:  # another program's: only what it replaced tells
            return not op.get("base")
        return bool(row.get("created") == entry.at)

    def _before(self, op: Op, name: str) -> object:
        """Return what a field was: of several replaced, the one that was shown."""
        base = op.get("base", {})
        over = base.get(name, base.get(ALL, []))
        replaced = [over] if isinstance(over, str) else over
        if not replaced:
            return ABSENT
        known = [entry for entry in map(self._entry, replaced) if entry is not None]
        for entry in sorted(known, key=lambda entry: entry.version, reverse=True):
            for other in entry.ops:
                if (other["table"], other["id"]) != (op["table"], op["id"]):
                    continue
                if name in other.get("set", {}):
                    return other["set"][name]
                if name in other.get("unset", ()):
                    return ABSENT
        return UNREADABLE

    def _entry(self, name: str) -> Entry | None:
        if name not in self._entries:
            found = next(iter(self._archive.entry(name)), None)
            self._entries[name] = found
            if found is not None and found.part is not None:
                # An import is one change of many lines: read once, not again for each of them.
                others = self._archive.change(found.dot)
                self._entries.update({dot(entry.version): entry for entry in others})
        return self._entries[name]
