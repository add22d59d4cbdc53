"""Capture: the screen on which moments are written. It owns what is going on, and asks the desk."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.screen import Screen
from typing_extensions import override

from fieldkit.model.errors import FieldkitError
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.model.times import Clock, now
from fieldkit.tui import amending, off_record, pasting, rows
from fieldkit.tui.asked import NAMES
from fieldkit.tui.commands import CAPTURE, EVERYWHERE, LINE, bindings
from fieldkit.tui.drafting import Drafting
from fieldkit.tui.encounter import Encounter
from fieldkit.tui.forms import Forms
from fieldkit.tui.keymap import Keys
from fieldkit.tui.layouts import LAYOUTS, next_after
from fieldkit.tui.lookout import LOOK, Lookout
from fieldkit.tui.messages import Changed, Rested, StudyOpen, Trouble
from fieldkit.tui.pad import Pad, Typed, Unknown
from fieldkit.tui.recorder import Job, Recorder, told
from fieldkit.tui.screens.finish import FillIn
from fieldkit.tui.screens.reading import ReadingScreen
from fieldkit.tui.session_moments import ranked
from fieldkit.tui.view import Saved, View
from fieldkit.tui.widgets.composer import Composer
from fieldkit.tui.widgets.cover import Cover
from fieldkit.tui.widgets.guide import SCAN, Guide
from fieldkit.tui.widgets.line import Line
from fieldkit.tui.widgets.moment_list import MomentList
from fieldkit.tui.widgets.notice import Notice
from fieldkit.tui.widgets.rows import Rows
from fieldkit.tui.widgets.status import Status
from fieldkit.tui.wording import (
    names_for,
    one_line,
    told_in_full,
    zone_of,
)
from fieldkit.tui.write_up import WriteUp, asked_of
from fieldkit.tui.writing import Mode, Writing

if TYPE_CHECKING:
    from fieldkit.store.notebook import Notebook
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk

TICK = 1.0
"""Seconds between two looks at the clock."""


class CaptureScreen(Screen[None]):
    """Writes moments."""

    BINDINGS: ClassVar = bindings(CAPTURE)
    DEFAULT_CSS: ClassVar[str] = """
    CaptureScreen {
        layers: default cover;
        & > .keys { height: 1; background: $panel; }
    }
    """

    def __init__(
        self,
        desk: "Desk[Bench]",
        observer: Observer,
        *,
        clock: Clock = now,
        struck_at: Callable[[events.Key], float] = lambda event: event.time,
        keys: Keys | None = None,
    ) -> None:
        super().__init__()
        self._own = keys or Keys()
        self.names = names_for(observer.role)
        self._observer = observer
        self._desk = desk
        self._clock = clock
        self.tickets = count(1)
        self.pad = Pad()
        self.line = Line(clock=clock, struck_at=struck_at, tickets=self.tickets, pad=self.pad)
        self.moments = MomentList()
        self.composer = Composer(self.line, clock=clock, names=self.names)
        self.recorder = Recorder(desk, self.moments, self.pad, self.tickets, self.say)
        self.line.opens = self.recorder.opened
        self.line.commands = NAMES
        self._status = Status(self.names)
        self._notice = Notice()
        self.guide = Guide()
        self._keys = Rows(classes="keys")
        self.opening = True
        self._lookout = Lookout(desk, self.say)
        self.drafting = Drafting(desk, self.say)
        self.forms = Forms(desk, self.say)
        self._wanting = WriteUp()

    @override
    def compose(self) -> ComposeResult:
        """Put the list over the line."""
        yield self._status
        yield self.moments
        yield self.guide
        yield self._notice
        yield self.composer
        yield self._keys

    def on_mount(self) -> None:
        """Open the study once something stands on the screen."""
        self._encounter = Encounter(
            self.app,
            self._desk,
            self.say,
            clock=self._clock,
            role=self._observer.role,
            tickets=lambda: next(self.tickets),
            forms=self.forms,
            typed=self.line.insert_text_at_cursor,
        )
        self._desk.tell(self.post_message)
        self.line.focus()
        self._show()
        self.call_after_refresh(self._open)
        self.set_interval(TICK, self._tick)
        self.set_interval(LOOK, self._look)

    def on_resize(self) -> None:
        """Set things out afresh."""
        self._show()

    # The study

    @property
    def view(self) -> View:
        """The study as it was told last."""
        return self.recorder.view

    @work
    async def _open(self) -> None:
        """Open the study, then ask what is to be asked first."""
        try:
            opened = await self._desk.do(lambda bench: bench.open(), writes=False)
        except FieldkitError as error:
            self.app.exit(return_code=1, message=Text(str(error)))
            return
        self.opening = False
        self.recorder.view = opened.view
        self.recorder.in_force = self.recorder.in_force or opened.view.in_force
        self._show()
        for trouble in opened.trouble:
            self.say(trouble)
        self.post_message(StudyOpen())
        await self._encounter.recover(opened)
        ended = await self._encounter.go_on(opened.view)
        if (opened.view.session is None or ended) and not self.line.value:
            await self._encounter.start(self.view)
        await self._encounter.remind()

    @on(Changed)
    def take_in(self, changed: Changed) -> None:
        """Show the study as it reads now."""
        self.recorder.view = changed.view
        zone = zone_of(changed.view.session)
        if changed.whole:
            self.recorder.in_force = changed.view.in_force
            self.moments.show(changed.moments, zone, count=changed.view.count)
        else:
            self.moments.amend(changed.moments, changed.gone, count=changed.view.count)
            self.moments.extend(changed.older)
        self._lookout.changed()
        self.guide.tell(changed.view)
        self._show()

    @on(MomentList.Wanted)
    def fetch(self, wanted: MomentList.Wanted) -> None:
        """Bring older moments: someone goes there."""
        self._desk.leave(lambda bench: bench.bring(wanted.most, wanted.before))

    @on(Trouble)
    def tell_trouble(self, trouble: Trouble) -> None:
        """Say that the disk refuses, for as long as it does."""
        self._status.fail(trouble.why or "", trouble.where)
        self._show()

    # Lines and keys

    @on(Line.Kept)
    def keep(self, kept: Line.Kept) -> None:
        """Save a line."""
        self.moments.newest()
        self.drafting.saved(kept.writing.ticket)
        job = self.recorder.keep(kept.writing, self._clock())
        self._show()
        self._follow(job, kept.writing)

    @on(Line.Struck)
    def strike(self, struck: Line.Struck) -> None:
        """Do what a pad key means."""
        if isinstance(struck.intent, Typed):
            self.say("taken as words")
            return
        if isinstance(struck.intent, Unknown):
            self.say(f"{one_line(struck.intent.key)} is no key of the pad; Enter writes a line")
            return
        jobs = self.recorder.strike(struck.intent, struck.at, struck.page)
        self._show()
        for job in jobs:
            self._follow(job)

    @work
    async def _follow(self, job: Job, writing: Writing | None = None) -> None:
        """Show what came of a job; a line that was refused comes back."""
        try:
            done = await job
        except FieldkitError as error:
            self.say(str(error))
            if writing is not None:
                self.moments.arrived(writing.ticket)
                self.line.give_back(writing)
        else:
            if isinstance(done, Saved):
                self.moments.arrived(done.ticket)
                if done.ticket == self.recorder.latest:
                    self.moments.follow(done.moment.id)
                if warned := told(done):
                    self.say(warned)
                if writing is not None and writing.target is not None:
                    self._written_up()
        self._show()

    @on(Line.Drafted)
    def draft(self, drafted: Line.Drafted) -> None:
        """Keep what stands in the line, shortly after the last key."""
        self.drafting.note(drafted)

    @on(Line.PastedLines)
    @work
    async def paste(self, pasted: Line.PastedLines) -> None:
        """Ask what several lines are."""
        answer = await pasting.asked(self.app, pasted.lines, self.names)
        if answer == pasting.ONE:
            self.line.put(" ".join(pasted.lines), began=pasted.at)
        elif answer == pasting.EACH:
            for text in pasted.lines:
                writing = Writing(next(self.tickets), began=pasted.at, text=text)
                self._follow(self.recorder.keep(writing, pasted.at), writing)

    @on(Line.Walked)
    def walk(self, walked: Line.Walked) -> None:
        """Go up or down the list."""
        step = max(1, self.moments.size.height - 1) if walked.pages else 1
        self.moments.move(walked.by * step)
        self._show()

    @on(Line.Asked)
    async def ask(self, asked: Line.Asked) -> None:
        """Open what a key asked for."""
        what = {"palette": "app.command_palette"}.get(asked.what, asked.what)
        await self.run_action(what)

    # What can be asked for

    @work
    async def action_start(self) -> None:
        """Start a session."""
        if self.view.session is not None:
            self.say(f"session {self.view.session.id} is open; :finish ends it")
            return
        await self._encounter.start(self.view)

    @work
    async def action_finish(self) -> None:
        """Finish the session."""
        await self.finish()

    async def finish(self) -> bool:
        """Finish the session; tell whether it is finished."""
        answer = await self._encounter.finish(self.view, self.moments.saved)
        if isinstance(answer, FillIn):
            self._wanting.then_finish = True
            self._write_up(answer.moment)
            return False
        return answer

    def action_write_up(self) -> None:
        """Fill in what wants words, oldest first."""
        self._wanting.begin()
        self._written_up()

    @work
    async def _written_up(self) -> None:
        """Go on to the next one that wants words, where one asked for that."""
        if self._wanting.then_finish:
            self._wanting.then_finish = False
            self.action_finish()
        elif self._wanting.going:
            waiting = await self._desk.do(lambda bench: bench.notebook.waiting(), writes=False)
            found = self._wanting.next(waiting)
            if found is None:
                self.say("nothing more wants words")
            else:
                self._write_up(found)

    def _write_up(self, moment: Moment) -> None:
        self.line.open(self.recorder.opened_moment(moment))
        self.say(asked_of(moment, self._clock()))

    @work
    async def action_consent(self) -> None:
        """Ask the session's people what they agree to."""
        await self._encounter.consent(self.view)

    def action_prompt(self) -> None:
        """Show the next prompt."""
        if said := self.guide.next_prompt():
            self.say(said)

    def action_prompts(self) -> None:
        """Show all prompts."""
        guide = self.view.guide
        if guide is None:
            self.say("no session is open, so there is nothing to look for")
        else:
            self.app.push_screen(ReadingScreen(guide.title, guide.asked))

    def action_coverage(self) -> None:
        """Show what has nothing yet."""
        session = self.view.session
        heading = f"What {session.id} covers" if session else "What the loose notes cover"
        self.app.push_screen(ReadingScreen(heading, self.guide.told()))

    def action_look_round(self) -> None:
        """Begin a line that answers a look round."""
        if self.line.value.strip():
            self.say("first finish what stands in the line, then F8")
            return
        self.guide.looked()
        self.line.put(SCAN, began=self._clock())

    def action_off_record(self, minutes: int = 0) -> None:
        """Hide a moment, or those of the last minutes."""
        if minutes:
            ticket = next(self.tickets)
            self._follow(off_record.hide_minutes(self._desk, ticket, minutes, self.say))
            return
        for job in self.recorder.amend(amending.off_record):
            self._follow(job)
            self.say("off the record; Ctrl+Z brings it back")

    def action_star(self) -> None:
        """Star a moment."""
        for job in self.recorder.amend(amending.starred):
            self._follow(job)

    def next_ticket(self) -> int:
        """Return a ticket for a change made elsewhere, so that it can be undone here."""
        return next(self.tickets)

    @work
    async def action_pause(self) -> None:
        """Let the session's clock stand."""
        from fieldkit.store import pausing

        if await self._noted(pausing.pause):
            self.moments.newest()
            self.say("paused: the clock stands; n says why, :resume goes on")

    @work
    async def action_resume(self) -> None:
        """Let the session's clock go on."""
        from fieldkit.store import pausing

        if await self._noted(pausing.resume):
            self.say("the clock goes on")

    @work
    async def action_lay_out(self) -> None:
        """Lay out the pad."""
        from fieldkit.tui.screens.pad import PadScreen

        laid = await self.app.push_screen_wait(PadScreen(self.view, self.pad.layout, self.names))
        if laid is not None and await self._noted(laid):
            self.say("the pad is laid out, for everyone who writes in this study")

    async def _noted(self, job: "Callable[[Notebook], object]") -> bool:
        """Have the desk do a job that undo can take back; tell whether it did."""
        ticket = next(self.tickets)
        try:
            await self._desk.do(lambda bench: bench.noted(ticket, job))
        except FieldkitError as error:
            self.say(str(error))
            return False
        return True

    def next_layout(self) -> str:
        """Take the pad's next keyboard; return its name."""
        self.use_layout(next_after(self.pad.layout.name))
        self.say(f"keyboard: {self.pad.layout.name}")
        return self.pad.layout.name

    def use_layout(self, name: str | None) -> None:
        """Take this keyboard, where there is one of this name."""
        self.pad.layout = self._own.over(LAYOUTS.get(name or "", self.pad.layout))
        self.composer.tell()

    async def leave(self) -> bool:
        """Ask what is to be asked before the app ends; tell whether it may."""
        unsaved = len(self.moments.waiting) if self._status.failed else 0
        answer = await self._encounter.leave(self.view, unsaved)
        return await self.finish() if answer == "finish" else answer == "quit"

    def rest(self) -> None:
        """Leave what stands in the line with the desk, before the app ends."""
        self.drafting.rest()
        self.forms.rest()

    def unsaved(self) -> list[str]:
        """Return the lines that the disk never took; after the desk has closed."""
        bench = self._desk.place
        waiting = self.moments.waiting
        return [one.text for one in waiting if bench is None or not bench.has(one.ticket)]

    # What stands around

    def say(self, text: str) -> None:
        """Show a notice for a while."""
        self._notice.say(text)

    @on(Line.Read)
    @on(Rested)
    def _show(self) -> None:
        """Draw what stands around the list."""
        if not self.is_mounted or not self.size.width:
            return
        self._show_status()
        chosen = self.moments.chosen if self.moments.cursor else None
        self.composer.full = told_in_full(chosen, zone_of(self.view.session)) if chosen else ""
        uses = ranked(self.view.uses, self.view.here)
        self.composer.use(replace(self.view, uses=uses), self.recorder.in_force)
        if self.line.mode is Mode.PAD:
            # Where a screen reader reads: the row that keys mean.
            self.app.cursor_position = self.moments.cursor_offset
        places = [LINE, EVERYWHERE] if self.line.mode is Mode.LINE else [EVERYWHERE]
        self._keys.show(
            [rows.keys(places, self.names, self.size.width, here=CAPTURE, keymap=self._own.keymap)]
        )

    def _show_status(self) -> None:
        self._status.show(
            self.view,
            self.moments,
            waiting=self._desk.waiting,
            now=self._clock(),
            opening=self.opening,
        )

    def now(self) -> datetime:
        """Return the time of day where the session is."""
        return self._clock().astimezone(zone_of(self.view.session))

    def _tick(self) -> None:
        self._show_status()
        self.guide.tick(self._clock())
        for cover in self.app.screen.query(Cover):
            cover.show(self.now())

    @work
    async def _look(self) -> None:
        if not self.opening:
            await self._lookout.look()
