"""``study.json``: the study as an ordinary TinyDB file, and the journal position it stands for.

The file holds every table as stock TinyDB writes it, behind a table of ours, ``_journal``, whose
document names the position of every log, a checksum of all that follows it, and the versions needed
to go on from here. It is a snapshot: where it is missing or behind it is made again from the logs.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

from fieldkit.store import head as heads
from fieldkit.store.entry import Version, dump
from fieldkit.store.head import Head
from fieldkit.store.state import ABSENT, Absent, Key, Row, State, Table

OURS = "_journal"
FORMAT = 1
BULK = 1 << 18
"""Bytes from which reading is worth the import of a faster reader."""
AT_ONCE = 500
"""Rows encoded in one call, which holds every other thread: about 1 ms of it."""
ROW = 400
"""Bytes of a row, about."""
Positions = dict[str, tuple[int, int]]
"""For each log: the last entry taken in, and where the next begins in bytes."""


class Snapshot(NamedTuple):
    """What ``study.json`` held."""

    state: State
    head: Head
    positions: Positions
    intact: bool
    """Whether its tables are as fieldkit wrote them."""
    ends: Mapping[str, str] = MappingProxyType({})
    """The checksum that ends each log's last line: tells it from another of the same length."""
    damaged: bool = False
    """Not intact, yet as long to the byte as it was written: no program did that, a disk did."""
    newer: bool = False
    """Written by a newer fieldkit, in a way that says nothing to us: it is left alone."""


def loads(data: bytes | str) -> Any:
    """Read JSON, a large piece with msgspec; where msgspec refuses, as the standard library does.

    msgspec knows no lone surrogates; the standard library knows no speed.
    """
    if len(data) >= BULK:
        import msgspec

        try:
            return msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeError):
            pass
    return json.loads(data)


def _read(data: bytes) -> dict[str, dict[int, Any]]:
    """Read a TinyDB file: tables of rows by their numbers.

    Raises:
        ValueError: It is none.
    """
    if len(data) >= BULK:
        import msgspec

        try:  # numbers at once: 100,000 of them as text first are 8 MB and 40 ms
            return msgspec.json.decode(data, type=dict[str, dict[int, Any]])
        except (msgspec.DecodeError, UnicodeError):
            pass
    tables = json.loads(data)
    return {name: {int(doc): row for doc, row in rows.items()} for name, rows in tables.items()}


def bulk_dump(data: object, size: int) -> bytes:
    """Write JSON, a large piece with msgspec."""
    if size >= BULK:
        import msgspec

        try:
            return msgspec.json.encode(data)
        except (ValueError, TypeError, OverflowError, RecursionError):
            pass
    return dump(data)


def pack(
    state: State,
    head: Head,
    positions: Positions,
    size: int = 0,
    ends: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Return the bytes of ``study.json``; size is a guess of theirs, to choose the writer by."""
    size = size or ROW * sum(len(table.live) for table in state.tables.values())
    rest = b"".join(_tables(state, size))
    beyond = bulk_dump({**_pack_beyond(state), "head": heads.pack(head)}, size // 4).decode()
    ours = {
        "format": FORMAT,
        "positions": positions,
        "ends": dict(ends),
        "length": len(rest),
        "sum": _sum(positions, beyond, rest, ends),
        "state": beyond,
    }
    return _opening(ours) + rest


def _tables(state: State, size: int) -> Iterator[bytes]:
    """Yield what follows our own table, some rows at a time: no key waits for 100,000 of them."""
    for name, table in state.tables.items():
        if table.present:
            yield b",%b:{" % dump(name)
            rows = iter(table.live.items())
            comma = b""
            while some := dict(islice(rows, AT_ONCE)):
                yield comma + bulk_dump({str(doc): row for doc, row in some.items()}, size)[1:-1]
                comma = b","
            yield b"}"
    yield b"}"


def unpack(data: bytes) -> Snapshot | None:
    """Read the bytes of ``study.json``; None where they are no TinyDB file.

    A TinyDB file without our table, made or stripped by another program, stands for no position.
    """
    try:
        tables = _read(data)
        if OURS not in tables and not any(
            "positions" in rows.get(1, ()) for rows in tables.values()
        ):
            return Snapshot(state=_plain(tables), head=Head(), positions={}, intact=False)
        ours = tables.pop(OURS)[1]
        positions = {dev: (seq, offset) for dev, (seq, offset) in ours["positions"].items()}
        length, beyond = ours["length"], loads(ours["state"])
        known = ours["format"] == FORMAT
        ends = ours.get("ends", {})  # older ones have none
        fits = _sum(positions, ours["state"], data[-length:], ends) == ours["sum"]
        if not fits and type(ours["format"]) is int and ours["format"] > FORMAT:
            return Snapshot(State(), Head(), positions={}, intact=False, newer=True)
        intact = known and fits
        head = heads.unpack({"consents": _consents(tables), **beyond["head"]})
        if not intact:
            return Snapshot(
                state=_plain(tables),
                head=head,
                positions=positions,
                intact=False,
                damaged=len(data) == len(_opening(ours)) + length,
            )
        state = _unpack_beyond(beyond, positions, tables)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None
    return Snapshot(state=state, head=head, positions=positions, intact=True, ends=ends)


def _consents(tables: dict[str, dict[int, Any]]) -> dict[str, Any]:
    """Return what people agreed to, for a file written before the head kept it."""
    people = [row for name in ("participants", "staff") for row in tables.get(name, {}).values()]
    return {row["id"]: row["consent"] for row in people if isinstance(row.get("consent"), dict)}


def _plain(tables: dict[str, dict[int, Any]]) -> State:
    """Return the documents of a file that another program wrote; other things are passed over."""
    state = State()
    for name, rows in tables.items():
        live = {doc: row for doc, row in rows.items() if isinstance(row, dict)}
        state.tables[name] = Table(live=live)
    return state


def _opening(ours: dict[str, Any]) -> bytes:
    return b'{"%b":{"1":%b}' % (OURS.encode(), dump(ours))


def _sum(positions: Positions, beyond: str, rest: bytes, ends: Mapping[str, str]) -> str:
    start = zlib.crc32(dump({dev: list(at) for dev, at in positions.items()}))
    start = zlib.crc32(dump(dict(ends)), start) if ends else start
    return f"{zlib.crc32(rest, zlib.crc32(beyond.encode(), start)):08x}"


def _pack_beyond(state: State) -> dict[str, Any]:
    """Return what a state holds beyond its live rows, with the names of logs written once."""
    devs: dict[str, int] = {}

    def short(version: Version) -> list[Any]:
        at, dev, seq = version
        return [at, devs.setdefault(dev, len(devs)), seq]

    tables = {}
    for name, table in state.tables.items():
        untouched = [_untouched(table, doc, row) for doc, row in table.live.items()]
        known = {doc for doc, held in zip(table.live, untouched, strict=True) if held}
        versions = {
            str(doc): {key: short(v) for key, v in held.items()}
            if isinstance(held, dict)
            else short(held)
            for doc, held in table.versions.items()
            if doc not in known
        }
        gone = {str(doc): row for doc, row in table.gone.items()}
        by = [short(held)[1] if held else 0 for held in untouched]
        seqs = [held[2] if held else 0 for held in untouched]
        tables[name] = [versions, gone, table.itself, table.highest, by, seqs]
    rivals = [
        [*key, [[short(v), None if isinstance(x, Absent) else [x]] for v, x in heads.items()]]
        for key, heads in state.rivals.items()
    ]
    deletions = [
        [*key, [[short(v), sorted(known)] for v, known in held.items()]]
        for key, held in state.deletions.items()
    ]
    early = [[*key, sorted(dots)] for key, dots in state.early.items()]
    return {
        "tables": tables,
        "rivals": rivals,
        "deletions": deletions,
        "early": early,
        "gaps": state.gaps,
        "clashes": sorted(state.clashes),
        "seen": state.seen,
        "devs": list(devs),
    }


def _untouched(table: Table, doc: int, row: Row) -> Version | None:
    """Return the version of a row that nobody changed since it was made: most rows, in few bytes.

    When it was made stands in the row, so only the log and the number are written.
    """
    held = table.versions.get(doc)
    return held if isinstance(held, tuple) and held[0] == row.get("created") else None


def _unpack_beyond(
    data: dict[str, Any], positions: Positions, tables: dict[str, dict[int, Any]]
) -> State:
    devs = data["devs"]

    def long(short: list[Any]) -> Version:
        return (short[0], devs[short[1]], short[2])

    def key(row: list[Any]) -> Key:
        return (row[0], row[1], row[2])

    held = {dev: seq for dev, (seq, _) in positions.items() if seq > 0}
    state = State(seen=data.get("seen", held))  # older ones held no copies of logs
    state.gaps = {dev: [(a, b) for a, b in gaps] for dev, gaps in data["gaps"].items()}
    state.clashes = {(table, name) for table, name in data["clashes"]}
    for name, (versions, gone, itself, highest, by, seqs) in data["tables"].items():
        live = tables.get(name, {})
        known: dict[int, Version | dict[str, Version]] = {
            doc: (row["created"], devs[dev], seq)
            for (doc, row), dev, seq in zip(live.items(), by, seqs, strict=True)
            if seq
        }
        for doc, held in versions.items():
            each = isinstance(held, dict)
            known[int(doc)] = {f: long(v) for f, v in held.items()} if each else long(held)
        state.tables[name] = Table(
            live=live,
            gone={int(doc): row for doc, row in gone.items()},
            versions=known,
            itself=itself,
            highest=highest,
        )
    for row in data["rivals"]:
        state.rivals[key(row)] = {long(v): x[0] if x is not None else ABSENT for v, x in row[3]}
    for row in data["deletions"]:
        state.deletions[row[0], row[1]] = {long(v): set(known) for v, known in row[2]}
    for row in data["early"]:
        state.early[key(row)] = set(row[3])
    return state
