"""The emotional journey: what customers felt, touchpoint by touchpoint and person by person.

Only customers' own feelings with a valence enter, and only lived ones: what a third person tells
or someone imagines does not. A line repeated within a session counts once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, median, quantiles

from fieldkit.analysis.sighting import Notes, Sighting, Voice, found_once, natural
from fieldkit.model.emotion import Emotion, Whose
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import ParticipantKey

LINE = 3
"""Participants a journey line needs; below that, one dot a reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One feeling of a customer, where it was read."""

    sighting: Sighting
    emotion: Emotion
    valence: float
    """From -1 (bad) to 1 (good)."""

    @property
    def people(self) -> tuple[ParticipantKey, ...]:
        """The coded participants who felt it; nobody where they are unnamed or counted."""
        return feelers(self.sighting)

    @property
    def said(self) -> bool:
        """Tell whether they said so themselves."""
        return self.emotion.known.said and self.sighting.voice is not Voice.STAFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Readings taken together.

    The middle is the median; the spread runs between the quartiles, both by the inclusive method
    (linear between the readings, the extremes being the 0th and 100th percentile).
    Source: Hyndman and Fan, The American Statistician 50 (1996), type 7.
    """

    readings: tuple[Reading, ...]
    """At least one."""

    @property
    def people(self) -> tuple[ParticipantKey, ...]:
        """The coded participants with a reading among them."""
        return natural(key for reading in self.readings for key in reading.people)

    @property
    def has_line(self) -> bool:
        """Tell whether enough people were read for a line."""
        return len(self.people) >= LINE

    @property
    def middle(self) -> float:
        """The median valence."""
        return median(reading.valence for reading in self.readings)

    @property
    def middles(self) -> tuple[Reading, Reading]:
        """The two readings around the median, the worse first; one and the same where odd."""
        ranked = sorted(self.readings, key=lambda r: (r.valence, r.sighting.order))
        return ranked[(len(ranked) - 1) // 2], ranked[len(ranked) // 2]

    @property
    def spread(self) -> tuple[float, float]:
        """The lower and the upper quartile of valence."""
        return quartiles(reading.valence for reading in self.readings)

    @property
    def extent(self) -> tuple[float, float]:
        """The worst and the best valence: what is outside the spread is felt all the same."""
        every = [reading.valence for reading in self.readings]
        return min(every), max(every)

    @property
    def unnamed(self) -> bool:
        """Tell whether some of it is of people who have no code, who are not among the people."""
        return not all(reading.people for reading in self.readings)

    @property
    def said(self) -> int:
        """How many readings the people said themselves; the others are the observer's."""
        return sum(reading.said for reading in self.readings)

    def nearest(self, valence: float) -> Reading:
        """Return the reading nearest to a valence; of two as near the worse, then the first."""
        return min(
            self.readings,
            key=lambda r: (round(abs(r.valence - valence), 9), r.valence, r.sighting.order),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Gathered):
    """What customers felt at one touchpoint."""

    touchpoint: Touchpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """What one person felt, in order: one reading a moment, its most extreme.

    The peak is the reading farthest from 0; of equals the one of greater intensity, then the
    later. The peak-end average is a heuristic of memory, not a measurement.
    Source: Kahneman, Fredrickson, Schreiber and Redelmeier, Psychological Science 4 (1993).
    """

    participant: ParticipantKey
    readings: tuple[Reading, ...]
    """At least one."""

    @property
    def peak(self) -> Reading:
        """The most extreme reading."""
        return _most_extreme(self.readings)

    @property
    def best(self) -> Reading | None:
        """The strongest good reading; of equals one they said, then the farther out, the later."""
        return _strongest(r for r in self.readings if r.valence > 0)

    @property
    def worst(self) -> Reading | None:
        """The strongest bad reading, by the same rule."""
        return _strongest(r for r in self.readings if r.valence < 0)

    @property
    def end(self) -> Reading:
        """The last reading."""
        return self.readings[-1]

    @property
    def mean(self) -> float:
        """The plain mean of all readings."""
        return fmean(reading.valence for reading in self.readings)

    @property
    def peak_end(self) -> float | None:
        """The mean of peak and end; None below two rated moments, where it says nothing."""
        if len(self.readings) < 2:  # noqa: PLR2004 - two is the rule itself: a peak and an end
            return None
        return fmean((self.peak.valence, self.end.valence))


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """The paths of all people as one: each person counts once, however much was read of them."""

    paths: tuple[Path, ...]
    """At least as many as a line needs."""

    @property
    def peak(self) -> Reading:
        """The most extreme reading of anyone, by the rule of a path."""
        return _most_extreme(path.peak for path in self.paths)

    @property
    def ends(self) -> tuple[float, ...]:
        """The last valence of each person."""
        return tuple(path.end.valence for path in self.paths)

    @property
    def means(self) -> tuple[float, ...]:
        """The plain mean of each person."""
        return tuple(path.mean for path in self.paths)

    @property
    def peak_ends(self) -> tuple[float, ...]:
        """The peak-end average of each person who has one."""
        return tuple(p.peak_end for p in self.paths if p.peak_end is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What was felt along the whole journey."""

    stops: tuple[Stop, ...]
    """Touchpoints with at least one reading, along the journey."""
    elsewhere: tuple[Reading, ...]
    """Readings without a touchpoint."""
    paths: tuple[Path, ...]
    """One per participant with a reading."""
    unfelt: tuple[Touchpoint, ...] = ()
    """Touchpoints where something was noted, but no feeling of a customer that has a valence."""
    unseen: tuple[Touchpoint, ...] = ()
    """Touchpoints where nothing was noted."""
    partial: bool = False
    """Whether somebody did not agree to this use, so that more was noted than may be told."""

    @property
    def together(self) -> Together | None:
        """All people as one; None below three, where each stands for themselves."""
        return Together(paths=self.paths) if len(self.paths) >= LINE else None


def quartiles(values: Iterable[float]) -> tuple[float, float]:
    """Return the lower and the upper quartile, inclusive; of one value itself twice.

    Source: Hyndman and Fan, The American Statistician 50 (1996), type 7.
    """
    ranked = sorted(values)
    if len(ranked) == 1:
        return ranked[0], ranked[0]
    low, _, high = quantiles(ranked, n=4, method="inclusive")
    return low, high


def readings(notes: Notes, whose: Whose = Whose.CUSTOMER) -> tuple[Reading, ...]:
    """Return all feelings that may enter a curve, in order; those of others have one apart."""
    found: dict[tuple[object, ...], Reading] = {}
    for sighting in notes.sightings:
        for emotion in sighting.moment.emotions:
            if emotion.whose is whose and emotion.known.lived:
                value = emotion.valence
                if value is not None:
                    reading = Reading(sighting=sighting, emotion=emotion, valence=value)
                    found.setdefault((*sighting.line, emotion.key), reading)
    return tuple(found.values())


@found_once
def journey(notes: Notes) -> Journey:
    """Return the emotional journey."""
    every = readings(notes)
    by_place: dict[str | None, list[Reading]] = {}
    by_person: dict[ParticipantKey, list[Reading]] = {}
    for reading in every:
        by_place.setdefault(reading.sighting.touchpoint, []).append(reading)
        for key in reading.people:
            by_person.setdefault(key, []).append(reading)
    return Journey(
        stops=tuple(
            Stop(touchpoint=t, readings=tuple(by_place[t.key]))
            for t in notes.touchpoints
            if t.key in by_place
        ),
        elsewhere=tuple(by_place.get(None, ())),
        paths=tuple(
            Path(participant=key, readings=_one_a_moment(by_person[key]))
            for key in natural(by_person)
        ),
        unfelt=tuple(t for t in notes.touchpoints if t.key not in by_place and notes.at(t.key)),
        unseen=tuple(t for t in notes.touchpoints if not notes.at(t.key)),
        partial=notes.partial,
    )


def feelers(sighting: Sighting) -> tuple[ParticipantKey, ...]:
    """Return the coded participants whose feeling a customer's emotion on this moment is."""
    if sighting.tally:
        return ()
    return sighting.people if sighting.voice is Voice.CUSTOMER else sighting.present


def best(sighting: Sighting) -> Emotion | None:
    """Return the customer's lived feeling that shows most, or None."""
    felt = [e for e in sighting.moment.emotions if e.whose is Whose.CUSTOMER and e.known.lived]
    return max(
        felt, key=lambda e: (e.known.said, e.intensity or 0, abs(e.valence or 0)), default=None
    )


def _strongest(found: Iterable[Reading]) -> Reading | None:
    """Return the reading of greatest intensity; ties: one they said, farther from 0, the later."""

    def strength(item: tuple[int, Reading]) -> tuple[int, bool, float, int]:
        place, reading = item
        return reading.emotion.intensity or 0, reading.said, abs(reading.valence), place

    last = max(enumerate(found), key=strength, default=None)
    return last[1] if last else None


def _one_a_moment(found: list[Reading]) -> tuple[Reading, ...]:
    moments: dict[int, list[Reading]] = {}
    for reading in found:
        moments.setdefault(reading.sighting.order, []).append(reading)
    return tuple(_most_extreme(together) for together in moments.values())


def _most_extreme(found: Iterable[Reading]) -> Reading:
    """Return the reading farthest from 0; ties: greater intensity, then the later."""
    ranked = enumerate(found)
    return max(
        ranked, key=lambda item: (abs(item[1].valence), item[1].emotion.intensity or 0, item[0])
    )[1]
