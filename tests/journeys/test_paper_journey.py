"""Paper at volume: a town's visit forms in one file with its index, keyed in the printed order as they come back."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
import pytest

from gsi_desktop.services.paperwork import rules
from tests.support.office import Office

TOWN, FAMILIES = "Elías", 182
CODE = re.compile(r"[A-Z]{2}-\d{4}-\d{5}-\d")
PAPER_S = 600
"""How long a batch may take on a machine that does other things."""


def _visit_forms(office: Office, path: Path) -> list[str]:
    """Print the forms of a town in one file; return their codes in the printed order."""
    office.go("imprimir en lote", "Imprimir en lote")
    office.screen.key("alt+u")
    office.screen.type(TOWN[:3])
    office.screen.key("Return")
    office.keep("para-quienes")
    office.screen.key("alt+h")
    office.wait_for_title("Guardar el lote")
    office.screen.type(str(path))
    office.screen.key("Return")
    office.until("the file of the batch", path.exists, patience_s=PAPER_S)
    office.keep("formatos-hechos")
    read = pypdf.PdfReader(path)
    pages = [page.extract_text() for page in read.pages]
    assert "Índice" in [one.title for one in read.outline if not isinstance(one, list)]
    codes = list(dict.fromkeys(code for text in pages for code in CODE.findall(text)))
    assert len(codes) == FAMILIES
    assert path.stat().st_size < FAMILIES * 20_000
    return codes


def _key(office: Office, code: str) -> None:
    """Key one form: its code as a reader sends it, then the visit by keyboard alone."""
    screen, before = office.screen, office.gsi("db", "info")["visits"]
    screen.type(rules.bars(code))
    screen.key("Return")
    office.keep("formato-leido")
    screen.type("hoy")
    screen.key("Tab")
    screen.type("905")
    screen.key("Tab")
    screen.type("1000")
    screen.key("alt+g")
    office.keep("falta-la-firma")
    screen.key("Down", "ctrl+s")
    office.until("the visit to be written", lambda: office.gsi("db", "info")["visits"] == before + 1)
    office.keep("digitado")


@pytest.mark.check("C55")
@pytest.mark.timeout(1800)
def test_a_town_is_printed_and_its_forms_are_keyed(huila_office: Office, tmp_path: Path) -> None:
    office = huila_office
    office.open()
    codes = _visit_forms(office, tmp_path / "visitas.pdf")
    office.go("digitar lote", "Digitar lote")
    office.keep("lotes-por-digitar")
    for code in codes[:2]:
        _key(office, code)
