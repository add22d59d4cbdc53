"""Completion in a search line: the signs of any line, and the search's own ``name:value`` terms."""

# ruff: noqa: RUF001 - a typographic minus is a sign too

import re
from collections.abc import Mapping, Sequence

from fieldkit.model.emotion import Known
from fieldkit.model.moment import Layer
from fieldkit.model.observer import Role
from fieldkit.model.session import Kind
from fieldkit.model.words import Words
from fieldkit.shorthand.complete import Typing, candidates, typing_at
from fieldkit.shorthand.folding import search_fold
from fieldkit.shorthand.terms import READERS

CLOSED: Mapping[str, Sequence[str]] = {
    "layer": [*map(str, Layer)],
    "role": [*map(str, Role)],
    "kind": [*map(str, Kind)],
    "known": [*map(str, Known)],
    "starred": ("yes", "no"),
}
"""What a term's value can be, where there are few; those of a study are given."""
_TERM = re.compile(
    r"(?:^|(?<=\s))[-−]?(?P<sign>(?P<name>[a-z]+):)(?P<value>[^\s:]*)\Z", re.IGNORECASE
)
_NAME = re.compile(r"(?:^|(?<=\s))[-−]?(?P<name>[a-z]{2,})\Z", re.IGNORECASE)
_REST = re.compile(r"\S*")


def typing_in_search(text: str, cursor: int) -> Typing | None:
    """Return what is being typed at the cursor of a search line, or None."""
    before = text[: max(0, min(cursor, len(text)))]
    if (term := _TERM.search(before)) and term["name"].lower() in READERS:
        return Typing(
            kind="value",
            prefix=search_fold(term["value"]),
            start=term.start("sign"),
            end=_end(text, len(before)),
            sign=term["sign"].lower(),
        )
    typing = typing_at(text, cursor)
    if typing is not None and typing.kind != "person":
        return typing
    if name := _NAME.search(before):
        prefix = name["name"].lower()
        if any(known.startswith(prefix) for known in READERS):
            end = _end(text, len(before))
            return Typing(kind="name", prefix=prefix, start=name.start("name"), end=end)
    return typing


def candidates_in_search(
    typing: Typing,
    words: Words,
    used: Mapping[str, int],
    lists: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    """Return the words that could be meant, likeliest first.

    Args:
        typing: What is being typed.
        words: The words in use.
        used: How often each word was used.
        lists: The study's own values of terms: ``session``, ``by``, ``saved``.
    """
    if typing.kind == "name":
        return tuple(f"{name}:" for name in READERS if name.startswith(typing.prefix))
    if typing.kind != "value":
        return candidates(typing, words, used)
    name = typing.sign.rstrip(":")
    values = CLOSED.get(name) or lists.get(name, ())
    begin = [value for value in values if search_fold(value).startswith(typing.prefix)]
    hold = [v for v in values if v not in begin and typing.prefix in search_fold(v)]
    return (*begin, *hold)


def _end(text: str, start: int) -> int:
    found = _REST.match(text, start)
    return found.end() if found else start
