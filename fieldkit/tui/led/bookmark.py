"""The step where one is, remembered by this installation.

Answers are in the study, and tell by themselves how far one came; a question that was passed over
leaves nothing there, nor does a yes while there is no study yet.
"""

from dataclasses import dataclass
from datetime import datetime

from fieldkit.tui.led.state import State, Step
from fieldkit.tui.preferences import Preferences

NAME = "led"
AGREED = "agreed"
LASTS = 3600.0
"""Seconds for which a yes stands that was not written down: then it may be someone else's."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A customer said yes, and is not written down yet."""

    at: datetime
    name: str
    """What the leader typed of their own short name."""


class Bookmark:
    """Keeps the step."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def step(self, session: str) -> str:
        """Return the step kept for an hour; empty where none is."""
        kept, _, step = self._read().partition(" ")
        return step if kept == session else ""

    def agreed(self, now: datetime) -> Agreed | None:
        """Return the yes that was kept, unless it is of long ago."""
        word, _, rest = self._read().partition(" ")
        at, _, name = rest.partition(" ")
        try:
            agreed = Agreed(datetime.fromisoformat(at), name) if word == AGREED else None
        except ValueError:
            return None
        return agreed if agreed and (now - agreed.at).total_seconds() < LASTS else None

    def keep(self, state: State, session: str, typed: str) -> None:
        """Keep where one is.

        Args:
            state: Where that is.
            session: The hour's id; empty before and after it.
            typed: What stands in the line.
        """
        if state.step is Step.YOU and state.agreed is not None:
            self._write(f"{AGREED} {state.agreed.isoformat()} {typed}")
        elif session:
            self._write(f"{session} {state.step}")
        elif state.step in {Step.START, Step.CONSENT}:
            self._write("")

    def _read(self) -> str:
        return self._preferences.read(NAME) or ""

    def _write(self, text: str) -> None:
        if text != self._read():
            self._preferences.keep(NAME, text)
