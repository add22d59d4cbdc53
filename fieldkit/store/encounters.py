"""Sessions are opened and ended here: who is there, and what they agreed to before any moment."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fieldkit.model.errors import StudyError
from fieldkit.model.keys import SessionId, as_person
from fieldkit.model.observer import Observer
from fieldkit.model.people import Consent
from fieldkit.model.session import Session
from fieldkit.model.shipped import protocol
from fieldkit.store.consents import by_code, table_of
from fieldkit.store.entry import Op
from fieldkit.store.journal import OwnLog
from fieldkit.store.rows import create

if TYPE_CHECKING:
    from fieldkit.store.notebook import Notebook


def start(
    notebook: "Notebook",
    *,
    participants: Iterable[str] = (),
    observers: Iterable[Observer] = (),
    consents: Mapping[str, Consent] | None = None,
    protocol_name: str | None = None,
    zone: str | None = None,
    **says: Any,
) -> Session:
    """Open a session for the notebook's observer on this device.

    Args:
        notebook: The study.
        participants: Codes; who said no is left out, so that it is about the place.
        observers: Who is there beside this observer.
        consents: What people answered when asked; kept in the change that opens the session.
        protocol_name: What to look for; the study's where left out.
        zone: IANA zone; the study's where left out.
        says: What else a session says: kind, place, conditions, title, every.

    Raises:
        StudyError: One is open already.
        NotFoundError: No protocol of this name.
    """
    _refuse_second(notebook)
    people = tuple(dict.fromkeys(as_person(p) for p in participants))
    begun = _begun(notebook, protocol_name, zone, **says)
    answered = by_code(consents or {})
    me = notebook.observer
    with_me = (me, *(other for other in observers if other.handle != me.handle))
    session = replace(
        begun,
        observers=tuple(dict.fromkeys(observer.handle for observer in with_me)),
        participants=notebook.consents.agreeing(people, answered),
    )
    made: list[Session] = []

    def make(own: OwnLog) -> Iterator[Op]:
        name = SessionId(notebook.pen.head.next_id("sessions", own.mark))
        made[:] = [replace(session, id=name)]
        yield from notebook.consents.ops(answered)
        yield create("sessions", made[0])
        yield from _new_people(notebook, [p for p in people if p not in answered], with_me)

    notebook.commit(make)
    return made[0]


def stop(notebook: "Notebook", *, debrief: str | None = None) -> Session:
    """End the open session.

    Raises:
        StudyError: None is open.
    """
    held = going_on(notebook)
    ended = replace(held, open=False, end=notebook.clock(), debrief=debrief or held.debrief)
    notebook.change("sessions", held, ended)
    with suppress(OSError):  # it has ended: whoever settles next tells what the disk says
        notebook.ledger.settle(whatever_size=True)
    return ended


def going_on(notebook: "Notebook") -> Session:
    """Return the open session.

    Raises:
        StudyError: None is open.
    """
    running = notebook.pen.session()
    if running is None:
        message = "No session is open; start one: fieldkit session start"
        raise StudyError(message)
    held: Session = notebook.sessions.want(running.id)
    return held


def _refuse_second(notebook: "Notebook") -> None:
    if running := notebook.pen.session():
        message = f"Session {running.id} is open; end it first: fieldkit session stop"
        raise StudyError(message)


def _begun(
    notebook: "Notebook", protocol_name: str | None, zone: str | None, **says: Any
) -> Session:
    """Return a session that begins now, with nobody in it yet."""
    if protocol_name:
        protocol(protocol_name, notebook.folder)
    return Session(
        id=SessionId(""),  # given once the log is ours
        zone=zone or notebook.study.zone,
        start=notebook.clock(),
        open=True,
        protocol=protocol_name or notebook.study.protocol,
        **says,
    )


def _new_people(
    notebook: "Notebook", people: Iterable[str], observers: Iterable[Observer]
) -> Iterator[Op]:
    """Yield the making of those whom the study does not know yet."""
    for person in people:
        if not notebook.pen.head.knows(table_of(person), person):
            yield {"table": table_of(person), "id": person, "set": {}}
    for observer in observers:
        if not notebook.table("observers").get(observer.handle):
            yield create("observers", observer)
