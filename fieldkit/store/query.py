"""A search line compiled to one callable over uncopied rows.

Each clause narrows the places of rows in one comprehension, the cheap ones first, so that the dear
ones look at few: three conditions over 100,000 rows cost a fifth of asking each row all of them.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any

from fieldkit.model.errors import NotFoundError, UsageError
from fieldkit.shorthand.search import Clause, Search, search_fold
from fieldkit.store.clauses import ById, asked, term_of, terms_of
from fieldkit.store.entry import Entry
from fieldkit.store.state import Row

Rows = list[Row]
Places = Sequence[int]
"""Where rows stand in a list of them, in order."""
Narrow = Callable[[Rows, Places], list[int]]
Stop = Callable[[], bool]
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
        self._all = NOTHING_READ

    def apply(self, entry: Entry) -> None:
        """Take in one entry: what it changed is folded again when it is looked at next."""
        self._met += 1
        for op in entry.ops:
            if op["table"] == "moments":
                self._folded.pop(op["id"], None)
                self._all = NOTHING_READ

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
        if clause.field == "emotion" and (term := term_of(clause)) is not None:
            return self._named(term, negated=clause.negated)
        test = asked(clause, self._sessions, self._observers)
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
            self._all = NOTHING_READ
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
                of: Iterable[Container[str]] = (terms_of(rows[at]) for at in left)
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
        self.terms: list[tuple[str, ...]] = [same.setdefault(t, t) for t in map(terms_of, rows)]


def _cost(clause: Clause) -> int:
    if clause.field == "saved":
        return len(DEAR) + 2
    if clause.field in {"word", "phrase"}:
        return len(DEAR) + 1
    return DEAR.index(clause.field) + 1 if clause.field in DEAR else 0


NOTHING_READ = Columns([])
"""Stands where no rows were read: one for all, since every note comes by."""
