"""What the screens on which notes are written have in common: nothing on them is ever lost."""

from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

from textual import on
from textual.screen import Screen

from fieldkit.model.times import Clock
from fieldkit.tui.drafting import Drafting
from fieldkit.tui.messages import Rested
from fieldkit.tui.pad import Pad
from fieldkit.tui.recorder import Recorder
from fieldkit.tui.view import View
from fieldkit.tui.widgets.cover import Cover
from fieldkit.tui.widgets.line import Line
from fieldkit.tui.widgets.moment_list import MomentList
from fieldkit.tui.widgets.notice import Notice
from fieldkit.tui.wording import zone_of

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk

TICK = 1.0
"""Seconds between two looks at the clock."""


class NotesScreen(Screen[None]):
    """Takes notes: the list of them, who records them, the drafts of a line, and the clock."""

    line: Line

    def __init__(self, desk: "Desk[Bench]", clock: Clock) -> None:
        super().__init__()
        self._desk = desk
        self._clock = clock
        self.tickets = count(1)
        self.pad = Pad()
        self.moments = MomentList()
        self.recorder = Recorder(desk, self.moments, self.pad, self.tickets, self.refuse)
        self.drafting = Drafting(desk, self.say)
        self._notice = Notice()

    def on_mount(self) -> None:
        """Hear of changes, and look at the clock."""
        self._desk.tell(self.post_message)
        self.line.focus()
        self.set_interval(TICK, self.tick)

    def on_resize(self) -> None:
        """Set things out afresh."""
        self.show()

    @property
    def view(self) -> View:
        """The study as it was told last."""
        return self.recorder.view

    def show(self) -> None:
        """Draw what stands around the list."""
        raise NotImplementedError

    @on(Line.Read)
    @on(Rested)
    def _read(self) -> None:
        self.show()

    def show_status(self) -> None:
        """Draw how things stand now."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        """Show a notice for a while."""
        self._notice.say(text)

    def refuse(self, text: str) -> None:
        """Say of a key that it does nothing."""
        self._notice.refuse(text)

    def now(self) -> datetime:
        """Return the time of day where the session is."""
        return self._clock().astimezone(zone_of(self.view.session))

    def tick(self) -> None:
        """Show the time, on a cover too."""
        self.show_status()
        for cover in self.app.screen.query(Cover):
            cover.show(self.now())

    def rest(self) -> None:
        """Leave what stands in the line with the desk, before the app ends."""
        self.drafting.rest()

    def unsaved(self) -> list[str]:
        """Return the lines that the disk never took; after the desk has closed."""
        bench = self._desk.place
        waiting = self.moments.waiting
        return [one.text for one in waiting if bench is None or not bench.has(one.ticket)]
