"""What people agreed to: who was asked, what they answered, what it covers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fieldkit.model.keys import ParticipantKey, as_person, is_staff
from fieldkit.model.people import Consent, Person
from fieldkit.store.rows import change
from fieldkit.store.tables import TYPES, Repository

if TYPE_CHECKING:
    from fieldkit.store.entry import Entry, Op

Answered = Mapping[ParticipantKey, Consent]


class Consents:
    """The consent of everyone in a study."""

    def __init__(
        self,
        table: "Callable[[str], Repository[Any]]",
        created: "Callable[[str, object], Op]",
        commit: "Callable[[Callable[..., Iterable[Op]]], tuple[Entry, ...]]",
    ) -> None:
        self._table = table
        self._created = created
        self._commit = commit

    def of(self, code: str) -> Consent:
        """Return what a person agreed to, as far as anyone asked."""
        held = self._table(table_of(code)).get(code)
        return held.consent if held else Consent()

    def record(self, answered: Mapping[str, Consent]) -> None:
        """Keep what people answered, as one change; who is not known yet is made.

        Which answer may follow which is for ``Consent.then``.

        Raises:
            InvalidValueError: No code that a person could have.
        """
        known = by_code(answered)
        self._commit(lambda _: self.ops(known))

    def ops(self, answered: Answered) -> "Iterator[Op]":
        """Yield what keeps these answers."""
        for code, consent in answered.items():
            table = table_of(code)
            held: Person | None = self._table(table).get(code)
            if held is None:
                yield self._created(table, TYPES[table](key=code, consent=consent))
            elif op := change(table, held, replace(held, consent=consent)):
                yield op

    def agreeing(
        self, people: Iterable[ParticipantKey], answered: Answered
    ) -> tuple[ParticipantKey, ...]:
        """Return those who did not say no, now or before."""
        return tuple(p for p in people if not (answered.get(p) or self.of(p)).refused)


def by_code(answered: Mapping[str, Consent]) -> Answered:
    """Return answers by the codes as they are written."""
    return {as_person(code): consent for code, consent in answered.items()}


def table_of(person: str) -> str:
    """Return the table that holds a person."""
    return "staff" if is_staff(person) else "participants"
