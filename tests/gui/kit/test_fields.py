from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.ui.kit.choiceboxes import SearchBox
from gsi_desktop.ui.kit.fields import CheckField, ChoiceField, DateField, DocumentField, Field, TextField
from gsi_desktop.ui.kit.forms import Form, with_mnemonic
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.textfields import PesosField

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising, grabbing

TODAY = date(2026, 11, 20)
TOWNS = [("41551", "Pitalito"), ("41001", "Neiva"), ("05059", "Armenia (Antioquia)"), ("63001", "Armenia (Quindío)")]


def today() -> date:
    return TODAY


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(600, 500)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def shown(page: QWidget, field: Field) -> Field:
    form = Form(parent=page)
    form.add(field)
    form.add(TextField("next", "Siguiente"))
    form.resize(500, 400)
    form.show()
    field.box.setFocus()
    return field


def leave(field: Field) -> None:
    QTest.keyClick(field.box, Qt.Key.Key_Tab)


def edit(field: Field) -> QLineEdit:
    assert isinstance(field.box, QLineEdit)
    return field.box


@pytest.mark.check("C29")
@pytest.mark.parametrize(
    ("typed", "seen", "value"),
    [
        ("21112026", "21/11/2026", date(2026, 11, 21)),
        ("21/11/26", "21/11/2026", date(2026, 11, 21)),
        ("21/11", "21/11/2026", date(2026, 11, 21)),
        ("hoy", "20/11/2026", TODAY),
        ("Ayer", "19/11/2026", date(2026, 11, 19)),
        ("1-2-85", "01/02/1985", date(1985, 2, 1)),
        ("2026-11-21", "21/11/2026", date(2026, 11, 21)),
    ],
)
def test_dates_are_taken_as_typed_and_shown_in_full(page: QWidget, typed: str, seen: str, value: date) -> None:
    field = shown(page, DateField("born", "Fecha de nacimiento", today=today))
    QTest.keyClicks(field.box, typed)
    leave(field)
    assert edit(field).text() == seen
    assert field.value() == value
    assert field.error == ""


@pytest.mark.check("C29")
@pytest.mark.check("C24")
def test_a_date_that_is_none_is_said_below_on_leaving_and_stays_as_typed(page: QWidget) -> None:
    field = shown(page, DateField("born", "Fecha de nacimiento", hint="Día, mes y año.", today=today))
    QTest.keyClicks(field.box, "31/02")
    assert field.error == ""
    assert field.below.text() == "Día, mes y año."
    leave(field)
    assert edit(field).text() == "31/02"
    assert field.below.isVisible()
    assert field.below.text() == "«31/02» no es una fecha que exista. Escriba día, mes y año: 21/11/2026."
    assert field.below.y() > field.box.y()
    description = QAccessible.queryAccessibleInterface(field.box).text(QAccessible.Text.Description)
    assert description == field.below.text()
    field.box.setFocus()
    QTest.keyClick(field.box, Qt.Key.Key_End)
    QTest.keyClick(field.box, Qt.Key.Key_Backspace)
    assert field.below.text() == "Día, mes y año."


def test_ctrl_semicolon_puts_today(page: QWidget) -> None:
    field = shown(page, DateField("born", "Fecha", today=today))
    QTest.keySequence(field.box, "Ctrl+;")
    assert edit(field).text() == "20/11/2026"


@pytest.mark.check("C24")
def test_nothing_is_said_about_a_field_only_passed_through(page: QWidget) -> None:
    field = shown(page, TextField("name", "Primer nombre", required=True))
    leave(field)
    assert field.error == ""
    field.box.setFocus()
    QTest.keyClicks(field.box, "A")
    QTest.keyClick(field.box, Qt.Key.Key_Backspace)
    leave(field)
    assert field.error == "Falta este dato."


@pytest.mark.parametrize(
    ("typed", "seen", "value"),
    [
        ("1075234567", "1.075.234.567", "1075234567"),
        ("1.075.234.567", "1.075.234.567", "1075234567"),
        (" 36 284 517 ", "36.284.517", "36284517"),
        ("0123456", "0.123.456", "0123456"),
        ("ab-123456", "AB123456", "AB123456"),
        ("", "", ""),
    ],
)
def test_documents_show_points_and_are_kept_plain(page: QWidget, typed: str, seen: str, value: str) -> None:
    field = shown(page, DocumentField("document", "Documento"))
    QGuiApplication.clipboard().setText(typed)
    QTest.keySequence(field.box, "Ctrl+V")
    leave(field)
    assert edit(field).text() == seen
    assert field.value() == value
    field.set_value(value)
    assert edit(field).text() == seen


TYPED_DOCUMENTS = [
    *((grouped, "1075234567") for grouped in ("1075234567", "1.075.234.567", "1,075,234,567", "1 075 234 567")),
    *((hyphened, "1075234567") for hyphened in ("1-075-234-567", " 1075234567 ", "1075234567\t", "1.075.234.567\n")),
    *((small, "36284517") for small in ("36284517", "36.284.517", "36 284 517", "36284517 ")),
    *((kept, "0123456") for kept in ("0123456", "0.123.456", "0 123 456")),
    *((letters, "AB123456") for letters in ("ab123456", "AB-123456", "Ab 123456", "ab.123456")),
    *((shortest, "123") for shortest in ("123", " 123", "1 2 3")),
    *((nuip, "1130567891") for nuip in ("1130567891", "1.130.567.891", "1130 567 891")),
    *((old, "A2B0123456") for old in ("a2b0123456", "A2B-0123456", "A2B 0123456")),
    *((passport, "PE0998877") for passport in ("PE0998877", "pe 0998877", "PE-099-8877")),
    *((empty, "") for empty in ("", " ", ".", "-")),
    *((permit, "900123456789") for permit in ("900123456789", "900.123.456.789", "900 123 456 789")),
    *((with_n, "Ñ12345") for with_n in ("ñ12345", "Ñ-12345")),
]


@pytest.mark.check("C27")
@pytest.mark.parametrize(("typed", "value"), TYPED_DOCUMENTS)
def test_a_document_comes_out_the_same_however_it_is_typed(page: QWidget, typed: str, value: str) -> None:
    field = shown(page, DocumentField("document", "Documento"))
    QGuiApplication.clipboard().setText(typed)
    QTest.keySequence(field.box, "Ctrl+V")
    leave(field)
    assert field.value() == value


@pytest.mark.check("C28")
@pytest.mark.parametrize("typed", ["1234567", "1.234.567", "1,234,567", "$ 1.234.567"])
def test_pesos_are_shown_with_their_points(page: QWidget, typed: str) -> None:
    field = shown(page, PesosField("amount", "Valor"))
    QTest.keyClicks(field.box, typed)
    leave(field)
    assert edit(field).text() == "$ 1.234.567"
    assert field.value() == 123_456_700


@pytest.mark.check("C28", "C24")
def test_what_is_no_amount_is_said_and_kept(page: QWidget) -> None:
    field = shown(page, PesosField("amount", "Valor"))
    QTest.keyClicks(field.box, "un millon")
    leave(field)
    assert edit(field).text() == "un millon"
    assert "no es un valor en pesos" in field.error


def _too_young(born: date) -> None:
    if born > date(2010, 1, 1):
        raise ExpectedError("choice_invalid")


@pytest.mark.check("C24")
def test_a_rule_of_the_services_speaks_at_the_field(page: QWidget) -> None:
    field = shown(page, DateField("born", "Fecha", today=today, check=_too_young))
    QTest.keyClicks(field.box, "hoy")
    leave(field)
    assert field.error == "Elija una opción de la lista."


def test_a_short_list_is_chosen_with_the_keyboard(page: QWidget) -> None:
    field = shown(page, ChoiceField("kind", "Tipo", [("CC", "Cédula"), ("TI", "Tarjeta")], required=True))
    assert field.value() is None
    assert not field.check()
    QTest.keyClick(field.box, Qt.Key.Key_Down)
    QTest.keyClick(field.box, Qt.Key.Key_Down)
    assert field.value() == "TI"
    assert field.error == ""
    field.set_value("CC")
    assert field.value() == "CC"
    field.set_value("??")
    assert field.value() is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [("pital", "41551"), ("NEIVA", "41001"), ("quindio arm", "63001"), ("Armenia (Antioquia)", "05059")],
)
def test_a_long_list_is_searched_without_accents_or_order(page: QWidget, typed: str, value: str) -> None:
    field = shown(page, ChoiceField("town", "Municipio", TOWNS, searchable=True))
    QTest.keyClicks(field.box, typed)
    leave(field)
    assert field.value() == value
    assert edit(field).text() == dict(TOWNS)[value]


@pytest.mark.check("C24")
@pytest.mark.parametrize("typed", ["armenia", "Macondo"])
def test_a_text_that_means_no_single_option_is_said_and_kept(page: QWidget, typed: str) -> None:
    field = shown(page, ChoiceField("town", "Municipio", TOWNS, searchable=True))
    QTest.keyClicks(field.box, typed)
    leave(field)
    assert field.error == "Elija una opción de la lista."
    assert edit(field).text() == typed


def test_the_offer_narrows_while_typing_and_the_arrow_opens_all(page: QWidget) -> None:
    field = shown(page, ChoiceField("town", "Municipio", TOWNS, searchable=True))
    box = field.box
    assert isinstance(box, SearchBox)
    offered = box.completer().completionModel()
    QTest.keyClicks(box, "arm")
    assert [offered.index(row, 0).data() for row in range(offered.rowCount())] == [
        "Armenia (Antioquia)",
        "Armenia (Quindío)",
    ]
    box.completer().popup().hide()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 10, 10))
    assert offered.rowCount() == len(TOWNS)
    box.completer().popup().hide()


def test_options_that_read_the_same_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="same"):
        SearchBox().set_options([(1, "Armenia"), (2, "Armenia")])


def test_other_options_keep_the_choice_when_it_is_among_them(qtbot: QtBot) -> None:
    for searchable in (False, True):
        field = ChoiceField("town", "Municipio", TOWNS, searchable=searchable)
        qtbot.addWidget(field)
        field.set_value("41001")
        field.set_options(TOWNS[:2])
        assert field.value() == "41001"
        field.set_options(TOWNS[2:])
        assert field.is_empty()


@pytest.mark.check("C04")
def test_names_tell_label_and_duty(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    form.add(TextField("name", "Primer nombre", required=True), CheckField("remember", "Recordar mi usuario"))
    names = [
        QAccessible.queryAccessibleInterface(field.box).text(QAccessible.Text.Name).replace("&", "")
        for field in form.fields()
    ]
    assert names == ["Primer nombre, obligatorio", "Recordar mi usuario"]
    assert form.field("name").label.text() == "&Primer nombre *"


def test_setting_a_value_is_no_edit(qtbot: QtBot, page: QWidget) -> None:
    form = Form()
    qtbot.addWidget(form)
    form.add(TextField("name", "Nombre"), CheckField("yes", "De acuerdo"), DateField("born", "Fecha"))
    form.add(ChoiceField("kind", "Tipo", [("CC", "Cédula")]), ChoiceField("town", "Municipio", TOWNS, searchable=True))
    changes: list[int] = []
    form.changed.connect(lambda: changes.append(1))
    values = {"name": "Ana", "yes": True, "born": TODAY, "kind": "CC", "town": "41551"}
    form.set_values({**values, "unknown": 1})
    assert form.values() == values
    assert changes == []
    QTest.keyClicks(form.field("name").box, "b")
    assert changes == [1]


def three_wrong(page: QWidget) -> tuple[Form, list[dict[str, object]]]:
    form = Form(parent=page)
    form.add(TextField("name", "Primer nombre", required=True), TextField("other", "Segundo nombre"))
    form.add(DateField("born", "Fecha de nacimiento", today=today))
    form.add(ChoiceField("town", "Municipio", TOWNS, searchable=True))
    form.resize(600, 500)
    form.show()
    edit(form.field("born")).setText("31/02/2026")
    edit(form.field("town")).setText("Macondo")
    saved: list[dict[str, object]] = []
    form.submitted.connect(saved.append)
    return form, saved


@pytest.mark.check("C25")
def test_saving_with_three_errors_lists_them_goes_to_the_first_and_saves_nothing(page: QWidget) -> None:
    form, saved = three_wrong(page)
    form.field("other").box.setFocus()
    assert not form.submit()
    assert saved == []
    summary = form.findChild(InfoBar)
    assert summary.severity == "danger"
    assert summary.text == "Hay 3 datos por corregir. No se guardó nada. Primer nombre Fecha de nacimiento Municipio"
    assert form.field("name").box.hasFocus()
    for number, key in enumerate(("name", "born", "town")):
        summary._words.linkActivated.emit(str(number))
        assert form.field(key).box.hasFocus()
    assert edit(form.field("town")).text() == "Macondo"


@pytest.mark.check("C25")
def test_what_was_corrected_is_saved_and_the_summary_goes(page: QWidget) -> None:
    form, saved = three_wrong(page)
    form.submit()
    QTest.keyClicks(form.field("name").box, "Luz ")
    edit(form.field("born")).setText("hoy")
    edit(form.field("town")).setText("neiva")
    assert form.submit()
    assert saved == [{"name": "Luz", "other": "", "born": TODAY, "town": "41001"}]
    assert not any(bar.isVisible() for bar in form.findChildren(InfoBar))


def test_a_refusal_of_the_services_is_shown_at_its_field(page: QWidget) -> None:
    form, _saved = three_wrong(page)
    assert form.show_error(ExpectedError("date_missing", field="born"))
    assert form.field("born").error == "Falta la fecha."
    assert form.field("born").box.hasFocus()
    assert not form.show_error(ExpectedError("conflict"))


def test_enter_goes_on_and_saves_from_the_last_field(page: QWidget) -> None:
    form, saved = three_wrong(page)
    form.set_values({"name": "Luz", "born": TODAY, "town": "41551"})
    form.field("name").box.setFocus()
    QTest.keyClick(form.field("name").box, Qt.Key.Key_Return)
    assert form.field("other").box.hasFocus()
    assert saved == []
    QTest.keyClick(form.field("other").box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(saved) == 1
    form.field("town").box.setFocus()
    QTest.keyClick(form.field("town").box, Qt.Key.Key_Return)
    assert len(saved) == 2


@pytest.mark.check("C05")
def test_every_label_has_an_access_key_of_its_own_and_reaches_its_input(qtbot: QtBot) -> None:
    form = Form(reserved="g")
    qtbot.addWidget(form)
    labels = [
        "Primer nombre",
        "Primer apellido",
        "Segundo nombre",
        "Segundo apellido",
        "&Documento",
        "Grupo étnico",
        "Parentesco",
    ]
    for number, label in enumerate(labels):
        form.add(TextField(str(number), label))
    marked = [field.label.text() for field in form.fields()]
    keys = [text[text.index("&") + 1].lower() for text in marked]
    assert len(set(keys)) == len(keys)
    assert "g" not in keys
    assert [text.replace("&", "") for text in marked] == [label.replace("&", "") for label in labels]
    assert "&Documento" in marked
    assert all(field.label.buddy() is field.box for field in form.fields())


@pytest.mark.check("C05")
def test_an_access_key_goes_to_its_field(page: QWidget) -> None:
    form, _saved = three_wrong(page)
    QPushButton("&Guardar", form).show()
    form.field("name").box.setFocus()
    label = form.field("town").label.text()
    key = label[label.index("&") + 1].upper()
    QTest.keySequence(form.window(), f"Alt+{key}")
    assert form.field("town").box.hasFocus()


@pytest.mark.check("C06")
def test_tab_follows_the_order_seen(page: QWidget) -> None:
    form = Form(parent=page)
    last, first = TextField("c", "Tercero"), TextField("a", "Primero")
    middle = CheckField("b", "Segundo")
    form.add(first, middle)
    form.add(last)
    form.resize(500, 300)
    form.show()
    first.box.setFocus()
    for field in (middle, last):
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        assert field.box.hasFocus()


def test_a_label_without_a_free_letter_stays_without_a_key() -> None:
    assert with_mnemonic("Ana", {"a", "n"}) == "Ana"
    taken: set[str] = set()
    assert [with_mnemonic("Sí o no", taken) for _turn in range(5)] == [
        "&Sí o no",
        "Sí &o no",
        "Sí o &no",
        "Sí o no",
        "Sí o no",
    ]


def test_two_fields_of_one_key_are_a_mistake(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    form.add(TextField("a", "Primero"))
    with pytest.raises(ValueError, match="a"):
        form.add(TextField("a", "Otra vez"))


def test_an_error_of_several_lines_is_never_cut(page: QWidget) -> None:
    field = shown(page, TextField("name", "Nombre"))
    field.setFixedWidth(180)
    before = field.minimumSizeHint().height()
    field.set_error("Una frase tan larga que en una columna así de estrecha ocupa varias líneas una tras otra.")
    needed = field.below.heightForWidth(180)
    assert needed > 40
    assert field.minimumSizeHint().height() >= before + needed


def test_enter_takes_the_first_option_that_what_is_typed_may_mean(page: QWidget) -> None:
    towns = [("41548", "Pital (Huila)"), ("41551", "Pitalito (Huila)"), ("25001", "Capital de paso")]
    field = ChoiceField("town", "Municipio", towns, searchable=True)
    shown(page, field)
    QTest.keyClicks(field.box, "pital")
    QTest.keyClick(field.box, Qt.Key.Key_Return)
    assert field.value() == "41548"
    field.set_value(None)
    QTest.keyClicks(field.box, "pitali")
    QTest.keyClick(field.box, Qt.Key.Key_Return)
    assert field.value() == "41551"
    field.set_value(None)
    QTest.keyClicks(field.box, "xyz")
    QTest.keyClick(field.box, Qt.Key.Key_Return)
    assert edit(field).text() == "xyz", "what is no option stays to be corrected"


def test_the_summary_loses_what_is_mended_and_goes_with_the_last(page: QWidget) -> None:
    form = Form(parent=page)
    form.add(TextField("name", "Nombre", required=True))
    form.add(TextField("place", "Vereda", required=True))
    form.show()

    def summary() -> list[str]:
        return [bar.text for bar in form.findChildren(InfoBar) if bar.isVisible()]

    assert not form.submit()
    assert summary() == ["Hay 2 datos por corregir. No se guardó nada. Nombre Vereda"]
    QTest.keyClicks(form.field("name").box, "Ana")
    assert summary() == ["Hay un dato por corregir. No se guardó nada. Vereda"]
    assert form.field("name").box.hasFocus(), "the keyboard stays where one types"
    QTest.keyClicks(form.field("place").box, "El Cabuyal")
    assert summary() == []
