"""What the fault tests share: a study under random operations, and a picture of what it shows."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fieldkit.store.entry import Op
from fieldkit.store.files import REAL_FILES, Files
from fieldkit.store.home import RECORD, Home
from fieldkit.store.ledger import Ledger
from fieldkit.store.state import DELETED, State

Picture = str
WORDS = ["till", "queue", "naïve", "\ud800", "\x00", "\u2028", "列", '{"v":1}', "a" * 40]
CODES = ["signs", "trust/privacy", "queue"]


class Unsynced(Files):
    """Real files that need not wait for the disk: where no power is cut, a sync changes nothing."""

    def fsync(self, fd: int) -> None:
        """Do nothing."""

    def sync_folder(self, folder: Path) -> None:
        """Do nothing."""


UNSYNCED = Unsynced()


def clock(start: datetime = datetime(2026, 5, 11, 12, tzinfo=UTC)) -> Callable[[], datetime]:
    """Return a clock that goes on by a second at each look."""
    seconds = iter(range(1 << 30))
    return lambda: start + timedelta(seconds=next(seconds))


def dice(seed: int) -> random.Random:
    """Return the same throws for the same seed."""
    return random.Random(seed)  # noqa: S311 — chance for tests, not for secrets


def open_study(folder: Path, *, files: Files = REAL_FILES, home: Path | None = None) -> Ledger:
    """Open a study, made where there is none."""
    root = home or folder.parent / "home"
    ledger = Ledger(folder, Home(root, files), files=files, clock=clock())
    ledger.journal.begin("trial")
    return ledger


def some_op(state: State, rng: random.Random, mark: str) -> Op:
    """Return one random operation on moments and words, as it would be made in this state."""
    table = state.tables.get("moments")
    live = [row["id"] for row in state.rows("moments").values()]
    gone = [row["id"] for row in table.gone.values()] if table else []
    kind = rng.choice(["new"] * 3 + ["text", "code", "uncode", "unset", "delete", "back", "word"])
    words = " ".join(rng.choices(WORDS, k=rng.randint(1, 4)))
    if kind == "word":
        return {"table": "codes", "id": rng.choice(CODES), "set": {}}
    if gone and kind == "back":
        return {"table": "moments", "id": rng.choice(gone), "set": {}, "unset": [DELETED]}
    if kind in {"new", "back"} or not live:
        number = 1 + sum(name.startswith(f"{mark}-") for name in live + gone)
        fields = {"text": words, "count": rng.randint(1, 9), f"codes/{rng.choice(CODES)}": True}
        return {"table": "moments", "id": f"{mark}-{number}", "set": fields}
    name = rng.choice(live)
    if kind == "text":
        return {"table": "moments", "id": name, "set": {"text": words, "note": None}}
    if kind in {"uncode", "unset"}:
        unset = ["note"] if kind == "unset" else [f"codes/{rng.choice(CODES)}"]
        return {"table": "moments", "id": name, "set": {}, "unset": unset}
    changed = DELETED if kind == "delete" else f"codes/{rng.choice(CODES)}"
    return {"table": "moments", "id": name, "set": {changed: True}}


def act(ledger: Ledger, rng: random.Random, *, handle: str = "ana", most: int = 3) -> None:
    """Commit one random change of one or a few operations."""
    count = rng.randint(1, most)

    def make(own: Any) -> list[Op]:
        return [ledger.state.based(some_op(ledger.state, rng, own.mark)) for _ in range(count)]

    ledger.commit(handle, make)


def picture(state: State) -> Picture:
    """Return all that a state shows and holds, comparable and readable."""
    tables = {
        name: {
            "live": {str(doc): row for doc, row in sorted(table.live.items())},
            "gone": {str(doc): row for doc, row in sorted(table.gone.items())},
            "there": table.present,
        }
        for name, table in state.tables.items()
    }
    rivals = sorted((repr(key), sorted(map(repr, heads))) for key, heads in state.rivals.items())
    return json.dumps([tables, rivals], sort_keys=True)


def kept(folder: Path) -> list[bytes]:
    """Return what is in quarantine."""
    return [path.read_bytes() for path in sorted((folder / "quarantine").glob("*"))]


def own_log(ledger: Ledger, handle: str = "ana") -> Path:
    """Return the log that this installation writes."""
    own = ledger.journal.own_position(handle)
    assert own is not None
    return own.path


def as_one(home: Path) -> Path:
    """Make a copy of a home the installation itself, as if its files were the same ones."""
    for path in (home / "studies").glob("*.json"):
        row = json.loads(path.read_bytes())
        row["file"] = path.stat().st_ino
        path.write_bytes(json.dumps(row).encode().ljust(RECORD - 1) + b"\n")
    return home
