"""One session as a debrief tells it, and who met customers: the fieldwork itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from fieldkit.analysis.encounters import Encounter, Theme, encounters
from fieldkit.analysis.evidence import one_each, strongest
from fieldkit.analysis.exposure import Exposure, exposures
from fieldkit.analysis.sighting import Notes, Sighting, Voice, called
from fieldkit.analysis.who import days as dates
from fieldkit.analysis.who import local
from fieldkit.digest import phrases
from fieldkit.digest.citing import Citations, Cited
from fieldkit.digest.markdown import Markdown, Words, escape, table
from fieldkit.model.moment import Layer
from fieldkit.model.observer import Role
from fieldkit.model.session import Session

TOLD = 4
"""Things that stand out of a session: what one can say aloud on the way home."""
QUOTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One session as it is told the same day."""

    heading: Words
    facts: Words
    """Kind, day, length, place, who was there, conditions."""
    observers: Words
    debrief: Words
    """What its observer said of it at the end."""
    stands_out: tuple[Cited, ...]
    words: tuple[Cited, ...]
    """What was said, word for word."""
    own: tuple[Cited, ...]
    """The observers' own reactions."""
    like_others: tuple[Markdown, ...]
    only_here: tuple[Markdown, ...]
    questions: tuple[Cited, ...]
    unwritten: str


def told(notes: Notes, beside: Notes, citations: Citations) -> tuple[Day, ...]:
    """Return the sessions of the notes as a debrief tells them."""
    return tuple(_day(found, citations) for found in encounters(notes, beside))


def exposure_table(notes: Notes) -> Markdown:
    """Return who met customers, when and how long; empty where nobody is known."""
    rows = [_exposure(found, called(found.observer, notes.use)) for found in exposures(notes)]
    heads = ("who", "role", "sessions", "time", "people met", "last")
    return table(heads, rows) if rows else Markdown()


def by_role(notes: Notes) -> tuple[str, ...]:
    """Return how much each role met, a line each; what nobody did is said."""
    found = exposures(notes)
    return tuple(_role(role, [e for e in found if e.observer.role is role]) for role in Role)


def length(time: timedelta) -> str:
    """Return a length as people say it: ``1 h 05 min``, ``48 min``."""
    minutes = round(time.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d} min" if hours else f"{minutes} min"


def encounter(sighting: Sighting, notes: Notes) -> str:
    """Return which encounter a note is of, as a person tells two apart: its name and its day."""
    session = sighting.session
    if session is None:
        return "no session"
    day = dates(notes).get(session.id)
    return f"{session.name}, {phrases.days([day])}" if day else session.name


def facts_of(session: Session, sightings: Sequence[Sighting], citations: Citations) -> str:
    """Return kind, day, length, place, who was there and conditions of a session."""
    met = [key for key in session.participants if citations.may_name(key)]
    start = session.start or next((s.moment.at for s in sightings if s.moment.at), None)
    here = local(start, session) if start else None
    lasted = session.end - session.start if session.start and session.end else None
    parts = (
        session.kind.value,
        f"{phrases.days([here.date()])}, {here:%H:%M}" if here else "",
        length(lasted) if lasted else "",
        session.place or "",
        f"with {phrases.codes(met)}" if met else "",
        phrases.count(len(sightings), "note"),
        session.conditions or "",
    )
    return " · ".join(part for part in parts if part)


def _day(found: Encounter, citations: Citations) -> Day:
    theirs = [s for s in found.sightings if s.voice is not Voice.OBSERVER and not s.tally]
    telling = [s for s in theirs if s.moment.text]
    ranked = sorted(strongest(telling), key=lambda s: s.voice is not Voice.CUSTOMER)
    shown = one_each(ranked[: 2 * TOLD], TOLD)
    words = [s for s in strongest(theirs) if citations.quotable(s) and s not in shown]
    reflexive = [s for s in found.sightings if s.moment.layer is Layer.REFLEXIVE]
    open_ = len(found.unwritten)
    return Day(
        heading=Words(found.session.name),
        facts=Words(facts_of(found.session, found.sightings, citations)),
        observers=citations.observers(found.session),
        debrief=Words(found.session.debrief),
        stands_out=tuple(map(citations.cite, shown)),
        words=tuple(map(citations.cite, sorted(words[:QUOTED], key=_order))),
        own=tuple(map(citations.cite, reflexive)),
        like_others=tuple(_theme(theme, citations) for theme in found.like_others),
        only_here=tuple(_theme(theme, citations) for theme in found.only_here),
        questions=tuple(map(citations.cite, found.questions)),
        unwritten=f"{phrases.count(open_, 'mark')} without a word yet" if open_ else "",
    )


def _order(sighting: Sighting) -> int:
    return sighting.order


def _theme(theme: Theme, citations: Citations) -> Markdown:
    others = len(theme.elsewhere)
    also = f", also in {phrases.count(others, 'other session')}" if others else ""
    return Markdown(f"{escape(theme.code)} ({citations.links(theme.here, 3)}){also}")


def _exposure(found: Exposure, called_: str) -> tuple[object, ...]:
    time = length(found.time) if found.time else ""
    if found.untimed:
        time += (
            f"{' and ' if time else ''}{phrases.count(found.untimed, 'session')} of unknown length"
        )
    return (
        Words(called_),
        found.observer.role.value,
        str(len(found.sessions)),
        time,
        Words(phrases.codes(found.people)) if found.people else "nobody with a code",
        phrases.days([found.last]) if found.last else "",
    )


def _role(role: Role, found: list[Exposure]) -> str:
    name = {Role.LEADER: "leader", Role.RESEARCHER: "researcher", Role.TEAM: "team member"}[role]
    met = [e for e in found if e.sessions]
    if not met:
        if role is Role.LEADER:
            return "No leader has met a customer yet."
        return f"No {name} has met a customer yet."
    people = {key for e in met for key in e.people}
    sessions = {s.id for e in met for s in e.sessions}
    who = f"{len(met)} of {phrases.count(len(found), name)} met customers"
    with_ = phrases.count(len(people), "coded participant")
    return f"{who}: {phrases.count(len(sessions), 'session')}, {with_}."
