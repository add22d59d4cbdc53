"""The log that this installation writes: its lines, and its end."""

import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from fieldkit.store.entry import FORMAT, OPS_PER_LINE, Entry, Op, after, seal
from fieldkit.store.files import Files, write_all

Keep = Callable[[str, bytes], str | None]
"""Keeps bytes in quarantine; returns the file's name, or None where they cannot be kept."""


@dataclass(slots=True, kw_only=True)
class OwnLog:
    """The log that this installation continues, for one handle."""

    dev: str
    handle: str
    mark: str
    path: Path
    seq: int = 0
    offset: int = 0
    last: str = ""
    sum: str = ""
    follows: str = ""
    """The logs that this one goes on from, which a failed disk made us leave; by spaces."""


class Lines(NamedTuple):
    """A change as it is to stand in the log."""

    entries: tuple[Entry, ...]
    """Decoded again from the lines: memory holds what the log says."""
    data: bytes


def lines(
    own: OwnLog,
    ops: list[Op],
    *,
    study: str,
    wall: datetime,
    draft: str | None = None,
    undoes: str | None = None,
    marks: dict[str, str] | None = None,
) -> Lines:
    """Return a change as the next lines of a log; the first of all begins it.

    Raises:
        InvalidValueError: It holds something that cannot be kept.
    """
    last, seq = own.last, own.seq
    chunks = [ops[i : i + OPS_PER_LINE] for i in range(0, len(ops), OPS_PER_LINE)]
    entries: list[Entry] = []
    data: list[bytes] = []
    for place in range(0 if own.seq == 0 else 1, len(chunks) + 1):
        seq, last = seq + 1, after(wall, last)
        entry = Entry(FORMAT, own.dev, seq, last, own.handle, chunks[place - 1] if place else [])
        if not place:
            header = {"study": study, "handle": own.handle, "mark": own.mark}
            follows = {"follows": own.follows} if own.follows else {}
            entry = entry._replace(header={**header, **follows})
        elif draft or undoes or marks or len(chunks) > 1:
            part = (place, len(chunks)) if len(chunks) > 1 else None
            entry = entry._replace(part=part, undoes=undoes, draft=draft, marks=marks)
        line, read = seal(entry)
        entries.append(read)
        data.append(line)
    return Lines(entries=tuple(entries), data=b"".join(data))


def mend_end(files: Files, own: OwnLog, size: int, keep: Keep) -> tuple[bytes, str | None]:
    """Move what a crash left after a log's last whole change out of the way.

    The last line may be whole and lack its line end only: then it gets one.

    Returns:
        What was moved, and the name it is kept by; nothing is moved that cannot be kept.
    """
    with own.path.open("rb") as stream:
        stream.seek(max(0, own.offset - 1))
        ended = stream.read(1) == b"\n" or not own.offset
        rest = stream.read() if size >= own.offset else b""
    kept = keep(f"{own.dev}-{own.offset}-{zlib.crc32(rest):08x}", rest) if rest else None
    if rest and kept is None:
        return rest, None
    fd = files.open(own.path, os.O_RDWR | os.O_APPEND)
    try:
        if rest:
            files.truncate(fd, own.offset)
        if not ended:
            write_all(files, fd, b"\n")
            own.offset = max(own.offset, min(size, own.offset) + 1)
        files.fsync(fd)
    finally:
        files.close(fd)
    return rest, kept
