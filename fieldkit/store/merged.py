"""Keys that were merged: which one each goes by now, and searches that find by all of them."""

from collections.abc import Iterable
from dataclasses import replace

from fieldkit.shorthand.search import Clause, Search
from fieldkit.store.state import State

TABLES = {"touchpoint": ("touchpoints",), "code": ("codes",), "person": ("participants", "staff")}
"""The tables whose keys may have been merged, by the field of a search."""


def goes_by(state: State, table: str, key: str) -> str:
    """Return the key that a merged one goes by now; a circle of merges ends where it closes."""
    return _end(key, _merged(state, (table,)))


class Merges:
    """Which key each goes by now, for many of them at once."""

    def __init__(self, state: State, kind: str) -> None:
        self._into = _merged(state, TABLES[kind])

    def __bool__(self) -> bool:
        """Tell whether any were merged."""
        return bool(self._into)

    def of(self, key: str) -> str:
        """Return the key that one goes by."""
        return _end(key, self._into)


def widened(state: State, search: Search) -> Search:
    """Return a search that finds, by any of its merged keys, what all of them stand for."""
    return replace(search, clauses=tuple(_wide(state, clause) for clause in search.clauses))


def _wide(state: State, clause: Clause) -> Clause:
    into = _merged(state, TABLES.get(clause.field, ())) if clause.values else {}
    if not into:
        return clause
    meant = {_end(str(value), into) for value in clause.values}
    under = tuple(f"{key}/" for key in meant)  # only codes have levels, and no other key a slash
    others = (key for key in into if (end := _end(key, into)) in meant or end.startswith(under))
    return replace(clause, values=tuple(dict.fromkeys((*clause.values, *sorted(meant), *others))))


def _end(key: str, into: dict[str, str]) -> str:
    seen = [key]
    while (following := into.get(seen[-1])) is not None and following not in seen:
        seen.append(following)
    return seen[-1]


def _merged(state: State, tables: Iterable[str]) -> dict[str, str]:
    return {
        str(row["id"]): str(row["same_as"])
        for table in tables
        for row in state.rows(table).values()
        if row.get("same_as") and "id" in row
    }
