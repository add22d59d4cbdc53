"""What this installation remembers, outside every study: who writes, and how far its logs reach."""

import contextlib
import json
import os
import re
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer, Role
from fieldkit.store.files import REAL_FILES, Files, read_bytes, write_over, write_whole

SAFE = re.compile(r"[\w-]{1,100}")
REMIND_AFTER = 24
"""Hours; a convention of the field, not a rule."""
RECORD = 256
"""Bytes of the record of how far a log reaches: one length, so that it is written over."""
RECORDED = '{"dev": "%s", "seq": %d, "offset": %d, "sum": "%s", "file": %d}'


LEFT = -1
"""Stands for how far a log reaches that a failed disk made us leave."""


class Reached(NamedTuple):
    """How far this installation wrote one log; a copy or a backup does not reach it."""

    dev: str
    seq: int
    offset: int
    """Where the log's last line of ours ended, in bytes."""
    sum: str
    """The checksum that stands just before that place."""


class Home:
    """This installation's own folder: the user's state folder unless told otherwise."""

    def __init__(self, root: Path | None = None, files: Files = REAL_FILES) -> None:
        self.root = state_folder() if root is None else root
        self._files = files
        self._records: dict[tuple[str, str], Path] = {}
        self._known: dict[Path, tuple[bytes, Reached]] = {}
        self._inodes: dict[Path, int] = {}
        """The file that each record is: a copy of it, in a copied home, is another."""

    def me(self) -> Observer | None:
        """Return who writes on this machine, or None where nobody has said."""
        data = self._read("me.json")
        try:
            return Observer(
                handle=as_handle(data["handle"]), name=data.get("name"), role=Role(data["role"])
            )
        except (KeyError, ValueError, TypeError, AttributeError):
            return None

    def be(self, observer: Observer) -> None:
        """Remember who writes on this machine."""
        row = {"handle": observer.handle, "name": observer.name, "role": observer.role}
        self._write("me.json", row)

    def remind_after(self) -> timedelta | None:
        """Return how long notes wait for words until one is reminded; None for never."""
        hours = self._read("remind.json").get("hours", REMIND_AFTER)
        if isinstance(hours, bool) or not isinstance(hours, int) or hours < 0:
            hours = REMIND_AFTER
        return timedelta(hours=hours) if hours else None

    def remind(self, hours: int) -> None:
        """Remember after how many hours to remind; 0 for never."""
        self._write("remind.json", {"hours": hours})

    def last_study(self) -> Path | None:
        """Return the study used last, if it is still there."""
        path = self._read("last.json").get("path")
        return Path(path) if isinstance(path, str) and (Path(path) / "log").is_dir() else None

    def remember_study(self, folder: Path) -> None:
        """Remember the study used last."""
        if self._read("last.json").get("path") != str(folder):
            self._write("last.json", {"path": str(folder)})

    def forget_study(self) -> None:
        """Remember no study as the one used last: nobody is to write in it without asking."""
        self._write("last.json", {})

    def first_time(self, what: str) -> bool:
        """Tell whether something is met for the first time on this machine, and remember it."""
        met = self._read("met.json")
        if what in met:
            return False
        self._write("met.json", {**met, what: True})
        return True

    def rescue(self, study: str) -> Path:
        """Return where words of a study are kept while its own disk does not take them."""
        return self.root / "rescue" / study

    def erased(self, study: str) -> dict[str, dict[str, Any]]:
        """Return what was erased of a study on this machine, backups and all."""
        found = self._read(f"erased/{_safe(study)}.json")
        return {kind: held for kind, held in found.items() if isinstance(held, dict)}

    def remember_erased(self, study: str, fields: Mapping[str, Mapping[str, Any]]) -> None:
        """Remember what was erased, by keys and ids: a backup that is put back must not hold it.

        Raises:
            OSError: The disk did not take it.
        """
        held = self.erased(study)
        kinds = sorted({*held, *fields})
        data = {kind: {**held.get(kind, {}), **fields.get(kind, {})} for kind in kinds}
        self._put(f"erased/{_safe(study)}.json", data, durable=True)

    def reached(self, study: str, handle: str) -> Reached | None:
        """Return how far this installation wrote this handle's log of a study."""
        path = self._record(study, handle)
        try:
            fd = os.open(path, os.O_RDONLY)  # the short way: every change comes by here
            try:
                data = os.read(fd, RECORD)
                known = self._known.get(path)
                if known is None or known[0] != data:
                    row = json.loads(data)
                    file = os.fstat(fd).st_ino
                    if row.pop("file", file) != file:
                        return None  # copied with its folder: the first installation goes on
                    self._inodes[path] = file
                    known = self._known[path] = (data, Reached(**row))
            finally:
                os.close(fd)
        except (OSError, ValueError, TypeError):
            return None  # as with every cache here: a new log begins, and nothing is lost
        return known[1]

    def reach(self, study: str, handle: str, reached: Reached) -> None:
        """Remember how far a log reaches now; only after its bytes are on the disk."""
        path = self._record(study, handle)
        with contextlib.suppress(OSError):
            if path not in self._inodes:
                write_over(self._files, path, b"".ljust(RECORD))
                self._inodes[path] = path.stat().st_ino
            # Formatted, not encoded: all are plain, and an encoder costs as much as the write.
            data = (RECORDED % (*reached, self._inodes[path])).encode().ljust(RECORD - 1) + b"\n"
            self._known[path] = (data, reached)
            write_over(self._files, path, data)

    def forget(self, study: str, handle: str) -> None:
        """Forget a log: the next change begins another."""
        path = self._record(study, handle)
        self._inodes.pop(path, None)
        with contextlib.suppress(OSError):
            self._files.remove(path)

    def leave(self, study: str, handle: str, logs: str) -> None:
        """Forget a log, but for its name: the one that the next change begins goes on from it."""
        self.forget(study, handle)
        if logs:
            self.reach(study, handle, Reached(dev="", seq=0, offset=LEFT, sum=logs))

    def left(self, study: str, handle: str) -> str:
        """Return the logs that the next one goes on from, by spaces; "" for none."""
        reached = self.reached(study, handle)
        return reached.sum if reached and reached.offset == LEFT else ""

    def _record(self, study: str, handle: str) -> Path:
        key = (study, handle)
        if key not in self._records:
            self._records[key] = self.root / "studies" / f"{study}.{handle}.json"
        return self._records[key]

    def _read(self, name: str) -> dict[str, Any]:
        try:
            data = json.loads(read_bytes(self.root / name) or b"{}")
        except (OSError, ValueError):
            return {}  # a cache: without it a new log begins, and nothing is lost
        return data if isinstance(data, dict) else {}

    def _write(self, name: str, data: dict[str, Any]) -> None:
        # Without a home that can be written, each session begins a log of its own: no loss.
        with contextlib.suppress(OSError):
            self._put(name, data, durable=False)

    def _put(self, name: str, data: dict[str, Any], *, durable: bool) -> None:
        path = self.root / name
        self._files.make_folder(path.parent)
        write_whole(self._files, path, json.dumps(data).encode(), durable=durable)


def state_folder() -> Path:
    """Return the folder where the user's programs keep their state: ours in it."""
    if sys.platform == "linux" and "ANDROID_ROOT" not in os.environ:
        # The plain case in plain words: platformdirs costs a note 5 ms of imports.
        for name, *below in (("XDG_STATE_HOME",), ("HOME", ".local", "state")):
            if (base := os.environ.get(name, "")).startswith("/"):
                return Path(base, *below, "fieldkit")
    from platformdirs import user_state_path

    return user_state_path("fieldkit", appauthor=False)


def _safe(study: str) -> str:
    """Return a study's id as the name of a file."""
    if SAFE.fullmatch(study):
        return study
    from hashlib import sha256

    return sha256(study.encode()).hexdigest()[:32]
