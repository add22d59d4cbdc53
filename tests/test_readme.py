"""The README's commands work as printed, and every command stands in it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from fieldkit.cli.group import NAMES
from fieldkit.model.shipped import vocabulary
from fieldkit.model.words import Words
from fieldkit.shorthand.line import parse

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTES = "- 14:05 waits at the till\n- puts it back\n"
ROW = '{"session": "G1", "participant": "P1", "kind": "quote", "text": "which till?"}\n'


def blocks(under: str) -> list[str]:
    """Return the shell blocks of one section."""
    section = README.partition(f"## {under}\n")[2].partition("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)


def test_the_tour_runs_as_printed(tmp_path: Path) -> None:
    """Every line of the five minutes succeeds, in order, in a fresh folder."""
    for name, text in (("notes.md", NOTES), ("moments.jsonl", ROW)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    tour = "".join(blocks("Five minutes"))
    tour = tour.replace("import notes.md moments", "import ../notes.md ../moments")
    tour = tour.replace("import notes.md --dry", "import ../notes.md --dry")
    script = f'set -eu\nfieldkit() {{ "{sys.executable}" -m fieldkit "$@"; }}\n{tour}'
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "visits" / "digests" / "topline.html").is_file()


def test_set_up_is_two_commands() -> None:
    """Exactly those which CI runs."""
    commands = [line for block in blocks("Set-up") for line in block.splitlines()]
    assert commands == [
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/fieldkit demo",
        "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest",
    ]


def test_every_command_is_documented() -> None:
    """A command nobody reads of does not exist."""
    assert [name for name in NAMES if f"`{name}`" not in README] == []


def test_the_example_line_of_the_card_reads_without_a_warning() -> None:
    """The card shows what the grammar does."""
    line = re.search(r"^    (14:05 P3: .*)$", README, re.MULTILINE)
    assert line is not None
    feelings = {term.word: term for term in vocabulary("customer").terms}
    read = parse(line[1], Words(feelings=feelings, vocabulary="customer"))
    assert read.told == ()
    assert (read.touchpoint, read.codes) == ("checkout", ("repeat-request",))
    assert read.text == "I already gave you this card"


def test_the_picture_is_there() -> None:
    """The README shows what fieldkit is."""
    for name in re.findall(r"\]\((\.pictures/[^)]+)\)", README):
        assert (Path(__file__).parents[1] / name).is_file(), name


def test_the_picture_loads_nothing_and_shows_the_keys_that_the_app_has() -> None:
    """GitHub shows no font and no file from elsewhere; a picture of another app misleads."""
    svg = (ROOT / ".pictures" / "capture.svg").read_text(encoding="utf-8")
    assert ".pictures/capture.svg" in README
    assert not re.search(r"@import|@font-face|url\((?!#)|<(?:image|script|foreignObject)", svg)
    shown = " ".join(re.findall(r">([^<>]+)</text>", svg)).replace("&#160;", " ")
    screen = (ROOT / "tests" / "screens" / "line-160x48.txt").read_text(encoding="utf-8")
    keys = re.findall(r"(\S+) (\w+)(?: {2}|$)", screen.rstrip("\n").rsplit("\n", 1)[1])
    words = " ".join(shown.split())
    there = [f"{key} {does}" in words for key, does in keys]
    assert keys[:3] == [("Enter", "save"), ("Tab", "tag"), ("Esc", "pad")]
    assert there == sorted(there, reverse=True), "the picture has other keys than the screen"
    assert sum(there) > 5
    assert "Tab takes it" in words
