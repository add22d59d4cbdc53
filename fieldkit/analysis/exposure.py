"""Who met customers, when and for how long: who stops meeting them stops feeling them."""

from dataclasses import dataclass
from datetime import date, timedelta

from fieldkit.analysis.sighting import Notes, Sighting, Voice, found_once, natural
from fieldkit.analysis.who import days, heard
from fieldkit.model.keys import ParticipantKey
from fieldkit.model.observer import Observer, Role
from fieldkit.model.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """How much of customers one observer saw."""

    observer: Observer
    sessions: tuple[Session, ...]
    """Those they were in, as observer or as writer, in which a customer was met."""
    people: tuple[ParticipantKey, ...]
    """Coded participants met."""
    time: timedelta
    """Together, of the sessions whose start and end are known."""
    untimed: int
    """Sessions whose length the notes do not say."""
    last: date | None
    """The day of the last one; None where no day is known."""


@found_once
def exposures(notes: Notes) -> tuple[Exposure, ...]:
    """Return each observer's exposure: leaders first, then researchers, then the team.

    Someone the study knows who met nobody is there too, with nothing: that is what it is for.
    """
    known = {o.handle: o for o in (*notes.casebook.observers, *heard(notes).observers)}
    order = (Role.LEADER, Role.RESEARCHER, Role.TEAM)
    ranked = sorted(known.values(), key=lambda o: (order.index(o.role), o.handle))
    return tuple(_exposure(notes, observer) for observer in ranked)


def _exposure(notes: Notes, observer: Observer) -> Exposure:
    sessions = tuple(s for s in notes.casebook.sessions if _met(notes, s, observer))
    ids = {session.id for session in sessions}
    dates = [day for key, day in days(notes).items() if key in ids]
    return Exposure(
        observer=observer,
        sessions=sessions,
        people=natural(key for each in sessions for s in notes.of(each.id) for key in s.present),
        time=sum((_length(session) for session in sessions), timedelta()),
        untimed=sum(not _length(session) for session in sessions),
        last=max(dates, default=None),
    )


def _met(notes: Notes, session: Session, observer: Observer) -> bool:
    """Tell whether an observer met a customer in a session."""
    inside = notes.of(session.id)
    customers = any(s.voice in {Voice.CUSTOMER, Voice.UNNAMED} or s.present for s in inside)
    return customers and (observer.handle in session.observers or _wrote(inside, observer))


def _wrote(inside: tuple[Sighting, ...], observer: Observer) -> bool:
    return any(s.moment.observer == observer.handle for s in inside)


def _length(session: Session) -> timedelta:
    if session.start is None or session.end is None:
        return timedelta()
    return session.end - session.start
