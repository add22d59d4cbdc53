"""Merging: logs join, nothing is doubled or lost, and what is stopped has changed nothing."""

import errno
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fieldkit.model.errors import NotSavedError, RefusedFileError, UsageError
from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.erase import erase
from fieldkit.store.erase_plan import plan_of
from fieldkit.store.files import Files
from fieldkit.store.home import Home
from fieldkit.store.merge import ASIDE, merge
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook
from fieldkit.store.restore import restore

Clock = Callable[[], datetime]
Elsewhere = Callable[[Path, str], Notebook]


@pytest.fixture
def elsewhere(tmp_path: Path, clock: Clock) -> Elsewhere:
    """Return what opens a bundle on another machine."""

    def make(bundle: Path, handle: str) -> Notebook:
        folder = tmp_path / f"at-{handle}"
        restore(bundle, folder)
        home = Home(tmp_path / f"home-{handle}")
        return Notebook(folder, home, Observer(handle=as_handle(handle)), clock=clock)

    return make


def bundle(notebook: Notebook, path: Path) -> Path:
    """Write a bundle."""
    return notebook.backup(path).path


def texts(notebook: Notebook) -> list[str]:
    """Return the words of every moment, in order."""
    return sorted(moment.text for moment in notebook.moments)


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file, but for locks and what is made again."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in {".head", ".lock"} and path.name != ".lock"
    }


def test_a_bundle_put_elsewhere_is_an_equal_study(
    notebook: Notebook, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """Every document reads as it did."""
    notebook.write("waits @till !bored2")
    notebook.undo()
    notebook.write("leaves")
    other = elsewhere(bundle(notebook, tmp_path / "a.fieldkit"), "ben")
    assert other.ledger.state.tables == notebook.ledger.state.tables


def test_two_who_went_on_apart_come_to_one_study_whoever_merges_first(
    notebook: Notebook, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """Both ways, and again: nothing is doubled."""
    notebook.write("before")
    other = elsewhere(bundle(notebook, tmp_path / "a.fieldkit"), "ben")
    notebook.write("ana's")
    other.write("ben's")
    from_ana = bundle(notebook, tmp_path / "ana.fieldkit")
    from_ben = bundle(other, tmp_path / "ben.fieldkit")
    assert merge(notebook.ledger, from_ben).new
    assert merge(other.ledger, from_ana).longer
    assert texts(notebook) == texts(other) == ["ana's", "before", "ben's"]
    assert not merge(notebook.ledger, from_ben).anything
    again = Notebook(notebook.folder, notebook.home, notebook.observer)
    assert again.ledger.state.tables == other.ledger.state.tables
    assert again.ledger.journal.troubles == []


def test_an_installation_goes_on_with_its_own_log_after_a_merge(
    notebook: Notebook, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """A merge begins no log of ours anew, and what is written after it is there on both sides."""
    notebook.write("before")
    other = elsewhere(bundle(notebook, tmp_path / "a.fieldkit"), "ben")
    other.write("ben's")
    merge(notebook.ledger, bundle(other, tmp_path / "b.fieldkit"))
    notebook.write("after")
    assert len([*(notebook.folder / "log").glob("*.jsonl")]) == 2
    other.write("ben's second")
    assert merge(notebook.ledger, bundle(other, tmp_path / "b2.fieldkit")).longer
    assert texts(notebook) == ["after", "before", "ben's", "ben's second"]


def test_more_of_our_own_log_comes_as_a_copy_and_is_never_written_into_it(
    notebook: Notebook, tmp_path: Path
) -> None:
    """As where the folder was put back to an older state by other means."""
    notebook.write("first")
    log = next((notebook.folder / "log").glob("*.jsonl"))
    early = log.read_bytes()
    notebook.write("second")
    whole = bundle(notebook, tmp_path / "a.fieldkit")
    log.write_bytes(early)
    (notebook.folder / "study.json").unlink()
    back = Notebook(notebook.folder, notebook.home, notebook.observer, clock=notebook.clock)
    assert texts(back) == ["first"]
    assert merge(back.ledger, whole).apart
    back.write("third")
    assert texts(back) == ["first", "second", "third"]
    assert log.read_bytes() == early


def test_a_dry_run_tells_the_same_and_changes_nothing(
    notebook: Notebook, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """Not a byte."""
    other = elsewhere(bundle(notebook, tmp_path / "a.fieldkit"), "ben")
    other.write("ben's")
    path = bundle(other, tmp_path / "b.fieldkit")
    before = everything(notebook.folder)
    told = merge(notebook.ledger, path, dry_run=True)
    assert everything(notebook.folder) == before
    assert merge(notebook.ledger, path) == told


def test_media_come_along_and_those_here_stay(
    notebook: Notebook, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """One that reads otherwise here is told."""
    other = elsewhere(bundle(notebook, tmp_path / "a.fieldkit"), "ben")
    for folder, ours in ((other.folder, b"theirs"), (notebook.folder, b"ours")):
        (folder / "media").mkdir()
        (folder / "media" / "both.txt").write_bytes(ours)
    (other.folder / "media" / "new.jpg").write_bytes(b"photo")
    found = merge(notebook.ledger, bundle(other, tmp_path / "b.fieldkit"))
    assert found.files == ("media/new.jpg",)
    assert found.differing == ("media/both.txt",)
    assert (notebook.folder / "media" / "new.jpg").read_bytes() == b"photo"
    assert (notebook.folder / "media" / "both.txt").read_bytes() == b"ours"


def test_another_study_is_not_merged(notebook: Notebook, tmp_path: Path, home: Home) -> None:
    """It is said which it is, and what to do."""
    other = create_study(tmp_path / "o", home, notebook.observer, title="Other")
    with pytest.raises(RefusedFileError, match=r"another study, “Other”.*--study"):
        merge(notebook.ledger, bundle(other, tmp_path / "o.fieldkit"))


def test_a_bundle_damaged_anywhere_brings_in_nothing(
    notebook: Notebook, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """It is refused in one line, or was hit where nothing stands."""
    other = elsewhere(bundle(notebook, tmp_path / "a.fieldkit"), "ben")
    other.write("ben's")
    path = bundle(other, tmp_path / "b.fieldkit")
    whole, before = path.read_bytes(), everything(notebook.folder)
    refusals = 0
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            merge(notebook.ledger, path, dry_run=True)
        except RefusedFileError:
            refusals += 1
        assert everything(notebook.folder) == before
    assert refusals > 30


class _Failing(Files):
    """A disk that fails at one of the calls that put files in their places."""

    def __init__(self, at: int, error: Callable[[], BaseException]) -> None:
        self.at, self.error, self.calls = at, error, 0

    def replace(self, old: Path, new: Path) -> None:
        """Rename, or fail once."""
        self.calls += 1
        if self.calls == self.at:
            raise self.error()
        super().replace(old, new)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (lambda: OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), NotSavedError),
        (KeyboardInterrupt, KeyboardInterrupt),
    ],
)
def test_what_is_stopped_at_any_file_has_brought_in_nothing(
    notebook: Notebook,
    tmp_path: Path,
    elsewhere: Elsewhere,
    error: Callable[[], BaseException],
    told: type[BaseException],
) -> None:
    """By the disk or by a person, and the same again brings in all."""
    other = elsewhere(bundle(notebook, tmp_path / "a.fieldkit"), "ben")
    (other.folder / "media").mkdir()
    (other.folder / "media" / "new.jpg").write_bytes(b"photo")
    other.write("ben's")
    path = bundle(other, tmp_path / "b.fieldkit")
    before = everything(notebook.folder)
    at = 1
    while True:
        files: Any = _Failing(at, error)
        here = Notebook(notebook.folder, notebook.home, notebook.observer, files=files)
        try:
            merge(here.ledger, path)
        except told:
            assert everything(notebook.folder) == before
            assert not (notebook.folder / "log" / ASIDE).exists()
            at += 1
            continue
        break
    assert at == 4
    assert texts(here) == ["ben's"]


def test_a_bundle_is_written_over_nothing(notebook: Notebook, tmp_path: Path) -> None:
    """Whatever stands there."""
    path = bundle(notebook, tmp_path / "a.fieldkit")
    with pytest.raises(UsageError, match="is there already"):
        notebook.backup(path)


def test_who_was_erased_does_not_come_back_in_a_bundle(
    notebook: Notebook, tmp_path: Path, elsewhere: Elsewhere, clock: Clock
) -> None:
    """Neither shown nor in a byte of the folder; what was noted elsewhere of others comes in."""
    notebook.write("P7: drops the orange umbrella @till")
    other = elsewhere(bundle(notebook, tmp_path / "a.fieldkit"), "ben")
    other.write("P8: leaves")
    late = bundle(other, tmp_path / "b.fieldkit")
    erase(notebook.ledger, "ana", plan_of(notebook.ledger, "P7"), clock=clock)
    merge(notebook.ledger, late)
    again = Notebook(notebook.folder, notebook.home, notebook.observer, clock=clock)
    assert texts(again) == ["leaves"]
    assert not [n for n, data in everything(notebook.folder).items() if b"umbrella" in data]
