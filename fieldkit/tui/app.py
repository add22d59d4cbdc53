"""The app: places one key away, the same palette everywhere, undo, cover, help, leaving."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on, work
from textual.app import App
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import Input
from typing_extensions import override

from fieldkit.model.errors import FieldkitError
from fieldkit.tui.commands import (
    CAPTURE,
    DIGESTS,
    EVERYWHERE,
    INSIGHTS,
    JOURNEY,
    LED,
    MOMENTS,
    PEOPLE,
    bindings,
)
from fieldkit.tui.ending import end_on_signals
from fieldkit.tui.guest import Guest
from fieldkit.tui.keymap import Keys
from fieldkit.tui.messages import Acted, StudyOpen
from fieldkit.tui.palette import Commands
from fieldkit.tui.preferences import Preferences
from fieldkit.tui.screens.doorway import Doorway
from fieldkit.tui.themes import NAMES, OURS

if TYPE_CHECKING:
    from textual.widget import AwaitMount

    from fieldkit.model.observer import Observer
    from fieldkit.model.times import Clock
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.screens.capture import CaptureScreen
    from fieldkit.tui.screens.led import LedScreen
    from fieldkit.tui.view import TakenBack
    from fieldkit.tui.wording import Names

SHADOW = "shadow"
"""To begin at: the led hour, without asking what one is here for."""


SOON = 0.01
"""Seconds between two looks whether the line has the focus."""
AT_MOST = 0.5
"""Seconds for which keys wait for the command before them."""


class FieldkitApp(App[None]):
    """Fieldkit in the terminal.

    What the first paint does not need is imported after it.
    """

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
        observer: "Observer",
        *,
        clock: "Clock | None" = None,
        struck_at: Callable[[events.Key], float] = lambda event: event.time,
        start: str = CAPTURE,
        title: str = "",
        loaded: Callable[[], None] = lambda: None,
        preferences: Preferences | None = None,
        guest: Guest | None = None,
        keys: Keys | None = None,
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self.desk = desk
        self.guest = guest or Guest(observer)
        self._clock = clock
        self._struck_at = struck_at
        self._start = start
        self._loaded = loaded
        self._doorway = Doorway(title)
        self._early: list[events.Event] | None = []
        """Keys and pastes that wait: for the line, or for the command before them; else None."""
        self._home = CAPTURE
        """The place in which one writes, to which Esc leads back from the others."""
        self._commands = 0
        """How many keys were commands."""
        self.marked: tuple[str, ...] = ()
        """The moments marked in Moments, in order: what other places take as evidence."""
        self._capture: CaptureScreen | None = None
        self._led: LedScreen | None = None
        for ours in OURS:
            self.register_theme(ours)
        self.preferences = preferences or Preferences(None)
        self._keys = keys or Keys()
        self.keymap = self._keys.keymap
        """A user's own keys, by the id of their binding."""
        self.set_keymap(self.keymap)
        wanted = self.preferences.read("theme")
        # Quiet colours all become the same white where there are but sixteen.
        usual = "terminal" if self.console.color_system == "standard" else "calm"
        self.theme = wanted if wanted in NAMES else usual

    @property
    def capture(self) -> "CaptureScreen":
        """The capture screen; made when it is asked for first."""
        if self._capture is None:
            from fieldkit.model.times import now
            from fieldkit.tui.screens.capture import CaptureScreen

            self._capture = CaptureScreen(
                self.desk,
                self.guest.observer,
                clock=self._clock or now,
                struck_at=self._struck_at,
                keys=self._keys,
            )
            self._capture.use_layout(self._keys.keyboard or self.preferences.read("keys"))
        return self._capture

    @property
    def led(self) -> "LedScreen":
        """The led screen; made when it is asked for first."""
        if self._led is None:
            from fieldkit.model.times import now
            from fieldkit.tui.screens.led import LedScreen

            self._led = LedScreen(
                self.desk,
                self.guest,
                self.preferences,
                clock=self._clock or now,
                struck_at=self._struck_at,
                straight=self._start == SHADOW,
            )
        return self._led

    @property
    def writing(self) -> "list[CaptureScreen | LedScreen]":
        """The screens on which something may stand that is not kept yet."""
        return [screen for screen in (self._capture, self._led) if screen is not None]

    @override
    def get_default_screen(self) -> Screen[None]:
        """Stand in the doorway until the rest is there."""
        return self._doorway

    @override
    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return what a theme that is not ours lacks."""
        return {"faint": "#949494"}

    def on_load(self) -> None:
        """End by the way out that restores the terminal, whoever asks."""
        end_on_signals(self)

    def on_mount(self) -> None:
        """Fetch the rest once something stands on the screen."""
        self.call_after_refresh(self._furnish)

    async def _furnish(self) -> None:
        """Go to the first place, and give it the keys that fell before it was there."""
        self.add_mode(CAPTURE, lambda: self.capture)
        self.add_mode(JOURNEY, self._journey)
        self.add_mode(PEOPLE, self._people)
        self.add_mode(MOMENTS, self._moments)
        self.add_mode(INSIGHTS, self._insights)
        self.add_mode(DIGESTS, self._digests)
        self.add_mode(LED, lambda: self.led)
        await self.switch_mode(LED if self._start in {LED, SHADOW} else CAPTURE)
        await self._let_in()

    @override
    async def on_event(self, event: events.Event) -> None:
        """Keep the keys that fall before the line is there, or before a command has acted.

        A command may move the focus, as / does: what is typed fast behind it is for where it goes.
        """
        typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if typed and self._early is not None:
            self._early.append(event)
            return
        here = (self.focused or self.screen) if typed else None
        await super().on_event(event)
        if here is not None and not isinstance(here, Input):
            self._commands += 1
            self._early = []
            self.set_timer(AT_MOST, partial(self._go_on, self._commands))
            here.post_message(Acted(self._commands))

    @on(Acted)
    def _acted(self, acted: Acted) -> None:
        """Go on behind what the command left with us, as moving the focus is."""
        self.call_later(self._go_on, acted.number)

    async def _go_on(self, number: int) -> None:
        """Give the keys that waited for a command to where one is now."""
        if number == self._commands and self._early is not None:
            early, self._early = self._early, None
            for event in early:
                await self.on_event(event)

    async def _let_in(self) -> None:
        """Give the line the keys that fell before it had the focus; those in the queue come after.

        The focus comes by the app's own queue, so it cannot be waited for here.
        """
        if self.current_mode in {CAPTURE, LED} and self.screen.focused is None:
            self.set_timer(SOON, self._let_in)
            return
        early, self._early = self._early or [], None
        for event in early:
            await super().on_event(event)

    def _journey(self) -> Screen[None]:
        from fieldkit.tui.screens.journey import JourneyScreen

        return JourneyScreen(self.desk)

    def _people(self) -> Screen[None]:
        from fieldkit.tui.screens.people import PeopleScreen

        return PeopleScreen(self.desk)

    def _moments(self) -> Screen[None]:
        from fieldkit.tui.screens.moments import MomentsScreen

        return MomentsScreen(self.desk, self.capture)

    def _insights(self) -> Screen[None]:
        from fieldkit.tui.screens.insights import InsightsScreen

        return InsightsScreen(
            self.desk, self.capture.forms, self.capture.next_ticket, lambda: self.marked
        )

    def _digests(self) -> Screen[None]:
        from fieldkit.tui.screens.digests import DigestsScreen

        return DigestsScreen(self.desk)

    @on(StudyOpen)
    def study_open(self) -> None:
        """Go to the place asked for at the start, now that there is something to show."""
        self._loaded()
        if self._keys.trouble:
            self.capture.say(self._keys.trouble)
        if self._start in {JOURNEY, PEOPLE, MOMENTS, INSIGHTS, DIGESTS}:
            self.switch_mode(self._start)

    @property
    def place(self) -> "CaptureScreen | LedScreen | Any":
        """The place where one stands, under whatever asks."""
        return self.screen_stack[0]

    def action_home(self) -> None:
        """Go back to where one writes: Capture, or the led hour."""
        self.switch_mode(self._home)

    @override
    def switch_mode(self, mode: str) -> "AwaitMount":
        """Go to a place; where one writes is where the way back leads."""
        if mode in {CAPTURE, LED}:
            self._home = mode
        return super().switch_mode(mode)

    def action_place(self, place: str) -> None:
        """Go to a place."""
        if self.current_mode == LED and not self.guest.study:
            self.led.go(place)
        elif self.current_mode != place:
            self.switch_mode(place)

    @work
    async def action_undo(self) -> None:
        """Take back this window's last change."""
        await self._back("undone", lambda bench: bench.undo())

    @work
    async def action_redo(self) -> None:
        """Make the last undone change again."""
        await self._back("done again", lambda bench: bench.redo())

    async def _back(self, verb: str, job: Callable[["Bench"], "TakenBack | None"]) -> None:
        from fieldkit.tui.wording import told_back

        say = getattr(self.screen, "say", self.place.say)
        try:
            say(told_back(await self.desk.do(job), verb))
        except FieldkitError as error:
            say(str(error))

    def action_cover(self) -> None:
        """Cover everything but the clock, or uncover it."""
        from fieldkit.tui.widgets.cover import Cover

        covers = self.screen.query(Cover)
        if covers:
            covers.remove()
        else:
            place = self.place if hasattr(self.place, "now") else self.capture
            self.screen.mount(Cover(place.now()))

    @work
    async def action_attach(self) -> None:
        """Attach a photo or sound to the moment under the cursor, or the last."""
        from fieldkit.tui.attaching import attach

        await attach(self, self.capture, self.preferences)

    def action_look(self) -> None:
        """Show the moment under the cursor, or the last, in full."""
        from fieldkit.tui.attaching import look

        look(self, self.capture)

    def action_help(self) -> None:
        """Show help for where one stands."""
        from fieldkit.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            place = getattr(self.screen, "help_place", self.current_mode)
            self.push_screen(HelpScreen(place, self.names, self.keymap))

    @property
    def names(self) -> "Names":
        """What things are called where one stands."""
        return self.led.names if self.current_mode == LED else self.capture.names

    @property
    def _in_palette(self) -> bool:
        return CommandPalette.is_open(cast("App[object]", self))

    def action_command_palette(self) -> None:
        """Open the palette."""
        if not self._in_palette:
            self.push_screen(CommandPalette(placeholder="what do you want to do?"))

    def action_next_theme(self) -> None:
        """Take the next theme."""
        names = list(NAMES)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self.preferences.keep("theme", self.theme)
        self.place.say(f"theme: {self.theme}, {NAMES[self.theme]}")

    def action_next_layout(self) -> None:
        """Take the pad's next keyboard."""
        self.preferences.keep("keys", self.capture.next_layout())

    async def action_quit(self) -> None:
        """Leave, after asking what is to be asked."""
        self._quit()

    @work
    async def _quit(self) -> None:
        if self.screen is not self.place:
            if not (getattr(self.screen, "gives_way", False) or self._in_palette):
                return
            self.screen.dismiss(None)
        if self.current_mode != self._home:
            self.switch_mode(self._home)
        if self._home == LED:
            self.led.leave()
            return
        if await self.capture.leave():
            self.exit()
