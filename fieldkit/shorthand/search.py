"""Searches: a line of the same signs, read into clauses that must all hold."""

# ruff: noqa: RUF001 - full-width signs and typographic marks are the grammar itself

import re
from dataclasses import dataclass, field

from fieldkit.model.emotion import Known, Whose
from fieldkit.model.words import Words
from fieldkit.shorthand.feeling import whose_mark, whose_of
from fieldkit.shorthand.folding import search_fold
from fieldkit.shorthand.head import who_at
from fieldkit.shorthand.signs import KINDS, Scan, Tag, Token
from fieldkit.shorthand.terms import READERS, TERM

__all__ = ["Clause", "FeelingQuery", "Search", "parse_search", "search_fold"]

ALTERNATIVES = frozenset(
    ("touchpoint", "dimension", "layer", "session", "by", "role", "kind", "known", "starred", "id")
)
"""Fields a moment has one of: repeated, they widen a search."""
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」"}
_NONE = re.compile(r"([@＠!！#＃])-(?=\s|\Z)")
_ANY_FEELING = re.compile(
    r'[!！](?P<said>["“”]?)(?P<whose>[~～]|[csoCSO][:：])?(?P<said2>["“”]?)'
    rf"(?P<intensity>[1-5])?(?:/(?P<known>{'|'.join(Known)}))?(?=\s|\Z)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
_SIGNS = {"touchpoint": "@", "emotion": "!", "code": "#", "dimension": ":"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeelingQuery:
    """A feeling looked for; None where anything will do."""

    term: str | None = None
    intensity: int | None = None
    whose: Whose | None = None
    known: Known | None = None
    said: bool = False
    """Whether the person said so, asked or not (``!"``)."""

    def __str__(self) -> str:
        """Return the sign that is read as this."""
        return "".join(
            (
                '!"' if self.said else "!",
                whose_mark(self.whose) if self.whose else "",
                self.term or "",
                "" if self.intensity is None else str(self.intensity),
                f"/{self.known}" if self.known else "",
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One condition: any of the values will do."""

    field: str
    values: tuple[str | FeelingQuery, ...] = ()
    """Alternatives; empty for touchpoint, emotion and code means "has none"."""
    negated: bool = False
    op: str = "="
    """How valence and intensity compare; of ``from`` and ``to`` the field itself says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for: all clauses must hold."""

    clauses: tuple[Clause, ...] = ()
    told: tuple[str, ...] = field(default=(), compare=False)
    """Warnings, one line each."""
    tokens: tuple[Token, ...] = field(default=(), compare=False, repr=False)
    words: Words = field(default=Words(), compare=False, repr=False)
    """What it was read with, and so is written with."""

    def __str__(self) -> str:
        """Return the canonical search line, which reads as the same."""
        return " ".join(_written(clause, self.words) for clause in self.clauses)


def parse_search(text: str, words: Words) -> Search:
    """Read a search line; never raises. What is malformed is told, and searched as a word."""
    reading = _Reading(text, words)
    while reading.step():
        pass
    return Search(
        clauses=_merged(reading.clauses),
        told=tuple(dict.fromkeys(reading.told)),
        tokens=tuple(reading.tokens),
        words=words,
    )


class _Reading:
    """One search line being read."""

    def __init__(self, text: str, words: Words) -> None:
        self.text = text
        self.words = words
        self.scan = Scan(text, words)
        self.pos = 0
        self.clauses: list[Clause] = []
        self.told: list[str] = []
        self.tokens: list[Token] = []

    def step(self) -> bool:
        """Read one clause; False at the end."""
        text = self.text
        match = _WORD.search(text, self.pos)
        if match is None:
            return False
        pos = match.start()
        negated = match[0][0] in "-−" and len(match[0]) > 1
        start = pos + negated
        clause, kind, end = self._clause(start, match.end())
        if negated:
            clause = Clause(field=clause.field, values=clause.values, negated=True, op=clause.op)
        self.clauses.append(clause)
        self.tokens.append(Token(kind, pos, end))
        self.pos = end
        return True

    def _clause(self, pos: int, end: int) -> tuple[Clause, str, int]:
        """Return the clause that begins here, its token's kind, and where it ends."""
        text = self.text
        if text[pos] == "\\" and pos + 1 < end:
            return self._word(pos + 1, end)
        if match := _NONE.match(text, pos):
            kind = KINDS[match[1]]
            return Clause(field=kind), kind, match.end()
        if text[pos] in _QUOTES and (found := self._phrase(pos)):
            return found
        if text[pos] in KINDS and (found := self._tag(pos, end)):
            return found
        named = who_at(text, pos, self.words)
        if named and named[1] == end:
            return Clause(field="person", values=named[0]), "who", named[1]
        return self._term(pos, end) or self._word(pos, end)

    def _word(self, pos: int, end: int) -> tuple[Clause, str, int]:
        word = self.text[pos:end]
        return Clause(field="word", values=(search_fold(word) or word,)), "word", end

    def _phrase(self, pos: int) -> tuple[Clause, str, int] | None:
        close = self.text.find(_QUOTES[self.text[pos]], pos + 1)
        end = len(self.text) if close < 0 else close
        phrase = search_fold(" ".join(self.text[pos + 1 : end].split()))
        if not phrase:
            return None
        return Clause(field="phrase", values=(phrase,)), "quote", end + (close >= 0)

    def _tag(self, pos: int, end: int) -> tuple[Clause, str, int] | None:
        if match := _ANY_FEELING.match(self.text, pos):
            if match.end() - pos == 1:
                return None
            mark = (match["whose"] or "")[:1]
            query = FeelingQuery(
                intensity=int(match["intensity"]) if match["intensity"] else None,
                whose=whose_of(mark),
                known=Known(match["known"].lower()) if match["known"] else None,
                said=bool(match["said"] or match["said2"]),
            )
            return Clause(field="emotion", values=(query,)), "emotion", match.end()
        tag = self.scan.tag_at(pos, before=0)
        if tag is None or tag.kind == "count":
            return None
        ends = max(tag.end, end)
        value = _query(tag) if tag.feeling else tag.key
        if tag.feeling and (tag.feeling.cue or tag.feeling.unsure):
            self.told.append(f"{self.text[pos : tag.end]}: a search looks at neither (cue) nor ?.")
        return Clause(field=tag.kind, values=(value,)), tag.kind, ends

    def _term(self, pos: int, end: int) -> tuple[Clause, str, int] | None:
        match = TERM.match(self.text, pos)
        reader = READERS.get(match[1].lower()) if match else None
        if match is None or reader is None:
            return None
        read = reader[0](match[2])
        if read is None:
            self.told.append(f"{match[0]} is searched as words: {match[1]} is {reader[1]}.")
            return None
        return Clause(field=match[1].lower(), values=(read[1],), op=read[0]), "term", end


def _query(tag: Tag) -> FeelingQuery:
    feeling = tag.feeling
    if feeling is None:
        return FeelingQuery(term=tag.key)
    return FeelingQuery(
        term=tag.key,
        intensity=feeling.intensity,
        whose=feeling.whose,
        known=feeling.known,
        said=feeling.quoted,
    )


def _merged(clauses: list[Clause]) -> tuple[Clause, ...]:
    """Return the clauses, each once; repeated single-valued ones as alternatives of the first."""
    out: list[Clause] = []
    places: dict[str, int] = {}
    for clause in clauses:
        if clause in out:
            continue
        widens = clause.field in ALTERNATIVES and clause.values and not clause.negated
        if widens and clause.field in places:
            place = places[clause.field]
            values = dict.fromkeys((*out[place].values, *clause.values))
            out[place] = Clause(field=clause.field, values=tuple(values))
            continue
        if widens:
            places[clause.field] = len(out)
        out.append(clause)
    return tuple(out)


def _written(clause: Clause, words: Words) -> str:
    """Return a clause as typed: its alternatives one after another."""
    before = "-" if clause.negated else ""
    if not clause.values:
        return f"{before}{_SIGNS[clause.field]}-"
    if clause.field == "person":
        return f"{before}{','.join(str(value) for value in clause.values)}:"
    return " ".join(before + _value(clause, value, words) for value in clause.values)


def _value(clause: Clause, value: str | FeelingQuery, words: Words) -> str:
    if clause.field == "word":
        word = str(value)
        # What a phrase or a cue would take from the next word is not seen in this one alone.
        reaching = word[0] in _QUOTES or (word[0] in "!！" and not {"(", "（"}.isdisjoint(word))
        plain = parse_search(word, words).clauses == (Clause(field="word", values=(word,)),)
        return word if plain and not reaching else f"\\{word}"
    if clause.field == "phrase":
        text = str(value)
        opening = next((mark for mark, close in _QUOTES.items() if close not in text), '"')
        return f"{opening}{text}{_QUOTES[opening]}"
    if isinstance(value, FeelingQuery):
        return str(value)
    if clause.field in _SIGNS:
        return f"{_SIGNS[clause.field]}{value}"
    return f"{clause.field}:{'' if clause.op == '=' else clause.op}{value}"
