"""The list in a backup: what it holds, by which it is verified and chosen."""

import json
import re
import unicodedata
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.times import from_iso, to_iso
from fieldkit.store.ledger import SNAPSHOT
from fieldkit.store.state import State

FORMAT = 1
FOLDERS = ("log", "media", "quarantine", "templates", "digests")
DEEPEST = 16
NAME = re.compile(r'[^\x00-\x1f<>:"|?*\\/]{1,200}(?<![. ])')
"""One part of a path, as every system can hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a backup holds."""

    study: str
    """The study's id."""
    title: str
    folder: str
    """The name of the folder it was taken from."""
    zone: str
    taken: datetime
    entries: dict[str, int]
    """How many entries of each log were read."""
    positions: dict[str, int]
    """The number of each log's last entry."""
    rows: dict[str, int]
    """How many documents each table had."""
    files: dict[str, tuple[int, str]]
    """Size and SHA-256 of each file in it."""
    media: dict[str, tuple[int, str]]
    """The same of media kept beside it, once for all backups of a study."""

    def knows_all_of(self, other: "Contents") -> bool:
        """Tell whether every entry that another backup holds is here too, by count."""
        return all(self.entries.get(dev, 0) >= count for dev, count in other.entries.items())


def contents_of(state: State) -> dict[str, dict[str, int]]:
    """Return the counts by which a backup is verified: rows, entries and positions."""
    missing = {dev: sum(b - a + 1 for a, b in gaps) for dev, gaps in state.gaps.items()}
    return {
        "rows": {name: len(table.live) for name, table in state.tables.items() if table.live},
        "entries": {dev: seq - missing.get(dev, 0) for dev, seq in state.seen.items()},
        "positions": dict(state.seen),
    }


def folded(name: str) -> str:
    """Return what a name is where upper and lower case are the same."""
    return unicodedata.normalize("NFC", name).casefold()


def fits(name: str) -> bool:
    """Tell whether a path inside a study can stand in a backup, and come out of it anywhere."""
    parts = name.split("/")
    with suppress(UnicodeEncodeError):
        name.encode()
        return (name == SNAPSHOT or (len(parts) > 1 and parts[0] in FOLDERS)) and (
            len(parts) <= DEEPEST and all(NAME.fullmatch(part) for part in parts)
        )
    return False


def packed(contents: Contents) -> str:
    """Return a list as it stands in a backup."""
    row = {"format": FORMAT, **asdict(contents), "taken": to_iso(contents.taken)}
    return json.dumps(row)


def listed(data: bytes) -> Contents | None:
    """Return what a list says; None where a newer fieldkit made it.

    Raises:
        InvalidValueError: It does not read.
    """
    try:
        row = json.loads(data)
        newer = row["format"] > FORMAT
        contents = _contents(row)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidValueError(str(error)) from error
    return None if newer else contents


def _contents(row: dict[str, Any]) -> Contents:
    def held(name: str) -> dict[str, tuple[int, str]]:
        files = {str(n): (size, digest) for n, (size, digest) in row[name].items()}
        if not all(type(size) is int and type(d) is str for size, d in files.values()):
            raise TypeError(name)
        return files

    def counts(name: str) -> dict[str, int]:
        return {str(key): int(value) for key, value in row[name].items()}

    contents = Contents(
        study=str(row["study"]),
        title=str(row["title"]),
        folder=str(row["folder"]),
        zone=str(row["zone"]),
        taken=from_iso(row["taken"]),
        entries=counts("entries"),
        positions=counts("positions"),
        rows=counts("rows"),
        files=held("files"),
        media=held("media"),
    )
    if not all(fits(f"media/{name}") and "/" not in name for name in contents.media):
        message = "media"
        raise InvalidValueError(message)
    return contents
