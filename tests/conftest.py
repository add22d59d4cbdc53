"""What all tests share: a home of their own, a clock that stands still, real notes beside us."""

import itertools
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.home import Home
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)


def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than there are cores: much of a screen's test is waiting."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test, and every process it starts, out of the real home."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("FIELDKIT_STUDY", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    # Else every process that a test starts compiles the whole package anew.
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return an installation's own folder, where its processes look for it."""
    return Home(tmp_path / "state" / "fieldkit")


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Return a clock that goes on by a second at each look."""
    seconds = itertools.count()
    return lambda: NOON + timedelta(seconds=next(seconds))


@pytest.fixture
def notebook(tmp_path: Path, home: Home, clock: Callable[[], datetime]) -> Notebook:
    """Return a fresh study of ana's, open."""
    observer = Observer(handle=as_handle("ana"))
    home.be(observer)
    return create_study(tmp_path / "study", home, observer, title="Till", clock=clock)


@pytest.fixture
def shared() -> Path:
    """Return the folder of real notes; skip where it is not."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside this checkout: acceptance on real notes is left out")
    return SHARED
