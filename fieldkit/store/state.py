"""The study's documents as a function of the set of entries, in whatever order they arrive.

Every field of a document has *heads*: writes that no other write replaced. One is normal; several
are a conflict, of which the greatest (at, dev, seq) is shown and the rest stay. For an element of a
set, adding beats removing. A document is gone while ``~deleted`` is true and the deletion knew
every write that shows: a later edit elsewhere brings it back, as a conflict.

Rows are kept folded, as TinyDB shows them: field ``codes/signs`` is ``row["codes"]["signs"]``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldkit.store.entry import Entry, Op, Version, dot, undot

Row = dict[str, Any]
Key = tuple[str, int, str]
"""Table, document, field."""

SETS: Mapping[str, tuple[str, ...]] = {
    "moments": ("participants", "codes", "emotions", "media"),
    "sessions": ("participants", "observers"),
    "participants": ("attributes",),
    "staff": ("attributes",),
    "insights": ("supporting", "contradicting", "themes"),
    "erasures": ("persons", "moments", "parted", "sessions", "memos"),
}
"""Fields whose elements are fields of their own, by table."""
DELETED = "~deleted"
PRESENT = "present"
"""The one field of a table's own document (id ``""``): whether an empty table is there at all."""
TABLE_ITSELF = -1
HASHED = 1 << 52
"""Documents with a readable id have numbers from here up; plain numbers stay below."""
DERIVED = frozenset({"id", "created", "edited"})
"""What a row of ours shows beyond its fields: nobody writes these."""
ALL = "*"
"""Every field of a document that has no version of its own; in ``base``, every field named."""


class Absent:
    """The value of a field that is not there; not the same as null."""


ABSENT = Absent()


def doc_id(table: str, name: str) -> int:
    """Return the integer by which TinyDB knows a document.

    A plain number is itself. Any other id is 52 bits of SHA-256 with bit 52 set: exact in every
    JSON reader, and told from plain numbers at a glance.
    """
    if not name:
        return TABLE_ITSELF
    if name.isdecimal() and name.isascii():
        return int(name)
    from hashlib import sha256  # 4 ms, which a note into a large study need not spend

    digest = sha256(f"{table}\0{name}".encode("utf-8", "surrogatepass")).digest()
    return HASHED | int.from_bytes(digest[:7], "big") >> 4


def kind(table: str, doc: int) -> str:
    """Return the table by whose sets a document is folded; plain numbers are plain TinyDB's."""
    return table if doc >= HASHED else ""


def split(table: str, name: str) -> tuple[str, str | None]:
    """Split a set element's field name into field and element; else the name and None."""
    head, slash, element = name.partition("/")
    return (head, element) if slash and head in SETS.get(table, ()) else (name, None)


@dataclass(slots=True)
class Table:
    """One table's documents."""

    live: dict[int, Row] = field(default_factory=dict)
    gone: dict[int, Row] = field(default_factory=dict)
    versions: dict[int, Version | dict[str, Version]] = field(default_factory=dict)
    """A document's version; or by field where they differ, ``*`` for the fields not named."""
    itself: Row = field(default_factory=dict)
    highest: int | None = 0
    """The highest plain number among the living; None where it must be looked for."""

    @property
    def present(self) -> bool:
        """Tell whether the table is there, be it empty."""
        return bool(self.live) or self.itself.get(PRESENT, True) is True

    def top(self) -> int:
        """Return the highest plain number among the living, or 0."""
        if self.highest is None:
            self.highest = max((doc for doc in self.live if doc < HASHED), default=0)
        return self.highest

    def row(self, doc: int) -> Row | None:
        """Return a document's row, living or gone, or None."""
        if doc == TABLE_ITSELF:
            return self.itself
        found = self.live.get(doc)
        return self.gone.get(doc) if found is None else found

    def version(self, table: str, doc: int, name: str) -> Version | None:
        """Return the version of what a field shows; None where nobody wrote it."""
        held = self.versions.get(doc)
        if isinstance(held, dict):
            if name in held:
                return held[name]
            held = held.get(ALL)
        row = self.row(doc)
        if held is None or row is None or isinstance(read(kind(table, doc), row, name), Absent):
            return None
        return held

    def mark(self, doc: int, name: str, version: Version, *, absent: bool) -> None:
        """Remember the version of what a field shows."""
        held = self.versions.get(doc)
        if isinstance(held, dict):
            if absent or held.get(ALL) != version:
                held[name] = version
            else:
                held.pop(name, None)
        elif absent or (held is not None and held != version):
            self.versions[doc] = {name: version} if held is None else {ALL: held, name: version}
        else:
            self.versions[doc] = version


@dataclass(slots=True)
class State:
    """All documents, their versions, and what is in conflict."""

    tables: dict[str, Table] = field(default_factory=dict)
    rivals: dict[Key, dict[Version, Any]] = field(default_factory=dict)
    """All heads of a field, where there are several."""
    early: dict[Key, set[str]] = field(default_factory=dict)
    """Dots known to be replaced before they arrived."""
    deletions: dict[tuple[str, int], dict[Version, set[str]]] = field(default_factory=dict)
    """What each deletion of a document had known."""
    seen: dict[str, int] = field(default_factory=dict)
    """The last sequence number applied of each log."""
    gaps: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Stretches of numbers below it that did not arrive, from and to."""
    clashes: set[tuple[str, str]] = field(default_factory=set)
    """Ids that hash to the number of another document: their writes stay in the journal only."""
    applied: int = 0
    """How many entries were taken in: tells that something changed."""

    def rows(self, table: str) -> dict[int, Row]:
        """Return a table's live rows, not copied: do not change them."""
        found = self.tables.get(table)
        return found.live if found else {}

    def row(self, table: str, name: str) -> Row | None:
        """Return one live row, not copied, or None."""
        return self.rows(table).get(doc_id(table, name))

    def restart(self) -> None:
        """Forget everything, to be told all entries again."""
        empty = State(applied=self.applied + 1)  # who shows the study sees that it is another
        for name in State.__slots__:
            setattr(self, name, getattr(empty, name))

    def apply(self, entry: Entry) -> None:
        """Take in one entry; any order of entries gives the same documents."""
        if not self._arrive(entry.dev, entry.seq):
            return
        version = entry.version
        for op in entry.ops:
            self._apply(op, version)
        if self.early:
            self._forget_early(entry.ops, dot(version))
        self.applied += 1

    def _arrive(self, dev: str, seq: int) -> bool:
        """Remember that an entry is here; tell whether it is new."""
        seen = self.seen.get(dev, 0)
        if seq > seen:
            if seq > seen + 1:
                self.gaps.setdefault(dev, []).append((seen + 1, seq - 1))
            self.seen[dev] = seq
            return True
        gaps = self.gaps.get(dev, [])
        gap = next((gap for gap in gaps if gap[0] <= seq <= gap[1]), None)
        if gap is not None:
            gaps.remove(gap)
            gaps += [(a, b) for a, b in ((gap[0], seq - 1), (seq + 1, gap[1])) if a <= b]
            if not gaps:
                del self.gaps[dev]
        return gap is not None

    def _forget_early(self, ops: list[Op], name: str) -> None:
        """Wait no longer for an entry; only now: two of its operations may write one field."""
        for op in ops:
            doc = doc_id(op["table"], op["id"])
            for field_ in [*op.get("set", ()), *op.get("unset", ())]:
                key = (op["table"], doc, field_)
                if name in self.early.get(key, ()):
                    self.early[key].discard(name)
                    if not self.early[key]:
                        del self.early[key]

    def _awaited(self, name: str) -> bool:
        """Tell whether the entry of this dot has not arrived yet."""
        dev, seq = undot(name)
        if seq > self.seen.get(dev, 0):
            return True
        return any(gap[0] <= seq <= gap[1] for gap in self.gaps.get(dev, ()))

    def base(self, table: str, doc: int, names: Iterable[str]) -> dict[str, str | list[str]]:
        """Return what a write to these fields replaces: all heads of each."""
        found = self.tables.get(table)
        if found is None or doc not in found.versions:
            return {}
        base: dict[str, str | list[str]] = {}
        wanted = list(names)
        for name in wanted:
            if rivals := self.rivals.get((table, doc, name)):
                base[name] = sorted(dot(version) for version in rivals)
            elif version := found.version(table, doc, name):
                base[name] = dot(version)
        values = list(base.values())
        if len(values) > 1 and len(values) == len(wanted) and all(v == values[0] for v in values):
            return {ALL: values[0]}
        return base

    def based(self, op: Op) -> Op:
        """Return an operation with the versions it replaces; a deletion names all that it knew."""
        names = [*op.get("set", {}), *op.get("unset", ())]
        doc = doc_id(op["table"], op["id"])
        if op.get("set", {}).get(DELETED) is True:
            table = self.tables.get(op["table"])
            row = (table.row(doc) if table else None) or {}
            names += [name for name, _ in flat(op["table"], doc, row)]
        base = self.base(op["table"], doc, names)
        return {**op, "base": base} if base else op

    def _apply(self, op: Op, version: Version) -> None:
        name, doc = op["table"], doc_id(op["table"], op["id"])
        table = self.tables.get(name) or self.tables.setdefault(name, Table())
        row = table.row(doc)
        if new := row is None:
            row = {}
        if doc >= HASHED:
            if row.get("id", op["id"]) != op["id"]:
                self.clashes.add((name, op["id"]))
                return
            _derive(row, op["id"], version)
        elif doc > table.top():
            table.highest = doc
        if new:
            table.live[doc] = row
        base, fields = op.get("base", {}), op.get("set", {})
        if new and not (base or self.early or op.get("unset") or DELETED in fields):
            folded = kind(name, doc)
            for name_, value in fields.items():
                show(folded, row, name_, value)
            table.versions[doc] = version
            return
        self._write_all((name, doc), op, version)
        if doc != TABLE_ITSELF and (DELETED in row or doc in table.gone):
            self._place(name, table, doc, row)
        if new and doc not in table.versions:
            table.versions[doc] = version

    def _write_all(self, of: tuple[str, int], op: Op, version: Version) -> None:
        base = op.get("base", {})
        for field_ in op.get("unset", ()):
            self._write((*of, field_), ABSENT, base, version)
        for field_, value in op.get("set", {}).items():
            self._write((*of, field_), value, base, version)

    def _write(
        self, key: Key, value: object, base: Mapping[str, str | list[str]], version: Version
    ) -> None:
        """Take in one field's write."""
        name, doc, name_ = key
        if name_ == DELETED and value is True:
            known = {b for bs in base.values() for b in ([bs] if isinstance(bs, str) else bs)}
            self.deletions.setdefault((name, doc), {})[version] = known
        over = base.get(name_, base.get(ALL, ()))
        replaced = {over} if isinstance(over, str) else set(over)
        heads = self._heads(key)
        for other in replaced - {dot(head) for head in heads}:
            if self._awaited(other):
                self.early.setdefault(key, set()).add(other)
        heads = {head: held for head, held in heads.items() if dot(head) not in replaced}
        if dot(version) not in self.early.get(key, ()):
            heads[version] = value
        if heads:
            self._settle(key, heads)

    def _heads(self, key: Key) -> dict[Version, Any]:
        """Return the writes of a field that nothing replaced yet."""
        if rivals := self.rivals.get(key):
            return rivals
        name, doc, name_ = key
        table = self.tables[name]
        version = table.version(name, doc, name_)
        return (
            {} if version is None else {version: read(kind(name, doc), table.row(doc) or {}, name_)}
        )

    def _settle(self, key: Key, heads: dict[Version, Any]) -> None:
        """Show the greatest head; keep the others where there are any."""
        name, doc, name_ = key
        table = self.tables[name]
        element = split(kind(name, doc), name_)[1] is not None
        shown = max(heads, key=lambda v: (element and not isinstance(heads[v], Absent), v))
        if len(heads) > 1:
            self.rivals[key] = heads
        else:
            self.rivals.pop(key, None)
        row = table.row(doc)
        if row is not None:
            show(kind(name, doc), row, name_, heads[shown])
            table.mark(doc, name_, shown, absent=isinstance(heads[shown], Absent))

    def _place(self, name: str, table: Table, doc: int, row: Row) -> None:
        """Put a row among the living or the gone."""
        if row.get(DELETED) is True and not self.survivors(name, doc):
            table.live.pop(doc, None)
            table.gone[doc] = row
            if doc == table.highest:
                table.highest = None
        elif doc not in table.live:
            del table.gone[doc]
            table.live[doc] = row

    def survivors(self, name: str, doc: int) -> list[str]:
        """Return the fields of a deleted document that were written without knowing of it."""
        table = self.tables[name]
        row = table.row(doc) or {}
        standing = self._heads((name, doc, DELETED))
        deletions = {
            version: known
            for version, known in self.deletions.get((name, doc), {}).items()
            if version in standing
        }
        known = {b for bs in deletions.values() for b in bs}
        found = []
        for name_, _ in flat(name, doc, row):
            key = (name, doc, name_)
            heads = self.rivals.get(key) or [table.version(name, doc, name_)]
            if name_ != DELETED and any(
                head is not None and head not in deletions and dot(head) not in known
                for head in heads
            ):
                found.append(name_)
        return found


def show(table: str, row: Row, name: str, value: object) -> None:
    """Fold one field into its row."""
    head, element = split(table, name) if "/" in name else (name, None)
    if element is None:
        if value is ABSENT:
            row.pop(head, None)
        else:
            row[head] = value
        return
    held = row.get(head)
    if value is not ABSENT:
        if not isinstance(held, dict):
            held = row[head] = {}
        held[element] = value
    elif isinstance(held, dict) and element in held:
        del held[element]
        if not held:
            del row[head]


def _derive(row: Row, name: str, version: Version) -> None:
    """Keep a row's id, when it was made and when it was last changed."""
    at = version[0]
    created = row.get("created")
    if created is None:
        row["id"], row["created"] = name, at
        return
    first, last = min(at, created), max(at, created, row.get("edited", ""))
    row["created"] = first
    if last > first:
        row["edited"] = last


def read(table: str, row: Mapping[str, Any], name: str) -> object:
    """Return a field of a folded row by its journal name, or ABSENT."""
    head, element = split(table, name)
    if element is None:
        return row.get(head, ABSENT)
    held = row.get(head)
    return held.get(element, ABSENT) if isinstance(held, dict) else ABSENT


def flat(table: str, doc: int, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield a folded row's fields by their journal names."""
    sets = SETS.get(kind(table, doc), ())
    for name, value in row.items():
        if doc >= HASHED and name in DERIVED:
            continue
        if name in sets and isinstance(value, dict):
            for element, held in value.items():
                yield f"{name}/{element}", held
        else:
            yield name, value
