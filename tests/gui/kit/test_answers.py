"""Answers by letter, times and long texts: what the person sees and what is stored."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.ui.kit.accessibility import spoken_name
from gsi_desktop.ui.kit.answers import AnswerStrip, Reply
from gsi_desktop.ui.kit.fields import TextField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.textfields import SuggestField, TextAreaField, TimeField

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def parse(text: str) -> str:
    typed = text.replace(":", "")
    if typed and not typed.isdigit():
        raise ExpectedError("time_invalid", text=text)
    return f"{int(typed[:-2]):02}:{typed[-2:]}" if typed else ""


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    QVBoxLayout(page)
    page.resize(600, 500)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def put(page: QWidget, widget: QWidget) -> None:
    layout = page.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()


def strip() -> AnswerStrip:
    return AnswerStrip(
        "¿&Cumplió?", [Reply("yes", "Sí", "S", "success", "check"), Reply("no", "No", "N", "danger", "x")]
    )


def test_a_letter_gives_the_answer_and_supr_takes_it_back(page: QWidget) -> None:
    one, told = strip(), []
    put(page, one)
    one.answered.connect(told.append)
    one.setFocus()
    assert spoken_name(one) == "¿Cumplió?: sin respuesta"
    QTest.keyClick(one, Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier)
    assert one.value == "no"
    assert spoken_name(one) == "¿Cumplió?: No"
    QTest.keyClick(one, Qt.Key.Key_Right)
    assert one.value == "yes"
    QTest.keyClick(one, Qt.Key.Key_Delete)
    assert one.value is None
    assert told == ["no", "yes", None]


def test_a_click_gives_the_answer_under_it_and_showing_one_tells_nobody(page: QWidget) -> None:
    one, told = strip(), []
    put(page, one)
    one.answered.connect(told.append)
    one.set_value("yes")
    assert told == []
    QTest.mouseClick(one, Qt.MouseButton.LeftButton, pos=one.part("no").center())
    assert (one.value, told) == ("no", ["no"])


def test_a_time_is_shown_as_people_read_it_and_a_wrong_one_stays_with_its_reason(page: QWidget) -> None:
    field = TimeField("started", "Hora de inicio", parse)
    put(page, field)
    put(page, strip())
    field.box.setFocus()
    QTest.keyClicks(field.box, "904")
    QTest.keyClick(field.box, Qt.Key.Key_Tab)
    assert (field.box.text(), field.value()) == ("9:04", "09:04")
    field.set_value("14:30")
    assert field.box.text() == "14:30"
    field.box.setText("mañana")
    assert not field.check()
    assert field.box.text() == "mañana"
    assert "9:04" in field.error


def test_a_long_text_is_told_and_never_cut(page: QWidget) -> None:
    field = TextAreaField("note", "Nota", max_length=10)
    put(page, field)
    field.box.setPlainText("demasiado largo")
    assert not field.check()
    assert "10" in field.error
    assert field.text() == "demasiado largo"


def test_ctrl_enter_in_a_long_text_belongs_to_the_page(page: QWidget) -> None:
    form = Form()
    form.add(TextAreaField("note", "Nota"))
    put(page, form)
    said: list[dict[str, object]] = []
    form.submitted.connect(said.append)
    box = form.field("note").box
    box.setFocus()
    QTest.keyClicks(box, "ya")
    QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert said == [{"note": "ya"}]


def test_the_summary_stands_where_the_page_wants_it(page: QWidget) -> None:
    notices = QVBoxLayout()
    layout = page.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.addLayout(notices)
    form = Form(notices=notices)
    form.add(TextField("a", "Uno", required=True), TextField("b", "Dos", required=True), stretch=(2, 1))
    put(page, form)
    assert not form.submit()
    bar = notices.itemAt(0).widget()
    assert isinstance(bar, InfoBar)
    assert "Uno" in bar.text
    form.field("a").box.setText("x")  # type: ignore[attr-defined]
    form.field("b").box.setText("x")  # type: ignore[attr-defined]
    assert form.submit()
    assert notices.count() == 0


def test_usual_answers_open_with_the_arrow_and_another_may_be_written(page: QWidget) -> None:
    field = SuggestField("why", "Motivo", ["Faltó un documento", "No hubo cupo"])
    put(page, field)
    field.box.setFocus()
    QTest.keyClick(field.box, Qt.Key.Key_Down)
    popup = field.box.completer().popup()
    assert popup is not None
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    QTest.keyClicks(field.box, "Otra cosa")
    assert field.value() == "Otra cosa"
