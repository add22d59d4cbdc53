"""The store's speed, as ratios measured in one run on one machine: run with ``-m slow -s``.

The bars are those of the design's table. A machine that is doing other things is told apart from a
slow store by measuring the raw call and ours in turn.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import pytest
from tinydb import TinyDB

from fieldkit.store.entry import Entry, Op, encode
from fieldkit.store.home import Home, Reached
from fieldkit.store.ledger import SNAPSHOT, Ledger

SMALL, LARGE = 1_000, 100_000
ROUNDS = 400
MEMORY = """
import sys
from pathlib import Path
from fieldkit.store.home import Home
from fieldkit.store.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]), Home(Path(sys.argv[2])))
status = Path("/proc/self/status").read_text()
lines = [line.split() for line in status.splitlines() if line.startswith(("VmRSS", "VmHWM"))]
print(len(ledger.state.rows("moments")), *(int(line[1]) // 1024 for line in lines))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inserts:
    """Seconds of each insert, and of the raw append and fsync of the same bytes, in turn."""

    ours: list[float]
    raw: list[float]


def moment(number: int) -> Op:
    """Return the making of a moment whose document has about 400 bytes as JSON."""
    return {
        "table": "moments",
        "id": f"ana-{number}",
        "set": {
            "at": f"2026-05-11T14:{number % 60:02d}:00+00:00",
            "session": f"ana-s{1 + number // 50}",
            "observer": "ana",
            "participants/P3": True,
            "speaker": "P3",
            "layer": "verbatim",
            "text": f"I already gave you this card, and it is the {number}th time today",
            "touchpoint": "checkout",
            "codes/repeat-request": True,
            "emotions/customer.inferred.frustrated": {"term": "frustrated", "intensity": 4},
        },
    }


def build(folder: Path, count: int) -> Path:
    """Write a study's log in bulk; return its home."""
    logs = folder / "log"
    logs.mkdir(parents=True)
    header = {"study": "bench", "handle": "ana", "mark": "ana"}
    at = "2026-05-11T12:{:02d}:{:02d}.{:03d}Z"
    lines = [
        encode(Entry(v=1, dev="d1", seq=1, at=at.format(0, 0, 0), who="ana", ops=[], header=header))
    ]
    for number in range(1, count + 1):
        when = at.format(number // 60_000, number // 1000 % 60, number % 1000)
        entry = Entry(v=1, dev="d1", seq=number + 1, at=when, who="ana", ops=[moment(number)])
        lines.append(encode(entry))
    data = b"".join(lines)
    (logs / "d1.jsonl").write_bytes(data)
    home = folder.parent / f"home{count}"
    reached = Reached(dev="d1", seq=count + 1, offset=len(data), sum=data[-11:-3].decode())
    Home(home).reach("bench", "ana", reached)
    return home


def inserts(ledgers: dict[int, Ledger], raw: Path) -> dict[int, Inserts]:
    """Insert into each study, and append the same bytes to a file of nobody's, all in turn."""
    found = {count: Inserts(ours=[], raw=[]) for count in ledgers}
    fd = os.open(raw, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(1, ROUNDS + 1):
        for count, ledger in ledgers.items():
            op = moment(count + number)
            start = time.perf_counter()
            entries = ledger.commit("ana", lambda _, op=op: [op])  # type: ignore[misc]  # at once
            found[count].ours.append(time.perf_counter() - start)
            line = encode(entries[-1])
            start = time.perf_counter()
            os.write(fd, line)
            os.fsync(fd)
            found[count].raw.append(time.perf_counter() - start)
    os.close(fd)
    return found


def p99(times: list[float]) -> float:
    """Return the time that 99 of 100 keep below."""
    return quantiles(times, n=100)[98]


def best(times: int, what: str, folder: Path, home: Path) -> float:
    """Return the seconds of an opening in a process of its own, without its imports: the best."""
    code = {
        "ours": "ledger = Ledger(Path(sys.argv[1]), Home(Path(sys.argv[2])))",
        "stock": "rows = TinyDB(Path(sys.argv[1]) / 'stock.json').table('moments').all()",
    }[what]
    script = (
        "import sys, time\nfrom pathlib import Path\nimport msgspec\nfrom tinydb import TinyDB\n"
        "from fieldkit.store.home import Home\nfrom fieldkit.store.ledger import Ledger\n"
        f"start = time.perf_counter()\n{code}\nprint(time.perf_counter() - start)"
    )
    command = [sys.executable, "-c", script, str(folder), str(home)]
    return min(float(subprocess.check_output(command, text=True)) for _ in range(times))


@pytest.mark.slow
def test_the_store_keeps_its_bars_of_speed_and_memory(tmp_path: Path) -> None:
    """At 100,000 moments; the figures are printed."""
    told: dict[str, tuple[float, float]] = {}
    large = tmp_path / "large"
    small_home, large_home = build(tmp_path / "small", SMALL), build(large, LARGE)
    replayed = best(2, "ours", large, large_home)
    ledger = Ledger(large, Home(large_home))
    ledger.settle(whatever_size=True)
    document = json.dumps(ledger.state.row("moments", "ana-77"))
    tables = json.loads((large / SNAPSHOT).read_bytes())
    tables.pop("_journal")
    (large / "stock.json").write_text(json.dumps(tables), encoding="utf-8")
    del tables
    stock, ours = best(3, "stock", large, large_home), best(3, "ours", large, large_home)
    with TinyDB(large / SNAPSHOT, access_mode="r") as database:
        assert len(database.table("moments")) == LARGE
    told["open / stock TinyDB's open and first read"] = (ours / stock, 0.4)
    command = [sys.executable, "-c", MEMORY, str(large), str(large_home)]
    count, peak, resident = map(int, subprocess.check_output(command, text=True).split())
    assert count == LARGE
    told["memory, resident MB"] = (resident, 250)

    ledgers = {LARGE: ledger, SMALL: Ledger(tmp_path / "small", Home(small_home))}
    found = inserts(ledgers, tmp_path / "raw")
    at_large, at_small = found[LARGE], found[SMALL]
    told["insert p50 / raw append + fsync"] = (median(at_large.ours) / median(at_large.raw), 1.6)
    growth = p99(at_large.ours) / p99(at_small.ours)
    told["insert p99, 100,000 / 1,000"] = (growth, 1.5)

    rows = [f"{what:45} {value:8.2f}  <= {bar}" for what, (value, bar) in told.items()]
    figures = {
        "raw p50, us": median(at_large.raw) * 1e6,
        "insert p50, us": median(at_large.ours) * 1e6,
        "insert p50 at 1,000, us": median(at_small.ours) * 1e6,
        "insert p99, us": p99(at_large.ours) * 1e6,
        "insert p99 at 1,000, us": p99(at_small.ours) * 1e6,
        "open, ms": ours * 1e3,
        "open from the logs alone, ms": replayed * 1e3,
        "stock TinyDB's open and first read, ms": stock * 1e3,
        "peak memory of opening, MB": peak,
        "bytes of a document": len(document),
    }
    rows += [f"{what:45} {value:8.0f}" for what, value in figures.items()]
    sys.stdout.write("\n" + "\n".join(rows) + "\n")
    assert all(value <= bar for value, bar in told.values()), told
