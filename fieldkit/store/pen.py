"""The pen: what writes a moment. The app and the command line write with the same one.

It needs the journal and the head and nothing of the tables, so that one note costs the same in an
empty study and in a hundred thousand moments.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from fieldkit.model.emotion import Term
from fieldkit.model.errors import ConsentError, NoStudyError
from fieldkit.model.keys import MomentId, ParticipantKey, SessionId, TouchpointKey, is_staff
from fieldkit.model.moment import ANSWER, FREE_DIMENSIONS, Moment
from fieldkit.model.observer import Observer
from fieldkit.model.session import IDLE, Kind, Session
from fieldkit.model.times import Clock, from_iso, now
from fieldkit.model.words import Words
from fieldkit.shorthand.line import Line, parse
from fieldkit.shorthand.resolve import resolve
from fieldkit.store import head as heads
from fieldkit.store.entry import Entry, Op
from fieldkit.store.files import REAL_FILES, Files
from fieldkit.store.head import Head
from fieldkit.store.home import Home
from fieldkit.store.journal import Journal, OwnLog
from fieldkit.store.rows import create
from fieldkit.store.state import DELETED, Row

NOES = {
    "declined": "said no",
    "withdrawn": "took their consent back",
    "expired": "agreed until a day that has passed",
}
"""What is said of someone about whom nothing is written."""


class Written(NamedTuple):
    """A moment that is on the disk, and what its writer should know of it."""

    moment: Moment
    told: tuple[str, ...] = ()
    """Warnings in one line each: a new word like an old one, a word not understood."""
    change: str = ""
    """The dot of the change, by which it can be undone."""


class Pen:
    """Writes moments for one observer."""

    def __init__(
        self,
        folder: Path,
        journal: Journal,
        head: Head,
        observer: Observer,
        *,
        clock: Clock = now,
        base: Callable[[Op], Op] = lambda op: op,
    ) -> None:
        self.folder = folder
        self.journal = journal
        self.head = head
        self.observer = observer
        self.clock = clock
        self.said_loose = False
        """Whether its writer was told that notes are kept without a session."""
        self._base = base

    def words(self) -> Words:
        """Return the words in use, which a line is read with."""
        terms, name, dimensions = self._lists()
        return Words(
            people=(*self.head.in_use("participants"), *self.head.in_use("staff")),
            touchpoints=tuple(self.head.in_use("touchpoints")),
            codes=tuple(self.head.in_use("codes")),
            feelings=terms,
            vocabulary=name,
            dimensions=(*FREE_DIMENSIONS, *dimensions),
        )

    def session(self) -> Session | None:
        """Return this handle's open session on this device, or None."""
        logs = self.journal.own_logs(self.observer.handle)
        rows = [row for row in self.head.sessions.values() if row["dev"] in logs]
        return session_of(rows[-1]) if rows else None

    def idle(self) -> timedelta | None:
        """Return how long the open session has been silent, where that is long enough to ask."""
        session = self.session()
        if session is None:
            return None
        silent = self.clock() - from_iso(self.head.sessions[session.id]["last"])
        return silent if silent > IDLE else None

    def in_force(self, session: SessionId | None) -> TouchpointKey | None:
        """Return the touchpoint in force in a session."""
        held = self.head.in_force.get(session) if session else None
        return None if held is None else TouchpointKey(held)

    def put_in_force(self, session: SessionId, touchpoint: TouchpointKey) -> None:
        """Set the touchpoint in force: nothing happened there yet, so nothing is journalled."""
        self.head.in_force[session] = touchpoint

    def read(self, line: str) -> Line:
        """Read a line with the words in use."""
        return parse(line, self.words())

    def write(
        self,
        line: str | Line,
        *,
        began: datetime | None = None,
        session: Session | None = None,
        loose: bool = False,
        draft: str | None = None,
    ) -> Written:
        """Write one moment; when this returns it is on the disk.

        Args:
            line: The line as typed, or already read.
            began: When its first letter was typed; now where left out.
            session: The session it belongs to; the open one where left out.
            loose: Keep it without a session, whatever is open.
            draft: The draft it comes from.

        Raises:
            NotSavedError: The disk did not take it.
            ConsentError: It is about someone who said no.
        """
        read = line if isinstance(line, Line) else self.read(line)
        where = None if loose else self.agreed(session or self.session())
        self.refuse(read.who, where)
        at = began or self.clock()
        made: list[Moment] = []

        def make(own: OwnLog) -> Iterator[Op]:
            moment = resolve(
                read,
                id=MomentId(self.head.next_id("moments", own.mark)),
                began=at,
                session=where,
                observer=self.observer.handle,
                in_force=self.in_force(where.id if where else None),
            )
            made[:] = [moment]
            yield create("moments", moment)
            yield from self.new_words(moment)

        entries = self.journal.commit(self.observer.handle, make, draft=draft)
        return Written(moment=made[0], told=read.told, change=change_of(entries))

    def agreed(self, session: Session | None) -> Session | None:
        """Return a session with those of its people who did not say no."""
        if session is None or not any(map(self.head.said_no, session.participants)):
            return session
        people = tuple(p for p in session.participants if not self.head.said_no(p))
        return replace(session, participants=people)

    def refuse(self, who: Iterable[str], session: Session | None) -> None:
        """Refuse to write about someone who said no.

        Args:
            who: Those whom a line names.
            session: The session with those who agreed: with none left, nobody answers.

        Raises:
            ConsentError: One of them said no.
        """
        for person in who:
            if said := self.head.said_no(person):
                message = (
                    f"{person} {NOES[said]}: not kept. "
                    f"Leave out {person}: to write about the place."
                )
                raise ConsentError(message)
        running = self.session()
        asked = running.participants if running else ()
        if ANSWER in who and asked and session is not None and not session.participants:
            message = "Whoever answers here said no: not kept."
            raise ConsentError(message)

    def new_words(self, *moments: Moment) -> Iterator[Op]:
        """Yield the making of every key that moments use and the study does not know yet."""
        seen: set[tuple[str, str]] = set()
        for moment in moments:
            for table, key in _words_of(moment):
                if (table, key) in seen or self.head.knows(table, key):
                    continue
                seen.add((table, key))
                op: Op = {"table": table, "id": key, "set": {}}
                if self.head.was_deleted(table, key):
                    op["unset"] = [DELETED]
                yield self._base(op)

    def _lists(self) -> tuple[dict[str, Term], str, tuple[str, ...]]:
        """Return the study's feelings and dimensions, read again only where their files changed."""
        name = str(self.head.study.get("vocabulary") or "customer")
        session = self.session()
        watched = [str(self.head.study.get("protocol") or "open")]
        if session is not None and session.protocol:
            watched.insert(0, session.protocol)
        cache = self.head.cache
        wanted = [["vocabularies", name], *(["protocols", one] for one in dict.fromkeys(watched))]
        if cache.get("wanted") != wanted or not all(map(self._as_read, cache["read"])):
            from fieldkit.store.lists import read_lists

            self.head.cache = cache = read_lists(self.folder, wanted)
        terms = {w: Term(word=w, valence=v, arousal=a) for w, v, a in cache["terms"]}
        return terms, name, tuple(cache["dimensions"])

    def _as_read(self, read: list[Any]) -> bool:
        """Tell whether a template is the one that was read, and as it was then."""
        own, path, stamp = read
        if own != path and os.path.exists(own):  # noqa: PTH110 — a stat, on the way of every note
            return False
        try:
            seen = os.stat(path)  # noqa: PTH116 — as above
        except OSError:
            return False
        return bool(stamp == [seen.st_mtime_ns, seen.st_size])

    def save_head(self) -> None:
        """Keep the head for the next one who writes a note."""
        own = self.journal.own_position(self.observer.handle)
        if own is not None and not self.journal.shut:
            path = self.journal.logs / f"{own.dev}.head"
            heads.save(self.journal.files, path, self.head, self.journal.positions)


def open_pen(
    folder: Path, home: Home, observer: Observer, *, files: Files = REAL_FILES, clock: Clock = now
) -> Pen:
    """Open a study for writing a note, without loading it.

    Raises:
        NoStudyError: There is no study in this folder.
    """
    journal = Journal(folder, home, files=files, clock=clock)
    if not journal.logs.is_dir():
        message = f"There is no study in {folder}; make one: fieldkit new {folder.name or 'STUDY'}"
        raise NoStudyError(message)
    own = journal.own_position(observer.handle)
    held = heads.load(journal.logs / f"{own.dev}.head") if own else None
    head = Head()
    if held is not None:
        head, journal.positions = held
        journal.naming.remember(head.marks)
    journal.followers = [head.apply]
    journal.restarts = [head.restart]
    journal.catch_up()
    return Pen(folder, journal, head, observer, clock=clock)


def change_of(entries: tuple[Entry, ...]) -> str:
    """Return the dot of a commit's change, past the line that begins a log."""
    return next((entry.dot for entry in entries if entry.header is None), "")


def session_of(row: Row) -> Session:
    """Return the session of a row, as far as writing a moment needs it."""
    return Session(
        id=SessionId(row["id"]),
        kind=Kind(row.get("kind", Kind.OBSERVATION)),
        title=row.get("title"),
        place=row.get("place"),
        zone=row.get("zone", "UTC"),
        start=from_iso(row["start"]) if row.get("start") else None,
        end=from_iso(row["end"]) if row.get("end") else None,
        open=bool(row.get("open")),
        participants=tuple(map(ParticipantKey, row.get("participants", {}))),
        protocol=row.get("protocol"),
        every=row.get("every"),
    )


def _words_of(moment: Moment) -> Iterator[tuple[str, str]]:
    people = list(moment.participants)
    if moment.speaker and moment.speaker not in {"X", "Q", "A"}:
        people.append(ParticipantKey(moment.speaker))
    for person in people:
        yield ("staff" if is_staff(person) else "participants"), person
    if moment.touchpoint:
        yield "touchpoints", moment.touchpoint
    for code in moment.codes:
        yield "codes", code
