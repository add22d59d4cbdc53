"""The list of moments, newest first: only the rows on the screen are drawn, however many."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget
from typing_extensions import override

from fieldkit.model.moment import Moment
from fieldkit.tui.widgets.moment_row import COMPONENTS, CSS, NARROW, bar, cut, row_of
from fieldkit.tui.wording import clock_time, one_line

WHEEL = 3
"""Rows to one notch of the wheel."""
MISSED = 0.15
"""Seconds after which a line that is not on the disk yet is shown as on its way."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)
AHEAD = 200
"""Rows below the cursor that are to be here before it comes to them."""
AT_ONCE = 500
"""Older moments asked for at a time, at least."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line on its way to the disk."""

    ticket: int
    at: datetime
    text: str


class MomentList(Widget, can_focus=False):
    """Shows moments, newest first, with those on their way on top.

    It keeps its own place instead of Textual's scrolling, in which one more row lays the screen out
    afresh and draws the list three times: kilobytes a moment over a slow line. It may hold only the
    newest of many; it asks for older ones as the cursor comes near them.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENTS)
    DEFAULT_CSS = f"""
    MomentList {{
        height: 1fr;
        {CSS}
    }}
    """
    cursor: var[int] = var(0)
    """The row that amending keys mean; 0 is the newest."""
    empty: var[str] = var("")
    """What stands there while there is nothing."""

    @dataclass
    class Wanted(Message):
        """So many older moments are to be shown and are not here."""

        most: int
        before: str | None
        """The id of the oldest here; None where none is."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[datetime, int, Moment]] = []
        self._keys: dict[str, tuple[datetime, int]] = {}
        self._waiting: list[Waiting] = []
        self._late = 0
        """How many of those are shown."""
        self._older = 0
        """How many moments there are that are older than these."""
        self._deep: set[str] = set()
        """Some of them, that were written of since."""
        self._asked: str | None = ""
        """The oldest one here when older ones were asked for last; None where none was."""
        self._wished = 0
        """The row that the cursor was sent to."""
        self._zone: tzinfo = UTC
        self._order = self._before = 0
        self._top = 0
        self._where = 6
        self._strips: list[Strip] = []
        self._followed = ""
        """The moment that the cursor goes to once it is here."""

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The moments held, oldest first."""
        return tuple(moment for _, _, moment in self._rows)

    @property
    def saved(self) -> int:
        """How many moments are on the disk."""
        return len(self._rows) + self._older

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """The lines on their way, oldest first."""
        return tuple(self._waiting)

    @property
    def chosen(self) -> Moment | None:
        """The moment under the cursor."""
        index = len(self._rows) - 1 - self.cursor
        return self._rows[index][2] if 0 <= index < len(self._rows) else None

    @property
    def cursor_offset(self) -> Offset:
        """Where on the screen the cursor's row begins."""
        row = self.cursor + self._late - self._top
        return Offset(self.region.x, self.region.y + row)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._rows) + self._older + self._late

    def show(self, moments: Iterable[Moment], zone: tzinfo, *, count: int = 0) -> None:
        """Show these moments and no others.

        Args:
            moments: The newest of them, or all.
            zone: The zone of their times.
            count: How many there are, where these are not all.
        """
        self._zone = zone
        self._rows.clear()
        self._keys.clear()
        self._deep.clear()
        self._asked, self._wished = "", 0
        self.cursor = 0
        for moment in moments:
            self._add(moment)
        self._rows.sort(key=_when)
        self._older = max(0, count - len(self._rows))
        self._changed()

    def amend(self, moments: Iterable[Moment], gone: Iterable[str], *, count: int = 0) -> None:
        """Show these as they read now, and no longer those that are gone.

        Args:
            moments: Those that are new or read otherwise.
            gone: Their ids.
            count: How many there are now, where those held are not all.
        """
        moments = tuple(moments)
        held = self._held({moment.id for moment in moments})
        for name in gone:
            self._remove(name)
        for moment in moments:
            self._put(moment)
        self._older = max(0, count - len(self._rows))
        self._go_to(held or self._followed)
        self.cursor = min(self.cursor, max(0, len(self._rows) - 1))
        self._changed()

    def extend(self, moments: Sequence[Moment]) -> None:
        """Hold these, oldest first, which are older than those held."""
        held = len(self._rows)
        times = [moment.at for moment in moments if moment.at is not None]
        last = next(iter(times), self._rows[0][0] if held else LONG_AGO)
        new = [moment for moment in moments if moment.id not in self._keys]
        self._before -= len(new)
        for order, moment in enumerate(new, self._before):
            last = moment.at or last
            self._rows.append((last, order, moment))
            self._keys[moment.id] = (last, order)
            self._deep.discard(moment.id)
        if not new:
            return
        self._rows.sort(key=_when)
        self._older = max(0, self._older - len(new))
        if self._wished >= held:
            self.cursor = min(self._wished, len(self._rows) - 1)
        self._go_to(self._followed)
        self._changed()

    def _put(self, moment: Moment) -> None:
        """Put a moment where its time is; one among those not held is left to them."""
        order = self._order + 1
        at, order = self._keys.get(moment.id) or (self._newest(), order)
        self._order = max(self._order, order)
        self._remove(moment.id)
        at = moment.at or at
        if self._older and self._rows and at < self._rows[0][0]:
            self._deep.add(moment.id)
        else:
            self._insert((at, order, moment))

    def follow(self, name: str) -> None:
        """Go to a moment just written, wherever its time puts it: keys that amend mean that one."""
        if not self.cursor:
            self._followed = name
            self._go_to(name)

    def newest(self) -> None:
        """Go back to the newest: what is written next is that."""
        self._followed = ""
        self._wished = self.cursor = 0

    def _held(self, amended: set[str]) -> str:
        """Return the moment that the cursor stays on; none where it stands at the newest.

        The newest, given an earlier time, is no longer that: the cursor goes with it.
        """
        chosen = self.chosen
        if chosen is None or not (self.cursor or chosen.id in amended):
            return ""
        return chosen.id

    def _go_to(self, name: str) -> None:
        key = self._keys.get(name)
        if key is not None:
            self._followed = ""
            self.cursor = len(self._rows) - 1 - bisect_left(self._rows, key, key=_when)
        elif name in self._deep:
            self._ask(self._older)

    def _ask(self, most: int) -> None:
        """Ask for older moments, where there are any and none are on their way."""
        before = self._rows[0][2].id if self._rows else None
        if self._older and self._asked != before:
            self._asked = before
            self.post_message(self.Wanted(min(most, self._older), before))

    def wait(self, waiting: Waiting) -> None:
        """Show a line on its way to the disk, where it takes so long that one would miss it."""
        self._waiting.append(waiting)
        self.set_timer(MISSED, self._show_late)

    def arrived(self, ticket: int) -> None:
        """Show it no longer: it is there, or it came back."""
        self._waiting = [one for one in self._waiting if one.ticket != ticket]
        if self._late:
            self._show_late()

    def _show_late(self) -> None:
        late = len(self._waiting)
        if late != self._late:
            self._late = late
            self._changed()

    def move(self, by: int) -> None:
        """Move the cursor, newest first; the row stays in sight."""
        self._followed = ""
        self._wished = max(0, min(self.saved - 1, self.cursor + by))
        self.cursor = min(max(0, len(self._rows) - 1), self._wished)
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Ask for older moments before the cursor comes to them."""
        row = max(self.cursor, self._wished)
        if row + AHEAD > len(self._rows):
            self._ask(max(row + AHEAD - len(self._rows), AT_ONCE))

    def watch_cursor(self) -> None:
        """Keep the cursor's row in sight."""
        self._keep_in_sight()
        self._redraw()

    def on_resize(self) -> None:
        """Keep the cursor's row in sight."""
        self._keep_in_sight()
        self._redraw(whole=True)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down by the wheel."""
        event.stop()
        self.move(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up by the wheel."""
        event.stop()
        self.move(-WHEEL)

    def _keep_in_sight(self) -> None:
        height = max(1, self.size.height)
        row = self.cursor + self._late if self.cursor else 0
        self._top = max(row - height + 1, min(self._top, row))

    def watch_empty(self) -> None:
        """Say what stands there while there is nothing."""
        self._redraw()

    @override
    def notify_style_update(self) -> None:
        """Draw afresh in another theme."""
        super().notify_style_update()
        self._strips = []  # drawn when they are asked for: the new styles are not here yet
        self.refresh()

    def _redraw(self, *, whole: bool = False) -> None:
        """Draw the rows that read otherwise."""
        if not self.is_mounted or not self.size.width:
            return
        before = self._strips
        self._strips = [self._draw(y) for y in range(self.size.height)]
        if whole or len(before) != len(self._strips):
            self.refresh()
            return
        pairs = zip(before, self._strips, strict=True)
        if changed := [y for y, (old, new) in enumerate(pairs) if old != new]:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    @override
    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        if len(self._strips) != self.size.height:
            self._strips = [self._draw(row) for row in range(self.size.height)]
        return self._strips[y]

    def _draw(self, y: int) -> Strip:
        barred = len(self) > self.size.height
        width = self.size.width - barred
        index = y + self._top
        if not len(self) and y == 0 and self.empty:
            segments = [Segment(f" {one_line(self.empty)}", self._style("faint"))]
        elif index < min(self._late, len(self._waiting)):
            segments = self._drawn_waiting(self._waiting[-1 - index])
        elif index - self._late < len(self._rows):
            index -= self._late
            segments = self._drawn(self._rows[-1 - index][2], width, chosen=index == self.cursor)
        else:
            return Strip.blank(self.size.width, self.rich_style)
        strip = cut(segments, width, self._style("faint"))
        if barred:
            mark = bar(y, self.size.height, len(self), self._top)
            strip = Strip([*strip, Segment(mark, self._style("faint"))])
        return strip.apply_style(self.rich_style)

    def _drawn(self, moment: Moment, width: int, *, chosen: bool) -> list[Segment]:
        chosen = chosen and self.cursor > 0
        time = clock_time(moment.at, self._zone, seconds=width >= NARROW)
        lead = f"{'▸' if chosen else ' '}{time} "
        return row_of(
            moment, lead, width=width, where=self._where, style=self._style, chosen=chosen
        )

    def _drawn_waiting(self, one: Waiting) -> list[Segment]:
        time = clock_time(one.at, self._zone, seconds=self.size.width >= NARROW)
        style = self._style("waiting")
        return [Segment(f" {time} saving… ", style), Segment(one_line(one.text), style)]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"moments--{name}", partial=True)

    def _add(self, moment: Moment) -> None:
        self._order += 1
        at = moment.at or self._newest()
        self._rows.append((at, self._order, moment))
        self._keys[moment.id] = (at, self._order)

    def _insert(self, row: tuple[datetime, int, Moment]) -> None:
        insort(self._rows, row, key=_when)
        self._keys[row[2].id] = row[:2]

    def _newest(self) -> datetime:
        """Return the time under which one without a time stands: after those already here."""
        return self._rows[-1][0] if self._rows else LONG_AGO

    def _remove(self, name: str) -> None:
        key = self._keys.pop(name, None)
        if key is not None:
            del self._rows[bisect_left(self._rows, key, key=_when)]

    def _changed(self) -> None:
        longest = max((len(m.touchpoint or "") for _, _, m in self._rows[-200:]), default=0)
        self._where = max(6, longest)
        self._look_ahead()
        self._keep_in_sight()
        self._redraw()


def _when(row: tuple[datetime, int, Moment]) -> tuple[datetime, int]:
    return row[:2]
