"""Files that are no text of ours are refused in one line that says what to do."""

import os
from pathlib import Path

import pytest

from fieldkit.exchange.opening import bounded_lines, read_text
from fieldkit.model.errors import RefusedFileError


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_with_any_unicode_mark_is_read_the_same(tmp_path: Path, codec: str) -> None:
    """The mark says which; without one it is UTF-8."""
    path = tmp_path / "notes.md"
    path.write_bytes("- Grüße, 你好 👍\n".encode(codec))
    assert read_text(path) == "- Grüße, 你好 👍\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one_line_end(tmp_path: Path, end: str) -> None:
    """Three systems, one note."""
    path = tmp_path / "notes.md"
    path.write_bytes(f"one{end}two{end}".encode())
    assert read_text(path) == "one\ntwo\n"


def test_control_characters_are_the_notes_own(tmp_path: Path) -> None:
    """Only what editors write ends a line."""
    path = tmp_path / "notes.md"
    path.write_bytes(b"a\x0bb\x0cc\x1bd\xc2\x85e\xe2\x80\xa8f\n")
    assert read_text(path) == "a\x0bb\x0cc\x1bd\x85e\u2028f\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("- caf\xe9\n".encode("latin-1"), "not UTF-8 (line 1)"),
        (b"- one\n- two\n- \xff\xfe three\n", "not UTF-8 (line 3)"),
        (b"- one\n\x00\x01\x02\n", "is not a text file"),
        ("- one\n".encode("utf-16-le"), "UTF-16 without its mark"),
        (b"PK\x03\x04word", "is not a text file"),
        (b"%PDF-1.7\n", "is not a text file"),
        (b"- cut in the middle of a letter \xc3", "not UTF-8 (line 1)"),
    ],
)
def test_what_is_no_unicode_text_is_refused_in_one_line(
    tmp_path: Path, content: bytes, why: str
) -> None:
    """Guessing an encoding would change words."""
    path = tmp_path / "notes.md"
    path.write_bytes(content)
    with pytest.raises(RefusedFileError) as refused:
        read_text(path)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    """Each in words of its own."""
    with pytest.raises(RefusedFileError, match="There is no file"):
        read_text(tmp_path / "none.md")
    with pytest.raises(RefusedFileError, match="is a folder"):
        read_text(tmp_path)
    with pytest.raises(RefusedFileError, match="cannot be read"):
        read_text(tmp_path / "a\0b.md")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    """Permissions are named."""
    path = tmp_path / "notes.md"
    path.write_text("- one\n", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(RefusedFileError, match="cannot be read"):
        read_text(path)


def test_a_line_over_the_limit_yields_its_length_and_the_next_line_is_read(tmp_path: Path) -> None:
    """Its length is counted piece by piece."""
    path = tmp_path / "long.jsonl"
    path.write_text("short\n" + "x" * 200_000 + "\nlast", encoding="utf-8")
    found = [(number, line) for number, line, _ in bounded_lines(path, 100)]
    assert found == [(1, "short\n"), (2, 200_001), (3, "last")]


def test_a_line_of_exactly_the_limit_is_read_and_one_more_is_not(tmp_path: Path) -> None:
    """The limit is where it says."""
    path = tmp_path / "long.jsonl"
    path.write_text("x" * 100 + "\n" + "y" * 101 + "\n" + "z" * 101, encoding="utf-8")
    found = [line for _, line, _ in bounded_lines(path, 100)]
    assert found == ["x" * 100 + "\n", 102, 101]
