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
