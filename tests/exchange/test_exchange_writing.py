"""Listings: the shape that product.md states, and no cell that breaks out of its table."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fieldkit.exchange.writing import (
    MOMENT_COLUMNS,
    as_json_object,
    write_moments,
    write_rows,
)
from fieldkit.model.emotion import Emotion
from fieldkit.model.errors import NotFoundError
from fieldkit.model.keys import CodeKey, Handle, MomentId, ParticipantKey, SessionId, TouchpointKey
from fieldkit.model.moment import Layer, Moment, Source

MOMENT = Moment(
    id=MomentId("ana-42"),
    at=datetime(2026, 5, 11, 14, 5, tzinfo=UTC),
    session=SessionId("ana-s3"),
    observer=Handle("ana"),
    participants=(ParticipantKey("P3"),),
    speaker="P3",
    layer=Layer.VERBATIM,
    text="I already gave you this card",
    touchpoint=TouchpointKey("checkout"),
    codes=(CodeKey("repeat-request"),),
    emotions=(
        Emotion(
            term="frustrated",
            vocabulary="customer",
            intensity=4,
            valence=-0.78,
            arousal=0.63,
            cue="sighed, looked away",
        ),
    ),
    created=datetime(2026, 5, 11, 14, 6, tzinfo=UTC),
)
PRODUCT = """
    {"id": "ana-42", "at": "2026-05-11T14:05:00+00:00", "session": "ana-s3", "observer": "ana",
     "participants": ["P3"], "speaker": "P3", "layer": "verbatim",
     "text": "I already gave you this card",
     "note": null, "touchpoint": "checkout", "codes": ["repeat-request"], "dimension": null,
     "count": 1,
     "emotions": [{"term": "frustrated", "vocabulary": "customer", "intensity": 4,
                   "valence": -0.78, "arousal": 0.63, "whose": "customer", "known": "inferred",
                   "cue": "sighed, looked away", "confidence": null}],
     "media": [], "source": null, "starred": false, "created": "2026-05-11T14:06:00+00:00",
     "edited": null, "later": false, "hidden": false, "jotting": null}
"""


def test_a_moment_as_json_has_the_keys_of_the_product_in_their_order() -> None:
    """Word for word the example of product.md, with three keys after it."""
    assert json.dumps(as_json_object(MOMENT)) == json.dumps(json.loads(PRODUCT))
    assert tuple(as_json_object(MOMENT)) == MOMENT_COLUMNS


def test_json_is_one_array_and_json_lines_one_object_a_line() -> None:
    """Both hold the same objects; an empty listing is an empty array, or nothing."""
    two = [MOMENT, Moment(id=MomentId("ana-43"), text="line\u2028end")]
    array = json.loads("".join(write_moments(two, "json")))
    lines = "".join(write_moments(two, "jsonl"))
    assert [json.loads(line) for line in lines.splitlines()] == array
    assert array[1]["text"] == "line\u2028end"
    assert "".join(write_moments([], "json")) == "[]\n"
    assert "".join(write_moments([], "jsonl")) == ""


def test_csv_has_one_record_a_moment_under_its_headings() -> None:
    """Lists are words with spaces; a feeling says whose it is and how it is known."""
    source = Source(path="raw/notes.md", line=7)
    moment = Moment(
        id=MomentId("a-1"), text='say "x",\nthen', emotions=MOMENT.emotions, source=source
    )
    (row,) = csv.DictReader(io.StringIO("".join(write_moments([moment], "csv"))))
    assert tuple(row) == MOMENT_COLUMNS
    assert row["text"] == 'say "x",\nthen'
    assert row["emotions"] == "frustrated 4 (customer, inferred)"
    assert row["source"] == "raw/notes.md:7"
    assert (row["note"], row["starred"], row["count"]) == ("", "no", "1")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2m", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_a_formula_in_a_spreadsheet(text: str) -> None:
    """An apostrophe stands before it; numbers stay numbers."""
    rows = [{"text": text, "valence": -0.78}]
    (row,) = csv.DictReader(
        io.StringIO("".join(write_rows(rows, "csv", ("text", "valence"))), newline="")
    )
    assert row == {"text": f"'{text}", "valence": "-0.78"}


@given(
    cells=st.lists(
        st.tuples(st.text(max_size=20), st.text("|\\`*_[]()<>#~!&\n -", max_size=20)), max_size=4
    )
)
def test_no_text_breaks_a_markdown_table(cells: list[tuple[str, str]]) -> None:
    """Every row has its cells, and a cell is characters only."""
    rows = [{"one": one, "two": two} for one, two in cells]
    text = "".join(write_rows(rows, "md", ("one", "two")))
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    assert sum(token.type == "tr_open" for token in tokens) == len(rows) + 1
    assert sum(token.type == "td_open" for token in tokens) == 2 * len(rows)
    inner = {child.type for token in tokens for child in token.children or ()}
    assert inner <= {"text", "text_special"}


@given(text=st.text(st.characters(exclude_categories=()), max_size=20))
@pytest.mark.parametrize("fmt", ["json", "jsonl", "csv", "md"])
def test_any_text_can_be_written_as_utf_8(fmt: str, text: str) -> None:
    """Lone surrogates are escaped, not an error."""
    written = "".join(write_rows([{"text": text}], fmt, ("text",))).encode()
    assert written.decode()
    if fmt in {"json", "jsonl"}:
        (row,) = json.loads(written) if fmt == "json" else map(json.loads, written.splitlines())
        assert row == {"text": text}


def test_rows_are_written_one_at_a_time() -> None:
    """A hundred thousand moments are never held at once."""
    endless = ({"n": n} for n in iter(int, 1))
    for fmt in ("json", "jsonl", "csv", "md"):
        pieces = write_rows(endless, fmt, ("n",))
        assert [next(pieces) for _ in range(3)]


def test_an_unknown_format_lists_the_known_ones() -> None:
    """The line says what works."""
    with pytest.raises(NotFoundError, match="json, jsonl, csv, md"):
        write_rows([], "xlsx", ())
