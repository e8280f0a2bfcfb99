"""The two forms of a dossier, used: what is wrong, what is doubtful, saving once, conflicts and drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QRadioButton
from sqlalchemy import select

from gsi_desktop.models.enums import FamilyStatus, Zone
from gsi_desktop.models.families import AcceptedWarning, Family
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import commands, queries
from gsi_desktop.services.families.data import Dossier, EditPerson, Member
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.families.editor import Editor
from gsi_desktop.ui.kit.infobar import InfoBar
from tests.gui.families.support import Desk, change_contact, click, press, retype, said, type_text
from tests.support.factories import HOUSEHOLD, Added, NewMember, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def family(desk: Desk) -> Added:
    """A family of three."""
    return add_family(desk.services)


@pytest.fixture
def page(desk: Desk, family: Added) -> DossierPage:
    """Its dossier."""
    return desk.show(DossierPage, family_id=family.family_id)


def box(editor: Editor, key: str) -> QLineEdit:
    found = editor.form.field(key).box
    assert isinstance(found, QLineEdit)
    return found


def stored(desk: Desk, family: Added) -> Dossier:
    return desk.services.read(queries.dossier, family.family_id)


def person(desk: Desk, family: Added, place: int = 0) -> Member:
    return next(member for member in stored(desk, family).members if member.person_id == family.people[place])


def edit_contact(desk: Desk, page: DossierPage) -> Editor:
    click(page.summary.edit_link)
    desk.wait()
    assert page.contact.isVisible()
    return page.contact


def edit_person(desk: Desk, page: DossierPage) -> Editor:
    page.tabs.setCurrentIndex(1)
    click(page.members.detail.edit_button)
    desk.wait()
    assert page.person.isVisible()
    return page.person


def offers(page: DossierPage) -> list[str]:
    return [bar.text for bar in page.bars()]


def pass_warning(editor: Editor, why: str = "Está en el registro") -> None:
    assert editor.warning is not None
    editor.warning.reason.box.setText(why)
    click(editor.warning.button)


def press_button(bar: InfoBar, words: str) -> None:
    click(next(button for button in bar.findChildren(QPushButton) if button.text() == words))


# --- saving once


Again = Callable[[Editor], None]


def click_five_times(editor: Editor) -> None:
    for _time in range(5):
        click(editor.save_button)


def hold_enter(editor: Editor) -> None:
    box(editor, "other_phone").setFocus()
    for _time in range(12):
        QTest.keyPress(box(editor, "other_phone"), Qt.Key.Key_Return)
    QTest.keyRelease(box(editor, "other_phone"), Qt.Key.Key_Return)


def every_way(editor: Editor) -> None:
    press(Qt.Key.Key_S, modifier=CTRL)
    press(Qt.Key.Key_Return, modifier=CTRL)
    click(editor.save_button)
    editor.form.submit()
    editor.save()


@pytest.mark.check("A19")
@pytest.mark.parametrize("again", [click_five_times, hold_enter, every_way])
@pytest.mark.parametrize("slow", [False, True])
def test_saving_again_and_again_writes_once(
    desk: Desk, page: DossierPage, family: Added, again: Again, slow: bool
) -> None:
    version = stored(desk, family).version
    editor = edit_contact(desk, page)
    retype(box(editor, "address"), "Finca El Mirador")
    if slow:
        with desk.writing_held():
            again(editor)
    else:
        again(editor)
    desk.wait()
    assert desk.operations("edit_contact") == 1
    assert stored(desk, family).version == version + 1
    assert stored(desk, family).address == "Finca El Mirador"
    assert [notice[:2] for notice in desk.notices] == [("success", "Se guardó.")]
    assert not editor.isVisible()


@pytest.mark.check("A19")
def test_a_form_asks_for_one_operation_until_it_is_saved(desk: Desk, page: DossierPage, family: Added) -> None:
    """The id belongs to the loaded form: the same save asked twice of the services is answered, not repeated."""
    editor = edit_contact(desk, page)
    retype(box(editor, "address"), "Finca El Mirador")
    mine = editor.from_fields(editor.form.values())
    save = editor.saving(family.family_id, editor._base, mine, ())
    first, second = save(editor._operation), save(editor._operation)
    assert (first.repeated, second.repeated) == (False, True)
    assert first.result == second.result
    assert desk.operations("edit_contact") == 1


def test_nothing_changed_writes_nothing(desk: Desk, page: DossierPage) -> None:
    editor = edit_contact(desk, page)
    click(editor.save_button)
    desk.wait()
    assert desk.operations("edit_contact") == 0
    assert desk.notices == []
    assert not editor.isVisible()


def test_contact_is_saved_with_a_new_settlement_and_shows_at_once(desk: Desk, page: DossierPage, family: Added) -> None:
    editor = edit_contact(desk, page)
    assert box(editor, "settlement").text() == "El Cabuyal"
    retype(box(editor, "settlement"), "Peñas Blancas")
    retype(box(editor, "phone"), "310 222 3344")
    zone = editor.form.field("zone").box
    assert isinstance(zone, QComboBox)
    zone.setFocus()
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_S, modifier=CTRL)
    desk.wait()
    now = stored(desk, family)
    assert (now.settlement, now.zone, now.phone) == ("Peñas Blancas", None, "310 222 3344")
    desk.until(lambda: "Peñas Blancas" in said(page.summary))
    assert "Peñas Blancas, Pitalito" in said(page.card)


def test_known_settlements_are_suggested_while_typing(desk: Desk, page: DossierPage, family: Added) -> None:
    add_family(desk.services, NewMember(first_name="Ana", first_surname="Rojas"), settlement="Guacacallo")
    editor = edit_contact(desk, page)
    retype(box(editor, "settlement"), "guaca")
    completer = box(editor, "settlement").completer()
    assert completer.currentCompletion() == "Guacacallo"
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert box(editor, "settlement").text() == "Guacacallo"
    assert editor.isVisible()


# --- what is wrong


@pytest.mark.check("C24")
def test_a_fault_shows_below_its_field_on_leaving_and_the_text_stays(desk: Desk, page: DossierPage) -> None:
    editor = edit_person(desk, page)
    born = editor.form.field("birth_date")
    retype(born.box, "31/02/2020")
    assert born.error == ""
    press(Qt.Key.Key_Tab)
    assert born.error == "«31/02/2020» no es una fecha que exista. Escriba día, mes y año: 21/11/2026."
    assert born.below.isVisible()
    assert born.below.text() == born.error
    assert box(editor, "birth_date").text() == "31/02/2020"

    name = editor.form.field("first_name")
    retype(name.box, "")
    press(Qt.Key.Key_Tab)
    assert name.error == "Falta este dato."
    retype(name.box, "Rosa")
    assert name.error == ""

    retype(born.box, "01/01/2999")
    press(Qt.Key.Key_Tab)
    assert born.error == "La fecha de nacimiento está en el futuro. Revise el año."
    retype(born.box, "01/01/1700")
    press(Qt.Key.Key_Tab)
    assert born.error == "La fecha de nacimiento es de hace demasiados años. Revise el año."


@pytest.mark.check("C25")
def test_saving_with_three_faults_lists_them_goes_to_the_first_and_saves_nothing(
    desk: Desk, page: DossierPage, family: Added
) -> None:
    before = person(desk, family)
    editor = edit_person(desk, page)
    retype(box(editor, "first_name"), "")
    retype(box(editor, "first_surname"), "")
    retype(box(editor, "birth_date"), "99/99/99")
    click(editor.save_button)
    desk.wait()
    (summary,) = [bar for bar in editor.form.findChildren(InfoBar) if bar.isVisible()]
    assert (
        summary.text == "Hay 3 datos por corregir. No se guardó nada. Primer nombre Primer apellido Fecha de nacimiento"
    )
    assert box(editor, "first_name").hasFocus()
    assert person(desk, family) == before
    assert desk.operations("edit_person") == 0

    links = next(label for label in summary.findChildren(QLabel) if "href" in label.text())
    links.linkActivated.emit("2")
    assert box(editor, "birth_date").hasFocus()
    assert box(editor, "birth_date").text() == "99/99/99"
    assert editor.save_button.isVisible()


@pytest.mark.check("C29")
@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("21112001", date(2001, 11, 21)),
        ("21/11/01", date(2001, 11, 21)),
        ("21-11-2001", date(2001, 11, 21)),
        ("2001-11-21", date(2001, 11, 21)),
        ("hoy", date(2026, 11, 21)),
        ("ayer", date(2026, 11, 20)),
    ],
)
def test_dates_are_taken_as_people_type_them(
    desk: Desk, page: DossierPage, family: Added, typed: str, day: date
) -> None:
    editor = edit_person(desk, page)
    retype(box(editor, "birth_date"), typed)
    press(Qt.Key.Key_Tab)
    assert box(editor, "birth_date").text() == f"{day:%d/%m/%Y}"
    click(editor.save_button)
    desk.wait()
    bar = editor.bar
    if bar is not None:  # a cédula is unusual for a child
        pass_warning(editor)
        desk.wait()
    assert person(desk, family).birth_date == day


def test_a_document_of_somebody_else_is_told_at_the_number(desk: Desk, page: DossierPage, family: Added) -> None:
    editor = edit_person(desk, page)
    retype(box(editor, "document"), "12.228.430")
    click(editor.save_button)
    desk.wait()
    assert editor.form.field("document").error == "Ese documento ya es de otra persona registrada."
    assert box(editor, "document").hasFocus()
    assert person(desk, family).document == "36284517"
    retype(box(editor, "document"), "36.284.518")
    click(editor.save_button)
    desk.wait()
    assert person(desk, family).document == "36284518"


def test_a_number_needs_its_type_and_no_number_needs_none(desk: Desk, page: DossierPage, family: Added) -> None:
    editor = edit_person(desk, page)
    kind = editor.form.field("document_type").box
    assert isinstance(kind, QComboBox)
    kind.setFocus()
    press(Qt.Key.Key_Home)
    click(editor.save_button)
    assert editor.form.field("document_type").error == "Elija de qué tipo es el documento."
    retype(box(editor, "document"), "SIN DOCUMENTO")
    click(editor.save_button)
    bar = editor.bar
    assert bar is not None
    assert "sin número de documento" in bar.text
    pass_warning(editor)
    desk.wait()
    assert (person(desk, family).document_type, person(desk, family).document) == ("", "")


# --- what is doubtful


@pytest.mark.check("C26")
def test_a_doubt_shows_live_and_can_be_passed(desk: Desk, page: DossierPage, family: Added) -> None:
    editor = edit_person(desk, page)
    assert editor.bar is None
    retype(box(editor, "birth_date"), "02/07/2015")
    bar = editor.bar
    assert bar is not None
    assert (bar.severity, bar.text) == (
        "warning",
        "Revise. Cédula de ciudadanía no es el documento usual a los 11 años.",
    )
    click(editor.save_button)
    desk.wait()
    assert desk.operations("edit_person") == 0
    bar = editor.bar
    assert bar is not None
    assert bar.text.startswith("Revise antes de guardar.")
    assert editor.form.field("birth_date").error == ""
    press(Qt.Key.Key_Return)  # the focus is on the reason, which is asked for
    assert editor.warning is not None
    assert editor.warning.reason.error
    type_text("Lo dice la partida de bautismo")
    press(Qt.Key.Key_Return)
    desk.wait()
    kept = desk.services.read(lambda session: session.execute(select(AcceptedWarning)).scalars().one())
    assert (kept.code, kept.reason) == ("document_age_mismatch", "Lo dice la partida de bautismo")
    assert person(desk, family).birth_date == date(2015, 7, 2)
    assert not editor.isVisible()


def test_what_was_doubtful_before_stops_nobody(desk: Desk) -> None:
    made = add_family(desk.services, NewMember(first_name="Ana", first_surname="Rojas"), *HOUSEHOLD[1:])
    page = desk.show(DossierPage, family_id=made.family_id)
    editor = edit_person(desk, page)
    retype(box(editor, "second_name"), "Lucía")
    click(editor.save_button)
    desk.wait()
    assert person(desk, made).full_name == "Ana Lucía Rojas"


# --- conflict


@pytest.mark.check("A13")
def test_what_two_people_changed_apart_joins(desk: Desk, page: DossierPage, family: Added) -> None:
    editor = edit_contact(desk, page)
    change_contact(desk.services, family.family_id, phone="3001112233")
    desk.wait()
    retype(box(editor, "address"), "Lote 9")
    click(editor.save_button)
    desk.wait()
    now = stored(desk, family)
    assert (now.address, now.phone) == ("Lote 9", "3001112233")
    _severity, title, detail = desk.notices[-1]
    assert title == "Se guardó y se combinaron cambios."
    assert f"Teléfono ({desk.services.actor}, 21/11/2026 10:00)" in detail


def conflicting(desk: Desk, page: DossierPage, family: Added) -> Editor:
    """Leave the form in conflict about address and zone."""
    editor = edit_contact(desk, page)
    change_contact(desk.services, family.family_id, address="Casa del parque", zone=Zone.URBAN, phone="3001112233")
    desk.wait()
    retype(box(editor, "address"), "Lote 9")
    zone = editor.form.field("zone").box
    assert isinstance(zone, QComboBox)
    zone.setFocus()
    press(Qt.Key.Key_Home)
    click(editor.save_button)
    desk.wait()
    return editor


@pytest.mark.check("A14")
def test_a_conflict_shows_three_values_and_nothing_is_overwritten(desk: Desk, page: DossierPage, family: Added) -> None:
    editor = conflicting(desk, page, family)
    desk.until(editor.conflict.isVisible)
    shown = said(editor.conflict) + " ".join(button.text() for button in editor.conflict.findChildren(QRadioButton))
    for text in ("Finca La Esperanza", "Lote 9", "Casa del parque", "Rural disperso", "sin dato", "2 campos distintos"):
        assert text in shown
    assert desk.services.actor in shown
    assert "21/11/2026 10:00" in shown
    assert "1 campo se unió solo" in shown
    assert stored(desk, family).address == "Casa del parque"
    assert not editor.conflict.save_button.isEnabled()
    editor.conflict.choice("address", mine=True).click()
    assert not editor.conflict.save_button.isEnabled()
    editor.conflict.choice("zone", mine=False).click()
    click(editor.conflict.save_button)
    desk.wait()
    now = stored(desk, family)
    assert (now.address, now.zone, now.phone) == ("Lote 9", Zone.URBAN, "3001112233")
    assert not editor.isVisible()


def test_choosing_theirs_everywhere_keeps_theirs(desk: Desk, page: DossierPage, family: Added) -> None:
    editor = conflicting(desk, page, family)
    before = stored(desk, family).version
    click(editor.conflict.all_theirs)
    click(editor.conflict.save_button)
    desk.wait()
    assert stored(desk, family).version == before
    assert stored(desk, family).address == "Casa del parque"
    assert not editor.isVisible()


@pytest.mark.check("A14")
@pytest.mark.parametrize("way", ["button", "escape"])
def test_a_conflict_left_for_later_keeps_what_was_typed(desk: Desk, page: DossierPage, family: Added, way: str) -> None:
    editor = conflicting(desk, page, family)
    if way == "button":
        click(editor.conflict.later_button)
    else:
        QTest.keyClick(editor.conflict, Qt.Key.Key_Escape)
    desk.wait()
    assert not editor.isVisible()
    assert offers(page) == ["El contacto de esta familia tiene cambios sin guardar."]
    press_button(page.bars()[0], "Continuar")
    desk.wait()
    assert box(editor, "address").text() == "Lote 9"
    click(editor.save_button)
    desk.until(editor.conflict.isVisible)
    assert stored(desk, family).address == "Casa del parque"
    editor.conflict.reject()


def test_a_person_changed_by_two_is_settled_by_field(desk: Desk, page: DossierPage, family: Added) -> None:
    editor = edit_person(desk, page)
    _row, _document, base = desk.services.read(commands.current_person, family.people[0])
    theirs = replace(base, document="111222333", first_name="Rosa")
    desk.services.run(commands.edit_person, EditPerson(person_id=family.people[0], base=base, mine=theirs))
    desk.wait()
    retype(box(editor, "document"), "999888777")
    retype(box(editor, "second_name"), "Elena")
    click(editor.save_button)
    desk.until(editor.conflict.isVisible)
    assert editor.conflict.choice("document", mine=False).text() == "111.222.333"
    editor.conflict.choice("document", mine=True).click()
    click(editor.conflict.save_button)
    desk.wait()
    now = person(desk, family)
    assert (now.first_name, now.second_name, now.document) == ("Rosa", "Elena", "999888777")


@pytest.mark.check("A15")
def test_a_family_joined_to_another_is_told_and_what_was_typed_can_be_copied(
    desk: Desk, page: DossierPage, family: Added
) -> None:
    editor = edit_contact(desk, page)
    other = add_family(desk.services, NewMember(first_name="Ana", first_surname="Gil"))
    desk.services.run(join_to, (family.family_id, other.family_id))
    retype(box(editor, "address"), "Lote 9")
    click(editor.save_button)
    desk.wait()
    bar = editor.bar
    assert bar is not None
    assert other.folio in bar.text
    assert desk.services.actor in bar.text
    press_button(bar, "Copiar lo que escribí")
    assert "Dirección o finca: Lote 9" in QApplication.clipboard().text()
    assert box(editor, "address").text() == "Lote 9"
    assert stored(desk, family).address == "Finca La Esperanza"


@pytest.mark.check("A15")
def test_a_family_that_left_meanwhile_is_saved_only_when_asked_again(
    desk: Desk, page: DossierPage, family: Added
) -> None:
    editor = edit_contact(desk, page)
    desk.services.run(send_away, family.family_id)
    retype(box(editor, "address"), "Lote 9")
    click(editor.save_button)
    desk.wait()
    bar = editor.bar
    assert bar is not None
    assert "salida de esta familia" in bar.text
    assert stored(desk, family).address == "Finca La Esperanza"
    press_button(bar, "Guardar de todos modos")
    desk.wait()
    now = stored(desk, family)
    assert (now.address, now.status) == ("Lote 9", FamilyStatus.EXITED)


def join_to(work: UnitOfWork, pair: tuple[UUID, UUID]) -> None:
    """Join a family to another, as a merge leaves it."""
    row = work.session.get_one(Family, pair[0])
    commands.guarded_update(work, row, {"status": FamilyStatus.MERGED, "merged_into": pair[1]})


def send_away(work: UnitOfWork, family_id: UUID) -> None:
    """Register that a family left the programme."""
    row = work.session.get_one(Family, family_id)
    commands.guarded_update(work, row, {"status": FamilyStatus.EXITED})


# --- leaving


def test_escape_keeps_what_was_typed_and_offers_it_again(desk: Desk, page: DossierPage, family: Added) -> None:
    editor = edit_contact(desk, page)
    retype(box(editor, "address"), "Lote 9")
    press(Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert page.summary.edit_link.hasFocus()
    assert offers(page) == ["El contacto de esta familia tiene cambios sin guardar."]
    click(page.summary.edit_link)
    assert box(editor, "address").text() == "Lote 9"
    assert offers(page) == []
    click(editor.discard_button)
    assert offers(page) == []
    click(page.summary.edit_link)
    assert box(editor, "address").text() == "Finca La Esperanza"
    assert stored(desk, family).address == "Finca La Esperanza"


def test_leaving_for_another_family_loses_nothing_not_even_a_wrong_date(
    desk: Desk, page: DossierPage, family: Added
) -> None:
    other = add_family(desk.services, NewMember(first_name="Ana", first_surname="Rojas", document="55"))
    contact = edit_contact(desk, page)
    retype(box(contact, "address"), "Lote 9")
    form = edit_person(desk, page)
    retype(box(form, "birth_date"), "31/02/20")

    page.page_args(family_id=other.family_id)
    desk.wait()
    assert "Familia Rojas" in said(page.card)
    assert not contact.isVisible()
    assert not form.isVisible()
    assert offers(page) == []

    page.page_args(family_id=family.family_id)
    desk.wait()
    assert offers(page) == [
        "El contacto de esta familia tiene cambios sin guardar.",
        "Los datos de Rosalba Muñoz Ordóñez tienen cambios sin guardar.",
    ]
    press_button(page.bars()[1], "Continuar")
    assert page.tabs.currentIndex() == 1
    assert box(form, "birth_date").text() == "31/02/20"
    assert form.form.field("birth_date").error != ""
    press(Qt.Key.Key_Escape)
    press_button(page.bars()[0], "Descartar")
    assert offers(page) == ["Los datos de Rosalba Muñoz Ordóñez tienen cambios sin guardar."]
    assert desk.operations("edit_contact") == desk.operations("edit_person") == 0


def test_coming_back_to_the_same_family_finds_the_form_as_it_was(desk: Desk, page: DossierPage, family: Added) -> None:
    editor = edit_contact(desk, page)
    retype(box(editor, "address"), "Lote 9")
    page.hide()
    page.page_args(family_id=family.family_id)
    page.show()
    page.page_shown()
    desk.wait()
    assert editor.isVisible()
    assert box(editor, "address").text() == "Lote 9"


def test_going_to_another_person_keeps_the_first_form(desk: Desk, page: DossierPage, family: Added) -> None:
    editor = edit_person(desk, page)
    retype(box(editor, "second_name"), "Elena")
    page.members.table.setFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    desk.wait()
    assert editor.subject == family.people[1]
    assert box(editor, "first_name").text() == "Wilson"
    press(Qt.Key.Key_Escape)
    assert offers(page) == ["Los datos de Rosalba Muñoz Ordóñez tienen cambios sin guardar."]


def test_a_failed_save_closes_nothing_and_can_be_tried_again(
    desk: Desk, page: DossierPage, family: Added, sqlite_location: str
) -> None:
    editor = edit_contact(desk, page)
    retype(box(editor, "address"), "Lote 9")
    file = Path(sqlite_location)
    desk.services.database.engine.dispose()
    good = file.read_bytes()
    file.write_bytes(b"esto no es una base de datos" * 400)
    click(editor.save_button)
    desk.tasks.wait_idle(10_000)
    bar = editor.bar
    assert bar is not None
    assert "Lo que escribió sigue aquí." in bar.text
    assert box(editor, "address").text() == "Lote 9"

    desk.services.database.engine.dispose()
    file.write_bytes(good)
    desk.faults.clear()
    press_button(bar, "Guardar de nuevo")
    desk.wait()
    assert stored(desk, family).address == "Lote 9"
    assert desk.operations("edit_contact") == 1


# --- keyboard


@pytest.mark.check("C05")
@pytest.mark.parametrize("which", ["contact", "person"])
def test_every_label_leads_to_its_field_by_a_key_of_its_own(desk: Desk, page: DossierPage, which: str) -> None:
    editor = edit_contact(desk, page) if which == "contact" else edit_person(desk, page)
    letters = []
    for field in editor.form.fields():
        assert field.label.buddy() is field.box
        text = field.label.text()
        assert "&" in text, text
        letters.append(text[text.index("&") + 1].lower())
    for button in (editor.save_button, editor.discard_button):
        letters.append(button.text()[button.text().index("&") + 1].lower())
    assert len(set(letters)) == len(letters), letters
    for field, letter in zip(editor.form.fields(), letters, strict=False):
        QTest.keySequence(editor, f"Alt+{letter.upper()}")
        desk.qtbot.waitUntil(field.box.hasFocus)


def test_a_person_is_corrected_without_the_mouse(desk: Desk, page: DossierPage, family: Added) -> None:
    press(Qt.Key.Key_2, modifier=CTRL)
    page.members.table.setFocus()
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    desk.wait()
    assert box(page.person, "first_name").hasFocus()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_A, modifier=CTRL)
    type_text("Ñato")
    press(Qt.Key.Key_Return, modifier=CTRL)
    desk.wait()
    assert person(desk, family, 1).full_name == "Wilson Ñato Cabrera Peña"
    assert page.members.detail.edit_button.hasFocus()


@pytest.mark.check("C52")
def test_the_field_with_the_keyboard_and_the_save_button_are_always_in_view(desk: Desk, page: DossierPage) -> None:
    page.window().resize(1366, 520)
    editor = edit_person(desk, page)
    desk.qtbot.waitUntil(lambda: editor.width() < 400)
    for field in editor.form.fields():
        assert field.box.hasFocus()
        assert field.box.visibleRegion().boundingRect().height() >= field.box.height() - 2
        press(Qt.Key.Key_Tab)
    assert editor.save_button.hasFocus()
    assert editor.save_button.visibleRegion().boundingRect() == editor.save_button.rect()
