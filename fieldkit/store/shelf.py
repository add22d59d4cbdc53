"""The shelf: all moments in the order in which they are read, found and set out in groups.

It looks at rows, not at values: a hundred thousand values are a second and a hundred megabytes.
"""

import gc
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

from fieldkit.model.finding import By
from fieldkit.model.moment import ANSWER, QUESTION
from fieldkit.shorthand.search import Clause, Search
from fieldkit.store.entry import Entry, Op
from fieldkit.store.ledger import Ledger
from fieldkit.store.merged import Merges, widened
from fieldkit.store.query import Finder, Stop, never
from fieldkit.store.reading_order import LAST, in_order, sessions_in_order
from fieldkit.store.rows import natural
from fieldkit.store.state import DELETED, HASHED, Row

PLACED = frozenset(("session", "at", "source", "hidden", DELETED))
"""Fields that say whether and where a moment stands."""
Groups = dict[str | None, list[str]]
NOWHERE: tuple[None] = (None,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The moments of one session, person, touchpoint, feeling or code."""

    key: str | None
    """None where they have none."""
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found."""

    groups: tuple[Group, ...] = ()
    """A moment with two feelings stands under both."""
    count: int = 0
    """How many moments, each once."""
    of: int = 0
    """How many there are in the study."""


class Shelf:
    """Knows the order of the moments, and keeps it while they change."""

    def __init__(self, ledger: Ledger, finder: Finder) -> None:
        self._ledger = ledger
        self._finder = finder
        self._met = ledger.state.applied
        self._rows: list[Row] | None = None
        self._at: dict[str, int] = {}
        self._sessions: list[Row] | None = None
        self._last: tuple[tuple[Clause, ...], list[Row]] | None = None
        """The last search and what it found; None where something was written since."""
        self._whole: dict[By, Found] = {}
        """All moments in their groups, since something was written."""
        # After the state has taken an entry in.
        ledger.journal.followers.append(self._follow)
        ledger.journal.restarts.append(self._forget)

    def find(self, search: Search, by: By = By.SESSION, stop: Stop = never) -> Found | None:
        """Return the moments that a search means, in order and in groups; None where stopped.

        Args:
            search: What is looked for.
            by: What they are grouped by.
            stop: Asked now and then whether the answer is still wanted.

        Raises:
            NotFoundError: It asks for a saved search that is not there.

        Cost: at 100,000 moments 10 to 40 ms, the first time a third of a second more. A search
        that only narrows the last one, as typing does, looks at what that one found.
        """
        rows = self.rows()
        if not search.clauses and by in self._whole:
            return self._whole[by]
        clauses = widened(self._ledger.state, search).clauses
        before, held = self._last or ((), rows)
        start = held if _narrows(clauses, before) else rows
        found = self._finder.compile(Search(clauses=clauses), stop)(start) if clauses else rows
        if stop():
            return None
        self._last = (clauses, found)
        groups = tuple(self._grouped(found, by))
        answer = Found(groups=groups, count=len(found), of=len(rows))
        if not clauses:
            self._whole[by] = answer
        return answer

    def rows(self) -> list[Row]:
        """Return the rows in order, not copied; without those off the record."""
        state = self._ledger.state
        if self._met != state.applied:  # the documents were made anew, without us
            self._forget()
            self._met = state.applied
        if self._rows is None:
            shown = (
                row
                for doc, row in state.rows("moments").items()
                if doc >= HASHED and not row.get("hidden")
            )
            with _without_collecting():
                self._rows = in_order(shown, self.sessions())
                self._at = {row["id"]: at for at, row in enumerate(self._rows)}
        return self._rows

    def read(self) -> None:
        """Make ready to search for words."""
        with _without_collecting():
            self._finder.read(self.rows())

    def sessions(self) -> list[Row]:
        """Return the sessions' rows in order, not copied: the same list until one changes."""
        if self._sessions is None:
            self._sessions = sessions_in_order(self._ledger.state.rows("sessions").values())
        return self._sessions

    def around(self, name: str, reach: int) -> tuple[list[Row], list[Row]]:
        """Return what came before and after a moment in its session, nearest in the middle."""
        rows = self.rows()
        at = self._at.get(name)
        if at is None:
            return [], []
        session = rows[at].get("session")

        def same(part: Sequence[Row]) -> list[Row]:
            return [row for row in part if row.get("session") == session]

        return same(rows[max(0, at - reach) : at]), same(rows[at + 1 : at + 1 + reach])

    def _follow(self, entry: Entry) -> None:
        self._met += 1
        self._last = None
        self._whole.clear()
        if any(op["table"] == "sessions" for op in entry.ops):
            self._sessions = self._rows = None
        elif self._rows is not None and any(self._moves(op) for op in entry.ops):
            self._rows = None

    def _moves(self, op: Op) -> bool:
        """Tell whether a write makes a moment, or puts it elsewhere."""
        if op["table"] != "moments":
            return False
        written = {*op.get("set", ()), *op.get("unset", ())}
        return op["id"] not in self._at or not PLACED.isdisjoint(written)

    def _forget(self) -> None:
        self._rows = self._sessions = self._last = None
        self._whole.clear()

    def _grouped(self, rows: list[Row], by: By) -> Iterator[Group]:
        groups: defaultdict[str | None, list[str]] = defaultdict(list)
        if by is By.SESSION:
            # They stand in this order: a comparison a row is enough.
            ids, start = [row["id"] for row in rows], 0
            for session, run in groupby([row.get("session") for row in rows]):
                end = start + sum(1 for _ in run)
                groups[session] += ids[start:end]
                start = end
        elif by is By.TOUCHPOINT:
            for row in rows:
                groups[row.get("touchpoint")].append(row["id"])
        else:
            keys = {By.FEELING: _feelings, By.CODE: _codes, By.PERSON: _people}[by]
            for row in rows:
                for key in keys(row) or NOWHERE:
                    groups[key].append(row["id"])
        merged = self._merged(by, groups)
        for key in self._group_order(by, merged):
            yield Group(key=key, ids=tuple(merged[key]))

    def _merged(self, by: By, groups: Groups) -> Groups:
        """Put together the groups of keys that were merged."""
        if by in {By.SESSION, By.FEELING}:
            return groups
        merges = Merges(self._ledger.state, by)
        if not merges:
            return groups
        merged: Groups = {}
        for key, ids in groups.items():
            merged.setdefault(key and merges.of(key), []).extend(ids)
        place = self._at
        return {key: sorted(set(ids), key=lambda n: place[n]) for key, ids in merged.items()}

    def _group_order(self, by: By, groups: Groups) -> list[str | None]:
        """Return the groups' keys in order; those without one last."""
        state = self._ledger.state
        named = [key for key in groups if key is not None]
        if by is By.SESSION:
            order = {row["id"]: at for at, row in enumerate(self.sessions())}
            named.sort(key=lambda key: order.get(key, LAST))
        elif by is By.TOUCHPOINT:
            rows = state.rows("touchpoints").values()
            places = {row.get("id"): row.get("order", LAST) for row in rows}
            named.sort(key=lambda key: (places.get(key, LAST), key))
        elif by is By.PERSON:
            named.sort(key=natural)
        else:
            named.sort(key=lambda key: (-len(groups[key]), key))
        return [*named, *([None] if None in groups else [])]


def _feelings(row: Row) -> Collection[str]:
    return dict.fromkeys(emotion["term"] for emotion in row.get("emotions", {}).values())


def _codes(row: Row) -> Collection[str]:
    codes: Collection[str] = row.get("codes", ())
    return codes


def _people(row: Row) -> Collection[str]:
    people: Collection[str] = row.get("participants", ())
    speaker = row.get("speaker")
    if speaker and speaker not in people and speaker not in {ANSWER, QUESTION}:
        return (*people, speaker)
    return people


def _narrows(new: Sequence[Clause], old: Sequence[Clause]) -> bool:
    """Tell whether a search can only find what another one found."""
    return all(any(_within(clause, other) for clause in new) for other in old)


def _within(new: Clause, old: Clause) -> bool:
    if new == old:
        return True
    words = new.field == old.field and new.field in {"word", "phrase"}
    return (
        words
        and not (new.negated or old.negated)
        and len(old.values) == len(new.values) == 1
        and str(old.values[0]) in str(new.values[0])
    )


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Make much at once without looking for garbage among it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
