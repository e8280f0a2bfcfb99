"""A clerk's first morning: the roster comes in, a family is found and opened, the batch is undone."""

from __future__ import annotations

from tests.support import rosters
from tests.support.office import Office


def test_from_a_roster_to_a_family_found_and_back(office: Office) -> None:
    screen = office.screen
    office.open()
    office.wait_for_title("Inicio")
    office.keep("sin-familias")

    screen.key("ctrl+k")
    screen.type("importar padr")
    office.keep("paleta")
    screen.key("Return")
    office.wait_for_title("Importar padrón")
    screen.key("alt+l")
    office.wait_for_title("Elegir el padrón")
    screen.type(str(rosters.SAMPLES / "padron_sisben_pitalito.xlsx"))
    screen.key("Return")
    office.wait_for_title("Importar padrón")
    office.keep("archivo-elegido")
    screen.key("alt+c")
    office.keep("columnas")
    screen.key("alt+e")
    office.keep("ensayo")
    assert office.gsi("db", "info")["families"] == 0
    screen.key("alt+p", "alt+p", "alt+p")
    office.until("the roster to be imported", lambda: office.gsi("db", "info")["persons"] == 1135)
    office.keep("importado")
    assert office.gsi("db", "info")["batches"] == 1

    screen.key("ctrl+k")
    screen.type("muñ ordo")
    office.keep("familia-buscada")
    found = office.gsi("families", "search", "muñ", "ordo")["families"][0]
    screen.key("Return")
    office.wait_for_title("Ficha|.*Muñoz|.*Ordóñez")
    office.keep("ficha")
    screen.key("ctrl+2")
    office.keep("integrantes")
    assert found["folio"].startswith("41551-")

    screen.key("ctrl+k")
    screen.type("lotes")
    office.settle()
    screen.key("Return")
    office.wait_for_title("Lotes importados")
    office.keep("lotes")
    screen.key("alt+d")
    office.keep("deshacer")
    screen.key("shift+Tab", "space")
    office.until("the batch to be undone", lambda: office.gsi("db", "info")["persons"] == 0)
    office.keep("deshecho")
    assert office.gsi("db", "check") == {"ok": True, "problems": []}
