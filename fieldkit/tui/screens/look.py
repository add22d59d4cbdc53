"""One moment in full, with its photos."""

from datetime import tzinfo
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from fieldkit.model.moment import Moment
from fieldkit.tui.widgets.picture import Picture
from fieldkit.tui.wording import told_in_full


class LookScreen(ModalScreen[None]):
    """Shows everything a moment holds."""

    gives_way = True

    BINDINGS: ClassVar = [("escape,enter,q", "dismiss(None)", "Back")]
    DEFAULT_CSS: ClassVar[str] = """
    LookScreen {
        align: center middle;
        & > VerticalScroll {
            width: 76; max-width: 98%; height: auto; max-height: 96%;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & Static { height: auto; }
    }
    """

    def __init__(self, moment: Moment, folder: Path, zone: tzinfo) -> None:
        super().__init__()
        self._moment = moment
        self._folder = folder
        self._zone = zone

    @override
    def compose(self) -> ComposeResult:
        """Put the words over the photos."""
        with VerticalScroll():
            yield Static(Content(told_in_full(self._moment, self._zone)))
            for name in self._moment.media:
                yield Picture(self._folder / "media" / name)
            yield Static(Content.styled("Esc goes back", "dim"))
