"""Bare keys in the led hour: what each answers, and what it was after all. Pure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from fieldkit.model.emotion import UNSURE, Known
from fieldkit.shorthand.plain import reading
from fieldkit.tui.led.state import (
    DURING,
    Begin,
    Confirm,
    End,
    Feel,
    Go,
    Rate,
    State,
    Step,
    Strike,
    Stroke,
    Turn,
)
from fieldkit.tui.led.steps import CLOSED_KEYS, after_note, at, felt, keep, opening

SEEMED = {
    "1": "frustrated",
    "2": "confused",
    "3": "worried",
    "4": "calm",
    "5": "pleased",
    "6": "delighted",
}
HOW_KNOWN = {
    "1": (Known.INFERRED, None),
    "2": (Known.SPONTANEOUS, None),
    "3": (Known.INFERRED, UNSURE),
}
"""I saw it; They said so; My guess: a reading one is unsure of."""
RUN = 0.3
"""Seconds from key to key within a word that is typed."""
SPACED = 2.0
"""Seconds after a bare key in which a space says that it was the beginning of words."""


def key(state: State, char: str, struck: float, now: datetime) -> Turn | None:
    """Take a character that fell in an empty line; None where it is the beginning of words.

    Args:
        state: Where one is.
        char: The character.
        struck: When it fell, in seconds.
        now: The time.
    """
    if state.rest[:1] == char.lower() and struck - state.struck < RUN:
        return Turn(state=replace(state, rest=state.rest[1:], struck=struck))
    if state.strokes and _was_words(state, char, struck):
        return _as_words(state, char)
    answer = None if state.held else KEYS.get(state.step)
    turn = answer(replace(state, rest=""), char.lower(), now) if answer else None
    if turn is None:
        said = CLOSED_KEYS.get(state.step, "")
        return None if state.open else Turn(state=state, said=said)
    strokes = (*state.strokes, Stroke(char, struck)) if state.step in DURING else ()
    return replace(turn, state=replace(turn.state, strokes=strokes, struck=struck))


def _start(state: State, char: str, _: datetime) -> Turn | None:
    if char == "1":
        return Turn(state=at(state, Step.CONSENT))
    if char == "s" and state.left:
        return Turn(state=at(state, Step.SENTENCE))
    place = {"2": "capture", "3": "digests"}.get(char)
    return Turn(state=state, acts=(Go(place=place),)) if place else None


def _stale(state: State, char: str, _: datetime) -> Turn | None:
    if char == "1":
        return Turn(state=at(state, Step.GUESS))
    return Turn(state=at(state, Step.START), acts=(End(),)) if char == "2" else None


def _consent(state: State, char: str, now: datetime) -> Turn | None:
    if char == "n":
        return Turn(
            state=replace(at(state, Step.START), rest="o"),
            said="Nothing was written. Thank them, and let them be.",
        )
    if char != "y":
        return None
    agreed = replace(state, agreed=now, rest="es")
    if state.known:
        return Turn(state=at(agreed, Step.THEM), acts=(Begin(agreed=now),))
    return Turn(state=at(agreed, Step.YOU))


def _seem(state: State, char: str, _: datetime) -> Turn | None:
    if char == "0":
        return Turn(state=at(state, Step.WORD))
    term = SEEMED.get(char)
    if term is None or state.note is None:
        return None
    return felt(state, reading(term, state.words))


def _know(state: State, char: str, now: datetime) -> Turn | None:
    if char not in HOW_KNOWN or state.note is None or state.felt is None:
        return None
    known, confidence = HOW_KNOWN[char]
    feeling = replace(state.felt, known=known, confidence=confidence)
    act = Feel(note=state.note, was=state.felt, now=feeling)
    after = replace(after_note(state, now), felt=feeling)
    return Turn(state=after, acts=(act,), put=opening(after))


def _strength(state: State, char: str, _: datetime) -> Turn | None:
    if char not in set("12345") or state.guess is None:
        return None
    act = Rate(guess=state.guess, strength=int(char))
    return Turn(state=keep(at(state, Step.ASK), act.mark), acts=(act,))


def _check(state: State, char: str, _: datetime) -> Turn | None:
    if state.answer is None:
        return None
    match char:
        case "y":
            act = Confirm(answer=state.answer)
            return Turn(state=replace(at(state, Step.SURPRISE), rest="es"), acts=(act,))
        case "e":
            return Turn(state=at(state, Step.MEND), put=state.said)
        case "x":
            struck = replace(at(state, Step.SURPRISE), answer=None, said="")
            return Turn(state=struck, acts=(Strike(answer=state.answer),), said="Struck out.")
    return None


def _write_up(state: State, char: str, _: datetime) -> Turn | None:
    if char != "t":
        return None
    done = replace(at(state, Step.START), rest="omorrow")
    return Turn(state=done, acts=(End(),), said="Kept. Tomorrow: fieldkit, then s.")


KEYS: dict[Step, Callable[[State, str, datetime], Turn | None]] = {
    Step.START: _start,
    Step.STALE: _stale,
    Step.CONSENT: _consent,
    Step.SEEM: _seem,
    Step.KNOW: _know,
    Step.STRENGTH: _strength,
    Step.CHECK: _check,
    Step.WRITE_UP: _write_up,
}
"""The questions that bare keys answer."""


def _was_words(state: State, char: str, struck: float) -> bool:
    """Tell whether the bare keys before this character were the beginning of words."""
    gap = struck - state.strokes[-1].at
    if char == " ":
        return gap < SPACED
    if state.step is Step.WORD:
        return gap < RUN and char.isdecimal()
    answers = {Step.SEEM: {*SEEMED, "0"}, Step.KNOW: set(HOW_KNOWN)}.get(state.step, set())
    return gap < RUN and char not in answers


def _as_words(state: State, char: str) -> Turn:
    """Undo what bare keys did, and put them into the line."""
    typed = "".join(stroke.char for stroke in state.strokes) + char
    acts: tuple[Feel, ...] = ()
    if state.felt is not None and state.note is not None:
        acts = (Feel(note=state.note, was=state.felt, now=None),)
    undone = replace(at(state, Step.SEE), prompt=0, felt=None, strokes=())
    return Turn(state=undone, acts=acts, put=typed, said="taken as words")
