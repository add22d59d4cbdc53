"""Old and new shapes: read equal, never rewritten, and what is not known is passed on."""

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.backup import take
from fieldkit.store.entry import Entry, Op, decode, encode
from fieldkit.store.home import Home
from fieldkit.store.ledger import SNAPSHOT, Ledger
from fieldkit.store.log import header
from fieldkit.store.migrations import STEPS
from fieldkit.store.notebook import Notebook
from fieldkit.store.restore import restore
from fieldkit.store.state import State

STUDIES = Path(__file__).parents[1] / "golden" / "studies"
LATER = datetime(2026, 6, 1, tzinfo=UTC)
LEO = Observer(handle=as_handle("leo"))
Clock = Callable[[], datetime]


def opened(name: str, tmp_path: Path, *without: str) -> Ledger:
    """Return a stored study, copied and opened; without some of its files."""
    folder = tmp_path / name
    shutil.copytree(STUDIES / name, folder)
    for gone in without:
        (folder / gone).unlink()
    return Ledger(folder, Home(tmp_path / "home"), clock=lambda: LATER)


def picture(state: State) -> object:
    """Return all that a state shows, as it is stored beside the study."""
    tables = {
        name: {
            "live": {str(doc): row for doc, row in sorted(table.live.items())},
            "gone": {str(doc): row for doc, row in sorted(table.gone.items())},
            "there": table.present,
        }
        for name, table in state.tables.items()
    }
    rivals = sorted([repr(k), sorted(map(repr, heads))] for k, heads in state.rivals.items())
    return json.loads(json.dumps([tables, rivals]))


def stored() -> object:
    """Return what the stored studies show."""
    return json.loads((STUDIES / "v1" / "picture.json").read_text(encoding="utf-8"))


# Earlier


@pytest.mark.parametrize("without", [[], [SNAPSHOT]], ids=["whole", "logs-only"])
def test_a_study_of_the_first_version_reads_as_it_did(tmp_path: Path, without: list[str]) -> None:
    """Its snapshot too, written before snapshots knew how logs end."""
    ledger = opened("v1", tmp_path, *without)
    assert picture(ledger.state) == stored()
    assert ledger.recovered is None
    assert not ledger.journal.troubles


def from_0(data: dict[str, Any]) -> dict[str, Any]:
    """Migrate an entry of a version that never was: one map of fields, table and id in one name."""
    ops = []
    for change in data.pop("changes"):
        table, _, name = change.pop("doc").partition(":")
        fields = change.pop("fields")
        lost = [key for key, value in fields.items() if value == {"~": "absent"}]
        kept = {key: value for key, value in fields.items() if key not in lost}
        ops.append({"table": table, "id": name, "set": kept, "unset": lost, **change})
    return {**data, "ops": ops}


def test_an_earlier_version_is_migrated_while_reading_and_never_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same study, written in another shape, shows the same; and work goes on."""
    monkeypatch.setitem(STEPS, 0, from_0)
    ledger = opened("v0", tmp_path)
    before = {path.name: path.read_bytes() for path in (tmp_path / "v0" / "log").glob("*.jsonl")}
    assert picture(ledger.state) == stored()
    assert not ledger.journal.troubles
    ledger.commit("ana", lambda _: [{"table": "moments", "id": "x-1", "set": {"text": "new"}}])
    ledger.settle()
    for name, data in before.items():
        assert (tmp_path / "v0" / "log" / name).read_bytes() == data
    again = Ledger(tmp_path / "v0", Home(tmp_path / "home"))
    assert again.state.row("moments", "x-1") is not None
    undone = again.journal.archive.changes()
    assert all(entry.v == 1 for entries in undone for entry in entries)


def test_a_version_to_which_no_migration_leads_is_told_and_kept(tmp_path: Path) -> None:
    """Nobody ever wrote it: it reads as damage does."""
    ledger = opened("v0", tmp_path)
    assert not ledger.state.tables
    assert {trouble.why for trouble in ledger.journal.troubles} == {"damaged"}
    assert list((tmp_path / "v0" / "quarantine").iterdir())


# Newer


def test_a_newer_study_json_is_left_as_it_is(notebook: Notebook, tmp_path: Path) -> None:
    """The logs say everything; what a newer fieldkit keeps beside them is its own."""
    notebook.write("waits")
    notebook.settle()
    path = notebook.folder / SNAPSHOT
    data = json.loads(path.read_bytes())
    data["_journal"]["1"] |= {"format": 2, "sum": "of another kind"}
    path.write_text(json.dumps(data))
    theirs = path.read_bytes()
    ledger = Ledger(notebook.folder, Home(tmp_path / "leo"))
    ledger.commit("leo", lambda _: [{"table": "codes", "id": "x", "set": {}}])
    assert not ledger.settle(whatever_size=True)
    assert path.read_bytes() == theirs
    assert not list((notebook.folder / "quarantine").glob("*"))
    assert len(ledger.state.rows("moments")) == 1


# Old and new side by side


class Newer:
    """A device whose fieldkit knows more: fields, parts of fields, tables and operations."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self.folder = folder
        self.dice = dice
        self.seq = 1
        self.log = folder / "log" / "f9f9f9f9f9f9.jsonl"
        study = next(header(path)["study"] for path in (folder / "log").glob("*.jsonl"))
        first = {"study": study, "handle": "zoe", "mark": "zoe"}
        self.wrote: dict[str, Any] = {}
        self.lines = [self.line([], header=first)]

    def line(self, ops: list[Any], **more: Any) -> bytes:
        """Append a line."""
        at = f"2026-05-11T13:00:{self.seq:02}.000Z"
        entry = Entry(v=1, dev=self.log.stem, seq=self.seq, at=at, who="zoe", ops=ops, **more)
        self.seq += 1
        with self.log.open("ab") as stream:
            stream.write(encode(entry))
        return encode(entry)

    def write(self, state: State) -> None:
        """Write something that an older fieldkit does not know, to a moment that is there."""
        row = self.dice.choice(list(state.rows("moments").values()))
        value = self.dice.choice([1, "x", [1, {"y": None}], {"deep": {"er": 0.5}}, None, True])
        name = self.dice.choice(["gaze", "weather/now", "sensor", "~tag"])
        fields: dict[str, Any] = {name: value}
        for key, held in row.get("emotions", {}).items():
            fields[f"emotions/{key}"] = {**held, "onset": 0.25}
            self.wrote[f"{row['id']} {key}"] = 0.25
        op: Op = {"table": "moments", "id": row["id"], "set": fields}
        self.wrote[f"{row['id']} {name}"] = value
        room: Op = {"table": "rooms", "id": f"zoe-r{self.seq}", "set": {"of": [row["id"]]}}
        self.wrote[room["id"]] = [row["id"]]
        self.lines.append(self.line([state.based(op), {"merge": ["P1", "P2"]}, room, {"table": 5}]))


def known_still(newer: Newer, state: State) -> None:
    """Check that all that the newer device wrote is there as it wrote it."""
    for what, value in newer.wrote.items():
        name, _, part = what.partition(" ")
        row = state.row("rooms" if not part else "moments", name) or {}
        if not part:
            assert row["of"] == value
        elif value == 0.25:
            assert all(held["onset"] == 0.25 for held in row["emotions"].values())
        else:
            assert row.get(part, row) == value
    assert newer.log.read_bytes() == b"".join(newer.lines)
    for line in newer.lines[1:]:
        entry = decode(line[:-1])
        assert entry is not None
        assert len(entry.ops) == 2, "the others are passed over, and stay in the log"


def older_work(notebook: Notebook, dice: random.Random) -> None:
    """Do something that rewrites what the newer device wrote to."""
    name = dice.choice([row["id"] for row in notebook.ledger.state.rows("moments").values()])
    what = dice.choice(["edit", "tag", "delete", "feel", "star"])
    moment = notebook.moments.want(name)
    if what == "edit":
        notebook.edit(name, f"says {dice.random()} @door !sad{dice.randint(1, 5)}")
    elif what == "tag":
        notebook.tag([name], f"#c{dice.randint(1, 9)}")
    elif what == "delete":
        notebook.delete("moments", [name])
        notebook.undo()
    elif what == "feel":
        emotions = tuple(replace(each, intensity=dice.randint(1, 5)) for each in moment.emotions)
        notebook.rewrite(moment, replace(moment, emotions=emotions))
        notebook.undo()
        notebook.redo()
    else:
        notebook.rewrite(moment, replace(moment, starred=not moment.starred))


def test_what_a_newer_fieldkit_writes_survives_an_older_one(
    notebook: Notebook, home: Home, tmp_path: Path, clock: Clock
) -> None:
    """200 exchanges: edits, undo, snapshots and backups lose no field and no operation."""
    dice = random.Random(7)  # noqa: S311 — chance for tests, not for secrets
    for number in range(4):
        notebook.write(f"waits {number} @till !sad3")
    newer = Newer(notebook.folder, dice)
    for pair in range(200):
        if pair % 40 == 0:
            newer.write(notebook.ledger.state)
        notebook.refresh()
        older_work(notebook, dice)
        if pair % 20 == 0:
            notebook.settle()
            notebook = Notebook(notebook.folder, home, notebook.observer, clock=clock)
        known_still(newer, notebook.ledger.state)
    taken = take(
        notebook.ledger,
        notebook.study,
        to=tmp_path / "kept.fieldkit",
        clock=lambda: clock() + timedelta(days=1),
    )
    restored = restore(taken.path, tmp_path / "back")
    back = Ledger(restored.folder, Home(tmp_path / "leo"))
    assert picture(back.state) == picture(notebook.ledger.state)
    newer.log = restored.folder / "log" / newer.log.name
    known_still(newer, back.state)
