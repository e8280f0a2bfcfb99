"""A household that lives: a birth recorded and annulled by keyboard, in the real window."""

from __future__ import annotations

from tests.support import rosters
from tests.support.office import Office


def _found(office: Office, words: str) -> int:
    """Return how many families the registry finds."""
    return len(office.gsi("families", "search", words)["families"])


def _choose(office: Office, place: int) -> None:
    """Open the menu of life events and choose its line ``place``, counted from 1."""
    office.screen.key("alt+n")
    office.settle()
    office.screen.key(*["Down"] * place, "Return")
    office.wait_for_title("Registrar novedad")
    office.settle()


def test_a_birth_is_recorded_and_annulled(office: Office) -> None:
    screen = office.screen
    office.gsi("import", "roster", str(rosters.SAMPLES / "padron_sisben_pitalito.xlsx"), "--as-of", "2026-10-20")
    office.open()
    office.wait_for_title("Inicio")
    screen.key("ctrl+k")
    screen.type("muñ ordo")
    office.settle()
    screen.key("Return")
    office.wait_for_title("Ficha|.*Muñoz|.*Ordóñez")
    screen.key("ctrl+2")
    office.keep("integrantes")
    _choose(office, 1)
    screen.type("Samuel")
    screen.key("Tab", "Tab")
    screen.type("Zúñiga")
    screen.key("Tab", "Tab")
    screen.type("H")
    screen.key("Tab", "Tab", "Tab", "Tab")
    screen.type("10112026")
    office.settle()
    office.keep("nacimiento")
    screen.key("ctrl+s")
    office.until("the child to be registered", lambda: _found(office, "samuel zuniga") == 1)
    office.wait_for_title("Ficha|.*Muñoz|.*Ordóñez")
    office.keep("con-el-nino")
    screen.key("ctrl+7")
    office.keep("historial")
    screen.key("alt+a")
    screen.type("Se digitó en otra familia")
    screen.key("Return")
    office.until("the birth to be annulled", lambda: _found(office, "samuel zuniga") == 0)
    office.keep("anulada")
    assert office.gsi("db", "check")["problems"] == []
