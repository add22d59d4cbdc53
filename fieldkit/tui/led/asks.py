"""What the led screen says: each question, what answers it, and what was expected, guessed, said.

Word for word: a leader has seen no screen of this kind. Never moment, touchpoint, layer, protocol
or code.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fieldkit.analysis.hour import Hour
from fieldkit.model.moment import Moment
from fieldkit.model.words import Words
from fieldkit.shorthand.plain import plain
from fieldkit.tui.led.keys import SEEMED
from fieldkit.tui.led.state import State, Step
from fieldkit.tui.widgets.rows import Row
from fieldkit.tui.wording import one_line

CONSENT = (
    'Say: "May I watch how this goes for you? I write what I see and hear, not your name. '
    'Tell me to stop, or to strike something out. All right?"'
)
STORY = "One person, one hour: a story, not a score."
SKIPPED = "–"
FIRST = 15
"""Cells for what stands before expected, guessed and said."""
PREPOSITIONS = (
    "at ",
    "in ",
    "on ",
    "by ",
    "near ",
    "when ",
    "while ",
    "with ",
    "before ",
    "after ",
)
ENTER_SKIPS = (("Enter", "skips"),)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as it stands on the screen."""

    lines: tuple[Row, ...]
    answers: tuple[tuple[str, str], ...] = ()
    """Keys and what they mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a question needs beside the hour itself."""

    who: str = ""
    """The customer's code."""
    ago: str = ""
    """How long ago an unfinished hour began."""
    you: str = ""
    """The short name taken where none is given."""


def asking(state: State, hour: Hour, around: Around | None = None) -> Asking:
    """Return the question that stands."""
    if state.held:
        return Asking(_question("Keeping your guess…"))
    special = SPECIAL.get(state.step)
    if special is not None:
        return special(state, hour, around or Around())
    return Asking(_question(QUESTIONS[state.step]), ANSWERS[state.step])


QUESTIONS = {
    Step.CONSENT: CONSENT,
    Step.THEM: "Them: a few words, no name.",
    Step.FORESEEN: "What will they feel most?",
    Step.TROUBLE: "Where will it go wrong?",
    Step.DISPROOF: "What would prove you wrong?",
    Step.WORD: "How did they seem? In a word.",
    Step.KNOW: "How do you know?",
    Step.GUESS: "Don't ask yet. What did they feel most, and where?",
    Step.STRENGTH: "How strongly? 1 little … 5 very",
    Step.ASK: 'Now ask: "How did this make you feel?" Wait. Type their words.',
    Step.CHECK: 'Show them their words: "Did I get this right?"',
    Step.MEND: "Put it as they put it.",
    Step.SURPRISE: "What surprised you?",
    Step.TONIGHT: "What would you tell a colleague tonight, in one sentence?",
    Step.OWN: "What did you feel?",
}
SEEM = (
    *SEEMED.items(),
    ("0", "another word"),
    ("Enter", "not sure"),
    ("", "(or type your next note)"),
)
DURING = (
    ("Enter", "keep"),
    ("Enter again:", "another question"),
    ("Ctrl+L", "hide"),
    ("Ctrl+Q", "finish"),
)
ANSWERS: dict[Step, tuple[tuple[str, str], ...]] = {
    Step.CONSENT: (("y", "yes"), ("n", "no"), ("Esc", "back")),
    Step.THEM: ENTER_SKIPS,
    Step.FORESEEN: ENTER_SKIPS,
    Step.TROUBLE: ENTER_SKIPS,
    Step.DISPROOF: ENTER_SKIPS,
    Step.WORD: (("Enter", "keep"), ("Esc", "back")),
    Step.KNOW: (("1", "I saw it"), ("2", "They said so"), ("3", "My guess"), ("Enter", "skip")),
    Step.GUESS: (("Enter", "keep"), ("Esc", "back to your notes")),
    Step.STRENGTH: (("Enter", "skip"),),
    Step.ASK: (("Enter", "keep"),),
    Step.CHECK: (("y", "yes"), ("e", "mend"), ("x", "strike out")),
    Step.MEND: (("Enter", "keep"),),
}


def reveal(hour: Hour, words: Words) -> tuple[Row, ...]:
    """Return what was expected, guessed and said, one under the other."""
    said = f'"{one_line(hour.answer.text)}"' if hour.answer else SKIPPED
    return (
        _beside("You expected", expected(hour)),
        _beside("You guessed", guessed(hour.guess, words)),
        _beside("They said", said),
        ((STORY, "faint"),),
    )


def expected(hour: Hour) -> str:
    """Return the expectation in a line: the feeling, and where it would go wrong."""
    parts = [_words_of(hour.foreseen), _place(hour.trouble)]
    return one_line(", ".join(part for part in parts if part)) or SKIPPED


def guessed(guess: Moment | None, words: Words) -> str:
    """Return the guess in a line: the feeling, how strong, and where."""
    if guess is None:
        return SKIPPED
    strength = guess.emotions[0].intensity if guess.emotions else None
    strong = f"{strength} of 5" if strength else guess.note or ""
    read = plain(guess.text, words)
    felt = read.felt or _words_of(guess)
    rest = read.rest if guess.text else _place(guess)
    return one_line(", ".join(part for part in (felt, strong, rest) if part))


def wrote(note: Moment) -> str:
    """Return a note as it stands, in its words."""
    return one_line(note.text or ", ".join(feeling.term for feeling in note.emotions) or "(a mark)")


def _words_of(moment: Moment | None) -> str:
    if moment is None:
        return ""
    return moment.text or ", ".join(emotion.term for emotion in moment.emotions)


def _place(moment: Moment | None) -> str:
    if moment is None:
        return ""
    if not moment.text:
        return f"at {moment.touchpoint}" if moment.touchpoint else ""
    led = moment.text.lower().startswith(PREPOSITIONS)
    return f"at {moment.text}" if moment.touchpoint and not led else moment.text


def _start(state: State, _: Hour, __: Around) -> Asking:
    answers = [("1", "Spend time with a customer"), ("2", "Write field notes"), ("3", "Read")]
    if state.left:
        count = len(state.left)
        want = "note of last time wants" if count == 1 else "notes of last time want"
        answers.append(("s", f"{count} {want} a sentence"))
    answers += [("", "(press the number)"), ("Ctrl+Q", "close")]
    return Asking(_question("What are you here for?"), tuple(answers))


def _stale(_: State, __: Hour, around: Around) -> Asking:
    said = f"The hour with {around.who}, {around.ago}, was never finished."
    return Asking(_question(said), (("1", "finish it now"), ("2", "leave it as it is")))


def _you(_: State, __: Hour, around: Around) -> Asking:
    skips = f"skips: {around.you}" if around.you else "skips"
    return Asking(_question("You: a short name for your notes."), (("Enter", skips),))


def _see(state: State, _: Hour, __: Around) -> Asking:
    return Asking(_question(state.prompts[state.prompt]), DURING)


def _seem(state: State, _: Hour, __: Around) -> Asking:
    kept = "Keeping…" if f"note-{state.note}" in state.keeping else "Kept."
    return Asking(_question(f"{kept} How did they seem?"), SEEM)


def _check(state: State, _: Hour, __: Around) -> Asking:
    words = f'"{one_line(state.said)}"'
    return Asking((*_question(QUESTIONS[Step.CHECK]), (), ((words, "where"),)), ANSWERS[Step.CHECK])


def _after(state: State, hour: Hour, _: Around) -> Asking:
    question = _question(QUESTIONS[state.step])
    return Asking((*reveal(hour, state.words), (), *question), ENTER_SKIPS)


def _write_up(_: State, hour: Hour, __: Around) -> Asking:
    count, quoted, wanting = len(hour.notes), hour.in_their_words, len(hour.wanting)
    answer = ", and their answer" if hour.answer else ""
    said = f"{count} note{'s' * (count != 1)}, {quoted} in their words{answer}."
    if not wanting:
        return Asking(_question(said), (("Enter", "done"),))
    want = "wants" if wanting == 1 else "want"
    asked = f"{said} {wanting} {want} a sentence."
    return Asking(_question(asked), (("Enter", "now"), ("t", "tomorrow")))


def _sentence(state: State, hour: Hour, _: Around) -> Asking:
    note = next((n for n in hour.notes if n.id == state.left[0]), None) if state.left else None
    lines: list[Row] = [((f"You wrote: {wrote(note)}", ""),)] if note else []
    asked = _question("What happened? One sentence.")
    return Asking((*lines, *asked), (("Enter", "keep"), ("Enter alone:", "leave it as it is")))


SPECIAL: dict[Step, Callable[[State, Hour, Around], Asking]] = {
    Step.START: _start,
    Step.STALE: _stale,
    Step.YOU: _you,
    Step.SEE: _see,
    Step.SEEM: _seem,
    Step.CHECK: _check,
    Step.SURPRISE: _after,
    Step.TONIGHT: _after,
    Step.OWN: _after,
    Step.WRITE_UP: _write_up,
    Step.SENTENCE: _sentence,
}
"""The questions that say more than themselves."""


def _question(text: str) -> tuple[Row, ...]:
    return (((text, "strong"),),)


def _beside(label: str, text: str) -> Row:
    return ((f"{label:<{FIRST}}", "faint"), (text, ""))
