"""The report for whoever mends fieldkit holds no word that anybody typed."""

import json
import subprocess
import sys
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from commandline import ok, refused

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.entry import Op
from fieldkit.store.fault import NAME, keep_fault, last_fault
from fieldkit.store.home import Home
from fieldkit.store.journal import OwnLog
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook
from fieldkit.store.state import SETS
from fieldkit.store.tables import TYPES

SECRET = "Zwiebelkuchen"  # noqa: S105 — a word, not a password
"""In every field; whatever its case, it must be nowhere in the report."""
CUT = 20


def _alone(op: Op, _: OwnLog) -> list[Op]:
    return [op]


def planted(folder: Path, home: Home) -> Notebook:
    """Make a study that says the word wherever a word can stand."""
    low = SECRET.lower()
    observer = Observer(handle=as_handle(low), name=SECRET)
    home.be(observer)
    notebook = create_study(folder, home, observer, title=f"{SECRET} study", question=SECRET)
    notebook.start_session(place=SECRET, conditions=SECRET, title=SECRET, participants=[low])
    notebook.write(f'{low}: "{SECRET}" @{low} !{low}4({SECRET}) #{low} :{low}')
    notebook.write(f"{SECRET}")
    notebook.backup()
    for table, kind in TYPES.items():
        sets = SETS.get(table, ())
        row = {f"{f.name}/{low}" if f.name in sets else f.name: SECRET for f in fields(kind)}
        op: Op = {"table": table, "id": f"{low}-x", "set": row}
        notebook.ledger.commit(low, partial(_alone, op))
    notebook.commit(lambda _: [{"table": low, "id": low, "set": {low: SECRET}}])
    notebook.stop_session(debrief=SECRET)
    for path in ("media", "quarantine", "templates", "digests"):
        (folder / path).mkdir(exist_ok=True)
        (folder / path / f"{SECRET}.txt").write_text(SECRET, encoding="utf-8")
    draft = json.dumps({"id": low, "began": "2026-05-11T12:00:00+00:00", "text": SECRET})
    (folder / "log" / f"{low}.draft.1-a").write_text(draft, encoding="utf-8")
    (log,) = (folder / "log").glob("*.jsonl")
    data = log.read_bytes()
    log.with_name(f"{log.stem} ({SECRET}'s copy).jsonl").write_bytes(data)
    log.with_name(f"{SECRET}.jsonl").write_bytes(data.replace(b'"who":', b'"wh0":'))
    log.write_bytes(data[:-CUT] + b"\n" + SECRET.encode() + b"\n" + data[-CUT:])
    return notebook


def test_a_report_holds_no_word_of_a_study_that_says_it_everywhere(
    tmp_path: Path, home: Home
) -> None:
    """Text, title, key, handle, place, cue, file names, drafts, damage, the study's own id."""
    folder = tmp_path / SECRET
    planted(folder, home)
    keep_fault(home.root, ValueError(SECRET), datetime(2026, 5, 11, tzinfo=UTC), doing="note")
    before = sorted(p for p in folder.rglob("*") if p.is_file())
    path = tmp_path / "report.txt"
    ok("doctor", "--report", str(path), cwd=folder)
    report = path.read_text(encoding="utf-8")
    assert SECRET.lower() not in report.lower()
    assert str(tmp_path) not in report
    assert sorted(p for p in folder.rglob("*") if p.is_file()) == before, "it only looks"
    for needed in (
        "fieldkit    0.",
        "python",
        "tinydb",
        "terminal",
        "table moments: 3 documents",
        "other tables: 1 documents",
        "read to byte",
        "trouble: log",
        "damaged",
        "study.json:",
        "quarantine/: 1 files",
        "drafts",
        "backups: 1, of which opened and whole 1",
        "ValueError",
    ):
        assert needed in report, needed


def test_a_report_goes_to_a_new_file_only(tmp_path: Path) -> None:
    """A slip must not cost a file of notes."""
    (tmp_path / "notes.md").write_text("mine", encoding="utf-8")
    assert "there already" in refused("doctor", "--report", "notes.md", cwd=tmp_path)
    assert (tmp_path / "notes.md").read_text(encoding="utf-8") == "mine"
    name = ok("doctor", "--report", cwd=tmp_path).out.strip()
    assert name.startswith("fieldkit-report-2")
    assert "study: none here" in (tmp_path / name).read_text(encoding="utf-8")


def test_a_fault_keeps_where_it_was_and_no_value(tmp_path: Path) -> None:
    """Kind, file, line, function; causes too."""
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError as error:
        keep_fault(tmp_path / "own", error, datetime(2026, 5, 11, tzinfo=UTC), doing="note")
    kept = last_fault(tmp_path / "own")
    assert kept is not None
    assert SECRET not in kept
    assert str(tmp_path) not in kept
    assert "at 2026-05-11T00:00:00+00:00\ndoing note\n\nKeyError\n  " in kept
    assert "\nValueError\n" in kept
    assert f"{Path(__file__).name}:" in kept
    assert "test_a_fault_keeps_where_it_was_and_no_value" in kept


def test_a_fault_of_fieldkits_own_is_kept_by_the_command_line(tmp_path: Path, home: Home) -> None:
    """One line for the person, the rest for the report; a place that cannot be written is none."""
    code = (
        "import sys, fieldkit.cli.place as place, fieldkit.cli as cli\n"
        f"def find_study(*_): raise RuntimeError('{SECRET}')\n"
        "place.find_study = find_study\n"
        f"sys.argv = ['fieldkit', 'moments', '{SECRET}']\n"
        "cli.main()\n"
    )
    command = [sys.executable, "-c", code]
    for _ in range(2):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert "own fault (RuntimeError" in done.stderr
        assert SECRET not in done.stderr
    kept = last_fault(home.root)
    assert kept is not None
    assert "doing moments" in kept
    assert "RuntimeError" in kept
    assert "fieldkit/cli/place.py:" in kept
    assert SECRET not in kept
    (home.root / NAME).unlink()
    (home.root / NAME).mkdir()
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
