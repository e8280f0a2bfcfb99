"""A walk by keyboard over every page: Tab reaches everything and is never caught, access keys do not collide."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.ui.kit.accessibility import tab_order
from gsi_desktop.ui.kit.entry_grid import EntryGrid
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.pages import pages
from gsi_desktop.ui.shell.program import Program
from tests.gui.shell.support import settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

ENTRIES = [page.area for page in pages() if page.group or page.offered]
_MOST_STOPS = 400
PLAIN = Qt.KeyboardModifier.NoModifier


def visited_by_tab(window: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """Press Tab until the focus is where it began; the widgets it passed."""
    passed: list[QWidget] = []
    for _step in range(_MOST_STOPS):
        here = QApplication.focusWidget()
        assert here is not None
        if here in passed[:1]:
            return passed
        passed.append(here)
        # In a sheet Tab goes from cell to cell, as in a spreadsheet; Ctrl+Tab leaves it from anywhere.
        QTest.keyClick(here, key, Qt.KeyboardModifier.ControlModifier if isinstance(here, EntryGrid) else PLAIN)
        assert QApplication.focusWidget() is not here, f"Tab is caught in {type(here).__name__} {here.accessibleName()}"
    raise AssertionError(f"Tab does not come back: {[type(one).__name__ for one in passed[-6:]]}")


def reached_by_arrows(widget: QWidget) -> bool:
    """Whether ``widget`` is one of several choices: Tab stops at the chosen one, arrows go to the others."""
    if not isinstance(widget, QAbstractButton) or not widget.isCheckable() or widget.isChecked():
        return False
    group = widget.group()
    return widget.autoExclusive() or (group is not None and group.exclusive())


def mnemonics(root: QWidget) -> Counter[str]:
    """The access keys of the visible, enabled labels and buttons below ``root``."""
    texts = [
        widget.text()
        for widget in root.findChildren(QWidget)
        if isinstance(widget, (QAbstractButton, QLabel)) and widget.isVisible() and widget.isEnabled()
    ]
    found = [re.search(r"(?<!&)&([^&\s])", text) for text in texts]
    return Counter(match[1].lower() for match in found if match)


@pytest.mark.check("C03", "C05")
def test_tab_goes_round_every_page_both_ways_and_no_two_access_keys_are_the_same(office: Program) -> None:
    """One window goes through all of them: a start for each would cost more than it tells."""
    faults: dict[str, list[str]] = {}
    for area in ENTRIES:
        office.navigate(area)
        settle(office)
        page = office.host.page()
        assert page is not None
        wanted = set(tab_order(page))
        faults[area] = [f"Alt+{key} {count} times" for key, count in mnemonics(page).items() if count > 1]
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            passed = set(visited_by_tab(office.window, key))
            missed = [one for one in wanted - passed if one.isVisible() and not reached_by_arrows(one)]
            faults[area] += [f"missed {type(one).__name__} {one.accessibleName()}" for one in missed]
    assert {area: found for area, found in faults.items() if found} == {}


@pytest.mark.check("C03", "C05")
def test_the_same_holds_in_a_dossier(office: Program) -> None:
    assert office.context is not None
    row = office.context.services.read(queries.family_page, FamilyFilter()).rows[0]
    office.navigate("family", family_id=row.family_id)
    settle(office)
    page = office.host.page()
    assert page is not None
    visited_by_tab(office.window)
    assert {key: count for key, count in mnemonics(page).items() if count > 1} == {}


@pytest.mark.check("C11", "C12")
def test_with_high_contrast_every_page_takes_the_colours_of_the_system(
    office: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(theme()), "high_contrast", property(lambda _self: True))
    theme().set_scale(theme().scale)
    system = {color.name() for color in _system_colors()}
    for area in ENTRIES:
        office.navigate(area)
        settle(office)
        assert QApplication.instance().styleSheet() == "", area  # type: ignore[union-attr]
        used = {theme().color(role).name() for role in ("text", "surface", "accent", "danger", "focus")}
        assert used <= system, area
        assert not office.window.grab().isNull(), area
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)


def _system_colors() -> list[object]:
    palette = QApplication.palette()
    return [palette.color(role) for role in palette.ColorRole if role is not palette.ColorRole.NColorRoles]
