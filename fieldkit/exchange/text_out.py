"""Text files out, piece by piece, private as all that comes of a study."""

import os
from collections.abc import Iterable
from pathlib import Path

from fieldkit.exchange.batch import Progress
from fieldkit.store.files import PRIVATE

TOLD_EVERY = 512
"""Pieces between two tellings of progress."""


def write_text(
    path: Path, pieces: Iterable[str], *, of: int = 0, progress: Progress | None = None
) -> None:
    """Write the pieces of a text as UTF-8, their line ends as they are.

    Args:
        path: The file.
        pieces: They are written as they come, one at a time in memory.
        of: How many there will be, about.
        progress: Told how many are written.

    Raises:
        OSError: The disk does not take it.
    """
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(fd, "w", encoding="utf-8", newline="") as file:
        for number, piece in enumerate(pieces):
            file.write(piece)
            if progress and number % TOLD_EVERY == 0 and number < of:
                progress(number, of)
    if progress:
        progress(of, of)
