"""A digest for a use holds only people who agreed to it; how many are out, never who."""

from dataclasses import replace

import pytest
from casebooks import P1, P2, P3, P4, P5, S1, desk

from fieldkit.analysis.sighting import Use, read
from fieldkit.digest.compile import compile_digest, kinds
from fieldkit.digest.publish import page_of
from fieldkit.model.people import Consent, ConsentState, Scope, Staff
from fieldkit.model.study import Casebook

SHARED = (Scope.OBSERVE, Scope.NOTES, Scope.QUOTE, Scope.SHARE)


def agreed() -> Casebook:
    """Return the desk where P1 may be published, P2 shared, P3 neither, and P4 was not asked."""
    book = desk()
    scopes = {P1: (*SHARED, Scope.PUBLISH), P2: SHARED}
    people = tuple(
        replace(p, consent=Consent(state=ConsentState.GIVEN, scopes=scopes[p.key]))
        if p.key in scopes
        else p
        for p in book.participants
    )
    given = Consent(state=ConsentState.GIVEN, scopes=(*SHARED, Scope.PUBLISH))
    return replace(book, participants=people, staff=(Staff(key=S1, consent=given),))


@pytest.mark.parametrize(
    ("use", "people", "out"),
    [(None, {P1, P2, P3, P4}, 0), (Use.INTERNAL, {P1, P2, P4}, 1), (Use.PUBLIC, {P1}, 4)],
)
def test_only_who_agreed_to_a_use_is_in(use: Use | None, people: set[str], out: int) -> None:
    """P3 agreed to notes, not to sharing; whom nobody asked stays inside the company."""
    notes = read(agreed(), use)
    assert {key for s in notes.sightings for key in s.present} == people
    assert notes.not_for_this == out


@pytest.mark.parametrize("kind", [name for name, _ in kinds()])
def test_a_public_digest_holds_nothing_of_anyone_else(kind: str) -> None:
    """No word, no code, no count of theirs; the number of people left out is said."""
    book = agreed()
    text = compile_digest(book, kind, use=Use.PUBLIC)
    page = page_of(book, text, Use.PUBLIC)
    ours = {s.moment.text for s in read(book, Use.PUBLIC).sightings}
    for moment in book.moments:
        if moment.text not in ours:
            assert moment.text not in text
            assert moment.text not in page
    for key in (P2, P3, P4):
        assert f" {key} " not in text
    assert "for: public" in text


def test_how_many_are_left_out_and_why_is_said_never_who() -> None:
    """Refused apart from those who agreed to other things."""
    text = compile_digest(agreed(), "topline", use=Use.INTERNAL)
    assert (
        "2 people are left out: 1 consent refused, withdrawn or expired; "
        "1 did not agree to being told of inside the company." in text
    )


def test_a_session_does_not_name_who_of_it_withdrew() -> None:
    """Where a debrief says who was there."""
    book = desk()
    first = replace(book.sessions[0], participants=(P1, P5))
    text = compile_digest(replace(book, sessions=(first, *book.sessions[1:])), "debrief")
    assert "with P1 ·" in text
    assert "P5" not in text
