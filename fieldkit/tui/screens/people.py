"""People: everyone the study met, and a page for each."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from typing_extensions import override

from fieldkit.model.errors import FieldkitError
from fieldkit.tui.commands import PEOPLE, bindings
from fieldkit.tui.screens.study_screen import StudyScreen
from fieldkit.tui.widgets.row_list import RowList
from fieldkit.tui.widgets.rows import Row, Rows
from fieldkit.tui.wording import one_line

if TYPE_CHECKING:
    from fieldkit.analysis.sighting import Notes
    from fieldkit.digest.person import Entry, Part
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.people_rows import PageRow

BESIDE = 110
"""From so many columns the page stands beside the list."""


class PeopleScreen(StudyScreen):
    """Lists the people; reads one's page; opens the moment of a line."""

    PLACE = PEOPLE
    BINDINGS: ClassVar = [
        *bindings(PEOPLE),
        ("left", "person(-1)", "Person before"),
        ("right", "person(1)", "Next person"),
        ("up,k", "move(-1)", "Up"),
        ("down,j", "move(1)", "Down"),
        ("pageup", "page(-1)", "Page up"),
        ("pagedown,space", "page(1)", "Page down"),
        ("home", "move(-1000000)", "Top"),
        ("end", "move(1000000)", "End"),
        ("enter", "open", "Open"),
        ("escape", "back", "Back"),
        ("colon", "app.command_palette", "Commands"),
        ("question_mark", "app.help", "Help"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    PeopleScreen {
        layers: default cover;
        & > .status { height: 1; background: $panel; }
        & > .keys { height: 1; background: $panel; }
        & > Horizontal { height: 1fr; }
        & .people { width: 1fr; height: 100%; }
        & .page { width: 2fr; height: 100%; display: none; }
        &.-reading .page { display: block; }
        &.-reading .people { display: none; }
        &.-beside .people { display: block; }
        &.-beside .page { display: block; border-left: solid $panel; padding: 0 0 0 1; }
    }
    """

    def __init__(self, desk: "Desk[Bench]") -> None:
        super().__init__(desk)
        self._notes: Notes | None = None
        self.entries: tuple[Entry, ...] = ()
        self.rows: tuple[PageRow, ...] = ()
        """The page, set to the width there is."""
        self._parts: tuple[Part, ...] = ()
        self._status = Rows(classes="status")
        self.list = RowList(classes="people", empty="reading…")
        self.page = RowList(classes="page")

    @override
    def compose(self) -> ComposeResult:
        """Put the page beside the list, or in its place."""
        yield self._status
        with Horizontal():
            yield self.list
            yield self.page
        yield self._notice
        yield self._keys

    def on_screen_resume(self) -> None:
        """Read it, where it reads otherwise than before."""
        self._load()

    def on_resize(self) -> None:
        """Set things out afresh."""
        self.set_class(self.size.width >= BESIDE, "-beside")
        self.call_after_refresh(self._set_page, self.page.cursor)

    @property
    def reading(self) -> bool:
        """Whether one walks the page, not the list."""
        return self.has_class("-reading")

    # Reading

    @work(exclusive=True, group="people")
    async def _load(self) -> None:
        """Read the people, where someone wrote since."""
        from fieldkit.analysis.sighting import read
        from fieldkit.digest.person import everyone

        applied = await self._desk.do(lambda bench: bench.applied, writes=False)
        if applied != self._applied:
            try:
                casebook = await self._desk.do(lambda bench: bench.casebook(), writes=False)
                self._notes = await asyncio.to_thread(read, casebook)
                self.entries = await asyncio.to_thread(everyone, self._notes)
            except FieldkitError as error:
                self.say(str(error))
                return
            self._applied = applied
            self.list.empty = "nobody with a code yet: write P1: before what someone says"
            self.list.fill(len(self.entries), self._row, cursor=self.list.cursor)
        self._turn()

    def _row(self, index: int, room: int) -> Row:
        from fieldkit.tui.people_rows import entry_row

        return entry_row(self.entries[index], room)

    @work(exclusive=True, group="page")
    async def _turn(self) -> None:
        """Read the page of the person under the cursor."""
        from fieldkit.digest.person import person

        notes = self._notes
        if notes is None or not self.entries:
            self._show()
            return
        key = self.entries[self.list.cursor].key
        try:
            self._parts = await asyncio.to_thread(person, notes, key)
        except FieldkitError as error:
            self.say(str(error))
            return
        self._set_page(0)

    def _set_page(self, cursor: int) -> None:
        """Set the page to the width there is."""
        from fieldkit.tui.people_rows import page_rows

        width = self.page.size.width or self.size.width
        self.rows = page_rows(self._parts, width - 1)
        self.page.fill(len(self.rows), lambda index, _: self.rows[index].row, cursor=cursor)
        self._show()

    # Walking

    @property
    @override
    def walked(self) -> RowList:
        return self.page if self.reading else self.list

    def action_move(self, by: int) -> None:
        """Go along the list, or the page."""
        self.walked.move(by)

    def action_page(self, by: int) -> None:
        """Likewise, by screens."""
        self.walked.page(by)

    def action_person(self, by: int) -> None:
        """Go to another person."""
        self.list.move(by)

    @on(RowList.Moved)
    def _moved(self, moved: RowList.Moved) -> None:
        if moved.list is self.list:
            self._turn()
        else:
            self._show()

    @on(RowList.Chosen)
    def action_open(self) -> None:
        """Read the page; there, open the moment under the cursor."""
        if not self.reading:
            self.add_class("-reading")
            self.call_after_refresh(self._set_page, 0)
        elif self.rows and (name := self.rows[self.page.cursor].id):
            self._open(name)
        else:
            self.say("this line rests on no single moment")

    @work(exclusive=True, group="open")
    async def _open(self, name: str) -> None:
        from fieldkit.digest.citing import Citations
        from fieldkit.digest.one_note import whole
        from fieldkit.tui.screens.evidence import EvidenceScreen

        notes = self._notes
        found = next((s for s in notes.sightings if s.id == name), None) if notes else None
        if notes is None or found is None:
            return
        try:
            text = await asyncio.to_thread(lambda: whole(Citations(notes), found))
        except FieldkitError as error:
            self.say(str(error))
            return
        self.app.push_screen(EvidenceScreen(name, text))

    def action_back(self) -> None:
        """Go back: from the page to the list, from there to Capture."""
        if self.reading:
            self.remove_class("-reading")
            self._show()
        else:
            self.call_later(self.run_action, "app.home")

    # What stands around

    def _show(self) -> None:
        width = self.size.width
        if not self.is_mounted or not width:
            return
        here = f" People   {len(self.entries)} in this study"
        if self.entries and (self.reading or self.has_class("-beside")):
            here += f"   {one_line(self.entries[self.list.cursor].key)}"
        self._status.show([((here, "strong"),)])
        self.show_keys()
