"""Words that are nearly the same: ``work-around`` and ``workaround``, ``P04`` and ``P4``."""

import re
from collections.abc import Iterable

from fieldkit.model.keys import fold

_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_CLOSE = 0.84
"""How alike two words must be, as difflib counts; our choice, by trial on the demo's keys."""
_SHORT = 4
"""Words shorter than this are alike only when their bones are the same."""


def nearly(key: str, existing: Iterable[str]) -> str | None:
    """Return the word that exists and is nearly this one; None where it exists or none is near.

    Keys of a letter and digits (``P4``, ``till2``) are near only when their numbers are the same.
    """
    words = list(existing)
    if key in words:
        return None
    bones = _bones(key)
    others = [(word, _bones(word)) for word in words]
    for word, own in others:
        if own == bones:
            return word
    if len(bones) < _SHORT:
        return None
    import difflib  # it costs 5 ms of start-up, and a new word is rare

    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(bones)
    best, found = _CLOSE, None
    for word, own in others:
        if abs(len(own) - len(bones)) > 2 or _digits(own) != _digits(bones):  # noqa: PLR2004
            continue
        matcher.set_seq1(own)
        if matcher.quick_ratio() >= best and (ratio := matcher.ratio()) >= best:
            best, found = ratio, word
    return found


def _bones(key: str) -> str:
    """Return a key without what people vary: hyphens, underscores, leading zeros, a plural s."""
    bones = _ZEROS.sub("", fold(key).replace("-", "").replace("_", ""))
    return bones[:-1] if len(bones) > _SHORT and bones.endswith("s") else bones


def _digits(key: str) -> str:
    return "".join(char for char in key if char.isdecimal())
