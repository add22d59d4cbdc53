"""Interruptions: a session's clock stands, and a moment tells why and for how long."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from fieldkit.model.errors import StudyError
from fieldkit.model.keys import MomentId
from fieldkit.model.moment import Layer, Moment
from fieldkit.model.session import Pause, Session
from fieldkit.model.times import to_utc
from fieldkit.store.encounters import going_on
from fieldkit.store.entry import Op
from fieldkit.store.journal import OwnLog
from fieldkit.store.notebook import Notebook
from fieldkit.store.rows import change, create

INTERRUPTED = "interrupted"
"""The words of the moment that tells of it, until its writer gives it others."""


def pause(notebook: Notebook) -> Session:
    """Let the open session's clock stand from now on; the moment and the pause are one change.

    Raises:
        StudyError: No session is open, or it stands already.
    """
    held = going_on(notebook)
    if held.paused:
        message = f"Session {held.id} is paused already."
        raise StudyError(message)
    at = to_utc(notebook.clock())
    paused = replace(held, pauses=(*held.pauses, Pause(start=at)))

    def make(own: OwnLog) -> Iterator[Op]:
        yield create(
            "moments",
            Moment(
                id=MomentId(notebook.pen.head.next_id("moments", own.mark)),
                at=at,
                session=held.id,
                observer=notebook.observer.handle,
                participants=held.participants,
                layer=Layer.METHOD,
                text=INTERRUPTED,
            ),
        )
        yield from _changed(held, paused)

    notebook.commit(make)
    return paused


def resume(notebook: Notebook) -> Session:
    """Let its clock go on; the moment of the pause says how long it was.

    Raises:
        StudyError: No session is open, or it is not paused.
    """
    held = going_on(notebook)
    if not held.paused:
        message = f"Session {held.id} is not paused."
        raise StudyError(message)
    *before, last = held.pauses
    ended = replace(last, end=max(last.start, to_utc(notebook.clock())))
    going = replace(held, pauses=(*before, ended))
    told = _told(notebook, held, last)

    def make(_: OwnLog) -> Iterator[Op]:
        if told is not None and ended.end is not None and not told.note:
            long = replace(told, note=_long(ended.end - ended.start))
            if op := change("moments", told, long):
                yield op
        yield from _changed(held, going)

    notebook.commit(make)
    return going


def _changed(old: Session, new: Session) -> Iterator[Op]:
    if op := change("sessions", old, new):
        yield op


def _told(notebook: Notebook, session: Session, pause: Pause) -> Moment | None:
    """Return the moment that tells of a pause: known by its time, for ids may change."""
    rows = notebook.ledger.state.rows("moments").values()
    mine = [
        row for row in rows if row.get("session") == session.id and row.get("layer") == "method"
    ]
    found = [moment for moment in map(notebook.moments.value, mine) if moment.at == pause.start]
    return found[0] if found else None


def _long(gone: timedelta) -> str:
    minutes = round(gone / timedelta(minutes=1))
    return f"{minutes} min" if minutes else "under a minute"
