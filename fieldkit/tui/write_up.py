"""The write-up: what wants words, one after another, oldest first."""

from collections.abc import Iterable
from datetime import datetime

from fieldkit.model.moment import Moment
from fieldkit.model.write_up import age_of, wants
from fieldkit.tui.wording import one_line


class WriteUp:
    """Remembers what was offered, so that one passed over is not offered again."""

    def __init__(self) -> None:
        self.going = False
        self.then_finish = False
        """Whether the session's end was asked for, and waits for this one."""
        self._passed: set[str] = set()

    def begin(self) -> None:
        """Begin with the oldest."""
        self.going = True
        self._passed.clear()

    def next(self, waiting: Iterable[Moment]) -> Moment | None:
        """Return the next one, or None, which ends it."""
        found = next((m for m in waiting if m.id not in self._passed), None)
        if found is None:
            self.going = False
        else:
            self._passed.add(found.id)
        return found


def asked_of(moment: Moment, now: datetime) -> str:
    """Return what is asked of a moment that wants words."""
    age = f", {age_of(moment, now)} ago" if moment.at else ""
    return one_line(f"{moment.id}{age}: {wants(moment)}   Enter keeps it, or passes it over")
