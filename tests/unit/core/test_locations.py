"""A database is never made where a network or a synchroniser would damage it (trust.md: 0 false accepts)."""

from __future__ import annotations

from pathlib import Path

import pytest

from gsi_desktop.services.core.locations import unsafe_place

CLOUD = [
    "OneDrive/gsi.db",
    "OneDrive - Alcaldía de Pitalito/Oficina social/gsi.db",
    "onedrive/gsi.db",
    "Dropbox/gsi.db",
    "Dropbox (Personal)/datos/gsi.db",
    "Google Drive/gsi.db",
    "Google Drive Stream/Mi unidad/gsi.db",
    "Mi unidad/gsi.db",
    "My Drive/gsi.db",
    "Library/CloudStorage/GoogleDrive-ana/gsi.db",
    "Library/Mobile Documents/com~apple~CloudDocs/gsi.db",
    "iCloud Drive/gsi.db",
    "Nextcloud/gsi.db",
    "ownCloud 2/gsi.db",
    "MEGA/gsi.db",
    "Box Sync/gsi.db",
    "pCloud Drive/gsi.db",
    "Proton Drive/gsi.db",
]
GOOD = [
    "gsi.db",
    "Documentos/Gestión Social/gsi.db",
    "Escritorio/drive de prueba/gsi.db",
    "mi nube/gsi.db",
    "red juntos/gsi.db",
    "omega/gsi.db",
    "boxeo/gsi.db",
]


@pytest.mark.parametrize("place", CLOUD)
def test_cloud_folders_are_refused(tmp_path: Path, place: str) -> None:
    assert unsafe_place(tmp_path / place) == "place_cloud"


@pytest.mark.parametrize("place", GOOD)
def test_plain_folders_are_accepted(tmp_path: Path, place: str) -> None:
    assert unsafe_place(tmp_path / place) is None


def test_shares_are_refused() -> None:
    assert unsafe_place(Path("//servidor/compartida/gsi.db")) == "place_network"


@pytest.mark.parametrize(
    ("kind", "danger"),
    [
        ("nfs4", "place_network"),
        ("cifs", "place_network"),
        ("fuse.sshfs", "place_network"),
        ("fuse.rclone", "place_network"),
        ("fuse.google-drive-ocamlfuse", "place_cloud"),
        ("ext4", None),
        ("tmpfs", None),
    ],
)
def test_mounted_file_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, danger: str | None) -> None:
    mounts = f"25 1 8:1 / / rw - ext4 /dev/sda1 rw\n90 25 0:50 / {tmp_path}/disco\\040g rw - {kind} x rw\n"
    read = Path.read_text

    def read_text(path: Path, **options: str) -> str:
        return mounts if str(path) == "/proc/self/mountinfo" else read(path, **options)

    monkeypatch.setattr(Path, "read_text", read_text)
    assert unsafe_place(tmp_path / "disco g" / "gsi.db") == danger
    assert unsafe_place(tmp_path / "otro" / "gsi.db") is None


def test_a_link_into_a_cloud_folder_is_refused(tmp_path: Path) -> None:
    cloud = tmp_path / "Dropbox"
    cloud.mkdir()
    (tmp_path / "datos").symlink_to(cloud)
    assert unsafe_place(tmp_path / "datos" / "gsi.db") == "place_cloud"


def test_a_synchronised_folder_of_any_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trabajo" / "2026").mkdir(parents=True)
    (tmp_path / "trabajo" / ".stfolder").mkdir()
    assert unsafe_place(tmp_path / "trabajo" / "2026" / "gsi.db") == "place_cloud"


def test_the_folder_windows_names_as_onedrive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Alcaldia"))
    assert unsafe_place(tmp_path / "Alcaldia" / "gsi.db") == "place_cloud"
