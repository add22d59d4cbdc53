"""The tables of the journey as rows, one a fact, for every format of a listing.

Valences stand as numbers, rounded to four places; what is undefined is None, never 0.
"""

from collections.abc import Callable, Iterable

from fieldkit.analysis.cases import cases
from fieldkit.analysis.course import courses, halts
from fieldkit.analysis.future import future
from fieldkit.analysis.journey import Reading, journey, readings
from fieldkit.analysis.promises import promises
from fieldkit.analysis.sighting import Notes, Sighting
from fieldkit.analysis.timeline import over_time
from fieldkit.analysis.turns import candidates, turns

Rows = list[dict[str, object]]


def stops(notes: Notes) -> Rows:
    """Return what was felt at each touchpoint; the median only where three people make one."""
    return [
        {
            "touchpoint": stop.touchpoint.key,
            "readings": len(stop.readings),
            "people": len(stop.people),
            "median": _number(stop.middle) if stop.has_line else None,
            "low": _number(stop.spread[0]) if stop.has_line else None,
            "high": _number(stop.spread[1]) if stop.has_line else None,
            "said": stop.said,
        }
        for stop in journey(notes).stops
    ]


def paths(notes: Notes) -> Rows:
    """Return each person's peak, end and means."""
    return [
        {
            "who": path.participant,
            "readings": len(path.readings),
            "peak": path.peak.emotion.term,
            "peak_valence": _number(path.peak.valence),
            "peak_id": path.peak.sighting.id,
            "end": path.end.emotion.term,
            "end_valence": _number(path.end.valence),
            "end_id": path.end.sighting.id,
            "mean": _number(path.mean),
            "peak_end": _number(path.peak_end),
            "felt": [reading.emotion.term for reading in path.readings],
        }
        for path in journey(notes).paths
    ]


def went(notes: Notes) -> Rows:
    """Return how each person went in each session, and where that differs from what is meant."""
    return [
        {
            "who": course.participant,
            "session": course.session,
            "went": [visit.touchpoint for visit in course.visits],
            "missing": list(course.missing),
            "repeated": list(course.repeated),
            "out_of_order": list(course.out_of_order),
            "ad_hoc": list(course.ad_hoc),
            "last": course.last,
        }
        for course in courses(notes)
    ]


def exits(notes: Notes) -> Rows:
    """Return where people were seen last, short of the end."""
    return [
        {
            "touchpoint": halt.touchpoint,
            "stopped": len(halt.share.k),
            "met": len(halt.share.n),
            "who": list(halt.share.k),
        }
        for halt in halts(notes)
    ]


def turned(notes: Notes) -> Rows:
    """Return delights and breaking points with what happened and what told them."""
    return [
        {
            **_read(turn.reading),
            "turn": str(turn.turning),
            "happened": turn.happened,
            "cue": turn.cue,
            "reason": turn.reason,
        }
        for turn in turns(notes)
    ]


def offered(notes: Notes) -> Rows:
    """Return the touchpoints that may be moments of truth, with their reasons."""
    return [
        {
            "touchpoint": found.touchpoint,
            "turned": len(found.turned.k),
            "met": len(found.turned.n),
            "ways": [str(way) for way in found.ways],
            "stopped": found.stopped,
            "moment_of_truth": found.known,
        }
        for found in candidates(notes)
    ]


def promised(notes: Notes) -> Rows:
    """Return each promise, the people for whom it was kept, strained and broken, and where."""
    return [
        {
            "touchpoint": word.touchpoint,
            "promise": word.promise,
            **{str(verdict): len(share.k) for verdict, share in word.shares},
            "met": len(word.shares[0][1].n),
            "so_far": str(word.verdict) if word.verdict else None,
            "ids": [s.id for _, found in word.evidence for s in found],
        }
        for word in promises(notes)
    ]


def wished(notes: Notes) -> Rows:
    """Return both states: one row a wish, and one for each touchpoint without any."""
    found: Rows = []
    for step in future(notes):
        both: dict[str, object] = {
            "touchpoint": step.touchpoint,
            "median": _number(step.now.middle) if step.now and step.now.has_line else None,
            "difference": str(step.difference),
            "then": _number(step.then),
            "gain": _number(step.gain),
        }
        for wish in step.wishes:
            held = wish.sighting
            found.append({**both, "wish": held.moment.text, "whose": str(wish.origin), **_by(held)})
        if not step.wishes:
            found.append({**both, "wish": None, "whose": None, "who": [], "id": None})
    return found


def needed(notes: Notes) -> Rows:
    """Return what each person needed, what broke, and what came of it."""
    return [
        {
            "who": case.participant.key,
            "needed": [s.moment.text for s in case.needs],
            "broke": [turn.happened for turn in case.problems],
            "solved": [s.moment.text for s in case.solved],
            "ids": [
                *(s.id for s in case.needs),
                *(turn.reading.sighting.id for turn in case.problems),
                *(s.id for s in case.solved),
            ],
        }
        for case in cases(notes)
        if case.needs or case.problems
    ]


def read(notes: Notes) -> Rows:
    """Return every reading, those without a time among them."""
    return [
        {"session": reading.sighting.moment.session, **_read(reading)}
        for reading in readings(notes)
    ]


def expected(notes: Notes) -> Rows:
    """Return what each person expected, beside what happened."""
    found: Rows = []
    for case in cases(notes):
        for pair in case.expectations:
            first = pair.expected or pair.got
            found.append(
                {
                    "who": case.participant.key,
                    "touchpoint": first.touchpoint if first else None,
                    "expected": pair.expected.moment.text if pair.expected else None,
                    "expected_id": pair.expected.id if pair.expected else None,
                    "got": pair.got.moment.text if pair.got else None,
                    "got_id": pair.got.id if pair.got else None,
                }
            )
    return found


def timed(notes: Notes) -> Rows:
    """Return each reading with its time."""
    return [
        {
            "at": one.reading.sighting.moment.at,
            "session": one.reading.sighting.moment.session,
            **_read(one.reading),
            "tenth": one.tenth,
        }
        for one in over_time(notes)
    ]


TABLES: dict[str, tuple[tuple[str, ...], Callable[[Notes], Rows]]] = {
    "stops": (("touchpoint", "readings", "people", "median", "low", "high", "said"), stops),
    "paths": (
        (
            *("who", "readings", "peak", "peak_valence", "peak_id", "end", "end_valence", "end_id"),
            *("mean", "peak_end", "felt"),
        ),
        paths,
    ),
    "courses": (
        ("who", "session", "went", "missing", "repeated", "out_of_order", "ad_hoc", "last"),
        went,
    ),
    "exits": (("touchpoint", "stopped", "met", "who"), exits),
    "turns": (
        (
            "touchpoint",
            "who",
            "turn",
            "feeling",
            "valence",
            "known",
            "happened",
            "cue",
            "reason",
            "id",
        ),
        turned,
    ),
    "candidates": (
        ("touchpoint", "turned", "met", "ways", "stopped", "moment_of_truth"),
        offered,
    ),
    "promises": (
        ("touchpoint", "promise", "kept", "strained", "broken", "met", "so_far", "ids"),
        promised,
    ),
    "wishes": (
        ("touchpoint", "median", "wish", "whose", "who", "difference", "then", "gain", "id"),
        wished,
    ),
    "expectations": (
        ("who", "touchpoint", "expected", "expected_id", "got", "got_id"),
        expected,
    ),
    "needs": (("who", "needed", "broke", "solved", "ids"), needed),
    "readings": (
        ("session", "touchpoint", "who", "feeling", "valence", "known", "id"),
        read,
    ),
    "time": (
        ("at", "session", "tenth", "touchpoint", "who", "feeling", "valence", "known", "id"),
        timed,
    ),
}
"""Every table by its name: its columns, and what makes its rows."""


def _read(reading: Reading) -> dict[str, object]:
    return {
        "touchpoint": reading.sighting.touchpoint,
        "who": list(reading.people),
        "feeling": reading.emotion.term,
        "valence": reading.valence,
        "known": str(reading.emotion.known),
        "id": reading.sighting.id,
    }


def _by(sighting: Sighting) -> dict[str, object]:
    who: Iterable[str] = sighting.people or sighting.staff
    return {"who": list(who), "id": sighting.id}


def _number(valence: float | None) -> float | None:
    return None if valence is None else round(valence, 4)
