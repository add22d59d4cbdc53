"""Drafts: text being typed, on the disk within a second of the key; so a crash loses a second.

Each window appends to a file of its own, ``log/<log>.draft.<process>``. A draft has an id, which
the entry that saves it names. At the next start, what dead processes left and nothing saved is
offered.
"""

import contextlib
import json
import os
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fieldkit.model.times import from_iso, to_iso
from fieldkit.store.files import REAL_FILES, Files, read_bytes, write_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A line that was never saved, or a form that was never sent."""

    id: str
    began: datetime
    text: str
    file: Path
    form: str | None = None
    """The name of the form whose fields the text holds, as JSON; None for a line."""
    of: str | None = None
    """The moment whose line this is; None where it was to be a new one."""

    @property
    def words(self) -> tuple[str, ...]:
        """What stands there: of a form, in each of its fields."""
        if self.form is None:
            return (self.text,)
        try:
            found = json.loads(self.text)
        except ValueError:
            found = None
        return tuple(map(str, found.values())) if isinstance(found, dict) else (self.text,)


class Drafts:
    """One window's drafts."""

    def __init__(self, logs: Path, log: str, *, files: Files = REAL_FILES) -> None:
        self._files = files
        self._logs = logs
        self._log = log
        self._process = f"{os.getpid()}-{os.urandom(2).hex()}"
        self._fd: int | None = None
        self._count = 0
        self._last: tuple[str, str] | None = None

    @property
    def path(self) -> Path:
        """Where this window's drafts are kept."""
        return self._logs / f"{self._log}.draft.{self._process}"

    def new_id(self) -> str:
        """Return an id for a line that begins."""
        self._count += 1
        return f"{self._process}-{self._count}"

    def keep(
        self,
        draft: str,
        began: datetime,
        text: str,
        of: str | None = None,
        *,
        form: str | None = None,
        durable: bool = False,
    ) -> None:
        """Append what stands in the line now; empty text withdraws the draft.

        Args:
            draft: Its id.
            began: When its first key fell.
            text: What stands there.
            of: The moment whose line it is, where it is one that exists.
            form: The form whose fields the text holds, where it is one.
            durable: Whether it must survive a power cut too, at the cost of a sync.

        Raises:
            OSError: The disk did not take it.
        """
        if self._last == (draft, text):
            return
        if self._fd is None:
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
            self._fd = self._files.open(self.path, flags)
            with contextlib.suppress(OSError):  # a disk without locks: offered once too often
                self._files.try_lock(self._fd)  # held while this window lives
        write_all(self._files, self._fd, _row(draft, began, text, form, of))
        if durable:
            self._files.fsync(self._fd)
        self._last = (draft, text)

    def close(self, *, forget: bool) -> None:
        """Let go; the file is removed where everything in it was saved or withdrawn."""
        if self._fd is not None:
            self._files.close(self._fd)
            self._fd = None
            self._last = None
            if forget:
                self._files.remove(self.path)


def left_behind(logs: Path, saved: Container[str], *, files: Files = REAL_FILES) -> list[Draft]:
    """Return what dead processes of this machine left unsaved, oldest first.

    Args:
        logs: The study's ``log`` folder.
        saved: The drafts that entries name.
        files: The seam.
    """
    found: list[Draft] = []
    for path in sorted(logs.glob("*.draft.*")):
        if _alive(path, files):
            continue
        last: dict[str, Draft] = {}
        for line in (read_bytes(path) or b"").split(b"\n"):
            draft = _draft(line, path)
            if draft is not None:
                last[draft.id] = draft
        found += [d for d in last.values() if d.text.strip() and d.id not in saved]
    return sorted(found, key=lambda draft: draft.began)


def withdraw(draft: Draft, *, files: Files = REAL_FILES) -> None:
    """Say in the file of a dead process that a draft is kept elsewhere now.

    Raises:
        OSError: The disk did not take it.
    """
    fd = files.open(draft.file, os.O_RDWR | os.O_APPEND)
    try:
        write_all(files, fd, _row(draft.id, draft.began, "", draft.form, draft.of))
    finally:
        files.close(fd)


def settle(logs: Path, drafts: list[Draft], *, files: Files = REAL_FILES) -> None:
    """Remove the files of dead processes whose drafts were saved or turned down."""
    for path in {draft.file for draft in drafts}:
        with contextlib.suppress(OSError):
            if path.parent == logs:
                files.remove(path)


def _row(draft: str, began: datetime, text: str, form: str | None, of: str | None) -> bytes:
    row = {"id": draft, "began": to_iso(began), "text": text}
    row |= {name: held for name, held in (("form", form), ("of", of)) if held is not None}
    # The line end first: a row that the disk cut short does not spoil the one after it.
    return b"\n" + json.dumps(row).encode()


def _draft(line: bytes, path: Path) -> Draft | None:
    try:
        row = json.loads(line)
        return Draft(
            id=row["id"],
            began=from_iso(row["began"]),
            text=row["text"],
            file=path,
            form=row.get("form"),
            of=row.get("of"),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None  # the line that the crash cut short: its text stands in the one before


def _alive(path: Path, files: Files) -> bool:
    """Tell whether the window that writes here lives: it holds the lock, which dies with it.

    The number of a process does not tell: after a restart another may have it.
    """
    try:
        fd = files.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not files.try_lock(fd)
    except OSError:
        return False
    finally:
        files.close(fd)


def blank_rows(
    path: Path,
    theirs: Callable[[Draft | None, str], bool],
    *,
    files: Files = REAL_FILES,
    dry: bool = False,
) -> int:
    """Blank the rows of the drafts that are someone's; return how many drafts that were.

    Written over where they stand: a living window appends to this file and notices nothing.

    Args:
        path: The file of drafts.
        theirs: Tells it by a draft and its text; a row cut short has only text.
        files: The seam.
        dry: Only count them.

    Raises:
        OSError: The disk did not take it.
    """
    rows = [*_rows(path)]
    named = {d.id for _, _, d in rows if d and theirs(d, d.text)}
    gone = [
        (start, line)
        for start, line, draft in rows
        # A row that begins with spaces was being blanked when the process died.
        if (draft.id in named if draft else line[:1] == b" " or theirs(None, _text(line)))
    ]
    if dry:
        return len(named)
    if gone and len(gone) == len(rows) and not _alive(path, files):
        files.remove(path)
    elif gone:
        _blank(path, gone, files)
    return len(named)


def _rows(path: Path) -> Iterator[tuple[int, bytes, Draft | None]]:
    """Yield where each row begins, the row, and its draft where it reads."""
    at = 0
    for line in (read_bytes(path) or b"").split(b"\n"):
        if line.strip(b" "):
            yield at, line, _draft(line, path)
        at += len(line) + 1


def _blank(path: Path, rows: Iterable[tuple[int, bytes]], files: Files) -> None:
    fd = files.open(path, os.O_RDWR)
    try:
        for start, line in rows:
            os.lseek(fd, start, os.SEEK_SET)
            write_all(files, fd, b" " * len(line))
        files.fsync(fd)
    finally:
        files.close(fd)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")
