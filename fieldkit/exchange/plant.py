"""Planting a study from a folder of templates: its words from ``study.toml``, its notes as imports.

The notes are shorthand files, imported as anyone's would be; insights name their evidence by search
lines, since the ids of moments are given only here.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from fieldkit.exchange.batch import Batch, Found, Progress
from fieldkit.exchange.bring_in import bring_in
from fieldkit.exchange.shorthand_file import read
from fieldkit.model.errors import TemplateError
from fieldkit.model.insight import Insight, Memo
from fieldkit.model.keys import InsightId, MemoId, MomentId
from fieldkit.model.observer import Observer
from fieldkit.model.people import Consent, Person
from fieldkit.model.shipped import find
from fieldkit.model.times import Clock, now
from fieldkit.shorthand.search import parse_search
from fieldkit.store.entry import Op
from fieldkit.store.home import Home
from fieldkit.store.journal import OwnLog
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook
from fieldkit.store.rows import create
from fieldkit.store.tables import TYPES

TABLES = ("observers", "participants", "staff", "phases", "touchpoints", "codes")
PEOPLE = frozenset({"participants", "staff"})


def plant(
    folder: Path,
    home: Home,
    observer: Observer,
    name: str,
    *,
    clock: Clock = now,
    progress: Progress | None = None,
) -> Notebook:
    """Make a study in a folder from the template study of this name.

    Raises:
        NotFoundError: There is no such template.
        TemplateError: Its ``study.toml`` does not hold.
        StudyError: The folder holds a study already.
    """
    source = find("studies", name)
    data, values = _told(source / "study.toml")
    notebook = create_study(
        folder,
        home,
        observer,
        title=data["title"],
        question=data.get("question"),
        vocabulary_name=data.get("vocabulary", "customer"),
        protocol_name=data.get("protocol", "open"),
        zone=data["zone"],
        clock=clock,
    )
    # Who said no did so afterwards: else nothing of them would be brought in.
    noes = {str(p.key): p.consent for p in _people(values) if p.consent.refused}
    for table in PEOPLE & values.keys():
        values[table] = [
            replace(p, consent=Consent()) if p.key in noes else p for p in values[table]
        ]
    notebook.commit(
        lambda _: [create(table, value) for table, found in values.items() for value in found]
    )
    _bring_notes(notebook, source, data["zone"], progress)
    if noes:
        notebook.consents.record(noes)
    notebook.commit(lambda own: _claims(notebook, own, data))
    return notebook


def _told(path: Path) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return what a template says of its study, and the values of each table."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        values = {table: _values(table, data) for table in TABLES}
        _ = data["title"], data["zone"]  # what no study is without
    except (OSError, tomllib.TOMLDecodeError, KeyError, msgspec.ValidationError) as error:
        message = f"{path}: {error}"
        raise TemplateError(message) from error
    return data, values


def _bring_notes(notebook: Notebook, source: Path, zone: str, progress: Progress | None) -> None:
    notes = sorted(source.glob("*.md"))
    for done, path in enumerate(notes, 1):
        batch = read(path, words=notebook.pen.words(), zone=zone)
        bring_in(notebook, _within(batch, path.name))
        if progress is not None:
            progress(done, len(notes))


def _people(values: dict[str, list[Any]]) -> Iterator[Person]:
    for table in sorted(PEOPLE & values.keys()):
        yield from values[table]


def _within(batch: Batch, name: str) -> Batch:
    """Name the source by its file alone: where fieldkit is installed is nobody's business."""

    def named(found: Found) -> Found:
        source = found.moment.source
        if source is None:
            return found
        return replace(found, moment=replace(found.moment, source=replace(source, path=name)))

    sessions = tuple(replace(session, source=name) for session in batch.sessions)
    return replace(batch, sessions=sessions, moments=tuple(map(named, batch.moments)))


def _values(table: str, data: dict[str, Any]) -> list[Any]:
    return [msgspec.convert(row, TYPES[table]) for row in data.get(table, ())]


def _claims(notebook: Notebook, own: OwnLog, data: dict[str, Any]) -> Iterator[Op]:
    head = notebook.pen.head
    for at, row in enumerate(data.get("memos", ())):
        memo = Memo(
            id=MemoId(head.next_id("memos", own.mark, ahead=at)),
            text=row["text"],
            about=row.get("about"),
            observer=notebook.observer.handle,
        )
        yield create("memos", memo)
    for at, row in enumerate(data.get("insights", ())):
        due = row.get("due")
        insight = msgspec.convert(
            {
                **row,
                "id": InsightId(head.next_id("insights", own.mark, ahead=at)),
                "supporting": _evidence(notebook, row.get("supporting")),
                "contradicting": _evidence(notebook, row.get("contradicting")),
                "due": due.isoformat() if isinstance(due, date) else due,
            },
            Insight,
        )
        yield create("insights", insight)


def _evidence(notebook: Notebook, search: str | None) -> list[MomentId]:
    if not search:
        return []
    asked = parse_search(search, notebook.pen.words())
    return [MomentId(name) for name in notebook.find(asked)]
