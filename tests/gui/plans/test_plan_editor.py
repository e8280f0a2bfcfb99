"""The editor of a plan familiar, on a real database, by keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QRadioButton, QWidget

from gsi_desktop.models.enums import AchievedHow, CommitmentSide, MarkState, PlanState, Signature
from gsi_desktop.services.accompaniment import plans, queries
from gsi_desktop.services.accompaniment.data import PlanContent, PriorityItem, SavePlan
from gsi_desktop.services.accompaniment.rules import logro_name
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.reports.data import FamilyPlanPaper, restored
from gsi_desktop.ui.kit.accessibility import english_words, spoken_name, unnamed_focusables
from gsi_desktop.ui.plans.page import PlanPage
from gsi_desktop.ui.shell import papers
from tests.gui.families.support import Desk, click, press, retype, said, type_text
from tests.gui.plans.support import ALT, CTRL, add_all, block, button, complete, settle, stored, write
from tests.support import accompaniment as steps
from tests.support.factories import Added, NewMember, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising


# --- writing


def test_a_plan_is_written_without_the_mouse_and_keeps_itself(desk: Desk, page: PlanPage, family: Added) -> None:
    assert page.editor.adding.table.hasFocus(), "an empty plan offers logros at once"
    for _number in range(5):
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    assert page.editor.table.hasFocus()
    press(Qt.Key.Key_Home, modifier=CTRL)
    press(Qt.Key.Key_Return)
    assert block(page).action.box.hasFocus()
    type_text("Sacar el registro civil, ñandú")
    press(Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    type_text("15/01/27")
    press(Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    assert block(page, support=True).action.box.hasFocus()
    type_text("Dar la cita")
    press(Qt.Key.Key_Tab)
    type_text("Registraduría de Pitalito")
    press(Qt.Key.Key_Tab)
    type_text("10/01/27")
    settle(desk, page)
    assert page.head.saved.words.text() == "Guardado 10:00"

    first = stored(desk.services, family).content.priorities[0]
    own, other = first.commitments
    assert (own.side, own.action, own.responsible_id) == (
        CommitmentSide.FAMILY,
        "Sacar el registro civil, ñandú",
        family.people[0],
    ), "the head answers unless somebody else is chosen"
    assert own.due_on == date(2027, 1, 15)
    assert (other.side, other.responsible) == (CommitmentSide.ENTITY, "Registraduría de Pitalito")
    assert other.due_on == date(2027, 1, 10)
    assert len(stored(desk.services, family).content.priorities) == 5


def test_the_cogestora_is_chosen_by_her_name(desk: Desk, page: PlanPage, family: Added) -> None:
    add_all(desk, page)
    write(block(page, support=True), "Acompañar", "15/01/2027", who="Cogestor(a) · Yenny Paola Muñoz")
    settle(desk, page)
    (other,) = stored(desk.services, family).content.priorities[0].commitments
    assert (other.side, other.responsible) == (CommitmentSide.COGESTOR, "")


def test_a_side_takes_more_than_one_commitment(desk: Desk, page: PlanPage, family: Added) -> None:
    add_all(desk, page)
    write(block(page), "Limpiar el tanque", "15/01/2027")
    click(page.editor.form.family.more)
    type_text("Hervir el agua")
    settle(desk, page)
    actions = [one.action for one in stored(desk.services, family).content.priorities[0].commitments]
    assert sorted(actions) == ["Hervir el agua", "Limpiar el tanque"]
    click(page.editor.form.family.blocks[1].cross)
    settle(desk, page)
    (only,) = stored(desk.services, family).content.priorities[0].commitments
    assert only.action == "Limpiar el tanque"


def test_the_order_changes_with_alt_and_arrows_and_by_dragging(desk: Desk, page: PlanPage, family: Added) -> None:
    add_all(desk, page)
    settle(desk, page)
    before = [one.achievement for one in stored(desk.services, family).content.priorities]
    page.editor.table.setFocus()
    press(Qt.Key.Key_Down, modifier=ALT)
    settle(desk, page)
    after = [one.achievement for one in stored(desk.services, family).content.priorities]
    assert after == [before[1], before[0], *before[2:]]
    assert page.editor.table.currentIndex().row() == 1

    drop(page, start=4, above=0)
    settle(desk, page)
    dragged = [one.achievement for one in stored(desk.services, family).content.priorities]
    assert dragged == [after[4], *after[:4]]


def drop(page: PlanPage, *, start: int, above: int) -> None:
    """Let row ``start`` go above row ``above``, as a drag ends."""
    table = page.editor.table
    carried = QMimeData()
    carried.setData("application/x-gsi-priority", str(start).encode())
    place = QPointF(20, table.rowViewportPosition(above) + 2)
    table.dropEvent(
        QDropEvent(
            place,
            Qt.DropAction.MoveAction,
            carried,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


@pytest.mark.check("C46")
def test_what_is_taken_out_of_the_plan_comes_back_with_undo(desk: Desk, page: PlanPage, family: Added) -> None:
    add_all(desk, page)
    write(block(page), "Sacar el registro civil", "15/01/2027")
    settle(desk, page)
    whole = stored(desk.services, family).content
    gone: list[object] = []
    page.editor.taken_out.connect(lambda item, place: gone.extend((item, place)))
    click(page.editor.form.remove_button)
    settle(desk, page)
    assert len(stored(desk.services, family).content.priorities) == 4
    assert desk.notices[-1][:2] == ("info", f"Se quitó del plan: {name_of(desk, family, whole.priorities[0])}.")
    page.editor.put_back(*gone)  # type: ignore[arg-type]  # what "Deshacer" does
    settle(desk, page)
    assert stored(desk.services, family).content == whole


def name_of(desk: Desk, family: Added, item: PriorityItem) -> str:
    board = desk.services.read(boards.board, family.family_id, desk.services.clock.today())
    return logro_name(item, board)


@pytest.mark.check("C24")
def test_what_is_no_date_is_told_and_still_there_when_one_comes_back(desk: Desk, page: PlanPage) -> None:
    add_all(desk, page)
    write(block(page), "Sacar el registro civil", "31/02/2027")
    press(Qt.Key.Key_Tab)
    assert "no es una fecha" in block(page).due.error
    press(Qt.Key.Key_PageDown)
    assert block(page).due.box.text() == ""
    press(Qt.Key.Key_PageUp)
    assert block(page).due.box.text() == "31/02/2027"
    assert "no es una fecha" in block(page).due.error


# --- what is missing


def test_approving_waits_and_says_what_is_missing_until_nothing_is(desk: Desk, page: PlanPage) -> None:
    assert not page.head.act.isEnabled()
    assert page.head.reason.text() == "Falta priorizar logros"
    add_all(desk, page)
    number = page.editor.content.priorities[0].achievement
    assert page.head.reason.text() == f"Logro {number}: falta qué hará la familia o la cogestora (y 4 más)"
    assert page.editor.stepper.current == 3

    click(page.head.complete)
    assert block(page).action.box.hasFocus(), "the link leads to what is missing"
    type_text("Sacar el registro civil")
    assert page.head.reason.text() == f"Logro {number}: falta la fecha límite (y 4 más)"
    retype(block(page).due.box, "15/01/2026")
    assert "es anterior a la aprobación" in page.head.reason.text()
    retype(block(page).due.box, "15/01/2027")
    for _place in range(4):
        press(Qt.Key.Key_PageDown)
        type_text("Otra acción")
        retype(block(page).due.box, "15/01/2027")
    assert page.head.act.isEnabled()
    assert not page.head.reason.isVisible()
    assert page.editor.stepper.current == 4


def test_fewer_logros_than_the_minimum_ask_a_reason(desk: Desk, page: PlanPage, family: Added) -> None:
    add_all(desk, page, 1)
    write(block(page), "Sacar el registro civil", "15/01/2027")
    assert "1 de 5 mínimos" in said(page)
    assert page.head.reason.text().startswith("Van 1 de 5 logros priorizados")
    click(page.head.complete)
    assert page.editor.goal.few.box.hasFocus()
    type_text("Solo les falta este logro.")
    assert page.head.act.isEnabled()
    settle(desk, page)
    assert stored(desk.services, family).content.few_reason == "Solo les falta este logro."


def test_the_objective_is_in_the_familys_words(desk: Desk, page: PlanPage, family: Added) -> None:
    add_all(desk, page)
    for _place in range(5):
        press(Qt.Key.Key_PageDown) if page.editor.form.isAncestorOf(QApplication.focusWidget()) else page.editor._step(
            1
        )
    assert page.editor.goal.goal.box.hasFocus(), "after the last logro comes the objective"
    type_text("Que Leidy no deje el colegio")
    settle(desk, page)
    assert stored(desk.services, family).content.goal == "Que Leidy no deje el colegio"
    assert page.editor.goal_words.text() == "«Que Leidy no deje el colegio»"


# --- nothing is lost


@pytest.mark.check("C22")
def test_leaving_at_once_stores_what_was_typed(desk: Desk, page: PlanPage, family: Added) -> None:
    add_all(desk, page)
    write(block(page), "Sacar el registro civil", "15/01/2027")
    page.hide()
    desk.wait()
    assert stored(desk.services, family).content.priorities[0].commitments[0].action == "Sacar el registro civil"


@pytest.mark.check("C22")
def test_closing_the_window_stores_what_was_typed(desk: Desk, page: PlanPage, family: Added) -> None:
    add_all(desk, page)
    write(block(page), "Sacar el registro civil", "15/01/2027")
    page.window().close()
    desk.tasks.shutdown()
    assert stored(desk.services, family).content.priorities[0].commitments[0].action == "Sacar el registro civil"


@pytest.mark.check("C22")
def test_going_to_another_familys_plan_stores_what_was_typed(desk: Desk, page: PlanPage, family: Added) -> None:
    other = add_family(desk.services, NewMember(first_name="Ana", first_surname="Rojas", document="1075222333"))
    add_all(desk, page)
    write(block(page), "Sacar el registro civil", "15/01/2027")
    page.page_args(family_id=other.family_id)
    desk.wait()
    assert "Primero complete la línea base" in said(page)
    assert stored(desk.services, family).content.priorities[0].commitments[0].action == "Sacar el registro civil"


def test_a_save_that_fails_keeps_the_text_and_can_be_tried_again(
    desk: Desk, page: PlanPage, family: Added, sqlite_location: str
) -> None:
    add_all(desk, page)
    settle(desk, page)
    file = Path(sqlite_location)
    desk.services.database.engine.dispose()
    good = file.read_bytes()
    file.write_bytes(b"esto no es una base de datos" * 400)
    write(block(page), "Sacar el registro civil", "15/01/2027")
    page.saver.flush()
    desk.tasks.wait_idle(10_000)
    (bar,) = page.bars()
    assert "Lo que escribió sigue aquí" in bar.text
    assert page.head.saved.words.text() == "Sin guardar"
    assert block(page).action.text() == "Sacar el registro civil"
    press(Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
    assert block(page).action.text() == "Sacar el registro civil"

    desk.services.database.engine.dispose()
    file.write_bytes(good)
    desk.faults.clear()
    click(button(bar, "Guardar de nuevo"))
    settle(desk, page)
    assert stored(desk.services, family).content.priorities[0].commitments[0].action == "Sacar el registro civil"
    assert not page.bars()


@pytest.mark.check("C22")
def test_what_could_not_be_stored_waits_until_one_comes_back(
    desk: Desk, page: PlanPage, family: Added, sqlite_location: str
) -> None:
    other = add_family(desk.services, NewMember(first_name="Ana", first_surname="Rojas", document="1075222333"))
    add_all(desk, page)
    settle(desk, page)
    file = Path(sqlite_location)
    desk.services.database.engine.dispose()
    good = file.read_bytes()
    file.write_bytes(b"esto no es una base de datos" * 400)
    write(block(page), "Sacar el registro civil", "15/01/2027")
    page.saver.flush()
    desk.tasks.wait_idle(10_000)
    desk.services.database.engine.dispose()
    file.write_bytes(good)
    desk.faults.clear()
    page.saver._timer.stop()
    page.saver.hold(None)  # what going to another family does when storing fails once more
    assert desk.notices[-1][1] == "Los cambios de un plan familiar no se guardaron."
    page.page_args(family_id=other.family_id)
    desk.wait()
    page.page_args(family_id=family.family_id)
    desk.wait()
    settle(desk, page)
    assert block(page).action.text() == "Sacar el registro civil"
    assert stored(desk.services, family).content.priorities[0].commitments[0].action == "Sacar el registro civil"


@pytest.mark.check("C48")
def test_the_width_of_the_paper_is_remembered(desk: Desk, page: PlanPage, family: Added) -> None:
    before = page.split.sizes()[1]
    page.split.moveSplitter(page.split.sizes()[0] - 60, 1)
    wider = page.split.sizes()[1]
    assert wider > before + 40
    again = desk.show(PlanPage, family_id=family.family_id)
    desk.until(lambda: abs(again.split.sizes()[1] - wider) < 3)


def by_another(desk: Desk, family: Added, content: PlanContent) -> None:
    theirs = stored(desk.services, family)
    data = SavePlan(plan_id=theirs.plan_id, version=theirs.version, content=content, base=theirs.content)
    desk.services.run(plans.save_plan, data)


@pytest.mark.parametrize("mine", [True, False])
def test_two_people_on_one_commitment_compare_and_choose(desk: Desk, page: PlanPage, family: Added, mine: bool) -> None:
    add_all(desk, page)
    write(block(page), "Pedir cita", "15/01/2027")
    settle(desk, page)
    retype(block(page).action.box, "Lo mío")
    page.saver._timer.stop()
    content = stored(desk.services, family).content
    first, *rest = content.priorities
    theirs = replace(first, commitments=(replace(first.commitments[0], action="Suyo"), *first.commitments[1:]))
    by_another(desk, family, replace(content, priorities=(theirs, *rest)))
    page.saver.flush()
    desk.wait()
    (bar,) = page.bars()
    assert "Otra persona cambió este plan" in bar.text
    assert block(page).action.text() == "Lo mío"

    click(button(bar, "Comparar y elegir"))
    key = f"commitment {first.commitments[0].commitment_id}"
    page.conflict.dialog.choice(key, mine=mine).click()
    page.conflict.dialog.save_button.click()
    settle(desk, page)
    kept = "Lo mío" if mine else "Suyo"
    assert stored(desk.services, family).content.priorities[0].commitments[0].action == kept
    assert block(page).action.text() == kept
    assert not page.bars()


def test_what_another_person_wrote_elsewhere_in_the_plan_joins_and_shows(
    desk: Desk, page: PlanPage, family: Added
) -> None:
    add_all(desk, page)
    settle(desk, page)
    write(block(page), "Lo mío", "15/01/2027")
    page.saver._timer.stop()
    by_another(desk, family, replace(stored(desk.services, family).content, goal="Suyo"))
    page.saver.flush()
    settle(desk, page)
    content = stored(desk.services, family).content
    assert (content.goal, content.priorities[0].commitments[0].action) == ("Suyo", "Lo mío")
    assert page.editor.goal_words.text() == "«Suyo»"
    assert block(page).action.text() == "Lo mío"
    assert not page.bars()


# --- approving


def test_a_complete_plan_is_approved_and_frozen_as_it_prints(desk: Desk, page: PlanPage, family: Added) -> None:
    complete(desk, page)
    click(page.head.act)
    assert page.editor.signing.isVisible()
    choice = next(one for one in page.findChildren(QRadioButton) if one.text() == "Huella")
    choice.setFocus()
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return, modifier=CTRL)
    desk.wait()
    info = stored(desk.services, family)
    assert (info.state, info.signature, info.approved_on) == (
        PlanState.APPROVED,
        Signature.FINGERPRINT,
        date(2026, 11, 21),
    )
    assert info.frozen is not None
    paper = restored(info.frozen, FamilyPlanPaper)
    assert [one.commitments[0].action for one in paper.priorities] == [f"Acción {n}" for n in range(1, 6)]
    assert not paper.head.draft

    assert "Se aprobó el 21/11/2026 con huella." in " ".join(bar.text for bar in page.bars())
    assert not page.editor.isVisible()
    assert "Acción 3" in said(page.reading)
    assert page.head.act.text().replace("&", "") == "Hacer nueva versión"


def test_a_signature_of_tomorrow_is_refused_at_its_field(desk: Desk, page: PlanPage, family: Added) -> None:
    complete(desk, page)
    click(page.head.act)
    retype(page.editor.signing.day.box, "22/11/2026")
    click(page.editor.signing.approve_button)
    desk.wait()
    assert page.editor.signing.day.error
    assert stored(desk.services, family).state is PlanState.DRAFT
    press(Qt.Key.Key_Escape)
    assert not page.editor.signing.isVisible()


def test_a_new_version_begins_from_the_approved_one(desk: Desk, page: PlanPage, family: Added) -> None:
    complete(desk, page)
    click(page.head.act)
    click(page.editor.signing.approve_button)
    desk.wait()
    click(page.head.act)
    desk.wait()
    assert page.editor.isVisible()
    assert stored(desk.services, family).number == 2
    assert [one.commitments[0].action for one in page.editor.content.priorities] == [f"Acción {n}" for n in range(1, 6)]
    page.head.menu.aboutToShow.emit()
    versions = {action.text().split(" · ")[0]: action for action in page.head.menu.actions()}
    versions["Versión 1"].trigger()
    desk.wait()
    assert page.reading.isVisible()
    assert page.head.act.text().replace("&", "") == "Seguir con el borrador"
    click(page.head.act)
    desk.wait()
    assert page.editor.isVisible()


def test_a_replaced_version_is_read_from_what_was_frozen(desk: Desk, page: PlanPage, family: Added) -> None:
    complete(desk, page)
    for _version in range(2):
        click(page.head.act)
        click(page.editor.signing.approve_button)
        desk.wait()
        click(page.head.act)
        desk.wait()
    page.show_number(1)
    desk.wait()
    assert "Reemplazado v1" in said(page)
    assert not page.left.isVisible(), "only the paper tells what it said"
    assert page.paper.pages


def test_a_draft_is_thrown_away_only_after_asking(
    desk: Desk, page: PlanPage, family: Added, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter([False, True])

    def confirm(_parent: QWidget, question: str, verb: str, **more: object) -> bool:
        asked.append(f"{question} {verb} {more['dangerous']}")
        return next(answers)

    monkeypatch.setattr("gsi_desktop.ui.plans.actions.confirm", confirm)
    page.do.discard()
    desk.wait()
    assert stored(desk.services, family).number == 1
    page.do.discard()
    desk.wait()
    assert desk.services.read(queries.plan, family.family_id) is None
    assert asked == ["¿Descartar el borrador v1? Descartar borrador True"] * 2
    assert button(page, "Hacer plan familiar").isVisible()


# --- the paper


@pytest.mark.check("C40")
def test_the_paper_beside_the_editor_is_the_one_that_is_printed(desk: Desk, page: PlanPage, family: Added) -> None:
    complete(desk, page)
    beside = page.paper.pdf
    assert beside.startswith(b"%PDF")
    assert page.paper.pages in {1, 2}
    printed = papers.pdf_of(desk.services, papers.Wanted(papers.FAMILY_PLAN, family.family_id))
    assert beside == printed.pdf


def test_the_paper_follows_what_is_typed_before_it_is_stored(desk: Desk, page: PlanPage) -> None:
    add_all(desk, page)
    settle(desk, page)
    before = page.paper.pdf
    with desk.writing_held():
        write(block(page), "Sacar el registro civil", "15/01/2027")
        desk.qtbot.waitUntil(lambda: page.paper.pdf not in (b"", before), timeout=20_000)
        assert page.saver.unsaved is not None


def test_when_the_paper_cannot_be_drawn_the_pane_says_why_and_writing_goes_on(
    desk: Desk, page: PlanPage, family: Added, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_asked: object) -> papers.Made:
        raise MachineError("paper_not_drawn")

    add_all(desk, page)
    monkeypatch.setattr(papers, "pdf_of", broken)
    write(block(page), "Sacar el registro civil", "15/01/2027")
    settle(desk, page)
    assert "El papel no se pudo dibujar" in said(page.paper)
    assert stored(desk.services, family).content.priorities[0].commitments[0].action == "Sacar el registro civil"
    monkeypatch.undo()
    click(button(page.paper, "Intentar de nuevo"))
    desk.until(lambda: page.paper.pages)


def test_ctrl_p_stores_and_goes_to_the_print_preview(desk: Desk, page: PlanPage, family: Added) -> None:
    add_all(desk, page)
    write(block(page), "Sacar el registro civil", "15/01/2027")
    press(Qt.Key.Key_P, modifier=CTRL)
    desk.wait()
    area, told = desk.visited[-1]
    assert (area, told["paper"], told["family_id"], told["number"]) == ("print", "family_plan", family.family_id, 1)
    assert stored(desk.services, family).content.priorities[0].commitments


# --- surroundings


def test_without_a_linea_base_the_page_leads_to_the_logros(desk: Desk) -> None:
    family = add_family(desk.services)
    page = desk.show(PlanPage, family_id=family.family_id)
    assert "Primero complete la línea base" in said(page)
    click(button(page, "Ir a Logros"))
    assert desk.visited[-1] == ("family", {"family_id": family.family_id, "tab": "achievements"})


def test_a_logro_reached_meanwhile_is_told_without_losing_what_is_typed(
    desk: Desk, page: PlanPage, family: Added
) -> None:
    add_all(desk, page)
    write(block(page), "Sacar el registro civil", "15/01/2027")
    settle(desk, page)
    item = page.editor.content.priorities[0]
    key = (item.achievement, item.person_id)
    steps.mark(desk.services, family, key, MarkState.ACHIEVED, date(2026, 11, 20), how=AchievedHow.OWN_MEANS)
    desk.wait()
    assert "ya está alcanzado" in page.head.act.toolTip()
    assert block(page).action.text() == "Sacar el registro civil"


def test_suggestions_come_first_and_can_be_searched(desk: Desk, page: PlanPage) -> None:
    adding = page.editor.adding
    reasons = [row.reason for row in adding.model.rows()]
    assert reasons[0]
    assert reasons == sorted(reasons, key=lambda text: text == ""), "those without a reason come last"
    adding.search.setFocus()
    type_text("ahorro")
    assert [row.name for row in adding.model.rows()] == ["42 Ahorro formal o no formal"]
    press(Qt.Key.Key_Down, Qt.Key.Key_Insert)
    assert [one.achievement for one in page.editor.content.priorities] == [42]


@pytest.mark.check("C04", "C15")
def test_everything_is_named_and_spanish(desk: Desk, page: PlanPage) -> None:
    assert not unnamed_focusables(page)
    add_all(desk, page)
    assert not unnamed_focusables(page)
    assert not english_words(page)
    page.editor.open_goal()
    assert not unnamed_focusables(page)


@pytest.mark.check("C05")
def test_access_keys_are_unique(desk: Desk, page: PlanPage) -> None:
    add_all(desk, page)
    form = page.editor.form
    letters = []
    for one in [*page.findChildren(QLabel), *page.findChildren(QPushButton), *page.findChildren(QCheckBox)]:
        text = one.text()
        if one.isVisible() and "&" in text:
            letters.append(text[text.index("&") + 1].lower())
    assert len(set(letters)) == len(letters), sorted(letters)
    for field in (*block(page).fields(), *block(page, support=True).fields(), form.note):
        assert field.label.buddy() is field.box
        assert "&" in field.label.text()


@pytest.mark.check("C06")
def test_tab_goes_through_the_commitment_as_the_eye_does(desk: Desk, page: PlanPage) -> None:
    add_all(desk, page)
    page.editor.form.focus_first()
    own, other = block(page), block(page, support=True)
    for box in (own.action.box, own.who.box, own.due.box, page.editor.form.family.more):
        assert box.hasFocus(), spoken_name(QApplication.focusWidget())
        press(Qt.Key.Key_Tab)
    for box in (other.action.box, other.who.box, other.due.box, page.editor.form.support.more):
        assert box.hasFocus(), spoken_name(QApplication.focusWidget())
        press(Qt.Key.Key_Tab)
    assert page.editor.form.note.box.hasFocus()


@pytest.mark.check("C45")
def test_no_button_is_a_noun_or_a_yes(page: PlanPage) -> None:
    words = {one.text().replace("&", "") for one in page.findChildren(QPushButton) if one.text()}
    assert not words & {"Sí", "No", "OK", "Aceptar"}
    assert {"Aprobar con firma", "Imprimir", "Agregar logro", "Quitar del plan"} <= words


def test_keys_of_the_page(desk: Desk, page: PlanPage) -> None:
    add_all(desk, page)
    page.editor.table.setFocus()
    QTest.keyClick(page.editor.table, Qt.Key.Key_Insert)
    assert page.editor.adding.isVisible()
    press(Qt.Key.Key_Escape)
    assert not page.editor.adding.isVisible()
    assert page.editor.table.hasFocus()
