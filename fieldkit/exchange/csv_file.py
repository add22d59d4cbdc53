"""Tables of moments as CSV, with a dictionary of their columns beside them."""

from pathlib import Path

from fieldkit.exchange.batch import Progress
from fieldkit.exchange.text_out import write_text
from fieldkit.exchange.writing import write_moments
from fieldkit.model.study import Casebook


def write(
    book: Casebook, path: Path, *, media: Path, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write moments, one row each."""
    write_text(path, write_moments(book.moments, "csv"), of=len(book.moments), progress=progress)
    _ = media
    return ()
