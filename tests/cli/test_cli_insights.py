"""``fieldkit insights``: claims written, amended, weighed and undone from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import ok, refused


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a study in which two people complain of signs and one does not."""
    ok("new", "visits", "--title", "Visits", "--as", "ana", cwd=tmp_path)
    folder = tmp_path / "visits"
    lines = ['P1: "which till?" @queue #signs', "P2: looks up @queue #signs", "P3: goes on @queue"]
    ok("note", "-", cwd=folder, stdin="\n".join(lines))
    return folder


def listed(study: Path) -> list[dict[str, Any]]:
    """Return the claims as rows."""
    rows: list[dict[str, Any]] = json.loads(ok("insights", "list", "--json", cwd=study).out)
    return rows


def test_evidence_is_named_by_id_or_by_search(study: Path) -> None:
    """And weighed at once."""
    claim = ("insights", "add", "Nobody sees which till is open.")
    assert ok(*claim, "--for", "#signs", "--against", "ana-3", cwd=study).out == "ana-i1\n"
    (row,) = listed(study)
    assert (row["people"], row["against"], row["verdict"]) == ("2 of 3", 1, "mixed")


def test_amending_moves_evidence_and_sets_the_parts(study: Path) -> None:
    """What is not named stays."""
    ok("insights", "add", "Signs are missed.", "--for", "ana-1", "--need", "To know.", cwd=study)
    ok("insights", "amend", "ana-i1", "--against", "ana-1", "--for", "ana-2", cwd=study)
    ok("insights", "amend", "ana-i1", "--owner", "Design", "--due", "2026-06-30", cwd=study)
    out = ok("insights", "show", "ana-i1", cwd=study).out
    assert "for      ana-2" in out
    assert "against  ana-1" in out
    assert "need: To know." in out
    assert "due: 2026-06-30" in out
    ok("insights", "amend", "ana-i1", "--without", "ana-1", cwd=study)
    assert "ana-1 " not in ok("insights", "show", "ana-i1", cwd=study).out


def test_a_claim_is_undone_like_anything_and_its_number_never_given_again(study: Path) -> None:
    """One journal."""
    ok("insights", "add", "Signs are missed.", cwd=study)
    ok("undo", cwd=study)
    assert listed(study) == []
    assert ok("insights", "add", "Signs are missed.", cwd=study).out == "ana-i2\n"


def test_a_claim_whose_evidence_is_gone_is_told(study: Path) -> None:
    """In the list and beside it."""
    ok("insights", "add", "Signs are missed.", "--for", "#signs", cwd=study)
    ok("delete", "ana-2", cwd=study)
    ran = ok("insights", cwd=study)
    assert "1 should be read again" in ran.err
    assert "1 note it cites is not here" in ok("insights", "show", "ana-i1", cwd=study).out


def test_what_cannot_be_is_refused_in_one_line(study: Path) -> None:
    """Unknown ids, nothing found, both sides, no words."""
    assert "ana-99" in refused("insights", "show", "ana-99", cwd=study)
    assert "#nothing" in refused("insights", "add", "A.", "--for", "#nothing", cwd=study)
    both = ("insights", "add", "A.", "--for", "ana-1", "--against", "ana-1")
    assert "both sides" in refused(*both, cwd=study)
    assert "one sentence" in refused("insights", "add", "  ", cwd=study)
    assert listed(study) == []
