"""Keys too close together for a hand: a paste by a terminal that does not say so. Pure."""

from collections.abc import Callable
from typing import Generic, TypeVar

AT_ONCE = 0.01
"""Seconds: Enter so soon after a key was not struck by a hand."""
GAP = 0.03
"""Seconds: a longer silence ends what was pasted."""
SILENCE = 2 * GAP
"""Seconds to wait until all of it is here."""
Before = TypeVar("Before")


class Burst(Generic[Before]):
    """Knows what was typed without a pause, and how things stood before it."""

    def __init__(self) -> None:
        self.text = ""
        """All of it, line ends and all."""
        self.holding = False
        """Whether an Enter waits until it is known what comes behind it."""
        self.before: Before | None = None
        self._last: float | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """What was typed, without the lines that are empty."""
        return tuple(line for line in self.text.splitlines() if line.strip())

    @property
    def last(self) -> float:
        """When its last key fell."""
        return self._last or 0.0

    def is_over(self, at: float) -> bool:
        """Tell whether a key now comes after it rather than in it."""
        return self._last is not None and at - self._last > GAP

    def note(self, typed: str, at: float, before: Callable[[], Before]) -> bool:
        """Take note of a key; tell whether it waits with those that are held.

        Args:
            typed: What it types: a character, a line end; empty for keys that type nothing.
            at: When it fell, in seconds on any steady clock.
            before: Says how things stand now.
        """
        gap = None if self._last is None else at - self._last
        if self.holding:
            self._last = at
            self.text += typed
            return True
        if gap is None or gap > GAP or not typed:
            self.text, self.before = "", before()
        self._last = at if typed else None
        self.text += typed
        self.holding = typed == "\n" and gap is not None and gap <= AT_ONCE and len(self.text) > 1
        return self.holding
