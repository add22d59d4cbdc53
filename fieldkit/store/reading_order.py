"""The order in which moments are read: by session, then time, then as their source had them."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from fieldkit.store.rows import natural
from fieldkit.store.state import Row

LAST = 1 << 30
Natural = tuple[tuple[int, str], ...]


def in_order(moments: Iterable[Row], sessions: Iterable[Row]) -> list[Row]:
    """Return moments in order; one without a time stays where its source had it.

    Cost: about 2 µs a moment where all have a time, else 5.
    """
    place = {row["id"]: at for at, row in enumerate(sessions_in_order(sessions))}
    rows = list(moments)
    if all(row.get("at") for row in rows):
        return _timed(rows, place)
    kept = sorted(rows, key=_SourceOrder())
    last: dict[Any, str] = {}
    keys = []
    for at, row in enumerate(kept):
        session = row.get("session")
        time = row.get("at") or last.get(session, "")
        last[session] = max(time, last.get(session, "")) if row.get("source") else time
        keys.append((place.get(session, LAST), time, at))
    return [kept[at] for _, _, at in sorted(keys)]


def _timed(rows: list[Row], place: Mapping[Any, int]) -> list[Row]:
    """Return moments in order that all have a time: how they were written settles ties alone."""
    rows.sort(key=itemgetter("at"))
    rows.sort(key=lambda row: place.get(row.get("session"), LAST))
    source_order = _SourceOrder()
    ordered: list[Row] = []
    # Those without a session, or of one that is not here, stand together.
    for _, run in groupby(rows, key=lambda row: (place.get(row.get("session"), LAST), row["at"])):
        same = list(run)
        ordered += sorted(same, key=source_order) if len(same) > 1 else same
    return ordered


def sessions_in_order(sessions: Iterable[Row]) -> list[Row]:
    """Return sessions by their start; those without one last."""
    named = (row for row in sessions if "id" in row)
    return sorted(named, key=lambda row: (row.get("start") or "9", natural(row["id"])))


class _SourceOrder:
    """Gives what sorts moments as they were written; knows the marks of the ids it has seen."""

    def __init__(self) -> None:
        self._marks: dict[str, Natural] = {}

    def __call__(self, row: Row) -> tuple[Any, ...]:
        source = row.get("source")
        if isinstance(source, Mapping):
            return (0, source["path"], source["line"], self._natural(row["id"]))
        return (1, "", 0, self._natural(row["id"]))

    def _natural(self, name: str) -> Natural:
        """Return ``natural`` of an id: all but its number is read once."""
        mark, dash, number = name.rpartition("-")
        if not (dash and number.isascii() and number.isdigit()):
            return natural(name)
        before = self._marks.get(mark)
        if before is None:
            before = self._marks[mark] = natural(f"{mark}-")[:-1]
        return (*before, (int(number), ""), (-1, " "))
