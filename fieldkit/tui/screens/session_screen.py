"""What can be asked of the session that one writes in: its start and end, its people, its guide."""

from typing import TYPE_CHECKING

from textual import work

from fieldkit.model.errors import FieldkitError
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.model.times import Clock
from fieldkit.tui import amending, off_record
from fieldkit.tui.encounter import Encounter
from fieldkit.tui.forms import Forms
from fieldkit.tui.recorder import Job, told
from fieldkit.tui.screens.finish import FillIn
from fieldkit.tui.screens.notes_screen import NotesScreen
from fieldkit.tui.screens.reading import ReadingScreen
from fieldkit.tui.view import Saved
from fieldkit.tui.widgets.guide import SCAN, Guide
from fieldkit.tui.wording import names_for
from fieldkit.tui.write_up import WriteUp, asked_of
from fieldkit.tui.writing import Mode, Writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldkit.store.notebook import Notebook
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk


class SessionScreen(NotesScreen):
    """Starts and finishes sessions, asks and prompts, and shows what came of each change."""

    def __init__(self, desk: "Desk[Bench]", observer: Observer, clock: Clock) -> None:
        super().__init__(desk, clock)
        self._observer = observer
        self.names = names_for(observer.role)
        self.guide = Guide()
        self.forms = Forms(desk, self.say)
        self._wanting = WriteUp()

    def on_mount(self) -> None:
        """Know who asks."""
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

    @work
    async def follow(self, job: Job, writing: Writing | None = None) -> None:
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
        self.show()

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
            self.follow(off_record.hide_minutes(self._desk, ticket, minutes, self.say))
            return
        for job in self.recorder.amend(amending.off_record):
            self.follow(job)
            self.say("off the record; Ctrl+Z brings it back")

    def action_star(self) -> None:
        """Star a moment."""
        for job in self.recorder.amend(amending.starred):
            self.follow(job)

    def next_ticket(self) -> int:
        """Return a ticket for a change made elsewhere, so that it can be undone here."""
        return next(self.tickets)

    @work
    async def action_pause(self) -> None:
        """Let the session's clock stand."""
        from fieldkit.store import pausing

        if await self._noted(pausing.pause):
            self.moments.newest()
            why = "n" if self.line.mode is Mode.PAD else "Esc, then n,"
            self.say(f"paused: the clock stands; {why} says why, :resume goes on")

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
