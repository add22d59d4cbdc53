"""Which logs a study has: asked at every change, so the folder is read only where it may differ."""

import os
import sys
import time
from pathlib import Path

from fieldkit.store.log import SUFFIX

DATED = sys.platform != "win32"
"""Whether every disk's folders tell when a name was added last; on Windows those of FAT do not."""
COARSE = 3_000_000_000
"""Nanoseconds within which two changes of a folder may show the same time: FAT counts in 2 s."""


class Listing:
    """The names of the logs in a folder."""

    def __init__(self, folder: Path) -> None:
        self._within = f"{folder}{os.sep}"
        self._changed = -1
        self._names: list[str] = []

    def path(self, name: str) -> str:
        """Return a log's path, as text: a path object a log a change costs 3 µs."""
        return f"{self._within}{name}"

    def names(self) -> list[str]:
        """Return the names of the logs, in order; none where the folder cannot be read."""
        try:
            changed = os.stat(self._within).st_mtime_ns  # noqa: PTH116 — on the hot path
            if changed == self._changed:
                return self._names
            found = [name for name in os.listdir(self._within) if name.endswith(SUFFIX)]  # noqa: PTH208 — as above
        except OSError:
            return []
        found.sort()
        found.sort(key=len)  # a copy's name is the longer, and comes behind its log
        # What changed just now may change once more and show the same time: then it is read again.
        settled = DATED and time.time_ns() - changed > COARSE
        self._changed, self._names = changed if settled else -1, found
        return found
