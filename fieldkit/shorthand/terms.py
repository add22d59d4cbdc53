"""The ``name:value`` terms of a search line."""

# ruff: noqa: RUF001 - full-width signs and typographic marks are the grammar itself

import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from fieldkit.model.emotion import Known
from fieldkit.model.keys import fold
from fieldkit.model.moment import Layer
from fieldkit.model.observer import Role
from fieldkit.model.session import Kind

Value = tuple[str, str]
"""The operator and the value."""
TERM = re.compile(r"([a-z]+)[:：](\S+)", re.IGNORECASE)
_COMPARED = re.compile(r"(<=|>=|<|>|=|≤|≥)?(\S+)")
_OPS = {"≤": "<=", "≥": ">="}
_VALENCE = re.compile(r"-?(?:1(?:\.0{1,9})?|0?\.\d{1,9}|0)\Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?\Z", re.ASCII)


def _one_of(names: type[StrEnum]) -> Callable[[str], Value | None]:
    allowed = frozenset(names)
    return lambda typed: ("=", fold(typed)) if fold(typed) in allowed else None


def _text(typed: str) -> Value | None:
    return ("=", fold(typed))


def _yes_no(typed: str) -> Value | None:
    return ("=", fold(typed)) if fold(typed) in {"yes", "no"} else None


def _date(typed: str) -> Value | None:
    if not _DATE.match(typed):
        return None
    try:
        datetime.fromisoformat(typed)
    except ValueError:  # 30 February: told, and searched as a word
        return None
    return ("=", typed)


def _compared(pattern: re.Pattern[str]) -> Callable[[str], Value | None]:
    def read(typed: str) -> Value | None:
        match = _COMPARED.match(typed)
        if match is None or not pattern.match(match[2]):
            return None
        op = match[1] or "="
        return (_OPS.get(op, op), match[2])

    return read


READERS: dict[str, tuple[Callable[[str], Value | None], str]] = {
    "layer": (_one_of(Layer), f"one of {', '.join(Layer)}"),
    "session": (_text, "a session's id"),
    "by": (_text, "an observer's handle"),
    "role": (_one_of(Role), f"one of {', '.join(Role)}"),
    "kind": (_one_of(Kind), f"one of {', '.join(Kind)}"),
    "from": (_date, "a date such as 2026-05-01"),
    "to": (_date, "a date such as 2026-05-31"),
    "valence": (_compared(_VALENCE), "a number from -1 to 1, such as <0"),
    "intensity": (_compared(re.compile(r"[1-5]\Z")), "1 to 5, such as >=4"),
    "known": (_one_of(Known), f"one of {', '.join(Known)}"),
    "starred": (_yes_no, "yes or no"),
    "id": (_text, "a moment's id"),
    "saved": (_text, "a saved search's name"),
}
"""How the value of each name is read, and what it must be."""
