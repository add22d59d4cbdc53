"""Delights and breaking points, and the touchpoints that may be moments of truth.

A moment of truth is any contact in which a customer forms their view of the company (Carlzon,
Moments of Truth, 1987). Which one is, people decide: here are candidates, each with its reason.
"""

from dataclasses import dataclass
from enum import StrEnum

from fieldkit.analysis.course import halts
from fieldkit.analysis.journey import Reading, readings
from fieldkit.analysis.sighting import Notes, found_once, natural
from fieldkit.analysis.tally import Share, met
from fieldkit.model.keys import ParticipantKey, TouchpointKey

FAR = 0.5
"""Valence from which a feeling is far from neither."""
STRONG = 4
"""Intensity, of 5, from which a feeling is strong."""


class Turning(StrEnum):
    """Which way it turned."""

    DELIGHT = "delight"
    BREAKING = "breaking point"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One moment that made someone happy, or pushed them over the edge."""

    turning: Turning
    reading: Reading
    happened: str
    """What was said or done then; empty where the note has no words."""
    cue: str | None
    """What the observer saw that tells the feeling: it shows it, and need not have caused it."""
    reason: str | None
    """Why it mattered, in the remark beside the moment; None where nobody noted one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A touchpoint that may be a moment of truth, for people to decide."""

    touchpoint: TouchpointKey
    turned: Share
    """People with a delight or a breaking point here, of those who met it."""
    ways: tuple[Turning, ...]
    stopped: int
    """How many people were seen last here, short of the end."""
    known: bool
    """Whether it is marked as a moment of truth already."""


@found_once
def turns(notes: Notes) -> tuple[Turn, ...]:
    """Return delights and breaking points in order.

    A customer's lived feeling whose valence is at least .5 from neither and whose intensity is 4 or
    5. Where no intensity was judged, a valence at least .8 from neither stands for a strong one.
    Our own rule.
    """
    return tuple(_turn(reading) for reading in readings(notes) if _turns(reading))


def candidates(notes: Notes) -> tuple[Candidate, ...]:
    """Return the touchpoints where someone was delighted, broke, or stopped; most people first."""
    by_place: dict[TouchpointKey, list[Turn]] = {}
    for turn in turns(notes):
        if (key := turn.reading.sighting.touchpoint) is not None:
            by_place.setdefault(key, []).append(turn)
    stopped = {halt.touchpoint: len(halt.share.k) for halt in halts(notes)}
    known = {t.key for t in notes.touchpoints if t.moment_of_truth}
    found = [
        _candidate(notes, t.key, by_place.get(t.key, []), stopped.get(t.key, 0), known)
        for t in notes.touchpoints
        if t.key in by_place or t.key in stopped
    ]
    return tuple(sorted(found, key=lambda c: (-len(c.turned.k), -c.stopped)))


def _candidate(
    notes: Notes,
    key: TouchpointKey,
    here: list[Turn],
    stopped: int,
    known: set[TouchpointKey],
) -> Candidate:
    who: tuple[ParticipantKey, ...] = natural(p for turn in here for p in turn.reading.people)
    return Candidate(
        touchpoint=key,
        turned=Share(k=who, n=natural((*who, *met(notes, (key,))))),
        ways=tuple(way for way in Turning if any(turn.turning is way for turn in here)),
        stopped=stopped,
        known=key in known,
    )


def _turns(reading: Reading) -> bool:
    strength = reading.emotion.intensity
    if strength is None:
        return abs(reading.valence) >= FAR + 0.3
    return abs(reading.valence) >= FAR and strength >= STRONG


def _turn(reading: Reading) -> Turn:
    moment = reading.sighting.moment
    return Turn(
        turning=Turning.DELIGHT if reading.valence > 0 else Turning.BREAKING,
        reading=reading,
        happened=moment.text,
        cue=reading.emotion.cue,
        reason=moment.note,
    )
