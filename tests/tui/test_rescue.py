"""A disk that refuses: what is typed stands in a second place, and comes back at the next start."""

import errno
from pathlib import Path

from stage import Stage, staged
from typing_extensions import override

from fieldkit.store.files import Files


class FullStudy(Files):
    """A disk that takes nothing of the study; the home is on another."""

    def __init__(self, study: Path) -> None:
        self.full = False
        self._study = study
        self._there: set[int] = set()

    @override
    def open(self, path: Path, flags: int) -> int:
        """Open, and remember what is of the study."""
        fd = super().open(path, flags)
        self._there.discard(fd)
        if self._study in path.parents:
            self._there.add(fd)
        return fd

    @override
    def write(self, fd: int, data: bytes) -> int:
        """Refuse what is of the study."""
        if self.full and fd in self._there:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(fd, data)


def rescued(stage: Stage) -> str:
    """Return what stands in the second place."""
    folder = stage.home.rescue(stage.app.capture.view.study.id)  # type: ignore[union-attr]  # it is open
    return "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.draft.*"))


async def kept(stage: Stage, *texts: str) -> None:
    """Wait until texts stand in the second place."""
    for text in texts:
        while f'"{text}"' not in rescued(stage):
            await stage.pilot.pause(0.02)


async def test_notes_a_full_disk_refuses_stand_in_a_second_place_until_it_takes_them(
    tmp_path: Path,
) -> None:
    """Those that wait behind the first, and the line being typed; the status says where."""
    files = FullStudy(tmp_path / "study")
    async with staged(tmp_path, files=files) as stage:
        files.full = True
        for text in ("one", "two"):
            await stage.pilot.press(*text, "enter")
        await stage.pilot.press(*"thr")
        await kept(stage, "one", "two", "thr")
        await stage.until("2 kept here and, for the next start, in")
        await stage.until("Free some space")
        files.full = False
        await stage.until("  saved")
        await stage.settled()
        assert [moment.text for moment in stage.moments] == ["one", "two"]
        while rescued(stage):
            await stage.pilot.pause(0.02)


async def test_what_was_never_saved_is_offered_at_the_next_start_once(tmp_path: Path) -> None:
    """With the time of its first key; afterwards the second place is empty."""
    files = FullStudy(tmp_path / "study")
    async with staged(tmp_path, files=files) as stage:
        files.full = True
        await stage.pilot.press(*"one", "enter", *"tw")
        await kept(stage, "one", "tw")
        at = stage.clock.at
    async with staged(tmp_path, make=False) as stage:
        for text in ("one", "tw"):
            await stage.until(f"“{text}”")
            await stage.press("enter")
        assert [(m.text, m.at) for m in stage.moments] == [("one", at), ("tw", at)]
        assert not rescued(stage)


async def test_the_line_of_a_moment_comes_back_as_that_moments_line(tmp_path: Path) -> None:
    """Not as another moment."""
    files = FullStudy(tmp_path / "study")
    async with staged(tmp_path, lines=["card declined"], files=files) as stage:
        files.full = True
        await stage.pilot.press("escape", "n", *" twice", "enter")
        await kept(stage, "card declined twice")
    async with staged(tmp_path, make=False) as stage:
        await stage.until("“card declined twice”")
        await stage.press("enter")
        assert [moment.text for moment in stage.moments] == ["card declined twice"]


async def test_with_no_second_place_the_status_says_to_leave_the_window_open(
    tmp_path: Path,
) -> None:
    """And nothing is claimed that is not so."""
    files = FullStudy(tmp_path)
    async with staged(tmp_path, files=files) as stage:
        files.full = True
        await stage.pilot.press(*"one", "enter")
        await stage.until("1 kept in this window only: leave it open until it says saved")
        files.full = False
        await stage.until("  saved")
        await stage.settled()
        assert [moment.text for moment in stage.moments] == ["one"]
