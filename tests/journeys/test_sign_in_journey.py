"""A clerk goes in, the screen locks while she types, the power goes: nothing she typed is lost."""

from __future__ import annotations

import pytest

from tests.support import rosters
from tests.support.keys import TEST_PASSWORD
from tests.support.office import Office

TYPED = " Fernanda de los Angeles del Socorro Luz"


def _go_in(office: Office) -> None:
    office.settle()
    office.screen.type(TEST_PASSWORD)
    office.screen.key("Return")


def _open_a_person(office: Office) -> None:
    office.screen.key("ctrl+k")
    office.screen.type("muñ ordo")
    office.settle()
    office.screen.key("Return")
    office.wait_for_title("Ficha")
    office.settle()
    office.screen.key("ctrl+2")
    office.settle()
    office.screen.key("Return")
    office.settle()
    office.screen.key("End")


@pytest.mark.check("A05", "B30", "B31", "C22", "C23")
def test_from_the_gate_through_a_lock_and_a_power_cut(office: Office) -> None:
    screen = office.screen
    office.gsi("import", "roster", str(rosters.SAMPLES / "padron_sisben_pitalito.xlsx"), "--as-of", "2026-11-20")
    office.open(signed_in=False)
    office.keep("entrada")
    screen.type("no es esta clave")
    screen.key("Return")
    office.keep("clave-errada")
    _go_in(office)
    office.wait_for_title("Inicio")
    office.keep("inicio")

    _open_a_person(office)
    screen.type(TYPED[:20])
    office.keep("a-medio-escribir")
    screen.key("ctrl+l")
    office.wait_for_title("Pantalla bloqueada")
    office.keep("bloqueada")
    _go_in(office)
    office.wait_for_title("Ficha")
    office.keep("desbloqueada")
    screen.key("End")
    screen.type(TYPED[20:])
    office.kill()

    office.open(signed_in=False)
    _go_in(office)
    office.wait_for_title("Inicio")
    office.keep("borrador-ofrecido")
    screen.key("ctrl+k")
    screen.type("borradores")
    office.settle()
    screen.key("Return")
    office.wait_for_title("Borradores")
    office.keep("borradores")
    screen.key("Return")
    office.wait_for_title("Ficha")
    office.keep("como-quedo")
    screen.key("ctrl+s")
    found = "fernanda", "angeles", "socorro", "lu"  # at most the last letter may be missing
    office.until("the name to be saved", lambda: bool(office.gsi("families", "search", *found)["families"]))
    office.keep("guardado")
