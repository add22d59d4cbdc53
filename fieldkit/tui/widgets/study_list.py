"""The list of a whole study, in groups: it holds ids, and asks for the moments it is to draw."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from typing_extensions import override

from fieldkit.model.moment import Moment
from fieldkit.store.shelf import Group
from fieldkit.tui.widgets.moment_row import COMPONENTS, CSS, NARROW, bar, cut, row_of
from fieldkit.tui.widgets.rows import Row
from fieldkit.tui.wording import clock_time, one_line

WHEEL = 3
OVER = {"key": "heading", "chosen": "cursor"}
"""How the styles of words to choose from are called here."""
HELD = 5_000
"""Moments kept for drawing; beyond it those out of sight are forgotten."""


class StudyList(Widget, can_focus=True):
    """Shows groups of moments, each under its heading.

    What is not held yet is asked for; until it comes, what stood there stands. So a hundred
    thousand moments cost no more than a screenful, and nothing flickers.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "row(-1)", "Up", show=False),
        Binding("down,j", "row(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown,space", "page(1)", "Page down", show=False),
        Binding("home", "row(-1000000000)", "Top", show=False),
        Binding("end", "row(1000000000)", "End", show=False),
        Binding("left", "group(-1)", "Group before", show=False),
        Binding("right", "group(1)", "Next group", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENTS)
    DEFAULT_CSS = f"""
    StudyList {{
        width: 1fr;
        height: 1fr;
        {CSS}
    }}
    """

    @dataclass
    class Wanted(Message):
        """These moments are to be drawn and are not held."""

        ids: tuple[str, ...]

    class Moved(Message):
        """The cursor is on another row."""

    def __init__(self) -> None:
        super().__init__()
        self.marked: set[str] = set()
        self.empty = ""
        """What stands there while there is nothing."""
        self.dated = False
        """Whether a row says its day: under headings that do not."""
        self._groups: tuple[Group, ...] = ()
        self._titles: Mapping[str | None, str] = {}
        self._starts: list[int] = []
        """The row of each heading."""
        self._length = 0
        self._zones: Mapping[str | None, tzinfo] = {}
        self._held: dict[str, Moment] = {}
        self._asked: set[str] = set()
        self._cursor = 0
        self._top = 0
        self._drawn = (0, 0)
        """The cursor and the top row as they stand on the screen."""
        self._over: tuple[Row, ...] = ()
        self._where = 6
        self._styles_held: dict[str, Style] = {}

    # What stands here

    def __len__(self) -> int:
        """Return how many rows there are, headings too."""
        return self._length

    @property
    def cursor(self) -> int:
        """The cursor's row."""
        return self._cursor

    @property
    def chosen(self) -> str | None:
        """The id of the moment under the cursor; None on a heading."""
        return self._at(self._cursor)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every moment here, each once, in order."""
        return tuple(dict.fromkeys(name for group in self._groups for name in group.ids))

    @property
    def here(self) -> tuple[str, ...]:
        """The moments of the group under the cursor."""
        return tuple(self._groups[self._group(self._cursor)].ids) if self._length else ()

    @property
    def cursor_offset(self) -> Offset:
        """Where on the screen the cursor's row begins."""
        return Offset(self.region.x, self.region.y + self._cursor - self._top)

    def moment(self, name: str | None) -> Moment | None:
        """Return a moment where it is held."""
        return self._held.get(name) if name else None

    def show(
        self,
        groups: tuple[Group, ...],
        titles: Mapping[str | None, str],
        zones: Mapping[str | None, tzinfo],
    ) -> None:
        """Show these groups; the cursor stays with its moment, else it goes to the first.

        Args:
            groups: The groups.
            titles: What stands over each, by its key; the key itself where it is not named.
            zones: By session.
        """
        name, row = self.chosen, self._cursor
        new = not self._length
        self._groups, self._titles, self._zones = groups, titles, zones
        self._starts, length = [], 0
        for group in groups:
            self._starts.append(length)
            length += 1 + len(group.ids)
        self._length = length
        found = None if name is None else self._row_of(name, near=row)
        if found is None:
            # On a heading a key means its whole group: one goes there, one does not start there.
            found = 1 if new else min(1, row) if name else row
        self._go(found, always=True)

    def offer(self, rows: Sequence[Row]) -> None:
        """Give the first rows to words one may choose from; none: take them back.

        A widget over the list would lay the screen out afresh at each sign typed.
        """
        before, self._over = self._over, tuple(rows)
        for y in range(max(len(before), len(self._over))):
            if before[y : y + 1] != self._over[y : y + 1]:
                self.refresh(Region(0, y, self.size.width, 1))

    def forget(self, names: Iterable[str]) -> None:
        """Ask for these again: they read otherwise now."""
        for name in names:
            self._held.pop(name, None)
            self._asked.discard(name)

    def forget_all(self) -> None:
        """Ask for all again."""
        self._held.clear()
        self._asked.clear()

    def hold(self, moments: Iterable[Moment]) -> None:
        """Hold these for when they are drawn."""
        for moment in moments:
            self._held[moment.id] = moment
            self._asked.discard(moment.id)

    def fill(self, moments: Iterable[Moment]) -> None:
        """Hold these, and draw what waited for them."""
        self.hold(moments)
        if len(self._held) > HELD:
            near = set(self._names(self._top - HELD // 4, self._top + HELD // 4))
            self._held = {name: held for name, held in self._held.items() if name in near}
        self._draw()

    def answered(self, names: Iterable[str]) -> None:
        """Take note that these came, or will not come."""
        self._asked.difference_update(names)

    # Moving

    def move(self, by: int) -> None:
        """Move the cursor by rows."""
        self._go(self._cursor + by)

    def action_row(self, by: int) -> None:
        """Move the cursor by rows."""
        self.move(by)

    def action_page(self, by: int) -> None:
        """Move the cursor by screens."""
        self._go(self._cursor + by * max(1, self.size.height - 1))

    def action_group(self, by: int) -> None:
        """Move the cursor to the heading before or after."""
        if not self._length:
            return
        at = self._group(self._cursor)
        on_heading = self._starts[at] == self._cursor
        at += by if by > 0 or on_heading else 0
        self._go(self._starts[max(0, min(len(self._starts) - 1, at))])

    def _go(self, row: int, *, always: bool = False) -> None:
        before = self._cursor
        self._cursor = max(0, min(self._length - 1, row))
        height = max(1, self.size.height)
        top = max(0, min(self._top, self._length - height))
        self._top = max(self._cursor - height + 1, min(top, self._cursor))
        # The heading of the first moments stands in sight with them.
        if self._cursor == 1:
            self._top = 0
        self._ask()
        self._draw(all_rows=always)
        if always or before != self._cursor:
            self.post_message(self.Moved())

    def _ask(self) -> None:
        """Ask for the moments in sight, and with them for as many before and after."""
        height = max(1, self.size.height)
        if all(name in self._held for name in self._names(self._top, self._top + height)):
            return
        near = self._names(self._top - height, self._top + 2 * height)
        missing = tuple(n for n in near if n not in self._held and n not in self._asked)
        if missing:
            self._asked.update(missing)
            self.post_message(self.Wanted(missing))

    def _draw(self, *, all_rows: bool = True) -> None:
        """Draw the rows once all in sight are held; where it can, only those that changed."""
        height = max(1, self.size.height)
        if any(name not in self._held for name in self._names(self._top, self._top + height)):
            return
        longest = max((len(m.touchpoint or "") for m in self._seen()), default=0)
        if longest > self._where:
            self._where, all_rows = longest, True
        (cursor, top), self._drawn = self._drawn, (self._cursor, self._top)
        if all_rows or top != self._top:
            self.refresh()
        elif cursor != self._cursor:
            self.refresh(
                *(Region(0, row - top, self.size.width, 1) for row in (cursor, self._cursor))
            )

    def on_resize(self) -> None:
        """Keep the cursor's row in sight."""
        self._go(self._cursor, always=True)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down by the wheel."""
        event.stop()
        self.move(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up by the wheel."""
        event.stop()
        self.move(-WHEEL)

    # Rows

    def _group(self, row: int) -> int:
        return bisect_right(self._starts, row) - 1

    def _at(self, row: int) -> str | None:
        if not 0 <= row < self._length:
            return None
        group = self._group(row)
        place = row - self._starts[group]
        return self._groups[group].ids[place - 1] if place else None

    def _names(self, start: int, end: int) -> list[str]:
        """Return the ids in these rows."""
        rows = range(max(0, start), min(end, self._length))
        return [name for name in map(self._at, rows) if name is not None]

    def _seen(self) -> list[Moment]:
        names = self._names(self._top, self._top + max(1, self.size.height))
        return [self._held[name] for name in names if name in self._held]

    def _row_of(self, name: str, *, near: int) -> int | None:
        """Return the row of a moment; of several, the one nearest."""
        if self._at(near) == name:
            return near
        rows = [
            start + 1 + group.ids.index(name)
            for start, group in zip(self._starts, self._groups, strict=True)
            if name in group.ids
        ]
        return min(rows, key=lambda row: abs(row - near), default=None)

    # How it looks

    @override
    def notify_style_update(self) -> None:
        """Draw afresh in another theme."""
        super().notify_style_update()
        self._styles_held.clear()
        self.refresh()

    @override
    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        height = self.size.height
        barred = self._length > height
        width = self.size.width - barred
        cursor, top = self._drawn
        row = y + top
        if y < len(self._over):
            segments = [
                Segment(text, self._style(OVER.get(name, name)) if name else None)
                for text, name in self._over[y]
            ]
            strip = cut(segments, self.size.width, self._style("faint"))
            return strip.apply_style(self._style("over")).apply_style(self._style(""))
        if not self._length and y == 0:
            segments = [Segment(f" {one_line(self.empty)}", self._style("faint"))]
        elif row < self._length:
            segments = self._segments(row, width, chosen=row == cursor)
        else:
            return Strip.blank(self.size.width, self._style(""))
        strip = cut(segments, width, self._style("faint"))
        if barred:
            mark = bar(y, height, self._length, min(top, self._length - height))
            strip = Strip([*strip, Segment(mark, self._style("faint"))])
        return strip.apply_style(self._style(""))

    def _segments(self, row: int, width: int, *, chosen: bool) -> list[Segment]:
        name = self._at(row)
        pointer = "▸" if chosen else " "
        if name is None:
            group = self._groups[self._group(row)]
            title = self._titles.get(group.key, group.key or "")
            text = f"{pointer}{one_line(title)}  {len(group.ids):,}"
            return [Segment(text, self._style("cursor" if chosen else "heading"))]
        moment = self._held.get(name)
        mark = "x" if name in self.marked else " "
        if moment is None:
            return [Segment(f"{pointer}{mark}{name}", self._style("faint"))]
        zone = self._zones.get(moment.session, UTC)
        time = clock_time(moment.at, zone, seconds=width >= NARROW)
        if self.dated and width >= NARROW and moment.at is not None:
            time = moment.at.astimezone(zone).strftime("%m-%d %H:%M")
        return row_of(
            moment,
            f"{pointer}{mark}{time:>8} " if width >= NARROW else f"{pointer}{mark}{time} ",
            width=width,
            where=self._where,
            style=self._style,
            chosen=chosen,
        )

    def _style(self, name: str) -> Style:
        held = self._styles_held.get(name)
        if held is None:
            # Worked out for each row anew it is half of what drawing costs.
            component = f"moments--{name}"
            held = (
                self.get_component_rich_style(component, partial=True) if name else self.rich_style
            )
            self._styles_held[name] = held
        return held
