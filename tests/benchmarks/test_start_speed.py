"""A note from the shell, and the app's memory: ``pytest -m slow tests/benchmarks -s``."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from volume import build, environment, moment, whole

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.entry import Op
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook

SMALL, LARGE = 100, 100_000
ROUNDS = 15
NOTE = [sys.executable, "-m", "fieldkit", "note", "card declined @checkout !frustrated4 #signs"]


@pytest.mark.slow
def test_a_note_from_the_shell_starts_at_once_however_large_the_study(tmp_path: Path) -> None:
    """Whole processes, in turn with Python doing nothing, their modules compiled."""
    commands = {"nothing": [sys.executable, "-c", "pass"], "small": NOTE, "large": NOTE}
    folders = {"nothing": tmp_path, "small": tmp_path / str(SMALL), "large": tmp_path / str(LARGE)}
    states = {"nothing": tmp_path}
    for name, count in (("small", SMALL), ("large", LARGE)):
        states[name] = build(folders[name], count).parent
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(ROUNDS + 1):
        for name, command in commands.items():
            env = environment(tmp_path / "caches", states[name])
            took = whole(command, folders[name], env)
            if turn:  # the first compiles
                times[name].append(took)
    nothing, small, large = (median(times[name]) for name in commands)
    told = {
        "note, 100,000 / 100 moments": (large / small, 1.2),
        "note / python -c pass": (large / nothing, 7),
    }
    rows = [f"{what:45} {value:8.2f}  <= {bar}" for what, (value, bar) in told.items()]
    figures = {
        "python -c pass, ms": nothing,
        "note at 100, ms": small,
        "note at 100,000, ms": large,
    }
    rows += [f"{what:45} {value * 1e3:8.0f}" for what, value in figures.items()]
    sys.stdout.write("\n" + "\n".join(rows) + "\n")
    assert all(value <= bar for value, bar in told.values()), told


def spread(folder: Path) -> Path:
    """Write a study of moments in many sessions that are over."""
    return build(folder, LARGE)


def one_session(folder: Path) -> Path:
    """Write a study whose moments are all in the session that is open."""

    def make(number: int) -> Op:
        made = moment(number)
        made["set"]["session"] = "ana-s1"
        return made

    home = build(folder, LARGE, make)
    notebook = Notebook(folder, Home(home), Observer(handle=as_handle("ana")))
    assert notebook.start_session(participants=["P3"]).id == "ana-s1"
    notebook.settle(whatever_size=True)
    return home


def loose(folder: Path) -> Path:
    """Write a study whose moments have no session."""

    def make(number: int) -> Op:
        made = moment(number)
        del made["set"]["session"]
        return made

    return build(folder, LARGE, make)


@pytest.mark.slow
@pytest.mark.parametrize("study", [spread, one_session, loose])
def test_the_whole_app_keeps_to_its_memory(tmp_path: Path, study: Callable[[Path], Path]) -> None:
    """Open on 100,000 moments, a note written."""
    home = study(tmp_path / "s")
    script = str(Path(__file__).with_name("whole_app.py"))
    command = [sys.executable, script, str(tmp_path / "s"), str(home)]
    megabytes = int(subprocess.check_output(command))
    what = f"memory of the whole app, {study.__name__}, resident MB"
    sys.stdout.write(f"\n{what:55} {megabytes:8}  <= 320\n")
    assert megabytes <= 320
