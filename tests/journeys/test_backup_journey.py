"""An office goes back: a backup asked for, restored in three clicks, and again after the file was damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from gsi_desktop.services.upkeep import backups
from gsi_desktop.services.upkeep.backup_policy import Reason
from tests.support.keys import TEST_PASSWORD, TEST_USER
from tests.support.office import Office

LONG_S = 600
"""How long the copy of a large file may take on a machine that does other things."""


def _reasons(office: Office) -> list[Reason]:
    return [one.reason for one in backups.listing(office.location)]


def _families(office: Office) -> int:
    found: int = office.gsi("db", "info")["families"]
    return found


def _damage(file: Path) -> None:
    """Overwrite two pages near the beginning, as a bad disk does."""
    with file.open("r+b") as stream:
        stream.seek(4096)
        stream.write(bytes(2 * 4096))


@pytest.mark.soak  # each step is proven daily in tests/gui/shell
@pytest.mark.check("A23", "A27", "C46", "C60")
@pytest.mark.timeout(1800)
def test_an_office_goes_back_by_hand_and_after_damage(peopled_office: Office) -> None:
    office, screen = peopled_office, peopled_office.screen
    families = _families(office)
    office.open()
    office.go("copias de", "Copias de seguridad")
    office.keep("sin-copias")
    screen.key("alt+a")
    office.until("the backup", lambda: _reasons(office) == [Reason.MANUAL], patience_s=LONG_S)
    office.keep("copia-hecha")
    screen.key("alt+v")
    office.keep("copia-revisada")

    office.gsi("demo", "--families", "5", "--seed", "9")
    assert _families(office) == families + 5
    screen.key("alt+r")
    office.keep("confirmar")
    screen.key("Tab", "space")
    office.until("the office as it was", lambda: bool(backups.paused_since(office.location)), patience_s=LONG_S)
    office.wait_for_title("Copias de seguridad")
    office.keep("restaurada")
    assert _reasons(office) == [Reason.BEFORE_RESTORE, Reason.MANUAL]
    assert _families(office) == families

    office.close()
    _damage(office.database)
    office.open(usable=False)
    office.wait_for_title("Base de datos sin abrir")
    office.keep("modo-seguro")
    screen.key("Tab", "space")
    office.wait_for_title("Restaurar una copia")
    office.keep("que-copia")
    screen.key("Tab")
    screen.type(TEST_USER)
    screen.key("Tab")
    screen.type(TEST_PASSWORD)
    screen.key("alt+r")
    office.until("the office once more", lambda: screen.shows("^(Inicio|Copias)"), patience_s=LONG_S)
    office.keep("otra-vez")
    assert _families(office) == families + 5, "the newest copy is what was there before the restore"
    assert office.gsi("db", "check") == {"ok": True, "problems": []}
