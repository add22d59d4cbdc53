"""A power cut after an erasure brings nothing of the person back, and costs nobody a word."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import marked
import pytest
import trial
from disk import Disk, Recorder, put

from fieldkit.store.check import check
from fieldkit.store.rescue import Rescue

Clock = Callable[[], datetime]
OTHERS = {"I came by bus", "a loose one of nobody's", "both wait for a till", "looks at the sign"}


def logs(place: marked.Place) -> dict[str, bytes]:
    """Return the logs of a study."""
    return {path.name: path.read_bytes() for path in place.folder.glob("log/*.jsonl")}


def after_a_power_cut(root: Path, clock: Clock, states: int) -> Iterator[marked.Place]:
    """Yield a study as power cuts may leave it, right after an erasure in it returned."""
    place = marked.marked(root / "before", clock)
    rescue = Rescue(place.home.rescue(place.notebook().ledger.journal.study), "ana")
    rescue.keep("r-1", clock(), f"P7 {marked.MARK} on a full disk")
    rescue.close()
    disk, files = Disk(), Recorder(place.root)
    disk.hold(place.root)
    place.erase(files=files)
    kept = logs(place)
    for step in files.steps:
        disk.do(step)
    for seed in range(states):
        left = root / f"left{seed}"
        put(disk.left(trial.dice(seed)), left)
        found = marked.Place(left, clock)
        assert logs(found) == kept, "whatever study.json may still know"
        yield found
        shutil.rmtree(left)


@pytest.mark.parametrize(
    "states", [pytest.param(8, id="quick"), pytest.param(200, id="full", marks=pytest.mark.slow)]
)
def test_a_power_cut_after_an_erasure_brings_nothing_back(
    tmp_path: Path, clock: Clock, states: int
) -> None:
    """Un-synced bytes lost, cut, zeroed or out of order; un-synced names lost or done."""
    for place in after_a_power_cut(tmp_path, clock, states):
        assert list(marked.found(place.root)) == []
        assert list(marked.named(place.folder)) == []
        digests = (place.folder / "digests").rglob("*.*")
        assert [path.name for path in digests] == ["other.md"]
        texts = {row.get("text") for row in place.notebook().ledger.state.rows("moments").values()}
        assert texts == OTHERS
        study = place.notebook().ledger.journal.study
        assert "P7" in place.home.erased(study)["persons"], "for a backup that is put back"
        assert check(place.folder, place.home, deep=True).wrong == ()
