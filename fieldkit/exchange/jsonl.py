"""Moments as JSON lines: one object a line, ours or a foreign tool's."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from fieldkit.exchange.batch import (
    Batch,
    Fingerprints,
    Found,
    FoundSession,
    Progress,
    Unread,
    shorten,
)
from fieldkit.exchange.json_moment import KNOWN_KEYS, as_moment, as_object, text_of
from fieldkit.exchange.new_words import NewWords
from fieldkit.exchange.opening import bounded_lines
from fieldkit.exchange.shorthand_line import InForce, moment_from_line
from fieldkit.exchange.text_out import write_text
from fieldkit.exchange.writing import MOMENT_COLUMNS, as_json_object, write_rows
from fieldkit.exchange.zones import zone_named
from fieldkit.model.errors import InvalidValueError, RefusedFileError
from fieldkit.model.keys import ParticipantKey
from fieldkit.model.moment import Moment
from fieldkit.model.study import Casebook
from fieldkit.model.words import Words

LONGEST_LINE = 8 << 20
"""Longest line that is loaded, in code points."""
TOLD_EVERY = 256
"""Lines between two tellings of progress."""


def sniff(head: str) -> bool:
    """Tell whether text begins as JSON lines do."""
    return head.lstrip().startswith("{")


def read(path: Path, *, words: Words, zone: str, progress: Progress | None = None) -> Batch:
    """Read moments, one object a line.

    Args:
        path: The file.
        words: The study's words.
        zone: IANA name of the zone in which times without an offset are read.
        progress: Told the bytes read and the size, now and then.

    Raises:
        RefusedFileError: It is not text that fieldkit reads.
        InvalidValueError: There is no such zone.

    Cost: memory for the moments and one line of at most 8 Mi code points.
    """
    reading = _Reading(path=path.as_posix(), words=words, zone=zone_named(zone))
    total = path.stat().st_size if path.is_file() else 0
    for number, line, done in bounded_lines(path, LONGEST_LINE):
        reading.take(number, line)
        if progress and number % TOLD_EVERY == 0:
            progress(done, total)
    if progress:
        progress(total, total)
    return reading.batch()


def read_rows(
    rows: Sequence[object],
    *,
    path: Path,
    words: Words,
    zone: ZoneInfo,
    progress: Progress | None = None,
) -> Batch:
    """Read moments that stand in one JSON array; their line is their place in it."""
    reading = _Reading(path=path.as_posix(), words=words, zone=zone)
    for number, row in enumerate(rows, 1):
        reading.take_value(number, row)
        if progress and number % TOLD_EVERY == 0:
            progress(number, len(rows))
    if progress:
        progress(len(rows), len(rows))
    return reading.batch()


def value_of(text: str, path: Path) -> object:
    """Return the JSON value that a text is.

    Raises:
        RefusedFileError: It is none.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        message = f"{path} is nested too deep."
        raise RefusedFileError(message) from error
    except ValueError as error:
        message = f"{path} is not JSON ({error}); check it, or export it again."
        raise RefusedFileError(message) from error


def write(
    book: Casebook, path: Path, *, media: Path, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write moments, one object a line; the file reads back as it was written."""
    rows = map(as_json_object, book.moments)
    write_text(
        path,
        write_rows(rows, "jsonl", MOMENT_COLUMNS),
        of=len(book.moments),
        progress=progress,
    )
    _ = media  # they are named by their hashes
    return ()


@dataclass(slots=True)
class _Reading:
    """What has been read of one file so far."""

    path: str
    words: Words
    zone: ZoneInfo
    new: NewWords = field(init=False)
    prints: Fingerprints = field(default_factory=Fingerprints)
    found: list[Found] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    told: dict[str, None] = field(default_factory=dict)
    people: dict[str, dict[ParticipantKey, None]] = field(default_factory=dict)
    """Participants by session, in order of appearance."""

    def __post_init__(self) -> None:
        """Begin with the study's words."""
        self.new = NewWords(self.words)

    def take(self, number: int, line: str | int) -> None:
        """Read one line: into a moment, or to the unread with its reason."""
        if isinstance(line, int):
            why = f"the line is {line:,} characters long; at most {LONGEST_LINE:,} are read"
            self.unread.append(Unread(line=number, text="", why=why))
            return
        if not line.strip():
            return
        try:
            self._take_object(number, as_object(line))
        except InvalidValueError as error:
            self.unread.append(Unread(line=number, text=shorten(line), why=str(error)))

    def take_value(self, number: int, value: object) -> None:
        """Read one value of an array: into a moment, or to the unread with its reason."""
        try:
            if not isinstance(value, dict):
                message = "not a JSON object; each moment is one {…}"
                raise InvalidValueError(message)  # noqa: TRY301 - as what it holds is refused
            self._take_object(number, value)
        except InvalidValueError as error:
            text = shorten(json.dumps(value)[:1000])
            self.unread.append(Unread(line=number, text=text, why=str(error)))

    def _take_object(self, number: int, row: Mapping[str, object]) -> None:
        session = text_of(row, "session")
        moment = self._moment(number, row)
        if not (moment.text or moment.note or moment.emotions or moment.codes or moment.media):
            message = "it has no text"
            raise InvalidValueError(message)
        for key in sorted(row.keys() - KNOWN_KEYS):
            self.told.setdefault(f"The key {key!r} means nothing to fieldkit and was left out.")
        source = moment.source
        if source and source.fingerprint is None:
            mark = self.prints.of(
                session, moment.participants, moment.at, moment.layer, moment.text
            )
            moment = replace(moment, source=replace(source, fingerprint=mark))
        self.new.meet(moment)
        if session is not None:
            seen = self.people.setdefault(session, {})
            seen.update(dict.fromkeys(moment.participants))
        self.found.append(
            Found(
                session=session,
                moment=moment,
                line=number,
                until=number,
                known_as=text_of(row, "id"),
            )
        )

    def _moment(self, number: int, row: Mapping[str, object]) -> Moment:
        moment = as_moment(row, path=self.path, line=number, words=self.words, zone=self.zone)
        shorthand = text_of(row, "line_shorthand")
        if shorthand is None:
            return moment
        if "text" in row:
            message = "text and line_shorthand both stand; give one of them"
            raise InvalidValueError(message)
        in_force = InForce(
            at=moment.at,
            zone=self.zone.key,
            observer=moment.observer,
            participants=moment.participants,
            touchpoint=moment.touchpoint,
        )
        made, told = moment_from_line(shorthand, words=self.words, in_force=in_force)
        self.told.update(dict.fromkeys(f"Line {number}: {tell}" for tell in told))
        return replace(
            made,
            at=made.at or moment.at,
            participants=made.participants or moment.participants,
            codes=tuple(dict.fromkeys((*made.codes, *moment.codes))),
            emotions=made.emotions or moment.emotions,
            media=moment.media,
            starred=moment.starred,
            source=moment.source,
        )

    def batch(self) -> Batch:
        """Return everything that was read."""
        return Batch(
            sessions=tuple(
                FoundSession(
                    label=label,
                    title=label,
                    source=self.path,
                    zone=self.zone.key,
                    participants=tuple(people),
                )
                for label, people in self.people.items()
            ),
            moments=tuple(self.found),
            unread=tuple(self.unread),
            told=tuple(self.told),
            touchpoints=self.new.touchpoints,
            codes=self.new.codes,
        )
