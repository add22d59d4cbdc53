"""What in the journal is not as it was written, told and kept."""

import zlib
from typing import NamedTuple

from fieldkit.store.log import Change, Damage
from fieldkit.store.own import Keep


class Trouble(NamedTuple):
    """Something in the journal that is not as it was written."""

    log: str
    offset: int
    size: int
    why: str
    kept: str | None = None
    """The file in ``quarantine/`` that holds it."""


def damaged(log: str, item: Damage, keep: Keep) -> Trouble:
    """Keep a stretch that does not read."""
    kept = keep(f"{log}-{item.start}-{zlib.crc32(item.data):08x}", item.data)
    return Trouble(log=log, offset=item.start, size=len(item.data), why=item.why, kept=kept)


def forked(log: str, item: Change, raw: bytes, keep: Keep) -> Trouble:
    """Keep a second change of one number."""
    kept = keep(f"{log}-fork-{zlib.crc32(raw):08x}", raw)
    why = "the same number twice: this log was continued in two places"
    return Trouble(log=log, offset=item.start, size=len(raw), why=why, kept=kept)


def repeated(log: str, item: Change, size: int) -> Trouble:
    """Tell of a change that stands twice in its log."""
    why = "written twice: the second is left out"
    return Trouble(log=log, offset=item.start, size=size, why=why)


def forked_copy(log: str, item: Change, size: int) -> Trouble:
    """Tell of a copy of a log that goes on otherwise; what it holds stays in it."""
    why = (
        f"of a copy of log/{item.entries[0].dev}.jsonl that goes on otherwise: that log was "
        "continued in two places; what only this copy says stays in it and is not shown"
    )
    return Trouble(log=log, offset=item.start, size=size, why=why)
