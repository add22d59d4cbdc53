"""One store over many moments, in a process of its own: ``rivals.py STORE FOLDER COUNT ROUNDS``.

Prints JSON: the seconds of opening and the first read, and the resident megabytes after that; and,
with rounds, the seconds of each insert, of a raw append and fsync of as many bytes in turn with it,
of each update and search.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from volume import moment, resident

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.shorthand.search import Search, parse_search
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook

if TYPE_CHECKING:
    from tinydb import TinyDB

SEARCH = "@checkout #signs card"
DOCUMENTS = "documents.json"
Row = dict[str, Any]


class Ours:
    """fieldkit's store."""

    def __init__(self, folder: Path, count: int) -> None:
        home = Home(folder / f"state{count}" / "fieldkit")
        self.notebook = Notebook(folder / str(count), home, Observer(handle=as_handle("ana")))
        self.asked: Search | None = None

    def count(self) -> int:
        """Return how many moments there are."""
        return len(self.notebook.moments)

    def insert(self, number: int, _: Row) -> None:
        """Write one moment."""
        op = moment(number)
        self.notebook.ledger.commit("ana", lambda _: [op])

    def update(self, number: int) -> None:
        """Change one field of one moment."""
        op = moment(number)
        op["set"] = {"note": "looked at again"}
        self.notebook.commit(lambda _: [op])

    def search(self) -> int:
        """Find by three conditions."""
        if self.asked is None:
            self.asked = parse_search(SEARCH, self.notebook.pen.words())
        return len(self.notebook.find(self.asked))


class Tiny:
    """TinyDB with the storage it comes with."""

    def __init__(self, folder: Path, count: int) -> None:
        self.rows = self.database(folder, count).table("moments")

    def database(self, folder: Path, count: int) -> "TinyDB":
        """Open the file."""
        from tinydb import TinyDB  # only here: its memory is none of the others'

        return TinyDB(folder / f"{count}.stock.json")

    def count(self) -> int:
        """Return how many moments there are, having read them."""
        return len(self.rows.all())

    def insert(self, _: int, row: Row) -> None:
        """Write one moment."""
        self.rows.insert(row)

    def update(self, number: int) -> None:
        """Change one field of one moment."""
        self.rows.update({"note": "looked at again"}, doc_ids=[number])

    def search(self) -> int:
        """Find by three conditions."""
        from tinydb import Query

        self.rows.clear_cache()
        row = Query()
        asked = (
            (row.touchpoint == "checkout") & row.codes["signs"].exists() & row.text.search("card")
        )
        return len(self.rows.search(asked))


class Cached(Tiny):
    """TinyDB with CachingMiddleware: it writes every thousandth change, so nothing is durable."""

    def database(self, folder: Path, count: int) -> "TinyDB":
        """Open the file."""
        from tinydb import TinyDB
        from tinydb.middlewares import CachingMiddleware
        from tinydb.storages import JSONStorage

        storage = CachingMiddleware(JSONStorage)  # type: ignore[no-untyped-call]  # TinyDB's own
        return TinyDB(folder / f"{count}.cached.json", storage=storage)


class Sqlite:
    """SQLite, a JSON document a row, every change on the disk."""

    def __init__(self, folder: Path, count: int) -> None:
        import sqlite3

        self.base = sqlite3.connect(folder / f"{count}.sqlite", isolation_level=None)
        self.base.execute("PRAGMA journal_mode=WAL")
        self.base.execute("PRAGMA synchronous=FULL")

    def count(self) -> int:
        """Return how many moments there are, having read them: the others hold them in memory."""
        return len([json.loads(row) for (row,) in self.base.execute("SELECT row FROM moments")])

    def insert(self, _: int, row: Row) -> None:
        """Write one moment."""
        self.base.execute("INSERT INTO moments (row) VALUES (?)", [json.dumps(row)])

    def update(self, number: int) -> None:
        """Change one field of one moment."""
        changed = "UPDATE moments SET row = json_set(row, '$.note', ?) WHERE id = ?"
        self.base.execute(changed, ["looked at again", number])

    def search(self) -> int:
        """Find by three conditions."""
        asked = (
            "SELECT row FROM moments WHERE json_extract(row, '$.touchpoint') = 'checkout' "
            "AND json_extract(row, '$.codes.signs') AND row LIKE '%card%'"
        )
        return len(self.base.execute(asked).fetchall())


STORES: dict[str, Callable[[Path, int], Ours | Tiny | Sqlite]] = {
    "fieldkit": Ours,
    "TinyDB JSONStorage": Tiny,
    "TinyDB Caching": Cached,
    "SQLite WAL FULL": Sqlite,
}

LIBRARIES = {
    "fieldkit": "msgspec",
    "TinyDB JSONStorage": "tinydb",
    "TinyDB Caching": "tinydb",
    "SQLite WAL FULL": "sqlite3",
}
"""What each loads besides: start-up is measured elsewhere."""


def timed(what: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def main(name: str, folder: Path, count: int, rounds: int) -> None:
    """Measure one store."""
    importlib.import_module(LIBRARIES[name])
    start = time.perf_counter()
    store = STORES[name](folder, count)
    there = store.count()
    found: dict[str, Any] = {"open": time.perf_counter() - start, "MB": resident(), "count": there}
    if rounds:
        found |= changed(store, folder / f"raw {name} {count}", count, rounds)
    sys.stdout.write(json.dumps(found))


def changed(store: Ours | Tiny | Sqlite, raw: Path, count: int, rounds: int) -> dict[str, Any]:
    """Measure inserts with the raw call in turn, updates and searches."""
    row = json.loads((raw.parent / DOCUMENTS).read_bytes())
    line = json.dumps(row).encode() + b"\n"
    fd = os.open(raw, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def append() -> None:
        os.write(fd, line)
        os.fsync(fd)

    inserts, appends = [], []
    for number in range(count + 1, count + rounds + 1):
        inserts.append(timed(lambda number=number: store.insert(number, row)))  # type: ignore[misc]  # at once
        appends.append(timed(append))
    updates = [timed(lambda n=n: store.update(n)) for n in range(1, rounds // 4 + 3)]  # type: ignore[misc]  # at once
    store.search()
    searches = [timed(store.search) for _ in range(min(20, rounds))]
    return {"insert": inserts, "raw": appends, "update": updates, "search": searches}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
