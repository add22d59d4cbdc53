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


def test_help_loads_no_store(tmp_path: Path) -> None:
    """Who asks what there is waits for nothing."""
    names = loaded("--help", cwd=tmp_path)
    assert HEAVY & names == set()
    assert "fieldkit.store.journal" not in names
