"""A clerk goes in, the screen locks while she types, the power goes: nothing she typed is lost."""

from __future__ import annotations

import pytest

from tests.support import rosters
from tests.support.keys import TEST_PASSWORD, TEST_USER
from tests.support.office import Office

NEW_PASSWORD = "café con panela al amanecer"
OTHER_PASSWORD = "mercado de los jueves temprano"
TYPED = " Fernanda de los Angeles del Socorro Luz"


def _go_in(office: Office) -> None:
    office.settle()
    office.screen.type(TEST_PASSWORD)
    office.screen.key("Return")


def _type_in_turn(office: Office, *texts: str) -> None:
    """Type into one field after another and confirm."""
    for place, text in enumerate(texts):
        if place:
            office.screen.key("Tab")
            office.settle()
        office.screen.type(text)
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


@pytest.mark.check("B26", "B29", "B31", "B36", "B37")
def test_who_forgot_the_password_and_who_comes_after(huila_office: Office) -> None:
    office, screen = huila_office, huila_office.screen
    temporary = office.gsi("user", "add", "yenny", "--name", "Yenny Paola Muñoz")["temporary_password"]
    office.open(signed_in=False)
    _type_in_turn(office, TEST_USER, "no es esta clave")
    office.keep("clave-errada")
    screen.key("alt+o")
    office.keep("con-el-codigo")
    wrong = office.recovery_code[:-1] + ("A" if office.recovery_code[-1] != "A" else "B")
    screen.type(wrong.lower())
    screen.key("Tab", "Tab")
    _type_in_turn(office, NEW_PASSWORD, NEW_PASSWORD)
    office.keep("codigo-con-un-error")
    screen.key("ctrl+a")
    screen.type(office.recovery_code.lower())
    screen.key("Return")
    office.wait_for_title("Inicio")
    office.keep("adentro-con-el-codigo")
    office.environment["GSI_PASSWORD"] = NEW_PASSWORD

    office.go("muñoz", "Ficha")
    screen.key("ctrl+2", "Return")
    office.settle()
    screen.key("End")
    screen.type(TYPED)
    screen.key("ctrl+l")
    office.wait_for_title("Pantalla bloqueada")
    office.keep("bloqueada")
    screen.key("alt+u")
    office.wait_for_title("Entrada")
    office.keep("entra-otra-persona")
    _type_in_turn(office, "yenny", temporary)
    office.keep("clave-temporal")
    _type_in_turn(office, "yenny paola", "yenny paola")
    office.keep("clave-que-no-sirve")
    screen.key("ctrl+a")
    _type_in_turn(office, OTHER_PASSWORD, OTHER_PASSWORD)
    office.wait_for_title("Inicio")
    office.keep("otra-persona-adentro")
    office.go("borradores", "Borradores")
    office.keep("sin-borradores-ajenos")
    office.go("cambiar de usu", "Entrada")
    _type_in_turn(office, TEST_USER, NEW_PASSWORD)
    office.wait_for_title("Ficha|Inicio")
    office.keep("de-vuelta")
    office.go("borradores", "Borradores")
    screen.key("Return")
    office.wait_for_title("Ficha")
    office.keep("lo-que-habia-escrito")
    screen.key("ctrl+s")
    office.until(
        "the name to be saved", lambda: bool(office.gsi("families", "search", "fernanda", "socorro")["families"])
    )
    office.keep("guardado")
