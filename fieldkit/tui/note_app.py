"""The one-line capture: the line of the capture screen alone, under the shell's prompt."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import App, ComposeResult
from typing_extensions import override

from fieldkit.model.errors import FieldkitError
from fieldkit.model.observer import Observer
from fieldkit.model.times import Clock, now
from fieldkit.shorthand.line import parse
from fieldkit.shorthand.resolve import moves
from fieldkit.tui.drafting import Drafting
from fieldkit.tui.ending import end_on_signals
from fieldkit.tui.messages import Trouble
from fieldkit.tui.themes import OURS
from fieldkit.tui.view import Unsaved, View
from fieldkit.tui.widgets.composer import Composer
from fieldkit.tui.widgets.line import Line
from fieldkit.tui.widgets.rows import Rows
from fieldkit.tui.wording import names_for, one_line
from fieldkit.tui.writing import Writing

if TYPE_CHECKING:
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.sheet import Sheet


class NoteApp(App[None]):
    """Takes lines until it is left; what it wrote stands in ``written``."""

    BINDINGS: ClassVar = [("ctrl+q", "leave", "Leave")]
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { background: ansi_default; height: auto; }
    Composer { height: auto; background: $background; }
    .said { height: 1; background: $panel; }
    """

    def __init__(
        self,
        desk: "Desk[Sheet]",
        observer: Observer,
        *,
        clock: Clock = now,
        loaded: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self.written: list[str] = []
        self.line = Line(clock=clock)
        self._desk = desk
        self._clock = clock
        self._loaded = loaded
        self._view = View()
        self._composer = Composer(self.line, clock=clock, names=names_for(observer.role))
        self._said = Rows(classes="said")
        self._waiting: dict[int, str] = {}
        self._drafting = Drafting(desk, self._say)
        for theme in OURS:
            self.register_theme(theme)
        self.theme = "calm"

    @override
    def compose(self) -> ComposeResult:
        """Put the line over what is said of it."""
        yield self._composer
        yield self._said

    @override
    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return what a theme that is not ours lacks."""
        return {"faint": "#949494"}

    def on_load(self) -> None:
        """End by the way out that restores the terminal, whoever asks."""
        end_on_signals(self)

    def on_mount(self) -> None:
        """Open the study once something stands on the screen."""
        self._desk.tell(self.post_message)
        self.line.focus()
        self._say("Enter saves   Tab tags   Esc leaves")
        self.call_after_refresh(self._open)

    @work
    async def _open(self) -> None:
        try:
            opened = await self._desk.do(lambda sheet: sheet.open(), writes=False)
        except FieldkitError as error:
            self.exit(return_code=1, message=Text(str(error)))
            return
        self._loaded()
        self._use(opened.view)
        if opened.kept:
            self._say(f"{len(opened.kept)} kept from before: the app offers it (fieldkit)")

    def _use(self, view: View) -> None:
        self._view = view
        self._composer.use(view, view.in_force)

    @on(Line.Kept)
    def keep(self, kept: Line.Kept) -> None:
        """Save a line."""
        writing = kept.writing
        self._drafting.saved(writing.ticket)
        self._waiting[writing.ticket] = writing.text
        self._say("saving…")
        self._save(writing)

    @work
    async def _save(self, writing: Writing) -> None:
        ticket, text, began = writing.ticket, writing.text, writing.began or self._clock()
        in_force = self._composer.in_force
        read = parse(text, self._view.words)
        if moves(read):
            self._composer.in_force = read.touchpoint
        try:
            saved = await self._desk.do(
                lambda sheet: sheet.write(ticket, text, began, in_force),
                words=Unsaved(ticket, began, text),
            )
            view = await self._desk.do(lambda sheet: sheet.view(), writes=False)
        except FieldkitError as error:
            self._say(str(error))
            self.line.give_back(writing)
            return
        finally:
            self._waiting.pop(ticket, None)
        self.written.append(saved.moment.id)
        self._use(view)
        loose = "" if saved.moment.session else ", without a session"
        warned = f"   {one_line('  '.join(saved.told))}" if saved.told else ""
        self._say(f"{saved.moment.id} saved{loose}{warned}")

    @on(Line.Drafted)
    def draft(self, drafted: Line.Drafted) -> None:
        """Keep what stands in the line, shortly after the last key."""
        self._drafting.note(drafted)

    def rest(self) -> None:
        """Leave what stands in the line with the desk, after the app has ended."""
        self._drafting.rest()

    def unsaved(self) -> list[str]:
        """Return the lines that the disk never took."""
        return list(self._waiting.values())

    @on(Line.PastedLines)
    def paste(self, pasted: Line.PastedLines) -> None:
        """Put several lines into the line as one; each by itself is for ``fieldkit note -``."""
        self.line.put(" ".join(pasted.lines), began=pasted.at)
        self._say(f"{len(pasted.lines)} lines in one; for one note each: fieldkit note -")

    @on(Line.Asked)
    def ask(self) -> None:
        """Leave: nothing else is asked for here."""
        self.action_leave()

    @on(Trouble)
    def tell_trouble(self, trouble: Trouble) -> None:
        """Say that the disk refuses."""
        self._say(trouble.why or "saved")

    def action_leave(self) -> None:
        """Leave; what is being written is finished first."""
        self.exit()

    def _say(self, text: str) -> None:
        self._said.show([((f" {text}", "faint"),)])
