"""One person, whole: every line with its note, and nothing of one who refused."""

from dataclasses import replace

import pytest
from casebooks import P1, P3, P4, P5, P6, desk

from fieldkit.analysis.sighting import read
from fieldkit.digest.person import Part, everyone, person
from fieldkit.model.errors import NotFoundError
from fieldkit.model.keys import ParticipantKey
from fieldkit.model.study import Casebook


def told(book: Casebook, key: ParticipantKey) -> dict[str, Part]:
    """Return the parts of a person's page by their title."""
    return {part.title: part for part in person(read(book), key)}


def texts(part: Part) -> str:
    """Return a part as text."""
    return "\n".join(f"{one.text} {one.id or ''}".strip() for one in part.lines)


def test_a_page_has_sessions_way_feelings_words_and_story() -> None:
    """In this order; each note with its id."""
    parts = told(desk(), P1)
    assert list(parts) == [
        *("P1", "Sessions", "Their way", "What they came with, expected and got"),
        *("What they felt, in order", "In their words", "Their story"),
    ]
    assert "Entrance → Returns desk" in texts(parts["Their way"])
    assert "passed over queue" in texts(parts["Their way"])
    assert "frustrated, 4 of 5, our reading (sighed, looked away) ana-4" in texts(
        parts["What they felt, in order"]
    )
    assert "Returns desk: “I already gave you this card” ana-4" in texts(parts["In their words"])


def test_feelings_are_words_on_the_page_never_decimals() -> None:
    """As everywhere but in the journey."""
    page = "\n".join(map(texts, told(desk(), P1).values()))
    assert "Peak and end together: " in page
    assert "0." not in page


def test_words_of_one_who_would_not_be_quoted_are_held_back() -> None:
    """Also on their own page."""
    page = "\n".join(map(texts, told(desk(), P3).values()))
    assert "Third time" not in page
    assert "words held back" in page


def test_one_who_withdrew_has_a_page_that_says_so_and_nothing_else() -> None:
    """In the list too."""
    (about,) = told(desk(), P5).values()
    assert texts(about) == "Consent withdrawn: their notes are in no journey and no digest"
    entries = {entry.key: entry for entry in everyone(read(desk()))}
    assert entries[P5].felt == "left out: consent withdrawn"
    assert entries[P6].felt == "not met yet"
    assert (entries[P1].sessions, entries[P1].kind) == (1, "")  # did not agree to sharing that
    assert entries[P4].kind == "visits: yearly"


def test_a_merged_code_leads_to_the_page_it_was_merged_into() -> None:
    """Either code will do."""
    book = desk()
    merged = tuple(replace(p, same_as=P1) if p.key == P6 else p for p in book.participants)
    assert next(iter(told(replace(book, participants=merged), P6))) == "P1"


def test_an_unknown_code_and_staff_are_told_in_one_line() -> None:
    """What to do instead."""
    with pytest.raises(NotFoundError, match="there are: P1, P2"):
        person(read(desk()), ParticipantKey("P9"))
    with pytest.raises(NotFoundError, match="S1 is staff"):
        person(read(desk()), ParticipantKey("S1"))
