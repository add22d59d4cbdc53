"""How the digests in a study's folder stand: whether the notes they were made of read otherwise."""

import asyncio
from typing import TYPE_CHECKING

from fieldkit.model.errors import FieldkitError
from fieldkit.model.study import Casebook
from fieldkit.tui.compiling import read_of, standing, wanted_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from fieldkit.digest.written import Written
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk


class Standing:
    """Finds out how digests stand; each once, until its file or the study changes."""

    def __init__(self, desk: "Desk[Bench]") -> None:
        self._desk = desk
        self._number = 0
        self._known: dict[Written, str] = {}

    async def of(self, files: "Sequence[Written]") -> "AsyncIterator[dict[Written, str]]":
        """Yield what is known, one more each time; each is compiled in a thread of its own."""
        number = await self._desk.do(lambda bench: bench.applied, writes=False)
        same = number == self._number
        self._number = number
        self._known = {one: self._known[one] for one in files if same and one in self._known}
        yield self._known
        if not (new := [one for one in files if one not in self._known]):
            return
        whole = await self._desk.do(lambda bench: bench.casebook(), writes=False)
        for one in new:
            self._known[one] = await self._one(one, whole)
            yield self._known

    async def _one(self, one: "Written", whole: Casebook) -> str:
        try:
            wanted = wanted_of(one)
            found = await self._desk.do(lambda bench: read_of(bench, wanted, whole), writes=False)
            return await asyncio.to_thread(standing, found, wanted, one.text)
        except FieldkitError as error:
            return f"cannot be compiled: {error}"
