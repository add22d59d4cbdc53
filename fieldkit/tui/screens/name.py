"""A name asked for."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from typing_extensions import override

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import as_key


class NameScreen(ModalScreen[str | None]):
    """Asks for a name that a line can hold; closes with it, or with None."""

    gives_way = True

    BINDINGS: ClassVar = [("escape", "dismiss(None)", "Not now")]
    DEFAULT_CSS: ClassVar[str] = """
    NameScreen {
        align: center middle;
        & > Vertical {
            width: 70; max-width: 96%; height: auto;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & .question { text-style: bold; height: auto; }
        & .about, & .trouble { height: auto; }
        & .trouble { color: $error; text-style: bold; }
        & Input { border: none; height: 1; padding: 0; background: $panel; margin: 1 0; }
    }
    """

    def __init__(self, question: str, about: str = "", *, levels: bool = False) -> None:
        super().__init__()
        self._levels = levels
        self._question = question
        self._about = about

    @override
    def compose(self) -> ComposeResult:
        """Put the field under the question."""
        with Vertical():
            yield Static(Content(self._question), classes="question")
            yield Static(Content(self._about), classes="about")
            yield Input(placeholder="pain", compact=True)
            yield Static("", classes="trouble")
            yield Static(Content.styled("Enter keeps it, Esc goes back", "dim"))

    @on(Input.Submitted)
    def take(self, submitted: Input.Submitted) -> None:
        """Close with the name, or say what a name is."""
        try:
            self.dismiss(as_key(submitted.value, "name", levels=self._levels))
        except InvalidValueError as error:
            self.query_one(".trouble", Static).update(Content(str(error)))
