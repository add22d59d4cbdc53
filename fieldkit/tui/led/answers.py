"""What a leader types, as what is kept: answers as lines, a name as a handle."""

from dataclasses import replace

from fieldkit.model.emotion import Known, Whose
from fieldkit.model.hour import Asked
from fieldkit.model.keys import Handle, as_handle, fold
from fieldkit.model.moment import ANSWER, Layer
from fieldkit.model.words import Words
from fieldkit.shorthand.line import Line
from fieldkit.shorthand.plain import plain

LONGEST = 24
"""Letters of a handle."""
FEELING = {
    Asked.FORESEEN: (Whose.CUSTOMER, Known.IMAGINED),
    Asked.GUESS: (Whose.CUSTOMER, Known.INFERRED),
    Asked.ANSWER: (Whose.CUSTOMER, Known.PROMPTED),
    Asked.MENDED: (Whose.CUSTOMER, Known.PROMPTED),
    Asked.OWN: (Whose.OBSERVER, Known.INFERRED),
}
"""Whose feeling each question asks for, and how it is known."""


def handle_of(text: str) -> Handle | None:
    """Return the handle that a name gives: its letters; None where it has none."""
    letters = "".join(char for char in fold(text) if char.isalpha())[:LONGEST]
    return as_handle(letters) if letters else None


def answer_line(asked: Asked, text: str, words: Words) -> Line:
    """Return an answer as a line: the words as typed, and what they name beside them."""
    read = plain(text, words, where=asked is Asked.TROUBLE)
    feelings = read.line.emotions
    if asked in FEELING:
        feelings = read.emotion(words, *FEELING[asked])
    elif asked is Asked.TROUBLE:
        feelings = tuple(replace(feeling, known=Known.IMAGINED) for feeling in feelings)
    spoken = asked in {Asked.ANSWER, Asked.MENDED}
    return replace(
        read.line,
        layer=Layer.VERBATIM if spoken else Layer.REFLEXIVE,
        who=(ANSWER,) if spoken else (),
        dimension=str(asked),
        touchpoint=read.touchpoint,
        emotions=feelings,
        later=False,
    )
