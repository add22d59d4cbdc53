"""Rows of styled text: draws again only those rows that changed, which keeps a key's bytes few."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from typing_extensions import override

from fieldkit.tui.wording import ELLIPSIS

Piece = tuple[str, str]
"""Text, and the name of its style; empty for plain."""
Row = tuple[Piece, ...]


class Rows(Widget):
    """Shows rows; one too long for the screen ends in an ellipsis."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--key",
        "rows--strong",
        "rows--faint",
        "rows--where",
        "rows--feeling",
        "rows--code",
        "rows--good",
        "rows--bad",
        "rows--chosen",
    }
    DEFAULT_CSS = """
    Rows {
        & > .rows--key { color: $accent; text-style: bold; }
        & > .rows--strong { text-style: bold; }
        & > .rows--faint { color: $faint; }
        & > .rows--where { color: $primary; text-style: bold; }
        & > .rows--feeling { color: $accent; }
        & > .rows--code { color: $secondary; }
        & > .rows--good { color: $success; }
        & > .rows--bad { color: $error; text-style: bold; }
        & > .rows--chosen { text-style: reverse; }
    }
    """

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._rows: tuple[Row, ...] = ()
        self._held: dict[str, Style] = {}
        """The styles worked out in this theme."""

    @property
    def text(self) -> str:
        """What stands here, as plain text."""
        return "\n".join("".join(text for text, _ in row) for row in self._rows)

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        before, self._rows = self._rows, tuple(rows)
        changed = [
            Region(0, y, self.size.width, 1)
            for y in range(max(len(before), len(self._rows)))
            if before[y : y + 1] != self._rows[y : y + 1]
        ]
        if changed and self.size.width:
            self.refresh(*changed)

    @override
    def notify_style_update(self) -> None:
        """Draw afresh in another theme."""
        super().notify_style_update()
        self._held.clear()
        self.refresh()

    def _style(self, name: str) -> Style:
        held = self._held.get(name)
        if held is None:
            held = self.rich_style
            if name:
                held = self.get_component_rich_style(f"rows--{name}", partial=True)
            self._held[name] = held
        return held

    @override
    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width = self.size.width
        if y >= len(self._rows):
            return Strip.blank(width, self._style(""))
        strip = Strip(
            [
                Segment(text, self._style(style)) if style else Segment(text)
                for text, style in self._rows[y]
            ]
        )
        if strip.cell_length > width:
            strip = Strip([*strip.crop(0, width - 1), Segment(ELLIPSIS)])
        return strip.extend_cell_length(width).apply_style(self._style(""))
