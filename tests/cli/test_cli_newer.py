"""A study that a newer fieldkit wrote, from the command line: read, never written."""

import json
import zlib
from typing import Any

import pytest
from commandline import ok, refused, run

from fieldkit.model.errors import NewerStudyError
from fieldkit.store.entry import TAIL
from fieldkit.store.notebook import Notebook

NEWER: list[dict[str, Any]] = [
    {"ops": [{"merge": ["P1", "P2"]}]},
    {"ops": {"moments": {"ana-1": {"text": "x"}}}},
    {"ops": ["set", 5, None, {"table": "moments"}]},
    {"changes": [], "ops": None},
    {},
]


def newer_line(number: int, more: dict[str, Any]) -> bytes:
    """Return a line of version 2, of any shape behind its envelope."""
    data = {"v": 2, "dev": "f9", "seq": number, "at": "2031-01-01T00:00:00.000Z", "who": "zoe"}
    body = json.dumps({**data, **more})[:-1].encode()
    return b'%b%b%08x"}\n' % (body, TAIL, zlib.crc32(body))


def test_a_newer_study_is_read_by_every_command_and_written_by_none(notebook: Notebook) -> None:
    """One clear line says why."""
    folder = notebook.folder
    notebook.write('P1: "waits" @till !sad3 #queue')
    notebook.settle()
    lines = [newer_line(number, more) for number, more in enumerate(NEWER, 1)]
    (folder / "log" / "f9.jsonl").write_bytes(b"".join(lines))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert "waits" in ok("moments", cwd=folder).out
    for reading in (["digest", "topline"], ["log"]):
        ran = run(*reading, cwd=folder)
        assert (ran.code, "own fault" in ran.err) == (0, False), ran
    checked = run("check", cwd=folder)
    assert checked.code == 3
    assert "newer fieldkit" in checked.out
    assert "A newer fieldkit wrote this study" in refused("note", "x", cwd=folder)
    assert "A newer fieldkit" in run("edit", "ana-1", "x", cwd=folder).err
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_a_newer_line_that_arrives_while_we_work_ends_writing(notebook: Notebook) -> None:
    """From then on it reads only."""
    notebook.write("waits")
    (notebook.folder / "log" / "f9.jsonl").write_bytes(newer_line(1, NEWER[0]))
    with pytest.raises(NewerStudyError):
        notebook.write("more")
