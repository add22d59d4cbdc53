"""``fieldkit journey``: the curve as text, as rows, as a picture and as a document."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from commandline import ok, refused


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a study with three people at the till and one at the door."""
    ok("new", "visits", "--title", "Visits", "--as", "ana", cwd=tmp_path)
    folder = tmp_path / "visits"
    lines = [
        "P1: stops @door !calm3",
        "P1: sighs @till !frustrated4",
        "P2: hums @till !happy2",
        "P3: waits @till !bored2",
    ]
    ok("note", "-", cwd=folder, stdin="\n".join(lines))
    return folder


def test_the_journey_is_shown_with_its_people_and_each_persons_peak_and_end(study: Path) -> None:
    """As text, with n; one reading has no peak-end average."""
    out = ok("journey", cwd=study).out
    assert "3 people" in out
    assert "1 person" in out
    assert "○ one reading" in out
    assert "P1   peak calm +0.72 (ana-1) · end frustrated -0.78 (ana-2)" not in out
    assert "P1   peak frustrated -0.78 (ana-2)" in out
    assert "P2   peak happy +0.99 (ana-3)" in out
    assert "undefined (one reading)" in out


def test_rows_hold_a_median_only_where_three_people_make_one(study: Path) -> None:
    """Undefined is null, never 0."""
    rows = {row["touchpoint"]: row for row in json.loads(ok("journey", "--json", cwd=study).out)}
    assert (rows["door"]["people"], rows["door"]["median"]) == (1, None)
    assert (rows["till"]["people"], rows["till"]["median"]) == (3, -0.47)


def test_over_time_gives_each_reading_with_its_time(study: Path) -> None:
    """One row a reading."""
    out = ok("journey", "--over", "time", "--format", "csv", cwd=study).out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["feeling"] for row in rows] == ["calm", "frustrated", "happy", "bored"]


def test_a_search_narrows_it_and_nothing_found_is_said(study: Path) -> None:
    """The same signs as everywhere."""
    assert "P2" not in ok("journey", "P1:", cwd=study).out
    assert "No customer's feeling was noted here yet." in ok("journey", "@exit", cwd=study).out


def test_to_a_file_by_its_ending(study: Path) -> None:
    """A picture, Mermaid, a document."""
    for name in ("j.svg", "j.mmd", "j.md", "j.html"):
        assert name in ok("journey", "--to", name, cwd=study).err
    ET.parse(study / "j.svg")  # noqa: S314 - our own output
    assert (study / "j.mmd").read_text("utf-8").startswith("journey\n")
    assert "## One person at a time" in (study / "j.md").read_text("utf-8")
    assert "<svg" in (study / "j.html").read_text("utf-8")


def test_an_unknown_ending_and_an_empty_picture_are_refused_in_one_line(study: Path) -> None:
    """And nothing is written."""
    assert ".svg" in refused("journey", "--to", "j.bmp", cwd=study)
    assert "nothing to draw" in refused("journey", "@exit", "--to", "e.svg", cwd=study)
    assert not (study / "e.svg").exists()


def test_every_table_of_the_journey_is_listed_in_every_format(study: Path) -> None:
    """By its name; the columns are those of its rows."""
    from fieldkit.analysis.sighting import read
    from fieldkit.cli.journey import WHAT
    from fieldkit.cli.journey_tables import TABLES
    from fieldkit.exchange.writing import write_rows
    from fieldkit.model.keys import as_handle
    from fieldkit.model.observer import Observer
    from fieldkit.store.home import Home
    from fieldkit.store.notebook import Notebook

    lines = [
        "P1: 'came to pay @till :expects",
        "P1: went away @till :got #promise/broken",
        'P2: "tell me before" @till :wants !calm3/imagined',
    ]
    ok("note", "-", cwd=study, stdin="\n".join(lines))
    notes = read(Notebook(study, Home(), Observer(handle=as_handle("ana"))).casebook())
    assert tuple(TABLES) == WHAT
    for columns, rows in TABLES.values():
        for row in rows(notes):
            assert set(row) == set(columns)
        for fmt in ("json", "jsonl", "csv", "md"):
            "".join(write_rows(rows(notes), fmt, columns))
    out = ok("journey", "--what", "promises", "--format", "csv", cwd=study).out
    assert "till,,0,0,1,3,broken" in out
    (wish, *_) = json.loads(ok("journey", "--what", "wishes", "--json", "@till", cwd=study).out)
    assert (wish["whose"], wish["then"], wish["gain"]) == ("customer-stated", 0.72, 1.19)
    assert "P1   till" in ok("journey", "--what", "expectations", cwd=study).out


def test_a_participant_is_shown_whole_as_text_and_as_rows(study: Path) -> None:
    """The same lines."""
    out = ok("participants", "show", "p1", cwd=study).out
    assert out.startswith("P1\n  Consent not asked\n\n")
    assert "  till: frustrated, 4 of 5, our reading  (ana-2)\n" in out
    rows = json.loads(ok("participants", "show", "P1", "--json", cwd=study).out)
    assert {
        "part": "What they felt, in order",
        "text": "door: calm, 3 of 5, our reading",
        "id": "ana-1",
    } in rows
    assert "P9" in refused("participants", "show", "P9", cwd=study)
