"""A study on a network drive is read, not written; one in a synced folder is both."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from fieldkit.model.errors import ReadOnlyStudyError
from fieldkit.store.check import check
from fieldkit.store.files import Files
from fieldkit.store.home import Home
from fieldkit.store.mounts import ALLOW, network, synced
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook
from fieldkit.tui.bench import Bench

Clock = Callable[[], datetime]
TYPES = [
    ("nfs4", "rw,vers=4.2", True),
    ("cifs", "rw,vers=3.1.1", True),
    ("smb3", "rw", True),
    ("fuse.sshfs", "rw,user_id=0", True),
    ("9p", "rw,trans=virtio", True),
    ("9p", "rw,dirsync,aname=drvfs;path=C:\\", False),
    ("ext4", "rw", False),
    ("tmpfs", "rw", False),
    ("fuse.encfs", "rw", False),
]


class Mounted(Files):
    """A machine on which something is mounted at one place."""

    def __init__(self, point: str, kind: str, options: str = "rw", *, mac: bool = False) -> None:
        self.table = (
            "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
            f"97 21 0:51 / {point} rw,nosuid shared:9 master:2 - {kind} server:/x {options}\n"
            f"98 21 0:52 / {point}-not rw shared:9 - nfs server:/y rw\n"
        )
        if mac:
            self.table = (
                f"/dev/disk3s1 on / (apfs, local)\n//a@b/c on {point} ({kind}, nodev, noauto)\n"
            )

    def mount_table(self, folder: Path) -> str:
        """Return it."""
        assert folder.is_dir()
        return self.table


@pytest.mark.parametrize(("kind", "options", "remote"), TYPES)
def test_the_type_of_the_innermost_mount_tells(
    tmp_path: Path, kind: str, options: str, *, remote: bool
) -> None:
    """Also of a folder that is still to be made, and by any name."""
    place = tmp_path / "a b"
    place.mkdir()
    point = str(place).replace(" ", "\\040")
    for folder in (place, place / "study", place / "deep" / "er"):
        found = network(folder, Mounted(point, kind, options))
        assert found == (kind if remote else None)
    assert network(tmp_path, Mounted(point, kind, options)) is None
    assert network(tmp_path / "a b-other", Mounted(point, kind, options)) is None


def test_macos_lists_its_mounts_in_another_way(tmp_path: Path) -> None:
    """Names with blanks and brackets too."""
    place = tmp_path / "Field (notes) on it"
    place.mkdir()
    assert network(place, Mounted(str(place), "smbfs", mac=True)) == "smbfs"
    assert network(place, Mounted(str(place), "apfs", mac=True)) is None


def test_a_link_to_a_network_drive_is_one(tmp_path: Path) -> None:
    """Where it leads counts."""
    (tmp_path / "server").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "server")
    files = Mounted(str(tmp_path / "server"), "nfs")
    assert network(tmp_path / "link" / "study", files) == "nfs"


def test_a_study_on_a_network_drive_is_read_and_nothing_in_it_is_touched(
    notebook: Notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No lock, no head, no snapshot, no draft; and the one who knows better may write."""
    notebook.write("waits")
    folder = notebook.folder
    (folder / "study.json").unlink()
    (folder / "log" / ".lock").unlink()
    before = sorted(folder.rglob("*"))
    files = Mounted(str(folder), "cifs")
    there = Notebook(folder, Home(tmp_path / "leo"), notebook.observer, files=files)
    bench = Bench(there, files)
    assert [trouble[:40] for trouble in bench.open().trouble] == [
        "This study is on a network drive (cifs):"
    ]
    assert there.moments.want("ana-1").text == "waits"
    with pytest.raises(ReadOnlyStudyError, match=f"cifs.*{ALLOW}=1"):
        there.write("more")
    there.settle()
    bench.close()
    assert sorted(folder.rglob("*")) == before
    monkeypatch.setenv(ALLOW, "1")
    allowed = Notebook(folder, Home(tmp_path / "leo"), notebook.observer, files=files)
    allowed.write("more")
    assert len(allowed.moments) == 2


def test_a_new_study_is_not_begun_on_a_network_drive(
    notebook: Notebook, tmp_path: Path, home: Home
) -> None:
    """And no empty folder is left there."""
    files = Mounted(str(tmp_path), "nfs")
    with pytest.raises(ReadOnlyStudyError):
        create_study(tmp_path / "new", home, notebook.observer, title="New", files=files)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("parts", "left", "name"),
    [
        (("Dropbox", "field"), None, "Dropbox"),
        (("Dropbox (Work)", "field"), None, "Dropbox"),
        (("OneDrive - Shop", "field"), None, "OneDrive"),
        (("Library", "Mobile Documents", "com~apple~CloudDocs", "f"), None, "iCloud Drive"),
        (("Library", "CloudStorage", "GoogleDrive-ana@example.org", "f"), None, "Google Drive"),
        (("Nextcloud", "field"), None, "Nextcloud"),
        (("shared", "field"), ".stfolder", "Syncthing"),
        (("Dropboxes", "field"), None, None),
        (("field",), None, None),
    ],
)
def test_a_synced_folder_is_known_by_its_name_or_by_what_is_left_in_it(
    tmp_path: Path, parts: tuple[str, ...], left: str | None, name: str | None
) -> None:
    """Any of those above it."""
    place = tmp_path.joinpath(*parts)
    place.mkdir(parents=True)
    if left:
        (place.parent / left).mkdir()
    assert synced(place / "study") == name


def test_a_synced_study_is_written_and_what_sync_left_is_told_and_not_read(
    notebook: Notebook, home: Home
) -> None:
    """Said once for each study and machine."""
    notebook.write("waits")
    notebook.settle()
    folder = notebook.folder
    (folder / ".stfolder").mkdir()
    (log,) = (folder / "log").glob("*.jsonl")
    for name in ("study (conflicted copy).json", "study.sync-conflict-20260511.json"):
        (folder / name).write_bytes(b'{"moments": {"1": {"text": "astray"}}}')
    (folder / "log" / f"{log.stem}.sync-conflict-1.jsonl").write_bytes(log.read_bytes())
    (folder / "log" / f"{log.stem}-LAPTOP.jsonl").write_bytes(log.read_bytes()[:300])
    assert [each for _ in range(2) for each in Bench(notebook).open().trouble] == [
        "Syncthing syncs this study; let it finish before you write elsewhere"
    ]
    report = check(folder, home)
    assert not report.wrong
    told = "\n".join(report.whole)
    assert "Syncthing syncs this folder" in told
    assert f"log/{log.stem}.sync-conflict-1.jsonl: a sync program's copy" in told
    assert "2 copies of study.json that a sync program left: not read" in told
    assert len(Notebook(folder, home, notebook.observer).moments) == 1
