"""A session as the one text that QDA programs code, and where each moment stands in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from fieldkit.exchange.qda_text import plain
from fieldkit.model.moment import Layer, Moment
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook

LOOSE = "Notes without a session"
WORDLESS = "(no words)"
"""Stands for a moment that is only tags, so that there is something to code."""
SAID_SO = frozenset({Layer.OBSERVED, Layer.VERBATIM})
"""Layers that need no word before the line: plain words, and words in quotation marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a moment's words stand, in code points; the end is the first one after them."""

    moment: Moment
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """One session's moments as a text."""

    session: Session | None
    name: str
    text: str
    spans: tuple[Span, ...]
    changed: int
    """How many moments do not stand there letter for letter."""

    @property
    def key(self) -> str:
        """What it is known by in the study."""
        return self.session.id if self.session else ""


def transcripts(book: Casebook) -> Iterator[Transcript]:
    """Yield each session's text, sessions without moments too, names each once."""
    by_session: dict[str | None, list[Moment]] = {}
    for key, moments in groupby(book.moments, key=lambda moment: moment.session):
        by_session.setdefault(key, []).extend(moments)
    known = {session.id: session for session in book.sessions}
    names: set[str] = set()
    for session in book.sessions:
        yield _transcript(session, by_session.get(session.id, []), names)
    loose = [m for key, found in by_session.items() if key not in known for m in found]
    if loose:
        yield _transcript(None, loose, names)


def _transcript(session: Session | None, moments: list[Moment], names: set[str]) -> Transcript:
    name = plain(session.name if session else LOOSE)
    if name in names:
        name = f"{name} ({session.id if session else len(names)})"
    names.add(name)
    pieces = [f"{name}\n\n"]
    at = len(pieces[0])
    spans = []
    changed = 0
    for moment in moments:
        before, after = _around(moment, session)
        words = plain(moment.text)
        changed += words != moment.text
        words = words or WORDLESS
        start = at + len(before)
        spans.append(Span(moment=moment, start=start, end=start + len(words), words=words))
        piece = f"{before}{words}{after}\n"
        pieces.append(piece)
        at += len(piece)
    return Transcript(
        session=session, name=name, text="".join(pieces), spans=tuple(spans), changed=changed
    )


def _around(moment: Moment, session: Session | None) -> tuple[str, str]:
    """Return what stands before a moment's words and after them: time, who, and marks."""
    parts = []
    if moment.at is not None:
        zone = ZoneInfo(session.zone if session else "UTC")
        parts.append(moment.at.astimezone(zone).strftime("%H:%M"))
    if who := moment.speaker or ",".join(moment.participants):
        parts.append(f"{plain(who)}:")
    if moment.layer not in SAID_SO:
        parts.append(f"[{moment.layer}]")
    before = "".join(f"{part} " for part in parts)
    return (f"{before}“", "”") if moment.layer is Layer.VERBATIM else (before, "")
