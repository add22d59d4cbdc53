"""Theme and keyboard are remembered; losing them loses nothing else."""

from pathlib import Path

import pytest
from stage import staged

from fieldkit.tui.preferences import NAME, Preferences
from fieldkit.tui.themes import NAMES


def test_what_was_kept_is_read_by_the_next(tmp_path: Path) -> None:
    """From a file of its own."""
    Preferences(tmp_path / "state").keep("theme", "sun")
    assert Preferences(tmp_path / "state").read("theme") == "sun"
    assert Preferences(tmp_path / "state").read("keys") is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"theme": 3}', b"\xff"])
def test_a_file_that_does_not_hold_is_as_none(tmp_path: Path, content: bytes) -> None:
    """It is a convenience, no more."""
    (tmp_path / NAME).write_bytes(content)
    assert Preferences(tmp_path).read("theme") is None


def test_a_place_that_cannot_be_written_keeps_it_for_this_time(tmp_path: Path) -> None:
    """And says nothing."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    preferences = Preferences(tmp_path / "file")
    preferences.keep("theme", "sun")
    assert preferences.read("theme") == "sun"


@pytest.mark.parametrize("theme", NAMES)
async def test_every_theme_says_the_same_in_words_and_signs(tmp_path: Path, theme: str) -> None:
    """Nothing is told by colour alone."""
    async with staged(tmp_path, lines=["card declined @pay !frustrated4 #signs"]) as stage:
        await stage.type("waits !an")
        calm = stage.text
        stage.app.theme = theme
        await stage.settled()
        assert stage.text == calm


async def test_the_next_theme_and_keyboard_are_kept(tmp_path: Path) -> None:
    """By the commands of the palette."""
    async with staged(tmp_path) as stage:
        names = list(NAMES)
        after = names[(names.index(stage.app.theme) + 1) % len(names)]
        await stage.app.run_action("app.next_theme")
        await stage.app.run_action("app.next_layout")
        await stage.press("escape")
        assert stage.app.theme == after
        assert stage.app.capture.pad.layout.name == "qwertz"
        assert "keyboard: qwertz" in stage.text


async def test_the_app_can_begin_at_digests(tmp_path: Path) -> None:
    """Once there is something to show."""
    async with staged(tmp_path, start="digests") as stage:
        await stage.until("Enter compiles it")
