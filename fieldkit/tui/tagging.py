"""Tags put into a line being written, by one key each. Pure: text in, text out.

They go to the end of the line, past its words, and the cursor stays with the words: a tag after the
last word leaves the text, one between words would leave its bare word there.
"""

# ruff: noqa: RUF001 - full-width signs are the grammar itself

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.words import Words
from fieldkit.shorthand.feeling import own, written
from fieldkit.shorthand.line import Line, parse
from fieldkit.shorthand.signs import Token
from fieldkit.tui.layouts import Layout
from fieldkit.tui.pad import FAST, WORD

SIGNS = "@!#:"
TAGS = {"touchpoint", "emotion", "code", "dimension", "count"}
FEELING = re.compile(r"(?P<word>[!！][^\W\d]*[^\s\d(（/?？]*)(?P<strong>[1-5])?")
MIDDLE = 3
"""The intensity that one not judged yet moves from."""
WEAKEST, STRONGEST = 1, 5
OWNERS = (Whose.CUSTOMER, Whose.OBSERVER, Whose.STAFF)
WAYS = (Known.INFERRED, Known.SPONTANEOUS, Known.PROMPTED, Known.RECALLED)
Word = TypeVar("Word", Whose, Known)


@dataclass(frozen=True, slots=True)
class Text:
    """A line as it stands, and where the cursor is."""

    value: str
    cursor: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a key made of the line."""

    text: Text
    back: bool = False
    """Whether letters are words again."""
    turn: bool = False
    """Whether the digits show other feelings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What the keys stand for now."""

    feelings: Sequence[str]
    touchpoints: Sequence[str]
    layout: Layout
    words: Words


class Tagger:
    """Takes the keys struck while a line is tagged; several fast ones were words after all."""

    def __init__(self) -> None:
        self._before: Text | None = None
        self._keys = ""
        self._last = 0.0

    def begin(self) -> None:
        """Take note that tagging begins."""
        self._before, self._keys = None, ""

    def press(self, key: str, at: float, text: Text, tags: Tags) -> Tagged:
        """Take one key: a character, or ``backspace``."""
        if key == "backspace":
            self.begin()
            return Tagged(without_last(text, tags.words))
        if self._before is None or at - self._last >= FAST:
            self._before, self._keys = text, ""
        self._keys += key
        self._last = at
        if len(self._keys) >= WORD and len(set(self._keys)) > 1:
            return self._typed(self._before)
        return _tagged(key, text, tags)

    def _typed(self, before: Text) -> Tagged:
        keys, self._before = self._keys, None
        value = before.value[: before.cursor] + keys + before.value[before.cursor :]
        return Tagged(Text(value, before.cursor + len(keys)), back=True)


def _tagged(key: str, text: Text, tags: Tags) -> Tagged:
    layout = tags.layout
    if layout.digits.get(key) == 0 or key == layout.turn_tags:
        return Tagged(text, turn=True)
    if key in SIGNS or key == layout.code:
        return Tagged(with_sign(text, "#" if key == layout.code else key), back=True)
    amended = _amended(key, text, tags)
    return Tagged(text, back=key == " ") if amended is None else Tagged(amended)


def _amended(key: str, text: Text, tags: Tags) -> Text | None:
    """Return the line as a key makes it read; None where the key is none of those."""
    layout, words = tags.layout, tags.words
    digit = layout.digits.get(key)
    amended = None
    if digit is not None and digit <= len(tags.feelings):
        amended = with_feeling(text, tags.feelings[digit - 1], words)
    elif key in layout.row and layout.row.index(key) < len(tags.touchpoints):
        amended = with_touchpoint(text, tags.touchpoints[layout.row.index(key)], words)
    elif moves := {"+": 1, "=": 1, layout.stronger: 1, "-": -1, layout.weaker: -1}.get(key):
        amended = stronger(text, moves, words)
    elif key in layout.whose:
        amended = owned(text, layout.whose[key], words)
    elif key in layout.known:
        amended = known_as(text, layout.known[key], words)
    return amended


def with_feeling(text: Text, term: str, words: Words) -> Text:
    """Add a feeling; take it out where it stands already."""
    line = parse(text.value, words)
    held = _token_of(line, text.value, "emotion", term)
    if held is not None:
        return _without(text, held)
    return _with(text, f"!{term}", line)


def with_touchpoint(text: Text, key: str, words: Words) -> Text:
    """Put the line at a touchpoint, in place of the one it names."""
    line = parse(text.value, words)
    held = next((token for token in line.tokens if token.kind == "touchpoint"), None)
    if held is None:
        return _with(text, f"@{key}", line)
    return _replaced(text, held, f"@{key}")


def with_sign(text: Text, sign: str) -> Text:
    """Begin a tag at the end of the line: the cursor goes there."""
    end = text.value.rstrip()
    value = f"{end} {sign}" if end else sign
    return Text(value, len(value))


def stronger(text: Text, by: int, words: Words) -> Text:
    """Make the line's last feeling stronger or weaker."""
    line = parse(text.value, words)
    held = [token for token in line.tokens if token.kind == "emotion"]
    if not held:
        return text
    token = held[-1]
    typed = text.value[token.start : token.end]
    found = FEELING.match(typed)
    if found is None:
        return text
    new = moved(int(found["strong"]) if found["strong"] else None, by)
    return _replaced(text, token, f"{found['word']}{new}{typed[found.end() :]}")


def owned(text: Text, whose: Whose | None, words: Words) -> Text:
    """Make the line's last feeling this one's, the next one's for None; again, as it was."""
    return _reread(text, words, lambda emotion, line: of(emotion, whose, own(line.who, line.layer)))


def known_as(text: Text, known: Known | None, words: Words) -> Text:
    """Make the line's last feeling known in this way, in the next for None; again, inferred."""
    return _reread(text, words, lambda emotion, _: by(emotion, known))


def of(emotion: Emotion, whose: Whose | None, usual: Whose) -> Emotion:
    """Return a feeling that is this one's, the next one's for None; the usual one's where it is."""
    if whose is None:
        whose = _next(OWNERS, emotion.whose)
    return replace(emotion, whose=usual if whose is emotion.whose else whose)


def by(emotion: Emotion, known: Known | None) -> Emotion:
    """Return a feeling known in this way, in the next for None; inferred where it is so."""
    if known is None:
        known = _next(WAYS, emotion.known)
    return replace(emotion, known=Known.INFERRED if known is emotion.known else known)


def without_last(text: Text, words: Words) -> Text:
    """Take the last tag out."""
    line = parse(text.value, words)
    held = [token for token in line.tokens if token.kind in TAGS]
    return _without(text, held[-1]) if held else text


def moved(intensity: int | None, by: int) -> int:
    """Return an intensity moved by so much, within its bounds."""
    return max(WEAKEST, min(STRONGEST, (intensity or MIDDLE) + by))


def _reread(text: Text, words: Words, how: Callable[[Emotion, Line], Emotion]) -> Text:
    """Write the line's last feeling as another reading of it."""
    line = parse(text.value, words)
    held = [token for token in line.tokens if token.kind == "emotion"]
    if not held:
        return text
    token = held[-1]
    term = _term(text.value[token.start : token.end])
    for emotion in reversed(line.emotions):
        if emotion.term == term:
            return _replaced(text, token, written(how(emotion, line), line.who, line.layer))
    return text


def _term(typed: str) -> str:
    """Return the word of a feeling as typed, without what says whose it is and how known."""
    found = FEELING.match(typed)
    return found["word"].split(":")[-1].strip('!！"~').lower() if found else ""


def _next(words: tuple[Word, ...], word: Word) -> Word:
    return words[(words.index(word) + 1) % len(words)] if word in words else words[0]


def end_of_words(value: str, line: Line) -> int:
    """Return where the line's words end and its last tags begin."""
    end = len(value.rstrip())
    for token in reversed(line.tokens):
        if token.kind not in TAGS or token.end != end:
            break
        end = len(value[: token.start].rstrip())
    return end


def _with(text: Text, tag: str, line: Line) -> Text:
    end = end_of_words(text.value, line)
    tags = text.value[end:].strip()
    words = text.value[:end]
    value = " ".join(part for part in (words, tags, tag) if part)
    if not words:
        return Text(f" {value}", 0)
    return Text(value, min(text.cursor, end))


def _replaced(text: Text, token: Token, by: str) -> Text:
    value = text.value[: token.start] + by + text.value[token.end :]
    if text.cursor <= token.start:
        return Text(value, text.cursor)
    return Text(value, max(token.start, text.cursor + len(by) - (token.end - token.start)))


def _without(text: Text, token: Token) -> Text:
    start, end = token.start, token.end
    while start and text.value[start - 1] == " ":
        start -= 1
    value = text.value[:start] + text.value[end:]
    if not value.strip():
        return Text("", 0)
    cursor = text.cursor if text.cursor <= start else max(start, text.cursor - (end - start))
    return Text(value, min(cursor, len(value)))


def _token_of(line: Line, value: str, kind: str, term: str) -> Token | None:
    for token in line.tokens:
        if token.kind != kind:
            continue
        if _term(value[token.start : token.end]) == term:
            return token
    return None
