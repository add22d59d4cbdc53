"""The search line: what is looked for, and the words it could go on with."""

import re
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.message import Message
from typing_extensions import override

from fieldkit.shorthand.complete import Typing, accept
from fieldkit.shorthand.complete_search import candidates_in_search, typing_in_search
from fieldkit.shorthand.search import parse_search
from fieldkit.tui.rows import choices
from fieldkit.tui.widgets.rows import Row
from fieldkit.tui.widgets.shorthand_input import STYLES, ShorthandInput
from fieldkit.tui.wording import drawn
from fieldkit.tui.writing import EDITING, Choices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OFFERED = 8
"""Words offered at one time."""
SEARCHED = {**STYLES, "term": "who", "word": ""}
"""How each part of a search is drawn; a word stands plain."""
BEGUN = re.compile(r"(?:^|(?<=\s))(?:-|-?[A-Za-z])\Z")
"""A word of which one letter stands there."""


class SearchLine(ShorthandInput):
    """Takes a search; says at each key what stands here."""

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    SearchLine { width: 1fr; }
    """

    class Asked(Message):
        """The search reads otherwise now."""

    class Left(Message):
        """One goes to what was found."""

    class Read(Message):
        """Other words could be meant now."""

    def __init__(self) -> None:
        super().__init__()
        self.used: Mapping[str, Mapping[str, int]] = {}
        self.lists: Mapping[str, Sequence[str]] = {}
        """The study's own values of terms."""
        self.choices = Choices()
        self.placeholder = "/ finds: words  @where  !feeling  #theme  P3:  layer:  -not"

    @property
    def asked(self) -> str:
        """What is looked for: without what is still being typed and says nothing yet.

        That is a key or value while the list offers its rest, a ``-`` that waits for what it
        leaves out, and the first letter of a word, which is in nearly every text.
        """
        typing, words = self.choices.typing, self.choices.words
        if typing is not None and words and typing.kind != "name" and typing.prefix not in words:
            before = self.value[: typing.start].removesuffix("-")
            return f"{before} {self.value[typing.end :]}".strip()
        if self.has_focus and self.cursor_position == len(self.value):
            return BEGUN.sub("", self.value)
        return self.value

    def offered(self, room: int) -> list[Row]:
        """Return the words it could go on with, on so many rows at most; none where none are."""
        typing, words = self.choices.typing, self.choices.words
        if typing is None or not words or room < 1:
            return []
        return choices(typing.kind, words, self.choices.chosen, min(room, OFFERED))

    async def _on_key(self, event: events.Key) -> None:
        match event.key:
            case "enter":
                self._leave()
            case "tab" if self.choices.words:
                self._take()
            case "tab":
                self._leave()
            case "escape":
                self._escape()
            case "up" | "down" if self.choices.words:
                self._choose(1 if event.key == "down" else -1)
            case "down" | "pagedown":
                self._leave()
            case key if key in EDITING:
                getattr(self, f"action_{EDITING[key]}")()
            case _:
                return
        event.stop()
        event.prevent_default()

    def _take(self) -> None:
        typing = self.choices.typing
        if typing is not None:
            word = self.choices.words[self.choices.chosen]
            self.value, self.cursor_position = accept(self.value, typing, word)

    def _escape(self) -> None:
        if self.choices.words:
            self._offer(Choices())
        else:
            self.value = ""
            self._leave()

    def _choose(self, by: int) -> None:
        self.choices.chosen = (self.choices.chosen + by) % len(self.choices.words)
        self.post_message(self.Read())

    def _leave(self) -> None:
        self._offer(Choices())
        self.post_message(self.Asked())
        self.post_message(self.Left())

    def watch_value(self) -> None:
        """Look what is being typed, and ask anew."""
        self._look()
        self.post_message(self.Asked())

    def watch_selection(self) -> None:
        """Look what is being typed where the cursor is now."""
        self._look()

    def _look(self) -> None:
        typing = None
        if self.has_focus and self.value and self.selection.is_empty:
            typing = typing_in_search(self.value, self.cursor_position)
        if typing is None:
            self._offer(Choices())
        elif typing != self.choices.typing:
            self._offer(Choices(typing, self._words(typing)))

    def _words(self, typing: Typing) -> tuple[str, ...]:
        used = self.used.get(typing.kind, {})
        found = candidates_in_search(typing, self.words, used, self.lists)
        return () if found == (typing.prefix,) else found

    def _offer(self, choices: Choices) -> None:
        before, self.choices = self.choices, choices
        if choices.words or before.words:
            self.post_message(self.Read())

    @property
    @override
    def _value(self) -> Text:
        """The line as it is drawn."""
        text = Text(drawn(self.value), no_wrap=True, overflow="ignore", end="")
        for token in parse_search(self.value, self.words).tokens:
            if style := SEARCHED.get(token.kind, "faint"):
                found = self.get_component_rich_style(f"line--{style}")
                text.stylize(found, token.start, token.end)
        return text
