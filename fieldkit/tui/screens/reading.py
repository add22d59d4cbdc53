"""Something to read over the screen: scrolls, and any of Enter, Esc and Space closes it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override


class ReadingScreen(ModalScreen[None]):
    """Shows a heading over lines."""

    gives_way = True
    BINDINGS: ClassVar = [("escape,enter,space", "dismiss(None)", "Close")]
    DEFAULT_CSS: ClassVar[str] = """
    ReadingScreen {
        align: center middle;
        & > VerticalScroll {
            width: 78; max-width: 98%; height: auto; max-height: 90%;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & Static { height: auto; }
        & .heading { text-style: bold; margin-bottom: 1; }
        & .keys { color: $faint; margin-top: 1; }
    }
    """

    def __init__(self, heading: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._heading = heading
        self._lines = tuple(lines)

    @override
    def compose(self) -> ComposeResult:
        """Put the heading over the lines."""
        with VerticalScroll():
            yield Static(Content(self._heading), classes="heading")
            yield Static(Content("\n".join(self._lines)))
            yield Static(Content("Up, Down: more   Esc: close"), classes="keys")
