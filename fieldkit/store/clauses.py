"""One clause of a search as a question to a row."""

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from fieldkit.model.emotion import Known
from fieldkit.model.times import to_iso
from fieldkit.shorthand.search import Clause, FeelingQuery
from fieldkit.store.state import Row

Test = Callable[[Row], bool]
ById = Callable[[], Mapping[str, Row]]
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


def asked(clause: Clause, sessions: ById, observers: ById) -> Test:
    """Return what a clause asks of each row.

    Args:
        clause: The clause; whether it is negated is the caller's.
        sessions: Returns the sessions' rows by their ids.
        observers: Returns the observers' rows by their handles.
    """
    values = frozenset(map(str, clause.values))
    makers: Mapping[str, Callable[[], Test]] = {
        "session": lambda: _session(values, sessions()),
        "kind": lambda: _kind(values, sessions()),
        "role": lambda: _role(values, observers()),
        "code": lambda: _codes(values),
        "emotion": lambda: _feelings(clause),
        "person": lambda: _person(values),
        "starred": lambda: lambda row: ("yes" if row.get("starred") else "no") in values,
        "valence": lambda: _number("valence", clause),
        "intensity": lambda: _number("intensity", clause),
        "known": lambda: _felt(lambda e: e.get("known", Known.INFERRED) in values),
        "from": lambda: _day("from", min(values), sessions()),
        "to": lambda: _day("to", max(values), sessions()),
    }
    return makers[clause.field]()


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


def term_of(clause: Clause) -> str | None:
    """Return the name of the one feeling that is asked for by its name alone, or None."""
    query = clause.values[0] if len(clause.values) == 1 else None
    if isinstance(query, FeelingQuery) and query == FeelingQuery(term=query.term):
        return query.term
    return None


def terms_of(row: Row) -> tuple[str, ...]:
    """Return the names of the feelings of a row."""
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
