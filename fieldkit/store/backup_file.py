"""A backup as a file: a zip of a study's folders, with a list of what it holds.

Whatever comes out of a zip is checked before it is written anywhere: names that lead elsewhere,
links, files that the list does not know, and what swells beyond all measure are refused.
"""

import hashlib
import os
import stat
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from fieldkit.model.errors import InvalidValueError, RefusedFileError
from fieldkit.model.visible import visible
from fieldkit.store.backup_list import Contents, fits, listed, packed
from fieldkit.store.files import Files, write_all
from fieldkit.store.zip_end import directory_size

Progress = Callable[[int, int], None]
"""Told how many bytes are done, and of how many."""
LIST = "backup.json"
"""The member that says what a backup holds; the last one."""
CHUNK = 1 << 20
LONGEST_LIST = 1 << 26
"""Bytes of a list; a longer one is none of ours."""
LONGEST_DIRECTORY = 1 << 26
"""Bytes of a table of contents: some 500,000 files, more than any study has."""
LARGE = 1 << 30
"""Bytes up to which a backup may unpack without its ratio being asked about."""
SWELLING = 100
"""How many times its size a large backup may unpack to; notes compress 5 to 20 times."""
ENCRYPTED = 0x1
BROKEN = (
    BadZipFile,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What zipfile raises where a zip is not as it should be: a byte anywhere decides which."""
ELSEWHERE = "Others: fieldkit backup --list"


class Writer:
    """A backup being written, through the seam; closed by the block that it is used in."""

    def __init__(self, files: Files, fd: int, taken: datetime) -> None:
        self._files = files
        self._fd = fd
        self._taken = taken.timetuple()[:6]
        self._zip = ZipFile(self, "w", ZIP_DEFLATED, compresslevel=3)
        self.held: dict[str, tuple[int, str]] = {}
        """Size and SHA-256 of each file written."""
        self._given_up = False

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write the directory of the zip; after an error, write no more.

        A zip left open writes once more when it is collected: by then its number may be that of
        another file.
        """
        self._given_up = error is not None
        self._zip.close()

    def write(self, data: bytes) -> int:
        """Write all of the data, as the zip asks."""
        if not self._given_up:
            write_all(self._files, self._fd, bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is written is written."""

    def close(self) -> None:
        """Do nothing: the file is closed by whoever opened it."""

    def add(self, name: str, read: Callable[[int], bytes], size: int) -> None:
        """Add a file of so many bytes; what stands beyond them came later.

        Raises:
            OSError: It does not read, or the disk does not take it.
        """
        info = ZipInfo(name, date_time=self._taken)
        info.compress_type = ZIP_STORED if name.startswith("media/") else ZIP_DEFLATED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        digest, left = hashlib.sha256(), size
        with self._zip.open(info, "w", force_zip64=size >= LARGE) as member:
            while left and (data := read(min(CHUNK, left))):
                member.write(data)
                digest.update(data)
                left -= len(data)
        self.held[name] = (size - left, digest.hexdigest())

    def list(self, contents: Contents) -> None:
        """Add the list of what it holds."""
        info = ZipInfo(LIST, date_time=self._taken)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        self._zip.writestr(info, packed(contents))


class Reader:
    """A backup opened: what it holds, and its files, checked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                longest = directory_size(file)
            if longest > LONGEST_DIRECTORY:
                much = "its table of contents is larger than any study's"
                raise RefusedFileError(self._refused(much))
            self._zip = ZipFile(path)
        except BROKEN as error:
            why = error.strerror if isinstance(error, OSError) else None
            why = f"cannot be read ({why})" if why else "does not open as a zip"
            raise RefusedFileError(self._no(why)) from error
        try:
            self._members = self._checked(self._zip.infolist())
            self.contents = self._read_list()
            self._measure()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self._zip.close()

    @property
    def size(self) -> int:
        """How many bytes it unpacks to."""
        return sum(size for size, _ in self.contents.files.values())

    def unpack(
        self,
        folder: Path,
        files: Files,
        *,
        only: Iterable[str] = (),
        progress: Progress | None = None,
    ) -> None:
        """Write its files into a fresh folder, and check each against the list.

        Args:
            folder: Where; it holds none of them.
            files: The seam.
            only: Write these folders and files alone; the others are read and checked.
            progress: Told the bytes read, and of how many.

        Raises:
            RefusedFileError: One of them is not what it was; those before it are written.
            OSError: The disk does not take them.
        """
        wanted, done = tuple(only), 0
        for name, (size, digest) in self.contents.files.items():
            fd = None
            if not wanted or name.partition("/")[0] in wanted:
                path = folder / name
                files.make_folder(path.parent)
                try:
                    fd = files.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
                except FileExistsError:  # ours of an older version may hold two such
                    shown = visible(repr(name[:80]))
                    why = f"{shown} in it is another file only by case, which this disk ignores"
                    raise RefusedFileError(self._refused(why)) from None
            try:
                found = self._copy(name, files, fd)
                if fd is not None:
                    files.fsync(fd)
            finally:
                if fd is not None:
                    files.close(fd)
            if found != (size, digest):
                raise RefusedFileError(self._damaged(name))
            done += size
            if progress:
                progress(done, self.size)

    def _copy(self, name: str, files: Files, fd: int | None) -> tuple[int, str]:
        digest, size = hashlib.sha256(), 0
        for data in self._pieces(name):
            size += len(data)
            digest.update(data)
            if fd is not None:
                write_all(files, fd, data)
        return size, digest.hexdigest()

    def _pieces(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(self._members[name]) as member:
                while data := member.read(CHUNK):
                    yield data
        except BROKEN as error:
            raise RefusedFileError(self._damaged(name)) from error

    def _checked(self, infos: list[ZipInfo]) -> dict[str, ZipInfo]:
        members: dict[str, ZipInfo] = {}
        for info in infos:
            name, mode = info.filename, info.external_attr >> 16
            shown = visible(repr(name[:80]))
            if name != LIST and not fits(name):
                raise RefusedFileError(self._refused(f"{shown} in it belongs to no study"))
            if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
                raise RefusedFileError(self._refused(f"{shown} in it is no plain file"))
            if name in members:
                raise RefusedFileError(self._refused(f"{shown} stands in it twice"))
            if info.flag_bits & ENCRYPTED or info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
                raise RefusedFileError(self._refused(f"{shown} in it is packed in another way"))
            members[name] = info
        return members

    def _read_list(self) -> Contents:
        info = self._members.get(LIST)
        if info is None or info.file_size > LONGEST_LIST:
            raise RefusedFileError(self._no("has no list of what it holds"))
        data = b"".join(self._pieces(LIST))
        try:
            contents = listed(data)
        except InvalidValueError as error:
            raise RefusedFileError(self._no("has no list that reads")) from error
        if contents is None:
            message = (
                f"{visible(self.path.name)} was made by a newer fieldkit; restore it with that."
            )
            raise RefusedFileError(message)
        return contents

    def _measure(self) -> None:
        """Refuse what is not as its list says, and what swells."""
        sizes = {n: info.file_size for n, info in self._members.items() if n != LIST}
        if sizes != {name: size for name, (size, _) in self.contents.files.items()}:
            raise RefusedFileError(self._refused("it does not hold what its list says"))
        packed = sum(info.compress_size for info in self._members.values())
        if self.size > max(LARGE, SWELLING * packed):
            raise RefusedFileError(self._refused(f"it would swell to {self.size:,} bytes"))

    def _no(self, why: str) -> str:
        return f"{visible(self.path.name)} is no backup that fieldkit made: it {why}. {ELSEWHERE}"

    def _refused(self, why: str) -> str:
        return f"{visible(self.path.name)} is refused: {why}. {ELSEWHERE}"

    def _damaged(self, name: str) -> str:
        return f"{visible(self.path.name)} is damaged: {name} does not read as written. {ELSEWHERE}"


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
