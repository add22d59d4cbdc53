"""One customer at a time, in their words: who they are, what they came for, step by step."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldkit.analysis.cases import Case, cases
from fieldkit.analysis.evidence import strongest
from fieldkit.analysis.sighting import Notes, Sighting, Voice
from fieldkit.analysis.who import consents
from fieldkit.digest import phrases
from fieldkit.digest.citing import Citations, Cited
from fieldkit.digest.days import encounter
from fieldkit.digest.markdown import Words
from fieldkit.model.people import Consent, Participant, Scope

MOST = 16
"""Notes of one story: about what is read in two minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stay at a touchpoint, and what is told of it."""

    visit: Words
    """Which of several encounters begins with it: its name and day; else empty."""
    where: Words
    notes: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One customer's story."""

    who: Words
    kind: Words
    """What kind of person it is, as far as consent allows."""
    history: Words
    about: tuple[Cited, ...]
    """What was noted of their history, needs and wishes."""
    steps: tuple[Step, ...]
    more: str
    """How many notes are left out."""
    in_short: Words
    """Best, worst and end of what they felt."""


def stories(notes: Notes, citations: Citations) -> tuple[Story, ...]:
    """Return a story for each participant, as people count codes.

    Attributes and personal history are printed of people who agreed to being shared, or of whom
    nothing in particular is recorded.
    """
    known = consents(notes)
    return tuple(
        _story(case, notes, citations, known.get(case.participant.key, Consent()))
        for case in cases(notes)
        if any(s.voice is Voice.CUSTOMER for s in case.sightings)
    )


def may_share(consent: Consent) -> bool:
    """Tell whether what kind of person someone is may be printed."""
    return not consent.scopes or consent.allows(Scope.SHARE) or consent.allows(Scope.PUBLISH)


def character(person: Participant, consent: Consent) -> str:
    """Return what kind of person someone is, as far as they agreed; empty where nothing may be."""
    if not may_share(consent):
        return ""
    return " · ".join(f"{k.replace('_', ' ')}: {v}" for k, v in person.attributes.items())


def about(case: Case) -> tuple[Sighting, ...]:
    """Return what was noted of their history, needs and wishes."""
    return (*case.history, *case.needs, *(wish.sighting for wish in case.wants))


def chosen(case: Case) -> tuple[tuple[Sighting, ...], int]:
    """Return what else their story tells, in order, and how many notes it leaves out."""
    before = about(case)
    rest = [
        s
        for s in case.sightings
        if s not in before and s.voice is not Voice.OBSERVER and not s.tally
    ]
    kept = sorted(strongest(s for s in rest if s.moment.text)[:MOST], key=lambda s: s.order)
    return tuple(kept), len(rest) - len(kept)


def felt(case: Case) -> str:
    """Return the best, the worst and the end of what they felt; empty where nothing was read.

    Best and worst both: the words for what is good lie farther out than those for what is bad, so
    the one farthest out alone would call most days happy.
    """
    if case.path is None:
        return ""
    path = case.path
    parts = (("at best", path.best), ("at worst", path.worst), ("at the end", path.end))
    told = "; ".join(f"{when} {phrases.feeling(r.emotion)}" for when, r in parts if r)
    return f"{told[:1].upper()}{told[1:]}."


def _story(case: Case, notes: Notes, citations: Citations, consent: Consent) -> Story:
    person = case.participant
    kept, left = chosen(case)
    return Story(
        who=Words(person.key),
        kind=Words(character(person, consent)),
        history=Words(person.history if may_share(consent) else None),
        about=tuple(map(citations.cite, about(case))),
        steps=_steps(kept, notes, citations),
        more=f"{phrases.count(left, 'more note')} in the study." if left else "",
        in_short=Words(felt(case)),
    )


def _steps(kept: Iterable[Sighting], notes: Notes, citations: Citations) -> tuple[Step, ...]:
    runs: list[list[Sighting]] = []
    for sighting in kept:
        if runs and _stays(runs[-1][-1]) == _stays(sighting):
            runs[-1].append(sighting)
        else:
            runs.append([sighting])
    sessions = [run[0].moment.session for run in runs]
    several = len(set(sessions)) > 1
    begins = [several and (not n or sessions[n - 1] != s) for n, s in enumerate(sessions)]
    return tuple(
        Step(
            visit=Words(encounter(run[0], notes) if new else ""),
            where=Words(citations.place(run[0].touchpoint) if run[0].touchpoint else "Somewhere"),
            notes=tuple(map(citations.cite, run)),
        )
        for run, new in zip(runs, begins, strict=True)
    )


def _stays(sighting: Sighting) -> tuple[object, object]:
    return sighting.moment.session, sighting.touchpoint
