"""Every kind of digest keeps the rules: words for words, links that lead, nothing held told."""

import re
from dataclasses import replace

import pytest
from casebooks import P1, desk
from markdown_it import MarkdownIt

from fieldkit.digest.compile import compile_digest, kinds
from fieldkit.digest.days import length
from fieldkit.digest.markdown import clean
from fieldkit.digest.publish import page_of
from fieldkit.model.insight import Status
from fieldkit.model.people import Consent, ConsentState, Scope
from fieldkit.model.study import Casebook

KINDS = tuple(name for name, _ in kinds())
CITES = tuple(name for name in KINDS if name != "exposure")


def test_the_kinds_a_team_needs_are_there_each_with_its_line() -> None:
    """A debrief the same day, findings, stories, who met customers, cards for a wall."""
    wanted = {"topline", "journey", "debrief", "findings", "stories", "exposure", "wall", "leader"}
    assert wanted <= set(KINDS)
    assert all(line for _, line in kinds())


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_the_same_bytes_each_time_and_clean_markdown(kind: str) -> None:
    """No trailing space, no empty heading, one newline at the end."""
    text = compile_digest(desk(), kind)
    assert text == compile_digest(desk(), kind)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    assert not re.search(r"^#+\s*$", text, re.MULTILINE)
    assert "\n\n\n" not in text


@pytest.mark.parametrize("kind", CITES)
def test_every_link_leads_to_the_evidence(kind: str) -> None:
    """In the Markdown, and in the page."""
    text = compile_digest(desk(), kind)
    headings = set(re.findall(r"^### (\S+)$", text, re.MULTILINE))
    links = set(re.findall(r"\]\(#(ana-\d+)\)", text))
    assert links
    assert links <= headings
    page = page_of(desk(), text)
    assert set(re.findall(r'href="#(ana-\d+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


@pytest.mark.parametrize("kind", CITES)
def test_the_evidence_holds_the_notes_that_are_linked_and_no_more(kind: str) -> None:
    """Cards show three quotations of a claim that rests on many notes."""
    shown, _, appendix = compile_digest(desk(), kind).partition("\n## Evidence\n")
    linked = set(re.findall(r"\]\(#(ana-\d+)\)", shown))
    assert set(re.findall(r"^### (\S+)$", appendix, re.MULTILINE)) == linked


@pytest.mark.parametrize("kind", CITES)
def test_every_quotation_stands_in_the_notes_word_for_word(kind: str) -> None:
    """Whatever is between quotation marks in a block is someone's words."""
    words = {clean(moment.text) for moment in desk().moments}
    shown = 0
    for token in MarkdownIt("commonmark").parse(compile_digest(desk(), kind)):
        found = re.findall("“([^”]+)”", token.content) if token.type == "inline" else []
        for quoted in found:
            parts = [part.strip() for part in " ".join(quoted.split()).split("[…]")]
            assert any(all(part.replace("\\", "") in text for part in parts) for text in words)
            shown += 1
    assert shown


@pytest.mark.parametrize("kind", CITES)
def test_words_of_someone_who_would_not_be_quoted_stand_nowhere(kind: str) -> None:
    """P1 agreed to notes only."""
    book = desk()
    only_notes = Consent(state=ConsentState.GIVEN, scopes=(Scope.NOTES,))
    people = tuple(
        replace(p, consent=only_notes, attributes={"knee": "90-94"}) if p.key == P1 else p
        for p in book.participants
    )
    text = compile_digest(replace(book, participants=people), kind)
    assert "I already gave you this card" not in text
    assert "90-94" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_study_is_one_line(kind: str) -> None:
    """No empty tables and sections."""
    empty = Casebook(study=desk().study)
    text = compile_digest(empty, kind)
    assert "No notes yet" in text
    assert "##" not in text


def test_findings_hold_hypotheses_against_the_notes_apart_from_what_was_found() -> None:
    """A hypothesis is no finding."""
    book = desk()
    first, *rest = book.insights
    guess = replace(first, hypothesis=True)
    text = compile_digest(replace(book, insights=(guess, *rest)), "findings")
    assert "### Held against the notes" in text
    assert not re.search(rf"^## \d+\. {re.escape(first.claim[:20])}", text, re.MULTILINE)


def test_next_steps_have_an_owner_or_say_that_there_is_none() -> None:
    """And what was dropped is no step."""
    book = desk()
    steps = tuple(
        replace(i, recommendation=f"Do {n}.", owner=None) for n, i in enumerate(book.insights)
    )
    text = compile_digest(replace(book, insights=steps), "findings")
    assert "- **Do 0.**\n  - owner: none yet\n" in text
    dropped = tuple(replace(i, status=Status.DROPPED) for i in steps)
    assert "None yet: no claim has a recommendation." in compile_digest(
        replace(book, insights=dropped), "findings"
    )


def test_a_length_is_said_as_people_say_it() -> None:
    """Minutes below an hour."""
    from datetime import timedelta

    assert length(timedelta(minutes=48)) == "48 min"
    assert length(timedelta(minutes=65)) == "1 h 05 min"


def test_the_method_is_told_as_a_sentence() -> None:
    """Protocols and vocabularies are called what they are."""
    book = desk()
    looked = replace(book.sessions[0], protocol="aeiou")
    text = compile_digest(replace(book, sessions=(looked, *book.sessions[1:])), "findings")
    assert "prompted by the protocol aeiou; feelings named by the vocabulary customer." in text
