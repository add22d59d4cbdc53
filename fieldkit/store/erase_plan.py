"""What erasing a person removes from a study: which notes, sessions, memos; and what it leaves.

A moment goes where the person speaks, is the only participant, or where it names nobody and its
session is with them alone. Of others' moments and sessions only their code goes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldkit.model.errors import NotFoundError
from fieldkit.model.keys import as_person
from fieldkit.store.entry import Op, decode, dump, stamp
from fieldkit.store.ledger import Ledger
from fieldkit.store.log import SUFFIX
from fieldkit.store.redaction import ERASURES, Erased, Fields, elements
from fieldkit.store.state import Row, State
from fieldkit.store.struck import Traces

NOBODY = frozenset({None, "X", "Q", "A"})
NAMED = ("moments", "parted", "sessions", "memos")
WORDS = {
    "moments": ("text", "note", "jotting"),
    "sessions": ("title", "place", "conditions", "debrief"),
    "insights": ("claim", "need", "how_might_we", "recommendation"),
    "memos": ("text",),
    "study": ("title", "question", "goals"),
    "codes": ("name", "definition", "when", "when_not"),
}
"""Fields that are searched for a person's code: what stays and names them is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an erasure removes, and what it touches."""

    person: str
    persons: tuple[str, ...]
    """Every code the person is known by."""
    moments: tuple[str, ...]
    """Those that go."""
    parted: tuple[str, ...]
    """Moments of several people, which stay without this one."""
    sessions: tuple[str, ...]
    """Sessions with nobody else: what was written about them goes."""
    together: tuple[str, ...]
    """Sessions with others, which stay without this one."""
    memos: tuple[str, ...]
    insights: tuple[str, ...]
    """Those that lose evidence."""
    mentions: tuple[str, ...]
    """What stays and names the person in its words."""
    begun: bool = False
    """Whether the erasure was begun before."""

    @property
    def counted(self) -> str:
        """How much goes, in words."""
        counts = ((self.moments, "note"), (self.sessions, "session"), (self.memos, "memo"))
        parts = [f"{len(of):,} {word}{'s' * (len(of) != 1)}" for of, word in counts if of]
        return ", ".join(parts) or "the code alone"

    def op(self, state: State, handle: str, at: datetime) -> Op | None:
        """Return the operation that says so; None where all of it was said before."""
        kinds = {
            "persons": self.persons,
            "moments": self.moments,
            "parted": (*self.parted, *self.together),
            "sessions": self.sessions,
            "memos": self.memos,
        }
        held = state.row(ERASURES, self.person) or {}
        fields: dict[str, Any] = {
            f"{kind}/{name}": self.person
            for kind, names in kinds.items()
            for name in names
            if name not in held.get(kind, {})
        }
        if not held:
            fields |= {"begun": stamp(at), "by": handle, "title": self.counted}
        return {"table": ERASURES, "id": self.person, "set": fields} if fields else None


def plan_of(ledger: Ledger, person: str) -> Plan:
    """Return what erasing a person would remove.

    Raises:
        NotFoundError: Nobody of this code was ever in the study.
        InvalidValueError: This is no code.
    """
    key, state = str(as_person(person)), ledger.state
    begun = next((r for r in state.rows(ERASURES).values() if key in r.get("persons", {})), None)
    if begun is not None:
        return _begun(state, begun, key)
    persons = _known_as(state, key)
    if not persons:
        see = "fieldkit participants"
        message = f"There is no participant or staff member {key} to erase; see: {see}"
        raise NotFoundError(message)
    return _found(state, persons, _ever_named(ledger, persons))


def _known_as(state: State, key: str) -> tuple[str, ...]:
    """Return every code that a person goes by, through ``same_as``; () for nobody."""
    links: list[tuple[str, str]] = []
    known: set[str] = set()
    for table in ("participants", "staff"):
        for row in _rows(state, table):
            known.add(row["id"])
            if row.get("same_as"):
                links.append((row["id"], row["same_as"]))
    for row in _rows(state, "moments"):
        known.update(row.get("participants", {}))
        known.add(row.get("speaker") or "")
    if key not in known:
        return ()
    same = {key}
    while more := {other for pair in links if same & set(pair) for other in pair} - same:
        same |= more
    return (key, *sorted(same - {key}))


def _begun(state: State, row: Row, key: str) -> Plan:
    """Return the plan of an erasure that was begun before, with what came since."""
    named = {kind: held for kind in ("persons", *NAMED) if (held := row.get(kind))}
    sessions = {r["id"] for r in _rows(state, "sessions")}
    parted = named.get("parted", {})
    return Plan(
        person=str(row["id"]),
        persons=tuple(named.get("persons", {key: key})),
        moments=tuple(named.get("moments", {})),
        parted=tuple(name for name in parted if name not in sessions),
        sessions=tuple(named.get("sessions", {})),
        together=tuple(name for name in parted if name in sessions),
        memos=tuple(named.get("memos", {})),
        insights=(),
        mentions=_mentions(state, row.get("persons", {})),
        begun=True,
    )


def _found(state: State, persons: tuple[str, ...], ever: set[str]) -> Plan:
    ours = set(persons)
    sessions = {r["id"]: _listed(r) for r in _rows(state, "sessions")}
    alone = {name for name, listed in sessions.items() if listed and listed <= ours}
    together = {name for name, listed in sessions.items() if listed & ours or name in ever} - alone
    speakers = _speakers(state, ours)
    moments: list[str] = []
    parted: list[str] = []
    for row in _rows(state, "moments"):
        listed, speaker, name = _listed(row), row.get("speaker"), row["id"]
        theirs = speaker in ours or name in speakers or (listed and listed <= ours)
        unsaid = not listed and speaker in NOBODY and row.get("session") in alone
        if theirs or unsaid:
            moments.append(name)
        elif listed & ours or name in ever:
            parted.append(name)
    gone = {*persons, *moments, *alone}
    return Plan(
        person=persons[0],
        persons=persons,
        moments=tuple(moments),
        parted=tuple(parted),
        sessions=tuple(sorted(alone)),
        together=tuple(sorted(together)),
        memos=tuple(row["id"] for row in _rows(state, "memos") if row.get("about") in gone),
        insights=tuple(
            row["id"]
            for row in _rows(state, "insights")
            if gone & {*row.get("supporting", {}), *row.get("contradicting", {})}
        ),
        mentions=_mentions(state, persons, but={*moments, *alone}),
    )


def _ever_named(ledger: Ledger, persons: Iterable[str]) -> set[str]:
    """Return the ids of what ever named a person, if only by mistake: that goes from its history.

    Cost: reads every log once.
    """
    ours, found = set(persons), set[str]()
    signs = [dump(person)[1:-1] for person in ours]
    for path in sorted(ledger.journal.logs.glob(f"*{SUFFIX}")):
        for line in path.read_bytes().split(b"\n"):
            entry = decode(line) if any(sign in line for sign in signs) else None
            for op in ledger.journal.naming.read(entry).ops if entry else ():
                fields = op.get("set", {})
                listed = elements("participants", [*fields, *op.get("unset", ())])
                if fields.get("speaker") in ours or ours & set(listed):
                    found.add(op["id"])
    return found


def _speakers(state: State, ours: set[str]) -> set[str]:
    """Return moments that another device has the person speak in, as one side of a conflict."""
    table = state.tables.get("moments")
    found: set[str] = set()
    for (name, doc, field), heads in state.rivals.items():
        said = any(isinstance(held, str) and held in ours for held in heads.values())
        if (name, field) == ("moments", "speaker") and said:
            row = (table.row(doc) if table else None) or {}
            found.add(str(row.get("id")))
    return found


def _mentions(state: State, persons: Iterable[str], but: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what stays and names a person in its words, for someone to read it."""
    fields: Fields = {"persons": dict.fromkeys(persons, "")}
    traces, left_out = Traces(Erased(fields)), set(but)
    found = []
    for table, names in WORDS.items():
        for row in state.rows(table).values():
            words = " ".join(str(row[name]) for name in names if row.get(name))
            if "id" in row and row["id"] not in left_out and traces.names(words):
                found.append(str(row["id"]))
    return tuple(found)


def _rows(state: State, table: str) -> Iterator[Row]:
    """Yield a table's rows that have an id, the deleted ones too: they can be brought back."""
    held = state.tables.get(table)
    if held is not None:
        for rows in (held.live, held.gone):
            yield from (row for row in rows.values() if "id" in row)


def _listed(row: Row) -> set[str]:
    return set(row.get("participants", {}))
