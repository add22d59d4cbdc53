"""What stands in the line, kept by the desk shortly after the last key."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fieldkit.tui.view import Unsaved
from fieldkit.tui.widgets.line import Line

if TYPE_CHECKING:
    from fieldkit.tui.desk import Desk

SOON = 0.4
"""Seconds after a key until the line is kept: a crash loses less than a second."""


class Drafting:
    """Keeps the latest of what was typed; many keys are one write."""

    def __init__(self, desk: "Desk[Any]", say: Callable[[str], None]) -> None:
        self._desk = desk
        self._say = say
        self._pending: Line.Drafted | None = None
        self._timer: asyncio.TimerHandle | None = None

    def note(self, drafted: Line.Drafted) -> None:
        """Take note of what stands in the line now."""
        self._pending = drafted
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SOON, self.keep)

    def saved(self, ticket: int) -> None:
        """Take note that a line is being saved: there is no draft of it to keep."""
        if self._pending is not None and self._pending.ticket == ticket:
            self._pending = None

    def keep(self) -> None:
        """Keep it now; the desk does so in its turn."""
        if draft := self._take():
            words = _words(draft)
            self._desk.do(
                lambda sheet: sheet.keep_draft(words), writes=False, words=words
            ).add_done_callback(self._told)

    def rest(self) -> None:
        """Leave it with the desk, after the app has ended."""
        if draft := self._take():
            words = _words(draft)
            self._desk.leave(lambda sheet: sheet.keep_draft(words), words)

    def _take(self) -> Line.Drafted | None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        draft, self._pending = self._pending, None
        return draft

    def _told(self, done: "asyncio.Future[str | None]") -> None:
        # A study that cannot be opened is told by the one who opens it.
        if not done.cancelled() and done.exception() is None and (why := done.result()):
            self._say(why)


def _words(draft: Line.Drafted) -> Unsaved:
    return Unsaved(draft.ticket, draft.began, draft.text, draft.target)
