"""A batch is keyed back by keyboard and reader alone: code, form, save, the next; and what the code may say instead."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gsi_desktop.models.enums import PaperKind, PaperOrder, PaperSkip, PaperState, Signature, VisitMedium
from gsi_desktop.services.accompaniment import queries as accompaniment
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.paperwork import printing, queries, rules
from gsi_desktop.services.paperwork.data import PaperRow, Selection, WantedBatch
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.visits.entry_form import EntryForm
from gsi_desktop.ui.visits.entry_page import EntryPage
from gsi_desktop.ui.visits.keying_page import KeyingPage
from tests.gui.families.support import Desk, many_families, press, type_text
from tests.support.factories import add_families

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def forms(desk: Desk, tmp_path: Path) -> list[PaperRow]:
    """The visit forms of a batch of three families, in the order of their folios."""
    return printed(desk, tmp_path, PaperKind.VISIT)


def printed(desk: Desk, path: Path, kind: PaperKind) -> list[PaperRow]:
    add_families(desk.services, *many_families(3))
    wanted = WantedBatch(
        kinds=(kind,), selection=Selection(chosen=FamilyFilter()), sort=PaperOrder.FOLIO, title="Todas"
    )
    made = printing.print_batch(desk.services, wanted, path / "lote.pdf", workers=1)
    assert made.batch_id is not None
    return list(desk.services.read(queries.paper_list, made.batch_id).rows)


def read_bars(row: PaperRow) -> None:
    """Do what a bar reader does: all signs at once, then Enter."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClicks(widget, rules.bars(row.code))
    QTest.keyClick(widget, Qt.Key.Key_Return)


def form(page: KeyingPage) -> EntryForm:
    assert isinstance(page.desk.form, EntryForm)
    return page.desk.form


def state(desk: Desk, row: PaperRow) -> PaperState:
    return desk.services.read(queries.paper, row.item_id).state


def key_whole_visit(desk: Desk, page: KeyingPage) -> None:
    """Key what a visit needs, by keyboard alone, from the first field on."""
    desk.until(lambda: page.desk.form is not None and form(page).field("occurred_on").box.hasFocus())
    type_text("20112026")
    press(Qt.Key.Key_Tab)
    type_text("904")
    for _field in range(4):
        press(Qt.Key.Key_Tab)
    type_text("2")  # medium: 2 Teléfono
    form(page).field("signature").box.setFocus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_S, modifier=CTRL)
    desk.wait()


def test_a_pile_is_keyed_in_the_printed_order_with_a_reader(desk: Desk, forms: list[PaperRow]) -> None:
    page = desk.show(KeyingPage)
    assert page.code.box.hasFocus()
    read_bars(forms[0])
    key_whole_visit(desk, page)
    assert state(desk, forms[0]) is PaperState.KEYED
    assert page.code.box.hasFocus()
    assert page.code.box.placeholderText() == forms[1].code
    assert page.panel.figures.text() == "1 de 3 digitados"
    read_bars(forms[1])
    desk.until(form(page).field("occurred_on").box.hasFocus)
    assert form(page).home.dossier.family_id == forms[1].family_id
    assert form(page).field("occurred_on").value() == date(2026, 11, 20)
    assert QLineEdit.selectedText(form(page).field("occurred_on").box) == "20/11/2026"
    visit = desk.services.read(queries.paper, forms[0].item_id).keyed_visit_id
    assert visit is not None
    content = desk.services.read(accompaniment.visit, visit).content
    assert (content.occurred_on, content.started_time, content.medium) == (
        date(2026, 11, 20),
        "09:04",
        VisitMedium.PHONE,
    )


def test_enter_takes_the_paper_whose_turn_it_is(desk: Desk, forms: list[PaperRow]) -> None:
    page = desk.show(KeyingPage, batch_id=forms[0].batch_id)
    desk.until(lambda: page.desk.form is not None)
    assert page.code.box.hasFocus()
    assert page.code.box.placeholderText() == forms[0].code
    press(Qt.Key.Key_Return)
    assert form(page).field("occurred_on").box.hasFocus()
    assert forms[0].folio in page.code.said.text()


def test_the_batch_is_chosen_from_those_that_wait(desk: Desk, forms: list[PaperRow]) -> None:
    page = desk.show(KeyingPage)
    desk.wait()
    assert page.piles.model().rowCount() == 1
    page.piles.setFocus()
    page.piles.go_to_row(0)
    press(Qt.Key.Key_Return)
    desk.until(lambda: page.desk.form is not None)
    assert form(page).home.dossier.family_id == forms[0].family_id


def test_the_end_of_a_pile_is_told(desk: Desk, forms: list[PaperRow]) -> None:
    page = desk.show(KeyingPage, batch_id=forms[0].batch_id)
    for row in forms:
        desk.until(lambda row=row: page._item is not None and page._item.item_id == row.item_id)
        page.skip(PaperSkip.NOT_FILLED)
        desk.wait()
    assert page.panel.figures.text() == "0 de 3 digitados, 3 omitidos"
    assert not page.save_button.isEnabled()


def test_a_paper_is_left_out_with_its_reason_and_may_come_back(desk: Desk, forms: list[PaperRow]) -> None:
    page = desk.show(KeyingPage, batch_id=forms[0].batch_id)
    desk.until(lambda: page.desk.form is not None)
    page.skip(PaperSkip.NOT_FOUND)
    desk.wait()
    assert state(desk, forms[0]) is PaperState.SKIPPED
    assert desk.notices[-1][1] == f"Se omitió el papel {forms[0].code}: no se encontró la familia."
    assert page.code.box.placeholderText() == forms[1].code
    read_bars(forms[0])
    desk.wait()
    assert "estaba omitido: No se encontró la familia" in page.code.said.text()
    assert form(page).home.dossier.family_id == forms[0].family_id


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("36284517", "no es un código de papel"),
        ("", "tiene un error"),
        (rules.paper_code("ZZZZ", 1, 1), "es de otra oficina"),
    ],
)
def test_a_code_that_will_not_do_says_why_and_stays(desk: Desk, forms: list[PaperRow], typed: str, told: str) -> None:
    """Nothing typed stands for the code of the first form with another check digit: the office's letters are drawn."""
    typed = typed or f"{forms[0].code[:-1]}{(int(forms[0].code[-1]) + 1) % 10}"
    page = desk.show(KeyingPage)
    type_text(typed)
    press(Qt.Key.Key_Return)
    desk.until(page.code.said.text)
    assert told in page.code.said.text()
    assert page.code.box.hasFocus()
    assert page.code.box.selectedText() == typed
    assert page.desk.form is None


def test_a_paper_that_was_keyed_is_not_opened_again(desk: Desk, forms: list[PaperRow]) -> None:
    page = desk.show(KeyingPage)
    read_bars(forms[0])
    key_whole_visit(desk, page)
    read_bars(forms[0])
    desk.until(lambda: "ya se digitó" in page.code.said.text())
    assert desk.services.actor in page.code.said.text()
    assert form(page).home.dossier.family_id == forms[1].family_id


def test_a_paper_for_the_family_says_that_it_is_not_keyed(desk: Desk, tmp_path: Path) -> None:
    row = printed(desk, tmp_path, PaperKind.CERTIFICATE)[0]
    page = desk.show(KeyingPage)
    read_bars(row)
    desk.until(page.code.said.text)
    assert "no se digita" in page.code.said.text()


def test_what_lacks_keeps_the_form_and_its_paper(desk: Desk, forms: list[PaperRow]) -> None:
    page = desk.show(KeyingPage, code=forms[0].code)
    desk.until(lambda: page.desk.form is not None)
    press(Qt.Key.Key_S, modifier=CTRL)
    desk.wait()
    assert state(desk, forms[0]) is PaperState.PENDING
    assert form(page).field("occurred_on").error
    assert form(page).field("occurred_on").box.hasFocus()


@pytest.mark.check("C22")
def test_what_is_typed_stays_as_a_draft_when_another_paper_is_read(desk: Desk, forms: list[PaperRow]) -> None:
    page = desk.show(KeyingPage, code=forms[0].code)
    desk.until(lambda: page.desk.form is not None)
    form(page).field("notes").box.setFocus()
    type_text("A medio escribir")
    form(page).field("marks").lines[0].number.setFocus()  # type: ignore[attr-defined]
    type_text("8")
    form(page).field("signature").set_value(Signature.SIGNED)
    desk.wait()
    page.code.begin()
    read_bars(forms[1])
    desk.until(lambda: form(page).home.dossier.family_id == forms[1].family_id)
    assert form(page).field("notes").value() == ""
    page.code.begin()
    read_bars(forms[0])
    desk.until(lambda: form(page).home.dossier.family_id == forms[0].family_id)
    assert form(page).field("notes").value() == "A medio escribir"
    assert form(page).field("marks").lines[0].number.text() == "8"  # type: ignore[attr-defined]
    assert form(page).field("signature").value() is Signature.SIGNED


def test_a_code_typed_as_a_visit_leads_to_where_its_paper_is_keyed(desk: Desk, forms: list[PaperRow]) -> None:
    page = desk.show(EntryPage)
    read_bars(forms[1])
    desk.until(page.bars)
    assert page.bars()[0].text.startswith(f"El papel {forms[1].code} es de un lote impreso.")
    assert not page.finder.said.text()
    press(Qt.Key.Key_Space)
    assert desk.visited == [("keying", {"code": forms[1].code})]
    assert not page.bars()
    assert not page.finder.box.text()
    keying = desk.show(KeyingPage, **desk.visited[0][1])
    desk.until(lambda: keying.desk.form is not None)
    assert form(keying).home.dossier.family_id == forms[1].family_id


def test_a_code_typed_as_a_visit_says_when_it_is_not_keyed_any_more(desk: Desk, forms: list[PaperRow]) -> None:
    page = desk.show(KeyingPage)
    read_bars(forms[0])
    key_whole_visit(desk, page)
    entry = desk.show(EntryPage)
    read_bars(forms[0])
    desk.until(entry.bars)
    assert "ya se digitó" in entry.bars()[0].text


@pytest.mark.check("C06")
def test_tab_goes_through_the_form_before_the_list_beside_it(desk: Desk, forms: list[PaperRow]) -> None:
    page = desk.show(KeyingPage, batch_id=forms[0].batch_id)
    desk.until(lambda: page.desk.form is not None)
    assert page.code.box.hasFocus()
    press(Qt.Key.Key_Tab)
    assert form(page).field("occurred_on").box.hasFocus()
    form(page).field("cogestor_id").box.setFocus()
    press(Qt.Key.Key_Tab)
    assert page.panel.which.isAncestorOf(QApplication.focusWidget())
    press(Qt.Key.Key_Tab)
    assert page.panel.table.hasFocus()


@pytest.mark.check("C06")
def test_tab_goes_through_a_board_before_the_list_beside_it(desk: Desk, tmp_path: Path) -> None:
    rows = printed(desk, tmp_path, PaperKind.BASELINE)
    page = desk.show(KeyingPage, batch_id=rows[0].batch_id)
    desk.until(lambda: page.places.currentWidget() is page.baseline)
    page.code.begin()
    press(Qt.Key.Key_Tab)
    assert page.baseline.isAncestorOf(QApplication.focusWidget())


@pytest.mark.parametrize("at", ["signature", "notes"])
def test_what_lacks_is_told_where_it_is_seen(desk: Desk, forms: list[PaperRow], at: str) -> None:
    """The last field of the form, with the keyboard there already or elsewhere."""
    page = desk.show(KeyingPage, code=forms[0].code)
    desk.until(lambda: page.desk.form is not None)
    signature = form(page).field("signature")
    form(page).field("occurred_on").set_value(date(2026, 11, 20))
    form(page).field(at).box.setFocus()
    press(Qt.Key.Key_S, modifier=CTRL)
    desk.wait()
    desk.until(lambda: signature.below.visibleRegion().boundingRect() == signature.below.rect())
    assert signature.below.text() == "Falta este dato."


def test_a_ficha_is_keyed_on_its_board(desk: Desk, tmp_path: Path) -> None:
    rows = printed(desk, tmp_path, PaperKind.BASELINE)
    page = desk.show(KeyingPage)
    read_bars(rows[0])
    desk.wait()
    assert page.places.currentWidget() is page.baseline
    assert page.save_button.text() == "&Digitada y seguir"
    press(Qt.Key.Key_S, modifier=CTRL)
    desk.wait()
    assert state(desk, rows[0]) is PaperState.KEYED
    assert page.code.box.placeholderText() == rows[1].code


def test_the_page_is_named_in_spanish(desk: Desk, forms: list[PaperRow]) -> None:
    page = desk.show(KeyingPage, batch_id=forms[0].batch_id)
    desk.until(lambda: page.desk.form is not None)
    assert unnamed_focusables(page) == []
    assert not english_words(page)
