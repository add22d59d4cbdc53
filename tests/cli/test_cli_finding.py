"""Searches saved under a name, and moments under headings, from the command line."""

import csv
import io
import json
from pathlib import Path

import pytest
from commandline import ok, refused


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study with three moments; nothing here changes them."""
    folder = tmp_path_factory.mktemp("finding")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        ok("new", "visits", "--title", "Store visits", "--as", "ana", cwd=folder)
        lines = "card declined @till !frustrated\nsmiles @till !pleased !calm\nwaits @door\n"
        ok("note", "-", cwd=folder / "visits", stdin=lines)
    return folder / "visits"


def test_a_search_is_saved_listed_used_everywhere_and_forgotten(study: Path) -> None:
    """In moments, and in digests as saved:pain."""
    assert "saved" in ok("moments", "--save", "pain", "@till valence:<0", cwd=study).err
    kept = json.loads(ok("moments", "--searches", "--json", cwd=study).out)
    assert kept == [{"name": "pain", "line": "@till valence:<0"}]
    found = json.loads(ok("moments", "--json", "--saved", "pain", cwd=study).out)
    assert [moment["id"] for moment in found] == ["ana-1"]
    narrowed = ok("moments", "--json", "--saved", "pain", "smiles", cwd=study)
    assert json.loads(narrowed.out) == []
    digest = ok("digest", "topline", "saved:pain", cwd=study).out
    assert "scope: saved:pain" in digest.replace('"', "")
    assert "ana-2" not in digest
    ok("moments", "--forget", "pain", cwd=study)
    line = refused("moments", "--saved", "pain", cwd=study)
    assert line.endswith("There is no saved search pain; see: fieldkit moments --searches")


def test_an_option_behind_the_search_is_not_looked_for(study: Path) -> None:
    """It would be a word that no moment holds; the line says where it goes."""
    for late in ("--format", "--json", "--group-by=touchpoint"):
        assert f"fieldkit moments {late}" in refused("moments", "@till", late, "md", cwd=study)
    assert "smiles" in ok("moments", "@till", "-declined", cwd=study).out


def test_groups_have_headings_with_counts(study: Path) -> None:
    """A moment with two feelings stands under both, and is counted once."""
    ran = ok("moments", "--group-by", "feeling", cwd=study)
    headings = [line for line in ran.out.splitlines() if line.count("  ") == 1 and line[0] != " "]
    assert {"frustrated  1", "pleased  1", "calm  1", "no feeling  1"} <= set(headings)
    assert ran.err.splitlines()[-1] == "3 of 3 moments"


@pytest.mark.parametrize("fmt", ["json", "jsonl", "csv", "md"])
def test_every_format_says_the_group_first(study: Path, fmt: str) -> None:
    """In a column of its own."""
    out = ok("moments", "--format", fmt, "--group-by", "touchpoint", cwd=study).out
    first = "by touchpoint"
    match fmt:
        case "json":
            groups = [row[first] for row in json.loads(out)]
        case "jsonl":
            groups = [json.loads(line)[first] for line in out.splitlines()]
        case "csv":
            groups = [row[first] for row in csv.DictReader(io.StringIO(out))]
        case _:
            groups = [line.split(" | ")[0].lstrip("| ") for line in out.splitlines()[2:]]
    assert sorted(groups) == ["door", "till", "till"]
