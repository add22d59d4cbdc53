"""What a digest is of: a search line, or a search that the study keeps under a name."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option
from typing_extensions import override

from fieldkit.model.finding import SavedSearch
from fieldkit.tui.screens.ask_line import AskLineScreen
from fieldkit.tui.wording import one_line

HINT = "as P3: or @till kind:shadowing from:2026-05-01; empty: the whole study"
SOME = f"{HINT}\nDown goes to the saved searches, Enter takes one"
NONE = f"{HINT}\nA search saved in Moments (S) would stand here by its name"


class ScopeScreen(AskLineScreen):
    """Asks for a search; closes with it, empty for the whole study, or with None."""

    DEFAULT_CSS: ClassVar[str] = """
    ScopeScreen OptionList {
        height: auto; max-height: 8; margin-top: 1; padding: 0;
        border: none; background: transparent;
    }
    """

    def __init__(self, typed: str, saved: Sequence[SavedSearch]) -> None:
        hint = SOME if saved else NONE
        super().__init__("Which moments is the digest of?", hint, typed=typed, empty=True)
        self._saved = sorted(saved, key=lambda one: one.name)
        self._list = OptionList(*map(_option, self._saved), compact=True)

    @override
    def offered(self) -> ComposeResult:
        """Put the saved searches under the line."""
        if self._saved:
            yield self._list

    @override
    def on_key(self, event: events.Key) -> None:
        """Go down to the saved searches; a letter goes back to the line."""
        if event.key == "down" and self._saved and not self._list.has_focus:
            event.stop()
            self._list.focus()
            self._list.highlighted = 0
            return
        super().on_key(event)
        if event.is_printable:
            self._line.focus()

    @on(OptionList.OptionSelected)
    def take(self, selected: OptionList.OptionSelected) -> None:
        """Close with a saved search."""
        self.dismiss(f"saved:{selected.option.id}")


def _option(one: SavedSearch) -> Option:
    means = (f"   {one_line(one.line)}", "dim")
    return Option(Content.assemble(one_line(f"saved:{one.name}"), means), id=one.name)
