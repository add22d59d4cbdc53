"""What stands on the screen while the rest is fetched: the place of things, no more."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from typing_extensions import override


class Doorway(Screen[None]):
    """Looks like the capture screen, a tenth of a second before it; the app keeps the keys."""

    DEFAULT_CSS: ClassVar[str] = """
    Doorway {
        & > .status { height: 1; background: $panel; text-style: bold; }
        & > .room { height: 1fr; }
        & > .rule { height: 1; color: $faint; }
        & > .line { height: 7; color: $faint; }
    }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._shown = title

    @override
    def compose(self) -> ComposeResult:
        """Put everything where it will be."""
        yield Static(Content(f" ○ {self._shown}   opening…"), classes="status")
        yield Static(classes="room")
        yield Static("─" * self.app.size.width, classes="rule")
        yield Static(" what do you see?", classes="line")
