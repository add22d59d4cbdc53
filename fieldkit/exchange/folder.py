"""A folder of notes, an Obsidian vault say, as one import: every note in it, or none."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from fieldkit.exchange import notes, shorthand_file
from fieldkit.exchange.batch import Batch, FoundSession, Mapped, Progress, Unread
from fieldkit.exchange.opening import head_of
from fieldkit.exchange.zones import zone_named
from fieldkit.model.errors import RefusedFileError
from fieldkit.model.words import Words
from fieldkit.store.rows import natural

SUFFIXES = frozenset({".md", ".markdown"})
ASIDE = frozenset({"templates", "_templates"})
"""Folders whose notes are forms and no notes."""
SHOWN = 5


def sniff(head: str) -> bool:
    """Tell that no text is a folder."""
    _ = head
    return False


def read(
    path: Path,
    *,
    words: Words,
    zone: str,
    progress: Progress | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
) -> Batch:
    """Read every note in a folder and those in it; what begins with a dot is left out.

    Args:
        path: The folder.
        words: The study's words.
        zone: IANA name of the zone in which clock times are read where the notes tell none.
        progress: Told the files read and their number.
        mapping: What the headings of its notes mean, where that is said.
        encoding: The encoding of its notes, where that was said.

    Raises:
        RefusedFileError: It is no folder, or holds no notes that fieldkit reads.
        UsageError: There is no such meaning, part or encoding.
        InvalidValueError: There is no such zone.
    """
    zone_named(zone)
    if not path.is_dir():
        message = f"{path} is no folder; name the format of the file, or leave out --as."
        raise RefusedFileError(message)
    files, others = _files_in(path)
    reading = partial(_read, words=words, zone=zone, mapping=mapping, encoding=encoding)
    batches, refused = _read_each(path, files, reading, progress)
    if not batches:
        message = f"{path} holds no notes that read (.md); name the files in it."
        raise RefusedFileError(message)
    left = [f"{len(others)} files are no notes, and left out: {_some(others)}"] if others else []
    return _together(batches, refused, left)


def _read_each(
    folder: Path, files: list[Path], reading: Callable[[Path], Batch], progress: Progress | None
) -> tuple[list[Batch], list[Unread]]:
    """Return what each note of a folder holds, and those that were refused, with the reason."""
    batches: list[Batch] = []
    refused: list[Unread] = []
    for number, file in enumerate(files):
        if progress:
            progress(number, len(files))
        name = file.relative_to(folder).as_posix()
        try:
            batch = reading(file)
        except RefusedFileError as error:
            refused.append(Unread(path=name, line=1, text="", why=str(error)))
        else:
            unread = tuple(replace(one, path=name) for one in batch.unread)
            batches.append(replace(batch, unread=unread))
    if progress and batches:
        progress(len(files), len(files))
    return batches, refused


def _together(batches: list[Batch], refused: Iterable[Unread], told: Iterable[str]) -> Batch:
    """Return as one what the notes hold, with the files that were refused and what is told."""
    return Batch(
        sessions=tuple(_each(batch.sessions for batch in batches)),
        moments=tuple(chain.from_iterable(batch.moments for batch in batches)),
        unread=(*refused, *chain.from_iterable(batch.unread for batch in batches)),
        told=(*dict.fromkeys(chain.from_iterable(batch.told for batch in batches)), *told),
        people=tuple({p.key: p for batch in batches for p in batch.people}.values()),
        touchpoints=tuple({t.key: t for batch in batches for t in batch.touchpoints}.values()),
        codes=tuple({c.key: c for batch in batches for c in batch.codes}.values()),
        mapped=tuple(_mapped(batches)),
    )


def _files_in(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the notes of a folder, and the other files, in the order in which people list them."""
    notes_: list[Path] = []
    others: list[Path] = []
    for path in sorted(folder.rglob("*"), key=lambda one: natural(one.as_posix())):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") or part.casefold() in ASIDE for part in parts):
            continue
        if path.is_file() and not path.is_symlink():
            (notes_ if path.suffix.lower() in SUFFIXES else others).append(path)
    return notes_, others


def _read(
    path: Path, words: Words, zone: str, mapping: Mapping[str, str] | None, encoding: str | None
) -> Batch:
    if encoding is None and shorthand_file.sniff(head_of(path)):
        return shorthand_file.read(path, words=words, zone=zone)
    return notes.read(path, words=words, zone=zone, mapping=mapping, encoding=encoding, tags=True)


def _each(found: Iterable[tuple[FoundSession, ...]]) -> Iterable[FoundSession]:
    """Return the sessions, each once: the first note that tells of one says how it was."""
    first: dict[str, FoundSession] = {}
    for one in chain.from_iterable(found):
        first.setdefault(one.label, one)
    return first.values()


def _mapped(batches: Iterable[Batch]) -> Iterable[Mapped]:
    """Return what the parts of the notes mean, each once, with its first example."""
    first: dict[tuple[str, str], Mapped] = {}
    for one in chain.from_iterable(batch.mapped for batch in batches):
        first.setdefault((one.part, one.means), one)
    return sorted(first.values(), key=lambda one: (one.part, one.means))


def _some(paths: Iterable[Path]) -> str:
    names = [path.name for path in paths]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
