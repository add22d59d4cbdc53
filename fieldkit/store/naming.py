"""What ids read as where several logs claim one mark, having begun while apart.

An id is ``<mark>-<n>``. A log writes its own ids with its own mark, and of any other mark it names
it says whose it means (``marks`` in the entry). Where two logs claim one mark, the least log's ids
read as they are written and those of every other as ``ana~<dev>-42``, with all references to them.
What an id reads as is a function of the entries that are there, in any order of arrival.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fieldkit.store.entry import Entry, Op
from fieldkit.store.log import SUFFIX, first_entry

NAME = re.compile(r"(?P<mark>[^~]+?)(?:~(?P<dev>.+))?(?P<number>-[a-z]?[0-9]{1,15})\Z", re.DOTALL)
"""``ana-42``, ``ana-s3``, ``ana~3f9ac01b2d4e-42``."""
KEYED = frozenset(
    {"study", "observers", "participants", "staff", "phases", "touchpoints", "codes", "erasures"}
)
"""Tables whose ids are keys: one key is one thing on every device."""
NAMING: Mapping[str, frozenset[str]] = {
    "moments": frozenset({"session"}),
    "memos": frozenset({"about"}),
    "codes": frozenset({"examples"}),
}
"""Fields that hold another document's id, or a list of them."""
LISTING: Mapping[str, frozenset[str]] = {
    "insights": frozenset({"supporting", "contradicting"}),
    "erasures": frozenset({"moments", "parted", "sessions", "memos"}),
}
"""Sets whose elements are other documents' ids."""


def as_written(name: str) -> str:
    """Return an id as the log that gave it writes it."""
    found = NAME.match(name)
    return f"{found['mark']}{found['number']}" if found else name


def naming_of(logs: Path, known: Mapping[str, str]) -> "Naming":
    """Return how ids read among the logs of a folder, by their first lines.

    Args:
        logs: The folder.
        known: The marks of logs whose first line may be lost.
    """
    naming = Naming()
    paths = sorted(logs.glob(f"*{SUFFIX}"))
    for entry in filter(None, map(first_entry, paths)):
        naming.take(entry)
    naming.remember({path.stem: known[path.stem] for path in paths if path.stem in known})
    return naming


class Naming:
    """Which log each mark is of."""

    def __init__(self) -> None:
        self.marks: dict[str, str] = {}
        """The mark that each log claims."""
        self._owners: dict[str, str] = {}
        self._shared: set[str] = set()

    @property
    def shared(self) -> frozenset[str]:
        """The marks that several logs claim."""
        return frozenset(self._shared)

    def remember(self, marks: Mapping[str, str]) -> None:
        """Take in what is known of logs that need not be read again."""
        for dev, mark in marks.items():
            self.claim(dev, mark)

    def claim(self, dev: str, mark: str) -> bool:
        """Take in that a log has a mark; tell whether some ids read otherwise now."""
        if dev in self.marks or not mark:
            return False
        self.marks[dev] = mark
        owner = self._owners.setdefault(mark, dev)
        if owner == dev:
            return False
        self._owners[mark] = min(owner, dev)
        self._shared.add(mark)
        return True

    def take(self, entry: Entry) -> bool:
        """Take in whose marks an entry names; tell whether some ids read otherwise now."""
        named = [(dev, mark) for mark, dev in (entry.marks or {}).items()]
        if entry.header:
            named.append((entry.dev, str(entry.header.get("mark", ""))))
        otherwise = False
        for dev, mark in named:
            otherwise |= self.claim(dev, mark)
        return otherwise

    def mark(self, dev: str, mark: str) -> str:
        """Return what a log's mark reads as."""
        return mark if self._owners.get(mark, dev) == dev else f"{mark}~{dev}"

    def ours(self, name: str, dev: str) -> str:
        """Return what an id that a log gave reads as now."""
        found = NAME.match(name)
        if found is None or found["dev"] or self.marks.get(dev) != found["mark"]:
            return name
        return self.mark(dev, found["mark"]) + found["number"]

    def anywhere(self, name: str) -> str:
        """Return an id with the log that gave it, so that it means the same among other logs."""
        found = NAME.match(name)
        dev = found and (found["dev"] or self._owners.get(found["mark"]))
        return f"{found['mark']}~{dev}{found['number']}" if found and dev else name

    def here(self, name: str) -> str:
        """Return what an id that came with its log reads as among these."""
        found = NAME.match(name)
        if found is None or found["dev"] is None:
            return name
        return self.mark(found["dev"], found["mark"]) + found["number"]

    def named(self, own: str, ops: Iterable[Op]) -> dict[str, str] | None:
        """Return the marks that operations name beside our own, and whose they are.

        Args:
            own: Our own mark, as it reads.
            ops: The operations.
        """
        found: dict[str, str] = {}
        prefix = f"{own}-"
        for op in ops:
            if op["table"] == "moments" and "~" not in own and op["id"].startswith(prefix):
                session = op.get("set", {}).get("session")
                if session is None or session.startswith(prefix):
                    continue  # a note: every change of a day in the field comes by here
            for name in _names(op):
                if name[: len(own) + 1] == f"{own}-" and "~" not in name:
                    continue
                read = NAME.match(name)
                mark = read and read["mark"]
                if mark and mark not in found and (owner := self._owners.get(mark)):
                    found[mark] = owner
        return found or None

    def read(self, entry: Entry) -> Entry:
        """Return an entry with every id as it reads."""
        if not self._shared:
            return entry
        ops = [self.op(op, entry) for op in entry.ops]
        if all(new is old for new, old in zip(ops, entry.ops, strict=True)):
            return entry
        return entry._replace(ops=ops)

    def op(self, op: Op, entry: Entry) -> Op:
        """Return an operation of an entry with every id as it reads."""
        table = op["table"]
        new: dict[str, Any] = dict(op)
        if table not in KEYED:
            new["id"] = self._reads(op["id"], entry)
        fields = op.get("set", {})
        for name in NAMING.get(table, frozenset()) & fields.keys():
            new["set"] = {**new["set"], name: self.value(fields[name], entry)}
        if table in LISTING:
            for part in ("set", "base"):
                if part in op:
                    held = new[part].items()
                    new[part] = {self.field(table, key, entry): x for key, x in held}
            if "unset" in op:
                new["unset"] = [self.field(table, key, entry) for key in op["unset"]]
        return op if new == op else new  # type: ignore[return-value]  # an Op with other names

    def value(self, value: object, entry: Entry) -> object:
        """Return the value of a field that holds ids, each as it reads."""
        if isinstance(value, list):
            return [self.value(each, entry) for each in value]
        return self._reads(value, entry) if isinstance(value, str) else value

    def field(self, table: str, field: str, entry: Entry) -> str:
        """Return a field's name with the id in it, if there is one, as it reads."""
        head, slash, name = field.partition("/")
        if not slash or head not in LISTING.get(table, ()):
            return field
        return f"{head}/{self._reads(name, entry)}"

    def _reads(self, name: str, entry: Entry) -> str:
        found = NAME.match(name)
        if found is None or found["mark"] not in self._shared:
            return name
        mark, dev = found["mark"], found["dev"]
        if dev is None:
            dev = (entry.marks or {}).get(mark)
        if dev is None and self.marks.get(entry.dev) == mark:
            dev = entry.dev
        return self.mark(dev or self._owners[mark], mark) + found["number"]


def _names(op: Op) -> Iterable[str]:
    """Yield every id that an operation names."""
    table = op["table"]
    if table not in KEYED:
        yield op["id"]
    fields = op.get("set", {})
    for name in NAMING.get(table, ()):
        held = fields.get(name)
        yield from (
            each for each in (held if isinstance(held, list) else [held]) if isinstance(each, str)
        )
    if table in LISTING:
        for field in (*fields, *op.get("unset", ())):
            head, _, name = field.partition("/")
            if head in LISTING[table]:
                yield name
