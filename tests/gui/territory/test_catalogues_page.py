"""The catalogues, looked up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.services.territory.catalogues import catalogue_list
from gsi_desktop.ui.kit.accessibility import english_words, plain, spoken_name, tab_order, unnamed_focusables
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.territory.catalogues_page import CataloguesPage
from tests.gui.exchange.support import Desk, button, press, said, type_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising, grabbing


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, sqlite_services: Services, tmp_path: Path) -> Iterator[Desk]:
    tasks = TaskRunner()
    yield Desk(qtbot, sqlite_services, tasks, SettingsStore(tmp_path / "settings.json"))
    tasks.shutdown()


def search(desk: Desk, page: CataloguesPage, words: str) -> None:
    press(Qt.Key.Key_F, modifier=Qt.KeyboardModifier.ControlModifier)
    assert page.search.hasFocus()
    type_text(words)
    desk.qtbot.waitUntil(lambda: not page._typing.isActive())
    desk.wait()


def column(page: CataloguesPage, number: int) -> list[str]:
    model = page.table.model()
    return [str(model.index(row, number).data()) for row in range(model.rowCount())]


def test_every_catalogue_is_listed_with_rows_and_status(desk: Desk) -> None:
    page = desk.show(CataloguesPage)
    listed = [str(page.list_model.index(row, 0).data()) for row in range(page.list_model.rowCount())]
    assert listed == [info.title for info in catalogue_list()]
    place = listed.index("Municipios (DIVIPOLA)")
    assert page.list_model.index(place, 1).data() == "1.121"
    assert page.list_model.index(place, 2).data() == "Oficial"


def test_arrows_go_through_the_catalogues_and_show_where_they_come_from(desk: Desk) -> None:
    page = desk.show(CataloguesPage)
    assert page.list.hasFocus()
    assert page.table.model().rowCount() == 33
    press(Qt.Key.Key_Down)
    told = said(page.card)
    assert "Municipios (DIVIPOLA)" in told
    assert "Fuente: DANE" in told
    assert "Leída el" in told
    assert page.table.model().rowCount() == 1121


def test_search_ignores_accents_and_says_how_many(desk: Desk) -> None:
    page = desk.show(CataloguesPage, catalogue="municipalities")
    search(desk, page, "san agustin huila")
    assert column(page, 1) == ["San Agustín"]
    assert column(page, 2) == ["41 Huila"]
    assert "1</span> de 1.121 filas" in page.count.text()
    press(Qt.Key.Key_Return)
    assert page.table.hasFocus()


@pytest.mark.check("C44")
def test_nothing_found_says_so_and_offers_to_clear(desk: Desk) -> None:
    page = desk.show(CataloguesPage, catalogue="municipalities")
    search(desk, page, "macondo")
    assert "Ninguna fila tiene esas palabras." in said(page)
    button(page, "Borrar la búsqueda").click()
    desk.qtbot.waitUntil(lambda: not page._typing.isActive())
    desk.wait()
    assert page.table.model().rowCount() == 1121


def test_it_can_only_be_read(desk: Desk) -> None:
    page = desk.show(CataloguesPage)
    assert not page.table.model().flags(page.table.model().index(0, 0)) & Qt.ItemFlag.ItemIsEditable


@pytest.mark.check("C04", "C06", "C15")
def test_names_order_and_language(desk: Desk) -> None:
    page = desk.show(CataloguesPage)
    assert not unnamed_focusables(page)
    assert not english_words(page)
    order = [plain(widget.accessibleName() or spoken_name(widget)) for widget in tab_order(page)]
    wanted = ["Logros y dimensiones", "Más acciones", "Catálogos", "Buscar en este catálogo", "Filas del catálogo"]
    assert order == wanted


def test_the_catalogue_of_logros_is_one_button_away(desk: Desk) -> None:
    page = desk.show(CataloguesPage)
    button(page, "Logros y dimensiones").click()
    assert desk.visited == [("achievement_catalogue", {})]
