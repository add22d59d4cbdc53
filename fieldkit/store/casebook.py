"""The whole study as values, in the order in which it is read."""

from collections.abc import Container
from operator import attrgetter
from typing import Any, TypeVar

from fieldkit.model.moment import Moment
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook, Study
from fieldkit.store.rows import natural
from fieldkit.store.state import State
from fieldkit.store.tables import TYPES, Repository

Keyed = TypeVar("Keyed")
LAST = 1 << 30


def casebook(state: State, study: Study, ids: Container[str] | None = None) -> Casebook:
    """Return the study's values; hidden moments are left out, and those not among ids.

    Cost: about 10 µs a moment.
    """

    def values(table: str) -> list[Any]:
        return Repository(state, table, TYPES[table]).all()

    sessions = sorted(values("sessions"), key=_session_order)
    moments = [
        moment
        for moment in values("moments")
        if not moment.hidden and (ids is None or moment.id in ids)
    ]
    return Casebook(
        study=study,
        observers=_by("handle", values("observers")),
        participants=_by("key", values("participants")),
        staff=_by("key", values("staff")),
        phases=tuple(sorted(values("phases"), key=attrgetter("order", "key"))),
        touchpoints=tuple(
            sorted(values("touchpoints"), key=lambda t: LAST if t.order is None else t.order)
        ),
        codes=_by("key", values("codes")),
        sessions=tuple(sessions),
        moments=tuple(in_order(moments, sessions)),
        insights=_by("id", values("insights")),
        memos=_by("id", values("memos")),
    )


def in_order(moments: list[Moment], sessions: list[Session]) -> list[Moment]:
    """Return moments by session, then time; one without a time stays where its source had it."""
    place = {session.id: at for at, session in enumerate(sessions)}
    kept = sorted(moments, key=_source_order)
    last: dict[Any, str] = {}
    rows = []
    for at, moment in enumerate(kept):
        session = place.get(moment.session, LAST) if moment.session else LAST
        time = moment.at.isoformat() if moment.at else last.get(moment.session, "")
        last[moment.session] = max(time, last.get(moment.session, "")) if moment.source else time
        rows.append((session, time, at, moment))
    return [row[3] for row in sorted(rows, key=lambda row: row[:3])]


def _source_order(moment: Moment) -> tuple[Any, ...]:
    if moment.source is not None:
        return (0, moment.source.path, moment.source.line, natural(moment.id))
    return (1, "", 0, natural(moment.id))


def _session_order(session: Session) -> tuple[str, tuple[tuple[int, str], ...]]:
    return (session.start.isoformat() if session.start else "9", natural(session.id))


def _by(name: str, values: list[Keyed]) -> tuple[Keyed, ...]:
    return tuple(sorted(values, key=lambda value: natural(getattr(value, name))))
