"""How it is beside how it should be."""

from dataclasses import replace

import pytest
from fieldbook import casebook, feel, note

from fieldkit.analysis.cases import Origin, wishes
from fieldkit.analysis.future import Difference, Step, future
from fieldkit.analysis.sighting import read
from fieldkit.model.emotion import Emotion, Known
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import TouchpointKey
from fieldkit.model.moment import Layer, Moment

PLACES = tuple(
    Touchpoint(key=TouchpointKey(key), order=n) for n, key in enumerate(("door", "till", "home"))
)


def wish(number: int, at: str | None, *feelings: Emotion, who: str = "P1") -> Moment:
    """Return a customer's wish."""
    made = note(number, who, at=at, layer=Layer.VERBATIM, feelings=feelings)
    return replace(made, dimension="wants")


def steps(*moments: Moment) -> dict[str | None, Step]:
    """Return the steps by their touchpoint."""
    return {s.touchpoint: s for s in future(read(casebook(*moments, touchpoints=PLACES)))}


def test_each_touchpoint_says_how_it_differs() -> None:
    """Wished otherwise, wished anew, bad without a wish, and as it is."""
    found = steps(
        note(1, "P1", at="till", feelings=(feel(-0.5),)),
        wish(2, "till"),
        wish(3, "home"),
        note(4, "P1", at="door", feelings=(feel(0.5),)),
    )
    differs = {key: step.difference for key, step in found.items()}
    assert differs == {
        "door": Difference.SAME,
        "till": Difference.CHANGED,
        "home": Difference.NEW,
    }
    assert found["till"].wishes[0].origin is Origin.CUSTOMER
    bad = steps(note(1, "P1", at="till", feelings=(feel(-0.5),)))
    assert bad["till"].difference is Difference.OPEN


def test_the_gain_runs_from_the_median_now_to_the_median_imagined() -> None:
    """-.5 of three people to +.3: .8; nothing where either is missing."""
    three = [note(n, f"P{n}", at="till", feelings=(feel(-0.5),)) for n in (1, 2, 3)]
    found = steps(*three, wish(4, "till", feel(0.3, known=Known.IMAGINED)))
    assert found["till"].gain == pytest.approx(0.8)
    assert steps(*three, wish(4, "till"))["till"].gain is None
    alone = steps(three[0], wish(4, "till", feel(0.3, known=Known.IMAGINED)))
    assert (alone["till"].then, alone["till"].gain) == (0.3, None)


def test_a_wish_without_a_place_stands_last() -> None:
    """It is not lost."""
    found = steps(wish(1, None))
    assert list(found)[-1] is None
    assert found[None].difference is Difference.CHANGED


def test_a_question_for_later_says_not_how_it_should_be() -> None:
    """It waits for its answer among the questions."""
    asked = replace(note(1, "P1"), dimension="wants", later=True, layer=Layer.METHOD)
    told = replace(note(2, "P1"), dimension="wants")
    assert [wish.sighting.id for wish in wishes(read(casebook(asked, told)))] == ["ana-2"]
