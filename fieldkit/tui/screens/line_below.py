"""A screen with a line below its list: it opens for tags, or for a moment's own words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.screen import Screen

from fieldkit.tui.changing import Changing
from fieldkit.tui.drafting import Drafting
from fieldkit.tui.screens.ask import AskScreen
from fieldkit.tui.widgets.composer import Composer
from fieldkit.tui.widgets.line import Line
from fieldkit.tui.widgets.notice import Notice
from fieldkit.tui.writing import Mode

if TYPE_CHECKING:
    from fieldkit.model.moment import Moment
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.screens.capture import CaptureScreen
    from fieldkit.tui.view import View


class LineBelow(Screen[None]):
    """Tags, edits, stars and deletes moments; which ones, the screen built on it says."""

    DEFAULT_CSS: ClassVar[str] = """
    LineBelow {
        & > Composer { display: none; }
        &.-writing > Composer { display: block; }
        &.-writing > .legend { display: none; }
    }
    """

    def __init__(self, desk: "Desk[Bench]", capture: "CaptureScreen") -> None:
        super().__init__()
        self._capture = capture
        self._notice = Notice()
        self.line = Line(tickets=capture.tickets)
        self.composer = Composer(self.line, names=capture.names)
        self.changing = Changing(desk, capture.tickets, self.say, capture.names)
        self._tagging: tuple[str, ...] = ()
        """The moments that the open line tags; empty where it edits one."""
        self._drafting = Drafting(desk, self.say)

    @property
    def view(self) -> "View":
        """The study as it was told last."""
        return self._capture.view

    @property
    def writing(self) -> bool:
        """Whether the line is open."""
        return self.has_class("-writing")

    def say(self, text: str) -> None:
        """Show a notice for a while."""
        self._notice.say(text)

    def closed(self) -> None:
        """Take the keys back from the line."""

    def on_unmount(self) -> None:
        """Leave what stands in the line with the desk."""
        self._drafting.rest()

    def tag_in_line(self, names: tuple[str, ...]) -> None:
        """Open the line for tags."""
        if names:
            self._tagging = names
            self._open(f"tags for {len(names) if len(names) > 1 else names[0]}")
        else:
            self.say("no moment stands here")

    def edit_in_line(self, moment: "Moment") -> None:
        """Open the line with a moment's words."""
        self._tagging = ()
        self._open("")
        self.line.open(self._capture.recorder.opened_moment(moment))

    def _open(self, about: str) -> None:
        self.composer.label = f" {about or 'edit'} ▏ "
        self.composer.about = about
        self.add_class("-writing")
        self.line.focus()
        self.composer.use(self.view, None)

    def _close(self) -> None:
        self.remove_class("-writing")
        self.line.mode = Mode.LINE
        self.closed()

    @on(Line.Asked)
    def _left_line(self, asked: Line.Asked) -> None:
        if asked.what == "leave":
            self._close()

    @on(Line.Kept)
    @work
    async def _keep(self, kept: Line.Kept) -> None:
        """Tag the moments, or make the one say what the line says; refused, the line comes back."""
        writing, names = kept.writing, self._tagging
        self._drafting.saved(writing.ticket)
        self._close()
        changing = self.changing
        done = await (changing.tag(names, writing.text) if names else changing.edit(writing))
        if not done:
            self._tagging = names
            self.add_class("-writing")
            self.line.give_back(writing)
            self.line.focus()

    @on(Line.Drafted)
    def _draft(self, drafted: Line.Drafted) -> None:
        if not self._tagging:
            self._drafting.note(drafted)

    @work
    async def tag(self, names: Sequence[str], tags: str) -> None:
        """Tag at once."""
        if names:
            await self.changing.tag(names, tags)
        else:
            self.say("no moment stands here")

    async def delete(self, names: Sequence[str]) -> bool:
        """Delete, after asking; tell whether it was done."""
        question = f"Delete {self.changing.called(names)}?"
        answers = [("y", "yes; Ctrl+Z brings back"), ("escape", "no")]
        answer = await self.app.push_screen_wait(AskScreen(question, answers))
        return answer == "y" and await self.changing.delete(names)
