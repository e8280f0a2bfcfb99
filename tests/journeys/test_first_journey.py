"""The first morning of an office: nothing there, five screens, the recovery code on paper and typed back."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
import pytest

from tests.support.keys import TEST_PASSWORD
from tests.support.office import Office

CODE = re.compile(r"(?:[0-9A-Z]{5}-\s*){5}[0-9A-Z]{5}")


def _code(paper: Path) -> str:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(paper).pages)
    found = CODE.search(text)
    assert found is not None, text
    return found.group().replace("\n", "")


@pytest.mark.soak  # the wizard by keyboard is proven daily in tests/gui/shell; here the paper and the way to the help
@pytest.mark.check("C01", "B37")
def test_from_nothing_to_an_office(office: Office, tmp_path: Path) -> None:
    screen, folder, paper = office.screen, tmp_path / "Oficina", tmp_path / "codigo.pdf"
    office.open(first_time=True)
    office.wait_for_title("Primeros pasos")
    office.keep("bienvenida")
    screen.key("Return")
    office.settle()
    screen.key("ctrl+a")
    screen.type(str(folder))
    office.keep("carpeta")
    screen.key("Return")
    office.settle()
    screen.type("Yolanda Muñoz")
    screen.key("Tab", "Tab")
    screen.type(TEST_PASSWORD)
    screen.key("Tab")
    screen.type(TEST_PASSWORD)
    office.keep("usuario")
    screen.key("Return")
    office.keep("datos-de-ejemplo")
    screen.key("Return")
    office.until("the database", lambda: any(folder.glob("*.llaves")))
    office.keep("codigo-de-recuperacion")
    screen.key("alt+g")
    office.wait_for_title("Guardar")
    screen.type(str(paper))
    screen.key("Return")
    office.until("the paper", paper.exists)
    office.settle()
    screen.key("alt+c")
    screen.type(_code(paper))
    office.keep("codigo-escrito")
    screen.key("Return")
    office.wait_for_title("Inicio")
    office.keep("en-la-oficina")
    screen.key("F1")
    office.wait_for_title("Ayuda")
    office.keep("ayuda")
