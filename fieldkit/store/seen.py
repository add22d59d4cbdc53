"""An edit against what its writer saw: computed under the lock, and never over another's value.

A field that still reads as the writer saw it is replaced. One that another process or device has
changed meanwhile is not: both values stay, as a conflict to settle. What a value does not know of
its row, as a newer fieldkit may have written it, stays as it is.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from fieldkit.store.entry import Op, dot
from fieldkit.store.rows import change, from_row, to_fields
from fieldkit.store.state import ABSENT, Row, State, doc_id, read
from fieldkit.store.tables import TYPES


def amendment(state: State, table: str, seen: object, new: object) -> tuple[Op | None, list[str]]:
    """Return what makes of a value another, with its bases, and the fields changed meanwhile.

    Args:
        state: The study as it is now; the study's lock is held.
        table: The table.
        seen: The value as its writer saw it.
        new: The value it is to be.
    """
    op = change(table, seen, new)
    if op is None:
        return None, []
    held = state.tables.get(table)
    doc = doc_id(table, op["id"])
    row = (held.row(doc) if held else None) or {}
    before, now = to_fields(table, seen), _fields(table, row)
    fields: dict[str, Any] = {}
    lost: list[str] = []
    base: dict[str, str | list[str]] = {}
    crossed: list[str] = []
    for name in [*op.get("set", {}), *op.get("unset", ())]:
        value = op.get("set", {}).get(name, ABSENT)
        present = now.get(name, ABSENT)
        if present == value:
            continue  # another wrote the same
        if value is ABSENT:
            lost.append(name)
        else:
            fields[name] = _with_unknown(value, read(table, row, name), present)
        version = held.version(table, doc, name) if held else None
        if present != before.get(name, ABSENT):
            crossed.append(name)
        elif version is not None:
            base[name] = dot(version)
    if not fields and not lost:
        return None, []
    op = {"table": table, "id": op["id"], "set": fields, "base": base}
    if lost:
        op["unset"] = lost
    return op, crossed


def amendments(
    state: State, table: str, pairs: Sequence[tuple[Any, Any]], told: list[str]
) -> Iterator[Op]:
    """Yield what makes of each value another; add to what is told what was changed meanwhile."""
    for seen, new in pairs:
        op, crossed = amendment(state, table, seen, new)
        if op is not None:
            yield op
            told += [
                f"{op['id']} {field} was changed meanwhile; both values are kept: "
                f"fieldkit conflicts {op['id']}"
                for field in crossed
            ]


def _fields(table: str, row: Row) -> dict[str, Any]:
    """Return a row's fields as its value would write them: what is unknown to it is left out."""
    return to_fields(table, from_row(table, row, TYPES[table])) if row else {}


def _with_unknown(value: Any, held: object, known: object) -> Any:
    """Return a value with what was held beside what it knows: a field of a newer fieldkit's."""
    if not isinstance(value, dict) or not isinstance(held, dict) or not isinstance(known, dict):
        return value
    return {**{key: kept for key, kept in held.items() if key not in known}, **value}
