"""What Moments asks of the desk: finding, reading and changing many; values in, values out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import islice
from typing import TYPE_CHECKING

from fieldkit.model.finding import By
from fieldkit.model.moment import Moment
from fieldkit.shorthand.search import parse_search
from fieldkit.store.query import never
from fieldkit.store.shelf import Found
from fieldkit.store.state import Row
from fieldkit.tui.wording import one_line, zone_named

if TYPE_CHECKING:
    from fieldkit.store.notebook import Notebook
    from fieldkit.tui.bench import Bench

FIRST = 60
"""Moments brought with a listing: as many as most screens have rows."""
REACH = 3
"""Moments shown before and after one."""
NONE = {
    By.SESSION: "no session",
    By.PERSON: "nobody named",
    By.TOUCHPOINT: "no touchpoint",
    By.FEELING: "no feeling",
    By.CODE: "no code",
}
SIGNS = {By.TOUCHPOINT: "@", By.FEELING: "!", By.CODE: "#"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a search found, and what stands around it."""

    found: Found
    titles: Mapping[str | None, str]
    """What stands over each group, by its key."""
    zones: Mapping[str | None, tzinfo]
    lists: Mapping[str, Sequence[str]]
    """Values of a search's terms, for completion."""
    first: tuple[Moment, ...] = ()
    """Those on top: what most often is to be drawn."""
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One moment with what belongs to it."""

    moment: Moment
    zone: tzinfo
    session: str = ""
    """Its session in a few words."""
    before: tuple[Moment, ...] = ()
    after: tuple[Moment, ...] = ()
    evidence: tuple[str, ...] = ()
    """The insights it speaks for or against, one line each."""
    memos: tuple[str, ...] = ()


class Finding:
    """Finds for one screen; knows the sessions in words until one of them changes."""

    def __init__(self) -> None:
        self._sessions: list[Row] | None = None
        self._words: dict[str | None, str] = {}
        self._zones: dict[str | None, tzinfo] = {}

    def find(
        self, bench: "Bench", line: str, by: By, stop: Callable[[], bool] = never
    ) -> Listing | None:
        """Return what a search line finds; None where it is no longer wanted.

        Raises:
            NotFoundError: It asks for a saved search that is not there.
        """
        notebook = bench.notebook
        asked = parse_search(line, notebook.pen.words())
        found = notebook.shelf.find(asked, by, stop)
        if found is None:
            return None
        self._look(notebook)
        return Listing(
            found=found,
            titles=self._titles(found, by),
            zones=self._zones,
            lists=lists_of(notebook),
            first=moments(bench, list(islice(_ids(found), FIRST))),
            told=asked.told,
        )

    def _look(self, notebook: "Notebook") -> None:
        sessions = notebook.shelf.sessions()
        if sessions is not self._sessions:
            self._sessions = sessions
            self._words = {row["id"]: session_words(row) for row in sessions}
            self._words[None] = NONE[By.SESSION]
            self._zones = {row["id"]: zone_named(row.get("zone")) for row in sessions}
            self._zones[None] = zone_named(notebook.study.zone)

    def _titles(self, found: Found, by: By) -> Mapping[str | None, str]:
        if by is By.SESSION:
            return self._words
        named = {g.key: f"{SIGNS.get(by, '')}{g.key}" for g in found.groups}
        return {**named, None: NONE[by]}


def _ids(found: Found) -> Iterator[str]:
    for group in found.groups:
        yield from group.ids


def lists_of(notebook: "Notebook") -> Mapping[str, Sequence[str]]:
    """Return a study's own values of a search's terms, for completion."""
    return {
        "session": [row["id"] for row in notebook.shelf.sessions()],
        "by": [observer.handle for observer in notebook.table("observers")],
        "saved": [saved.name for saved in notebook.table("searches")],
    }


def moments(bench: "Bench", names: Sequence[str]) -> tuple[Moment, ...]:
    """Return the moments of these ids; those that are gone are left out."""
    found = (bench.notebook.moments.get(name) for name in names)
    return tuple(moment for moment in found if moment is not None)


def look(bench: "Bench", name: str) -> Look | None:
    """Return a moment with what belongs to it; None where it is gone."""
    notebook = bench.notebook
    moment = notebook.moments.get(name)
    if moment is None:
        return None
    value = notebook.moments.value
    before, after = notebook.shelf.around(name, REACH)
    row = notebook.ledger.state.row("sessions", moment.session) if moment.session else None
    return Look(
        moment=moment,
        zone=zone_named((row or {}).get("zone") or notebook.study.zone),
        session=session_words(row) if row else "",
        before=tuple(map(value, before)),
        after=tuple(map(value, after)),
        evidence=_evidence(notebook, name),
        memos=tuple(memo.text for memo in notebook.table("memos") if memo.about == name),
    )


def history(bench: "Bench", name: str) -> tuple[str, ...]:
    """Return who changed what of a moment, newest first, one line each.

    Cost: reads every log once; about 1 s for 100,000 moments.
    """
    from fieldkit.store.retelling import retell

    zone = bench.notebook.study.zone
    return tuple(
        f"{told.at.astimezone(zone_named(zone)):%Y-%m-%d %H:%M}  {told.who}  "
        f"{retell(told, zone=zone)}"
        for told in bench.notebook.log(name)
    )


def tag(bench: "Bench", ticket: int, names: Sequence[str], tags: str) -> tuple[str, ...]:
    """Add tags to moments, as one change; return what their writer should know.

    Raises:
        InvalidValueError: There are words beside the tags.
    """
    edited = bench.noted(ticket, lambda notebook: notebook.tag(names, tags))
    return tuple(dict.fromkeys(told for one in edited for told in one.told))


def star(bench: "Bench", ticket: int, names: Sequence[str]) -> tuple[str, ...]:
    """Star moments, as one change; where all have a star, take it away; return what is told."""
    held = moments(bench, names)
    starred = not all(moment.starred for moment in held)
    pairs = [(moment, replace(moment, starred=starred)) for moment in held]
    return bench.noted(ticket, lambda notebook: notebook.revise("moments", pairs))


def delete(bench: "Bench", ticket: int, names: Sequence[str]) -> tuple[str, ...]:
    """Delete moments, as one change."""
    bench.noted(ticket, lambda notebook: notebook.delete("moments", names))
    return ()


def session_words(row: Row) -> str:
    """Return a session in a few words: ``ana-s3  shadowing, Store 7, 2026-05-11``."""
    start = row.get("start")
    day = ""
    if start:
        from fieldkit.model.times import from_iso

        day = from_iso(start).astimezone(zone_named(row.get("zone"))).date().isoformat()
    parts = (row.get("title"), row.get("kind", "observation"), row.get("place"), day)
    people = " ".join(row.get("participants", ()))
    return one_line(f"{row['id']}  {', '.join(str(p) for p in (*parts, people) if p)}")


def _evidence(notebook: "Notebook", name: str) -> tuple[str, ...]:
    found = []
    for insight in notebook.table("insights"):
        for side, ids in (("for", insight.supporting), ("against", insight.contradicting)):
            if name in ids:
                found.append(f"{side} {insight.id}: {insight.claim}")
    return tuple(found)
