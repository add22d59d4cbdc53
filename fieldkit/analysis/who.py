"""Who was heard, by whom, and who was not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldkit.analysis.sighting import Notes, Sighting, Voice, found_once, natural
from fieldkit.analysis.tally import met
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import Handle, ParticipantKey, SessionId
from fieldkit.model.observer import Observer, Role
from fieldkit.model.people import Consent, ConsentState, Participant, Scope, Staff
from fieldkit.model.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Who was heard, and by whom."""

    participants: tuple[ParticipantKey, ...]
    """Coded participants with at least one moment of their own."""
    unnamed: tuple[Sighting, ...]
    """What people without a code said and did: it stands apart from every ``k of n``."""
    tallies: tuple[Sighting, ...]
    """Counted happenings, greatest first: they stand apart too."""
    staff: tuple[ParticipantKey, ...]
    sessions: tuple[Session, ...]
    """Those with something in them that may be told."""
    observers: tuple[Observer, ...]
    """Who wrote or sat in; a handle the study does not know is kept without a role of its own."""
    by_nobody: int
    """How many notes name no observer, nor does their session: imported ones, always."""
    attributes: Mapping[str, Mapping[str, int]]
    """How many of the heard have each value, for attributes that group people."""

    def observed_by(self, role: Role) -> tuple[Observer, ...]:
        """Return the observers of a role."""
        return tuple(observer for observer in self.observers if observer.role is role)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotHeard:
    """Who and what the notes are silent about."""

    participants: tuple[ParticipantKey, ...]
    """Coded participants without a moment of their own."""
    touchpoints: tuple[Touchpoint, ...]
    """Touchpoints at which nothing was noted."""
    unmet: tuple[Touchpoint, ...]
    """Touchpoints noted, but at which no coded participant was."""
    left_out: int
    """People who refused, withdrew or let their consent expire."""
    no_leader: bool
    """Whether no leader has met a customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the people heard agreed to."""

    heard: int
    given: int
    """Consent given, with what it covers recorded."""
    unrecorded: int
    """Never asked, still being asked, or given for nothing in particular."""
    no_quoting: tuple[ParticipantKey, ...]
    """People who agreed, but not to being quoted: their words are held back."""
    publishable: bool
    """Whether everyone heard agreed to publishing."""


@found_once
def heard(notes: Notes) -> Heard:
    """Return who was heard, and by whom."""
    people = natural(key for s in notes.sightings if not s.tally for key in s.people)
    dates = days(notes)
    used = {s.moment.session for s in notes.sightings}
    sessions = tuple(s for s in notes.casebook.sessions if s.id in used)
    tallies = sorted((s for s in notes.sightings if s.tally), key=lambda s: -s.moment.count)
    return Heard(
        participants=people,
        unnamed=tuple(s for s in notes.sightings if s.voice is Voice.UNNAMED and not s.tally),
        tallies=tuple(tallies),
        staff=natural(key for s in notes.sightings for key in s.staff),
        sessions=tuple(sorted(sessions, key=lambda s: (dates.get(s.id, date.max), s.id))),
        observers=_observers(notes, sessions),
        by_nobody=sum(not _present(s) for s in notes.sightings),
        attributes=_attributes(notes, people),
    )


@found_once
def not_heard(notes: Notes) -> NotHeard:
    """Return who and what the notes are silent about."""
    found = heard(notes)
    seen = {s.touchpoint for s in notes.sightings}
    leaders = {observer.handle for observer in found.observed_by(Role.LEADER)}
    return NotHeard(
        participants=natural(p.key for p in notes.participants if p.key not in found.participants),
        touchpoints=tuple(t for t in notes.touchpoints if t.key not in seen),
        unmet=tuple(t for t in notes.touchpoints if t.key in seen and not met(notes, (t.key,))),
        left_out=notes.left_out,
        no_leader=not any(
            s.voice in {Voice.CUSTOMER, Voice.UNNAMED} and leaders & _present(s)
            for s in notes.sightings
        ),
    )


def agreement(notes: Notes) -> Agreement:
    """Return what the people heard agreed to; consent without scopes counts as not recorded."""
    people = heard(notes).participants
    known = consents(notes)
    states = [known.get(key, Consent()) for key in people]
    given = [c for c in states if c.state is ConsentState.GIVEN and c.scopes]
    return Agreement(
        heard=len(people),
        given=len(given),
        unrecorded=len(people) - len(given),
        no_quoting=tuple(key for key in people if not may_quote(known.get(key, Consent()))),
        publishable=bool(people) and all(c.allows(Scope.PUBLISH) for c in states),
    )


def consents(notes: Notes) -> dict[ParticipantKey, Consent]:
    """Return the consent of every participant and staff member of the study."""
    people: tuple[Participant | Staff, ...] = (*notes.participants, *notes.staff)
    return {person.key: person.consent for person in people}


def may_quote(consent: Consent) -> bool:
    """Tell whether someone's words may be printed: not when they agreed to all but that."""
    return not consent.scopes or consent.allows(Scope.QUOTE)


def may_show(consent: Consent, scope: Scope) -> bool:
    """Tell whether a photo or sound of someone may be shown: not when they agreed to all but it."""
    return not consent.scopes or consent.allows(scope)


@found_once
def days(notes: Notes) -> dict[SessionId, date]:
    """Return the day of each session in its own zone: its start, else its first timed moment.

    A session whose notes do not say is not in it.
    """
    first: dict[SessionId, datetime] = {}
    for sighting in notes.sightings:
        at, session = sighting.moment.at, sighting.moment.session
        if at is not None and session is not None:
            first[session] = min(at, first.get(session, at))
    starts = ((s, s.start or first.get(s.id)) for s in notes.casebook.sessions)
    return {s.id: local(at, s).date() for s, at in starts if at is not None}


def local(at: datetime, session: Session | None) -> datetime:
    """Return an instant in the zone of its session; UTC where this machine knows no such zone."""
    try:
        return at.astimezone(ZoneInfo(session.zone if session else "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return at.astimezone(ZoneInfo("UTC"))


def _present(sighting: Sighting) -> set[Handle]:
    there = set(sighting.session.observers) if sighting.session else set()
    return there | ({sighting.moment.observer} if sighting.moment.observer else set())


def _observers(notes: Notes, sessions: tuple[Session, ...]) -> tuple[Observer, ...]:
    handles = {s.moment.observer for s in notes.sightings if s.moment.observer}
    handles |= {handle for session in sessions for handle in session.observers}
    known = {observer.handle: observer for observer in notes.casebook.observers}
    return tuple(known.get(handle, Observer(handle=handle)) for handle in sorted(handles))


def _attributes(notes: Notes, people: tuple[ParticipantKey, ...]) -> dict[str, dict[str, int]]:
    """Count attribute values; one that is nearly different for each person would point at them."""
    found: dict[str, dict[str, int]] = {}
    for participant in notes.participants:
        if participant.key in people:
            for name, value in participant.attributes.items():
                values = found.setdefault(name, {})
                values[value] = values.get(value, 0) + 1
    return {
        name: dict(sorted(values.items(), key=lambda item: (-item[1], item[0])))
        for name, values in sorted(found.items())
        if sum(values.values()) >= 2 * len(values)
    }
