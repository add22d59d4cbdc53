"""The cover: over everything but the clock, while the customer can see the screen."""

from datetime import datetime
from typing import ClassVar

from textual.content import Content
from textual.reactive import var
from textual.widget import Widget
from typing_extensions import override


class Cover(Widget):
    """Lies over a screen whose keys go on working."""

    DEFAULT_CSS: ClassVar[str] = """
    Cover {
        layer: cover; dock: top; width: 100%; height: 100%;
        background: $background; color: $foreground;
        content-align: center middle;
    }
    """
    at: var[str] = var("")

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.show(at)

    def show(self, at: datetime) -> None:
        """Show this time of day."""
        self.set_reactive(Cover.at, at.strftime("%H:%M"))
        if self.is_mounted:
            self.refresh()

    @override
    def render(self) -> Content:
        """Draw the clock, and that someone writes."""
        return Content(f"{self.at}   writing")
