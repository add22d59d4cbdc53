"""Bringing a file's moments into a study: one change, undone by one undo.

What is there already is not added again, wherever the file moved and however it grew; and what was
deleted since stays deleted. A moment is known by its fingerprint, a session by its label.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from fieldkit.exchange.batch import Batch, Found, FoundSession
from fieldkit.model.keys import MemoId, MomentId, SessionId
from fieldkit.model.moment import Moment
from fieldkit.model.people import Participant
from fieldkit.model.session import Session
from fieldkit.model.study import Layout
from fieldkit.model.times import to_iso
from fieldkit.store.entry import Op, dot
from fieldkit.store.journal import OwnLog
from fieldkit.store.notebook import Notebook
from fieldkit.store.rows import change, create
from fieldkit.store.state import DELETED

Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What an import did, or would do."""

    moments: tuple[Moment, ...]
    sessions: tuple[Session, ...]
    known: int
    """Moments that were there already."""
    deleted: int
    """Moments that were there once and stay deleted."""
    refused: int = 0
    """Moments of people who said no: nothing is written about them."""


def bring_in(
    notebook: Notebook,
    batch: Batch,
    *,
    dry_run: bool = False,
    layout: Layout | None = None,
    writing: Callable[[], None] | None = None,
) -> Brought:
    """Add a batch to a study; nothing of it is there if any of it cannot be.

    Args:
        notebook: The study.
        batch: What was read.
        dry_run: Say what would be added, and add nothing.
        layout: What was said of the file's parts; kept with the same change, for the next file.
        writing: Called when all is ready to be written: from here it may not be stopped.
    """
    done: list[Brought] = []

    def make(own: OwnLog) -> list[Op]:
        plan = _Plan(notebook, batch, own.mark)
        done[:] = [plan.brought]
        ops = [*plan.ops(), *_layout(notebook, layout)]
        if writing:
            writing()
        return ops

    if dry_run:
        own = notebook.ledger.journal.own_position(notebook.observer.handle)
        return _Plan(notebook, batch, own.mark if own else notebook.observer.handle).brought
    notebook.commit(make)
    return done[0]


def _layout(notebook: Notebook, layout: Layout | None) -> Iterator[Op]:
    if layout is None:
        return
    held = notebook.table("layouts").get(layout.id)
    if held is None:
        yield create("layouts", layout)
    elif op := change("layouts", held, layout):
        yield op


class _Plan:
    """What of a batch is new to a study, with the ids it gets."""

    def __init__(self, notebook: Notebook, batch: Batch, mark: str) -> None:
        self._notebook = notebook
        self._batch = batch
        self._mark = mark
        self._there, self._gone = _fingerprints(notebook)
        self._sessions = {s.label: s for s in notebook.sessions if s.label is not None}
        self._new_sessions: list[Session] = []
        self._known = self._deleted = self._refused = 0
        self._ids: list[str | None] = []
        """The id of each moment of the batch in the study; None for one that stays deleted."""
        self._is_own = batch.study in {None, notebook.study.id}
        """Whether an id that the file tells may be this study's."""
        self._moments = tuple(self._new_moments())
        self.brought = Brought(
            moments=self._moments,
            sessions=tuple(self._new_sessions),
            known=self._known,
            deleted=self._deleted,
            refused=self._refused,
        )

    def ops(self) -> Iterator[Op]:
        """Yield the operations, words before what uses them."""
        pen = self._notebook.pen
        made: set[tuple[str, str]] = set()
        yield from self._words(made)
        for person in self._batch.people:
            yield from self._person(person, made)
        for session in self._new_sessions:
            yield create("sessions", session)
        for handle in dict.fromkeys(h for s in self._new_sessions for h in s.observers):
            if self._notebook.table("observers").get(handle) is None:
                yield {"table": "observers", "id": handle, "set": {}}
        for moment in self._moments:
            yield create("moments", moment)
        for op in pen.new_words(*self._moments, *map(_standing_for, self._new_sessions)):
            if (op["table"], op["id"]) not in made:
                yield op
        yield from self._memos()

    def _words(self, made: set[tuple[str, str]]) -> Iterator[Op]:
        used = {key for m in self._moments for key in (m.touchpoint, *m.codes)}
        for table, values in (
            ("touchpoints", self._batch.touchpoints),
            ("codes", self._batch.codes),
            ("phases", self._batch.phases),
        ):
            for value in values:
                wanted = self._batch.codebook or value.key in used
                if wanted and not self._is_there(table, value.key):
                    made.add((table, value.key))
                    yield self._made(table, value)

    def _made(self, table: str, value: object) -> Op:
        """Return what makes a word or a person, also where it was deleted or undone before."""
        op = create(table, value)
        if self._notebook.pen.head.was_deleted(table, op["id"]):
            op["unset"] = [DELETED]
        return op

    def _is_there(self, table: str, key: str) -> bool:
        if table == "phases":
            return self._notebook.table("phases").get(key) is not None
        return self._notebook.pen.head.knows(table, key)

    def _memos(self) -> Iterator[Op]:
        """Yield the memos that are not there yet, each about what it was about."""
        rows = _rows(self._notebook, "memos")
        there = {(row.get("text"), row.get("at")) for held in rows for row in held}
        ahead = 0
        for found in self._batch.memos:
            memo = found.memo
            if (memo.text, memo.at and to_iso(memo.at)) in there:
                continue
            about: str | None = memo.about
            if found.moment is not None and (about := self._ids[found.moment]) is None:
                continue  # what it is about was deleted, or is of somebody who said no
            if about is not None and self._notebook.pen.head.said_no(about):
                continue
            if about is None and found.session is not None and found.session in self._sessions:
                about = self._sessions[found.session].id
            name = self._notebook.pen.head.next_id("memos", self._mark, ahead=ahead)
            ahead += 1
            observer = memo.observer or self._notebook.observer.handle
            yield create("memos", replace(memo, id=MemoId(name), about=about, observer=observer))

    def _person(self, person: Participant, made: set[tuple[str, str]]) -> Iterator[Op]:
        held = self._notebook.table("participants").get(person.key)
        if self._notebook.pen.head.said_no(person.key):
            return
        if held is None:
            made.add(("participants", person.key))
            yield self._made("participants", person)
        elif not held.attributes and person.attributes:
            op = change("participants", held, replace(held, attributes=person.attributes))
            yield from [op] if op else []

    def _new_moments(self) -> Iterator[Moment]:
        head, count = self._notebook.pen.head, 0
        labels = {session.label: session for session in self._batch.sessions}
        for found in self._batch.moments:
            print_ = found.moment.source.fingerprint if found.moment.source else None
            known_as = found.known_as if self._is_own else None
            if held := self._there.get(print_) or self._there.get(known_as):
                self._known += 1
                self._ids.append(held)
            elif print_ in self._gone or known_as in self._gone:
                self._deleted += 1
                self._ids.append(None)
            elif any(head.said_no(person) for person in _named(found.moment)):
                self._refused += 1
                self._ids.append(None)
            else:
                session = self._session(found, labels)
                name = MomentId(head.next_id("moments", self._mark, ahead=count))
                count += 1
                self._ids.append(name)
                yield replace(found.moment, id=name, session=session)

    def _session(self, found: Found, labels: dict[str, FoundSession]) -> SessionId | None:
        if found.session is None:
            return None
        held = self._sessions.get(found.session)
        told = labels.get(found.session) or FoundSession(label=found.session, source="")
        if held is None and told.known_as is not None and self._is_own:
            held = self._notebook.table("sessions").get(told.known_as)
        if held is None:
            ahead = len(self._new_sessions)
            name = self._notebook.pen.head.next_id("sessions", self._mark, ahead=ahead)
            held = self._sessions[found.session] = _session(SessionId(name), told)
            self._new_sessions.append(held)
        return held.id


def _session(name: SessionId, told: FoundSession) -> Session:
    start = told.start
    if start is None and told.day is not None:
        start = datetime.combine(told.day, time(), ZoneInfo(told.zone))
    return Session(
        id=name,
        label=told.label,
        kind=told.kind,
        title=told.title or told.label,
        place=told.place,
        zone=told.zone,
        start=start,
        end=told.end,
        observers=told.observers,
        participants=told.participants,
        protocol=told.protocol,
        conditions=told.conditions,
        debrief=told.debrief,
        source=told.source or None,
    )


def _named(moment: Moment) -> tuple[str, ...]:
    """Return the codes of everyone a moment is about."""
    spoken = (part.strip() for part in (moment.speaker or "").split(","))
    return (*moment.participants, *filter(None, spoken))


def _standing_for(session: Session) -> Moment:
    """Return a moment that uses the words a session uses, so that they are made with it."""
    return Moment(id=MomentId(""), participants=session.participants)


def _fingerprints(notebook: Notebook) -> tuple[dict[str | None, str], dict[str | None, str]]:
    """Return the ids by id and fingerprint of the moments that are there, and of those deleted."""
    there, deleted = _rows(notebook, "moments")
    return _of(there), _of(deleted)


def _rows(notebook: Notebook, name: str) -> tuple[list[Row], list[Row]]:
    """Return a table's rows that are there, and those that were deleted.

    What is gone because its import was undone is neither: it may be imported again, told otherwise.
    """
    table = notebook.ledger.state.tables.get(name)
    if table is None:
        return [], []
    undone: dict[str, bool] = {}
    deleted = []
    for doc, row in table.gone.items():
        version = table.version(name, doc, DELETED)
        change_ = "" if version is None else dot(version)
        if change_ not in undone:
            undone[change_] = bool(change_) and _undoes_a_change(notebook, change_)
        if not undone[change_]:
            deleted.append(row)
    return list(table.live.values()), deleted


def _undoes_a_change(notebook: Notebook, name: str) -> bool:
    """Tell whether an entry takes back a change; one that takes back an undo is that change."""
    archive = notebook.ledger.journal.archive
    taken_back = {entry.undoes for entry in archive.entry(name) if entry.undoes}
    return any(entry.undoes is None for change in taken_back for entry in archive.entry(change))


def _of(rows: Iterable[Row]) -> dict[str | None, str]:
    prints: dict[str | None, str] = {}
    for row in rows:
        name = str(row.get("id"))
        prints[name] = name
        source = row.get("source")
        if isinstance(source, dict) and (print_ := source.get("fingerprint")):
            prints[str(print_)] = name
    return prints
