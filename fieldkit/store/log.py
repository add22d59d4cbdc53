"""Reading one log: whole changes, and what is damaged between them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fieldkit.store.entry import Entry, Loads, decode, salvage
from fieldkit.store.snapshot import BULK, loads

SUFFIX = ".jsonl"
FIRST_LINE = 4096
"""Bytes within which a log's first line ends."""
TAIL = 1 << 16
"""Bytes read from a log's end to find its last line; a longer line takes more."""


class Change(NamedTuple):
    """One committed change: its lines, all there."""

    entries: tuple[Entry, ...]
    start: int
    end: int
    """Where in the log the next change begins, in bytes."""


class Damage(NamedTuple):
    """A stretch of a log that no longer reads, kept for whoever can."""

    start: int
    data: bytes
    why: str
    end: int


class Unfinished(NamedTuple):
    """What stands after the last whole change: a write cut short, or one still arriving."""

    start: int
    data: bytes


def read_changes(
    data: bytes, offset: int = 0, loads: Loads = json.loads
) -> Iterator[Change | Damage | Unfinished]:
    """Read the changes of a log from an offset.

    Args:
        data: The log's bytes from ``offset`` on.
        offset: Where in the log they begin.
        loads: Reads JSON; a faster one may stand in for the standard library's.

    Cost: linear; about 5 µs an entry with the standard library.
    """
    parts: list[Entry] = []
    parts_start = 0
    at = 0
    while at < len(data):
        stop = data.find(b"\n", at)
        line_end = len(data) if stop < 0 else stop
        line, begin = data[at:line_end], offset + at
        at = line_end + 1
        for found in _line(line, begin, loads, ended=stop >= 0):
            if isinstance(found, Damage):
                yield found
                continue
            if isinstance(found, Unfinished):
                start = parts_start if parts else found.start
                yield Unfinished(start=start, data=data[start - offset :])
                return
            entry, start, end = found
            if entry.part is None or entry.part[0] == 1:
                if parts:
                    yield _orphans(parts, parts_start, start, data, offset)
                parts, parts_start = [], start
            parts.append(entry)
            if entry.part is None or _complete(parts):
                yield Change(entries=tuple(parts), start=parts_start, end=end)
                parts = []
            elif not _consecutive(parts):
                yield _orphans(parts, parts_start, end, data, offset)
                parts = []
    if parts:
        yield Unfinished(start=parts_start, data=data[parts_start - offset :])


def _line(
    line: bytes, begin: int, loads: Loads, *, ended: bool
) -> Iterator[tuple[Entry, int, int] | Damage | Unfinished]:
    """Read one line: an entry, or damage with whatever whole entries it still holds."""
    entry = decode(line, loads)
    if entry is not None:
        yield entry, begin, begin + len(line) + 1
        return
    at = 0
    for start, end, inner in salvage(line):
        junk = line[at:start]
        if junk.strip(b" "):
            yield Damage(start=begin + at, data=junk, why="damaged", end=begin + start)
        yield inner, begin + start, begin + end + (end == len(line))
        at = end
    junk = line[at:]
    if junk and not junk.strip(b" "):
        return  # an erasure blanked what did not read
    if junk and not ended:
        yield Unfinished(start=begin + at, data=junk)
    elif junk or not line:
        yield Damage(start=begin + at, data=junk or b"\n", why="damaged", end=begin + len(line) + 1)


def _complete(parts: list[Entry]) -> bool:
    last = parts[-1].part
    return last is not None and last[0] == last[1] == len(parts) and _consecutive(parts)


def _consecutive(parts: list[Entry]) -> bool:
    first = parts[0]
    return all(
        entry.part is not None
        and first.part is not None
        and entry.part == (place, first.part[1])
        and entry.seq == first.seq + place - 1
        for place, entry in enumerate(parts, 1)
    )


def _orphans(parts: list[Entry], start: int, end: int, data: bytes, offset: int) -> Damage:
    return Damage(
        start=start,
        data=data[start - offset : end - offset],
        why=f"lines {len(parts)} of a change whose others are missing",
        end=end,
    )


def last_entry(path: Path, end: int) -> Entry | None:
    """Return the entry whose line ends at an offset; None where it does not read.

    Raises:
        OSError: The log cannot be read.
    """
    size = TAIL
    with path.open("rb") as stream:
        while True:
            start = max(0, end - size)
            stream.seek(start)
            line = stream.read(end - start).removesuffix(b"\n")
            before = line.rfind(b"\n")
            if before >= 0 or not start:
                return decode(line[before + 1 :])
            size *= 4


def erased_at(path: Path, dev: str, seq: int, end: int) -> bool:
    """Tell whether the line that ends at an offset is this entry, without what was erased of it."""
    try:
        found = last_entry(path, end)
    except OSError:
        return False
    return found is not None and found.erased and (found.dev, found.seq) == (dev, seq)


def first_entry(path: Path) -> Entry | None:
    """Return a log's first line; None where it is lost."""
    try:
        with path.open("rb") as stream:
            return decode(stream.readline(FIRST_LINE).rstrip(b"\n"))
    except OSError:
        return None


def header(path: Path) -> dict[str, str]:
    """Return what a log's first line says of it: study, handle and mark; {} where it is lost."""
    entry = first_entry(path)
    held = (entry.header or {}) if entry else {}
    return {key: str(value) for key, value in held.items()}


def reader(size: int) -> Loads:
    """Return the reader for so many bytes: msgspec where it pays, else the standard library."""
    if size <= BULK:
        return loads
    import msgspec

    decoder = msgspec.json.Decoder()

    def read(line: bytes) -> object:
        try:
            return decoder.decode(line)
        except (msgspec.DecodeError, UnicodeError):
            return loads(line)

    return read
