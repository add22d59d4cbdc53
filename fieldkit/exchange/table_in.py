"""A table of moments into a batch: each row a moment, or told with the reason why not."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from fieldkit.exchange.batch import (
    Batch,
    Fingerprints,
    Found,
    FoundSession,
    Mapped,
    Progress,
    Unread,
    content_label,
    shorten,
)
from fieldkit.exchange.json_moment import KINDS, as_speaker
from fieldkit.exchange.new_words import NewWords
from fieldkit.exchange.note_heads import PERSON, code_of
from fieldkit.exchange.table_columns import OURS, understood
from fieldkit.exchange.table_feelings import Feelings, as_number
from fieldkit.exchange.table_times import day_first, instant
from fieldkit.model.errors import InvalidValueError, RefusedFileError
from fieldkit.model.keys import (
    CodeKey,
    MomentId,
    ParticipantKey,
    TouchpointKey,
    as_handle,
    as_key,
    as_person,
    fold,
)
from fieldkit.model.moment import Layer, Moment, Source
from fieldkit.model.words import Words

T = TypeVar("T")

TOLD_EVERY = 256
"""Rows between two tellings of progress."""
LONGEST_KEY = 60
"""Longest text, in code points, that is made a touchpoint or a theme."""
SEPARATORS = re.compile(r"\s*[;|\n]\s*")
SOURCE = re.compile(r"(?P<path>.+):(?P<line>[1-9]\d{0,8})")
YES = frozenset({"yes", "true", "1", "x", "ja", "oui", "si", "sim", "y"})
LAYERS = {
    "seen": Layer.OBSERVED,
    "heard": Layer.PARAPHRASE,
    "said": Layer.VERBATIM,
    "interpretation": Layer.INFERRED,
    "reflection": Layer.REFLEXIVE,
    **KINDS,
}
"""What others call the layers."""
Row = tuple[int, Sequence[str]]
"""The line that a row begins on, and its cells."""


@dataclass(slots=True, kw_only=True)
class Table:
    """A table as it was found in a file."""

    path: str
    name: str
    """What its rows are called where they name no session."""
    heads: Sequence[str]
    means: Mapping[int, str]
    """What each column means, by its place."""
    mapped: tuple[Mapped, ...]
    rows: Sequence[Row]
    feelings: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """The rows of the table of feelings, by the moment they belong to."""
    unread: tuple[Unread, ...] = ()


def table_of(
    path: Path,
    rows: Sequence[Row],
    *,
    said: Mapping[str, str],
    feelings: Sequence[Row] = (),
    unread: Sequence[Unread] = (),
) -> Table:
    """Return a table whose first row names the columns, with what each of them means.

    Args:
        path: The file it stands in.
        rows: All of its rows that hold anything.
        said: What its columns mean, where that is said: field to column.
        feelings: The rows of the table of feelings, its first their names.
        unread: Lines that do not read as rows.

    Raises:
        RefusedFileError: It has no rows, or no column that could be the text.
        UsageError: There is no such column or field.
    """
    if not rows:
        message = f"{path} is empty; there is nothing to import."
        raise RefusedFileError(message)
    heads = [cell.strip() for cell in rows[0][1]]
    means, mapped = understood(heads, (cells for _, cells in rows[1:]), said)
    if {"text", "emotions"}.isdisjoint(means.values()):
        message = (
            f"{path} has no column that could be the text; say which: --map text=NAME — it has: "
            f"{shorten(', '.join(heads))}."
        )
        raise RefusedFileError(message)
    return Table(
        path=path.as_posix(),
        name=path.stem,
        heads=heads,
        means=means,
        mapped=mapped,
        rows=rows[1:],
        feelings=_by_moment(feelings),
        unread=tuple(unread),
    )


def _by_moment(rows: Sequence[Row]) -> dict[str, list[Mapping[str, str]]]:
    found: dict[str, list[Mapping[str, str]]] = {}
    if not rows or not {"moment", "term"} <= set(rows[0][1]):
        return found
    for _, cells in rows[1:]:
        row = dict(zip(rows[0][1], cells, strict=False))
        found.setdefault(row["moment"], []).append(row)
    return found


def batch_of(table: Table, *, words: Words, zone: ZoneInfo, progress: Progress | None) -> Batch:
    """Return what a table holds."""
    reading = _Reading(table=table, words=words, zone=zone)
    for number, (line, cells) in enumerate(table.rows):
        reading.take(line, cells)
        if progress and number % TOLD_EVERY == 0:
            progress(number, len(table.rows))
    if progress:
        progress(len(table.rows), len(table.rows))
    return reading.batch()


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What has been read of one table so far."""

    table: Table
    words: Words
    zone: ZoneInfo
    new: NewWords = field(init=False)
    feelings: Feelings = field(init=False)
    prints: Fingerprints = field(default_factory=Fingerprints)
    found: list[Found] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)
    """What is to be told, with how often it was so."""
    sessions: dict[str, FoundSession] = field(default_factory=dict)
    first: bool | None = field(init=False)
    label: str = field(init=False)
    """The session of rows that name none."""

    def __post_init__(self) -> None:
        """Look at the table as a whole."""
        table = self.table
        self.new = NewWords(self.words)
        self.feelings = Feelings(words=self.words, rows=table.feelings)
        self.unread = list(table.unread)
        timed = [place for place, field in table.means.items() if field in {"at", "date"}]
        self.first = day_first(
            cells[place] for _, cells in table.rows for place in timed if place < len(cells)
        )
        begins = next((cells for _, cells in table.rows), ())
        self.label = content_label("table", *table.heads, *begins)
        for place, head in enumerate(table.heads):
            if place not in table.means and head and fold(head) not in OURS:
                self._tell(f"The column “{head}” means nothing here; to keep it: --map note={head}")

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Read one row."""
        row: dict[str, str] = {}
        kept: list[str] = []
        for place, meaning in self.table.means.items():
            text = cells[place].strip() if place < len(cells) else ""
            if not text:
                continue
            if meaning in row and meaning == "codes":
                row[meaning] = f"{row[meaning]};{text}"
            elif meaning in row or (meaning == "note" and self._is_other(place)):
                kept.append(f"{self.table.heads[place]}: {text}")
            else:
                row[meaning] = text
        if not any(cell.strip() for cell in cells):
            return
        try:
            self._take_row(line, row, kept)
        except InvalidValueError as error:
            text = shorten(" | ".join(cell for cell in cells if cell))
            self.unread.append(Unread(line=line, text=text, why=str(error)))

    def _is_other(self, place: int) -> bool:
        """Tell whether a column is kept as a remark but is not called one: it says what it is."""
        return fold(self.table.heads[place].strip()) not in {"note", "remark", "remarks"}

    def _take_row(self, line: int, row: dict[str, str], kept: list[str]) -> None:
        layer = self._layer(row, kept)
        people = self._people(row, kept)
        speaker = self._or_kept(row, "speaker", as_speaker, kept)
        if (
            "speaker" not in row
            and len(people) == 1
            and layer in {Layer.VERBATIM, Layer.PARAPHRASE}
        ):
            speaker = people[0]
        emotions = self.feelings.of(row, layer=layer, speaker=speaker, kept=kept)
        at = self._at(row, kept)
        label = self._session(row, people)
        count = self._or_kept(row, "count", _whole, kept) or 1
        moment = Moment(
            id=MomentId(""),
            at=at,
            observer=self._or_kept(row, "observer", as_handle, kept),
            participants=people,
            speaker=speaker,
            layer=layer,
            text=row.get("text", ""),
            touchpoint=self._touchpoint(row, kept),
            codes=self._codes(row, kept),
            dimension=self._or_kept(row, "dimension", as_key, kept),
            count=count,
            emotions=emotions,
            media=_many(row.get("media", "")),
            starred=fold(row.get("starred", "")) in YES,
            later=fold(row.get("later", "")) in YES,
            jotting=row.get("jotting"),
            note="; ".join(filter(None, (row.get("note"), *kept))) or None,
        )
        if not (moment.text or moment.note or moment.emotions or moment.codes or moment.media):
            message = "it has no text"
            raise InvalidValueError(message)
        mark = self.prints.of(label, moment.participants, at, layer, moment.text)
        moment = replace(moment, source=self._source(row, line, mark))
        self.new.meet(moment)
        self.found.append(
            Found(session=label, moment=moment, line=line, until=line, known_as=row.get("id"))
        )

    def _source(self, row: dict[str, str], line: int, mark: str) -> Source:
        """Return where a moment comes from: as it says itself, else this file and line."""
        guessed = "layer" not in row
        if own := SOURCE.fullmatch(row.get("source", "")):
            path, line = own["path"], int(own["line"])
        else:
            path = self.table.path
        return Source(path=path, line=line, guessed=guessed, fingerprint=mark)

    def _or_kept(
        self, row: dict[str, str], name: str, read: Callable[[str], T], kept: list[str]
    ) -> T | None:
        """Return a cell read by its rule; one that does not hold is kept as a remark, and told."""
        text = row.get(name)
        if text is None:
            return None
        try:
            return read(text)
        except InvalidValueError as error:
            self._keep(name, text, kept, str(error))
            return None

    def _keep(self, name: str, text: str, kept: list[str], why: str) -> None:
        kept.append(f"{name}: {text}")
        self._tell(f"{name} {text!r} is kept as a remark: {why}")

    def _layer(self, row: dict[str, str], kept: list[str]) -> Layer:
        name = fold(row.get("layer", ""))
        if not name or name in set(Layer):
            return Layer(name) if name else Layer.OBSERVED
        if name in LAYERS:
            return LAYERS[name]
        kept.append(f"layer: {row['layer']}")
        self._tell(f"{row['layer']!r} is no layer, and is kept as a remark: {', '.join(Layer)}")
        del row["layer"]
        return Layer.OBSERVED

    def _people(self, row: dict[str, str], kept: list[str]) -> tuple[ParticipantKey, ...]:
        people: dict[ParticipantKey, None] = {}
        for text in _many(row.get("participants", "").replace(",", ";")):
            try:
                people.setdefault(self._person(text))
            except InvalidValueError:
                self._keep("participant", text, kept, "a participant has a code such as P7")
        return tuple(people)

    def _person(self, text: str) -> ParticipantKey:
        if match := PERSON.fullmatch(text):
            return code_of(match["what"], match["number"], self.words)
        return code_of("p", text, self.words) if text.isdecimal() else as_person(text)

    def _touchpoint(self, row: dict[str, str], kept: list[str]) -> TouchpointKey | None:
        text = row.get("touchpoint")
        if text is None:
            return None
        key = _key(text)
        if key is None:
            self._keep("touchpoint", text, kept, "it is too long, or has no letters")
            return None
        self.new.meet_touchpoint(TouchpointKey(key), text if text != key else None)
        return TouchpointKey(key)

    def _codes(self, row: dict[str, str], kept: list[str]) -> tuple[CodeKey, ...]:
        codes: dict[CodeKey, None] = {}
        text = row.get("codes", "")
        for one in _many(text if ";" in text else text.replace(",", ";")):
            key = _key(one.removeprefix("#"), levels=True)
            if key is None:
                self._keep("code", one, kept, "it is too long, or has no letters")
            else:
                codes.setdefault(CodeKey(key))
        return tuple(codes)

    def _at(self, row: dict[str, str], kept: list[str]) -> datetime | None:
        day, clock = row.get("at") or row.get("date", ""), row.get("time", "")
        if not day and not clock:
            return None
        at = instant(day, clock, self.zone, first=self.first)
        if at is None:
            kept.append(" ".join(filter(None, (day, clock))))
            self._tell(
                f"The time {' '.join(filter(None, (day, clock)))!r} has no day, no clock, or two "
                "meanings, and is kept as a remark; write it as 2026-05-11T14:05"
            )
        return at

    def _session(self, row: dict[str, str], people: tuple[ParticipantKey, ...]) -> str:
        named = row.get("session")
        label = named or self.label
        held = self.sessions.get(label)
        if held is None:
            held = FoundSession(
                label=label,
                source=self.table.path,
                title=row.get("session_title") or named or self.table.name,
                place=row.get("place"),
                zone=self.zone.key,
            )
        met = dict.fromkeys((*held.participants, *people))
        self.sessions[label] = replace(held, participants=tuple(met))
        return label

    def _tell(self, text: str) -> None:
        self.told[text] = self.told.get(text, 0) + 1

    def batch(self) -> Batch:
        """Return everything that was read."""
        used = dict.fromkeys(found.session for found in self.found)
        return Batch(
            sessions=tuple(self.sessions[label] for label in used if label is not None),
            moments=tuple(self.found),
            unread=tuple(sorted(self.unread, key=lambda unread: unread.line)),
            told=tuple(
                text if times == 1 else f"{text} ({times:,} times)"
                for text, times in (self.told | self.feelings.told).items()
            ),
            touchpoints=self.new.touchpoints,
            codes=self.new.codes,
            mapped=self.table.mapped,
        )


@lru_cache(maxsize=4096)
def _key(text: str, *, levels: bool = False) -> str | None:
    """Return the key that a text stands for: its words, joined by dashes; None for none."""
    parts = text.split("/") if levels else [text]
    key = "/".join(re.sub(r"[^\w]+", "-", fold(part)).strip("-_") for part in parts)
    if len(text) > LONGEST_KEY:
        return None
    try:
        return as_key(key, levels=levels)
    except InvalidValueError:
        return None


def _many(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in SEPARATORS.split(text.strip()) if part))


def _whole(text: str) -> int:
    number = as_number(text)
    if number is None or number < 1 or number != int(number):
        message = "it is no whole number from 1"
        raise InvalidValueError(message)
    return int(number)
