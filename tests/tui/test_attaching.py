"""Attaching from the app, and looking at a photo in a terminal."""

from pathlib import Path

import pytest
from PIL import Image
from stage import Stage, staged

from fieldkit.tui.screens.attach import ToAttach, completed
from fieldkit.tui.screens.look import LookScreen
from fieldkit.tui.widgets.picture import Picture


def photo(path: Path) -> Path:
    """Write a photo: red over blue."""
    picture = Image.new("RGB", (8, 8), "red")
    picture.paste("blue", (0, 4, 8, 8))
    picture.save(path)
    return path


async def attach(stage: Stage, path: Path) -> None:
    """Attach a file by keys alone."""
    await stage.app.run_action("attach")
    await stage.until("Attach a photo or sound")
    await stage.type(str(path))
    await stage.press("enter")


async def test_a_photo_is_attached_shown_and_undone_by_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes to the last moment; a second try after a wrong path keeps what was typed."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    async with staged(tmp_path, lines=["shelf is empty"]) as stage:
        await attach(stage, tmp_path / "nope.png")
        await stage.until("cannot be read")
        photo(tmp_path / "nope.png")
        await stage.press("enter")
        await stage.until("(photo)")
        assert len(stage.moments[-1].media) == 1
        await stage.app.run_action("look")
        await stage.until("photo media/")
        assert isinstance(stage.app.screen, LookScreen)
        picture = stage.app.screen.query_one(Picture)
        await stage.until("▀▀▀▀▀▀▀▀")
        top, bottom = (str(next(iter(picture.render_line(y))).style) for y in (0, 3))
        assert top == "#ff0000 on #ff0000"
        assert bottom == "#0000ff on #0000ff"
        await stage.press("escape", "ctrl+z")
        await stage.settled()
        assert not stage.moments[-1].media


async def test_a_terminal_that_cannot_show_a_photo_shows_its_name_and_size(
    tmp_path: Path,
) -> None:
    """So does one whose Pillow or file is missing."""
    async with staged(tmp_path, lines=["shelf is empty"]) as stage:
        await attach(stage, photo(tmp_path / "a.png"))
        await stage.until("(photo)")
        next((stage.folder / "media").iterdir()).unlink()
        await stage.app.run_action("look")
        await stage.until("missing; see: fieldkit check")


async def test_with_no_moment_it_makes_one(tmp_path: Path) -> None:
    """Which has no words yet."""
    async with staged(tmp_path) as stage:
        await attach(stage, photo(tmp_path / "a.png"))
        await stage.until("1 moment ")
        [moment] = stage.moments
        assert (moment.text, len(moment.media)) == ("", 1)


def test_a_path_is_completed_as_far_as_it_can_be_meant(tmp_path: Path) -> None:
    """Photos, sounds and folders; no other files."""
    for name in ("shelf-1.jpg", "shelf-2.JPG", "shelf.txt", ".hidden.jpg"):
        (tmp_path / name).touch()
    (tmp_path / "shots").mkdir()
    assert completed(f"{tmp_path}/s")[1] == ["shelf-1.jpg", "shelf-2.JPG", "shots/"]
    assert completed(f"{tmp_path}/she") == (
        f"{tmp_path}/shelf-",
        ["shelf-1.jpg", "shelf-2.JPG"],
    )
    assert completed(f"{tmp_path}/sho")[0] == f"{tmp_path}/shots/"
    assert completed(f"{tmp_path}/none/x") == (f"{tmp_path}/none/x", ())


def test_what_a_terminal_pastes_for_a_dropped_file_is_understood(tmp_path: Path) -> None:
    """Spaces as they are, quoted or escaped; several files at once."""
    one, two = tmp_path / "a b.jpg", tmp_path / "c.jpg"
    for path in (one, two):
        path.touch()
    escaped = str(one).replace(" ", "\\ ")
    for typed in (str(one), f"'{one}'", escaped):
        assert ToAttach(f"{typed} ", "").paths == (one,)
    assert ToAttach(f"{escaped} {two}", "").paths == (one, two)
