"""A durable insert beside the raw call, in one run: ``pytest -m slow tests/benchmarks -s``.

A machine that is doing other things is told apart from a slow store by measuring the raw append and
fsync of the same bytes and ours in turn, in a small and a large study.
"""

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest
from volume import at_rank, build, moment

from fieldkit.store.entry import encode
from fieldkit.store.home import Home
from fieldkit.store.ledger import Ledger

SMALL, LARGE = 1_000, 100_000
ROUNDS = 1_000
SETTLED = 3.5
"""Seconds after which a folder that was just made is trusted not to change unseen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inserts:
    """Seconds of each insert, and of the raw append and fsync of the same bytes, in turn."""

    ours: list[float]
    raw: list[float]


def inserts(ledgers: dict[int, Ledger], raw: Path) -> dict[int, Inserts]:
    """Insert into each study, and append the same bytes to a file of nobody's, all in turn."""
    found = {count: Inserts(ours=[], raw=[]) for count in ledgers}
    fd = os.open(raw, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(1, ROUNDS + 1):
        for count, ledger in ledgers.items():
            op = moment(count + number)
            start = time.perf_counter()
            entries = ledger.commit("ana", lambda _, op=op: [op])  # type: ignore[misc]  # at once
            took = time.perf_counter() - start
            line = encode(entries[-1])
            start = time.perf_counter()
            os.write(fd, line)
            os.fsync(fd)
            if number > 1:  # the first makes the lock's file
                found[count].raw.append(time.perf_counter() - start)
                found[count].ours.append(took)
            else:
                time.sleep(SETTLED)
    os.close(fd)
    return found


@pytest.mark.slow
def test_a_durable_insert_costs_little_beside_the_disk(tmp_path: Path) -> None:
    """And no more in a large study than in a small one; the figures are printed."""
    homes = {count: build(tmp_path / str(count), count) for count in (SMALL, LARGE)}
    ledgers = {count: Ledger(tmp_path / str(count), Home(home)) for count, home in homes.items()}
    found = inserts(ledgers, tmp_path / "raw")
    large, small = found[LARGE], found[SMALL]
    told = {
        "insert p50 / raw append + fsync": (median(large.ours) / median(large.raw), 1.6),
        "insert p99, 100,000 / 1,000": (at_rank(large.ours, 99) / at_rank(small.ours, 99), 1.5),
    }
    rows = [f"{what:45} {value:8.2f}  <= {bar}" for what, (value, bar) in told.items()]
    figures = {
        "raw p50, us": median(large.raw),
        "insert p50, us": median(large.ours),
        "insert p50 at 1,000, us": median(small.ours),
        "insert p99, us": at_rank(large.ours, 99),
        "insert p99 at 1,000, us": at_rank(small.ours, 99),
        "beside the raw call, p50, us": median(large.ours) - median(large.raw),
    }
    rows += [f"{what:45} {value * 1e6:8.0f}" for what, value in figures.items()]
    sys.stdout.write("\n" + "\n".join(rows) + "\n")
    assert all(value <= bar for value, bar in told.values()), told
