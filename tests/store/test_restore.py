"""Restoring: into a new folder, all or nothing, and nothing that a zip says is believed."""

import errno
import hashlib
import json
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from fieldkit.model.errors import NotSavedError, RefusedFileError, UsageError
from fieldkit.store.backup_file import LIST
from fieldkit.store.backup_list import Contents, fits
from fieldkit.store.files import Files
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook
from fieldkit.store.restore import look_into, place_for, restore

Clock = Callable[[], datetime]
Forge = Callable[..., Path]


@pytest.fixture
def backup(notebook: Notebook, tmp_path: Path) -> Path:
    """Return a backup of a study of two moments."""
    notebook.write("waits @till")
    notebook.write("leaves")
    notebook.settle()
    return notebook.backup(tmp_path / "whole.zip").path


@pytest.fixture
def forge(backup: Path, tmp_path: Path) -> Forge:
    """Return what makes a backup with one more member, listed as if it belonged there."""

    def make(name: str, data: bytes = b"x", *, mode: int = 0, listed: bool = True) -> Path:
        path = tmp_path / "forged.zip"
        with zipfile.ZipFile(backup) as old, zipfile.ZipFile(path, "w") as new:
            row: dict[str, Any] = json.loads(old.read(LIST))
            for info in old.infolist():
                if info.filename != LIST:
                    new.writestr(info, old.read(info))
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
            if listed:
                row["files"][name] = [len(data), "0" * 64]
            new.writestr(LIST, json.dumps(row))
        return path

    return make


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_comes_back_is_what_was(
    notebook: Notebook, backup: Path, home: Home, tmp_path: Path
) -> None:
    """Log, snapshot and moments, to the byte."""
    done = restore(backup, tmp_path / "again")
    for name, data in everything(done.folder).items():
        if not name.endswith(".ended"):
            assert data == (notebook.folder / name).read_bytes()
    again = Notebook(done.folder, home, notebook.observer)
    assert again.casebook() == notebook.casebook()
    assert again.ledger.recovered is None
    assert again.ledger.journal.troubles == []
    assert done.contents.rows["moments"] == 2
    assert done.folder.stat().st_mode & 0o077 == 0


def test_a_restored_copy_begins_a_new_log_though_nothing_was_written_since(
    notebook: Notebook, backup: Path, home: Home, clock: Clock, tmp_path: Path
) -> None:
    """It reaches exactly what this installation remembers, and still nobody continues its logs."""
    (log,) = (notebook.folder / "log").glob("*.jsonl")
    done = restore(backup, tmp_path / "again")
    assert home.reached(notebook.study.id, "ana") is not None
    again = Notebook(done.folder, home, notebook.observer, clock=clock)
    assert again.ledger.journal.own_position("ana") is None
    notebook.write("in the original")
    assert again.undo() is None, "what another copy may undo is not this one's"
    written = again.write("in the copy")
    assert written.moment.id == "ana2-1"
    logs = sorted((done.folder / "log").glob("*.jsonl"))
    assert len(logs) == 2
    assert log.read_bytes().startswith((done.folder / "log" / log.name).read_bytes())
    merged = tmp_path / "merged"
    (merged / "log").mkdir(parents=True)
    for path in [*logs, log]:
        (merged / "log" / path.name).write_bytes(path.read_bytes())
    met = Notebook(merged, Home(tmp_path / "other"), notebook.observer, clock=clock)
    texts = {moment.text for moment in met.moments}
    assert texts == {"waits", "leaves", "in the copy", "in the original"}
    assert met.ledger.journal.troubles == [], "no number twice"


def test_it_begins_a_new_log_in_a_later_process_and_from_a_backup_of_itself_too(
    notebook: Notebook, backup: Path, home: Home, clock: Clock, tmp_path: Path
) -> None:
    """The mark stays with the copy."""
    first = restore(backup, tmp_path / "one").folder
    Notebook(first, home, notebook.observer, clock=clock).write("in the copy")
    again = Notebook(first, home, notebook.observer, clock=clock)
    again.write("in the copy once more")
    assert len(list((first / "log").glob("*.jsonl"))) == 2, "the new log is continued"
    path = again.backup(tmp_path / "second.zip").path
    second = restore(path, tmp_path / "two").folder
    third = Notebook(second, home, notebook.observer, clock=clock)
    third.write("in the copy's copy")
    assert len(list((second / "log").glob("*.jsonl"))) == 3


def test_nothing_is_written_over(backup: Path, tmp_path: Path) -> None:
    """Neither a study, nor an empty folder, nor a link to nowhere."""
    (tmp_path / "study-again").mkdir()
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    before = sorted(p.name for p in tmp_path.iterdir())
    for name in ("study", "study-again", "whole.zip", "dangling"):
        with pytest.raises(UsageError, match="writes over nothing"):
            restore(backup, tmp_path / name)
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_the_place_is_the_studys_name_with_the_day_and_never_taken(
    backup: Path, tmp_path: Path
) -> None:
    """A second restore of one day gets a number."""
    contents = look_into(backup)
    assert place_for(contents, tmp_path) == tmp_path / "study-2026-05-11"
    restore(backup, place_for(contents, tmp_path))
    assert place_for(contents, tmp_path) == tmp_path / "study-2026-05-11-2"


@pytest.mark.parametrize("folder", ["..", "../up", "/etc", "", "a/b", "con\x07trol"])
def test_the_place_stays_where_it_is_looked_for_whatever_the_list_says(
    backup: Path, tmp_path: Path, folder: str
) -> None:
    """The list of a zip is as little to be trusted as its names."""
    held = look_into(backup)
    forged = Contents(**{**{n: getattr(held, n) for n in held.__slots__}, "folder": folder})
    assert place_for(forged, tmp_path) == tmp_path / "study-2026-05-11"


TRICKS = [
    "../outside",
    "log/../../outside",
    "/etc/passwd",
    "//host/share",
    "C:/x",
    "log\\..\\..\\x",
    "log/C:x",
    "log//x",
    "log/./x",
    "log/.. /x",
    "log/x.",
    "log/x\x00y",
    "log/x\x1b[31m",
    "study.json/x",
    "elsewhere/x",
    "x",
    "log",
    "",
    "log/" + "d/" * 40 + "x",
    "log/" + "x" * 300,
]


@pytest.mark.parametrize("name", TRICKS)
def test_names_that_lead_elsewhere_are_refused(forge: Forge, tmp_path: Path, name: str) -> None:
    """In one line, and nothing is left of it."""
    assert not fits(name)
    path = forge(name)
    refuse(path, tmp_path)


def refuse(path: Path, tmp_path: Path) -> str:
    """Restore what must be refused; return why."""
    before = everything(tmp_path)
    with pytest.raises(RefusedFileError) as refused:
        restore(path, tmp_path / "again")
    message = str(refused.value)
    assert "\n" not in message
    assert "\x1b" not in message
    assert everything(tmp_path) == before
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".again")]
    return message


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR])
def test_what_is_no_plain_file_is_refused(forge: Forge, tmp_path: Path, kind: int) -> None:
    """A link would let a later name lead out of the folder."""
    assert "no plain file" in refuse(forge("log/x", b"/etc", mode=kind | 0o777), tmp_path)


def test_a_file_that_the_list_does_not_know_is_refused(forge: Forge, tmp_path: Path) -> None:
    """So is one of another size, and one of another content."""
    assert "list says" in refuse(forge("digests/x", listed=False), tmp_path)
    assert "does not read as written" in refuse(forge("digests/x"), tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(backup: Path, tmp_path: Path) -> None:
    """One was checked, the other would be written."""
    with zipfile.ZipFile(backup, "a") as held:
        held.writestr("study.json", b"{}")
    assert "twice" in refuse(backup, tmp_path)


class NoCase(Files):
    """A disk to which upper and lower case are the same."""

    @override
    def open(self, path: Path, flags: int) -> int:
        """Refuse a new file whose name another has in other letters."""
        there = {each.name.casefold() for each in path.parent.iterdir()}
        if flags & os.O_EXCL and path.name.casefold() in there:
            raise FileExistsError
        return super().open(path, flags)


def test_names_that_differ_only_in_case_are_never_written_over_each_other(
    forge: Forge, notebook: Notebook, tmp_path: Path
) -> None:
    """One is left out of a backup, and told; one that holds both comes back where both can be."""
    forged = forge("Study.json", b"{}")
    assert "belongs to no study" in refuse(forged, tmp_path)
    digests = notebook.folder / "digests"
    digests.mkdir(exist_ok=True)
    for name in ("a.md", "A.md"):
        (digests / name).write_text(name, encoding="utf-8")
    taken = notebook.backup(tmp_path / "two.fieldkit")
    assert (taken.wrong, taken.left_out) == ("", ("digests/a.md",))
    both = tmp_path / "both.zip"
    with zipfile.ZipFile(taken.path) as old, zipfile.ZipFile(both, "w") as new:
        row: dict[str, Any] = json.loads(old.read(LIST))
        for info in old.infolist():
            if info.filename != LIST:
                new.writestr(info, old.read(info))
        new.writestr("digests/a.md", b"other")
        row["files"]["digests/a.md"] = [5, hashlib.sha256(b"other").hexdigest()]
        new.writestr(LIST, json.dumps(row))
    done = restore(both, tmp_path / "put")
    assert (done.folder / "digests/a.md").read_text("utf-8") == "other"
    assert (done.folder / "digests/A.md").read_text("utf-8") == "A.md"
    with pytest.raises(RefusedFileError, match="only by case"):
        restore(both, tmp_path / "nocase", files=NoCase())
    assert not (tmp_path / "nocase").exists()


@pytest.mark.parametrize("large", [False, True])
def test_a_table_of_contents_without_bound_is_refused_before_it_is_loaded(
    tmp_path: Path, *, large: bool
) -> None:
    """Also where the record of a large zip says so, and the other says little."""
    size = 1 << 27
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0, 0, 16 if large else size, 0, 0)
    much = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 0, 0, 0, 0, 0, 0, size, 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1)
    path = tmp_path / "much.zip"
    path.write_bytes((much + locator if large else b"") + end)
    assert "table of contents" in refuse(path, tmp_path)


def test_what_swells_is_refused_before_a_byte_of_it_is_written(
    forge: Forge, tmp_path: Path
) -> None:
    """A few bytes that say they are many gigabytes, and a list that agrees."""
    path = forge("digests/x", b"\0" * 100_000)
    claim(path, 100_000, 3 << 30)
    assert "list says" in refuse(path, tmp_path)
    path = relist(forge("digests/x", b"\0" * 100_000), 3 << 30)
    claim(path, 100_000, 3 << 30)
    assert "swell" in refuse(path, tmp_path)
    path = relist(forge("digests/x", b"\0" * 100_000), 1 << 29)
    claim(path, 100_000, 1 << 29)
    assert "does not read as written" in refuse(path, tmp_path), "it ends where its bytes end"


def claim(path: Path, size: int, claimed: int) -> None:
    """Make a zip's directory say another size than what is in it."""
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        if struct.unpack_from("<I", data, at + 24)[0] == size:
            struct.pack_into("<I", data, at + 24, claimed)
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(data)


def relist(path: Path, size: int) -> Path:
    """Make a backup's list say another size for what it does not believe anyway."""
    aside = path.with_name("relisted.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(aside, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == LIST:
                row = json.loads(data)
                row["files"]["digests/x"][0] = size
                data = json.dumps(row).encode()
            new.writestr(info, data)
    return aside.replace(path)


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_backup_is_refused(tmp_path: Path, data: bytes) -> None:
    """An empty file, some other file, an empty zip."""
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    assert "no backup" in refuse(path, tmp_path)


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{}", '{"format": 1}', "[" * 100_000, '{"format": "1"}']
)
def test_a_list_that_does_not_read_is_refused(backup: Path, tmp_path: Path, text: str) -> None:
    """However it fails to."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            new.writestr(info, text.encode() if info.filename == LIST else old.read(info))
    assert "no backup" in refuse(path, tmp_path)


def test_a_newer_backup_says_so(backup: Path, tmp_path: Path) -> None:
    """Rather than that it is damaged."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == LIST:
                data = json.dumps({**json.loads(data), "format": 2}).encode()
            new.writestr(info, data)
    assert "newer fieldkit" in refuse(path, tmp_path)


def test_a_disk_that_fails_at_any_call_leaves_nothing_behind(backup: Path, tmp_path: Path) -> None:
    """A folder that is there is a study that is whole."""
    for kind in ("write", "fsync", "replace", "sync_folder"):
        for at in range(1, 60):
            files = Failing(kind, at)
            target = tmp_path / f"{kind}-{at}"
            with suppress(NotSavedError):
                restore(backup, target, files=files)
                if files.calls < at:
                    break
                continue
            assert kind == "sync_folder" or not target.exists()
        else:
            pytest.fail("the calls never end")
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


class Failing(Files):
    """A disk that is full at one call of one kind."""

    def __init__(self, kind: str, at: int) -> None:
        self.kind, self.at, self.calls = kind, at, 0

    def _step(self, kind: str) -> None:
        if kind == self.kind:
            self.calls += 1
            if self.calls == self.at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write(self, fd: int, data: bytes) -> int:
        """Write, or fail."""
        self._step("write")
        return super().write(fd, data)

    def fsync(self, fd: int) -> None:
        """Bring to the disk, or fail."""
        self._step("fsync")
        super().fsync(fd)

    def replace(self, old: Path, new: Path) -> None:
        """Rename, or fail."""
        self._step("replace")
        super().replace(old, new)

    def sync_folder(self, folder: Path) -> None:
        """Bring names to the disk, or fail."""
        self._step("sync_folder")
        super().sync_folder(folder)


def test_media_kept_beside_come_back_and_those_that_are_not_there_are_named(
    notebook: Notebook, tmp_path: Path
) -> None:
    """A damaged one counts as not there: what comes back is what was attached."""
    notebook.write("waits")
    (notebook.folder / "media").mkdir()
    for name in ("one.jpg", "two.jpg", "three.jpg"):
        (notebook.folder / "media" / name).write_bytes(name.encode())
    path = notebook.backup().path
    assert restore(path, tmp_path / "all").lacking == ()
    (path.parent / "media" / "two.jpg").write_bytes(b"TWO.jpg")
    (path.parent / "media" / "three.jpg").unlink()
    done = restore(path, tmp_path / "again")
    assert done.lacking == ("three.jpg", "two.jpg")
    assert (done.folder / "media" / "one.jpg").read_bytes() == b"one.jpg"
    assert not (done.folder / "media" / "two.jpg").exists()
