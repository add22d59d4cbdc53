"""Completion in a search line."""

import pytest

from fieldkit.model.words import Words
from fieldkit.shorthand.complete import accept
from fieldkit.shorthand.complete_search import candidates_in_search, typing_in_search

WORDS = Words(people=("P3",), touchpoints=("till", "door"), codes=("trust/privacy",))
LISTS = {"session": ["ana-s1", "ana-s2", "ben-s1"], "saved": ["pain"], "by": ["ana", "ben"]}


def offered(text: str) -> tuple[str, ...]:
    """Return what is offered at the end of a line."""
    typing = typing_in_search(text, len(text))
    return () if typing is None else candidates_in_search(typing, WORDS, {}, LISTS)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("lay", "layer:"),
        ("-lay", "layer:"),
        ("layer:v", "verbatim"),
        ("waits layer:p", "paraphrase"),
        ("known:", "inferred"),
        ("session:ben", "ben-s1"),
        ("saved:", "pain"),
        ("starred:", "yes"),
        ("waits -@t", "till"),
        ("#priv", "trust/privacy"),
        ("p", "P3"),
    ],
)
def test_a_search_offers_signs_names_of_terms_and_their_values(text: str, first: str) -> None:
    """Likeliest first."""
    assert offered(text)[0] == first


@pytest.mark.parametrize("text", ["waits", "to be", "http://la", "12:30", "from:2026", "x:y"])
def test_plain_words_and_open_values_offer_nothing_false(text: str) -> None:
    """No list stands over the results for them."""
    assert offered(text) == ()


def test_what_is_taken_stands_in_the_line() -> None:
    """A name waits for its value, a value is done."""
    typing = typing_in_search("till -lay", 9)
    assert typing is not None
    assert accept("till -lay", typing, "layer:") == ("till -layer:", 12)
    typing = typing_in_search("till -layer:ver waits", 15)
    assert typing is not None
    assert accept("till -layer:ver waits", typing, "verbatim") == ("till -layer:verbatim waits", 21)
