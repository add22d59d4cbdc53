"""Words that name a feeling, in whole sentences; and codes in a customer's own words."""

import pytest

from fieldkit.analysis.in_vivo import in_vivo
from fieldkit.analysis.named import feelings_named, names_named
from fieldkit.model.shipped import vocabulary

TERMS = [term.word for term in vocabulary("customer").terms]


def named(text: str) -> list[tuple[str, str]]:
    """Return each feeling named, with the word that names it."""
    return [(one.name, text[one.start : one.end]) for one in feelings_named(text, TERMS)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("That was frustrating.", [("frustrated", "frustrating")]),
        ("a lot of frustration", [("frustrated", "frustration")]),
        ("It FRUSTRATES me", [("frustrated", "FRUSTRATES")]),
        ("sadly enough", [("sad", "sadly")]),
        ("sadder and saddest", [("sad", "sadder"), ("sad", "saddest")]),
        ("I worry, he worries", [("worried", "worry"), ("worried", "worries")]),
        ("confusing", [("confused", "confusing")]),
        ("in confusion", [("confused", "confusion")]),
        ("so annoying", [("annoyed", "annoying")]),
        ("happily", [("happy", "happily")]),
        ("a relief", [("relieved", "relief")]),
        ("no patience, impatience", [("impatient", "impatience")]),
        ("what a surprise", [("surprised", "surprise")]),
        ("it excites her", [("excited", "excites")]),
        ("boring", [("bored", "boring")]),
    ],
)
def test_a_feeling_is_found_in_the_forms_it_is_used_in(text: str, found: list[object]) -> None:
    """Whatever its case."""
    assert named(text) == found


@pytest.mark.parametrize(
    "text",
    ["please wait", "a calmative", "dissatisfied", "unhappy", "the patient", "a border", "cured",
     "crushed", "tirade", "saddle", "retired"],
)  # fmt: skip
def test_what_only_looks_like_one_is_not(text: str) -> None:
    """The opposite of a feeling least of all."""
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("they didn't know, they're mad", [("angry", "mad")]),
        ("She loves the app", [("delighted", "loves")]),
        ("I like how big the text is", [("pleased", "I like")]),
        ("is concerned that they cannot", [("worried", "concerned")]),
        ("a little bit of angst", [("anxious", "angst")]),
        ("it looks like the page scrolls, I would like it cleaner", []),
    ],
)
def test_what_people_say_for_a_feeling_is_found_too(text: str, found: list[object]) -> None:
    """In a phrase where the word alone means little."""
    assert named(text) == found


def test_a_word_of_the_vocabulary_means_itself() -> None:
    """And what is near a feeling is nothing where the vocabulary has no such feeling."""
    assert [one.name for one in feelings_named("so mad", ["mad", "angry"])] == ["mad"]
    assert feelings_named("so mad", ["calm"]) == ()


def test_the_sentence_is_whole() -> None:
    """So that the reader sees what is meant."""
    text = "Reads it. Sadly enough I like the big start button! Goes on."
    one, other = feelings_named(text, TERMS)
    assert (one.name, other.name) == ("sad", "pleased")
    assert one.sentence == other.sentence
    start, end = one.sentence
    assert text[start:end] == "Sadly enough I like the big start button!"


@pytest.mark.parametrize("text", ["", "...", "  sad  ", "sad", "¿Sad?", "a\n\nsad\n", "sad…"])
def test_any_text_is_taken(text: str) -> None:
    """And a word's sentence holds the word."""
    for one in feelings_named(text, TERMS):
        assert one.sentence[0] <= one.start < one.end <= one.sentence[1]


def test_terms_of_any_script_are_found_as_they_are() -> None:
    """Where no rule is known, the word itself."""
    assert [one.name for one in feelings_named("Elle est déçue", ["decue"])] == ["decue"]


def test_touchpoints_are_found_by_the_words_of_their_keys() -> None:
    """The longest first."""
    text = "from the self check out to the exits"
    found = names_named(text, ["check-out", "self-check-out", "exit"])
    assert [(one.name, text[one.start : one.end]) for one in found] == [
        ("self-check-out", "self check out"),
        ("exit", "exits"),
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("I already gave you this card", "already-gave-you-this-card"),
        ("Shoot, how did I answer that one, how do I go back?", "shoot"),
        ("I've never done one of those and don't plan on starting today.", None),
        ("the big start button", "big-start-button"),
        ("yes", None),
        ("", None),
    ],
)
def test_a_customers_words_become_a_code(text: str, first: str | None) -> None:
    """Trimmed of what says little."""
    found = in_vivo(text)
    if first is None:
        assert all(len(key.split("-")) <= 6 for key in found)
    else:
        assert first in found
    assert len(found) <= 4
