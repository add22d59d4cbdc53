"""What two devices wrote at once: each field with every value, and how one of them is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from fieldkit.model.errors import NotFoundError, UsageError
from fieldkit.model.times import from_iso
from fieldkit.store.entry import Op, Version, dot
from fieldkit.store.ledger import Ledger
from fieldkit.store.state import ABSENT, DELETED, HASHED, Absent, State, Table

GONE = "deleted"
"""What a deletion against a later edit is called: the field of it is ours alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One of the values of a field, and who wrote it."""

    value: object
    """ABSENT where it was removed; of a deletion, whether it is deleted."""
    who: str
    """The handle; ``?`` where the entry does not read any more."""
    at: datetime
    shown: bool
    """Whether it is the one that shows until the conflict is settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One field of one document that several logs wrote without knowing of each other."""

    table: str
    id: str
    field: str
    """As in the journal: ``text``, ``codes/signs``; ``deleted`` for a deletion."""
    claims: tuple[Claim, ...]
    """The one that shows first."""


def count(state: State) -> int:
    """Return how many fields are in conflict.

    Cost: what is in conflict, not the study.
    """
    return sum(1 for _ in _fields(state)) + sum(1 for _ in _deletions(state))


def conflicts(ledger: Ledger, name: str | None = None) -> list[Conflict]:
    """Return every conflict, or those of the documents of one id.

    Cost: the first time, reads the logs that wrote the values.
    """
    state = ledger.state
    found = [
        _of_field(ledger, table, doc, field, heads) for table, doc, field, heads in _fields(state)
    ]
    found += [_of_deletion(ledger, table, doc) for table, doc in _deletions(state)]
    return [conflict for conflict in found if name is None or conflict.id == name]


def settle(ledger: Ledger, handle: str, conflict: Conflict, keep: int) -> None:
    """Keep one of a conflict's values, by an entry that names them all.

    Args:
        ledger: The study.
        handle: Who settles it.
        conflict: As it was shown.
        keep: Which of its claims, from 1.

    Raises:
        UsageError: It has no such value, or is not as it was shown any more.
    """
    if not 1 <= keep <= len(conflict.claims):
        message = f"{conflict.id} {conflict.field} has values 1 to {len(conflict.claims)}."
        raise UsageError(message)
    value = conflict.claims[keep - 1].value

    def make(_: object) -> Iterator[Op]:
        if conflict not in conflicts(ledger, conflict.id):
            message = f"{conflict.id} {conflict.field} was changed just now; look again."
            raise UsageError(message)
        op: Op = {"table": conflict.table, "id": conflict.id}
        if conflict.field == GONE and value is True:
            op["set"] = {DELETED: True}
        elif conflict.field == GONE or isinstance(value, Absent):
            op["unset"] = [DELETED if conflict.field == GONE else conflict.field]
        else:
            op["set"] = {conflict.field: value}
        yield ledger.state.based(op)

    ledger.commit(handle, make)


def named(found: list[Conflict], name: str, field: str | None) -> Conflict:
    """Return the conflict of a document's field; of its only one where no field is given.

    Raises:
        NotFoundError: There is none.
        UsageError: There are several, and none was named.
    """
    if field is None and len(found) > 1:
        fields = ", ".join(conflict.field for conflict in found)
        message = f"{name} has several: say which of {fields}."
        raise UsageError(message)
    wanted = [conflict for conflict in found if field in {None, conflict.field}]
    if not wanted:
        message = (
            f"{name}{f' {field}' if field else ''} is not in conflict; see: fieldkit conflicts"
        )
        raise NotFoundError(message)
    return wanted[0]


def _fields(state: State) -> Iterator[tuple[str, int, str, Mapping[Version, object]]]:
    """Yield the fields of what is there whose values differ."""
    for (table, doc, field), heads in state.rivals.items():
        values = list(heads.values())
        differ = any(value != values[0] for value in values)
        if differ and field != DELETED and doc in state.tables[table].live:
            yield table, doc, field, heads


def _deletions(state: State) -> Iterator[tuple[str, int]]:
    """Yield what was deleted while another wrote to it, or brought it back."""
    for table, doc in state.deletions:
        rivals = state.rivals.get((table, doc, DELETED), {})
        row = state.tables[table].live.get(doc, {})
        torn = len({value is True for value in rivals.values()}) > 1
        if torn or (row.get(DELETED) is True and state.survivors(table, doc)):
            yield table, doc


def _of_field(
    ledger: Ledger, table: str, doc: int, field: str, heads: Mapping[Version, object]
) -> Conflict:
    shown = ledger.state.tables[table].version(table, doc, field)
    claims = [
        Claim(
            value=value,
            who=_who(ledger, version),
            at=from_iso(version[0]),
            shown=version == shown,
        )
        for version, value in sorted(heads.items(), key=lambda head: head[0], reverse=True)
    ]
    return Conflict(
        table=table,
        id=_id(ledger.state.tables[table], doc),
        field=field,
        claims=tuple(sorted(claims, key=lambda claim: not claim.shown)),
    )


def _of_deletion(ledger: Ledger, table: str, doc: int) -> Conflict:
    """Return a deletion against what its writer did not know."""
    state = ledger.state
    held = state.tables[table]
    rivals = state.rivals.get((table, doc, DELETED), {})
    standing = held.version(table, doc, DELETED)
    deleted = [version for version in state.deletions[table, doc] if version in rivals] or [
        version for version in state.deletions[table, doc] if version == standing
    ]
    kept = [version for version, value in rivals.items() if value is not True]
    for field in state.survivors(table, doc):
        heads = state.rivals.get((table, doc, field))
        found = heads or [held.version(table, doc, field)]
        kept += [version for version in found if version is not None]
    there = doc in held.live
    sides = ((False, kept, there), (True, deleted, not there))
    claims = [
        Claim(value=value, who=_who(ledger, last), at=from_iso(last[0]), shown=shown)
        for value, versions, shown in sides
        for last in [max(versions, default=None)]
        if last is not None
    ]
    return Conflict(
        table=table,
        id=_id(held, doc),
        field=GONE,
        claims=tuple(sorted(claims, key=lambda claim: not claim.shown)),
    )


def _who(ledger: Ledger, version: Version) -> str:
    entries = ledger.journal.archive.entry(dot(version))
    return entries[0].who if entries else "?"


def _id(table: Table, doc: int) -> str:
    return str(doc) if doc < HASHED else str((table.row(doc) or {}).get("id", ABSENT))
