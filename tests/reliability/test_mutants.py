"""The tests can fail: for each mutant of the store, the test of the battery that it cannot pass."""

from collections.abc import Callable, Iterator
from pathlib import Path

import marked
import pytest
import test_cuts_and_flips as cuts
import test_disk_gone as gone
import test_erasure as erasure
import test_erasure_power as erasure_power
import test_faults as faults
import test_power_cut as power
import test_processes as processes
import trial
from mutants import MUTANTS, VARIABLE, Mutant
from workday import ANA

from fieldkit.model.errors import FieldkitError
from fieldkit.store.home import Home
from fieldkit.store.new_study import create_study

Check = Callable[[Path], Callable[[], None]]
"""Prepares a test of the battery in a folder, with the store as it is; returns the test."""


def cut_anywhere(top: Path) -> Callable[[], None]:
    """Prepare a journal that is cut."""
    recorded = cuts.record(top / "made")
    run = cuts.test_a_log_cut_anywhere_shows_exactly_what_was_acknowledged
    return lambda: run(recorded, top, 2003)


def log_cut(top: Path) -> Callable[[], None]:
    """Prepare a log that goes while it is written."""
    return lambda: cuts.test_a_log_that_goes_while_we_work_is_not_written_to_again(top)


def flipped(top: Path) -> Callable[[], None]:
    """Prepare a journal in which bits are flipped."""
    small = cuts.record_small(top / "made")
    run = cuts.test_a_flipped_bit_costs_its_own_change_and_is_told_and_kept
    return lambda: run(small, top, 997, 1)


def spoilt_snapshot(top: Path) -> Callable[[], None]:
    """Prepare a study.json in which bits are flipped."""
    small = cuts.record_small(top / "made")
    run = cuts.test_a_spoilt_snapshot_never_shows_a_wrong_state
    return lambda: run(small, top, 997, 1)


def spoilt_head(top: Path) -> Callable[[], None]:
    """Prepare a head in which bits are flipped."""
    small = cuts.record_small(top / "made")
    return lambda: cuts.test_a_spoilt_head_is_not_believed(small, top, 13, 1)


def power_cut(seed: int) -> Check:
    """Return what lives one life and cuts its power."""
    return lambda top: lambda: power.survive(top, seed, 60)


def failed_sync(top: Path) -> Callable[[], None]:
    """Prepare a log whose syncs fail."""
    return lambda: faults.test_a_failed_fsync_is_never_trusted(top, ".jsonl")


def full_disk(top: Path) -> Callable[[], None]:
    """Prepare a log on a disk that is full."""
    return lambda: faults.test_a_full_disk_loses_nothing(top, range(1, 4), [30])


def disk_gone(top: Path) -> Callable[[], None]:
    """Prepare a study whose disk is taken out."""
    home = Home(top / "home")
    notebook = create_study(top / "study", home, ANA, title="Till")
    run = gone.test_a_disk_taken_out_is_told_and_no_note_is_written_in_its_place
    return lambda: run(notebook, home, gone.GONE[0])


def two_windows(top: Path) -> Callable[[], None]:
    """Prepare two windows on one study."""
    return lambda: processes.test_two_windows_see_each_others_changes(top)


def four_processes(top: Path) -> Callable[[], None]:
    """Prepare four processes that write to one study."""
    run = processes.test_four_processes_at_once_lose_nothing_and_share_no_number
    return lambda: run(top, "note", 50)


def erased(run: Callable[[marked.Place], None]) -> Check:
    """Return what prepares a study in which everything about P7 is marked."""

    def prepare(top: Path) -> Callable[[], None]:
        place = marked.marked(top / "machine", trial.clock())
        return lambda: run(place)

    return prepare


def backup_elsewhere(top: Path) -> Callable[[], None]:
    """Prepare a study whose backup lies where no erasure reaches."""
    place = marked.marked(top / "machine", trial.clock())
    return lambda: erasure.test_a_backup_from_before_is_cleaned_as_it_comes_back(place, top)


def late_log(top: Path) -> Callable[[], None]:
    """Prepare a study into which a log comes after an erasure."""
    time = trial.clock()
    place = marked.marked(top / "machine", time)
    return lambda: erasure.test_a_log_that_comes_late_is_redacted_on_receipt(place, top, time)


def erasure_cut(top: Path) -> Callable[[], None]:
    """Prepare an erasure after which the power is cut."""
    run = erasure_power.test_a_power_cut_after_an_erasure_brings_nothing_back
    return lambda: run(top, trial.clock(), 8)


CAUGHT_BY: dict[str, Check] = {
    "no fsync of the log": power_cut(0),
    "acknowledged before the fsync, which the next change does": power_cut(0),
    "in memory before it is on the disk": full_disk,
    "the folder of a new log not synced": power_cut(0),
    "a new folder not synced": power_cut(0),
    "no lock": four_processes,
    "no catching up under the lock": two_windows,
    "no checksum": flipped,
    "renamed before the fsync": power_cut(3),
    "a change of several lines applied without its last": cut_anywhere,
    "the snapshot trusted blindly": spoilt_snapshot,
    "the head trusted blindly": spoilt_head,
    "no truncating after a failed fsync": failed_sync,
    "a failed fsync tried again on the same log": failed_sync,
    "a torn end not mended": cut_anywhere,
    "a log continued that was cut while we worked": log_cut,
    "a study that is gone made anew": disk_gone,
    "a backup named before its fsync": power_cut(3),
    "what an erasure rewrote not synced": erasure_cut,
    "what an erasure removed from beside the backups not synced": erasure_cut,
    "quarantine not swept by an erasure": erased(erasure.test_no_byte_of_theirs_is_left_anywhere),
    "backups not swept by an erasure": erased(erasure.test_no_byte_of_theirs_is_left_anywhere),
    "who was erased not remembered for backups that lie elsewhere": backup_elsewhere,
    "what comes late about someone erased taken in": late_log,
}
QUICK = frozenset(
    {
        "no fsync of the log",
        "in memory before it is on the disk",
        "no catching up under the lock",
        "the head trusted blindly",
        "no truncating after a failed fsync",
        "a failed fsync tried again on the same log",
        "a log continued that was cut while we worked",
        "a study that is gone made anew",
        "what an erasure rewrote not synced",
        "backups not swept by an erasure",
        "who was erased not remembered for backups that lie elsewhere",
        "what comes late about someone erased taken in",
    }
)


def chosen() -> Iterator[object]:
    """Yield the mutants; all but the quickest are left to the full battery."""
    for mutant in MUTANTS:
        marks = () if mutant.name in QUICK else (pytest.mark.slow,)
        yield pytest.param(mutant, id=mutant.name.replace(" ", "-"), marks=marks)


@pytest.mark.parametrize("mutant", [*chosen()])
def test_a_mutant_of_the_store_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mutant: Mutant
) -> None:
    """By the test that is named for it, which the store itself passes."""
    prepare = CAUGHT_BY[mutant.name]
    folders = tmp_path / "right", tmp_path / "wrong"
    for folder in folders:
        folder.mkdir()
    prepare(folders[0])()
    run = prepare(folders[1])
    with monkeypatch.context() as patch:
        patch.setenv(VARIABLE, mutant.name)
        mutant.apply(patch.setattr)
        with pytest.raises((AssertionError, pytest.fail.Exception, FieldkitError)):
            run()


def test_every_mutant_is_an_edit_of_the_store_as_it_is() -> None:
    """Who changes the store changes the edits with it; none is left out."""
    for mutant in MUTANTS:
        mutant.apply(lambda *_: None)
    assert {mutant.name for mutant in MUTANTS} == CAUGHT_BY.keys()
