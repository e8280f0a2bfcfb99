from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAccessible, QFocusEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.progress import Progress, Step
from gsi_desktop.ui.kit.buttons import Button, flat, icon_button, link, primary, secondary
from gsi_desktop.ui.kit.cards import Card, CounterStrip
from gsi_desktop.ui.kit.chips import Chip, ChipLabel, FilterChip
from gsi_desktop.ui.kit.choiceboxes import ComboBox
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.fields import TextField
from gsi_desktop.ui.kit.formats import plain_document, show, shown_document, thousands
from gsi_desktop.ui.kit.labels import ElidedLabel
from gsi_desktop.ui.kit.pieces import scrolling
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.stepper import Stepper
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.kit.theme import ThemeManager

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising, grabbing


def nothing() -> None:
    return None


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 400)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def put(window: QWidget, widget: QWidget) -> None:
    widget.setParent(window)
    widget.adjustSize()
    widget.show()


def colours(widget: QWidget) -> set[str]:
    image: QImage = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def name_of(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


# --- buttons


@pytest.mark.parametrize("number", range(4))
def test_buttons_act_by_mouse_and_keyboard(window: QWidget, number: int) -> None:
    done: list[int] = []

    def act() -> None:
        done.append(1)

    makers = (
        lambda: primary("Guardar", None, act),
        lambda: secondary("Guardar", "check", act),
        lambda: flat("Guardar", None, act),
        lambda: link("Guardar", act),
    )
    button = makers[number]()
    put(window, button)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert done == [1, 1]


@pytest.mark.check("C07")
@pytest.mark.parametrize("kind", ["primary", "secondary", "flat", "danger", "link"])
def test_a_button_reached_by_keyboard_shows_a_ring_and_one_clicked_does_not(
    window: QWidget, look: ThemeManager, kind: str
) -> None:
    button = Button("Guardar", kind=kind)  # type: ignore[arg-type]  # the parametrised kinds
    put(window, button)
    ring = look.color("on_accent" if kind == "primary" else "focus").name()
    QApplication.sendEvent(button, QFocusEvent(QFocusEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason))
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    corner = button.rect().adjusted(8, 0, 12 - button.width(), 6 - button.height())
    assert ring not in _dots(button, corner)
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring in _dots(button, corner)


def _dots(widget: QWidget, rect: object) -> set[str]:
    image = widget.grab(rect).toImage()  # type: ignore[call-overload]  # a QRect
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_an_icon_button_says_what_it_does(window: QWidget) -> None:
    button = icon_button("dots", "Más acciones", nothing)
    put(window, button)
    assert button.toolTip() == name_of(button) == "Más acciones"
    assert button.size().width() == button.size().height() == 32


def test_buttons_have_the_height_of_the_design(window: QWidget, look: ThemeManager) -> None:
    heights = {}
    for size in ("small", "normal", "large"):
        button = Button("Guardar", size=size)  # type: ignore[arg-type]  # the sizes
        put(window, button)
        heights[size] = button.height()
    assert heights == {"small": 28, "normal": 32, "large": 36}


# --- chips


def test_a_chip_says_its_words(window: QWidget, look: ThemeManager) -> None:
    chip = ChipLabel(Chip("Al día", "success", "check"))
    put(window, chip)
    assert name_of(chip) == "Al día"
    assert chip.height() == 20
    width = chip.width()
    assert look.color("success_bg").name() in colours(chip)
    chip.set_chip(Chip("1 compromiso vencido", "danger"))
    assert chip.sizeHint().width() > width
    assert look.color("danger_bg").name() in colours(chip)


def test_a_filter_chip_is_cleared_by_its_cross_and_by_keys(window: QWidget, qtbot: QtBot) -> None:
    chip = FilterChip("Fase", "Acompañamiento")
    put(window, chip)
    clicks: list[str] = []
    chip.cleared.connect(lambda: clicks.append("cleared"))
    chip.clicked.connect(lambda: clicks.append("clicked"))
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.clear_rect().center())
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(15, 14))
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(chip, key)
    assert clicks == ["cleared", "clicked", "cleared", "cleared", "clicked", "clicked"]


def test_a_filter_that_is_off_has_no_cross(window: QWidget) -> None:
    chip = FilterChip("Zona", "Rural", icon="map-pin")
    put(window, chip)
    wide = chip.sizeHint().width()
    assert name_of(chip) == "Zona: Rural"
    chip.set_value("")
    assert name_of(chip) == "Zona"
    assert chip.value == ""
    assert chip.clear_rect().isEmpty()
    assert chip.sizeHint().width() < wide
    cleared: list[int] = []
    chip.cleared.connect(lambda: cleared.append(1))
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 15, 14))
    assert cleared == []


def test_a_filter_chip_opens_its_menu(window: QWidget) -> None:
    menu = QMenu(window)
    menu.addAction("Rural")
    chip = FilterChip("Zona", menu=menu)
    put(window, chip)
    opened: list[int] = []
    menu.aboutToShow.connect(lambda: opened.append(1))
    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, menu.close))
    QTest.keyClick(chip, Qt.Key.Key_Return)
    assert opened == [1]


# --- cards and counters


def test_a_card_has_title_words_link_and_body(window: QWidget) -> None:
    done: list[int] = []
    card = Card("Ensayo", "nada se ha guardado")
    open_all = card.add_link("Ver todo", lambda: done.append(1))
    card.add_line()
    put(window, card)
    card.set_title("Ensayo", "1.161 filas")
    QTest.mouseClick(open_all, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert open_all.geometry().right() <= card.width()


def test_counters_filter_one_at_a_time_and_can_be_taken_off(window: QWidget) -> None:
    strip = CounterStrip()
    for key, label in (("new", "Se crean"), ("bad", "No entran")):
        strip.add(key, label).set_figure("19")
    put(window, strip)
    heard: list[object] = []
    strip.selected.connect(heard.append)
    for key in ("new", "bad", "bad"):
        QTest.mouseClick(strip.counter(key), Qt.MouseButton.LeftButton)
    strip.counter("new").setFocus()
    QTest.keyClick(strip.counter("new"), Qt.Key.Key_Space)
    assert heard == ["new", "bad", None, "new"]
    strip.select("bad")
    assert [strip.counter(key).isChecked() for key in ("new", "bad")] == [False, True]
    assert len(heard) == 4
    assert name_of(strip.counter("bad")) == "No entran: 19"


# --- empty, progress, stepper


def test_an_empty_list_says_why_and_what_to_do(window: QWidget) -> None:
    done: list[int] = []
    empty = EmptyState("filter-off", "Ninguna familia cumple los filtros.", ("Quitar filtros", lambda: done.append(1)))
    put(window, empty)
    assert empty.button is not None
    QTest.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert EmptyState("users", "Aún no hay familias.").button is None


@pytest.mark.check("C39")
def test_progress_appears_late_shows_the_step_and_cancels(window: QWidget, tasks: TaskRunner, qtbot: QtBot) -> None:
    panel = ProgressPanel(window)
    heard: list[str] = []

    def work(progress: Progress) -> None:
        while True:
            progress.report("cancelled", 480, 1161)

    handle = tasks.long(window, work, nothing, progress=panel.show_step, cancelled=lambda: heard.append("cancelled"))  # type: ignore[arg-type]  # never done
    panel.start("Leyendo el archivo…", handle)
    assert not panel.isVisible()
    assert (panel.bar.minimum(), panel.bar.maximum()) == (0, 0)
    qtbot.waitUntil(panel.isVisible)
    qtbot.waitUntil(lambda: panel.figure.text() == "480 de 1.161")
    assert panel.bar.value() == 1000 * 480 // 1161
    QTest.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)
    assert panel.cancel.text() == "Cancelando…"
    assert not panel.cancel.isEnabled()
    qtbot.waitUntil(lambda: heard == ["cancelled"])
    panel.finish()
    assert not panel.isVisible()


@pytest.mark.check("C39")
def test_short_work_shows_no_progress_at_all(window: QWidget, qtbot: QtBot) -> None:
    panel = ProgressPanel(window)
    panel.start("Guardando…")
    panel.finish()
    qtbot.wait(350)
    assert not panel.isVisible()


def test_a_total_not_known_leaves_the_bar_moving(window: QWidget) -> None:
    panel = ProgressPanel(window)
    panel.start("Leyendo…")
    panel.show_step(Step("cancelled", 1234))
    assert (panel.bar.minimum(), panel.bar.maximum()) == (0, 0)
    assert panel.figure.text() == "1.234"
    assert name_of(panel.bar) == panel.text.text()


def test_the_stepper_says_where_one_is(window: QWidget, look: ThemeManager) -> None:
    stepper = Stepper(("Archivo", "Columnas", "Ensayo", "Importar"))
    put(window, stepper)
    assert name_of(stepper) == "Paso 1 de 4: Archivo"
    assert look.color("success_bg").name() not in colours(stepper)
    stepper.set_current(2)
    assert name_of(stepper) == "Paso 3 de 4: Ensayo"
    assert {look.color("success_bg").name(), look.color("accent").name()} <= colours(stepper)
    stepper.set_current(4)
    assert name_of(stepper) == "Todos los pasos están hechos"
    assert stepper.current == 4


# --- small things


def test_a_label_that_is_cut_offers_its_full_text(window: QWidget) -> None:
    label = ElidedLabel("Registro de familias de su alcance: busque, asigne y abra la ficha.")
    put(window, label)
    label.grab()
    assert label.toolTip() == ""
    label.resize(120, 20)
    label.grab()
    assert label.toolTip() == label.text()


def test_the_wheel_changes_a_list_only_while_it_has_the_focus(window: QWidget) -> None:
    box = ComboBox()
    box.set_options([(1, "Uno"), (2, "Dos"), (3, "Tres")])
    box.choose(1)
    put(window, box)
    other = QPushButton("Otro", window)
    other.show()
    other.setFocus()
    assert not _roll(box)
    assert box.chosen() == 1
    box.setFocus()
    assert _roll(box)
    assert box.chosen() == 2


def _roll(box: ComboBox) -> bool:
    at = QPointF(5, 5)
    down = QPoint(0, -120)
    none, modifiers = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    turn = QWheelEvent(at, box.mapToGlobal(at), QPoint(), down, none, modifiers, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(box, turn)
    return turn.isAccepted()


def test_values_read_as_in_colombia() -> None:
    assert [thousands(number) for number in (0, 999, 57191, -1234567)] == ["0", "999", "57.191", "-1.234.567"]
    assert show(20.96) == "20,96"
    assert show(True) == "True"
    assert show("Zanjones") == "Zanjones"
    assert [shown_document(text) for text in ("1", "12345", "٣٤", "AB1")] == ["1", "12.345", "٣٤", "AB1"]
    assert plain_document("ab 12-3.4") == "AB1234"


def test_keys_read_as_printed_on_the_keyboard() -> None:
    assert [shown_keys(keys) for keys in ("Ctrl+N", "Del", "Ctrl+Shift+L")] == [
        "Ctrl+N",
        "Suprimir",
        "Ctrl+Mayúsculas+L",
    ]


def test_what_takes_the_keyboard_by_its_access_key_scrolls_into_sight(qtbot: QtBot) -> None:
    inside = QWidget()
    column = QVBoxLayout(inside)
    boxes = [QLineEdit() for _row in range(20)]
    for box in boxes:
        column.addWidget(box)
    area = scrolling(inside)
    qtbot.addWidget(area)
    area.resize(200, 120)
    area.show()
    qtbot.waitUntil(area.isActiveWindow)
    assert boxes[-1].visibleRegion().isEmpty()
    boxes[-1].setFocus(Qt.FocusReason.ShortcutFocusReason)
    qtbot.waitUntil(boxes[-1].hasFocus)
    assert not boxes[-1].visibleRegion().isEmpty()
    boxes[0].setFocus(Qt.FocusReason.OtherFocusReason)
    assert not boxes[0].visibleRegion().isEmpty()


def test_what_has_the_keyboard_stays_in_sight_unless_a_person_scrolled_away(qtbot: QtBot) -> None:
    inside = QWidget()
    column = QVBoxLayout(inside)
    fields = [TextField(f"field{row}", "Dato") for row in range(12)]
    for field in fields:
        column.addWidget(field)
    area = scrolling(inside)
    qtbot.addWidget(area)
    area.resize(200, 160)
    area.show()
    qtbot.waitUntil(area.isActiveWindow)
    last = fields[-1]
    last.box.setFocus(Qt.FocusReason.OtherFocusReason)
    last.set_error("Falta este dato.")
    qtbot.waitUntil(lambda: last.below.visibleRegion().boundingRect() == last.below.rect())
    area.verticalScrollBar().setValue(0)
    fields[0].set_error("Falta este dato.")
    qtbot.waitUntil(lambda: fields[0].below.height() >= fields[0].below.sizeHint().height())
    assert area.verticalScrollBar().value() == 0
