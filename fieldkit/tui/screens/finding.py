"""Finding moments and reading one: the search line, the list it narrows, the page beside it."""

from typing import TYPE_CHECKING

from textual import on, work

from fieldkit.model.errors import FieldkitError
from fieldkit.model.finding import By
from fieldkit.tui import browsing, rows
from fieldkit.tui.messages import Changed
from fieldkit.tui.moment_page import page
from fieldkit.tui.screens.line_below import LineBelow
from fieldkit.tui.widgets.rows import Rows
from fieldkit.tui.widgets.search_line import SearchLine
from fieldkit.tui.widgets.study_list import StudyList
from fieldkit.tui.wording import one_line

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.screens.capture import CaptureScreen

SOON = 0.004
"""Seconds from a letter until its search begins."""


class FindingScreen(LineBelow):
    """Finds the moments of a study, and reads the one under the cursor beside the list."""

    def __init__(self, desk: "Desk[Bench]", capture: "CaptureScreen") -> None:
        super().__init__(desk, capture)
        self._desk = desk
        self.by = By.SESSION
        self.search = SearchLine()
        self.list = StudyList()
        self.looked: browsing.Look | None = None
        self.listing: browsing.Listing | None = None
        self._finding = browsing.Finding()
        self._asked = 0
        self._line = ""
        """What was looked for last."""
        self._history: tuple[str, tuple[str, ...]] | None = None
        self._beside = Rows(classes="page")

    @property
    def beside(self) -> bool:
        """Whether the moment stands beside the list."""
        return self.has_class("-beside")

    def show(self) -> None:
        """Draw what stands around the list."""
        raise NotImplementedError

    # Finding

    @on(SearchLine.Asked)
    def _typed(self) -> None:
        """Find what is asked now, once the letter is drawn: one thread at a time can run."""
        if self.search.asked != self._line:
            self.set_timer(SOON, self.find)

    def find(self) -> None:
        """Find what the search line asks."""
        self._asked += 1
        self._line = self.search.asked
        self._search(self._asked, self._line, self.by)

    @work(exclusive=True, group="search")
    async def _search(self, number: int, line: str, by: By) -> None:
        """Find in the desk's thread; one that another key has overtaken stops there."""
        try:
            listing = await self._desk.do(
                lambda bench: self._finding.find(bench, line, by, lambda: number != self._asked),
                writes=False,
            )
        except FieldkitError as error:
            self.say(str(error))
            return
        if listing is None or number != self._asked:
            return
        self.listing = listing
        self.search.lists = listing.lists
        self.list.dated = by is not By.SESSION
        self.list.empty = "nothing found" if line.strip() else "nothing is written yet"
        self.list.hold(listing.first)
        self.list.show(listing.found.groups, listing.titles, listing.zones)
        self._desk.leave(lambda bench: bench.notebook.shelf.read())
        if listing.told:
            self.say("  ".join(listing.told))
        self.show()

    @on(StudyList.Wanted)
    @work
    async def _fetch(self, wanted: StudyList.Wanted) -> None:
        """Bring what the list is to draw."""
        try:
            found = await self._desk.do(
                lambda bench: browsing.moments(bench, wanted.ids), writes=False
            )
        finally:
            self.list.answered(wanted.ids)
        self.list.fill(found)

    @on(StudyList.Moved)
    def _moved(self) -> None:
        self._look()
        # Where a screen reader reads: the row that keys mean.
        self.app.cursor_position = self.list.cursor_offset
        self.show_page()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        """Read the moment under the cursor, where it is shown beside the list."""
        name = self.list.chosen
        if name is None or not self.beside:
            return
        looked = await self._desk.do(lambda bench: browsing.look(bench, name), writes=False)
        if looked is not None and self.list.chosen == name:
            self.looked = looked
            self.show_page()

    @on(Changed)
    def _changed(self, changed: Changed) -> None:
        """Show the study as it reads now."""
        if changed.whole and not changed.touched:
            self.list.forget_all()
        self.list.forget(changed.touched)
        self._history = None
        if changed.touched or changed.whole:
            self.find()
        self.show()

    # Keys of the search

    def action_find(self) -> None:
        """Go to the search line."""
        self.search.focus()
        self.show()

    @on(SearchLine.Left)
    def _left(self) -> None:
        self.list.focus()
        self.show()

    def action_group_by(self) -> None:
        """Group by the next thing."""
        every = list(By)
        self.by = every[(every.index(self.by) + 1) % len(every)]
        self.say(f"by {self.by}")
        self.find()

    @work
    async def action_save_search(self) -> None:
        """Keep the search in force under a name."""
        from fieldkit.tui.screens.name import NameScreen

        line = self.search.value.strip()
        if not line:
            self.say("type a search first: /")
            return
        name = await self.app.push_screen_wait(NameScreen("Save this search as", one_line(line)))
        if name and await self.changing.save_search(name, line):
            self.find()

    @on(SearchLine.Read)
    def _offer(self) -> None:
        offered = self.search.offered(self.list.size.height)
        self.list.offer([*offered, rows.rule("", self.list.size.width)] if offered else [])

    # Reading

    def action_open(self) -> None:
        """Show the moment whole; on a heading, go into its group."""
        from fieldkit.tui.screens.moment import MomentScreen

        name = self.list.chosen
        if name is None:
            self.list.move(1)
        else:
            names, folder = self._capture.names, self.view.folder
            self.app.push_screen(MomentScreen(self._desk, name, names, folder))

    @work(exclusive=True, group="history")
    async def action_history(self) -> None:
        """Show who changed what of the moment under the cursor."""
        name = self.list.chosen
        if name is None:
            return
        if not self.beside:
            self.action_open()
            return
        self.say("reading the history…")
        told = await self._desk.do(lambda bench: browsing.history(bench, name), writes=False)
        self._history = (name, told)
        self.say(f"{len(told)} changes")
        self.show_page()

    def show_page(self) -> None:
        """Draw the page beside the list."""
        looked, width = self.looked, self._beside.size.width
        if not self.beside or not width:
            return
        name = self.list.chosen
        if looked is None or name != looked.moment.id:
            self._beside.show([])
            return
        history = self._history[1] if self._history and self._history[0] == name else None
        self._beside.show(page(looked, width, history=history, names=self._capture.names))
