"""study.json: stock TinyDB reads it, it says what the journal says, and nothing in it is lost."""

import json
import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where

from fieldkit.model.errors import NewerStudyError, NotSavedError
from fieldkit.store import snapshot
from fieldkit.store.entry import Entry, Op, encode
from fieldkit.store.files import Files
from fieldkit.store.home import Home
from fieldkit.store.ledger import SNAPSHOT, Ledger
from fieldkit.store.state import ALL, DELETED, HASHED, State, Table, doc_id, flat

START = datetime(2026, 5, 11, 12, tzinfo=UTC)
ODD = ["\ud800", "\x00", "\u2028", "é", '"\\', "列", 10**30, -0.0, 1e300, None, [], {}]


def clock(off: int = 0) -> Callable[[], datetime]:
    """Return a clock that goes on by a second at each look."""
    seconds = iter(range(off, 1 << 30))
    return lambda: START + timedelta(seconds=next(seconds))


def open_study(
    folder: Path, *, off: int = 0, home: str = "home", files: Files | None = None
) -> Ledger:
    """Open a study, made where there is none."""
    ledger = Ledger(folder, Home(folder.parent / home), clock=clock(off), files=files or Files())
    ledger.journal.begin("s")
    return ledger


def write(ledger: Ledger, *ops: Op, handle: str = "ana") -> tuple[Entry, ...]:
    """Commit operations with the versions they replace."""
    return ledger.commit(handle, lambda _: [ledger.state.based(op) for op in ops])


def moment(number: int, **fields: Any) -> Op:
    """Return an operation on a moment."""
    return {"table": "moments", "id": f"ana-{number}", "set": fields}


def busy(folder: Path) -> Ledger:
    """Return a study in which everything has happened: conflicts, deletions, gaps, odd values."""
    ledger = open_study(folder)
    for number, odd in enumerate(ODD, 1):
        write(ledger, moment(number, text="a", odd=odd, **{"codes/x/y": True}))
    write(ledger, moment(1, text="b"), {"table": "codes", "id": "x", "set": {}})
    write(ledger, moment(2, **{DELETED: True}))
    write(ledger, {**moment(3), "unset": ["odd", "codes/x/y"]})
    write(ledger, {"table": "plain", "id": "1", "set": {"codes": {"a": {}}, "\ud800": 1}})
    write(ledger, {"table": "empty", "id": "", "set": {"present": True}})
    write(ledger, {"table": "dropped", "id": "", "set": {"present": False}})
    stranger = [
        Entry(
            v=1,
            dev="f0",
            seq=1,
            at="2031-01-01T00:00:00.000Z",
            who="leo",
            ops=[],
            header={"mark": "leo"},
        ),
        Entry(
            v=1,
            dev="f0",
            seq=2,
            at="2031-01-01T00:00:01.000Z",
            who="leo",
            ops=[moment(4, text="c")],
        ),
        Entry(
            v=1,
            dev="f0",
            seq=5,
            at="2031-01-01T00:00:02.000Z",
            who="leo",
            ops=[{**moment(5, text="d"), "base": {"text": "ff.9", "note": "f0.3"}}],
        ),
    ]
    (folder / "log" / "f0.jsonl").write_bytes(b"".join(map(encode, stranger)))
    ledger.journal.catch_up()
    assert ledger.state.rivals
    assert ledger.state.early
    assert ledger.state.gaps
    assert ledger.state.deletions
    assert ledger.state.tables["moments"].gone
    return ledger


def test_everything_comes_back_from_a_snapshot(tmp_path: Path) -> None:
    """Rows, rivals, what is awaited, deletions, the gone, odd values: all of the state."""
    ledger = busy(tmp_path / "study")
    ledger.settle()
    held = snapshot.unpack((tmp_path / "study" / SNAPSHOT).read_bytes())
    assert held is not None
    assert held.intact
    ledger.state.applied = held.state.applied
    assert plain(held.state) == plain(ledger.state)
    assert held.head == ledger.head
    assert held.positions == ledger.journal.positions
    again = snapshot.pack(held.state, held.head, held.positions)
    assert snapshot.unpack(again) is not None


def plain(state: State) -> str:
    """Return all that a state holds, in one order."""
    tables = {
        name: [
            sorted((doc, sorted(row.items())) for doc, row in table.live.items()),
            sorted((doc, sorted(row.items())) for doc, row in table.gone.items()),
            sorted((doc, versions(name, table, doc)) for doc in table.versions),
            table.itself,
            table.top(),
        ]
        for name, table in state.tables.items()
    }
    rest: list[Any] = [state.rivals, state.early, state.deletions, state.seen, state.gaps]
    return repr([sorted(tables.items()), [sorted(map(settled, held.items())) for held in rest]])


def settled(item: tuple[Any, Any]) -> str:
    """Return a pair with what it holds in one order."""
    key, held = item
    return repr((key, sorted(held.items(), key=repr) if isinstance(held, dict) else held))


def versions(name: str, table: Table, doc: int) -> list[tuple[str, Any]]:
    """Return the version of each field of a document, however they are kept."""
    held = table.versions[doc]
    named = set(held if isinstance(held, dict) else ()) - {ALL}
    fields = named | {field for field, _ in flat(name, doc, table.row(doc) or {})}
    return sorted((field, table.version(name, doc, field)) for field in fields)


def test_opening_from_a_snapshot_and_its_tail_equals_reading_all_logs(tmp_path: Path) -> None:
    """Missing, behind, or as new as can be: the state is the same."""
    study = tmp_path / "study"
    ledger = busy(study)
    ledger.settle()
    then = (study / SNAPSHOT).read_bytes()
    write(ledger, moment(6, text="later"), moment(7, note="x"))
    write(ledger, moment(1, **{DELETED: True}))
    ledger.settle()
    for name, data in (("new", None), ("behind", then), ("missing", b"")):
        copy = tmp_path / name / "study"
        shutil.copytree(study, copy)
        if data is not None:
            (copy / SNAPSHOT).write_bytes(data)
        if data == b"":
            (copy / SNAPSHOT).unlink()
        opened = open_study(copy)
        assert opened.recovered is None
        assert plain(opened.state) == plain(ledger.state), name
        assert opened.head.numbers == ledger.head.numbers, name
        assert opened.head.moments == len(ledger.state.rows("moments")), name
        assert opened.journal.positions == ledger.journal.positions
        assert opened.settle() is (name != "new")


def test_stock_tinydb_opens_it_and_sees_every_table(tmp_path: Path) -> None:
    """It is an ordinary TinyDB file."""
    ledger = busy(tmp_path / "study")
    ledger.settle()
    with TinyDB(tmp_path / "study" / SNAPSHOT, access_mode="r") as stock:
        assert stock.tables() == {"_journal", "moments", "codes", "plain", "empty"}
        found = stock.table("moments").get(where("id") == "ana-1")
        assert found == ledger.state.row("moments", "ana-1")
        assert found.doc_id == doc_id("moments", "ana-1")
        assert stock.table("plain").get(doc_id=1) == {"codes": {"a": {}}, "\ud800": 1}
        assert len(stock.table("moments")) == len(ledger.state.rows("moments"))


# Another program was here


def changed_by_stock(path: Path) -> None:
    """Change a study as somebody with stock TinyDB would."""
    with TinyDB(path) as stock:
        stock.table("moments").update({"text": "by hand", "added": [1]}, where("id") == "ana-1")
        stock.table("moments").insert({"text": "made by hand"})
        stock.table("moments").insert({"id": "zed-1", "text": "with an id"})
        stock.table("moments").insert({"id": "ana-5", "text": "with an id that is taken"})
        stock.table("plain").insert({"new": True})
        stock.table("made").insert({"new": True})
        stock.table("plain").remove(doc_ids=[1])


@pytest.mark.parametrize("when", ["closed", "open"])
def test_what_another_program_wrote_is_journalled_and_its_file_kept(
    tmp_path: Path, when: str
) -> None:
    """Whether it came while we were away or while we had the study open."""
    study = tmp_path / "study"
    ledger = busy(study)
    ledger.settle()
    changed_by_stock(study / SNAPSHOT)
    theirs = (study / SNAPSHOT).read_bytes()
    if when == "open":
        write(ledger, moment(9, text="meanwhile"))
        ledger.settle()
    else:
        ledger = open_study(study)
    assert ledger.recovered is not None
    assert ledger.recovered.kept is not None
    assert (study / "quarantine" / ledger.recovered.kept).read_bytes() == theirs
    for opened in (ledger, open_study(study)):
        rows = opened.state.rows("moments").values()
        texts = [row.get("text") for row in rows]
        row = opened.state.row("moments", "ana-1")
        assert row is not None
        assert (row["text"], row["added"]) == ("by hand", [1])
        assert sorted(t for t in texts if t and t[0] > "a").count("made by hand") == 1
        assert opened.state.row("moments", "zed-1")["text"] == "with an id"  # type: ignore[index]
        assert opened.state.row("moments", "ana-5")["text"] in {"a", "d"}  # type: ignore[index]
        assert texts.count("with an id that is taken") == 1
        assert opened.state.row("plain", "1") is not None, "what it lacks is kept"
        assert opened.state.row("plain", "2") == {"new": True}
        assert opened.state.row("made", "1") == {"new": True}
        assert all("id" in row for row in rows)
    by = [e for c in ledger.journal.archive.changes() for e in c if e.who == "recovered"]
    assert by[-1].ops
    assert len(by) == 2, "once: the line that begins the log, and the change"


def test_an_old_copy_changed_elsewhere_conflicts_with_what_came_since(tmp_path: Path) -> None:
    """It is no later edit: what was written since is not taken back."""
    study = tmp_path / "study"
    ledger = open_study(study)
    write(ledger, moment(1, text="a", note="a"), moment(2, text="a"), moment(3, text="a"))
    ledger.settle()
    old = (study / SNAPSHOT).read_bytes()
    write(ledger, moment(1, text="b"), moment(2, **{DELETED: True}), moment(3, text="c"))
    ledger.settle()
    (study / SNAPSHOT).write_bytes(old)
    with TinyDB(study / SNAPSHOT) as stock:
        stock.table("moments").update({"text": "z"}, where("id") == "ana-1")
    again = open_study(study, off=100)
    assert list(again.state.rivals) == [("moments", doc_id("moments", "ana-1"), "text")]
    assert set(again.state.rivals.popitem()[1].values()) == {"b", "z"}
    assert again.state.row("moments", "ana-2") is None
    assert again.state.row("moments", "ana-3")["text"] == "c"  # type: ignore[index]


def test_what_a_lost_log_said_is_taken_back_from_the_snapshot(tmp_path: Path) -> None:
    """It knows more than the journal: it is not overwritten, but journalled."""
    study = tmp_path / "study"
    ledger = busy(study)
    ledger.settle()
    before = {d: r["text"] for d, r in ledger.state.rows("moments").items()}
    for log in (study / "log").glob("*.jsonl"):
        log.unlink()
    again = open_study(study)
    assert again.recovered is not None
    assert again.recovered.documents >= len(before)
    assert {d: r["text"] for d, r in again.state.rows("moments").items()} == before
    third = open_study(study)
    assert third.recovered is None
    assert {d: r["text"] for d, r in third.state.rows("moments").items()} == before


def test_a_tinydb_file_of_somebody_elses_becomes_a_study(tmp_path: Path) -> None:
    """Without our table it is all news."""
    study = tmp_path / "study"
    study.mkdir()
    with TinyDB(study / SNAPSHOT) as stock:
        stock.insert_multiple([{"a": 1}, {"codes": {}}])
    ledger = open_study(study)
    assert ledger.state.rows("_default") == {1: {"a": 1}, 2: {"codes": {}}}
    assert open_study(study).recovered is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"5",
        b"\x00" * 50,
        b'{"x":',
        b'{"t":{"1":5}}',
        b'{"t":{"x":{}}}',
        b'{"t":5}',
    ],
)
def test_a_file_of_another_kind_is_kept_and_the_study_opens(tmp_path: Path, data: bytes) -> None:
    """Whatever stands where the snapshot should."""
    study = tmp_path / "study"
    ledger = busy(study)
    (study / SNAPSHOT).write_bytes(data)
    again = open_study(study)
    assert plain(again.state) == plain(ledger.state)
    assert [p.read_bytes() for p in (study / "quarantine").iterdir()] == [data]
    assert snapshot.unpack((study / SNAPSHOT).read_bytes()) is not None


def test_what_cannot_be_taken_over_yet_is_not_overwritten(tmp_path: Path) -> None:
    """A newer fieldkit's journal is not written: so its snapshot stays, changed as it is."""
    study = tmp_path / "study"
    ledger = busy(study)
    ledger.settle()
    newer = Entry(v=2, dev="f9", seq=1, at="2031-01-01T00:00:00.000Z", who="leo", ops=[])
    (study / "log" / "f9.jsonl").write_bytes(encode(newer))
    changed_by_stock(study / SNAPSHOT)
    theirs = (study / SNAPSHOT).read_bytes()
    again = open_study(study)
    with pytest.raises(NewerStudyError):
        write(again, moment(1, text="x"))
    assert again.settle(whatever_size=True) is False
    again.save_head("ab")
    assert not list((study / "log").glob("*.head"))
    assert (study / SNAPSHOT).read_bytes() == theirs


def test_a_newer_line_that_arrives_while_we_work_stops_our_writing(tmp_path: Path) -> None:
    """It is seen before the next change, not after."""
    ledger = busy(tmp_path / "study")
    newer = Entry(v=2, dev="f9", seq=1, at="2031-01-01T00:00:00.000Z", who="leo", ops=[])
    (tmp_path / "study" / "log" / "f9.jsonl").write_bytes(encode(newer))
    with pytest.raises(NewerStudyError):
        write(ledger, moment(1, text="x"))


def test_quarantine_that_cannot_be_written_leaves_the_file_alone(tmp_path: Path) -> None:
    """What is not kept elsewhere is not overwritten."""

    class NoRoom(Files):
        def make_folder(self, path: Path) -> None:
            if path.name == "quarantine":
                raise OSError(28, "No space left on device")
            super().make_folder(path)

    study = tmp_path / "study"
    busy(study).settle()
    changed_by_stock(study / SNAPSHOT)
    theirs = (study / SNAPSHOT).read_bytes()
    ledger = open_study(study, files=NoRoom())
    assert not ledger.settle(whatever_size=True)
    assert (study / SNAPSHOT).read_bytes() == theirs


# What a log's own writer sees to


def test_the_clock_may_be_set_back_between_sessions(tmp_path: Path) -> None:
    """A log's times rise all the same, also where the snapshot spared us reading its tail."""
    study = tmp_path / "study"
    ledger = open_study(study, off=10**6)
    write(ledger, moment(1, text="a"))
    ledger.settle()
    again = open_study(study)
    write(again, moment(1, text="b"))
    ats = [e.at for c in again.journal.archive.changes() for e in c]
    assert ats == sorted(ats)
    assert len(set(ats)) == len(ats) == 3


def test_a_mark_is_never_given_twice(tmp_path: Path) -> None:
    """Not even where the line that says whose a mark is has been spoilt."""
    study = tmp_path / "study"
    marks = []
    for number in range(1, 5):
        ledger = open_study(study, home=f"home{number}")
        write(ledger, moment(number, text="a"))
        own = ledger.journal.own_position("ana")
        assert own is not None
        marks.append(own.mark)
        if number == 2:
            own.path.write_bytes(own.path.read_bytes().replace(b"header", b"haeder"))
    assert marks[:2] == ["ana", "ana2"]
    assert len(set(marks)) == 4


def test_a_change_that_cannot_be_computed_leaves_no_trace(tmp_path: Path) -> None:
    """An error in the middle is the caller's; the lock is free again."""
    ledger = open_study(tmp_path / "study")

    def broken(_: object) -> list[Op]:
        message = "no"
        raise KeyError(message)

    with pytest.raises(KeyError):
        ledger.commit("ana", broken)
    assert ledger.commit("ana", lambda _: []) == ()
    assert not list((tmp_path / "study" / "log").glob("*.jsonl"))
    write(ledger, moment(1, text="a"))


def test_what_is_handed_in_is_copied(tmp_path: Path) -> None:
    """Memory holds what the log says, not what the caller goes on changing."""
    ledger = open_study(tmp_path / "study")
    given = ["a"]
    write(ledger, moment(1, list=given))
    given.append("b")
    assert ledger.state.row("moments", "ana-1")["list"] == ["a"]  # type: ignore[index]


def test_a_large_study_is_settled_only_when_it_pays(tmp_path: Path) -> None:
    """At a session's end, on demand, or after 8 MiB: not after each note."""
    ledger = open_study(tmp_path / "study")
    write(ledger, *(moment(n, text="a") for n in range(1, 2002)))
    assert not ledger.settle()
    assert ledger.settle(whatever_size=True)
    assert not ledger.settle(whatever_size=True), "nothing new"
    write(ledger, moment(1, **{DELETED: True}))
    assert ledger.settle(), "2,000 are left"
    dice = random.Random(1)  # noqa: S311 — chance for tests, not for secrets
    write(ledger, moment(1, text="".join(dice.choices("abc", k=100))))
    data = json.loads((tmp_path / "study" / SNAPSHOT).read_bytes())
    assert len(data["moments"]) == 2000
    assert all(int(doc) >= HASHED for doc in data["moments"])


def test_a_study_without_room_is_still_read(tmp_path: Path) -> None:
    """A torn tail that cannot be moved away stops writing, not reading."""

    class NoRoom(Files):
        def make_folder(self, path: Path) -> None:
            if path.name == "quarantine":
                raise OSError(28, "No space left on device")
            super().make_folder(path)

    study = tmp_path / "study"
    ledger = busy(study)
    own = ledger.journal.own_position("ana")
    assert own is not None
    with own.path.open("ab") as stream:
        stream.write(b'{"v":1,"torn')
    again = open_study(study, files=NoRoom())
    assert plain(again.state) == plain(ledger.state)
    with pytest.raises(NotSavedError, match="quarantine"):
        write(again, moment(1, text="x"))
    write(open_study(study), moment(1, text="x"))
