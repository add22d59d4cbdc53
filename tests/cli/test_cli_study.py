"""``fieldkit study``: what it is about, told and amended."""

from pathlib import Path

import pytest
from commandline import ok, refused


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a fresh study."""
    ok("new", "visits", "--title", "Visits", "--as", "ana", cwd=tmp_path)
    return tmp_path / "visits"


def test_goals_add_up_and_stand_in_the_findings(study: Path) -> None:
    """Until they are begun anew; undo takes an amendment back."""
    ok("study", "--question", "Why do people come back?", "--goal", "Where to stand.", cwd=study)
    out = ok("study", "--goal", "Whom to ask.", cwd=study).out
    assert out.count("goal ") == 2
    ok("note", "P1: waits @desk", cwd=study)
    findings = ok("digest", "findings", cwd=study).out
    assert "- Question: Why do people come back?" in findings
    assert "- Goal: Where to stand." in findings
    ok("undo", cwd=study)
    ok("undo", cwd=study)
    assert ok("study", cwd=study).out.count("goal ") == 1
    assert "goal " not in ok("study", "--no-goals", cwd=study).out


def test_a_protocol_that_is_not_there_is_refused_with_those_that_are(study: Path) -> None:
    """And nothing is amended."""
    assert "spradley" in refused("study", "--protocol", "nowhere", "--title", "X", cwd=study)
    assert "Visits" in ok("study", cwd=study).out


def test_a_new_study_asks_only_for_what_nobody_has_said(tmp_path: Path) -> None:
    """Who writes is known once they said so, with name and role; the folder gives a title."""
    line = refused("new", "store-visits", cwd=tmp_path)
    assert "--as ana" in line
    assert not (tmp_path / "store-visits").exists()
    ok("me", "rosa", "--name", "Rosa", "--role", "leader", cwd=tmp_path)
    ok("new", "store-visits", cwd=tmp_path)
    assert "Store visits" in ok("study", cwd=tmp_path / "store-visits").out
    ok("new", "others", "--as", "rosa", cwd=tmp_path)
    assert ok("me", cwd=tmp_path).out.split() == ["rosa", "Rosa", "leader"]
