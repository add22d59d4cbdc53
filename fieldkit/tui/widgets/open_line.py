"""The line of the led screen: always open; bare keys and Enter are answers first.

What a key means depends on the question that stands when it falls, so it is asked at once, not by a
message: a digit struck fast after Enter answers the question that Enter brought.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

from textual import events
from textual.strip import Strip
from typing_extensions import override

from fieldkit.model.times import Clock, now
from fieldkit.tui.led.steps import QUOTE
from fieldkit.tui.widgets.line import Line
from fieldkit.tui.writing import Mode, Writing


class Asker(Protocol):
    """Who asks, and knows what a key answers."""

    def entered(self, writing: Writing, text: str, at: float) -> str:
        """Take Enter; return what stands in the line now."""

    def struck(self, char: str, at: float) -> str | None:
        """Take a character in an empty line; return what stands there, None where it is words."""

    def escaped(self) -> None:
        """Take Esc."""


class OpenLine(Line):
    """Takes the keys of the led screen."""

    DEFAULT_CSS = """
    OpenLine { width: 1fr; }
    """

    def __init__(
        self,
        asker: Asker,
        *,
        clock: Clock = now,
        struck_at: Callable[[events.Key], float] = lambda event: event.time,
        tickets: Iterator[int] | None = None,
    ) -> None:
        super().__init__(clock=clock, struck_at=struck_at, tickets=tickets)
        self._asker = asker
        self.shut = True
        """Whether nothing can be written yet: no one agreed."""

    def stand(self, text: str, *, began: datetime | None = None) -> None:
        """Put text into an empty line; its time is that of the next key, unless it had one."""
        self.put(text, began=began)
        if began is None and text == QUOTE:
            self._writing.began = None

    def enter(self) -> None:
        """Take what stands here as though Enter had been struck; nothing where nothing does."""
        if self.value.strip(f" {QUOTE}"):
            self._enter_at(float("inf"))
        else:
            self.value = ""

    @override
    async def _on_key(self, event: events.Key) -> None:
        if self._answered(event):
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)

    def _answered(self, event: events.Key) -> bool:
        match event.key:
            case "enter":
                self._enter_at(self._struck_at(event))
            case "escape" if not self.choices.words:
                self._asker.escaped()
            case "tab" if not self.choices.words:
                pass
            case _ if not self.value and event.is_printable and event.character:
                return self._bare(event.character, self._struck_at(event))
            case _:
                return False
        return True

    def _bare(self, char: str, at: float) -> bool:
        stands = self._asker.struck(char, at)
        if stands is None:
            return False
        if stands:
            self.stand(stands)
        return True

    def _enter_at(self, at: float) -> None:
        text, writing = self.value, self._writing
        writing.text, writing.cursor = text, self.cursor_position
        if text.strip():
            writing.began = writing.began or self._clock()
        stands = self._asker.entered(writing, text, at)
        if stands == text:
            return
        self._next()
        self.mode = Mode.LINE
        if stands:
            self.stand(stands)

    @override
    def _on_paste(self, event: events.Paste) -> None:
        if self.shut:
            event.stop()
            event.prevent_default()
        else:
            super()._on_paste(event)

    @override
    def render_line(self, y: int) -> Strip:
        """Draw the line; nothing where it is shut."""
        if self.shut:
            return Strip.blank(self.size.width, self.rich_style)
        return super().render_line(y)
