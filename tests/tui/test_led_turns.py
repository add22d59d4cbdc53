"""The led hour, whatever is answered: nothing typed is lost, no answer comes before a guess."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.analysis.hour import Hour, hour_of
from fieldkit.model import shipped
from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.hour import Asked
from fieldkit.model.keys import MomentId
from fieldkit.model.moment import Layer, Moment
from fieldkit.model.words import Words
from fieldkit.tui.led import asks, keys, turns
from fieldkit.tui.led.answers import answer_line, handle_of
from fieldkit.tui.led.resume import resumed
from fieldkit.tui.led.state import (
    DURING,
    GUESSING,
    PROMPTS,
    Add,
    Answer,
    Begin,
    Confirm,
    Describe,
    End,
    Entered,
    Feel,
    Go,
    Note,
    Rate,
    Rewrite,
    State,
    Step,
    Strike,
    Turn,
)

FEELINGS = {term.word: term for term in shipped.vocabulary("customer").terms}
WORDS = Words(feelings=FEELINGS, vocabulary="customer", touchpoints=("pay",))
NOW = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
FIELD = re.compile(r"\b(?:moments?|touchpoints?|layers?|protocols?|codes?)\b", re.IGNORECASE)
"""The field's own words, which a leader never sees."""
NOTE = Moment(id=MomentId("ana-1"), text="card")


class Hourglass:
    """Walks through an hour, key by key, a second apart, as the screen would."""

    def __init__(self, state: State | None = None, *, slow: bool = False) -> None:
        self.state = state or State(words=WORDS)
        self.slow = slow
        self.acts: list[object] = []
        self.line = ""
        self.said = ""
        self.at = 0.0
        self.now = NOW
        self.ticket = 0

    def take(self, turn: Turn) -> None:
        """Go on, and keep what is to be done."""
        self.acts += turn.acts
        self.state, self.line, self.said = turn.state, turn.put, turn.said
        if not self.slow:
            self.disk()

    def disk(self) -> None:
        """Have the disk take what is on its way."""
        for mark in self.state.keeping:
            self.state = turns.kept(self.state, mark)

    def press(self, *chars: str, gap: float = 1.0) -> None:
        """Strike bare keys."""
        for char in chars:
            self.at += gap
            turn = None if self.line else keys.key(self.state, char, self.at, self.now)
            if turn is None:
                self.line += char
            else:
                self.take(turn)

    def enter(self, text: str = "", *, gap: float = 1.0, wanting: tuple[str, ...] = ()) -> None:
        """Type words and Enter."""
        self.at += gap
        self.ticket += 1
        typed = self.line + text
        entered = Entered(text=typed, ticket=self.ticket, at=self.at, now=self.now, wanting=wanting)
        self.take(turns.entered(self.state, entered))

    def to(self, step: Step) -> "Hourglass":
        """Go to a step by the shortest way."""
        self.press("1", "y")
        ways = {Step.THEM: 0, Step.FORESEEN: 1, Step.TROUBLE: 2, Step.DISPROOF: 3, Step.SEE: 4}
        if step in ways:
            for _ in range(ways[step]):
                self.enter()
            return self
        self.to_see()
        self.take(turns.leave(self.state))
        for key in WAY:
            if self.state.step is step:
                break
            self.press(key) if len(key) == 1 else self.enter(key)
        assert self.state.step is step
        return self

    def to_see(self) -> None:
        """Skip what is asked before."""
        while self.state.step is not Step.SEE:
            self.enter()

    def did(self, kind: type) -> list[object]:
        """Return what was to be done of one kind."""
        return [act for act in self.acts if isinstance(act, kind)]


WAY = (
    "frustrated, at the till",
    "4",
    "embarrassed, because of the queue",
    "y",
    "oh",
    "chairs",
    "no",
)


def test_the_whole_hour_goes_in_the_order_of_the_method() -> None:
    """Consent, what is expected, what is seen, the guess, their words, what stays."""
    hour = Hourglass()
    steps = [hour.state.step]
    for key in ("1", "y", "older man", "annoyed", "the till", "a smile", "card declined", "1", "2"):
        hour.press(key) if len(key) == 1 else hour.enter(key)
        steps.append(hour.state.step)
    hour.take(turns.leave(hour.state))
    steps.append(hour.state.step)
    for key in WAY:
        hour.press(key) if len(key) == 1 else hour.enter(key)
        steps.append(hour.state.step)
    hour.enter()
    assert steps == [
        Step.START, Step.CONSENT, Step.THEM, Step.FORESEEN, Step.TROUBLE, Step.DISPROOF, Step.SEE,
        Step.SEEM, Step.KNOW, Step.SEE, Step.GUESS, Step.STRENGTH, Step.ASK, Step.CHECK,
        Step.SURPRISE, Step.TONIGHT, Step.OWN, Step.WRITE_UP,
    ]  # fmt: skip
    assert [type(act) for act in hour.acts] == [
        Begin, Describe, Answer, Answer, Answer, Note, Feel, Feel, Answer, Rate, Answer, Confirm,
        Answer, Answer, Answer, End,
    ]  # fmt: skip


def test_nothing_is_done_for_a_customer_who_says_no() -> None:
    """And one is back at the beginning."""
    hour = Hourglass()
    hour.press("1", "n")
    assert (hour.acts, hour.state.step) == ([], Step.START)
    assert "Nothing was written" in hour.said


@pytest.mark.parametrize("key", ["a", "Y ", "enter", "5"])
def test_only_y_is_a_yes(key: str) -> None:
    """Nothing begins by another key."""
    hour = Hourglass()
    hour.press("1")
    if key == "enter":
        hour.enter()
    else:
        hour.press(key.strip() if key.strip() != "Y" else "?")
    assert (hour.acts, hour.state.step) == ([], Step.CONSENT)


def test_a_leader_whom_nobody_knows_is_asked_for_a_short_name_and_the_hour_begins_with_it() -> None:
    """Letters of it are enough; without any it is asked again, and stays in the line."""
    hour = Hourglass(State(words=WORDS, known=False))
    hour.press("1", "y")
    assert (hour.state.step, hour.acts) == (Step.YOU, [])
    hour.enter("42")
    assert (hour.state.step, hour.line) == (Step.YOU, "42")
    hour.line = ""
    hour.enter("Anna M.")
    assert hour.acts == [Begin(agreed=NOW, you="Anna M.")]
    assert handle_of("Anna M.") == "annam"


def test_typing_the_whole_word_or_enter_after_a_key_answers_one_question_only() -> None:
    """People type yes, and press Enter after a digit."""
    hour = Hourglass()
    hour.press("1")
    hour.enter(gap=0.2)
    assert hour.state.step is Step.CONSENT
    hour.press("y")
    hour.press("e", "s", gap=0.15)
    hour.enter(gap=0.2)
    assert (hour.state.step, hour.line) == (Step.THEM, "")


@pytest.mark.parametrize("typed", ["3 people wait", "12 of them", "14:05 leaves", "1st try", "05"])
def test_digits_that_were_the_beginning_of_words_stand_in_the_line_and_undo_what_they_did(
    typed: str,
) -> None:
    """At the speed of typing."""
    hour = Hourglass()
    hour.to(Step.SEE)
    hour.enter("a note")
    hour.press(*typed, gap=0.2)
    assert hour.line == typed
    felt = [act for act in hour.acts if isinstance(act, Feel)]
    left: Emotion | None = felt[-1].now if felt else None
    assert left is None


def test_a_digit_answered_slowly_stays_an_answer() -> None:
    """And the next words are the next note."""
    hour = Hourglass()
    hour.to(Step.SEE)
    hour.enter("a note")
    hour.press("1", "2")
    hour.at += 5
    hour.press("x")
    assert hour.line == "x"
    assert [act.now.known for act in hour.acts if isinstance(act, Feel) and act.now] == [
        Known.INFERRED,
        Known.SPONTANEOUS,
    ]


def test_the_next_note_may_be_typed_over_any_question_about_the_last() -> None:
    """How did they seem, another word, how do you know."""
    hour = Hourglass()
    hour.to(Step.SEE)
    hour.enter("one")
    hour.enter("two")
    hour.press("1")
    hour.enter("three")
    hour.press("0")
    hour.enter("four is no word for a feeling")
    notes = [act.text for act in hour.acts if isinstance(act, Note)]
    assert notes == ["one", "two", "three", "four is no word for a feeling"]


@pytest.mark.parametrize("typed", ["worried", "Calm", "disappointed"])
def test_a_feeling_typed_out_answers_how_they_seemed_and_is_no_note(typed: str) -> None:
    """Whoever reads "3 worried" may well type worried; a word that names no feeling is a note."""
    hour = Hourglass()
    hour.to(Step.SEE)
    hour.enter("card declined")
    hour.enter(typed)
    assert hour.state.step is Step.KNOW
    feel = hour.acts[-1]
    assert isinstance(feel, Feel)
    assert feel.now is not None
    assert feel.now.term == typed.lower()
    hour.enter()
    hour.enter("two people")
    hour.enter("Rain")
    assert isinstance(hour.acts[-1], Note)


def test_another_word_is_kept_as_the_feeling_it_names() -> None:
    """Known or not."""
    hour = Hourglass()
    hour.to(Step.SEE)
    for word, vocabulary in (("embarrassed", "customer"), ("peckish", None)):
        hour.enter("a note")
        hour.press("0")
        hour.enter(word)
        act = hour.acts[-1]
        assert isinstance(act, Feel)
        assert act.now is not None
        assert (act.now.term, act.now.vocabulary) == (word, vocabulary)


def test_my_guess_is_a_reading_one_is_unsure_of() -> None:
    """I saw it: a reading; they said so: spontaneous."""
    known = {}
    for key in "123":
        hour = Hourglass()
        hour.to(Step.SEE)
        hour.enter("a note")
        hour.press("1", key)
        act = hour.acts[-1]
        assert isinstance(act, Feel)
        assert act.now is not None
        known[key] = (act.now.known, act.now.confidence)
    assert known == {
        "1": (Known.INFERRED, None),
        "2": (Known.SPONTANEOUS, None),
        "3": (Known.INFERRED, 0.5),
    }


def test_enter_again_asks_each_of_the_other_questions_in_turn() -> None:
    """And never the same twice running; for their words a quotation is opened."""
    hour = Hourglass()
    hour.to(Step.SEE)
    asked = []
    for _ in range(8):
        hour.enter() if not hour.line else hour.enter("")
        asked.append(hour.state.prompts[hour.state.prompt])
        assert (hour.line == '"') == ("Word for word" in asked[-1])
    assert asked == [*PROMPTS[1:], PROMPTS[1], PROMPTS[2]]


def test_after_a_note_another_question_stands_every_few_minutes_only() -> None:
    """What do you see, in between."""
    hour = Hourglass()
    hour.to(Step.SEE)
    stood = []
    for _ in range(6):
        hour.now += timedelta(minutes=2)
        hour.enter("a note")
        hour.enter()
        stood.append(hour.state.prompt)
        hour.line = ""
    assert stood == [0, 1, 0, 2, 0, 3]


def test_a_question_that_comes_once_is_passed_over_by_a_second_enter_only() -> None:
    """The guess, the answer, the check."""
    for step, after in ((Step.GUESS, Step.ASK), (Step.ASK, Step.SURPRISE)):
        hour = Hourglass()
        hour.to(step)
        hour.enter()
        assert (hour.state.step, bool(hour.said)) == (step, True)
        hour.enter()
        assert hour.state.step is after


def test_the_answer_waits_until_guess_and_strength_are_on_the_disk() -> None:
    """What is typed meanwhile stays in the line."""
    state = State(words=WORDS, step=Step.GUESS)
    state = turns.entered(state, Entered(text="annoyed", ticket=1, at=1.0)).state
    turn = keys.key(state, "4", 2.0, NOW)
    assert turn is not None
    state = turn.state
    for mark in ("led-guess", "strength"):
        shown = "".join(text for row in asks.asking(state, Hour()).lines for text, _ in row)
        assert "Now ask" not in shown
        early = turns.entered(state, Entered(text="sad", ticket=2, at=9.0))
        assert (early.acts, early.put, early.state) == ((), "sad", state)
        state = turns.kept(state, mark)
    shown = "".join(text for row in asks.asking(state, Hour()).lines for text, _ in row)
    assert "Now ask" in shown


def test_their_words_are_confirmed_mended_or_struck_out() -> None:
    """By one key; mending begins with their words."""
    for key, kind in (("y", Confirm), ("x", Strike)):
        hour = Hourglass()
        hour.to(Step.CHECK)
        hour.press(key)
        assert isinstance(hour.acts[-1], kind)
        assert hour.state.step is Step.SURPRISE
    hour = Hourglass()
    hour.to(Step.CHECK)
    hour.press("e")
    assert hour.line == "embarrassed, because of the queue"
    hour.line = ""
    hour.enter("ashamed, because of the queue")
    mended = hour.acts[-1]
    assert isinstance(mended, Confirm)
    assert mended.line is not None
    assert (mended.line.text, mended.line.dimension) == (
        "ashamed, because of the queue",
        Asked.MENDED,
    )


@pytest.mark.parametrize(
    ("asked", "layer", "whose", "known"),
    [
        (Asked.FORESEEN, Layer.REFLEXIVE, Whose.CUSTOMER, Known.IMAGINED),
        (Asked.GUESS, Layer.REFLEXIVE, Whose.CUSTOMER, Known.INFERRED),
        (Asked.ANSWER, Layer.VERBATIM, Whose.CUSTOMER, Known.PROMPTED),
        (Asked.OWN, Layer.REFLEXIVE, Whose.OBSERVER, Known.INFERRED),
    ],
)
def test_an_answer_keeps_its_words_and_says_whose_feeling_it_is_and_how_known(
    asked: Asked, layer: Layer, whose: Whose, known: Known
) -> None:
    """So that expected, guessed and said can be compared."""
    line = answer_line(asked, "annoyed, at the till", WORDS)
    [feeling] = line.emotions
    assert (line.text, line.layer, line.dimension) == ("annoyed, at the till", layer, asked)
    assert (feeling.term, feeling.whose, feeling.known) == ("annoyed", whose, known)
    assert line.touchpoint == "till"


STEPS = st.lists(
    st.one_of(
        st.sampled_from("1234560yntexs27 "),
        st.sampled_from(
            ["", "annoyed", "at the till", "card declined @pay !sad", "日本", '"no"', "4"]
        ),
        st.sampled_from(["<leave>", "<back>", "<disk>"]),
    ),
    max_size=40,
)


@given(steps=STEPS, known=st.booleans(), gap=st.sampled_from([0.2, 1.0]))
@settings(max_examples=150, deadline=None)
def test_whatever_is_answered_nothing_typed_is_lost_and_no_answer_comes_before_a_guess_is_kept(
    steps: list[str],
    known: bool,  # noqa: FBT001 — hypothesis gives it by name
    gap: float,
) -> None:
    """Each line typed is kept, or stands in the line; and every screen is in a leader's words."""
    hour = Hourglass(State(words=WORDS, known=known), slow=True)
    hour.press("1", "y")
    for step in steps:
        before, line = len(hour.acts), hour.line
        if step == "<disk>":
            hour.disk()
        elif step == "<leave>":
            hour.take(turns.leave(hour.state))
        elif step == "<back>":
            hour.take(turns.back(hour.state))
        elif len(step) == 1 and not line and step != "4":
            hour.press(step, gap=gap)
        elif hour.state.open:
            hour.enter(step, gap=gap)
            typed = (line + step).strip().strip('"').strip()
            if typed:
                kept = " ".join(map(_words, hour.acts[before:]))
                assert typed.split("@")[0].strip() in f"{kept} {hour.line}", (typed, kept)
        _leaders_words(hour)
    asked = [act.asked for act in hour.acts if isinstance(act, Answer)]
    if Asked.ANSWER in asked and Asked.GUESS in asked[asked.index(Asked.ANSWER) :]:
        # Only in another hour: the first was ended.
        assert any(isinstance(act, End) for act in hour.acts)


def _words(act: object) -> str:
    match act:
        case Note(text=text) | Describe(text=text) | Add(text=text) | Rewrite(text=text):
            return text
        case Begin(you=you):
            return you
        case Answer(line=line):
            return f"{line.text} {' '.join(e.term for e in line.emotions)} {line.note or ''}"
        case Confirm(text=text):
            return text
        case Feel(now=now):
            return now.term if now else ""
    return ""


def _leaders_words(hour: Hourglass) -> None:
    asked = asks.asking(hour.state, hour_of([NOTE]))
    shown = " ".join(text for row in asked.lines for text, _ in row)
    shown += " ".join(f"{key} {means}" for key, means in asked.answers) + hour.said
    assert FIELD.search(shown) is None, shown
    if "Now ask" in shown or "They said" in shown:
        assert not GUESSING & hour.state.keeping


@pytest.mark.parametrize("step", Step)
def test_every_question_is_in_a_leaders_words(step: Step) -> None:
    """Never moment, touchpoint, layer, protocol, code."""
    state = State(step=step, words=WORDS, left=("ana-1",), said="sad")
    asked = asks.asking(state, hour_of([NOTE]))
    assert asked.lines
    shown = " ".join(text for row in asked.lines for text, _ in row)
    assert FIELD.search(shown + " ".join(means for _, means in asked.answers)) is None


def test_coming_back_leads_to_the_question_after_the_last_one_answered() -> None:
    """Whatever was on the disk when it ended."""
    emotion = Emotion(term="sad", intensity=3)
    answers = [
        Moment(id=MomentId("ana-1"), dimension=Asked.FORESEEN),
        Moment(id=MomentId("ana-2"), dimension=Asked.TROUBLE),
        Moment(id=MomentId("ana-3"), dimension=Asked.DISPROOF),
        Moment(id=MomentId("ana-4"), text="a note"),
        Moment(id=MomentId("ana-5"), dimension=Asked.GUESS, emotions=(emotion,)),
        Moment(id=MomentId("ana-6"), dimension=Asked.ANSWER, text="sad"),
        Moment(id=MomentId("ana-7"), dimension=Asked.CONFIRMED, text="sad"),
        Moment(id=MomentId("ana-8"), dimension=Asked.SURPRISE),
        Moment(id=MomentId("ana-9"), dimension=Asked.TONIGHT),
        Moment(id=MomentId("ana-10"), dimension=Asked.OWN),
    ]
    found = [
        resumed(State(), hour_of(answers[:count]), described=True).step
        for count in range(len(answers) + 1)
    ]
    assert found == [
        Step.FORESEEN, Step.TROUBLE, Step.DISPROOF, Step.SEE, Step.SEE, Step.ASK, Step.CHECK,
        Step.SURPRISE, Step.TONIGHT, Step.OWN, Step.WRITE_UP,
    ]  # fmt: skip


@pytest.mark.parametrize("hint", [*Step, "", "nonsense"])
def test_a_remembered_step_never_leads_back_nor_before_an_answer_that_is_there(hint: str) -> None:
    """It only tells of questions passed over."""
    there = hour_of([Moment(id=MomentId("ana-1"), dimension=Asked.TROUBLE), NOTE])
    state = resumed(State(), there, described=True, hint=hint)
    assert state.step not in {*DURING, Step.CHECK, Step.MEND} - {Step.SEE}
    assert list(Step).index(state.step) >= list(Step).index(Step.SEE)


def test_the_questions_are_those_of_the_shipped_protocol() -> None:
    """One wording, in two places."""
    protocol = shipped.protocol("shadowing")
    assert protocol.prompts == PROMPTS
    asked = list(asks.QUESTIONS.values())
    assert [question for question in protocol.debrief if question not in asked] == []


def test_to_go_elsewhere_is_asked_for_at_the_start() -> None:
    """Field notes; reading; last time's notes."""
    hour = Hourglass(State(words=WORDS, left=("ana-1",)))
    hour.press("2", "3", "s")
    assert hour.acts == [Go(place="capture"), Go(place="digests")]
    assert hour.state.step is Step.SENTENCE
