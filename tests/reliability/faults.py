"""A disk that fails as it is told to: the seam's calls, counted, with a fault at some of them."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from fieldkit.store.files import Files


class FaultyFiles(Files):
    """Real files, but the n-th write or fsync fails.

    Args:
        full_at: The writes, from 1, at which the disk is full (ENOSPC).
        short: How many bytes such a write still takes before it fails.
        unsynced_at: The fsyncs, from 1, that fail (EIO); folders' are counted with them.
        only: Count only calls on files whose name holds this.
    """

    def __init__(
        self,
        *,
        full_at: Iterable[int] = (),
        short: int = 0,
        unsynced_at: Iterable[int] = (),
        only: str = "",
    ) -> None:
        self.full_at = frozenset(full_at)
        self.short = short
        self.unsynced_at = frozenset(unsynced_at)
        self.only = only
        self.writes = 0
        self.syncs = 0
        self.failed: list[str] = []
        self.hit: list[Path] = []
        """The same, with their folders."""
        self._paths: dict[int, Path] = {}
        self._filling: set[int] = set()

    def open(self, path: Path, flags: int) -> int:
        """Open a file and remember its name."""
        fd = super().open(path, flags)
        self._paths[fd] = path
        self._filling.discard(fd)
        return fd

    def write(self, fd: int, data: bytes) -> int:
        """Write, or be full: first a short write where some bytes still fit, then ENOSPC."""
        name = self._paths.get(fd, Path()).name
        if fd in self._filling:
            self._filling.discard(fd)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if self.only in name:
            self.writes += 1
            if self.writes in self.full_at:
                self.failed.append(name)
                self.hit.append(self._paths[fd])
                if 0 < self.short < len(data):
                    self._filling.add(fd)
                    return super().write(fd, data[: self.short])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(fd, data)

    def fsync(self, fd: int) -> None:
        """Fail to sync, or say that it was done: no test here waits for the disk itself."""
        self._sync(self._paths.get(fd, Path()))

    def sync_folder(self, folder: Path) -> None:
        """Do as with a file."""
        self._sync(folder)

    def _sync(self, path: Path) -> None:
        if self.only in path.name:
            self.syncs += 1
            if self.syncs in self.unsynced_at:
                self.failed.append(path.name)
                self.hit.append(path)
                raise OSError(errno.EIO, os.strerror(errno.EIO))
