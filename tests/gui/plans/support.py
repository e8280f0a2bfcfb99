"""Hands for the tests of plans."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.accompaniment import queries
from gsi_desktop.services.accompaniment.data import PlanInfo
from gsi_desktop.ui.kit.accessibility import plain
from gsi_desktop.ui.plans.page import PlanPage
from gsi_desktop.ui.plans.sides import CommitmentBlock
from tests.gui.families.support import Desk, press, retype, type_text
from tests.support.factories import Added

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def stored(services: Services, family: Added, number: int | None = None) -> PlanInfo:
    """Return the plan as the database has it."""
    found = services.read(queries.plan, family.family_id, number)
    assert found is not None
    return found


def button(within: QWidget, words: str) -> QPushButton:
    """Return the button on screen that says ``words``."""
    shown = [one for one in within.findChildren(QPushButton) if one.isVisible() and plain(one.text()) == words]
    assert shown, [plain(one.text()) for one in within.findChildren(QPushButton) if one.isVisible()]
    return shown[0]


def block(page: PlanPage, *, support: bool = False) -> CommitmentBlock:
    """Return the first commitment of a side."""
    return (page.editor.form.support if support else page.editor.form.family).blocks[0]


def add_all(desk: Desk, page: PlanPage, count: int = 5) -> None:
    """Add the first ``count`` suggestions by keyboard, and go back to the first one."""
    for _number in range(count):
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    page.editor.table.go_to_row(0)
    desk.wait()


def write(one: CommitmentBlock, action: str, due: str, who: str = "") -> None:
    """Type a commitment."""
    one.action.box.setFocus(Qt.FocusReason.TabFocusReason)
    type_text(action)
    if who:
        retype(one.who.box, who)
        press(Qt.Key.Key_Escape)
    retype(one.due.box, due)


def complete(desk: Desk, page: PlanPage) -> None:
    """Prioritise five logros and write what the family does for each, by keyboard."""
    add_all(desk, page)
    press(Qt.Key.Key_Return)
    for number in range(5):
        type_text(f"Acción {number + 1}")
        retype(block(page).due.box, "15/01/2027")
        press(Qt.Key.Key_PageDown)
    settle(desk, page)


def settle(desk: Desk, page: PlanPage) -> None:
    """Wait until everything typed is stored and drawn."""
    desk.until(lambda: page.saver.unsaved is None and not page.preview._timer.isActive())
