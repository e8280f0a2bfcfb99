"""The box that finds the family of a paper: one Enter is enough, whether or not the list below it is open."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication

from gsi_desktop.ui.visits.entry_page import EntryPage
from tests.gui.families.support import PATIENCE_MS, Desk
from tests.support.factories import Added

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_one_enter_opens_the_family_of_a_folio_although_the_list_opened_meanwhile(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage)
    box = page.finder.box
    popup = box.completer().popup()
    assert isinstance(popup, QAbstractItemView)
    box.setFocus()
    QTest.keyClicks(box, family.folio)
    desk.qtbot.waitUntil(popup.isVisible, timeout=PATIENCE_MS)
    QTest.keyClick(QApplication.activePopupWidget() or box, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: page.finder.said.text() != "", timeout=PATIENCE_MS)
    assert not popup.isVisible()
