"""Counts are people."""

from fieldbook import casebook, note, notes, people

from fieldkit.analysis.sighting import read
from fieldkit.analysis.tally import by_code, by_touchpoint, met, share
from fieldkit.analysis.tally import people as counted
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import TouchpointKey
from fieldkit.model.moment import Layer

TILL = TouchpointKey("till")


def test_a_person_counts_once_however_often_they_are_noted() -> None:
    """K is people, never notes."""
    found = notes(note(1, "P1"), note(2, "P1"), note(3, "P2"))
    assert counted(found.sightings) == people("P1", "P2")


def test_tallies_and_unnamed_people_never_enter_k_of_n() -> None:
    """Three hundred passers-by are not three hundred participants, nor is P4 one of them."""
    found = notes(
        note(1, "P1"),
        note(2, speaker="X"),
        note(3, count=298),
        note(4, "P4", count=3),
        note(5, speaker="S1"),
    )
    assert counted(found.sightings) == people("P1")
    assert met(found, (TILL,)) == people("P1")


def test_n_is_who_met_the_touchpoint() -> None:
    """Who was elsewhere could not have been counted."""
    found = notes(note(1, "P1"), note(2, "P2"), note(3, "P3", at="door"))
    part = share(found, people("P1"), found.sightings[:1])
    assert (str(part), part.n) == ("1 of 2", people("P1", "P2"))


def test_who_was_asked_there_met_it_but_the_observers_reactions_prove_nothing() -> None:
    """A question is put to someone present; a reaction is the observer's alone."""
    found = notes(note(1, "P1", speaker="Q"), note(2, "P2", layer=Layer.REFLEXIVE))
    assert met(found, (TILL,)) == people("P1")


def test_without_a_touchpoint_n_is_everyone_heard() -> None:
    """A claim about no place is about all."""
    found = notes(note(1, "P1", at=None), note(2, "P2"), note(3, "P3", at="door"))
    assert str(share(found, people("P1"), found.sightings[:1])) == "1 of 3"


def test_k_is_never_more_than_n() -> None:
    """Whoever supports a claim is among those it could hold for."""
    found = notes(note(1, "P1"), note(2, "P2", speaker="X"))
    assert str(share(found, people("P2"), found.sightings[:1])) == "1 of 2"


def test_the_touchpoints_and_codes_most_people_met_come_first() -> None:
    """Ties stand along the journey, and by the alphabet."""
    book = casebook(
        note(1, "P1", at="door", codes=("wait",)),
        note(2, "P2", at="door", codes=("wait", "ask")),
        note(3, "P1", at="till"),
        note(4, "P3", at="exit"),
        note(5, speaker="X", at="exit", codes=("lost",)),
        touchpoints=(Touchpoint(key=TouchpointKey("exit"), order=1),),
    )
    found = read(book)
    places = [(m.key, str(m.share)) for m in by_touchpoint(found)]
    assert places == [("door", "2 of 3"), ("exit", "1 of 3"), ("till", "1 of 3")]
    assert [(m.key, str(m.share)) for m in by_code(found)] == [
        ("wait", "2 of 2"),
        ("ask", "1 of 2"),
    ]
