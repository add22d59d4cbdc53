"""What stands on the screen while the rest is fetched: the place of things, and every key kept."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from typing_extensions import override


class Doorway(Screen[None]):
    """Looks like the capture screen and takes its keys, a tenth of a second before it."""

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
        self._kept: list[events.Event] = []

    @override
    def compose(self) -> ComposeResult:
        """Put everything where it will be."""
        yield Static(Content(f" ○ {self._shown}   opening…"), classes="status")
        yield Static(classes="room")
        yield Static("─" * self.app.size.width, classes="rule")
        yield Static(" what do you see?", classes="line")

    def take(self) -> list[events.Event]:
        """Return the keys and pastes that fell here, and keep no more of them."""
        kept, self._kept = self._kept, []
        return kept

    def on_key(self, event: events.Key) -> None:
        """Keep a key for the screen to come."""
        event.stop()
        kept = events.Key(event.key, event.character)
        kept.time = event.time
        self._kept.append(kept)

    def on_paste(self, event: events.Paste) -> None:
        """Keep a paste, likewise."""
        event.stop()
        self._kept.append(events.Paste(event.text))
