"""What is asked around a session: what was left behind, its start, its end, leaving."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.app import App

from fieldkit.model.moment import Moment
from fieldkit.model.observer import Role
from fieldkit.model.protocol import Protocol
from fieldkit.model.times import Clock
from fieldkit.tui.screens.ask import AskScreen
from fieldkit.tui.screens.finish import FillIn, Finish, FinishScreen
from fieldkit.tui.screens.start import StartScreen
from fieldkit.tui.view import LeftBehind, View
from fieldkit.tui.wording import ago, clock_time, names_for, one_line, zone_of

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk

DEBRIEF = "What would you tell a colleague tonight, in one sentence?"
"""Asked at the end where the protocol asks nothing."""


class Encounter:
    """Asks, and has the desk do what was answered."""

    def __init__(
        self,
        app: App[Any],
        desk: "Desk[Bench]",
        say: Callable[[str], None],
        *,
        clock: Clock,
        role: Role,
        tickets: Callable[[], int],
    ) -> None:
        self._app = app
        self._desk = desk
        self._say = say
        self._clock = clock
        self._role = role
        self._ticket = tickets

    async def recover(self, kept: Sequence[LeftBehind], view: View) -> None:
        """Offer what windows that are gone left unsaved."""
        saved = 0
        for number, left in enumerate(kept):
            since = f"{_time(left.began, view)}, {ago(left.began, self._clock())}"
            answer = await self._app.push_screen_wait(
                AskScreen(
                    f"Kept from before ({since}):",
                    [("enter", "keep it"), ("x", "drop it"), ("escape", "ask again")],
                    about=f"“{one_line(left.text)}”",
                )
            )
            if answer == "escape":
                return
            if answer == "enter":
                name = left.draft
                await self._desk.do(lambda bench, name=name: bench.keep_left(name))  # type: ignore[misc]  # bound here
                saved += 1
            if number == len(kept) - 1:
                await self._desk.do(lambda bench: bench.settle_left(), writes=False)
        if saved:
            self._say(f"kept from before: {saved}")

    async def go_on(self, view: View) -> bool:
        """Ask whether a session that has been silent for long goes on; tell whether it ended."""
        session = view.session
        if session is None or not view.silent:
            return False
        started = ago(session.start, self._clock()) if session.start else "once"
        answer = await self._app.push_screen_wait(
            AskScreen(
                f"Session {session.id} is still open; it began {started}. Does it go on?",
                [("enter", "no: end it, and start another"), ("y", "yes: go on with it")],
            )
        )
        if answer == "y":
            return False
        ticket = self._ticket()
        await self._desk.do(lambda bench: bench.stop(ticket, None))
        return True

    async def start(self, view: View) -> None:
        """Start a session with the answers given."""
        answers = await self._app.push_screen_wait(StartScreen(view, self._role))
        if answers is None:
            self._say("no session: what you write stays loose, and is offered to the next one")
            return
        ticket = self._ticket()
        session = await self._desk.do(lambda bench: bench.start(ticket, answers))
        self._say(f"session {session.id} has begun")

    async def finish(self, view: View, moments: Sequence[Moment]) -> FillIn | bool:
        """End the session; tell whether it ended, or which moment is filled in first."""
        session = view.session
        if session is None:
            self._say("no session is open")
            return False
        question = await self._desk.do(lambda bench: bench.protocol(), writes=False)
        answer = await self._app.push_screen_wait(
            FinishScreen(
                session, moments, self._clock(), debrief_of(question), names_for(self._role)
            )
        )
        if isinstance(answer, Finish):
            ticket = self._ticket()
            await self._desk.do(lambda bench: bench.stop(ticket, answer.debrief))
            self._say(f"session {session.id} is finished")
            return True
        return answer if isinstance(answer, FillIn) else False

    async def leave(self, view: View, unsaved: int) -> str:
        """Ask before the app ends; return ``finish``, ``quit`` or ``stay``."""
        if unsaved:
            answer = await self._app.push_screen_wait(
                AskScreen(
                    f"{unsaved} not on the disk yet.",
                    [("escape", "stay, and go on trying"), ("q", "quit: they are printed")],
                )
            )
            return "quit" if answer == "q" else "stay"
        if view.session is None:
            return "quit"
        answer = await self._app.push_screen_wait(
            AskScreen(
                "Finish?",
                [("y", "finish the session, then quit"), ("n", "quit; it stays open"),
                 ("escape", "stay")],
            )
        )  # fmt: skip
        return {"y": "finish", "n": "quit"}.get(answer, "stay")


def debrief_of(protocol: Protocol | None) -> str:
    """Return what the debrief asks: the protocol's last question that one line can answer."""
    asked = [question for question in protocol.debrief if "?" in question] if protocol else []
    wanted = [question for question in asked if "sentence" in question]
    return (wanted or asked or [DEBRIEF])[0]


def _time(at: datetime, view: View) -> str:
    return clock_time(at, zone_of(view.session), seconds=False)
