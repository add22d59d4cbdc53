"""The shelf: all moments in the order in which they are read, found and set out in groups.

It looks at rows, not at values: a hundred thousand values are a second and a hundred megabytes.
"""

import gc
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import overload

from typing_extensions import override

from fieldkit.model.finding import By
from fieldkit.model.moment import ANSWER, QUESTION
from fieldkit.shorthand.search import Clause, Search
from fieldkit.store.entry import Entry, Op
from fieldkit.store.ledger import Ledger
from fieldkit.store.merged import Merges, widened
from fieldkit.store.query import Finder, Places, Stop, never
from fieldkit.store.reading_order import LAST, in_order, sessions_in_order
from fieldkit.store.rows import natural
from fieldkit.store.state import DELETED, HASHED, Row

PLACED = frozenset(("session", "at", "source", "hidden", DELETED))
"""Fields that say whether and where a moment stands."""
MANY = 10_000
"""Rows that cost a look for garbage more than a key may take."""
Groups = dict[str | None, list[int]]
"""The places of rows, by what they are grouped by."""
NOWHERE: tuple[None] = (None,)


class Ids(Sequence[str]):
    """Some ids of a list, by their places in it: a hundred thousand are looked at by nobody."""

    __slots__ = ("_names", "_places")

    def __init__(self, names: Sequence[str], places: Places) -> None:
        self._names = names
        self._places = places

    @override
    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    @override
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        """Return one, or some."""
        if isinstance(at, slice):
            return Ids(self._names, self._places[at])
        return self._names[self._places[at]]

    @override
    def __iter__(self) -> Iterator[str]:
        """Yield each."""
        return map(self._names.__getitem__, self._places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The moments of one session, person, touchpoint, feeling or code."""

    key: str | None
    """None where they have none."""
    ids: Sequence[str]


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
        self._names: list[str] = []
        """The id of each row."""
        self._spans: dict[str | None, list[tuple[int, int]]] = {}
        """Where the moments of each session stand, from and to."""
        self._sessions: list[Row] | None = None
        self._last: tuple[tuple[Clause, ...], Places] | None = None
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

        Cost: at 100,000 moments 10 to 30 ms, the first time a third of a second more. A search
        that only narrows the last one, as typing does, looks at what that one found.
        """
        rows = self.rows()
        if not search.clauses and by in self._whole:
            return self._whole[by]
        clauses = widened(self._ledger.state, search).clauses
        left, among = self._left_to_ask(clauses)
        found = self._finder.compile(Search(clauses=left), stop)(rows, among)
        if stop():
            return None
        self._last = (clauses, found)
        groups = tuple(self._grouped(found, by))
        answer = Found(groups=groups, count=len(found), of=len(rows))
        if not clauses:
            self._whole[by] = answer
        return answer

    def _left_to_ask(self, clauses: tuple[Clause, ...]) -> tuple[tuple[Clause, ...], Places | None]:
        """Return what the last search did not ask, and what that found; else all, of all."""
        if self._last is None or not _narrows(clauses, self._last[0]):
            return clauses, None
        before, found = self._last
        return tuple(clause for clause in clauses if clause not in before), found

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
                self._names = [row["id"] for row in self._rows]
                self._at = {name: at for at, name in enumerate(self._names)}
                self._spans = _spans([row.get("session") for row in self._rows])
        return self._rows

    def read(self) -> None:
        """Make ready to search for words."""
        with _without_collecting():
            rows = self.rows()
            if self._finder.read(rows) and len(rows) >= MANY:
                gc.freeze()  # no look for garbage is to go through them all, while one types

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

    def _grouped(self, found: Places, by: By) -> Iterator[Group]:
        if by is By.SESSION:
            groups: Mapping[str | None, Places] = self._in_sessions(found)
        else:
            groups = self._merged(by, self._keyed(found, by))
        for key in self._group_order(by, groups):
            yield Group(key=key, ids=Ids(self._names, groups[key]))

    def _in_sessions(self, found: Places) -> dict[str | None, Places]:
        """Group by session, looking at no row: they stand together."""
        groups: dict[str | None, Places] = {}
        for session, spans in self._spans.items():
            for start, end in spans:
                low = bisect_left(found, start)
                if places := found[low : bisect_left(found, end, low)]:
                    held = groups.get(session)
                    groups[session] = [*held, *places] if held else places
        return groups

    def _keyed(self, found: Places, by: By) -> Groups:
        groups: defaultdict[str | None, list[int]] = defaultdict(list)
        rows = self.rows()
        if by is By.TOUCHPOINT:
            for at in found:
                groups[rows[at].get("touchpoint")].append(at)
        else:
            keys = {By.FEELING: _feelings, By.CODE: _codes, By.PERSON: _people}[by]
            for at in found:
                for key in keys(rows[at]) or NOWHERE:
                    groups[key].append(at)
        return groups

    def _merged(self, by: By, groups: Groups) -> Groups:
        """Put together the groups of keys that were merged."""
        if by is By.FEELING:
            return groups
        merges = Merges(self._ledger.state, by)
        if not merges:
            return groups
        merged: Groups = {}
        for key, places in groups.items():
            merged.setdefault(key and merges.of(key), []).extend(places)
        return {key: sorted(set(places)) for key, places in merged.items()}

    def _group_order(self, by: By, groups: Mapping[str | None, Places]) -> list[str | None]:
        """Return the groups' keys in order; those without one last."""
        state = self._ledger.state
        named = [key for key in groups if key is not None]
        if by is By.TOUCHPOINT:
            rows = state.rows("touchpoints").values()
            places = {row.get("id"): row.get("order", LAST) for row in rows}
            named.sort(key=lambda key: (places.get(key, LAST), key))
        elif by is By.PERSON:
            named.sort(key=natural)
        elif by is not By.SESSION:  # those come in order
            named.sort(key=lambda key: (-len(groups[key]), key))
        return [*named, *([None] if None in groups else [])]


def _spans(sessions: Iterable[str | None]) -> dict[str | None, list[tuple[int, int]]]:
    """Return where each stands in a list, from and to."""
    spans: dict[str | None, list[tuple[int, int]]] = {}
    start = 0
    for session, run in groupby(sessions):
        end = start + sum(1 for _ in run)
        spans.setdefault(session, []).append((start, end))
        start = end
    return spans


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
