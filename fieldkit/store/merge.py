"""Merging a study's bundle into the study: its logs join those that are there.

What a study says follows from the set of its entries, so merging is adding files: nothing that is
there is written over, but for a log of another's of which the bundle holds more. Merging is no
change of this installation's, so undo does not take it back: whoever merges takes a backup first.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile, disk_usage, rmtree

from fieldkit.model.errors import NotSavedError, ReadOnlyStudyError, RefusedFileError
from fieldkit.model.times import to_iso
from fieldkit.model.visible import visible
from fieldkit.store.backup_file import Progress, Reader, hash_of
from fieldkit.store.backup_list import FOLDERS, Contents
from fieldkit.store.continuing import ENDED
from fieldkit.store.entry import FORMAT
from fieldkit.store.files import Files, locked, write_whole
from fieldkit.store.ledger import Ledger
from fieldkit.store.log import SUFFIX, first_entry, header, last_entry
from fieldkit.store.naming import naming_of
from fieldkit.store.redaction import Erased, renamed
from fieldkit.store.refusals import NEWER, refusal
from fieldkit.store.restore import ROOM
from fieldkit.store.sweep import Place, sweep

CHUNK = 1 << 20
ASIDE = ".merging"
"""Where a bundle is unpacked, in the folder of the logs; no backup takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What merging did, or would do."""

    contents: Contents
    new: tuple[str, ...] = ()
    """Logs that were not here; by their file names."""
    longer: tuple[str, ...] = ()
    """Logs that were here, and of which the bundle holds more."""
    apart: tuple[str, ...] = ()
    """Logs that go on otherwise than here: both are kept."""
    files: tuple[str, ...] = ()
    """Media, templates, digests and kept damage that were not here."""
    differing: tuple[str, ...] = ()
    """Files that read otherwise here; those here stay."""

    @property
    def anything(self) -> bool:
        """Tell whether the bundle holds anything that is not here."""
        return bool(self.new or self.longer or self.apart or self.files)


@dataclass(slots=True)
class _Plan:
    """Which file goes where, in order."""

    moves: list[tuple[Path, Path]] = field(default_factory=list)
    """From the unpacked bundle into the study; logs last, for they name the rest."""
    ended: list[Path] = field(default_factory=list)
    """Marks beside logs that came from elsewhere: whoever wrote them goes on there."""
    found: dict[str, list[str]] = field(
        default_factory=lambda: {
            name: [] for name in ("new", "longer", "apart", "files", "differing")
        }
    )


def merge(
    ledger: Ledger, path: Path, *, dry_run: bool = False, progress: Progress | None = None
) -> Merged:
    """Bring in what a bundle or a backup of this study holds beyond it: all of it or nothing.

    Args:
        ledger: The study, open.
        path: The bundle.
        dry_run: Say what would be brought in, and bring in nothing.
        progress: Told the bytes read, and of how many.

    Raises:
        RefusedFileError: It is none, is damaged, is of another study, or a newer fieldkit's.
        ReadOnlyStudyError: The study cannot be written.
        NotSavedError: The disk did not take it; nothing was brought in.
    """
    if why := ledger.journal.shut:
        raise ReadOnlyStudyError(why)
    files, logs = ledger.files, ledger.journal.logs
    try:
        with locked(files, logs / f"{ASIDE}.lock", make=False):
            found = _merge(ledger, path, logs / ASIDE, dry_run=dry_run, progress=progress)
    except OSError as error:
        raise refusal(error, ledger.folder) from error
    if not dry_run:
        ledger.journal.catch_up(bulk=True)
    return found


def _merge(
    ledger: Ledger, path: Path, aside: Path, *, dry_run: bool, progress: Progress | None
) -> Merged:
    files = ledger.files
    rmtree(aside, ignore_errors=True)  # what a process that died left: the lock says it is dead
    try:
        with Reader(path) as reader:
            contents = reader.contents
            _refuse_other(path, contents, ledger.journal.study)
            if reader.size + ROOM > disk_usage(ledger.folder).free:
                message = f"Not merged: it takes {reader.size:,} bytes, and the disk has no room."
                raise NotSavedError(message)
            files.make_folder(aside)
            reader.unpack(aside, files, only=FOLDERS, progress=progress)
        _refuse_newer(path, aside / "log", ledger.journal.study)
        _sweep_erased(ledger, aside)
        with locked(files, ledger.journal.logs / ".lock", make=False):
            plan = _planned(ledger, aside)
            if not dry_run:
                _carry_out(plan, contents, aside, files)
    finally:
        rmtree(aside, ignore_errors=True)
    return Merged(contents=contents, **{name: tuple(held) for name, held in plan.found.items()})


def _refuse_other(path: Path, contents: Contents, study: str) -> None:
    if contents.study != study:
        message = (
            f"{visible(path.name)} is another study, “{visible(contents.title)}”, so it is not "
            "merged into this one; give it a folder of its own: --study DIR"
        )
        raise RefusedFileError(message)


def _refuse_newer(path: Path, logs: Path, study: str) -> None:
    """Refuse logs that would shut this study for this fieldkit, or that are not its own."""
    for log in sorted(logs.glob(f"*{SUFFIX}")):
        if header(log).get("study", study) != study:
            message = f"{visible(path.name)} is refused: a log in it is of another study."
            raise RefusedFileError(message)
        last = last_entry(log, log.stat().st_size)
        if last and last.v > FORMAT:
            message = f"{visible(path.name)} holds what a newer fieldkit wrote. {NEWER}"
            raise RefusedFileError(message)


def _sweep_erased(ledger: Ledger, aside: Path) -> None:
    """Remove from what was unpacked whom this installation knows to be erased: they stay so."""
    naming = naming_of(aside / "log", {})
    erased = Erased(renamed(ledger.journal.home.erased(ledger.journal.study), naming.here))
    if erased:
        sweep(Place(folder=aside, naming=naming), erased, ledger.files)


def _planned(ledger: Ledger, aside: Path) -> _Plan:
    plan = _Plan()
    for folder in FOLDERS[1:]:
        for path in sorted((aside / folder).rglob("*")):
            if path.is_file():
                _plan_file(plan, path, ledger.folder / path.relative_to(aside))
    for path in sorted((aside / "log").glob(f"*{SUFFIX}")):
        _plan_log(plan, path, ledger)
    return plan


def _plan_file(plan: _Plan, path: Path, place: Path) -> None:
    name = f"{path.parent.name}/{path.name}"
    if not os.path.lexists(place):
        plan.moves.append((path, place))
        plan.found["files"].append(name)
    elif place.is_symlink() or not place.is_file() or hash_of(place) != hash_of(path):
        plan.found["differing"].append(name)


def _plan_log(plan: _Plan, path: Path, ledger: Ledger) -> None:
    """Plan for a log: to be added, to replace its own beginning, or to stand beside another."""
    logs = ledger.journal.logs
    begun = first_entry(path)
    dev = begun.dev if begun else path.stem
    there = [*_of(logs, dev)]
    if any(_begins(held, path) for held in there):
        return
    shorter = next((held for held in there if _begins(path, held)), None)
    if shorter is not None and not _is_ours(ledger, shorter, dev):
        plan.moves.append((path, shorter))
        plan.found["longer"].append(dev)
        return
    place = logs / f"{dev}{SUFFIX}"
    if there:
        place = logs / f"{dev}-{hash_of(path)[:8]}{SUFFIX}"
    plan.moves.append((path, place))
    plan.found["apart" if there else "new"].append(dev)
    if not there:
        plan.ended.append(place.with_suffix(ENDED))


def _of(logs: Path, dev: str) -> Iterator[Path]:
    """Yield the files here that are a log, or copies of it."""
    for path in sorted(logs.glob(f"*{SUFFIX}")):
        begun = first_entry(path)
        if path.stem == dev or (begun is not None and begun.dev == dev):
            yield path


def _is_ours(ledger: Ledger, path: Path, dev: str) -> bool:
    """Tell whether this installation writes a log: of such a one, more comes as a copy."""
    journal = ledger.journal
    reached = journal.home.reached(journal.study, header(path).get("handle", ""))
    return reached is not None and reached.dev == dev


def _begins(whole: Path, part: Path) -> bool:
    """Tell whether a file begins with all of another."""
    if part.stat().st_size > whole.stat().st_size:
        return False
    with whole.open("rb") as one, part.open("rb") as other:
        while data := other.read(CHUNK):
            if one.read(len(data)) != data:
                return False
    return True


def _carry_out(plan: _Plan, contents: Contents, aside: Path, files: Files) -> None:
    """Put the files into the study; whatever stops that, the study is as it was."""
    back: list[tuple[Path, Path | None]] = []
    told = f"Merged from a bundle of {to_iso(contents.taken)}; its writer goes on elsewhere.\n"
    try:
        for place in plan.ended:
            back.append((place, None))
            write_whole(files, place, told.encode(), durable=True)
        for number, (path, place) in enumerate(plan.moves):
            files.make_folder(place.parent)
            held = None
            if place.exists():
                held = aside / f"before-{number}"
                copyfile(place, held)
            back.append((place, held))
            files.replace(path, place)
        for touched in {place.parent for _, place in plan.moves}:
            files.sync_folder(touched)
    except BaseException:
        for place, held in reversed(back):
            with suppress(OSError):
                if held is None:
                    files.remove(place)
                else:
                    files.replace(held, place)
        raise
