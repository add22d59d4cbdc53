"""The clerk: leaves with the desk what an answer asks for."""

from collections.abc import Awaitable, Iterator
from typing import TYPE_CHECKING

from fieldkit.model.observer import Observer, Role
from fieldkit.model.times import Clock
from fieldkit.tui.commands import LED
from fieldkit.tui.guest import Guest
from fieldkit.tui.led import jobs
from fieldkit.tui.led.answers import handle_of
from fieldkit.tui.led.state import Act, Answer, Begin, End, Go, Note
from fieldkit.tui.recorder import Recorder
from fieldkit.tui.view import View
from fieldkit.tui.writing import Writing

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk


class Clerk:
    """Each job is in the queue when its method returns: what is written keeps its order."""

    def __init__(
        self,
        desk: "Desk[Bench]",
        guest: Guest,
        recorder: Recorder,
        *,
        tickets: Iterator[int],
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._guest = guest
        self._recorder = recorder
        self._tickets = tickets
        self._clock = clock

    def begin(self, act: Begin) -> Awaitable[View]:
        """Open the hour, in the name that the leader gave; the study too, where there is none."""
        guest = self._guest
        if not guest.known:
            handle = handle_of(act.you) or guest.observer.handle
            guest.be(Observer(handle=handle, name=act.you or None, role=Role.LEADER))
        guest.place = LED
        agreed = act.agreed or self._clock()
        return self._desk.do(lambda bench: jobs.begin(bench, agreed))

    def job(self, act: Act, writing: Writing | None) -> Awaitable[object]:
        """Do anything else."""
        began = (writing and writing.began) or self._clock()
        match act:
            case Note() if writing is not None:
                return self._recorder.keep(writing, began)
            case Answer():
                return self._desk.do(lambda b: jobs.answer(b, act.ticket, act.line, began))
            case End():
                ending = next(self._tickets)
                return self._desk.do(lambda bench: jobs.end(bench, ending))
            case Begin() | Go() | Note():
                raise TypeError(act)
        ticket = getattr(act, "ticket", 0) or next(self._tickets)
        return self._desk.do(jobs.amending(act, ticket, began))
