"""Bytes without what was erased, each piece as long as it was; and what tells such a piece.

Whole entries lose the operations that were erased. What no longer reads, a torn line or a half of
one, is blanked where anything in it tells of the person: nobody can say what else it holds.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from fieldkit.store.entry import Entry, Loads, Op, decode, is_known, salvage, strike
from fieldkit.store.naming import Naming, as_written
from fieldkit.store.redaction import Erased, elements

SHORTEST = 12
"""Characters from which words are looked for elsewhere; shorter ones are anybody's."""
WORDS = frozenset(
    {"text", "note", "jotting", "cue", "debrief", "history", "attributes", "how", "conditions"}
)
"""Fields that hold a person's words or words about them."""
MEDIA = b'"media/'
IDS = re.compile(r"[\w~-]+")
Lost = Callable[[Op, Op | None], None]
"""Told of an operation and what is left of it."""


@dataclass(slots=True)
class Traces:
    """What tells that a text is about someone erased."""

    erased: Erased
    texts: set[str] = field(default_factory=set)
    """Their words, as they may stand in JSON or in a page."""
    media: set[str] = field(default_factory=set)
    """What their moments had attached."""
    drafts: set[str] = field(default_factory=set)
    """The drafts that their moments came from."""
    naming: Naming = field(default_factory=Naming)
    """How the ids in the logs read: it is by that that they were erased."""

    def lose(self, old: Op, new: Op | None) -> None:
        """Remember what an operation said that is not to be said any more."""
        left = {} if new is None else new.get("set", {})
        for name, value in old.get("set", {}).items():
            if name in left:
                continue
            head, _, element = name.partition("/")
            if head == "media" and element:
                self.media.add(element)
            for text in _words(head, value):
                if len(text) >= SHORTEST:
                    plain, ascii_ = (json.dumps(text, ensure_ascii=a)[1:-1] for a in (False, True))
                    self.texts |= {text, plain, ascii_, escape(text)}

    def tell(self, text: str, *, part: bool = False) -> bool:
        """Tell whether a text names an erased person, their moments, or says what they said.

        Args:
            text: The text.
            part: Whether it may also be a part of what was said, as a line half typed is.
        """
        ids, moments = IDS.findall(text), self.erased.named("moments")
        if self.names(text) or not moments.keys().isdisjoint(ids):
            return True
        if part and self.naming.shared and not {*map(as_written, moments)}.isdisjoint(ids):
            return True  # what does not read does not say whose of two logs it means
        if part and len(text.strip()) >= SHORTEST:
            return any(words in text or text.strip() in words for words in self.texts)
        return any(words in text for words in self.texts)

    def names(self, text: str) -> bool:
        """Tell whether a text names an erased person by their key."""
        persons = self.erased.named("persons")
        return any(
            re.search(rf"(?<!\w){re.escape(key)}(?![\w])", text, re.IGNORECASE) for key in persons
        )


@dataclass(slots=True)
class Struck:
    """Bytes after an erasure."""

    data: bytes
    entries: int = 0
    """How many lost something."""
    pieces: int = 0
    """How many stretches that no longer read were blanked."""
    unread: int = 0
    """How many lines do not read."""
    drafts: set[str] = field(default_factory=set)
    """The drafts that what was erased came from."""
    media: set[str] = field(default_factory=set)
    """What is still attached to others' moments, or was once."""


def struck(
    data: bytes, traces: Traces, loads: Loads = json.loads, lost: Lost | None = None
) -> Struck:
    """Return a log's bytes without what was erased; every line stands where it stood.

    Args:
        data: A log, or a part of one.
        traces: What was erased, and what tells it.
        loads: Reads JSON.
        lost: Told of every operation that something is taken from.

    Cost: linear; about 8 µs an entry.
    """
    striking = _Striking(traces, loads, lost, Struck(data))
    striking.done.data = b"\n".join(map(striking.line, data.split(b"\n")))
    return striking.done


@dataclass(slots=True)
class _Striking:
    """One log being gone through."""

    traces: Traces
    loads: Loads
    lost: Lost | None
    done: Struck

    def line(self, line: bytes) -> bytes:
        """Return a line as it will be."""
        entry = decode(line, self.loads) if line else None
        if entry is not None:
            return self._entry(line, entry)
        return self._damaged(line) if line.strip(b" ") else line

    def _entry(self, line: bytes, entry: Entry) -> bytes:
        named = self.traces.naming.read(entry)
        cleaned = self.traces.erased.clean(named)
        if MEDIA in line:
            for op in cleaned.ops:
                self.done.media.update(elements("media", op.get("set", {})))
        if cleaned is named:
            return line
        kept = [self._redact(op, entry) for op in self.loads(line)["ops"]]
        self.done.entries += 1
        if entry.draft:
            self.done.drafts.add(entry.draft)
        return strike(line, [op for op in kept if op is not None], self.loads)

    def _redact(self, op: Any, entry: Entry) -> Any:
        """Return what is left of an operation; one that is none of ours stays as it is."""
        if not isinstance(op, dict) or not is_known(op):
            return op
        written: Op = op  # type: ignore[assignment]  # it is one of ours
        named = self.traces.naming.op(written, entry)
        left = self.traces.erased.redact(named)
        if left is named:
            return op
        if self.lost is not None:
            self.lost(named, left)
        return left if left is None or named is written else self._as_written(written, left, entry)

    def _as_written(self, op: Op, left: Op, entry: Entry) -> Op:
        """Return what is left of an operation with its ids as they stand in the log."""
        naming, table = self.traces.naming, op["table"]

        def stays(name: str, fields: Iterable[str]) -> bool:
            return naming.field(table, name, entry) in fields

        def value(name: str, held: Any) -> Any:
            kept = left.get("set", {})[naming.field(table, name, entry)]
            if isinstance(held, list) and len(kept) != len(held):
                return [each for each in held if naming.value(each, entry) in kept]
            return held

        new: Op = {"table": table, "id": op["id"]}
        if "set" in left:
            fields = op.get("set", {}).items()
            new["set"] = {n: value(n, held) for n, held in fields if stays(n, left["set"])}
        if "unset" in left:
            new["unset"] = [n for n in op.get("unset", ()) if stays(n, left["unset"])]
        if "base" in left:
            base = op.get("base", {}).items()
            new["base"] = {n: over for n, over in base if stays(n, left["base"])}
        return new

    def _damaged(self, line: bytes) -> bytes:
        """Return a line that does not read: its whole entries redacted, the rest blanked."""
        pieces, at = [], 0
        self.done.unread += 1
        for start, end, entry in salvage(line):
            pieces.append(self._blank(line[at:start]))
            pieces.append(self._entry(line[start:end], entry))
            at = end
        pieces.append(self._blank(line[at:]))
        return b"".join(pieces)

    def _blank(self, piece: bytes) -> bytes:
        """Return a piece that does not read, blanked where it tells of someone erased."""
        text = piece.decode("utf-8", "replace")
        if not piece.strip(b" ") or not self.traces.tell(text, part=True):
            return piece
        self.done.pieces += 1
        return b" " * len(piece)


def _words(head: str, value: object) -> Iterator[str]:
    """Yield the words in a field's value."""
    if isinstance(value, str):
        if head in WORDS:
            yield value
    elif isinstance(value, Mapping):
        for name, held in value.items():
            yield from _words(head if head == "attributes" else str(name), held)
