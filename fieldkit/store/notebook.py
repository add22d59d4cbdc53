"""The notebook: a study opened whole. The app and every command but ``note`` work through it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldkit.model.errors import InvalidValueError, NoStudyError, StudyError
from fieldkit.model.finding import SavedSearch
from fieldkit.model.keys import SessionId, as_key
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook, Study
from fieldkit.model.times import Clock, now
from fieldkit.model.write_up import JOTTED, keeping_jotting, queue
from fieldkit.shorthand.line import Line
from fieldkit.shorthand.resolve import amend, merge_tags, written_up
from fieldkit.shorthand.search import Search, parse_search
from fieldkit.store import chronicle, encounters, history
from fieldkit.store.casebook import casebook
from fieldkit.store.consents import Consents
from fieldkit.store.entry import Entry, Op
from fieldkit.store.files import REAL_FILES, Files
from fieldkit.store.home import Home
from fieldkit.store.journal import OwnLog
from fieldkit.store.ledger import Ledger
from fieldkit.store.merged import widened
from fieldkit.store.pen import Pen, Written
from fieldkit.store.query import Finder
from fieldkit.store.rows import create, id_of
from fieldkit.store.seen import amendments
from fieldkit.store.shelf import Shelf
from fieldkit.store.state import DELETED, Row
from fieldkit.store.tables import TYPES, Repository

if TYPE_CHECKING:
    from fieldkit.store.backup import Taken
    from fieldkit.store.table import FieldDB


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A moment as it reads now, and what its writer should know."""

    moment: Moment
    told: tuple[str, ...] = ()


class Notebook:
    """A study, read whole and written one change at a time."""

    def __init__(
        self,
        folder: Path,
        home: Home,
        observer: Observer,
        *,
        files: Files = REAL_FILES,
        clock: Clock = now,
    ) -> None:
        if not (folder / "log").is_dir() and not (folder / "study.json").is_file():
            message = f"There is no study in {folder}; make one: fieldkit new {folder.name}"
            raise NoStudyError(message)
        self.folder = folder
        self.home = home
        self.observer = observer
        self.ledger = Ledger(folder, home, files=files, clock=clock)
        self.pen = Pen(
            folder,
            self.ledger.journal,
            self.ledger.head,
            observer,
            clock=clock,
            base=self.based,
        )
        self.clock = clock
        self.finder = Finder(
            self._sessions_by_id,
            self._observers_by_handle,
            lambda: self.ledger.state.applied,
            self._saved,
        )
        self.ledger.journal.followers.append(self.finder.apply)
        self.moments = self._table("moments", Moment)
        self.sessions = self._table("sessions", Session)
        self.consents = Consents(self.table, self._created, self.commit)
        self._keep_erased()
        self.shelf = Shelf(self.ledger, self.finder)

    def _table(self, name: str, kind: type) -> Repository[Any]:
        return Repository(self.ledger.state, name, kind)

    def table(self, name: str) -> Repository[Any]:
        """Return a table's repository by its name."""
        return Repository(self.ledger.state, name, TYPES[name])

    @property
    def db(self) -> "FieldDB":
        """The study as a TinyDB database: all its queries and tables, over the same journal."""
        from fieldkit.store.table import FieldDB

        return FieldDB(self.ledger, self.observer.handle)

    @property
    def study(self) -> Study:
        """The study itself.

        Raises:
            StudyError: The folder holds a journal of something else.
        """
        found = self.table("study").all()
        if not found:
            message = f"{self.folder} has no study in its journal; run fieldkit check there."
            raise StudyError(message)
        study: Study = found[0]
        return study

    def refresh(self) -> bool:
        """Take in what other programs wrote; tell whether there was anything."""
        taken = self.ledger.journal.catch_up() > 0
        self._keep_erased()
        return taken

    def _keep_erased(self) -> None:
        """Remove what came in late about someone erased."""
        if self.ledger.journal.reading.late:
            from fieldkit.store.erase import keep_erased

            keep_erased(self.ledger, self.observer.handle)

    def based(self, op: Op) -> Op:
        """Return an operation with the versions it replaces."""
        return self.ledger.state.based(op)

    def commit(
        self, make: Callable[[OwnLog], Iterable[Op]], *, draft: str | None = None
    ) -> tuple[Entry, ...]:
        """Make a change of any operations durable; one without its base replaces what is there."""
        return self.ledger.commit(
            self.observer.handle,
            lambda own: [op if "base" in op else self.based(op) for op in make(own)],
            draft=draft,
        )

    # Words and values

    def add(self, table: str, value: object) -> None:
        """Keep a new value under its own id, or amend the one of that id."""
        held = self.table(table).get(id_of(table, value))
        if held is None:
            self.commit(lambda _: [self._created(table, value)])
        else:
            self.change(table, held, value)

    def _created(self, table: str, value: object) -> Op:
        op = create(table, value)
        if self.pen.head.was_deleted(table, op["id"]):
            op["unset"] = [DELETED]
        return op

    def change(self, table: str, old: object, new: object) -> None:
        """Make one value of another; only what differs is written."""
        self.revise(table, [(old, new)])

    def delete(self, table: str, ids: Sequence[str]) -> None:
        """Delete documents as one change; undo brings them back.

        Raises:
            NotFoundError: One of them is not there; nothing was deleted.
        """
        for name in ids:
            self.table(table).want(name)
        # What was seen here is deleted; what another writes meanwhile brings it back, and is told.
        ops = [self.based({"table": table, "id": name, "set": {DELETED: True}}) for name in ids]
        self.commit(lambda _: ops)

    # Sessions

    def start_session(self, **how: Any) -> Session:
        """Open a session for this observer on this device; see encounters.start."""
        return encounters.start(self, **how)

    def stop_session(self, *, debrief: str | None = None) -> Session:
        """End the open session; see encounters.stop."""
        return encounters.stop(self, debrief=debrief)

    def adopt(self, session: SessionId, moments: Iterable[Moment]) -> int:
        """Give loose moments to a session; return how many."""
        pairs = [(moment, replace(moment, session=session)) for moment in moments]
        self.revise("moments", pairs)
        return len(pairs)

    def loose(self) -> list[Moment]:
        """Return this observer's moments without a session, oldest first."""
        handle = self.observer.handle
        return [
            self.moments.value(row)
            for row in self.ledger.state.rows("moments").values()
            if row.get("session") is None and row.get("observer") == handle
        ]

    # Moments

    def write(self, line: str | Line, **how: Any) -> Written:
        """Write one moment; see Pen.write."""
        return self.pen.write(line, **how)

    def edit(
        self,
        name: str,
        line: str,
        *,
        began: datetime | None = None,
        seen: Moment | None = None,
        draft: str | None = None,
    ) -> Edited:
        """Make a moment read as a line says; its id, session, source and jotting stay.

        Args:
            name: Its id.
            line: The line.
            began: When it was begun; now where left out.
            seen: The moment as it read to who amends it; as it reads now where left out.
            draft: The draft it comes from.
        """
        moment: Moment = self.moments.want(name)
        moment = moment if seen is None else replace(seen, id=moment.id)
        read = self.pen.read(line)
        self.pen.refuse([who for who in read.who if who not in moment.participants], None)
        at, session = began or self.clock(), self._session_of(moment)
        edited = keeping_jotting(moment, amend(moment, read, began=at, session=session))
        return self._edited(moment, edited, read.told, draft=draft)

    def write_up(self, name: str, line: str) -> Edited:
        """Give a moment its full note; what was jotted on the spot is kept beside it."""
        moment: Moment = self.moments.want(name)
        read = self.pen.read(line)
        self.pen.refuse([who for who in read.who if who not in moment.participants], None)
        full = written_up(moment, read, began=self.clock(), session=self._session_of(moment))
        return self._edited(moment, keeping_jotting(moment, full, always=True), read.told)

    def _edited(
        self, old: Moment, new: Moment, told: tuple[str, ...], *, draft: str | None = None
    ) -> Edited:
        crossed = self.revise("moments", [(old, new)], draft=draft)
        return Edited(moment=self.moments.get(old.id) or new, told=(*told, *crossed))

    def _session_of(self, moment: Moment) -> Session | None:
        return self.sessions.get(moment.session) if moment.session else None

    def waiting(self) -> tuple[Moment, ...]:
        """Return the moments that want writing up, oldest first: this observer's, and nobody's."""
        return queue(self.wanting())

    def wanting(self) -> Iterator[Moment]:
        """Go through the moments that may want writing up, one at a time."""
        whose = {self.observer.handle, None}
        return (
            self.moments.value(row)
            for row in self.ledger.state.rows("moments").values()
            if row.get("observer") in whose and "id" in row and not row.get("hidden")
            if _may_want(row)
        )

    def tag(self, names: Sequence[str], tags: str) -> list[Edited]:
        """Add a line's tags to moments, as one change.

        Raises:
            InvalidValueError: The line holds words beside its tags; nothing was changed.
        """
        read = self.pen.read(tags)
        if read.text:
            message = f"{read.text!r} is no tag; tags are @where !feeling #theme :dimension."
            raise InvalidValueError(message)
        pairs = [(m, merge_tags(m, read)) for m in map(self.moments.want, names)]
        told = (*read.told, *self.revise("moments", pairs))
        return [Edited(moment=new, told=told) for _, new in pairs]

    def rewrite(self, old: Moment, new: Moment) -> None:
        """Make one moment of another, with the words it brings."""
        self.revise("moments", [(old, new)])

    def revise(
        self, table: str, pairs: Sequence[tuple[Any, Any]], *, draft: str | None = None
    ) -> tuple[str, ...]:
        """Make of each value another; return what another wrote meanwhile, in one line each."""
        told: list[str] = []
        words = [new for _, new in pairs] if table == "moments" else []

        def make(_: OwnLog) -> Iterator[Op]:
            told.clear()
            yield from amendments(self.ledger.state, table, pairs, told)
            yield from self.pen.new_words(*words)

        self.commit(make, draft=draft)
        return tuple(told)

    def save_search(self, name: str, line: str) -> tuple[str, ...]:
        """Keep a search under a name, in place of the one of that name; return what is told of it.

        Raises:
            InvalidValueError: The name is no key, or the line says nothing.
            NotFoundError: The line asks for a saved search that is not there.
            UsageError: It asks for itself.
        """
        saved = SavedSearch(name=as_key(name, "name of a search"), line=" ".join(line.split()))
        read = parse_search(saved.line, self.pen.words())
        self.finder.refuse_circle(saved.name, read)
        self.add("searches", saved)
        return read.told

    def find(self, search: Search) -> list[str]:
        """Return the ids of the moments a search means, in the order they were written."""
        state = self.ledger.state
        rows = list(state.rows("moments").values())
        found = map(rows.__getitem__, self.finder.compile(widened(state, search))(rows, None))
        return [row["id"] for row in found if "id" in row and not row.get("hidden")]

    def casebook(self, search: Search | None = None) -> Casebook:
        """Return the study as values; with a search, only the moments it means."""
        ids = None if search is None or not search.clauses else frozenset(self.find(search))
        return casebook(self.ledger.state, self.study, ids)

    # History

    def undo(self, *, within: Iterable[str] | None = None) -> history.TakenBack | None:
        """Take back the last change of this handle and log; None where there is none."""
        own = self.ledger.journal.own_position(self.observer.handle)
        found = history.last_change(self.ledger, own.dev, within=within) if own else None
        return history.take_back(self.ledger, self.observer.handle, found) if found else None

    def redo(self) -> history.TakenBack | None:
        """Make the last undone change again; None where there is none."""
        own = self.ledger.journal.own_position(self.observer.handle)
        found = history.last_undo(self.ledger, own.dev) if own else None
        return history.take_back(self.ledger, self.observer.handle, found) if found else None

    def log(self, name: str | None = None) -> Iterator[chronicle.Told]:
        """Return the changes of the study, or of the documents of one id, newest first."""
        if name is None:
            return chronicle.history(self.ledger)
        return iter(chronicle.history_of(self.ledger, name))

    def revert(self, name: str, at: str) -> chronicle.Told | None:
        """Make the documents of one id read as they did, as one change; None where they do.

        Args:
            name: The id.
            at: A time or a change's name; see chronicle.point.

        Raises:
            NotFoundError: Nothing of this id was ever written.
            UsageError: This is no time, or it was not there then.
        """
        point = chronicle.point(self.ledger, at, zone=self.study.zone, now=self.clock())

        def make(_: OwnLog) -> Iterator[Op]:
            for table, row in chronicle.as_it_was(self.ledger, name, point):
                if op := chronicle.going_back(self.ledger, table, row):
                    yield op
                    if table == "moments":
                        yield from self.pen.new_words(self.moments.value(row))

        entries = self.commit(make)
        return chronicle.told(self.ledger, entries[-1].dot) if entries else None

    def backup(self, to: Path | None = None) -> "Taken":
        """Take a backup and open it to see that it is whole; see backup.take."""
        from fieldkit.store.backup import take

        with suppress(OSError):  # a disk that takes no snapshot: all the more reason for a backup
            self.settle(whatever_size=True)
        return take(self.ledger, self.study, to=to, clock=self.clock)

    def settle(self, *, whatever_size: bool = False) -> None:
        """Bring ``study.json`` and the head up to date."""
        self.ledger.settle(whatever_size=whatever_size)
        self.pen.save_head()

    def _saved(self, name: str) -> Search:
        """Return the search saved under a name, with the keys that were merged since."""
        saved: SavedSearch = self.table("searches").want(name)
        return widened(self.ledger.state, parse_search(saved.line, self.pen.words()))

    def _sessions_by_id(self) -> dict[str, Any]:
        return {row.get("id", ""): row for row in self.ledger.state.rows("sessions").values()}

    def _observers_by_handle(self) -> dict[str, Any]:
        return {row.get("id", ""): row for row in self.ledger.state.rows("observers").values()}


def _may_want(row: Row) -> bool:
    """Tell, before a row becomes a value, whether its moment may want writing up."""
    text = row.get("text", "")
    emotions = row.get("emotions", {}).values()
    return (
        not text
        or bool(row.get("later"))
        or text.rstrip().endswith(JOTTED)
        or any(emotion.get("vocabulary") is None for emotion in emotions)
    )
