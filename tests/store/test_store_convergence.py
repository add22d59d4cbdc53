"""The state is a function of the set of entries: any device, any order, any clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.store import snapshot
from fieldkit.store.entry import Entry, Op, Version, after, decode, dot, encode
from fieldkit.store.head import Head
from fieldkit.store.state import ABSENT, ALL, DELETED, Absent, State, doc_id, flat, split

START = datetime(2026, 5, 11, tzinfo=UTC)
YEAR = 31_536_000
NAMES = ["m-1", "m-2", "7"]
FIELDS = ["text", "note", "codes/x", "codes/y/z"]


@dataclass(slots=True)
class Device:
    """One device: its clock, its log, and what it has of everybody's."""

    dev: str
    off: int
    state: State = field(default_factory=State)
    log: list[Entry] = field(default_factory=list)
    has: set[str] = field(default_factory=set)

    def write(self, ops: list[Op], now: int) -> Entry:
        """Make a change from what this device sees."""
        last = self.log[-1].at if self.log else ""
        at = after(START + timedelta(seconds=self.off + now), last)
        entry = Entry(
            v=1,
            dev=self.dev,
            seq=len(self.log) + 1,
            at=at,
            who=self.dev,
            ops=[self.state.based(op) for op in ops],
        )
        self.log.append(entry)
        self.take(entry)
        return entry

    def take(self, entry: Entry) -> None:
        """Let an entry arrive, as it would from a log: decoded, so shared with nobody."""
        self.has.add(dot(entry.version))
        read = decode(encode(entry)[:-1])
        assert read is not None
        self.state.apply(read)


def an_op(device: Device, rng: Random) -> Op:
    """Return something to do, sensible on this device."""
    name = rng.choice(NAMES)
    row = device.state.row("moments", name)
    op: Op = {"table": "moments", "id": name, "set": {}}
    if row is not None and rng.random() < 0.25:
        op["set"] = {DELETED: True}
        return op
    table = device.state.tables.get("moments")
    gone = table is not None and doc_id("moments", name) in table.gone
    held = [n for n, _ in flat("moments", doc_id("moments", name), row or {})]
    chosen = rng.sample(FIELDS, rng.randint(0 if row is None else 1, 3))
    lost = [n for n in chosen if n in held and rng.random() < 0.4]
    for field_ in chosen:
        if field_ not in lost:
            op["set"][field_] = True if "/" in field_ else rng.choice([None, 1, "a", [1]])
    if lost or gone:
        op["unset"] = [*lost, *([DELETED] if gone else [])]
    return op


Heads = dict[tuple[str, int, str], dict[Version, Any]]


def oracle(entries: list[Entry]) -> Heads:
    """Return the heads of every field by definition: writes that no other write replaced."""
    writes: Heads = {}
    replaced: set[tuple[tuple[str, int, str], str]] = set()
    for entry in entries:
        for op in entry.ops:
            doc = doc_id(op["table"], op["id"])
            values = {**dict.fromkeys(op.get("unset", ()), ABSENT), **op.get("set", {})}
            for name, value in values.items():
                key = (op["table"], doc, name)
                writes.setdefault(key, {})[entry.version] = value
                base = op.get("base", {})
                over = base.get(name, base.get(ALL, ()))
                replaced |= {(key, d) for d in ([over] if isinstance(over, str) else over)}
    return {
        key: {v: x for v, x in held.items() if (key, dot(v)) not in replaced}
        for key, held in writes.items()
    }


def heads_of(state: State) -> Heads:
    """Return the heads of every field as a state holds them."""
    found: Heads = dict(state.rivals)
    for name, table in state.tables.items():
        for doc in [*table.live, *table.gone]:
            row = table.row(doc) or {}
            held = table.versions.get(doc)
            names = {n for n, _ in flat(name, doc, row)} | set(
                held if isinstance(held, dict) else ()
            )
            for field_ in names - {ALL}:
                version = table.version(name, doc, field_)
                if version is not None and (name, doc, field_) not in found:
                    value = dict(flat(name, doc, row)).get(field_, ABSENT)
                    found[name, doc, field_] = {version: value}
    return found


def seen(state: State) -> Iterator[object]:
    """Yield all that can be seen of a state, in one order."""
    for name, table in sorted(state.tables.items()):
        yield name, sorted(table.live.items()), sorted(table.gone.items())
        yield [(doc, sorted(state.survivors(name, doc))) for doc in sorted(table.live)]
    yield sorted((key, sorted(h, key=str)) for key, h in state.rivals.items())


@pytest.mark.parametrize(
    "examples",
    [pytest.param(150, id="quick"), pytest.param(3000, id="full", marks=pytest.mark.slow)],
)
def test_any_order_and_any_clock_converge_and_nothing_is_lost(examples: int) -> None:
    """Three devices, any partition, clocks off by years; a snapshot and a repeat at any time."""

    @settings(max_examples=examples, deadline=None)
    @given(
        st.randoms(use_true_random=False),
        st.lists(st.integers(-10 * YEAR, 10 * YEAR), min_size=3, max_size=3),
        st.integers(1, 40),
    )
    def run(rng: Random, clocks: list[int], steps: int) -> None:
        devices = [Device(dev=f"d{n}", off=off) for n, off in enumerate(clocks)]
        for now in range(steps):
            device = rng.choice(devices)
            what = rng.random()
            if what < 0.5:
                device.write([an_op(device, rng) for _ in range(rng.randint(1, 2))], now)
            elif what < 0.9:
                entries = [e for other in devices for e in other.log]
                for entry in rng.sample(entries, min(len(entries), rng.randint(1, 6))):
                    device.take(entry)  # in any order, with gaps, perhaps once more
            else:
                device.state = packed_and_unpacked(device.state)
            if device.has <= {dot(entry.version) for entry in device.log}:
                assert not device.state.rivals, "a device alone never sees a conflict"
        everything = [entry for device in devices for entry in device.log]
        for device in devices:
            for entry in rng.sample(everything, len(everything)):
                device.take(entry)
        shown = [list(seen(device.state)) for device in devices]
        assert shown[0] == shown[1] == shown[2]
        wanted = oracle(everything)
        for device in devices:
            assert heads_of(device.state) == wanted
            assert not device.state.early
            assert not device.state.gaps
            shows_the_greatest(device.state, wanted)

    run()


def packed_and_unpacked(state: State) -> State:
    """Return a state as it comes back from study.json."""
    read = snapshot.unpack(snapshot.pack(state, Head(), {d: (s, 0) for d, s in state.seen.items()}))
    assert read is not None
    assert read.intact
    return read.state


def shows_the_greatest(state: State, wanted: Heads) -> None:
    """Check what is shown against its definition."""
    for (name, doc, field_), heads in wanted.items():
        kind = name if doc >= 1 << 52 else ""
        element = split(kind, field_)[1] is not None
        best = max(heads, key=lambda v: (element and not isinstance(heads[v], Absent), v))
        row = state.tables[name].row(doc) or {}
        assert dict(flat(name, doc, row)).get(field_, ABSENT) == heads[best]


# By example


def three() -> list[Device]:
    """Return three devices, the second a year behind, the third a year ahead."""
    return [Device(dev="d0", off=0), Device(dev="d1", off=-YEAR), Device(dev="d2", off=YEAR)]


def moment(**fields: Any) -> Op:
    """Return an operation on one moment."""
    return {"table": "moments", "id": "m-1", "set": fields}


def share(devices: list[Device]) -> None:
    """Bring everything to everybody."""
    for entry in [entry for device in devices for entry in device.log]:
        for device in devices:
            if dot(entry.version) not in device.has:
                device.take(entry)


@pytest.mark.parametrize("first", [0, 1, 2])
def test_adding_beats_a_concurrent_removal_whatever_the_clocks(first: int) -> None:
    """Two observers who tag one moment both win."""
    devices = three()
    devices[0].write([moment(text="a", **{"codes/x": True})], 1)
    share(devices)
    adding, removing = devices[first], devices[(first + 1) % 3]
    adding.write([moment(**{"codes/x": True})], 2)
    removing.write([{**moment(), "unset": ["codes/x"]}], 3)
    share(devices)
    for device in devices:
        assert device.state.row("moments", "m-1")["codes"] == {"x": True}  # type: ignore[index]
        assert list(device.state.rivals) == [("moments", doc_id("moments", "m-1"), "codes/x")]


@pytest.mark.parametrize("first", [0, 1, 2])
def test_an_edit_elsewhere_beats_a_deletion_and_is_a_conflict(first: int) -> None:
    """And deleting it again, knowing of the edit, ends it."""
    devices = three()
    doc = doc_id("moments", "m-1")
    devices[0].write([moment(text="a", note="n")], 1)
    share(devices)
    deleting, editing = devices[first], devices[(first + 1) % 3]
    deleting.write([moment(**{DELETED: True})], 2)
    assert deleting.state.row("moments", "m-1") is None
    editing.write([moment(text="b")], 3)
    share(devices)
    for device in devices:
        assert device.state.row("moments", "m-1") is not None
        assert device.state.survivors("moments", doc) == ["text"]
    editing.write([moment(**{DELETED: True})], 4)
    share(devices)
    assert all(device.state.row("moments", "m-1") is None for device in devices)


def test_two_deletions_that_knew_different_edits_do_not_hide_a_third() -> None:
    """An undone deletion no longer vouches for what it knew."""
    devices = three()
    devices[0].write([moment(text="a")], 1)
    share(devices)
    devices[1].write([moment(**{DELETED: True})], 2)
    share(devices)
    devices[1].write([{**moment(text="b"), "unset": [DELETED]}], 3)
    devices[2].write([{**moment(), "unset": [DELETED]}], 3)
    share(devices)
    devices[2].write([moment(**{DELETED: True})], 4)
    devices[0].write([moment(note="late")], 4)
    share(devices)
    for device in devices:
        assert device.state.survivors("moments", doc_id("moments", "m-1")) == ["note"]


def test_a_deleted_document_comes_back_with_what_it_held() -> None:
    """Undo of a deletion is no new document."""
    device = three()[0]
    device.write([moment(text="a", **{"codes/x": True})], 1)
    before = dict(device.state.row("moments", "m-1") or {})
    device.write([moment(**{DELETED: True})], 2)
    assert device.state.row("moments", "m-1") is None
    device.write([{**moment(), "unset": [DELETED]}], 3)
    after_ = dict(device.state.row("moments", "m-1") or {})
    assert after_.pop("edited") > before["created"]
    assert after_ == before


def test_null_is_a_value_and_absence_is_none() -> None:
    """Unset and null are told apart, and both can be taken back."""
    device = three()[0]
    device.write([moment(text="a", note=None)], 1)
    assert device.state.row("moments", "m-1")["note"] is None  # type: ignore[index]
    device.write([{**moment(), "unset": ["note"]}], 2)
    assert "note" not in (device.state.row("moments", "m-1") or {})
    device.write([moment(note="x")], 3)
    assert device.state.row("moments", "m-1")["note"] == "x"  # type: ignore[index]
    assert not device.state.rivals


def test_the_last_element_of_a_set_takes_the_set_with_it() -> None:
    """An empty set is no field."""
    device = three()[0]
    device.write([moment(**{"codes/trust/privacy": True})], 1)
    assert device.state.row("moments", "m-1")["codes"] == {"trust/privacy": True}  # type: ignore[index]
    device.write([{**moment(), "unset": ["codes/trust/privacy"]}], 2)
    assert "codes" not in (device.state.row("moments", "m-1") or {})


def test_a_deletion_that_arrives_before_its_document_hides_it_at_once() -> None:
    """Nothing that was deleted flashes up."""
    one, other, _ = three()
    one.write([moment()], 1)
    one.write([moment(**{DELETED: True})], 2)
    other.take(one.log[1])
    assert other.state.row("moments", "m-1") is None
    other.take(one.log[0])
    assert list(seen(other.state)) == list(seen(one.state))


def test_an_id_whose_number_another_document_has_is_told_and_hides_nothing() -> None:
    """52 bits may collide, if never in a lifetime."""
    device = three()[0]
    device.write([moment(text="a")], 1)
    row = device.state.tables["moments"].live[doc_id("moments", "m-1")]
    row["id"] = "someone-else"
    device.write([moment(text="b")], 2)
    assert row["text"] == "a"
    assert device.state.clashes == {("moments", "m-1")}


def test_what_settles_a_conflict_replaces_every_rival() -> None:
    """One write that saw them all ends it, on every device."""
    devices = three()
    for number, device in enumerate(devices):
        device.write([moment(text=f"from {number}")], 1)
    share(devices)
    assert all(len(h) == 3 for d in devices for h in d.state.rivals.values())
    assert {d.state.row("moments", "m-1")["text"] for d in devices} == {"from 2"}  # type: ignore[index]
    devices[1].write([moment(text="settled")], 2)
    share(devices)
    for device in devices:
        assert not device.state.rivals
        assert device.state.row("moments", "m-1")["text"] == "settled"  # type: ignore[index]
