"""What is told of a line: new words like old ones, and what stayed text."""

# ruff: noqa: RUF001 - full-width signs and typographic marks are the grammar itself

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from fieldkit.model.people import is_staff
from fieldkit.shorthand.nearness import nearly
from fieldkit.shorthand.signs import START, Scan, Tag, Token

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 8
"""So many warnings at most for one line."""
_SECOND = {"touchpoint": "touchpoint", "dimension": "dimension", "count": "count"}


def tell(
    scan: Scan,
    who: Sequence[str],
    taken: Iterable[Tag],
    refused: Iterable[int],
    twice: Iterable[str],
    tokens: Sequence[Token],
) -> tuple[str, ...]:
    """Return the warnings of a line, each once, eight at most."""
    found: dict[str, None] = {}
    for warning in _warnings(scan, who, taken, refused, twice, tokens):
        found[warning] = None
        if len(found) == MOST:
            break
    return tuple(found)


def _warnings(
    scan: Scan,
    who: Sequence[str],
    taken: Iterable[Tag],
    refused: Iterable[int],
    twice: Iterable[str],
    tokens: Sequence[Token],
) -> "Iterator[str]":
    for at in refused:
        tag = scan.tag_at(at)
        if tag is not None:
            typed = scan.text[at : tag.end]
            yield f"{typed} stays text: a line has one {_SECOND[tag.kind]}."
    for term in twice:
        yield f"!{term} stands twice; the later one counts."
    words = scan.words
    for code in who:
        if code not in words.people and code not in {"X", "Q", "A"}:
            yield from _new("staff" if is_staff(code) else "participant", "", code, words.people)
    for tag in taken:
        if tag.kind == "touchpoint":
            yield from _new("touchpoint", "@", tag.key, words.touchpoints)
        elif tag.kind == "code":
            yield from _new("code", "#", tag.key, words.codes)
        elif tag.kind == "emotion" and words.feelings and tag.key not in words.feelings:
            yield f"!{tag.key} is not among the feelings of {words.vocabulary}; kept as typed."
    yield from _malformed(scan, tokens)


def _new(what: str, sign: str, key: str, existing: tuple[str, ...]) -> "Iterator[str]":
    if key not in existing and (near := nearly(key, existing)):
        yield f"{sign}{key} is a new {what}, nearly {sign}{near}; was that meant?"


def _malformed(scan: Scan, tokens: Sequence[Token]) -> "Iterator[str]":
    """Yield what looks like a tag that went wrong, outside of quotations."""
    spans = [(token.start, token.end) for token in tokens]
    for match in START.finditer(scan.text):
        at = match.start(2)
        if match[1] or not scan.attempt(at) or scan.tag_at(at) is not None:
            continue
        if any(start <= at < end for start, end in spans):
            continue
        word = scan.text[at:].split(maxsplit=1)[0]
        yield f"{word[:40]} stays text: {_REASONS[match[2]]}"


_TOUCHPOINT = "a touchpoint is @ and a word that begins with a letter."
_EMOTION = "a feeling is ! and a word, then 1 to 5 and (what you saw)."
_CODE = "a code is # and a word that begins with a letter."
_DIMENSION = "the protocol has no such dimension."
_REASONS = {
    "@": _TOUCHPOINT,
    "＠": _TOUCHPOINT,
    "!": _EMOTION,
    "！": _EMOTION,
    "#": _CODE,
    "＃": _CODE,
    ":": _DIMENSION,
    "：": _DIMENSION,
}
