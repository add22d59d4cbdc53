"""Signs: where a tag begins in a line, how far it goes, and the pieces it is read into."""

# ruff: noqa: RUF001 - full-width signs and typographic marks are the grammar itself

import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import NamedTuple

from fieldkit.model.hour import Asked
from fieldkit.model.keys import MAX_KEY, fold, is_key, is_key_char
from fieldkit.model.moment import FREE_DIMENSIONS
from fieldkit.model.words import Words
from fieldkit.shorthand.feeling import Feeling, feeling_at, is_attempt

WIDE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"
    "\u3000-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff5f-\uff9f\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese, with the punctuation of the last two.

As the inside of a regular expression's class. Source: Unicode line breaking, UAX 14, classes SA
and ID, less Hangul, which is written with spaces.
"""
KINDS = {
    "@": "touchpoint",
    "＠": "touchpoint",
    "!": "emotion",
    "！": "emotion",
    "#": "code",
    "＃": "code",
    ":": "dimension",
    "：": "dimension",
    "*": "count",
}
"""What each sign begins."""
LED = frozenset(Asked)
"""Dimensions of the answers around a led hour: read anywhere, offered nowhere."""
_START = re.compile(r"(?<!\S)(\\*)([@!#:*])")
_GLUED = re.compile(r"(\\*)([@＠!！#＃:：*])")
"""What may follow a word of a wide script at once."""
CLOSING = re.compile(r"[.,;:!?…)\]}»›”“\"’'。、，．；：！？）］】」』》〉]*")
"""Punctuation that may follow a tag within its word."""
_WIDE_STOP = re.compile("[。、，．；：！？）］】」』》〉]")
_ASCII_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:-+[A-Za-z0-9_]+)*")
_COUNT = re.compile(r"\*(\d{1,6})(?!\w)")
_BRACKET = re.compile("[()（）]")
_TRIED = re.compile(r"[@＠]\w|[#＃][^\W\d_]|[:：][^\W\d_]{3}")


@cache
def _wide_start() -> re.Pattern[str]:
    """Return where a tag may begin in text of any script; compiled when one is met (1 ms)."""
    return re.compile(rf"(?<![^\s{WIDE}])(\\*)([@＠!！#＃:：*])")


@cache
def _wide_char() -> re.Pattern[str]:
    return re.compile(f"[{WIDE}]")


def is_wide(char: str) -> bool:
    """Tell whether a character is of a script written without spaces."""
    return not char.isascii() and bool(_wide_char().match(char))


class Token(NamedTuple):
    """A piece of a line as typed, for a screen to colour.

    Kinds: ``bullet``, ``time``, ``who``, ``layer``, ``touchpoint``, ``emotion``, ``code``,
    ``dimension``, ``count`` and ``escape`` are signs, which leave the words; ``mark`` is a
    quotation mark or bracket that leaves them; ``quote`` and ``remark`` are the words between.
    """

    kind: str
    start: int
    """In code points."""
    end: int


class Tag(NamedTuple):
    """A recognised tag."""

    kind: str
    start: int
    end: int
    """Past its last character; closing punctuation is not in it."""
    key: str
    """As compared: folded."""
    bare: str
    """The word it leaves between words, as typed."""
    wide: bool = False
    """Whether another sign may follow without a space."""
    feeling: Feeling | None = None


class Scan:
    """A text being read with a study's words; finds the tags in it, in linear time."""

    def __init__(self, text: str, words: Words) -> None:
        self.text = text
        self.words = words
        self.start = _START if text.isascii() else _wide_start()
        """Where a tag may begin, with the backslashes before it."""

    @cached_property
    def closes(self) -> dict[int, int]:
        """Where each round bracket that is closed is closed."""
        found: dict[int, int] = {}
        opened: list[int] = []
        for match in _BRACKET.finditer(self.text):
            if match[0] in "(（":
                opened.append(match.start())
            elif opened:
                found[opened.pop()] = match.start()
        return found

    def tags(self, start: int) -> Iterator[tuple[int, int, Tag]]:
        """Yield what may be tags from here on, each with where it begins and its backslashes.

        Behind a backslash a tag is text; both this reading and the writing of lines skip past the
        whole of it, so that what is written is read again the same.
        """
        pos = start
        glued = False
        while True:
            match = _GLUED.match(self.text, pos) if glued else None
            match = match or self.start.search(self.text, pos)
            if match is None:
                return
            at, sign = match.start(), match.start(2)
            slashes = sign - at
            tag = self.tag_at(sign, before=at)
            if tag is None:
                pos, glued = sign + 1, False
            else:
                yield at, slashes, tag
                pos, glued = tag.end, tag.wide

    def starts(self, pos: int) -> bool:
        """Tell whether a tag may begin here: at the start, after a space, or in a wide script."""
        if not pos:
            return True
        before = self.text[pos - 1]
        return before.isspace() or is_wide(before)

    def tag_at(self, pos: int, *, before: int | None = None) -> Tag | None:
        """Return the tag whose sign stands here, if the whole word is one.

        Args:
            pos: Where the sign stands.
            before: Where its word begins, when backslashes come first.
        """
        kind = KINDS.get(self.text[pos])
        if kind == "emotion":
            at = pos if before is None else before
            return self._emotion(pos, glued=at > 0 and not self.text[at - 1].isspace())
        if kind == "count":
            return self._count(pos)
        return None if kind is None else self._keyed(kind, pos)

    def _keyed(self, kind: str, pos: int) -> Tag | None:
        end = self._key_end(pos + 1)
        while kind == "code" and end > pos + 1 and self.text[end : end + 1] == "/":
            part = self._key_end(end + 1)
            if part == end + 1:
                return None
            end = part
        bare = self.text[pos + 1 : end]
        key = _folded(bare, levels=kind == "code")
        wide = is_wide(self.text[end - 1])
        if key is None or not self.whole(end, wide=wide):
            return None
        if kind == "dimension" and not self._dimension(key):
            return None
        return Tag(kind, pos, end, key, bare, wide)

    def whole(self, pos: int, *, wide: bool) -> bool:
        """Tell whether a word ends here, but for closing punctuation."""
        text = self.text
        if pos == len(text) or text[pos].isspace():
            return True
        match = CLOSING.match(text, pos)
        end = match.end() if match else pos
        if end == len(text) or text[end].isspace() or (wide and _GLUED.match(text, pos)):
            return True
        return end > pos and bool(_WIDE_STOP.search(text, pos, end))

    def attempt(self, pos: int) -> bool:
        """Tell whether what stands here looks like a tag that went wrong, and so is told."""
        glued = pos > 0 and not self.text[pos - 1].isspace()
        if glued and self.text[pos] in "!！:：":
            return False
        return bool(_TRIED.match(self.text, pos)) or is_attempt(self.text, pos)

    def _emotion(self, pos: int, *, glued: bool) -> Tag | None:
        found = feeling_at(self.text, pos, self._key_end, self.closes_at)
        if found is None:
            return None
        feeling, bare, end = found
        key = _folded(bare)
        if key is None:
            return None
        wide = is_wide(bare[-1])
        if (
            feeling.quoted
            and self.text[end : end + 1] in tuple('"”“')
            and self.whole(end + 1, wide=wide)
        ):
            end += 1
        if not self.whole(end, wide=wide):
            return None
        # Between Chinese words the full-width mark mostly ends a sentence.
        doubtful = glued and self.text[pos] == "！" and not feeling.detailed
        if doubtful and key not in self.words.feelings:
            return None
        return Tag("emotion", pos, end, key, bare, wide, feeling)

    def closes_at(self, pos: int) -> int | None:
        """Return where the round bracket opened here closes."""
        return self.closes.get(pos)

    def _count(self, pos: int) -> Tag | None:
        match = _COUNT.match(self.text, pos)
        if match is None or not int(match[1]) or not self.whole(match.end(), wide=False):
            return None
        return Tag("count", pos, match.end(), str(int(match[1])), match[1])

    def _key_end(self, pos: int) -> int:
        """Return where the longest key from here ends; the same place where there is none."""
        text = self.text
        match = _ASCII_KEY.match(text, pos)
        if match and (match.end() == len(text) or text[match.end()].isascii()):
            return match.end()
        if not text[pos : pos + 1].isalpha():
            return pos
        end = pos
        last = min(len(text), pos + MAX_KEY + 1)
        while end < last and (text[end] == "-" or is_key_char(text[end])):
            end += 1
        while text[end - 1] == "-":
            end -= 1
        return end

    def _dimension(self, key: str) -> bool:
        return key in FREE_DIMENSIONS or key in self.words.dimensions or key in LED


def _folded(bare: str, *, levels: bool = False) -> str | None:
    """Return the key, or None where it is none; folded until folding changes nothing."""
    key = fold(bare)
    if not key.isascii():
        key = fold(key)
        if fold(key) != key:
            return None
    return key if is_key(key, levels=levels) else None
