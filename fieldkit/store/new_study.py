"""A new study: its folder, the first entries of its journal, and its place among the known ones."""

import os
import re
from contextlib import suppress
from pathlib import Path

from fieldkit.model.errors import ReadOnlyStudyError, StudyError
from fieldkit.model.keys import StudyId
from fieldkit.model.observer import Observer
from fieldkit.model.shipped import protocol, vocabulary
from fieldkit.model.study import Study
from fieldkit.model.times import Clock, now
from fieldkit.store.files import REAL_FILES, Files
from fieldkit.store.home import Home
from fieldkit.store.log import SUFFIX
from fieldkit.store.mounts import network
from fieldkit.store.notebook import Notebook
from fieldkit.store.refusals import on_network
from fieldkit.store.rows import create


def create_study(
    folder: Path,
    home: Home,
    observer: Observer,
    *,
    title: str,
    question: str | None = None,
    vocabulary_name: str = "customer",
    protocol_name: str = "open",
    zone: str = "UTC",
    files: Files = REAL_FILES,
    clock: Clock = now,
) -> Notebook:
    """Make a study in a folder and open it.

    Raises:
        StudyError: There is one already, or the folder holds other things.
        NotSavedError: The disk did not take it; the same again makes it.
        NotFoundError: No vocabulary or protocol of this name.
    """
    if any((folder / "log").glob(f"*{SUFFIX}")) or (folder / "study.json").exists():
        message = f"There is a study in {folder} already; open it: fieldkit --study {folder}"
        raise StudyError(message)
    vocabulary(vocabulary_name)
    protocol(protocol_name)
    _make_folders(folder, files)
    study = Study(
        id=_study_id(title),
        title=title,
        question=question,
        vocabulary=vocabulary_name,
        protocol=protocol_name,
        zone=zone,
    )
    notebook = Notebook(folder, home, observer, files=files, clock=clock)
    notebook.ledger.journal.begin(study.id)
    notebook.commit(lambda _: [create("study", study), create("observers", observer)])
    with suppress(OSError):  # it is made: whoever settles next tells what the disk says
        notebook.settle()
    home.remember_study(folder)
    return notebook


def _make_folders(folder: Path, files: Files) -> None:
    if kind := network(folder, files):
        raise ReadOnlyStudyError(on_network(kind))
    try:
        files.make_folder(folder)  # each for itself: only the last of a path is made private
        files.make_folder(folder / "log")
    except OSError as error:
        message = f"{folder} cannot be made: {error.strerror}."
        raise StudyError(message) from error


def _study_id(title: str) -> StudyId:
    """Return an id that a person recognises and no other study has: ``store-visits-3a47c1``."""
    words = re.findall(r"[a-z0-9]+", title.casefold())
    return StudyId("-".join([*words[:5], os.urandom(3).hex()]))
