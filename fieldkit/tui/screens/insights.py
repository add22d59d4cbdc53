"""Insights: claims with the moments for and against them, weighed against the notes."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.screen import Screen
from typing_extensions import override

from fieldkit.model.errors import FieldkitError
from fieldkit.tui.commands import EVERYWHERE, INSIGHTS, bindings
from fieldkit.tui.rows import first, keys
from fieldkit.tui.widgets.notice import Notice
from fieldkit.tui.widgets.row_list import RowList
from fieldkit.tui.widgets.rows import Rows
from fieldkit.tui.wording import RESEARCHER, zone_of

if TYPE_CHECKING:
    from fieldkit.store.notebook import Notebook
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.forms import Forms
    from fieldkit.tui.insighting import Cite, Claimed

Result = TypeVar("Result")
LOOK = 0.5
"""Seconds between two looks whether the study reads otherwise now."""
CLAIMS, FOR, AGAINST = range(3)
PANES = ("claims", "for", "against")
SHARE = 3
"""The claims take a third of the screen at most, as does what is said of one; then evidence."""
NEW = "claim new"
"""The name of the form of a claim that is not written yet."""
NONE_YET = "no claim yet: n claims something"
BY_HAND = (
    "ids, as ana-7 ana-9, or a search, as #signs @queue; moments marked in Moments come at once"
)
BY_THEME = "as #signs #queue; the moments that have one of them support the claim"


class InsightsScreen(Screen[None]):
    """Shows the claims, and what speaks for and against the one under the cursor."""

    AUTO_FOCUS = ""
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
        super().__init__()
        self._desk = desk
        self._forms = forms
        self._ticket = ticket
        self._marked = marked
        self.found: tuple[Claimed, ...] = ()
        self.pane = CLAIMS
        """In which list the cursor is."""
        self._applied = -1
        self._folder = Path()
        self._at = ""
        """The id of the claim shown."""
        self._status = Rows(classes="status")
        self.lists = (
            RowList(classes="claims", empty="reading…"),
            RowList(empty="nothing yet: a adds"),
            RowList(empty="nothing yet: A adds"),
        )
        self._about = Rows(classes="about")
        self._names = (Rows(classes="name"), Rows(classes="name"))
        self._notice = Notice()
        self._keys = Rows(classes="keys")

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
        self.set_interval(LOOK, self._look)

    def on_screen_resume(self) -> None:
        """Read it, where it reads otherwise than before."""
        self._look()
        self._show()

    def on_resize(self) -> None:
        """Set things out afresh."""
        from fieldkit.tui.insighting import WIDE

        self.set_class(self.size.width >= WIDE, "-abreast")
        self._show()

    # Reading

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        """Read it again where someone wrote."""
        if self.app.screen is not self:
            return
        try:
            applied = await self._desk.do(lambda bench: bench.applied, writes=False)
            if applied != self._applied:
                await self.load()
        except FieldkitError as error:
            self.say(str(error))

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
    def here(self) -> "Claimed | None":
        """The claim under the cursor."""
        return self.found[self.lists[CLAIMS].cursor] if self.found else None

    @property
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
        self.lists[self.pane].move(by)

    def action_page(self, by: int) -> None:
        """Go along the list by screens."""
        self.lists[self.pane].page(by)

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
            self.call_later(self.run_action, "app.place('capture')")

    # Claiming

    @work
    async def action_claim(self) -> None:
        """Claim something."""
        from fieldkit.store.claims import claim

        parts = await self._asked(None, NEW)
        if parts:
            text = parts.pop("claim")
            await self._change(lambda book: claim(book, text, **parts), "{0.id} is kept", form=NEW)

    @work
    async def action_edit(self) -> None:
        """Edit the claim under the cursor."""
        from fieldkit.store.claims import amend

        one = self.here
        if one is None:
            self.say(NONE_YET)
            return
        name, form = one.insight.id, f"claim {one.insight.id}"
        parts = await self._asked(one, form)
        if parts:
            await self._change(lambda book: amend(book, name, **parts), "{0.id} is kept", form=form)
        elif parts is not None:
            self._forms.sent(form)

    async def _asked(self, one: "Claimed | None", form: str) -> "dict[str, Any] | None":
        """Ask for the parts of a claim; what was typed and not saved is there again."""
        from fieldkit.tui.screens.claim import ClaimScreen

        return await self.app.push_screen_wait(
            ClaimScreen(
                one.insight if one else None,
                left=self._forms.read(form),
                note=lambda fields: self._forms.note(form, fields),
                forget=lambda: self._forms.sent(form),
            )
        )

    @work
    async def action_hypothesis(self) -> None:
        """Say that it was claimed before the evidence, or that it was not."""
        from fieldkit.store.claims import amend

        if (one := self.here) is None:
            self.say(NONE_YET)
            return
        name, guess = one.insight.id, not one.insight.hypothesis
        said = "{0.id} is a hypothesis: " if guess else "{0.id} is no hypothesis: "
        said += "claimed before the evidence" if guess else "drawn from the evidence"
        await self._change(lambda book: amend(book, name, hypothesis=guess), said)

    # Evidence

    @work
    async def action_cite(self, supports: bool) -> None:  # noqa: FBT001 - an action's own form
        """Add moments to a side: those marked, else those that a line means."""
        from fieldkit.store.claims import amend, named

        if (one := self.here) is None:
            self.say(NONE_YET)
            return
        name, side = one.insight.id, "supporting" if supports else "contradicting"
        does = "support" if supports else "speak against"
        if marked := self._marked():
            how = f"the {len(marked)} marked now {does} {name}"
            await self._change(lambda book: amend(book, name, **{side: marked}), how)
            return
        await self._by_line(
            f"Which moments {does} {name}?",
            BY_HAND,
            lambda book, line: amend(book, name, **{side: named(book, line)[0]}),
            f"{name} cites them now",
        )

    @work
    async def action_drop(self) -> None:
        """Cite the moment under the cursor no longer."""
        from fieldkit.store.claims import amend

        one, cite = self.here, self.cite
        if one is None or cite is None:
            self.say("Tab goes to the evidence; d drops the moment under the cursor")
            return
        name = one.insight.id
        said = f"{name} no longer cites {cite.id}; Ctrl+Z brings it back"
        await self._change(lambda book: amend(book, name, without=[cite.id]), said)

    @work
    async def action_theme(self) -> None:
        """Group the marked moments under a theme."""
        marked = self._marked()
        if not marked:
            self.say("mark moments in Moments first (x there): t groups them under a theme")
            return
        await self._by_line(
            f"A theme for the {len(marked)} marked moments",
            "as #signs or #signs/floor",
            lambda book, line: book.tag(marked, _themed(line)),
            "grouped; g draws a claim from themes",
        )

    @work
    async def action_gather(self) -> None:
        """Draw the claim from themes."""
        from fieldkit.store.claims import gather

        if (one := self.here) is None:
            self.say(NONE_YET)
            return
        name = one.insight.id
        await self._by_line(
            f"From which themes is {name} drawn?",
            BY_THEME,
            lambda book, line: gather(book, name, line),
            f"{name} is drawn from them",
        )

    async def _by_line(
        self, question: str, hint: str, job: "Callable[[Notebook, str], object]", said: str
    ) -> None:
        """Ask for a line until what it says can be done, or none is wanted."""
        from fieldkit.tui.screens.ask_line import AskLineScreen

        typed = trouble = ""
        while True:
            answer = await self.app.push_screen_wait(
                AskLineScreen(question, hint, typed=typed, trouble=trouble)
            )
            if answer is None:
                return
            typed = answer
            trouble = await self._tried(lambda book, line=answer: job(book, line), said)  # type: ignore[misc]  # bound here
            if not trouble:
                return

    async def _change(
        self, job: "Callable[[Notebook], object]", said: str, *, form: str = ""
    ) -> None:
        if trouble := await self._tried(job, said, form=form):
            self.say(trouble)

    async def _tried(
        self, job: "Callable[[Notebook], object]", said: str, *, form: str = ""
    ) -> str:
        """Have the desk do what undo can take back; return why it refused, or nothing."""
        ticket = self._ticket()
        try:
            result = await self._desk.do(lambda bench: bench.noted(ticket, job))
        except FieldkitError as error:
            return str(error)
        if form:
            self._forms.sent(form)
        name = getattr(result, "id", "")
        self._at = str(name) or self._at
        await self.load()
        self.say(said.format(result))
        return ""

    # What stands around

    def say(self, text: str) -> None:
        """Show a notice."""
        self._notice.say(text)

    def _show(self) -> None:
        """Draw what stands around the lists."""
        width, height = self.size
        if not self.is_mounted or not width:
            return
        from fieldkit.tui import insighting as drawn

        own = getattr(self.app, "keymap", {})
        names = getattr(self.app, "names", RESEARCHER)
        self._keys.show([keys([INSIGHTS, EVERYWHERE], names, width, here=INSIGHTS, keymap=own)])
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
        self.call_after_refresh(self._read_here)

    def _read_here(self) -> None:
        """Put the terminal's cursor where a screen reader reads: on the row under ours."""
        if self.app.screen is self:
            self.app.cursor_position = self.lists[self.pane].cursor_offset


def _themed(line: str) -> str:
    """Return a line of themes with their signs."""
    from fieldkit.store.claims import as_codes

    return " ".join(f"#{code}" for code in as_codes(line))
