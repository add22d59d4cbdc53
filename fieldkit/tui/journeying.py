"""The journey as the screen handles it: read once, then walked along touchpoints or time. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from fieldkit.analysis.cases import Wish
from fieldkit.analysis.future import Step, future
from fieldkit.analysis.journey import Journey, Reading, Stop, Together, journey, quartiles
from fieldkit.analysis.journey import Path as Way
from fieldkit.analysis.journey import readings as readings_of
from fieldkit.analysis.promises import Verdict, Word, promises
from fieldkit.analysis.sighting import Notes, Sighting, read
from fieldkit.analysis.timeline import TENTHS, Tenth, over_time, tenths
from fieldkit.digest.citing import Citations
from fieldkit.model.emotion import Whose
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import ParticipantKey, TouchpointKey
from fieldkit.model.study import Casebook
from fieldkit.model.words import Words
from fieldkit.shorthand.search import parse_search
from fieldkit.tui.browsing import lists_of

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench

ELSEWHERE = "elsewhere"
"""The column of readings without a touchpoint."""
MINUS = "\N{MINUS SIGN}"
PICTURE = "journey.svg"
"""The name under which the picture is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The middle of three people or more, the quartiles around it, and how far it reaches."""

    middle: float
    low: float
    high: float
    worst: float
    best: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One touchpoint, or one tenth of the sessions; its numbers are counted once."""

    key: str
    """What stands over it where there is little room."""
    title: str
    """Its whole name."""
    readings: tuple[Reading, ...] = ()
    """What customers felt there."""
    people: tuple[ParticipantKey, ...] = ()
    """The coded participants read there."""
    unnamed: bool = False
    """Whether some of it is of people without a code."""
    said: int = 0
    """How many of the readings people said themselves."""
    line: Line | None = None
    """None where too few people were read for one."""
    persons: Mapping[ParticipantKey, tuple[float, bool]] = field(default_factory=dict)
    """Each person's median there, and whether they said any of it."""
    own: tuple[Reading, ...] = ()
    """What observers felt there themselves."""
    promises: tuple[Word, ...] = ()
    step: Step | None = None
    """Its current and future state; None over time."""
    truth: bool = False
    """Whether it is marked as a moment of truth."""
    along: bool = True
    """Whether it has a place along the way, so that a line may lead to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One moment of the evidence."""

    sighting: Sighting
    reading: Reading | None = None
    """The feeling it stands there for; None for a wish, and for what speaks of a promise alone."""
    own: bool = False
    """Whether that feeling is the observer's own."""
    wish: Wish | None = None
    verdict: Verdict | None = None
    """What it says became of a promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A study's journey, as much of it as a search means."""

    notes: Notes
    citations: Citations
    found: Journey
    places: tuple[Column, ...]
    """Touchpoints along the journey, those without a reading among them."""
    times: tuple[Column, ...]
    """The tenths of the sessions; empty where no session's length is known."""
    sessions: int
    moments: int
    """How many moments have a customer's feeling."""
    told: tuple[tuple[str, str], ...]
    """Peak, end and means: of all people, or of each where there are fewer than three."""
    search: str = ""

    @property
    def people(self) -> tuple[ParticipantKey, ...]:
        """Who was read."""
        return tuple(path.participant for path in self.found.paths)

    def path(self, person: ParticipantKey) -> Way | None:
        """Return one person's path."""
        return next((p for p in self.found.paths if p.participant == person), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What of the journey is looked at, and how."""

    ground: Ground
    at: int = 0
    """The column under the cursor."""
    each: bool = False
    """Whether each person has a line of their own."""
    time: bool = False
    """Whether it goes along time instead of touchpoints."""
    own: bool = False
    """Whether observers' own feelings are shown, apart."""
    future: bool = False
    """Whether it is held against how it should be."""
    person: ParticipantKey | None = None
    """Whom the evidence under the cursor is about."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns walked along."""
        return self.ground.times if self.time else self.ground.places

    @property
    def column(self) -> Column | None:
        """The column under the cursor."""
        return self.columns[self.at] if self.at < len(self.columns) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the writer's thread gives of a study."""

    casebook: Casebook
    search: str
    words: Words
    folder: Path
    told: tuple[str, ...]
    """What the one who searches should know."""
    applied: int
    """Tells whether the study reads otherwise now."""
    uses: Mapping[str, Mapping[str, int]]
    lists: Mapping[str, Sequence[str]]
    """Values of a search's terms, for completion."""


def read_of(bench: "Bench", search: str) -> Read:
    """Return as much of a study as a search means; in the writer's thread."""
    words = bench.pen.words()
    asked = parse_search(search, words)
    return Read(
        casebook=bench.notebook.casebook(asked),
        search=search,
        words=words,
        folder=bench.notebook.folder,
        told=asked.told,
        applied=bench.applied,
        uses=bench.view().uses,
        lists=lists_of(bench.notebook),
    )


def picture(ground: Ground) -> str:
    """Return the journey as a file of its own (SVG); empty without a feeling at a touchpoint."""
    from fieldkit.digest.figure import journey_svg, standing_alone

    drawn = journey_svg(ground.found)
    return standing_alone(drawn) if drawn else ""


def ground(casebook: Casebook, search: str = "") -> Ground:
    """Read a casebook: 4,000 moments take about a quarter of a second."""
    notes = read(casebook)
    found = journey(notes)
    used = {s.moment.session for s in notes.sightings if s.moment.session}
    felt = (s for s in notes.sightings if any(_customers(s)))
    return Ground(
        notes=notes,
        citations=Citations(notes),
        found=found,
        places=_places(notes, found),
        times=_times(notes),
        sessions=len(used),
        moments=sum(1 for _ in felt),
        told=_told(found),
        search=search,
    )


def evidence(column: Column, *, own: bool, wished: bool) -> tuple[Item, ...]:
    """Return what a column rests on, in order.

    Args:
        column: The touchpoint or tenth.
        own: Whether observers' own feelings follow the customers'.
        wished: Whether it is about how it should be: the wishes come before what is.
    """
    said = {s.id: verdict for w in column.promises for verdict, held in w.evidence for s in held}
    found = [
        Item(sighting=r.sighting, reading=r, verdict=said.get(r.sighting.id))
        for r in column.readings
    ]
    there = {item.sighting.id for item in found}
    spoken = {s.id: s for w in column.promises for _, held in w.evidence for s in held}
    found += [Item(sighting=s, verdict=said[s.id]) for s in spoken.values() if s.id not in there]
    found.sort(key=lambda item: item.sighting.order)
    if own:
        found += [Item(sighting=r.sighting, reading=r, own=True) for r in column.own]
    wishes = column.step.wishes if wished and column.step else ()
    return (*(Item(sighting=wish.sighting, wish=wish) for wish in wishes), *found)


def signed(valence: float | None, places: int = 2) -> str:
    """Return a valence with its sign, as the journey alone shows it; a dash for None."""
    if valence is None:
        return "–"
    shown = f"{valence:+.{places}f}".replace("-", MINUS)
    return "0" if not float(f"{valence:.{places}f}") else shown


def path_told(path: Way, *, named: bool = False) -> tuple[tuple[str, str], ...]:
    """Return one person's peak, end and means."""
    who = f"{path.participant} " if named else ""
    both = f"(peak-end {signed(path.peak_end)})" if path.peak_end is not None else "(one reading)"
    return (
        (f"{who}peak", _at(path.peak)),
        (f"{who}end", _at(path.end)),
        (f"{who}mean", f"{signed(path.mean)} of {len(path.readings)} {both}"),
    )


def _told(found: Journey) -> tuple[tuple[str, str], ...]:
    if found.together is not None:
        return _all_told(found.together)
    return tuple(line for path in found.paths for line in path_told(path, named=True))


def _at(reading: Reading) -> str:
    place = reading.sighting.touchpoint or ELSEWHERE
    return f"{place} {signed(reading.valence)} ({reading.sighting.id})"


def _all_told(together: Together) -> tuple[tuple[str, str], ...]:
    peak = together.peak
    place = peak.sighting.touchpoint or ELSEWHERE
    who = ", ".join((*peak.people, peak.sighting.id))
    lines = [
        ("peak", f"{place} {signed(peak.valence)} ({who})"),
        ("end", _spread(together.ends)),
        ("mean", _spread(together.means)),
    ]
    if together.peak_ends:
        lines.append(("peak-end", _spread(together.peak_ends)))
    return tuple(lines)


def _spread(values: tuple[float, ...]) -> str:
    """Return the median of people's own numbers, with n and the quartiles."""
    low, high = quartiles(values)
    return f"{signed(median(values))} (n {len(values)}, {signed(low)}…{signed(high)})"


def _customers(sighting: Sighting) -> Iterable[bool]:
    return (e.whose is Whose.CUSTOMER for e in sighting.moment.emotions)


def _places(notes: Notes, found: Journey) -> tuple[Column, ...]:
    stops = {stop.touchpoint.key: stop for stop in found.stops}
    words: dict[TouchpointKey, list[Word]] = {}
    for word in promises(notes):
        words.setdefault(word.touchpoint, []).append(word)
    own: dict[TouchpointKey | None, list[Reading]] = {}
    for reading in readings_of(notes, Whose.OBSERVER):
        own.setdefault(reading.sighting.touchpoint, []).append(reading)
    steps = {step.touchpoint: step for step in future(notes)}
    columns = [
        Column(
            key=t.key,
            title=t.name or t.key,
            **_counted(stops.get(t.key)),
            own=tuple(own.get(t.key, ())),
            promises=tuple(words.get(t.key, ())),
            step=steps.get(t.key),
            truth=t.moment_of_truth,
        )
        for t in notes.touchpoints
    ]
    if found.elsewhere or None in own or None in steps:
        loose = Touchpoint(key=TouchpointKey(ELSEWHERE))
        felt = Stop(touchpoint=loose, readings=found.elsewhere) if found.elsewhere else None
        rest = Column(
            key=ELSEWHERE,
            title="without a touchpoint",
            **_counted(felt),
            own=tuple(own.get(None, ())),
            step=steps.get(None),
            along=False,
        )
        columns.append(rest)
    return tuple(columns)


def _counted(felt: Stop | Tenth | None) -> dict[str, Any]:
    """Return the numbers of a column."""
    if felt is None:
        return {}
    mine: dict[ParticipantKey, list[Reading]] = {}
    for reading in felt.readings:
        for person in reading.people:
            mine.setdefault(person, []).append(reading)
    return {
        "readings": felt.readings,
        "people": felt.people,
        "said": sum(reading.said for reading in felt.readings),
        "unnamed": felt.unnamed,
        "line": _line(felt) if felt.has_line else None,
        "persons": {
            person: (median(r.valence for r in held), any(r.said for r in held))
            for person, held in mine.items()
        },
    }


def _line(felt: Stop | Tenth) -> Line:
    low, high = felt.spread
    worst, best = felt.extent
    return Line(middle=felt.middle, low=low, high=high, worst=worst, best=best)


def _times(notes: Notes) -> tuple[Column, ...]:
    felt = {tenth.number: tenth for tenth in tenths(notes)}
    own: dict[int, list[Reading]] = {}
    for one in over_time(notes, Whose.OBSERVER):
        if one.tenth is not None:
            own.setdefault(one.tenth, []).append(one.reading)
    if not felt:
        return ()
    share = 100 // TENTHS
    return tuple(
        Column(
            key=f"{n * share}%",
            title=f"{n * share} to {(n + 1) * share} % of the session",
            **_counted(felt.get(n)),
            own=tuple(own.get(n, ())),
        )
        for n in range(TENTHS)
    )
