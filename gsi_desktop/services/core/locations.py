"""Where a database may not live: folders on the network and folders a synchroniser copies to a cloud.

SQLite's locks and its log do not work over a network, and a synchroniser copies the file while it changes. Both lose
data silently, so such places are refused, not warned about (trust.md §A1).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

_NETWORK_FILE_SYSTEMS = frozenset(
    {"9p", "afs", "ceph", "cifs", "coda", "davfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs"}
    | {"vboxsf", "vmhgfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs", "fuse.sshfs"}
    | {"fuse.vmhgfs-fuse"}
)
_CLOUD_FILE_SYSTEMS = frozenset({"fuse.gdfuse", "fuse.google-drive-ocamlfuse", "fuse.onedriver", "fuse.pcloud"})
_CLOUD_NAMES = frozenset(
    {"amazon drive", "box", "box sync", "cloudstorage", "com~apple~clouddocs", "creative cloud files", "gdrive"}
    | {"googledrive", "icloud drive", "iclouddrive", "mega", "megasync", "mi unidad", "mobile documents", "my drive"}
    | {"pcloud", "pcloud drive", "pclouddrive", "proton drive", "protondrive", "seafile", "syncthing", "tresorit"}
    | {"yandex.disk", "yandexdisk"}
)
_CLOUD_BEGINNINGS = ("dropbox", "google drive", "nextcloud", "onedrive", "owncloud")
_CLOUD_MARKS = (
    ".dropbox",
    ".dropbox.cache",
    ".stfolder",
    ".owncloudsync.log",
    ".sync_journal.db",
    ".tmp.drivedownload",
)
_CLOUD_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_DRIVE_REMOTE = 4

Danger = Literal["place_network", "place_cloud"]


def unsafe_place(path: Path) -> Danger | None:
    """Return the code of why a database must not live at ``path``, None when it may.

    Links are followed; neither the file nor its folder need exist.
    """
    plain = path.expanduser().absolute()
    for candidate in dict.fromkeys((plain, plain.resolve())):
        if _is_cloud(candidate):
            return "place_cloud"
        if _is_network(candidate):
            return "place_network"
    return None


def _is_cloud(path: Path) -> bool:
    names = [name.casefold() for name in path.parts]
    if any(name in _CLOUD_NAMES or name.startswith(_CLOUD_BEGINNINGS) for name in names):
        return True
    roots = [root for name in _CLOUD_VARIABLES if (root := os.environ.get(name))]
    if any(path.is_relative_to(root) for root in roots):
        return True
    folders = list(path.parents)
    if any((folder / mark).exists() for folder in folders for mark in _CLOUD_MARKS):
        return True
    return _file_system(path) in _CLOUD_FILE_SYSTEMS


def _is_network(path: Path) -> bool:
    text = str(path)
    if text.startswith(("\\\\", "//")):
        return not text.startswith("\\\\?\\") or text.upper().startswith("\\\\?\\UNC\\")
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _DRIVE_REMOTE)
    return _file_system(path) in _NETWORK_FILE_SYSTEMS


def _file_system(path: Path) -> str:
    """Return the type of the file system ``path`` is on, empty where the system does not tell (only Linux does)."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, kind = Path("/"), ""
    for line in lines:
        before, _separator, after = line.partition(" - ")
        mount = Path(before.split(" ")[4].replace("\\040", " "))
        if path.is_relative_to(mount) and len(mount.parts) >= len(best.parts):
            best, kind = mount, after.split(" ")[0]
    return kind
