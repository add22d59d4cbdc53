"""The led hour: an answer, and where one is, give the next question and what to write. Pure.

The order is the method: consent before the first word is written; expectations before watching; the
guess on the disk before the customer is asked; their words shown to them before they stand. What is
typed where no words were asked for is a note. A bare key answers only in an empty line; where it
was the beginning of words after all ("3 people wait"), what it did is undone and it stands in the
line.
"""

from collections.abc import Callable
from dataclasses import replace

from fieldkit.model.emotion import Known, Whose
from fieldkit.model.hour import Asked
from fieldkit.model.keys import fold
from fieldkit.shorthand.plain import plain, reading
from fieldkit.tui.led.answers import answer_line, handle_of
from fieldkit.tui.led.keys import SEEMED
from fieldkit.tui.led.state import (
    DURING,
    LONG_AGO,
    Add,
    Answer,
    Begin,
    Confirm,
    Describe,
    End,
    Entered,
    Go,
    Note,
    Rewrite,
    State,
    Step,
    Turn,
)
from fieldkit.tui.led.steps import (
    CLOSED_KEYS,
    QUOTE,
    after_note,
    asking_next,
    at,
    felt,
    keep,
    opening,
)

NEXT = {
    Step.FORESEEN: (Asked.FORESEEN, Step.TROUBLE),
    Step.TROUBLE: (Asked.TROUBLE, Step.DISPROOF),
    Step.DISPROOF: (Asked.DISPROOF, Step.SEE),
    Step.SURPRISE: (Asked.SURPRISE, Step.TONIGHT),
    Step.TONIGHT: (Asked.TONIGHT, Step.OWN),
    Step.OWN: (Asked.OWN, Step.WRITE_UP),
}
"""The questions that any words answer, and what follows each."""
ONCE = {
    Step.GUESS: (Step.ASK, "This is asked once, before they answer. Enter again goes on without."),
    Step.ASK: (Step.SURPRISE, "Wait for their words. Enter again goes on without."),
    Step.CHECK: (Step.SURPRISE, "y, e or x. Enter again goes on unchecked."),
}
"""The questions that come only once: what follows, and what is said before one is passed over."""
STRAY = 0.5
"""Seconds after a bare key in which an Enter belongs to it: people press it after a digit."""


def entered(state: State, enter: Entered) -> Turn:
    """Take Enter."""
    text = enter.text.strip()
    if not text or text == QUOTE:
        if enter.at - state.struck < STRAY:
            return Turn(state=state, put=enter.text)
        return _empty(_typing(state), enter)
    if state.held:
        return Turn(state=state, said="Wait: your guess is being kept.", put=enter.text)
    fresh = _typing(state)
    if fresh.step in NEXT:
        return _answered(fresh, enter)
    return WORDS.get(fresh.step, _noted)(fresh, enter)


def _typing(state: State) -> State:
    """Forget bare keys: something else came after them."""
    return replace(state, strokes=(), rest="", struck=LONG_AGO)


def kept(state: State, mark: str) -> State:
    """Take note that something is on the disk."""
    return replace(state, keeping=state.keeping - {mark})


def leave(state: State) -> Turn:
    """Take Ctrl+Q: while watching it ends the watching; elsewhere it leaves, and one comes back."""
    if state.step in DURING:
        return Turn(state=at(state, Step.GUESS))
    return Turn(state=state, acts=(Go(place="out"),))


def back(state: State) -> Turn:
    """Take Esc: back to the notes, while nothing was guessed; out of what was not meant."""
    if state.step is Step.GUESS and state.guess is None:
        return Turn(state=at(state, Step.SEE))
    before = {Step.WORD: Step.SEEM, Step.CONSENT: Step.START}.get(state.step)
    return Turn(state=at(state, before) if before else state)


# Enter in an empty line


def _empty(state: State, enter: Entered) -> Turn:
    if state.step in NEXT:
        return _go_on(state, NEXT[state.step][1], enter)
    if state.step in ONCE:
        step, said = ONCE[state.step]
        if state.warned:
            return Turn(state=at(state, step))
        return Turn(state=replace(state, warned=True), said=said)
    passed = EMPTY.get(state.step)
    if passed is None:
        return Turn(state=state, said=CLOSED_KEYS.get(state.step, ""))
    return passed(state, enter)


def _unnamed(state: State, _: Entered) -> Turn:
    act = Begin(agreed=state.agreed)
    return Turn(state=at(replace(state, known=True), Step.THEM), acts=(act,))


def _another(state: State, enter: Entered) -> Turn:
    """Ask another question; the one that asks for their words opens a quotation."""
    asked = asking_next(state, enter.now)
    return Turn(state=asked, put=opening(asked))


def _then(state: State, enter: Entered) -> Turn:
    after = after_note(state, enter.now)
    return Turn(state=after, put=opening(after))


def _written_up(state: State, enter: Entered) -> Turn:
    if not enter.wanting:
        return Turn(state=at(state, Step.START), acts=(End(),), said="Kept. That was the hour.")
    return Turn(state=replace(at(state, Step.SENTENCE), left=enter.wanting), acts=(End(),))


def _next_sentence(state: State, _: Entered) -> Turn:
    left = state.left[1:]
    if left:
        return Turn(state=replace(state, left=left))
    return Turn(state=replace(at(state, Step.START), left=()), said="Kept. That was the hour.")


EMPTY: dict[Step, Callable[[State, Entered], Turn]] = {
    Step.YOU: _unnamed,
    Step.THEM: lambda state, _: Turn(state=at(state, Step.FORESEEN)),
    Step.SEE: _another,
    Step.SEEM: _then,
    Step.WORD: _then,
    Step.KNOW: _then,
    Step.STRENGTH: lambda state, _: Turn(state=at(state, Step.ASK)),
    Step.MEND: lambda state, _: Turn(state=at(state, Step.CHECK), said="x strikes it out."),
    Step.WRITE_UP: _written_up,
    Step.SENTENCE: _next_sentence,
}


# Words and Enter


def _answered(state: State, enter: Entered) -> Turn:
    asked, step = NEXT[state.step]
    line = answer_line(asked, enter.text.strip(), state.words)
    act = Answer(ticket=enter.ticket, asked=asked, line=line)
    return replace(_go_on(state, step, enter), acts=(act,))


def _go_on(state: State, step: Step, enter: Entered) -> Turn:
    """Go to the next question; watching begins with the first prompt."""
    if step is Step.SEE:
        state = replace(state, prompt=0, prompted=enter.now)
    return Turn(state=at(state, step))


def _called(state: State, enter: Entered) -> Turn:
    if handle_of(enter.text) is None:
        said = "Letters, please: a short name such as Ana."
        return Turn(state=state, said=said, put=enter.text)
    act = Begin(agreed=state.agreed, you=enter.text.strip())
    return Turn(state=at(replace(state, known=True), Step.THEM), acts=(act,))


def _described(state: State, enter: Entered) -> Turn:
    act = Describe(ticket=enter.ticket, text=enter.text.strip())
    return Turn(state=at(state, Step.FORESEEN), acts=(act,))


def _noted(state: State, enter: Entered) -> Turn:
    """Keep words as a note; where another question stands, it goes on standing."""
    act = Note(ticket=enter.ticket, text=enter.text)
    if state.step not in DURING:
        return Turn(state=state, acts=(act,), said="Kept as a note.")
    seen = replace(at(state, Step.SEEM), note=enter.ticket, felt=None)
    return Turn(state=keep(seen, act.mark), acts=(act,))


def _seemed(state: State, enter: Entered) -> Turn:
    """Take a feeling that was typed out for the answer; all else is the next note."""
    typed = fold(enter.text.strip())
    if state.note is None or typed not in {*SEEMED.values(), *state.words.feelings}:
        return _noted(state, enter)
    turn = felt(state, reading(typed, state.words), ticket=enter.ticket)
    return replace(turn, said=f"Kept as how they seemed: {typed}.")


def _worded(state: State, enter: Entered) -> Turn:
    """Take the word for a feeling; where it is none, it is the next note."""
    read = plain(enter.text, state.words)
    if read.term is None or read.rest or state.note is None:
        return replace(_noted(state, enter), said="More than a word: kept as a note.")
    feeling = read.emotion(state.words, Whose.CUSTOMER, Known.INFERRED)[0]
    return felt(state, feeling, ticket=enter.ticket)


def _guessed(state: State, enter: Entered) -> Turn:
    line = answer_line(Asked.GUESS, enter.text.strip(), state.words)
    rated = bool(line.emotions and line.emotions[0].intensity)
    guessed = replace(at(state, Step.ASK if rated else Step.STRENGTH), guess=enter.ticket)
    act = Answer(ticket=enter.ticket, asked=Asked.GUESS, line=line)
    return Turn(state=keep(guessed, act.mark), acts=(act,))


def _strong(state: State, enter: Entered) -> Turn:
    """Take words where a digit was asked for: they stand behind the guess."""
    if state.guess is None:
        return _noted(state, enter)
    more = Add(target=state.guess, ticket=enter.ticket, text=enter.text.strip())
    return Turn(state=keep(at(state, Step.ASK), more.mark), acts=(more,))


def _told(state: State, enter: Entered) -> Turn:
    line = answer_line(Asked.ANSWER, enter.text.strip(), state.words)
    told = replace(at(state, Step.CHECK), answer=enter.ticket, said=line.text or enter.text.strip())
    act = Answer(ticket=enter.ticket, asked=Asked.ANSWER, line=line)
    return Turn(state=told, acts=(act,))


def _mended(state: State, enter: Entered) -> Turn:
    if state.answer is None:
        return _noted(state, enter)
    text = enter.text.strip()
    line = None if text == state.said else answer_line(Asked.MENDED, text, state.words)
    act = Confirm(answer=state.answer, line=line, ticket=enter.ticket, text=text)
    return Turn(state=replace(at(state, Step.SURPRISE), said=text), acts=(act,))


def _sentence(state: State, enter: Entered) -> Turn:
    if not state.left:
        return _noted(state, enter)
    act = Rewrite(note=state.left[0], ticket=enter.ticket, text=enter.text.strip())
    return replace(_next_sentence(state, enter), acts=(act,))


WORDS: dict[Step, Callable[[State, Entered], Turn]] = {
    Step.YOU: _called,
    Step.THEM: _described,
    Step.SEEM: _seemed,
    Step.WORD: _worded,
    Step.GUESS: _guessed,
    Step.STRENGTH: _strong,
    Step.ASK: _told,
    Step.MEND: _mended,
    Step.SENTENCE: _sentence,
}
"""The questions that words answer in a way of their own; elsewhere words are a note."""
