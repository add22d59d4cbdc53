"""What was erased of a study, and what an entry is without it. Pure; files are swept elsewhere.

An erasure is a document like any other (table ``erasures``): it names persons, moments, sessions
and memos by their keys and ids, and nothing they said. Whoever reads an entry leaves out what it
names, so an entry about an erased person has no effect wherever it comes from and whenever.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fieldkit.model.errors import UsageError
from fieldkit.store.entry import Entry, Op
from fieldkit.store.state import DELETED

ERASURES = "erasures"
SIGN = b'"table":"erasures"'
"""Stands in the line of every entry that erases."""
KINDS = ("persons", "moments", "parted", "sessions", "memos")
"""What an erasure names; ``parted`` are moments and sessions of several, which stay without it."""
PEOPLE = frozenset({"participants", "staff"})
OF_THE_FIELDWORK = frozenset(
    {"kind", "zone", "start", "end", "open", "pauses", "every", "protocol", DELETED}
)
"""What stays of a session with an erased person alone, and its observers: that there was one."""
Fields = dict[str, dict[str, Any]]
"""By kind: each name, and the erasure it belongs to."""


def learn(fields: Fields, op: Op) -> bool:
    """Take in what an operation on the table of erasures names; tell whether any was new."""
    grown = False
    for name, value in op.get("set", {}).items():
        kind, slash, element = name.partition("/")
        if slash and kind in KINDS and element not in fields.setdefault(kind, {}):
            fields[kind][element] = value
            grown = True
    return grown


def renamed(fields: Mapping[str, Mapping[str, Any]], reads: Callable[[str], str]) -> Fields:
    """Return what was erased with every id as it reads elsewhere; people's codes are the same."""
    return {
        kind: {name if kind == "persons" else reads(name): of for name, of in held.items()}
        for kind, held in fields.items()
    }


class Erased:
    """All that was erased of a study; grows, and never shrinks."""

    def __init__(self, fields: Fields | None = None) -> None:
        self.fields: Fields = {} if fields is None else fields
        self.news: list[tuple[str, str, str]] = []
        """What came in late and no erasure names yet: erasure, kind, name."""
        self._signs: frozenset[str] = frozenset()
        self._rules: Mapping[str, Callable[[Op], Op | None]] = {
            "participants": self._person,
            "staff": self._person,
            "moments": self._moment,
            "sessions": self._session,
            "memos": self._memo,
            "insights": self._insight,
            "codes": self._code,
        }

    def __bool__(self) -> bool:
        """Tell whether anyone was erased."""
        return bool(self.fields.get("persons"))

    def __contains__(self, person: str) -> bool:
        """Tell whether a person was erased."""
        return person in self.named("persons")

    def learn(self, op: Op) -> bool:
        """Take in what an operation on the table of erasures names; tell whether any was new."""
        return learn(self.fields, op)

    def named(self, kind: str) -> dict[str, Any]:
        """Return what was erased of a kind, each with the erasure that names it."""
        return self.fields.get(kind, {})

    def clean(self, entry: Entry) -> Entry:
        """Return an entry without what was erased; the same one where it holds nothing of it."""
        kept = [self.redact(op) for op in entry.ops]
        if all(new is old for new, old in zip(kept, entry.ops, strict=True)):
            return entry
        return entry._replace(ops=[op for op in kept if op is not None], erased=True)

    def redact(self, op: Op) -> Op | None:
        """Return an operation without what was erased; None where nothing is left of it.

        The making of a document about an erased person that no erasure names yet is remembered.
        """
        rule = self._rules.get(op["table"])
        return op if rule is None else rule(op)

    def admit(self, ops: list[Op], *, undoing: bool = False) -> list[Op]:
        """Return the operations of a change about to be written, without what was erased.

        Raises:
            UsageError: They are about someone erased; an undo just leaves that out.
        """
        before = len(self.news)
        kept = [self.redact(op) for op in ops]
        for _, kind, name in self.news[before:]:
            del self.fields[kind][name]  # it is not written, so there is nothing to name
        del self.news[before:]
        if not undoing:
            for new, old in zip(kept, ops, strict=True):
                if new is not old:
                    raise UsageError(self._refusal(old))
        return [op for op in kept if op is not None]

    def growth(self) -> list[Op]:
        """Return what makes the erasures name what came in late, by their documents."""
        found: dict[str, dict[str, Any]] = {}
        for of, kind, name in self.news:
            found.setdefault(of, {})[f"{kind}/{name}"] = of
        return [{"table": ERASURES, "id": of, "set": fields} for of, fields in found.items()]

    def _refusal(self, op: Op) -> str:
        """Return why an operation is not written, and what to do."""
        fields = op.get("set", {})
        people = [op["id"], fields.get("speaker"), *elements("participants", fields)]
        if person := next((p for p in people if p in self.named("persons")), None):
            return f"{person} was erased from this study; write about others under another code."
        if (session := fields.get("session")) in self.named("sessions"):
            return (
                f"The person of session {session} was erased, so nothing more is kept in it; "
                "write in another: fieldkit session start"
            )
        return f"{op['id']} was erased, or rests on someone who was; it cannot be written again."

    def _grow(self, of: str, kind: str, name: str) -> None:
        self.fields.setdefault(kind, {})[name] = of
        self.news.append((of, kind, name))

    def _person(self, op: Op) -> Op | None:
        persons = self.named("persons")
        if op["id"] in persons:
            return None
        return _without(op, lambda name, value: name == "same_as" and value in persons)

    def _moment(self, op: Op) -> Op | None:
        name = op["id"]
        if name in self.named("moments"):
            return None
        if self._of_others(op):
            return op
        if name not in self.named("parted") and (of := self._whose(op.get("set", {}))):
            self._grow(of, "moments", name)
            return None
        return _without(op, self._names_one)

    def _of_others(self, op: Op) -> bool:
        """Tell at a glance that a change names nobody erased: nearly all of them."""
        fields, persons = op.get("set", {}), self.named("persons")
        if len(self._signs) != len(persons):
            self._signs = frozenset(f"participants/{person}" for person in persons)
        return (
            fields.get("speaker") not in persons
            and fields.get("session") not in self.named("sessions")
            and self._signs.isdisjoint(fields)
            and self._signs.isdisjoint(op.get("unset", ()))
            and self._signs.isdisjoint(op.get("base", ()))
        )

    def _names_one(self, name: str, value: object) -> bool:
        """Tell whether a field is there for an erased person only."""
        persons = self.named("persons")
        head, _, element = name.partition("/")
        return (head == "participants" and element in persons) or (
            name == "speaker" and isinstance(value, str) and value in persons
        )

    def _whose(self, fields: Mapping[str, Any]) -> str | None:
        """Return the erasure that the making of a moment falls under, or None."""
        persons, speaker = self.named("persons"), fields.get("speaker")
        if speaker in persons:
            return str(persons[speaker])
        if "observer" not in fields and "source" not in fields:
            return None  # not the making, but a later change: the moment may be another's
        listed = elements("participants", fields)
        if listed:
            return str(persons[listed[0]]) if all(p in persons for p in listed) else None
        if speaker in {None, "X", "Q", "A"}:
            found = self.named("sessions").get(fields.get("session", ""))
            return None if found is None else str(found)
        return None

    def _session(self, op: Op) -> Op | None:
        name, fields, persons = op["id"], op.get("set", {}), self.named("persons")
        listed = elements("participants", fields)
        if (
            name not in self.named("sessions")
            and name not in self.named("parted")
            and "kind" in fields
            and listed
            and all(p in persons for p in listed)
        ):
            self._grow(str(persons[listed[0]]), "sessions", name)
        if name not in self.named("sessions"):
            return _without(op, self._names_one)
        return _without(
            op, lambda n, _: n not in OF_THE_FIELDWORK and not n.startswith("observers/")
        )

    def _memo(self, op: Op) -> Op | None:
        if op["id"] in self.named("memos"):
            return None
        about = op.get("set", {}).get("about")
        for kind in ("persons", "moments", "sessions"):
            if isinstance(about, str) and (of := self.named(kind).get(about)):
                self._grow(str(of), "memos", op["id"])
                return None
        return op

    def _insight(self, op: Op) -> Op | None:
        moments = self.named("moments")

        def cites(name: str, _: object) -> bool:
            head, _slash, element = name.partition("/")
            return head in {"supporting", "contradicting"} and element in moments

        return _without(op, cites)

    def _code(self, op: Op) -> Op | None:
        fields, moments = op.get("set", {}), self.named("moments")
        examples = fields.get("examples")
        if not isinstance(examples, list) or moments.keys().isdisjoint(map(str, examples)):
            return op
        left = [name for name in examples if name not in moments]
        return {**op, "set": {**fields, "examples": left}}


def _without(op: Op, gone: Callable[[str, object], bool]) -> Op | None:
    """Return an operation without some fields; the same where it has none, None where no others."""
    fields, lost, base = op.get("set", {}), op.get("unset", []), op.get("base", {})
    kept = {name: value for name, value in fields.items() if not gone(name, value)}
    left = [name for name in lost if not gone(name, None)]
    known = {name: over for name, over in base.items() if name == "*" or not gone(name, None)}
    if (len(kept), len(left), len(known)) == (len(fields), len(lost), len(base)):
        return op
    if not kept and not left:
        return None
    new: Op = {**op, "set": kept}
    new.pop("unset", None)
    new.pop("base", None)
    if left:
        new["unset"] = left
    if known:
        new["base"] = known
    return new


def elements(head: str, fields: Iterable[str]) -> list[str]:
    """Return the elements of a set that fields are about: ``P7`` of ``participants/P7``."""
    start = f"{head}/"
    return [name.removeprefix(start) for name in fields if name.startswith(start)]
