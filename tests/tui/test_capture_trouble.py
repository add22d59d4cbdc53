"""Capture when the disk refuses, and when another window writes: nothing typed is lost."""

import asyncio
import errno
from pathlib import Path

from stage import ANA, PATIENCE, Standing, make_study, staged
from typing_extensions import override

from fieldkit.store.files import Files
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook

BRIGHT_RED = 9
"""Of the sixteen colours of a terminal."""


class FullDisk(Files):
    """A disk that is full for as long as it is told."""

    def __init__(self) -> None:
        self.full = False

    @override
    def write(self, fd: int, data: bytes) -> int:
        """Refuse while full."""
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(fd, data)


async def test_a_full_disk_turns_the_status_and_keys_go_on_and_all_is_saved_in_the_end(
    tmp_path: Path,
) -> None:
    """What is on its way stays in sight; `saved` comes back by itself."""
    files = FullDisk()
    async with staged(tmp_path, files=files) as stage:
        files.full = True
        for text in ("one", "two"):
            await stage.pilot.press(*text, "enter")
        await stage.until("NOT SAVED")
        await stage.pilot.press("t", "h")
        await stage.until("saving… one")
        await stage.until("No space left on device")
        assert stage.app.capture.line.value == "th"
        files.full = False
        await stage.until("  saved")
        await stage.settled()
        assert "NOT SAVED" not in stage.text
        assert [moment.text for moment in stage.moments] == ["one", "two"]


async def test_quitting_while_the_disk_refuses_is_asked_about(tmp_path: Path) -> None:
    """And what was never saved can be told at the end."""
    files = FullDisk()
    async with staged(tmp_path, files=files) as stage:
        files.full = True
        await stage.pilot.press(*"one", "enter")
        await stage.until("NOT SAVED")
        await stage.pilot.press("ctrl+q")
        await stage.until("1 not on the disk yet")
        await stage.pilot.press("q")
        await stage.pilot.pause()
        app = stage.app
    assert app.capture.unsaved() == ["one"]


async def test_a_read_only_study_gives_the_line_back(tmp_path: Path) -> None:
    """In the place where it was typed."""
    async with staged(tmp_path) as stage:
        journal = stage.app.desk.place
        assert journal is not None
        journal.notebook.ledger.journal.newer = True
        await stage.type("card declined")
        await stage.press("enter")
        assert stage.app.capture.line.value == "card declined"
        assert "newer fieldkit" in stage.text


async def test_what_another_window_writes_is_shown_within_a_second(tmp_path: Path) -> None:
    """And leaves the line alone."""
    async with staged(tmp_path, lines=["one"]) as stage:
        await stage.type("mine")
        other = Notebook(stage.folder, stage.home, ANA, clock=stage.clock)
        other.write("theirs @leave")
        await stage.until("theirs")
        assert stage.app.capture.line.value == "mine"


async def test_drafts_are_on_the_disk_within_a_second_of_the_key(tmp_path: Path) -> None:
    """As typed, with the time of the first key."""
    async with staged(tmp_path) as stage:
        await stage.type("half a")
        logs = stage.folder / "log"
        async with asyncio.timeout(PATIENCE):
            while '"half a"' not in drafted(logs):
                await stage.pilot.pause(0.01)
        assert '"began": "2026-05-11T12:01:00+00:00"' in drafted(logs)


def drafted(logs: Path) -> str:
    """Return what stands in the drafts."""
    return "".join(path.read_text(encoding="utf-8") for path in logs.glob("*.draft.*"))


async def test_the_study_is_opened_only_after_something_stands_on_the_screen(
    tmp_path: Path,
) -> None:
    """A key struck before is not lost."""
    home, clock = Home(tmp_path / "state" / "fieldkit"), Standing()
    make_study(tmp_path / "study", home, clock)
    async with staged(tmp_path, make=False) as stage:
        assert stage.app.capture.line.has_focus


async def test_that_nothing_is_saved_is_legible_in_the_terminals_own_colours(
    tmp_path: Path,
) -> None:
    """No plain foreground on red: reversed, the text has the colour of the terminal's ground."""
    files = FullDisk()
    async with staged(tmp_path, files=files) as stage:
        stage.app.theme = "terminal"
        files.full = True
        await stage.pilot.press(*"one", "enter")
        await stage.until("No space left on device")
        banner = stage.app.capture.query_one(".trouble")
        segment = next(s for s in banner.render_line(0) if "No space" in s.text)
        style = segment.style
        assert style is not None
        assert style.reverse
        assert style.color is not None
        assert style.color.number == BRIGHT_RED
        files.full = False
        await stage.until("  saved")
