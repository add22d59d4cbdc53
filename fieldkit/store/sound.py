"""Sound: copied piece by piece, its tags left out where the format makes that simple.

A piece is bytes of ours, or where it stands in the source: an hour of sound is never read whole.
"""

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

from fieldkit.model.errors import RefusedFileError
from fieldkit.model.visible import visible

Piece = bytes | tuple[int, int]
"""Bytes, or offset and length in the source."""
STRIPPED = "its tags are left out"
AS_IT_IS = "kept as it is: what it says of itself (place, name, time) is still in it"
WAVE_PARTS = {b"fmt ", b"fact", b"data"}
"""Chunks of a WAV file that are sound; others say who recorded it, where and when."""
FLAC_PARTS = {0, 3}
"""Blocks of a FLAC file that are needed: how to read it, and where to seek."""
ID3 = 10
"""Bytes of an ID3v2 tag's head."""
ID3_OLD = 128
APE = 32


def pieces_of(source: BinaryIO, suffix: str, name: str) -> tuple[tuple[Piece, ...], str]:
    """Return what is copied of a sound file, and in a few words what became of its tags.

    Raises:
        RefusedFileError: It is damaged.
    """
    size = source.seek(0, os.SEEK_END)
    makers = {".wav": _wave, ".flac": _flac, ".mp3": _mp3}
    if suffix not in makers:
        return ((0, size),), AS_IT_IS
    try:
        pieces = tuple(makers[suffix](source, size))
    except (struct.error, ValueError, IndexError) as error:
        message = f"{visible(name)} is damaged: it does not read as {suffix[1:]}."
        raise RefusedFileError(message) from error
    return pieces, STRIPPED


def _at(source: BinaryIO, offset: int, size: int) -> bytes:
    source.seek(offset)
    return source.read(size)


def _wave(source: BinaryIO, size: int) -> Iterator[Piece]:
    """Yield the chunks that are sound, under a head of their own."""
    kept: list[tuple[bytes, int, int]] = []
    offset = 12
    while offset + 8 <= size:
        kind, length = struct.unpack("<4sI", _at(source, offset, 8))
        # A recorder that was switched off leaves a length of nought or of everything.
        whole = size - offset - 8
        length = min(length, whole) if length or kind != b"data" else whole
        if kind in WAVE_PARTS:
            kept.append((kind, offset + 8, length))
        offset += 8 + length + length % 2
    if not {b"fmt ", b"data"} <= {kind for kind, _, _ in kept}:
        raise ValueError
    total = 4 + sum(8 + length + length % 2 for _, _, length in kept)
    yield struct.pack("<4sI4s", b"RIFF", total, b"WAVE")
    for kind, start, length in kept:
        yield struct.pack("<4sI", kind, length)
        yield (start, length)
        yield b"\0" * (length % 2)


def _flac(source: BinaryIO, size: int) -> Iterator[Piece]:
    """Yield the blocks that are needed, the last marked as such, and the sound."""
    kept: list[tuple[int, int, int]] = []
    offset, last = 4, False
    while not last:
        head = _at(source, offset, 4)
        last, kind, length = bool(head[0] & 0x80), head[0] & 0x7F, int.from_bytes(head[1:], "big")
        if kind in FLAC_PARTS:
            kept.append((kind, offset + 4, length))
        offset += 4 + length
        if offset > size:
            raise ValueError
    yield b"fLaC"
    for number, (kind, start, length) in enumerate(kept, 1):
        ends = 0x80 if number == len(kept) else 0
        yield bytes([ends | kind]) + length.to_bytes(3, "big")
        yield (start, length)
    yield (offset, size - offset)


def _mp3(source: BinaryIO, size: int) -> Iterator[Piece]:
    """Yield what stands between the tags before and behind."""
    start, end = 0, size
    while (head := _at(source, start, ID3))[:3] == b"ID3":
        length = 0
        for byte in head[6:10]:
            length = length << 7 | byte & 0x7F
        start += ID3 + length + (ID3 if head[5] & 0x10 else 0)
    if end - start > ID3_OLD and _at(source, end - ID3_OLD, 3) == b"TAG":
        end -= ID3_OLD
    if end - start > APE and (foot := _at(source, end - APE, APE))[:8] == b"APETAGEX":
        length, flags = struct.unpack("<I4xI", foot[12:24])
        end -= length + (APE if flags & 0x80000000 else 0)
    if end <= start:
        raise ValueError
    yield (start, end - start)
