"""What people lived along the journey, as tables and lines that cite the notes they rest on."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import groupby

from fieldkit.analysis.cases import Expectation, Origin, Wish, cases
from fieldkit.analysis.course import Course, courses, halts, never_met, planned
from fieldkit.analysis.future import Difference, Step, future
from fieldkit.analysis.journey import Path, Reading, journey
from fieldkit.analysis.promises import Word, promises
from fieldkit.analysis.sighting import Notes, Sighting
from fieldkit.analysis.turns import Candidate, Turn, Turning, candidates, turns
from fieldkit.digest import phrases
from fieldkit.digest.citing import Citations
from fieldkit.digest.days import encounter
from fieldkit.digest.feelings import middle_feeling
from fieldkit.digest.markdown import Markdown, Words, entries, escape, fence, table
from fieldkit.digest.mermaid import mermaid
from fieldkit.digest.unfelt import nothing
from fieldkit.model.keys import TouchpointKey

WHOSE = {Origin.CUSTOMER: "a customer", Origin.TEAM: "the team"}
LINKS = 4
"""Notes linked from one cell."""
SHOWN = 12
"""Turns of a kind that are told: the strongest; the others are counted."""
IN_A_ROW = 24
"""Places told in a row, and feelings at one of them; what comes after is counted."""
NOT_NOTED = "not noted"


class Lived:
    """The journey person by person, made part by part as a template asks."""

    def __init__(self, notes: Notes, citations: Citations) -> None:
        """Keep what to read."""
        self._notes = notes
        self._cite = citations

    @cached_property
    def paths(self) -> Markdown:
        """What each person felt, place by place, with peak, end and the average of both."""
        rows = [self._path(path) for path in journey(self._notes).paths]
        return entries(("felt, in order", "peak", "end", "peak and end together"), rows)

    @cached_property
    def courses(self) -> Markdown:
        """How each person went, and where that differs from the journey as it is meant."""
        every = courses(self._notes)
        often = Counter(course.participant for course in every)
        rows = [self._course(c, named=often[c.participant] > 1) for c in every]
        return entries(("went", "passed over", "came back to", "out of order", "not planned"), rows)

    @cached_property
    def planned(self) -> bool:
        """Whether touchpoints have an order, without which nothing can differ from it."""
        return bool(planned(self._notes))

    @cached_property
    def halts(self) -> tuple[Markdown, ...]:
        """Where people were seen last, short of the end, a line each."""
        return tuple(
            Markdown(
                f"{self._place(halt.touchpoint)}: {halt.share}"
                f" ({escape(phrases.codes(halt.share.k))})"
            )
            for halt in halts(self._notes)
        )

    @cached_property
    def never(self) -> Markdown:
        """Touchpoints at which nothing was noted, as a sentence; empty where there is none."""
        names = ", ".join(escape(t.name or t.key) for t in never_met(self._notes))
        return Markdown(f"{nothing(partial=self._notes.partial)} {names}." if names else "")

    @cached_property
    def delights(self) -> Markdown:
        """What made people happy."""
        return self._turns(Turning.DELIGHT)

    @cached_property
    def breaking_points(self) -> Markdown:
        """What pushed people over the edge."""
        return self._turns(Turning.BREAKING)

    @cached_property
    def expectations(self) -> Markdown:
        """What people expected, beside what happened."""
        rows = [
            self._expected(case.participant.key, pair)
            for case in cases(self._notes)
            for pair in case.expectations
        ]
        return entries(("expected", "happened"), rows)

    @cached_property
    def needs(self) -> Markdown:
        """Each person's need, what broke, and what came of it."""
        rows = []
        for case in cases(self._notes):
            problems = [turn.reading.sighting for turn in case.problems]
            if case.needs or (problems and case.solved):
                row = (escape(case.participant.key), self._said(case.needs), self._said(problems))
                rows.append((*row, self._said(case.solved) or NOT_NOTED))
        return entries(("needed", "what broke", "solved"), rows)

    @cached_property
    def promises(self) -> Markdown:
        """Each promise and what became of it, by people."""
        rows = [self._promise(word) for word in promises(self._notes)]
        heads = ("where", "promise", "kept", "strained", "broken", "so far", "notes")
        return table(heads, rows) if rows else Markdown()

    @cached_property
    def candidates(self) -> tuple[Markdown, ...]:
        """Touchpoints that may be moments of truth, each with its reason, a line each."""
        return tuple(self._candidate(found) for found in candidates(self._notes))

    @cached_property
    def future(self) -> Markdown:
        """How it should be, beside how it is, and who said so."""
        steps = future(self._notes)
        rows = [
            (self._place(step.touchpoint), *self._wish(wish), Words(_now(step)), _then(step))
            for step in steps
            for wish in step.wishes
        ]
        return entries(("should be", "who says so", "felt there now", "then"), rows)

    @cached_property
    def open(self) -> Markdown:
        """Touchpoints that are bad, and of which nobody said how they should be."""
        steps = (s for s in future(self._notes) if s.difference is Difference.OPEN)
        return Markdown(", ".join(self._place(step.touchpoint) for step in steps))

    @cached_property
    def mermaid(self) -> Markdown:
        """The journey in Mermaid's ``journey`` form, for platforms that draw it."""
        drawn = mermaid(self._notes)
        return fence("mermaid", drawn) if drawn else Markdown()

    def _place(self, key: TouchpointKey | None) -> Markdown:
        return Markdown(escape(self._cite.place(key)))

    def _places(self, keys: Iterable[TouchpointKey]) -> Markdown:
        return Markdown(", ".join(self._place(key) for key in keys))

    def _path(self, path: Path) -> tuple[object, ...]:
        together = path.peak_end
        average = "undefined: one reading" if together is None else phrases.band(together)
        visits = groupby(path.readings, key=lambda reading: reading.sighting.moment.session)
        told = [
            (those[0].sighting, self._stays(those)) for _, found in visits if (those := [*found])
        ]
        felt = (
            f"**{escape(encounter(first, self._notes))}:** {stays}" if len(told) > 1 else stays
            for first, stays in told
        )
        return (
            escape(path.participant),
            "; ".join(felt),
            self._reading(path.peak),
            self._reading(path.end),
            average,
        )

    def _stays(self, found: Iterable[Reading]) -> Markdown:
        """Return what was felt in one encounter, place by place."""
        stays = groupby(found, key=lambda reading: reading.sighting.touchpoint)
        return _in_a_row(
            [
                f"{self._place(key)}: {_in_a_row([escape(r.emotion.term) for r in there], ', ')}"
                for key, there in stays
            ]
        )

    def _reading(self, reading: Reading) -> Markdown:
        where = self._place(reading.sighting.touchpoint)
        return Markdown(
            f"{escape(reading.emotion.term)}, {where} ({self._cite.link(reading.sighting)})"
        )

    def _course(self, course: Course, *, named: bool) -> tuple[object, ...]:
        which = encounter(course.visits[0].sightings[0], self._notes)
        return (
            escape(f"{course.participant}, {which}" if named else course.participant),
            _in_a_row([self._place(visit.touchpoint) for visit in course.visits]),
            self._places(course.missing),
            self._places(course.repeated),
            self._places(course.out_of_order),
            self._places(course.ad_hoc),
        )

    def _turns(self, turning: Turning) -> Markdown:
        found = [turn for turn in turns(self._notes) if turn.turning is turning]
        strongest = sorted(found, key=lambda t: (-(t.reading.emotion.intensity or 0), -_far(t)))
        told = sorted(strongest[:SHOWN], key=found.index)
        listed = entries(("felt", "what happened", "told by", "beside it"), map(self._turn, told))
        rest = len(found) - len(told)
        more = f"\n\nThe {SHOWN} strongest; {phrases.count(rest, 'more', 'more')} in the notes."
        return Markdown(f"{listed}{more if rest else ''}")

    def _turn(self, turn: Turn) -> tuple[object, ...]:
        sighting = turn.reading.sighting
        felt = Words(phrases.feeling(turn.reading.emotion))
        return (
            f"{self._place(sighting.touchpoint)}, {escape(phrases.who(sighting))}",
            f"{felt} ({self._cite.link(sighting)})",
            self._words(sighting),
            Words(turn.cue),
            Words(turn.reason),
        )

    def _expected(self, who: str, pair: Expectation) -> tuple[object, ...]:
        first = pair.expected or pair.got
        where = self._place(first.touchpoint if first else None)
        return f"{escape(who)}, {where}", self._one(pair.expected), self._one(pair.got)

    def _one(self, sighting: Sighting | None) -> object:
        return self._said([sighting]) if sighting else Words(NOT_NOTED)

    def _said(self, sightings: Iterable[Sighting]) -> Markdown:
        """Return what notes say, each with its link."""
        return Markdown("; ".join(f"{self._words(s)} ({self._cite.link(s)})" for s in sightings))

    def _words(self, sighting: Sighting) -> Markdown | Words:
        """Return what a note says, in the speaker's own words where they may be printed."""
        cited = self._cite.cite(sighting)
        return cited.quotation or (Words("words held back") if cited.held else cited.words)

    def _promise(self, word: Word) -> tuple[object, ...]:
        shares = [str(share) if share.k else "" for _, share in word.shares]
        spoken = [sighting for _, found in word.evidence for sighting in found]
        silent = "not spoken of" if not spoken else "no coded participant"
        return (
            self._place(word.touchpoint),
            Words(word.promise or "(not written down)"),
            *shares,
            word.verdict or silent,
            self._cite.links(spoken, LINKS),
        )

    def _candidate(self, found: Candidate) -> Markdown:
        reasons = []
        if found.turned.k:
            reasons.append(f"{phrases.listed(found.ways)} for {found.turned}")
        if found.stopped:
            reasons.append(f"{phrases.count(found.stopped, 'person', 'people')} seen last here")
        known = " (marked as one)" if found.known else ""
        return Markdown(f"{self._place(found.touchpoint)}{known}: {'; '.join(reasons)}")

    def _wish(self, wish: Wish) -> tuple[object, ...]:
        sighting = wish.sighting
        return self._said([sighting]), WHOSE[wish.origin]


def _in_a_row(shown: Sequence[str], by: str = " → ") -> Markdown:
    """Return what came one after the other; of a long row, the first ones."""
    rest = len(shown) - IN_A_ROW
    return Markdown(by.join([*shown[:IN_A_ROW], *([f"{rest} more"] if rest > 0 else [])]))


def _far(turn: Turn) -> float:
    return abs(turn.reading.valence)


def _now(step: Step) -> str:
    stop = step.now
    if stop is None:
        return "no feeling read"
    if not stop.has_line:
        return "each: " + ", ".join(reading.emotion.term for reading in stop.readings)
    return f"{middle_feeling(stop)} ({phrases.count(len(stop.people), 'person', 'people')})"


def _then(step: Step) -> Words:
    """Return what is new about it, and what it should feel like where someone imagined that."""
    parts = (
        "new: nothing was noted there yet" if step.difference is Difference.NEW else "",
        "" if step.then is None else f"to feel {phrases.band(step.then)}",
    )
    return Words("; ".join(part for part in parts if part))
