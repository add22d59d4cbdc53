"""Files made to harm are refused in one line, within bounds, and nothing of them is kept."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hostile import kinds, scaled

from fieldkit.exchange.archive import Limits, unpacked
from fieldkit.exchange.formats import detect
from fieldkit.model.errors import FieldkitError, RefusedFileError
from fieldkit.model.words import Words
from fieldkit.store.restore import look_into

KINDS = kinds()
MOST = 512 << 20
"""Bytes of memory beyond a process that reads nothing, whatever it is given."""
READ_ONE = """
import sys, time
sys.path.insert(0, sys.argv[1])
from test_exchange_hostile import refusal
from pathlib import Path
import openpyxl, fieldkit.exchange.qdpx, fieldkit.exchange.elan, fieldkit.exchange.boris_table

def highest():
    # Not getrusage: its figure begins with what the process that started this one had.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])

before = highest()
began = time.monotonic()
line = refusal(Path(sys.argv[2]))
took = time.monotonic() - began
print(highest() - before, f"{took:.2f}", line, sep="|")
"""
"""Reads one file in a process of its own, and prints the kibibytes and seconds that took."""


def refusal(path: Path) -> str:
    """Return the line by which a file is refused; fails where it is read."""
    try:
        if path.suffix == ".fieldkit":
            look_into(path)
        else:
            detect(path).read(path, words=Words(), zone="UTC")
    except FieldkitError as error:
        return str(error)
    message = f"{path.name} was read"
    raise AssertionError(message)


@pytest.mark.parametrize("kind", scaled(KINDS, 1))
def test_a_hostile_file_is_refused_in_one_line(kind: str, tmp_path: Path) -> None:
    """That names the file and holds nothing that acts on a terminal."""
    name, make = KINDS[kind]
    path = tmp_path / name
    make(path, 1)
    line = refusal(path)
    assert name in line
    assert re.fullmatch(r"[^\x00-\x1f\x7f-\x9f]{10,400}", line.removeprefix(str(tmp_path)))
    assert sorted(tmp_path.iterdir()) == [path]


def test_nothing_of_hostile_files_is_kept(tmp_path: Path) -> None:
    """Every seventh of them in one command: a line each, and the study is what it was."""
    _run("new", "study", "--title", "T", "--as", "ana", cwd=tmp_path)
    logs = {path: path.read_bytes() for path in (tmp_path / "study" / "log").iterdir()}
    files = []
    for number, kind in enumerate(scaled(KINDS, 1)[::7]):
        name, make = KINDS[kind]
        if not name.endswith(".fieldkit"):
            path = tmp_path / f"{number:03}-{name}"
            make(path, 1)
            files.append(path)
    done = _run("import", *map(str, files), "--study", "study", cwd=tmp_path)
    lines = [line for line in done.stderr.splitlines() if line.startswith("fieldkit: ")]
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(lines) == len(files)
    assert all(path.name in line for path, line in zip(files, lines, strict=True))
    assert {path: path.read_bytes() for path in (tmp_path / "study" / "log").iterdir()} == logs


@pytest.mark.slow
def test_hostile_files_at_full_size_stay_within_bounds(tmp_path: Path) -> None:
    """Each in a process of its own; the table of kinds, memory and seconds is printed."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell how much memory a process had at most")
    worst = 0
    here = str(Path(__file__).parent)
    for kind in scaled(KINDS, 32):
        name, make = KINDS[kind]
        path = tmp_path / name
        make(path, 32)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONE, here, str(path)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, (kind, done.stderr[-2000:])
        grown, took, line = done.stdout.rstrip("\n").split("|", 2)
        sys.stdout.write(
            f"{kind:48} {int(grown) >> 10:4} MiB {took:>6} s {path.stat().st_size:>11,} B\n"
        )
        assert name in line
        worst = max(worst, int(grown) << 10)
        path.unlink()
    sys.stdout.write(f"{len(scaled(KINDS, 32))} kinds, at most {worst >> 20} MiB\n")
    assert worst < MOST


def test_an_honest_archive_is_read_by_name_whatever_its_case(tmp_path: Path) -> None:
    """Programs differ in the case of folders."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Sources/", b"")
        archive.writestr("Sources/A.txt", b"x" * 100)
    with unpacked(path) as held:
        assert held.names == ("Sources/A.txt",)
        name = held.find("sources/a.TXT")
        assert name is not None
        assert held.read(name) == b"x" * 100


def test_limits_are_the_callers(tmp_path: Path) -> None:
    """A reader of small things asks for less."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", b"x" * 100)
    with unpacked(path) as held, pytest.raises(RefusedFileError, match="larger than"):
        held.read("a.txt", limit=99)
    with (
        pytest.raises(RefusedFileError, match="it holds 1 files"),
        unpacked(path, Limits(members=0)),
    ):
        pass


def _run(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "fieldkit", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "100"},
        timeout=120,
    )
