"""One line of notes: its time, who speaks, what kind of knowledge it is, and the words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple, Protocol

from fieldkit.exchange.note_marks import Quotation, quotation
from fieldkit.exchange.said_dates import CLOCK, clock_of
from fieldkit.model.keys import CodeKey, ParticipantKey, TouchpointKey, as_person
from fieldkit.model.moment import ANSWER, QUESTION, Layer

WHO = re.compile(
    r"(?P<who>[PSpsXQA]|[PpSs]\d{1,6}|participant|user|customer|interviewee|respondent|answer"
    r"|interviewer|moderator|facilitator|researcher|question)\s?[:\uff1a]\s*(?=\S)",
    re.IGNORECASE,
)
ASKS = {"interviewer", "moderator", "facilitator", "researcher", "question", "q"}
ANSWERS = {"participant", "user", "customer", "interviewee", "respondent", "answer", "a", "p"}
LEAD = re.compile(r"[\[(]?")
TAIL = re.compile(r"[\])]?\s*(?:(?:Uhr|uhr|hrs?)\b\s*)?(?:[-\u2013—:|]\s+|\s)\s*(?=\S)")
BRACKETED = re.compile(r"\[[^\[\]]+\]\Z")

SPAN = re.compile(r"\s*(?:[-\u2013—]|to|bis|until)\s*")
"""Between the beginning and the end of a span: ``14:05–14:20``."""
OFFSET = re.compile(
    r"(?:T\s?)?\+\s?(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d)"
    r"|(?:T\s?)?\+\s?(?P<count>\d{1,3})\s?(?P<unit>min(?:utes?)?|m|s(?:ec(?:onds?)?)?|h(?:ours?)?)\b",
    re.IGNORECASE,
)
"""Time since the session began: ``+5 min``, ``T+05:30``."""
WRITTEN_OUT = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5]\d)(?=\s*Uhr\b)"
    r"|(?P<clock>[01]?\d|2[0-3])[時时点點](?:(?P<past>[0-5]?\d)分)?",
    re.IGNORECASE,
)
"""A time of day that is one by the word after it: ``14.05 Uhr``, ``14時05分``."""
SECONDS = {"m": 60, "s": 1, "h": 3600}


class Clock(Protocol):
    """The clock of one session."""

    def at(self, clock: time, only: bool, /) -> datetime | None:  # noqa: FBT001 - as it was read
        """Return the instant of a clock time; None where its day is unknown."""

    def elapsed(self, clock: time, /) -> bool:
        """Tell whether a clock time can only be counted from the session's beginning."""

    def after(self, offset: timedelta, /) -> datetime | None:
        """Return the instant so long after the session began; None where that is unknown."""


class Timed(NamedTuple):
    """A line whose beginning was read for a time."""

    text: str
    when: datetime | None = None
    untimed: bool = False
    until: str | None = None
    """The end of a span, as it was written."""


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
    people: tuple[ParticipantKey, ...] = ()
    """Whom it names beside its words; then those of its session are not meant."""
    touchpoint: TouchpointKey | None = None
    codes: tuple[CodeKey, ...] = ()


def tell(text: str, clock: Clock, *, quoted: bool, nested: bool, asked: bool) -> Iterator[Told]:
    """Yield what a line tells: one thing, or a question and the answer beside it.

    Args:
        text: The line without its Markdown.
        clock: Where clock times become instants.
        quoted: Whether it stands in a block quote.
        nested: Whether it is a point under another point.
        asked: Whether it is known to be the observer's question.
    """
    begun = timed(text, clock)
    when, untimed = begun.when, begun.untimed
    who, text = _who(begun.text)
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
            note="; ".join(filter(None, (said.note, begun.until))) or None,
            untimed=untimed,
        )
        return
    layer = Layer.METHOD if BRACKETED.match(text) and not nested else Layer.OBSERVED
    yield Told(text=text, layer=layer, at=when, speaker=who, note=begun.until, untimed=untimed)


def timed(text: str, clock: Clock) -> Timed:
    """Read the time that a line begins with: of day, a span of it, or since the session began."""
    lead = LEAD.match(text)
    begin = lead.end() if lead else 0
    if offset := OFFSET.match(text, begin):
        return _after(text, offset, clock)
    if named := WRITTEN_OUT.match(text, begin):
        said = time(
            int(named["hour"] or named["clock"]), int(named["minute"] or named["past"] or 0)
        )
        return _at(text, named.end(), clock.at(said, True))  # noqa: FBT003 - the only such time
    match = CLOCK.match(text, begin)
    if match is None:
        return Timed(text)
    # The pattern may take the spaces after the clock, on its way to an "am".
    end = match.start() + len(match[0].rstrip())
    until = None
    if (span := SPAN.match(text, end)) and (last := CLOCK.match(text, span.end())):
        end = last.start() + len(last[0].rstrip())
        until = f"until {last[0].strip()}"
    said, half_said = clock_of(match)
    if match["second"] and clock.elapsed(said):
        since = timedelta(hours=said.hour, minutes=said.minute, seconds=said.second)
        return _at(text, end, clock.after(since))
    return _at(text, end, clock.at(said, half_said), until)


def _at(text: str, end: int, when: datetime | None, until: str | None = None) -> Timed:
    """Return a line without the time that ends here, unless that is unknown."""
    tail = TAIL.match(text, end)
    if when is None or tail is None:
        return Timed(text, untimed=tail is not None)
    return Timed(text[tail.end() :], when, until=until)


def _after(text: str, offset: re.Match[str], clock: Clock) -> Timed:
    if offset["count"]:
        seconds = int(offset["count"]) * SECONDS[offset["unit"][0].lower()]
    else:
        hours, minutes = int(offset["hours"] or 0), int(offset["minutes"])
        seconds = 3600 * hours + 60 * minutes + int(offset["seconds"])
    return _at(text, offset.end(), clock.after(timedelta(seconds=seconds)))


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
