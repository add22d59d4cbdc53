"""Codes in a customer's own words: what someone said becomes a theme."""

import re
from collections.abc import Iterator

from fieldkit.model.keys import CodeKey, fold, is_key

MOST = 4
"""Codes offered at one time."""
LONGEST = 6
"""Words of a code at most: beyond that it is a sentence, not a theme."""
CLAUSE = re.compile(r"[^.,;:!?…()\[\]\"“”«»\n–—]+")
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SAYS_LITTLE = """
a about all also am an and any are as at be been but by can could did do does don't done for from
get go got had has have he her here him his how i i'd i'll i'm i've if in into is it it's its just
kind know like me mean my no not now of oh okay ok on one or our out really she should so some sort
that that's the their them then there they they're thing things think this to too um uh up us very
was we well were what when where which who will with would yeah yes you you'd your
"""
PLAIN = frozenset(SAYS_LITTLE.split())
"""Words that say little by themselves: a code neither begins nor ends with one."""


def in_vivo(text: str) -> tuple[CodeKey, ...]:
    """Return codes made of a text's own words, the most telling first; none for few words."""
    whole: list[str] = []
    parts: list[str] = []
    for clause in CLAUSE.finditer(text):
        words = WORD.findall(clause[0])
        trimmed = _trimmed(words)
        if 1 < len(trimmed) <= LONGEST:
            whole.append(_key(trimmed))
        parts += [_key(run) for run in _runs(words) if len(run) > 1]
    single = [_key([word]) for word in WORD.findall(text) if _tells(word) and len(word) > MOST]
    found = dict.fromkeys(key for key in (*whole, *parts, *single) if is_key(key, levels=True))
    return tuple(map(CodeKey, list(found)[:MOST]))


def _trimmed(words: list[str]) -> list[str]:
    """Return words without those at both ends that say little."""
    tell = [at for at, word in enumerate(words) if _tells(word)]
    return words[tell[0] : tell[-1] + 1] if tell else []


def _runs(words: list[str]) -> Iterator[list[str]]:
    """Yield the longest stretches of telling words."""
    run: list[str] = []
    for word in [*words, ""]:
        if word and _tells(word):
            run.append(word)
        elif run:
            yield run[:LONGEST]
            run = []


def _tells(word: str) -> bool:
    return fold(word).replace("’", "'") not in PLAIN and len(word) > 1


def _key(words: list[str]) -> str:
    return "-".join(re.sub(r"['’]", "", fold(word)) for word in words)
