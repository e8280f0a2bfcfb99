"""A list of thousands of documents beside the registry: opened from a workbook, read, filtered, kept and exported."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.support.exported import column, rows_of
from tests.support.office import Office

STRANGERS = 1500
PITALITO = "41551"
LONG_S = 240
"""How long thousands of documents may take on a machine that does other things."""


def _attendance(office: Office, folder: Path) -> tuple[Path, int]:
    """Return a list as an institution sends it, with numbers and texts, and how many of it are in the registry."""
    exported = folder / "familias.xlsx"
    office.gsi("export", "families", "--municipality", PITALITO, "--output", str(exported))
    rows = rows_of(exported)
    everybody = zip(column(rows, "Documento"), column(rows, "Jefe(a) de hogar"), strict=True)
    known = [(str(document), who) for document, who in everybody if document]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Listado de asistencia a la jornada"])
    sheet.append(["N.º", "Cédula", "Nombres y apellidos"])
    for number, (document, who) in enumerate(known, 1):
        sheet.append([number, int(document) if document.isdigit() and number % 2 else document, who])
    for number in range(STRANGERS):
        sheet.append([len(known) + number + 1, 900_000_000 + number * 7, f"Persona Ajena {number}"])
    path = folder / "asistentes.xlsx"
    book.save(path)
    return path, len(known)


def _answered(office: Office) -> None:
    """Wait until there are answers, which is when they can be exported."""

    def asked_where() -> bool:
        office.screen.key("alt+e")
        return office.screen.shows("^Exportar lista")

    office.until("the answers", asked_where, patience_s=LONG_S)
    office.screen.key("Escape")


@pytest.mark.check("C18", "C20")
@pytest.mark.timeout(900)
def test_a_list_of_thousands_is_crossed_kept_and_exported(huila_office: Office, tmp_path: Path) -> None:
    office, screen = huila_office, huila_office.screen
    attendance, known = _attendance(office, tmp_path)
    assert known > 6000
    office.open()
    office.go("cruzar", "Cruzar una lista")
    screen.key("alt+a")
    office.wait_for_title("Abrir")
    screen.type(str(attendance))
    screen.key("Return")
    _answered(office)
    office.keep("respuestas")
    screen.key("alt+g")
    office.settle()
    screen.type("Jornada de Pitalito")
    screen.key("Return")
    office.keep("guardada")

    screen.key("alt+e")
    office.wait_for_title("Exportar lista")
    answers = tmp_path / "respuestas.xlsx"
    screen.type(str(answers))
    screen.key("Return")
    office.until("the file of answers", answers.exists)
    office.keep("exportada")
    said = column(rows_of(answers), "En el registro")
    assert len(said) == known + STRANGERS
    assert said.count("No está") == STRANGERS
    assert said.count("En el programa") == known

    screen.key("alt+z")
    office.wait_for_title("Cruzar una lista")
    office.keep("listas-guardadas")
    screen.key("alt+b")
    _answered(office)
    office.keep("otra-vez")
    screen.key("Return")
    office.wait_for_title("Ficha")
    office.keep("ficha-de-la-primera")
