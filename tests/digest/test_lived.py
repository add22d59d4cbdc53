"""The journey digest: cases first, every row with its notes, nothing told that nobody lived."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from casebooks import P1, altered, desk

from fieldkit.analysis.sighting import read
from fieldkit.digest.citing import Citations
from fieldkit.digest.compile import compile_digest
from fieldkit.digest.lived import Lived
from fieldkit.digest.mermaid import mermaid, score
from fieldkit.model.keys import CodeKey, MomentId, SessionId, TouchpointKey
from fieldkit.model.moment import Layer
from fieldkit.model.people import Scope
from fieldkit.model.study import Casebook


def lived(book: Casebook) -> Lived:
    """Return the parts of a casebook's journey."""
    notes = read(book)
    return Lived(notes, Citations(notes))


def test_every_note_the_journey_names_is_in_its_appendix() -> None:
    """One step from the evidence: each link leads to a heading."""
    text = compile_digest(desk(), "journey")
    links = set(re.findall(r"\]\(#([\w-]+)\)", text))
    headings = set(re.findall(r"^### (\S+)$", text, re.MULTILINE))
    assert links
    assert links <= headings


def test_one_person_comes_before_all_together() -> None:
    """A case first, an aggregate second."""
    text = compile_digest(desk(), "journey")
    assert text.index("## One person at a time") < text.index("## All together")


def test_feelings_are_words_in_a_digest_never_decimals() -> None:
    """Numbers of valence stay in the picture."""
    text = compile_digest(desk(), "journey")
    assert not re.search(r"-?\b0\.\d", text)
    assert "undefined: one reading" in text


def test_words_of_someone_who_would_not_be_quoted_are_held_back() -> None:
    """Also in tables."""
    book = altered(
        desk(), 4, lambda m: replace(m, dimension="expects", layer=Layer.VERBATIM, text="my secret")
    )
    people = tuple(
        replace(p, consent=replace(p.consent, scopes=(Scope.NOTES,))) if p.key == P1 else p
        for p in book.participants
    )
    moment = next(m for m in book.moments if m.text == "my secret")
    mine = replace(moment, participants=(P1,), speaker=P1)
    book = replace(
        book,
        participants=people,
        moments=tuple(mine if m.id == mine.id else m for m in book.moments),
    )
    table = str(lived(book).expectations)
    assert "my secret" not in table
    assert "words held back" in table
    assert "not noted" in table


def test_a_promise_is_told_by_people_and_by_notes() -> None:
    """With the touchpoint's own sentence."""
    places = tuple(
        replace(t, promises=("Two minutes.",)) if t.key == "desk" else t for t in desk().touchpoints
    )
    book = replace(
        altered(
            desk(),
            4,
            lambda m: replace(
                m, touchpoint=TouchpointKey("desk"), codes=(CodeKey("promise/broken"),)
            ),
        ),
        touchpoints=places,
    )
    (row,) = [line for line in str(lived(book).promises).split("\n") if "Two minutes" in line]
    assert "| broken " in row
    assert "ana-4" in row


def test_an_empty_study_says_so_in_one_line() -> None:
    """No empty tables."""
    text = compile_digest(replace(desk(), moments=()), "journey")
    assert "Nothing to show." in text
    assert "|" not in text


@pytest.mark.parametrize(("valence", "found"), [(-1, 1), (-0.5, 2), (0, 3), (0.5, 4), (1, 5)])
def test_mermaid_scores_run_from_1_to_5(valence: float, found: int) -> None:
    """Linear in valence."""
    assert score(valence) == found


def test_mermaid_text_holds_nothing_that_mermaid_would_read_as_its_own() -> None:
    """Each step is a name, a score and people; a name from notes adds no part."""
    places = tuple(replace(t, name="a: b; c # d\n%% e") for t in desk().touchpoints)
    text = mermaid(read(replace(desk(), touchpoints=places)))
    steps = [line for line in text.split("\n") if line.startswith("      ")]
    assert steps
    for step in steps:
        assert re.fullmatch(r"      a b c d e - [\w -]+: [1-5]: [\w, ]+", step), step
    assert not re.search("[;#%]", text)


def test_mermaid_of_a_touchpoint_with_few_people_has_a_step_a_reading() -> None:
    """As everywhere: a line needs three."""
    text = mermaid(read(desk()))
    assert "Entrance" in text
    assert re.search(r"Entrance - \w+: \d: P\d", text)


def twice() -> Casebook:
    """Return the desk where P1 comes back on another day."""
    book = desk()
    again = replace(book.sessions[0], id=SessionId("ana-s9"), title="Back again",
                    start=datetime(2026, 5, 15, 8, 0, tzinfo=UTC))  # fmt: skip
    more = tuple(
        replace(m, id=MomentId(f"ana-9{n}"), session=again.id, text=f"again {n}")
        for n, m in enumerate(m for m in book.moments if m.participants == (P1,))
    )
    return replace(book, sessions=(*book.sessions, again), moments=(*book.moments, *more))


def test_two_encounters_of_one_person_are_told_apart_by_name_and_day() -> None:
    """In how they went, in what they felt, and in their story; one alone needs no name."""
    first, second = "Monday morning, 11 May 2026", "Back again, 15 May 2026"
    parts = lived(twice())
    assert f"- **P1, {first}**" in parts.courses
    assert f"- **P1, {second}**" in parts.courses
    assert "- **P2**" in parts.courses
    assert f"felt, in order: **{first}:** Entrance" in parts.paths
    assert f"; **{second}:** Entrance" in parts.paths
    story = compile_digest(twice(), "stories").partition("## P1\n")[2].partition("\n## P2")[0]
    assert story.index(f"### {first}") < story.index(f"### {second}")
    assert "### Monday" not in compile_digest(desk(), "stories")


def test_what_told_a_feeling_is_not_printed_as_what_happened() -> None:
    """A sigh shows it; it did not set it off."""
    found = lived(desk()).breaking_points
    assert "what happened: “I already gave you this card”" in found
    assert "told by: sighed, looked away" in found


def test_a_story_ends_with_the_worst_beside_the_best() -> None:
    """So that a day of anger with one mild pleasure is not told as a happy one."""
    text = compile_digest(desk(), "stories")
    assert "At worst frustrated, 5 of 5, our reading; at the end frustrated" in text


def test_a_sentence_that_ends_with_its_mark_gets_no_comma_after_it() -> None:
    """The way to the note stands in brackets then."""
    book = altered(desk(), 1, lambda m: replace(m, text="Which way?", emotions=()))
    assert "P1, seen: Which way? ([ana-1](#ana-1))" in compile_digest(book, "stories")
