"""Completion: what is being typed at the cursor, and the words that could be meant."""

# ruff: noqa: RUF001 - full-width signs and typographic marks are the grammar itself

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldkit.model.keys import fold, is_key_char
from fieldkit.model.moment import FREE_DIMENSIONS
from fieldkit.model.words import Words
from fieldkit.shorthand.clock import when_at
from fieldkit.shorthand.folding import search_fold
from fieldkit.shorthand.nearness import nearly
from fieldkit.shorthand.signs import KINDS, Scan

__all__ = ["Typing", "accept", "candidates", "nearly", "typing_at"]

_MODIFIERS = re.compile(r'(["“”„＂]?(?:[~～]|[csoCSO][:：])?["“”„＂]?)\Z')
_PERSON = re.compile(r"\s*(?:[^\W\d_]\w*\s?,\s?)*")
_ALIKE = 0.6
"""How alike a word must be to be offered; difflib's own choice for close matches."""
_LONGEST_MODIFIER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """A key being typed."""

    kind: str
    """``touchpoint``, ``emotion``, ``code``, ``dimension`` or ``person``; in a search also ``name``
    (of a term) and ``value``."""
    prefix: str
    """What of the key stands before the cursor, folded."""
    start: int
    """Where the sign stands, in code points."""
    end: int
    """Where the key ends, which may be behind the cursor."""
    sign: str = ""
    """The sign and what modifies it (``!"c:``), which stays."""


def typing_at(text: str, cursor: int) -> Typing | None:
    """Return what key is being typed at the cursor, or None; cost: the length of one word."""
    cursor = max(0, min(cursor, len(text)))
    start = cursor
    while start and _in_key(text[start - 1]):
        start -= 1
    end = cursor
    while end < len(text) and _in_key(text[end]):
        end += 1
    prefix = fold(text[start:cursor])
    sign = _sign_before(text, start)
    if sign is not None:
        kind = KINDS[text[sign]]
        typed = text[sign:start]
        return Typing(kind=kind, prefix=prefix, start=sign, end=end, sign=typed)
    if prefix and _is_first(text, start):
        return Typing(kind="person", prefix=prefix, start=start, end=end)
    return None


def candidates(typing: Typing, words: Words, used: Mapping[str, int]) -> tuple[str, ...]:
    """Return the words that could be meant, likeliest first.

    Those that begin so, by use and then alphabet; those that hold it; those spelled nearly so.
    For people, whose codes look like words, only those that begin so.

    Args:
        typing: What is being typed.
        words: The words in use.
        used: How often each word was used.
    """
    typed = search_fold(typing.prefix)
    begin: list[str] = []
    hold: list[str] = []
    rest: list[str] = []
    for word in dict.fromkeys(_pool(typing.kind, words)):
        folded = search_fold(word)
        (begin if folded.startswith(typed) else hold if typed in folded else rest).append(word)
    if typing.kind == "person":
        hold, rest = [], []

    def rank(word: str) -> tuple[int, str]:
        return (-used.get(word, 0), word)

    return (*sorted(begin, key=rank), *sorted(hold, key=rank), *_alike(typed, rest))


def accept(text: str, typing: Typing, choice: str) -> tuple[str, int]:
    """Return the text with the choice in it, and the new place of the cursor.

    A space follows, and a colon after a person; after a feeling nothing, since its intensity may.
    """
    after = {"person": ": ", "emotion": "", "name": ""}.get(typing.kind, " ")
    rest = text[typing.end :]
    if typing.kind == "person" and rest[:1] in (":", "：", ","):
        after = ""
    before = text[: typing.start] + typing.sign + choice
    if after.endswith(" ") and rest[:1].isspace():
        return before + after[:-1] + rest, len(before) + len(after)
    return before + after + rest, len(before) + len(after)


def _pool(kind: str, words: Words) -> Iterable[str]:
    if kind == "touchpoint":
        return words.touchpoints
    if kind == "emotion":
        return words.feelings
    if kind == "code":
        return words.codes
    if kind == "dimension":
        return (*FREE_DIMENSIONS, *words.dimensions)
    return words.people


def _in_key(char: str) -> bool:
    return char in "-/" or is_key_char(char)


def _sign_before(text: str, start: int) -> int | None:
    """Return where the sign of the key stands that begins here; None where there is none."""
    window = text[max(0, start - _LONGEST_MODIFIER) : start]
    modifiers = _MODIFIERS.search(window)
    lengths = [0] if modifiers is None else [len(modifiers[0]), 0]
    for length in lengths:
        sign = start - length - 1
        if sign < 0 or KINDS.get(text[sign], "count") == "count":
            continue
        if length and KINDS[text[sign]] != "emotion":
            continue
        word = sign - (text[sign - 1 : sign] == "-")  # a search excludes with it
        if Scan(text[max(0, word - 1) : word + 1], Words()).starts(min(1, word)):
            return sign
    return None


def _is_first(text: str, start: int) -> bool:
    """Tell whether a word stands where a person is named: first, or after the time."""
    begin = len(text) - len(text.lstrip())
    timed = when_at(text, begin)
    match = _PERSON.match(text, timed[1] if timed else begin)
    return match is not None and match.end() == start


def _alike(typed: str, words: list[str]) -> list[str]:
    """Return the words spelled nearly so, likest first."""
    if not typed or not words:
        return []
    from difflib import get_close_matches  # 5 ms of start-up, and rarely needed

    folded = {search_fold(word): word for word in words}
    return [folded[found] for found in get_close_matches(typed, folded, 5, _ALIKE)]
