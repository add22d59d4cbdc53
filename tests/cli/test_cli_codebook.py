"""The codebook and the touchpoints put in order, without rewriting a note."""

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import ok, refused

LINES = [
    "P1: sighs @till #waiting",
    "P2: looks round @till #queueing",
    "P3: waits @desk #waiting",
    "P3: hums @desk #waiting/music",
]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a study whose codes want ordering."""
    ok("new", "visits", "--title", "Visits", "--as", "ana", cwd=tmp_path)
    folder = tmp_path / "visits"
    ok("note", "-", cwd=folder, stdin="\n".join(LINES))
    return folder


def ids(study: Path, search: str) -> list[str]:
    """Return the moments a search finds."""
    rows = json.loads(ok("moments", "--json", search, cwd=study).out)
    return [row["id"] for row in rows]


def rows(study: Path, *command: str) -> dict[str, Any]:
    """Return a listing by key."""
    return {row["key"]: row for row in json.loads(ok(*command, "--json", cwd=study).out)}


def test_a_merged_code_finds_and_counts_what_both_were_noted_of(study: Path) -> None:
    """By either key; the notes stay as they were written."""
    ok("codes", "merge", "queueing", "waiting", cwd=study)
    assert ids(study, "#waiting") == ids(study, "#queueing") == ["ana-1", "ana-2", "ana-3", "ana-4"]
    assert json.loads(ok("moments", "--json", "id:ana-2", cwd=study).out)[0]["codes"] == [
        "queueing"
    ]
    assert rows(study, "codes", "list")["waiting"]["people"] == "3 of 3"
    ok("undo", cwd=study)
    assert ids(study, "#queueing") == ["ana-2"]


def test_a_merge_is_taken_back_and_none_goes_in_a_circle(study: Path) -> None:
    """Into itself is refused, over whichever way."""
    ok("codes", "merge", "queueing", "waiting", cwd=study)
    assert "into itself" in refused("codes", "merge", "waiting", "queueing", cwd=study)
    ok("codes", "merge", "--back", "queueing", cwd=study)
    assert ids(study, "#queueing") == ["ana-2"]
    assert "no code nowhere" in refused("codes", "merge", "waiting", "nowhere", cwd=study)


def test_renaming_writes_a_name_and_leaves_the_key(study: Path) -> None:
    """Notes and searches go on."""
    ok("codes", "rename", "waiting", "Waiting in line", cwd=study)
    assert rows(study, "codes", "list")["waiting"]["name"] == "Waiting in line"
    assert ids(study, "#waiting") == ["ana-1", "ana-3", "ana-4"]


def test_a_split_gives_what_a_search_means_another_code(study: Path) -> None:
    """One change, undone as one; the text is untouched."""
    ok("codes", "split", "waiting", "@desk", "--into", "patience", cwd=study)
    assert ids(study, "#patience") == ["ana-3"]
    assert ids(study, "#waiting -#waiting/music") == ["ana-1"]
    ok("undo", cwd=study)
    assert ids(study, "#waiting -#waiting/music") == ["ana-1", "ana-3"]
    assert "nothing was changed" in refused(
        "codes", "split", "waiting", "@x", "--into", "y", cwd=study
    )


def test_a_code_is_moved_with_those_below_it(study: Path) -> None:
    """Old keys still find."""
    out = ok("codes", "move", "waiting", "time", cwd=study).out
    assert out.splitlines() == [
        "waiting is time/waiting now",
        "waiting/music is time/waiting/music now",
    ]
    assert ids(study, "#time") == ["ana-1", "ana-3", "ana-4"]
    assert ids(study, "#waiting") == ["ana-1", "ana-3", "ana-4"]
    assert "under itself" in refused("codes", "move", "waiting", "waiting/music", cwd=study)


def test_a_code_shows_its_meaning_its_people_and_its_neighbours(study: Path) -> None:
    """With examples, and a colour that has a sign."""
    ok("codes", "add", "waiting", "--definition", "Time lost.", "--colour", "sky", cwd=study)
    ok("codes", "add", "waiting", "--example", "ana-3", cwd=study)
    out = ok("codes", "show", "waiting", cwd=study).out
    assert "means: Time lost." in out
    assert "2 of 3 people, 2 moments" in out
    assert "till (1)" in out
    assert "ana-3" in out
    assert rows(study, "codes", "list")["waiting"]["colour"] == "sky x"


def test_nearly_the_same_words_are_found(study: Path) -> None:
    """To be merged, or told apart."""
    ok("note", "again #wait-ing", cwd=study)
    assert "waiting" in ok("codes", "near", cwd=study).out


def test_tags_that_stand_together_are_listed(study: Path) -> None:
    """By people."""
    out = ok("codes", "together", "code", "touchpoint", "--json", cwd=study).out
    assert {"one": "waiting", "other": "desk", "people": 1, "moments": 1} in json.loads(out)


def test_touchpoints_are_ordered_merged_and_their_promises_told(study: Path) -> None:
    """Along the journey."""
    ok("touchpoints", "order", "desk", "till", cwd=study)
    assert [r["order"] for r in rows(study, "touchpoints", "list").values()] == [1, 2]
    ok("touchpoints", "add", "till", "--promise", "Nobody waits.", cwd=study)
    ok("note", "P1: goes through @till #promise/kept", cwd=study)
    (row,) = json.loads(ok("touchpoints", "promises", "--json", cwd=study).out)
    assert (row["kept"], row["verdict"]) == ("1 of 2", "kept")
    ok("touchpoints", "merge", "till", "desk", cwd=study)
    assert len(ids(study, "@till")) == len(ids(study, "@desk")) == 5
    assert "no touchpoint" in refused("touchpoints", "order", "moon", cwd=study)


def test_participants_merged_are_one_person(study: Path) -> None:
    """Staff stay staff."""
    ok("participants", "merge", "P2", "P1", cwd=study)
    assert ids(study, "P1:") == ids(study, "P2:") == ["ana-1", "ana-2"]
