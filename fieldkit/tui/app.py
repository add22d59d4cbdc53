"""The app: places one key away, the same palette everywhere, undo, cover, help, leaving."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on, work
from textual.app import App
from textual.command import CommandPalette
from textual.screen import Screen
from typing_extensions import override

from fieldkit.model.errors import FieldkitError
from fieldkit.model.observer import Observer
from fieldkit.model.times import Clock, now
from fieldkit.tui.commands import CAPTURE, DIGESTS, EVERYWHERE, bindings
from fieldkit.tui.ending import end_on_signals
from fieldkit.tui.palette import Commands
from fieldkit.tui.preferences import Preferences
from fieldkit.tui.screens.capture import CaptureScreen
from fieldkit.tui.screens.help import HelpScreen
from fieldkit.tui.themes import NAMES, OURS
from fieldkit.tui.view import StudyOpen, TakenBack
from fieldkit.tui.widgets.cover import Cover
from fieldkit.tui.wording import told_back

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk


class FieldkitApp(App[None]):
    """Fieldkit in the terminal."""

    TITLE = "fieldkit"
    COMMANDS: ClassVar = {Commands}
    BINDINGS: ClassVar = bindings(EVERYWHERE)
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 — Textual declares it on instances
        (0, "-narrow"),
        (72, "-normal"),
        (120, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 — likewise
        (0, "-short"),
        (30, "-tall"),
    ]
    CSS = """
    Screen { background: $background; color: $foreground; }
    CommandPalette > Vertical { width: 90%; max-width: 90; }
    CommandPalette SearchIcon { display: none; }
    """

    def __init__(
        self,
        desk: "Desk[Bench]",
        observer: Observer,
        *,
        clock: Clock = now,
        struck_at: Callable[[events.Key], float] = lambda event: event.time,
        start: str = CAPTURE,
        loaded: Callable[[], None] = lambda: None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self.desk = desk
        self.capture = CaptureScreen(desk, observer, clock=clock, struck_at=struck_at)
        self._start = start
        self._loaded = loaded
        for ours in OURS:
            self.register_theme(ours)
        self._preferences = preferences or Preferences(None)
        wanted = self._preferences.read("theme")
        self.theme = wanted if wanted in NAMES else "calm"
        self.capture.use_layout(self._preferences.read("keys"))

    @override
    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return what a theme that is not ours lacks."""
        return {"faint": "#949494"}

    def on_load(self) -> None:
        """End by the way out that restores the terminal, whoever asks."""
        end_on_signals(self)

    def on_mount(self) -> None:
        """Go to the place asked for."""
        self.add_mode(CAPTURE, lambda: self.capture)
        self.add_mode(DIGESTS, self._digests)
        self.switch_mode(CAPTURE)

    def _digests(self) -> Screen[None]:
        from fieldkit.tui.screens.digests import DigestsScreen

        return DigestsScreen(self.desk)

    @on(StudyOpen)
    def study_open(self) -> None:
        """Go to the place asked for at the start, now that there is something to show."""
        self._loaded()
        if self._start == DIGESTS:
            self.switch_mode(DIGESTS)

    @property
    def place(self) -> CaptureScreen | Any:
        """The place where one stands, under whatever asks."""
        return self.screen_stack[0]

    def action_place(self, place: str) -> None:
        """Go to a place."""
        if self.current_mode != place:
            self.switch_mode(place)

    @work
    async def action_undo(self) -> None:
        """Take back this window's last change."""
        await self._back("undone", lambda bench: bench.undo())

    @work
    async def action_redo(self) -> None:
        """Make the last undone change again."""
        await self._back("done again", lambda bench: bench.redo())

    async def _back(self, verb: str, job: Callable[["Bench"], TakenBack | None]) -> None:
        try:
            self.place.say(told_back(await self.desk.do(job), verb))
        except FieldkitError as error:
            self.place.say(str(error))

    def action_cover(self) -> None:
        """Cover everything but the clock, or uncover it."""
        covers = self.screen.query(Cover)
        if covers:
            covers.remove()
        else:
            self.screen.mount(Cover(self.capture.now()))

    def action_help(self) -> None:
        """Show help for where one stands."""
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.current_mode, self.capture.names))

    def action_command_palette(self) -> None:
        """Open the palette."""
        if not CommandPalette.is_open(cast("App[object]", self)):
            self.push_screen(CommandPalette(placeholder="what do you want to do?"))

    def action_next_theme(self) -> None:
        """Take the next theme."""
        names = list(NAMES)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self._preferences.keep("theme", self.theme)
        self.place.say(f"theme: {self.theme}, {NAMES[self.theme]}")

    def action_next_layout(self) -> None:
        """Take the pad's next keyboard."""
        self._preferences.keep("keys", self.capture.next_layout())

    async def action_quit(self) -> None:
        """Leave, after asking what is to be asked."""
        self._quit()

    @work
    async def _quit(self) -> None:
        if self.screen is not self.place:
            return
        if self.current_mode != CAPTURE:
            self.switch_mode(CAPTURE)
        if await self.capture.leave():
            self.exit()
