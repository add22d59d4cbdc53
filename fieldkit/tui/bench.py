"""What the writer's thread works at: the store as one window uses it.

Nothing outside that thread may touch it; what it returns are values.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from fieldkit.model import shipped
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keyboard import laid_out
from fieldkit.model.keys import MomentId, TouchpointKey
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.model.protocol import Protocol
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook
from fieldkit.model.times import Clock, now
from fieldkit.shorthand.line import Line
from fieldkit.store import conflicts
from fieldkit.store import drafts as kept_drafts
from fieldkit.store.drafts import Draft, Drafts
from fieldkit.store.files import REAL_FILES, Files
from fieldkit.store.home import Home
from fieldkit.store.media import Attached, attach
from fieldkit.store.mounts import synced
from fieldkit.store.notebook import Notebook
from fieldkit.store.pen import Pen, open_pen
from fieldkit.store.rescue import Rescue
from fieldkit.tui.kept_forms import KeptForms
from fieldkit.tui.messages import Changed
from fieldkit.tui.view import Answers, LeftBehind, Opened, Saved, TakenBack, Unsaved, View

if TYPE_CHECKING:
    from fieldkit.store.entry import Entry

LAST = 1 << 30
KINDS = {
    "touchpoint": ("touchpoints",),
    "emotion": ("feelings",),
    "code": ("codes",),
    "person": ("participants", "staff"),
}
"""The tables of each kind of word, as the shorthand names the kinds."""
PEOPLE = ("participants", "staff")
Result = TypeVar("Result")
Target = int | str
"""A moment by its id, or by the ticket of the line that made it, which may still be queued."""


class Sheet:
    """What one note needs: a pen and the drafts; loads nothing of the study's moments."""

    def __init__(self, pen: Pen, files: Files = REAL_FILES) -> None:
        self.pen = pen
        logs = pen.journal.logs
        own = pen.journal.own_position(pen.observer.handle)
        log = own.dev if own else pen.observer.handle
        self.drafts = Drafts(logs, log, files=files)
        self.forms = KeptForms(self.drafts, pen.clock, files)
        self.rescued = Rescue(pen.journal.home.rescue(pen.journal.study), log, files=files)
        self._files = files
        self._draft_ids: dict[int, str] = {}
        self._standing: dict[int, str] = {}
        self._done: set[int] = set()
        self._left: list[Draft] = []
        self._ids: dict[int, MomentId] = {}
        self._dots: dict[int, str] = {}
        self._seen: list[Entry] = []
        pen.journal.followers.append(self._seen.append)
        pen.journal.restarts.append(self._rename)

    def view(self) -> View:
        """Return the study as it reads now."""
        head = self.pen.head
        session = self.pen.session()
        words = self.pen.words()
        return View(
            folder=self.pen.folder,
            words=words,
            touchpoints=tuple(Touchpoint(key=TouchpointKey(key)) for key in words.touchpoints),
            digits=laid_out(words.feelings, head.study.get("digits", ())),
            letters=laid_out(words.touchpoints, head.study.get("letters", ())),
            uses={
                kind: {key: n for table in tables for key, n in head.in_use(table).items()}
                for kind, tables in KINDS.items()
            },
            session=session,
            in_force=self.pen.in_force(session.id) if session else None,
            silent=self.pen.idle() is not None,
        )

    def open(self) -> Opened:
        """Return what this window finds."""
        # What was rescued is later than what the study's own disk took of the same line.
        places = (self.pen.journal.logs, self.rescued.folder)
        held = [d for p in places for d in kept_drafts.left_behind(p, self.pen.head.drafts)]
        left = sorted({d.id: d for d in held}.values(), key=lambda draft: draft.began)
        self._left = [draft for draft in left if draft.form is None]
        kept = tuple(LeftBehind(draft=d.id, began=d.began, text=d.text) for d in self._left)
        forms = self.forms.take([draft for draft in left if draft.form is not None], self._left)
        return Opened(view=self.view(), kept=kept, forms=forms, trouble=self._trouble())

    def _trouble(self) -> tuple[str, ...]:
        """Return what its writer should know of the study's place."""
        journal = self.pen.journal
        found: tuple[str, ...] = (journal.shut,) if journal.shut else ()
        program = synced(self.pen.folder)
        if program and journal.home.first_time(f"synced {journal.study}"):
            found += (f"{program} syncs this study; let it finish before you write elsewhere",)
        return found

    def news(self) -> Changed | None:
        """Return what changed since it was asked last."""
        self._seen.clear()
        return None

    def has(self, ticket: int) -> bool:
        """Tell whether a line is on the disk."""
        return ticket in self._ids

    def keep_draft(self, words: Unsaved) -> str | None:
        """Keep what stands in the line; return why where no disk took it."""
        if words.ticket in self._done:
            return None  # it came late: the line is on the disk
        name, of = self._draft(words.ticket), self._named(words.target)
        try:
            self.drafts.keep(name, words.began, words.text, of)
        except OSError as error:
            if not self.rescued.keep(name, words.began, words.text, of):
                return f"Drafts are not kept: {error.strerror or error}."
        else:
            self.rescued.done(name)
        self._standing[words.ticket] = words.text
        return None

    def rescue(self, words: Sequence[Unsaved]) -> str:
        """Keep words in a second place; return the file, or nothing where that fails too."""
        last = {one.ticket: one for one in words if one.ticket not in self._done}
        for one in last.values():
            name = self._draft(one.ticket)
            if not self.rescued.keep(name, one.began, one.text, self._named(one.target)):
                return ""
        return str(self.rescued.path or "")

    def keep_left(self, draft: str) -> Saved | None:
        """Save a line that was left behind, as it stands, at the time when it was begun."""
        found = next((one for one in self._left if one.id == draft), None)
        if found is None:
            return None
        if found.of and (edited := self._edit_left(found)):
            return edited
        session = self.pen.session()
        start = session.start if session else None
        loose = session is None or (start is not None and found.began < start)
        written = self.pen.write(found.text, began=found.began, loose=loose, draft=draft)
        return Saved(ticket=0, moment=written.moment, told=written.told)

    def settle_left(self) -> None:
        """Remove the drafts left behind: each was saved or turned down."""
        for folder in (self.pen.journal.logs, self.rescued.folder):
            kept_drafts.settle(folder, self._left, files=self._files)
        self._left = []

    def write(
        self, ticket: int, line: str | Line, began: datetime, in_force: TouchpointKey | None
    ) -> Saved:
        """Write a moment; when this returns it is on the disk."""
        session = self.pen.session()
        if in_force is not None:
            if session is not None:
                self.pen.put_in_force(session.id, in_force)
            else:
                read = line if isinstance(line, Line) else self.pen.read(line)
                line = read if read.touchpoint else self.pen.read(f"{read} @{in_force}")
        draft = self._draft_ids.get(ticket)
        written = self.pen.write(line, began=began, draft=draft)
        self._ids[ticket] = written.moment.id
        self._settle_draft(ticket)
        self._note(ticket)
        return Saved(ticket=ticket, moment=written.moment, told=written.told)

    def close(self) -> None:
        """Bring everything to rest."""
        self._close_drafts()
        self.pen.save_head()

    def _rename(self) -> None:
        """Go on meaning the moments of this window, where their ids read otherwise now."""
        own = self.pen.journal.own_position(self.pen.observer.handle)
        if own is not None:
            ours = self.pen.journal.naming.ours
            self._ids = {t: MomentId(ours(name, own.dev)) for t, name in self._ids.items()}

    def _close_drafts(self) -> None:
        """Leave what still stands in a line for the next window to offer."""
        lines = any(text.strip() for text in self._standing.values())
        self.drafts.close(forget=not lines and not self.forms.standing)
        self.rescued.close()

    def _settle_draft(self, ticket: int) -> None:
        self._standing.pop(ticket, None)
        self._done.add(ticket)
        if draft := self._draft_ids.get(ticket):
            self.rescued.done(draft)

    def _named(self, target: Target | None) -> str | None:
        """Return the id of a moment that may have been on its way when it was meant."""
        return self._ids.get(target) if isinstance(target, int) else target

    def _edit_left(self, _: Draft) -> Saved | None:
        """Save the line of a moment that is there; here none is."""
        return None

    def _draft(self, ticket: int) -> str:
        return self._draft_ids.setdefault(ticket, self.drafts.new_id())

    def _note(self, ticket: int) -> None:
        """Keep the dot of the change just made, by which it can be taken back."""
        own = self.pen.journal.own_position(self.pen.observer.handle)
        if own is None or not self._seen or self._seen[-1].dev != own.dev:
            return
        self._dots[ticket] = self._seen[-1].dot


class Bench(Sheet):
    """The whole study, open."""

    def __init__(self, notebook: Notebook, files: Files = REAL_FILES) -> None:
        super().__init__(notebook.pen, files)
        self.notebook = notebook
        self._session = notebook.pen.session()
        self._whole = True
        self._tables = notebook.ledger.state.tables
        self._about: dict[str, Any] = {}
        self._tickets = 0

    def view(self) -> View:
        """Return the study as it reads now."""
        plain = super().view()
        if not self._about:
            self._about = self._read_about()
        session = plain.session and self.notebook.sessions.get(plain.session.id)
        loose = 0 if session else len(self.notebook.loose())
        study, touchpoints = self._about["study"], self._about["touchpoints"]
        return replace(
            plain,
            study=study,
            touchpoints=touchpoints,
            letters=laid_out([touchpoint.key for touchpoint in touchpoints], study.letters),
            session=session,
            last=self._about["last"],
            protocols=self._about["protocols"],
            loose=loose,
            consents=self._about["consents"],
            guide=self.protocol(),
        )

    def open(self) -> Opened:
        """Return what this window finds."""
        opened = super().open()
        self._whole = True  # whoever opens it now has seen nothing of it yet
        found = self.notebook.ledger.recovered
        trouble = opened.trouble
        if found is not None:
            trouble += ("study.json was changed by another program; see: fieldkit check",)
        if conflicts.count(self.notebook.ledger.state):
            trouble += ("two devices wrote the same at once; settle it: fieldkit conflicts",)
        return replace(opened, trouble=trouble)

    def news(self) -> Changed | None:
        """Return what changed since it was asked last."""
        if self.notebook.ledger.state.tables is not self._tables:
            # Everything was read again: someone was erased, or two devices gave one name.
            self._tables = self.notebook.ledger.state.tables
            self._whole, self._about = True, {}
        if not self._seen and not self._whole:
            return None
        tables = {op["table"] for entry in self._seen for op in entry.ops}
        if tables - {"moments"}:
            self._about = {}
        session = self.pen.session()
        if (session and session.id) != (self._session and self._session.id):
            self._whole = True
        self._session = session
        if self._whole:
            moments, gone = self._all_moments(), frozenset[str]()
        else:
            moments, gone = self._touched()
        whole, self._whole = self._whole, False
        touched = {op["id"] for e in self._seen for op in e.ops if op["table"] == "moments"}
        self._seen.clear()
        return Changed(self.view(), moments, gone, whole=whole, touched=frozenset(touched))

    def repeat(
        self, ticket: int, target: Target, line: Callable[[Moment], Line], at: datetime
    ) -> Saved | None:
        """Write a moment again, as happening now."""
        held = self._held(target)
        return None if held is None else self.write(ticket, line(held), at, None)

    def amend(self, ticket: int, target: Target, how: Callable[[Moment], Moment]) -> Moment | None:
        """Make another of a moment; None where it is gone."""
        held = self._held(target)
        if held is None:
            return None
        amended = how(held)
        if amended != held:
            self.notebook.rewrite(held, amended)
            self._note(ticket)
        return amended

    def edit(
        self, ticket: int, target: Target, line: str, seen: Moment | None = None
    ) -> Saved | None:
        """Make a moment read as a line says; None where it is gone.

        Args:
            ticket: The line's.
            target: The moment.
            line: What it is to say.
            seen: The moment as it read where its line was opened.
        """
        held = self._held(target)
        if held is None:
            return None
        edited = self.notebook.edit(held.id, line, seen=seen, draft=self._draft_ids.get(ticket))
        if edited.moment == held and self._standing.get(ticket):
            # Nothing was written that could name the draft: it is withdrawn.
            with suppress(OSError):
                self.drafts.keep(self._draft(ticket), self.pen.clock(), "")
        self._settle_draft(ticket)
        self._note(ticket)
        return Saved(ticket=ticket, moment=edited.moment, told=edited.told)

    def hide(self, ticket: int, minutes: int) -> int:
        """Put what happened in the last minutes off the record; return how many moments."""
        from fieldkit.store.off_record import hide

        until = self.pen.clock()
        hidden = hide(self.notebook, until - timedelta(minutes=minutes), until)
        if hidden.ids:
            self._note(ticket)
        return len(hidden.ids)

    def attach(
        self, ticket: int, target: Target | None, names: Sequence[str], caption: str
    ) -> Attached:
        """Have a moment name media; one of its own where there is none."""
        held = None if target is None else self._held(target)
        done = attach(self.notebook, names, to=held.id if held else None, caption=caption)
        self._note(ticket)
        return done

    def force(self, touchpoint: TouchpointKey | None) -> None:
        """Put a touchpoint in force in the open session."""
        session = self.pen.session()
        if session is None:
            return
        if touchpoint is None:
            self.pen.head.in_force.pop(session.id, None)
        else:
            self.pen.put_in_force(session.id, touchpoint)

    def take_back(self, tickets: Iterable[int]) -> None:
        """Undo what these tickets did; what others changed since stays."""
        for ticket in tickets:
            if dot := self._dots.pop(ticket, None):
                self.notebook.undo(within=[dot])

    def undo(self) -> TakenBack | None:
        """Take back this window's last change."""
        found = self.notebook.undo(within=self._dots.values())
        return None if found is None else TakenBack(documents=found.documents, left=found.left)

    def redo(self) -> TakenBack | None:
        """Make the last undone change again."""
        found = self.notebook.redo()
        return None if found is None else TakenBack(documents=found.documents, left=found.left)

    def refresh(self) -> bool:
        """Take in what other windows wrote."""
        return self.notebook.refresh()

    def start(self, ticket: int, answers: Answers) -> Session:
        """Start a session, and take the loose moments in where asked."""
        loose = self.notebook.loose() if answers.take_loose else []
        session = self.notebook.start_session(
            kind=answers.kind,
            place=answers.place,
            participants=answers.participants,
            protocol_name=answers.protocol,
            conditions=answers.conditions,
            observers=answers.observers,
            every=answers.every,
            consents=answers.consents,
        )
        if loose:
            self.notebook.adopt(session.id, loose)
            self._note(ticket)
        self._whole = True
        return session

    def stop(self, ticket: int, debrief: str | None) -> Session:
        """End the open session."""
        ended = self.notebook.stop_session(debrief=debrief)
        self._note(ticket)
        self._whole = True
        return ended

    def noted(self, ticket: int, job: Callable[[Notebook], Result]) -> Result:
        """Do a job of the store's in such a way that this window can take it back."""
        result = job(self.notebook)
        self._note(ticket)
        return result

    def settle(self) -> str | None:
        """Bring the snapshot up to date; return why where the disk did not take it."""
        try:
            self.notebook.settle()
        except OSError as error:
            return f"study.json is behind ({error.strerror}); the journal holds everything."
        return None

    @property
    def applied(self) -> int:
        """How many changes were taken in: another number, and the study reads otherwise."""
        return self.notebook.ledger.state.applied

    def casebook(self) -> Casebook:
        """Return the whole study as values."""
        return self.notebook.casebook()

    def protocol(self) -> Protocol | None:
        """Return what the open session looks for, or None."""
        session = self.pen.session()
        name = session.protocol if session else None
        if name is None or name not in self._about.get("protocols", ()):
            return None
        guides: dict[str, Protocol] = self._about["guides"]
        if name not in guides:
            guides[name] = shipped.protocol(name, self.notebook.folder)
        return guides[name]

    def moment(self, name: str) -> Moment | None:
        """Return one moment, or None."""
        return self.notebook.moments.get(name)

    def close(self) -> None:
        """Bring everything to rest."""
        self._close_drafts()
        self.notebook.settle()

    def _edit_left(self, draft: Draft) -> Saved | None:
        """Save the line of a moment, where that is there."""
        held = self._held(draft.of or "")
        if held is None:
            return None
        edited = self.notebook.edit(held.id, draft.text, draft=draft.id)
        return Saved(ticket=0, moment=edited.moment, told=edited.told)

    def _held(self, target: Target) -> Moment | None:
        name = self._named(target)
        return None if name is None else self.notebook.moments.get(name)

    def _belongs(self, row: dict[str, Any]) -> bool:
        if row.get("hidden"):
            return False
        if self._session is not None:
            return row.get("session") == self._session.id
        return row.get("session") is None and row.get("observer") == self.pen.observer.handle

    def _all_moments(self) -> tuple[Moment, ...]:
        value = self.notebook.moments.value
        rows = self.notebook.ledger.state.rows("moments").values()
        return tuple(value(row) for row in rows if "id" in row and self._belongs(row))

    def _touched(self) -> tuple[tuple[Moment, ...], frozenset[str]]:
        """Return the session's moments that entries touched, and the ids no longer among them."""
        names = {op["id"] for e in self._seen for op in e.ops if op["table"] == "moments"}
        state = self.notebook.ledger.state
        rows = {name: state.row("moments", name) for name in names}
        held = {name: row for name, row in rows.items() if row is not None and self._belongs(row)}
        moments = tuple(self.notebook.moments.value(row) for row in held.values())
        return moments, frozenset(names - held.keys())

    def _read_about(self) -> dict[str, Any]:
        touchpoints: list[Touchpoint] = self.notebook.table("touchpoints").all()
        mine = [s for s in self.notebook.sessions if self.pen.observer.handle in s.observers]
        dated = [session for session in mine if session.start is not None]
        return {
            "study": self.notebook.study,
            "touchpoints": tuple(
                sorted(touchpoints, key=lambda t: LAST if t.order is None else t.order)
            ),
            "last": max(dated, key=lambda s: str(s.start), default=None),
            "consents": {p.key: p.consent for table in PEOPLE for p in self.notebook.table(table)},
            "guides": {},
            "protocols": shipped.names("protocols", self.notebook.folder),
        }


def open_bench(
    folder: Path, home: Home, observer: Observer, *, clock: Clock = now, files: Files = REAL_FILES
) -> Bench:
    """Open a study whole."""
    return Bench(Notebook(folder, home, observer, files=files, clock=clock), files)


def open_sheet(
    folder: Path, home: Home, observer: Observer, *, clock: Clock = now, files: Files = REAL_FILES
) -> Sheet:
    """Open a study for writing notes, without loading it."""
    return Sheet(open_pen(folder, home, observer, files=files, clock=clock), files)
