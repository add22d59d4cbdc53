"""Feelings as typed: ``!"c:frustrated4/recalled(sighed)?``, and back."""

# ruff: noqa: RUF001 - full-width signs and typographic marks are the grammar itself

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from fieldkit.model.emotion import UNSURE, Emotion, Known, Whose
from fieldkit.model.keys import fold, is_staff
from fieldkit.model.moment import ANSWER, Layer
from fieldkit.model.words import Words

WHOSE = {"~": Whose.OBSERVER, "c": Whose.CUSTOMER, "s": Whose.STAFF, "o": Whose.OTHER}
"""The mark that says whose feeling it is."""
_MARKS = {whose: mark if mark == "~" else f"{mark}:" for mark, whose in WHOSE.items()}
_OPENING = re.compile(r'[!！](["“”„＂]?)([~～]|[csoCSO][:：])?(["“”„＂]?)')
_KNOWN = re.compile(rf"/({'|'.join(Known)})(?![^\W\d_])", re.IGNORECASE)
_TRIED = re.compile(r'[!！]["“”„]?(?:[~～]|[csoCSO][:：])?[^\W\d_]')


class Feeling(NamedTuple):
    """What was typed of one feeling, before the line says whose and how known it is."""

    quoted: bool = False
    """Whether the person said so (``!"``)."""
    whose: Whose | None = None
    intensity: int | None = None
    known: Known | None = None
    cue: str | None = None
    unsure: bool = False

    @property
    def detailed(self) -> bool:
        """Tell whether more than a word was typed."""
        return self != Feeling()

    def read(self, term: str, who: tuple[str, ...], layer: Layer, words: Words) -> Emotion:
        """Return the emotion, now that the line's speaker and layer are known."""
        whose = self.whose or own(who, layer)
        return replace(
            words.feeling(term),
            intensity=self.intensity,
            whose=whose,
            known=self.known or _known(who, whose, quoted=self.quoted),
            cue=self.cue,
            confidence=UNSURE if self.unsure else None,
        )


def own(who: tuple[str, ...], layer: Layer) -> Whose:
    """Return whose a feeling is where the line does not say: the observer's before staff's."""
    if layer is Layer.REFLEXIVE:
        return Whose.OBSERVER
    return Whose.STAFF if who and is_staff(who[0]) else Whose.CUSTOMER


def feeling_at(
    text: str,
    pos: int,
    key_end: Callable[[int], int],
    closes: Callable[[int], int | None],
) -> tuple[Feeling, str, int] | None:
    """Return the feeling typed here, its bare word and where it ends; None where malformed.

    After the word, intensity, ``/known``, ``(cue)`` and ``?`` may stand in any order, once each.
    """
    opening = _OPENING.match(text, pos)
    if opening is None:
        return None
    start = opening.end()
    end = key_end(start)
    bare, digits = _split_digits(text[start:end])
    if not bare or bare[-1] == "-":
        return None
    intensity = _intensity(digits)
    if digits and intensity is None:
        return None
    known: Known | None = None
    cue: str | None = None
    cued = unsure = False
    while end < len(text):
        char = text[end]
        if char == "/" and known is None and (match := _KNOWN.match(text, end)):
            known, end = Known(match[1].lower()), match.end()
        elif char in "(（" and not cued and (close := closes(end)) is not None:
            cue, cued, end = text[end + 1 : close].strip() or None, True, close + 1
        elif char in "?？" and not unsure:
            unsure, end = True, end + 1
        elif intensity is None and _intensity(char) and not text[end + 1 : end + 2].isalnum():
            intensity, end = _intensity(char), end + 1
        else:
            break
    feeling = Feeling(
        quoted=bool(opening[1] or opening[3]),
        whose=whose_of((opening[2] or "")[:1]),
        intensity=intensity,
        known=known,
        cue=cue,
        unsure=unsure,
    )
    return feeling, bare, end


def whose_mark(whose: Whose) -> str:
    """Return the mark after ``!`` that says whose a feeling is."""
    return _MARKS[whose]


def whose_of(mark: str) -> Whose | None:
    """Return whose feeling a mark's first character says it is; None for no mark."""
    return WHOSE.get(mark.lower().replace("～", "~"))


def is_attempt(text: str, pos: int) -> bool:
    """Tell whether someone meant to write a feeling here."""
    return bool(_TRIED.match(text, pos))


def written(emotion: Emotion, who: tuple[str, ...], layer: Layer) -> str:
    """Return an emotion as typed in a line of this speaker and layer."""
    quoted = emotion.known is (Known.PROMPTED if who == (ANSWER,) else Known.SPONTANEOUS)
    usual = _known(who, emotion.whose, quoted=quoted)
    return "".join(
        (
            '!"' if quoted else "!",
            "" if emotion.whose is own(who, layer) else _MARKS[emotion.whose],
            typed_term(emotion.term),
            "" if emotion.intensity is None else str(emotion.intensity),
            "" if emotion.known is usual else f"/{emotion.known}",
            f"({_balanced(emotion.cue)})" if emotion.cue else "",
            "" if emotion.confidence is None or emotion.confidence > UNSURE else "?",
        )
    )


def typed_term(term: str) -> str:
    """Return a term as a line can hold it: spaces and signs become hyphens."""
    return (
        re.sub(r"[^\w\u0300-\u036f\u200c\u200d]+", "-", fold(term)).strip("-")
        if not (term.isascii() and term.replace("-", "").isalpha())
        else term
    )


def _known(who: tuple[str, ...], whose: Whose, *, quoted: bool) -> Known:
    if quoted:
        return Known.PROMPTED if who == (ANSWER,) else Known.SPONTANEOUS
    told = bool(who) and is_staff(who[0]) and whose is Whose.CUSTOMER
    return Known.REPORTED if told else Known.INFERRED


def _split_digits(word: str) -> tuple[str, str]:
    end = len(word)
    while end and word[end - 1].isdecimal():
        end -= 1
    return word[:end], word[end:]


def _intensity(digits: str) -> int | None:
    """Return 1 to 5 for one decimal digit of any script, else None."""
    if len(digits) != 1 or not digits.isdecimal():
        return None
    return int(digits) if 1 <= int(digits) <= 5 else None  # noqa: PLR2004  the scale's own bound


def _balanced(cue: str) -> str:
    """Return a cue whose brackets close; square ones stand in where they do not."""
    depth = 0
    for char in cue:
        depth += (char in "(（") - (char in ")）")
        if depth < 0:
            break
    if not depth:
        return cue
    return cue.translate(str.maketrans("()（）", "[][]"))
