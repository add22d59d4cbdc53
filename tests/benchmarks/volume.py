"""What the benchmarks share: moments of about 400 bytes, studies of many, processes measured."""

import os
import platform
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.entry import Entry, Op, encode
from fieldkit.store.home import Home, Reached
from fieldkit.store.ledger import Ledger

WHERE = ("checkout", "entrance", "shelf", "queue", "exit")
THEMES = ("repeat-request", "signs", "trust/privacy", "price")
FELT = ("frustrated", "calm", "joyful")
SAID = (
    "I already gave you this card, and it is the {}th time today",
    "turns the package over, reads the back and puts it down for the {}th time",
    "asks the staff where the queue begins, and goes to the {}th till",
)


def moment(number: int) -> Op:
    """Return the making of a moment whose document has about 400 bytes as JSON."""
    felt = FELT[number % 3]
    return {
        "table": "moments",
        "id": f"ana-{number}",
        "set": {
            "at": f"2026-05-11T14:{number % 60:02d}:00+00:00",
            "session": f"ana-s{1 + number // 50}",
            "observer": "ana",
            f"participants/P{number % 40}": True,
            "speaker": f"P{number % 40}",
            "layer": "verbatim",
            "text": SAID[number % 7 % 3].format(number),
            "touchpoint": WHERE[number % 5],
            f"codes/{THEMES[number % 4]}": True,
            f"emotions/customer.inferred.{felt}": {"term": felt, "intensity": 1 + number % 5},
        },
    }


def build(folder: Path, count: int, make: Callable[[int], Op] = moment) -> Path:
    """Write a study of many such moments, its snapshot and its head; return its home."""
    logs = folder / "log"
    logs.mkdir(parents=True)
    header = {"study": "bench", "handle": "ana", "mark": "ana"}
    at = "2026-05-11T12:{:02d}:{:02d}.{:03d}Z"
    study: Op = {"table": "study", "id": "bench", "set": {"title": "Bench", "zone": "UTC"}}
    first = Entry(v=1, dev="d1", seq=1, at=at.format(0, 0, 0), who="ana", ops=[], header=header)
    lines = [encode(first), encode(first._replace(seq=2, ops=[study], header=None))]
    for number in range(1, count + 1):
        when = at.format(number // 60_000, number // 1000 % 60, number % 1000)
        entry = Entry(v=1, dev="d1", seq=number + 2, at=when, who="ana", ops=[make(number)])
        lines.append(encode(entry))
    data = b"".join(lines)
    (logs / "d1.jsonl").write_bytes(data)
    home = Home(folder.parent / f"state{count}" / "fieldkit")
    home.be(Observer(handle=as_handle("ana")))
    reached = Reached(dev="d1", seq=count + 2, offset=len(data), sum=data[-11:-3].decode())
    home.reach("bench", "ana", reached)
    ledger = Ledger(folder, home)
    ledger.settle(whatever_size=True)
    ledger.save_head("d1")
    return home.root


def at_rank(times: list[float], percent: int) -> float:
    """Return the time that so many of a hundred keep below."""
    return quantiles(times, n=100, method="inclusive")[percent - 1]


def environment(caches: Path, state: Path) -> dict[str, str]:
    """Return the surroundings of an installed command: its modules compiled, its home apart."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(caches), "XDG_STATE_HOME": str(state)}


def whole(command: list[str], folder: Path, env: dict[str, str]) -> float:
    """Return the seconds that a process takes from its start to its end."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=env, capture_output=True, check=True)
    return time.perf_counter() - start


def resident() -> int:
    """Return this process's resident memory in MB; its peak where the system tells no more."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text(encoding="ascii").split("VmRSS:")[1].split()[0]) // 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak >> (20 if platform.system() == "Darwin" else 10)
