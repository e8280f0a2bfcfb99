"""A visit typed from its paper: by keyboard alone, every error at once, and the next paper after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from gsi_desktop.models.enums import (
    AchievedHow,
    CommitmentSide,
    CommitmentState,
    MarkState,
    Signature,
    VisitKind,
    VisitOutcome,
    VisitState,
)
from gsi_desktop.services.accompaniment import queries
from gsi_desktop.services.accompaniment.data import VisitInfo
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.ui.kit.accessibility import english_words, tab_order, unnamed_focusables
from gsi_desktop.ui.kit.drafts import DraftDesk
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.visits.entry_form import EntryForm, WindowForm
from gsi_desktop.ui.visits.entry_page import EntryPage
from tests.gui.families.support import Desk, many_families, press, said, type_text
from tests.support.factories import Added, add_families, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = date(2026, 11, 21)


def typed_visit(desk: Desk) -> VisitInfo:
    """Return the visit written last."""
    rows = desk.services.read(queries.visit_list, VisitList.DONE, WorkScope(), TODAY).rows
    return desk.services.read(queries.visit, rows[0].visit_id)


def form(page: EntryPage) -> EntryForm:
    assert isinstance(page.form, EntryForm)
    return page.form


def go_to(page: EntryPage, key: str) -> None:
    assert page.form is not None
    page.form.field(key).box.setFocus(Qt.FocusReason.TabFocusReason)


def tab(times: int = 1) -> None:
    for _time in range(times):
        press(Qt.Key.Key_Tab)


def notice(page: EntryPage) -> InfoBar:
    return next(bar for bar in page.findChildren(InfoBar) if bar.isVisible())


def test_a_whole_visit_is_typed_without_touching_the_mouse(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage)
    assert page.finder.box.hasFocus()
    type_text("36284517")
    press(Qt.Key.Key_Return)
    desk.until(lambda: page.form is not None)
    assert form(page).field("occurred_on").box.hasFocus()
    type_text("20112026")
    tab()
    type_text("904")
    tab()
    type_text("10:15")
    tab()
    type_text("Finca La Esperanza")
    tab(5)  # session, medium and outcome are proposed, and why not
    press(Qt.Key.Key_Space)
    tab(3)
    type_text("c")
    tab()
    type_text("n")
    type_text("No hubo cupo")
    press(Qt.Key.Key_Escape)
    tab()
    type_text("15/01/2027")
    tab(2)
    type_text("e")
    go_to(page, "marks")
    type_text("27")
    tab()
    type_text("a")
    tab()
    type_text("3")
    go_to(page, "opportunities")
    type_text("Curso del SENA")
    go_to(page, "question0")
    for letter in "ssnss":
        type_text(letter)
        tab()
    type_text("Bien")
    go_to(page, "next_on")
    type_text("21/12/2026")
    go_to(page, "signature")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return, modifier=CTRL)
    desk.wait()
    info = typed_visit(desk)
    content = info.content
    assert (info.typed_in, content.occurred_on, content.started_time) == (True, date(2026, 11, 20), "09:04")
    assert (content.ended_time, content.place, content.present) == ("10:15", "Finca La Esperanza", family.people[:1])
    assert (content.coresponsibility, content.evaluation) == ("SSNSS", "Bien")
    assert (content.opportunities, content.signature) == ("Curso del SENA", Signature.SIGNED)
    assert content.next_on == date(2026, 12, 21)
    cell = desk.services.read(boards.board, family.family_id, TODAY).cells[27, None]
    assert (cell.state, cell.how) == (MarkState.ACHIEVED, AchievedHow.OWN_MEANS)
    states = [row.state for row in desk.services.read(queries.family_commitments, family.family_id)]
    assert sorted(states) == sorted([CommitmentState.FULFILLED, CommitmentState.OPEN, CommitmentState.OPEN])
    assert desk.visited[-1] == ("family", {"family_id": family.family_id, "tab": "visits"})
    assert desk.notices[-1][1] == "Se guardó la visita."


@pytest.mark.check("C25")
def test_three_errors_are_told_with_links_and_nothing_is_written(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage, family_id=family.family_id)
    paper = form(page)
    go_to(page, "started_time")
    type_text("25:00")
    paper.reviews[0].box.strip.give("not_fulfilled")
    done = desk.operations("record_visit")
    page.save_button.click()
    bar = notice(page)
    for words in ("Hay 4 datos por corregir.", "No se guardó nada.", "Fecha", "Hora de inicio", "Firma"):
        assert words in bar.text, words
    assert paper.field("occurred_on").box.hasFocus()
    assert paper.field("started_time").box.text() == "25:00"  # type: ignore[attr-defined]
    bar._follow("3")
    assert paper.field("signature").box.hasFocus()
    desk.wait()
    assert desk.operations("record_visit") == done


@pytest.mark.check("C24")
def test_a_wrong_hour_is_told_below_it_on_leaving(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage, family_id=family.family_id)
    go_to(page, "ended_time")
    type_text("las diez")
    tab()
    field = form(page).field("ended_time")
    assert field.error == "«las diez» no es una hora. Escríbala así: 9:04 o 14:30."
    assert field.below.isVisible()


def test_what_only_the_whole_shows_is_told_at_its_field_too(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage, family_id=family.family_id)
    paper = form(page)
    for key, value in (("occurred_on", date(2026, 1, 2)), ("started_time", "10:00"), ("ended_time", "09:00")):
        paper.field(key).set_value(value)
    paper.field("signature").set_value(Signature.SIGNED)
    page.save()
    assert "14/03/2026" in paper.field("occurred_on").error
    assert paper.field("ended_time").error
    paper.field("occurred_on").set_value(date(2027, 1, 2))
    page.save()
    assert paper.field("occurred_on").error


def test_a_visit_that_was_not_held_asks_for_no_signature(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage, family_id=family.family_id)
    paper = form(page)
    paper.field("occurred_on").set_value(TODAY)
    paper.field("outcome").set_value(VisitOutcome.NOBODY_HOME)
    page.save()
    desk.wait()
    assert typed_visit(desk).content.outcome is VisitOutcome.NOBODY_HOME


def test_a_line_of_logros_says_what_lacks(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage, family_id=family.family_id)
    paper = form(page)
    marks = paper.field("marks")
    line = marks.lines[0]  # type: ignore[attr-defined]
    go_to(page, "marks")
    type_text("99")
    assert line.name.text() == "No hay logro 99"
    assert not marks.check()
    line.number.selectAll()
    type_text("8")
    assert line.name.text() == "Capacidades para el trabajo"
    assert line.member.count() == 2
    assert len(marks.lines) == 2  # type: ignore[attr-defined]
    assert not marks.check()
    assert marks.error == "Falta este dato."
    line.member.choose(family.people[1])
    line.state.give(MarkState.ACHIEVED)
    assert not marks.check()
    assert "cómo" in marks.error.lower()
    line.how.give(AchievedHow.OUTSIDE_OFFER)
    assert not marks.check()
    line.detail.setText("Cruz Roja 310")
    assert marks.check()
    (mark,) = marks.value()
    assert (mark.achievement, mark.person_id, mark.provider) == (8, family.people[1], "Cruz Roja 310")


@pytest.mark.check("C06")
def test_tab_goes_in_the_order_of_the_paper(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage, family_id=family.family_id)
    paper = form(page)
    paper.reviews[1].box.strip.give("not_fulfilled")
    line = paper.field("marks").lines[0]  # type: ignore[attr-defined]
    line.number.setText("8")
    line._numbered()
    line.state.give(MarkState.ACHIEVED)
    desk.wait()
    stops = tab_order(paper)
    assert len(stops) > 40

    def place(widget: QWidget) -> tuple[int, int]:
        point = widget.mapTo(paper, QPoint(0, widget.height() // 2))
        return point.y() // 14, point.x()

    assert stops == sorted(stops, key=place)


@pytest.mark.check("C52")
def test_saving_is_always_in_sight_on_a_small_screen(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage, family_id=family.family_id)
    go_to(page, "signature")
    desk.wait()
    window = page.window()
    for widget in (page.save_button, page.more_button, form(page).field("signature").box):
        corner = widget.mapTo(window, widget.rect().bottomRight())
        assert window.rect().contains(corner)
        area = page.desk.area.viewport()
        if page.desk.area.isAncestorOf(widget):
            assert area.rect().contains(widget.mapTo(area, widget.rect().bottomRight()))


@pytest.mark.check("C22", "B31")
def test_a_paper_half_typed_is_shown_again_as_it_was_and_saved_once(desk: Desk, family: Added) -> None:
    """The page goes (a lock, the end of the program) and another comes with the same drafts."""
    drafts = DraftDesk()
    context = replace(desk.context(), drafts=drafts)
    page = desk.show(lambda _context: EntryPage(context), family_id=family.family_id)
    type_text("20112026")
    go_to(page, "notes")
    type_text("A medio escribir")
    go_to(page, "question0")
    type_text("s")
    go_to(page, "marks")
    type_text("27")
    tab()
    type_text("a")
    tab()
    type_text("3")
    review = form(page).reviews[1]
    review.box.strip.setFocus()
    type_text("n")
    type_text("No hubo cupo")
    desk.wait()
    assert page.keeper is not None
    assert page.keeper.badge.isVisible()
    before = form(page).typed()
    assert drafts.all()[0].opens == ("visit_entry", {"family_id": family.family_id, "window": False})

    again = desk.show(lambda _context: EntryPage(context), family_id=family.family_id)
    assert form(again).typed() == before
    assert form(again).field("notes").value() == "A medio escribir"
    [mark] = form(again).field("marks").value()
    assert (mark.achievement, mark.state, bool(mark.how)) == (27, MarkState.ACHIEVED, True)
    assert form(again).reviews[1].box.reason.value() == "No hubo cupo"
    drafts.drop(*drafts.all()[0].key)


def test_the_next_paper_of_the_pile_starts_with_its_day_and_cogestor(desk: Desk, family: Added) -> None:
    other = add_families(desk.services, *many_families(1))[0]
    page = desk.show(EntryPage, family_id=family.family_id)
    paper = form(page)
    paper.field("occurred_on").set_value(date(2026, 11, 19))
    paper.field("signature").set_value(Signature.SIGNED)
    page.more_button.click()
    desk.wait()
    assert desk.visited == []
    assert page.form is None
    assert page.finder.box.hasFocus()
    type_text(other.folio)
    press(Qt.Key.Key_Return)
    desk.until(lambda: page.form is not None)
    assert form(page).field("occurred_on").value() == date(2026, 11, 19)
    assert form(page).field("cogestor_id").value() is not None
    assert not form(page).begun()


def test_a_folio_nobody_has_says_so(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage)
    type_text("99999")
    press(Qt.Key.Key_Return)
    desk.until(page.finder.said.text)
    assert page.finder.said.text() == "Ninguna familia tiene «99999»."
    assert page.form is None
    assert not page.save_button.isEnabled()


def test_another_family_does_not_take_away_what_is_typed(desk: Desk, family: Added) -> None:
    other = add_families(desk.services, *many_families(1))[0]
    page = desk.show(EntryPage, family_id=family.family_id)
    go_to(page, "notes")
    type_text("A medio escribir")
    page.page_args(family_id=other.family_id)
    desk.wait()
    assert "Hay una visita sin guardar de Rosalba Muñoz Ordóñez." in notice(page).text
    keep, discard = notice(page).findChildren(QPushButton)
    keep.click()
    assert form(page).field("notes").value() == "A medio escribir"
    page.page_args(family_id=other.family_id)
    keep, discard = notice(page).findChildren(QPushButton)
    discard.click()
    desk.until(lambda: page.form is not None and form(page).home.dossier.family_id == other.family_id)


def test_a_paper_typed_twice_is_refused_and_stays(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage, family_id=family.family_id)
    paper = form(page)
    paper.field("occurred_on").set_value(date(2026, 10, 20))
    paper.field("started_time").set_value("09:04")
    paper.field("signature").set_value(Signature.SIGNED)
    page.save()
    desk.wait()
    assert paper.field("occurred_on").error
    assert page.save_button.isEnabled()
    assert paper.isEnabled()


def test_the_acuerdo_on_the_first_paper_is_kept(desk: Desk) -> None:
    made = add_family(desk.services)
    page = desk.show(EntryPage, family_id=made.family_id)
    paper = form(page)
    assert paper.field("kind").value() is VisitKind.SESSION_1
    paper.field("occurred_on").set_value(date(2026, 11, 2))
    paper.field("agreement_on").set_value(date(2026, 11, 2))
    paper.field("signature").set_value(Signature.ON_REQUEST)
    page.save()
    desk.wait()
    assert typed_visit(desk).content.agreement_on == date(2026, 11, 2)


def test_attention_at_the_office_is_short_and_may_leave_a_commitment(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage, family_id=family.family_id, window=True)
    paper = page.form
    assert isinstance(paper, WindowForm)
    assert paper.field("occurred_on").value() == TODAY
    page.save()
    assert notice(page).text.startswith("Hay 3 datos por corregir.")
    paper.field("person").set_value(family.people[1])
    go_to(page, "asked")
    type_text("El certificado del SISBÉN")
    go_to(page, "answered")
    type_text("Se pidió a Planeación")
    go_to(page, "action")
    type_text("Traer el recibo de la luz")
    page.save()
    assert paper.field("due_on").error == "Falta la fecha."
    paper.field("due_on").set_value(date(2026, 11, 30))
    paper.field("responsible").set_value("Wilson")
    page.save()
    desk.wait()
    info = typed_visit(desk)
    assert (info.state, info.content.kind) == (VisitState.DONE, VisitKind.WINDOW)
    assert info.content.notes == "Pidió: El certificado del SISBÉN\nSe respondió: Se pidió a Planeación"
    assert info.content.present == (family.people[1],)
    added = desk.services.read(queries.family_commitments, family.family_id, only_open=True)
    found = next(row for row in added if row.action == "Traer el recibo de la luz")
    assert (found.side, found.due_on) == (CommitmentSide.FAMILY, date(2026, 11, 30))
    assert desk.notices[-1][1] == "Se guardó la atención."


def test_the_other_kind_of_paper_is_one_click_away(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage, family_id=family.family_id)
    page.mode.segment("window").click()
    desk.wait()
    assert isinstance(page.form, WindowForm)
    page.mode.segment("visit").click()
    desk.wait()
    assert isinstance(page.form, EntryForm)
    assert QApplication.focusWidget() is form(page).field("occurred_on").box


def test_both_papers_are_named_in_spanish(desk: Desk, family: Added) -> None:
    page = desk.show(EntryPage, family_id=family.family_id)
    for mode in ("visit", "window"):
        page.desk.finish()
        page._come(family.family_id, mode)
        desk.wait()
        assert unnamed_focusables(page) == []
        assert english_words(page) == set()
    assert "Rosalba Muñoz Ordóñez" in said(page)


def test_large_text_scrolls_down_only(desk: Desk, family: Added) -> None:
    theme().set_scale(1.75)
    page = desk.show(EntryPage, family_id=family.family_id)
    desk.wait()
    assert form(page).width() <= page.desk.area.viewport().width()
    for button in (page.save_button, page.more_button):
        assert button.width() >= button.sizeHint().width()
