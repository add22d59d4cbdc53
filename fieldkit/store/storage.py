"""A study's folder as a TinyDB storage, whose writes cost what changed."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from fieldkit.model.errors import InvalidValueError
from fieldkit.store.entry import Op
from fieldkit.store.files import REAL_FILES
from fieldkit.store.home import Home
from fieldkit.store.ledger import Ledger
from fieldkit.store.state import DELETED, HASHED, PRESENT, flat
from fieldkit.store.state import Table as Documents


class FieldStorage(Storage):
    """A study's folder as TinyDB sees it: all tables at once."""

    def __init__(self, path: str | Path | Ledger, handle: str = "tinydb") -> None:
        self.ledger = path if isinstance(path, Ledger) else _open(Path(path))
        self.handle = handle
        self.closed = False

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return all tables, copied; None where there are none."""
        self.check_open()
        tables = {
            name: {str(doc): copied(row) for doc, row in table.live.items()}
            for name, table in self.ledger.state.tables.items()
            if table.present
        }
        return tables or None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Make the tables what they are here; only what differs is journalled."""
        self.check_open()
        wanted = plain(data)

        def ops() -> Iterator[Op]:
            for name, table in self.ledger.state.tables.items():
                if name not in wanted and table.present:
                    yield from self.removal(name, list(table.live))
                    yield self.presence(name, there=False)
            for name, rows in wanted.items():
                held = self.table(name)
                yield from self.making(name)
                kept = {int(doc) for doc in rows}
                yield from self.removal(name, [doc for doc in held.live if doc not in kept])
                for doc, row in rows.items():
                    yield from self.change(name, int(doc), row)

        self.commit(ops)

    def close(self) -> None:
        """Write the snapshot and let go."""
        if not self.closed:
            self.ledger.settle(whatever_size=True)
            self.closed = True

    def check_open(self) -> None:
        """Refuse to work after close, as a file would.

        Raises:
            ValueError: The storage is closed.
        """
        if self.closed:
            message = "I/O operation on closed storage"
            raise ValueError(message)

    def table(self, name: str) -> Documents:
        """Return a table's documents, not copied."""
        return self.ledger.state.tables.get(name) or Documents()

    def commit(self, ops: Callable[[], Iterable[Op]]) -> None:
        """Journal the operations, computed under the lock."""
        self.ledger.commit(self.handle, lambda _: ops())

    def change(self, name: str, doc: int, row: Mapping[str, Any]) -> Iterator[Op]:
        """Yield what makes a document this row, or nothing where it is already."""
        held = self.table(name)
        before = dict(flat(name, doc, held.row(doc) or {}))
        after = dict(flat(name, doc, row))
        if DELETED in after:
            message = f"A field cannot be called {DELETED!r}."
            raise InvalidValueError(message)
        fields = {k: v for k, v in after.items() if k not in before or not same(before[k], v)}
        lost = [k for k in before if k not in after]
        if fields or lost or doc not in held.live:
            yield self.op(name, doc, fields, lost, named=row.get("id"))

    def removal(self, name: str, docs: Iterable[int]) -> Iterator[Op]:
        """Yield the deletion of documents; each names every field it knew."""
        for doc in docs:
            row = self.table(name).row(doc) or {}
            known = [key for key, _ in flat(name, doc, row)]
            yield self.op(name, doc, {DELETED: True}, [], over=known)

    def presence(self, name: str, *, there: bool) -> Op:
        """Return the making or dropping of a table itself."""
        op: Op = {"table": name, "id": "", "set": {PRESENT: there}}
        if base := self.ledger.state.base(name, -1, [PRESENT]):
            op["base"] = base
        return op

    def making(self, name: str) -> Iterator[Op]:
        """Yield the making of a table that is not there: TinyDB makes it at any write."""
        if name not in self.ledger.state.tables or not self.table(name).present:
            yield self.presence(name, there=True)

    def op(
        self,
        name: str,
        doc: int,
        fields: dict[str, Any],
        lost: list[str],
        *,
        over: Iterable[str] = (),
        named: object = None,
    ) -> Op:
        """Return one operation with what it replaces; ``named`` is the id of a new document."""
        row = self.table(name).row(doc) or {}
        name_of = str(row.get("id", named)) if doc >= HASHED else str(doc)
        op: Op = {"table": name, "id": name_of, "set": fields}
        if lost:
            op["unset"] = lost
        if base := self.ledger.state.base(name, doc, [*fields, *lost, *over]):
            op["base"] = base
        return op


def copied(value: Any) -> Any:
    """Return a JSON value whose parts nobody else holds."""
    if isinstance(value, dict):
        return {key: copied(held) for key, held in value.items()}
    if isinstance(value, list):
        return [copied(held) for held in value]
    return value


def plain(value: Any) -> Any:
    """Return a value as it reads back from JSON.

    Raises:
        TypeError: It holds something that JSON cannot.
        InvalidValueError: A number is not finite.
    """
    try:
        return json.loads(json.dumps(value, allow_nan=False))
    except ValueError as error:
        message = f"This cannot be kept: {error}."
        raise InvalidValueError(message) from error


def same(one: object, other: object) -> bool:
    """Tell whether two JSON values are the same, where 1, 1.0 and true are three values."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


def _open(path: Path) -> Ledger:
    REAL_FILES.make_folder(path)
    return Ledger(path, Home(path / ".home"))
