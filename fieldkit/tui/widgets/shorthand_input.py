"""A field that shows the shorthand in it, and shows nothing that acts."""

from typing import ClassVar

from rich.cells import cell_len, get_character_cell_size
from rich.text import Text
from textual.widgets import Input
from textual.widgets.input import Selection
from typing_extensions import override

from fieldkit.model.words import Words
from fieldkit.shorthand.line import parse
from fieldkit.tui import graphemes
from fieldkit.tui.wording import drawn

STYLES = {
    "touchpoint": "touchpoint",
    "emotion": "emotion",
    "code": "code",
    "dimension": "code",
    "who": "who",
    "time": "who",
    "count": "code",
    "layer": "layer",
    "mark": "layer",
    "quote": "who",
}


class ShorthandInput(Input):
    """Draws each sign in its own style; what it holds is what was typed, whatever it is."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--touchpoint",
        "line--emotion",
        "line--code",
        "line--who",
        "line--layer",
        "line--faint",
    }
    DEFAULT_CSS = """
    ShorthandInput {
        border: none; height: 1; padding: 0; background: transparent;
        &:focus { border: none; }
        & > .line--touchpoint { color: $primary; text-style: bold; }
        & > .line--emotion { color: $accent; text-style: bold; }
        & > .line--code { color: $secondary; text-style: bold; }
        & > .line--who { text-style: bold; }
        & > .line--layer { color: $accent; }
        & > .input--placeholder { color: $faint; }
        & > .line--faint { color: $faint; }
    }
    """

    def __init__(self) -> None:
        super().__init__(select_on_focus=False, compact=True)
        self.cursor_blink = False
        self.words = Words()

    @property
    @override
    def _value(self) -> Text:
        """The line as it is drawn: each sign in its colour, nothing in it that acts."""
        text = Text(drawn(self.value), no_wrap=True, overflow="ignore", end="")
        for token in parse(self.value, self.words).tokens:
            style = STYLES.get(token.kind, "faint")
            text.stylize(self.get_component_rich_style(f"line--{style}"), token.start, token.end)
        return text

    @override
    def _position_to_cell(self, position: int) -> int:
        return cell_len(drawn(self.value[:position]))

    @override
    def _cell_offset_to_index(self, offset: int) -> int:
        at = 0
        offset += self.scroll_offset.x
        for index, char in enumerate(drawn(self.value)):
            width = get_character_cell_size(char)
            if at <= offset < at + width:
                return index
            at += width
        return max(0, min(offset, len(self.value)))

    # What is one character to the eye is one to the keys

    @override
    def action_cursor_left(self, select: bool = False) -> None:
        start, end = sorted(self.selection)
        if not select and start != end:
            self.cursor_position = start
            return
        self._move(graphemes.before(self.value, self.cursor_position), select=select)

    @override
    def action_cursor_right(self, select: bool = False) -> None:
        start, end = sorted(self.selection)
        if not select and start != end:
            self.cursor_position = end
            return
        self._move(graphemes.after(self.value, self.cursor_position), select=select)

    def _move(self, to: int, *, select: bool) -> None:
        if select:
            self.selection = Selection(self.selection.start, to)
        else:
            self.cursor_position = to

    @override
    def action_delete_left(self) -> None:
        if self.selection.is_empty:
            self.delete(graphemes.before(self.value, self.cursor_position), self.cursor_position)
        else:
            self.delete_selection()

    @override
    def action_delete_right(self) -> None:
        if self.selection.is_empty:
            self.delete(self.cursor_position, graphemes.after(self.value, self.cursor_position))
        else:
            self.delete_selection()
