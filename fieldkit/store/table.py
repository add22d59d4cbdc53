"""TinyDB over the journal: a table, and a database of such, over a study's storage.

Everything else is TinyDB's own: queries, operations, ``Document``, the table's interface.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document
from tinydb.table import Table as StockTable

from fieldkit.model.errors import InvalidValueError
from fieldkit.store.entry import Op
from fieldkit.store.state import HASHED, doc_id
from fieldkit.store.storage import FieldStorage, copied, plain, same

Fields = Mapping[Any, Any] | Callable[[MutableMapping[Any, Any]], None]


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
