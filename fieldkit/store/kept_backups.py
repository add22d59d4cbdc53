"""The backups that are kept in this installation's own folder, and the rule by which they are.

``backups/<study>/2026-05-11T140530Z.zip``, away from the study, which a cloud may sync; ``media/``
beside them once for all. Kept are the last ten, and the last of each of fourteen days; one is
outlived only where a newer one that is kept holds every entry that it holds.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fieldkit.model.errors import FieldkitError
from fieldkit.store.backup_file import Reader
from fieldkit.store.backup_list import Contents
from fieldkit.store.home import Home

KEPT = 10
"""How many of the last backups are kept."""
DAYS = timedelta(days=14)
"""For how long the last backup of each day is kept as well."""
NAMED = re.compile(r"(\d{4}-\d\d-\d\dT\d{6}Z)(?:-(\d{1,6}))?(?:\.unverified)?\.zip")
"""Files that are ours to remove."""
UNVERIFIED = ".unverified"
ID = re.compile(r"[\w-]{1,100}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup there is."""

    path: Path
    size: int
    contents: Contents | None
    """None where it does not open."""
    why: str = ""
    """Why it does not."""

    @property
    def verified(self) -> bool:
        """Whether it was opened and found whole when it was taken."""
        return self.contents is not None and UNVERIFIED not in self.path.name


def folder_of(home: Home, study: str) -> Path:
    """Return where the backups of a study are kept."""
    safe = study if ID.fullmatch(study) else hashlib.sha256(study.encode()).hexdigest()[:32]
    return home.root / "backups" / safe


def kept(home: Home, study: str | None = None) -> list[Backup]:
    """Return the backups of a study, or of all, newest first.

    Cost: opens each, and reads its list.
    """
    folder = home.root / "backups"
    folders = [folder_of(home, study)] if study else folder.glob("*")
    backups = [held for each in folders for held in kept_in(each)]
    return sorted(backups, key=_age, reverse=True)


def outlived(backups: list[Backup], today: datetime) -> list[Backup]:
    """Return which of the whole backups, newest first, the rule no longer keeps."""
    whole = [(held, held.contents) for held in backups if held.verified and held.contents]
    stay: list[Contents] = []
    days: set[object] = set()
    gone: list[Backup] = []
    for place, (held, contents) in enumerate(whole):
        day = contents.taken.date()
        daily = day not in days and today - contents.taken < DAYS
        days.add(day)
        if place < KEPT or daily or not any(other.knows_all_of(contents) for other in stay):
            stay.append(contents)
        else:
            gone.append(held)
    return gone


def kept_in(folder: Path) -> list[Backup]:
    """Return the backups in a folder, newest first."""
    found = [_look_at(path) for path in folder.glob("*.zip") if NAMED.fullmatch(path.name)]
    return sorted(found, key=_age, reverse=True)


def _age(held: Backup) -> tuple[str, int]:
    """Return what sorts backups by when they were taken, as their names tell."""
    named = NAMED.fullmatch(held.path.name)
    return (named[1], int(named[2] or 1)) if named else ("", 0)


def whole_in(folder: Path) -> list[Backup]:
    """Return those of a folder that were opened and found whole, newest first."""
    return [held for held in kept_in(folder) if held.verified]


def _look_at(path: Path) -> Backup:
    size = path.stat().st_size
    try:
        with Reader(path) as reader:
            return Backup(path=path, size=size, contents=reader.contents)
    except FieldkitError as error:
        return Backup(path=path, size=size, contents=None, why=str(error))
