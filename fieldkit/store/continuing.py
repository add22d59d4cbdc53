"""Which log this installation goes on with, and what a new one is called."""

from collections.abc import Collection
from pathlib import Path

from fieldkit.store.home import LEFT, Home
from fieldkit.store.log import SUFFIX, erased_at, header, last_entry
from fieldkit.store.own import OwnLog
from fieldkit.store.snapshot import Positions

ENDED = ".ended"
"""Ends the name of a file beside a log that came from a backup: its writer goes on elsewhere."""


def continued(logs: Path, home: Home, study: str, handle: str, read: Positions) -> OwnLog | None:
    """Return our log of a handle, where it still reaches what we remember of it.

    Args:
        logs: The study's logs.
        home: What this installation remembers.
        study: The study's id.
        handle: Who writes.
        read: How far each log was read.
    """
    reached = home.reached(study, handle)
    if reached is None or reached.offset == LEFT:
        return None
    path = logs / f"{reached.dev}{SUFFIX}"
    if path.with_suffix(ENDED).exists():
        return None
    begun = header(path)
    mark = begun.get("mark")
    try:
        with path.open("rb") as stream:
            stream.seek(max(0, reached.offset - len(reached.sum) - 3))
            tail = stream.read(len(reached.sum) + 3)
        last = last_entry(path, max(reached.offset, read.get(reached.dev, (0, 0))[1]))
    except OSError:
        return None
    if mark is None:
        return None
    ours = tail == f'{reached.sum}"}}\n'.encode()
    if not ours and not erased_at(path, reached.dev, reached.seq, reached.offset):
        return None
    return OwnLog(
        dev=reached.dev,
        handle=handle,
        mark=mark,
        path=path,
        seq=reached.seq,
        offset=reached.offset,
        last=last.at if last else "",
        sum=reached.sum,
        follows=begun.get("follows", ""),
    )


def free_mark(handle: str, logs: list[Path], claimed: Collection[str]) -> str:
    """Return a mark that no log has; one whose first line is lost may have any of the lower.

    Args:
        handle: Who writes.
        logs: The study's logs.
        claimed: The marks that logs are known to claim, there or lost.
    """
    begun = [header(path).get("mark") for path in logs if path.stat().st_size]
    taken = {*claimed, *begun}
    number = len(logs) + 1 if None in begun else 2
    mark = f"{handle}{number}" if None in begun else handle
    while mark in taken:
        mark, number = f"{handle}{number}", number + 1
    return mark
