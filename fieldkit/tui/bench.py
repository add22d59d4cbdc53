"""What the writer's thread works at: the whole study, as one window uses it.

Nothing outside that thread may touch it; what it returns are values.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from fieldkit.model import shipped
from fieldkit.model.keyboard import laid_out
from fieldkit.model.keys import TouchpointKey
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.model.protocol import Protocol
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook
from fieldkit.model.times import Clock, now
from fieldkit.shorthand.line import Line
from fieldkit.store import conflicts
from fieldkit.store.drafts import Draft
from fieldkit.store.files import REAL_FILES, Files
from fieldkit.store.home import Home
from fieldkit.store.media import Attached, attach
from fieldkit.store.notebook import Notebook
from fieldkit.tui.messages import Changed
from fieldkit.tui.session_moments import NEWEST, SessionMoments
from fieldkit.tui.sheet import Sheet, Target
from fieldkit.tui.view import Answers, Opened, Saved, TakenBack, View

if TYPE_CHECKING:
    from fieldkit.model.journey import Touchpoint

LAST = 1 << 30
PEOPLE = ("participants", "staff")
Result = TypeVar("Result")


class Bench(Sheet):
    """The whole study, open."""

    def __init__(self, notebook: Notebook, files: Files = REAL_FILES) -> None:
        super().__init__(notebook.pen, files)
        self.notebook = notebook
        self._session = notebook.pen.session()
        self._here = SessionMoments(notebook)
        self._here.begin(self._session)
        self._older: tuple[Moment, ...] = ()
        """What someone asked for, to be told with the next news."""
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
        study, touchpoints = self._about["study"], self._about["touchpoints"]
        return replace(
            plain,
            study=study,
            touchpoints=touchpoints,
            letters=laid_out([touchpoint.key for touchpoint in touchpoints], study.letters),
            session=session,
            last=self._about["last"],
            protocols=self._about["protocols"],
            here=self._here.uses,
            count=len(self._here),
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
        if not self._seen and not self._whole and not self._older:
            return None
        tables = {op["table"] for entry in self._seen for op in entry.ops}
        touched = {op["id"] for e in self._seen for op in e.ops if op["table"] == "moments"}
        self._seen.clear()
        if tables - {"moments"}:
            self._about = {}
        session = self.pen.session()
        if (session and session.id) != (self._session and self._session.id):
            self._whole = True
        self._session = session
        whole, self._whole = self._whole, False
        older, self._older = self._older, ()
        if whole:
            self._here.begin(session)
            moments, gone, older = self._here.newest(NEWEST), frozenset[str](), ()
        else:
            moments, gone = self._here.touched(touched)
        return Changed(
            self.view(), moments, gone, whole=whole, touched=frozenset(touched), older=older
        )

    def bring(self, most: int, before: str | None = None) -> None:
        """Tell, as the next news, of so many moments before one of the session; None: the newest.

        They come as news, so that they read as they do between the changes before and after.
        """
        self._older = self._here.newest(most, before=before)

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
