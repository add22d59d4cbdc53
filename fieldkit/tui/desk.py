"""The desk: the one thread that reads and writes the store, and the queue before it.

Keys never wait for a disk: a screen leaves a job here and is told when it is done. A job that the
disk refuses is tried again until it is taken; those behind it wait in their order.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from typing import Generic, Protocol, TypeVar

from textual.message import Message

from fieldkit.model.errors import FieldkitError, NotSavedError, StudyBusyError
from fieldkit.tui.messages import Rested, Trouble
from fieldkit.tui.view import Unsaved

AGAIN = 0.5
"""Seconds between two tries; so long words may stand in memory alone while the disk refuses."""
Result = TypeVar("Result")


class Workplace(Protocol):
    """What the thread works at: the store, once it is open."""

    def news(self) -> Message | None:
        """Return what changed since it was asked last."""

    def rescue(self, words: Sequence[Unsaved]) -> str:
        """Keep words in a second place; return the file, or nothing where that fails too."""

    def close(self) -> None:
        """Bring everything to rest."""


Place = TypeVar("Place", bound=Workplace)


class Desk(Generic[Place]):
    """Runs jobs in one thread, in order."""

    def __init__(self, opening: Callable[[], Place], *, again: float = AGAIN) -> None:
        self._opening = opening
        self._again = again
        self._told: list[Callable[[Message], object]] = []
        self._place: Place | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="fieldkit-writer")
        self._leaving = threading.Event()
        self._numbers = count()
        self._unsaved: dict[int, Unsaved] = {}
        """Words of the jobs in the queue, by the job's number, in its order."""
        self.waiting = 0
        """How many writes are not on the disk yet; counted in the app's thread."""

    @property
    def busy(self) -> bool:
        """Whether a write is on its way."""
        return self.waiting > 0

    @property
    def place(self) -> Place | None:
        """What the thread worked at; for one who comes after it has ended."""
        return self._place

    def tell(self, tell: Callable[[Message], object]) -> None:
        """Say who is told of changes too; called from the writer's thread."""
        self._told.append(tell)

    def _tell(self, message: Message) -> None:
        for tell in self._told:
            tell(message)

    def do(
        self, job: Callable[[Place], Result], *, writes: bool = True, words: Unsaved | None = None
    ) -> asyncio.Future[Result]:
        """Leave a job in the queue, at once; await what it returns, or the store's refusal.

        Args:
            job: What is to be done.
            writes: Whether one waits for it before all is saved.
            words: What it saves, to be kept in a second place while the disk refuses.
        """
        future = asyncio.wrap_future(self.leave(job, words))
        self.waiting += writes
        future.add_done_callback(lambda _: self._done(writes=writes))
        return future

    def _done(self, *, writes: bool) -> None:
        self.waiting -= writes
        if writes and not self.waiting:
            self._tell(Rested())

    def leave(self, job: Callable[[Place], Result], words: Unsaved | None = None) -> Future[Result]:
        """Leave a job in the queue."""
        number = next(self._numbers)
        if words is not None:
            self._unsaved[number] = words
        return self._thread.submit(self._work, job, number)

    def close(self) -> str | None:
        """Finish what waits, bring the store to rest, and end; return why where that failed.

        A job that the disk refuses is tried once more, not for ever.
        """
        self._leaving.set()
        try:
            self._thread.submit(self._rest).result()
        except FieldkitError as error:
            return str(error)
        except OSError as error:
            return f"study.json is behind ({error.strerror}); the journal holds everything."
        finally:
            self._thread.shutdown(wait=True)
        return None

    def _work(self, job: Callable[[Place], Result], number: int) -> Result:
        try:
            if self._place is None:
                self._place = self._opening()
            result = self._insist(self._place, job)
        finally:
            self._unsaved.pop(number, None)
        if news := self._place.news():
            self._tell(news)
        return result

    def _rest(self) -> None:
        if self._place is not None:
            self._insist(self._place, lambda place: place.close())

    def _insist(self, place: Place, job: Callable[[Place], Result]) -> Result:
        """Try a job until the disk takes it."""
        failed = ("", "")
        while True:
            try:
                result = job(place)
            except (NotSavedError, StudyBusyError) as error:
                # Those behind it in the queue, too: they may wait for long.
                told = (str(error), place.rescue(list(self._unsaved.values())))
                if failed != told:
                    failed = told
                    self._tell(Trouble(*failed))
                if self._leaving.is_set():
                    raise
                self._leaving.wait(self._again)
            else:
                if failed[0]:
                    self._tell(Trouble(None))
                return result
