"""Values and rows: the only place that turns one into the other."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from fieldkit.model.times import to_iso
from fieldkit.store.entry import Op
from fieldkit.store.state import SETS, Row

Value = TypeVar("Value")
NAMES = {
    "participants": "key",
    "staff": "key",
    "observers": "handle",
    "phases": "key",
    "touchpoints": "key",
    "codes": "key",
    "searches": "name",
}
"""The field that holds a value's id, where it is not ``id``."""
DERIVED = ("created", "edited")
NAMES_OF: dict[type, tuple[str, ...]] = {}
"""The fields of each type of value met so far."""


def id_of(table: str, value: object) -> str:
    """Return the id by which the store knows a value."""
    return str(getattr(value, NAMES.get(table, "id")))


def to_fields(table: str, value: object) -> dict[str, Any]:
    """Return a value's fields by their journal names; what is unknown or empty is left out."""
    row: dict[str, Any] = {}
    name_of_id = NAMES.get(table, "id")
    for name in _field_names(value):
        held = getattr(value, name)
        if name in (name_of_id, *DERIVED) or _empty(held):
            continue
        if name in SETS.get(table, ()):
            row.update({f"{name}/{key}": element for key, element in _elements(name, held)})
        else:
            row[name] = _plain(held)
    if row.get("count") == 1:
        del row["count"]
    return row


def create(table: str, value: object) -> Op:
    """Return the operation that makes a value."""
    return {"table": table, "id": id_of(table, value), "set": to_fields(table, value)}


def change(table: str, old: object, new: object) -> Op | None:
    """Return the operation that makes one value of another, without its base; None for none."""
    before, after = to_fields(table, old), to_fields(table, new)
    fields_ = {k: v for k, v in after.items() if k not in before or before[k] != v}
    lost = [k for k in before if k not in after]
    if not fields_ and not lost:
        return None
    op: Op = {"table": table, "id": id_of(table, new), "set": fields_}
    if lost:
        op["unset"] = lost
    return op


def from_row(table: str, row: Row, kind: type[Value]) -> Value:
    """Return the value of a folded row; fields it does not know are passed over.

    Raises:
        msgspec.ValidationError: The row is not one that fieldkit wrote.
    """
    import msgspec

    return msgspec.convert(prepared(table, row), kind)


def prepared(table: str, row: Mapping[str, Any]) -> Row:
    """Return a row shaped as its value's fields: sets as lists, its id under its own name."""
    shaped = dict(row)
    if table in NAMES:
        shaped[NAMES[table]] = shaped.pop("id", None)
    for name in SETS.get(table, ()):
        held = shaped.get(name)
        if isinstance(held, dict) and name != "attributes":
            keys = sorted(held, key=natural)
            shaped[name] = [held[key] for key in keys] if name == "emotions" else keys
    _hold_together(table, shaped)
    return shaped


def _hold_together(table: str, shaped: Row) -> None:
    """Leave out what two devices wrote at once, each rightly, and cannot both be so.

    A moment on both sides of a claim speaks against it; an end before the start is unknown.
    """
    if table == "insights" and shaped.get("supporting") and shaped.get("contradicting"):
        against = set(shaped["contradicting"])
        shaped["supporting"] = [name for name in shaped["supporting"] if name not in against]
    elif table == "sessions" and (shaped.get("end") or "~") < (shaped.get("start") or ""):
        del shaped["end"]


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return what sorts ``P2`` before ``P10``."""
    parts: list[tuple[int, str]] = []
    digits = ""
    for char in f"{text} ":
        if char.isascii() and char.isdigit():
            digits += char
            continue
        if digits:
            parts.append((int(digits), ""))
            digits = ""
        parts.append((-1, char))
    return tuple(parts)


def _field_names(value: object) -> tuple[str, ...]:
    """Return the names of a value's fields; asked once for each type."""
    kind = type(value)
    found = NAMES_OF.get(kind)
    if found is None:
        found = NAMES_OF[kind] = tuple(f.name for f in fields(value))  # type: ignore[arg-type]
    return found


def _elements(name: str, held: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(held, dict):
        yield from held.items()
    else:
        for element in held:
            if name == "emotions":
                yield element.key, _plain(element)
            else:
                yield str(element), True


def _empty(held: object) -> bool:
    """Tell whether a field is left out on disk; nought is a value, so it is kept."""
    return held is None or held is False or (isinstance(held, (tuple, dict, str)) and not held)


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return to_iso(value) if isinstance(value, datetime) else value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {
            name: _plain(held)
            for name in _field_names(value)
            if not _empty(held := getattr(value, name))
        }
    if isinstance(value, (tuple, list)):
        return [_plain(held) for held in value]
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    return value
