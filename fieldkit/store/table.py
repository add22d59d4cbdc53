"""TinyDB over the journal: a storage and a table whose writes cost what changed.

Everything else is TinyDB's own: queries, operations, ``Document``, the table's interface.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document
from tinydb.table import Table as StockTable

from fieldkit.model.errors import InvalidValueError
from fieldkit.store.entry import Op
from fieldkit.store.files import REAL_FILES
from fieldkit.store.home import Home
from fieldkit.store.ledger import Ledger
from fieldkit.store.state import DELETED, HASHED, PRESENT, doc_id, flat
from fieldkit.store.state import Table as Documents

Fields = Mapping[Any, Any] | Callable[[MutableMapping[Any, Any]], None]


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


class FieldTable(StockTable):
    """A table that journals what changed, and copies documents on the way in and out."""

    _storage: FieldStorage
    _cached_at = -1
    _next_id: int | None  # type: ignore[assignment]  # TinyDB says None, and stores numbers

    def __new__(
        cls,
        storage: Storage,
        name: str,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """Make one; over a storage that is not ours, a stock table."""
        if isinstance(storage, FieldStorage):
            return super().__new__(cls)
        return StockTable(storage, name, *args, **kwargs)

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        self._storage.check_open()
        live = self._storage.table(self._name).live
        return {str(doc): copied(row) for doc, row in live.items()}

    def _get_next_id(self) -> int:
        number = max(self._next_id or 1, self._storage.table(self._name).top() + 1)
        self._next_id = number + 1
        return number

    def insert(self, document: Mapping[str, Any]) -> int:
        """Insert one document; return its number."""
        return self._insert([document], alone=True)[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Insert documents as one change; return their numbers."""
        return self._insert(list(documents), alone=False)

    def _insert(self, given: list[Mapping[str, Any]], *, alone: bool) -> list[int]:
        field = self._storage
        field.check_open()
        numbers: list[int] = []

        def ops() -> Iterator[Op]:
            numbers[:] = self._numbered(field, given, alone=alone)
            yield from field.making(self._name)
            for number, document in zip(numbers, given, strict=True):
                yield from field.change(self._name, number, plain(dict(document)))

        field.commit(ops)
        self.clear_cache()
        return numbers

    def _check(self, number: int, document: Mapping[str, Any]) -> None:
        """Refuse a number that stands for an id, unless the document has that id."""
        name = document.get("id")
        if number < 0 or (number >= HASHED and doc_id(self._name, str(name)) != number):
            message = f"A document cannot have the number {number}: use 0 to {HASHED - 1}."
            raise InvalidValueError(message)

    def _numbered(self, field: FieldStorage, documents: list[Any], *, alone: bool) -> list[int]:
        """Return a number for each new document: its own, or the next free one."""
        live = field.table(self._name).live
        numbers: list[int] = []
        taken = set()
        for document in documents:
            if not isinstance(document, Mapping):
                message = "Document is not a Mapping"
                raise ValueError(message)  # noqa: TRY004 — as TinyDB has it
            if isinstance(document, self.document_class):
                number = document.doc_id
                self._next_id = None if alone else self._next_id
                self._check(number, document)
            else:
                number = self._get_next_id()
            if number in taken or number in live:
                message = f"Document with ID {number} already exists"
                raise ValueError(message)
            numbers.append(number)
            taken.add(number)
        return numbers

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        field = self._storage
        field.check_open()

        def ops() -> Iterator[Op]:
            live = field.table(self._name).live
            work: dict[int, Mapping[str, Any]] = {
                self.document_id_class(doc): copied(row) for doc, row in live.items()
            }
            updater(work)
            yield from field.making(self._name)
            yield from field.removal(self._name, [doc for doc in live if doc not in work])
            for doc, row in work.items():
                if doc not in live or not same(live[doc], row):
                    yield from field.change(self._name, int(doc), plain(dict(row)))

        field.commit(ops)
        self.clear_cache()

    def update(
        self, fields: Fields, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        """Update matching documents; return their numbers."""
        field = self._storage
        return self._update_each(field, [(fields, cond)], doc_ids)

    def update_multiple(self, updates: Iterable[tuple[Fields, QueryLike]]) -> list[int]:
        """Apply several updates, each to what matches it, as one change."""
        field = self._storage
        return self._update_each(field, list(updates), None)

    def _update_each(
        self,
        field: FieldStorage,
        updates: list[tuple[Fields, QueryLike | None]],
        doc_ids: Iterable[int] | None,
    ) -> list[int]:
        field.check_open()
        updated: list[int] = []
        wanted = None if doc_ids is None else list(doc_ids)

        def ops() -> Iterator[Op]:
            live = field.table(self._name).live
            work: dict[int, dict[str, Any]] = {}
            for doc in list(live) if wanted is None else [doc for doc in wanted if doc in live]:
                for fields, cond in updates:
                    row = work.get(doc, live[doc])
                    if wanted is None and cond is not None and not cond(row):
                        continue
                    row = work.setdefault(doc, copied(live[doc]))
                    updated.append(self.document_id_class(doc))
                    if callable(fields):
                        fields(row)
                    else:
                        row.update(fields)
            yield from field.making(self._name)
            for doc, row in work.items():
                yield from field.change(self._name, doc, plain(row))

        field.commit(ops)
        self.clear_cache()
        return updated

    def remove(
        self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        """Remove matching documents; return their numbers."""
        field = self._storage
        if cond is None and doc_ids is None:
            message = "Use truncate() to remove all documents"
            raise RuntimeError(message)
        field.check_open()
        removed: list[int] = []
        wanted = None if doc_ids is None else list(doc_ids)

        def ops() -> Iterator[Op]:
            live = field.table(self._name).live
            if wanted is not None:
                removed.extend(doc for doc in wanted if doc in live)
            else:
                removed.extend(doc for doc, row in live.items() if cond is not None and cond(row))
            yield from field.making(self._name)
            yield from field.removal(self._name, removed)

        field.commit(ops)
        self.clear_cache()
        return removed

    def search(self, cond: QueryLike) -> list[Document]:
        """Return copies of the documents that match, in the order they were made."""
        field = self._storage
        field.check_open()
        if self._cached_at != field.ledger.state.applied:
            self.clear_cache()  # another table's writer, or another program, was here
            self._cached_at = field.ledger.state.applied
        cache: Any = self._query_cache  # TinyDB keeps documents there, we their numbers
        found = cache.get(cond)
        if found is None:
            found = [doc for doc, row in field.table(self._name).live.items() if cond(row)]
            if getattr(cond, "is_cacheable", lambda: True)():
                cache[cond] = found[:]
        live = field.table(self._name).live
        return [self._copy(doc, live[doc]) for doc in found if doc in live]

    def get(  # type: ignore[override]  # one signature for TinyDB's six overloads
        self,
        cond: QueryLike | None = None,
        doc_id: int | None = None,
        doc_ids: list[int] | None = None,
    ) -> Document | list[Document] | None:
        """Return a copy of one document, or of several by their numbers."""
        field = self._storage
        field.check_open()
        live = field.table(self._name).live
        if doc_id is not None:
            return self._copy(doc_id, live[doc_id]) if doc_id in live else None
        if doc_ids is not None:
            wanted = set(doc_ids)
            return [self._copy(doc, row) for doc, row in live.items() if doc in wanted]
        if cond is None:
            message = "You have to pass either cond or doc_id or doc_ids"
            raise RuntimeError(message)
        return next((self._copy(doc, row) for doc, row in live.items() if cond(row)), None)

    def _copy(self, doc: int, row: Mapping[str, Any]) -> Document:
        return self.document_class(copied(row), self.document_id_class(doc))


class FieldDB(TinyDB):
    """TinyDB with our storage and table."""

    table_class = FieldTable
    default_storage_class = FieldStorage  # type: ignore[assignment]  # TinyDB types it as its own

    def tables(self) -> set[str]:
        """Return the names of the tables there are."""
        storage = self._storage
        if isinstance(storage, FieldStorage):
            storage.check_open()
            return {n for n, table in storage.ledger.state.tables.items() if table.present}
        return super().tables()


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
