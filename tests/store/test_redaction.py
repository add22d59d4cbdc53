"""What an entry is without what was erased: whatever the order, and as long as it was."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.model.errors import InvalidValueError
from fieldkit.store.entry import FORMAT, Entry, Op, decode, encode, strike
from fieldkit.store.log import Change, Damage, read_changes
from fieldkit.store.redaction import Erased
from fieldkit.store.state import State
from fieldkit.store.struck import Traces, struck

AT = "2026-05-11T12:00:%02d.000Z"
PEOPLE = ["P3", "P7", "S1"]
ERASED = {
    "persons": {"P7": "P7"},
    "moments": {"ana-1": "P7", "ana-2": "P7"},
    "parted": {"ana-3": "P7"},
    "sessions": {"ana-s1": "P7"},
}

YES = st.sampled_from([True])

fields = st.fixed_dictionaries(
    {},
    optional={
        "text": st.text(max_size=8),
        "speaker": st.sampled_from([*PEOPLE, "X", None]),
        "participants/P7": YES,
        "participants/P3": YES,
        "observer": st.just("ana"),
        "session": st.sampled_from(["ana-s1", "ana-s2"]),
        "codes/signs": YES,
    },
)
moments = st.builds(
    lambda name, set_, unset: {"table": "moments", "id": name, "set": set_, "unset": unset},
    st.sampled_from(["ana-1", "ana-2", "ana-3", "ana-4", "ana-5"]),
    fields,
    st.lists(st.sampled_from(["note", "participants/P7"]), max_size=1),
)
others = st.sampled_from(
    [
        {"table": "participants", "id": "P7", "set": {"history": "long"}},
        {"table": "participants", "id": "P3", "set": {"same_as": "P7"}},
        {"table": "sessions", "id": "ana-s1", "set": {"kind": "interview", "debrief": "long"}},
        {"table": "sessions", "id": "ana-s2", "set": {"participants/P7": True, "place": "till"}},
        {"table": "memos", "id": "ana-m1", "set": {"text": "on her", "about": "P7"}},
        {"table": "insights", "id": "ana-i1", "set": {"claim": "so", "supporting/ana-1": True}},
    ]
)
changes = st.lists(st.lists(st.one_of(moments, others), min_size=1, max_size=3), max_size=8)


def entries(ops: Iterable[list[Any]]) -> list[Entry]:
    """Return entries of one log that hold these operations."""
    return [
        Entry(
            v=FORMAT, dev="aa", seq=seq, at=AT.replace(":00.", f":{seq:02}."), who="ana", ops=held
        )
        for seq, held in enumerate(ops, 1)
    ]


def without(held: Iterable[Entry]) -> tuple[str, Erased]:
    """Return what a state shows of entries in this order, read again until nothing more is news."""
    erased = Erased(json.loads(json.dumps(ERASED)))
    held = list(held)
    while True:
        known, state = len(erased.news), State()
        for entry in held:
            state.apply(erased.clean(entry))
        if len(erased.news) == known:
            rows = {
                name: sorted(table.live.values(), key=lambda row: row["id"])
                for name, table in sorted(state.tables.items())
                if table.live
            }
            return json.dumps(rows, sort_keys=True), erased


@given(changes, st.randoms())
@settings(max_examples=40, deadline=None)
def test_any_order_shows_the_same_without_them(ops: list[list[Any]], chance: Any) -> None:
    """And nothing of it names the person, or is one of the moments that were theirs."""
    held = entries(ops)
    shown, erased = without(held)
    chance.shuffle(held)
    assert without(held)[0] == shown
    assert '"P7"' not in shown
    for name in erased.named("moments"):
        assert f'"id": "{name}"' not in shown


@given(changes)
@settings(max_examples=40, deadline=None)
def test_a_log_keeps_every_line_its_place_and_number(ops: list[list[Any]]) -> None:
    """Each line as long as it was, with a checksum of its own; made again, nothing changes."""
    held = entries(ops)
    data = b"".join(map(encode, held))
    erased = Erased(json.loads(json.dumps(ERASED)))
    known, done = -1, struck(b"", Traces(erased))
    while len(erased.news) > known:
        known, done = len(erased.news), struck(data, Traces(erased))
    assert [len(line) for line in done.data.split(b"\n")] == list(map(len, data.split(b"\n")))
    read = [decode(line) for line in done.data.split(b"\n")[:-1]]
    assert [(e and e.seq, e and e.at) for e in read] == [(e.seq, e.at) for e in held]
    assert sum(entry.erased for entry in read if entry) == done.entries
    assert b"P7" not in done.data
    again = struck(done.data, Traces(erased))
    assert (again.data, again.entries) == (done.data, 0)


def test_what_no_longer_reads_is_blanked_only_where_it_tells_of_them() -> None:
    """A blank is no damage; another's torn line is, as before."""
    one, two = entries([[{"table": "t", "id": "1", "set": {}}], [{"table": "t", "id": "2"}]])
    theirs, another = b'{"v":1,"dev":"aa","ops":[{"id":"ana-1","se', b'{"v":1,"text":"P3 sat do'
    data = encode(one) + theirs + b"\n" + another + b"\n" + encode(two)
    done = struck(data, Traces(Erased(json.loads(json.dumps(ERASED)))))
    assert (done.pieces, done.unread, len(done.data)) == (1, 2, len(data))
    found = list(read_changes(done.data))
    assert [item.data for item in found if isinstance(item, Damage)] == [another]
    assert [item.entries[0].seq for item in found if isinstance(item, Change)] == [1, 2]


def test_a_line_is_never_made_longer() -> None:
    """More than stood there does not fit: that is refused, and nothing is written."""
    op: Op = {"table": "t", "id": "1", "set": {}}
    (entry,) = entries([[op]])
    line = encode(entry)[:-1]
    assert len(strike(line, [])) == len(line)
    with pytest.raises(InvalidValueError, match=r"aa\.1"):
        strike(line, [op, op])


@pytest.mark.parametrize("name", ["a-1", "ab-1", "ana-1", "ana-12345"])
def test_a_code_loses_an_example_of_any_length(name: str) -> None:
    """However little room that leaves for saying that something was erased."""
    erased = Erased({"persons": {"P7": "P7"}, "moments": {name: "P7"}})
    for examples, left in (([name], []), ([name, "b-2"], ["b-2"]), (["b-2", name], ["b-2"])):
        op: Op = {"table": "codes", "id": "w", "set": {"examples": examples}}
        line = encode(entries([[op]])[0])
        done = struck(line, Traces(erased))
        read = decode(done.data[:-1])
        assert len(done.data) == len(line)
        assert read is not None
        assert read.ops == [{"table": "codes", "id": "w", "set": {"examples": left}}]
