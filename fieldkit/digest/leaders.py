"""What leaders lived beside customers: expected, guessed, told, surprised; a story each."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldkit.analysis.evidence import one_each, strongest
from fieldkit.analysis.journey import Reading
from fieldkit.analysis.leading import BothRead, LedHour, Match, both_read, led_hours
from fieldkit.analysis.sighting import Notes, Sighting, Voice
from fieldkit.digest import phrases
from fieldkit.digest.citing import Citations, Cited
from fieldkit.digest.days import facts_of
from fieldkit.digest.feelings import apart
from fieldkit.digest.markdown import Markdown, Words, escape, table
from fieldkit.model.moment import Layer, Moment

TOLD = 5
"""Notes told of one hour."""
BESIDE = 3
"""Notes of a researcher in the same hour."""
OWN = 3
"""Reactions of their own."""
LINKS = 2
"""Readings linked from one cell."""
MATCHES = {
    Match.SAME: "The guess and their own word are the same.",
    Match.NEAR: "The guess was another word than theirs, but on the same side.",
    Match.APART: "The guess went the other way: what looked good was bad, or bad was good.",
    Match.UNNAMED: "Read the two side by side: not both name a feeling.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderHour:
    """One hour of a leader with a customer, as it is told."""

    heading: Words
    facts: Words
    reading: Markdown
    """A table: expected, guessed, said; empty where nobody was asked."""
    checked: str
    """Whether the customer saw their words."""
    match: str
    """How the guess stands to their own words; that nobody asked, where nobody did."""
    before: tuple[tuple[str, Cited], ...]
    """Where it would go wrong, what would prove them wrong: the question and its answer."""
    saw: tuple[Cited, ...]
    more: str
    """How many notes are left out."""
    own: tuple[Cited, ...]
    """Their own reactions, noted on the way."""
    after: tuple[tuple[str, Cited], ...]
    """What surprised them, what they would tell a colleague, what they felt."""
    beside: tuple[Cited, ...]
    """What a researcher noted in the same hour."""


def leader_hours(notes: Notes, citations: Citations) -> tuple[LeaderHour, ...]:
    """Return the hours of leaders with customers, in the study's order."""
    return tuple(_told(found, citations) for found in led_hours(notes))


def read_by_both(notes: Notes, citations: Citations) -> tuple[Markdown, ...]:
    """Return what leaders read of customers beside researchers, a line a touchpoint.

    Where both read: agreement, never accuracy.
    """
    return tuple(_both(found, citations) for found in both_read(notes))


def _told(found: LedHour, citations: Citations) -> LeaderHour:
    hour = found.hour
    noted = [found.sighting(n) for n in hour.notes if n.text]
    telling = [s for s in noted if s.voice is not Voice.OBSERVER]
    ranked = sorted(strongest(telling), key=lambda s: s.voice is not Voice.CUSTOMER)
    kept = sorted(ranked[:TOLD], key=_order)
    own = [s for s in noted if s.moment.layer is Layer.REFLEXIVE][:OWN]
    beside = [s for s in found.beside if s.voice is not Voice.OBSERVER and s.moment.text]
    left = len(telling) - len(kept)
    met = phrases.codes(found.people) or "someone unnamed"

    def asked(*pairs: tuple[str, Moment | None]) -> tuple[tuple[str, Cited], ...]:
        return tuple((q, citations.cite(found.sighting(m))) for q, m in pairs if m is not None)

    return LeaderHour(
        heading=Words(f"{citations.called(found.leader)} with {met}: {found.session.name}"),
        facts=Words(facts_of(found.session, found.sightings, citations)),
        reading=_reading(found, citations),
        checked=_checked(found),
        match=_match(found),
        before=asked(
            ("Where it would go wrong", hour.trouble), ("What would prove it wrong", hour.disproof)
        ),
        saw=tuple(map(citations.cite, kept)),
        own=tuple(map(citations.cite, own)),
        more=f"{phrases.count(left, 'more note')} of this hour in the study." if left else "",
        after=asked(
            ("What surprised", hour.surprise),
            ("To tell a colleague tonight", hour.tonight),
            ("What they felt themselves", hour.own),
        ),
        beside=tuple(map(citations.cite, sorted(one_each(strongest(beside), BESIDE), key=_order))),
    )


def _order(sighting: Sighting) -> int:
    return sighting.order


def _reading(found: LedHour, citations: Citations) -> Markdown:
    hour = found.hour
    parts = (
        ("expected, before", hour.foreseen),
        ("guessed, before asking", hour.guess),
        ("they said, when asked", hour.answer),
    )
    rows = [_part(name, found.sighting(m), citations) for name, m in parts if m is not None]
    return table(("", "feeling", "where", "words", "note"), rows) if rows else Markdown()


def _part(name: str, sighting: Sighting, citations: Citations) -> tuple[object, ...]:
    cited = citations.cite(sighting)
    words = Words("words held back") if cited.held else cited.quotation or cited.words
    felt = "; ".join(phrases.feeling(emotion) for emotion in sighting.moment.emotions)
    return name, Words(felt or "not named"), cited.where, words, cited.link


def _checked(found: LedHour) -> str:
    if found.hour.answer is None:
        return ""
    if found.hour.checked:
        return "They saw their words and found them right, or put them right."
    return "Nobody showed them their words: they are not checked."


def _match(found: LedHour) -> str:
    hour = found.hour
    if hour.answer is None:
        asked = hour.guess or hour.foreseen
        return "Nobody asked them, so nobody knows how right this was." if asked else ""
    return MATCHES[found.match] if hour.guess is not None else ""


def _both(found: BothRead, citations: Citations) -> Markdown:
    name = escape(found.touchpoint.name or found.touchpoint.key)
    same = found.of_the_same
    theirs = _readings(same or found.researchers, citations) or "nothing noted"
    whose = "Researchers" if same or not found.researchers else "Researchers, of other people"
    return Markdown(
        f"**{name}.** Leaders: {_readings(found.leaders, citations)}. {whose}: {theirs}."
    )


def _readings(found: Iterable[Reading], citations: Citations) -> Markdown:
    every = list(found)
    shown = [_one(reading, citations) for reading in every[:LINKS]]
    rest = len(every) - len(shown)
    return Markdown("; ".join((*shown, *([f"{rest} more"] if rest else []))))


def _one(reading: Reading, citations: Citations) -> str:
    people = phrases.codes(reading.people) or apart(reading.sighting)
    felt = escape(f"{people}: {phrases.feeling(reading.emotion)}")
    return f"{felt} ({citations.link(reading.sighting)})"
