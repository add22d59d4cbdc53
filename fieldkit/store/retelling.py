"""Changes of the chronicle in plain words: one line each, safe to show on a terminal."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.times import from_iso
from fieldkit.model.visible import visible
from fieldkit.store.chronicle import Document, Done, Field, Told, Unreadable
from fieldkit.store.state import Absent, split

NOTHING = "–"
LONGEST = 60
"""Characters shown of a value where a change is told in one line."""
SHOWN = 3
"""Documents and fields named before the rest is counted."""
TIMES = frozenset({"at", "start", "end"})
SIGNS = {"codes": "#", "participants": "", "observers": "", "emotions": "!", "media": "media/"}
TEXTS = ("text", "claim", "title", "name", "label", "line")
"""Fields by which a new document is recognised, the first that it has."""
WORDS = frozenset({"participants", "staff", "touchpoints", "codes", "observers", "phases"})
ONE = {"staff": "staff member", "phases": "phase", "study": "study", "searches": "saved search"}


def retell(told: Told, *, before: Told | None = None, zone: str) -> str:
    """Return what a change did, in one line.

    Args:
        told: The change.
        before: The change that it takes back or makes again, where that still reads.
        zone: IANA zone in which times are shown.
    """
    if told.undoes is None:
        return "; ".join(_parts(told.documents, zone))
    what = "made again" if told.again else "took back"
    of = retell(before, zone=zone) if before else f"{told.undoes}, which does not read any more"
    return f"{what}: {of}"


def retell_field(
    field: Field, table: str, *, zone: str, longest: int | None = None, new: bool = False
) -> str:
    """Return what happened to one field: ``text: old → new``, ``#signs added``.

    Args:
        field: The field.
        table: The table of its document.
        zone: IANA zone in which times are shown.
        longest: Characters shown of a value; all where left out.
        new: Whether the document was made by this change: then there is no old value to tell.
    """
    head, element = split(table, field.name)
    if element is not None and head in SIGNS:
        held = field.before if isinstance(field.after, Absent) else field.after
        name = _feeling(held, element) if head == "emotions" else SIGNS[head] + element
        if isinstance(field.after, Absent):
            return visible(f"{name} removed")
        if isinstance(field.before, Absent) or head != "emotions":
            return visible(f"{name} added")
        return visible(f"{_feeling(field.before, element)} → {name}")
    old, now = (_value(head, value, zone, longest) for value in (field.before, field.after))
    return visible(f"{field.name}: {now}" if new else f"{field.name}: {old} → {now}")


def retell_value(name: str, value: object, *, zone: str) -> str:
    """Return what a field holds, in one line.

    Args:
        name: The field, as in the journal.
        value: What it holds.
        zone: IANA zone in which times are shown.
    """
    head, slash, element = name.partition("/")
    if slash and head == "emotions":
        return visible(_feeling(value, element))
    if slash and value is True:
        return visible(f"{SIGNS.get(head, '')}{element}")
    return visible(_value(head, value, zone, None))


def _parts(documents: Iterable[Document], zone: str) -> Iterator[str]:
    """Yield the clauses of a change: what was made, changed, deleted."""
    grouped: dict[tuple[Done, bool], list[Document]] = {}
    for document in documents:
        grouped.setdefault((document.did, document.table in WORDS), []).append(document)
    for (did, words), group in sorted(grouped.items(), key=lambda item: item[0][1]):
        if did is Done.MADE:
            yield from _words_made(group) if words else _made(group)
        elif did is Done.CHANGED:
            yield from _changed(group, zone)
        else:
            yield f"{did} {_named(group)}"


def _made(group: list[Document]) -> Iterator[str]:
    tables: dict[str, list[Document]] = {}
    for document in group:
        tables.setdefault(document.table, []).append(document)
    ordered = sorted(tables.items(), key=lambda item: item[0] != "moments")
    sources = sorted({source for document in group if (source := _source(document))})
    if sources:
        what = " and ".join(_count(len(made), table) for table, made in ordered)
        yield visible(f"imported {what} from {_some(sources)}")
        return
    for table, made in ordered:
        if table == "erasures":
            yield f"erased {_some([f'{d.id}: {_told_by(d)}' for d in made])}"
        elif len(made) > 1:
            yield f"made {_count(len(made), table)}: {_named(made)}"
        else:
            told = _told_by(made[0])
            yield f"made {_name(made[0])}" + (f": {told}" if told else "")


def _words_made(group: list[Document]) -> Iterator[str]:
    names = [_name(document) for document in group]
    yield f"new: {_some(names)}"


def _changed(group: list[Document], zone: str) -> Iterator[str]:
    if len(group) > 1:
        fields = list(dict.fromkeys(_fields(group[0], zone)))
        alike = all(list(dict.fromkeys(_fields(d, zone))) == fields for d in group)
        yield f"changed {_named(group)}" + (f": {_some(fields)}" if alike else "")
        return
    document = group[0]
    names = {field.name for field in document.fields}
    if document.table == "sessions" and {"open", "end"} <= names:
        yield f"ended {document.id}"
        names -= {"open", "end"}
    if document.table == "erasures":
        done = "finished" in names
        yield f"erased {document.id} {'everywhere here' if done else 'in what came in late'}"
        return
    left = [field for field in document.fields if field.name in names]
    if left:
        told = [retell_field(f, document.table, zone=zone, longest=LONGEST) for f in left]
        yield f"{_name(document)} {_some(told)}"


def _fields(document: Document, zone: str) -> list[str]:
    return [
        retell_field(field, document.table, zone=zone, longest=LONGEST) for field in document.fields
    ]


def _source(document: Document) -> str | None:
    for field in document.fields:
        if field.name == "source" and isinstance(field.after, (dict, str)):
            held = field.after
            return str(held.get("path", "")) if isinstance(held, dict) else held
    return None


def _told_by(document: Document) -> str:
    held = {field.name: field.after for field in document.fields}
    text = next((held[name] for name in TEXTS if held.get(name)), "")
    return visible(_cut(str(text), LONGEST))


def _name(document: Document) -> str:
    """Return a document's id, with its kind where the id does not tell it."""
    signs = {"codes": "#", "touchpoints": "@", "participants": "", "staff": ""}
    if document.table in signs:
        return visible(signs[document.table] + document.id)
    if document.table in {"moments", "sessions", "insights", "memos"}:
        return visible(document.id)
    return visible(f"{ONE.get(document.table, document.table.removesuffix('s'))} {document.id}")


def _named(group: list[Document]) -> str:
    return _some([_name(document) for document in group])


def _some(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, table: str) -> str:
    word = table if number != 1 else ONE.get(table, table.removesuffix("s"))
    return f"{number:,} {visible(word)}"


def _value(name: str, value: object, zone: str, longest: int | None) -> str:
    if isinstance(value, Unreadable):
        return "(no longer readable)"
    if isinstance(value, Absent) or value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in TIMES and isinstance(value, str) and (at := _time(value)):
        return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dict):
        text = ", ".join(f"{k} {_value(k, v, zone, None)}" for k, v in value.items())
    elif isinstance(value, list):
        text = ", ".join(_value(name, one, zone, None) for one in value)
    else:
        text = str(value)
    return _cut(text, longest)


def _cut(text: str, longest: int | None) -> str:
    text = " ".join(text.split())
    return text if longest is None or len(text) <= longest else text[: longest - 1] + "…"


def _time(text: str) -> datetime | None:
    try:
        return from_iso(text)
    except InvalidValueError:
        return None


def _feeling(held: Any, element: str) -> str:
    """Return a feeling as it is typed, with whose and how known where that is not the rule."""
    if not isinstance(held, dict):
        return f"!{element.rpartition('.')[2]}"
    word = f"!{held.get('term', element)}{held.get('intensity') or ''}"
    cue = f"({held['cue']})" if held.get("cue") else ""
    more = [
        str(held[key])
        for key, rule in (("whose", "customer"), ("known", "inferred"))
        if held.get(key) and held[key] != rule
    ]
    return word + cue + (f" [{', '.join(more)}]" if more else "")
