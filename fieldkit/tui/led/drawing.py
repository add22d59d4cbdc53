"""The led screen's rows: status, question, what answers it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fieldkit.model.session import Session
from fieldkit.tui import rows
from fieldkit.tui.widgets.rows import Row
from fieldkit.tui.wording import LEADER

GAP = "   "


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the status line tells."""

    session: Session | None
    notes: int
    saving: bool
    failed: bool
    now: datetime


def status(told: Status) -> Row:
    """Return the status line: with whom, how long, how many notes, and whether all is safe."""
    session = told.session
    if session is None:
        return ((" fieldkit", "strong"),)
    began = session.start or told.now
    who = f"With {', '.join(session.participants)}" if session.participants else "Alone"
    minutes = max(timedelta(), told.now - began) // timedelta(minutes=1)
    safe = ("saving…", "feeling") if told.saving else ("saved", "good")
    if told.failed:
        safe = ("NOT SAVED", "bad")
    notes = rows.counted(told.notes, LEADER)
    return ((f" {who} · {minutes} min · {notes} · ", "strong"), safe)


def question(lines: Sequence[Row], width: int) -> list[Row]:
    """Return a question on as many rows as it takes."""
    return [row for line in lines for row in _wrapped(line, width)]


def answers(offered: Sequence[tuple[str, str]], width: int) -> list[Row]:
    """Return the keys and what they mean, one after another; none is cut in two."""
    items = [
        ((f"{key} " if key else "", "key"), (means, "" if key else "faint"))
        for key, means in offered
    ]
    return [row[1:] for row in rows.flow(items, width, lead="", gap=GAP)]


def _wrapped(line: Row, width: int) -> list[Row]:
    """Return a line on as many rows as it takes; rows after the first begin where it does."""
    if not line:
        return [()]
    first, *more = rows.wrapped(line, width)
    return [first, *(row[1:] for row in more)]
