"""One moment whole, over the list it was opened from."""

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from typing_extensions import override

from fieldkit.tui import browsing
from fieldkit.tui.moment_page import page
from fieldkit.tui.widgets.picture import Picture
from fieldkit.tui.widgets.rows import Row, Rows
from fieldkit.tui.wording import RESEARCHER, Names

if TYPE_CHECKING:
    from pathlib import Path

    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk

FRAME = 5
"""Cells that border, padding and bar take."""
HINT = (((" Up and Down scroll   h history   Esc goes back", "faint"),),)


class MomentScreen(ModalScreen[None]):
    """Shows a moment with what stood around it, and its history on ``h``."""

    gives_way = True

    BINDINGS: ClassVar = [
        ("escape,enter,q", "dismiss(None)", "Back"),
        ("h", "history", "History"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    MomentScreen {
        align: center middle;
        & > VerticalScroll {
            width: 84; max-width: 100%; height: auto; max-height: 96%;
            border: round $primary; background: $surface; scrollbar-size-vertical: 1;
        }
    }
    """

    def __init__(
        self,
        desk: "Desk[Bench]",
        name: str,
        names: Names = RESEARCHER,
        folder: "Path | None" = None,
    ) -> None:
        super().__init__()
        self._folder = folder
        self._desk = desk
        self._moment = name
        self._said = names
        self._rows = Rows()
        self._history: tuple[str, ...] | None = None
        self._looked: browsing.Look | None = None

    @override
    def compose(self) -> ComposeResult:
        """Put all of it on one page that scrolls."""
        with VerticalScroll():
            yield self._rows

    def on_mount(self) -> None:
        """Read it."""
        self._read()

    def on_resize(self) -> None:
        """Set it out afresh."""
        self._show()

    @work
    async def _read(self) -> None:
        name = self._moment
        self._looked = await self._desk.do(lambda bench: browsing.look(bench, name), writes=False)
        self._show()
        if self._looked is not None and self._folder is not None:
            media = self._folder / "media"
            pictures = [Picture(media / name) for name in self._looked.moment.media]
            await self.query_one(VerticalScroll).mount(*pictures)

    @work(exclusive=True)
    async def action_history(self) -> None:
        """Read who changed what."""
        name = self._moment
        self._history = await self._desk.do(
            lambda bench: browsing.history(bench, name), writes=False
        )
        self._show()

    def _show(self) -> None:
        width = min(84, self.app.size.width) - FRAME
        if self._looked is None:
            found: list[Row] = [((" it is gone", "faint"),)]
        else:
            found = page(self._looked, width, history=self._history, names=self._said)
        shown = [*found, (), *HINT]
        self._rows.styles.height = len(shown)
        self._rows.show(shown)
