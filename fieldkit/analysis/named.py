"""Words of a text that name a feeling or a touchpoint, each in its whole sentence.

What is found is a suggestion for a person to judge: "sadly enough I like the big start button" is
not sad. So a word is found in the forms it is used in, and never without its sentence.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fieldkit.shorthand.folding import search_fold

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
ENDS = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+|\n+")  # noqa: RUF001 — they end sentences
SHORT = 4
"""Letters of a stem that is no word of its own: ``tir``, ``bor``."""
LONGEST = 3
"""Words of a name at most."""
NOT_MEANT = frozenset(("please", "resign", "excite me"))
"""Forms that nearly always mean something else."""
ODD: Mapping[str, tuple[str, ...]] = {
    "angry": ("anger", "angered"),
    "anxious": ("anxiety",),
    "calm": ("calmed", "calming"),
    "confident": ("confidence",),
    "grateful": ("gratitude",),
    "happy": ("happiness",),
    "hesitant": ("hesitate", "hesitates", "hesitated", "hesitating", "hesitation"),
    "hopeful": ("hope", "hopes", "hoped", "hoping"),
    "proud": ("pride",),
    "relieved": ("relief", "relieve", "relieves", "relieving"),
    "sad": ("saddened", "saddens"),
    "satisfied": ("satisfaction",),
    "suspicious": ("suspicion", "suspects", "suspected"),
    "curious": ("curiosity",),
    "overwhelmed": ("overwhelm", "overwhelms", "overwhelming"),
}
"""Forms that no rule makes."""
NEAR: Mapping[str, tuple[str, ...]] = {
    "angry": ("mad", "furious"),
    "anxious": ("angst", "apprehensive", "nervous", "stressed", "scared"),
    "confused": ("don't know", "don't understand"),
    "delighted": ("love", "loves", "loved"),
    "pleased": ("i like", "we like", "they like", "he likes", "she likes", "liked it", "likes it"),
    "worried": ("concern", "concerned", "concerns"),
}
"""Words that people say for it: offered where the vocabulary has no word of that form itself."""
VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A word of a text that names something."""

    name: str
    start: int
    end: int
    sentence: tuple[int, int]
    """Where the sentence it stands in begins and ends."""


def feelings_named(text: str, terms: Iterable[str]) -> tuple[Named, ...]:
    """Return the words that name a feeling of a vocabulary, in the order of the text."""
    known = {form: term for term in terms for form in _forms(term)}
    near = {form: term for term in known.values() for form in map(search_fold, NEAR.get(term, ()))}
    return _named(text, near | known)


def names_named(text: str, keys: Iterable[str]) -> tuple[Named, ...]:
    """Return the words that name one of these keys, whose ``-`` and ``/`` may be spaces."""
    forms: dict[str, str] = {}
    for key in keys:
        parts = re.split(r"[-_/]", key)
        plain = search_fold(" ".join(part for part in parts if part))
        forms.setdefault(plain, key)
        forms.setdefault(f"{plain}s", key)
    return _named(text, forms)


def _named(text: str, forms: Mapping[str, str]) -> tuple[Named, ...]:
    words = list(WORD.finditer(text))
    folded = [search_fold(word[0]) for word in words]
    found: list[Named] = []
    at = 0
    while at < len(words):
        for size in range(min(LONGEST, len(words) - at), 0, -1):
            name = forms.get(" ".join(folded[at : at + size]))
            if name is not None:
                start, end = words[at].start(), words[at + size - 1].end()
                sentence = sentence_at(text, start)
                found.append(Named(name=name, start=start, end=end, sentence=sentence))
                at += size - 1
                break
        at += 1
    return tuple(found)


def sentence_at(text: str, place: int) -> tuple[int, int]:
    """Return where the sentence around a place begins and ends."""
    start, end = 0, len(text)
    for mark in ENDS.finditer(text):
        if mark.end() <= place:
            start = mark.end()
        else:
            end = mark.end()
            break
    while start < place and text[start].isspace():
        start += 1
    return start, start + len(text[start:end].rstrip())


def _forms(term: str) -> Iterator[str]:
    """Yield the forms of a word for a feeling, folded."""
    word = search_fold(term)
    forms = {word, f"{word}ly", f"{word}ness", *map(search_fold, ODD.get(term, ()))}
    if word.endswith("ied"):
        forms |= {word[:-3] + end for end in ("y", "ies", "ying", "yingly", "iedly")}
    elif word.endswith("ed"):
        stem = word[:-2]
        ends = ("", "e", "es", "s", "ing", "ingly", "edly", "ion", "ations", "ment", "ance", "edom")
        forms |= {stem + end for end in ends if len(stem + end) > len(stem) or len(stem) > SHORT}
        forms.add(stem.removesuffix("e") + "ement")
    elif word.endswith("y"):
        forms |= {word[:-1] + end for end in ("ily", "iness", "ier", "iest")}
    elif word.endswith(("ent", "ant")):
        forms.add(word[:-1] + "ce")
    else:
        doubled = word + word[-1] if word[-2:-1] in VOWELS and word[-1:] not in VOWELS else word
        forms |= {doubled + end for end in ("er", "est")} | {word + "er", word + "est"}
    yield from forms - NOT_MEANT
