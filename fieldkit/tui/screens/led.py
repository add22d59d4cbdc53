"""The led screen: one question at a time, the line under it, and the notes so far.

It shows what led/turns.py says and has the desk do what comes of it; it decides nothing itself.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from typing_extensions import override

from fieldkit.analysis.hour import Hour, hour_of
from fieldkit.model.errors import FieldkitError
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Role
from fieldkit.model.times import Clock, now
from fieldkit.tui.encounter import Encounter
from fieldkit.tui.forms import Forms
from fieldkit.tui.guest import Guest
from fieldkit.tui.led import drawing, jobs, keys, turns
from fieldkit.tui.led.asks import Around, asking
from fieldkit.tui.led.bookmark import Bookmark
from fieldkit.tui.led.clerk import Clerk
from fieldkit.tui.led.resume import is_led, resumed
from fieldkit.tui.led.state import (
    DURING,
    Act,
    Begin,
    Entered,
    Go,
    State,
    Step,
    Turn,
)
from fieldkit.tui.led.steps import QUOTE
from fieldkit.tui.messages import Changed, StudyOpen, Trouble
from fieldkit.tui.preferences import Preferences
from fieldkit.tui.screens.notes_screen import NotesScreen
from fieldkit.tui.view import LeftBehind, View
from fieldkit.tui.widgets.line import Line
from fieldkit.tui.widgets.open_line import OpenLine
from fieldkit.tui.widgets.question import Question
from fieldkit.tui.widgets.rows import Rows
from fieldkit.tui.wording import LEADER, ago, one_line, zone_of
from fieldkit.tui.writing import Writing

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk

BEFORE = (Step.THEM, Step.FORESEEN, Step.TROUBLE, Step.DISPROOF)


class LedScreen(NotesScreen):
    """Leads an hour with a customer."""

    DEFAULT_CSS: ClassVar[str] = """
    LedScreen {
        layers: default cover;
        & > .status { height: 1; background: $panel; }
        & > .trouble { height: 1; background: $error; color: $background; display: none; }
        & > .trouble:ansi { background: $background; color: $error; text-style: bold reverse; }
        & > .trouble.-on { display: block; }
    }
    """

    def __init__(
        self,
        desk: "Desk[Bench]",
        guest: Guest,
        preferences: Preferences,
        *,
        clock: Clock = now,
        struck_at: Callable[[events.Key], float] = lambda event: event.time,
        straight: bool = False,
    ) -> None:
        super().__init__(desk, clock)
        self.names = LEADER
        self.state = State(known=guest.known)
        self.opening = guest.known and guest.study
        self._guest = guest
        self._bookmark = Bookmark(preferences)
        self._straight = straight
        self.line: OpenLine = OpenLine(self, clock=clock, struck_at=struck_at, tickets=self.tickets)
        self._clerk = Clerk(desk, guest, self.recorder, tickets=self.tickets, clock=clock)
        self._hour = Hour()
        self._example = False
        """Whether the study is the one that was made only to be read."""
        self._all: dict[str, Moment] = {}
        self._settled: set[int] = set()
        self._early: list[events.Key] = []
        self._failed = ""
        self._status = Rows(classes="status")
        self._trouble = Rows(classes="trouble")
        self._question = Question(self.line)

    @override
    def compose(self) -> ComposeResult:
        """Put the question over the line, and the notes under both."""
        yield self._status
        yield self._trouble
        yield self._question
        yield self._notice
        yield self.moments

    def on_mount(self) -> None:
        """Go to where one was."""
        self.line.placeholder = ""
        if self.opening:
            self.call_after_refresh(self._arrive)
        else:
            self._begin_anew()
        self.show()

    # Coming in

    @work
    async def _arrive(self) -> None:
        """Open the study, and come back to where one was."""
        try:
            arrival = await self._desk.do(jobs.arrive, writes=False)
        except FieldkitError as error:
            from rich.text import Text

            self.app.exit(return_code=1, message=Text(str(error)))
            return
        self._use(arrival.opened.view)
        self._hour = arrival.hour
        self.opening = False
        self.post_message(StudyOpen())
        session = arrival.opened.view.session
        if is_led(session):
            hint = self._bookmark.step(session.id if session else "")
            here = State(words=self.state.words, prompts=arrival.prompts, prompted=self._clock())
            self.state = resumed(here, arrival.hour, described=arrival.described, hint=hint)
            if arrival.opened.view.silent and self.state.step in {Step.SEE, *BEFORE}:
                self.state = State(words=here.words, prompts=here.prompts, step=Step.STALE)
            await self._take_up(arrival.opened.kept)
        else:
            left = tuple(note.id for note in arrival.hour.wanting)
            self.state = State(words=self.state.words, left=left)
            await self._encounter().recover(arrival.opened)
            self._begin_anew()
        self.show()
        for key in self._early:
            self.line.post_message(key)

    async def _take_up(self, kept: Sequence[LeftBehind]) -> None:
        """Put what was being typed back into the line; what other windows left is a note."""
        words = [one for one in kept if one.text.strip() != QUOTE]
        for other in words[:-1]:
            await self._desk.do(lambda bench, name=other.draft: bench.keep_left(name))  # type: ignore[misc]  # bound here
        if words and self.state.open:
            self.line.stand(words[-1].text, began=words[-1].began)
            self.drafting.keep()
        elif words:
            await self._desk.do(lambda bench: bench.keep_left(words[-1].draft))
        await self._desk.do(lambda bench: bench.settle_left(), writes=False)

    def _begin_anew(self) -> None:
        """Ask what one is here for; not where that was said, or the customer already agreed."""
        agreed = None if self._guest.known else self._bookmark.agreed(self._clock())
        if agreed is not None:
            self.state = State(step=Step.YOU, known=False, agreed=agreed.at)
            self.line.stand(agreed.name)
        elif self._straight:
            self.state = State(words=self.state.words, known=self._guest.known, step=Step.CONSENT)

    def _encounter(self) -> Encounter:
        return Encounter(
            self.app,
            self._desk,
            self.say,
            clock=self._clock,
            role=Role.LEADER,
            tickets=lambda: next(self.tickets),
            forms=Forms(self._desk, self.say),
        )

    def _remember(self) -> None:
        session = self.view.session
        self._bookmark.keep(self.state, session.id if session else "", self.line.value)

    # Keys; the line asks at once

    def entered(self, writing: Writing, text: str, at: float) -> str:
        """Take Enter; return what stands in the line now."""
        if self.opening:
            self._early.append(events.Key("enter", None))
            return text
        wanting = tuple(note.id for note in self._hour.wanting)
        enter = Entered(text=text, ticket=writing.ticket, at=at, now=self._clock(), wanting=wanting)
        turn = turns.entered(self.state, enter)
        if turn.put != text:
            self._settled.add(writing.ticket)
            self.drafting.saved(writing.ticket)
        self._take(turn, writing)
        return turn.put

    def struck(self, char: str, at: float) -> str | None:
        """Take a character in an empty line; return what stands there, None where it is words."""
        if self.opening:
            self._early.append(events.Key(_key_name(char), char))
            return ""
        if self.state.step is Step.WRITE_UP:
            wanting = tuple(note.id for note in self._hour.wanting)
            self.state = replace(self.state, left=wanting)
        if self._example and self.state.step is Step.START and char in {"1", "2"}:
            self.say("This is an example to read. Ctrl+Q, then fieldkit: there begins your own.")
            return ""
        turn = keys.key(self.state, char, at, self._clock())
        if turn is None:
            return None
        self._take(turn)
        return turn.put

    def escaped(self) -> None:
        """Take Esc."""
        self._take(turns.back(self.state))

    def leave(self) -> None:
        """Take Ctrl+Q; what stands in the line while watching is a note first."""
        if self.state.step in DURING:
            self.line.enter()
        self._take(turns.leave(self.state))

    def _take(self, turn: Turn, writing: Writing | None = None) -> None:
        """Go where a key leads, and do what comes of it."""
        before, self.state = self.state.step, turn.state
        for act in turn.acts:
            self._act(act, writing)
        if turn.said:
            self.say(turn.said)
        if self.state.step is not before:
            self._remember()
        self.show()

    # What comes of it

    def _act(self, act: Act, writing: Writing | None) -> None:
        match act:
            case Go(place=place):
                self.go(place)
            case Begin():
                self._begun(self._clerk.begin(act))
            case _:
                self._follow(self._clerk.job(act, writing), getattr(act, "mark", ""), writing)

    @work
    async def _follow(
        self, job: Awaitable[object], mark: str, writing: Writing | None = None
    ) -> None:
        """Show that it is kept; a line that was refused comes back."""
        try:
            await job
        except FieldkitError as error:
            self.say(str(error))
            if writing is not None:
                self._settled.discard(writing.ticket)
                self.line.give_back(writing)
        if writing is not None:
            self.moments.arrived(writing.ticket)
        self.state = turns.kept(self.state, mark)
        self.show()

    @work
    async def _begun(self, job: Awaitable[View]) -> None:
        """Show with whom the hour is; where it could not begin, say why and ask again."""
        try:
            self._use(await job)
        except FieldkitError as error:
            self.say(str(error))
            self.state = State(words=self.state.words, known=self._guest.known)
        else:
            self._guest.study = True
            self.post_message(StudyOpen())
            self._remember()
        self.show()

    def go(self, place: str) -> None:
        """Go to another place, or out."""
        if place == "out":
            self.app.exit()
            return
        if not self._guest.known and place == "capture":
            self._guest.be(self._guest.observer)
        if not self._guest.study:
            self._example = place == "digests"
            self._guest.place = place
            self._guest.study = True
        self.app.switch_mode(place)

    # The study

    def _use(self, view: View) -> None:
        self.recorder.view = view
        self.recorder.in_force = view.in_force
        self.state = replace(self.state, words=view.words)
        self.line.words = view.words
        self.line.used = view.uses

    @on(Changed)
    def take_in(self, changed: Changed) -> None:
        """Show the study as it reads now."""
        if changed.view.session is None and self.view.session is None:
            return
        ended = changed.view.session is None
        in_force = self.recorder.in_force
        self._use(changed.view)
        self.recorder.in_force = changed.view.in_force if changed.whole else in_force
        if ended:
            self.show()
            return  # the notes of the hour stay in sight while they are written up
        if changed.whole:
            self._all.clear()
            if len(changed.moments) < (count := changed.view.count):
                self._desk.leave(lambda bench: bench.bring(count))
        for name in changed.gone:
            self._all.pop(name, None)
        self._all.update((str(m.id), m) for m in (*changed.older, *changed.moments))
        self._hour = hour_of(sorted(self._all.values(), key=_order))
        self.moments.show(self._hour.notes, zone_of(changed.view.session))
        self.show()

    @on(Trouble)
    def tell_trouble(self, trouble: Trouble) -> None:
        """Say that the disk refuses, for as long as it does."""
        self._failed = one_line(trouble.why or "")
        self._trouble.set_class(bool(self._failed), "-on")
        self.show()

    @on(Line.Drafted)
    def draft(self, drafted: Line.Drafted) -> None:
        """Keep what stands in the line, shortly after the last key."""
        if self.state.step is Step.YOU:
            self._remember()  # there may be no study yet to keep it in
            return
        if drafted.ticket in self._settled or self._desk.place is None:
            return
        if drafted.text.strip() == QUOTE:
            drafted.text = ""
        self.drafting.note(drafted)

    @on(Line.PastedLines)
    def paste(self, pasted: Line.PastedLines) -> None:
        """Put several lines into the line as one."""
        self.line.put(" ".join(pasted.lines), began=pasted.at)

    @on(Line.Walked)
    def walk(self, walked: Line.Walked) -> None:
        """Go up or down the notes."""
        self.moments.move(walked.by * max(1, self.moments.size.height - 1))

    # How it looks

    @override
    def show(self) -> None:
        """Draw the question, what answers it, and what stands around."""
        if not self.is_mounted or not self.size.width:
            return
        if self.opening:
            self._question.wait()
        else:
            asked = asking(self.state, self._hour, self._around())
            self._question.ask(asked, shut=not self.state.open)
        self.moments.display = self.state.step in {*DURING, Step.SENTENCE}
        self.show_status()

    def _around(self) -> Around:
        session = self.view.session
        since = ago(session.start, self._clock()) if session and session.start else ""
        who = ", ".join(session.participants) if session else ""
        you = "" if self._guest.known else str(self._guest.observer.handle)
        return Around(who=who, ago=since, you=you)

    @override
    def show_status(self) -> None:
        """Draw how things stand now."""
        told = drawing.Status(
            session=self.view.session,
            notes=len(self._hour.notes),
            saving=self._desk.busy or bool(self.moments.waiting),
            failed=bool(self._failed),
            now=self._clock(),
        )
        self._status.show([drawing.status(told)])
        kept = len(self.moments.waiting)
        self._trouble.show([((f" {kept} kept here, trying again. {self._failed}", ""),)])


def _order(moment: Moment) -> tuple[str, int]:
    number = moment.id.rpartition("-")[2]
    return (moment.at.isoformat() if moment.at else "", int(number) if number.isdecimal() else 0)


def _key_name(char: str) -> str:
    from textual.keys import _character_to_key

    return _character_to_key(char)
