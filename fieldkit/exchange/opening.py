"""Opening files of others: what is text is read, all else is refused in one line."""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from fieldkit.model.errors import RefusedFileError, UsageError

CHUNK = 1 << 16
FOREIGN = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rt", b"\x89PNG", b"\xff\xd8\xff")
"""How files begin that hold text but are none: PDF, Word and other offices, RTF, pictures."""
LONGEST_NOTES = 64 << 20
"""Largest file that is read whole, in bytes; notes beyond it are not notes."""


def encoding_of(path: Path) -> str:
    """Return the codec of a text file: UTF-8, or UTF-16 where a byte order mark says so.

    Reads the file once, a piece at a time.

    Raises:
        RefusedFileError: It is missing, a folder, unreadable, binary, or in another encoding.
    """
    line = 1
    try:
        with opened(path) as file:
            head = file.read(4)
            file.seek(0)
            if head.startswith(FOREIGN):
                raise _binary(path, head)
            name = _by_mark(head)
            decoder = codecs.getincrementaldecoder(name)()
            while chunk := file.read(CHUNK):
                if name == "utf-8-sig" and b"\0" in chunk:
                    raise _binary(path, head)
                line += decoder.decode(chunk).count("\n")
            decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        line += error.object[: error.start].count(b"\n")
        raise _not_utf8(path, line) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    return name


def opened(path: Path) -> IO[bytes]:
    """Open a file to read its bytes.

    Raises:
        RefusedFileError: It is missing, a folder, or cannot be read.
    """
    if path.is_dir():
        message = f"{path} is a folder; name the files in it."
        raise RefusedFileError(message)
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        message = f"There is no file {path}; check the name."
        raise RefusedFileError(message) from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def begins(path: Path, with_: bytes) -> bool:
    """Tell whether a file begins with these bytes.

    Raises:
        RefusedFileError: It is missing, a folder, or cannot be read.
    """
    try:
        with opened(path) as file:
            return file.read(len(with_)) == with_
    except OSError as error:
        raise _unreadable(path, error) from error


def head_of(path: Path) -> str:
    """Return the beginning of a text file, for telling its format.

    Raises:
        RefusedFileError: It is not text that fieldkit reads.
    """
    name = encoding_of(path)
    try:
        with path.open(encoding=name) as file:
            return file.read(CHUNK)
    except OSError as error:
        raise _unreadable(path, error) from error


def read_text(path: Path, encoding: str | None = None) -> str:
    """Return the whole of a text file, its lines ending in line feeds.

    Args:
        path: The file.
        encoding: Its encoding, where that was said.

    Raises:
        RefusedFileError: It is not text that fieldkit reads, or larger than 64 MiB.
        UsageError: There is no such encoding.
    """
    text = read_exactly(path, encoding)
    # Only the ends that editors write: a form feed or U+2028 inside a note is the note's.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_exactly(path: Path, encoding: str | None = None) -> str:
    """Return the whole of a text file, its line ends as they are.

    Args:
        path: The file.
        encoding: Its encoding, where that was said.

    Raises:
        RefusedFileError: It is not text that fieldkit reads, or larger than 64 MiB.
        UsageError: There is no such encoding.
    """
    name = encoding or encoding_of(path)
    try:
        codecs.lookup(name)
        with opened(path) as file:
            if path.stat().st_size > LONGEST_NOTES:
                message = f"{path} is larger than 64 MiB; split it and import the parts."
                raise RefusedFileError(message)
            return file.read().decode(name).removeprefix("\ufeff")
    except LookupError as error:
        message = f"There is no encoding {name!r}; write one such as cp1252 or latin-1."
        raise UsageError(message) from error
    except UnicodeError as error:
        message = f"{path} is not in {name}; name the encoding it is in: --encoding cp1252"
        raise RefusedFileError(message) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def bounded_lines(path: Path, limit: int) -> Iterator[tuple[int, str | int, int]]:
    """Yield each line as its number, its text and the bytes read so far.

    Args:
        path: A text file.
        limit: Longest line that is loaded, in code points; of a longer one its length is
            yielded instead of its text.

    Raises:
        RefusedFileError: It is not text that fieldkit reads.
    """
    name = encoding_of(path)
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=name) as file:
        number = 0
        while line := file.readline(limit + 1):
            number += 1
            if len(line) <= limit or line.endswith("\n"):
                yield number, line, raw.tell()
                continue
            length = len(line)
            while rest := file.readline(CHUNK):
                length += len(rest)
                if rest.endswith("\n"):
                    break
            yield number, length, raw.tell()


def _by_mark(head: bytes) -> str:
    # UTF-32's little-endian mark begins with UTF-16's; as UTF-16 it would be NULs.
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def _binary(path: Path, head: bytes) -> RefusedFileError:
    if len(head) > 1 and (head[0] == 0) != (head[1] == 0):
        return RefusedFileError(
            f"{path} looks like UTF-16 without its mark; save it as UTF-8 and import it again."
        )
    return RefusedFileError(
        f"{path} is not a text file; save it as text, Markdown or JSONL and import that."
    )


def _not_utf8(path: Path, line: int) -> RefusedFileError:
    return RefusedFileError(
        f"{path} is not UTF-8 (line {line}); save it as UTF-8 and import it again, "
        f"for example: iconv -f latin1 -t utf-8."
    )


def _unreadable(path: Path, error: OSError | ValueError) -> RefusedFileError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return RefusedFileError(f"{path} cannot be read ({why}); check it and its permissions.")
