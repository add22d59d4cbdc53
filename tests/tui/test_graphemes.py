"""Where a cursor may stand."""

import pytest

from fieldkit.tui.graphemes import after, before

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    "char",
    [
        "a", "日", "e\u0301", "o\u0308\u0323", "क्षि"[:2], FAMILY, "\U0001f44d\U0001f3fd", "❤\ufe0f",
        "\U0001f1e9\U0001f1ea",
    ],
)  # fmt: skip
def test_what_a_person_sees_as_one_is_one(char: str) -> None:
    """From either side, between others."""
    text = f"x{char}y"
    assert after(text, 1) == 1 + len(char)
    assert before(text, 1 + len(char)) == 1


def test_two_flags_are_two() -> None:
    """Their letters pair from the left."""
    flags = "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7"
    assert (before(flags, 4), before(flags, 2), after(flags, 0)) == (2, 0, 2)


def test_at_the_ends_there_is_nowhere_to_go() -> None:
    """Nor in an empty line."""
    assert (before("", 0), after("", 0), before("ab", 0), after("ab", 2)) == (0, 0, 0, 2)
    assert before("a ", 2) == 1
