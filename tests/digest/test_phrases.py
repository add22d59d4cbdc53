"""How a digest says things."""

from datetime import date

import pytest

from fieldkit.digest.phrases import band, codes, count, days, listed, sentence
from fieldkit.model.keys import ParticipantKey


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("", ""),
        ("P1", "P1"),
        ("P1 P2", "P1 and P2"),
        ("P1 P2 P3", "P1–P3"),
        ("P1 P2 P3 P5 P6", "P1–P3, P5 and P6"),
        ("P1 S2 S3 S4", "P1 and S2–S4"),
        ("Ada P1 P2", "Ada, P1 and P2"),
        ("P9 P10 P11", "P9–P11"),
    ],
)
def test_runs_of_codes_are_drawn_together(keys: str, shown: str) -> None:
    """Three or more in a row, of one letter."""
    assert codes([ParticipantKey(key) for key in keys.split()]) == shown


def test_days_are_written_as_people_write_them() -> None:
    """Together within a month; a span where there are many."""
    may = [date(2020, 5, day) for day in (12, 9, 11, 9)]
    assert days(may) == "9, 11 and 12 May 2020"
    assert days([*may, date(2020, 6, 1)]) == "9, 11 and 12 May 2020; 1 June 2020"
    assert days(date(2020, 5, day) for day in range(1, 9)) == "1 to 8 May 2020"
    assert days([date(2019, 12, d) for d in range(20, 27)] + [date(2020, 1, 2)]) == (
        "20 December 2019 to 2 January 2020"
    )
    assert days(date(2026, 5, day) for day in (9, 11, 12, 13, 15)) == "9, 11–13 and 15 May 2026"
    assert days([]) == ""


@pytest.mark.parametrize(
    ("valence", "word"),
    [
        (-1, "very bad"),
        (-0.6, "very bad"),
        (-0.3, "bad"),
        (-0.2, "bad"),
        (0, "neither good nor bad"),
        (0.2, "good"),
        (0.6, "very good"),
        (1, "very good"),
    ],
)
def test_a_valence_is_a_word_and_good_mirrors_bad(valence: float, word: str) -> None:
    """The bands are the same on both sides."""
    assert band(valence) == word


def test_counts_lists_and_sentences_read_well() -> None:
    """One note, no notes, a and b; one full stop."""
    assert [count(n, "note") for n in (0, 1, 2)] == ["no notes", "1 note", "2 notes"]
    assert count(2, "person", "people") == "2 people"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert [sentence(text) for text in ("Done", "Done?", "完了。")] == ["Done.", "Done?", "完了。"]
