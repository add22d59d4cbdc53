"""A user's own keys."""

from pathlib import Path

import pytest
from stage import staged

from fieldkit.tui.keymap import NAME, read_keys
from fieldkit.tui.layouts import LEFT, QWERTY


def kept(folder: Path, text: str) -> Path:
    """Keep a file of keys."""
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_text(text, encoding="utf-8")
    return folder


def test_where_there_is_no_file_the_usual_keys_hold(tmp_path: Path) -> None:
    """And nothing is said."""
    for folder in (None, tmp_path, kept(tmp_path / "empty", "")):
        keys = read_keys(folder)
        assert (keys.keymap, keys.trouble, keys.over(QWERTY)) == ({}, "", QWERTY)


def test_commands_and_pad_take_other_keys(tmp_path: Path) -> None:
    """By the names that the palette finds them by."""
    text = 'keyboard = "azerty"\n[keys]\nundo = "f8"\n"digests.export" = "x"\n[pad]\ncode = "z"\n'
    keys = read_keys(kept(tmp_path, text.replace('"z"', '"j"')))
    assert keys.trouble == ""
    assert keys.keyboard == "azerty"
    assert keys.keymap == {"everywhere.undo": "f8", "digests.export": "x"}
    assert keys.over(LEFT).code == "j"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[keys", "is no TOML"),
        ('keyboard = "dvorak"', "none of qwerty"),
        ('[keys]\nfly = "f8"', "no command 'fly'"),
        ('[keys]\nundo = "alt+u"', "'alt+u' is no key"),
        ('[keys]\nundo = "f2"', "is capture already"),
        ("[keys]\nundo = 3", "3 is no key"),
        ('[pad]\ncode = "q"', "means something else"),
        ('[pad]\ncode = "d"', "means something else"),
        ('[pad]\nmood = "z"', "the pad has no 'mood'"),
        ("colour = 1", "'colour' means nothing"),
        ("keys = 1\npad = 2", "is no table"),
        ('[keys]\nfly = "f8"\nrun = "f9"', "(and 1 more)"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_and_the_usual_key_stays(
    tmp_path: Path, text: str, said: str
) -> None:
    """It says where, what, and what to do."""
    keys = read_keys(kept(tmp_path, text))
    assert said in keys.trouble
    assert "\n" not in keys.trouble
    assert keys.keymap == {}
    assert keys.over(QWERTY) == QWERTY


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """As is one that cannot be read."""
    (tmp_path / NAME).write_bytes(b"\xff\xfe")
    assert "no UTF-8" in read_keys(tmp_path).trouble


async def test_the_app_obeys_them_shows_them_and_tells_what_is_wrong(tmp_path: Path) -> None:
    """In the line of keys too."""
    text = '[keys]\nhelp = "f8"\nfly = "f9"\n[pad]\ncode = "j"\n'
    keys = read_keys(kept(tmp_path / "config", text))
    async with staged(tmp_path, lines=["one"], keys=keys, size=(120, 24)) as stage:
        assert "there is no command 'fly'" in stage.text
        assert "F8 help" in stage.text
        await stage.press("escape")
        assert "j code" in stage.text
        await stage.press("f1")
        assert "Up and Down scroll" not in stage.text
        await stage.press("f8")
        assert "Up and Down scroll" in stage.text
