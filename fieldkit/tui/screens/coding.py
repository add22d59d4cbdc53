"""The coding pass: one moment after another, each answered by one key, left and taken up again."""

from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from typing_extensions import override

from fieldkit.model.errors import FieldkitError
from fieldkit.model.finding import By
from fieldkit.tui import browsing, coding, coding_rows
from fieldkit.tui.coding import LETTERS, Lack, Pass, Suggestion
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


class CodingScreen(Screen[None]):
    """Goes through the moments that lack something."""

    BINDINGS: ClassVar = [
        ("escape", "leave", "Leave"),
        ("enter,space,right", "nothing", "Nothing here"),
        ("left", "before", "The one before"),
        ("backspace", "take_back", "Take back the last answer"),
        ("number_sign", "new", "A new code"),
        ("question_mark", "app.help", "Help"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    CodingScreen {
        layers: default cover;
        & > .status { height: 1; background: $panel; }
        & > VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        & > .suggested { height: auto; }
        & > .legend { height: auto; }
        & > .keys { height: 1; background: $panel; }
    }
    """

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
        self._answers: list[tuple[int, str, str]] = []
        """The ticket, the moment and the tag of each answer."""
        self._page = 0
        self._known = ""
        """How the next feeling is known."""
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
        self.at = self.queue.index(self.going.at) if self.going.at in self.queue else 0
        self._ready = True
        self._read()

    @work(exclusive=True, group="read")
    async def _read(self) -> None:
        """Read the moment asked about."""
        name, lack = self.current, self.going.lack
        self._page, self._known = 0, ""
        self.going.at = name
        self._keep(self.going.kept())
        if name is None:
            self._looked, self.suggested = None, ()
        else:
            self._looked = await self._desk.do(
                lambda bench: browsing.look(bench, name), writes=False
            )
            words = self._capture.view.words
            moment = self._looked.moment if self._looked else None
            self.suggested = coding.suggestions(moment, lack, words) if moment else ()
        self._show()

    # Answers

    def on_key(self, event: events.Key) -> None:
        """Take an answer."""
        key = event.character or ""
        if not self._ready or not key or not event.is_printable:
            return
        layout = self._capture.pad.layout
        if key in LETTERS:
            if LETTERS.index(key) < len(self.suggested):
                self._answer(self.suggested[LETTERS.index(key)].tag)
        elif key in layout.digits:
            self._digit(layout.digits[key])
        elif key in layout.row and self.going.lack is Lack.TOUCHPOINT:
            self._choose(layout.row.index(key))
        elif key in "+=-":
            self._stronger(-1 if key == "-" else 1)
        elif key == '"' and self.going.lack is Lack.FEELING:
            known = coding.KNOWN
            self._known = known[(known.index(self._known) + 1) % len(known)]
            self._show()
        else:
            return
        event.stop()

    def _digit(self, digit: int) -> None:
        if digit == 0:
            pages = max(1, -(-len(self.offered) // PAGE))
            self._page = (self._page + 1) % pages
            self._show()
        else:
            self._choose(digit - 1)

    def _choose(self, number: int) -> None:
        shown = self.shown
        if number < len(shown):
            self._answer(coding.as_known(shown[number], self._known))

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

    @work
    async def _answer(self, tag: str) -> None:
        """Tag the moment, and go on at once."""
        name = self.current
        if name is None:
            return
        ticket = next(self._capture.tickets)
        self._answers.append((ticket, name, tag))
        self.going.answered += 1
        self.at += 1
        self._read()
        try:
            await self._desk.do(lambda bench: browsing.tag(bench, ticket, (name,), tag))
        except FieldkitError as error:
            self._answers = [answer for answer in self._answers if answer[0] != ticket]
            self.going.answered -= 1
            self.at = self.queue.index(name)
            self._read()
            self.say(str(error))
        else:
            self.say(f"{name} {one_line(tag)}")

    @work
    async def _stronger(self, by: int) -> None:
        """Make the feeling answered last stronger or weaker."""
        from fieldkit.tui import amending

        if not self._answers or not self._answers[-1][2].startswith("!"):
            self.say("answer with a feeling first, then + or -")
            return
        _, name, tag = self._answers[-1]
        ticket = next(self._capture.tickets)
        self._answers.append((ticket, name, tag))
        moment = await self._desk.do(
            lambda bench: bench.amend(ticket, name, lambda m: amending.intensified(m, by))
        )
        strong = moment.emotions[-1].intensity if moment and moment.emotions else None
        self.say(f"{name} {one_line(tag)}: {strong} of 5")

    def action_nothing(self) -> None:
        """Go on: nothing to say of this one."""
        name = self.current
        if name is not None:
            self.going.passed.append(name)
            self.at += 1
            self._read()

    def action_before(self) -> None:
        """Go back to the one before."""
        if self.at:
            self.at -= 1
            name = self.queue[self.at]
            self.going.passed = [passed for passed in self.going.passed if passed != name]
            self._read()

    @work
    async def action_take_back(self) -> None:
        """Take back the last answer, and ask about its moment again."""
        if not self._answers:
            self.say("nothing was answered here yet")
            return
        ticket, name, tag = self._answers.pop()
        await self._desk.do(lambda bench: bench.take_back([ticket]))
        if all(answer[1] != name for answer in self._answers):
            self.going.answered -= 1
            self.at = self.queue.index(name)
        self.say(f"taken back: {name} {one_line(tag)}")
        self._read()

    @work
    async def action_new(self) -> None:
        """Ask for a code that is not there yet."""
        from fieldkit.tui.screens.name import NameScreen

        if self.current is None or self.going.lack is not Lack.CODE:
            return
        name = await self.app.push_screen_wait(NameScreen("A code for this moment", levels=True))
        if name:
            self._answer(f"#{name}")

    def action_leave(self) -> None:
        """Leave; what was done is remembered."""
        self._keep(self.going.kept() if self.current else "")
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
        left = max(0, len(self.queue) - self.at)
        self._status.show([coding_rows.status(self.going, left, width, busy=self._desk.busy)])
        body = self._body_rows(width)
        self._body.styles.height = len(body)
        self._body.show(body)
        suggested = coding_rows.suggested(self.suggested, width)
        self._suggested.styles.height = len(suggested)
        self._suggested.show(suggested)
        legend = self._legend_rows(width)
        self._legend.styles.height = len(legend)
        self._legend.show(legend)
        self._keys.show([coding_rows.keys(self.going.lack, width)])

    def _body_rows(self, width: int) -> "Sequence[coding_rows.Row]":
        if not self._ready:
            return [((" reading…", "faint"),)]
        if self._looked is None:
            return coding_rows.end(self.going)
        return coding_rows.body(self._looked, width)

    def _legend_rows(self, width: int) -> "Sequence[coding_rows.Row]":
        layout = self._capture.pad.layout
        letters = self.going.lack is Lack.TOUCHPOINT
        keys = layout.row if letters else [layout.digit_key(n) for n in range(1, PAGE + 1)]
        tags = [coding.as_known(tag, self._known) for tag in self.shown]
        more = layout.digit_key(0) if not letters and len(self.offered) > PAGE else ""
        return coding_rows.legend(keys, tags, more, width)
