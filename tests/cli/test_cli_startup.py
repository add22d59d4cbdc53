"""Start-up is a feature: what a note does not need, it does not load."""

import subprocess
import sys
from pathlib import Path

from commandline import ok

HEAVY = {"textual", "rich", "tinydb", "msgspec", "jinja2", "markdown_it", "difflib", "zoneinfo"}


def loaded(*arguments: str, cwd: Path) -> set[str]:
    """Return the names of the modules that a command loads, as Python itself reports them."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "fieldkit", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}


def test_a_note_loads_neither_textual_nor_tinydb_nor_msgspec(tmp_path: Path) -> None:
    """One note costs the journal and the shorthand, nothing else."""
    ok("new", "v", "--title", "V", "--as", "ana", "--zone", "UTC", cwd=tmp_path)
    ok("note", "@till !frustrated", cwd=tmp_path / "v")
    names = loaded("note", "card declined @till !frustrated", cwd=tmp_path / "v")
    assert "fieldkit.store.pen" in names
    assert HEAVY & names == set()
    assert {"click", "platformdirs", "tempfile"} & names == set()


def test_a_line_means_the_same_with_and_without_options(tmp_path: Path) -> None:
    """A plain line passes the parser of options by; what it writes and refuses does not differ."""
    study = tmp_path / "v"
    ok("new", "v", "--title", "V", "--as", "ana", "--zone", "UTC", cwd=tmp_path)
    assert ok("note", "two", "words", "--session", "-x", cwd=study).out == "ana-1\n"
    assert (
        ok("note", "--study", str(study), "two words --session -x", cwd=tmp_path).out == "ana-2\n"
    )
    texts = [line.split('"text":"')[1].split('"')[0] for line in log_of(study) if '"text"' in line]
    assert texts == ["two words --session -x"] * 2


def log_of(study: Path) -> list[str]:
    """Return the lines of a study's only log."""
    (log,) = (study / "log").glob("*.jsonl")
    return log.read_text(encoding="utf-8").splitlines()


def test_help_loads_no_store(tmp_path: Path) -> None:
    """Who asks what there is waits for nothing."""
    names = loaded("--help", cwd=tmp_path)
    assert HEAVY & names == set()
    assert "fieldkit.store.journal" not in names
