"""Claims as they are printed: how many people, their words, who is against, what is to be done."""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldkit.analysis.evidence import Weight, one_each, strongest
from fieldkit.analysis.sighting import Notes, Sighting, Voice
from fieldkit.analysis.standing import Standing, standings
from fieldkit.digest import phrases
from fieldkit.digest.citing import Citations, Cited
from fieldkit.digest.markdown import Markdown, Words, entries, escape
from fieldkit.model.moment import Layer

QUOTED = 3
"""Pieces of evidence shown under a claim."""


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
    hypothesis: bool
    """Whether it was claimed before the evidence."""
    standing: str
    """``likely true``, ``tentative``, ``mixed``, ``likely not true`` or ``untested``."""
    status: str
    stale: tuple[str, ...]
    """Why it should be read again."""


def claims(notes: Notes, citations: Citations) -> tuple[Claim, ...]:
    """Return the claims that stand, in the study's order."""
    printer = _Printer(citations)
    return tuple(printer.claim(found) for found in standings(notes))


def next_steps(notes: Notes, citations: Citations) -> Markdown:
    """Return what is recommended, by whom and until when; empty where nothing is."""
    rows = [
        (
            _sentence(insight.recommendation),
            Words(insight.owner or "none yet"),
            phrases.days([insight.due]) if insight.due else "",
            str(insight.status),
            citations.links(found.weight.supporting, QUOTED),
        )
        for found in standings(notes)
        if (insight := found.weight.insight).recommendation
    ]
    return entries(("owner", "due", "status", "because of"), rows)


class _Printer:
    def __init__(self, citations: Citations) -> None:
        self._cite = citations

    def claim(self, found: Standing) -> Claim:
        """Return one claim with its evidence."""
        weight = found.weight
        insight = weight.insight
        shown = self._shown(weight.supporting, QUOTED)
        against_shown = self._shown(weight.contradicting, 1, quotations=True)
        kinds = phrases.listed(weight.kinds)
        participants = phrases.count(len(weight.share.k), "participant")
        return Claim(
            claim=Words(phrases.sentence(insight.claim.strip())),
            verdict=_verdict(weight),
            strength=f"{weight.strength} ({participants}{'; ' + kinds if kinds else ''})",
            shown=tuple(self._cite.cite(s) for s in shown),
            also=self._by_person(s for s in weight.supporting if s not in shown),
            against=self._by_person(weight.contradicting),
            against_shown=tuple(self._cite.cite(s) for s in against_shown),
            missing=_missing(weight.missing),
            need=_sentence(insight.need),
            how_might_we=_question(insight.how_might_we),
            recommendation=_sentence(insight.recommendation),
            owner=Words(insight.owner),
            area=Words(insight.area),
            due=phrases.days([insight.due]) if insight.due else "",
            hypothesis=insight.hypothesis,
            standing=str(found.verdict),
            status=str(insight.status),
            stale=found.stale,
        )

    def _shown(
        self, sightings: tuple[Sighting, ...], most: int, *, quotations: bool = False
    ) -> tuple[Sighting, ...]:
        """Return the pieces to show: customers' own words, then others', then what was noted."""

        def place(sighting: Sighting) -> tuple[bool, bool]:
            own = sighting.voice is Voice.CUSTOMER
            return not (own and self._cite.quotable(sighting)), not own

        ranked = sorted(strongest(sightings), key=place)
        if quotations:
            ranked = [s for s in ranked if s.moment.layer is Layer.VERBATIM]
        return one_each(ranked, most)

    def _by_person(self, sightings: Iterable[Sighting]) -> Markdown:
        groups: dict[str, list[Sighting]] = {}
        for sighting in sightings:
            groups.setdefault(phrases.who(sighting), []).append(sighting)
        return Markdown(
            ", ".join(f"{escape(who)} ({self._cite.links(found)})" for who, found in groups.items())
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
