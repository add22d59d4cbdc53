"""Who was heard, by whom, and who was not."""

from dataclasses import replace
from datetime import UTC, date, datetime

from fieldbook import casebook, note, people

from fieldkit.analysis.sighting import read
from fieldkit.analysis.who import agreement, days, heard, local, not_heard
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import Handle, SessionId, TouchpointKey
from fieldkit.model.observer import Observer, Role
from fieldkit.model.people import Consent, ConsentState, Participant, Scope
from fieldkit.model.session import Session


def given(key: str, *scopes: Scope) -> Participant:
    """Return a participant who agreed to something."""
    consent = Consent(state=ConsentState.GIVEN, scopes=scopes)
    return Participant(key=people(key)[0], consent=consent)


def test_coded_unnamed_tallied_and_staff_stand_apart() -> None:
    """Each kind of person is heard in its own right."""
    book = casebook(
        note(1, "P1"),
        note(2, "P2", speaker="P2"),
        note(3, speaker="X"),
        note(4, count=298),
        note(5, count=400),
        note(6, speaker="S1"),
    )
    found = heard(read(book))
    assert found.participants == people("P1", "P2")
    assert [s.id for s in found.unnamed] == ["ana-3"]
    assert [s.moment.count for s in found.tallies] == [400, 298]
    assert found.staff == people("S1")


def test_observers_are_told_by_their_role() -> None:
    """Who wrote and who sat in both observed."""
    leader = Observer(handle=Handle("mia"), role=Role.LEADER)
    sessions = (Session(id=SessionId("ana-s1"), observers=(Handle("mia"),)),)
    found = heard(read(casebook(note(1, "P1"), observers=(leader,), sessions=sessions)))
    assert found.observed_by(Role.LEADER) == (leader,)
    assert [o.handle for o in found.observed_by(Role.RESEARCHER)] == ["ana"]


def test_silence_is_told_about_people_and_places() -> None:
    """A participant without notes, a place nobody saw, a place no participant was met at."""
    places = tuple(Touchpoint(key=TouchpointKey(key)) for key in ("till", "door", "exit"))
    found = not_heard(
        read(
            casebook(note(1, "P1", "P2"), note(2, speaker="X", at="door"), touchpoints=places),
        )
    )
    assert found.participants == people("P3", "P4", "P5")
    assert [t.key for t in found.touchpoints] == ["exit"]
    assert [t.key for t in found.unmet] == ["door"]


def test_a_leader_meets_a_customer_only_by_being_there() -> None:
    """A leader in the study who observed nothing has met nobody."""
    leader = Observer(handle=Handle("mia"), role=Role.LEADER)
    book = casebook(note(1, "P1"), observers=(leader,))
    assert not_heard(read(book)).no_leader
    there = (Session(id=SessionId("ana-s1"), observers=(Handle("mia"),)),)
    assert not not_heard(
        read(casebook(note(1, "P1"), observers=(leader,), sessions=there))
    ).no_leader


def test_attributes_are_counted_only_where_they_group_people() -> None:
    """A value that one person alone has would point at that person."""
    kinds = ("weekly", "weekly", "monthly", "monthly")
    everyone = tuple(
        Participant(key=key, attributes={"visits": kind, "town": f"town {key}"})
        for key, kind in zip(people("P1", "P2", "P3", "P4"), kinds, strict=True)
    )
    book = casebook(note(1, "P1", "P2", "P3", "P4"), participants=everyone)
    assert heard(read(book)).attributes == {"visits": {"monthly": 2, "weekly": 2}}


def test_consent_without_scopes_counts_as_not_recorded() -> None:
    """Nobody knows what it was given for."""
    book = casebook(note(1, "P1", "P2"), participants=(given("P1"), given("P2", Scope.QUOTE)))
    found = agreement(read(book))
    assert (found.heard, found.given, found.unrecorded) == (2, 1, 1)


def test_agreeing_to_all_but_quoting_holds_the_words_back() -> None:
    """Words print only where they may."""
    book = casebook(
        note(1, "P1", "P2"),
        participants=(given("P1", Scope.NOTES), given("P2", Scope.QUOTE, Scope.PUBLISH)),
    )
    found = agreement(read(book))
    assert found.no_quoting == people("P1")
    assert not found.publishable


def test_a_session_without_a_start_has_the_day_of_its_first_timed_moment() -> None:
    """Dates come from the notes, in the zone of the session."""
    late = datetime(2026, 5, 11, 23, 30, tzinfo=UTC)
    session = Session(id=SessionId("ana-s1"), start=late, zone="Asia/Tokyo")
    book = read(casebook(note(1, "P1"), sessions=(session,)))
    assert days(book) == {"ana-s1": date(2026, 5, 12)}
    assert days(read(casebook(note(1, "P1")))) == {}
    noted = replace(note(1, "P1"), at=late)
    assert days(read(casebook(noted))) == {"ana-s1": date(2026, 5, 11)}


def test_a_zone_this_machine_does_not_know_is_shown_in_utc() -> None:
    """A digest is compiled whatever the zone database holds."""
    at = datetime(2026, 5, 11, 14, 5, tzinfo=UTC)
    for zone in ("Nowhere/Land", "../../etc/passwd", ""):
        assert local(at, Session(id=SessionId("s"), zone=zone)) == at
