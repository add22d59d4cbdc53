"""Values refuse what could not have been observed, in one clear line."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldkit.model.emotion import Emotion, Known, Term
from fieldkit.model.errors import FieldkitError, InvalidValueError
from fieldkit.model.insight import Insight
from fieldkit.model.journey import Code, Phase, Touchpoint
from fieldkit.model.keys import (
    CodeKey,
    Handle,
    InsightId,
    MomentId,
    ParticipantKey,
    PhaseKey,
    SessionId,
    TouchpointKey,
    as_handle,
    as_key,
    as_person,
    is_key,
    is_staff,
)
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.model.people import FOLLOWS, Consent, ConsentState, Participant, Scope
from fieldkit.model.session import Session
from fieldkit.model.times import from_iso, to_iso, to_utc
from fieldkit.model.visible import visible
from fieldkit.model.vocabulary import Vocabulary

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
NAIVE = NOON.replace(tzinfo=None)
M1, M2 = MomentId("ana-1"), MomentId("ana-2")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Emotion(term=""),
        lambda: Emotion(term="sad", intensity=0),
        lambda: Emotion(term="sad", intensity=6),
        lambda: Emotion(term="sad", valence=1.01),
        lambda: Emotion(term="sad", arousal=-1.01),
        lambda: Emotion(term="sad", confidence=1.5),
        lambda: Term(word="5th"),
        lambda: Vocabulary(name="v", title="V", source="ours", terms=()),
        lambda: Vocabulary(name="v", title="V", source="ours", terms=(Term(word="a"),) * 2),
        lambda: Moment(id=M1, at=NAIVE),
        lambda: Moment(id=M1, count=0),
        lambda: Moment(id=M1, emotions=(Emotion(term="sad"), Emotion(term="sad", intensity=2))),
        lambda: Session(id=SessionId("ana-s1"), start=NOON, end=NOON - timedelta(seconds=1)),
        lambda: Session(id=SessionId("ana-s1"), start=NAIVE),
        lambda: Consent(state=ConsentState.DECLINED, scopes=(Scope.QUOTE,)),
        lambda: Participant(key=ParticipantKey("p7")),
        lambda: Observer(handle=Handle("Ana")),
        lambda: Touchpoint(key=TouchpointKey("Check out")),
        lambda: Phase(key=PhaseKey("")),
        lambda: Code(key=CodeKey("trust/")),
        lambda: Insight(id=InsightId("ana-i1"), claim=" "),
        lambda: Insight(id=InsightId("ana-i1"), claim="x", supporting=(M1,), contradicting=(M1,)),
        lambda: to_utc(NAIVE),
        lambda: from_iso("yesterday"),
        lambda: as_handle("ana2"),
        lambda: as_person("7up"),
    ],
)
def test_what_could_not_be_is_refused_in_one_line(make: object) -> None:
    """Each refusal is a FieldkitError whose text is one line."""
    assert callable(make)
    with pytest.raises(InvalidValueError) as refused:
        make()
    assert isinstance(refused.value, FieldkitError)
    assert str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("till", True),
        ("work-around", True),
        ("pay_2", True),
        ("शिकायत", True),
        ("ร้าน", True),
        ("收银台", True),
        ("5th", False),
        ("a-", False),
        ("-a", False),
        ("a b", False),
        ("", False),
        ("a/b", False),
        ("x" * 121, False),
    ],
)
def test_keys_begin_with_a_letter_of_any_script(text: str, *, key: bool) -> None:
    """Combining marks belong to the words of Hindi and Thai."""
    assert is_key(text) is key


def test_keys_are_compared_folded_and_composed() -> None:
    """One key is one thing on every device, however its accents were typed."""
    assert as_key("Cafe\u0301") == as_key("CAFÉ") == "café"
    assert as_key("Trust/Privacy", levels=True) == "trust/privacy"


def test_people_are_written_in_capitals_and_staff_told_from_customers() -> None:
    """`p7` is P7; S and digits are staff."""
    assert as_person("p7") == "P7"
    assert [is_staff(code) for code in ("S1", "P1", "S", "Sam", "S12")] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_told_and_imagined_feelings_are_not_lived() -> None:
    """They enter no curve, peak or mean."""
    assert {known for known in Known if not known.lived} == {Known.REPORTED, Known.IMAGINED}
    assert {known for known in Known if known.said} == {
        Known.SPONTANEOUS,
        Known.PROMPTED,
        Known.RECALLED,
    }


def test_consent_moves_only_along_its_path() -> None:
    """Given may be withdrawn, never un-asked; nothing but given covers anything."""
    given = Consent(state=ConsentState.GIVEN, scopes=(Scope.NOTES,))
    assert given.becomes(ConsentState.WITHDRAWN)
    assert not given.becomes(ConsentState.NOT_ASKED)
    assert given.allows(Scope.NOTES)
    assert not given.allows(Scope.QUOTE)
    assert set(FOLLOWS) == set(ConsentState)
    assert Consent(state=ConsentState.WITHDRAWN).refused


def test_times_are_utc_to_the_millisecond() -> None:
    """ISO text and instants go both ways."""
    at = from_iso("2026-05-11T14:05:00.123456+02:00")
    assert to_iso(at) == "2026-05-11T12:05:00.123+00:00"
    assert from_iso(to_iso(at)) == at


def test_what_acts_on_a_terminal_is_shown() -> None:
    """Controls, overrides and lone halves become symbols; words and line ends stay."""
    shown = visible("a\x1b[2J\x07\x9b\u202eb\x7f\ud800\tc\nд")
    assert shown == "a␛[2J␇⟨U+009B⟩⟨U+202E⟩b␡⟨U+D800⟩\tc\nд"
