"""How long a session has gone on: interruptions, midnight and changing clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from fieldkit.model.keys import SessionId
from fieldkit.model.session import Pause, Session

ROME = ZoneInfo("Europe/Rome")
START = datetime(2026, 5, 11, 23, 50, tzinfo=UTC)


def minutes(session: Session, until: datetime) -> float:
    """Return how long a session has gone on."""
    return session.lasted(until) / timedelta(minutes=1)


def session(start: datetime = START, **what: object) -> Session:
    """Return a session that began then."""
    return Session(id=SessionId("ana-s1"), start=start, open=True, **what)  # type: ignore[arg-type]


def test_interruptions_do_not_count_and_the_clock_stands_in_one() -> None:
    """Past midnight as well."""
    at = [START + timedelta(minutes=n) for n in range(60)]
    going = session(pauses=(Pause(start=at[5], end=at[15]), Pause(start=at[20])))
    assert going.paused
    assert minutes(going, at[20]) == minutes(going, at[50]) == 10
    assert minutes(session(pauses=(Pause(start=at[5], end=at[15]),)), at[40]) == 30


def test_a_session_that_ended_in_an_interruption_lasted_until_it() -> None:
    """Its own end comes before the present."""
    at = [START + timedelta(minutes=n) for n in range(60)]
    ended = Session(id=SessionId("ana-s1"), start=at[0], end=at[30], pauses=(Pause(start=at[25]),))
    assert not ended.paused
    assert minutes(ended, at[59]) == 25


def test_an_hour_is_an_hour_where_the_clocks_change() -> None:
    """Forward in March, back in October."""
    spring = datetime(2026, 3, 29, 1, 30, tzinfo=ROME)
    assert minutes(session(spring), datetime(2026, 3, 29, 3, 30, tzinfo=ROME)) == 60
    autumn = datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=ROME)
    assert minutes(session(autumn), datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ROME)) == 60


def test_a_clock_set_back_gives_no_negative_time() -> None:
    """Nor does one that is unknown."""
    assert minutes(session(), START - timedelta(minutes=5)) == 0
    assert Session(id=SessionId("ana-s1")).lasted(START) == timedelta(0)
