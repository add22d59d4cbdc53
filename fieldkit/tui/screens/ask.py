"""A question answered by one key."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from fieldkit.tui.wording import one_line

Answer = tuple[str, str]
"""A key as Textual names it, and what it means."""
SHOWN = {"enter": "Enter", "escape": "Esc", "space": "Space", "ctrl+x": "Ctrl+X"}


class AskScreen(ModalScreen[str]):
    """Asks; closes with the key that was struck, which is one of those offered."""

    DEFAULT_CSS: ClassVar[str] = """
    AskScreen {
        align: center middle;
        & > Vertical {
            width: 70; max-width: 96%; height: auto; max-height: 90%;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & .question { text-style: bold; height: auto; }
        & .about { height: auto; max-height: 10; }
        & .answers { height: auto; margin-top: 1; }
    }
    """

    def __init__(
        self,
        question: str,
        answers: Sequence[Answer],
        *,
        about: str = "",
        typed: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__()
        self.question = question
        self._answers = tuple(answers)
        self._about = about
        self._typed = typed
        """Takes the letters that are no answer: someone began to write before they looked."""

    @override
    def compose(self) -> ComposeResult:
        """Put the question over its answers."""
        with Vertical():
            yield Static(Content(self.question), classes="question")
            if self._about:
                yield Static(Content(self._about), classes="about")
            lines = [
                Content.assemble((f"{SHOWN.get(key, key):>6}", "bold"), f"  {one_line(means)}")
                for key, means in self._answers
            ]
            yield Static(Content("\n").join(lines), classes="answers")

    def on_key(self, event: events.Key) -> None:
        """Close with the answer."""
        for key, _ in self._answers:
            if event.key == key:
                event.stop()
                self.dismiss(key)
                return
        if event.is_printable and event.character:
            self._typed(event.character)
