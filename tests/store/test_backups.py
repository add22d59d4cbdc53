"""Backups: whole or told, kept by the rule, and never in the way of a note."""

import errno
import hashlib
import os
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fieldkit.model.errors import NotSavedError, RefusedFileError, StudyBusyError, UsageError
from fieldkit.store.backup import Taken, take
from fieldkit.store.backup_file import Reader
from fieldkit.store.backup_proof import verify
from fieldkit.store.files import REAL_FILES, Files, locked
from fieldkit.store.home import Home
from fieldkit.store.kept_backups import KEPT, folder_of, kept
from fieldkit.store.ledger import Ledger
from fieldkit.store.notebook import Notebook
from fieldkit.store.pen import open_pen


class Failing(Files):
    """A disk that fails at one call of one kind, and is well again after it."""

    def __init__(self, kind: str, at: int, code: int = errno.ENOSPC) -> None:
        self.kind, self.at, self.code = kind, at, code
        self.calls = 0

    def _step(self, kind: str) -> None:
        if kind == self.kind:
            self.calls += 1
            if self.calls == self.at:
                raise OSError(self.code, os.strerror(self.code))

    def write(self, fd: int, data: bytes) -> int:
        """Write, or fail after having written half."""
        if self.kind == "write" and self.calls + 1 == self.at:
            super().write(fd, data[: len(data) // 2])
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


def medium(notebook: Notebook, data: bytes) -> str:
    """Attach a photo to ana-1; return its name."""
    name = f"{hashlib.sha256(data).hexdigest()}.jpg"
    (notebook.folder / "media").mkdir(exist_ok=True)
    (notebook.folder / "media" / name).write_bytes(data)
    notebook.commit(lambda _: [{"table": "moments", "id": "ana-1", "set": {f"media/{name}": True}}])
    return name


def names(home: Home, notebook: Notebook) -> list[str]:
    """Return every file that stands among the backups of a study."""
    folder = folder_of(home, notebook.study.id)
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_a_backup_holds_the_folders_of_the_study_and_opens(
    notebook: Notebook, home: Home, tmp_path: Path
) -> None:
    """What can be made again, locks and files in the making stay out."""
    notebook.write("waits @till")
    for name in ("quarantine/x", "templates/protocols/own.yaml", "digests/topline.md"):
        (notebook.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (notebook.folder / name).write_text("text", encoding="utf-8")
    notebook.settle()
    taken = notebook.backup()
    assert (taken.new, taken.wrong, taken.left_out) == (True, "", ())
    with zipfile.ZipFile(taken.path) as held:
        found = sorted(held.namelist())
    (log,) = (notebook.folder / "log").glob("*.jsonl")
    assert found == [
        "backup.json",
        "digests/topline.md",
        f"log/{log.name}",
        "quarantine/x",
        "study.json",
        "templates/protocols/own.yaml",
    ]
    contents = verify(taken.path, tmp_path / "scratch", REAL_FILES)
    assert contents.rows["moments"] == 1
    assert not (tmp_path / "scratch").exists()
    assert names(home, notebook) == [".lock", taken.path.name]


def test_a_backup_is_private(notebook: Notebook) -> None:
    """It is personal data."""
    assert notebook.backup().path.stat().st_mode & 0o077 == 0


def test_nothing_changed_means_the_last_one_is_opened_again_and_no_place_is_taken(
    notebook: Notebook, home: Home
) -> None:
    """Pressing the key ten times must not push out yesterday's."""
    first = notebook.backup()
    second = notebook.backup()
    assert (second.path, second.new) == (first.path, False)
    notebook.write("waits")
    assert notebook.backup().new
    assert len(kept(home, notebook.study.id)) == 2


def test_an_unchanged_study_gets_a_new_backup_where_the_last_is_damaged(
    notebook: Notebook, home: Home
) -> None:
    """The old one is not trusted because it is there."""
    first = notebook.backup().path
    data = bytearray(first.read_bytes())
    data[200] ^= 0xFF
    first.write_bytes(data)
    second = notebook.backup()
    assert second.new
    assert second.path != first
    assert second.path.name in {held.path.name for held in kept(home, notebook.study.id)}


def test_media_are_kept_once_for_all_backups_and_go_with_the_last_that_names_them(
    notebook: Notebook, home: Home, clock: Callable[[], datetime]
) -> None:
    """Photos are large; a backup at each session's end must not fill the disk."""
    notebook.write("waits")
    name = medium(notebook, b"photo" * 1000)
    first = notebook.backup()
    notebook.write("leaves")
    second = notebook.backup()
    assert list(first.contents.media) == list(second.contents.media) == [name]
    assert names(home, notebook).count(f"media/{name}") == 1
    with zipfile.ZipFile(second.path) as held:
        assert not [n for n in held.namelist() if n.startswith("media/")]
    (notebook.folder / "media" / name).unlink()
    for number in range(KEPT):
        notebook.write(f"more {number}")
        take(notebook.ledger, notebook.study, clock=later(clock, days=20))
    assert f"media/{name}" not in names(home, notebook)


def later(clock: Callable[[], datetime], *, days: int) -> Callable[[], datetime]:
    """Return a clock so many days ahead."""
    return lambda: clock() + timedelta(days=days)


def test_a_backup_into_a_file_holds_its_media_itself(notebook: Notebook, tmp_path: Path) -> None:
    """It may be carried away."""
    notebook.write("waits")
    name = medium(notebook, b"photo")
    taken = notebook.backup(tmp_path / "stick" / "visits.zip")
    assert taken.path == tmp_path / "stick" / "visits.zip"
    with zipfile.ZipFile(taken.path) as held:
        assert held.read(f"media/{name}") == b"photo"
    folder = notebook.backup(tmp_path / "stick").path
    assert folder.parent == tmp_path / "stick"
    assert folder.name.startswith("study-2026-05-11T")


def test_a_file_that_is_there_or_in_the_study_itself_is_refused(
    notebook: Notebook, tmp_path: Path
) -> None:
    """Nothing is written over; a backup inside the study is lost with it."""
    there = tmp_path / "there.zip"
    there.write_bytes(b"mine")
    with pytest.raises(UsageError, match="there already"):
        notebook.backup(there)
    assert there.read_bytes() == b"mine"
    with pytest.raises(UsageError, match="inside the study"):
        notebook.backup(notebook.folder / "digests")


def test_links_are_left_out_and_told(notebook: Notebook, tmp_path: Path) -> None:
    """What they lead to is not the study's."""
    (tmp_path / "secret").write_text("elsewhere", encoding="utf-8")
    (notebook.folder / "digests").mkdir()
    (notebook.folder / "digests" / "link").symlink_to(tmp_path / "secret")
    (notebook.folder / "templates").symlink_to(tmp_path)
    taken = notebook.backup()
    assert taken.left_out == ("digests/link", "templates")
    assert b"elsewhere" not in taken.path.read_bytes()


def test_notes_are_written_while_a_backup_is_and_are_not_half_in_it(
    notebook: Notebook, home: Home
) -> None:
    """The lock is not held while the zip is made."""
    notebook.write("before")
    written: list[str] = []

    class Writing(Files):
        def write(self, fd: int, data: bytes) -> int:
            if not written:
                written.append("")  # once: the pen comes by here too
                pen = open_pen(notebook.folder, home, notebook.observer)
                written[0] = pen.write("meanwhile").moment.id
            return super().write(fd, data)

    notebook.ledger.files = Writing()
    taken = take(notebook.ledger, notebook.study)
    assert written == ["ana-2"]
    assert not taken.wrong
    assert taken.contents.rows["moments"] == 1
    notebook.refresh()
    assert len(notebook.moments) == 2


def test_a_backup_is_on_the_disk_and_open_before_it_gets_its_name(notebook: Notebook) -> None:
    """A name that stands is a backup that is whole, also after a power cut."""
    done: list[str] = []

    class Recording(Files):
        def write(self, fd: int, data: bytes) -> int:
            done.append(f"write {fd}")
            return super().write(fd, data)

        def fsync(self, fd: int) -> None:
            done.append(f"fsync {fd}")
            super().fsync(fd)

        def replace(self, old: Path, new: Path) -> None:
            done.append(f"replace {new.suffix}")
            super().replace(old, new)

        def sync_folder(self, folder: Path) -> None:
            done.append(f"sync {folder.name}")
            super().sync_folder(folder)

    notebook.write("waits")
    notebook.settle()
    notebook.ledger.files = Recording()
    taken = take(notebook.ledger, notebook.study)
    named = done.index("replace .zip")
    fd = next(what for what in done if what.startswith("write ")).removeprefix("write ")
    assert done[named + 1] == f"sync {taken.path.parent.name}"
    writes = [at for at, what in enumerate(done[:named]) if what == f"write {fd}"]
    assert f"fsync {fd}" in done[writes[-1] : named]


@pytest.mark.parametrize("kind", ["write", "fsync", "replace"])
def test_a_disk_that_fails_at_any_call_costs_no_backup_there_was(
    notebook: Notebook, home: Home, kind: str
) -> None:
    """One clear line; no half file; the study goes on; the next try makes it."""
    notebook.write("waits")
    medium(notebook, b"photo")
    first = notebook.backup().path
    before = first.read_bytes()
    for at in range(1, 100):
        notebook.write(f"more {at}")
        medium(notebook, f"photo {at}".encode())
        notebook.ledger.files = failing = Failing(kind, at)
        taken, said = None, "untouched"
        try:
            taken = notebook.backup()
        except NotSavedError as error:
            said = str(error)
        notebook.ledger.files = REAL_FILES
        assert "untouched" in said
        assert "\n" not in said
        assert first.read_bytes() == before
        whole = [held for held in kept(home, notebook.study.id) if held.verified]
        assert whole[-1].path == first
        if failing.calls < at:
            assert taken is not None
            assert not taken.wrong
            break
    else:
        pytest.fail("the calls never end")
    assert at > 1
    leftover = [name for name in names(home, notebook) if ".new" in name or ".opening" in name]
    assert leftover == [], "the next backup swept them up"


def test_a_study_whose_journal_lost_what_it_shows_is_told_and_no_older_backup_goes(
    notebook: Notebook, home: Home, clock: Callable[[], datetime]
) -> None:
    """Damage behind the snapshot: the app shows the note, the log no longer has it."""
    for number in range(KEPT + 3):
        notebook.write(f"note {number}")
        take(notebook.ledger, notebook.study, clock=later(clock, days=number))
    assert len(kept(home, notebook.study.id)) == KEPT + 3, "one of each day"
    notebook.settle()
    (log,) = (notebook.folder / "log").glob("*.jsonl")
    log.write_bytes(log.read_bytes().replace(b'"note 3"', b'"nope 3"'))
    again = Notebook(notebook.folder, home, notebook.observer, clock=later(clock, days=40))
    assert len(again.moments) == KEPT + 3
    before = {held.path.name for held in kept(home, again.study.id)}
    taken = again.backup()
    assert "does not hold all" in taken.wrong
    assert "fieldkit check" in taken.wrong
    assert ".unverified" in taken.path.name
    assert before < {held.path.name for held in kept(home, again.study.id)}
    again.write("one more")
    second = again.backup()
    unverified = [h.path for h in kept(home, again.study.id) if not h.verified]
    assert unverified == [second.path], "one that is not whole takes the place of another only"


def test_every_cut_of_a_backup_is_refused(notebook: Notebook, tmp_path: Path) -> None:
    """At whatever byte the copying stopped."""
    notebook.write("waits @till")
    path = notebook.backup(tmp_path / "whole.zip").path
    data = path.read_bytes()
    cut = tmp_path / "cut.zip"
    for size in range(0, len(data), 7):
        cut.write_bytes(data[:size])
        with pytest.raises(RefusedFileError) as refused:
            verify(cut, tmp_path / "scratch", REAL_FILES)
        assert "\n" not in str(refused.value)


def test_no_flipped_byte_gives_other_contents(notebook: Notebook, tmp_path: Path) -> None:
    """It is refused, or it was a byte that says nothing, as a date does."""
    notebook.write("waits @till")
    path = notebook.backup(tmp_path / "whole.zip").path
    data, wanted = path.read_bytes(), verify(path, tmp_path / "scratch", REAL_FILES)
    flipped, passed = tmp_path / "flipped.zip", 0
    rng = random.Random(7)  # noqa: S311 — a sample of bytes, the same each time
    for at in sorted(rng.sample(range(len(data)), min(600, len(data)))):
        flipped.write_bytes(
            data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]
        )
        try:
            found = verify(flipped, tmp_path / "scratch", REAL_FILES)
        except RefusedFileError:
            continue
        passed += 1
        assert replace(found, taken=wanted.taken) == wanted
    assert passed < 150, "most bytes of so small a zip are headers: times, versions, attributes"


def test_a_window_that_backs_up_makes_another_wait_and_then_say_so(
    notebook: Notebook, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two must not sort out the same backups at once."""
    own = folder_of(home, notebook.study.id)
    monkeypatch.setattr("fieldkit.store.files.time.monotonic", iter(range(0, 10**6, 60)).__next__)
    with locked(REAL_FILES, own / ".lock"), pytest.raises(StudyBusyError, match="Another window"):
        notebook.backup()


def test_what_a_dead_process_left_is_swept_up(notebook: Notebook, home: Home) -> None:
    """The lock says that it is dead."""
    own = folder_of(home, notebook.study.id)
    (own / ".opening-123" / "log").mkdir(parents=True)
    (own / ".2026-05-11T120000Z.zip.new").write_bytes(b"half")
    taken = notebook.backup()
    assert names(home, notebook) == [".lock", taken.path.name]


def test_files_of_other_names_among_the_backups_are_nobodys_to_remove(
    notebook: Notebook, home: Home, clock: Callable[[], datetime]
) -> None:
    """Somebody put them there."""
    own = folder_of(home, notebook.study.id)
    own.mkdir(parents=True)
    (own / "before-the-workshop.zip").write_bytes(b"mine")
    for number in range(KEPT + 2):
        notebook.write(f"note {number}")
        take(notebook.ledger, notebook.study, clock=later(clock, days=30))
    assert (own / "before-the-workshop.zip").read_bytes() == b"mine"


def test_a_read_only_study_is_backed_up_all_the_same(notebook: Notebook, home: Home) -> None:
    """Somebody else's folder, or a disk gone read-only: the very time one wants a backup."""

    class ReadOnly(Files):
        def open(self, path: Path, flags: int) -> int:
            if path.is_relative_to(notebook.folder) and flags & (os.O_WRONLY | os.O_RDWR):
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return super().open(path, flags)

    notebook.write("waits")
    ledger = Ledger(notebook.folder, home, files=ReadOnly())
    assert not take(ledger, notebook.study).wrong


def test_what_a_backup_says_of_itself_is_what_was_open(notebook: Notebook) -> None:
    """Rows, entries, positions, the zone to show it in."""
    notebook.write("waits @till")
    taken: Taken = notebook.backup()
    with Reader(taken.path) as reader:
        assert reader.contents == taken.contents
    (dev,) = taken.contents.entries
    assert taken.contents.entries == taken.contents.positions == {dev: 3}
    assert taken.contents.rows == {"study": 1, "observers": 1, "moments": 1, "touchpoints": 1}
    assert taken.contents.folder == "study"
