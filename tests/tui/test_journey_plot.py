"""The journey as characters: what is drawn, and what must not be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rich.cells import cell_len

from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import CodeKey, MomentId, ParticipantKey, SessionId, StudyId, TouchpointKey
from fieldkit.model.moment import Layer, Moment
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook, Study
from fieldkit.tui.curve import curve, level
from fieldkit.tui.journey_rows import heading, item_row, status, upper
from fieldkit.tui.journeying import Sight, evidence, ground, signed
from fieldkit.tui.widgets.rows import Row

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
PLACES = ("door", "shelf", "till")
SESSION = Session(id=SessionId("ana-s1"), start=NOON, end=NOON + timedelta(minutes=100))


def note(
    number: int,
    who: str,
    at: str | None,
    valence: float | None = None,
    *,
    known: Known = Known.INFERRED,
    whose: Whose = Whose.CUSTOMER,
    codes: tuple[str, ...] = (),
    dimension: str | None = None,
) -> Moment:
    """Return a moment with one feeling, a minute after the one before."""
    felt = Emotion(term="felt", valence=valence, known=known, whose=whose)
    return Moment(
        id=MomentId(f"ana-{number}"),
        at=NOON + timedelta(minutes=number),
        session=SESSION.id,
        participants=(ParticipantKey(who),),
        layer=Layer.VERBATIM,
        text=f"line {number}",
        touchpoint=TouchpointKey(at) if at else None,
        emotions=() if valence is None else (felt,),
        codes=tuple(map(CodeKey, codes)),
        dimension=dimension,
    )


def sight(*moments: Moment) -> Sight:
    """Return the journey of these moments, looked at from its start."""
    places = tuple(
        Touchpoint(key=TouchpointKey(key), order=n, promises=("Soon.",) if key == "till" else ())
        for n, key in enumerate(PLACES)
    )
    book = Casebook(
        study=Study(id=StudyId("s"), title="Desk"),
        touchpoints=places,
        sessions=(SESSION,),
        moments=moments,
    )
    return Sight(ground=ground(book))


THREE = tuple(note(n, f"P{n}", "till", -0.5) for n in (1, 2, 3))


def text(rows: list[Row]) -> list[str]:
    """Return rows as plain text."""
    return ["".join(piece for piece, _ in row) for row in rows]


def line_of(rows: list[Row], name: str) -> list[str]:
    """Return the cells of the table's row of this name."""
    start = f" {name} "
    return next(line.removeprefix(start).split() for line in text(rows) if line.startswith(start))


def test_a_curve_goes_through_its_points_and_nowhere_else() -> None:
    """From the top left to the bottom right; outside a run there is nothing."""
    cells = curve([[(0, 1.0), (4, -1.0)]], 8, 3)
    assert cells[0][0] != " "
    assert cells[2][4] != " "
    assert all(char == " " for row in cells for char in row[5:])
    assert all(any(row[x] != " " for row in cells) for x in range(5))


def test_the_levels_run_from_good_at_the_top_to_bad_at_the_bottom() -> None:
    """Four rows of dots to a row of cells."""
    assert [level(v, 3) for v in (1.0, 0.0, -1.0)] == [0, 6, 11]


def test_below_three_people_each_reading_is_a_mark_by_how_it_is_known() -> None:
    """A ring is ours, a square was said; no median, no line."""
    found = sight(note(1, "P1", "till", -0.5), note(2, "P2", "till", 0.5, known=Known.PROMPTED))
    rows = upper(found, 80, 20)
    drawn = "\n".join(text(rows))
    assert drawn.count("○") == drawn.count("■") == 2, "one, and one in the legend"
    assert drawn.count("●") == 1
    assert line_of(rows, "median") == ["–", "–", "–"]
    assert line_of(rows, "said/n") == ["–", "–", "1/2"]


def test_three_people_make_a_median_with_n_and_spread() -> None:
    """Never one without the others."""
    rows = upper(sight(*THREE, note(4, "P3", "till", 0.5)), 80, 20)
    assert "●" in "\n".join(text(rows))
    assert line_of(rows, "said/n")[2] == "0/4"
    assert line_of(rows, "people")[2] == "3"
    cells = [line_of(rows, name)[2] for name in ("upper ¼", "median", "lower ¼")]
    assert cells == [signed(-0.25), signed(-0.5), signed(-0.5)]


def test_what_is_outside_the_half_in_the_middle_is_drawn_too() -> None:
    """A dotted bar reaches to the best and the worst of what was read."""
    near = tuple(note(n, f"P{n}", "till", -0.5) for n in range(1, 7))
    assert "┊" not in "\n".join(text(upper(sight(*near), 70 + 2, 20))).replace("┊ all", "")
    far = "\n".join(text(upper(sight(*near, note(9, "P9", "till", 0.9)), 72, 20)))
    assert far.replace("┊ all", "").count("┊") > 3


def test_people_without_a_code_are_told_beside_those_with_one() -> None:
    """Their readings are counted, so the heading says whose they are."""
    stranger = replace(note(4, "P3", "till", 0.5), participants=(), speaker="X")
    looked = replace(sight(*THREE, stranger), at=2)
    told = "".join(piece for piece, _ in heading(looked, 0, 4, 100))
    assert "4 readings of 3 people and unnamed" in told


def test_all_together_says_of_how_many_and_how_far_apart() -> None:
    """Fewer than three people stand each for themselves."""
    together = "\n".join(text(upper(sight(*THREE), 80, 20)))
    assert f"mean {signed(-0.5)} (n 3, {signed(-0.5)}…{signed(-0.5)})" in together
    alone = "\n".join(text(upper(sight(*THREE[:2]), 80, 20)))
    assert "P1 mean" in alone
    assert "P2 peak till" in alone


def test_observers_own_feelings_stand_apart_and_only_when_asked() -> None:
    """Another shape, another row, behind the customers' in the evidence."""
    found = sight(*THREE, note(4, "P1", "till", 0.9, whose=Whose.OBSERVER))
    assert "~" not in "\n".join(text(upper(found, 80, 20)))
    own = Sight(ground=found.ground, at=2, own=True)
    rows = upper(own, 80, 20)
    assert "~" in "\n".join(text(rows))
    assert line_of(rows, "own") == ["–", "–", "1"]
    assert own.column is not None
    items = evidence(own.column, own=True, wished=False)
    assert [item.own for item in items] == [False, False, False, True]


def test_no_line_leads_to_what_has_no_touchpoint() -> None:
    """It is no place along the journey."""
    loose = tuple(note(n, f"P{n}", None, 0.5) for n in (4, 5, 6))
    drawn = "\n".join(text(upper(sight(*THREE, *loose), 160, 20)))
    assert drawn.count("●") == 3, "two medians, and one in the legend"
    assert not any("\u2801" <= char <= "\u28ff" for char in drawn)


def test_a_promise_shows_its_verdict_and_its_evidence_is_listed() -> None:
    """Also where nobody's feeling stands beside it; a promise nobody spoke of is unsaid."""
    assert line_of(upper(sight(*THREE), 80, 20), "promise") == ["–", "–", "unsaid"]
    found = sight(*THREE, note(4, "P1", "till", codes=("promise/broken",)))
    assert line_of(upper(found, 80, 20), "promise") == ["–", "–", "broken"]
    till = found.ground.places[2]
    items = evidence(till, own=False, wished=False)
    assert [item.verdict for item in items] == [None, None, None, "broken"]
    assert "broken" in "".join(piece for piece, _ in item_row(found, items[-1], 79))


def test_the_future_stands_beside_the_current_state_with_the_difference() -> None:
    """From the median now to the feeling imagined; a bad place without a wish is open."""
    wish = note(9, "P1", "till", 0.3, known=Known.IMAGINED, dimension="wants")
    doors = tuple(note(n, f"P{n}", "door", -0.5) for n in (4, 5, 6))
    found = Sight(ground=sight(*THREE, *doors, wish).ground, at=2, future=True)
    rows = upper(found, 80, 20)
    assert line_of(rows, "gain") == ["–", "–", "+0.80"]
    assert line_of(rows, "differs") == ["open", "same", "change"]
    assert "◇" in "\n".join(text(rows))
    assert found.column is not None
    item, *now = evidence(found.column, own=False, wished=True)
    assert [one.sighting.id for one in now] == ["ana-1", "ana-2", "ana-3"]
    assert "customer-stated" in "".join(piece for piece, _ in item_row(found, item, 79))


def test_each_person_has_a_line_of_their_own_and_none_is_left_out_of_reach() -> None:
    """The one the evidence is about is among those there is room for."""
    many = tuple(note(n, f"P{n}", PLACES[n % 3], 0.1) for n in range(1, 31))
    ground_ = sight(*many).ground
    for person in ground_.people:
        found = Sight(ground=ground_, each=True, person=person)
        assert any(line.startswith(f"▸{person} ") for line in text(upper(found, 80, 18)))


def test_no_row_is_wider_than_the_screen_and_no_part_higher_than_its_room() -> None:
    """At every size, in every mode."""
    ground_ = sight(*THREE, note(4, "P4", None, 0.2), note(5, "P1", "door", 0.9)).ground
    modes: tuple[dict[str, bool], ...] = (
        {}, {"each": True}, {"time": True}, {"future": True}, {"own": True},
    )  # fmt: skip
    for mode in modes:
        found = Sight(ground=ground_, person=ParticipantKey("P1"), **mode)
        for width in (60, 71, 72, 80, 100, 160):
            for room in (8, 14, 30):
                rows = upper(found, width, room)
                assert len(rows) <= room
                assert not [line for line in text(rows) if cell_len(line) > width], (mode, width)
            assert cell_len("".join(t for t, _ in status(found, width))) == width
            assert cell_len("".join(t for t, _ in heading(found, 0, 3, width))) == width


def test_narrow_terminals_get_the_table_alone() -> None:
    """One row a touchpoint, the one under the cursor marked."""
    lines = text(upper(sight(*THREE), 60, 20))
    assert not any("┤" in line for line in lines)
    assert any(line.startswith("▸door") for line in lines)
    assert any(line.startswith(" till") and "unsaid" in line for line in lines)
