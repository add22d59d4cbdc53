"""The seam for the operating system's file calls: everything the store does to a disk.

Faults are injected here, by a subclass, and nowhere else; so no test patches anything.
"""

import contextlib
import errno
import os
import sys
import time
from itertools import takewhile
from pathlib import Path

from fieldkit.model.errors import StudyBusyError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PRIVATE = 0o600
"""Mode of files we make: a study is personal data."""
PRIVATE_FOLDER = 0o700
ANY_FOLDER = 0o777
"""Mode, before the user's mask, of folders above one that we make."""
BINARY = getattr(os, "O_BINARY", 0)
"""Windows would turn line ends into two bytes."""
DRIVE_REMOTE = 4
"""Windows' number for a drive of another machine."""
NO_SUCH_CALL = frozenset({errno.EINVAL, errno.ENOTSUP})
"""What a file system says that cannot sync a folder; one that can and fails says otherwise."""
CANNOT_WRITE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""What a folder says that is not ours, or a disk that can only be read."""
PATIENCE = 10.0
"""Seconds to wait for another program to let go of a study."""
REPLACE_TRIES = 20
"""On Windows a scanner may hold a file for a moment: about 2 s in all."""


class Files:
    """The calls as the operating system has them."""

    def open(self, path: Path, flags: int) -> int:
        """Open a file, making it private where it is made."""
        return os.open(path, flags | BINARY, PRIVATE)

    def write(self, fd: int, data: bytes) -> int:
        """Write some of the data; return how much, as the system call does."""
        return os.write(fd, data)

    def fsync(self, fd: int) -> None:
        """Bring what was written to the disk itself.

        On macOS plain fsync stops at the drive's cache; F_FULLFSYNC does not.
        """
        if sys.platform == "darwin":
            with contextlib.suppress(OSError):
                fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
                return
        os.fsync(fd)

    def truncate(self, fd: int, size: int) -> None:
        """Cut a file to a size."""
        os.ftruncate(fd, size)

    def close(self, fd: int) -> None:
        """Close a descriptor."""
        os.close(fd)

    def replace(self, old: Path, new: Path) -> None:
        """Put one file in the place of another, at once."""
        for _ in range(REPLACE_TRIES if sys.platform == "win32" else 0):
            with contextlib.suppress(PermissionError):
                old.replace(new)
                return
            time.sleep(0.1)
        old.replace(new)

    def sync_folder(self, folder: Path) -> None:
        """Bring a folder's names to the disk; Windows and some file systems have no such call."""
        if sys.platform == "win32":
            return
        try:
            fd = os.open(folder, os.O_RDONLY)
        except PermissionError:
            return  # a folder to write into but not to read: it cannot be asked for
        try:
            os.fsync(fd)
        except OSError as error:
            if error.errno not in NO_SUCH_CALL:
                raise
        finally:
            os.close(fd)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        path.unlink(missing_ok=True)

    def make_folder(self, path: Path) -> None:
        """Make a private folder and those above it, where missing; their names reach the disk.

        Else a power cut could take a new folder with all that was synced in it.
        """
        missing = takewhile(lambda folder: not folder.is_dir(), (path, *path.parents))
        for folder in reversed([*missing]):
            folder.mkdir(mode=PRIVATE_FOLDER if folder == path else ANY_FOLDER, exist_ok=True)
            try:
                self.sync_folder(folder.parent)
            except OSError:
                with contextlib.suppress(OSError):
                    folder.rmdir()  # so that the next try makes and syncs it again
                raise

    def mount_table(self, folder: Path) -> str:
        """Return what is mounted where, as far as it matters to a folder; "" where nobody says."""
        if sys.platform == "darwin":
            return _mac_mounts(folder)
        try:
            return Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
        except OSError:
            return ""

    def remote_drive(self, folder: Path) -> bool:
        """Tell whether Windows says that a folder is on another machine."""
        if sys.platform == "win32":
            import ctypes

            kind = ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\")
            return bool(folder.drive.startswith("\\\\") or kind == DRIVE_REMOTE)
        return False

    def try_lock(self, fd: int) -> bool:
        """Take the lock on an open file, if it is free."""
        try:
            if sys.platform == "win32":
                msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False  # held; anything else, a system without locks say, is told as it is
        return True

    def unlock(self, fd: int) -> None:
        """Let go of the lock."""
        if sys.platform == "win32":
            os.lseek(fd, 0, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)
        else:
            fcntl.flock(fd, fcntl.LOCK_UN)


def _mac_mounts(folder: Path) -> str:
    """Return what macOS has mounted; nothing for a folder on its own disk, which costs no look."""
    if folder.stat().st_dev == Path("/private/var").stat().st_dev:
        return ""
    import subprocess

    return subprocess.run(["/sbin/mount"], capture_output=True, check=False, text=True).stdout


def write_all(files: Files, fd: int, data: bytes) -> None:
    """Write all of the data; a short write goes on until the system says why it stops."""
    done = files.write(fd, data)
    while done < len(data):
        done += files.write(fd, data[done:])


def write_whole(files: Files, path: Path, data: bytes, *, durable: bool) -> None:
    """Write a file whole or not at all: aside, then renamed into place.

    Args:
        files: The seam.
        path: Where it is to stand; its folder exists.
        data: What it holds.
        durable: Whether it must survive a power cut; caches need not.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    fd = files.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        try:
            write_all(files, fd, data)
            if durable:
                files.fsync(fd)
        finally:
            files.close(fd)
        files.replace(aside, path)
    except (OSError, KeyboardInterrupt):
        with contextlib.suppress(OSError):
            files.remove(aside)
        raise
    if durable:
        files.sync_folder(path.parent)


def write_over(files: Files, path: Path, data: bytes) -> None:
    """Write over the beginning of a file, at the cost of one write; made where it is missing.

    For a short record of one length, in one sector of the disk; whoever reads it checks it.
    """
    try:
        fd = files.open(path, os.O_WRONLY)
    except FileNotFoundError:
        files.make_folder(path.parent)
        fd = files.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        write_all(files, fd, data)
    finally:
        files.close(fd)


class Lock:
    """The lock on a file, held while a ``with`` block runs; see locked."""

    __slots__ = ("_fd", "_files", "_make", "_path", "_patience")

    def __init__(self, files: Files, path: Path, patience: float, *, make: bool) -> None:
        self._files = files
        self._make = make
        self._path = path
        self._patience = patience
        self._fd = -1

    def __enter__(self) -> None:
        """Wait for the lock and take it."""
        try:
            self._fd = self._files.open(self._path, os.O_RDWR)
        except FileNotFoundError:
            if self._make:
                self._files.make_folder(self._path.parent)
            self._fd = self._files.open(self._path, os.O_RDWR | os.O_CREAT)
        try:
            if not self._files.try_lock(self._fd):
                self._wait()
        except BaseException:
            self._files.close(self._fd)
            raise

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        try:
            self._files.unlock(self._fd)
        finally:
            self._files.close(self._fd)

    def _wait(self) -> None:
        deadline = time.monotonic() + self._patience
        pause = 0.0005
        while not self._files.try_lock(self._fd):
            if time.monotonic() > deadline:
                message = "Another program is writing to this study and does not finish; try again."
                raise StudyBusyError(message)
            time.sleep(pause)
            pause = min(pause * 2, 0.02)


def locked(files: Files, path: Path, *, patience: float = PATIENCE, make: bool = True) -> Lock:
    """Hold the lock on a file while the block runs; the file is made if missing.

    Args:
        files: The seam.
        path: The file.
        patience: Seconds to wait for it.
        make: Make its folder too. A folder that was there and went, with its disk, is not made.

    Raises:
        StudyBusyError: On entering: another program held it for longer than our patience.
    """
    return Lock(files, path, patience, make=make)


def read_bytes(path: Path) -> bytes | None:
    """Return a file's bytes, or None where there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


REAL_FILES = Files()
