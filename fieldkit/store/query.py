"""A search line compiled to one callable over uncopied rows."""

import operator
from collections.abc import Callable, Container, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fieldkit.model.emotion import Known
from fieldkit.shorthand.search import Clause, FeelingQuery, Search, search_fold
from fieldkit.store.state import Row

Test = Callable[[Row], bool]
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


class Finder:
    """Compiles searches over a study's rows; keeps the folded text of what it has read."""

    def __init__(
        self, sessions: Callable[[], Mapping[str, Row]], observers: Callable[[], Mapping[str, Row]]
    ) -> None:
        self._sessions = sessions
        self._observers = observers
        self._folded: dict[str, tuple[str, str]] = {}

    def compile(self, search: Search) -> Test:
        """Return what tells whether a moment's row is meant by a search; cheap tests first."""
        tests = [
            self._clause(clause)
            for clause in sorted(search.clauses, key=lambda c: c.field in {"word", "phrase"})
        ]
        if not tests:
            return lambda _: True
        if len(tests) == 1:
            return tests[0]
        return lambda row: all(test(row) for test in tests)

    def _clause(self, clause: Clause) -> Test:
        test = self._positive(clause)
        return (lambda row: not test(row)) if clause.negated else test

    def _positive(self, clause: Clause) -> Test:
        values = frozenset(str(value) for value in clause.values)
        makers: Mapping[str, Callable[[], Test]] = {
            "word": lambda: self._words(tuple(values)),
            "phrase": lambda: self._words(tuple(values)),
            "touchpoint": lambda: _field("touchpoint", values or frozenset({None})),
            "dimension": lambda: _field("dimension", values),
            "layer": lambda: _field("layer", values),
            "session": lambda: self._session(values),
            "code": lambda: _codes(values),
            "emotion": lambda: _feelings(clause),
            "person": lambda: _person(values),
            "by": lambda: _field("observer", values),
            "id": lambda: _field("id", values),
            "role": lambda: self._role(values),
            "kind": lambda: self._kind(values),
            "starred": lambda: lambda row: ("yes" if row.get("starred") else "no") in values,
            "valence": lambda: _number("valence", clause),
            "intensity": lambda: _number("intensity", clause),
            "known": lambda: _any_emotion(lambda e: e.get("known", Known.INFERRED) in values),
            "from": lambda: self._day("from", min(values)),
            "to": lambda: self._day("to", max(values)),
        }
        return makers[clause.field]()

    def _role(self, values: frozenset[str]) -> Test:
        observers = self._observers
        return lambda row: (
            observers().get(row.get("observer", ""), {}).get("role", "researcher") in values
        )

    def _kind(self, values: frozenset[str]) -> Test:
        sessions = self._sessions
        return lambda row: sessions().get(row.get("session", ""), {}).get("kind") in values

    def _session(self, values: frozenset[str]) -> Test:
        """A session is meant by its id or by its own label."""
        sessions = self._sessions
        folded = {value.casefold() for value in values}

        def test(row: Row) -> bool:
            name = row.get("session")
            if name is None:
                return False
            if name.casefold() in folded:
                return True
            return str(sessions().get(name, {}).get("title", "")).casefold() in folded

        return test

    def _words(self, wanted: tuple[str, ...]) -> Test:
        folded = self._folded

        def test(row: Row) -> bool:
            stamp = row.get("edited") or row.get("created") or ""
            held = folded.get(row["id"])
            if held is None or held[0] != stamp:
                text = search_fold(f"{row.get('text', '')}\n{row.get('note') or ''}")
                held = folded[row["id"]] = (stamp, text)
            return any(word in held[1] for word in wanted)

        return test

    def _day(self, edge: str, value: str) -> Test:
        """From or to a day, in the zone of the moment's session; a dated time is itself."""
        sessions = self._sessions
        edges: dict[str, datetime] = {}

        def edge_in(zone: str) -> datetime:
            found = edges.get(zone)
            if found is None:
                found = edges[zone] = _edge(edge, value, zone)
            return found

        def test(row: Row) -> bool:
            at = row.get("at")
            if at is None:
                return False
            zone = str(sessions().get(row.get("session", ""), {}).get("zone", "UTC"))
            when = datetime.fromisoformat(at)
            return when >= edge_in(zone) if edge == "from" else when < edge_in(zone)

        return test


def _edge(edge: str, value: str, zone: str) -> datetime:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        at = datetime.fromisoformat(value)
        return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
    if edge == "to":
        day += timedelta(days=1)
    return datetime.combine(day, time(), ZoneInfo(zone))


def _field(name: str, values: Container[object]) -> Test:
    return lambda row: row.get(name) in values


def _codes(values: frozenset[str]) -> Test:
    if not values:
        return lambda row: not row.get("codes")
    under = tuple(f"{value}/" for value in values)

    def test(row: Row) -> bool:
        codes = row.get("codes")
        if not codes:
            return False
        return any(code in values or code.startswith(under) for code in codes)

    return test


def _person(values: frozenset[str]) -> Test:
    def test(row: Row) -> bool:
        return row.get("speaker") in values or any(p in values for p in row.get("participants", ()))

    return test


def _any_emotion(meant: Callable[[Row], bool]) -> Test:
    def test(row: Row) -> bool:
        emotions = row.get("emotions")
        return bool(emotions) and any(map(meant, emotions.values()))

    return test


def _number(name: str, clause: Clause) -> Test:
    compare = COMPARE[clause.op]
    numbers = [float(str(value)) for value in clause.values]

    def meant(emotion: Row) -> bool:
        value = emotion.get(name)
        return value is not None and any(compare(value, number) for number in numbers)

    return _any_emotion(meant)


def _feelings(clause: Clause) -> Test:
    wanted = [value for value in clause.values if isinstance(value, FeelingQuery)]
    if not wanted:
        return lambda row: not row.get("emotions")

    def meant(emotion: Row) -> bool:
        return any(_is(query, emotion) for query in wanted)

    return _any_emotion(meant)


def _is(query: FeelingQuery, emotion: Row) -> bool:
    known = Known(emotion.get("known", Known.INFERRED))
    return (
        (query.term is None or emotion.get("term") == query.term)
        and (query.intensity is None or emotion.get("intensity") == query.intensity)
        and (query.whose is None or emotion.get("whose", "customer") == query.whose)
        and (query.known is None or known == query.known)
        and (not query.said or known.said)
    )
