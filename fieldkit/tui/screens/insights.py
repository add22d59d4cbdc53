"""Insights: claims with the moments for and against them, weighed against the notes."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from typing_extensions import override

from fieldkit.tui.commands import INSIGHTS, bindings
from fieldkit.tui.rows import first
from fieldkit.tui.screens.claiming import NONE_YET, ClaimingScreen
from fieldkit.tui.widgets.row_list import RowList
from fieldkit.tui.widgets.rows import Rows
from fieldkit.tui.wording import zone_of

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.forms import Forms
    from fieldkit.tui.insighting import Cite, Claimed

LOOK = 0.5
"""Seconds between two looks whether the study reads otherwise now."""
CLAIMS, FOR, AGAINST = range(3)
PANES = ("claims", "for", "against")
SHARE = 3
"""The claims take a third of the screen at most, as does what is said of one; then evidence."""


class InsightsScreen(ClaimingScreen):
    """Shows the claims, and what speaks for and against the one under the cursor."""

    PLACE = INSIGHTS
    BINDINGS: ClassVar = [
        *bindings(INSIGHTS),
        ("tab", "pane(1)", "Next pane"),
        ("shift+tab", "pane(-1)", "Pane before"),
        ("up,k", "move(-1)", "Before"),
        ("down,j", "move(1)", "Next"),
        ("pageup", "page(-1)", "Page before"),
        ("pagedown", "page(1)", "Next page"),
        ("home", "move(-1000000)", "First"),
        ("end", "move(1000000)", "Last"),
        ("right", "side(1)", "Against it"),
        ("left", "side(-1)", "For it"),
        ("enter", "open", "Edit the claim, open the moment"),
        ("escape", "back", "Back"),
        ("colon", "app.command_palette", "Commands"),
        ("question_mark", "app.help", "Help"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    InsightsScreen {
        layers: default cover;
        & > .status { height: 1; background: $panel; }
        & > .claims { height: 1; }
        & > .about { height: 1; }
        & > .sides { height: 1fr; layout: vertical; }
        & .side { width: 1fr; height: 1fr; }
        & .side > .name { height: 1; }
        & > .keys { height: 1; background: $panel; }
        &.-abreast > .sides { layout: horizontal; }
    }
    """

    def __init__(
        self,
        desk: "Desk[Bench]",
        forms: "Forms",
        ticket: Callable[[], int],
        marked: Callable[[], tuple[str, ...]],
    ) -> None:
        super().__init__(desk, forms, ticket, marked)
        self.found: tuple[Claimed, ...] = ()
        self.pane = CLAIMS
        """In which list the cursor is."""
        self._folder = Path()
        self._status = Rows(classes="status")
        self.lists = (
            RowList(classes="claims", empty="reading…"),
            RowList(empty="nothing yet: a adds"),
            RowList(empty="nothing yet: A adds"),
        )
        self._about = Rows(classes="about")
        self._names = (Rows(classes="name"), Rows(classes="name"))

    @override
    def compose(self) -> ComposeResult:
        """Put the claims over what they rest on."""
        yield self._status
        yield self.lists[CLAIMS]
        yield self._about
        with Container(classes="sides"):
            for name, found in zip(self._names, self.lists[FOR:], strict=True):
                with Vertical(classes="side"):
                    yield name
                    yield found
        yield self._notice
        yield self._keys

    def on_mount(self) -> None:
        """Look from time to time."""
        self._status.show([((" Insights   reading…", "strong"),)])
        self.set_interval(LOOK, self.look)

    def on_screen_resume(self) -> None:
        """Read it, where it reads otherwise than before."""
        self.look()
        self._show()

    def on_resize(self) -> None:
        """Set things out afresh."""
        from fieldkit.tui.insighting import WIDE

        self.set_class(self.size.width >= WIDE, "-abreast")
        self._show()

    # Reading

    @override
    async def load(self) -> None:
        """Read the claims, and stand where one stood."""
        from fieldkit.tui.insighting import claimed

        applied, casebook, self._folder = await self._desk.do(
            lambda bench: (bench.applied, bench.casebook(), bench.notebook.folder), writes=False
        )
        self.found = await asyncio.to_thread(claimed, casebook)
        self._applied = applied
        ids = [str(one.insight.id) for one in self.found]
        at = ids.index(self._at) if self._at in ids else self.lists[CLAIMS].cursor
        self.lists[CLAIMS].empty = NONE_YET
        self._fill(CLAIMS, len(self.found), at)
        self._stand()

    @property
    @override
    def here(self) -> "Claimed | None":
        """The claim under the cursor."""
        return self.found[self.lists[CLAIMS].cursor] if self.found else None

    @property
    @override
    def cite(self) -> "Cite | None":
        """The moment under the cursor, where that is in the evidence."""
        cites = self._cites(self.pane)
        return cites[self.lists[self.pane].cursor] if cites else None

    def _cites(self, pane: int) -> "tuple[Cite, ...]":
        if self.here is None or pane == CLAIMS:
            return ()
        return self.here.supporting if pane == FOR else self.here.contradicting

    def _stand(self) -> None:
        """Show what the claim under the cursor rests on."""
        same = self.here is not None and self.here.insight.id == self._at
        self._at = self.here.insight.id if self.here else ""
        for pane in (FOR, AGAINST):
            at = self.lists[pane].cursor if same else 0
            self._fill(pane, len(self._cites(pane)), at)
        if self.pane != CLAIMS and self.here is None:
            self.pane = CLAIMS
        self._show()

    def _fill(self, pane: int, count: int, at: int) -> None:
        from fieldkit.tui.insighting import cite_row, claim_row

        if pane == CLAIMS:
            self.lists[pane].fill(count, lambda n, room: claim_row(self.found[n], room), cursor=at)
        else:
            cites = self._cites(pane)
            self.lists[pane].fill(count, lambda n, room: cite_row(cites[n], room), cursor=at)

    # Walking

    @property
    @override
    def walked(self) -> RowList:
        return self.lists[self.pane]

    def action_pane(self, by: int) -> None:
        """Go to another list."""
        self.pane = (self.pane + by) % len(PANES) if self.found else CLAIMS
        self._show()

    def action_side(self, by: int) -> None:
        """Go to the other side of the evidence."""
        if self.pane != CLAIMS:
            self.pane = AGAINST if by > 0 else FOR
            self._show()

    def action_move(self, by: int) -> None:
        """Go along the list."""
        self.walked.move(by)

    def action_page(self, by: int) -> None:
        """Go along the list by screens."""
        self.walked.page(by)

    @on(RowList.Moved)
    def moved(self, moved: RowList.Moved) -> None:
        """Show what stands under the cursor, in the list that was moved."""
        self.pane = self.lists.index(moved.list)
        if self.pane == CLAIMS:
            self._stand()
        else:
            self._show()

    @on(RowList.Chosen)
    def action_open(self) -> None:
        """Edit the claim, or show the moment, whole."""
        from fieldkit.tui.screens.look import LookScreen

        if self.pane == CLAIMS:
            self.action_edit()
            return
        sighting = self.cite.sighting if self.cite else None
        if sighting is not None:
            zone = zone_of(sighting.session)
            self.app.push_screen(LookScreen(sighting.moment, self._folder, zone))
        elif self.cite is not None:
            self.say(f"{self.cite.id} is not here: it was deleted, or left out; d drops it")

    def action_back(self) -> None:
        """Go back to the claims, from there to Capture."""
        if self.pane != CLAIMS:
            self.pane = CLAIMS
            self._show()
        else:
            self.call_later(self.run_action, "app.home")

    # What stands around

    def _show(self) -> None:
        """Draw what stands around the lists."""
        width, height = self.size
        if not self.is_mounted or not width:
            return
        from fieldkit.tui import insighting as drawn

        self.show_keys()
        if self._applied < 0:
            return
        self._status.show([drawn.status_row(self.found)])
        self.lists[CLAIMS].styles.height = max(1, min(len(self.found), height // SHARE))
        here = self.here
        about = drawn.about_rows(here, width) if here else []
        shown = first(about, max(2, height // SHARE), width)
        self._about.styles.height = max(1, len(shown))
        self._about.show(shown)
        for pane, name in ((FOR, "For it"), (AGAINST, "Against it")):
            row = drawn.side_row(name, self._cites(pane), here=self.pane == pane)
            self._names[pane - 1].show([row] if here else [])
