from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.reports import papers as drawing
from gsi_desktop.ui.kit.accessibility import spoken_name, unnamed_focusables
from gsi_desktop.ui.kit.paper import PaperView, draw_sheets
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.kit.theme import ThemeManager
from tests.support import papers

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising


@pytest.fixture(scope="module")
def plan() -> bytes:
    return drawing.family_plan(papers.plan())


@pytest.fixture
def view(qtbot: QtBot, tasks: TaskRunner) -> PaperView:
    view = PaperView("Así se imprime", tasks)
    qtbot.addWidget(view)
    view.resize(512, 600)
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    return view


def show(qtbot: QtBot, view: PaperView, pdf: bytes) -> None:
    with qtbot.waitSignal(view.drawn):
        view.show_pdf(pdf)


def has_ink(image: QImage) -> bool:
    """Whether there is black somewhere on the sheet."""
    across, down = range(0, image.width(), 2), range(0, image.height(), 2)
    return any(
        image.pixelColor(x, y).alpha() > 200 and image.pixelColor(x, y).value() < 80 for x in across for y in down
    )


def test_every_page_of_the_pdf_lies_on_the_desk(qtbot: QtBot, view: PaperView, plan: bytes) -> None:
    show(qtbot, view, plan)
    assert view.pages == 2
    assert all(has_ink(image) for image in view.images)
    assert view.place.text() == "Carta · Página 1 de 2"
    assert spoken_name(view.desk) == "Así se imprime. Página 1 de 2"
    assert not unnamed_focusables(view)


def test_the_paper_fits_the_width_also_when_that_changes(qtbot: QtBot, view: PaperView, plan: bytes) -> None:
    show(qtbot, view, plan)
    assert not view.desk.horizontalScrollBar().isVisible()
    narrow = view.scale
    with qtbot.waitSignal(view.drawn):
        view.resize(800, 600)
    assert view.scale > narrow * 1.4
    wanted = 816 * view.scale * view.devicePixelRatioF()
    assert view.images[0].width() == pytest.approx(wanted, abs=2), "drawn anew, not stretched"


def test_one_zooms_by_button_and_with_the_wheel_and_back_to_the_width(
    qtbot: QtBot, view: PaperView, plan: bytes
) -> None:
    show(qtbot, view, plan)
    fitting = view.scale
    larger = next(button for button in view.findChildren(QPushButton) if button.accessibleName() == "Ampliar")
    with qtbot.waitSignal(view.drawn):
        QTest.mouseClick(larger, Qt.MouseButton.LeftButton)
    assert view.scale > fitting
    now = view.scale
    middle = QPointF(view.desk.viewport().rect().center())
    turned = QWheelEvent(
        middle, view.desk.viewport().mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    with qtbot.waitSignal(view.drawn):
        QApplication.sendEvent(view.desk.viewport(), turned)
    assert view.scale > now
    view.fit_width()
    assert view.scale == pytest.approx(fitting)


def test_one_goes_from_page_to_page(qtbot: QtBot, view: PaperView, plan: bytes) -> None:
    show(qtbot, view, plan)
    view.go_to_page(2)
    assert view.page == 2
    assert view.place.text() == "Carta · Página 2 de 2"
    forth = next(button for button in view.findChildren(QPushButton) if button.accessibleName() == "Página siguiente")
    assert not forth.isEnabled()


def test_a_new_drawing_keeps_the_place_one_was_reading(qtbot: QtBot, view: PaperView, plan: bytes) -> None:
    show(qtbot, view, plan)
    view.go_to_page(2)
    show(qtbot, view, drawing.family_plan(papers.plan(goal="«Otra meta.»")))
    assert view.page == 2


@pytest.mark.check("C49")
def test_paper_stays_white_in_the_dark(qtbot: QtBot, view: PaperView, plan: bytes, look: ThemeManager) -> None:
    look.set_mode("dark")
    show(qtbot, view, plan)
    seen = view.desk.viewport().grab().toImage()
    white = QColor("#FFFFFF").rgb()
    middle = seen.width() // 2
    assert sum(seen.pixel(middle, y) == white for y in range(seen.height())) > seen.height() // 2


def test_what_cannot_be_drawn_says_why_and_the_way_on(view: PaperView, tasks: TaskRunner) -> None:
    view.show_pdf(b"this is no pdf")
    assert tasks.wait_idle(5000)
    again = [button.text() for button in view.findChildren(QPushButton) if button.isVisible() and button.text()]
    assert again == ["Intentar de nuevo"]
    with pytest.raises(MachineError, match="paper_not_drawn"):
        draw_sheets(b"this is no pdf", 96)
