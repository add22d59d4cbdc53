"""What is told of a line: new words like old ones, and what stayed text."""

# ruff: noqa: RUF001 - full-width signs and typographic marks are the grammar itself

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from fieldkit.model.keys import is_staff
from fieldkit.model.moment import ANSWER, QUESTION, UNNAMED
from fieldkit.shorthand.nearness import nearly
from fieldkit.shorthand.signs import Scan, Tag, Token

MOST = 8
"""So many warnings at most for one line, and so many of its tags looked at."""
LONGEST = 40
"""So much of a word that went wrong is told, in code points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stayed:
    """What of a line was not taken as typed."""

    refused: Iterable[int]
    """Where tags stand that stay text."""
    twice: Iterable[str]
    """Feelings that stand twice."""
    tokens: Sequence[Token]
    """The pieces recognised, in order."""


def tell(scan: Scan, who: Sequence[str], taken: Iterable[Tag], stayed: Stayed) -> tuple[str, ...]:
    """Return the warnings of a line, each once, eight at most."""
    found: dict[str, None] = {}
    for warning in _warnings(scan, who, taken, stayed):
        found[warning] = None
        if len(found) == MOST:
            break
    return tuple(found)


def _warnings(
    scan: Scan, who: Sequence[str], taken: Iterable[Tag], stayed: Stayed
) -> Iterator[str]:
    for at in stayed.refused:
        tag = scan.tag_at(at)
        if tag is not None:
            yield f"{scan.text[at : tag.end]} stays text: a line has one {tag.kind}."
    for term in stayed.twice:
        yield f"!{term} stands twice; the later one counts."
    words = scan.words
    for code in who:
        if code not in words.people and code not in {UNNAMED, QUESTION, ANSWER}:
            yield from _new("staff" if is_staff(code) else "participant", "", code, words.people)
    used = {(tag.kind, tag.key): None for tag in taken}
    for kind, key in islice(used, MOST):
        if kind == "touchpoint":
            yield from _new("touchpoint", "@", key, words.touchpoints)
        elif kind == "code":
            yield from _new("code", "#", key, words.codes)
        elif kind == "emotion" and words.feelings and key not in words.feelings:
            yield f"!{key} is no word of the vocabulary {words.vocabulary}; kept as typed."
    yield from _malformed(scan, stayed.tokens)


def _new(what: str, sign: str, key: str, existing: tuple[str, ...]) -> Iterator[str]:
    if key not in existing and (near := nearly(key, existing)):
        yield f"{sign}{key} is a new {what}, nearly {sign}{near}; was that meant?"


def _malformed(scan: Scan, tokens: Sequence[Token]) -> Iterator[str]:
    """Yield what looks like a tag that went wrong, outside of quotations."""
    spans = iter(tokens)
    span = next(spans, None)
    for match in scan.start.finditer(scan.text):
        at = match.start(2)
        while span is not None and span.end <= at:
            span = next(spans, None)
        if match[1] or (span is not None and span.start <= at) or not scan.attempt(at):
            continue
        if scan.tag_at(at) is None:
            word = scan.text[at : at + LONGEST].split(maxsplit=1)[0]
            yield f"{word} stays text: {_REASONS[match[2]]}"


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
