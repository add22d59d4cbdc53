"""The head: what a note needs to know of a study, without loading it.

A function of the entries, kept beside each log (``log/<dev>.head``) and caught up from the tail, so
that one note into 100,000 appends and loads nothing. Losing it costs one reading of the logs.
"""

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldkit.store.entry import Entry, Op, dump
from fieldkit.store.files import Files, read_bytes, write_whole
from fieldkit.store.redaction import ERASURES, OF_THE_FIELDWORK, PEOPLE, Fields, learn
from fieldkit.store.state import DELETED, Row, show

ID = re.compile(r"(?P<mark>.+)-(?P<kind>[a-z]?)(?P<number>[0-9]{1,15})\Z", re.DOTALL)
"""``ana-42``, ``ana-s3``, ``ana-i2``, ``ana-m1``."""
KINDS = {"moments": "", "sessions": "s", "insights": "i", "memos": "m"}
FORMAT = 1
SMALL = 2000
"""Moments up to which the study's snapshot is brought up to date after every command."""
WORD_TABLES = ("participants", "staff", "touchpoints", "codes")
STAYS = OF_THE_FIELDWORK | {"id", "dev", "last", "observers", "participants"}
"""What stays of a session with an erased person alone."""
GONE = -1
"""Stands for the uses of a word that was deleted."""
NO = {"declined", "withdrawn", "expired"}
DRAFTS = 64
"""How many saved drafts are remembered: more than a person has windows."""
Used = dict[str, int]


@dataclass(slots=True)
class Head:
    """What is in use in a study."""

    study: Row = field(default_factory=dict)
    words: dict[str, Used] = field(default_factory=dict)
    """For people, staff, touchpoints, codes and feelings: each key, and how often it was used."""
    sessions: dict[str, Row] = field(default_factory=dict)
    """The open ones, each with the ``dev`` that opened it and its ``last`` note's time."""
    numbers: dict[str, dict[str, int]] = field(default_factory=dict)
    """The highest number given, by mark and kind of id."""
    in_force: dict[str, str] = field(default_factory=dict)
    """The touchpoint in force, by session."""
    moments: int = 0
    marks: dict[str, str] = field(default_factory=dict)
    """The mark of each log."""
    drafts: list[str] = field(default_factory=list)
    """The drafts saved last."""
    consents: dict[str, Row] = field(default_factory=dict)
    """What each person agreed to last, where anyone asked."""
    erased: Fields = field(default_factory=dict)
    """What was erased of the study."""
    cache: dict[str, Any] = field(default_factory=dict)
    """The study's vocabulary and protocol as last read, with what their files looked like."""

    def apply(self, entry: Entry) -> None:
        """Take in one entry."""
        if entry.header:
            self.marks[entry.dev] = str(entry.header.get("mark", ""))
        for mark, dev in (entry.marks or {}).items():
            self.marks.setdefault(dev, mark)
        if entry.draft:
            self.drafts = [*self.drafts[1 - DRAFTS :], entry.draft]
        for op in entry.ops:
            table = op["table"]
            higher = table in KINDS and self._count(op["id"])
            if table == "moments":
                self._moment(op, new=higher)
            elif table == "sessions":
                self._session(op, entry)
            elif table in WORD_TABLES:
                self._word(table, op)
                self._agreed(op, entry.at)
            elif table == "study":
                self._study(op)
            elif table == ERASURES:
                self._erase(op)

    def _study(self, op: Op) -> None:
        self.study.update({**op.get("set", {}), "id": op["id"]})
        for name in op.get("unset", ()):
            self.study.pop(name, None)

    def restart(self) -> Callable[[], None]:
        """Forget what entries said, to be told all of them again; return what ends that.

        What was put in force before a note was taken there is said by no entry: it stays.
        """
        in_force = self.in_force
        empty = Head(cache=self.cache, erased=self.erased)  # the same: the journal reads by it
        for name in Head.__slots__:
            setattr(self, name, getattr(empty, name))

        def end() -> None:
            self.in_force |= {name: at for name, at in in_force.items() if name in self.sessions}

        return end

    def next_id(self, table: str, mark: str, ahead: int = 0) -> str:
        """Return the next id of a mark; numbers are never given twice."""
        kind = KINDS[table]
        number = self.numbers.get(mark, {}).get(kind, 0) + 1 + ahead
        return f"{mark}-{kind}{number}"

    def knows(self, table: str, key: str) -> bool:
        """Tell whether a key is in use."""
        return self.words.get(table, {}).get(key, GONE) != GONE

    def was_deleted(self, table: str, key: str) -> bool:
        """Tell whether a key was in use once."""
        return self.words.get(table, {}).get(key) == GONE

    def in_use(self, table: str) -> dict[str, int]:
        """Return the keys in use, and how often each was."""
        return {key: used for key, used in self.words.get(table, {}).items() if used != GONE}

    def said_no(self, person: str) -> str:
        """Return how someone turned it down (``declined``, ``withdrawn``…); empty where not."""
        state = str(self.consents.get(person, {}).get("state", ""))
        return state if state in NO else ""

    def _word(self, table: str, op: Op) -> None:
        used = self.words.setdefault(table, {})
        if op.get("set", {}).get(DELETED):
            used[op["id"]] = GONE
        elif used.get(op["id"], GONE) == GONE:
            used[op["id"]] = 0

    def _agreed(self, op: Op, at: str) -> None:
        """Keep the latest word: logs of several devices are not read in the order of time."""
        name, consent = op["id"], op.get("set", {}).get("consent")
        if consent is None and "consent" not in op.get("unset", ()):
            return
        if at >= self.consents.get(name, {}).get("said", ""):
            # Another program may have put anything there.
            said = consent if isinstance(consent, dict) else {}
            self.consents[name] = {**said, "said": at}

    def _erase(self, op: Op) -> None:
        """Forget whom an erasure names; the numbers of what was theirs are not given again."""
        learn(self.erased, op)
        persons, alone = self.erased.get("persons", {}), self.erased.get("sessions", {})
        for key in persons:
            self.consents.pop(key, None)
            for table in PEOPLE:
                self.words.get(table, {}).pop(key, None)
        for session, row in self.sessions.items():
            listed = {k: v for k, v in row.get("participants", {}).items() if k not in persons}
            row["participants"] = listed
            for name in row.keys() - STAYS if session in alone else ():
                del row[name]
        for name in op.get("set", {}):
            self._count(name.partition("/")[2])

    def _count(self, name: str) -> bool:
        """Remember an id's number; tell whether it is the highest yet."""
        found = ID.match(name)
        if found is None:
            return False
        mark, kind, digits = found.groups()
        numbers = self.numbers.setdefault(mark, {})
        number = int(digits)
        if number <= numbers.get(kind, 0):
            numbers.setdefault(kind, number)
            return False
        numbers[kind] = number
        return True

    def _moment(self, op: Op, *, new: bool) -> None:
        fields = op.get("set", {})
        if DELETED in fields or DELETED in op.get("unset", ()):
            self.moments -= 1 if fields.get(DELETED) else -1
            return
        self.moments += new
        if fields.get("touchpoint") is not None:
            self._use("touchpoints", fields["touchpoint"])
        for name, value in fields.items():
            if "/" not in name:
                continue
            head, _, element = name.partition("/")
            if head == "codes" and element:
                self._use("codes", element)
            elif head == "emotions" and isinstance(value, dict):
                self._use("feelings", str(value.get("term")))
        session, at = fields.get("session"), fields.get("at") or ""
        held = self.sessions.get(session) if session else None
        if held is not None and session and at >= held.get("last", ""):
            held["last"] = at
            if fields.get("touchpoint"):
                self.in_force[session] = fields["touchpoint"]

    def _use(self, table: str, key: str) -> None:
        used = self.words.setdefault(table, {})
        used[key] = max(used.get(key, 0), 0) + 1

    def _session(self, op: Op, entry: Entry) -> None:
        fields = op.get("set", {})
        name = op["id"]
        if fields.get("open") is True:
            self.sessions.setdefault(name, {"id": name, "dev": entry.dev, "last": entry.at})
        row = self.sessions.get(name)
        if row is None:
            return
        if fields.get("open") is False or fields.get(DELETED) or "open" in op.get("unset", ()):
            del self.sessions[name]
            self.in_force.pop(name, None)
            return
        for field_, value in fields.items():
            show("sessions", row, field_, value)
        for field_ in op.get("unset", ()):
            row.pop(field_, None)


def pack(head: Head) -> dict[str, Any]:
    """Return a head as JSON values."""
    return {name: getattr(head, name) for name in Head.__slots__}


def unpack(data: dict[str, Any]) -> Head:
    """Make a head from JSON values."""
    return Head(**{name: data[name] for name in Head.__slots__ if name in data})


def save(files: Files, path: Path, head: Head, positions: dict[str, tuple[int, int]]) -> None:
    """Write a head file; a cache, so not to the disk itself."""
    body = dump({"format": FORMAT, "positions": positions, "head": pack(head)})
    write_whole(files, path, b"%08x%b" % (zlib.crc32(body), body), durable=False)


def load(path: Path) -> tuple[Head, dict[str, tuple[int, int]]] | None:
    """Read a head file; None where there is none, or it is damaged."""
    data = read_bytes(path)
    if data is None or data[:8] != b"%08x" % zlib.crc32(data[8:]):
        return None
    try:
        held = json.loads(data[8:])
        if held["format"] != FORMAT:
            return None
        positions = {dev: (seq, offset) for dev, (seq, offset) in held["positions"].items()}
        return unpack(held["head"]), positions
    except (ValueError, KeyError, TypeError):
        return None
