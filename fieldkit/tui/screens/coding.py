"""The coding pass: one moment after another, each answered by one key, left and taken up again."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from typing_extensions import override

from fieldkit.model.errors import FieldkitError
from fieldkit.model.finding import By
from fieldkit.tui import browsing, coding, coding_rows
from fieldkit.tui.coding import LETTERS, Lack, Pass, Reading, Suggestion
from fieldkit.tui.command import CODING
from fieldkit.tui.messages import Rested
from fieldkit.tui.widgets.notice import Notice
from fieldkit.tui.widgets.rows import Rows
from fieldkit.tui.wording import one_line

PAGE = 9
"""Answers on the digits at one time."""

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.screens.capture import CaptureScreen


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one moment."""

    name: str
    tag: str = ""
    """Empty: there is nothing to say of it."""
    ticket: int = 0
    """By which it is taken back; 0 where nothing was written."""


class CodingScreen(Screen[None]):
    """Goes through the moments that lack something."""

    BINDINGS: ClassVar = [
        ("escape", "leave", "Leave"),
        ("enter,space", "nothing", "Nothing here"),
        ("left", "before", "The one before"),
        ("right", "after", "The one after"),
        ("backspace", "take_back", "Take back the last answer"),
        ("number_sign,exclamation_mark", "new", "A word that is not there yet"),
        ("question_mark", "app.help", "Help"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    CodingScreen {
        layers: default cover;
        & > .status { height: 1; background: $panel; }
        & > VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        & > .suggested { height: auto; }
        & > .legend { height: auto; }
        & > .keys { height: auto; background: $panel; }
    }
    """
    help_place = CODING

    def __init__(
        self,
        desk: "Desk[Bench]",
        capture: "CaptureScreen",
        going: Pass,
        keep: "Callable[[str], None]",
    ) -> None:
        super().__init__()
        self._desk = desk
        self._capture = capture
        self.going = going
        self._keep = keep
        self.queue: list[str] = []
        self.at = 0
        self.suggested: tuple[Suggestion, ...] = ()
        self._looked: browsing.Look | None = None
        self._codes: dict[str, None] = {}
        """The codes in the order in which they came to stand on the digits."""
        self._decisions: list[Decision] = []
        """What was decided here, the latest last."""
        self._page = 0
        self._reading = Reading()
        """How the next feeling is to be read."""
        self._ready = False
        self._status = Rows(classes="status")
        self._body = Rows()
        self._suggested = Rows(classes="suggested")
        self._legend = Rows(classes="legend")
        self._notice = Notice()
        self._keys = Rows(classes="keys")

    @override
    def compose(self) -> ComposeResult:
        """Put the moment over what its words suggest, and that over the answers."""
        yield self._status
        with VerticalScroll(can_focus=False):
            yield self._body
        yield self._suggested
        yield self._notice
        yield self._legend
        yield self._keys

    def on_mount(self) -> None:
        """Look what is to be done."""
        self._begin()

    def on_resize(self) -> None:
        """Set things out afresh."""
        self._show()

    @property
    def current(self) -> str | None:
        """The moment asked about; None at the end."""
        return self.queue[self.at] if self.at < len(self.queue) else None

    @work
    async def _begin(self) -> None:
        line = self.going.line
        try:
            listing = await self._desk.do(
                lambda bench: browsing.Finding().find(bench, line, By.SESSION),
                writes=False,
            )
        except FieldkitError as error:
            self.say(str(error))
            return
        found = [] if listing is None else [n for g in listing.found.groups for n in g.ids]
        self.queue = self.going.queue(found)
        here = self.going.at
        at = self.queue.index(here) if here in self.queue else 0
        self._ready = True
        self._stand(self.going.following(self.queue, at))

    def _stand(self, at: int) -> None:
        """Ask about this one; what was said of the one before holds no more, its keys neither."""
        self.at = at
        self.suggested = ()
        self._page, self._reading = 0, Reading()
        self.going.at = self.current
        self._keep(self.going.kept())
        self._read()

    @work(exclusive=True, group="read")
    async def _read(self) -> None:
        """Read the moment asked about, and what stands beside it."""
        name = self.current
        looked = None
        if name is not None:
            looked = await self._desk.do(lambda bench: browsing.look(bench, name), writes=False)
        moment = looked.moment if looked else None
        words = self._capture.view.words
        self._looked = looked
        self.suggested = coding.suggestions(moment, self.going.lack, words) if moment else ()
        self._show()

    # Answers

    def on_key(self, event: events.Key) -> None:
        """Take an answer."""
        key = event.character or ""
        if not self._ready or not key or not event.is_printable:
            return
        layout = self._capture.pad.layout
        read = self._reading.struck(key) if self.going.lack is Lack.FEELING else None
        if key in LETTERS:
            if LETTERS.index(key) < len(self.suggested):
                self._answer(self._reading.of(self.suggested[LETTERS.index(key)].tag))
        elif key in layout.digits:
            self._digit(layout.digits[key])
        elif key in layout.row and self.going.lack is Lack.TOUCHPOINT:
            self._choose(layout.row.index(key))
        elif key in "+=-":
            self._stronger(-1 if key == "-" else 1)
        elif read is not None:
            self._reading = read
            self._show()
        else:
            return
        event.stop()

    def _digit(self, digit: int) -> None:
        if digit == 0:
            self._page = (self._page + 1) % self._pages
            self._show()
        else:
            self._choose(digit - 1)

    def _choose(self, number: int) -> None:
        shown = self.shown
        if number < len(shown):
            self._answer(self._reading.of(shown[number]))

    @property
    def _pages(self) -> int:
        return max(1, -(-len(self.offered) // PAGE))

    @property
    def offered(self) -> tuple[str, ...]:
        """All tags that can be chosen."""
        view = self._capture.view
        uses = view.uses.get("code", {})
        # By use, but what a digit stands for does not change while one goes through.
        used = sorted(view.words.codes, key=lambda code: (-uses.get(code, 0), code))
        self._codes.update(dict.fromkeys(used))
        places = {Lack.FEELING: view.digits, Lack.TOUCHPOINT: view.letters, Lack.CODE: self._codes}
        return coding.offered(self.going.lack, places[self.going.lack])

    @property
    def shown(self) -> tuple[str, ...]:
        """The tags on the keys now."""
        if self.going.lack is Lack.TOUCHPOINT:
            return self.offered
        return self.offered[self._page * PAGE :][:PAGE]

    def _answer(self, tag: str) -> None:
        """Tag the moment, and go on at once."""
        name = self.current
        if name is not None:
            decision = Decision(name, tag, next(self._capture.tickets))
            self._decide(decision)
            self._tag(decision)

    @work
    async def _tag(self, decision: Decision) -> None:
        name, tag, ticket = decision.name, decision.tag, decision.ticket
        try:
            await self._desk.do(lambda bench: browsing.tag(bench, ticket, (name,), tag))
        except FieldkitError as error:
            self._decisions = [one for one in self._decisions if one is not decision]
            self._ask_again(name)
            self.say(str(error))
        else:
            self.say(f"{name} {one_line(tag)}")
            self._read()

    def _decide(self, decision: Decision) -> None:
        """Take note of a decision, and go to the next moment that wants one."""
        self._decisions.append(decision)
        if decision.tag:
            self.going.answer(decision.name)
        else:
            self.going.skip(decision.name)
        self._stand(self.going.following(self.queue, self.at))

    def _ask_again(self, name: str) -> None:
        """Ask about a moment again, where no other decision of it stands."""
        if not any(one.name == name for one in self._decisions):
            self.going.reopen(name)
        self._stand(self.queue.index(name))

    @work
    async def _stronger(self, by: int) -> None:
        """Make the feeling answered last stronger or weaker."""
        from fieldkit.tui import amending

        last = self._decisions[-1] if self._decisions else None
        if last is None or not last.tag.startswith("!"):
            self.say("answer with a feeling first, then + or -")
            return
        decision = replace(last, ticket=next(self._capture.tickets))
        self._decisions.append(decision)
        moment = await self._desk.do(
            lambda bench: bench.amend(
                decision.ticket, decision.name, lambda m: amending.intensified(m, by)
            )
        )
        strong = moment.emotions[-1].intensity if moment and moment.emotions else None
        self.say(f"{decision.name} {one_line(decision.tag)}: {strong} of 5")
        self._read()

    def action_nothing(self) -> None:
        """Go on: nothing to say of this one."""
        name = self.current
        if name is None:
            return
        if self.going.decided(name):
            self._stand(self.going.following(self.queue, self.at))
        else:
            self._decide(Decision(name))

    def action_before(self) -> None:
        """Go back to the one before; what was decided of it stands."""
        if self.at:
            self._stand(self.at - 1)
        else:
            self.say("this is the first one here")

    def action_after(self) -> None:
        """Go on to the one after; one that was not asked about yet has nothing then."""
        name = self.current
        if name is not None and self.going.decided(name):
            self._stand(self.at + 1)
        else:
            self.action_nothing()

    @work
    async def action_take_back(self) -> None:
        """Take back what was decided of the moment here, or else what was decided last."""
        here = [one for one in self._decisions if one.name == self.current]
        last = here[-1] if here else self._decisions[-1] if self._decisions else None
        if last is None:
            self.say("nothing was answered here yet")
            return
        self._decisions = [one for one in self._decisions if one is not last]
        if last.ticket:
            await self._desk.do(lambda bench: bench.take_back([last.ticket]))
        self.say(f"taken back: {last.name} {one_line(last.tag) or 'nothing here'}")
        self._ask_again(last.name)

    @work
    async def action_new(self) -> None:
        """Ask for a feeling or a code that no key stands for."""
        from fieldkit.tui.screens.name import NameScreen

        lack = self.going.lack
        if self.current is None or lack is Lack.TOUCHPOINT:
            return
        code = lack is Lack.CODE
        name = await self.app.push_screen_wait(NameScreen(f"A {lack} for this moment", levels=code))
        if name:
            (tag,) = coding.offered(lack, [name])
            self._answer(self._reading.of(tag))

    def action_leave(self) -> None:
        """Leave; what was done is remembered."""
        self._keep(self.going.kept())
        self.dismiss(None)

    # What stands here

    def say(self, text: str) -> None:
        """Show a notice for a while."""
        self._notice.say(text)

    @on(Rested)
    def _show(self) -> None:
        width = self.size.width
        if not self.is_mounted or not width:
            return
        left = sum(not self.going.decided(name) for name in self.queue)
        self._status.show([coding_rows.status(self.going, left, width, busy=self._desk.busy)])
        shown = (
            (self._body, self._body_rows(width)),
            (self._suggested, coding_rows.suggested(self._suggested_now(), width)),
            (self._legend, self._legend_rows(width)),
            (self._keys, coding_rows.keys(self.going.lack, width)),
        )
        for part, rows in shown:
            part.styles.height = len(rows)
            part.show(rows)

    def _suggested_now(self) -> "Sequence[Suggestion]":
        return [replace(one, tag=self._reading.of(one.tag)) for one in self.suggested]

    def _body_rows(self, width: int) -> "Sequence[coding_rows.Row]":
        if not self._ready:
            return [((" reading…", "faint"),)]
        if self._looked is None:
            return coding_rows.end(self.going)
        return coding_rows.body(self._looked, self.going, width)

    def _legend_rows(self, width: int) -> "Sequence[coding_rows.Row]":
        layout = self._capture.pad.layout
        letters = self.going.lack is Lack.TOUCHPOINT
        keys = layout.row if letters else [layout.digit_key(n) for n in range(1, PAGE + 1)]
        tags = [self._reading.of(tag) for tag in self.shown]
        more = None
        if not letters and self._pages > 1:
            more = (layout.digit_key(0), f"more, {self._page + 1} of {self._pages}")
        return coding_rows.legend(keys, tags, more, width)
