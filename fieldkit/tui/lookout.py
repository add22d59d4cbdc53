"""The lookout: takes in what other windows wrote, and keeps the snapshot up to date meanwhile."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from fieldkit.model.errors import FieldkitError

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk

LOOK = 0.7
"""Seconds between two looks for what other windows wrote."""
REST = 2.0
"""Seconds without a change until the snapshot is brought up to date."""


class Lookout:
    """Looks, when nothing else is going on."""

    def __init__(self, desk: "Desk[Bench]", say: Callable[[str], None]) -> None:
        self._desk = desk
        self._say = say
        self._dirty = 0.0

    def changed(self) -> None:
        """Take note that the study reads otherwise than its snapshot."""
        self._dirty = monotonic()

    async def look(self) -> None:
        """Look once."""
        if self._desk.busy:
            return
        try:
            await self._desk.do(lambda bench: bench.refresh(), writes=False)
        except (FieldkitError, OSError) as error:
            self._say(f"The study cannot be read: {error}")
            return
        if self._dirty and monotonic() - self._dirty > REST:
            self._dirty = 0.0
            if why := await self._desk.do(lambda bench: bench.settle(), writes=False):
                self._say(why)
