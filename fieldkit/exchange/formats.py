"""The formats that fieldkit reads, found by name, by suffix and by what a file holds."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fieldkit.exchange import jsonl, notes, shorthand_file
from fieldkit.exchange.batch import Batch, Progress
from fieldkit.exchange.opening import head_of
from fieldkit.model.errors import NotFoundError, RefusedFileError
from fieldkit.model.words import Words


class Read(Protocol):
    """Reads a file into a batch; writes nothing."""

    def __call__(
        self, path: Path, *, words: Words, zone: str, progress: Progress | None = None
    ) -> Batch:
        """Return what the file holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format that can be imported."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    sniff: Callable[[str], bool]
    """Tells from the beginning of a file's text whether it may be of this format."""
    read: Read


FORMATS = (
    Format(
        name="jsonl",
        title="moments, one JSON object a line",
        suffixes=(".jsonl", ".ndjson"),
        sniff=jsonl.sniff,
        read=jsonl.read,
    ),
    Format(
        name="shorthand",
        title="field shorthand, one line a moment, under front matter",
        suffixes=(".md", ".markdown", ".txt", ".text", ".fieldkit"),
        sniff=shorthand_file.sniff,
        read=shorthand_file.read,
    ),
    Format(
        name="markdown",
        title="notes of any layout",
        suffixes=(".md", ".markdown", ".txt", ".text"),
        sniff=notes.sniff,
        read=notes.read,
    ),
)
"""Every format, the more particular first."""


def named(name: str) -> Format:
    """Return the format of this name.

    Raises:
        NotFoundError: There is none; the message lists those there are.
    """
    for known in FORMATS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in FORMATS)
    message = f"There is no format {name!r} to import; there are: {names}."
    raise NotFoundError(message)


def detect(path: Path) -> Format:
    """Return the format of a file, from its suffix and what it holds.

    Raises:
        RefusedFileError: It cannot be read, is empty, or is of a format that fieldkit has not.
    """
    head = head_of(path)
    suffix = path.suffix.lower()
    by_suffix = [known for known in FORMATS if suffix in known.suffixes]
    if not head.strip():
        message = f"{path} is empty; there is nothing to import."
        raise RefusedFileError(message)
    if suffix in FOREIGN:
        message = f"{path} is {FOREIGN[suffix]}."
        raise RefusedFileError(message)
    for known in by_suffix or FORMATS:
        if known.sniff(head):
            return known
    message = (
        f"{path} does not hold what {suffix} files do; "
        f"name its format with --as: {', '.join(known.name for known in FORMATS)}."
    )
    raise RefusedFileError(message)


FOREIGN = {
    ".json": "one JSON value; save it as JSON lines (.jsonl), one object a line",
    ".csv": "a table; save it as JSON lines (.jsonl), one object a line",
    ".tsv": "a table; save it as JSON lines (.jsonl), one object a line",
    ".html": "a web page; save it as Markdown or text",
    ".htm": "a web page; save it as Markdown or text",
}
"""Suffixes of text that fieldkit does not read yet, and what to do."""
