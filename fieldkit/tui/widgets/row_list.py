"""A list of rows with a cursor: only the rows on the screen are made, however many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.geometry import Offset
from textual.message import Message
from typing_extensions import override

from fieldkit.tui.widgets.rows import Row, Rows

WHEEL = 3
"""Rows to one notch of the wheel."""


class RowList(Rows, can_focus=False):
    """Shows rows; the screen moves its cursor."""

    DEFAULT_CSS: ClassVar[str] = """
    RowList { height: 1fr; }
    """

    @dataclass
    class Moved(Message):
        """Another row is under the cursor."""

        list: "RowList"

    class Chosen(Message):
        """A row was clicked a second time."""

    def __init__(self, *, classes: str | None = None, empty: str = "") -> None:
        super().__init__(classes=classes)
        self.cursor = 0
        self.empty = empty
        """What stands there while there is nothing."""
        self._count = 0
        self._made: Callable[[int, int], Row] = lambda _, __: ()
        self._top = 0
        self._over: tuple[Row, ...] = ()

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._count

    @property
    def cursor_offset(self) -> Offset:
        """Where on the screen the cursor's row begins."""
        return Offset(self.region.x, self.region.y + self.cursor - self._top)

    def fill(self, count: int, made: Callable[[int, int], Row], *, cursor: int = 0) -> None:
        """Show so many rows, each made of its number and the room there is when it is seen."""
        self._count, self._made = count, made
        self.cursor = max(0, min(count - 1, cursor))
        self.draw()

    def offer(self, rows: Sequence[Row]) -> None:
        """Give the last rows to words one may choose from; none: take them back."""
        if tuple(rows) != self._over:
            self._over = tuple(rows)
            self.draw()

    def move(self, by: int) -> None:
        """Move the cursor; its row stays in sight."""
        cursor = max(0, min(self._count - 1, self.cursor + by))
        if cursor != self.cursor:
            self.cursor = cursor
            self.draw()
            self.post_message(self.Moved(self))

    def page(self, by: int) -> None:
        """Move the cursor by screens."""
        self.move(by * max(1, self.size.height - 1))

    def on_resize(self) -> None:
        """Draw afresh."""
        self.draw()

    def on_click(self, event: events.Click) -> None:
        """Go to a row by the mouse; a second time, open it."""
        event.stop()
        by = self._top + event.y - self.cursor
        if by:
            self.move(by)
        elif self._count:
            self.post_message(self.Chosen())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down by the wheel."""
        event.stop()
        self.move(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up by the wheel."""
        event.stop()
        self.move(-WHEEL)

    def draw(self) -> None:
        """Make the rows that are seen."""
        width, height = self.size
        if not width or not height:
            return
        self._top = max(self.cursor - height + 1, min(self._top, self.cursor))
        self._top = max(0, min(self._top, self._count - height))
        seen = range(self._top, min(self._count, self._top + height))
        rows = [self._row(index, width - 1) for index in seen]
        if not self._count and self.empty:
            rows = [((f" {self.empty}", "faint"),)]
        if self._over:
            left = max(0, height - len(self._over))
            rows = [*rows[:left], *[()] * (left - len(rows)), *self._over]
        self.show(rows)

    def _row(self, index: int, room: int) -> Row:
        lead = ("▸", "key") if index == self.cursor else (" ", "")
        return (lead, *self._made(index, room))

    @override
    def notify_style_update(self) -> None:
        """Draw afresh in another theme."""
        super().notify_style_update()
        self.refresh()
