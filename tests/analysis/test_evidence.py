"""What a claim rests on."""

import pytest
from fieldbook import casebook, claim, feel, note, notes, people

from fieldkit.analysis.evidence import (
    Evidence,
    Strength,
    Weight,
    kinds,
    one_each,
    strength,
    strongest,
    weigh,
)
from fieldkit.analysis.sighting import read
from fieldkit.model.emotion import Known
from fieldkit.model.moment import Layer, Moment, Source

GUESS = Source(path="notes.md", line=3, guessed=True)


def weighed(
    *moments: Moment, supporting: tuple[int, ...], contradicting: tuple[int, ...] = ()
) -> Weight:
    """Return what a claim on these moments rests on."""
    insight = claim(supporting=supporting, contradicting=contradicting)
    return weigh(read(casebook(*moments, insights=(insight,))), insight)


@pytest.mark.parametrize(
    ("participants", "ways", "found"),
    [
        (0, 0, Strength.SINGLE_SOURCE),
        (1, 4, Strength.SINGLE_SOURCE),
        (2, 1, Strength.MODERATE),
        (3, 1, Strength.MODERATE),
        (3, 2, Strength.STRONG),
        (2, 4, Strength.MODERATE),
    ],
)
def test_strength_follows_people_and_kinds_of_evidence(
    participants: int, ways: int, found: Strength
) -> None:
    """Strong needs three people and two kinds; moderate two people."""
    assert strength(participants, ways) is found


def test_one_loud_person_is_one_person() -> None:
    """Five notes of P1 are one supporter; staff and strangers add none."""
    found = weighed(
        *(note(n, "P1") for n in range(1, 6)),
        note(6, speaker="S1", layer=Layer.VERBATIM),
        note(7, speaker="X", layer=Layer.VERBATIM),
        supporting=(1, 2, 3, 4, 5, 6, 7),
    )
    assert str(found.share) == "1 of 1"
    assert found.strength is Strength.SINGLE_SOURCE


@pytest.mark.parametrize(("against", "mixed"), [(0, False), (1, False), (2, True), (3, True)])
def test_from_half_the_supporters_up_a_claim_is_mixed(against: int, mixed: bool) -> None:  # noqa: FBT001 - pytest gives cases by position
    """Three for it: two against make it mixed, one does not."""
    moments = [note(n, f"P{n}") for n in range(1, 7)]
    contradicting = tuple(range(4, 4 + against))
    found = weighed(*moments, supporting=(1, 2, 3), contradicting=contradicting)
    assert found.mixed is mixed
    assert len(found.against) == against


def test_who_speaks_against_is_among_n() -> None:
    """N holds everyone the claim could have held for."""
    found = weighed(
        note(1, "P1", at="door"), note(2, "P2", at=None), supporting=(1,), contradicting=(2,)
    )
    assert (str(found.share), found.share.n) == ("1 of 2", people("P1", "P2"))


def test_kinds_are_ways_of_knowing() -> None:
    """What others tell is not what was said, and a guess adds nothing to what is known."""
    found = notes(
        note(1, "P1"),
        note(2, "P1", layer=Layer.VERBATIM),
        note(3, "P1", layer=Layer.PARAPHRASE),
        note(4, "P1", layer=Layer.INFERRED),
        note(5, speaker="S1", layer=Layer.VERBATIM),
        note(6, "P1", source=GUESS),
    ).sightings
    assert kinds(found) == (Evidence.SEEN, Evidence.SAID, Evidence.READ, Evidence.TOLD)
    assert kinds(found[1:3]) == (Evidence.SAID,)
    assert kinds(found[5:]) == (Evidence.NOTED,)
    assert kinds(()) == ()


def test_cited_moments_that_are_gone_are_counted() -> None:
    """A claim does not lose its evidence unnoticed."""
    assert weighed(note(1, "P1"), supporting=(1, 8), contradicting=(9,)).missing == 2


def test_the_strongest_are_said_then_intense_then_extreme_then_in_own_words() -> None:
    """The whole order, one step each; the last is the order of the notes."""
    said = Known.SPONTANEOUS
    found = strongest(
        notes(
            note(1, "P1"),
            note(2, "P1", layer=Layer.VERBATIM),
            note(3, "P1", feelings=(feel(-0.9, intensity=2),)),
            note(4, "P1", feelings=(feel(0.1, intensity=5),)),
            note(5, "P1", feelings=(feel(0.4, intensity=2),), layer=Layer.VERBATIM),
            note(6, "P1", feelings=(feel(0.4, intensity=2),)),
            note(7, "P1", feelings=(feel(0.1, known=said),)),
            note(8, "P1", feelings=(feel(0.4, intensity=2),), starred=True),
            note(9, "P1", feelings=(feel(-1, intensity=5, known=Known.IMAGINED),)),
        ).sightings
    )
    order = [int(s.id.removeprefix("ana-")) for s in found]
    assert order == [7, 4, 3, 5, 8, 6, 2, 1, 9]


def test_each_person_is_shown_once_before_anyone_twice() -> None:
    """The loudest person does not fill the page."""
    found = notes(note(1, "P1"), note(2, "P1"), note(3, "P2"), note(4, "P1")).sightings
    assert [s.id for s in one_each(found, 3)] == ["ana-1", "ana-3", "ana-2"]
    assert one_each(found, 0) == ()
