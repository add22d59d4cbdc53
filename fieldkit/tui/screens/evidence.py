"""One moment behind a digest, whole."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Markdown, Static
from typing_extensions import override

from fieldkit.tui.reader import safe_parser
from fieldkit.tui.wording import one_line


class EvidenceScreen(ModalScreen[None]):
    """Shows what the digest's evidence says of one moment."""

    gives_way = True

    BINDINGS: ClassVar = [("escape,enter,q", "dismiss(None)", "Back")]
    DEFAULT_CSS: ClassVar[str] = """
    EvidenceScreen {
        align: center middle;
        & > VerticalScroll {
            width: 76; max-width: 98%; height: auto; max-height: 90%;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & Markdown { padding: 0; height: auto; background: transparent; }
        & > VerticalScroll > Static { height: 1; }
    }
    """

    def __init__(self, name: str, part: str) -> None:
        super().__init__()
        self._name_shown = one_line(name)
        self._part = part or "This digest says no more of it."

    @override
    def compose(self) -> ComposeResult:
        """Put the id over its words."""
        with VerticalScroll():
            yield Static(Content.styled(self._name_shown, "bold"))
            yield Markdown(self._part, parser_factory=safe_parser, open_links=False)
            yield Static(Content.styled("Esc goes back", "dim"))
