"""What to look for: a prompt, a look round that is due, and what has nothing yet."""

from datetime import datetime, timedelta

from fieldkit.analysis.coverage import Coverage, counted
from fieldkit.model.session import Session
from fieldkit.tui.view import View
from fieldkit.tui.widgets.rows import Piece, Row, Rows
from fieldkit.tui.wording import clock_time, one_line, zone_of

SCAN = "#scan "
"""What a line that answers a look round begins with."""
TALL = 30
"""Rows of the screen from which what has nothing yet is shown unasked."""


class Guide(Rows):
    """Shows up to three rows over the line; takes no key, so nothing typed goes astray."""

    DEFAULT_CSS = """
    Guide { height: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._view = View()
        self._session: str | None = None
        self._prompt = -1
        self._looked = -1
        self._due = 0
        self._missing: Row = ()

    def tell(self, view: View) -> None:
        """Take in the study as it reads now."""
        self._view = view
        session = view.session.id if view.session else None
        if session != self._session:
            self._session, self._prompt, self._looked = session, -1, -1
        self._missing = missing(view) if view.session else ()
        self._draw()

    def tick(self, now: datetime) -> None:
        """See whether a look round is due."""
        session, every = self._view.session, minutes_between(self._view)
        due = rounds(session, every, now) if session and every else 0
        if self._looked < 0:
            self._looked = due  # what was due before this window opened is past
        if due != self._due:
            self._due = due
            self._draw()

    def next_prompt(self) -> str:
        """Show the next prompt, after the last none; return what there is to say where none is."""
        guide = self._view.guide
        if guide is None or not guide.asked:
            return "no session is open, or what it looks for has no prompts"
        self._prompt = self._prompt + 1 if self._prompt + 1 < len(guide.asked) else -1
        self._draw()
        return "" if self._prompt >= 0 else "that was the last of its prompts; F5 begins again"

    def looked(self) -> None:
        """Take the look round as answered."""
        self._looked = self._due
        self._draw()

    def told(self) -> list[str]:
        """Return how often each thing to look for, and each touchpoint, was written about."""
        return counts(self._view)

    def on_resize(self) -> None:
        """Set it out afresh."""
        self._draw()

    @property
    def _is_due(self) -> bool:
        return self._due > self._looked >= 0

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        rows = [row for row in (self._look_row(), self._prompt_row(), self._cover_row()) if row]
        self.styles.height = len(rows)
        self.show(rows)

    def _look_row(self) -> Row:
        session, guide = self._view.session, self._view.guide
        if guide is None or session is None or session.start is None or not self._is_due:
            return ()
        at = session.start + timedelta(minutes=minutes_between(self._view) * self._due)
        time = clock_time(at, zone_of(session), seconds=False)
        return ((" F8", "key"), (f" {time}  ", "faint"), (one_line(guide.look), "strong"))

    def _prompt_row(self) -> Row:
        guide = self._view.guide
        if guide is None or not 0 <= self._prompt < len(guide.asked):
            return ()
        number = f" {self._prompt + 1} of {len(guide.asked)}  "
        return ((" F5", "key"), (number, "faint"), (one_line(guide.asked[self._prompt]), "strong"))

    def _cover_row(self) -> Row:
        return self._missing if self.is_mounted and self.app.size.height >= TALL else ()


def missing(view: View) -> Row:
    """Return in a row what has nothing yet; nothing where there is nothing to look for."""
    found = _covered(view)
    if not found.dimensions and not found.touchpoints:
        return ()
    pieces: list[Piece] = [(" nothing yet ", "faint")]
    pieces += [(f" :{one_line(d.key)}", "code") for d in found.unseen]
    pieces += [(f" @{one_line(t.key)}", "where") for t in found.unvisited]
    return tuple(pieces) if len(pieces) > 1 else ((" everything to look for has a note", "faint"),)


def counts(view: View) -> list[str]:
    """Return a line for each thing to look for and each touchpoint: how many moments it has."""
    found = _covered(view)
    rows = [(f":{d.key}", d.name, n) for d, n in found.dimensions]
    rows += [(f"@{t.key}", t.name or "", n) for t, n in found.touchpoints]
    return [
        f"{n or 'nothing yet':>11}  {one_line(key):<24} {one_line(name)}" for key, name, n in rows
    ]


def _covered(view: View) -> Coverage:
    seen, visited = view.here.get("dimension", {}), view.here.get("touchpoint", {})
    return counted(view.guide, view.touchpoints, seen, visited)


def minutes_between(view: View) -> int:
    """Return the minutes between two looks round; 0 for none."""
    session, guide = view.session, view.guide
    if session is not None and session.every is not None:
        return session.every
    return (guide.every or 0) if guide is not None else 0


def rounds(session: Session, every: int, now: datetime) -> int:
    """Return how many looks round were due since the session began."""
    if session.start is None:
        return 0
    return max(0, (now - session.start) // timedelta(minutes=every))
