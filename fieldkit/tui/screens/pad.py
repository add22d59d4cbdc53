"""The pad laid out: which feelings are on the digits, which touchpoints on the letters."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static
from typing_extensions import override

from fieldkit.model.keyboard import put
from fieldkit.tui.layouts import Layout
from fieldkit.tui.view import View
from fieldkit.tui.wording import Names, one_line

if TYPE_CHECKING:
    from fieldkit.store.notebook import Notebook

Laid = Callable[["Notebook"], None]
"""A job for the desk: keeps the pad in the study."""


class Order(Widget, can_focus=True):
    """Words in the order of their keys; a key puts the word under the cursor there."""

    DEFAULT_CSS = """
    Order { width: 1fr; height: auto; max-height: 20; }
    Order:focus { background: $panel; }
    """
    cursor: var[int] = var(0)

    def __init__(self, keys: tuple[str, ...], words: tuple[str, ...]) -> None:
        super().__init__()
        self._keys = keys
        self.words = words

    @override
    def render(self) -> Content:
        """Draw as many words as there is room for, each behind its key."""
        room = max(1, self.size.height)
        first = max(0, min(self.cursor - room // 2, len(self.words) - room))
        self._show_cursor(self.cursor - first)
        return Content("\n").join(
            self._row(number) for number in range(first, min(len(self.words), first + room))
        )

    def _row(self, number: int) -> Content:
        key = self._keys[number] if number < len(self._keys) else "·"
        here = self.has_focus and number == self.cursor
        return Content.assemble(
            "▸" if here else " ", (f"{key} ", "bold"),
            (one_line(self.words[number]), "reverse" if here else ""),
        )  # fmt: skip

    def _show_cursor(self, row: int) -> None:
        if self.has_focus:
            self.app.cursor_position = self.region.offset + Offset(0, row)

    @override
    def get_content_height(self, *_: object) -> int:
        """Return how many rows the words take."""
        return max(1, len(self.words))

    def watch_cursor(self) -> None:
        """Draw afresh."""
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Go up or down, carry a word along, or put it on the key that was struck."""
        typed = event.character or ""
        if not self.words:
            return
        if event.key in {"up", "down"}:
            self.cursor = self._within(self.cursor + (1 if event.key == "down" else -1))
        elif event.key in {"home", "end"}:
            self.cursor = 0 if event.key == "home" else len(self.words) - 1
        elif typed in {"+", "-"}:
            self._put(self._within(self.cursor + (1 if typed == "-" else -1)))
        elif typed in self._keys:
            self._put(self._keys.index(typed))
        else:
            return
        event.stop()

    def _within(self, at: int) -> int:
        return max(0, min(len(self.words) - 1, at))

    def _put(self, at: int) -> None:
        if at < len(self.words):
            self.words = put(self.words, self.words[self.cursor], at)
            self.cursor = at
            self.refresh()


class PadScreen(ModalScreen[Laid | None]):
    """Asks for the order of the keys; closes with what keeps it, or None where turned down."""

    gives_way = True
    """Whether leaving the app closes it first."""

    BINDINGS: ClassVar = [
        ("escape", "dismiss(None)", "Leave it"),
        ("enter,ctrl+s", "keep", "Keep"),
        ("tab", "app.focus_next", "Other list"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    PadScreen {
        align: center middle;
        & > Vertical {
            width: 70; max-width: 98%; height: auto; max-height: 96%;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & Horizontal { height: auto; max-height: 16; }
        & .heading { text-style: bold; }
        & .about { color: $faint; height: auto; }
    }
    """

    def __init__(self, view: View, layout: Layout, names: Names) -> None:
        super().__init__()
        self._names = names
        keys = tuple(layout.digit_key(number) for number in range(1, layout.size + 1))
        self._digits = Order(keys, tuple(map(str, view.digits)))
        self._letters = Order(tuple(layout.row), tuple(map(str, view.letters)))

    @override
    def compose(self) -> ComposeResult:
        """Put the two lists side by side."""
        with Vertical():
            yield Static("The pad of this study", classes="heading")
            about = "Strike the key a word should be on; + and - carry it up and down."
            yield Static(about, classes="about")
            with Horizontal():
                yield self._digits
                yield self._letters
            if not self._letters.words:
                where = f"No {self._names.where} yet: write @and-a-word in a line."
                yield Static(where, classes="about")
            yield Static(
                Content.assemble(
                    ("Enter", "bold"), " keep, for everyone   ",
                    ("Tab", "bold"), " other list   ",
                    ("Esc", "bold"), " leave it as it was",
                ),
                classes="about",
            )  # fmt: skip

    def action_keep(self) -> None:
        """Keep it in the study."""
        digits, letters = self._digits.words, self._letters.words

        def keep(notebook: "Notebook") -> None:
            study = notebook.study
            notebook.change("study", study, replace(study, digits=digits, letters=letters))

        self.dismiss(keep)
