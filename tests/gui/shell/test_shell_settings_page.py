"""Administración: what it changes is in force at once; sample data comes and goes whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.ui.kit.accessibility import tab_order
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.program import Program
from gsi_desktop.ui.shell.settings_page import SettingsPage
from tests.gui.shell.support import Start, button, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising


@pytest.fixture
def at_work(own_pages: None, start: Start, sqlite_location: str) -> Program:
    program = start(Options(database=sqlite_location, page="settings"))
    program.window.showNormal()
    program.window.resize(1366, 689)
    settle(program)
    return program


@pytest.fixture
def page(at_work: Program) -> SettingsPage:
    shown = at_work.host.page()
    assert isinstance(shown, SettingsPage)
    return shown


def families(program: Program) -> int:
    assert program.context is not None
    return program.context.services.read(queries.family_count, FamilyFilter())


@pytest.mark.check("C02")
def test_sample_data_is_marked_and_one_click_takes_all_of_it_away(
    at_work: Program, page: SettingsPage, qtbot: QtBot
) -> None:
    assert not at_work.window.header.sample.isVisible()
    page.samples.count.set_value(100)
    button(page, "Cargar familias inventadas").click()
    qtbot.waitUntil(at_work.window.header.sample.isVisible, timeout=30_000)
    assert at_work.window.header.sample.text() == "DATOS DE EJEMPLO"
    qtbot.waitUntil(lambda: "Hay 100 familias inventadas." in page.samples.state.text())
    assert families(at_work) == 100
    assert [bar.text for bar in at_work.window.notices()] == ["Quedaron los datos de ejemplo."]
    at_work.navigate("families")
    at_work.window.header.sample.click()
    assert at_work.host.area == "settings"
    assert not button(page, "Quitar los datos de ejemplo").isDefault()
    button(page, "Quitar los datos de ejemplo").click()
    qtbot.waitUntil(lambda: not at_work.window.header.sample.isVisible(), timeout=30_000)
    settle(at_work)
    assert families(at_work) == 0
    assert button(page, "Cargar familias inventadas").isEnabled()


@pytest.mark.check("C39")
def test_loading_can_be_cancelled_and_leaves_nothing(at_work: Program, page: SettingsPage, qtbot: QtBot) -> None:
    page.samples.count.set_value(5_000)
    button(page, "Cargar familias inventadas").click()
    qtbot.waitUntil(page.samples.progress.isVisible, timeout=30_000)
    assert not page.samples.load.isEnabled()
    button(page, "Cancelar").click()
    qtbot.waitUntil(page.samples.load.isEnabled, timeout=30_000)
    settle(at_work)
    assert families(at_work) == 0
    assert not at_work.window.header.sample.isVisible()


@pytest.mark.check("C49")
def test_theme_and_text_size_apply_at_once_and_follow_the_keys(at_work: Program, page: SettingsPage) -> None:
    page.appearance.themes["dark"].click()
    assert theme().is_dark
    page.appearance.scale.box.setFocus()
    page.appearance.scale.box.setCurrentIndex(5)
    page.appearance.scale.box.activated.emit(5)
    assert theme().scale == 1.75
    at_work.window.commands.action("normal").trigger()
    at_work.window.commands.action("theme:light").trigger()
    assert page.appearance.scale.value() == 100
    assert page.appearance.themes["light"].isChecked()


def test_the_diagnosis_tells_versions_and_nothing_of_people(
    at_work: Program, page: SettingsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    button(page, "Copiar diagnóstico").click()
    copied = QApplication.clipboard().text()
    for part in ("GSI Escritorio 0.1.0", "Python 3", "Qt 6", "Tema: system · Texto: 100 %", "SQLite"):
        assert part in copied
    assert "Quedó copiado." in at_work.window.notices()[0].text


@pytest.mark.check("C06")
def test_tab_goes_through_the_cards_in_their_order(page: SettingsPage, qtbot: QtBot) -> None:
    qtbot.wait(1)
    order = tab_order(page)
    stops = [stop for stop in order if any(card.isAncestorOf(stop) for card in page._cards)]
    assert order[len(order) - len(stops) :] == stops, "the actions of the page come before its cards"
    assert page.rules in order
    cards = [next(card for card in page._cards if card.isAncestorOf(stop)) for stop in stops]
    assert cards == sorted(cards, key=page._cards.index)
    for card in page._cards:
        inside = [stop.mapTo(card, QPoint(0, 0)) for stop in stops if card.isAncestorOf(stop)]
        rows = [(place.y() // 20, place.x()) for place in inside]
        assert rows == sorted(rows)


@pytest.mark.check("C05")
def test_access_keys_are_unique(page: SettingsPage) -> None:
    from PySide6.QtWidgets import QAbstractButton, QLabel

    shown = [found for kind in (QLabel, QAbstractButton) for found in page.findChildren(kind) if found.isVisible()]
    keys = [found.text()[found.text().index("&") + 1].lower() for found in shown if "&" in found.text()]
    assert sorted(keys) == sorted(set(keys))
    assert len(keys) > 4


def test_the_cards_stand_beside_each_other_without_holes(page: SettingsPage) -> None:
    assert page.letterhead.geometry().bottom() == page.samples.geometry().bottom()
    assert page.samples.y() > page.appearance.y()
    assert page.data.y() == page.diagnostics.y() > page.letterhead.geometry().bottom()
