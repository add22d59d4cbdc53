"""An answer in plain words, read for the feeling and the place it names without doubt.

For people who know no sign of the shorthand; signs are read all the same. Nothing typed is changed:
what is read stands beside the words, and in doubt nothing is read. Joining words are known in
English; in other languages an answer of one word is read, a longer one stays words.
"""

import re
from dataclasses import dataclass, replace

from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import TouchpointKey, as_key, fold
from fieldkit.model.moment import Layer
from fieldkit.model.words import Words
from fieldkit.shorthand.feeling import Feeling
from fieldkit.shorthand.line import Line, parse

JOINED = re.compile(
    r"\s*[,;.]\s+|\s+(?=(?:at|in|by|on|near|when|while|with|before|after|during|because|as)\b)",
    re.IGNORECASE,
)
"""Where a feeling ends and the rest of the answer begins."""
PLACE = re.compile(
    r"(?:(?:at|in|by|on|near)\s+)?(?P<the>the\s+)?(?P<word>\S+?)[.!]?", re.IGNORECASE
)
AROUND = frozenset(
    """
    i i'm we it it's they he she me them felt feel feels was were am are is be been made makes
    a an bit little very quite rather really so just most mostly pretty probably maybe perhaps
    mainly more somewhat kind of
    """.split()  # noqa: SIM905 — a list of as many strings is harder to read
)
"""Words around a feeling that leave it what it is; ``not`` is none of them."""
NONE = {"yes", "no", "none", "nothing", "nowhere", "never", "unsure", "maybe", "dunno"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """An answer, and what it names."""

    line: Line
    """The answer as a line: what signs say, and the words without marks of quotation around."""
    felt: str = ""
    """The words up to the first that says where or why."""
    rest: str = ""
    """The words after them."""
    term: str | None = None
    intensity: int | None = None
    touchpoint: TouchpointKey | None = None

    @property
    def text(self) -> str:
        """The words as typed."""
        return self.line.text

    def emotion(self, words: Words, whose: Whose, known: Known) -> tuple[Emotion, ...]:
        """Return the feeling named, as a reading of that kind; none where none is."""
        if self.term is None:
            return ()
        return (reading(self.term, words, whose, known, intensity=self.intensity),)


def reading(
    term: str,
    words: Words,
    whose: Whose = Whose.CUSTOMER,
    known: Known = Known.INFERRED,
    *,
    intensity: int | None = None,
    confidence: float | None = None,
) -> Emotion:
    """Return a feeling with what the vocabulary knows of its word."""
    feeling = Feeling(whose=whose, known=known, intensity=intensity)
    emotion = feeling.read(term, (), Layer.OBSERVED, words)
    return replace(emotion, confidence=confidence)


def plain(text: str, words: Words, *, where: bool = False) -> Plain:
    """Read an answer.

    Args:
        text: As typed.
        words: The study's words.
        where: Whether a place was asked for and no feeling: one word alone is then a place.
    """
    read = parse(text, words)
    line = read if _signed(read) else Line(text=text.strip(), words=words)
    said = line.text
    felt, rest = ("", said) if where else _split(said)
    term = None if where else _term(felt, words)
    emotion = read.emotions[0] if read.emotions else None
    return Plain(
        line=line,
        felt=felt,
        rest=rest,
        term=emotion.term if emotion else term,
        intensity=emotion.intensity if emotion else None,
        touchpoint=read.touchpoint or _place(rest, words, asked=where),
    )


def _signed(read: Line) -> bool:
    """Tell whether there are tags in a line, or it is a quotation: else all of it is words."""
    tagged = read.emotions or read.touchpoint or read.codes or read.dimension or read.count > 1
    return bool(tagged) or read.layer is Layer.VERBATIM


def _split(text: str) -> tuple[str, str]:
    found = JOINED.search(text)
    return (text, "") if found is None else (text[: found.start()], text[found.end() :])


def _term(felt: str, words: Words) -> str | None:
    """Return the feeling that words name: a word alone, or one of the vocabulary among others."""
    alone = felt.strip(" .!")
    if _is_key(alone):
        term = fold(alone)
        return None if term in NONE or term in AROUND else term
    left = [w for w in fold(alone).replace("’", "'").split() if w not in AROUND]
    return left[0] if len(left) == 1 and left[0] in words.feelings else None


def _place(rest: str, words: Words, *, asked: bool) -> TouchpointKey | None:
    """Return the place that words name: one word, known or with ``the``, or asked for."""
    found = PLACE.fullmatch(rest.strip())
    if found is None or not _is_key(found["word"]):
        return None
    key = fold(found["word"])
    if key in NONE or not (asked or found["the"] or key in words.touchpoints):
        return None
    return TouchpointKey(key)


def _is_key(text: str) -> bool:
    try:
        return bool(as_key(text))
    except InvalidValueError:
        return False
