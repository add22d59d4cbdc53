"""The course each person took through the touchpoints, held against the journey as it is meant.

Words for what differs after the Customer Journey Modelling Language: an actual journey against the
planned one, whose touchpoints are missing, ad hoc or out of order.
Source: SINTEF, https://cjml.no/cjml-guiding-principles/
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldkit.analysis.sighting import Notes, Sighting, Voice, found_once, natural
from fieldkit.analysis.tally import Share
from fieldkit.model.emotion import Known
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import ParticipantKey, SessionId, TouchpointKey
from fieldkit.model.moment import ANSWER, QUESTION, Layer

ELSEWHEN = frozenset({Known.RECALLED, Known.REPORTED, Known.IMAGINED, Known.PROMPTED})
"""How feelings are known that need not have been felt where and when they were noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One stay at a touchpoint, until the next one."""

    touchpoint: TouchpointKey
    sightings: tuple[Sighting, ...]
    """What was noted there, at least one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The touchpoints one person met in one session, in order, and where that differs.

    Only touchpoints with an ``order`` are part of the journey as it is meant. Missing is what was
    passed over between the first and the furthest one met: what lies before or beyond was not
    seen, which is not the same as not done.
    """

    participant: ParticipantKey
    session: SessionId | None
    visits: tuple[Visit, ...]
    missing: tuple[TouchpointKey, ...]
    """Passed over, along the journey."""
    repeated: tuple[TouchpointKey, ...]
    """Come back to after another one, in the order of coming back."""
    out_of_order: tuple[TouchpointKey, ...]
    """Met for the first time after one that comes later, in the order of meeting."""
    ad_hoc: tuple[TouchpointKey, ...]
    """Met, though not part of the journey as it is meant."""

    @property
    def last(self) -> TouchpointKey:
        """The touchpoint they were seen at last."""
        return self.visits[-1].touchpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """Where people were seen last, short of the end."""

    touchpoint: TouchpointKey
    share: Share
    """Who was seen last here, of those who met it."""


@found_once
def courses(notes: Notes) -> tuple[Course, ...]:
    """Return each person's course in each session, by person, then by session as noted."""
    found: dict[tuple[ParticipantKey, SessionId | None], list[Sighting]] = {}
    for sighting in notes.sightings:
        if sighting.touchpoint is not None and _there(sighting):
            for key in sighting.present:
                found.setdefault((key, sighting.moment.session), []).append(sighting)
    place = {key: n for n, key in enumerate(natural(key for key, _ in found))}
    order = sorted(found, key=lambda key: place[key[0]])
    meant = planned(notes)
    return tuple(_course(*key, found[key], meant) for key in order)


def planned(notes: Notes) -> tuple[TouchpointKey, ...]:
    """Return the journey as it is meant: the touchpoints that have an order."""
    return tuple(t.key for t in notes.touchpoints if t.order is not None)


def halts(notes: Notes) -> tuple[Halt, ...]:
    """Return where people stop: seen last, short of the last touchpoint; most people first.

    A person counts by the last of their courses. Without an order there is no end to be short of,
    and none is returned.
    """
    meant = planned(notes)
    every = courses(notes)
    last = {course.participant: course.last for course in every}
    met: dict[TouchpointKey, list[ParticipantKey]] = {}
    for course in every:
        for visit in course.visits:
            met.setdefault(visit.touchpoint, []).append(course.participant)
    found = [
        Halt(touchpoint=key, share=Share(k=stopped, n=natural(met[key])))
        for key in meant[:-1]
        if (stopped := natural(p for p, end in last.items() if end == key))
    ]
    return tuple(sorted(found, key=lambda halt: -len(halt.share.k)))


def never_met(notes: Notes) -> tuple[Touchpoint, ...]:
    """Return the touchpoints at which nothing was noted."""
    seen = {sighting.touchpoint for sighting in notes.sightings}
    return tuple(t for t in notes.touchpoints if t.key not in seen)


def _there(sighting: Sighting) -> bool:
    """Tell whether its people were there then.

    Asking and answering about a touchpoint, what is recalled, wished, told or imagined of it, what
    the observer makes of it afterwards, and the observer's own reactions do not say so.
    """
    moment = sighting.moment
    talked = (
        moment.speaker in {QUESTION, ANSWER}
        or moment.layer is Layer.INFERRED
        or moment.dimension == "wants"
        or any(e.known in ELSEWHEN for e in moment.emotions)
    )
    return not sighting.tally and sighting.voice is not Voice.OBSERVER and not talked


def _course(
    participant: ParticipantKey,
    session: SessionId | None,
    sightings: list[Sighting],
    meant: tuple[TouchpointKey, ...],
) -> Course:
    visits = tuple(_visits(sightings))
    went = [visit.touchpoint for visit in visits]
    place = {key: n for n, key in enumerate(meant)}
    placed = [place[key] for key in went if key in place]
    between = meant[min(placed) : max(placed)] if placed else ()
    return Course(
        participant=participant,
        session=session,
        visits=visits,
        missing=tuple(key for key in between if key not in went),
        repeated=tuple(key for n, key in enumerate(went) if key in went[:n]),
        out_of_order=tuple(_back(went, place)),
        ad_hoc=tuple(dict.fromkeys(key for key in went if key not in place)) if meant else (),
    )


def _visits(sightings: Iterable[Sighting]) -> list[Visit]:
    found: list[Visit] = []
    for sighting in sightings:
        key = sighting.touchpoint
        if key is None:
            continue
        if found and found[-1].touchpoint == key:
            found[-1] = Visit(touchpoint=key, sightings=(*found[-1].sightings, sighting))
        else:
            found.append(Visit(touchpoint=key, sightings=(sighting,)))
    return found


def _back(went: list[TouchpointKey], place: dict[TouchpointKey, int]) -> list[TouchpointKey]:
    furthest, found, seen = -1, [], set[TouchpointKey]()
    for key in went:
        if key in place and key not in seen:
            if place[key] < furthest:
                found.append(key)
            furthest = max(furthest, place[key])
        seen.add(key)
    return found
