"""The tab Documentos, used: recording what a household answers, the proof, reserved facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from gsi_desktop.models.enums import ConsentChannel, ConsentDecision, LegalBasis, MinorOpinion, ProtectedKind
from gsi_desktop.services.families import consent_queries, consent_texts, protected
from gsi_desktop.services.families.consent_data import ConsentOf, ConsentState, RecordProtected
from gsi_desktop.ui.families.consent_desk import ConsentDesk
from gsi_desktop.ui.families.consent_text_page import ConsentTextPage
from gsi_desktop.ui.families.documents_part import DocumentsPart
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.families.protected_desk import CLIPBOARD_MS, OPEN_MS, ProtectedDesk
from gsi_desktop.ui.kit.accessibility import english_words, tab_order, unnamed_focusables
from tests.gui.families.support import Desk, click, press, retype, said, type_text
from tests.support import consents
from tests.support.factories import Added, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

SECRET = "Amenazas de un grupo armado"


def part(desk: Desk, family: Added) -> DocumentsPart:
    page = desk.show(DossierPage, family_id=family.family_id, tab="documents")
    desk.wait()
    return cast("DocumentsPart", page.tabs.currentWidget().findChild(DocumentsPart))


def button(widget: QWidget, text: str) -> QPushButton:
    found = [one for one in widget.findChildren(QPushButton) if one.text().replace("&", "") == text and one.isVisible()]
    assert found, text
    return found[0]


def stored(desk: Desk, family: Added) -> tuple[ConsentOf, ...]:
    today = desk.services.clock.today()
    return desk.services.read(consent_queries.family_consents, family.family_id, today)


def choose(shown: ConsentDesk, **values: object) -> None:
    shown.form.form.set_values(values)
    shown.form._follow()


def answer(shown: ConsentDesk) -> None:
    choose(shown, channel=ConsentChannel.WRITTEN, purposes=("care",), minor_opinion=MinorOpinion.AGREES)


@pytest.mark.check("B50")
@pytest.mark.check("B51")
def test_a_household_answers_in_one_form_with_who_said_otherwise(desk: Desk) -> None:
    family = consents.untold_family(desk.services)
    shown = part(desk, family).consents
    assert [chip.text() for chip in [button(shown, "Registrar respuestas")]]
    click(shown.register_button)
    click(shown.save_button)
    desk.wait()
    assert shown.form.form.field("channel").error or shown.form.form.field("purposes").error
    assert stored(desk, family)[0].events == ()
    answer(shown)
    choose(shown, representative="nobody")
    click(shown.save_button)
    desk.wait()
    assert "motivo de protección" in shown.form.form.field("protection_reason").error
    choose(shown, representative=family.people[0])
    shown.form.exception(family.people[1]).choose("refuses")
    click(shown.save_button)
    desk.until(lambda: shown.places.currentIndex() == 0)
    people = {one.person_id: one for one in stored(desk, family)}
    head, spouse, child = (people[one] for one in family.people)
    assert (head.state, spouse.state, child.state) == (
        ConsentState.GRANTED, ConsentState.REFUSED, ConsentState.GRANTED,
    )  # fmt: skip
    assert child.newest is not None
    assert (child.newest.representative_id, child.newest.relation) == (family.people[0], "Madre")
    assert head.newest is not None
    assert not head.newest.sensitive
    assert desk.notices[-1][1] == "Se guardaron las respuestas."


@pytest.mark.check("C22")
def test_what_is_answered_is_kept_when_the_form_is_left(desk: Desk) -> None:
    family = consents.untold_family(desk.services)
    page = desk.show(DossierPage, family_id=family.family_id, tab="documents")
    desk.wait()
    shown = cast("DocumentsPart", page.tabs.currentWidget().findChild(DocumentsPart)).consents
    click(shown.register_button)
    note = shown.form.form.field("note")
    note.box.setFocus(Qt.FocusReason.TabFocusReason)
    type_text("Lo lee su hija")
    shown.form.exception(family.people[2]).choose("later")
    press(Qt.Key.Key_Escape)
    desk.until(lambda: shown.places.currentIndex() == 0)
    click(shown.register_button)
    assert note.value() == "Lo lee su hija"
    assert shown.form.exception(family.people[2]).chosen() == "later"
    assert shown.keeper.badge.isVisible()
    click(shown.discard_button)
    click(shown.register_button)
    assert note.value() == ""


@pytest.mark.check("B50")
def test_the_proof_is_three_clicks_from_the_dossier(desk: Desk) -> None:
    family = add_family(desk.services)
    consents.record_household(desk.services, family)
    shown = part(desk, family).consents  # the tab is the first click, "Imprimir" of the preview the third
    click(shown.print_button)
    assert desk.visited[-1] == ("print", {"paper": "consent", "family_id": family.family_id})
    click(shown.print_one_button)
    assert desk.visited[-1][1]["person_id"] == family.people[0]


def test_the_legal_function_asks_for_its_norm(desk: Desk) -> None:
    family = consents.untold_family(desk.services)
    shown = part(desk, family).consents
    click(shown.register_button)
    choose(shown, basis=LegalBasis.LEGAL_FUNCTION)
    assert shown.form.purposes.isHidden()
    click(shown.save_button)
    assert "norma" in shown.form.form.field("norm").error
    choose(shown, norm="Ley 1532 de 2012", notice_delivered=True)
    click(shown.save_button)
    desk.until(lambda: shown.places.currentIndex() == 0)
    assert {one.state for one in stored(desk, family)} == {ConsentState.NOTICE}


def test_an_authorisation_is_taken_back_with_its_reason(desk: Desk) -> None:
    family = add_family(desk.services)
    consents.record_household(desk.services, family)
    shown = part(desk, family).consents
    click(shown.revoke_button)
    shown.revoke_form.form.field("reason").set_value("Se va del municipio")
    click(shown.revoke_form.save_button)
    desk.until(lambda: shown.places.currentIndex() == 0)
    head = stored(desk, family)[0]
    assert head.newest is not None
    assert (head.newest.decision, head.newest.note) == (ConsentDecision.REVOKED, "Se va del municipio")
    desk.until(lambda: "Se va del municipio" in said(shown.detail))


def keep(desk: Desk, family: Added, kind: ProtectedKind = ProtectedKind.VIOLENCE) -> None:
    data = RecordProtected(person_id=family.people[0], kind=kind, text=SECRET)
    desk.services.run(protected.record_protected, data)


def read(desk: Desk, shown: ProtectedDesk, reason: str) -> None:
    click(button(shown, "Leer…"))
    field = shown.asking.form.field("reason")
    field.set_value(reason)
    click(shown.asking.save_button)
    desk.wait()


def test_tab_goes_from_writing_a_reserved_fact_to_reading_one(desk: Desk) -> None:
    family = add_family(desk.services)
    keep(desk, family)
    shown = part(desk, family).protected
    shown.add_button.setFocus(Qt.FocusReason.TabFocusReason)
    press(Qt.Key.Key_Tab)
    assert button(shown, "Leer…").hasFocus()


def test_a_reserved_fact_is_read_with_a_reason_and_put_away(desk: Desk) -> None:
    family = add_family(desk.services)
    keep(desk, family)
    whole = part(desk, family)
    shown = whole.protected
    assert "1 dato reservado" in said(shown)
    assert SECRET not in said(whole)
    read(desk, shown, "corto")
    assert "para qué" in shown.asking.form.field("reason").error
    click(shown.asking.leave_button)
    read(desk, shown, "Preparar la remisión a la comisaría")
    desk.until(lambda: SECRET in said(shown))
    assert shown._closing.isActive()
    assert shown._closing.interval() == OPEN_MS
    whole.hide()
    QApplication.processEvents()
    assert SECRET not in [label.text() for label in shown.findChildren(QLabel)]
    whole.show()
    desk.until(lambda: "Preparar la remisión" in said(shown))
    assert SECRET not in said(shown)


@pytest.mark.check("B41")
def test_a_copied_fact_leaves_the_clipboard_after_half_a_minute(desk: Desk) -> None:
    family = add_family(desk.services)
    keep(desk, family)
    shown = part(desk, family).protected
    read(desk, shown, "Preparar la remisión a la comisaría")
    desk.until(lambda: SECRET in said(shown))
    click(button(shown, "Copiar"))
    clipboard = QApplication.clipboard()
    assert clipboard.text() == SECRET
    hidden = 'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"'
    assert bytes(clipboard.mimeData().data(hidden).data()) == b"\x00\x00\x00\x00"
    assert shown._clipboard.interval() == CLIPBOARD_MS
    shown._clipboard.timeout.emit()
    assert clipboard.text() == ""


def test_keeping_one_shows_that_it_exists(desk: Desk) -> None:
    family = add_family(desk.services)
    shown = part(desk, family).protected
    click(shown.add_button)
    shown.keeping.form.set_values({"person_id": family.people[0], "kind": ProtectedKind.LOCATION, "text": "No decir"})
    click(shown.keeping.save_button)
    desk.until(lambda: "1 dato reservado" in said(shown))
    assert shown.keeping.form.field("text").value() == ""


def test_tab_goes_down_the_form(desk: Desk) -> None:
    family = consents.untold_family(desk.services)
    shown = part(desk, family).consents
    click(shown.register_button)
    stops = tab_order(shown.form)
    tops = [one.mapTo(shown.form, one.rect().topLeft()).y() // 24 for one in stops]
    assert tops == sorted(tops)
    assert len(stops) == 19


def test_everything_has_a_name_and_is_spanish(desk: Desk) -> None:
    family = consents.untold_family(desk.services)
    keep(desk, family)
    shown = part(desk, family)
    click(shown.consents.register_button)
    click(shown.protected.add_button)
    assert not unnamed_focusables(shown)
    assert not english_words(shown)


def test_who_came_of_age_is_named(desk: Desk) -> None:
    family = add_family(desk.services)
    head, _spouse, child = family.people
    old = replace(consents.represented(head), occurred_on=date(2026, 5, 1))
    consents.record(desk.services, (child, old))
    assert not stored(desk, family)[0].renew


def test_the_office_publishes_its_own_text(desk: Desk) -> None:
    page = desk.show(ConsentTextPage)
    desk.until(lambda: page.form.field("body").value())
    page.form.field("purposes").box.setPlainText("Acompañar a mi familia.\nHacer informes sin mi nombre.")
    click(page.publish_button)
    assert page.form.field("reason").error
    retype(page.form.field("reason").box, "Revisado por jurídica")
    assert page.keeper.badge.isVisible()
    click(page.publish_button)
    desk.until(lambda: page.rows.rowCount() == 2)
    text = desk.services.read(consent_texts.in_force, desk.services.clock.today())
    assert (text.number, text.purposes[0].text) == (2, "Acompañar a mi familia.")
    assert text.sha256 in page.about.text().replace(" ", "")
    assert not page.keeper.badge.isVisible()
    assert not unnamed_focusables(page)
    assert not english_words(page)
