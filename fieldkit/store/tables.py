"""One typed repository per table: rows in, values out."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from fieldkit.model.errors import NotFoundError
from fieldkit.model.finding import SavedSearch
from fieldkit.model.insight import Insight, Memo
from fieldkit.model.journey import Code, Phase, Touchpoint
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.model.people import Participant, Staff
from fieldkit.model.session import Session
from fieldkit.model.study import Layout, Study
from fieldkit.store.rows import from_row
from fieldkit.store.state import HASHED, Row, State

Value = TypeVar("Value")
TYPES: dict[str, type] = {
    "study": Study,
    "observers": Observer,
    "participants": Participant,
    "staff": Staff,
    "phases": Phase,
    "touchpoints": Touchpoint,
    "codes": Code,
    "sessions": Session,
    "moments": Moment,
    "insights": Insight,
    "memos": Memo,
    "searches": SavedSearch,
    "layouts": Layout,
}
"""The value that each table holds."""
LISTED_BY = {
    "sessions": "session list",
    "staff": "participants",
    "searches": "moments --searches",
}
"""The command that lists a table, where it is not the table's name."""
CALLED = {"staff": "staff member", "searches": "saved search"}


class Repository(Generic[Value]):
    """One table's values."""

    def __init__(self, state: State, table: str, kind: type[Value]) -> None:
        self._state = state
        self._table = table
        self._kind = kind

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._state.rows(self._table))

    def get(self, name: str) -> Value | None:
        """Return the value of this id, or None."""
        row = self._state.row(self._table, name)
        return None if row is None else self.value(row)

    def want(self, name: str) -> Value:
        """Return the value of this id.

        Raises:
            NotFoundError: There is none.
        """
        found = self.get(name)
        if found is None:
            what = CALLED.get(self._table, self._table.removesuffix("s"))
            see = LISTED_BY.get(self._table, self._table)
            message = f"There is no {what} {name}; see: fieldkit {see}"
            raise NotFoundError(message)
        return found

    def all(self) -> list[Value]:
        """Return every value, in the order they were made."""
        return list(self)

    def __iter__(self) -> Iterator[Value]:
        """Go through every value; rows made by other programs, without an id, are passed over."""
        rows = list(self._state.rows(self._table).items())
        return (self.value(row) for doc, row in rows if doc >= HASHED)

    def value(self, row: Row) -> Value:
        """Return the value of a row."""
        return from_row(self._table, row, self._kind)
