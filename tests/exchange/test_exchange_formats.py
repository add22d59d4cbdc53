"""The registry: a format is found by name, and by what a file is."""

from pathlib import Path

import pytest

from fieldkit.exchange.formats import FORMATS, detect, named
from fieldkit.model.errors import FieldkitError, NotFoundError, RefusedFileError
from fieldkit.model.words import Words

READ = [known.name for known in FORMATS if known.reads and not known.whole]
FRONT = "---\nfieldkit: 1\nsession: A\n---\n14:05 asks @till\n"


@pytest.mark.parametrize(
    ("name", "content", "fmt"),
    [
        ("a.jsonl", '{"text": "x"}', "jsonl"),
        ("a.ndjson", '\n{"text": "x"}', "jsonl"),
        ("a.md", "# Notes\n- x", "markdown"),
        ("a.MARKDOWN", "x", "markdown"),
        ("a.txt", "x", "markdown"),
        ("a.md", FRONT, "shorthand"),
        ("a.md", "\ufeff" + FRONT, "shorthand"),
        ("a.txt", FRONT.replace("\n", "\r\n"), "shorthand"),
        ("a.md", "---\ntitle: x\n---\nfieldkit: 1\n", "markdown"),
        ("a", '{"text": "x"}', "jsonl"),
        ("a", "words", "markdown"),
        ("a.log", FRONT, "shorthand"),
    ],
)
def test_a_file_is_known_by_suffix_and_content(
    tmp_path: Path, name: str, content: str, fmt: str
) -> None:
    """The more particular format wins."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8", newline="")
    assert detect(path).name == fmt


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.json", "[]", "save it as JSON lines"),
        ("a.csv", "a,b", "save it as JSON lines"),
        ("a.html", "<p>", "save it as Markdown"),
        ("a.jsonl", "words", "does not hold what .jsonl files do"),
        ("a.md", "", "is empty"),
        ("a.md", " \n\n", "is empty"),
        ("a.docx", "PK\x03\x04", "is not a text file"),
    ],
)
def test_a_file_of_no_known_format_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: str, why: str
) -> None:
    """One line, and nothing is read."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RefusedFileError, match=why):
        detect(path)


def test_an_unknown_name_lists_the_known_ones() -> None:
    """As --as would be mistyped."""
    with pytest.raises(NotFoundError, match="jsonl, json, shorthand, markdown"):
        named("docx")
    assert [named(known.name) for known in FORMATS] == list(FORMATS)
    assert named("MD").name == "markdown"


@pytest.mark.parametrize("fmt", READ)
def test_every_reader_refuses_what_is_no_text(tmp_path: Path, fmt: str) -> None:
    """The same line from each, whatever was named with --as."""
    path = tmp_path / "a"
    path.write_bytes(b"\x00\x01")
    for bad in (path, tmp_path, tmp_path / "none"):
        with pytest.raises(RefusedFileError):
            named(fmt).read(bad, words=Words(), zone="UTC")


@pytest.mark.parametrize("fmt", READ)
def test_every_reader_refuses_a_zone_that_there_is_not(tmp_path: Path, fmt: str) -> None:
    """With the name of one that there is."""
    path = tmp_path / "a"
    path.write_text("x\n", encoding="utf-8")
    for zone in ("Mars/Base", "../etc", ""):
        with pytest.raises(FieldkitError, match="Europe/Berlin"):
            named(fmt).read(path, words=Words(), zone=zone)
