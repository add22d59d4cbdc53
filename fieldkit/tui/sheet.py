"""What the writer's thread works at for one note: a pen and the drafts.

Nothing outside that thread may touch it; what it returns are values.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.model.journey import Touchpoint
from fieldkit.model.keyboard import laid_out
from fieldkit.model.keys import MomentId, TouchpointKey
from fieldkit.model.observer import Observer
from fieldkit.model.times import Clock, now
from fieldkit.shorthand.line import Line
from fieldkit.store import drafts as kept_drafts
from fieldkit.store.drafts import Draft, Drafts
from fieldkit.store.files import REAL_FILES, Files
from fieldkit.store.home import Home
from fieldkit.store.mounts import synced
from fieldkit.store.pen import Pen, open_pen
from fieldkit.store.rescue import Rescue
from fieldkit.tui.kept_forms import KeptForms
from fieldkit.tui.messages import Changed
from fieldkit.tui.view import LeftBehind, Opened, Saved, Unsaved, View

if TYPE_CHECKING:
    from fieldkit.store.entry import Entry

KINDS = {
    "touchpoint": ("touchpoints",),
    "emotion": ("feelings",),
    "code": ("codes",),
    "person": ("participants", "staff"),
}
"""The tables of each kind of word, as the shorthand names the kinds."""
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


def open_sheet(
    folder: Path, home: Home, observer: Observer, *, clock: Clock = now, files: Files = REAL_FILES
) -> Sheet:
    """Open a study for writing notes, without loading it."""
    return Sheet(open_pen(folder, home, observer, files=files, clock=clock), files)
