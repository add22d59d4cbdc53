"""Changes to one moment or to many, asked of the desk; what came of them is said."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from fieldkit.model.errors import FieldkitError
from fieldkit.tui import browsing
from fieldkit.tui.rows import counted
from fieldkit.tui.wording import Names, one_line

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.writing import Writing


class Changing:
    """Makes changes, each undone by one key; a method tells whether its change was made."""

    def __init__(
        self,
        desk: "Desk[Bench]",
        tickets: Iterator[int],
        say: Callable[[str], None],
        names: Names,
    ) -> None:
        self._desk = desk
        self._tickets = tickets
        self._say = say
        self._names = names

    def called(self, ids: Sequence[str]) -> str:
        """Return what moments are called: the one by its id, several by their number."""
        return ids[0] if len(ids) == 1 else counted(len(ids), self._names)

    async def tag(self, ids: Sequence[str], tags: str) -> bool:
        """Add a line's tags."""
        said = f"{one_line(tags)}: {self.called(ids)}; Ctrl+Z takes it back"
        return await self._do(lambda b, ticket: browsing.tag(b, ticket, ids, tags), said)

    async def edit(self, writing: "Writing") -> bool:
        """Make a moment say what its line says."""
        target, text, seen = str(writing.target), writing.text, writing.seen
        return await self._do(
            lambda bench, _: _told(bench.edit(writing.ticket, target, text, seen)),
            f"{target} amended",
        )

    async def star(self, ids: Sequence[str]) -> bool:
        """Star them, or take their stars away."""
        return await self._do(lambda b, ticket: browsing.star(b, ticket, ids), "")

    async def delete(self, ids: Sequence[str]) -> bool:
        """Delete them."""
        said = f"{self.called(ids)} deleted; Ctrl+Z brings back"
        return await self._do(lambda b, ticket: browsing.delete(b, ticket, ids), said)

    async def save_search(self, name: str, line: str) -> bool:
        """Keep a search under a name."""
        return await self._do(
            lambda b, ticket: b.noted(ticket, lambda notebook: notebook.save_search(name, line)),
            f"saved: saved:{one_line(name)} means it from now on",
        )

    async def _do(self, job: "Callable[[Bench, int], tuple[str, ...]]", said: str) -> bool:
        ticket = next(self._tickets)
        try:
            told = await self._desk.do(lambda bench: job(bench, ticket))
        except FieldkitError as error:
            self._say(str(error))
            return False
        if lines := [*map(one_line, told), *([said] if said else [])]:
            self._say("  ".join(lines))
        return True


def _told(saved: object) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(saved, "told", ("it is gone",))
    return found
