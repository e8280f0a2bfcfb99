"""A visit step by step: by keyboard, kept while it is written, closed or left, as the person sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QRadioButton, QWidget
from sqlalchemy import select

from gsi_desktop.models.accompaniment import CommitmentReview
from gsi_desktop.models.enums import (
    AchievedHow,
    CommitmentState,
    MarkState,
    ReviewResult,
    Signature,
    VisitKind,
    VisitMedium,
    VisitOutcome,
    VisitState,
)
from gsi_desktop.services.accompaniment import queries, visits
from gsi_desktop.services.accompaniment.data import CancelVisit, SaveVisit, VisitInfo
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.families.queries import dossier
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.visits.step_commitments import CommitmentsStep
from gsi_desktop.ui.visits.step_logros import LogrosStep
from gsi_desktop.ui.visits.steps_talk import GreetingStep
from gsi_desktop.ui.visits.visit_page import VisitPage
from tests.gui.families.support import Desk, change_contact, many_families, press, said, type_text
from tests.support import accompaniment as steps
from tests.support import consents
from tests.support.factories import Added, add_families, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = date(2026, 11, 21)


def open_visit(desk: Desk) -> VisitInfo:
    """Return the visit that is open, as stored."""
    rows = desk.services.read(queries.visit_list, VisitList.OPEN, WorkScope(), TODAY).rows
    return desk.services.read(queries.visit, rows[0].visit_id)


def begin(desk: Desk, family: Added) -> VisitPage:
    return desk.show(VisitPage, family_id=family.family_id)


def forward(desk: Desk, page: VisitPage, to: int) -> None:
    """Go on to step ``to``, reviewing the commitments on the way."""
    while page.view.present < to:
        if page.view.present == 3:
            for item in commitments(page).items:
                item.strip.give(ReviewResult.UNDER_WAY)
        before = page.view.present
        page.view.go_on()
        desk.wait()
        assert page.view.present == before + 1, page.view.lacks.text()


def commitments(page: VisitPage) -> CommitmentsStep:
    step = page.view.steps[3]
    assert isinstance(step, CommitmentsStep)
    return step


def logros(page: VisitPage) -> LogrosStep:
    step = page.view.steps[4]
    assert isinstance(step, LogrosStep)
    return step


def keep(desk: Desk, page: VisitPage) -> None:
    """Let the page save what was written."""
    page.saver.flush()
    desk.until(lambda: page.saver.clean)


def test_a_visit_opens_as_the_agreed_one_with_its_steps_locked(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    info = open_visit(desk)
    assert (info.content.kind, info.content.started_time, info.planned_on) == (VisitKind.FOLLOW_UP, "10:00", TODAY)
    assert page.title == "Visita de seguimiento 2"
    assert "sábado 21/11/2026" in said(page)
    rows = page.view.list.rows()
    assert [row.locked for row in rows] == [False] + [True] * 8
    assert rows[0].present
    assert [row.result for row in rows[:4]] == ["En el hogar", "Acuerdo firmado", "Sin cambios", "0 de 3 revisados"]
    page.view.list.chosen.emit(5)
    assert page.view.present == 0
    assert page.breadcrumb()[:2] == ["Visitas", "Muñoz Ordóñez, Rosalba"]


def test_ctrl_enter_goes_on_and_anterior_comes_back(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    press(Qt.Key.Key_Return, modifier=CTRL)
    desk.wait()
    assert page.view.present == 1
    page.view.back_button.click()
    assert page.view.present == 0
    page.view.list.chosen.emit(1)
    assert page.view.present == 1


def test_without_a_medium_the_step_says_what_lacks_and_stays(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    place = page.view.steps[0]
    place.fields[0].set_value(None)
    place.told()
    assert page.view.lacks.text() == "Falta el lugar o medio"
    assert not page.view.next_button.isEnabled()
    page.view.go_on()
    assert page.view.present == 0


def test_commitments_are_reviewed_by_letters_and_written_when_the_step_is_done(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    forward(desk, page, 3)
    first, second, third = commitments(page).items
    assert first.strip.hasFocus()
    type_text("c")
    press(Qt.Key.Key_Down)
    assert second.strip.hasFocus()
    type_text("n")
    assert second.reason.box.hasFocus()
    assert page.view.lacks.text() == "Falta revisar 2 compromisos"
    type_text("No hubo cupo")
    press(Qt.Key.Key_Escape)  # the usual answers that were offered
    second.strip.setFocus()
    press(Qt.Key.Key_Down)
    type_text("e")
    assert page.view.list.rows()[3].result == "3 de 3 revisados"
    assert desk.operations("review_commitment") == 0
    press(Qt.Key.Key_Return, modifier=CTRL)
    desk.wait()
    assert page.view.present == 4
    states = {row.action: row.state for row in desk.services.read(queries.family_commitments, family.family_id)}
    assert states[first.row.action] is CommitmentState.FULFILLED
    assert states[second.row.action] is CommitmentState.NOT_FULFILLED
    assert states[third.row.action] is CommitmentState.OPEN
    reasons = desk.services.read(
        lambda session: session.execute(select(CommitmentReview.reason, CommitmentReview.visit_id)).all()
    )
    assert {reason for reason, _visit in reasons} == {"", "No hubo cupo"}
    assert {visit for _reason, visit in reasons} == {open_visit(desk).visit_id}
    page.view.go_back()
    assert not first.strip.isEnabled()
    assert third.strip.isEnabled()
    page.view.go_on()
    desk.wait()
    assert desk.operations("review_commitment") == 3


@pytest.mark.check("C24")
def test_a_date_that_will_not_do_is_told_below_it_on_leaving_and_stays(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    forward(desk, page, 3)
    item = commitments(page).items[0]
    item.strip.give(ReviewResult.NOT_FULFILLED)
    item.new_due_on.box.setFocus()
    type_text("31/02")
    press(Qt.Key.Key_Tab)
    assert "31/02" in item.new_due_on.error
    assert item.new_due_on.box.text() == "31/02"
    assert not item.reviewed


def test_a_date_the_service_refuses_is_told_at_its_field_and_nothing_is_lost(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    forward(desk, page, 3)
    first, *others = commitments(page).items
    for item in others:
        item.strip.give(ReviewResult.FULFILLED)
    first.strip.give(ReviewResult.NOT_FULFILLED)
    first.reason.set_value("Faltó un documento")
    first.new_due_on.set_value(date(2026, 11, 20))
    page.view.go_on()
    desk.wait()
    assert page.view.present == 3
    assert first.new_due_on.error
    assert first.reason.value() == "Faltó un documento"


def test_a_logro_is_reached_with_a_letter_and_a_number_and_undone(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    forward(desk, page, 4)
    step = logros(page)
    before = step.model.rowCount()
    assert step.result() == f"{before} por revisar"
    place = step.model.find(lambda row: row.key == (27, None))
    assert place is not None
    step.table.go_to_row(place)
    assert step.table.hasFocus()
    press(Qt.Key.Key_A)
    assert page.view.lacks.text() == "Falta responder por el logro marcado"
    press(Qt.Key.Key_3)
    desk.wait()
    cell = desk.services.read(boards.board, family.family_id, TODAY).cells[27, None]
    assert (cell.state, cell.how) == (MarkState.ACHIEVED, AchievedHow.OWN_MEANS)
    desk.until(lambda: step.model.row(place).cell.state is MarkState.ACHIEVED)
    assert step.model.rowCount() == before
    assert page.view.list.rows()[4].result == "1 alcanzado hoy"
    assert step.table.currentIndex().row() == place + 1
    press(Qt.Key.Key_Z, modifier=CTRL)
    desk.wait()
    cell = desk.services.read(boards.board, family.family_id, TODAY).cells[27, None]
    assert cell.state is MarkState.PENDING
    assert step.result() == f"{before} por revisar"


def test_a_logro_that_cannot_be_managed_asks_why_and_esc_leaves_it(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    forward(desk, page, 4)
    step = logros(page)
    row = step.table.current()
    press(Qt.Key.Key_A)
    press(Qt.Key.Key_Escape)
    assert page.view.lacks.text() == ""
    press(Qt.Key.Key_B)
    assert step.detail.box.hasFocus()
    press(Qt.Key.Key_Return)
    assert step.detail.error == "Falta este dato."
    type_text("Tiene una discapacidad")
    press(Qt.Key.Key_Return)
    desk.wait()
    assert desk.services.read(boards.board, family.family_id, TODAY).cells[row.key].state is MarkState.OBJECTIVE
    assert step.table.hasFocus()


def test_another_offer_asks_for_the_name_and_enter_repeats_the_last_way(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    forward(desk, page, 4)
    step = logros(page)
    first = step.table.current()
    press(Qt.Key.Key_A, Qt.Key.Key_2)
    assert step.detail.box.hasFocus()
    type_text("Cruz Roja 310 000 0000")
    press(Qt.Key.Key_Return)
    desk.wait()
    cells = desk.services.read(boards.board, family.family_id, TODAY).cells
    assert cells[first.key].how is AchievedHow.OUTSIDE_OFFER
    press(Qt.Key.Key_A, Qt.Key.Key_4)
    desk.wait()
    third = step.table.current()
    press(Qt.Key.Key_A, Qt.Key.Key_Return)
    desk.wait()
    cells = desk.services.read(boards.board, family.family_id, TODAY).cells
    assert cells[third.key].how is AchievedHow.VERIFICATION


def test_without_a_linea_base_the_step_leads_to_it_and_does_not_hold_the_visit_up(desk: Desk) -> None:
    made = add_family(desk.services)
    page = begin(desk, made)
    assert page.title == "Sesión 1"
    forward(desk, page, 4)
    block = next(one for one in logros(page).findChildren(EmptyState) if one.isVisible())
    assert "línea base" in block.why.text()
    assert block.button is not None
    block.button.click()
    assert desk.visited[-1] == ("family", {"family_id": made.family_id, "tab": "achievements"})
    forward(desk, page, 5)


def test_the_acuerdo_is_asked_for_while_it_is_not_signed(desk: Desk) -> None:
    made = add_family(desk.services)
    page = begin(desk, made)
    forward(desk, page, 1)
    assert page.view.list.rows()[1].result == "Acuerdo sin firmar"
    page.view.steps[1].fields[0].box.click()  # type: ignore[attr-defined]
    assert page.view.list.rows()[1].result == "Acuerdo firmado"
    keep(desk, page)
    assert open_visit(desk).content.agreement_on == TODAY


def test_what_is_corrected_in_the_dossier_is_counted_and_nothing_written_is_touched(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    forward(desk, page, 2)
    page.view.hand.notes.setPlainText("Llegó la abuela")
    change_contact(desk.services, family.family_id, phone="3001112233", address="Otra casa")
    desk.until(lambda: page.view.list.rows()[2].result == "2 cambios")
    assert "300 111 2233" in said(page)
    assert page.view.hand.notes.toPlainText() == "Llegó la abuela"
    names = [button for button in page.view.steps[2].findChildren(QPushButton) if button.isVisible()]
    names[0].click()
    assert desk.visited[-1] == ("family", {"family_id": family.family_id, "tab": "summary"})


def test_what_is_written_is_kept_by_itself_and_the_visit_taken_up_where_it_was(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    forward(desk, page, 5)
    page.view.hand.boxes[family.people[1]].click()
    press(Qt.Key.Key_M, modifier=CTRL)
    assert page.view.hand.notes.hasFocus()
    type_text("La abuela está enferma")
    desk.until(lambda: page.saver.clean and "Guardado 10:00" in page.view.kept.text())
    info = open_visit(desk)
    assert info.content.notes == "La abuela está enferma"
    assert info.content.present == (family.people[1],)
    assert info.steps_done == 5
    again = desk.show(VisitPage, visit_id=info.visit_id)
    assert again.view.present == 5
    assert again.view.hand.notes.toPlainText() == "La abuela está enferma"
    assert again.view.hand.count.text() == "1 de 3"
    assert again.timer.seconds >= (info.elapsed_seconds or 0)


def test_the_timer_pauses_and_goes_on_from_what_was_saved(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    page.timer.begin(2292, "09:04")
    assert page.timer.figure.text() == "00:38:12"
    assert page.timer.since.text() == "desde 9:04"
    page.pause_button.click()
    assert not page.timer.running
    assert page.pause_button.text() == "&Seguir"
    keep(desk, page)
    assert (open_visit(desk).elapsed_seconds or 0) >= 2292
    page.pause_button.click()
    assert page.timer.running


def said_by(dialog: QWidget) -> list[str]:
    return [button.accessibleName() for button in dialog.findChildren(QRadioButton)]


@pytest.mark.parametrize("own", [True, False])
def test_what_both_wrote_is_copied_compared_and_chosen(desk: Desk, family: Added, own: bool) -> None:
    page = begin(desk, family)
    info = open_visit(desk)
    theirs = replace(info.content, notes="De otra persona")
    desk.services.run(
        visits.save_visit, SaveVisit(visit_id=info.visit_id, version=info.version, content=theirs, steps_done=0)
    )
    page.view.hand.notes.setPlainText("Lo mío")
    page.saver.flush()
    desk.until(page.bars)
    bar = page.bars()[0]
    assert bar.severity == "danger"
    assert "Lo escrito sigue aquí." in bar.text
    assert "Sin guardar" in page.view.kept.text()
    assert page.view.hand.notes.toPlainText() == "Lo mío"
    compare, copy = bar.findChildren(QPushButton)
    copy.click()
    assert "Lo mío" in QApplication.clipboard().text()
    compare.click()
    dialog = page.conflict.dialog
    assert "Notas. Lo suyo: Lo mío" in said_by(dialog)
    page.view.hand.notes.setPlainText("Lo mío, y más")
    dialog.choice("notes", mine=own).click()
    dialog.save_button.click()
    desk.wait()
    kept = "Lo mío" if own else "De otra persona"
    assert page.view.hand.notes.toPlainText() == open_visit(desk).content.notes == kept
    assert page.bars() == []


def test_what_another_person_wrote_elsewhere_in_the_visit_joins_and_is_told(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    info = open_visit(desk)
    data = {"visit_id": info.visit_id, "version": info.version, "steps_done": 0}
    theirs = replace(info.content, history="Llegaron de Acevedo")
    desk.services.run(visits.save_visit, SaveVisit(content=theirs, **data))
    page.view.hand.notes.setPlainText("Lo mío")
    page.saver.flush()
    desk.until(page.bars)
    assert "Se combinaron los cambios." in page.bars()[0].text
    assert "Historia del hogar" in page.bars()[0].text
    keep(desk, page)
    content = open_visit(desk).content
    assert (content.notes, content.history) == ("Lo mío", "Llegaron de Acevedo")


def test_leer_de_nuevo_keeps_what_is_written_and_shows_what_joined(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    info = open_visit(desk)
    theirs = SaveVisit(
        visit_id=info.visit_id,
        version=info.version,
        content=replace(info.content, history="Llegaron de Acevedo"),
        steps_done=0,
    )
    desk.services.run(visits.save_visit, theirs)
    page.view.hand.notes.setPlainText("Lo mío")
    page.saver.flush()
    desk.until(page.bars)
    page.view.hand.notes.setPlainText("Lo mío, y más")
    page.bars()[0].findChildren(QPushButton)[0].click()
    desk.until(lambda: page.bars() == [])
    content = page.view.content()
    assert (content.notes, content.history) == ("Lo mío, y más", "Llegaron de Acevedo")
    assert open_visit(desk).content == content


def test_a_visit_that_somebody_else_closed_is_read_again_from_the_notice(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    info = open_visit(desk)
    gone = CancelVisit(visit_id=info.visit_id, version=info.version, reason="Era otra familia")
    desk.services.run(visits.cancel_visit, gone)
    page.view.hand.notes.setPlainText("Lo mío")
    page.saver.flush()
    desk.until(page.bars)
    again = page.bars()[0].findChildren(QPushButton)[0]
    assert again.text() == "Leer de nuevo"
    again.click()
    desk.wait()
    assert "Esta visita ya está cerrada." in said(page)
    assert page.bars() == []


def test_a_text_without_room_is_told_and_the_rest_is_still_kept(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    forward(desk, page, 6)
    note = page.view.steps[6].fields[1]
    note.box.setPlainText("x" * 401)  # type: ignore[attr-defined]
    page.view.hand.notes.setPlainText("Se guarda")
    page.view.go_on()
    assert page.view.present == 6
    assert "400" in note.error
    assert page.view.lacks.text() == "Corrija: ¿Qué se trabajó?"
    keep(desk, page)
    assert open_visit(desk).content.notes == "Se guarda"
    assert len(note.text()) == 401  # type: ignore[attr-defined]


def test_a_visit_is_finished_and_the_next_one_is_agreed(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    visit_id = open_visit(desk).visit_id
    forward(desk, page, 8)
    for letter in "ssnss":
        type_text(letter)
    step = page.view.steps[8]
    values = {field.key: field for field in step.fields}
    assert values["next_on"].value() == date(2026, 12, 21)
    assert values["next_kind"].value() is VisitKind.FOLLOW_UP
    assert page.view.lacks.text() == "Falta decir cómo se firmó"
    values["signature"].set_value(Signature.FINGERPRINT)
    step.told()
    assert page.view.next_button.text() == "&Terminar visita"
    page.view.go_on()
    desk.wait()
    info = desk.services.read(queries.visit, visit_id)
    assert info.state is VisitState.DONE
    assert info.content.coresponsibility == "SSNSS"
    assert info.content.signature is Signature.FINGERPRINT
    assert info.content.signer_id == family.people[0]
    agreed = desk.services.read(queries.visit_list, VisitList.PLANNED, WorkScope(), TODAY).rows
    assert [row.planned_on for row in agreed] == [date(2026, 12, 21)]
    assert desk.visited[-1] == ("family", {"family_id": family.family_id, "tab": "visits"})
    assert desk.notices[-1][1] == "Se cerró la visita."


def test_a_refused_end_leads_to_the_step_that_mends_it(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    forward(desk, page, 8)
    values = {field.key: field for field in page.view.steps[8].fields}
    values["signature"].set_value(Signature.SIGNED)
    values["next_on"].set_value(date(2026, 11, 1))
    page.view.go_on()
    desk.wait()
    assert open_visit(desk).state is VisitState.OPEN
    bar = page.bars()[0]
    bar.findChildren(QPushButton)[0].click()
    assert page.view.present == 8
    assert values["next_on"].box.hasFocus()


def test_closing_before_the_end_asks_what_happened(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    visit_id = open_visit(desk).visit_id
    page.view.leave_button.click()
    unfinished = page.view.unfinished
    page.view.go_on()
    assert unfinished.outcome.error == "Falta este dato."
    unfinished.outcome.set_value(VisitOutcome.UNFINISHED)
    page.view.go_on()
    assert unfinished.note.error == "Falta este dato."
    unfinished.note.set_value("Empezó a llover")
    unfinished.next_on.set_value(date(2026, 11, 28))
    page.view.go_on()
    desk.wait()
    info = desk.services.read(queries.visit, visit_id)
    assert (info.state, info.content.outcome) == (VisitState.DONE, VisitOutcome.UNFINISHED)
    assert info.content.outcome_note == "Empezó a llover"
    agreed = desk.services.read(queries.visit_list, VisitList.PLANNED, WorkScope(), TODAY).rows
    assert [row.planned_on for row in agreed] == [date(2026, 11, 28)]


def test_a_visit_opened_by_mistake_is_taken_back_with_its_reason(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    visit_id = open_visit(desk).visit_id
    page.view.leave_button.click()
    page.view.unfinished.outcome.set_value("cancel")
    page.view.unfinished.note.set_value("Era otra familia")
    page.view.go_on()
    desk.wait()
    info = desk.services.read(queries.visit, visit_id)
    assert (info.state, info.content.outcome_note) == (VisitState.CANCELLED, "Era otra familia")


def test_volver_takes_the_visit_up_again(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    forward(desk, page, 2)
    page.view.leave_button.click()
    page.view.back_button.click()
    assert page.view.present == 2
    assert open_visit(desk).state is VisitState.OPEN


def test_another_visit_comes_only_after_what_was_written_is_kept(desk: Desk, family: Added) -> None:
    other = add_families(desk.services, *many_families(1))[0]
    page = begin(desk, family)
    first = open_visit(desk).visit_id
    page.view.hand.notes.setPlainText("Sin terminar de escribir")
    page.page_args(family_id=other.family_id)
    desk.wait()
    assert page.title == "Sesión 1"
    assert page.view.hand.notes.toPlainText() == ""
    assert desk.services.read(queries.visit, first).content.notes == "Sin terminar de escribir"


def test_a_closed_visit_says_so_and_leads_to_the_dossier(desk: Desk, family: Added) -> None:
    closed = desk.services.read(queries.visit_list, VisitList.DONE, WorkScope(), TODAY).rows[0]
    page = desk.show(VisitPage, visit_id=closed.visit_id)
    block = next(one for one in page.findChildren(EmptyState) if one.isVisible())
    assert block.why.text() == "Esta visita ya está cerrada."
    assert not page.timer.isVisible()


def test_the_medium_and_the_place_are_kept(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    values = {field.key: field for field in page.view.steps[0].fields}
    values["medium"].set_value(VisitMedium.NEIGHBOUR)
    values["place"].box.setFocus()
    type_text("Donde la vecina")
    page.view.go_on()
    keep(desk, page)
    content = open_visit(desk).content
    assert (content.medium, content.place) == (VisitMedium.NEIGHBOUR, "Donde la vecina")
    assert page.view.list.rows()[0].result == "En casa de un vecino"
    assert content.cogestor_id is not None


@pytest.mark.check("C45", "C46")
def test_buttons_are_verbs_and_leaving_stands_apart_from_going_on(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    texts = {button.text().replace("&", "") for button in page.findChildren(QPushButton) if button.isVisible()}
    assert not texts & {"Sí", "No", "Aceptar", "OK"}
    leave, ahead = page.view.leave_button, page.view.next_button
    assert leave.property("kind") == "danger"
    assert not leave.isDefault()
    gap = ahead.mapTo(page, ahead.rect().topLeft()).x() - leave.mapTo(page, leave.rect().topRight()).x()
    assert gap > 150
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert open_visit(desk).state is VisitState.OPEN


def test_every_step_is_named_in_spanish(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    for number in range(9):
        forward(desk, page, number)
        assert unnamed_focusables(page) == [], number
        assert english_words(page) == set(), number
    page.view.leave_button.click()
    assert unnamed_focusables(page) == []
    assert english_words(page) == set()


def test_the_way_on_is_seen_at_every_text_size(desk: Desk, family: Added) -> None:
    from gsi_desktop.ui.kit.theme import theme

    page = begin(desk, family)
    for scale in (1.0, 1.5, 1.75):
        theme().set_scale(scale)
        desk.wait()
        for button in (page.view.next_button, page.view.leave_button):
            corner = button.mapTo(page.window(), button.rect().bottomRight())
            assert page.window().rect().contains(corner), scale
            assert button.width() >= button.sizeHint().width(), (scale, button.text())


def test_the_dossier_of_the_family_is_the_one_shown(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    shown = desk.services.read(dossier, family.family_id)
    assert [box.text() for box in page.view.hand.boxes.values()] == [
        f"{one.first_name} {one.first_surname}, {one.age(TODAY)}" for one in shown.members
    ]
    page.print_button.click()
    area, args = desk.visited[-1]
    assert (area, args["paper"], args["family_id"]) == ("print", "visit", family.family_id)


def test_commitments_already_reviewed_do_not_hold_a_resumed_visit_up(desk: Desk, family: Added) -> None:
    page = begin(desk, family)
    forward(desk, page, 5)
    keep(desk, page)
    again = desk.show(VisitPage, visit_id=open_visit(desk).visit_id)
    assert again.view.list.rows()[3].result == "Revisados"
    again.view.list.chosen.emit(3)
    again.view.go_on()
    desk.wait()
    assert again.view.present == 4
    steps.commit(desk.services, family, date(2026, 12, 1), on=TODAY, action="Nuevo")
    desk.until(lambda: len(commitments(again).items) == 4)


@pytest.mark.check("B50")
def test_the_first_visit_asks_for_the_authorisation_of_who_is_there(desk: Desk) -> None:
    family = consents.untold_family(desk.services)
    page = begin(desk, family)
    greeting = page.view.steps[1]
    assert isinstance(greeting, GreetingStep)
    assert "Rosalba Muñoz Ordóñez, Wilson Andrés Cabrera Peña" in greeting.untold.text()
    forward(desk, page, 8)
    for person, box in page.view.hand.boxes.items():
        box.setChecked(person in family.people[:2])
    values = {field.key: field for field in page.view.steps[8].fields}
    values["signature"].set_value(Signature.SIGNED)
    page.view.go_on()
    desk.wait()
    assert open_visit(desk).state is VisitState.OPEN
    bar = page.bars()[0]
    assert "Falta la autorización de Rosalba Muñoz Ordóñez, Wilson Andrés Cabrera Peña" in bar.text
    bar.findChildren(QPushButton)[0].click()
    wanted = {"family_id": family.family_id, "tab": "documents", "register": True}
    assert desk.visited[-1] == ("family", wanted)
    consents.record_household(desk.services, family)
    desk.until(greeting.untold.isHidden)
    page.view.go_on()
    desk.wait()
    assert desk.notices[-1][1] == "Se cerró la visita."
