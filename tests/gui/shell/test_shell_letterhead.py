"""Membrete: what the office writes in Administración stands on its papers."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from gsi_desktop.services.reports import office, papers, queries
from gsi_desktop.ui.shell.letterhead_card import LetterheadCard
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.program import Program
from gsi_desktop.ui.shell.settings_page import SettingsPage
from tests.gui.shell.support import Start, button, settle
from tests.support.factories import add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising


@pytest.fixture
def program(own_pages: None, start: Start, sqlite_location: str) -> Program:
    made = start(Options(database=sqlite_location, page="settings"))
    settle(made)
    return made


@pytest.fixture
def card(program: Program) -> LetterheadCard:
    page = program.host.page()
    assert isinstance(page, SettingsPage)
    return page.letterhead


def _emblem(folder: Path) -> str:
    image = QImage(600, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("#AA2200"))
    image.save(str(folder / "escudo.jpg"))
    return str(folder / "escudo.jpg")


def _constancia(program: Program) -> pypdf.PdfReader:
    assert program.context is not None
    services = program.context.services
    family = add_family(services).family_id
    paper = services.read(queries.certificate_paper, family, user="Yenny", at=services.clock.now())
    return pypdf.PdfReader(io.BytesIO(papers.draw(paper)))


@pytest.mark.check("C40")
def test_name_nit_and_emblem_stand_on_the_papers(
    program: Program, card: LetterheadCard, qtbot: QtBot, tmp_path: Path
) -> None:
    card.entity.box.insert("Alcaldía de Pitalito")
    qtbot.keyClicks(card.nit.box, "891180077")
    card.take(_emblem(tmp_path))
    button(card, "Guardar el membrete").click()
    settle(program)
    assert [bar.text for bar in program.window.notices()] == ["Se guardó el membrete. Sale en los papeles desde ahora."]
    sheet = _constancia(program).pages[0]
    assert "Alcaldía de Pitalito" in sheet.extract_text()
    assert "NIT 891.180.077-0" in sheet.extract_text()
    [picture] = sheet.images
    assert picture.image is not None
    assert picture.image.mode == "L", "papers are black and white"
    assert picture.image.size == (240, 120)


def test_without_an_emblem_a_plain_shield_is_drawn(program: Program, card: LetterheadCard) -> None:
    assert not card.picture.isVisible()
    assert list(_constancia(program).pages[0].images) == []


def test_a_wrong_nit_is_told_at_its_field_and_nothing_is_saved(
    program: Program, card: LetterheadCard, qtbot: QtBot
) -> None:
    card.entity.box.insert("Alcaldía de Pitalito")
    qtbot.keyClicks(card.nit.box, "891180077-5")
    button(card, "Guardar el membrete").click()
    settle(program)
    assert card.nit.error == "El dígito de verificación del NIT 891.180.077 es 0, no 5. Revise el número."
    assert card.entity.box.text() == "Alcaldía de Pitalito"
    assert program.context is not None
    assert program.context.services.read(office.load) == office.Office()


def test_a_file_that_is_no_picture_changes_nothing(program: Program, card: LetterheadCard, tmp_path: Path) -> None:
    (tmp_path / "escudo.png").write_bytes(b"no soy una imagen")
    card.take(str(tmp_path / "escudo.png"))
    assert [bar.text for bar in program.window.notices()] == [
        "Esa imagen no se puede usar. Elija un archivo PNG o JPG que se vea."
    ]
    assert not card.picture.isVisible()
