"""One entry of the journal: a committed change as one line, with its own checksum.

    {"v":1,"dev":"3f…","seq":7,"at":"…Z","who":"ana","ops":[…],"sum":"9c0d12ab"}

An operation names a document and only the fields that changed:

    {"table":"moments","id":"ana-42","set":{"codes/signs":true},"unset":["note"],
     "base":{"note":"3f….6"}}

A line that something was erased from says ``"x":1`` and is filled up with spaces before its new
checksum: it is as long as it was, so every place remembered in the log stays right.

``base`` names the version (``dev.seq``) that each field replaced, or a list of them where a
conflict was settled; left out where there was none. The checksum is CRC-32 (ISO 3309) over the
bytes before ``,"sum"``: it is against damage, not against malice.
"""

import json
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple, NotRequired, TypedDict

from fieldkit.model.errors import InvalidValueError
from fieldkit.store.migrations import migrated

FORMAT = 1
"""The version of the journal we write; a higher one opens read-only."""
OPS_PER_LINE = 200
"""A change of more operations is written as several lines, valid once the last is there."""
TAIL = b',"sum":"'
SUM_LENGTH = len(TAIL) + len('00000000"}')
STRUCK = "x"
"""Says of a line that something was erased from it: short, for the line may not grow."""
START = re.compile(rb'\{"v":')
END = re.compile(rb',"sum":"[0-9a-f]{8}"\}')
TRIES = 64
"""How many ends are tried for one beginning in a damaged stretch: keeps the search linear."""
DOT = re.compile(r".+\.[0-9]{1,15}", re.DOTALL)

ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
DECODER = json.JSONDecoder()

Version = tuple[str, str, int]
"""When, which log, which entry of it: orders all writes the same on every device."""
Loads = Callable[[bytes], Any]


class Op(TypedDict):
    """One document's change."""

    table: str
    id: str
    set: NotRequired[dict[str, Any]]
    unset: NotRequired[list[str]]
    base: NotRequired[dict[str, str | list[str]]]


class Entry(NamedTuple):
    """One line of a log."""

    v: int
    dev: str
    seq: int
    at: str
    """UTC with milliseconds, always of one form, so that text order is time order."""
    who: str
    ops: list[Op]
    part: tuple[int, int] | None = None
    """Which of how many lines of one change, from 1."""
    undoes: str | None = None
    """The dot of the change this one takes back."""
    draft: str | None = None
    """The draft that this change saved."""
    header: dict[str, Any] | None = None
    """In a log's first line: study id, handle and mark."""
    marks: dict[str, str] | None = None
    """Whose the marks are that it names beside its own: the log, by mark."""
    erased: bool = False
    """Whether something of it was erased: what stands here is what was left."""

    @property
    def version(self) -> Version:
        """The version that the fields it writes get."""
        return (self.at, self.dev, self.seq)

    @property
    def first(self) -> int:
        """The sequence number of the first line of the change it belongs to."""
        return self.seq - (self.part[0] - 1 if self.part else 0)

    @property
    def dot(self) -> str:
        """The name of the change it belongs to."""
        return f"{self.dev}.{self.first}"


def dot(version: Version) -> str:
    """Return a version's short name, ``dev.seq``."""
    return f"{version[1]}.{version[2]}"


def undot(name: str) -> tuple[str, int]:
    """Split ``dev.seq``."""
    dev, _, seq = name.rpartition(".")
    return dev, int(seq)


def stamp(at: datetime) -> str:
    """Return a time in the journal's form."""
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return f"{utc.isoformat(timespec='milliseconds')[:-6]}Z"


def after(wall: datetime, last: str) -> str:
    """Return the later of the wall clock and one millisecond after the log's last entry."""
    now = stamp(wall)
    if now > last:
        return now
    if len(last) == len(now) and last[-4:-1] < "999":  # a burst of changes: no calendar is needed
        return f"{last[:-4]}{int(last[-4:-1]) + 1:03d}Z"
    return stamp(datetime.fromisoformat(last) + timedelta(milliseconds=1))


def encode(entry: Entry) -> bytes:
    """Return the entry's line, with its line end.

    Raises:
        InvalidValueError: A number in it is not finite.
    """
    return _sealed(dump(_data(entry)))


def seal(entry: Entry) -> tuple[bytes, Entry]:
    """Return the entry's line, and the entry as it will be read back from it.

    Raises:
        InvalidValueError: It holds something that does not read back as it was written.
    """
    data = _data(entry)
    if quick := _quickly(data):
        line, ops = quick
        return _sealed(line), entry._replace(ops=ops)
    line = dump(data)
    try:
        ops = DECODER.raw_decode(line.decode())[0]["ops"]  # loads() first guesses the encoding
    except (ValueError, RecursionError) as error:
        message = "This cannot be kept: it does not read back as it was written."
        raise InvalidValueError(message) from error
    return _sealed(line), entry._replace(ops=ops)


def _quickly(data: dict[str, Any]) -> tuple[bytes, list[Op]] | None:
    """Return a line and what it reads back as, by the fast writer where a large study loaded it.

    It writes NaN as null and takes values that JSON does not know: what does not read back as the
    very same is left to the standard library, which refuses it or turns it as it always does.
    """
    msgspec = sys.modules.get("msgspec")
    if msgspec is None:
        return None
    try:
        line: bytes = msgspec.json.encode(data)
        ops: list[Op] = msgspec.json.decode(line)["ops"]
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return (line, ops) if ops == data["ops"] else None


def _data(entry: Entry) -> dict[str, Any]:
    data: dict[str, Any] = {
        "v": entry.v,
        "dev": entry.dev,
        "seq": entry.seq,
        "at": entry.at,
        "who": entry.who,
    }
    if entry.part:
        data["part"] = list(entry.part)
    if entry.undoes:
        data["undoes"] = entry.undoes
    if entry.draft:
        data["draft"] = entry.draft
    if entry.header:
        data["header"] = entry.header
    if entry.marks:
        data["marks"] = entry.marks
    if entry.erased:
        data[STRUCK] = 1
    data["ops"] = entry.ops
    return data


def _sealed(line: bytes) -> bytes:
    body = line[:-1]
    return b'%b%b%08x"}\n' % (body, TAIL, zlib.crc32(body))


def dump(data: object) -> bytes:
    """Return JSON in UTF-8; lone surrogates, which UTF-8 cannot hold, are escaped.

    Raises:
        InvalidValueError: A number is not finite, or a value is none that JSON knows.
    """
    try:
        return ENCODER.encode(data).encode()
    except UnicodeEncodeError:
        return json.dumps(data, separators=(",", ":"), allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError) as error:
        message = f"This cannot be kept: {error}."
        raise InvalidValueError(message) from error


def decode(line: bytes, loads: Loads = json.loads) -> Entry | None:
    """Read one line without its line end; None where it is damaged."""
    cut = len(line) - SUM_LENGTH
    if cut < 0 or line[cut : cut + len(TAIL)] != TAIL or line[-2:] != b'"}':
        return None
    if b"%08x" % zlib.crc32(line[:cut]) != line[-10:-2]:
        return None
    try:
        return _entry(loads(line))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None


def _entry(data: dict[str, Any]) -> Entry:
    newer = data["v"] > FORMAT
    if data["v"] < FORMAT:
        data = migrated(data, FORMAT)
    part = data.get("part")
    named = data["dev"], data["at"], data["who"]
    if type(data["seq"]) is not int or not all(isinstance(name, str) for name in named):
        raise TypeError
    return Entry(
        v=data["v"],
        dev=data["dev"],
        seq=data["seq"],
        at=data["at"],
        who=data["who"],
        ops=_read_of_newer(data) if newer else [op for op in data["ops"] if is_known(op)],
        part=(part[0], part[1]) if part else None,
        undoes=data.get("undoes"),
        draft=data.get("draft"),
        header=data.get("header"),
        marks=_marks(data.get("marks")),
        erased=bool(data.get(STRUCK)),
    )


def _read_of_newer(data: dict[str, Any]) -> list[Op]:
    """Return those operations of a newer fieldkit that we know; the others stay in the log."""
    held = data.get("ops")
    if type(held) is not list:
        return []
    return [op for op in held if isinstance(op, dict) and is_known(op)]  # type: ignore[misc]  # now it is an Op


def _marks(held: object) -> dict[str, str] | None:
    """Return whose marks an entry names, as far as it is what we would have written."""
    if not isinstance(held, dict):
        return None
    return {mark: dev for mark, dev in held.items() if isinstance(dev, str)} or None


def is_known(op: dict[str, Any]) -> bool:
    """Tell whether an operation is one of ours; any other stays in the log, for who knows it."""
    if type(op.get("table")) is not str or type(op.get("id")) is not str:
        return False
    if type(op.get("set", {})) is not dict or type(op.get("unset", [])) is not list:
        return False
    return "base" not in op or all(
        DOT.fullmatch(name)
        for over in op["base"].values()
        for name in ([over] if isinstance(over, str) else over)
    )


def strike(line: bytes, ops: list[Any], loads: Loads = json.loads) -> bytes:
    """Return a line, without its line end, with other operations and as long as it was.

    Raises:
        InvalidValueError: These take more room than those that stand there.
    """
    data = loads(line)
    del data["sum"], data["ops"]
    for said in ({STRUCK: 1}, {}):  # where even that has no room, its place and number tell it
        body = b'%b,"ops":%b' % (dump({**data, **said})[:-1], dump(ops))
        spaces = len(line) - len(body) - SUM_LENGTH
        if spaces >= 0:
            break
    else:
        message = f"Entry {data['dev']}.{data['seq']} cannot be rewritten where it stands."
        raise InvalidValueError(message)
    body += b" " * spaces
    return b'%b%b%08x"}' % (body, TAIL, zlib.crc32(body))


def salvage(damaged: bytes) -> Iterator[tuple[int, int, Entry]]:
    """Find whole entries inside a damaged stretch: a lost line end must not cost its neighbours.

    Inside JSON a quotation mark is escaped, so ``{"v":`` begins nothing but an object.

    Yields:
        Where each begins and ends, and the entry.
    """
    at = 0
    while start := START.search(damaged, at):
        at = start.end()
        for end in islice(END.finditer(damaged, start.start()), TRIES):
            entry = decode(damaged[start.start() : end.end()])
            if entry is not None:
                yield start.start(), end.end(), entry
                at = end.end()
                break
