"""Moments: the whole study in one list, found as one types, read and tagged where it stands."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from typing_extensions import override

from fieldkit.tui import rows
from fieldkit.tui.commands import EVERYWHERE, MOMENTS, TAGS, bindings
from fieldkit.tui.messages import Rested
from fieldkit.tui.moments_rows import WRITING, Standing, digits, told
from fieldkit.tui.screens.finding import FindingScreen
from fieldkit.tui.widgets.line import Line
from fieldkit.tui.widgets.rows import Rows
from fieldkit.tui.writing import Mode

if TYPE_CHECKING:
    from fieldkit.tui.app import FieldkitApp
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.screens.capture import CaptureScreen

BESIDE = 120
"""From so many columns the moment stands beside the list."""


class MomentsScreen(FindingScreen):
    """Finds, shows and tags the moments of a study."""

    BINDINGS: ClassVar = [
        *bindings(MOMENTS),
        ("escape", "back", "Back"),
        ("colon", "app.command_palette", "Commands"),
        ("question_mark", "app.help", "Help"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    MomentsScreen {
        layers: default cover;
        & > .status { height: 1; background: $panel; }
        & > .find { height: 1; }
        & .sign { width: 4; height: 1; }
        & > .both { height: 1fr; }
        & .page { width: 44%; height: 100%; display: none; border-left: solid $panel; }
        & > .legend { height: 1; }
        & > .keys { height: 1; background: $panel; }
        &.-beside .page { display: block; }
    }
    """

    def __init__(self, desk: "Desk[Bench]", capture: "CaptureScreen") -> None:
        super().__init__(desk, capture)
        self._page = 0
        """Which nine feelings are on the digits."""
        self._status = Rows(classes="status")
        self._sign = Rows(classes="sign")
        self._legend = Rows(classes="legend")
        self._keys = Rows(classes="keys")

    @override
    def compose(self) -> ComposeResult:
        """Put the search over the list, and the moment beside it."""
        yield self._status
        with Horizontal(classes="find"):
            yield self._sign
            yield self.search
        with Horizontal(classes="both"):
            yield self.list
            yield self._beside
        yield self._legend
        yield self._notice
        yield self.composer
        yield self._keys

    def on_mount(self) -> None:
        """List all of them."""
        self._desk.tell(self.post_message)
        self.list.empty = "reading…"
        self.list.focus()
        self.find()
        self.show()

    def on_screen_resume(self) -> None:
        """Take up what was written elsewhere."""
        self.show()

    def on_resize(self) -> None:
        """Set things out afresh."""
        self.set_class(self.size.width >= BESIDE, "-beside")
        self.show()

    @property
    def meant(self) -> tuple[str, ...]:
        """The moments that a key means: all that are marked, else the one under the cursor."""
        marked = self.list.marked
        if marked:
            shown = [name for name in self.list.ids if name in marked]
            return (*shown, *sorted(marked.difference(shown)))
        return (self.list.chosen,) if self.list.chosen else ()

    # Keys of the list

    def on_key(self, event: events.Key) -> None:
        """Take the digits: a feeling, at once."""
        layout = self._capture.pad.layout
        digit = layout.digits.get(event.character or "")
        if digit is None or not self.list.has_focus:
            return
        event.stop()
        if digit == 0:
            pages = layout.pages(len(self.view.digits), 0)
            self._page = (self._page + 1) % pages
        elif digit <= len(self._feelings):
            self.tag(self.meant, f"!{self._feelings[digit - 1]}")
            self._page = 0
        self.show()

    @property
    def _feelings(self) -> tuple[str, ...]:
        return tuple(self._capture.pad.layout.feelings(self.view.digits, self._page))

    def action_mark(self) -> None:
        """Mark the moment under the cursor, or on a heading all of its group."""
        names = (self.list.chosen,) if self.list.chosen else self.list.here
        marked = self.list.marked
        marked.symmetric_difference_update(names) if len(names) == 1 else self._mark_all(names)
        self.list.move(1)
        self._marked()

    def action_mark_all(self) -> None:
        """Mark all that were found, or none where all are."""
        self._mark_all(self.list.ids)
        self._marked()

    def _mark_all(self, names: Sequence[str]) -> None:
        if self.list.marked.issuperset(names):
            self.list.marked.difference_update(names)
        else:
            self.list.marked.update(names)

    def _marked(self) -> None:
        cast("FieldkitApp", self.app).marked = self.meant if self.list.marked else ()
        self.list.refresh()
        self.show()

    def action_back(self) -> None:
        """Leave what is open: the marks, the search, the place."""
        if self.list.marked:
            self.list.marked.clear()
            self._marked()
        elif self.search.value:
            self.search.value = ""
        else:
            self.call_later(self.run_action, "app.home")

    @work
    async def action_coding(self) -> None:
        """Go through what lacks something, after asking what and in which order."""
        from fieldkit.tui.screens.begin_coding import begin, kept_as
        from fieldkit.tui.screens.coding import CodingScreen

        app = cast("FieldkitApp", self.app)
        number = int(self._capture.now().timestamp())
        going = await begin(app, self.view, self.search.value.strip(), number)
        if going is not None:
            keep = partial(app.preferences.keep, kept_as(self.view))
            await app.push_screen_wait(CodingScreen(self._desk, self._capture, going, keep))

    # Changing

    def action_tag(self) -> None:
        """Open a line for tags."""
        self.tag_in_line(self.meant)
        self.show()

    def action_edit(self) -> None:
        """Open the line of the moment under the cursor."""
        moment = self.list.moment(self.list.chosen)
        if moment is not None:
            self.edit_in_line(moment)
            self.show()

    @override
    def closed(self) -> None:
        """Go back to the list."""
        self.list.focus()
        self.show()

    @work
    async def action_star(self) -> None:
        """Star the moments meant, or take their stars away."""
        if names := self.meant:
            await self.changing.star(names)

    @work
    async def action_delete(self) -> None:
        """Delete the moments meant, after asking."""
        names = self.meant
        if names and await self.delete(names):
            self.list.marked.difference_update(names)
            self._marked()

    # What stands around

    @on(Rested)
    @on(Line.Read)
    @override
    def show(self) -> None:
        """Draw what stands around the list."""
        width = self.size.width
        if not self.is_mounted or not width:
            return
        if self.search.words is not self.view.words:
            self.search.words = self.view.words
            self.search.used = self.view.uses
        standing = Standing(
            title=self.view.study.title if self.view.study else "",
            found=self.listing.found if self.listing else None,
            by=self.by,
            marked=len(self.list.marked),
            saving=self._desk.busy,
        )
        self._status.show([told(standing, self._capture.names, width)])
        self._sign.show([((" / ", "key" if self.search.has_focus else "faint"),)])
        more = self._capture.pad.layout.pages(len(self.view.digits), 0) > 1
        self._legend.show([digits(self._capture.pad.layout, self._feelings, width, more=more)])
        keys = rows.keys([MOMENTS, EVERYWHERE], self._capture.names, width, here=MOMENTS)
        if self.writing:
            self.composer.use(self.view, None)
            tags = rows.keys([TAGS], self._capture.names, width, here=MOMENTS)
            keys = tags if self.line.mode is Mode.TAGS else WRITING
        elif self.list.has_focus:
            # Where a screen reader reads: the row that keys mean.
            self.app.cursor_position = self.list.cursor_offset
        self._keys.show([keys])
        self.show_page()
