"""The formats that fieldkit reads and writes, found by name, by suffix and by what a file holds.

Each is one module, loaded when it is asked for. Packages add formats of their own by entry points
of the group ``fieldkit.formats``, each naming a ``Format``.
"""

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Protocol, cast

from fieldkit.exchange.batch import Batch, Progress
from fieldkit.exchange.opening import begins, head_of
from fieldkit.model.errors import NotFoundError, RefusedFileError, UsageError
from fieldkit.model.study import Casebook
from fieldkit.model.words import Words

GROUP = "fieldkit.formats"
"""The group of entry points by which packages bring formats."""
ZIP = b"PK\x03\x04"


class Read(Protocol):
    """Reads a file into a batch; writes nothing.

    One of a format that ``maps`` takes ``mapping`` and ``encoding``, too.
    """

    def __call__(
        self, path: Path, *, words: Words, zone: str, progress: Progress | None = None
    ) -> Batch:
        """Return what the file holds."""


class Write(Protocol):
    """Writes a study into a folder that is not anybody's yet; the caller puts it in its place."""

    def __call__(
        self, book: Casebook, path: Path, *, media: Path, progress: Progress | None = None
    ) -> tuple[str, ...]:
        """Write the file, and beside it what belongs to it.

        Args:
            book: What of the study is written; those who refused are not in it.
            path: The file; its name is the one asked for.
            media: The folder that holds the study's media.
            progress: Told how much is written, and of how much.

        Returns:
            What of the study the format cannot hold, one line each.
        """


class Sniff(Protocol):
    """Tells from the beginning of a file's text whether it may be of a format."""

    def __call__(self, head: str) -> bool:
        """Return whether it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format that can be imported, exported, or both."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    """Those it is known by; a file is written in the first format that has its suffix."""
    module: str = ""
    """Holds ``read``, ``write`` and, of text, ``sniff``, as far as the format has them."""
    reads: bool = True
    writes: bool = False
    begins: bytes = b""
    """How its files begin where they are no text; such a file needs its suffix, too."""
    maps: bool = False
    """Whether its reader can be told what the parts of a file mean."""
    extra: str = ""
    """The extra of fieldkit without which its module does not load."""
    whole: bool = False
    """Whether it is the whole study as it is, put back or merged; see store.merge."""

    @property
    def read(self) -> Read:
        """The reader.

        Raises:
            UsageError: It is only written, or what it needs is not installed.
        """
        if not self.reads or self.whole:
            message = f"{self.name} is not read as notes; formats that are: fieldkit import --list"
            raise UsageError(message)
        return cast("Read", self._part("read"))

    @property
    def write(self) -> Write:
        """The writer.

        Raises:
            UsageError: It is only read, or what it needs is not installed.
        """
        if not self.writes or self.whole:
            message = f"{self.name} is not written; formats that are: fieldkit export --list"
            raise UsageError(message)
        return cast("Write", self._part("write"))

    def sniff(self, head: str) -> bool:
        """Tell whether text may be of this format."""
        return not self.begins and bool(cast("Sniff", self._part("sniff"))(head))

    def _part(self, name: str) -> object:
        try:
            return getattr(importlib.import_module(self.module), name)
        except ModuleNotFoundError as error:
            if not self.extra:
                raise
            message = (
                f"{self.name} needs {error.name}, which is not installed: "
                f"pip install 'fieldkit[{self.extra}]'"
            )
            raise UsageError(message) from error


FORMATS = (
    Format(
        name="bundle",
        title="the whole study in one file, to keep or to merge",
        suffixes=(".fieldkit",),
        writes=True,
        begins=ZIP,
        whole=True,
    ),
    Format(
        name="qdpx",
        title="a REFI-QDA project: sessions as texts, moments as coded passages",
        suffixes=(".qdpx",),
        module="fieldkit.exchange.qdpx",
        writes=True,
        begins=ZIP,
    ),
    Format(
        name="qde",
        title="the document of a REFI-QDA project, without its texts",
        suffixes=(".qde",),
        module="fieldkit.exchange.qdpx",
    ),
    Format(
        name="qdc",
        title="a REFI-QDA codebook: the study's words",
        suffixes=(".qdc",),
        module="fieldkit.exchange.qdc",
        writes=True,
    ),
    Format(
        name="boris",
        title="a BORIS project: coded behaviour",
        suffixes=(".boris",),
        module="fieldkit.exchange.boris",
    ),
    Format(
        name="boris-table",
        title="a table of BORIS events",
        suffixes=(".tsv", ".csv"),
        module="fieldkit.exchange.boris_table",
    ),
    Format(
        name="submissions",
        title="what phones sent of fieldkit's form, as CSV or XML",
        suffixes=(".csv", ".xml"),
        module="fieldkit.exchange.odk_in",
    ),
    Format(
        name="elan",
        title="an ELAN file: one session along its recording",
        suffixes=(".eaf",),
        module="fieldkit.exchange.elan",
        writes=True,
    ),
    Format(
        name="jsonl",
        title="moments, one JSON object a line",
        suffixes=(".jsonl", ".ndjson"),
        module="fieldkit.exchange.jsonl",
        writes=True,
    ),
    Format(
        name="json",
        title="the study as one JSON object, its moments among it",
        suffixes=(".json",),
        module="fieldkit.exchange.json_study",
        writes=True,
    ),
    Format(
        name="shorthand",
        title="field shorthand, one line a moment, under front matter",
        suffixes=(".md", ".markdown", ".txt", ".text", ".fieldkit"),
        module="fieldkit.exchange.shorthand_file",
    ),
    Format(
        name="markdown",
        title="notes of any layout",
        suffixes=(".md", ".markdown", ".txt", ".text"),
        module="fieldkit.exchange.notes",
        writes=True,
        maps=True,
    ),
    Format(
        name="folder",
        title="a folder of notes, such as an Obsidian vault, as one import",
        suffixes=(),
        module="fieldkit.exchange.folder",
        maps=True,
    ),
    Format(
        name="csv",
        title="a table of moments, and a dictionary of its columns beside it",
        suffixes=(".csv", ".tsv"),
        module="fieldkit.exchange.csv_file",
        writes=True,
        maps=True,
    ),
    Format(
        name="xlsx",
        title="a workbook: moments, feelings, and a dictionary of the columns",
        suffixes=(".xlsx", ".xlsm"),
        module="fieldkit.exchange.xlsx_file",
        writes=True,
        begins=ZIP,
        maps=True,
        extra="xlsx",
    ),
    Format(
        name="xlsform",
        title="the capture form for phones (ODK, Kobo): the study's words as choices",
        suffixes=(".xlsx",),
        module="fieldkit.exchange.odk_form",
        reads=False,
        writes=True,
        extra="xlsx",
    ),
)
"""fieldkit's own formats, the more particular first."""
ALSO_CALLED = {
    "md": "markdown",
    "obsidian": "folder",
    "vault": "folder",
    "text": "markdown",
    "ndjson": "jsonl",
}
"""What people call some of them."""


def every(told: list[str] | None = None) -> tuple[Format, ...]:
    """Return every format, fieldkit's own first.

    Args:
        told: Gets a line for each entry point that does not give a format.
    """
    others, why = _others()
    if told is not None:
        told.extend(why)
    return (*FORMATS, *others)


@cache
def _others() -> tuple[tuple[Format, ...], tuple[str, ...]]:
    """Return the formats of other packages, and what is to be told of those that give none."""
    names = {known.name for known in FORMATS}
    others: list[Format] = []
    told: list[str] = []
    for point in entry_points(group=GROUP):
        found, why = _of(point)
        if found and found.name not in names:
            names.add(found.name)
            others.append(found)
        else:
            told.append(f"The format {point.name} of another package {why}; it is left out.")
    return tuple(others), tuple(told)


def named(name: str) -> Format:
    """Return the format of this name.

    Raises:
        NotFoundError: There is none; the message lists those there are.
    """
    asked = ALSO_CALLED.get(name.casefold(), name.casefold())
    known = every()
    for one in known:
        if one.name == asked:
            return one
    names = ", ".join(one.name for one in known)
    message = f"There is no format {name!r}; there are: {names}."
    raise NotFoundError(message)


def to_write(path: Path) -> Format:
    """Return the format that a file to be written is named for.

    Raises:
        UsageError: Its suffix is of none; the message lists those there are.
    """
    suffix = path.suffix.lower()
    writable = [known for known in every() if known.writes]
    for known in writable:
        if suffix in known.suffixes:
            return known
    names = ", ".join(dict.fromkeys(known.suffixes[0] for known in writable))
    message = f"{path.name} does not say its format; end it in {names}, or give --as."
    raise UsageError(message)


def of_suffix(path: Path) -> Format | None:
    """Return the one text format that alone has a file's suffix; None where there are several."""
    suffix = path.suffix.lower()
    found = [f for f in every() if f.reads and suffix in f.suffixes and not f.begins]
    return found[0] if len(found) == 1 else None


def detect(path: Path) -> Format:
    """Return the format of a file, from its suffix and what it holds.

    Raises:
        RefusedFileError: It cannot be read, is empty, or is of a format that fieldkit has not.
    """
    if path.is_dir():
        return named("folder")
    suffix = path.suffix.lower()
    readable = [known for known in every() if known.reads]
    by_suffix = [known for known in readable if suffix in known.suffixes]
    for known in by_suffix:
        if known.begins and begins(path, known.begins):
            return known
    head = head_of(path)
    if not head.strip():
        message = f"{path} is empty; there is nothing to import."
        raise RefusedFileError(message)
    for known in by_suffix or (() if suffix in FOREIGN else readable):
        if known.sniff(head):
            return known
    if suffix in FOREIGN:
        message = f"{path} is {FOREIGN[suffix]}."
        raise RefusedFileError(message)
    message = (
        f"{path} does not hold what {suffix} files do; "
        f"name its format with --as: {', '.join(known.name for known in readable)}."
    )
    raise RefusedFileError(message)


def rows(*, writing: bool) -> Iterator[Mapping[str, object]]:
    """Yield the formats as they are listed.

    Args:
        writing: Those that are written; else those that are read.
    """
    for known in every():
        if known.writes if writing else known.reads:
            needs = f"fieldkit[{known.extra}]" if known.extra else None
            suffixes = " ".join(known.suffixes)
            yield {"format": known.name, "files": suffixes, "holds": known.title, "needs": needs}


def _of(point: EntryPoint) -> tuple[Format | None, str]:
    """Return what an entry point names, or why it is none."""
    try:
        found = point.load()
    except Exception as error:  # noqa: BLE001 - another's code: whatever it raises is its own
        return None, f"does not load ({type(error).__name__})"
    if not isinstance(found, Format):
        return None, "is no format"
    return found, "has the name of one that is there"


FOREIGN = {
    ".html": "a web page; save it as Markdown or text",
    ".htm": "a web page; save it as Markdown or text",
}
"""Suffixes of text that fieldkit does not read yet, and what to do."""
