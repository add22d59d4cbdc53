"""Reading a study through: what is whole, what was mended, what needs a look."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.model.errors import RefusedFileError
from fieldkit.store.conflicts import count
from fieldkit.store.files import REAL_FILES, Files, read_bytes
from fieldkit.store.home import Home
from fieldkit.store.journal import FORKED, Journal
from fieldkit.store.ledger import SNAPSHOT, Ledger
from fieldkit.store.mounts import synced
from fieldkit.store.redaction import ERASURES
from fieldkit.store.snapshot import Snapshot, unpack
from fieldkit.store.state import State

if TYPE_CHECKING:
    from fieldkit.store.entry import Entry

WORDS = (("touchpoint", "touchpoints"), ("session", "sessions"))
"""Fields of a moment that name another document, and its table."""
SHOWN = 5
QUARANTINE = (
    "Nothing in it is ever deleted. To get something back, open the file in any text editor: each "
    'line is one change as it was written, the words of a note stand after "text":; write them '
    "again with fieldkit note, or take the whole note from a backup: fieldkit backup --list. "
    "study-….json is study.json as another program left it: any TinyDB opens it."
)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found, one line each."""

    whole: tuple[str, ...]
    mended: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(slots=True)
class _Findings:
    whole: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Struck:
    """Follows the journal, and counts what was erased from it."""

    entries: int = 0

    def apply(self, entry: "Entry") -> None:
        self.entries += entry.erased

    def restart(self) -> None:
        self.entries = 0


def check(
    folder: Path,
    home: Home,
    *,
    deep: bool = False,
    progress: Progress | None = None,
    files: Files = REAL_FILES,
) -> Report:
    """Read every log from its first byte, and hold the snapshot against what they say.

    Args:
        folder: The study's folder.
        home: This installation's own.
        deep: Read every medium again and compare its hash; open every backup of this study.
        progress: Told how many backups of how many were opened.
        files: The seam.

    Cost: reads the whole journal; about 2 s for 100,000 moments. Deep, as much for each backup, and
    all media.
    """
    found = _Findings()
    journal = Journal(folder, home, files=files)
    state, struck = _read_back(journal, found)
    _erased(journal, state, struck, found)
    _copies(folder, journal, found)
    data = read_bytes(folder / SNAPSHOT)  # before it is opened, which makes it again if need be
    held = None if data is None else unpack(data)
    _snapshot(Ledger(folder, home, files=files), held, state, found)
    found.wrong += _links(state)
    _media(folder, state, found, deep=deep)
    _documents(state, found)
    _quarantine(folder, found)
    if deep:
        _backups(home, journal.study, found, progress)
    return Report(whole=tuple(found.whole), mended=tuple(found.mended), wrong=tuple(found.wrong))


def _read_back(journal: Journal, found: _Findings) -> tuple[State, int]:
    """Return what all logs say, and how many of their entries are without what they said."""
    state, struck = State(), _Struck()
    journal.followers = [state.apply, struck.apply]
    journal.restarts = [state.restart, struck.restart]
    changes = journal.catch_up(bulk=True)
    found.whole.append(f"journal: {changes:,} changes in {len(journal.positions)} logs read back")
    for trouble in journal.troubles:
        kept = f"; kept as quarantine/{trouble.kept}" if trouble.kept else ""
        found.wrong.append(
            f"log/{trouble.log}.jsonl at byte {trouble.offset:,}: {trouble.size:,} bytes "
            f"{trouble.why}{kept}. Every other entry was read."
        )
    if why := journal.shut:
        found.wrong.append(why)
    return state, struck.entries


def _erased(journal: Journal, state: State, entries: int, found: _Findings) -> None:
    """Tell what was erased, and what of it is still there."""
    rows = sorted(state.rows(ERASURES).values(), key=lambda row: str(row.get("begun")))
    days = [str(row.get("finished") or row.get("begun"))[:10] for row in rows]
    told = [f"{row.get('id')} on {day}" for row, day in zip(rows, days, strict=True)]
    if rows or entries:
        of = f": {', '.join(told)}" if told else ""
        count = f"{entries:,} entr{'y' if entries == 1 else 'ies'}"
        found.whole.append(f"erased: {count} without what they said{of}")
    unfinished = [str(row.get("id")) for row in rows if "finished" not in row]
    found.wrong += [
        f"{name} is not erased everywhere; do it again: fieldkit erase {name}"
        for name in unfinished
    ]
    if journal.reading.late and not unfinished:
        logs = ", ".join(f"log/{log}.jsonl" for log in sorted(journal.reading.late))
        found.wrong.append(
            f"{logs}: holds what was erased; it is passed over, and removed as soon as the study "
            "can be written; open it once: fieldkit moments"
        )


def _copies(folder: Path, journal: Journal, found: _Findings) -> None:
    """Tell what sync programs left beside our files, and which marks two logs claim."""
    if program := synced(folder):
        found.whole.append(f"place: {program} syncs this folder; each device writes its own log")
    for name, dev in sorted(journal.copies.items()):
        if journal.positions[name][0] != FORKED:
            found.whole.append(
                f"log/{name}.jsonl: a sync program's copy of log/{dev}.jsonl, read with it"
            )
    if strays := [path for path in folder.glob("study*.json") if path.name != SNAPSHOT]:
        found.whole.append(
            f"{len(strays)} copies of study.json that a sync program left: not read, for the "
            "journal has everything; delete them when you like"
        )
    for mark in sorted(journal.naming.shared):
        found.whole.append(
            f"ids: several devices began as {mark} while apart; the ids of all but one read "
            f"{mark}~<log>-<number>"
        )


def _snapshot(ledger: Ledger, held: Snapshot | None, state: State, found: _Findings) -> None:
    if ledger.recovered is not None and ledger.recovered.why:
        found.wrong.append(
            f"study.json was changed by another program or damaged, and what it says could not be "
            f"taken over: it is left as it is. {ledger.recovered.why}"
        )
    elif ledger.recovered is not None:
        found.mended.append(
            f"study.json was changed by another program or damaged: it is kept as "
            f"quarantine/{ledger.recovered.kept}, {ledger.recovered.documents} documents in it "
            "that the journal did not know were taken over."
        )
    other = held is not None and held.intact and not ledger.behind
    try:
        if held is not None and other and not _equal(held.state, state):
            ledger.state = state
            ledger.settle(whatever_size=True, again=True)
            found.mended.append("study.json did not say what the journal says: made again.")
        elif ledger.settle(whatever_size=True):
            found.mended.append("study.json was missing or behind: made again from the journal.")
        elif ledger.behind:
            found.whole.append("study.json: missing or behind; the journal has everything")
        else:
            found.whole.append("study.json: says what the journal says")
    except OSError as error:
        found.wrong.append(
            f"study.json is missing, behind or wrong, and cannot be made again: {error.strerror}. "
            "The journal has everything."
        )


def _equal(one: State, other: State) -> bool:
    return {n: t.live for n, t in one.tables.items() if t.live} == {
        n: t.live for n, t in other.tables.items() if t.live
    }


def _links(state: State) -> Iterator[str]:
    for field_, table in WORDS:
        known = {row.get("id") for row in state.rows(table).values()}
        lost = sorted(
            str(row["id"])
            for row in state.rows("moments").values()
            if row.get(field_) is not None and row[field_] not in known and "id" in row
        )
        if lost:
            first = ", ".join(lost[:SHOWN])
            yield f"{len(lost)} moments name a {field_} that is not there: {first}"
    moments = {row.get("id") for row in state.rows("moments").values()}
    for row in state.rows("insights").values():
        missing = {*row.get("supporting", {}), *row.get("contradicting", {})} - moments
        if both := row.get("supporting", {}).keys() & row.get("contradicting", {}).keys():
            yield (
                f"insight {row.get('id')} has {min(both)} on both sides, put there by two devices: "
                "it is read as speaking against it; put it on one"
            )
        if missing:
            yield f"insight {row.get('id')} cites moments that are not there: {sorted(missing)[:5]}"


def _media(folder: Path, state: State, found: _Findings, *, deep: bool) -> None:
    """Look for every medium that a moment names; deep, read each and compare its hash."""
    from fieldkit.store.backup_file import hash_of

    named: set[str] = set()
    for row in state.rows("moments").values():
        for name in row.get("media", {}):
            named.add(name)
            path = folder / "media" / name
            if not path.is_file():
                found.wrong.append(f"moment {row.get('id')}: media/{name} is missing")
            elif not path.stat().st_size or (deep and not name.startswith(hash_of(path))):
                found.wrong.append(f"moment {row.get('id')}: media/{name} is not what was attached")
    files = [path for path in (folder / "media").glob("*") if path.is_file()]
    there = [path for path in files if not path.name.startswith(".")]
    if there or named:
        how = "read again" if deep else "there; --deep reads each again"
        found.whole.append(f"media: {len(named):,} named by moments, {how}")
    if stray := len([path for path in there if path.name not in named]):
        found.whole.append(f"media: {stray:,} that no moment names, left where they are")
    if half := len(files) - len(there):
        found.whole.append(f"media: {half:,} half written; attaching removes what a crash left")


def _documents(state: State, found: _Findings) -> None:
    """Tell how many there are, and how many fields of them have several values."""
    if conflicts := count(state):
        found.wrong.append(
            f"{conflicts} field{'s' * (conflicts != 1)} written by two devices at once: every "
            "value is kept, the last one shows; settle them: fieldkit conflicts"
        )
    rows = {name: len(table.live) for name, table in state.tables.items() if table.live}
    counts = ", ".join(f"{count:,} {name}" for name, count in rows.items())
    found.whole.append(f"documents: {counts or 'none'}")


def _quarantine(folder: Path, found: _Findings) -> None:
    """Tell what is kept, and how to get it back."""
    kept = [path for path in (folder / "quarantine").glob("*") if path.is_file()]
    if not kept:
        return
    size = sum(path.stat().st_size for path in kept)
    files = f"{len(kept)} file{'s' * (len(kept) != 1)}"
    found.whole.append(f"quarantine/: {files}, {size:,} bytes. {QUARANTINE}")


def _backups(home: Home, study: str, found: _Findings, progress: Progress | None) -> None:
    from fieldkit.store.backup_proof import verify
    from fieldkit.store.kept_backups import folder_of, kept_in

    folder = folder_of(home, study)
    held = kept_in(folder)
    opened = 0
    for place, backup in enumerate(held, 1):
        scratch = folder / f".opening-check-{place}"
        try:
            verify(backup.path, scratch, REAL_FILES, beside=folder / "media", deep=True)
            opened += 1
        except RefusedFileError as error:
            found.wrong.append(f"backup: {error}")
        if progress:
            progress(place, len(held))
    if not held:
        found.whole.append("backups: none yet; fieldkit backup makes one")
    elif opened:
        newest = held[0].path.name
        found.whole.append(f"backups: {opened} of {len(held)} opened and whole; newest {newest}")
