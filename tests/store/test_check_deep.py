"""A check says in plain words what is whole and what is not, and how to get back what is kept."""

import hashlib
from pathlib import Path

import pytest

from fieldkit.store.check import Report, check
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook


def attach(notebook: Notebook, data: bytes) -> Path:
    """Attach a photo to ana-1."""
    name = f"{hashlib.sha256(data).hexdigest()}.jpg"
    path = notebook.folder / "media" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    notebook.commit(lambda _: [{"table": "moments", "id": "ana-1", "set": {f"media/{name}": True}}])
    return path


@pytest.fixture
def written(notebook: Notebook) -> Notebook:
    """Return a study of a moment, settled."""
    notebook.write("waits @till")
    notebook.settle()
    return notebook


def checked(notebook: Notebook, home: Home, *, deep: bool) -> Report:
    """Check a study with its snapshot up to date."""
    notebook.settle()
    return check(notebook.folder, home, deep=deep)


def test_a_whole_study_needs_no_look(written: Notebook, home: Home) -> None:
    """Deep or not; without a backup it says how to make one."""
    attach(written, b"photo")
    for report in (checked(written, home, deep=False), checked(written, home, deep=True)):
        assert report.wrong == ()
        assert report.mended == ()
    none = "backups: none yet; fieldkit backup makes one"
    assert none in checked(written, home, deep=True).whole


def test_only_deep_reads_media_again(written: Notebook, home: Home) -> None:
    """A changed byte of the same size is seen by its hash alone."""
    path = attach(written, b"photo")
    path.write_bytes(b"phot0")
    assert checked(written, home, deep=False).wrong == ()
    (wrong,) = checked(written, home, deep=True).wrong
    assert "is not what was attached" in wrong


@pytest.mark.parametrize("deep", [False, True])
def test_a_medium_that_is_gone_or_empty_is_seen_without_deep(
    written: Notebook, home: Home, *, deep: bool
) -> None:
    """That costs nothing."""
    path = attach(written, b"photo")
    path.write_bytes(b"")
    (wrong,) = checked(written, home, deep=deep).wrong
    assert "is not what was attached" in wrong
    path.unlink()
    (wrong,) = checked(written, home, deep=deep).wrong
    assert "is missing" in wrong


def test_media_that_nobody_names_are_told_and_left(written: Notebook, home: Home) -> None:
    """Undo may bring back what names them."""
    path = attach(written, b"photo")
    written.delete("moments", ["ana-1"])
    report = checked(written, home, deep=True)
    assert report.wrong == ()
    assert any("1 that no moment names" in line for line in report.whole)
    assert path.exists()


def test_deep_opens_every_backup(written: Notebook, home: Home) -> None:
    """One damaged since it was made is named; the others are counted."""
    first = written.backup().path
    written.write("leaves")
    second = written.backup().path
    told: list[tuple[int, int]] = []
    report = check(written.folder, home, deep=True, progress=lambda n, of: told.append((n, of)))
    assert f"backups: 2 of 2 opened and whole; newest {second.name}" in report.whole
    assert told == [(1, 2), (2, 2)]
    first.write_bytes(first.read_bytes()[:-30])
    report = checked(written, home, deep=True)
    (wrong,) = report.wrong
    assert first.name in wrong
    assert f"backups: 1 of 2 opened and whole; newest {second.name}" in report.whole
    assert not [line for line in checked(written, home, deep=False).whole if "backups" in line]
    assert not list(first.parent.glob(".opening*"))


def test_deep_reads_the_media_kept_beside_the_backups(written: Notebook, home: Home) -> None:
    """Nobody would see it before the day it is needed."""
    name = attach(written, b"photo").name
    path = written.backup().path
    (path.parent / "media" / name).write_bytes(b"phot0")
    (wrong,) = checked(written, home, deep=True).wrong
    assert path.name in wrong
    assert name in wrong


def test_what_is_kept_is_told_with_how_to_get_it_back(written: Notebook, home: Home) -> None:
    """In words for somebody who never opened a journal."""
    (log,) = (written.folder / "log").glob("*.jsonl")
    log.write_bytes(log.read_bytes().replace(b'"waits"', b'"waitz"'))
    report = check(written.folder, home)
    wrong = next(line for line in report.wrong if "damaged" in line)
    kept = wrong.partition("quarantine/")[2].partition(".")[0]
    assert b"waitz" in (written.folder / "quarantine" / kept).read_bytes()
    how = next(line for line in report.whole if line.startswith("quarantine/: 1 file"))
    for words in ("ever deleted", "any text editor", "fieldkit note", "fieldkit backup --list"):
        assert words in how
