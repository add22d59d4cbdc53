"""A study in numbers, for a report to whoever mends fieldkit: sizes and counts, no word of a note.

Nothing that a person typed is in it: no text, no key, no title, no handle, no path, no file's name.
A study's id comes from its title, so it is left out too.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from fieldkit.model.errors import FieldkitError
from fieldkit.store.backup_list import contents_of
from fieldkit.store.home import Home
from fieldkit.store.journal import Journal
from fieldkit.store.kept_backups import kept
from fieldkit.store.ledger import SNAPSHOT
from fieldkit.store.log import SUFFIX
from fieldkit.store.snapshot import unpack
from fieldkit.store.state import State
from fieldkit.store.tables import TYPES

LOG = re.compile(r"[0-9a-f]{12}")
"""Names that we give to logs; any other is somebody's word."""
ENTRY_MISSING = re.compile(r"\d+ entries are missing before it")
KNOWN = ("damaged", "cut short", "unreadable", "written twice", "the same number twice")
FOLDERS = ("media", "quarantine", "templates", "digests")


def diagnose(folder: Path, home: Home) -> Iterator[str]:
    """Yield what is known of a study, one line each, without a word of it.

    Nothing is written, not even what is damaged to quarantine.

    Cost: reads the whole journal; about 2 s for 100,000 moments.
    """
    journal = _Looking(folder, home)
    state = State()
    journal.followers = [state.apply]
    journal.restarts = [state.restart]
    journal.catch_up(bulk=True)
    yield from _documents(state)
    names = _names(journal)
    for dev, (seq, offset) in sorted(journal.positions.items()):
        size = _size(folder / "log" / f"{dev}{SUFFIX}")
        yield f"log {names[dev]}: {seq:,} entries, read to byte {offset:,} of {size:,}"
    for trouble in journal.troubles:
        where = f"log {names.get(trouble.log, '?')} at byte {trouble.offset:,}"
        yield f"trouble: {where}, {trouble.size:,} bytes: {_why(trouble.why)}"
    if not journal.troubles:
        yield "trouble: none in the journal"
    if journal.newer:
        yield "trouble: written by a newer fieldkit"
    yield from _snapshot(folder, journal)
    yield from _folders(folder)
    yield from _backups(home, journal.study)


class _Looking(Journal):
    """A journal that is only looked at."""

    def quarantine(self, name: str, data: bytes) -> str | None:  # noqa: ARG002 — nothing is kept
        """Keep nothing."""
        return None


def _documents(state: State) -> Iterator[str]:
    others = 0
    for name, table in sorted(state.tables.items()):
        if name in TYPES:
            yield f"table {name}: {len(table.live):,} documents, {len(table.gone):,} deleted"
        else:
            others += len(table.live)
    if others:
        yield f"other tables: {others:,} documents"
    counts = contents_of(state)
    yield f"entries read: {sum(counts['entries'].values()):,}"
    yield f"conflicts: {len(state.rivals):,} fields; ids that clash: {len(state.clashes):,}"
    yield f"entries awaited: {sum(map(len, state.early.values())):,}; gaps: {len(state.gaps):,}"


def _snapshot(folder: Path, journal: Journal) -> Iterator[str]:
    path = folder / SNAPSHOT
    try:
        data = path.read_bytes()
    except OSError as error:
        yield f"study.json: does not read ({type(error).__name__})"
        return
    held = unpack(data)
    if held is None:
        yield f"study.json: {len(data):,} bytes, no TinyDB file"
        return
    behind = sum(
        max(0, seq - held.positions.get(dev, (0, 0))[0])
        for dev, (seq, _) in journal.positions.items()
    )
    how = "intact" if held.intact else "damaged" if held.damaged else "changed by another program"
    yield f"study.json: {len(data):,} bytes, {how}, {behind:,} entries behind"


def _folders(folder: Path) -> Iterator[str]:
    for name in FOLDERS:
        files = [path for path in (folder / name).rglob("*") if path.is_file()]
        yield f"{name}/: {len(files):,} files, {sum(map(_size, files)):,} bytes"
    logs = folder / "log"
    heads, drafts, ended = (len(list(logs.glob(p))) for p in ("*.head", "*.draft.*", "*.ended"))
    yield f"beside the logs: {heads} heads, {drafts} drafts, {ended} marks of a restored backup"


def _backups(home: Home, study: str) -> Iterator[str]:
    try:
        held = kept(home, study)
    except (OSError, FieldkitError) as error:
        yield f"backups: do not read ({type(error).__name__})"
        return
    whole = [backup for backup in held if backup.verified]
    newest = f", newest {whole[0].path.stem}" if whole else ""
    yield f"backups: {len(held)}, of which opened and whole {len(whole)}{newest}"


def _names(journal: Journal) -> dict[str, str]:
    """Return a name for each log: ours, or a number where the file's name is somebody's word."""
    return {
        dev: dev if LOG.fullmatch(dev) else f"of another name, {place}"
        for place, dev in enumerate(sorted(journal.positions), 1)
    }


def _why(why: str) -> str:
    """Return what is wrong, in our words only."""
    if found := ENTRY_MISSING.match(why):
        return found[0]
    return next((known for known in KNOWN if why.startswith(known)), "of another kind")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
