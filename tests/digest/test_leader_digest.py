"""What leaders lived is told as a story each: expected, guessed, said; never a score."""

from dataclasses import replace

import pytest
from casebooks import desk

from fieldkit.analysis.leading import Match, both_read, led_hours, match
from fieldkit.analysis.sighting import Use, read
from fieldkit.digest.compile import compile_digest
from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.hour import Asked
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import Handle, MomentId, ParticipantKey, SessionId, StudyId, TouchpointKey
from fieldkit.model.moment import ANSWER, Layer, Moment
from fieldkit.model.observer import Observer, Role
from fieldkit.model.people import Consent, ConsentState, Participant, Scope
from fieldkit.model.session import Kind, Session
from fieldkit.model.study import Casebook, Study

LEO, ANA = Handle("leo"), Handle("ana")
P3, TILL = ParticipantKey("P3"), TouchpointKey("till")
VALENCE = {"annoyed": -0.6, "frustrated": -0.8, "embarrassed": -0.5, "pleased": 0.6}


def felt(term: str, known: Known, intensity: int | None = None) -> Emotion:
    """Return a customer's feeling."""
    return Emotion(
        term=term, known=known, intensity=intensity, valence=VALENCE[term], whose=Whose.CUSTOMER
    )


def wrote(
    number: int,
    text: str,
    *feelings: Emotion,
    asked: Asked | None = None,
    at: TouchpointKey | None = None,
    by: Handle = LEO,
) -> Moment:
    """Return what a leader wrote, as an answer where it is one."""
    spoken = asked in {Asked.ANSWER, Asked.CONFIRMED, Asked.MENDED}
    plain = Layer.REFLEXIVE if asked else Layer.OBSERVED
    return Moment(
        id=MomentId(f"{by}-{number}"),
        session=SessionId("leo-s1"),
        observer=by,
        speaker=ANSWER if spoken else None,
        layer=Layer.VERBATIM if spoken else plain,
        text=text,
        dimension=str(asked) if asked else None,
        touchpoint=at,
        emotions=feelings,
    )


FORESEEN = wrote(1, "annoyed I think", felt("annoyed", Known.IMAGINED), asked=Asked.FORESEEN)
SEEN = wrote(2, "looks at the queue behind her", felt("frustrated", Known.INFERRED, 3), at=TILL)
GUESS = wrote(
    3, "frustrated, at the till", felt("frustrated", Known.INFERRED, 4), asked=Asked.GUESS, at=TILL
)
SAID = wrote(
    4,
    "embarrassed, because of the queue",
    felt("embarrassed", Known.PROMPTED),
    asked=Asked.CONFIRMED,
)
SURPRISE = wrote(5, "She never asked for help.", asked=Asked.SURPRISE)
WATCHED = wrote(9, "puts the card away fast", felt("embarrassed", Known.INFERRED), at=TILL, by=ANA)
HOUR = (FORESEEN, SEEN, GUESS, SAID, SURPRISE)


def book(*moments: Moment, consent: Consent | None = None, role: Role = Role.LEADER) -> Casebook:
    """Return a study of one hour."""
    return Casebook(
        study=Study(id=StudyId("till"), title="The till"),
        observers=(Observer(handle=LEO, role=role), Observer(handle=ANA)),
        participants=(Participant(key=P3, consent=consent or Consent()),),
        touchpoints=(Touchpoint(key=TILL, name="Till"),),
        sessions=(Session(id=SessionId("leo-s1"), kind=Kind.SHADOWING, participants=(P3,)),),
        moments=moments,
    )


def told(*moments: Moment, consent: Consent | None = None) -> str:
    """Return the digest, spaces in tables drawn together."""
    return " ".join(compile_digest(book(*moments, consent=consent), "leader").split())


def test_expected_guessed_and_said_stand_one_under_the_other() -> None:
    """Each with how it is known, and a link to the note."""
    text = told(*HOUR)
    assert "| expected, before | annoyed, imagined | – | annoyed I think | [leo-1]" in text
    assert "| guessed, before asking | frustrated, 4 of 5, our reading | Till |" in text
    assert "| embarrassed, said when asked | – | “embarrassed, because of the queue” |" in text
    assert "another word than theirs, but on the same side" in text
    assert "They saw their words" in text
    assert "What surprised: She never asked for help." in text


def test_it_is_a_story_and_no_number_scores_it() -> None:
    """Neither percent nor points."""
    text = told(*HOUR)
    assert "One person, one hour: a story, not a score." in text
    assert "%" not in text
    assert "accuracy" not in text


def test_where_nobody_asked_nobody_knows_how_right_the_guess_was() -> None:
    """A researcher's reading does not stand for the customer's own report."""
    text = told(FORESEEN, SEEN, GUESS, WATCHED)
    assert "Nobody asked them, so nobody knows how right this was." in text
    assert "same side" not in text


def test_leader_beside_researcher_is_agreement_never_accuracy() -> None:
    """Both readings of one touchpoint, each with its note."""
    text = told(*HOUR, WATCHED)
    assert "A researcher in the same hour: - P3, seen: puts the card away fast" in text
    assert "**Till.** Leaders: P3: frustrated, 3 of 5, our reading ([leo-2](#leo-2)); " in text
    assert "Researchers: P3: embarrassed, our reading ([ana-9](#ana-9))." in text
    assert "whether they are right, only that person could tell" in text


def test_who_read_other_people_cannot_agree() -> None:
    """It is said that they are others."""
    other = replace(WATCHED, participants=(ParticipantKey("P4"),))
    assert "Researchers, of other people: P4: embarrassed" in told(*HOUR, other)


def test_what_was_imagined_is_no_reading_of_the_customer() -> None:
    """What they expected beforehand stands in the story, not beside what was read."""
    (till,) = both_read(read(book(*HOUR, WATCHED)))
    assert [r.emotion.term for r in till.leaders] == ["frustrated", "frustrated"]
    assert [r.emotion.term for r in till.researchers] == ["embarrassed"]


@pytest.mark.parametrize(
    ("term", "said", "stands"),
    [
        ("frustrated", "frustrated", Match.SAME),
        ("frustrated", "embarrassed", Match.NEAR),
        ("pleased", "embarrassed", Match.APART),
    ],
)
def test_a_guess_stands_to_what_they_said_in_words(term: str, said: str, stands: Match) -> None:
    """The same word, another on the same side, or the other way."""
    guess = replace(GUESS, emotions=(felt(term, Known.INFERRED),))
    answer = replace(SAID, emotions=(felt(said, Known.PROMPTED),))
    assert match(guess, answer) is stands


def test_an_answer_without_a_feeling_is_read_not_judged() -> None:
    """Their words stand as they are."""
    assert match(GUESS, replace(SAID, emotions=())) is Match.UNNAMED
    assert match(GUESS, None) is Match.UNTOLD


def test_no_leader_who_met_a_customer_is_one_line() -> None:
    """Researchers met plenty."""
    text = compile_digest(book(SEEN, role=Role.RESEARCHER), "leader")
    assert "No leader has met a customer yet." in text
    assert "##" not in text


def test_a_leader_who_was_there_and_wrote_nothing_is_told_too() -> None:
    """With what the researcher wrote in that hour."""
    text = compile_digest(desk(), "leader")
    assert "## mia with P1" in text
    assert "They wrote nothing down of it." in text


def test_an_answer_that_may_not_be_quoted_is_held_back() -> None:
    """They agreed to notes only."""
    only = Consent(state=ConsentState.GIVEN, scopes=(Scope.NOTES,))
    text = told(*HOUR, consent=only)
    assert "because of the queue" not in text
    assert "words held back" in text


def test_whoever_refused_is_in_no_hour() -> None:
    """Neither the expectation nor the guess about them."""
    refused = Consent(state=ConsentState.DECLINED)
    notes = read(book(*HOUR, consent=refused), Use.INTERNAL)
    assert led_hours(notes) == ()
    assert "till" not in told(*HOUR, consent=refused).split("# Leaders")[1].replace("The till", "")


def test_a_counted_note_of_somebody_known_is_not_of_somebody_unnamed() -> None:
    """It enters no count of people; their code still stands in the evidence."""
    counted = replace(WATCHED, count=2, participants=(P3,), speaker=P3)
    assert "Researchers, of other people: counted: embarrassed" in told(SEEN, counted)


def test_an_hour_goes_by_its_sessions_name() -> None:
    """An id says nothing to whoever was not there."""
    study = book(*HOUR)
    named = replace(study, sessions=(replace(study.sessions[0], title="A rail for the bath"),))
    assert "## leo with P3: A rail for the bath" in compile_digest(named, "leader")
