"""What the screens that read the study have in common: they look for news, and say their keys."""

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.screen import Screen

from fieldkit.model.errors import FieldkitError
from fieldkit.tui.commands import EVERYWHERE
from fieldkit.tui.rows import keys
from fieldkit.tui.widgets.notice import Notice
from fieldkit.tui.widgets.row_list import RowList
from fieldkit.tui.widgets.rows import Rows
from fieldkit.tui.wording import RESEARCHER

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk


class StudyScreen(Screen[None]):
    """Reads the study again where someone wrote; one list on it is walked by keys."""

    AUTO_FOCUS = ""
    PLACE: ClassVar[str]
    """The place it is, as commands name it."""

    def __init__(self, desk: "Desk[Bench]") -> None:
        super().__init__()
        self._desk = desk
        self._applied = -1
        """How much of the study it has read; -1 for nothing yet."""
        self._notice = Notice()
        self._keys = Rows(classes="keys")

    @property
    def walked(self) -> RowList:
        """The list whose cursor the keys move."""
        raise NotImplementedError

    async def load(self) -> None:
        """Read the study and show it.

        Raises:
            FieldkitError: It cannot be read.
        """
        raise NotImplementedError

    @work(exclusive=True, group="look")
    async def look(self) -> None:
        """Read it again where someone wrote."""
        if self.app.screen is not self:
            return
        try:
            applied = await self._desk.do(lambda bench: bench.applied, writes=False)
            if applied != self._applied:
                await self.load()
        except FieldkitError as error:
            self.say(str(error))

    def say(self, text: str) -> None:
        """Show a notice."""
        self._notice.say(text)

    def show_keys(self) -> None:
        """Draw the line of keys, and put the terminal's cursor where one reads."""
        own = getattr(self.app, "keymap", {})
        names, here = getattr(self.app, "names", RESEARCHER), self.PLACE
        row = keys([here, EVERYWHERE], names, self.size.width, here=here, keymap=own)
        self._keys.show([row])
        self.call_after_refresh(self.read_here)

    def read_here(self) -> None:
        """Put the terminal's cursor where a screen reader reads: on the row under ours."""
        if self.app.screen is self:
            self.app.cursor_position = self.walked.cursor_offset
