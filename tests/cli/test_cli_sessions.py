"""Sessions from the command line: consent, observers, coverage, and the write-up."""

import json
from pathlib import Path

import pytest
from commandline import ok, refused


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a study of ana's."""
    ok("new", "visits", "--title", "Store visits", "--as", "ana", cwd=tmp_path)
    return tmp_path / "visits"


def test_consent_is_recorded_with_the_start_and_taken_back_by_command(study: Path) -> None:
    """And a line about who took it back is refused, in one line."""
    started = ok(
        *("session", "start", "--participant", "P3", "--consent", "given"),
        *("--scopes", "quote,share", "--how", "spoken"),
        cwd=study,
    )
    assert "not recorded" not in started.err
    (row,) = json.loads(ok("participants", "list", "--json", cwd=study).out)
    assert (row["consent"], row["scopes"]) == ("given", ["quote", "share"])
    ok("note", "P3: waits", cwd=study)
    back = ok("participants", "consent", "P3", "withdrawn", cwd=study)
    assert "1 already kept are left out of every digest" in back.err
    line = refused("note", "P3: waits", cwd=study)
    assert line.startswith("fieldkit: P3 took their consent back: not kept.")


def test_consent_that_nobody_recorded_is_told_at_start_and_stop(study: Path) -> None:
    """Internal only, and how to record it."""
    told = "consent not recorded for P3: internal only"
    assert told in ok("session", "start", "--participant", "P3", cwd=study).err
    assert told in ok("session", "stop", cwd=study).err


def test_what_cannot_be_answered_is_refused_and_opens_nothing(study: Path) -> None:
    """In one line that says what can."""
    for told, asked in {
        "name them: --participant P3": ("--consent", "given"),
        "add --consent given": ("--participant", "P3", "--scopes", "quote"),
        "given, refused, withdrawn or": ("--participant", "P3", "--consent", "maybe"),
        "'boss' is no role; say researcher, leader, team": ("--observer", "cleo:boss"),
    }.items():
        assert told in refused("session", "start", *asked, cwd=study)
    assert "nothing yet" in ok("session", "list", cwd=study).err


def test_a_session_says_what_it_covers_by_its_own_protocol(study: Path) -> None:
    """Though the study's is another; its dimensions are read from lines as well."""
    ok("session", "start", "--protocol", "aeiou", "--observer", "cleo:leader", cwd=study)
    ok("note", "a till :objects @till", cwd=study)
    rows = json.loads(ok("session", "coverage", "--json", cwd=study).out)
    assert {row["key"]: row["moments"] for row in rows} == {
        ":activities": 0,
        ":environments": 0,
        ":interactions": 0,
        ":objects": 1,
        ":users": 0,
        "@till": 1,
    }
    (session,) = json.loads(ok("session", "list", "--json", cwd=study).out)
    assert session["observers"] == ["ana", "cleo"]


def test_the_full_note_stands_beside_the_jotting_and_both_print(study: Path) -> None:
    """The list is oldest first; the tags stay; a later write-up does not touch the jotting."""
    ok("session", "start", cwd=study)
    ok("note", "-", cwd=study, stdin="door sticks… @arrive\n?? who decides\nwalks on\n")
    rows = json.loads(ok("write-up", "--json", cwd=study).out)
    assert [(row["id"], row["wants"]) for row in rows] == [
        ("ana-1", "a jotting"),
        ("ana-2", "a question for later"),
    ]
    ok("write-up", "ana-1", "The door sticks at the top. #repairs", cwd=study)
    ok("write-up", "ana-1", "The door sticks at the top; she uses her hip.", cwd=study)
    (moment,) = json.loads(ok("moments", "--json", "id:ana-1", cwd=study).out)
    assert (moment["text"], moment["jotting"], moment["touchpoint"], moment["codes"]) == (
        "The door sticks at the top; she uses her hip.",
        "door sticks…",
        "arrive",
        ["repairs"],
    )
    assert "jotted: door sticks…" in ok("session", "show", "ana-s1", cwd=study).out
    assert "ana-1" in ok("moments", "sticks…", cwd=study).out
    assert "The full note is missing" in refused("write-up", "ana-2", cwd=study)


def test_when_to_be_reminded_is_asked_for_in_hours_days_or_not_at_all(study: Path) -> None:
    """Anything else is refused."""
    ok("me", "--remind", "2d", cwd=study)
    assert "--remind 24h, 2d or off" in refused("me", "--remind", "soon", cwd=study)
