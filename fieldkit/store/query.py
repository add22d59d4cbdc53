"""A search line compiled to one callable over uncopied rows.

Each clause narrows the places of rows in one comprehension, the cheap ones first, so that the dear
ones look at few: three conditions over 100,000 rows cost a fifth of asking each row all of them.
"""

import operator
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from fieldkit.model.emotion import Known
from fieldkit.model.errors import NotFoundError, UsageError
from fieldkit.model.times import to_iso
from fieldkit.shorthand.search import Clause, FeelingQuery, Search, search_fold
from fieldkit.store.entry import Entry
from fieldkit.store.state import Row

Test = Callable[[Row], bool]
Rows = list[Row]
Places = Sequence[int]
"""Where rows stand in a list of them, in order."""
Narrow = Callable[[Rows, Places], list[int]]
Stop = Callable[[], bool]
ById = Callable[[], Mapping[str, Row]]
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
PLAIN = {
    "touchpoint": "touchpoint",
    "dimension": "dimension",
    "layer": "layer",
    "by": "observer",
    "id": "id",
}
"""Clauses that ask for the value of one field of the row."""
COLUMNS = ("touchpoint", "layer")
DEAR = ("session", "kind", "role", "code", "person", "known", "emotion", "valence", "intensity")
"""Clauses by what they cost; those not named are cheaper, those over words dearer."""


def never() -> bool:
    """Never stop a search."""
    return False


class Finder:
    """Compiles searches over a study's rows; keeps the folded text of what it has read."""

    def __init__(
        self,
        sessions: ById,
        observers: ById,
        changes: Callable[[], int],
        saved: Callable[[str], Search] | None = None,
    ) -> None:
        self._sessions = sessions
        self._observers = observers
        self._changes = changes
        self._met = changes()
        self._saved = saved
        self._reading: list[str] = []
        """The saved searches being compiled, one within the other."""
        self._folded: dict[str, str] = {}
        self._all = Columns([])

    def apply(self, entry: Entry) -> None:
        """Take in one entry: what it changed is folded again when it is looked at next."""
        self._met += 1
        for op in entry.ops:
            if op["table"] == "moments":
                self._folded.pop(op["id"], None)
                self._all = Columns([])

    def compile(
        self, search: Search, stop: Stop = never
    ) -> Callable[[Rows, Places | None], Places]:
        """Return what picks the moments that a search means: of rows, at these places or at all.

        Args:
            search: What is looked for.
            stop: Asked between two clauses; where it says so, nothing more is looked at.

        Raises:
            NotFoundError: It asks for a saved search that is not there.
            UsageError: A saved search asks for itself.
        """
        narrows = [self._narrow(clause) for clause in sorted(search.clauses, key=_cost)]

        def pick(rows: Rows, among: Places | None = None) -> Places:
            left: Places = range(len(rows)) if among is None else among
            for narrow in narrows:
                left = [] if stop() else narrow(rows, left)
            return left

        return pick

    def refuse_circle(self, name: str, search: Search) -> None:
        """Refuse what cannot be saved under a name, because it asks for that name itself.

        Raises:
            NotFoundError: It asks for a saved search that is not there.
            UsageError: It asks for itself, perhaps through another.
        """
        self._reading.append(name)
        try:
            self.compile(search)
        finally:
            self._reading.pop()

    def _narrow(self, clause: Clause) -> Narrow:
        if clause.field == "saved":
            return self._as_saved(str(clause.values[0]), negated=clause.negated)
        if clause.field in PLAIN:
            values: set[str | None] = {str(value) for value in clause.values} or {None}
            return self._plain(PLAIN[clause.field], values, negated=clause.negated)
        if clause.field in {"word", "phrase"}:
            return self._words(tuple(map(str, clause.values)), negated=clause.negated)
        if clause.field == "emotion" and (term := _term(clause)) is not None:
            return self._named(term, negated=clause.negated)
        test = self._test(clause)
        if clause.negated:
            return lambda rows, left: [at for at in left if not test(rows[at])]
        return lambda rows, left: [at for at in left if test(rows[at])]

    def _as_saved(self, name: str, *, negated: bool) -> Narrow:
        if name in self._reading:
            message = f"The saved search {name} asks for itself; save it anew under that name."
            raise UsageError(message)
        if self._saved is None:
            message = f"There is no saved search {name}; see: fieldkit moments --searches"
            raise NotFoundError(message)
        self._reading.append(name)
        try:
            pick = self.compile(self._saved(name))
        finally:
            self._reading.pop()

        def meant(rows: Rows, left: Places) -> list[int]:
            found = pick(rows, left)
            if not negated:
                return list(found)
            those = set(found)
            return [at for at in left if at not in those]

        return meant

    def _test(self, clause: Clause) -> Test:
        values = frozenset(map(str, clause.values))
        makers: Mapping[str, Callable[[], Test]] = {
            "session": lambda: _session(values, self._sessions()),
            "kind": lambda: _kind(values, self._sessions()),
            "role": lambda: _role(values, self._observers()),
            "code": lambda: _codes(values),
            "emotion": lambda: _feelings(clause),
            "person": lambda: _person(values),
            "starred": lambda: lambda row: ("yes" if row.get("starred") else "no") in values,
            "valence": lambda: _number("valence", clause),
            "intensity": lambda: _number("intensity", clause),
            "known": lambda: _felt(lambda e: e.get("known", Known.INFERRED) in values),
            "from": lambda: _day("from", min(values), self._sessions()),
            "to": lambda: _day("to", max(values), self._sessions()),
        }
        return makers[clause.field]()

    def _words(self, wanted: tuple[str, ...], *, negated: bool) -> Narrow:
        (word, *others) = wanted

        def narrow(rows: Rows, left: Places) -> list[int]:
            texts = self._texts(rows, left)
            if others:
                return [
                    at
                    for at, text in zip(left, texts, strict=True)
                    if any(word in text for word in wanted) is not negated
                ]
            if negated:
                return [at for at, text in zip(left, texts, strict=True) if word not in text]
            return [at for at, text in zip(left, texts, strict=True) if word in text]

        return narrow

    def read(self, rows: Rows) -> bool:
        """Make ready to search these rows, as one types; tell whether they were not.

        The list itself is meant.
        """
        self._look_again()
        if self._all.of is rows:
            return False
        self._all = Columns(rows, [self._fold(row) for row in rows])
        return True

    def _texts(self, rows: Rows, left: Places) -> Iterable[str]:
        """Return the folded text of rows at these places; folds those not folded yet."""
        self._look_again()
        held = self._all
        if held.of is not rows:
            return [self._fold(rows[at]) for at in left]
        return held.texts if len(left) == len(rows) else map(held.texts.__getitem__, left)

    def _fold(self, row: Row) -> str:
        name = row.get("id", "")
        folded = self._folded.get(name)
        if folded is None:
            words = (row.get("text", ""), row.get("note") or "", row.get("jotting") or "")
            folded = self._folded[name] = search_fold("\n".join(words))
        return folded

    def _look_again(self) -> None:
        """Forget what was read where the documents were made anew, without us."""
        if self._met != self._changes():
            self._folded.clear()
            self._all = Columns([])
            self._met = self._changes()

    def _plain(self, name: str, values: Container[object], *, negated: bool) -> Narrow:
        """Ask for the value of one field."""

        def narrow(rows: Rows, left: Places) -> list[int]:
            held = self._all.fields.get(name) if self._all.of is rows else None
            if held is None:
                each = (
                    enumerate(rows) if len(left) == len(rows) else ((at, rows[at]) for at in left)
                )
                if negated:
                    return [at for at, row in each if row.get(name) not in values]
                return [at for at, row in each if row.get(name) in values]
            of = held if len(left) == len(rows) else map(held.__getitem__, left)
            if negated:
                return [at for at, value in zip(left, of, strict=True) if value not in values]
            return [at for at, value in zip(left, of, strict=True) if value in values]

        return narrow

    def _named(self, term: str, *, negated: bool) -> Narrow:
        """Ask for a feeling by its name alone."""

        def narrow(rows: Rows, left: Places) -> list[int]:
            held = self._all.terms if self._all.of is rows else None
            if held is None:
                of: Iterable[Container[str]] = (_terms(rows[at]) for at in left)
            else:
                of = held if len(left) == len(rows) else map(held.__getitem__, left)
            if negated:
                return [at for at, terms in zip(left, of, strict=True) if term not in terms]
            return [at for at, terms in zip(left, of, strict=True) if term in terms]

        return narrow


class Columns:
    """What is asked for most, of all rows, each beside its like: rows lie all over the memory."""

    def __init__(self, rows: Rows, texts: Sequence[str] = ()) -> None:
        self.of = rows
        self.texts = texts
        same: dict[Any, Any] = {}  # one for all that are alike: as dear to look at as few
        self.fields = {
            name: [
                same.setdefault(value, value) if type(value) is str else None
                for value in (row.get(name) for row in rows)
            ]
            for name in COLUMNS
        }
        self.terms: list[tuple[str, ...]] = [same.setdefault(t, t) for t in map(_terms, rows)]


def _cost(clause: Clause) -> int:
    if clause.field == "saved":
        return len(DEAR) + 2
    if clause.field in {"word", "phrase"}:
        return len(DEAR) + 1
    return DEAR.index(clause.field) + 1 if clause.field in DEAR else 0


def _session(values: frozenset[str], sessions: Mapping[str, Row]) -> Test:
    """A session is meant by its id or by its own name."""
    folded = {value.casefold() for value in values}
    meant = {
        name
        for name, row in sessions.items()
        if not folded.isdisjoint({name.casefold(), str(row.get("title", "")).casefold()})
    } | values
    return lambda row: row.get("session") in meant


def _kind(values: frozenset[str], sessions: Mapping[str, Row]) -> Test:
    meant = {name for name, row in sessions.items() if row.get("kind") in values}
    return lambda row: row.get("session") in meant


def _role(values: frozenset[str], observers: Mapping[str, Row]) -> Test:
    roles = {name: row.get("role", "researcher") for name, row in observers.items()}
    return lambda row: roles.get(row.get("observer", ""), "researcher") in values


def _day(edge: str, value: str, sessions: Mapping[str, Row]) -> Test:
    """From or to a day, in the zone of the moment's session; a dated time is itself."""
    zones = {name: str(row.get("zone", "UTC")) for name, row in sessions.items()}
    edges: dict[str | None, str] = {}
    """By session."""

    def test(row: Row) -> bool:
        at = row.get("at")
        if at is None:
            return False
        session = row.get("session")
        if session not in edges:
            edges[session] = to_iso(_edge(edge, value, zones.get(session or "", "UTC")))
        if at[-6:] != "+00:00":
            at = to_iso(datetime.fromisoformat(at))  # no time that fieldkit wrote
        # In UTC, text order is time order: "+" comes before the "." of milliseconds.
        after: bool = at >= edges[session]
        return after if edge == "from" else not after

    return test


def _edge(edge: str, value: str, zone: str) -> datetime:
    from zoneinfo import ZoneInfo

    try:
        day = date.fromisoformat(value)
    except ValueError:
        at = datetime.fromisoformat(value)
        return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
    if edge == "to":
        day += timedelta(days=1)
    return datetime.combine(day, time(), ZoneInfo(zone))


def _codes(values: frozenset[str]) -> Test:
    if not values:
        return lambda row: not row.get("codes")
    under = tuple(f"{value}/" for value in values)

    def test(row: Row) -> bool:
        for code in row.get("codes", ()):  # noqa: SIM110 — half the cost of any() over one or two
            if code in values or code.startswith(under):
                return True
        return False

    return test


def _person(values: frozenset[str]) -> Test:
    return lambda row: (
        row.get("speaker") in values or not values.isdisjoint(row.get("participants", ()))
    )


def _felt(meant: Callable[[Row], bool]) -> Test:
    def test(row: Row) -> bool:
        emotions = row.get("emotions")
        if not emotions:
            return False
        for emotion in emotions.values():  # noqa: SIM110 — half the cost of any() over one or two
            if meant(emotion):
                return True
        return False

    return test


def _number(name: str, clause: Clause) -> Test:
    compare = COMPARE[clause.op]
    numbers = [float(str(value)) for value in clause.values]

    def meant(emotion: Row) -> bool:
        value = emotion.get(name)
        return value is not None and any(compare(value, number) for number in numbers)

    return _felt(meant)


def _feelings(clause: Clause) -> Test:
    wanted = [value for value in clause.values if isinstance(value, FeelingQuery)]
    if not wanted:
        return lambda row: not row.get("emotions")
    query = wanted[0]
    if len(wanted) > 1:
        return _felt(lambda emotion: any(_is(query, emotion) for query in wanted))
    return _felt(lambda emotion: _is(query, emotion))


def _term(clause: Clause) -> str | None:
    """Return the name of the one feeling that is asked for by its name alone, or None."""
    query = clause.values[0] if len(clause.values) == 1 else None
    if isinstance(query, FeelingQuery) and query == FeelingQuery(term=query.term):
        return query.term
    return None


def _terms(row: Row) -> tuple[str, ...]:
    emotions = row.get("emotions")
    return tuple(str(emotion.get("term")) for emotion in emotions.values()) if emotions else ()


def _is(query: FeelingQuery, emotion: Row) -> bool:
    if query.term is not None and emotion.get("term") != query.term:
        return False
    if query.intensity is not None and emotion.get("intensity") != query.intensity:
        return False
    if query.whose is not None and emotion.get("whose", "customer") != query.whose:
        return False
    if query.known is None and not query.said:
        return True
    known = Known(emotion.get("known", Known.INFERRED))
    return (query.known is None or known == query.known) and (not query.said or known.said)
