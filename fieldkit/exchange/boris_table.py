"""BORIS's tables of events, aggregated or not, comma or tab between cells, in."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fieldkit.exchange.batch import Batch, Progress
from fieldkit.exchange.behaviour import Behaviours, Event, Observation, paired
from fieldkit.exchange.boris import date_of, seconds_of
from fieldkit.exchange.opening import read_text
from fieldkit.exchange.zones import zone_named
from fieldkit.model.errors import RefusedFileError
from fieldkit.model.words import Words

FIRST = "observation id"
"""The first cell of every such table."""
OURS = frozenset(
    """observation id|observation date|observation type|description|source|media file|total length|
    media duration (s)|observation duration|fps|fps (frame/s)|subject|behavior|behavioral category|
    modifiers|modifier|behavior type|start (s)|stop (s)|duration (s)|comment start|comment stop|
    comment|status|time|media file path|media file name|image index start|image index stop|
    image file path start|image file path stop|time offset (s)|coding duration""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
"""Columns that BORIS has; any other is an independent variable of the observation."""

Row = dict[str, str]


def sniff(head: str) -> bool:
    """Tell whether text begins as such a table does."""
    return head.lstrip('"\ufeff').casefold().startswith(FIRST)


def read(path: Path, *, words: Words, zone: str, progress: Progress | None = None) -> Batch:
    """Read a table of events: each observation a session, each event a moment.

    Args:
        path: The file.
        words: The study's words.
        zone: IANA name of the zone of the observations' clocks.
        progress: Told the rows read and how many there are.

    Raises:
        RefusedFileError: It is no such table.
        InvalidValueError: There is no such zone.
    """
    clock = zone_named(zone)
    rows = _rows(path)
    reading = Behaviours(path=path.as_posix(), words=words, zone=clock)
    table = _Table(reading=reading)
    heads = [cell.casefold() for cell in rows[0]] if rows else []
    if "behavior" in heads:
        table.aggregated(heads, rows[1:])
    elif not table.listed(rows):
        message = f"{path} is no table of BORIS events: it has no column Behavior."
        raise RefusedFileError(message)
    for name, observation in table.observations.items():
        start = date_of(table.dates.get(name, ""), clock)
        reading.take(replace(observation, start=start, events=tuple(table.events[name])))
    if progress:
        progress(len(rows), len(rows))
    return reading.batch()


def _rows(path: Path) -> list[list[str]]:
    text = read_text(path)
    comma = "\t" not in text.partition("\n")[0]
    try:
        rows = csv.reader(io.StringIO(text), delimiter="," if comma else "\t")
        return [[cell.strip() for cell in row] for row in rows]
    except csv.Error as error:
        message = f"{path} is no table that is read: {error}."
        raise RefusedFileError(message) from error


@dataclass(slots=True, kw_only=True)
class _Table:
    """A table on its way into observations."""

    reading: Behaviours
    observations: dict[str, Observation] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    events: dict[str, list[Event]] = field(default_factory=dict)
    """By observation."""

    def aggregated(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Take in a table of which every row is an event with its observation."""
        for line, cells in enumerate(rows, 2):
            row = dict(zip(heads, cells, strict=False))
            event = _event(row, line)
            name = row.get(FIRST, "")
            if event is None or not name:
                if any(cells):
                    why = "it has no behaviour, no start or no observation"
                    self.reading.leave(line, " ".join(cells), why)
                continue
            self.reading.meet({event.behaviour: (row.get("behavioral category", ""), "")})
            self.events.setdefault(name, []).append(event)
            if name not in self.observations:
                self.dates[name] = row.get("observation date", "")
                self.observations[name] = Observation(
                    name=name,
                    description=row.get("description", ""),
                    variables={
                        head: cell
                        for head, cell in row.items()
                        if head not in OURS and not head.startswith("modifier")
                    },
                )

    def listed(self, rows: Sequence[Sequence[str]]) -> bool:
        """Take in one observation's list, its heading above; False where there is none."""
        top: Row = {}
        for at, cells in enumerate(rows):
            first = cells[0].casefold() if cells else ""
            if first == "time" and "behavior" in map(str.casefold, cells):
                self._list(top, [cell.casefold() for cell in cells], list(rows[at + 1 :]), at + 2)
                return True
            if len(cells) > 1 and cells[1]:
                top[first] = cells[1]
        return False

    def _list(self, top: Row, heads: list[str], rows: list[Sequence[str]], line: int) -> None:
        name = top.get(FIRST) or "Observation"
        offset = seconds_of(top.get("time offset (s)", "")) or 0.0
        events, states = [], set()
        for number, cells in enumerate(rows, line):
            row = dict(zip(heads, cells, strict=False))
            event = _event({**row, "start (s)": row.get("time", "")}, number)
            if event is None:
                if any(cells):
                    self.reading.leave(number, " ".join(cells), "it has no behaviour or no time")
                continue
            self.reading.meet({event.behaviour: (row.get("behavioral category", ""), "")})
            if row.get("status", "").casefold() in {"start", "stop"}:
                states.add(event.behaviour)
            events.append(replace(event, at=event.at + offset))
        self.dates[name] = top.get("observation date", "")
        self.observations[name] = Observation(
            name=name,
            description=top.get("description", ""),
            variables=dict(_variables(top)),
        )
        self.events[name] = list(paired(sorted(events, key=lambda event: event.at), states))


def _variables(top: Row) -> Iterator[tuple[str, str]]:
    begun = False
    for head, cell in top.items():
        if begun:
            yield head, cell
        begun = begun or (head, cell) == ("variable", "value")


def _event(row: Row, line: int) -> Event | None:
    start = seconds_of(row.get("start (s)", ""))
    if start is None or not row.get("behavior"):
        return None
    stop = seconds_of(row.get("stop (s)", ""))
    lasting = row.get("behavior type", "").casefold().startswith("state")
    comments = (row.get(name, "") for name in ("comment start", "comment stop", "comment"))
    modifiers = (cell for head, cell in row.items() if head.startswith("modifier"))
    return Event(
        at=start,
        subject=row.get("subject", ""),
        behaviour=row["behavior"],
        modifiers="|".join(filter(None, modifiers)),
        comment=" / ".join(dict.fromkeys(filter(None, comments))),
        lasts=stop - start if lasting and stop is not None else None,
        unpaired=lasting and stop is None,
        line=line,
    )
