"""The rows around the list: what they say where there is little room."""

from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from fieldkit.model.emotion import Term
from fieldkit.model.keys import ParticipantKey, SessionId, TouchpointKey
from fieldkit.model.session import Kind, Session
from fieldkit.model.words import Words
from fieldkit.shorthand.line import parse
from fieldkit.tui import rows
from fieldkit.tui.layouts import AZERTY, QWERTY
from fieldkit.tui.rows import Status
from fieldkit.tui.widgets.rows import Row
from fieldkit.tui.wording import LEADER, RESEARCHER

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
SESSION = Session(
    id=SessionId("ana-s3"),
    kind=Kind.SHADOWING,
    place="Store 7",
    start=NOON,
    open=True,
    participants=(ParticipantKey("P3"),),
)
WORDS = Words(
    people=("P3",),
    touchpoints=("pay",),
    codes=("signs", "workaround"),
    feelings={"sad": Term(word="sad")},
    vocabulary="customer",
)


def text(row: Row) -> str:
    """Return a row's text."""
    return "".join(piece for piece, _ in row)


def told(**fields: object) -> Status:
    """Return a status in a session of 41 moments."""
    usual: dict[str, object] = {
        "title": "Checkout study",
        "session": SESSION,
        "moments": 41,
        "saving": 0,
        "now": NOON + timedelta(minutes=14, seconds=32),
    }
    return Status(**(usual | fields))  # type: ignore[arg-type]  # any of its fields


def test_the_status_tells_study_session_place_people_time_count_and_saved() -> None:
    """All of it where there is room."""
    line = text(rows.status(told(), RESEARCHER, 120))
    for part in ("● Checkout study", "ana-s3 shadowing", "Store 7", "P3", "00:14:32", "41 moments"):
        assert part in line
    assert line.endswith("saved ")


@pytest.mark.parametrize("width", [40, 60, 72, 80, 100, 200])
@pytest.mark.parametrize(
    "title", ["Till", "A very long title of a study about checkouts", "日本の店"]
)
def test_time_count_and_saved_are_there_at_any_width(width: int, title: str) -> None:
    """What is least needed goes first, and the row is as wide as the screen."""
    line = text(rows.status(told(title=title), RESEARCHER, width))
    assert "00:14:32" in line
    assert "41" in line
    assert "saved" in line
    assert cell_len(line) == width


def test_saving_and_not_saved_are_said_in_words() -> None:
    """Not in colour alone."""
    assert "saving…" in text(rows.status(told(saving=1), RESEARCHER, 80))
    assert "NOT SAVED" in text(rows.status(told(failed=True, saving=1), RESEARCHER, 80))


def test_without_a_session_the_status_says_how_to_start_one() -> None:
    """And shows no clock."""
    line = text(rows.status(told(session=None), LEADER, 80))
    assert "no session" in line
    assert "41 notes" in line


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_the_legend_cuts_no_item_in_two_and_drops_none(width: int) -> None:
    """It takes more rows instead."""
    shown = rows.legend(
        layout=QWERTY,
        feelings=["frustrated", "confused", "anxious", "calm", "pleased", "delighted"],
        more=True,
        touchpoints=["arrive", "browse", "choose", "queue", "pay", "leave"],
        in_force=TouchpointKey("pay"),
        place="pad",
        names=RESEARCHER,
        width=width,
    )
    lines = [text(row) for row in shown]
    for item in ("1 frustrated", "6 delighted", "0 more", "q arrive", "[t pay]", "Space mark"):
        assert any(item in line for line in lines)
    assert all(cell_len(line) <= width for line in lines)


def test_the_legend_shows_the_keys_of_the_keyboard() -> None:
    """AZERTY's digits are what its keys bear without Shift."""
    shown = rows.legend(
        layout=AZERTY,
        feelings=["sad"],
        more=False,
        touchpoints=["arrive"],
        in_force=None,
        place="pad",
        names=RESEARCHER,
        width=80,
    )
    assert "& sad" in text(shown[0])
    assert "a arrive" in text(shown[1])


def test_the_reading_says_what_will_be_saved() -> None:
    """Where, which feeling, who, in whose words."""
    line = parse('P3: "which till?" !sad4 #signs', WORDS)
    [row], warned = rows.reading(line, TouchpointKey("pay"), "12:00:00", RESEARCHER, 120)
    said = text(row)
    for part in (
        "12:00:00",
        "at pay",
        "sad, 4 of 5",
        "P3 in their words: which till?",
        "code signs",
    ):
        assert part in said
    assert warned == []


def test_the_reading_tells_new_words_and_near_ones() -> None:
    """Before they are made."""
    _, warned = rows.reading(
        parse("@till waits #work-around", WORDS), None, "12:00", RESEARCHER, 80
    )
    said = " ".join(text(row) for row in warned)
    assert "new: @till" in said
    assert "#work-around is a new code, nearly #workaround" in said


@pytest.mark.parametrize("width", [10, 33, 80])
def test_wrapping_loses_nothing_and_overruns_nothing(width: int) -> None:
    """Long words are cut, wide letters counted."""
    words = "one two three " + "x" * 100 + " 日本語日本語日本語日本語 end"
    found = rows.wrapped(((words, ""),), width)
    assert all(cell_len(text(row).rstrip()) <= width for row in found)
    assert "".join(text(row) for row in found).replace(" ", "") == words.replace(" ", "")


def test_the_chosen_word_is_always_among_those_shown() -> None:
    """However long the list."""
    names = [f"word{n}" for n in range(30)]
    for chosen in (0, 3, 17, 29):
        shown = rows.choices("code", names, chosen, 4)
        assert len(shown) == 4
        assert sum("▸" in text(row) for row in shown) == 1
        assert any(f"▸ #word{chosen} " in text(row) for row in shown)


def test_the_legend_shows_the_keys_that_a_keyboard_has() -> None:
    """On AZERTY quotation marks and the hyphen are digits."""
    shown = [
        " ".join(
            text
            for row in rows.legend(
                layout=layout, feelings=("sad",), more=False, touchpoints=(), in_force=None,
                place="pad", names=RESEARCHER, width=200,
            )
            for text, _ in row
        )
        for layout in (QWERTY, AZERTY)
    ]  # fmt: skip
    assert "+ -  stronger" in shown[0]
    assert "\" ' ? ~  said" in shown[0]
    assert "s q  stronger" in shown[1]
    assert "? ~ l  said" in shown[1]
