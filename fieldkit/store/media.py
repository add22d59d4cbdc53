"""Media: photos and sound beside the notes, each under the hash of what it holds.

A medium is on the disk before the journal names it: written aside, synced, renamed, its folder
synced. So a crash leaves at worst a file that no moment names, which ``check`` tells.
"""

import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from fieldkit.model.errors import NotSavedError, RefusedFileError
from fieldkit.model.moment import Moment, is_photo
from fieldkit.model.people import Scope
from fieldkit.model.visible import visible
from fieldkit.store.files import REAL_FILES, Files, write_all
from fieldkit.store.photo import cleaned
from fieldkit.store.sound import Piece, pieces_of

if TYPE_CHECKING:
    from fieldkit.store.notebook import Notebook

FOLDER = "media"
CHUNK = 1 << 20
STALE = 3600
"""Seconds after which a file written aside, and never renamed, is what a crash left."""
HEAD = 64
PHOTO = "photo"
PHOTOS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
MP3 = (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"\xff\xe2", b"ID3")
APPLE = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif")
TAKEN = "photos (JPEG, PNG, WebP, GIF) and sound (wav, mp3, m4a, ogg, flac, opus) are"


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A file that is among the study's media, on the disk."""

    name: str
    """Its name in ``media/``: the SHA-256 of what it holds, and a suffix."""
    told: str
    """What was done to it, in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """The moment that media were attached to, as it reads now."""

    moment: Moment
    made: bool
    """Whether it was made for them."""
    told: tuple[str, ...] = ()


def keep(folder: Path, path: Path, *, files: Files = REAL_FILES) -> Medium:
    """Keep a file among a study's media; when this returns it is on the disk.

    Nothing of the study changes: attach names it.

    Args:
        folder: The study's folder.
        path: The photo or sound; it stays where it is.
        files: The seam.

    Raises:
        RefusedFileError: It is no photo or sound that we can keep.
        UsageError: It is a photo, and Pillow is not installed.
        NotSavedError: The disk did not take it.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            message = f"{_shown(path)} is no file."
            raise RefusedFileError(message)
        with path.open("rb") as source:
            suffix, told, pieces = _pieces(source, path)
            try:
                name = _put(folder / FOLDER, _read(pieces, source), suffix, files)
            except OSError as error:
                message = f"{_shown(path)} is not attached: {error.strerror or error}. Make space."
                raise NotSavedError(message) from error
    except OSError as error:
        message = f"{_shown(path)} cannot be read: {error.strerror or error}."
        raise RefusedFileError(message) from error
    return Medium(name=name, told=told)


def attach(
    notebook: "Notebook",
    names: Sequence[str],
    *,
    to: str | None = None,
    caption: str | None = None,
) -> Attached:
    """Have a moment name media, as one change.

    Args:
        notebook: The study.
        names: Of media that are kept already.
        to: The moment; where left out, the last of the open session, else one of its own.
        caption: Words for them: a moment without words gets them as its own, else they stand
            beside its words; a moment made for them reads them as a line.

    Raises:
        NotFoundError: There is no such moment.
        NotSavedError: The disk did not take it.
    """
    name = to or last_of_session(notebook)
    if name is None:
        written = notebook.write(caption or "", media=tuple(names))
        told = (*written.told, *_unagreed(notebook, written.moment, names))
        return Attached(moment=written.moment, made=True, told=told)
    moment: Moment = notebook.moments.want(name)
    new = replace(moment, media=tuple(dict.fromkeys((*moment.media, *names))))
    said = (caption or "").strip()
    if said and not moment.text:
        new = replace(new, text=said)
    elif said and said not in (moment.note or ""):
        new = replace(new, note=f"{moment.note}; {said}" if moment.note else said)
    if new != moment:
        notebook.rewrite(moment, new)
    return Attached(moment=new, made=False, told=tuple(_unagreed(notebook, new, names)))


def _unagreed(notebook: "Notebook", moment: Moment, names: Sequence[str]) -> Iterator[str]:
    """Tell who of a moment's people was asked, and did not agree to photos or to sound."""
    for scope, called in ((Scope.PHOTO, "photos"), (Scope.AUDIO, "sound")):
        if any(is_photo(name) is (scope is Scope.PHOTO) for name in names):
            said = {code: notebook.consents.of(code) for code in moment.participants}
            noes = [code for code, held in said.items() if held.recorded and not held.allows(scope)]
            if noes:
                yield f"{' and '.join(noes)} did not agree to {called}: ask, or undo."


def last_of_session(notebook: "Notebook") -> str | None:
    """Return the last moment of the open session; None where there is none."""
    session = notebook.pen.session()
    if session is None:
        return None
    rows = notebook.ledger.state.rows("moments").values()
    ours = [
        row
        for row in rows
        if row.get("session") == session.id and not row.get("hidden") and "id" in row
    ]
    return max(ours, key=lambda row: str(row.get("at") or ""))["id"] if ours else None


def _pieces(source: BinaryIO, path: Path) -> tuple[str, str, Sequence[Piece]]:
    """Return a file's suffix, what is done to it, and what of it is kept."""
    kind = _kind(source.read(HEAD), path)
    source.seek(0)
    if kind == PHOTO:
        data, suffix = cleaned(source, path.name)
        return suffix, "turned upright, and cleaned of place, time and all but the picture", (data,)
    pieces, told = pieces_of(source, kind, path.name)
    return kind, told, pieces


def _kind(head: bytes, path: Path) -> str:
    """Return what a file is, by how it begins: ``photo``, or the suffix of a sound.

    Raises:
        RefusedFileError: It is neither.
    """
    if head.startswith(PHOTOS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return PHOTO
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return ".wav"
    if head[:4] == b"fLaC":
        return ".flac"
    if head[:4] == b"OggS" and b"theora" not in head:
        return ".opus" if b"OpusHead" in head else ".ogg"
    if head.startswith(MP3):
        return ".mp3"
    brand = head[8:12] if head[4:8] == b"ftyp" else b""
    if brand == b"M4A " or (brand and path.suffix.lower() == ".m4a"):
        return ".m4a"
    why = f"only {TAKEN} attached."
    if not head:
        why = "it is empty."
    elif brand in APPLE:
        why = (
            "HEIC cannot be cleaned here; save it as JPEG first (iPhone: Formats, Most Compatible)."
        )
    message = f"{_shown(path)} is not attached: {why}"
    raise RefusedFileError(message)


def _put(folder: Path, content: Iterator[bytes], suffix: str, files: Files) -> str:
    """Write a medium aside, bring it to the disk, and give it its name; return that."""
    if not folder.is_dir():
        files.make_folder(folder)
        files.sync_folder(folder.parent)
    _sweep(folder, files)
    aside = folder / f".{os.getpid()}-{secrets.token_hex(4)}.new"
    digest = hashlib.sha256()
    fd = files.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        try:
            for data in content:
                write_all(files, fd, data)
                digest.update(data)
            files.fsync(fd)
        finally:
            files.close(fd)
        name = f"{digest.hexdigest()}{suffix}"
        files.replace(aside, folder / name)
    except BaseException:
        with suppress(OSError):
            files.remove(aside)
        raise
    files.sync_folder(folder)
    return name


def _read(pieces: Sequence[Piece], source: BinaryIO) -> Iterator[bytes]:
    """Yield the bytes of pieces, a chunk at a time."""
    for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
            continue
        offset, left = piece
        source.seek(offset)
        while left > 0:
            data = source.read(min(left, CHUNK))
            if not data:
                message = "it became shorter while it was read"
                raise OSError(message)
            left -= len(data)
            yield data


def _sweep(folder: Path, files: Files) -> None:
    """Remove what crashes left half written."""
    for path in folder.glob(".*.new"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE:
                files.remove(path)


def _shown(path: Path) -> str:
    return visible(str(path))
