"""Off the record: the notes of a span of minutes hidden from every view, search, digest, export."""

from datetime import datetime
from typing import Any, NamedTuple

from fieldkit.model.session import Session
from fieldkit.model.times import from_iso
from fieldkit.store.notebook import Notebook


class Hidden(NamedTuple):
    """What was put off the record."""

    ids: tuple[str, ...]
    change: str = ""
    """The dot of the change, by which it can be undone."""
    timeless: int = 0
    """Notes of the session whose time is unknown: they were not looked at."""


def hide(
    notebook: Notebook, since: datetime, until: datetime, session: Session | None = None
) -> Hidden:
    """Hide the moments of a span as one change; undo brings them back.

    Args:
        notebook: The study, open.
        since: From when, aware.
        until: To when, aware; both ends count.
        session: Only those of this session; else of the open one, and its writer's loose ones;
            else all.
    """
    rows = [row for row in _about(notebook, session) if "id" in row and not row.get("hidden")]
    timed = [row for row in rows if row.get("at")]
    ids = tuple(row["id"] for row in timed if since <= from_iso(row["at"]) <= until)
    entries = notebook.commit(
        lambda _: [{"table": "moments", "id": name, "set": {"hidden": True}} for name in ids]
    )
    dot = next((entry.dot for entry in entries if entry.header is None), "")
    return Hidden(ids, dot, len(rows) - len(timed))


def _about(notebook: Notebook, session: Session | None) -> list[dict[str, Any]]:
    rows = list(notebook.ledger.state.rows("moments").values())
    if session is not None:
        return [row for row in rows if row.get("session") == session.id]
    running = notebook.pen.session()
    if running is None:
        return rows
    handle = notebook.observer.handle
    return [
        row
        for row in rows
        if row.get("session") == running.id
        or (row.get("session") is None and row.get("observer") == handle)
    ]
