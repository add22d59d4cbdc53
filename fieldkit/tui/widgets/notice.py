"""A rule across the screen, in which a notice stands for a while."""

from fieldkit.tui.rows import rule
from fieldkit.tui.widgets.rows import Rows

STANDS = 8.0
"""Seconds for which a notice stands."""


class Notice(Rows):
    """Says one thing at a time, in a row that is always there: nothing jumps."""

    DEFAULT_CSS = """
    Notice { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._said = self._refused = ""

    def on_resize(self) -> None:
        """Draw the rule anew."""
        self._draw()

    def say(self, text: str) -> None:
        """Say something for a while."""
        self._said = text
        self._draw()
        if self.is_mounted:
            self.set_timer(STANDS, lambda: self._unsay(text))

    def refuse(self, text: str) -> None:
        """Say of a key that it does nothing: until another key does something."""
        self.say(text)
        self._refused = text

    def relent(self) -> None:
        """Take back what was said of a key that did nothing: one that does something came after."""
        if self._refused:
            self._unsay(self._refused)
            self._refused = ""

    def _unsay(self, text: str) -> None:
        if self._said == text:
            self._said = ""
            self._draw()

    def _draw(self) -> None:
        if self.size.width:
            self.show([rule(self._said, self.size.width)])
