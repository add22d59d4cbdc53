"""A line becomes a moment: when, who and where are settled by the session."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import Handle, MomentId, ParticipantKey, SessionId, TouchpointKey
from fieldkit.model.moment import Layer, Moment, Source
from fieldkit.model.session import Session
from fieldkit.model.words import Words
from fieldkit.shorthand.line import parse
from fieldkit.shorthand.resolve import amend, line_of, merge_tags, moves, resolve

WORDS = Words(people=("P3", "S1"), touchpoints=("till",), dimensions=("environment",))
NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)


def utc(text: str) -> datetime:
    """Return a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def session(zone: str = "UTC", start: str | None = None, end: str | None = None) -> Session:
    """Return a session with P3."""
    return Session(
        id=SessionId("ana-s1"),
        zone=zone,
        start=utc(start) if start else None,
        end=utc(end) if end else None,
        open=end is None,
        participants=(ParticipantKey("P3"),),
    )


def moment(text: str, *, began: datetime = NOON, within: Session | None = None) -> Moment:
    """Return the moment of a line."""
    return resolve(
        parse(text, WORDS),
        id=MomentId("ana-1"),
        began=began,
        session=within,
        observer=Handle("ana"),
        in_force=TouchpointKey("door"),
    )


@pytest.mark.parametrize(
    ("typed", "began", "at"),
    [
        ("x", "2026-05-11T12:00:00.123", "2026-05-11T12:00:00.123"),
        ("-2m x", "2026-05-11T12:00", "2026-05-11T11:58"),
        ("-90s x", "2026-05-11T00:01", "2026-05-10T23:59:30"),
        ("11:30 x", "2026-05-11T12:00", "2026-05-11T11:30"),
        ("13:00 x", "2026-05-11T12:00", "2026-05-11T13:00"),
        ("13:01 x", "2026-05-11T12:00", "2026-05-10T13:01"),
        ("23:55 x", "2026-05-11T00:10", "2026-05-10T23:55"),
        ("00:05 x", "2026-05-11T23:58", "2026-05-12T00:05"),
        ("2026-05-01T14:05 x", "2026-05-11T12:00", "2026-05-01T14:05"),
        ("2026-05-01T14:05+02:00 x", "2026-05-11T12:00", "2026-05-01T12:05"),
    ],
)
def test_a_clock_time_is_its_latest_occurrence_not_an_hour_ahead(
    typed: str, began: str, at: str
) -> None:
    """Around noon and around midnight."""
    assert moment(typed, began=utc(began)).at == utc(at)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("23:30 x", "2026-05-10T23:30"),
        ("00:30 x", "2026-05-11T00:30"),
        ("21:50 x", "2026-05-10T21:50"),
        ("02:00 x", "2026-05-11T02:00"),
    ],
)
def test_in_an_ended_session_a_clock_time_is_the_one_nearest_its_span(typed: str, at: str) -> None:
    """Written up days later."""
    ended = session(start="2026-05-10T22:00", end="2026-05-11T01:00")
    assert moment(typed, began=utc("2026-05-15T09:00"), within=ended).at == utc(at)


@pytest.mark.parametrize(
    ("typed", "began", "at"),
    [
        ("14:05 x", "2026-05-11T12:10", "2026-05-11T12:05"),
        ("00:30 x", "2026-05-10T22:40", "2026-05-10T22:30"),
        # 29 March 2026: from 02:00 the clocks of Rome show 03:00; 02:30 is read as 03:30.
        ("02:30 x", "2026-03-29T02:00", "2026-03-29T01:30"),
        ("2026-03-29T02:30 x", "2026-03-29T12:00", "2026-03-29T01:30"),
        ("03:10 x", "2026-03-29T01:20", "2026-03-29T01:10"),
        # 25 October 2026: from 03:00 they show 02:00 again; the nearer of the two is meant.
        ("02:30 x", "2026-10-25T00:35", "2026-10-25T00:30"),
        ("02:30 x", "2026-10-25T01:35", "2026-10-25T01:30"),
        ("2026-10-25T02:30 x", "2026-10-25T12:00", "2026-10-25T00:30"),
    ],
)
def test_clock_times_are_read_in_the_sessions_zone(typed: str, began: str, at: str) -> None:
    """Also on the two days of the year that are not 24 hours long."""
    assert moment(typed, began=utc(began), within=session("Europe/Rome")).at == utc(at)


def test_without_a_session_the_zone_given_reads_clock_times() -> None:
    """And a zone that is none is refused with one that is."""
    line = parse("14:05 x", WORDS)
    at = resolve(
        line, id=MomentId("ana-1"), began=utc("2026-05-11T12:10"), session=None,
        observer=Handle("ana"), in_force=None, zone="Europe/Rome",
    ).at  # fmt: skip
    assert at == utc("2026-05-11T12:05")
    with pytest.raises(InvalidValueError, match="Europe/Rome"):
        moment("14:05 x", within=session("Nowhere/Land"))


def test_who_is_left_out_are_the_sessions_participants() -> None:
    """Staff, the unnamed and questions change who speaks, not who takes part."""
    within = session()
    assert moment("x", within=within).participants == ("P3",)
    assert moment("x", within=within).speaker is None
    for typed in ("S1: x", "X: x", "Q: x", "A: x"):
        made = moment(typed, within=within)
        assert (made.participants, made.speaker) == (("P3",), typed[:-3])
    made = moment("P5,P6: x", within=within)
    assert (made.participants, made.speaker) == (("P5", "P6"), "P5")


def test_a_touchpoint_left_out_is_the_one_in_force() -> None:
    """A back-dated line does not move it."""
    assert moment("x").touchpoint == "door"
    assert moment("x @till").touchpoint == "till"
    assert moves(parse("x @till", WORDS))
    assert not moves(parse("14:05 x @till", WORDS))
    assert not moves(parse("x", WORDS))


@pytest.mark.parametrize(
    "typed",
    [
        'P3: "I gave it" (laughs) @till !sad4(slow)? !"o:calm #a #b/c :needs *2',
        "S1: ~ tired @till !c:sad !c:calm/inferred",
        "?? why @till",
        "Q: what? @till",
        r"\@till \#x @till",
    ],
)
def test_a_moment_is_shown_as_a_line_that_gives_the_moment(typed: str) -> None:
    """With its time dated, in the session's zone."""
    within = session("Europe/Rome")
    made = moment(typed, within=within)
    shown = str(line_of(made, zone="Europe/Rome", words=WORDS))
    assert shown.startswith("2026-05-11T14:00 ")
    assert moment(shown, began=utc("2027-01-01T00:00"), within=within) == made
    again = amend(made, parse(shown, WORDS), began=utc("2027-01-01T00:00"), session=within)
    assert again == made


def test_a_time_that_the_clocks_show_twice_is_shown_with_its_offset() -> None:
    """So that it reads back as the same instant."""
    for at in (utc("2026-10-25T00:30"), utc("2026-10-25T01:30")):
        shown = str(line_of(Moment(id=MomentId("a-1"), at=at, text="x"), zone="Europe/Rome"))
        assert moment(shown, within=session("Europe/Rome")).at == at


def test_tags_are_added_and_the_words_stay() -> None:
    """A feeling is the moment's speaker's."""
    made = moment("S1: 'too late @till !sad2 #a")
    tagged = merge_tags(made, parse("@exit !sad4 !c:calm #b :needs", WORDS))
    assert (tagged.text, tagged.layer, tagged.at) == ("too late", Layer.PARAPHRASE, made.at)
    assert (tagged.touchpoint, tagged.codes, tagged.dimension) == ("exit", ("a", "b"), "needs")
    assert tagged.emotions == (
        Emotion(term="sad", intensity=4, whose=Whose.STAFF),
        Emotion(term="calm", whose=Whose.CUSTOMER, known=Known.REPORTED),
    )
    assert merge_tags(made, parse("#b", WORDS)).touchpoint == "till"


def test_an_edit_says_what_the_line_says_and_keeps_the_rest() -> None:
    """Its time too, unless the line gives one."""
    made = Moment(
        id=MomentId("leo-7"), at=NOON, session=SessionId("ana-s1"), observer=Handle("leo"),
        participants=(ParticipantKey("P3"),), speaker="P3", layer=Layer.VERBATIM, text="a",
        note="laughs", touchpoint=TouchpointKey("till"), media=("f00",), starred=True,
        source=Source(path="notes.md", line=3),
        emotions=(Emotion(term="sad", vocabulary="own", valence=-0.5, confidence=0.8),),
    )  # fmt: skip
    later = NOON + timedelta(days=3)
    edited = amend(made, parse("P4: b !sad3 #x", WORDS), began=later, session=session())
    assert (edited.id, edited.at, edited.observer) == ("leo-7", NOON, "leo")
    assert (edited.media, edited.starred, edited.source) == (("f00",), True, made.source)
    assert (edited.speaker, edited.participants, edited.text) == ("P4", ("P4",), "b")
    assert (edited.layer, edited.touchpoint, edited.codes) == (Layer.OBSERVED, None, ("x",))
    assert edited.note == "laughs"
    (sad,) = edited.emotions
    assert (sad.vocabulary, sad.valence, sad.confidence, sad.intensity) == ("own", -0.5, 0.8, 3)
    assert amend(made, parse('P3: "a"', WORDS), began=later, session=session()).note is None
    moved = amend(made, parse("11:00 a", WORDS), began=later, session=None)
    assert moved.at == utc("2026-05-14T11:00")
