"""``fieldkit conflicts``: listed for people and programs, settled by number, told until then."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from commandline import ok, refused, run

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook


@pytest.fixture
def torn(notebook: Notebook, tmp_path: Path, clock: Callable[[], datetime]) -> Path:
    """Return a study in which two wrote one moment's words and place at once."""
    leo = Observer(handle=as_handle("leo"))
    notebook.write("waits @till")
    other = Notebook(notebook.folder, Home(tmp_path / "leo"), leo, clock=clock)
    notebook.edit("ana-1", "stays @door")
    other.edit("ana-1", "leaves | runs @exit")
    other.settle()
    return notebook.folder


def test_conflicts_are_listed_settled_by_number_and_told_until_then(torn: Path) -> None:
    """Exit code 3 while some are open."""
    listed = run("conflicts", cwd=torn)
    assert listed.code == 3
    assert [line.split()[:3] for line in listed.out.splitlines()[1:]] == [
        ["ana-1", "text", "1"],
        ["ana-1", "text", "2"],
        ["ana-1", "touchpoint", "1"],
        ["ana-1", "touchpoint", "2"],
    ]
    assert "leaves | runs" in listed.out
    assert "2 open; keep a value: fieldkit conflicts ID FIELD --keep N" in listed.err
    assert "written by two devices at once; see: fieldkit conflicts" in run("moments", cwd=torn).err
    check = run("check", cwd=torn)
    assert check.code == 3
    assert "2 fields written by two devices at once" in check.out
    rows = json.loads(run("conflicts", "ana-1", "text", "--json", cwd=torn).out)
    assert [(row["n"], row["value"], row["who"], row["shows"]) for row in rows] == [
        (1, "leaves | runs", "leo", True),
        (2, "stays", "ana", False),
    ]
    assert run("conflicts", "ana-1", "text", "--keep", "2", cwd=torn).code == 3
    assert ok("conflicts", "ana-1", "--keep", "1", cwd=torn).out == "ana-1\n"
    done = ok("conflicts", cwd=torn)
    assert (done.out, done.err.startswith("no conflicts")) == ("", True)
    assert "stays" in ok("moments", cwd=torn).out


def test_what_cannot_be_settled_is_refused_in_one_line(torn: Path) -> None:
    """With what to do."""
    ok("new", "calm", "--title", "Calm", "--as", "ana", cwd=torn.parent)
    quiet = torn.parent / "calm"
    assert "not in conflict" in refused("conflicts", "ana-7", "--keep", "1", cwd=quiet)
    assert "Say which" in refused("conflicts", "--keep", "1", cwd=quiet)
    assert "say which of text, touchpoint" in run("conflicts", "ana-1", "--keep", "1", cwd=torn).err
