"""Who met customers, and what one session showed beside the others."""

from datetime import UTC, date, datetime, timedelta

from fieldbook import casebook, note, people

from fieldkit.analysis.encounters import encounters
from fieldkit.analysis.exposure import exposures
from fieldkit.analysis.sighting import read
from fieldkit.model.keys import Handle, SessionId
from fieldkit.model.moment import Layer
from fieldkit.model.observer import Observer, Role
from fieldkit.model.session import Session

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
ANA, MIA, LEO = Handle("ana"), Handle("mia"), Handle("leo")


def session(number: int, *observers: Handle, minutes: int | None = 60) -> Session:
    """Return a session of this length, one a day."""
    start = NOON + timedelta(days=number)
    end = None if minutes is None else start + timedelta(minutes=minutes)
    return Session(id=SessionId(f"ana-s{number}"), observers=observers, start=start, end=end)


def test_a_session_counts_for_all_who_observed_and_only_where_a_customer_was_met() -> None:
    """Leaders come first; whoever met nobody is there with nothing."""
    book = read(
        casebook(
            note(1, "P1", session="ana-s1"),
            note(2, "P2", session="ana-s2"),
            note(3, text="set up", layer=Layer.METHOD, session="ana-s3"),
            sessions=(session(1, ANA, MIA), session(2, ANA, minutes=None), session(3, LEO)),
            observers=(
                Observer(handle=ANA),
                Observer(handle=LEO, role=Role.TEAM),
                Observer(handle=MIA, role=Role.LEADER),
            ),
        )
    )
    mia, ana, leo = exposures(book)
    assert [e.observer.handle for e in (mia, ana, leo)] == [MIA, ANA, LEO]
    assert (len(ana.sessions), ana.people, ana.time, ana.untimed) == (
        2,
        people("P1", "P2"),
        timedelta(hours=1),
        1,
    )
    assert ana.last == date(2026, 5, 13)
    assert (mia.people, mia.last) == (people("P1"), date(2026, 5, 12))
    assert (leo.sessions, leo.time, leo.last) == ((), timedelta(), None)


def test_themes_of_a_session_are_told_apart_by_whether_others_had_them() -> None:
    """Compared with the whole study, also where only one session is told."""
    whole = casebook(
        note(1, "P1", codes=("signs", "cards"), session="ana-s1"),
        note(2, "P1", codes=("signs",), session="ana-s1"),
        note(3, "P2", codes=("signs",), session="ana-s2"),
        sessions=(session(1, ANA), session(2, ANA)),
    )
    one = casebook(*whole.moments[:2], sessions=whole.sessions)
    (found,) = encounters(read(one), read(whole))
    assert [(t.code, t.elsewhere) for t in found.like_others] == [("signs", ("ana-s2",))]
    assert [t.code for t in found.only_here] == ["cards"]
    assert found.length == timedelta(hours=1)


def test_bare_marks_and_questions_for_later_are_what_is_still_open() -> None:
    """A mark with a feeling is no bare one."""
    book = read(casebook(note(1, "P1", text=""), note(2, "P1", text="", codes=("signs",))))
    (found,) = encounters(book, book)
    assert [s.id for s in found.unwritten] == ["ana-1"]
    assert found.questions == ()
