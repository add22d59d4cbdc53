"""FieldDB shows what stock TinyDB shows, whatever is done to both."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tinydb import TinyDB, where
from tinydb.operations import add, decrement, delete, increment
from tinydb.operations import set as set_to
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from fieldkit.model.errors import InvalidValueError
from fieldkit.store.state import HASHED, doc_id
from fieldkit.store.table import FieldDB

NAMES = st.sampled_from(["a", "b", "n", "codes", "id", "created", "x/y", "", "*", "\ud800"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.5, 1.0, "s", "é\x00"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=4,
)
DOCUMENTS = st.dictionaries(NAMES, VALUES, max_size=3) | st.fixed_dictionaries(
    {"n": st.integers(0, 3), "a": st.integers(0, 2)}
)
TABLES = st.sampled_from(["_default", "moments", "é /"])
NUMBERS = st.integers(0, 9)
ONES: list[Any] = [1, "s", None]


def queries() -> st.SearchStrategy[Any]:
    """Return queries of several kinds."""
    field = st.sampled_from(["a", "n", "b"])
    return st.one_of(
        st.builds(lambda f, v: where(f) == v, field, st.integers(0, 2)),
        st.builds(lambda f: where(f).exists(), field),
        st.builds(lambda f, v: ~(where(f) == v), field, st.integers(0, 2)),
        st.builds(lambda f: where(f).test(lambda v: v in ONES), field),
        st.builds(lambda v: (where("n") == v) | (where("a") == v), st.integers(0, 3)),
    )


def changes() -> st.SearchStrategy[Any]:
    """Return what update takes: fields, operations, callables."""

    def grow(document: Any) -> None:  # any document
        document["grown"] = [*document.get("grown", []), len(document)]

    return st.one_of(
        DOCUMENTS,
        st.sampled_from([set_to("a", 5), set_to("codes", {}), grow, lambda d: d.clear()]),
    )


class Twins(RuleBasedStateMachine):
    """One database of ours, one of TinyDB's, and the same done to both."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ours: TinyDB = FieldDB(Path(self.folder.name))
        self.stock = TinyDB(storage=MemoryStorage)

    def teardown(self) -> None:
        """Let go."""
        self.ours.close()
        self.folder.cleanup()

    def both(self, table: str, do: Callable[[Any], Any]) -> None:
        """Do the same to both, and compare what comes of it, be it an error."""
        results: list[tuple[object, Any]] = []
        for database in (self.ours, self.stock):
            try:
                results.append((None, do(database.table(table))))
            except (ValueError, RuntimeError, TypeError, KeyError) as error:
                results.append((type(error), str(error)))
        assert results[0] == results[1]

    @rule(table=TABLES, document=DOCUMENTS)
    def insert(self, table: str, document: dict[str, Any]) -> None:
        """Insert one."""
        self.both(table, lambda t: t.insert(document))

    @rule(table=TABLES, document=DOCUMENTS, number=NUMBERS)
    def insert_numbered(self, table: str, document: dict[str, Any], number: int) -> None:
        """Insert one under a number, which may be taken."""
        self.both(table, lambda t: t.insert(Document(document, doc_id=number)))

    @rule(table=TABLES, documents=st.lists(DOCUMENTS, max_size=4))
    def insert_multiple(self, table: str, documents: list[dict[str, Any]]) -> None:
        """Insert several, or none."""
        self.both(table, lambda t: t.insert_multiple(documents))

    @rule(table=TABLES, change=changes(), query=queries())
    def update(self, table: str, change: Any, query: Any) -> None:  # TinyDB's own
        """Update what matches."""
        self.both(table, lambda t: t.update(change, query))

    @rule(table=TABLES, change=changes(), numbers=st.lists(NUMBERS, max_size=3))
    def update_numbered(self, table: str, change: Any, numbers: list[int]) -> None:
        """Update by numbers, some of which are not there."""
        self.both(table, lambda t: t.update(change, doc_ids=numbers))

    @rule(table=TABLES, change=changes())
    def update_all(self, table: str, change: Any) -> None:
        """Update everything."""
        self.both(table, lambda t: t.update(change))

    @rule(
        table=TABLES,
        field=st.sampled_from(["a", "n"]),
        make=st.sampled_from([increment, decrement, delete, lambda f: add(f, 2)]),
    )
    def operate(self, table: str, field: str, make: Callable[[str], Any]) -> None:
        """Use TinyDB's operations on whole numbers."""
        is_number = where(field).test(whole)
        self.both(table, lambda t: t.update(make(field), is_number))

    @rule(table=TABLES, updates=st.lists(st.tuples(changes(), queries()), max_size=3))
    def update_multiple(self, table: str, updates: list[Any]) -> None:
        """Several updates as one."""
        self.both(table, lambda t: t.update_multiple(updates))

    @rule(table=TABLES, document=DOCUMENTS, query=queries())
    def upsert(self, table: str, document: dict[str, Any], query: Any) -> None:
        """Update or insert."""
        self.both(table, lambda t: t.upsert(document, query))

    @rule(table=TABLES, document=DOCUMENTS, number=NUMBERS)
    def upsert_numbered(self, table: str, document: dict[str, Any], number: int) -> None:
        """Update or insert by number."""
        self.both(table, lambda t: t.upsert(Document(document, doc_id=number)))

    @rule(table=TABLES, query=queries())
    def remove(self, table: str, query: Any) -> None:
        """Remove what matches."""
        self.both(table, lambda t: t.remove(query))

    @rule(table=TABLES, numbers=st.lists(NUMBERS, max_size=3, unique=True))
    def remove_numbered(self, table: str, numbers: list[int]) -> None:
        """Remove by numbers."""
        self.both(table, lambda t: t.remove(doc_ids=numbers))

    @rule(table=TABLES)
    def truncate(self, table: str) -> None:
        """Empty a table."""
        self.both(table, lambda t: t.truncate())

    @rule(table=TABLES)
    def drop_table(self, table: str) -> None:
        """Drop a table."""
        self.ours.drop_table(table)
        self.stock.drop_table(table)

    @rule()
    def drop_tables(self) -> None:
        """Drop all."""
        self.ours.drop_tables()
        self.stock.drop_tables()

    @rule(table=TABLES, query=queries(), number=NUMBERS)
    def look(self, table: str, query: Any, number: int) -> None:
        """Ask in every way there is; what is returned is the asker's own."""
        self.both(table, lambda t: t.search(query))
        self.both(table, lambda t: (t.count(query), t.contains(query), len(t)))
        self.both(table, lambda t: (t.contains(doc_id=number), t.get(doc_id=number)))
        self.both(table, lambda t: t.get(doc_ids=[number, 1, 2]))
        self.both(table, lambda t: (t.get(query) is None, t.get(query) in [None, *t.search(query)]))
        for document in self.ours.table(table).search(query):
            document.clear()

    @rule(snapshot=st.booleans())
    def reopen(self, *, snapshot: bool) -> None:
        """Open again: from the snapshot, or from the journal alone."""
        self.ours.close()
        if not snapshot:
            (Path(self.folder.name) / "study.json").unlink(missing_ok=True)
        self.ours = FieldDB(Path(self.folder.name))
        counters = {n: self.stock.table(n)._next_id for n in self.stock.tables()}  # noqa: SLF001
        for name in counters:
            self.stock.table(name)._next_id = None  # noqa: SLF001 — as a file opened again

    @invariant()
    def equal(self) -> None:
        """Both show the same documents."""
        assert self.ours.tables() == self.stock.tables()
        for name in self.stock.tables():
            pairs = [
                [(row.doc_id, typed(row)) for row in database.table(name)]
                for database in (self.ours, self.stock)
            ]
            assert pairs[0] == pairs[1]


def whole(value: Any) -> bool:
    """Tell whether a value is a whole number, and not true or false."""
    return isinstance(value, int) and not isinstance(value, bool)


def typed(value: Any) -> Any:
    """Return a value in which 1, 1.0 and True differ."""
    if isinstance(value, dict):
        return {key: typed(held) for key, held in value.items()}
    if isinstance(value, list):
        return [typed(held) for held in value]
    return (type(value), value)


@pytest.mark.parametrize(
    ("examples", "steps"),
    [
        pytest.param(60, 20, id="quick"),
        pytest.param(5000, 50, id="full", marks=pytest.mark.slow),
    ],
)
def test_the_store_equals_stock_tinydb(examples: int, steps: int) -> None:
    """After any run of its methods, over reopening."""
    run_state_machine_as_test(
        Twins,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("number", [-1, HASHED, HASHED + 7])
def test_a_number_that_stands_for_an_id_is_refused(tmp_path: Path, number: int) -> None:
    """Numbers from 2**52 up are those of documents with an id."""
    with pytest.raises(InvalidValueError, match="cannot have the number"):
        FieldDB(tmp_path).insert(Document({"x": 1}, doc_id=number))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_are_none_are_refused_and_nothing_is_kept(
    tmp_path: Path, value: float
) -> None:
    """Nor is the number of the document used up for others."""
    database = FieldDB(tmp_path)
    with pytest.raises(InvalidValueError):
        database.insert({"x": [value]})
    assert len(database) == 0
    assert (
        TinyDB(tmp_path / "study.json", create_dirs=False).tables() <= {"_journal"}
        if (tmp_path / "study.json").exists()
        else True
    )


def test_a_document_with_an_id_is_known_by_it(tmp_path: Path) -> None:
    """Its number is that of its id, on every device."""
    database = FieldDB(tmp_path)
    number = doc_id("moments", "zed-1")
    table = database.table("moments")
    table.insert(Document({"id": "zed-1", "codes": {"x": True}}, doc_id=number))
    table.update({"text": "a"}, where("id") == "zed-1")
    found = table.get(doc_id=number)
    assert found is not None
    assert {"id": "zed-1", "codes": {"x": True}, "text": "a"}.items() <= found.items()


def test_what_is_read_or_written_is_nobody_elses(tmp_path: Path) -> None:
    """Stock TinyDB hands out its own lists; ours are copies."""
    database = FieldDB(tmp_path)
    given = {"list": [1], "deep": {"x": [1]}}
    database.insert(given)
    given["list"].append(2)  # type: ignore[attr-defined]  # a list
    for read in (database.all, lambda: database.search(where("list").exists())):
        read()[0]["deep"]["x"].append(2)
    assert database.get(doc_id=1) == {"list": [1], "deep": {"x": [1]}}
