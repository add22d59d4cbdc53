"""Start-up is a feature: what a note does not need, it does not load."""

import subprocess
import sys
from pathlib import Path

from commandline import ok

PROBE = """
import sys
sys.argv = ["fieldkit", "note", "card declined @till !frustrated"]
from fieldkit.cli import main
try:
    main()
except SystemExit as done:
    code = done.code
heavy = {"textual", "rich", "tinydb", "msgspec", "jinja2", "markdown_it", "difflib", "zoneinfo"}
print(code, sorted(heavy & set(sys.modules)))
"""


def test_a_note_loads_neither_textual_nor_tinydb_nor_msgspec(tmp_path: Path) -> None:
    """One note costs the journal and the shorthand, nothing else."""
    ok("new", "v", "--title", "V", "--as", "ana", "--zone", "UTC", cwd=tmp_path)
    ok("note", "@till !frustrated", cwd=tmp_path / "v")
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=tmp_path / "v",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "0 []"
