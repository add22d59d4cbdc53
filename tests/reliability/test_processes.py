"""Processes that die, and processes that meet: only a change in flight may differ."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trial
from tinydb import where

from fieldkit.store.state import State
from fieldkit.store.storage import FieldStorage
from fieldkit.store.table import FieldDB

WORKER = Path(__file__).with_name("worker.py")
A_LIFE = 20
"""Kills that one study lives through, before a fresh one."""


@contextmanager
def worker(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Start a worker, and see it end."""
    command = [sys.executable, str(WORKER), *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize(
    "kills", [pytest.param(20, id="quick"), pytest.param(1000, id="full", marks=pytest.mark.slow)]
)
def test_after_kill_9_only_the_change_in_flight_may_differ(tmp_path: Path, kills: int) -> None:
    """What was acknowledged is there, whole, and in its place."""
    rng, done, last = trial.dice(5), 0, ""
    for kill in range(kills):
        study = tmp_path / f"{kill // A_LIFE}" / "study"
        if kill % A_LIFE == 0:
            last = trial.picture(trial.open_study(study).state)
        with worker("churn", study, kill) as process:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(rng.randint(1, 8))]
            time.sleep(rng.uniform(0, 0.03))
            os.kill(process.pid, signal.SIGKILL)
            said += process.stdout.readlines()
        heard = [json.loads(line) for line in said if line.endswith("\n")]
        assert heard[0] == ["open", last], kill
        done += len(heard) - 1
        ledger = trial.open_study(study)
        assert ledger.recovered is None, kill
        found = trial.picture(ledger.state)
        seen = [picture for _, picture in heard]
        if found != seen[-1]:
            assert entries_after(study, seen[-1]) == 1, kill
        last = found
    assert done > kills, "the processes lived long enough to write"


def entries_after(study: Path, picture: str) -> int:
    """Return how many changes the logs hold beyond a picture that they once showed."""
    state = State()
    behind: int | None = None
    for entries in trial.open_study(study).journal.archive.changes():
        for entry in entries:
            state.apply(entry)
        behind = None if behind is None else behind + 1
        if trial.picture(state) == picture:
            behind = 0
    return -1 if behind is None else behind


@pytest.mark.parametrize("kind", ["insert", "note"])
@pytest.mark.parametrize(
    "count", [pytest.param(50, id="quick"), pytest.param(200, id="full", marks=pytest.mark.slow)]
)
def test_four_processes_at_once_lose_nothing_and_share_no_number(
    tmp_path: Path, kind: str, count: int
) -> None:
    """All their inserts are there, each under a number of its own, in one log a handle."""
    study = tmp_path / "study"
    trial.open_study(study)
    names = ["ana", "ana", "leo", "leo"]
    commands = [[sys.executable, str(WORKER), kind, str(study), str(count), who] for who in names]
    running = [subprocess.Popen(c, stdout=subprocess.PIPE, text=True) for c in commands]
    said = [json.loads(line)[0] for p in running for line in p.communicate()[0].splitlines()]
    assert [process.returncode for process in running] == [0] * 4
    assert len(said) == len(set(said)) == 4 * count
    ledger = trial.open_study(study)
    rows = ledger.state.rows("inserts" if kind == "insert" else "moments")
    assert len(rows) == 4 * count
    found = list(rows) if kind == "insert" else [row["id"] for row in rows.values()]
    assert sorted(found) == sorted(said)
    assert not ledger.journal.troubles
    assert ledger.recovered is None
    logs = len(list((study / "log").glob("*.jsonl")))
    assert logs == (2 if kind == "insert" else 1)


def test_two_windows_see_each_others_changes(tmp_path: Path) -> None:
    """A look at the logs is enough; a query already asked is asked afresh."""
    one, two = (
        FieldDB(storage=lambda: FieldStorage(trial.open_study(tmp_path / "study"), "ana"))
        for _ in range(2)
    )
    one.insert({"x": 1})
    assert two.search(where("x") == 1) == []
    ledger = two.storage.ledger  # type: ignore[attr-defined]  # TinyDB types its own storage
    assert ledger.journal.catch_up() == 2, "the line that begins the log, and the change"
    assert two.search(where("x") == 1) == [{"x": 1}]
    assert two.insert({"x": 1}) == 2
    one.table("other").insert({"y": 1})
    assert len(one.search(where("x") == 1)) == 2
