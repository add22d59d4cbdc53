"""The desk: one thread, in order, and what the disk refuses is tried until it is taken."""

import asyncio
from collections.abc import Sequence

import pytest
from textual.message import Message

from fieldkit.model.errors import InvalidValueError, NotSavedError
from fieldkit.tui.desk import Desk
from fieldkit.tui.messages import Rested, Trouble
from fieldkit.tui.view import Unsaved


class Paper:
    """A store that may refuse."""

    def __init__(self) -> None:
        self.refuses = 0
        self.written: list[str] = []
        self.closed = False
        self.rescued: list[str] = []

    def write(self, text: str) -> str:
        """Write, or refuse."""
        if self.refuses:
            self.refuses -= 1
            message = "Not saved: no space left."
            raise NotSavedError(message)
        self.written.append(text)
        return text

    def news(self) -> Message | None:
        """Return nothing new."""
        return None

    def rescue(self, words: Sequence[Unsaved]) -> str:
        """Keep words in a second place."""
        self.rescued = [one.text for one in words]
        return "second"

    def close(self) -> None:
        """Close."""
        self.closed = True


async def test_jobs_are_done_in_the_order_in_which_they_were_left() -> None:
    """Also when the first is refused for a while."""
    paper = Paper()
    desk = Desk(lambda: paper, again=0.001)
    told: list[Message] = []
    desk.tell(told.append)
    paper.refuses = 3
    jobs = [desk.do(lambda place, n=n: place.write(str(n))) for n in range(5)]  # type: ignore[misc]  # n is bound
    assert desk.waiting == 5
    await asyncio.gather(*jobs)
    await asyncio.sleep(0)
    assert paper.written == ["0", "1", "2", "3", "4"]
    troubles = [message.why for message in told if isinstance(message, Trouble)]
    assert troubles == ["Not saved: no space left.", None]
    assert isinstance(told[-1], Rested)
    assert not desk.busy
    assert desk.close() is None
    assert paper.closed


async def test_what_is_refused_for_good_is_told_to_the_one_who_asked() -> None:
    """And those behind it are done."""
    paper = Paper()
    desk = Desk(lambda: paper)

    def refuse(_: Paper) -> None:
        message = "No such thing."
        raise InvalidValueError(message)

    refused, done = desk.do(refuse), desk.do(lambda place: place.write("next"))
    with pytest.raises(InvalidValueError):
        await refused
    assert await done == "next"
    desk.close()


async def test_closing_tries_once_more_and_ends() -> None:
    """A full disk does not keep the app from ending; what it refused can be asked for."""
    paper = Paper()
    desk = Desk(lambda: paper, again=0.001)
    paper.refuses = 1 << 30
    job = desk.do(lambda place: place.write("kept"))
    await asyncio.sleep(0.01)
    desk.close()
    with pytest.raises(NotSavedError):
        await job
    assert paper.written == []


async def test_a_store_that_cannot_be_opened_is_told() -> None:
    """It is tried again by the next who asks."""

    def opening() -> Paper:
        message = "There is no study here."
        raise InvalidValueError(message)

    desk = Desk(opening)
    with pytest.raises(InvalidValueError, match="no study"):
        await desk.do(lambda place: place.write("x"))
    assert desk.close() is None
