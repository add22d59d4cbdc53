"""The head: what a note needs to know, the same from a file and a tail as from all the logs."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.store import head as heads
from fieldkit.store.entry import Entry, Op
from fieldkit.store.files import REAL_FILES
from fieldkit.store.head import DRAFTS, Head
from fieldkit.store.state import DELETED


def entry(seq: int, *ops: Op, at: str = "2026-05-11T12:00:00.000Z") -> Entry:
    """Return an entry."""
    return Entry(v=1, dev="d1", seq=seq, at=at, who="ana", ops=list(ops))


def moment(number: int, **fields: object) -> Op:
    """Return an operation on a moment."""
    return {"table": "moments", "id": f"ana-{number}", "set": fields}


OPS = st.one_of(
    st.builds(lambda n: moment(n, text="x", touchpoint="till"), st.integers(1, 5)),
    st.builds(lambda n: moment(n, **{DELETED: True}), st.integers(1, 5)),
    st.builds(
        lambda n, o: {"table": "sessions", "id": f"ana-s{n}", "set": {"open": o, "zone": "UTC"}},
        st.integers(1, 3),
        st.booleans(),
    ),
    st.builds(lambda k: {"table": "codes", "id": k, "set": {}}, st.sampled_from(["a", "\ud800"])),
    st.builds(lambda k: {"table": "codes", "id": k, "set": {DELETED: True}}, st.just("a")),
)


@given(st.lists(OPS, max_size=12), st.integers(0, 12))
def test_a_head_saved_and_caught_up_is_the_head_of_all_entries(
    tmp_path_factory: pytest.TempPathFactory, ops: list[Op], cut: int
) -> None:
    """Wherever it was saved."""
    path = tmp_path_factory.getbasetemp() / "x.head"
    whole, part = Head(), Head()
    for number, op in enumerate(ops, 1):
        whole.apply(entry(number, op))
        if number <= cut:
            part.apply(entry(number, op))
    heads.save(REAL_FILES, path, part, {"d1": (min(cut, len(ops)), 7)})
    loaded = heads.load(path)
    assert loaded is not None
    assert loaded[1] == {"d1": (min(cut, len(ops)), 7)}
    for number, op in enumerate(ops, 1):
        if number > cut:
            loaded[0].apply(entry(number, op))
    assert loaded[0] == whole


def test_numbers_are_never_given_twice_even_of_deleted_documents() -> None:
    """Per mark and kind."""
    head = Head()
    head.apply(entry(1, moment(1, text="a"), moment(7, text="b")))
    head.apply(entry(2, moment(7, **{DELETED: True})))
    head.apply(entry(3, {"table": "sessions", "id": "ana-s2", "set": {}}))
    assert head.next_id("moments", "ana") == "ana-8"
    assert head.next_id("moments", "ana2") == "ana2-1"
    assert head.next_id("sessions", "ana") == "ana-s3"
    assert head.next_id("memos", "ana", ahead=2) == "ana-m3"


def test_moments_are_counted_through_edits_deletion_and_return() -> None:
    """What was edited is no second moment."""
    head = Head()
    head.apply(entry(1, moment(1, text="a"), moment(2, text="b")))
    head.apply(entry(2, moment(1, text="c")))
    assert head.moments == 2
    head.apply(entry(3, moment(1, **{DELETED: True})))
    assert head.moments == 1
    back = moment(1)
    back["unset"] = [DELETED]
    head.apply(entry(4, back))
    assert head.moments == 2


def test_the_drafts_saved_last_are_remembered() -> None:
    """More than anybody has windows."""
    head = Head()
    for number in range(1, 100):
        head.apply(entry(number)._replace(draft=f"x-{number}"))
    assert head.drafts == [f"x-{number}" for number in range(100 - DRAFTS, 100)]


def test_a_word_deleted_and_made_again_is_in_use_again() -> None:
    """And the head knows that it was once."""
    head = Head()
    head.apply(entry(1, {"table": "codes", "id": "a", "set": {}}))
    assert head.knows("codes", "a")
    head.apply(entry(2, {"table": "codes", "id": "a", "set": {DELETED: True}}))
    assert not head.knows("codes", "a")
    assert head.was_deleted("codes", "a")
    head.apply(entry(3, {"table": "codes", "id": "a", "set": {}, "unset": [DELETED]}))
    assert head.knows("codes", "a")


def test_a_head_of_another_format_is_not_read(tmp_path: Path) -> None:
    """Nor one that is not there, or empty."""
    path = tmp_path / "x.head"
    assert heads.load(path) is None
    path.write_bytes(b"")
    assert heads.load(path) is None
