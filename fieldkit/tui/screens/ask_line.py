"""A question answered by one line."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from typing_extensions import override

from fieldkit.tui.widgets.shorthand_input import ShorthandInput
from fieldkit.tui.wording import one_line


class AskLineScreen(ModalScreen[str | None]):
    """Asks for a line; closes with it, or with None where turned down."""

    gives_way = True

    BINDINGS: ClassVar = [("escape", "dismiss(None)", "Not now")]
    DEFAULT_CSS: ClassVar[str] = """
    AskLineScreen {
        align: center middle;
        & > Vertical {
            width: 78; max-width: 98%; height: auto;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & .question { text-style: bold; height: auto; }
        & .hint { color: $faint; height: auto; margin-top: 1; }
        & .trouble { color: $error; text-style: bold; height: auto; }
        & ShorthandInput { margin-top: 1; background: $panel; }
    }
    """

    def __init__(
        self,
        question: str,
        hint: str,
        *,
        typed: str = "",
        trouble: str = "",
        empty: bool = False,
    ) -> None:
        super().__init__()
        self._empty = empty
        self._question = question
        self._hint = hint
        self._trouble = trouble
        self._line = ShorthandInput()
        self._line.value = typed

    @override
    def compose(self) -> ComposeResult:
        """Put the question over its line."""
        with Vertical():
            yield Static(Content(one_line(self._question)), classes="question")
            yield self._line
            if self._trouble:
                yield Static(Content(one_line(self._trouble)), classes="trouble")
            yield from self.offered()
            yield Static(Content(self._hint), classes="hint")

    def offered(self) -> ComposeResult:
        """Put what could be taken instead under the line: nothing."""
        yield from ()

    def on_mount(self) -> None:
        """Begin at the end of what stands there."""
        self._line.focus()
        self._line.cursor_position = len(self._line.value)

    def on_key(self, event: events.Key) -> None:
        """Take the letters that came before the line had the focus."""
        if not self._line.has_focus and event.is_printable and event.character:
            event.stop()
            self._line.insert_text_at_cursor(event.character)

    @on(Input.Submitted)
    def answered(self) -> None:
        """Close with the line."""
        said = self._line.value.strip()
        if said or self._empty:
            self.dismiss(said)
