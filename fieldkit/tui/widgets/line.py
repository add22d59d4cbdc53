"""The line: where words are typed, tagged, and where the pad's bare keys fall.

One widget takes every key of the capture screen, in order and at once: were the pad another widget,
a key struck fast after Enter would fall into the wrong one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import var
from typing_extensions import override

from fieldkit.model.times import Clock, now
from fieldkit.shorthand.complete import accept
from fieldkit.tui.asked import asked
from fieldkit.tui.burst import SILENCE, Burst
from fieldkit.tui.pad import Intent, OpenLast, OpenLine, OtherFeelings, Pad, Typed
from fieldkit.tui.tagging import Tagged, Tagger, Tags, Text
from fieldkit.tui.widgets.standing import Standing
from fieldkit.tui.writing import EDITING, Choices, Mode, Opened, Writing

if TYPE_CHECKING:
    from textual.timer import Timer

    from fieldkit.tui.commands import Command


@dataclass(frozen=True, slots=True)
class Stood:
    """How the line stood before keys that came too fast for a hand."""

    mode: Mode
    writing: Writing
    text: Text
    strokes: int
    at: datetime


class Line(Standing):
    """Takes the keys of the capture screen."""

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    Line { width: 1fr; }
    """
    page: var[int] = var(0)
    """Which feelings are on the digits, and touchpoints on the letters."""

    def __init__(
        self,
        *,
        clock: Clock = now,
        struck_at: Callable[[events.Key], float] = lambda event: event.time,
        tickets: Iterator[int] | None = None,
        pad: Pad | None = None,
    ) -> None:
        super().__init__(clock=clock, tickets=tickets or count(1))
        self.digits: tuple[str, ...] = ()
        """The study's feelings, in the order of the pad."""
        self.letters: tuple[str, ...] = ()
        """Its touchpoints, likewise."""
        self.pad = pad
        """None where there is no pad: Esc and an empty Enter then leave."""
        self.layout_pad = pad or Pad()
        self.opens: Callable[[str], Opened | None] = lambda _: None
        """Gives the last moment's line, with a sign at its end; asked at once, so that no key typed
        after the one that opens it is lost."""
        self._struck_at = struck_at
        self._tagger = Tagger()
        self._burst: Burst[Stood] = Burst()
        self._silence: Timer | None = None

    @override
    def post_message(self, message: Message) -> bool:
        """Post what the screen handles to the screen itself.

        Up through its parents a line would be 4 ms on the way: each is another turn of the loop,
        behind what is being drawn.
        """
        if isinstance(message, (self.Kept, self.Drafted, self.Struck)) and self.is_attached:
            return self.screen.post_message(message)
        return super().post_message(message)

    # What the keys stand for

    @property
    def feelings(self) -> tuple[str, ...]:
        """The feelings on the digits now, the first on 1."""
        return tuple(self.layout_pad.layout.feelings(self.digits, self.page))

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """The touchpoints on the letters now."""
        return tuple(self.layout_pad.layout.touchpoints(self.letters, self.page))

    @property
    def pages(self) -> int:
        """How many pages the digits and letters have."""
        return self.layout_pad.layout.pages(len(self.digits), len(self.letters))

    @property
    def asks(self) -> "Command | None":
        """The command that the line names, where it says no more than that."""
        named = bool(self.commands) and self.target is None
        return asked(self.value, self.words) if named else None

    # Keys

    async def _on_key(self, event: events.Key) -> None:
        at = self._struck_at(event)
        if self._is_pasted(event, at):
            taken = True
        elif self.mode is Mode.PAD and self.pad is not None:
            taken = self._pad_key(event, self.pad, at)
        elif self.mode is Mode.TAGS:
            taken = self._tag_key(event, at)
        else:
            taken = self._line_key(event)
        if taken:
            event.stop()
            event.prevent_default()

    def _is_pasted(self, event: events.Key, at: float) -> bool:
        """Tell whether a key waits: Enter among keys too fast for a hand, and all behind it."""
        typed = {"enter": "\n", "tab": "\t"}.get(event.key, "")
        if event.is_printable and event.character:
            typed = event.character
        if self._burst.holding and self._burst.is_over(at):
            self._unpaste()
        if not self._burst.note(typed, at, self._standing):
            return False
        if self._silence is not None:
            self._silence.stop()
        self._silence = self.set_timer(SILENCE, self._unpaste)
        return True

    def _standing(self) -> Stood:
        text = Text(self.value, self.cursor_position)
        strokes = self.layout_pad.strokes
        return Stood(self.mode, self._writing, text, strokes, self._clock())

    def _unpaste(self) -> None:
        """Ask what several lines are that came without a pause; one alone is saved."""
        burst, self._burst = self._burst, Burst()
        if not burst.holding:
            return
        if len(burst.lines) < 2 or burst.before is None:  # noqa: PLR2004 — several
            self._enter_here(burst.last)
            return
        before = burst.before
        self._mean(self.layout_pad.back_to(before.strokes))
        self._aside = [one for one in self._aside if one is not before.writing]
        self._writing = before.writing
        self._set(before.text)
        self.mode = before.mode
        self.post_message(self.PastedLines(burst.lines, before.at))

    def _enter_here(self, at: float) -> None:
        if self.mode is Mode.PAD and self.pad is not None:
            self._mean(self.pad.press("enter", at))
        else:
            self.mode = Mode.LINE
            self._enter()

    def _done(self) -> None:
        """Go on to the next line; from the words of a moment, back to the pad."""
        amended = self.target is not None
        self._next()
        self.mode = Mode.PAD if amended and self.pad else Mode.LINE

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
                self._done()
            elif self.pad is None:
                self.post_message(self.Asked("leave"))
            else:
                self._to_pad()
            return
        if (command := self.asks) is not None:
            self.value = ""
            self.post_message(self.Asked(command.action))
            return
        writing = self._writing
        writing.text, writing.cursor = text, self.cursor_position
        writing.began = writing.began or self._clock()
        self.layout_pad.rest()
        self.post_message(self.Kept(writing))
        self._done()

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
            self._done()
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

    def _tag_key(self, event: events.Key, at: float) -> bool:
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
            self._take_tagged(self._tagger.press(key, at, text, tags))
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

    def _pad_key(self, event: events.Key, pad: Pad, at: float) -> bool:
        """Take a key of the pad."""
        match event.key:
            case "up" | "down":
                self.post_message(self.Walked(1 if event.key == "down" else -1))
            case "pageup" | "pagedown":
                self.post_message(self.Walked(1 if event.key == "pagedown" else -1, pages=True))
            case "home" | "end":
                self.post_message(self.Walked(-(1 << 30) if event.key == "home" else 1 << 30))
            case key if key == pad.layout.turn:
                self._turn_page()
            case "escape" | "tab":
                pass
            case "enter" | "backspace":
                self._mean(pad.press(event.key, at))
            case _ if event.is_printable and event.character:
                self._strike(pad, event.character, at)
            case _:
                return False
        return True

    def _strike(self, pad: Pad, key: str, at: float) -> None:
        if key == ":" and not pad.running(at):
            self.post_message(self.Asked("palette"))
        else:
            self._mean(pad.press(key, at, self.page))

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
        self.page = (self.page + 1) % self.pages

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
