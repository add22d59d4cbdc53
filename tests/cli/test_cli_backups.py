"""Backups from the command line: made, listed, put back; and what a script is told."""

import json
from pathlib import Path

import pytest
from commandline import ok, refused, run

from fieldkit.store.home import Home


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a study of ana's with a note."""
    ok("new", "visits", "--title", "Visits", "--as", "ana", cwd=tmp_path)
    ok("note", "waits @till", cwd=tmp_path / "visits")
    return tmp_path / "visits"


def test_the_whole_way_round_after_the_study_was_lost(study: Path) -> None:
    """Backed up, deleted, listed from anywhere, put back, read."""
    path = Path(ok("backup", cwd=study).out.strip())
    assert path.is_file()
    for file in sorted(study.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    study.rmdir()
    (row,) = json.loads(ok("backup", "--list", "--json", cwd=study.parent).out)
    assert (row["study"], row["whole"], row["holds"]) == ("Visits", "yes", "1 moments")
    assert row["file"] == str(path)
    ran = ok("restore", path.name, cwd=study.parent)
    folder = Path(ran.out.strip())
    assert folder.parent == study.parent
    assert folder.name.startswith("visits-2")
    assert "holds 1 moments" in ran.err
    assert "waits" in ok("moments", cwd=folder).out
    assert ok("check", "--deep", cwd=folder).code == 0
    assert ok("note", "in the copy", cwd=folder).out == "ana2-1\n"


def test_a_sessions_end_makes_a_backup(study: Path, home: Home) -> None:
    """Nobody has to think of it; what is printed on stdout stays the session's id."""
    ok("session", "start", cwd=study)
    ok("note", "in the session", cwd=study)
    ran = ok("session", "stop", cwd=study)
    assert ran.out == "ana-s1\n"
    assert "backed up" in ran.err
    assert len(list(home.root.glob("backups/*/*.zip"))) == 1


def test_a_backup_that_cannot_be_made_costs_no_session(study: Path, home: Home) -> None:
    """The session ends, and a script is told that something needs a look."""
    ok("session", "start", cwd=study)
    home.root.joinpath("backups").write_text("a file where the folder should be", encoding="utf-8")
    ran = run("session", "stop", cwd=study)
    assert (ran.code, ran.out) == (3, "ana-s1\n")
    assert "No backup was made" in ran.err
    (row,) = json.loads(ok("session", "list", "--json", cwd=study).out)
    assert row["minutes"] is not None
    assert "No backup was made" in refused("backup", cwd=study)


def test_a_backup_that_is_not_whole_is_told_by_its_exit_code(study: Path) -> None:
    """The journal lost what study.json still shows."""
    (log,) = (study / "log").glob("*.jsonl")
    log.write_bytes(log.read_bytes().replace(b'"waits"', b'"waitz"'))
    ran = run("backup", cwd=study)
    assert ran.code == 3
    assert ".unverified.zip" in ran.out
    assert "not whole" in ran.err
    (row,) = json.loads(ok("backup", "--list", "--json", cwd=study).out)
    assert row["whole"] == "no"


def test_a_second_backup_of_an_unchanged_study_says_so(study: Path) -> None:
    """And prints the one there is."""
    first = ok("backup", cwd=study)
    second = ok("backup", cwd=study)
    assert second.out == first.out
    assert "nothing changed" in second.err


def test_to_takes_a_folder_or_a_file(study: Path, tmp_path: Path) -> None:
    """And never writes over one."""
    ok("backup", "--to", "../stick", cwd=study)
    assert len(list((tmp_path / "stick").glob("visits-*.zip"))) == 1
    assert ok("backup", "--to", "../mine.zip", cwd=study).out == f"{tmp_path / 'mine.zip'}\n"
    assert "there already" in refused("backup", "--to", "../mine.zip", cwd=study)
    assert "inside the study" in refused("backup", "--to", ".", cwd=study)


def test_restore_stands_beside_the_study_wherever_one_is(study: Path, tmp_path: Path) -> None:
    """Not inside of it."""
    ok("backup", "--to", "../mine.zip", cwd=study)
    (study / "digests").mkdir()
    folder = Path(ok("restore", "../../mine.zip", cwd=study / "digests").out.strip())
    assert folder.parent == tmp_path
    ok("restore", "../mine.zip", "--to", "../there", cwd=study)
    assert (tmp_path / "there" / "log").is_dir()


def test_restore_refuses_in_one_line(study: Path) -> None:
    """No such file, none that is a backup, a folder that is there."""
    ok("backup", "--to", "../mine.zip", cwd=study)
    assert "--list" in refused("restore", "nothing.zip", cwd=study)
    (study.parent / "x.zip").write_bytes(b"no zip")
    assert "no backup" in refused("restore", "../x.zip", cwd=study)
    assert "writes over nothing" in refused("restore", "../mine.zip", "--to", ".", cwd=study)
    assert run("restore", cwd=study).code == 2


def test_check_tells_a_script_by_its_exit_code(study: Path) -> None:
    """0 whole, 3 needs a look; deep sees what plain does not."""
    path = Path(ok("backup", cwd=study).out.strip())
    assert "1 of 1 opened and whole" in ok("check", "--deep", cwd=study).out
    path.write_bytes(path.read_bytes()[:-9])
    assert run("check", cwd=study).code == 0
    ran = run("check", "--deep", cwd=study)
    assert ran.code == 3
    assert path.name in ran.out
