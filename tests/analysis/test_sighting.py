"""Whose a moment is, and what is left out."""

import pytest
from fieldbook import casebook, note, notes, people

from fieldkit.analysis.sighting import Voice, natural, once, read
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import SessionId, TouchpointKey
from fieldkit.model.moment import Layer
from fieldkit.model.people import Consent, ConsentState, Participant, Staff
from fieldkit.model.session import Session


@pytest.mark.parametrize(
    ("speaker", "who", "layer", "voice", "own"),
    [
        ("P1", ("P1",), Layer.VERBATIM, Voice.CUSTOMER, ("P1",)),
        ("P1", ("P1", "P2"), Layer.VERBATIM, Voice.CUSTOMER, ("P1",)),
        ("P1,P2", (), Layer.VERBATIM, Voice.CUSTOMER, ("P1", "P2")),
        ("A", ("P1",), Layer.VERBATIM, Voice.CUSTOMER, ("P1",)),
        (None, ("P1",), Layer.OBSERVED, Voice.CUSTOMER, ("P1",)),
        ("X", ("P1",), Layer.VERBATIM, Voice.UNNAMED, ()),
        (None, (), Layer.VERBATIM, Voice.UNNAMED, ()),
        ("S1", ("P1",), Layer.VERBATIM, Voice.STAFF, ()),
        ("Q", ("P1",), Layer.VERBATIM, Voice.OBSERVER, ()),
        (None, ("P1",), Layer.REFLEXIVE, Voice.OBSERVER, ()),
        (None, ("P1",), Layer.METHOD, Voice.OBSERVER, ()),
    ],
)
def test_a_moment_is_the_customers_only_when_they_spoke_or_acted(
    speaker: str | None, who: tuple[str, ...], layer: Layer, voice: Voice, own: tuple[str, ...]
) -> None:
    """Staff, strangers and the observer are never taken for a customer."""
    (sighting,) = notes(note(1, *who, speaker=speaker, layer=layer)).sightings
    assert (sighting.voice, sighting.people) == (voice, people(*own))


def test_a_moment_that_names_nobody_is_of_the_sessions_participants() -> None:
    """Who is left out of a line is whoever the session is with."""
    sessions = (Session(id=SessionId("ana-s1"), participants=people("P2")),)
    (sighting,) = read(casebook(note(1), sessions=sessions)).sightings
    assert sighting.people == people("P2")


def test_merged_people_and_places_count_under_one_key() -> None:
    """A merge is written once; moments are not rewritten."""
    book = casebook(
        note(1, "P9", at="cashdesk"),
        participants=(
            Participant(key=people("P1")[0]),
            Participant(key=people("P9")[0], same_as=people("P1")[0]),
        ),
        touchpoints=(
            Touchpoint(key=TouchpointKey("till")),
            Touchpoint(key=TouchpointKey("cashdesk"), same_as=TouchpointKey("till")),
        ),
    )
    found = read(book)
    assert found.sightings[0].people == people("P1")
    assert found.sightings[0].touchpoint == "till"
    assert [t.key for t in found.touchpoints] == ["till"]


def test_a_circle_of_merges_ends() -> None:
    """Two devices may each merge into the other; nothing hangs."""
    book = casebook(
        note(1, "P1"),
        participants=(
            Participant(key=people("P1")[0], same_as=people("P2")[0]),
            Participant(key=people("P2")[0], same_as=people("P1")[0]),
        ),
    )
    assert read(book).sightings[0].people


@pytest.mark.parametrize(
    "state", [ConsentState.DECLINED, ConsentState.WITHDRAWN, ConsentState.EXPIRED]
)
def test_everything_of_someone_who_refused_is_left_out(state: ConsentState) -> None:
    """Their words, what was seen of them, and what others say in their session."""
    sessions = (
        Session(id=SessionId("ana-s1"), participants=people("P1")),
        Session(id=SessionId("ana-s2"), participants=people("P2")),
    )
    book = casebook(
        note(1, "P1", speaker="P1"),
        note(2, speaker="S1"),
        note(3, speaker="X"),
        note(4, "P1", "P2"),
        note(5, "P2", session="ana-s2"),
        participants=(
            Participant(key=people("P1")[0], consent=Consent(state=state)),
            Participant(key=people("P2")[0]),
        ),
        sessions=sessions,
    )
    found = read(book)
    assert [s.id for s in found.sightings] == ["ana-5"]
    assert found.left_out == 1


def test_staff_who_refused_are_left_out_too() -> None:
    """Consent is everyone's."""
    refused = Staff(key=people("S1")[0], consent=Consent(state=ConsentState.DECLINED))
    found = read(casebook(note(1, speaker="S1"), note(2, speaker="S2"), staff=(refused,)))
    assert [s.id for s in found.sightings] == ["ana-2"]


def test_hidden_moments_are_never_read() -> None:
    """Off the record is off the record."""
    assert notes(note(1, "P1", hidden=True)).sightings == ()


def test_a_line_repeated_in_a_session_counts_once_and_the_first_stands() -> None:
    """White space and case make no new line; another session or speaker does."""
    found = once(
        notes(
            note(1, "P1", text="Where is it?"),
            note(2, "P1", text="where  is it?"),
            note(3, "P2", text="Where is it?"),
            note(4, "P1", text="Where is it?", session="ana-s2"),
            note(5, "P1", text=""),
            note(6, "P1", text=""),
        ).sightings
    )
    assert [s.id for s in found] == ["ana-1", "ana-3", "ana-4", "ana-5", "ana-6"]


def test_touchpoints_stand_by_their_order_then_as_first_seen() -> None:
    """Those never seen come last."""
    book = casebook(
        note(1, "P1", at="zoo"),
        note(2, "P1", at="bar"),
        note(3, "P1", at="end"),
        touchpoints=(
            Touchpoint(key=TouchpointKey("never")),
            Touchpoint(key=TouchpointKey("end"), order=2),
            Touchpoint(key=TouchpointKey("bar"), order=None),
            Touchpoint(key=TouchpointKey("start"), order=1),
        ),
    )
    assert [t.key for t in read(book).touchpoints] == ["start", "end", "zoo", "bar", "never"]


def test_codes_stand_as_people_count() -> None:
    """P2 comes before P10, and each stands once."""
    assert natural(people("P10", "P2", "Ada", "P2")) == people("Ada", "P2", "P10")
