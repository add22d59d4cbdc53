"""Journey: what customers felt along the touchpoints, and the moments it rests on."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from typing_extensions import override

from fieldkit.model.errors import FieldkitError
from fieldkit.tui import rows
from fieldkit.tui.commands import JOURNEY, bindings
from fieldkit.tui.screens.study_screen import StudyScreen
from fieldkit.tui.widgets.row_list import RowList
from fieldkit.tui.widgets.rows import Row, Rows
from fieldkit.tui.widgets.search_line import SearchLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.journeying import Column, Ground, Item, Read, Sight

AROUND = 4
"""Rows that are always there: status, heading, notice, keys."""
LOOK = 2.0
"""Seconds between two looks whether the study reads otherwise now."""


class JourneyScreen(StudyScreen):
    """Shows the journey; walks its touchpoints and their evidence."""

    PLACE = JOURNEY
    BINDINGS: ClassVar = [
        *bindings(JOURNEY),
        ("left", "along(-1)", "Touchpoint before"),
        ("right", "along(1)", "Next touchpoint"),
        ("up,k", "move(-1)", "Moment before"),
        ("down,j", "move(1)", "Next moment"),
        ("pageup", "page(-1)", "Moments before"),
        ("pagedown", "page(1)", "Next moments"),
        ("home", "move(-1000000)", "First moment"),
        ("end", "move(1000000)", "Last moment"),
        ("enter", "open", "Open the moment"),
        ("escape", "back", "Back"),
        ("colon", "app.command_palette", "Commands"),
        ("question_mark", "app.help", "Help"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    JourneyScreen {
        layers: default cover;
        & > .status { height: 1; background: $panel; }
        & > .upper { height: 1; }
        & > .heading { height: 1; }
        & > .find { height: 1; }
        & > .find > .sign { width: 3; }
        & > .keys { height: 1; background: $panel; }
    }
    """

    def __init__(self, desk: "Desk[Bench]") -> None:
        super().__init__(desk)
        self.sight: Sight | None = None
        self._folder = Path()
        self._asked = ""
        """The search that is wanted; what is shown may still be another's."""
        self.items: tuple[Item, ...] = ()
        self._status = Rows(classes="status")
        self._upper = Rows(classes="upper")
        self._heading = Rows(classes="heading")
        self.list = RowList(empty="reading…")
        self._sign = Rows(classes="sign")
        self.find = SearchLine()
        self._find_row = Horizontal(classes="find")
        self._find_row.display = False

    @override
    def compose(self) -> ComposeResult:
        """Put the drawing over the evidence."""
        yield self._status
        yield self._upper
        yield self._heading
        yield self.list
        with self._find_row:
            yield self._sign
            yield self.find
        yield self._notice
        yield self._keys

    def on_mount(self) -> None:
        """Say what to do, and look from time to time."""
        self.find.placeholder = "P3:  @till  kind:shadowing  from:2026-05-01   Enter keeps"
        self.set_interval(LOOK, self.look)
        self._status.show([((" Journey   reading…", "strong"),)])

    def on_screen_resume(self) -> None:
        """Read it, where it reads otherwise than before."""
        self.look()
        self._show()

    def on_resize(self) -> None:
        """Set things out afresh."""
        self._sign.show([((" / ", "key"),)])
        self._show()

    # Reading

    @override
    async def load(self) -> None:
        """Read the study and show it."""
        self._load(self._asked)

    @work(exclusive=True, group="search")
    async def _load(self, search: str) -> None:
        """Read what a search means: in the writer's thread, then in one of its own."""
        self._asked = search
        try:
            found = await self._desk.do(lambda bench: _read(bench, search), writes=False)
            new = await asyncio.to_thread(_grounded, found)
        except FieldkitError as error:
            self.say(str(error))
            return
        self._applied, self._folder = found.applied, found.folder
        self.find.words, self.find.used, self.find.lists = found.words, found.uses, found.lists
        if found.told and not self.finding:
            self.say(found.told[0])
        self._take(new)

    def _take(self, new: "Ground") -> None:
        """Look at another ground from where one stood."""
        from fieldkit.tui.journeying import Sight

        before = self.sight
        if before is None or not before.ground.moments:
            how = before or Sight(ground=new)
            columns = new.times if how.time else new.places
            self._stand(replace(how, ground=new, at=_first(columns)))
            return
        after = replace(before, ground=new)
        key = before.column.key if before.column else ""
        names = [column.key for column in after.columns]
        at = names.index(key) if key in names else min(before.at, max(0, len(names) - 1))
        self._stand(replace(after, at=at))

    def _stand(self, sight: "Sight") -> None:
        """Look at this, and list what its column rests on."""
        from fieldkit.tui.journeying import evidence

        column = sight.column
        wished = sight.future and not sight.time
        self.items = evidence(column, own=sight.own, wished=wished) if column else ()
        self.sight = sight
        self.list.empty = _nothing(sight)
        self.list.fill(len(self.items), self._row)
        self._show()

    def _row(self, index: int, room: int) -> Row:
        from fieldkit.tui.journey_rows import item_row

        return item_row(self.sight, self.items[index], room) if self.sight else ()

    # Walking

    def action_along(self, by: int) -> None:
        """Go along the columns."""
        sight = self.sight
        if sight is not None and sight.columns:
            at = max(0, min(len(sight.columns) - 1, sight.at + by))
            self._stand(replace(sight, at=at))

    def action_move(self, by: int) -> None:
        """Go along the evidence."""
        self.list.move(by)

    def action_page(self, by: int) -> None:
        """Go along the evidence by screens."""
        self.list.page(by)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._show()

    def action_each(self) -> None:
        """Show one line a person, or all together."""
        if self.sight is not None:
            self._stand(replace(self.sight, each=not self.sight.each, future=False))

    def action_own(self) -> None:
        """Show observers' own feelings, or not."""
        if self.sight is not None:
            self._stand(replace(self.sight, own=not self.sight.own))

    def action_time(self) -> None:
        """Go along time, or along the touchpoints."""
        sight = self.sight
        if sight is None:
            return
        if not sight.time and not sight.ground.times:
            self.say("no session's length is known, so there is no time to go along")
            return
        turned = replace(sight, time=not sight.time, future=False)
        self._stand(replace(turned, at=_first(turned.columns)))

    def action_future(self) -> None:
        """Hold it against how it should be, or not."""
        sight = self.sight
        if sight is None:
            return
        if sight.time:
            sight = replace(sight, time=False, at=_first(sight.ground.places))
        self._stand(replace(sight, future=not sight.future, each=False))
        wishes = sum(len(column.step.wishes) for column in sight.columns if column.step)
        if not sight.future and not wishes:
            self.say("nobody said yet how it should be: tag what they want with :wants")

    @on(RowList.Chosen)
    def action_open(self) -> None:
        """Show the moment under the cursor whole."""
        if self.items:
            self._open(self.items[self.list.cursor])

    @work(exclusive=True, group="open")
    async def _open(self, item: "Item") -> None:
        from fieldkit.digest.one_note import whole
        from fieldkit.tui.screens.evidence import EvidenceScreen

        sight = self.sight
        if sight is None:
            return
        try:
            text = await asyncio.to_thread(whole, sight.ground.citations, item.sighting)
        except FieldkitError as error:
            self.say(str(error))
            return
        self.app.push_screen(EvidenceScreen(item.sighting.id, text))

    # Finding

    def on_key(self, event: events.Key) -> None:
        """Take the letters of a search that came before its line had the focus.

        A key goes to what has the focus when it falls, and a binding is looked for only after that:
        what is typed as fast as ``/P3:`` would fall beside the line.
        """
        if self.finding and event.is_printable and event.character:
            event.stop()
            self.find.insert_text_at_cursor(event.character)
        elif event.key == "slash":
            event.stop()
            self.action_find()

    def action_find(self) -> None:
        """Type a search."""
        self._find_row.display = True
        self.find.value = self._asked
        self.find.cursor_position = len(self._asked)
        self.set_focus(self.find)
        self._show()

    @property
    def finding(self) -> bool:
        """Whether a search is being typed."""
        return self._find_row.display

    def _leave(self, search: str) -> None:
        """Leave the search line, and look at what a search means."""
        self._find_row.display = False
        self.set_focus(None)
        self._load(search)
        self._show()

    @on(SearchLine.Asked)
    def _typed(self) -> None:
        asked = self.find.asked.strip()
        if self.finding and asked != self._asked:
            self._load(asked)

    @on(SearchLine.Read)
    def _offer(self) -> None:
        offered = self.find.offered(self.list.size.height - 1)
        self.list.offer([rows.rule("", self.list.size.width), *offered] if offered else [])

    @on(SearchLine.Left)
    def _found(self) -> None:
        self._leave(self.find.value.strip())

    def action_back(self) -> None:
        """Leave the search and narrow no more, then go to Capture."""
        if self.finding:
            self._leave("")
        elif self._asked:
            self._load("")
        else:
            self.call_later(self.run_action, "app.home")

    # Writing

    @work(exclusive=True, group="write")
    async def action_picture(self) -> None:
        """Write the picture into the study, and say where."""
        from fieldkit.tui.compiling import write
        from fieldkit.tui.journeying import PICTURE, picture

        sight = self.sight
        if sight is None:
            return
        path = self._folder / "digests" / PICTURE
        drawn = await asyncio.to_thread(picture, sight.ground)
        if not drawn:
            self.say("there is nothing to draw: no customer's feeling at a touchpoint")
            return
        try:
            await asyncio.to_thread(write, path, drawn)
        except FieldkitError as error:
            self.say(str(error))
            return
        only = f", only what {sight.ground.search} finds" if sight.ground.search else ""
        self.say(f"written: {path.relative_to(self._folder)}{only}")

    # What stands around

    def _show(self) -> None:
        """Draw what stands around the evidence."""
        width, height = self.size
        if not self.is_mounted or not width:
            return
        self.show_keys()
        if self.sight is None:
            return
        from fieldkit.tui import journey_rows as drawn

        item = self.items[self.list.cursor] if self.items else None
        felt = item.reading.people if item and item.reading else ()
        there = item.sighting.present if item else ()
        others = () if item else self.sight.ground.people
        people = (*felt, *there, *others)
        self.sight = replace(self.sight, person=next(iter(people), None))
        room = height - AROUND - self.finding
        upper = drawn.upper(self.sight, width, room - max(4, room // 4))
        self._status.show([drawn.status(self.sight, width)])
        self._upper.styles.height = len(upper)
        self._upper.show(upper)
        heading = drawn.heading(self.sight, self.list.cursor, len(self.items), width)
        self._heading.show([heading])

    @property
    @override
    def walked(self) -> RowList:
        return self.list

    @override
    def read_here(self) -> None:
        """Put the terminal's cursor where a screen reader reads; the search line has its own."""
        if not self.finding:
            super().read_here()


def _read(bench: "Bench", search: str) -> "Read":
    """Return what a search means; loads what that takes in the thread that calls it."""
    from fieldkit.tui import journey_rows, journeying  # noqa: F401 - rows are drawn right after

    return journeying.read_of(bench, search)


def _grounded(found: "Read") -> "Ground":
    from fieldkit.tui.journeying import ground

    return ground(found.casebook, found.search)


def _first(columns: "Sequence[Column]") -> int:
    """Return the first column with a reading."""
    return next((n for n, column in enumerate(columns) if column.readings), 0)


def _nothing(sight: "Sight") -> str:
    """Return what is said where a column rests on nothing."""
    if not sight.columns:
        return "no touchpoint yet: write @and-a-word in a line"
    if sight.ground.search:
        return "this search finds no feeling here"
    return "no customer's feeling was noted here"
