"""How the entries of all logs read: every id as it is known by now, and without what was erased.

Both are functions of entries that may arrive in any order. Where one makes entries read otherwise
that were taken in before, all are to be read again, from the first: there is no second way.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from fieldkit.store.entry import Entry, decode
from fieldkit.store.log import first_entry
from fieldkit.store.naming import Naming
from fieldkit.store.redaction import ERASURES, SIGN, Erased


class Reading:
    """What has to be known of all logs to read one entry."""

    def __init__(self) -> None:
        self.naming = Naming()
        self.erased = Erased()
        self.late: set[str] = set()
        """Logs in which something stands that was erased: it is passed over, not yet removed.

        Of another device's erasure, too, that the folder was not swept after.
        """
        self.again = False
        """Whether entries that were taken in read otherwise now."""
        self._renamed = False

    def begin(self, paths: Iterable[Path]) -> None:
        """Learn who claims which mark, and who was erased, so that nothing is read twice."""
        paths = [*paths]
        for entry in filter(None, map(first_entry, paths)):
            self.naming.take(entry)
        self._learn_all(paths)

    def begin_again(self, paths: Iterable[Path], logs: Collection[str]) -> None:
        """Go back before the first entry of every log.

        Args:
            paths: The logs.
            logs: The names of those that were taken in.
        """
        if self._renamed:  # then what was erased reads otherwise, too
            self.erased.fields.clear()
            self.erased.news.clear()
        self.again = self._renamed = False
        self.late.difference_update(logs)
        self._learn_all(paths)

    def read(self, entry: Entry) -> Entry:
        """Return an entry as it reads."""
        named = self.naming.read(entry)
        return self.erased.clean(named) if self.erased else named

    def meet(self, data: bytes) -> None:
        """Learn whom a stretch of a log erases, before an entry of it is taken in."""
        if SIGN in data and self._learn(data):
            self.again = True
            self.late.add(ERASURES)

    def take(self, log: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Return the entries of a change as they read; learn what they say of others."""
        for entry in entries:
            if (entry.header or entry.marks) and self.naming.take(entry):
                self.again = self._renamed = True
        named = tuple(map(self.naming.read, entries))
        if not self.erased:
            return named
        known = len(self.erased.news)
        cleaned = tuple(map(self.erased.clean, named))
        if any(new is not old for new, old in zip(cleaned, named, strict=True)):
            self.late.add(log)
        self.again |= len(self.erased.news) > known
        return cleaned

    def _learn_all(self, paths: Iterable[Path]) -> None:
        for path in paths:
            with suppress(OSError):  # the journal tells of it
                data = path.read_bytes()
                if SIGN in data:
                    self._learn(data)

    def _learn(self, data: bytes) -> bool:
        """Take in the erasures in a piece of a log; tell whether any was new."""
        entries = [decode(line) for line in data.split(b"\n") if SIGN in line]
        named = [self.naming.read(entry) for entry in entries if entry]
        ops = [op for entry in named for op in entry.ops if op["table"] == ERASURES]
        return sum(self.erased.learn(op) for op in ops) > 0
