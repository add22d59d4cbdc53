"""What is asked around a session: what was left behind, its start, its end, leaving."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.app import App

from fieldkit.model.errors import ConsentError
from fieldkit.model.keys import is_staff
from fieldkit.model.observer import Role
from fieldkit.model.people import Consent
from fieldkit.model.times import Clock
from fieldkit.model.write_up import told_overdue
from fieldkit.tui.forms import START, Forms, finish_of
from fieldkit.tui.screens.ask import AskScreen
from fieldkit.tui.screens.consent import ConsentScreen
from fieldkit.tui.screens.finish import AskConsent, FillIn, Finish, FinishScreen
from fieldkit.tui.screens.start import StartScreen
from fieldkit.tui.view import Answers, Opened, View
from fieldkit.tui.wording import Names, ago, clock_time, names_for, one_line, zone_of

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
        forms: Forms,
        typed: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._app = app
        self._desk = desk
        self._say = say
        self._clock = clock
        self._role = role
        self._ticket = tickets
        self._forms = forms
        self._typed = typed

    async def recover(self, opened: Opened) -> None:
        """Bring back and offer what windows that are gone left unsaved."""
        self._forms.bring_back(opened.forms)
        kept, view = opened.kept, opened.view
        saved, refused = 0, False
        for number, left in enumerate(kept):
            since = f"{_time(left.began, view)}, {ago(left.began, self._clock())}"
            answer = await self._app.push_screen_wait(
                AskScreen(
                    f"Kept from before ({since}):",
                    # No letter drops it: one may be typing already.
                    [("enter", "keep it"), ("ctrl+x", "drop it"), ("escape", "ask again")],
                    about=f"“{one_line(left.text)}”",
                    typed=self._typed,
                )
            )
            if answer == "escape":
                return
            if answer == "enter":
                name = left.draft
                try:
                    await self._desk.do(lambda bench, name=name: bench.keep_left(name))  # type: ignore[misc]  # bound here
                    saved += 1
                except ConsentError as error:
                    refused = True  # it stays where it is, and is offered again
                    self._say(str(error))
            if number == len(kept) - 1 and not refused:
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

    async def remind(self) -> None:
        """Say what has waited for words for longer than one wants to let it."""
        told = await self._desk.do(overdue, writes=False)
        if told:
            self._say(f"{told}: :write-up")

    async def start(self, view: View) -> None:
        """Start a session with the answers given, once its people were asked."""
        while True:
            answers = await self._app.push_screen_wait(
                StartScreen(
                    view,
                    self._role,
                    left=self._forms.read(START),
                    note=lambda fields: self._forms.note(START, fields),
                )
            )
            if answers is None:
                self._say("no session: what you write stays loose, and is offered to the next one")
                return
            consents = await self._ask(unasked(answers, view.consents), view.consents)
            if consents is not None:
                break
            self._forms.note(START, fields_of(answers))
        ticket, given = self._ticket(), replace(answers, consents=consents)
        session = await self._desk.do(lambda bench: bench.start(ticket, given))
        self._forms.sent(START)
        noes = [code for code, consent in consents.items() if consent.refused]
        about = f": {', '.join(noes)} said no, nothing is written about them" if noes else ""
        self._say(f"session {session.id} has begun{about}")

    async def consent(self, view: View) -> None:
        """Ask the session's people again, or for the first time."""
        people = view.session.participants if view.session else ()
        customers = [code for code in people if not is_staff(code)]
        if not customers:
            self._say("nobody to ask: the session names no participant")
            return
        answered = await self._ask(customers, view.consents) or {}
        if answered:
            await self._desk.do(lambda bench: bench.notebook.consents.record(answered))
            said = ", ".join(f"{code} {consent.state}" for code, consent in answered.items())
            self._say(f"consent: {said}")

    async def _ask(
        self, people: Iterable[str], known: Mapping[str, Consent]
    ) -> dict[str, Consent] | None:
        """Ask one after another; return their answers, or None where one goes back."""
        asked, answers = tuple(people), dict[str, Consent]()
        for number, code in enumerate(asked, start=1):
            answer = await self._app.push_screen_wait(
                ConsentScreen(
                    code, known.get(code, Consent()), clock=self._clock, which=(number, len(asked))
                )
            )
            if answer is None:
                return None
            if isinstance(answer, Consent):
                answers[code] = answer
        return answers

    async def finish(self, view: View, count: int) -> FillIn | bool:
        """End the session; tell whether it ended, or which moment is filled in first."""
        session = view.session
        if session is None:
            self._say("no session is open")
            return False
        name, names = finish_of(session.id), names_for(self._role)
        waiting = await self._desk.do(lambda bench: bench.notebook.waiting(), writes=False)
        asked = [p for p in session.participants if not is_staff(p)]
        answer = await self._app.push_screen_wait(
            FinishScreen(
                session,
                count,
                waiting,
                self._clock(),
                (view.guide and view.guide.debrief) or (DEBRIEF,),
                names=names,
                unasked=[p for p in asked if not view.consents.get(p, Consent()).recorded],
                left=self._forms.read(name),
                note=lambda fields: self._forms.note(name, fields),
            )
        )
        if isinstance(answer, AskConsent):
            await self.consent(view)
            # The screen learns of the answers in its turn: they are read afresh.
            now = await self._desk.do(lambda bench: bench.view(), writes=False)
            return await self.finish(now, count)
        if isinstance(answer, Finish):
            ticket = self._ticket()
            await self._desk.do(lambda bench: bench.stop(ticket, answer.debrief))
            self._forms.sent(name)
            self._say(f"session {session.id} is finished: {_left(count, len(waiting), names)}")
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


def unasked(answers: Answers, known: Mapping[str, Consent]) -> list[str]:
    """Return the customers of a session to come who have not agreed yet; staff are not asked."""
    people = [code for code in answers.participants if not is_staff(code)]
    return [p for p in people if not (held := known.get(p, Consent())).scopes or held.refused]


def fields_of(answers: Answers) -> dict[str, str]:
    """Return the fields of the form in which these answers stand."""
    beside = (
        o.handle if o.role is Role.RESEARCHER else f"{o.handle}:{o.role}" for o in answers.observers
    )
    return {
        "kind": str(answers.kind),
        "place": answers.place or "",
        "people": ", ".join(answers.participants),
        "conditions": answers.conditions or "",
        "with": ", ".join(beside),
        "protocol": answers.protocol,
        "every": "" if answers.every is None else str(answers.every),
    }


def overdue(bench: "Bench") -> str:
    """Return in a few words what waits for words for too long; in the writer's thread."""
    after = bench.notebook.home.remind_after()
    if after is None:
        return ""
    return told_overdue(bench.notebook.wanting(), bench.notebook.clock(), after)


def _left(count: int, wanting: int, names: Names) -> str:
    """Return what a finished session leaves to be done."""
    want = "wants" if wanting == 1 else "want"
    words = f"{wanting} {want} words, :write-up" if wanting else "F3 reads them"
    return f"{count} {names.moment if count == 1 else names.moments}; {words}"


def _time(at: datetime, view: View) -> str:
    return clock_time(at, zone_of(view.session), seconds=False)
