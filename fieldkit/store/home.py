"""What this installation remembers, outside every study: who writes, and how far its logs reach."""

import contextlib
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer, Role
from fieldkit.store.files import REAL_FILES, Files, read_bytes, write_over, write_whole

RECORD = 256
"""Bytes of the record of how far a log reaches: one length, so that it is written over."""
RECORDED = '{"dev": "%(dev)s", "seq": %(seq)d, "offset": %(offset)d, "sum": "%(sum)s"}'


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
        if root is None:
            from platformdirs import user_state_path

            root = user_state_path("fieldkit", appauthor=False)
        self.root = root
        self._files = files
        self._records: dict[tuple[str, str], Path] = {}
        self._known: dict[Path, tuple[bytes, Reached]] = {}

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

    def last_study(self) -> Path | None:
        """Return the study used last, if it is still there."""
        path = self._read("last.json").get("path")
        return Path(path) if isinstance(path, str) and (Path(path) / "log").is_dir() else None

    def remember_study(self, folder: Path) -> None:
        """Remember the study used last."""
        if self._read("last.json").get("path") != str(folder):
            self._write("last.json", {"path": str(folder)})

    def reached(self, study: str, handle: str) -> Reached | None:
        """Return how far this installation wrote this handle's log of a study."""
        path = self._record(study, handle)
        try:
            fd = os.open(path, os.O_RDONLY)  # the short way: every change comes by here
            try:
                data = os.read(fd, RECORD)
            finally:
                os.close(fd)
            known = self._known.get(path)
            if known is None or known[0] != data:
                known = self._known[path] = (data, Reached(**json.loads(data)))
        except (OSError, ValueError, TypeError):
            return None  # as with every cache here: a new log begins, and nothing is lost
        return known[1]

    def reach(self, study: str, handle: str, reached: Reached) -> None:
        """Remember how far a log reaches now; only after its bytes are on the disk."""
        row = {"dev": reached.dev, "seq": reached.seq, "offset": reached.offset, "sum": reached.sum}
        # Formatted, not encoded: all four are plain, and an encoder costs as much as the write.
        data = (RECORDED % row).encode().ljust(RECORD - 1) + b"\n"
        path = self._record(study, handle)
        self._known[path] = (data, reached)
        with contextlib.suppress(OSError):
            write_over(self._files, path, data)

    def forget(self, study: str, handle: str) -> None:
        """Forget a log: the next change begins another."""
        with contextlib.suppress(OSError):
            self._files.remove(self._record(study, handle))

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
        path = self.root / name
        # Without a home that can be written, each session begins a log of its own: no loss.
        with contextlib.suppress(OSError):
            self._files.make_folder(path.parent)
            write_whole(self._files, path, json.dumps(data).encode(), durable=False)
