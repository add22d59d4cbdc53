"""What reading a foreign file yields: values only; nothing is written here."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from fieldkit.model.insight import Memo
from fieldkit.model.journey import Code, Phase, Touchpoint
from fieldkit.model.keys import Handle, ParticipantKey
from fieldkit.model.moment import Layer, Moment
from fieldkit.model.people import Participant
from fieldkit.model.session import Kind
from fieldkit.model.times import to_iso

Progress = Callable[[int, int], None]
"""Told how much has been read and how much there is, in bytes or lines."""
SHOWN = 96
"""Longest piece of an unread line that the report shows, in code points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One moment that a file holds; its id and session are given when it is brought in."""

    session: str | None
    """Label of its session within this batch."""
    moment: Moment
    line: int
    """Where it stands in the file that was read, counted from 1."""
    until: int
    """The last line of it."""
    known_as: str | None = None
    """The id it had where it was exported from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSession:
    """One session that a file tells of."""

    label: str
    """What tells it from every other session; the same when the file moves or grows."""
    source: str
    """The file it comes from, ``/`` between parts."""
    kind: Kind = Kind.OBSERVATION
    title: str | None = None
    place: str | None = None
    zone: str = "UTC"
    day: date | None = None
    """Its day, where the notes tell one, also when they tell no time."""
    start: datetime | None = None
    end: datetime | None = None
    observers: tuple[Handle, ...] = ()
    participants: tuple[ParticipantKey, ...] = ()
    protocol: str | None = None
    conditions: str | None = None
    debrief: str | None = None
    known_as: str | None = None
    """The id it had where it was exported from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMemo:
    """One memo that a file holds; its id is given when it is brought in."""

    memo: Memo
    moment: int | None = None
    """Which of the batch's moments it is about, counted from 0."""
    session: str | None = None
    """Label of the session it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """One line that became no moment, and why."""

    line: int
    text: str
    """The line, shortened."""
    why: str
    path: str = ""
    """Its file, where several were read as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """What one part of a file was taken to mean: a column, a level of headings."""

    part: str
    means: str
    """"" where it means nothing here."""
    how: str = "guessed"
    """``guessed`` or ``as said``; "" where it means nothing."""
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything that reading one file yields, in the order of the file."""

    sessions: tuple[FoundSession, ...] = ()
    moments: tuple[Found, ...] = ()
    unread: tuple[Unread, ...] = ()
    told: tuple[str, ...] = ()
    """Warnings, one line each."""
    people: tuple[Participant, ...] = ()
    """Participants of whom the file tells more than a code."""
    touchpoints: tuple[Touchpoint, ...] = ()
    """Touchpoints that the study does not know yet."""
    codes: tuple[Code, ...] = ()
    """Codes that the study does not know yet."""
    mapped: tuple[Mapped, ...] = ()
    """What the parts of the file were taken to mean, where its format leaves that open."""
    codebook: bool = False
    """Whether its words are brought in for themselves, used by a moment or not."""
    phases: tuple[Phase, ...] = ()
    """Phases that the study does not know yet."""
    memos: tuple[FoundMemo, ...] = ()
    study: str | None = None
    """The study it was exported from, where it says so: elsewhere the same id is another's."""


def shorten(text: str) -> str:
    """Return one line of text, cut where it is too long for a report."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"


def content_label(name: str, *content: str) -> str:
    """Return a session's label: its name, and a digest of what its file begins with.

    A file's own name is not in it: a renamed file tells of the same sessions.
    """
    digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    return f"{name} {digest[:8]}"


@dataclass(slots=True)
class Fingerprints:
    """Gives every moment of a file its fingerprint; made afresh for each file."""

    _seen: Counter[str] = field(default_factory=Counter)

    def of(
        self,
        session: str | None,
        people: tuple[str, ...],
        at: datetime | None,
        layer: Layer,
        text: str,
    ) -> str:
        """Return what tells this moment from the others, wherever the file moves or grows.

        Sixteen hexadecimal digits of SHA-256 over session, people, time, layer, text and the
        ordinal among equals; neither path nor line is in it.
        """
        parts = [session, ",".join(people), None if at is None else to_iso(at), str(layer), text]
        same = json.dumps(parts)
        ordinal = self._seen[same]
        self._seen[same] += 1
        return hashlib.sha256(json.dumps([same, ordinal]).encode()).hexdigest()[:16]
