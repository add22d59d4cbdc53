"""What stands in the forms: kept by the desk shortly after the last key, and brought back."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fieldkit.tui.drafting import SOON

if TYPE_CHECKING:
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.sheet import Sheet

Fields = Mapping[str, str]
START = "start"
"""The name of the form that starts a session."""


def finish_of(session: str) -> str:
    """Return the name of the form that ends a session."""
    return f"finish {session}"


class Forms:
    """Remembers what was typed into forms that were not sent."""

    def __init__(self, desk: "Desk[Any]", say: Callable[[str], None]) -> None:
        self._desk = desk
        self._say = say
        self._held: dict[str, Fields] = {}
        self._pending: dict[str, Fields | None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def bring_back(self, forms: Mapping[str, Fields]) -> None:
        """Take what windows that are gone left; it is on the disk already."""
        self._held.update(forms)

    def read(self, name: str) -> Fields | None:
        """Return what stood in a form when it was left, or None."""
        return self._held.get(name)

    def note(self, name: str, fields: Fields) -> None:
        """Take note of what stands in a form now."""
        self._held[name] = self._pending[name] = dict(fields)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SOON, self.keep)

    def sent(self, name: str) -> None:
        """Take note that a form was sent, and its change is on the disk."""
        if self._held.pop(name, None) is not None:
            self._pending[name] = None
            self.keep()

    def keep(self) -> None:
        """Keep what changed now; the desk does so in its turn."""
        for name, fields in self._take().items():
            self._desk.do(_keeping(name, fields), writes=False).add_done_callback(self._told)

    def rest(self) -> None:
        """Leave it with the desk, after the app has ended."""
        for name, fields in self._take().items():
            self._desk.leave(_keeping(name, fields))

    def _take(self) -> dict[str, Fields | None]:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        pending, self._pending = self._pending, {}
        return pending

    def _told(self, done: "asyncio.Future[str | None]") -> None:
        if not done.cancelled() and done.exception() is None and (why := done.result()):
            self._say(why)


def _keeping(name: str, fields: Fields | None) -> "Callable[[Sheet], str | None]":
    return lambda sheet: sheet.forms.keep(name, fields)
