"""Sweeping a study's folder of what was erased: logs, drafts, quarantine, digests and media.

All of it under the study's lock. The logs come last: what tells the rest is read from them, so a
sweep that was cut short at any point finds the same things when it is made again. This is the one
place where a log is written by another than its writer: each is written aside, synced and renamed,
line for line as long as before, so that whoever goes on from a remembered place goes on right.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldkit.store.drafts import Draft, blank_rows
from fieldkit.store.entry import stamp
from fieldkit.store.files import Files, locked, read_bytes, write_whole
from fieldkit.store.log import SUFFIX, reader
from fieldkit.store.naming import Naming
from fieldkit.store.redaction import Erased
from fieldkit.store.snapshot import OURS, loads, unpack
from fieldkit.store.state import Row, flat, kind, show
from fieldkit.store.struck import Struck, Traces, struck

if TYPE_CHECKING:
    from fieldkit.store.entry import Op

ASIDE = ".*.new"
"""What a process that died while writing a file left beside it."""
FOLDERS = ("", "log", "media", "digests", "quarantine")
SNAPSHOT = "study.json"
SOMEONE = re.compile(r"(?<!\w)[PS]\d+(?!\w)", re.IGNORECASE)
"""A person's code; a line that has another's is not of whoever the session was with."""
Span = tuple[str, str]
"""From when to when, in the journal's form."""


@dataclass(slots=True)
class Swept:
    """What was removed from a folder."""

    entries: dict[str, int] = field(default_factory=dict)
    """By log: how many entries lost something."""
    pieces: int = 0
    """Stretches of logs and quarantine that no longer read, blanked."""
    drafts: int = 0
    """Lines that were never saved, or were being typed when they were."""
    quarantine: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    """Media that no moment ever named: a crash left them, and nobody can say of whom they are."""
    unnamed: set[str] = field(default_factory=set)
    """Media that nobody's moments name any more, whether they stood here or not."""

    @property
    def anything(self) -> bool:
        """Tell whether anything was removed."""
        rest = (self.pieces, self.drafts, self.quarantine, self.digests, self.media)
        return bool(self.entries) or any(rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is swept: a study's folder, or one that a backup was opened in."""

    folder: Path
    naming: Naming
    """How ids read there."""
    rescued: Path | None = None
    """Where words are kept that the folder's disk did not take."""
    spans: tuple[Span, ...] = ()
    """When sessions with the erased person alone went on: what was typed then is theirs."""


def preview(place: Place, erased: Erased, files: Files) -> Swept:
    """Return what a sweep would remove; nothing is touched."""
    return _Sweep(place, erased, files, dry=True).make()


def sweep(place: Place, erased: Erased, files: Files) -> Swept:
    """Remove from a folder what was erased; what is gone already is passed over.

    Args:
        place: The folder, and what belongs to it.
        erased: What was erased, by ids as they read there.
        files: The seam.

    Raises:
        OSError: The disk did not take it; made again, it goes on.
        StudyBusyError: Another program holds the lock.
    """
    with locked(files, place.folder / "log" / ".lock"):
        return _Sweep(place, erased, files).make()


class _Sweep:
    """One sweep, under the lock; dry, it only tells."""

    def __init__(self, place: Place, erased: Erased, files: Files, *, dry: bool = False) -> None:
        self._place = place
        self._folder = place.folder
        self._dry = dry
        self._files = files
        self._traces = Traces(erased, naming=place.naming)
        self._kept_media: set[str] = set()
        self._swept = Swept()

    def make(self) -> Swept:
        """Sweep, and return what was removed."""
        for inner in FOLDERS:
            for path in sorted((self._folder / inner).glob(ASIDE)):
                self._remove(path)
        logs = self._read_logs()
        self._drafts()
        self._quarantine()
        self._digests()
        self._media()
        for path, done in logs.items():
            self._log(path, done)
        for path in sorted((self._folder / "log").glob("*.head")):
            self._remove(path)  # made again from the logs
        for folder in () if self._dry else self._folders():
            self._files.sync_folder(folder)
        return self._swept

    def _folders(self) -> Iterator[Path]:
        """Yield every folder from which something may have gone, now or by a sweep cut short."""
        tops = [self._folder / inner for inner in FOLDERS if inner]
        below = [path for top in tops for path in sorted(top.rglob("*"))]
        rescued = [self._place.rescued] if self._place.rescued else []
        yield from filter(Path.is_dir, (self._folder, *tops, *below, *rescued))

    def _read_logs(self) -> dict[Path, Struck]:
        """Return the logs that hold something of it, as they will be; learn what tells the rest."""
        erased = self._traces.erased
        while True:
            known, found = len(erased.news), {}
            self._kept_media.clear()
            for path in sorted((self._folder / "log").glob(f"*{SUFFIX}")):
                data = path.read_bytes()
                done = struck(data, self._traces, reader(len(data)), self._traces.lose)
                self._traces.drafts |= done.drafts
                self._kept_media |= done.media
                if done.entries or done.unread:
                    found[path] = done
            if len(erased.news) == known:
                break  # else entries read before are about what came to be known after
        self._read_snapshot()
        for done in found.values():
            if done.unread:  # now that all their words are known
                again = struck(done.data, self._traces)
                done.data, done.pieces = again.data, done.pieces + again.pieces
        return {path: done for path, done in found.items() if done.entries or done.pieces}

    def _read_snapshot(self) -> None:
        """Learn from ``study.json``, too: logs may have come here swept by another device."""
        data = read_bytes(self._folder / SNAPSHOT)
        held = None if data is None else unpack(data)
        for name, table in held.state.tables.items() if held else ():
            for rows in (table.live, table.gone):
                for doc, row in rows.items():
                    op = _as_op(name, doc, row)
                    left = self._traces.erased.redact(op)
                    if left is not op:
                        self._traces.lose(op, left)

    def _log(self, path: Path, done: Struck) -> None:
        self._write(path, done.data)
        if done.entries:
            self._swept.entries[path.stem] = done.entries
        self._swept.pieces += done.pieces

    def _drafts(self) -> None:
        rescued = self._place.rescued
        found = sorted((self._folder / "log").glob("*.draft.*"))
        for path in [*found, *(sorted(rescued.glob("*.draft.*")) if rescued else ())]:
            rows = blank_rows(path, self._is_theirs, files=self._files, dry=self._dry)
            self._swept.drafts += rows

    def _is_theirs(self, draft: Draft | None, text: str) -> bool:
        """Tell whether a line being typed, or a form being filled in, was about someone erased."""
        if draft is None:
            return self._traces.tell(text, part=True)
        if draft.id in self._traces.drafts or draft.of in self._traces.erased.named("moments"):
            return True
        if any(self._traces.tell(words, part=True) for words in draft.words):
            return True
        named, began = SOMEONE.search(text) is not None, stamp(draft.began)
        return not named and any(start <= began <= end for start, end in self._place.spans)

    def _quarantine(self) -> None:
        for path in self._in("quarantine"):
            data = path.read_bytes()
            rows = _tables(data)
            if rows is not None:
                left, pieces = _without(rows, self._traces)
            else:
                done = struck(data, self._traces)
                left, pieces = done.data, done.pieces + done.entries
            if not pieces:
                continue
            if left.strip():
                self._write(path, left)
            else:
                self._remove(path)
            self._swept.quarantine.append(path.name)

    def _digests(self) -> None:
        for path in self._in("digests"):
            if self._traces.tell(path.read_bytes().decode("utf-8", "replace")):
                self._remove(path)
                self._swept.digests.append(path.relative_to(self._folder / "digests").as_posix())

    def _media(self) -> None:
        gone = self._swept.unnamed = self._traces.media - self._kept_media
        for path in self._in("media"):
            if made_of(path.name, gone):
                self._remove(path)
                self._swept.media.append(path.name)
            elif not made_of(path.name, self._kept_media):
                self._swept.strays.append(path.name)

    def _write(self, path: Path, data: bytes) -> None:
        if self._dry:
            return
        mode = path.stat().st_mode
        write_whole(self._files, path, data, durable=True)
        with suppress(OSError):  # a study that several people share stays one
            path.chmod(mode)

    def _remove(self, path: Path) -> None:
        if not self._dry:
            self._files.remove(path)

    def _in(self, inner: str) -> Iterator[Path]:
        found = sorted((self._folder / inner).rglob("*"))
        return (path for path in found if path.is_file() and not path.is_symlink())


def made_of(name: str, media: Iterable[str]) -> bool:
    """Tell whether a file is one of some media, or made of one: a small picture say.

    What is made from a medium begins with its name, up to the first point.
    """
    return any(name == each or name.startswith(each.partition(".")[0] + ".") for each in media)


def _tables(data: bytes) -> dict[str, Any] | None:
    """Return the tables of another program's ``study.json``; None where it is no such file."""
    if data[:1] != b"{" or data[:5] == b'{"v":':
        return None
    try:
        found = loads(data)
    except (ValueError, RecursionError):
        return None
    tables = isinstance(found, dict) and all(isinstance(rows, dict) for rows in found.values())
    return found if tables else None


def _without(tables: dict[str, Any], traces: Traces) -> tuple[bytes, int]:
    """Return tables without what was erased, and how many rows lost something."""
    pieces = len(tables.pop(OURS, {}))
    for name, rows in tables.items():
        for doc, row in list(rows.items()):
            if not isinstance(row, dict) or not doc.lstrip("-").isdecimal():
                continue
            left = _row(name, int(doc), row, traces)
            pieces += left != row
            if left is None:
                del rows[doc]
            else:
                rows[doc] = left
    return json.dumps(tables).encode(), pieces


def _row(table: str, doc: int, row: dict[str, Any], traces: Traces) -> dict[str, Any] | None:
    """Return a row without what was erased, as an operation that writes it would be left."""
    op = _as_op(table, doc, row)
    left = traces.erased.redact(op)
    if left is op:
        return row
    if left is None:
        return None
    shown: Row = {key: row[key] for key in ("id", "created", "edited") if key in row}
    for key, value in left.get("set", {}).items():
        show(kind(table, doc), shown, key, value)
    return shown


def _as_op(table: str, doc: int, row: Row) -> "Op":
    """Return the operation that would write a row."""
    name = row.get("id")
    fields = dict(flat(table, doc, row))
    return {"table": table, "id": str(name if name is not None else doc), "set": fields}
