"""A coding pass: which moments lack what, in which order, and how far one has come. Pure."""

# ruff: noqa: RUF001 - the angle quotation marks are meant: no note has them

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from zlib import crc32

from fieldkit.analysis.in_vivo import in_vivo
from fieldkit.analysis.named import Named, feelings_named, names_named
from fieldkit.model.emotion import Whose
from fieldkit.model.keys import is_staff
from fieldkit.model.moment import QUESTION, Layer, Moment
from fieldkit.model.words import Words
from fieldkit.shorthand.feeling import own, whose_mark

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
    answered: dict[str, None] = field(default_factory=dict)
    """Moments that were given something, each once."""
    passed: dict[str, None] = field(default_factory=dict)
    """Moments in which nothing was found to say."""
    at: str | None = None
    """The moment one stood at; None at the end."""
    others: tuple["Pass", ...] = ()
    """What was gone through for something else, kept beside it."""

    @property
    def line(self) -> str:
        """The search for what is still to do, and what was passed."""
        return f"{self.scope} {NONE[self.lack]}".strip()

    @property
    def order(self) -> str:
        """The order in words, with the seed that makes it again."""
        return "by session" if self.seed is None else f"random, seed {self.seed}"

    def queue(self, ids: Iterable[str]) -> list[str]:
        """Return moments in the order in which they are asked about."""
        if self.seed is None:
            return list(ids)
        return sorted(ids, key=lambda name: (crc32(f"{self.seed} {name}".encode()), name))

    def decided(self, name: str) -> bool:
        """Tell whether a moment was answered or passed."""
        return name in self.answered or name in self.passed

    def answer(self, name: str) -> None:
        """Take note that a moment was given something."""
        self.passed.pop(name, None)
        self.answered[name] = None

    def skip(self, name: str) -> None:
        """Take note that there is nothing to say of a moment."""
        if name not in self.answered:
            self.passed[name] = None

    def reopen(self, name: str) -> None:
        """Ask about a moment again."""
        self.answered.pop(name, None)
        self.passed.pop(name, None)

    def following(self, queue: Sequence[str], at: int) -> int:
        """Return the first place from here on that is not decided, round the end; else the end."""
        places = (*range(at, len(queue)), *range(min(at, len(queue))))
        return next((n for n in places if not self.decided(queue[n])), len(queue))

    def kept(self) -> str:
        """Return it as it is kept, with those beside it."""
        return json.dumps([one.plain() for one in (self, *self.others)])

    def plain(self) -> dict[str, object]:
        """Return it alone, in plain values."""
        return {
            "lack": self.lack,
            "scope": self.scope,
            "seed": self.seed,
            "answered": list(self.answered),
            "passed": list(self.passed),
            "at": self.at,
        }


def read_passes(text: str | None) -> tuple[Pass, ...]:
    """Return the passes that were kept, the latest first; none where they do not read any more."""
    try:
        return tuple(_read_pass(held) for held in json.loads(text or "[]"))
    except (ValueError, TypeError, KeyError):
        return ()


def _read_pass(held: dict[str, Any]) -> Pass:
    names = {name: dict.fromkeys(map(str, held[name])) for name in ("answered", "passed")}
    return Pass(**{**held, **names, "lack": Lack(held["lack"])})


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
WAYS = dict(zip("hvkbri", ("/inferred", *KNOWN[1:]), strict=True))
"""The same by one key each; the first four are those of the pad."""
OWNERS = {"c": Whose.CUSTOMER, "m": Whose.OBSERVER, "x": Whose.STAFF}
"""Whose the next feeling is, by the keys of the pad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the next feeling is to be read: what a key says before the one that answers."""

    known: str = ""
    """As it stands after a feeling, or the quotation mark before it; empty for as it stands."""
    whose: Whose | None = None
    """None: whose it is in a line that does not say."""

    def struck(self, key: str) -> "Reading | None":
        """Return the reading after a key; None where the key says nothing of it."""
        if key == '"':
            at = KNOWN.index(self.known) if self.known in KNOWN else 0
            return replace(self, known=KNOWN[(at + 1) % len(KNOWN)])
        if key in WAYS:
            return replace(self, known="" if WAYS[key] == self.known else WAYS[key])
        if key in OWNERS:
            return replace(self, whose=None if OWNERS[key] is self.whose else OWNERS[key])
        return None

    def of(self, tag: str) -> str:
        """Return a feeling read so: ``!"sad``, ``!s:sad/reported``; any other tag as it is."""
        if not tag.startswith("!"):
            return tag
        plain = tag.removeprefix("!")
        quoted = plain.startswith('"')
        word = plain.removeprefix('"')
        mark = whose_mark(self.whose) if self.whose else ""
        if self.known.startswith("/"):
            return f"!{mark}{word}{self.known}"
        said = '"' if quoted or self.known == '"' else ""
        return f"!{said}{mark}{word}"


OWN = {Whose.OBSERVER: "the observer's own", Whose.STAFF: "the staff's"}


def whose(moment: Moment) -> str:
    """Return whose feeling a tag will be, where it is not the customer's."""
    return OWN.get(own((moment.speaker or "",), moment.layer), "")


def _sentence(text: str, one: Named) -> str:
    start, end = one.sentence
    return f"{text[start : one.start]}‹{text[one.start : one.end]}›{text[one.end : end]}"
