"""What a template may print: each part is made when it is asked for, and cites what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from fieldkit.analysis.evidence import Weight, one_each, strongest, weigh
from fieldkit.analysis.journey import best, journey
from fieldkit.analysis.sighting import Notes, Sighting, Voice
from fieldkit.analysis.tally import Met, by_code, by_touchpoint, met, people
from fieldkit.digest import phrases, population
from fieldkit.digest.chart import chart
from fieldkit.digest.citing import Citations, Cited
from fieldkit.digest.feelings import Felt, feelings, journey_table
from fieldkit.digest.lived import Lived
from fieldkit.digest.markdown import Markdown, Words, escape, fence, scalar
from fieldkit.model.keys import TouchpointKey
from fieldkit.model.moment import Layer

QUOTED = 3
"""Pieces of evidence shown under a claim, and moments under a touchpoint."""
MOST = 10
"""Codes, touchpoints and tallies listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One insight with its evidence."""

    claim: Words
    """With a full stop where it has no mark of its own."""
    verdict: str
    """``3 of 5``; ``Mixed: 3 of 5, 2 against``."""
    strength: str
    shown: tuple[Cited, ...]
    """The pieces that show most, quotations first."""
    also: Markdown
    """Everyone else who supports it, with links."""
    against: Markdown
    """Who speaks against it, with links; empty where nobody does."""
    against_shown: tuple[Cited, ...]
    missing: str
    need: Words
    how_might_we: Words
    recommendation: Words
    owner: Words
    area: Words
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The strongest moments at one touchpoint."""

    heading: Words
    """Its name and how many people met it: ``Checkout: met by 4 of 6 people``."""
    moments: tuple[Cited, ...]


class Contents:
    """The parts of a digest; a template prints those it wants, ``evidence`` last."""

    def __init__(self, notes: Notes, kind: str, scope: str | None) -> None:
        """Keep what to read; nothing is counted before a template asks."""
        self._notes = notes
        self._kind = kind
        self._scope = scope
        self._citations = Citations(notes)

    @cached_property
    def title(self) -> Words:
        """The study's title."""
        return Words(self._notes.casebook.study.title or self._notes.casebook.study.id)

    @cached_property
    def question(self) -> Words:
        """The study's research question."""
        return Words(self._notes.casebook.study.question)

    @cached_property
    def scope(self) -> Words:
        """The search line that narrowed the digest; empty where it is on all notes."""
        return Words(self._scope)

    @cached_property
    def empty(self) -> str:
        """One line that says why there is nothing to show; empty where there is."""
        if self._notes.sightings:
            return ""
        if self._notes.left_out:
            return f"Nothing to show. {population.left_out(self._notes)}."
        if self._scope:
            return "No note answers this search."
        return "No notes yet: nothing has been observed in this study."

    @cached_property
    def front(self) -> Markdown:
        """The YAML front matter."""
        study = self._notes.casebook.study
        rows = {
            "kind": scalar(self._kind),
            "study": scalar(study.id),
            "scope": scalar(self._scope or ""),
            "notes": str(len(self._notes.sightings)),
            "people": scalar(population.in_short(self._notes)),
            "consent": scalar(population.consent(self._notes).replace(": ", "; ")),
        }
        lines = (f"{key}: {value}" for key, value in rows.items() if value != '""')
        return Markdown("\n".join(("---", *lines, "---")))

    @cached_property
    def headline(self) -> Words:
        """The first claim; empty where nobody has made one."""
        claims = self._notes.insights
        return Words(phrases.sentence(claims[0].claim.strip()) if claims else "")

    @cached_property
    def who(self) -> Markdown:
        """Who was heard, and where."""
        return population.who(self._notes)

    @cached_property
    def observers(self) -> Markdown:
        """Who observed, by role."""
        return population.observers(self._notes)

    @cached_property
    def consent(self) -> str:
        """What the people heard agreed to, to be read after the word "consent"."""
        return population.consent(self._notes)

    @cached_property
    def silence(self) -> str:
        """How many people and places the notes are silent about, in short."""
        return population.silence(self._notes)

    @cached_property
    def not_heard(self) -> tuple[Markdown, ...]:
        """Who and what the notes are silent about, a line each."""
        return population.not_heard(self._notes)

    @cached_property
    def insights(self) -> tuple[Claim, ...]:
        """The claims, in the study's order."""
        return tuple(self._claim(weigh(self._notes, i)) for i in self._notes.insights)

    @cached_property
    def codes(self) -> Markdown:
        """The codes that most participants are tagged with."""
        return _most(by_code(self._notes), {})

    @cached_property
    def touchpoints(self) -> Markdown:
        """The touchpoints that most participants met."""
        names = {str(t.key): t.name or t.key for t in self._notes.touchpoints}
        return _most(by_touchpoint(self._notes), names)

    @cached_property
    def chart(self) -> Markdown:
        """The journey drawn in characters, in a ``journey`` fence; a page draws it as a figure."""
        drawn = chart(journey(self._notes))
        return fence("journey", drawn) if drawn else Markdown()

    @cached_property
    def journey(self) -> Markdown:
        """The journey as a table; empty where no feeling was read."""
        return journey_table(journey(self._notes))

    @cached_property
    def lived(self) -> Lived:
        """The journey person by person: paths, courses, turns, promises, how it should be."""
        return Lived(self._notes, self._citations)

    @cached_property
    def strongest(self) -> tuple[Place, ...]:
        """The moments that show most, touchpoint by touchpoint."""
        found = []
        for key in (*(t.key for t in self._notes.touchpoints), None):
            most = QUOTED if self._notes.touchpoints else MOST
            if shown := self._strongest(self._notes.at(key), most):
                moments = tuple(self._citations.cite(s) for s in shown)
                found.append(Place(heading=self._heading(key), moments=moments))
        return tuple(found)

    @cached_property
    def feelings(self) -> Felt:
        """Feelings by what the words say."""
        return feelings(self._notes, self._citations)

    @cached_property
    def counted(self) -> tuple[Cited, ...]:
        """What was counted rather than told, greatest first."""
        return tuple(self._citations.cite(s) for s in population.tallies(self._notes)[:MOST])

    @property
    def evidence(self) -> tuple[Cited, ...]:
        """Every note cited before this is asked for, in the study's order."""
        return self._citations.appendix()

    def _heading(self, key: TouchpointKey | None) -> Words:
        """Return a place's heading, which no note's id could be: links go by headings."""
        if key is None:
            return Words("Without a touchpoint" if self._notes.touchpoints else "In their words")
        heard = phrases.count(len(people(self._notes.sightings)), "person", "people")
        n = len(met(self._notes, (key,)))
        by = f"met by {n} of {heard}" if n else "unnamed people only"
        return Words(f"{self._citations.place(key)}: {by}")

    def _strongest(self, sightings: Iterable[Sighting], most: int) -> tuple[Sighting, ...]:
        telling = (
            s
            for s in sightings
            if s.voice is not Voice.OBSERVER
            and not s.tally
            and (best(s) is not None or self._citations.quotable(s))
        )
        return one_each(strongest(telling), most)

    def _claim(self, weight: Weight) -> Claim:
        insight = weight.insight
        shown = self._shown(weight.supporting, QUOTED)
        against_shown = self._shown(weight.contradicting, 1, quotations=True)
        kinds = phrases.listed(weight.kinds)
        participants = phrases.count(len(weight.share.k), "participant")
        return Claim(
            claim=Words(phrases.sentence(insight.claim.strip())),
            verdict=_verdict(weight),
            strength=f"{weight.strength} ({participants}{'; ' + kinds if kinds else ''})",
            shown=tuple(self._citations.cite(s) for s in shown),
            also=self._by_person(s for s in weight.supporting if s not in shown),
            against=self._by_person(weight.contradicting),
            against_shown=tuple(self._citations.cite(s) for s in against_shown),
            missing=_missing(weight.missing),
            need=_sentence(insight.need),
            how_might_we=_question(insight.how_might_we),
            recommendation=_sentence(insight.recommendation),
            owner=Words(insight.owner),
            area=Words(insight.area),
            due=phrases.days([insight.due]) if insight.due else "",
        )

    def _shown(
        self, sightings: tuple[Sighting, ...], most: int, *, quotations: bool = False
    ) -> tuple[Sighting, ...]:
        """Return the pieces to show: customers' own words, then others', then what was noted."""

        def place(sighting: Sighting) -> tuple[bool, bool]:
            own = sighting.voice is Voice.CUSTOMER
            return not (own and self._citations.quotable(sighting)), not own

        ranked = sorted(strongest(sightings), key=place)
        if quotations:
            ranked = [s for s in ranked if s.moment.layer is Layer.VERBATIM]
        return one_each(ranked, most)

    def _by_person(self, sightings: Iterable[Sighting]) -> Markdown:
        groups: dict[str, list[Sighting]] = {}
        for sighting in sightings:
            groups.setdefault(phrases.who(sighting), []).append(sighting)
        return Markdown(
            ", ".join(
                f"{escape(who)} ({self._citations.links(found)})" for who, found in groups.items()
            )
        )


def _verdict(weight: Weight) -> str:
    against = f", {len(weight.against)} against" if weight.against else ""
    if not weight.share.n:
        return f"No coded participants{against}"
    return f"{'Mixed: ' if weight.mixed else ''}{weight.share}{against}"


def _missing(number: int) -> str:
    if not number:
        return ""
    notes = phrases.count(number, "cited note is", "cited notes are")
    return f"{notes} not in this digest: deleted, left out, or outside its search."


def _sentence(text: str | None) -> Words:
    return Words(phrases.sentence(text.strip()) if text and text.strip() else "")


def _question(text: str | None) -> Words:
    """Return the rest of a "How might we …?", however much of it was written."""
    line = " ".join((text or "").split())
    if line.casefold().startswith("how might we"):
        line = line[len("how might we") :].lstrip(" …:")
    return Words(f"{line.rstrip('?. ')}?" if line else "")


def _most(found: tuple[Met, ...], names: dict[str, str]) -> Markdown:
    parts = [f"{escape(names.get(f.key, f.key))} ({f.share})" for f in found[:MOST]]
    rest = len(found) - len(parts)
    return Markdown(", ".join(parts) + (f" and {rest} more" if rest else ""))
