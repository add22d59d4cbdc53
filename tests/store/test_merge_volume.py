"""A bundle of a study of 100,000 moments: written, put elsewhere and merged, equal to the end."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fieldkit.model.emotion import Emotion
from fieldkit.model.keys import CodeKey, MomentId, ParticipantKey, TouchpointKey, as_handle
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.store.home import Home
from fieldkit.store.merge import merge
from fieldkit.store.notebook import Notebook
from fieldkit.store.restore import restore
from fieldkit.store.rows import create

MANY = 100_000
NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
WORDS = "waits at the till and looks round for someone who could say why the card does not work"


def moment(number: int) -> Moment:
    """Return a moment of about 400 bytes."""
    return Moment(
        id=MomentId(f"ana-{number}"),
        at=NOON + timedelta(seconds=number),
        participants=(ParticipantKey(f"P{number % 40}"),),
        text=f"{WORDS}, {number}: {WORDS[number % 50 :]}",
        touchpoint=TouchpointKey("till"),
        codes=(CodeKey("waiting"),),
        emotions=(Emotion(term="frustrated", vocabulary="customer", intensity=3),),
    )


@pytest.mark.slow
def test_a_hundred_thousand_moments_come_back_equal(
    notebook: Notebook, tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    """Seconds and sizes are printed; run with -s to see them."""
    notebook.commit(lambda _: [create("moments", moment(n)) for n in range(1, MANY + 1)])
    took: dict[str, float] = {}

    def timed(what: str, act: Callable[[], object]) -> None:
        begun = time.perf_counter()
        act()
        took[what] = round(time.perf_counter() - begun, 2)

    path = tmp_path / "all.fieldkit"
    timed("write and open", lambda: notebook.backup(path))
    timed("put elsewhere", lambda: restore(path, tmp_path / "there"))
    ben = Observer(handle=as_handle("ben"))
    other = Notebook(tmp_path / "there", Home(tmp_path / "home-ben"), ben, clock=clock)
    assert other.ledger.state.tables == notebook.ledger.state.tables
    other.write("ben's")
    back = other.backup(tmp_path / "back.fieldkit").path
    timed("merge", lambda: merge(notebook.ledger, back))
    timed("merge again", lambda: merge(notebook.ledger, back))
    assert len(notebook.moments) == MANY + 1
    log = sum(file.stat().st_size for file in (notebook.folder / "log").glob("*.jsonl"))
    size = path.stat().st_size
    print(f"\n{took} seconds; logs {log / 2**20:.1f} MiB, bundle {size / 2**20:.1f} MiB")  # noqa: T201 - the numbers are what this test is for
