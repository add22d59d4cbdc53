"""How a digest says things: counts, days, people, layers and feelings as plain words."""

from collections.abc import Iterable, Sequence
from datetime import date

from fieldkit.analysis.sighting import Sighting, Voice
from fieldkit.model.emotion import UNSURE, Emotion, Known
from fieldkit.model.keys import ParticipantKey
from fieldkit.model.moment import QUESTION, Layer

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
TO = "\N{EN DASH}"
ENDS = (*".!?…。؟।", "\N{FULLWIDTH EXCLAMATION MARK}", "\N{FULLWIDTH QUESTION MARK}")
SPAN = 3
"""Days in a row from which they are written as a span."""
MANY_DAYS = 6
"""Days listed one by one; above, a span is given."""
KNOWN = {
    Known.INFERRED: "our reading",
    Known.SPONTANEOUS: "said",
    Known.PROMPTED: "said when asked",
    Known.RECALLED: "said, looking back",
    Known.REPORTED: "told by another",
    Known.IMAGINED: "imagined",
}
LAYERS = {
    Layer.OBSERVED: "seen",
    Layer.VERBATIM: "said",
    Layer.PARAPHRASE: "said that",
    Layer.INFERRED: "our reading",
    Layer.REFLEXIVE: "the observer's own reaction",
    Layer.METHOD: "about the fieldwork",
}
BANDS = ((-0.6, "very bad"), (-0.2, "bad"), (0.2, "neither good nor bad"), (0.6, "good"))
"""Words for a valence: each up to and with its bound on the bad side; above all, very good."""


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 note``, ``3 notes``, ``no notes``."""
    noun = one if number == 1 else many or one + "s"
    return f"{number or 'no'} {noun}"


def people(number: int, *, unnamed: bool) -> str:
    """Return whose readings they are: ``3 people and unnamed``, for those without a code apart."""
    if not number:
        return "unnamed people"
    return f"{count(number, 'person', 'people')}{' and unnamed' if unnamed else ''}"


def listed(parts: Iterable[str]) -> str:
    """Return parts as a sentence lists them: ``a, b and c``."""
    every = list(parts)
    if len(every) < 2:  # noqa: PLR2004 - "and" stands between two
        return "".join(every)
    return f"{', '.join(every[:-1])} and {every[-1]}"


def codes(keys: Sequence[ParticipantKey]) -> str:
    """Return people's codes with runs drawn together: ``P1 to P5`` become one run."""
    runs: list[list[ParticipantKey]] = []
    for key in keys:
        if runs and _follows(runs[-1][-1], key):
            runs[-1].append(key)
        else:
            runs.append([key])
    parts = [
        part
        for run in runs
        for part in ([f"{run[0]}{TO}{run[-1]}"] if len(run) > 2 else run)  # noqa: PLR2004 - a run
    ]
    return listed(parts)


def days(found: Iterable[date]) -> str:
    """Return days as people write them: ``9, 11 and 12 May 2020``."""
    every = sorted(set(found))
    if len(every) > MANY_DAYS:
        return f"{_day(every[0], every[-1])} to {_day(every[-1])}"
    months: dict[tuple[int, int], list[date]] = {}
    for day in every:
        months.setdefault((day.year, day.month), []).append(day)
    parts = []
    for (year, month), together in months.items():
        name = f"{MONTHS[month - 1]} {year}"
        parts.append(f"{listed(_runs([day.day for day in together]))} {name}")
    return "; ".join(parts)


def _runs(numbers: Sequence[int]) -> list[str]:
    """Return ascending numbers as text, three or more in a row as one span."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown: list[str] = []
    for run in runs:
        long = len(run) >= SPAN
        shown += [f"{run[0]}–{run[-1]}"] if long else [str(number) for number in run]
    return shown


def layer(sighting: Sighting) -> str:
    """Return how a moment is known; an imported guess is "noted", never "seen"."""
    moment = sighting.moment
    if moment.layer is Layer.OBSERVED and moment.source and moment.source.guessed:
        return "noted"
    if moment.layer is Layer.VERBATIM and moment.speaker == QUESTION:
        return "asked"
    return LAYERS[moment.layer]


def who(sighting: Sighting) -> str:
    """Return whose words or acts a moment holds; staff and unnamed people are named as such."""
    if sighting.voice is Voice.CUSTOMER:
        unsure = sighting.moment.layer is Layer.VERBATIM and not sighting.moment.speaker
        return " or ".join(sighting.people) if unsure else codes(sighting.people)
    if sighting.voice is Voice.STAFF:
        return f"staff {codes(sighting.staff)}"
    if sighting.voice is Voice.OBSERVER:
        return f"{sighting.writer}, observing" if sighting.writer else "observer"
    return "unnamed"


def feeling(emotion: Emotion) -> str:
    """Return a feeling in words: ``frustrated, 4 of 5, our reading``; never a decimal."""
    parts = [emotion.term]
    if emotion.intensity is not None:
        parts.append(f"{emotion.intensity} of 5")
    parts.append(known(emotion))
    return ", ".join(parts)


def known(emotion: Emotion) -> str:
    """Return how a feeling is known."""
    unsure = emotion.confidence is not None and emotion.confidence <= UNSURE
    return KNOWN[emotion.known] + (", unsure" if unsure else "")


def band(valence: float) -> str:
    """Return a valence in words."""
    for bound, word in BANDS:
        if valence <= bound if bound < 0 else valence < bound:
            return word
    return "very good"


def sentence(text: str) -> str:
    """Return text with a full stop where it ends without a mark."""
    return text if text.endswith(ENDS) else f"{text}."


def _follows(left: str, right: str) -> bool:
    return left[:1] == right[:1] and _number(right) == _number(left) + 1 > 1


def _number(key: str) -> int:
    return int(key[1:]) if key[1:].isdecimal() and key[1:].isascii() else -1


def _day(day: date, until: date | None = None) -> str:
    """Return a day; the month and year are left out where ``until`` says them."""
    shown = str(day.day)
    if until is None or (day.year, day.month) != (until.year, until.month):
        shown += f" {MONTHS[day.month - 1]}"
    return shown if until and day.year == until.year else f"{shown} {day.year}"
