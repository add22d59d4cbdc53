"""A power cut at any step: acknowledged ⊆ recovered ⊆ attempted, and work goes on."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import trial
from disk import Disk, Recorder, State, put
from life import Life, changes_in, points

from fieldkit.store import snapshot
from fieldkit.store.backup_proof import verify
from fieldkit.store.drafts import left_behind
from fieldkit.store.home import Home
from fieldkit.store.journal import Journal
from fieldkit.store.ledger import SNAPSHOT, Ledger
from fieldkit.store.state import State as Documents

EVENTS = 14


FAST = trial.UNSYNCED


def told(journal: Journal) -> str:
    """Return what the logs say, read from their first byte."""
    documents = Documents()
    for entries in journal.archive.changes():
        for entry in entries:
            documents.apply(entry)
    return trial.picture(documents)


def recovered(folder: Path) -> list[bytes]:
    """Return the changes that the logs hold."""
    logs = sorted((folder / "log").glob("*.jsonl"))
    return [change for log in logs for change in changes_in(log.read_bytes())]


def check_state(life: Life, steps: int, state: State, top: Path) -> None:
    """Open what a power cut left, and hold it against what was promised."""
    put(state, top)
    folder = top / "study"
    found = recovered(folder)
    lost = [change for change in life.promised(steps) if change not in found]
    assert not lost, "acknowledged, and not there"
    assert set(found) <= life.attempted(steps), "there, and never written"
    assert len(found) == len(set(found)), "a change is there twice"
    drafts = left_behind(folder / "log", (), files=FAST)
    assert {draft.text for draft in drafts} <= life.typed
    ledger = trial.open_study(folder, files=FAST)
    assert trial.picture(ledger.state) == told(ledger.journal), "the snapshot is right, or unused"
    check_strange(life, steps, ledger)
    check_backups(life, steps, top)
    check_goes_on(ledger)


def check_strange(life: Life, steps: int, ledger: Ledger) -> None:
    """What another program wrote is in the documents, and no other document came of that."""
    rows = {n: [*t.live.values()] for n, t in ledger.state.tables.items() if n.startswith("str")}
    words = {row["word"] for held in rows.values() for row in held}
    assert {word for by, word in life.strange if by <= steps} <= words
    if not life.strange:
        assert ledger.recovered is None


def check_backups(life: Life, steps: int, top: Path) -> None:
    """A backup that was taken is there and opens; of one on its way nothing is taken for whole."""
    must = [top / name for by, name in life.backups if by <= steps]
    assert all(path.is_file() for path in must), "a backup is gone"
    for path in top.glob("home/backups/*/*.zip"):
        verify(path, top / "scratch", FAST, beside=path.parent / "media")


def check_goes_on(ledger: Ledger) -> None:
    """A new note is taken, and stands there when the study is opened again, with all the rest."""
    ledger.commit("ana", lambda _: [{"table": "moments", "id": "eva-1", "set": {"text": "after"}}])
    ledger.settle(whatever_size=True)
    shown = trial.picture(ledger.state)
    assert shown == told(ledger.journal)
    held = snapshot.unpack((ledger.folder / SNAPSHOT).read_bytes())
    assert held is not None
    assert held.intact
    assert trial.picture(held.state) == shown
    again = Ledger(ledger.folder, Home(ledger.journal.home.root, FAST), files=FAST)
    assert trial.picture(again.state) == shown
    assert again.recovered is None
    assert again.state.row("moments", "eva-1")


def check_failed(tmp_path: Path, seed: int, at: int) -> None:
    """Live one life in which one sync fails, and cut the power at its end, and a little before."""
    top, rng = tmp_path / f"left{at}", trial.dice(at)
    life = Life(tmp_path / f"life{seed}-{at}", seed, fail_at=at).live(2 * EVENTS)
    assert life.files.syncs >= at
    ends = [len(life.steps), rng.randrange(len(life.steps))]
    for steps in ends:
        disk = Disk()
        for step in life.steps[:steps]:
            disk.do(step)
        for _ in range(3):
            check_state(life, steps, disk.left(rng), top)
            shutil.rmtree(top)


@pytest.mark.parametrize(
    "places",
    [
        pytest.param(range(1, 26, 4), id="quick"),
        pytest.param(range(1, 101), id="full", marks=pytest.mark.slow),
    ],
)
def test_after_a_failed_sync_nothing_later_is_falsely_acknowledged(
    tmp_path: Path, places: range
) -> None:
    """What it did not bring to the disk may never get there, though later syncs say so."""
    for at in places:
        check_failed(tmp_path, seed=at // 25, at=1 + at % 25)


def survive(
    tmp_path: Path, seed: int, states: int, files: Callable[[Path], Recorder] = Recorder
) -> None:
    """Live one life, and look at so many of the states that power cuts may leave of it."""
    life = Life(tmp_path / f"life{seed}", seed, files).live(EVENTS)
    disk, rng, top = Disk(), trial.dice(seed), tmp_path / f"left{seed}"
    for steps, count in points(life, states).items():
        if steps:
            disk.do(life.steps[steps - 1])
        for number in range(count):
            try:
                check_state(life, steps, disk.left(rng), top)
            except Exception as error:
                error.add_note(f"life {seed} cut after step {steps}, state {number}: {top}")
                raise
            shutil.rmtree(top)


@pytest.mark.parametrize(
    ("lives", "states"),
    [pytest.param(5, 60, id="quick"), pytest.param(26, 100, id="full", marks=pytest.mark.slow)],
)
def test_a_power_cut_at_any_step_loses_nothing_acknowledged(
    tmp_path: Path, lives: int, states: int
) -> None:
    """Un-synced bytes lost, cut, zeroed or out of order; un-synced names lost or done."""
    for seed in range(lives):
        survive(tmp_path, seed, states)
