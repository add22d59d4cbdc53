"""Opening zips of others: every member is looked at before any is read, and read within bounds.

Nothing is ever unpacked to disk by name: a member is bytes, asked for by its name.
"""

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fieldkit.exchange.opening import CHUNK, opened
from fieldkit.model.errors import RefusedFileError
from fieldkit.store.zip_end import END, directory_size

WAYS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How members may be packed; others are rare and one of them unpacks without bound."""
RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
"""Names that Windows keeps for devices."""
FORBIDDEN = frozenset('<>:"|?*\\')
"""Characters that no name may hold: Windows refuses them, and ``:`` makes drives and streams."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a zip is read, in bytes where not said otherwise."""

    members: int = 10_000
    """Most members."""
    directory: int = 8 << 20
    """Largest table of contents; it is the one part that is loaded unseen."""
    member: int = 256 << 20
    """Largest member, unpacked."""
    total: int = 2 << 30
    """All members together, unpacked."""
    ratio: int = 200
    """How many times its packed size a member may unpack to, beyond its first mebibyte."""


USUAL = Limits()
MARKUP = (".xml", ".rels", ".vml")
"""How members are called that are XML."""
FREE = 1 << 20
"""Up to here a member may unpack from any size: an empty page packs well."""


class Packed:
    """A zip whose members have all been looked at."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._path = path
        self._archive = archive
        self._limits = limits
        self._members = _checked(path, archive.infolist(), limits)

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, folders left out."""
        return tuple(self._members)

    def find(self, name: str) -> str | None:
        """Return the member of this name, upper and lower case being the same; or None."""
        wanted = _folded(name)
        return next((known for known in self._members if _folded(known) == wanted), None)

    def read(self, name: str, *, limit: int | None = None) -> bytes:
        """Return a member's bytes.

        Args:
            name: One of ``names``.
            limit: Most bytes, where fewer than the archive's own limit are wanted.

        Raises:
            RefusedFileError: It is larger than it says or than may be, damaged, or locked.

        Cost: the member, in memory.
        """
        return b"".join(self.pieces(name, limit=limit))

    def refuse_entities(self) -> None:
        """Refuse XML that brings a document type: for readers that are not ours.

        Raises:
            RefusedFileError: A member that is XML does, or a member is not as the archive says.
        """
        for name in self._members:
            if name.casefold().endswith(MARKUP):
                before = b""
                for piece in self.pieces(name):
                    held = (before + piece).replace(b"\0", b"")  # in UTF-16, too
                    if b"<!DOCTYPE" in held or b"<!ENTITY" in held:
                        why = f"{name} in it brings a document type, as no such file needs"
                        raise _refused(self._path, why)
                    before = piece[-32:]

    def pieces(self, name: str, *, limit: int | None = None) -> Iterator[bytes]:
        """Yield a member's bytes a piece at a time; refuses as ``read`` does."""
        most = min(self._limits.member, limit or self._limits.member)
        done = 0
        try:
            with self._archive.open(self._members[name]) as member:
                while piece := member.read(CHUNK):
                    done += len(piece)
                    if done > most:
                        raise _refused(self._path, f"{name} in it is larger than {_mib(most)}")
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise _refused(self._path, f"{name} in it is damaged or cut off") from error
        except (NotImplementedError, RuntimeError) as error:
            raise _refused(self._path, f"{name} in it is locked or packed oddly") from error


@contextmanager
def unpacked(path: Path, limits: Limits = USUAL) -> Iterator[Packed]:
    """Open a zip to read it, every member looked at first.

    Raises:
        RefusedFileError: It is missing, no whole zip, or holds what no honest archive does; the
            text says what.
    """
    with opened(path) as file:
        if directory_size(file) > limits.directory:
            raise _refused(path, "its table of contents is larger than any honest archive's")
        file.seek(0)
        try:
            archive = zipfile.ZipFile(file)
        except (
            zipfile.BadZipFile,
            OSError,
            ValueError,
            NotImplementedError,
            struct.error,
        ) as error:
            raise _refused(path, "it is no zip, or was cut off on its way") from error
        with archive:
            yield Packed(path, archive, limits)


def is_zip(path: Path) -> bool:
    """Tell whether a file begins as a zip does.

    Raises:
        RefusedFileError: It is missing, a folder, or cannot be read.
    """
    with opened(path) as file:
        return file.read(4) in {b"PK\x03\x04", END}


def _checked(
    path: Path, found: list[zipfile.ZipInfo], limits: Limits
) -> dict[str, zipfile.ZipInfo]:
    """Return the members by name, once none of them is what no honest archive holds."""
    if len(found) > limits.members:
        raise _refused(path, f"it holds {len(found):,} files; at most {limits.members:,} are read")
    members: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    total = 0
    for member in found:
        why = _why_not(member, limits)
        if why is None and _folded(member.filename) in seen:
            why = "is there twice"
        total += member.file_size
        if why is not None:
            raise _refused(path, f"{_shown(member.filename)} in it {why}")
        if total > limits.total:
            raise _refused(path, f"it unpacks to more than {_mib(limits.total)}")
        seen.add(_folded(member.filename))
        if not member.is_dir():
            members[member.filename] = member
    return members


def _why_not(member: zipfile.ZipInfo, limits: Limits) -> str | None:
    """Return why a member is not read, or None."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    unpacks_to = FREE + limits.ratio * member.compress_size
    reasons = (
        (kind not in {0, stat.S_IFREG, stat.S_IFDIR}, "is a link or a device"),
        (not _is_plain(member.filename), "leads out of it or has a name that is none"),
        (bool(member.flag_bits & 1), "is locked with a password"),
        (member.compress_type not in WAYS, "is packed in a way that is not read"),
        (member.file_size > limits.member, f"is larger than {_mib(limits.member)}"),
        (member.file_size > unpacks_to, "unpacks to far more than any text does"),
    )
    return next((why for holds, why in reasons if holds), None)


def _is_plain(name: str) -> bool:
    """Tell whether a member's name is a plain relative path, on every system."""
    if not name or name.startswith("/") or "//" in name or FORBIDDEN & set(name):
        return False
    if any(ord(char) < ord(" ") or unicodedata.category(char) in {"Cc", "Cs"} for char in name):
        return False
    parts = PurePosixPath(name).parts
    if not parts or name.split("/", maxsplit=1)[0] == "." or ".." in name.split("/"):
        return False
    return all(
        part.rstrip(" .") == part and part.split(".")[0].casefold() not in RESERVED
        for part in parts
    )


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().rstrip("/")


def _shown(name: str) -> str:
    text = name.encode("unicode_escape").decode("ascii")
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 - fits one line


def _mib(size: int) -> str:
    return f"{size >> 20:,} MiB"


def _refused(path: Path, why: str) -> RefusedFileError:
    return RefusedFileError(f"{path} is not read: {why}; nothing was imported.")
