"""The registry: a format is found by name, and by what a file is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fieldkit.exchange.formats import FORMATS, GROUP, Format, detect, named
from fieldkit.model.errors import FieldkitError, NotFoundError, RefusedFileError, UsageError
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
        ("a", "[14:05] words", "markdown"),
        ("a.json", '[{"text": "x"}]', "json"),
        ("a.json", '{"moments": []}', "json"),
        ("a.csv", "text,who\nx,P1\n", "csv"),
        ("a.tsv", "text\twho\n", "csv"),
        ("a.xlsx", "PK\x03\x04", "xlsx"),
        ("a.fieldkit", "PK\x03\x04", "bundle"),
        ("a.fieldkit", FRONT, "shorthand"),
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
        ("a.json", "words", "does not hold what .json files do"),
        ("a.csv", "words", "does not hold what .csv files do"),
        ("a.xlsx", "words", "does not hold what .xlsx files do"),
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


def test_a_format_of_another_package_is_found_by_its_entry_point(tmp_path: Path) -> None:
    """Its own module is loaded when it is used; what does not load is told and left out."""
    package = tmp_path / "other-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1\n")
    (package / "entry_points.txt").write_text(
        f"[{GROUP}]\nlog = other_format:LOG\nbad = no_such_module:X\nodd = os:sep\n"
    )
    (tmp_path / "other_format.py").write_text(
        "from fieldkit.exchange.formats import Format\n"
        "LOG = Format(name='log', title='x', suffixes=('.log',), module='other_format',"
        " extra='log', writes=True)\n"
        "import_later = None\n"
        "def sniff(head): return True\n"
        "def read(path, *, words, zone, progress=None): return 'read'\n"
    )
    code = (
        "from pathlib import Path; from fieldkit.exchange.formats import detect, every, to_write;"
        "told = []; print([f.name for f in every(told)][-1], len(told), *told, sep='|');"
        "print(detect(Path('a.log')).read(None, words=None, zone=''), to_write(Path('b.log')).name)"
    )
    (tmp_path / "a.log").write_text("x")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=True,
        text=True,
    )
    told, read = done.stdout.splitlines()
    assert told.startswith("log|2|The format bad of another package does not load (ModuleNotFound")
    assert told.endswith("|The format odd of another package is no format; it is left out.")
    assert read == "read log"


def test_a_format_whose_extra_is_missing_names_it() -> None:
    """And how to have it."""
    lacking = Format(
        name="odd", title="x", suffixes=(".odd",), module="no_such_module", extra="odd"
    )
    with pytest.raises(
        UsageError, match=r"odd needs no_such_module.*pip install 'fieldkit\[odd\]'"
    ):
        _ = lacking.read


@pytest.mark.parametrize("fmt", READ)
def test_every_reader_refuses_a_zone_that_there_is_not(tmp_path: Path, fmt: str) -> None:
    """With the name of one that there is."""
    path = tmp_path / "a"
    path.write_text("x\n", encoding="utf-8")
    for zone in ("Mars/Base", "../etc", ""):
        with pytest.raises(FieldkitError, match="Europe/Berlin"):
            named(fmt).read(path, words=Words(), zone=zone)
