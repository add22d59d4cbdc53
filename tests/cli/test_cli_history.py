"""History from the command line: each command a process of its own, as after a restart."""

import json
from pathlib import Path

import pytest
from commandline import ok, refused, run

NOTES = "- waits at the till\n- puts it back\n- leaves\n"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a study of ana's."""
    ok("new", "visits", "--title", "Visits", "--as", "ana", "--zone", "Asia/Tokyo", cwd=tmp_path)
    return tmp_path / "visits"


def texts(study: Path) -> list[str]:
    """Return the moments' texts."""
    return [row["text"] for row in json.loads(ok("moments", "--json", cwd=study).out)]


def test_six_changes_are_undone_and_redone_over_processes_with_redo_in_between(
    study: Path,
) -> None:
    """Down to nothing, half up, down again, all up: each state is met again exactly."""
    ok("note", "-", cwd=study, stdin="a\nb\n")
    ok("edit", "ana-1", "a2", cwd=study)
    ok("tag", "ana-2", "#late", cwd=study)
    ok("delete", "ana-2", cwd=study)
    ok("edit", "ana-1", "a3", cwd=study)
    down = [["a2"], ["a2", "b"], ["a2", "b"], ["a", "b"], ["a"], []]
    for wanted in down:
        ok("undo", cwd=study)
        assert texts(study) == wanted
    for wanted in [["a"], ["a", "b"], ["a2", "b"]]:
        ok("redo", cwd=study)
        assert texts(study) == wanted
    ok("undo", cwd=study)
    assert texts(study) == ["a", "b"]
    for wanted in [["a2", "b"], ["a2", "b"], ["a2"], ["a3"]]:
        ok("redo", cwd=study)
        assert texts(study) == wanted
    assert "nothing undone" in ok("redo", cwd=study).err


def test_an_import_is_undone_and_redone_as_one(study: Path) -> None:
    """Moments, session and words; importing again then adds nothing."""
    (study.parent / "visit.md").write_text(NOTES, encoding="utf-8")
    ok("import", "../visit.md", cwd=study)
    assert len(texts(study)) == 3
    assert "imported 3 moments and 1 session from " in ok("log", "--limit", "1", cwd=study).out
    ok("undo", cwd=study)
    assert texts(study) == []
    assert ok("session", "list", "--json", cwd=study).out == "[]\n"
    ok("redo", cwd=study)
    assert len(texts(study)) == 3
    assert "made again: imported 3 moments" in ok("log", "--limit", "1", cwd=study).out


def test_undoing_an_edit_that_another_changed_since_leaves_and_names_it(study: Path) -> None:
    """Leo's words stand."""
    ok("note", "a", cwd=study)
    ok("edit", "ana-1", "b #late", cwd=study)
    ok("me", "leo", cwd=study)
    ok("edit", "ana-1", "leo's #late", cwd=study)
    ok("me", "ana", cwd=study)
    ran = ok("undo", cwd=study)
    assert "changed since, so left as it is: ana-1 text" in ran.err
    assert texts(study) == ["leo's"]
    assert ok("codes", "list", "--json", cwd=study).out == "[]\n", "the code was ana's, and goes"


def test_the_log_tells_each_change_in_one_line_newest_first(study: Path) -> None:
    """When in the study's zone, who, which, what."""
    ok("note", "waits @till #signs", cwd=study)
    ok("edit", "ana-1", "leaves @till #signs", cwd=study)
    ok("undo", cwd=study)
    ok("delete", "ana-1", cwd=study)
    lines = ok("log", cwd=study).out.splitlines()
    assert lines[0].split() == ["when", "who", "change", "what"]
    what = [line.split(None, 4)[4] for line in lines[1:]]
    assert what[:4] == [
        "deleted ana-1",
        "took back: ana-1 text: waits → leaves",
        "ana-1 text: waits → leaves",
        "made ana-1: waits; new: @till, #signs",
    ]
    at = json.loads(ok("log", "--json", cwd=study).out)[0]["at"]
    hour = (int(at[11:13]) + 9) % 24
    assert lines[1].split()[1].startswith(f"{hour:02}:"), "Tokyo is nine hours ahead"


def test_the_log_of_an_id_tells_only_that_field_by_field(study: Path) -> None:
    """And a code's with its sign, as one writes it."""
    ok("note", "a #signs", cwd=study)
    ok("note", "b", cwd=study)
    ok("edit", "ana-1", "c", cwd=study)
    out = ok("log", "ana-1", cwd=study).out
    assert "text: a → c" in out
    assert "#signs removed" in out
    assert "b" not in {line.rpartition(" ")[2] for line in out.splitlines()}
    assert "made" in ok("log", "#signs", cwd=study).out
    row = json.loads(ok("log", "ana-1", "--format", "jsonl", cwd=study).out.splitlines()[0])
    assert row["documents"][0]["fields"][0] == {"field": "text", "before": "a", "after": "c"}
    csv = ok("log", "ana-1", "--format", "csv", cwd=study).out.splitlines()
    assert csv[0] == "change,at,who,undoes,table,id,did,field,before,after"
    assert csv[1].endswith("moments,ana-1,changed,text,a,c")


def test_a_long_log_says_how_to_see_all_and_programs_get_all(study: Path) -> None:
    """Fifty for a person, everything for a pipe of JSON."""
    ok("note", "-", cwd=study, stdin="a\n" * 60)
    ran = ok("log", cwd=study)
    assert len(ran.out.splitlines()) == 51
    assert "fieldkit log --limit 0" in ran.err
    assert len(ok("log", "--limit", "0", cwd=study).out.splitlines()) == 62
    assert len(ok("log", "--format", "jsonl", cwd=study).out.splitlines()) == 61


def test_revert_takes_the_change_as_the_log_names_it(study: Path) -> None:
    """One new change, undone as any other."""
    ok("note", "first", cwd=study)
    ok("edit", "ana-1", "second", cwd=study)
    name = ok("log", cwd=study).out.splitlines()[2].split()[3]
    ran = ok("revert", "ana-1", "--at", name, cwd=study)
    assert ran.out == "ana-1\n"
    assert "text: second → first" in ran.err
    assert texts(study) == ["first"]
    assert "nothing was changed" in ok("revert", "ana-1", "--at", name, cwd=study).err
    ok("undo", cwd=study)
    assert texts(study) == ["second"]


def test_revert_refuses_in_one_line(study: Path) -> None:
    """No time, no such id, not made yet."""
    ok("note", "first", cwd=study)
    assert "no time" in refused("revert", "ana-1", "--at", "noonish", cwd=study)
    assert "ana-9" in refused("revert", "ana-9", "--at", "-1m", cwd=study)
    assert "not made yet" in refused("revert", "ana-1", "--at", "-1h", cwd=study)
    assert "There is no change" in refused("revert", "ana-1", "--at", "ffff.99", cwd=study)
    assert run("revert", "ana-1", cwd=study).code == 2
