"""Insights as the screen handles them: each claim with all it cites, and its rows. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len

from fieldkit.analysis.evidence import weigh
from fieldkit.analysis.sighting import Sighting, read
from fieldkit.analysis.standing import Standing, Verdict, standing
from fieldkit.digest import phrases
from fieldkit.model.insight import Insight, Status
from fieldkit.model.keys import MomentId
from fieldkit.model.study import Casebook
from fieldkit.tui import rows
from fieldkit.tui.widgets.rows import Row
from fieldkit.tui.wording import feeling_sign, one_line, words_of

STYLES = {
    Verdict.LIKELY: "good",
    Verdict.TENTATIVE: "feeling",
    Verdict.MIXED: "feeling",
    Verdict.UNLIKELY: "bad",
    Verdict.UNTESTED: "faint",
}
LONGEST_VERDICT = max(map(len, Verdict))
LONGEST_STATUS = max(map(len, Status))
WIDE = 110
"""From so many columns the claim's row names its owner, and the two sides stand abreast."""
OWNER = 16
ABOUT = (
    ("Need", "need"),
    ("How might we", "how_might_we"),
    ("Recommended", "recommendation"),
    ("Area", "area"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """A moment that a claim cites; without a sighting where it is not in the notes."""

    id: MomentId
    sighting: Sighting | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One claim, weighed, with every moment it cites on either side."""

    standing: Standing
    supporting: tuple[Cite, ...]
    contradicting: tuple[Cite, ...]

    @property
    def insight(self) -> Insight:
        """The claim itself."""
        return self.standing.weight.insight

    @property
    def dropped(self) -> bool:
        """Whether it stands no longer."""
        return self.insight.status is Status.DROPPED


def claimed(casebook: Casebook) -> tuple[Claimed, ...]:
    """Return every claim of the study, in its order; dropped ones last."""
    notes = read(casebook)
    seen = {s.id: s for s in notes.sightings}

    def cites(names: Iterable[MomentId]) -> tuple[Cite, ...]:
        return tuple(Cite(id=name, sighting=seen.get(name)) for name in names)

    found = [
        Claimed(
            standing=standing(weigh(notes, insight)),
            supporting=cites(insight.supporting),
            contradicting=cites(insight.contradicting),
        )
        for insight in casebook.insights
    ]
    return tuple(sorted(found, key=lambda one: one.dropped))


# Rows


def status_row(found: tuple[Claimed, ...]) -> Row:
    """Return how many claims there are, and how many want to be read again."""
    stands = [one for one in found if not one.dropped]
    stale = sum(bool(one.standing.stale) for one in stands)
    dropped = len(found) - len(stands)
    parts = [phrases.count(len(stands), "claim")]
    parts += [f"{stale} to be read again"] if stale else []
    parts += [f"{dropped} dropped"] if dropped else []
    return ((f" Insights   {', '.join(parts)}", "strong"),)


def claim_row(one: Claimed, room: int) -> Row:
    """Return a claim on one row: people, what the evidence says, status, words."""
    weight, insight = one.standing.weight, one.insight
    people = str(weight.share) if weight.share.n else "nobody"
    verdict = one.standing.verdict
    faint = "faint" if one.dropped else ""
    stale = (("read again  ", "bad"),) if one.standing.stale and not one.dropped else ()
    guess = (("hypothesis  ", "code"),) if insight.hypothesis else ()
    owner = f"{_fit(insight.owner or 'no owner', OWNER)}  " if room >= WIDE else ""
    return (
        (f"{insight.id:<8} ", "faint"),
        (f"{people:<8} ", "strong"),
        (f"{verdict:<{LONGEST_VERDICT}}  ", faint or STYLES[verdict]),
        (f"{insight.status:<{LONGEST_STATUS}}  ", "faint"),
        (owner, "faint"),
        *stale,
        *guess,
        (one_line(insight.claim), faint),
    )


def about_rows(one: Claimed, width: int) -> list[Row]:
    """Return what is said of a claim, over its evidence: whole, however many rows it takes."""
    weight, insight = one.standing.weight, one.insight
    kinds = phrases.listed(weight.kinds)
    people = f"{weight.share} people" if weight.share.n else "no coded participant"
    said = [
        f"{one.standing.verdict}: {people}, {len(weight.against)} against",
        f"{weight.strength}{f' ({kinds})' if kinds else ''}",
        f"owner {one_line(insight.owner)}" if insight.owner else "no owner",
        f"due {insight.due.isoformat()}" if insight.due else "",
        f"drawn from {' '.join(f'#{code}' for code in insight.themes)}" if insight.themes else "",
    ]
    lines: list[Row] = [
        ((f" {one_line(insight.claim)}", "strong"),),
        ((" " + " · ".join(part for part in said if part), STYLES[one.standing.verdict]),),
    ]
    lines += [
        ((f" {label}: ", "faint"), (one_line(text), ""))
        for label, name in ABOUT
        if (text := _without(getattr(insight, name) or "", label))
    ]
    lines += [((f" Read it again: {reason}.", "bad"),) for reason in one.standing.stale]
    return [row for line in lines for row in rows.wrapped(line, width - 1)]


def side_row(name: str, cites: tuple[Cite, ...], *, here: bool) -> Row:
    """Return the heading of a side; the one where one stands is in brackets."""
    said = f"{name}: {len(cites) or 'none'}"
    return ((f"[{said}]" if here else f" {said} ", "key" if here else "faint"),)


def cite_row(cite: Cite, _: int) -> Row:
    """Return a moment on one row: whose it is, its words, its feelings."""
    sighting = cite.sighting
    if sighting is None:
        return ((f"{cite.id:<8} ", "faint"), ("not here: deleted, or left out", "bad"))
    feelings = " ".join(feeling_sign(e) for e in sighting.moment.emotions)
    who = phrases.who(sighting)
    said = words_of(sighting.moment)
    if sighting.moment.speaker and said.startswith(f"{sighting.moment.speaker}: "):
        said = said.split(": ", 1)[1]
    return (
        (f"{cite.id:<8} ", "faint"),
        (f"{who}  ", "strong"),
        (said, ""),
        (f"  {feelings}" if feelings else "", "feeling"),
    )


def _without(text: str, label: str) -> str:
    """Return text without its label, with which a question may have been written."""
    if text.casefold().startswith(label.casefold()):
        return text[len(label) :].lstrip(" …:")
    return text


def _fit(text: str, room: int) -> str:
    line = one_line(text)
    while cell_len(line) > room:
        line = line[:-2] + "…"
    return line + " " * (room - cell_len(line))
