"""Where a claim stands, and when it should be read again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fieldbook import casebook, claim, note

from fieldkit.analysis.evidence import weigh
from fieldkit.analysis.sighting import read
from fieldkit.analysis.standing import Standing, Verdict, standing, standings
from fieldkit.model.insight import Insight, Status
from fieldkit.model.moment import Layer, Moment

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
FIVE = tuple(note(n, f"P{n}") for n in range(1, 6))
SAID = replace(note(6, "P1", speaker="P1"), layer=Layer.VERBATIM)


def stands(insight: Insight, *moments: Moment) -> Standing:
    """Return where a claim stands in these notes."""
    return standing(weigh(read(casebook(*moments)), insight))


@pytest.mark.parametrize(
    ("supporting", "contradicting", "verdict"),
    [
        ((), (), Verdict.UNTESTED),
        ((1,), (), Verdict.TENTATIVE),
        ((1, 2), (), Verdict.LIKELY),
        ((1, 2, 3), (4,), Verdict.LIKELY),
        ((1, 2), (3,), Verdict.MIXED),
        ((1, 2), (3, 4), Verdict.MIXED),
        ((1,), (2, 3), Verdict.UNLIKELY),
        ((), (1,), Verdict.UNLIKELY),
    ],
)
def test_the_verdict_counts_people_on_both_sides(
    supporting: tuple[int, ...], contradicting: tuple[int, ...], verdict: Verdict
) -> None:
    """The rule at its bounds."""
    insight = claim(supporting=supporting, contradicting=contradicting)
    assert stands(insight, *FIVE).verdict is verdict


def test_a_claim_is_fresh_while_nothing_happened_to_its_evidence() -> None:
    """Notes edited before it was written do not count."""
    insight = replace(claim(supporting=(1, 2)), created=NOON)
    before = replace(FIVE[0], edited=NOON - timedelta(hours=1))
    assert stands(insight, before, *FIVE[1:]).stale == ()


def test_edited_evidence_makes_a_claim_stale_until_it_is_written_again() -> None:
    """By the time of its last writing."""
    edited = (replace(FIVE[0], edited=NOON + timedelta(hours=1)), *FIVE[1:])
    insight = replace(claim(supporting=(1, 2)), created=NOON)
    assert stands(insight, *edited).stale == ("1 note it cites is changed since",)
    again = replace(insight, edited=NOON + timedelta(hours=2))
    assert stands(again, *edited).stale == ()


def test_withdrawn_evidence_and_a_majority_against_make_it_stale() -> None:
    """Each reason is told."""
    reasons = stands(claim(supporting=(1, 9), contradicting=(2, 3)), *FIVE).stale
    assert reasons == (
        "1 note it cites is not here: deleted, left out, or outside the search",
        "more people speak against it than for it",
    )


def test_dropped_claims_stand_nowhere() -> None:
    """They were given up."""
    insights = (claim(supporting=(1,)), replace(claim(supporting=(2,)), status=Status.DROPPED))
    found = standings(read(casebook(*FIVE, SAID, insights=insights)))
    assert [one.weight.insight.status for one in found] == [Status.DRAFT]
