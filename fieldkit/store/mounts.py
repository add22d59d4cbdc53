"""What a study's folder lies on: a disk of this machine, one of another, a folder that is synced.

On a network drive locks and fsync do not hold what they promise, so a study there is read, not
written. A synced folder is a disk of this machine: each log has one writer, and nothing collides.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from fieldkit.store.files import Files

ALLOW = "FIELDKIT_ALLOW_NETWORK"
"""Environment variable of one who knows that one machine only writes there."""
SERVED = (
    "nfs nfs4 cifs smb2 smb3 smbfs afpfs webdav davfs ncpfs afs coda 9p ceph lustre beegfs gpfs "
    "orangefs glusterfs sshfs macfuse osxfuse fuse.sshfs fuse.rclone fuse.gvfsd-fuse fuse.s3fs "
    "fuse.curlftpfs fuse.davfs2 fuse.ceph fuse.glusterfs fuse.smbnetfs fuse.goofys fuse.gcsfuse"
)
NETWORK = frozenset(SERVED.split())
"""File system types that another machine serves."""
LOCAL = "aname=drvfs"
"""In a mount's options: a Windows disk as its Linux sees it, by 9p and yet of this machine."""
LINUX = re.compile(r"\S+ \S+ \S+ \S+ (?P<where>/\S*) .*? - (?P<type>\S+) \S+ (?P<options>.*)\Z")
OCTAL = re.compile(r"\\([0-7]{3})")
MAC = re.compile(r"(?P<what>.*) on (?P<where>/.*) \((?P<type>[^,)]+)(?P<options>[^)]*)\)\Z")
FOLDERS = {
    "Dropbox": "Dropbox",
    "OneDrive": "OneDrive",
    "com~apple~CloudDocs": "iCloud Drive",
    "iCloudDrive": "iCloud Drive",
    "Google Drive": "Google Drive",
    "GoogleDrive": "Google Drive",
    "My Drive": "Google Drive",
    "Nextcloud": "Nextcloud",
    "ownCloud": "ownCloud",
}
"""How the folders begin that sync programs make, and the programs' names."""
INSIDE = {
    ".stfolder": "Syncthing",
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
}
"""What sync programs leave in the folders that they sync, by any name."""


def network(folder: Path, files: Files) -> str | None:
    """Return the type of the network drive a folder lies on; None for a disk of this machine."""
    place = _existing(folder)
    if os.environ.get(ALLOW):
        return None
    if files.remote_drive(place):
        return "of Windows"
    best, kind, where = "", "", str(place)
    for point, found in _mounts(files.mount_table(place)):
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, found
    return kind if kind in NETWORK else None


def synced(folder: Path) -> str | None:
    """Return the name of the program that syncs a folder, as far as its place tells."""
    where = _existing(folder)
    for part in where.parts:
        for begins, name in FOLDERS.items():
            if part == begins or part.startswith((f"{begins} ", f"{begins}-", f"{begins} (")):
                return name
    for place in (where, *where.parents):
        for left, name in INSIDE.items():
            if (place / left).exists():
                return name
    return None


def _existing(folder: Path) -> Path:
    """Return a folder, or the first above it that is there, through every link."""
    folder = folder.absolute()
    return next((each for each in (folder, *folder.parents) if each.exists()), folder).resolve()


def _mounts(table: str) -> Iterator[tuple[str, str]]:
    """Yield where something is mounted, and its type; as Linux and macOS list it."""
    for line in table.splitlines():
        read = LINUX.match(line) or MAC.match(line)
        if read:
            kind = "local" if LOCAL in read["options"] else read["type"]
            yield OCTAL.sub(lambda code: chr(int(code[1], 8)), read["where"]), kind
