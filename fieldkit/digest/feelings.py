"""Feelings as tables: the journey, and what people's own words say of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fieldkit.analysis.journey import Journey, Reading, Stop, feelers
from fieldkit.analysis.sighting import Notes, Sighting, Voice, natural
from fieldkit.digest import phrases
from fieldkit.digest.citing import Citations
from fieldkit.digest.markdown import Markdown, Words, escape, table
from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.keys import TouchpointKey
from fieldkit.model.moment import Layer

LINKS = 4
"""Notes linked from one row."""
NAMED = 4
"""Feelings named one by one where too few people were read for a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """Feelings by what the words say."""

    table: Markdown
    own: Markdown
    """The observers' own feelings, kept apart; empty where none is noted."""
    unsaid: str
    """Says so where no customer named a bad feeling about what they were living."""


@dataclass(frozen=True, slots=True)
class _Named:
    sighting: Sighting
    emotion: Emotion


def journey_table(found: Journey) -> Markdown:
    """Return the journey as a table; empty where no feeling may enter it."""
    rows = [_row(Words(stop.touchpoint.name or stop.touchpoint.key), stop) for stop in found.stops]
    if found.elsewhere:
        rows.append(
            (
                "no touchpoint",
                *_counts(found.elsewhere),
                "",
                _each(found.elsewhere),
                _how_known(found.elsewhere),
            )
        )
    heads = ("touchpoint", "readings", "people", "middle feeling", "spread", "how known")
    return table(heads, rows) if rows else Markdown()


def feelings(notes: Notes, citations: Citations) -> Felt:
    """Return the feelings that words speak of: said, told, imagined, or read from words."""
    groups: dict[tuple[TouchpointKey | None, str, str, str], list[_Named]] = {}
    for named in _spoken(notes):
        emotion, sighting = named.emotion, named.sighting
        key = (sighting.touchpoint, _whose(named), emotion.term, _known(named))
        groups.setdefault(key, []).append(named)
    places = {t.key: n for n, t in enumerate(notes.touchpoints)}
    order = sorted(
        groups,
        key=lambda k: (
            len(places) if k[0] is None else places[k[0]],
            k[1] != "",
            -len(groups[k]),
        ),
    )
    rows = [_felt_row(citations, key, groups[key]) for key in order]
    heads = ("where", "who", "feeling", "how known", "notes")
    return Felt(
        table=table(heads, rows) if rows else Markdown(),
        own=_own(notes, citations),
        unsaid=_unsaid(notes),
    )


def apart(sighting: Sighting) -> str:
    """Return what stands for the people of a note that enter no ``k of n``."""
    return "counted" if sighting.tally else "unnamed"


def middle_feeling(stop: Stop) -> str:
    """Return the word of the middle reading; of two with different words, both."""
    low, high = (reading.emotion.term for reading in stop.middles)
    return low if low == high else f"between {low} and {high}"


def _row(name: Words, stop: Stop) -> tuple[object, ...]:
    if stop.has_line:
        middle = middle_feeling(stop)
        low, high = (stop.nearest(edge).emotion.term for edge in stop.spread)
        shown = Words(f"{middle} ({phrases.band(stop.middle)})")
        spread = Words(f"{low} to {high}" if low != high else f"mostly {low}")
    else:
        shown, spread = Words("too few people"), _each(stop.readings)
    return (name, *_counts(stop.readings), shown, spread, _how_known(stop.readings))


def _counts(readings: Iterable[Reading]) -> tuple[str, str]:
    every = tuple(readings)
    people = natural(key for reading in every for key in reading.people)
    apart = not all(reading.people for reading in every)
    if not people:
        return str(len(every)), "unnamed"
    return str(len(every)), f"{len(people)}, and unnamed" if apart else str(len(people))


def _each(readings: Iterable[Reading]) -> Words:
    terms = Counter(reading.emotion.term for reading in readings).most_common()
    named = [f"{term} ({n} times)" if n > 1 else term for term, n in terms[:NAMED]]
    rest = len(terms) - len(named)
    return Words("each: " + ", ".join(named) + (f" and {rest} more" if rest else ""))


def _how_known(readings: Iterable[Reading]) -> str:
    every = tuple(readings)
    said = sum(reading.said for reading in every)
    parts = (f"said {said}" if said else "", f"our reading {len(every) - said}")
    return ", ".join(part for part in parts if part and not part.endswith(" 0"))


def _spoken(notes: Notes) -> Iterable[_Named]:
    for sighting in notes.sightings:
        for emotion in sighting.moment.emotions:
            worded = sighting.moment.layer in {Layer.VERBATIM, Layer.PARAPHRASE}
            if emotion.whose is not Whose.OBSERVER and (
                worded or emotion.known is not Known.INFERRED
            ):
                yield _Named(sighting, emotion)


def _whose(named: _Named) -> str:
    """Return whose feeling it is where it is not a customer's."""
    if named.emotion.whose is Whose.STAFF:
        return f"staff {phrases.codes(named.sighting.staff)}".strip()
    return "someone else" if named.emotion.whose is Whose.OTHER else ""


def _known(named: _Named) -> str:
    if named.emotion.known is Known.REPORTED and named.sighting.voice is Voice.STAFF:
        return f"told by staff {phrases.codes(named.sighting.staff)}".strip()
    return phrases.KNOWN[named.emotion.known]


def _felt_row(
    citations: Citations, key: tuple[TouchpointKey | None, str, str, str], group: list[_Named]
) -> tuple[object, ...]:
    _, whose, term, known = key
    sightings = [named.sighting for named in group]
    people = natural(p for s in sightings for p in feelers(s))
    others = dict.fromkeys(
        "customers" if s.voice is Voice.STAFF else apart(s) for s in sightings if not feelers(s)
    )
    who = whose or phrases.listed([part for part in (phrases.codes(people), *others) if part])
    levels = sorted({e for named in group if (e := named.emotion.intensity) is not None})
    strength = (
        ""
        if not levels
        else (f", {levels[0]} of 5" if len(levels) == 1 else f", {levels[0]} to {levels[-1]} of 5")
    )
    return (
        Words(citations.place(sightings[0].touchpoint)),
        Words(who),
        Words(term + strength),
        Words(known),
        citations.links(sightings, LINKS),
    )


def _own(notes: Notes, citations: Citations) -> Markdown:
    unknown = "observer"
    found = [
        (s, e) for s in notes.sightings for e in s.moment.emotions if e.whose is Whose.OBSERVER
    ]
    parts = (
        f"{escape(f'{s.writer or unknown}: {e.term}')} ({citations.link(s)})" for s, e in found
    )
    return Markdown(", ".join(parts))


def _unsaid(notes: Notes) -> str:
    lived = {Known.SPONTANEOUS, Known.PROMPTED}
    customers = [
        (s, e) for s in notes.sightings for e in s.moment.emotions if e.whose is Whose.CUSTOMER
    ]
    bad = any(
        e.known in lived and (e.valence or 0) < 0 and s.voice is not Voice.STAFF
        for s, e in customers
    )
    if bad or not customers:
        return ""
    return "No customer named a bad feeling about something they were living."
