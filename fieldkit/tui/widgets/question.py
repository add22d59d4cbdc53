"""A question, the line in which it is answered, and the keys that answer it."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from typing_extensions import override

from fieldkit.tui import rows
from fieldkit.tui.led import drawing
from fieldkit.tui.led.asks import Asking
from fieldkit.tui.widgets.open_line import OpenLine
from fieldkit.tui.widgets.rows import Rows

BELOW = 6
"""Rows under the line: the keys, or the words that could be meant."""
MARGIN = 4


class Question(Vertical):
    """Asks one thing at a time."""

    DEFAULT_CSS = """
    Question {
        height: auto;
        & > .asked { height: 1; margin: 1 2 1 2; }
        & > Horizontal { height: 1; margin: 0 1 1 2; }
        & .lead { width: 2; }
        & > .answers { height: 6; margin: 0 1 0 2; }
    }
    """

    def __init__(self, line: OpenLine) -> None:
        super().__init__()
        self.line = line
        self._asked = Rows(classes="asked")
        self._lead = Rows(classes="lead")
        self._answers = Rows(classes="answers")

    @override
    def compose(self) -> ComposeResult:
        """Put the question over the line."""
        yield self._asked
        with Horizontal():
            yield self._lead
            yield self.line
        yield self._answers

    def wait(self) -> None:
        """Ask nothing yet."""
        self.ask(Asking(((("Opening…", "faint"),),)), shut=True)

    def ask(self, asked: Asking, *, shut: bool) -> None:
        """Ask this.

        Args:
            asked: The question, and the keys that answer it.
            shut: Whether nothing can be typed.
        """
        width = self.size.width - MARGIN
        lines = drawing.question(asked.lines, width)
        if self._asked.styles.height is None or self._asked.styles.height.value != len(lines):
            self._asked.styles.height = len(lines)
        self._asked.show(lines)
        if self.line.shut is not shut:
            self.line.shut = shut
            self.line.refresh()
        self._lead.show([] if shut else [((">", "key"),)])
        listed = self.line.choices
        if listed.typing is None:
            self._answers.show(drawing.answers(asked.answers, width))
        else:
            chosen = rows.choices(listed.typing.kind, listed.words, listed.chosen, BELOW)
            self._answers.show(chosen)
