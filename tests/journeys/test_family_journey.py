"""The cogestor's work with one family: línea base by keyboard, plan, its paper, authorisation, a visit typed in."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from tests.support import rosters
from tests.support.office import Office

ROW = ("a", "p", "p", "a", "p")


def _families_in(office: Office) -> None:
    office.gsi("import", "roster", str(rosters.SAMPLES / "padron_sisben_pitalito.xlsx"), "--as-of", "2026-11-20")
    office.open()
    office.wait_for_title("Inicio")
    office.keep("inicio")


def _open_family(office: Office) -> None:
    office.screen.key("ctrl+k")
    office.screen.type("muñ ordo")
    office.settle()
    office.screen.key("Return")
    office.wait_for_title("Ficha|.*Muñoz|.*Ordóñez")
    office.keep("ficha")


def _baseline(office: Office) -> None:
    screen = office.screen
    screen.key("ctrl+3")
    office.keep("sin-linea-base")
    screen.key("space")
    office.keep("linea-base")
    screen.key("shift+a", "shift+p")
    screen.key("shift+a", "shift+p")
    screen.key(*(ROW * 12))
    office.keep("linea-base-marcada")
    screen.key("ctrl+z")
    office.settle()
    screen.key("ctrl+y")
    office.settle()
    screen.key("alt+l")
    office.until("the línea base to be closed", lambda: office.gsi("db", "info")["baselines"] == 1)
    office.keep("linea-base-cerrada")


def _plan(office: Office, pdf: Path) -> None:
    screen = office.screen
    screen.key("ctrl+4")
    office.keep("sin-plan")
    screen.key("space")
    office.wait_for_title("Plan familiar")
    office.settle()
    for _logro in range(5):
        screen.key("Insert")
    office.keep("plan-logros")
    screen.key("Escape")
    for _logro in range(5):
        office.settle()
        screen.key("alt+l")
        screen.type("Llevar los papeles y pedir la cita")
        screen.key("Tab", "Tab")
        screen.type("15012027")
        screen.key("Prior")
    screen.key("alt+o")
    screen.type("Que los hijos terminen el colegio")
    office.keep("plan-listo")
    screen.key("alt+p")
    office.keep("plan-firma")
    screen.key("ctrl+Return")
    office.until("the plan to be approved", lambda: office.gsi("db", "info")["plans"] == 1)
    office.keep("plan-aprobado")
    screen.key("ctrl+p")
    office.wait_for_title("Vista previa")
    office.keep("vista-previa")
    screen.key("alt+g")
    office.wait_for_title("Guardar PDF")
    screen.type(str(pdf))
    screen.key("Return")
    office.until("the paper", pdf.exists)
    office.keep("plan-guardado")


def _authorise(office: Office) -> None:
    screen = office.screen
    _open_family(office)
    screen.key("ctrl+6")
    office.keep("sin-autorizacion")
    screen.key("alt+s")
    office.settle()
    screen.key("Down", "Tab", "Tab", "Tab", "space")
    screen.key("alt+o", "Down")
    office.keep("autorizacion")
    screen.key("alt+g")
    office.keep("autorizado")


def _visit(office: Office) -> None:
    screen = office.screen
    screen.key("ctrl+k")
    screen.type("digitar vis")
    office.settle()
    screen.key("Return")
    office.wait_for_title("Digitar visita")
    screen.type(office.gsi("families", "search", "muñ", "ordo")["families"][0]["folio"])
    office.settle()
    screen.key("Return")
    office.keep("visita-en-blanco")
    screen.type("hoy")
    screen.key("Tab")
    screen.type("905")
    screen.key("Tab")
    screen.type("1000")
    screen.key("alt+g")
    office.keep("visita-falta-la-firma")
    assert office.gsi("db", "info")["visits"] == 0
    screen.key("Down", "shift+Tab", "shift+Tab", "shift+Tab")
    screen.type("05122026")
    screen.key("alt+g")
    office.until("the visit to be written", lambda: office.gsi("db", "info")["visits"] == 1)
    office.keep("visitas-de-la-familia")


@pytest.mark.check("C55", "C40")
def test_from_linea_base_to_a_plan_on_paper_and_a_visit(office: Office, tmp_path: Path) -> None:
    _families_in(office)
    _open_family(office)
    _baseline(office)
    _plan(office, tmp_path / "plan.pdf")
    _authorise(office)
    _visit(office)
    office.screen.key("ctrl+1")
    office.keep("resumen")
    sheets = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "plan.pdf").pages]
    assert f"Página 1 de {len(sheets)}" in sheets[0]
    assert "Muñoz Ordóñez" in sheets[0]
    assert "Que los hijos terminen el colegio" in " ".join(sheets)
    assert office.gsi("db", "check") == {"ok": True, "problems": []}
