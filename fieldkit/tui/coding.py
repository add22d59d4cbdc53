"""A coding pass: which moments lack what, in which order, and how far one has come. Pure."""

# ruff: noqa: RUF001 - the angle quotation marks are meant: no note has them

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from zlib import crc32

from fieldkit.analysis.in_vivo import in_vivo
from fieldkit.analysis.named import Named, feelings_named, names_named
from fieldkit.model.emotion import Whose
from fieldkit.model.keys import is_staff
from fieldkit.model.moment import QUESTION, Layer, Moment
from fieldkit.model.words import Words

LETTERS = "asdf"
"""The keys of what is suggested."""


class Lack(StrEnum):
    """What a moment may lack."""

    FEELING = "feeling"
    TOUCHPOINT = "touchpoint"
    CODE = "code"


NONE = {Lack.FEELING: "!-", Lack.TOUCHPOINT: "@-", Lack.CODE: "#-"}
"""The search for those that lack it."""


@dataclass(slots=True, kw_only=True)
class Pass:
    """How far one has come."""

    lack: Lack
    scope: str = ""
    """The search in force when it began."""
    seed: int | None = None
    """None: by session and time; else in an order made by it, the same each time."""
    answered: int = 0
    passed: list[str] = field(default_factory=list)
    """Moments in which nothing was found to say."""
    at: str | None = None
    """The moment one stood at."""

    @property
    def line(self) -> str:
        """The search for what is still to do."""
        return f"{self.scope} {NONE[self.lack]}".strip()

    @property
    def order(self) -> str:
        """The order in words, with the seed that makes it again."""
        return "by session" if self.seed is None else f"random, seed {self.seed}"

    def queue(self, ids: Iterable[str]) -> list[str]:
        """Return what is still to do, in order."""
        passed = set(self.passed)
        left = [name for name in ids if name not in passed]
        if self.seed is None:
            return left
        return sorted(left, key=lambda name: (crc32(f"{self.seed} {name}".encode()), name))

    def kept(self) -> str:
        """Return it as it is kept."""
        return json.dumps(
            {
                "lack": self.lack,
                "scope": self.scope,
                "seed": self.seed,
                "answered": self.answered,
                "passed": self.passed,
                "at": self.at,
            }
        )


def read_pass(text: str | None) -> Pass | None:
    """Return a pass that was kept; None where there is none, or it does not read any more."""
    try:
        held = json.loads(text or "null")
        return None if held is None else Pass(**{**held, "lack": Lack(held["lack"])})
    except (ValueError, TypeError, KeyError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A tag that the words suggest; nothing is tagged until it is chosen."""

    tag: str
    """As it stands in a line: ``!sad``."""
    says: str
    """Why: the whole sentence, with the word in ``‹›``."""


def suggestions(moment: Moment, lack: Lack, words: Words) -> tuple[Suggestion, ...]:
    """Return what the words of a moment suggest, each tag once."""
    if lack is Lack.CODE:
        named = names_named(moment.text, words.codes)
        found = [Suggestion(tag=f"#{one.name}", says=_sentence(moment.text, one)) for one in named]
        found += [
            Suggestion(tag=f"#{code}", says="their own words, as a new code")
            for code in (in_vivo(moment.text) if in_own_words(moment) else ())
            if code not in words.codes
        ]
    elif lack is Lack.FEELING:
        sign = '!"' if in_own_words(moment) else "!"
        found = [
            Suggestion(tag=f"{sign}{one.name}", says=_sentence(moment.text, one))
            for one in feelings_named(moment.text, words.feelings)
        ]
    else:
        found = [
            Suggestion(tag=f"@{one.name}", says=_sentence(moment.text, one))
            for one in names_named(moment.text, words.touchpoints)
        ]
    once = {one.tag: one for one in reversed(found)}
    return tuple(dict.fromkeys(once[one.tag] for one in found))[: len(LETTERS)]


def in_own_words(moment: Moment) -> bool:
    """Tell whether these are a customer's own words."""
    speaker = moment.speaker or ""
    return moment.layer is Layer.VERBATIM and speaker != QUESTION and not is_staff(speaker)


SIGNS = {Lack.FEELING: "!", Lack.TOUCHPOINT: "@", Lack.CODE: "#"}


def offered(lack: Lack, keys: Iterable[str]) -> tuple[str, ...]:
    """Return keys as the tags that answer."""
    return tuple(f"{SIGNS[lack]}{key}" for key in keys)


KNOWN = ("", '"', "/prompted", "/recalled", "/reported", "/imagined")
"""How the next feeling is known, in the order in which one key goes round: first our reading."""


def as_known(tag: str, known: str) -> str:
    """Return a feeling as it is known: ``!"sad``, ``!sad/reported``; any other tag as it is."""
    if not known or not tag.startswith("!"):
        return tag
    plain = tag.removeprefix("!").removeprefix('"')
    return f'!"{plain}' if known == '"' else f"!{plain}{known}"


def whose(moment: Moment) -> str:
    """Return whose feeling a tag will be, where it is not the customer's."""
    if moment.layer is Layer.REFLEXIVE:
        return f"the {Whose.OBSERVER}'s own"
    return "the staff's" if is_staff(moment.speaker or "") else ""


def _sentence(text: str, one: Named) -> str:
    start, end = one.sentence
    return f"{text[start : one.start]}‹{text[one.start : one.end]}›{text[one.end : end]}"
