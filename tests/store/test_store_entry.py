"""Entries and logs: what is written reads back, and damage costs only itself."""

import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.model.errors import InvalidValueError
from fieldkit.store.entry import Entry, Op, after, decode, encode, salvage, stamp, undot
from fieldkit.store.log import Change, Damage, Unfinished, read_changes, reader

NOON = "2026-05-11T12:00:00.000Z"
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
ODD = ["\ud800", "\x00", "\u2028\u2029", '{"v":1,"sum":"00000000"}', "\r\n", "\ufeff", "e\u0301"]
NUMBERS = (
    st.integers() | st.integers(10**18, 10**60) | st.floats(allow_nan=False, allow_infinity=False)
)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | ANY_TEXT | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.dictionaries(ANY_TEXT, JSON, max_size=4)


def entry(seq: int, *, part: tuple[int, int] | None = None, fields: Any = None) -> Entry:
    """Return an entry of one operation."""
    op: Op = {"table": "moments", "id": f"ana-{seq}", "set": fields or {"text": f"note {seq}"}}
    return Entry(v=1, dev="d1", seq=seq, at=NOON, who="ana", ops=[op], part=part)


def as_json(value: object) -> object:
    """Return a value as JSON has it: two lone surrogates beside each other are one letter."""
    return json.loads(json.dumps(value))


@given(FIELDS)
def test_any_json_value_reads_back_as_it_was_written(fields: dict[str, Any]) -> None:
    """Whatever was observed can be written down."""
    op: Op = {"table": "moments", "id": "ana-1", "set": fields}
    line = encode(entry(1)._replace(ops=[op]))
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    for loads in (json.loads, reader(1 << 30)):
        read = decode(line[:-1], loads)
        assert read is not None
        assert json.dumps(read.ops[0]["set"]) == json.dumps(as_json(fields))
        assert encode(read) == encode(read._replace(at=NOON)), (
            "what was read is written in the same way"
        )


@pytest.mark.parametrize("part", [None, (2, 3)])
def test_all_that_an_entry_says_of_itself_reads_back(part: tuple[int, int] | None) -> None:
    """The draft, what it undoes and the first line's words survive."""
    header = {"study": "s", "mark": "ana"}
    whole = entry(4, part=part)._replace(undoes="d1.2", draft="71-a-1", header=header)
    assert decode(encode(whole)[:-1]) == whole


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none_are_refused(number: float) -> None:
    """NaN would become null in other readers."""
    with pytest.raises(InvalidValueError):
        encode(entry(1, fields={"deep": [{"x": number}]}))


@pytest.mark.parametrize("value", [{1, 2}, b"x", object()])
def test_what_json_does_not_know_is_refused(value: object) -> None:
    """One clear line, no traceback of a library."""
    with pytest.raises(InvalidValueError):
        encode(entry(1, fields={"x": value}))


def test_nesting_too_deep_to_read_back_is_refused() -> None:
    """A value nobody can read again is not kept."""
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(InvalidValueError):
        encode(entry(1, fields={"x": value}))


@pytest.mark.parametrize(
    "change",
    [
        {"seq": "7"},
        {"at": 5},
        {"ops": None},
        {"ops": [5]},
        {"part": [1]},
        {"dev": None},
    ],
)
def test_a_line_of_another_shape_is_damage_not_a_crash(change: dict[str, Any]) -> None:
    """A right checksum does not make a stranger's line ours."""
    good = {"v": 1, "dev": "d1", "seq": 1, "at": NOON, "who": "ana", "ops": []}
    assert decode(signed({**good})) is not None
    assert decode(signed({**good, **change})) is None


def test_operations_we_do_not_know_are_passed_over_and_a_newer_line_is_told() -> None:
    """A newer fieldkit's log still opens here."""
    ours = {"table": "moments", "id": "ana-1", "set": {"text": "x"}}
    line = {"v": 2, "dev": "d1", "seq": 1, "at": NOON, "who": "ana", "ops": [{"paint": 1}, ours]}
    read = decode(signed(line))
    assert read is not None
    assert (read.v, read.ops) == (2, [ours])
    assert decode(signed({**line, "ops": [{**ours, "base": {"text": "no dot"}}]})) is not None


def signed(data: dict[str, Any]) -> bytes:
    """Return a line with its checksum, whatever it says."""
    import zlib

    body = json.dumps(data, separators=(",", ":")).encode()[:-1]
    return b'%b,"sum":"%08x"}' % (body, zlib.crc32(body))


@given(st.integers(0, 10**9), st.integers(-(10**7), 10**7))
def test_the_time_of_an_entry_never_goes_back(last: int, step: int) -> None:
    """Whatever the wall clock does."""
    then = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=last)
    assert after(then + timedelta(seconds=step), stamp(then)) > stamp(then)


def test_a_dot_is_split_at_its_last_point() -> None:
    """A log's name may hold points."""
    assert undot("a.b.7") == ("a.b", 7)


# Salvage


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from([b"", b"junk", b'{"v":', b'{"v":1,"dev":"', b'"sum":"00"}']), max_size=5
    ),
    st.lists(FIELDS, min_size=1, max_size=4),
    st.data(),
)
def test_salvage_finds_whole_entries_around_any_junk(
    junk: list[bytes], fields: list[dict[str, Any]], data: st.DataObject
) -> None:
    """A lost line end, or a torn line before it, costs no entry its life."""
    lines = [encode(entry(n, fields=held))[:-1] for n, held in enumerate(fields, 1)]
    pieces = data.draw(st.permutations([*junk, *lines]))
    found = [inner for _, _, inner in salvage(b"".join(pieces))]
    assert {e.seq for e in found} == set(range(1, len(lines) + 1))


def test_salvage_is_not_led_astray_by_what_a_value_holds() -> None:
    """A value may look like the beginning and the end of an entry."""
    trap = {"v": 1, "sum": "deadbeef"}
    line = encode(entry(1, fields={"trap": [trap, trap], "more": "x"}))[:-1]
    assert [e.seq for _, _, e in salvage(b"junk" + line + b"junk")] == [1]


# Logs


def changes(data: bytes) -> list[int]:
    """Return the numbers of the entries that a log holds."""
    return [e.seq for i in read_changes(data) if isinstance(i, Change) for e in i.entries]


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_a_change_of_several_lines_is_valid_only_whole(missing: int) -> None:
    """The lines of an import are one change; a part of it is none."""
    lines = [encode(entry(n, part=(n - 1, 3))) for n in (2, 3, 4)]
    alone = [encode(entry(1)), *(x for n, x in enumerate(lines, 1) if n != missing)]
    assert changes(b"".join(alone)) == [1]
    assert changes(b"".join([*alone, encode(entry(5))])) == [1, 5]
    whole = b"".join([encode(entry(1)), *lines, encode(entry(5))])
    assert changes(whole) == [1, 2, 3, 4, 5]


def test_every_byte_of_a_log_is_in_a_change_or_told() -> None:
    """Nothing is passed over in silence."""
    log = b"".join(
        [encode(entry(1)), b"junk\n", b"\n", encode(entry(2, part=(1, 2))), encode(entry(4)), b"to"]
    )
    told = bytearray(len(log))
    for item in read_changes(log):
        end = len(log) if isinstance(item, Unfinished) else item.end
        told[item.start : end] = b"x" * (end - item.start)
    assert told == b"x" * len(log)
    assert [type(i) for i in read_changes(log)] == [
        *(Change, Damage, Damage, Damage, Change, Unfinished),
    ]


def test_reading_may_stop_and_go_on_anywhere_between_changes() -> None:
    """The end of one change is where the next reading begins."""
    log = b"".join(encode(entry(n)) for n in range(1, 6))
    for stop in range(len(log) + 1):
        first = [i for i in read_changes(log[:stop]) if isinstance(i, Change)]
        at = first[-1].end if first else 0
        rest = [i for i in read_changes(log[at:], at) if isinstance(i, Change)]
        assert [i.entries[0].seq for i in [*first, *rest]] == [1, 2, 3, 4, 5]


def test_a_last_line_without_its_end_is_read_and_a_spoilt_end_costs_nothing() -> None:
    """The end of the line is not part of what was said."""
    line = encode(entry(1))
    assert changes(line[:-1]) == [1]
    spoilt = list(read_changes(line[:-1] + b"\x0b"))
    assert isinstance(spoilt[0], Change)
    assert spoilt[1] == Unfinished(start=len(line) - 1, data=b"\x0b")
