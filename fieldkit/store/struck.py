"""Bytes without what was erased, each piece as long as it was; and what tells such a piece.

Whole entries lose the operations that were erased. What no longer reads, a torn line or a half of
one, is blanked where anything in it tells of the person: nobody can say what else it holds.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from fieldkit.store.entry import Entry, Loads, Op, decode, salvage, strike
from fieldkit.store.redaction import Erased, elements

SHORTEST = 12
"""Characters from which words are looked for elsewhere; shorter ones are anybody's."""
WORDS = frozenset({"text", "note", "cue", "debrief", "history", "attributes", "how", "conditions"})
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
        if self.names(text) or not self.erased.named("moments").keys().isdisjoint(
            IDS.findall(text)
        ):
            return True
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
        cleaned = self.traces.erased.clean(entry)
        if MEDIA in line:
            for op in cleaned.ops:
                self.done.media.update(elements("media", op.get("set", {})))
        if cleaned is entry:
            return line
        ops = self.loads(line)["ops"]
        kept = [self._redact(op) for op in ops]
        self.done.entries += 1
        if entry.draft:
            self.done.drafts.add(entry.draft)
        for new, old in zip(kept, ops, strict=True):
            if new is not old and self.lost is not None:
                self.lost(old, new)
        return strike(line, [op for op in kept if op is not None], self.loads)

    def _redact(self, op: Any) -> Any:
        """Return what is left of an operation; one that is none of ours stays as it is."""
        known = isinstance(op, dict) and isinstance(op.get("table"), str) and "id" in op
        return self.traces.erased.redact(op) if known else op

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
