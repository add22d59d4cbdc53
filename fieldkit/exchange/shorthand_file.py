"""Files in fieldkit's own shorthand: front matter that tells the session, then a moment a line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import TypeVar
from zoneinfo import ZoneInfo

from fieldkit.exchange.batch import (
    Batch,
    Fingerprints,
    Found,
    FoundSession,
    Progress,
    Unread,
    content_label,
    shorten,
)
from fieldkit.exchange.new_words import NewWords
from fieldkit.exchange.opening import read_text
from fieldkit.exchange.shorthand_line import InForce, moment_from_line
from fieldkit.exchange.zones import zone_named
from fieldkit.model import shipped
from fieldkit.model.errors import InvalidValueError, NotFoundError
from fieldkit.model.keys import TouchpointKey, as_handle, as_person
from fieldkit.model.moment import Moment, Source
from fieldkit.model.session import Kind
from fieldkit.model.times import to_utc
from fieldkit.model.words import Words

T = TypeVar("T")

VERSION = "1"
KEYS = (
    "fieldkit",
    "session",
    "kind",
    "place",
    "zone",
    "start",
    "end",
    "observer",
    "observers",
    "participants",
    "participant",
    "protocol",
    "conditions",
    "debrief",
)
LONGEST_FRONT = 60
TOLD_EVERY = 256


def sniff(head: str) -> bool:
    """Tell whether text begins with front matter that names fieldkit."""
    lines = head.lstrip("\ufeff").splitlines()[: LONGEST_FRONT + 1]
    if not lines or lines[0].strip() != "---":
        return False
    for line in lines[1:]:
        if line.strip() == "---":
            return False
        if line.partition(":")[0].strip().lower() == "fieldkit":
            return True
    return False


def read(path: Path, *, words: Words, zone: str, progress: Progress | None = None) -> Batch:
    """Read a file of shorthand.

    Clock times are read in the session's day and zone; a line without one keeps its place. The
    touchpoint in force goes on from line to line.

    Args:
        path: The file.
        words: The study's words.
        zone: IANA name of the zone of a session that names none.
        progress: Told the lines read and their number, now and then.

    Raises:
        RefusedFileError: It is not text that fieldkit reads.
        InvalidValueError: The front matter names a zone that there is not.
    """
    lines = read_text(path).split("\n")
    reading = _Reading(path=path, words=words, zone=zone_named(zone))
    begun = reading.front(lines)
    for number, line in enumerate(lines[begun:], begun + 1):
        if line.strip():
            reading.take(number, line)
        if progress and number % TOLD_EVERY == 0:
            progress(number, len(lines))
    if progress:
        progress(len(lines), len(lines))
    return reading.batch()


@dataclass(slots=True)
class _Reading:
    """What has been read of one file so far."""

    path: Path
    words: Words
    zone: ZoneInfo
    session: FoundSession = field(init=False)
    new: NewWords = field(init=False)
    prints: Fingerprints = field(default_factory=Fingerprints)
    found: list[Found] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    told: dict[str, None] = field(default_factory=dict)
    touchpoint: TouchpointKey | None = None
    """The one in force."""
    latest: datetime | None = None

    def __post_init__(self) -> None:
        """Begin with the study's words."""
        self.new = NewWords(self.words)

    def front(self, lines: list[str]) -> int:
        """Read the front matter; return how many lines it has."""
        end = next((n for n, line in enumerate(lines[1:], 2) if line.strip() == "---"), 0)
        if not 0 < end <= LONGEST_FRONT + 1:
            end = 1 + len(list(takewhile(_is_said, lines[1:])))
            self._tell("The front matter has no end; write --- on a line of its own under it.")
        says: dict[str, str] = {}
        for number, line in enumerate(lines[:end], 1):
            self._leave(number, line, "front matter")
            key, colon, value = line.partition(":")
            key = key.strip().lower()
            if key in KEYS:
                says[key] = value.strip()
            elif colon:
                self._tell(f"The key {key!r} of the front matter means nothing to fieldkit.")
            elif line.strip() not in {"", "---"}:
                self._tell(f"Line {number} of the front matter is no “key: value”.")
        if says.get("fieldkit") != VERSION:
            self._tell(f"The file is of version {says.get('fieldkit')}; this fieldkit knows 1.")
        first = "" if says.get("start") else next(filter(str.strip, lines[end:]), "")
        self._begin(says, first)
        return end

    def _begin(self, says: Mapping[str, str], first: str) -> None:
        if says.get("zone"):
            self.zone = zone_named(says["zone"])
        start = self._time(says.get("start"), None)
        end = self._time(says.get("end"), start)
        if start and end and end < start:
            self._tell(f"The session ends before it starts; its end {says['end']} is left out.")
            end = None
        path = PurePosixPath(self.path.as_posix())
        people = _list(says.get("participants")) + _list(says.get("participant"))
        observers = _list(says.get("observers")) + _list(says.get("observer"))
        self.session = FoundSession(
            label=content_label(says.get("session") or "notes", says.get("start") or "", first),
            title=says.get("session") or path.stem,
            source=str(path),
            kind=self._kind(says.get("kind")),
            place=says.get("place") or None,
            zone=self.zone.key,
            day=start.astimezone(self.zone).date() if start else None,
            start=start,
            end=end,
            observers=self._each(observers, as_handle),
            participants=self._each(people, as_person),
            protocol=says.get("protocol") or None,
            conditions=says.get("conditions") or None,
            debrief=says.get("debrief") or None,
        )
        known = dict.fromkeys((*self.words.people, *self.session.participants))
        dimensions = dict.fromkeys((*self.words.dimensions, *self._dimensions()))
        self.words = replace(self.words, people=tuple(known), dimensions=tuple(dimensions))

    def _dimensions(self) -> tuple[str, ...]:
        """Return the dimensions of the session's own protocol, where it is a shipped one."""
        name = self.session.protocol
        if name is None:
            return ()
        try:
            return tuple(dimension.key for dimension in shipped.protocol(name).dimensions)
        except NotFoundError as error:
            self._tell(f"Its dimensions are read as the study's: {error}")
            return ()

    def _each(self, texts: list[str], read: Callable[[str], T]) -> tuple[T, ...]:
        """Return each text read by its rule, once; one that does not hold is told."""
        held: dict[T, None] = {}
        for text in texts:
            try:
                held.setdefault(read(text))
            except InvalidValueError as error:
                self._tell(str(error))
        return tuple(held)

    def _kind(self, text: str | None) -> Kind:
        if not text or text in set(Kind):
            return Kind(text) if text else Kind.OBSERVATION
        self._tell(f"The kind {text!r} is unknown; there are: {', '.join(Kind)}.")
        return Kind.OBSERVATION

    def _time(self, text: str | None, start: datetime | None) -> datetime | None:
        if not text:
            return None
        try:
            if start and len(text) <= len("14:05:30"):
                day = start.astimezone(self.zone).date()
                at = datetime.combine(day, time.fromisoformat(text))
            else:
                at = datetime.fromisoformat(text)
            return to_utc(at if at.tzinfo else at.replace(tzinfo=self.zone))
        except (ValueError, OverflowError):
            self._tell(f"The time {text!r} is not one such as 2026-05-11T14:05; it is left out.")
            return None

    def take(self, number: int, line: str) -> None:
        """Read one line into a moment."""
        in_force = InForce(
            at=None,
            zone=self.zone.key,
            observer=next(iter(self.session.observers), None),
            participants=self.session.participants,
            touchpoint=self.touchpoint,
            start=self.session.start,
            end=self.session.end,
        )
        try:
            moment, told = moment_from_line(line, words=self.words, in_force=in_force)
        except InvalidValueError as error:
            self._leave(number, line, str(error))
            return
        for tell in told:
            self._tell(f"Line {number}: {tell}")
        if moment.at is None or self.latest is None or moment.at >= self.latest:
            self.touchpoint = moment.touchpoint or self.touchpoint
            self.latest = moment.at or self.latest
        self._keep(number, moment)

    def _keep(self, number: int, moment: Moment) -> None:
        mark = self.prints.of(
            self.session.label, moment.participants, moment.at, moment.layer, moment.text
        )
        source = Source(path=self.session.source, line=number, fingerprint=mark)
        moment = replace(moment, source=source)
        self.new.meet(moment)
        self.found.append(
            Found(session=self.session.label, moment=moment, line=number, until=number)
        )

    def _leave(self, number: int, line: str, why: str) -> None:
        if line.strip():
            self.unread.append(Unread(line=number, text=shorten(line), why=why))

    def _tell(self, text: str) -> None:
        self.told.setdefault(text)

    def batch(self) -> Batch:
        """Return everything that was read."""
        return Batch(
            sessions=(self.session,),
            moments=tuple(self.found),
            unread=tuple(self.unread),
            told=tuple(self.told),
            touchpoints=self.new.touchpoints,
            codes=self.new.codes,
        )


def _is_said(line: str) -> bool:
    return line.partition(":")[0].strip().lower() in KEYS and ":" in line


def _list(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]
