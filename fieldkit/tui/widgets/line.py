"""The line: where words are typed, tagged, and where the pad's bare keys fall.

One widget takes every key of the capture screen, in order and at once: were the pad another widget,
a key struck fast after Enter would fall into the wrong one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from typing_extensions import override

from fieldkit.model.times import Clock, now
from fieldkit.shorthand.complete import accept
from fieldkit.tui.pad import Intent, OpenLast, OpenLine, OtherFeelings, Pad, Typed
from fieldkit.tui.tagging import Tagged, Tagger, Tags, Text
from fieldkit.tui.widgets.shorthand_input import ShorthandInput
from fieldkit.tui.writing import EDITING, PAGE, Choices, Mode, Opened, Writing, choices_at


class Line(ShorthandInput):
    """Takes the keys of the capture screen."""

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    Line { width: 1fr; }
    """
    mode: var[Mode] = var(Mode.LINE)
    page: var[int] = var(0)
    """Which nine feelings are on the digits."""

    @dataclass
    class Kept(Message):
        """Enter: the line is to be saved."""

        writing: Writing

    @dataclass
    class Drafted(Message):
        """What stands in the line now; empty where it was emptied."""

        ticket: int
        began: datetime
        text: str
        target: int | str | None = None

    @dataclass
    class Struck(Message):
        """A pad key, and what it means."""

        intent: Intent
        at: datetime
        page: int

    @dataclass
    class PastedLines(Message):
        """Several lines were pasted: one moment each, or one?"""

        lines: tuple[str, ...]
        at: datetime

    @dataclass
    class Asked(Message):
        """A key that asks for something outside: ``palette``, ``help``, ``leave``."""

        what: str

    @dataclass
    class Walked(Message):
        """Up or down the list of moments; by pages where large."""

        by: int
        pages: bool = False

    class Read(Message):
        """The line, its list or its mode reads otherwise now."""

    def __init__(
        self,
        *,
        clock: Clock = now,
        struck_at: Callable[[events.Key], float] = lambda event: event.time,
        tickets: Iterator[int] | None = None,
        pad: Pad | None = None,
    ) -> None:
        super().__init__()
        self.used: Mapping[str, Mapping[str, int]] = {}
        self.touchpoints: tuple[str, ...] = ()
        self.pad = pad
        """None where there is no pad: Esc and an empty Enter then leave."""
        self.layout_pad = pad or Pad()
        self.opens: Callable[[str], Opened | None] = lambda _: None
        """Gives the last moment's line, with a sign at its end; asked at once, so that no key typed
        after the one that opens it is lost."""
        self.choices = Choices()
        self._clock = clock
        self._struck_at = struck_at
        self._tickets = tickets or count(1)
        self._writing = Writing(next(self._tickets))
        self._aside: list[Writing] = []
        self._tagger = Tagger()

    @override
    def post_message(self, message: Message) -> bool:
        """Post what the screen handles to the screen itself.

        Up through its parents a line would be 4 ms on the way: each is another turn of the loop,
        behind what is being drawn.
        """
        if isinstance(message, (self.Kept, self.Drafted, self.Struck)) and self.is_attached:
            return self.screen.post_message(message)
        return super().post_message(message)

    # What stands here

    @property
    def began(self) -> datetime | None:
        """When the first key of this line fell."""
        return self._writing.began

    @property
    def target(self) -> int | str | None:
        """The moment whose words stand here, or None."""
        return self._writing.target

    @property
    def feelings(self) -> tuple[str, ...]:
        """The feelings on the digits now, the first on 1."""
        start = self.page * PAGE
        return tuple(self.words.feelings)[start : start + PAGE]

    def put(self, text: str, *, began: datetime | None = None) -> None:
        """Put text into the line, behind what stands there."""
        before = self.value.rstrip()
        self._writing.began = self._writing.began or began
        self.value = f"{before} {text}" if before else text
        self.cursor_position = len(self.value)
        self.mode = Mode.LINE

    def give_back(self, writing: Writing) -> None:
        """Put a line back that was not saved; what stands here waits behind it."""
        self._lay_aside()
        self._take(writing)

    def open(self, opened: Opened) -> None:
        """Put a moment's line here; what stands here waits until it is done."""
        self._lay_aside()
        self._take(
            Writing(
                ticket=next(self._tickets),
                target=opened.target,
                before=opened.value,
                seen=opened.seen,
                text=opened.value,
                cursor=opened.cursor,
            )
        )

    def _lay_aside(self) -> None:
        if self.value.strip():
            self._writing.text, self._writing.cursor = self.value, self.cursor_position
            self._aside.append(self._writing)

    def _take(self, writing: Writing) -> None:
        self._writing = writing
        self.value = writing.text
        self.cursor_position = writing.cursor
        self.mode = Mode.LINE
        self._look()

    def _next(self) -> None:
        """Empty the line for the next one, or take up what waits."""
        amended = self._writing.target is not None
        self._writing = Writing(next(self._tickets))
        if self._aside:
            self._take(self._aside.pop())
        else:
            self.value = ""
        self.mode = Mode.PAD if amended and self.pad else Mode.LINE
        self._look()

    # Keys

    async def _on_key(self, event: events.Key) -> None:
        if self.mode is Mode.PAD and self.pad is not None:
            taken = self._pad_key(event, self.pad)
        elif self.mode is Mode.TAGS:
            taken = self._tag_key(event)
        else:
            taken = self._line_key(event)
        if taken:
            event.stop()
            event.prevent_default()

    def _line_key(self, event: events.Key) -> bool:
        """Take a key that is no letter of the line's."""
        match event.key:
            case "enter":
                self._enter()
            case "tab":
                self._tab()
            case "escape":
                self._escape()
            case "up" | "down" if self.choices.words:
                self._choose(1 if event.key == "down" else -1)
            case "pageup" | "pagedown":
                self.post_message(self.Walked(1 if event.key == "pagedown" else -1, pages=True))
            case key if key in EDITING:
                getattr(self, f"action_{EDITING[key]}")()
            case _:
                return False
        return True

    def _enter(self) -> None:
        text = self.value
        if not text.strip() or (self.target is not None and text == self._writing.before):
            if self.target is not None:
                self._next()
            elif self.pad is None:
                self.post_message(self.Asked("leave"))
            else:
                self._to_pad()
            return
        writing = self._writing
        writing.text, writing.cursor = text, self.cursor_position
        writing.began = writing.began or self._clock()
        self.layout_pad.rest()
        self.post_message(self.Kept(writing))
        self._next()

    def _tab(self) -> None:
        typing = self.choices.typing
        if typing is not None and self.choices.words:
            word = self.choices.words[self.choices.chosen]
            value, cursor = accept(self.value, typing, word)
            self._set(Text(value, cursor))
        else:
            self._tagger.begin()
            self.mode = Mode.TAGS

    def _escape(self) -> None:
        if self.choices.words:
            self.choices = Choices()
            self.post_message(self.Read())
        elif self.target is not None and self.value == self._writing.before:
            self._next()
        elif self.pad is None:
            self.post_message(self.Asked("leave"))
        else:
            self._to_pad()

    def _to_pad(self) -> None:
        self.layout_pad.rest()
        self.mode = Mode.PAD

    def _choose(self, by: int) -> None:
        self.choices.chosen = (self.choices.chosen + by) % len(self.choices.words)
        self.post_message(self.Read())

    def _tag_key(self, event: events.Key) -> bool:
        """Take a key while tagging."""
        key = event.character if event.is_printable and event.character else event.key
        if key in {"enter", "tab", "escape"}:
            self.mode = Mode.LINE
            if key == "enter":
                self._enter()
        elif len(key) == 1 or key == "backspace":
            text = Text(self.value, self.cursor_position)
            tags = Tags(
                feelings=self.feelings,
                touchpoints=self.touchpoints,
                layout=self.layout_pad.layout,
                words=self.words,
            )
            self._take_tagged(self._tagger.press(key, self._struck_at(event), text, tags))
        else:
            self.mode = Mode.LINE
            return self._line_key(event)
        return True

    def _take_tagged(self, tagged: Tagged) -> None:
        if tagged.back:
            self.mode = Mode.LINE
        elif tagged.turn:
            self._turn_page()
        else:
            self.page = 0
        self._set(tagged.text)

    def _pad_key(self, event: events.Key, pad: Pad) -> bool:
        """Take a key of the pad."""
        match event.key:
            case "up" | "down":
                self.post_message(self.Walked(1 if event.key == "down" else -1))
            case "pageup" | "pagedown":
                self.post_message(self.Walked(1 if event.key == "pagedown" else -1, pages=True))
            case "home" | "end":
                self.post_message(self.Walked(-(1 << 30) if event.key == "home" else 1 << 30))
            case "escape" | "tab":
                pass
            case "enter" | "backspace":
                self._mean(pad.press(event.key, self._struck_at(event)))
            case _ if event.is_printable and event.character:
                self._strike(pad, event.character, self._struck_at(event))
            case _:
                return False
        return True

    def _strike(self, pad: Pad, key: str, at: float) -> None:
        if key == ":" and not pad.running(at):
            self.post_message(self.Asked("palette"))
        else:
            self._mean(pad.press(key, at))

    def _mean(self, intents: tuple[Intent, ...]) -> None:
        """Do what concerns the line, and tell the rest."""
        at = self._clock()
        for intent in intents:
            match intent:
                case OpenLine(text):
                    self.mode = Mode.LINE
                    if text:
                        self.put(text, began=at)
                case OpenLast(sign):
                    if opened := self.opens(sign):
                        self.open(opened)
                case Typed(text):
                    self.put(text, began=at)
                    self.post_message(self.Struck(intent, at, self.page))
                case OtherFeelings():
                    self._turn_page()
                case _:
                    self.post_message(self.Struck(intent, at, self.page))
                    self.page = 0

    def _turn_page(self) -> None:
        pages = max(1, -(-len(self.words.feelings) // PAGE))
        self.page = (self.page + 1) % pages

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        lines = tuple(line for line in event.text.splitlines() if line.strip())
        if len(lines) > 1:
            self.post_message(self.PastedLines(lines, self._clock()))
        elif lines:
            if self.mode is not Mode.LINE:
                self.mode = Mode.LINE
            self.insert_text_at_cursor(lines[0].replace("\t", " "))

    # What follows from it

    def _set(self, text: Text) -> None:
        self.value = text.value
        self.cursor_position = text.cursor
        self._look()

    def watch_value(self, value: str) -> None:
        """Note when the first key fell, and tell what stands here."""
        writing = self._writing
        if value and writing.began is None:
            writing.began = self._clock()
        if writing.began is not None and value != writing.text:
            kept = "" if writing.target is not None and value == writing.before else value
            self.post_message(self.Drafted(writing.ticket, writing.began, kept, writing.target))
        writing.text = value
        if not value.strip() and writing.target is None:
            writing.began = None
        self._look()

    def watch_selection(self) -> None:
        """Look what is being typed where the cursor is now."""
        self._look()

    def watch_mode(self) -> None:
        """Show what keys mean now."""
        self.page = 0
        self.placeholder = {
            Mode.PAD: "the pad: one key saves, Enter writes a line",
            Mode.LINE: "what do you see?",
        }.get(self.mode, "")
        self._look()
        self.refresh()

    def watch_page(self) -> None:
        """Show the other feelings."""
        self.post_message(self.Read())

    def _look(self) -> None:
        """Find the words that could be meant by what is being typed."""
        if self.mode is Mode.LINE and self.value and self.selection.is_empty:
            self.choices = choices_at(
                self.value, self.cursor_position, self.words, self.used, self.choices
            )
        else:
            self.choices = Choices()
        self.post_message(self.Read())

    # How it looks

    @override
    def render_line(self, y: int) -> Strip:
        """Draw the line; on the pad without a cursor."""
        self._cursor_visible = self.mode is not Mode.PAD
        return super().render_line(y)
