"""One line of notes: its time, who speaks, what kind of knowledge it is, and the words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

from fieldkit.exchange.note_marks import Quotation, quotation
from fieldkit.exchange.said_dates import CLOCK, clock_of
from fieldkit.model.keys import as_person
from fieldkit.model.moment import ANSWER, QUESTION, Layer

WHO = re.compile(
    r"(?P<who>[PSpsXQA]|[PpSs]\d{1,6}|participant|user|customer|interviewee|respondent|answer"
    r"|interviewer|moderator|facilitator|researcher|question)\s?[:\uff1a]\s*(?=\S)",
    re.IGNORECASE,
)
ASKS = {"interviewer", "moderator", "facilitator", "researcher", "question", "q"}
ANSWERS = {"participant", "user", "customer", "interviewee", "respondent", "answer", "a", "p"}
LEAD = re.compile(r"[\[(]?")
TAIL = re.compile(r"[\])]?\s*(?:[-\u2013—:|]\s+|\s)\s*(?=\S)")
BRACKETED = re.compile(r"\[[^\[\]]+\]\Z")

At = Callable[[time, bool], datetime | None]
"""Gives the instant of a clock time of this session; None where its day is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one line of notes tells."""

    text: str
    layer: Layer = Layer.OBSERVED
    guessed: bool = True
    at: datetime | None = None
    speaker: str | None = None
    note: str | None = None
    untimed: bool = False
    """Whether a clock time stands in the text because its day is unknown."""


def tell(text: str, at: At, *, quoted: bool, nested: bool, asked: bool) -> Iterator[Told]:
    """Yield what a line tells: one thing, or a question and the answer beside it.

    Args:
        text: The line without its Markdown.
        at: Where clock times become instants.
        quoted: Whether it stands in a block quote.
        nested: Whether it is a point under another point.
        asked: Whether it is known to be the observer's question.
    """
    when, untimed, text = _time(text, at)
    who, text = _who(text)
    asked = asked and who is None
    if asked:
        who = QUESTION
    if who == QUESTION:
        # Only where the notes mark the question: a known one may be of several sentences.
        question, answer = (text, None) if asked else _split(text)
        yield Told(
            text=question, layer=Layer.METHOD, at=when, speaker=QUESTION, untimed=untimed,
            guessed=asked,
        )  # fmt: skip
        if answer:
            yield Told(text=answer, at=when, speaker=ANSWER)
        return
    said = quotation(text) or (_signed(text) if quoted else None)
    if said:
        yield Told(
            text=said.words,
            layer=Layer.VERBATIM,
            guessed=False,
            at=when,
            speaker=_person(said.signed) if said.signed else who,
            note=said.note,
            untimed=untimed,
        )
        return
    layer = Layer.METHOD if BRACKETED.match(text) and not nested else Layer.OBSERVED
    yield Told(text=text, layer=layer, at=when, speaker=who, untimed=untimed)


def _time(text: str, at: At) -> tuple[datetime | None, bool, str]:
    lead = LEAD.match(text)
    match = CLOCK.match(text, lead.end() if lead else 0)
    # The pattern may take the spaces after the clock, on its way to an "am".
    tail = TAIL.match(text, match.start() + len(match[0].rstrip())) if match else None
    if match is None or tail is None:
        return None, False, text
    clock, half_said = clock_of(match)
    when = at(clock, half_said)
    return (when, False, text[tail.end() :]) if when else (None, True, text)


def _who(text: str) -> tuple[str | None, str]:
    match = WHO.match(text)
    if match is None:
        return None, text
    who, rest = match["who"], text[match.end() :]
    if who.lower() in ASKS:
        return QUESTION, rest
    if who.lower() in ANSWERS:
        return ANSWER, rest
    if who == "X":
        return who, rest
    return (_person(who), rest) if who[1:].isdecimal() else (None, text)


def _person(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return as_person(text) if text[1:].isdecimal() else f"P{int(digits)}"


def _split(text: str) -> tuple[str, str | None]:
    """Return a question and the answer that stands beside it on the line."""
    end = text.find("?")
    rest = text[end + 1 :].strip()
    if end < 0 or not rest or "?" in rest or not any(char.isalpha() for char in rest):
        return text, None
    return text[: end + 1], rest


def _signed(text: str) -> Quotation:
    """Return a line of a block quote as somebody's words."""
    match = re.search(
        r"\s[-\u2013—~]+\s*(?P<who>[PpSs]\d{1,6}|[Pp]articipant\s+\d{1,6})\.?\Z", text
    )
    if match is None:
        return Quotation(words=text)
    return Quotation(words=text[: match.start()], signed=match["who"])
