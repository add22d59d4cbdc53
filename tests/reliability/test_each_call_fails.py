"""A disk that is full, or fails, at any one call of a day's work, in any kind of file."""

from pathlib import Path

import pytest
import trial
from faults import FaultyFiles
from workday import ANA, Day, kinds_of, read, remains, said_by, shown

from fieldkit.store.notebook import Notebook

SIZES = [0, 1, 30, 100, 250]
EVERY_KIND = {"log", "head", "study.json", "record", "home", "draft", "quarantine", "backup"}


def sound(top: Path) -> tuple[Day, FaultyFiles]:
    """Work a day on a sound disk."""
    files = FaultyFiles()
    return Day(top, files).work(), files


def check_day(day: Day, wanted: Day) -> None:
    """The exact set is there, in memory and on the disk, and nothing is half done."""
    held = day.notebook.ledger
    assert read(day.notebook) == read(wanted.notebook)
    assert trial.picture(held.state) == said_by(day.folder / "log")
    assert day.offered == wanted.offered
    again = Notebook(day.folder, day.home, ANA)
    assert trial.picture(again.ledger.state) == trial.picture(held.state)


def full_at(top: Path, wanted: Day, at: int, size: int) -> tuple[set[str], list[str]]:
    """Work a day on which one write finds the disk full; return the files hit, and what is said."""
    files = FaultyFiles(full_at=[at], short=size)
    day = Day(top, files).work()
    check_day(day, wanted)
    assert shown(day.notebook.ledger.state) == shown(wanted.notebook.ledger.state)
    assert not remains(top)
    hit = kinds_of(files.hit, top)
    assert all("space" in line for line in day.told), day.told
    if hit & {"log", "draft", "backup"}:
        assert day.told, (at, size, hit)
    return hit, day.told


@pytest.mark.parametrize(
    "step", [pytest.param(11, id="quick"), pytest.param(1, id="each", marks=pytest.mark.slow)]
)
def test_a_disk_full_at_any_write_of_a_day_loses_nothing(tmp_path: Path, step: int) -> None:
    """After any number of bytes, in every kind of file: it is told, and the retry gives all."""
    wanted, files = sound(tmp_path / "sound")
    hit: set[str] = set()
    pairs = [(at, size) for at in range(1, files.writes + 1) for size in SIZES]
    for at, size in pairs[::step]:
        found, _ = full_at(tmp_path / f"{at}-{size}", wanted, at, size)
        hit |= found
    assert hit >= EVERY_KIND


@pytest.mark.parametrize(
    "step", [pytest.param(5, id="quick"), pytest.param(1, id="each", marks=pytest.mark.slow)]
)
def test_a_sync_that_fails_anywhere_in_a_day_is_told_and_not_trusted(
    tmp_path: Path, step: int
) -> None:
    """The log it befell takes no later change; at evening all is there."""
    wanted, files = sound(tmp_path / "sound")
    for at in range(1, files.syncs + 1, step):
        top = tmp_path / f"{at}"
        files = FaultyFiles(unsynced_at=[at])
        day = Day(top, files).work()
        check_day(day, wanted)
        assert not remains(top)
        own = day.notebook.ledger.journal.own_position("ana")
        assert own is not None
        assert own.path not in files.hit, "it goes on in another log"
        if files.failed[0].endswith(".jsonl"):
            assert any("Input/output" in line for line in day.told)
