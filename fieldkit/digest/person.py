"""One person, whole: who they are, when they were met, how they went, what they said and felt.

Plain lines, each with the note it rests on: the app lists them, the command line prints them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fieldkit.analysis.cases import Case, cases
from fieldkit.analysis.course import Course
from fieldkit.analysis.encounters import encounters
from fieldkit.analysis.journey import Path
from fieldkit.analysis.sighting import Notes, Sighting
from fieldkit.analysis.who import consents
from fieldkit.digest import phrases
from fieldkit.digest.citing import Citations
from fieldkit.digest.days import facts_of
from fieldkit.digest.markdown import clean
from fieldkit.digest.stories import character, chosen, felt, may_share
from fieldkit.model.errors import NotFoundError
from fieldkit.model.keys import MomentId, ParticipantKey, is_staff
from fieldkit.model.people import Consent, Participant


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing told of a person."""

    text: str
    id: MomentId | None = None
    """The note it rests on, where it is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is told under one title."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A person in the list of all."""

    key: ParticipantKey
    kind: str
    """What kind of person they are, as far as they agreed."""
    sessions: int
    notes: int
    felt: str
    """Peak and end of what they felt, in words; or why there is nothing to tell."""


def everyone(notes: Notes) -> tuple[Entry, ...]:
    """Return every participant of the study, those who refused with nothing but their code."""
    known = consents(notes)
    met = {case.participant.key: case for case in cases(notes)}
    held = {p.key: p for p in notes.casebook.participants if p.same_as is None}
    every = sorted({*held, *met}, key=list({**held, **met}).index)
    return tuple(_entry(key, held.get(key), met.get(key), known) for key in every)


def person(notes: Notes, key: ParticipantKey) -> tuple[Part, ...]:
    """Return what the study knows of one participant, part by part; parts with nothing left out.

    Raises:
        NotFoundError: Nobody has this code; the message lists those there are.
    """
    held = {p.key: p for p in notes.casebook.participants}
    seen: set[ParticipantKey] = set()
    while key in held and (into := held[key].same_as) is not None and key not in seen:
        seen.add(key)
        key = into
    case = next((case for case in cases(notes) if case.participant.key == key), None)
    if case is None and key not in held:
        raise NotFoundError(_nobody(key, tuple(held)))
    person_ = case.participant if case else held[key]
    about = Part(title=key, lines=tuple(_about(person_)))
    if case is None:
        return (about,)
    citations = Citations(notes)
    parts = (
        Part(title="Sessions", lines=tuple(_sessions(case, notes, citations))),
        Part(title="Their way", lines=tuple(_way(case.courses, citations))),
        Part(title="What they came with, expected and got", lines=tuple(_case(case, citations))),
        Part(title="What they felt, in order", lines=tuple(_felt(case, citations))),
        Part(title="In their words", lines=tuple(_cited(case.words, citations))),
        Part(title="Their story", lines=tuple(_story(case, citations))),
    )
    return (about, *(part for part in parts if part.lines))


def _nobody(key: str, there: tuple[ParticipantKey, ...]) -> str:
    if is_staff(key):
        return f"{key} is staff; this page is about customers. See: fieldkit moments '{key}:'"
    known = f"there are: {', '.join(there)}" if there else "there is nobody yet"
    return f"There is no participant {key}; {known}."


def _entry(
    key: ParticipantKey,
    held: Participant | None,
    case: Case | None,
    known: dict[ParticipantKey, Consent],
) -> Entry:
    if case is None:
        refused = held is not None and held.consent.refused
        told = f"left out: consent {held.consent.state}" if held and refused else "not met yet"
        return Entry(key=key, kind="", sessions=0, notes=0, felt=told)
    met = {s.moment.session for s in case.sightings if s.moment.session}
    return Entry(
        key=key,
        kind=clean(character(case.participant, known.get(key, Consent()))),
        sessions=len(met),
        notes=len(case.sightings),
        felt=clean(felt(case)) or "no feeling noted",
    )


def _about(person_: Participant) -> Iterator[Line]:
    consent = person_.consent
    state = str(consent.state).replace("_", " ")
    scopes = f" to {phrases.listed(consent.scopes)}" if consent.scopes else ""
    how = f" ({consent.how})" if consent.how else ""
    if consent.refused:
        yield Line(text=f"Consent {state}: their notes are in no journey and no digest")
        return
    if kind := character(person_, consent):
        yield Line(text=clean(kind))
    if person_.history and may_share(consent):
        yield Line(text=clean(person_.history))
    yield Line(text=clean(f"Consent {state}{scopes}{how}"))


def _sessions(case: Case, notes: Notes, citations: Citations) -> Iterator[Line]:
    met = {s.moment.session for s in case.sightings}
    for found in encounters(notes, notes):
        if found.session.id in met:
            facts = facts_of(found.session, found.sightings, citations)
            yield Line(text=clean(f"{found.session.id}: {facts}"))


def _way(courses: Iterable[Course], citations: Citations) -> Iterator[Line]:
    for course in courses:
        went = " → ".join(citations.place(visit.touchpoint) for visit in course.visits)
        yield Line(text=clean(f"{course.session or 'no session'}: {went}"))
        differs = (
            ("passed over", course.missing),
            ("came back to", course.repeated),
            ("out of order", course.out_of_order),
            ("not planned", course.ad_hoc),
        )
        told = [f"{how} {', '.join(map(citations.place, keys))}" for how, keys in differs if keys]
        if told:
            yield Line(text=clean("; ".join(told)))


def _case(case: Case, citations: Citations) -> Iterator[Line]:
    yield from _named("history", case.history, citations)
    yield from _named("need", case.needs, citations)
    for pair in case.expectations:
        expected = citations.words(pair.expected) if pair.expected else "not noted"
        got = citations.words(pair.got) if pair.got else "not noted"
        first = pair.expected or pair.got
        yield Line(text=f"expected: {expected}; happened: {got}", id=first.id if first else None)
    yield from _named("broke", (turn.reading.sighting for turn in case.problems), citations)
    yield from _named("solved", case.solved, citations)
    for wish in case.wants:
        told = f"should be: {citations.words(wish.sighting)} ({wish.origin})"
        yield Line(text=told, id=wish.sighting.id)


def _felt(case: Case, citations: Citations) -> Iterator[Line]:
    if case.path is None:
        return
    yield Line(text=clean(f"{felt(case)} {_remembered(case.path)}"))
    for reading in case.path.readings:
        cue = f" ({reading.emotion.cue})" if reading.emotion.cue else ""
        where = citations.place(reading.sighting.touchpoint)
        told = f"{where}: {phrases.feeling(reading.emotion)}{cue}"
        yield Line(text=clean(told), id=reading.sighting.id)


def _remembered(path: Path) -> str:
    if path.peak_end is None:
        return "Peak and end together: undefined, one reading."
    return f"Peak and end together: {phrases.band(path.peak_end)}, over {len(path.readings)} notes."


def _story(case: Case, citations: Citations) -> Iterator[Line]:
    kept, left = chosen(case)
    place = object()
    for sighting in kept:
        if sighting.touchpoint != place:
            place = sighting.touchpoint
            where = citations.place(sighting.touchpoint) if sighting.touchpoint else "somewhere"
            yield Line(text=clean(f"{where}:"))
        yield Line(text=citations.in_one_line(sighting), id=sighting.id)
    if left:
        yield Line(text=f"{phrases.count(left, 'more note')} in the study.")


def _named(name: str, sightings: Iterable[Sighting], citations: Citations) -> Iterator[Line]:
    for sighting in sightings:
        yield Line(text=f"{name}: {citations.words(sighting)}", id=sighting.id)


def _cited(sightings: Iterable[Sighting], citations: Citations) -> Iterator[Line]:
    for sighting in sightings:
        where = f"{citations.place(sighting.touchpoint)}: " if sighting.touchpoint else ""
        yield Line(text=f"{clean(where)} {citations.words(sighting)}".strip(), id=sighting.id)
