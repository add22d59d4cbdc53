"""Capture: the screen on which moments are written. It owns what is going on, and asks the desk."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from typing_extensions import override

from fieldkit.model.errors import FieldkitError
from fieldkit.model.observer import Observer
from fieldkit.model.times import Clock, now
from fieldkit.tui import pasting, rows
from fieldkit.tui.asked import NAMES
from fieldkit.tui.commands import CAPTURE, EVERYWHERE, LINE, bindings
from fieldkit.tui.keymap import Keys
from fieldkit.tui.layouts import LAYOUTS, next_after
from fieldkit.tui.lookout import LOOK, Lookout
from fieldkit.tui.messages import Changed, StudyOpen, Trouble
from fieldkit.tui.pad import Typed, Unknown
from fieldkit.tui.screens.session_screen import SessionScreen
from fieldkit.tui.session_moments import ranked
from fieldkit.tui.widgets.composer import Composer
from fieldkit.tui.widgets.line import Line
from fieldkit.tui.widgets.moment_list import MomentList
from fieldkit.tui.widgets.rows import Rows
from fieldkit.tui.widgets.status import Status
from fieldkit.tui.wording import (
    one_line,
    told_in_full,
    zone_of,
)
from fieldkit.tui.writing import Mode, Writing

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk


class CaptureScreen(SessionScreen):
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
        super().__init__(desk, observer, clock)
        self._own = keys or Keys()
        self.line = Line(clock=clock, struck_at=struck_at, tickets=self.tickets, pad=self.pad)
        self.composer = Composer(self.line, clock=clock, names=self.names)
        self.line.opens = self.recorder.opened
        self.line.commands = NAMES
        self._status = Status(self.names)
        self._keys = Rows(classes="keys")
        self.opening = True
        self._lookout = Lookout(desk, self.say)

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
        self.show()
        self.call_after_refresh(self._open)
        self.set_interval(LOOK, self._look)

    # The study

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
        self.show()
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
        self.show()

    @on(MomentList.Wanted)
    def fetch(self, wanted: MomentList.Wanted) -> None:
        """Bring older moments: someone goes there."""
        self._desk.leave(lambda bench: bench.bring(wanted.most, wanted.before))

    @on(Trouble)
    def tell_trouble(self, trouble: Trouble) -> None:
        """Say that the disk refuses, for as long as it does."""
        self._status.fail(trouble.why or "", trouble.where)
        self.show()

    # Lines and keys

    @on(Line.Kept)
    def keep(self, kept: Line.Kept) -> None:
        """Save a line."""
        self._notice.relent()
        self.moments.newest()
        self.drafting.saved(kept.writing.ticket)
        job = self.recorder.keep(kept.writing, self._clock())
        self.show()
        self.follow(job, kept.writing)

    @on(Line.Struck)
    def strike(self, struck: Line.Struck) -> None:
        """Do what a pad key means."""
        if isinstance(struck.intent, Typed):
            self.say("taken as words")
            return
        if isinstance(struck.intent, Unknown):
            key = one_line(struck.intent.key)
            self.refuse(f"{key} is no key of the pad; Enter writes a line")
            return
        self._notice.relent()
        jobs = self.recorder.strike(struck.intent, struck.at, struck.page)
        self.show()
        for job in jobs:
            self.follow(job)

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
                self.follow(self.recorder.keep(writing, pasted.at), writing)

    @on(Line.Walked)
    def walk(self, walked: Line.Walked) -> None:
        """Go up or down the list."""
        step = max(1, self.moments.size.height - 1) if walked.pages else 1
        self.moments.move(walked.by * step)
        self.show()

    @on(Line.Asked)
    async def ask(self, asked: Line.Asked) -> None:
        """Open what a key asked for."""
        what = {"palette": "app.command_palette"}.get(asked.what, asked.what)
        await self.run_action(what)

    # The pad, and the end

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

    @override
    def rest(self) -> None:
        """Leave what stands in the line, and in forms, with the desk."""
        super().rest()
        self.forms.rest()

    # What stands around

    @override
    def show(self) -> None:
        """Draw what stands around the list."""
        if not self.is_mounted or not self.size.width:
            return
        self.show_status()
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

    @override
    def show_status(self) -> None:
        """Draw how things stand now."""
        self._status.show(
            self.view,
            self.moments,
            waiting=self._desk.waiting,
            now=self._clock(),
            opening=self.opening,
        )

    @override
    def tick(self) -> None:
        """Show the time, and whether a look round is due."""
        super().tick()
        self.guide.tick(self._clock())

    @work
    async def _look(self) -> None:
        if not self.opening:
            await self._lookout.look()
