"""The head of a line: a list's bullet, who speaks, and the mark of its layer."""

# ruff: noqa: RUF001 - full-width signs and typographic marks are the grammar itself

import re
from dataclasses import dataclass

from fieldkit.model.keys import PERSON, fold
from fieldkit.model.moment import Layer
from fieldkit.model.words import Words
from fieldkit.shorthand.clock import When, when_at

MARKS = {
    "'": Layer.PARAPHRASE,
    "’": Layer.PARAPHRASE,
    "‘": Layer.PARAPHRASE,
    "?": Layer.INFERRED,
    "？": Layer.INFERRED,
    "~": Layer.REFLEXIVE,
    "～": Layer.REFLEXIVE,
    "%": Layer.METHOD,
}
"""The mark of each layer; telephones turn the straight apostrophe into a curled one."""
OPENING = frozenset('"“”„«‹「『＂')
"""Marks that open a quotation; some languages close and open with the same."""
LATER = 2
"""So many question marks keep a question for later; more of them are text."""
_BULLET = re.compile(r"[-*•‣◦▪▫●○■□\uf0b7](?=\s|\Z)")
_CODES = re.compile(
    r"[PSps][0-9]{1,6}(?:\s?[,，、]\s?[PSps][0-9]{1,6})*(?=\s?[:：](?![/\\:：=0-9]))"
)
_ONE = re.compile(r"[XQA](?=[:：](?:\s|\Z|[\"“„«「'’‘?~%]|[^\x00-\x7f]))")
_NAMED = re.compile(
    r"[^\s:：,，、]{1,120}(?:\s?[,，、]\s?[^\s:：,，、]{1,120}){0,20}(?=\s?[:：](?![/\\:：=0-9]))"
)
_COMMA = re.compile(r"\s?[,，、]\s?")
_COLON = re.compile(r"\s?[:：]")
_QUESTIONS = re.compile("[?？]+")


@dataclass(slots=True)
class Head:
    """What of a head has been read; each part may follow only those before it."""

    when: When | None = None
    who: tuple[str, ...] = ()
    layer: Layer | None = None
    later: bool = False
    fresh: bool = True
    """Whether nothing at all has been read, not even a tag: a bullet may stand here."""

    def allows(self, text: str, pos: int, words: Words) -> bool:
        """Tell whether what stands here would be read as a part of the head."""
        if self.layer is not None:
            return False
        if self.fresh and bullet_at(text, pos) is not None:
            return True
        if self.when is None and not self.who and when_at(text, pos):
            return True
        if not self.who and who_at(text, pos, words):
            return True
        return text[pos : pos + 1] in OPENING or mark_at(text, pos) is not None


def bullet_at(text: str, pos: int) -> int | None:
    """Return where the bullet of a pasted list ends; a dash of dialogue is none."""
    match = _BULLET.match(text, pos)
    return match.end() if match else None


def who_at(text: str, pos: int, words: Words) -> tuple[tuple[str, ...], int] | None:
    """Return who is named here, each once, and where the colon ends.

    Capital ``X``, ``Q`` and ``A`` stand alone, before a space, a mark or another script.
    """
    match = _ONE.match(text, pos)
    if match:
        return (match[0],), match.end() + 1
    match = _CODES.match(text, pos)
    codes: tuple[str, ...] | None
    if match:
        codes = tuple(dict.fromkeys(_COMMA.split(match[0].upper())))
    else:
        match = _NAMED.match(text, pos) if words.people else None
        codes = _known_codes(match[0], words.people) if match else None
    colon = _COLON.match(text, match.end()) if match else None
    return (codes, colon.end()) if codes and colon else None


def mark_at(text: str, pos: int) -> tuple[Layer, bool, int] | None:
    """Return the layer marked here, whether it is for later, and where the mark ends.

    A mark doubled (``~~``, ``''``), before a digit, or with other punctuation (``?!``) is text.
    """
    mark = text[pos : pos + 1]
    layer = MARKS.get(mark) if mark else None
    if layer is None:
        return None
    if layer is Layer.INFERRED:
        run = _QUESTIONS.match(text, pos)
        end = run.end() if run else pos + 1
        if end - pos > LATER or text[end : end + 1] in tuple("!！.,;:)"):
            return None
        return (Layer.METHOD, True, end) if end - pos == LATER else (layer, False, end)
    after = text[pos + 1 : pos + 2]
    if after.isdecimal() or after == mark:
        return None
    return layer, False, pos + 1


def _known_codes(typed: str, people: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the codes in their own spelling, or None where one of them does not exist."""
    spelled = {fold(code): code for code in people}
    codes = [
        part.upper() if PERSON.match(part) else spelled.get(fold(part))
        for part in _COMMA.split(typed)
    ]
    found = [code for code in codes if code is not None]
    return tuple(dict.fromkeys(found)) if len(found) == len(codes) else None
