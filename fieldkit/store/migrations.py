"""Entries of an earlier version, read as if they were written today.

A migration is a pure function from an entry of version n, as JSON values, to one of version n + 1.
It is applied while reading, after the checksum was found to fit; logs are never rewritten, so an
older fieldkit, which knows only the old shape, still reads its own lines. What a migration does not
know it passes on. Version 1 is the first that was ever written, so there is none yet.
"""

from collections.abc import Callable
from typing import Any

Migration = Callable[[dict[str, Any]], dict[str, Any]]

STEPS: dict[int, Migration] = {}
"""By the version that each begins with."""


def migrated(data: dict[str, Any], to: int) -> dict[str, Any]:
    """Return an entry as of a later version.

    Raises:
        KeyError: No migration leads there: the entry is none of ours.
    """
    while data["v"] < to:
        version = data["v"]
        data = {**STEPS[version](data), "v": version + 1}
    return data
