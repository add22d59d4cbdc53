"""A disk that loses power: what was done to it, and the states that it may be left in.

The model is the least that POSIX promises. What was written to a file is there after a power cut
only once the file was synced: before, any of it may be there, cut short, out of order, as zeros or
as whatever stood on the disk. What was synced before stays. A name is there, gone or changed only
once its folder was synced. A rename is done or not.
"""

import errno
import os
import random
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from fieldkit.store.files import Files

SECTOR = 512
TOP = 0
"""The number of the folder that holds all others."""
PASSING = ".opening-"
"""Folders which the store removes itself, not by the seam: what is left of them harms nobody."""


class Step(NamedTuple):
    """One call that changes a disk."""

    what: str
    path: str = ""
    to: str = ""
    handle: int = 0
    flags: int = 0
    data: bytes = b""
    size: int = 0


class Recorder(Files):
    """Real files, and a record of what was done to those under one folder."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.steps: list[Step] = []
        self.short: int | None = None
        """Where it is set, the next write to a log takes so many bytes; then the disk is full."""
        self.unsynced = False
        """Where it is set, the next fsync of a log fails."""
        self.fail_at = 0
        """Which sync of all fails, of files and folders; 0 for none."""
        self.syncs = 0
        self._handles: dict[int, tuple[int, str]] = {}
        self._count = 0

    def open(self, path: Path, flags: int) -> int:
        """Open a file, and record that where it can change the disk."""
        fd = super().open(path, flags)
        self._handles.pop(fd, None)
        if self._ours(path) and flags & (os.O_WRONLY | os.O_RDWR):
            self._count += 1
            self._handles[fd] = (self._count, path.name)
            self._add(Step("open", self._name(path), handle=self._count, flags=flags))
        return fd

    def write(self, fd: int, data: bytes) -> int:
        """Write, and record it."""
        handle, name = self._handles.get(fd, (0, ""))
        if self.short is not None and name.endswith(".jsonl"):
            data, self.short = data[: self.short], 0
            if not data:
                self.short = None
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        done = super().write(fd, data)
        if handle:
            self._add(Step("write", name, handle=handle, data=bytes(data[:done])))
        return done

    def fsync(self, fd: int) -> None:
        """Record a sync; the real disk need not be waited for."""
        handle, name = self._handles.get(fd, (0, ""))
        if self._fails() or (self.unsynced and name.endswith(".jsonl")):
            self.unsynced = False
            if handle:
                self._add(Step("failed", name, handle=handle))
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        if handle:
            self._add(Step("fsync", name, handle=handle))

    def truncate(self, fd: int, size: int) -> None:
        """Cut, and record it."""
        super().truncate(fd, size)
        if handle := self._handles.get(fd, (0, ""))[0]:
            self._add(Step("truncate", handle=handle, size=size))

    def replace(self, old: Path, new: Path) -> None:
        """Rename, and record it."""
        super().replace(old, new)
        if self._ours(new):
            self._add(Step("replace", self._name(old), self._name(new)))

    def sync_folder(self, folder: Path) -> None:
        """Record the sync of a folder."""
        if self._fails():
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        if self._ours(folder):
            self._add(Step("sync", self._name(folder)))

    def remove(self, path: Path) -> None:
        """Remove, and record it."""
        there = path.exists()
        super().remove(path)
        if there and self._ours(path):
            self._add(Step("remove", self._name(path)))

    def make_folder(self, path: Path) -> None:
        """Make folders, and record each."""
        made = [f for f in (path, *path.parents) if self._ours(f) and not f.exists()]
        for folder in reversed(made):
            self._add(Step("mkdir", self._name(folder)))
        try:
            super().make_folder(path)
        finally:
            for folder in made:
                if not folder.exists():
                    self._add(Step("remove", self._name(folder)))

    def _fails(self) -> bool:
        self.syncs += 1
        return self.syncs == self.fail_at

    def _add(self, step: Step) -> None:
        self.steps.append(step)

    def _ours(self, path: Path) -> bool:
        return path.is_relative_to(self.top) and PASSING not in str(path)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.top).as_posix()


@dataclass(slots=True)
class _File:
    synced: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Writes since, each with its place; a cut has no bytes."""
    failed: bool = False
    """Whether a sync failed: the system may call the pages clean, and a later sync does nothing."""

    @property
    def now(self) -> bytes:
        """What a reader sees while the power is on."""
        return _done(self.synced, self.pending)

    def left(self, rng: random.Random) -> bytes:
        """Return what a power cut may leave."""
        if not self.pending:
            return self.synced
        return rng.choice([self._torn, self._torn, self._zeroed, self._patched, self._some])(rng)

    def _torn(self, rng: random.Random) -> bytes:
        """Return what is there where the disk stopped in one of the writes: at a sector, or not."""
        some = self.pending[: rng.randint(1, len(self.pending))]
        place, data = some[-1]
        if data is not None:
            sectors = [n for n in range(len(data)) if (place + n) % SECTOR == 0]
            cut = rng.choice([0, len(data), rng.randint(0, len(data)), *sectors])
            some = [*some[:-1], (place, data[:cut])]
        return _done(self.synced, some)

    def _zeroed(self, _: random.Random) -> bytes:
        """Return what is there where the size reached the disk, and the bytes did not."""
        return _done(self.synced, [(at, d and bytes(len(d))) for at, d in self.pending])

    def _some(self, rng: random.Random) -> bytes:
        """Return what is there where some of the writes reached the disk."""
        return _done(self.synced, [one for one in self.pending if rng.random() < 0.5])

    def _patched(self, rng: random.Random) -> bytes:
        """Return what is there where sectors reached the disk in any order."""
        now, before = self.now, self.synced
        found = bytearray(now)
        for start in range(0, len(now), SECTOR):
            size = len(now[start : start + SECTOR])
            kept = before[start : start + size]
            lost = [kept.ljust(size, b"\0"), kept + rng.randbytes(size - len(kept))]
            if now[start : start + size] != before[start : start + size] and rng.random() < 0.5:
                found[start : start + size] = lost[rng.random() < 0.25]
        return bytes(found)


def _done(data: bytes, writes: list[tuple[int, bytes | None]]) -> bytes:
    found = bytearray(data)
    for place, written in writes:
        if written is None:
            del found[place:]
            continue
        found.extend(bytes(max(0, place - len(found))))
        found[place : place + len(written)] = written
    return bytes(found)


@dataclass(slots=True)
class _Folder:
    synced: dict[str, int] = field(default_factory=dict)
    pending: list[dict[str, int | None]] = field(default_factory=list)
    """Names changed since, each change done or not as a whole; None is a name that went."""

    def names(self, changes: list[dict[str, int | None]]) -> dict[str, int]:
        """Return the names after some changes."""
        found: dict[str, int | None] = {**self.synced}
        for change in changes:
            found.update(change)
        return {name: node for name, node in found.items() if node is not None}

    def left(self, rng: random.Random) -> dict[str, int]:
        """Return the names that a power cut may leave."""
        how = rng.choice(["synced", "now", "first", "any"])
        if how == "first":
            return self.names(self.pending[: rng.randint(0, len(self.pending))])
        if how == "any":
            return self.names([change for change in self.pending if rng.random() < 0.5])
        return self.names(self.pending if how == "now" else [])


@dataclass(slots=True)
class _Handle:
    file: _File
    append: bool
    at: int = 0


State = dict[str, bytes | None]
"""What stands on a disk: a path is a folder where it holds nothing."""


class Disk:
    """What a disk holds for certain, and what is still on its way."""

    def __init__(self) -> None:
        self._nodes: dict[int, _File | _Folder] = {TOP: _Folder()}
        self._handles: dict[int, _Handle] = {}

    def hold(self, top: Path) -> None:
        """Take in what stands under a folder, as synced long ago."""
        for path in sorted(top.rglob("*")):
            name = path.relative_to(top).as_posix()
            self._made(name, _Folder() if path.is_dir() else _File(synced=path.read_bytes()))
        for node in self._nodes.values():
            if isinstance(node, _Folder):
                node.synced, node.pending = node.names(node.pending), []

    def do(self, step: Step) -> None:
        """Take in one step."""
        getattr(self, f"_{step.what}")(step)

    def left(self, rng: random.Random) -> State:
        """Return one state that a power cut may leave now."""
        how = rng.random()
        found: State = {}
        self._walk(TOP, "", rng, "synced" if how < 0.15 else "now" if how < 0.25 else "any", found)
        return found

    def _walk(self, node: int, path: str, rng: random.Random, how: str, found: State) -> None:
        held = self._nodes[node]
        if isinstance(held, _File):
            kept = {"synced": held.synced, "now": held.now}
            found[path] = kept[how] if how in kept else held.left(rng)
            return
        found[path] = None
        all_, none = held.names(held.pending), held.names([])
        names = none if how == "synced" else all_ if how == "now" else held.left(rng)
        for name, inner in names.items():
            self._walk(inner, f"{path}/{name}" if path else name, rng, how, found)

    def _folder(self, path: str) -> _Folder:
        held: _File | _Folder = self._nodes[TOP]
        for name in PurePosixPath(path).parts:
            assert isinstance(held, _Folder)
            held = self._nodes[held.names(held.pending)[name]]
        assert isinstance(held, _Folder)
        return held

    def _split(self, path: str) -> tuple[_Folder, str]:
        pure = PurePosixPath(path)
        return self._folder(pure.parent.as_posix()), pure.name

    def _made(self, path: str, held: _File | _Folder) -> int:
        folder, name = self._split(path)
        node = len(self._nodes)
        self._nodes[node] = held
        folder.pending.append({name: node})
        return node

    def _mkdir(self, step: Step) -> None:
        self._made(step.path, _Folder())

    def _open(self, step: Step) -> None:
        folder, name = self._split(step.path)
        node = folder.names(folder.pending).get(name)
        if node is None:
            node = self._made(step.path, _File())
        file = self._nodes[node]
        assert isinstance(file, _File)
        if step.flags & os.O_TRUNC and file.now:
            file.pending.append((0, None))
        self._handles[step.handle] = _Handle(file, append=bool(step.flags & os.O_APPEND))

    def _write(self, step: Step) -> None:
        handle = self._handles[step.handle]
        place = len(handle.file.now) if handle.append else handle.at
        handle.file.pending.append((place, step.data))
        handle.at = place + len(step.data)

    def _truncate(self, step: Step) -> None:
        self._handles[step.handle].file.pending.append((step.size, None))

    def _fsync(self, step: Step) -> None:
        file = self._handles[step.handle].file
        if not file.failed:
            file.synced, file.pending = file.now, []

    def _failed(self, step: Step) -> None:
        self._handles[step.handle].file.failed = True

    def _replace(self, step: Step) -> None:
        folder, old = self._split(step.path)
        other, new = self._split(step.to)
        assert folder is other, "the store renames within a folder"
        folder.pending.append({old: None, new: folder.names(folder.pending)[old]})

    def _remove(self, step: Step) -> None:
        folder, name = self._split(step.path)
        folder.pending.append({name: None})

    def _sync(self, step: Step) -> None:
        folder = self._folder(step.path)
        folder.synced, folder.pending = folder.names(folder.pending), []


def put(state: State, top: Path) -> None:
    """Make a folder hold a state."""
    for path, data in state.items():
        if data is None:
            (top / path).mkdir(parents=True, exist_ok=True)
        else:
            (top / path).write_bytes(data)
