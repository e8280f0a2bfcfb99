"""The parts of other areas in the dossier: loaded by name, with room of their own, a plain word for a broken one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.ui.families import dossier_page
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.shell.parts import dossier_parts
from gsi_desktop.ui.shell.program import Program
from tests.gui.families.conftest import desk as desk  # noqa: PLC0414  the fixture
from tests.gui.families.support import Desk, click, said
from tests.gui.shell.support import settle
from tests.support.factories import add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising

PARTS = [part.key for part in dossier_parts()]


@pytest.mark.check("C04", "C15")
@pytest.mark.parametrize("key", PARTS)
def test_every_part_opens_in_the_dossier_named_and_spanish(office: Program, qtbot: QtBot, key: str) -> None:
    assert office.context is not None
    row = office.context.services.read(queries.family_page, FamilyFilter()).rows[0]
    office.navigate("family", family_id=row.family_id, tab=key)
    settle(office)
    page = office.host.page()
    assert isinstance(page, DossierPage)
    assert page.tabs.key == key
    assert "no se pudo abrir" not in said(page)
    assert not unnamed_focusables(office.window)
    assert not english_words(office.window)


def test_a_roomy_part_folds_the_navigation_until_one_leaves_it(office: Program) -> None:
    assert office.context is not None
    row = office.context.services.read(queries.family_page, FamilyFilter()).rows[0]
    office.navigate("family", family_id=row.family_id)
    settle(office)
    page = office.host.page()
    assert isinstance(page, DossierPage)
    assert not office.window.navigation.collapsed
    QTest.keyClick(page, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    settle(office)
    assert office.window.navigation.collapsed
    QTest.keyClick(page, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    settle(office)
    assert not office.window.navigation.collapsed
    QTest.keyClick(page, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    office.navigate("families")
    settle(office)
    assert not office.window.navigation.collapsed


def test_a_part_that_cannot_be_loaded_says_so_and_leaves_the_rest(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = dossier_parts()
    broken = (replace(whole[0], path="gsi_desktop.ui.nowhere:Part"), *whole[1:])
    monkeypatch.setattr(dossier_page, "dossier_parts", lambda: broken)
    made = add_family(desk.services)
    page = desk.show(DossierPage, family_id=made.family_id)
    page.tabs.go_to(whole[0].key)
    assert [type(error) for error in desk.faults] == [ModuleNotFoundError]
    desk.faults.clear()
    desk.qtbot.waitUntil(lambda: "Esta parte de la ficha no se pudo abrir." in said(page))
    again = next(one for one in page.tabs.findChildren(QPushButton) if one.text() == "Intentar de nuevo")
    click(again)
    assert len(desk.faults) == 1
    desk.faults.clear()
    page.tabs.go_to("members")
    assert page.members.table.isVisible()


def test_parts_are_told_apart_by_key() -> None:
    assert len(set(PARTS)) == len(PARTS)
    assert not {"summary", "members"} & set(PARTS)
