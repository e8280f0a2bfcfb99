"""Familias as a list people love: picked rows, headings that filter, views, copies; by keyboard and mouse."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from gsi_desktop.models.enums import FamilyStatus
from gsi_desktop.services.core import views
from gsi_desktop.services.core.listing import ColumnFilter, Index
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.ui.families.family_list import FamilyReads
from gsi_desktop.ui.families.list_page import TABLE, FamiliesPage
from gsi_desktop.ui.kit.columns_menu import ColumnChooser
from gsi_desktop.ui.kit.listing import Asked
from tests.gui.families.support import Desk, click, many_families, press, type_text
from tests.support.accompaniment import cogestor
from tests.support.counts import count
from tests.support.factories import HOUSEHOLD, add_families, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(desk: Desk) -> FamiliesPage:
    """A list of many families."""
    add_families(desk.services, *many_families(count(320, 4310)))
    return desk.show(FamiliesPage)


def on_box(page: FamiliesPage, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    place = page.table.visualRect(page.model.index(row, 0)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def on_heading(page: FamiliesPage, key: str, *, funnel: bool = False) -> None:
    header = page.table.horizontalHeader()
    number = [column.key for column in page.model.columns].index(key)
    left = header.sectionViewportPosition(number)
    place = QPoint(left + (header.sectionSize(number) - 10 if funnel else 20), header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def undo_of(page: FamiliesPage) -> QPushButton:
    (bar,) = page.bars()
    return next(button for button in bar.findChildren(QPushButton) if button.text() == "Deshacer")


def whole(desk: Desk) -> list[UUID]:
    return [row.family_id for row in desk.services.read(queries.family_page, FamilyFilter(), size=5000).rows]


# --- keys


@pytest.mark.check("C18", "C37")
def test_inicio_and_fin_reach_the_ends_however_long_the_list(desk: Desk, page: FamiliesPage) -> None:
    families = whole(desk)
    page.table.setFocus()
    for keys, row in (((Qt.Key.Key_End, CTRL), -1), ((Qt.Key.Key_Home, CTRL), 0), ((Qt.Key.Key_End,), -1)):
        press(keys[0], modifier=keys[1] if len(keys) > 1 else Qt.KeyboardModifier.NoModifier)
        desk.until(lambda row=row: page.table.current() and page.table.current().family_id == families[row])
    desk.until(lambda: page.preview.shown is not None and page.preview.shown.family_id == families[-1])
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_End, modifier=SHIFT)
    assert page.table.picking.now().count == len(families)


def test_the_scroll_bar_jumps_anywhere(desk: Desk, page: FamiliesPage) -> None:
    families, bar = whole(desk), page.table.verticalScrollBar()
    for part in (0.5, 0.9, 0.1):
        bar.setValue(int(bar.maximum() * part))
        first = page.table.rowAt(2)
        desk.until(lambda first=first: page.model.row(first) is not None)
        assert page.model.row(first).family_id == families[first]


# --- picking


def test_boxes_keys_and_the_bar_pick(desk: Desk, page: FamiliesPage) -> None:
    total = len(whole(desk))
    assert page.table.current() is not None
    assert page.table.picking.now().count == 0, "the cursor is on a row that nobody picked"
    assert not page.selection.isVisible()
    on_box(page, 4)
    on_box(page, 8, SHIFT)
    assert page.table.picking.now().ranges == ((4, 8),)
    assert page.selection.isVisible()
    assert page.selection.count.text().startswith("<b>5</b> de ")
    page.table.setFocus()
    press(Qt.Key.Key_Space)
    assert page.table.picking.now().ranges == ((4, 7),)
    press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert page.table.picking.now().ranges == ((4, 7),), "looking at others drops nothing"
    click(page.selection.all_link)
    assert page.table.picking.everything
    assert page.table.picking.now().count == total
    on_heading(page, "pick")
    assert page.table.picking.now().count == 0
    assert not page.selection.isVisible()
    press(Qt.Key.Key_A, modifier=CTRL)
    assert page.table.picking.everything
    on_box(page, 2)
    assert not page.table.picking.everything


def test_all_are_offered_once_they_are_counted(desk: Desk, page: FamiliesPage, monkeypatch: pytest.MonkeyPatch) -> None:
    counted, places = Event(), FamilyReads.places

    def late(reads: FamilyReads, asked: Asked[FamilyFilter]) -> Index:
        counted.wait(10)
        return places(reads, asked)

    monkeypatch.setattr(FamilyReads, "places", late)
    with desk.qtbot.waitSignal(page.model.first_page):
        page.reload()
    on_box(page, 4)
    assert page.selection.isVisible()
    assert not page.selection.all_link.isVisible()
    counted.set()
    desk.until(page.selection.all_link.isVisible)
    assert page.model.total == len(whole(desk))


@pytest.mark.check("C21")
@pytest.mark.parametrize("everything", [False, True])
def test_families_picked_change_hands_and_go_back(desk: Desk, page: FamiliesPage, everything: bool) -> None:
    whose = cogestor(desk.services, "Yenny Muñoz")
    desk.wait()
    if everything:
        page.table.setFocus()
        press(Qt.Key.Key_A, modifier=CTRL)
        picked = set(whole(desk))
    else:
        on_box(page, 3)
        page.table.verticalScrollBar().setValue(page.table.verticalScrollBar().maximum() // 2)
        first = page.table.rowAt(40)
        desk.until(lambda: page.model.row(first) is not None)
        on_box(page, first)
        on_box(page, first + 4, SHIFT)
        picked = {whole(desk)[at] for at in (3, *range(first, first + 5))}
    click(page.bulk.assign_button)
    desk.until(QApplication.activePopupWidget)
    (action,) = [one for one in QApplication.activePopupWidget().actions() if one.text() == "Yenny Muñoz"]
    action.trigger()
    QApplication.activePopupWidget().close()
    desk.until(page.bars)
    rows = desk.services.read(queries.family_page, FamilyFilter(cogestor_id=whose), size=5000).rows
    assert {row.family_id for row in rows} == picked
    assert desk.operations("assign_cogestor") == 1
    click(undo_of(page))
    desk.until(lambda: desk.notices)
    assert page.bars() == []
    assert not desk.services.read(queries.family_page, FamilyFilter(cogestor_id=whose)).rows


def test_families_stay_picked_after_they_change_hands_and_go_back(desk: Desk, page: FamiliesPage) -> None:
    """In the order of cogestores they stand elsewhere then, most of them on pages that are not here."""
    whose = cogestor(desk.services, "Yenny Muñoz")
    page.table.sort_by("cogestor", True)
    desk.wait()
    page.table.picking.start(150)
    page.table.picking.reach(260)
    chosen = set(page.shown.ids(page.table.picking.now())())
    page.bulk.assign(whose, "Yenny Muñoz")
    desk.until(lambda: page.selection.isVisible() and page.table.picking.now().ranges == ((0, 110),))
    assert set(page.shown.ids(page.table.picking.now())()) == chosen
    click(undo_of(page))
    desk.until(lambda: page.table.picking.now().ranges == ((150, 260),))
    assert set(page.shown.ids(page.table.picking.now())()) == chosen


def test_who_was_in_somebodys_charge_already_is_counted_apart(desk: Desk, page: FamiliesPage) -> None:
    whose = cogestor(desk.services, "Yenny Muñoz")
    told = []
    for rows in ((3,), (3, 4, 5)):
        page.table.picking.pick_nothing()
        for row in rows:
            on_box(page, row)
        page.bulk.assign(whose, "Yenny Muñoz")
        desk.wait()
        told += [bar.text for bar in page.bars()]
    assert told == [
        "Una familia quedó a cargo de Yenny Muñoz.",
        "2 familias quedaron a cargo de Yenny Muñoz. La otra elegida ya estaba así.",
    ]


def test_the_way_back_stays_while_something_else_is_done(
    desk: Desk, page: FamiliesPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the notices of the window one of each kind stays, and none of those that pass when one goes elsewhere."""
    target = tmp_path / "lista.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(target), ""))
    whose = cogestor(desk.services, "Yenny Muñoz")
    desk.wait()
    on_box(page, 3)
    page.bulk.assign(whose, "Yenny Muñoz")
    desk.until(page.bars)
    page._export_picked()
    desk.until(lambda: desk.notices)
    assert desk.notices == [("success", "Se exportó una fila.", target.name)]
    click(undo_of(page))
    desk.until(lambda: len(desk.notices) == 2)
    assert "Se deshizo" in desk.notices[1][1]
    assert not desk.services.read(queries.family_page, FamilyFilter(cogestor_id=whose)).rows


def test_families_that_moved_meanwhile_are_not_touched_by_mistake(desk: Desk, page: FamiliesPage) -> None:
    """Somebody at another desk enrols families that come before those picked; this window does not know yet."""
    from gsi_desktop.bootstrap import Services

    cogestor(desk.services, "Yenny")
    desk.wait()
    on_box(page, 5)
    on_box(page, 6)
    there = Services(desk.services.database, clock=desk.services.clock, actor="otra persona")
    first = many_families(1)[0].members[0]
    from tests.support.factories import NewFamily

    add_families(there, NewFamily(members=(replace(first, first_surname="Aaa", document="1"),)))
    page.bulk.assign(None, "")
    desk.until(lambda: desk.notices)
    assert desk.notices[0][:2] == ("danger", "No se hizo ningún cambio.")
    assert "La lista cambió" in desk.notices[0][2]
    assert desk.operations("assign_cogestor") == 0


# --- headings


@pytest.mark.check("C36")
def test_a_heading_filters_by_its_values(desk: Desk) -> None:
    made = many_families(11)
    places = ("Betania",) * 6 + ("",) * 3 + ("La Laguna",) * 2
    add_families(desk.services, *(replace(one, settlement=place) for one, place in zip(made, places, strict=True)))
    page = desk.show(FamiliesPage)
    on_heading(page, "settlement", funnel=True)
    desk.wait()
    popup = page.headings.popup
    shown = [popup.body.list.item(at).text() for at in range(popup.body.list.count())]
    assert shown == ["Betania  (6)", "La Laguna  (2)", "(En blanco)  (3)"]
    type_text("bet")
    press(Qt.Key.Key_Return)
    desk.until(lambda: page.model.rowCount() == 6)
    assert page.filters.total.text() == "<b>6</b> de 11 familias"
    assert page.filters.chosen.columns == (ColumnFilter(column="settlement", values=("Betania",)),)
    chip = page.filters._chips["heading:settlement"]
    assert chip.value == "Betania"
    assert "settlement" in page.table.horizontalHeader().filtered
    click(page.filters.clear_link)
    desk.until(lambda: page.model.rowCount() == 11)
    assert page.headings.active == ()


@pytest.mark.parametrize(
    ("key", "typed", "told", "value"),
    [
        ("head_name", "ñust", {"text": "ñust"}, "«ñust»"),
        ("members", "1", {"low": "1"}, "desde 1"),
        ("entry_on", "14/3/2026", {"low": "2026-03-14"}, "desde 14/03/2026"),
    ],
)
def test_a_heading_is_filtered_by_keyboard(desk: Desk, key: str, typed: str, told: dict[str, str], value: str) -> None:
    add_families(desk.services, *many_families(30))
    page = desk.show(FamiliesPage)
    page.filters._open_heading(key, page.filters.add_chip)
    desk.wait()
    type_text(typed)
    press(Qt.Key.Key_Return)
    desk.wait()
    assert page.filters.chosen.columns == (ColumnFilter(column=key, **told),)
    assert page.filters._chips[f"heading:{key}"].value == value


def test_a_day_that_does_not_exist_is_told_and_stays(desk: Desk) -> None:
    add_family(desk.services)
    page = desk.show(FamiliesPage)
    page.filters._open_heading("entry_on", page.filters.add_chip)
    desk.wait()
    type_text("31/02/2026")
    press(Qt.Key.Key_Return)
    body = page.headings.popup.body
    assert "no es una fecha" in body.wrong.text()
    assert body.low.text() == "31/02/2026"
    assert page.filters.chosen.is_empty


# --- columns


@pytest.mark.check("C34")
def test_columns_are_moved_hidden_and_reset_by_keyboard(desk: Desk) -> None:
    add_family(desk.services)
    page = desk.show(FamiliesPage)
    before = [column.key for column in page.table.shown_columns()]
    menu = page.table.columns_menu(page)
    assert menu.findChild(ColumnChooser) is not None
    menu.popup(QPoint(0, 0))
    desk.wait()
    press(Qt.Key.Key_Down, modifier=CTRL)
    moved = [before[1], before[0], *before[2:]]
    assert [column.key for column in page.table.shown_columns()] == moved
    press(Qt.Key.Key_Space)
    assert [column.key for column in page.table.shown_columns()] == [before[1], *before[2:]]
    menu.close()
    again = desk.show(FamiliesPage)
    shown = [column.key for column in again.table.shown_columns()]
    assert [key for key in shown if key in before] == before[1:]  # the room left shows one more
    again.table.reset_columns()
    assert [column.key for column in again.table.shown_columns()] == before
    assert desk.settings.current.tables.get(TABLE) is None


# --- views


@pytest.mark.check("C35")
def test_a_view_is_saved_found_again_and_thrown_away(desk: Desk) -> None:
    made = many_families(11)
    add_families(desk.services, *made[:8], *(replace(one, status=FamilyStatus.EXITED) for one in made[8:]))
    page = desk.show(FamiliesPage, status=FamilyStatus.EXITED)
    page.table.sort_by("folio", False)
    page.table.show_column("settlement", False)
    desk.wait()
    click(page.views.tabs.save)
    desk.wait()
    type_text("Egresadas")
    form = page.views.popup.actions()[0].defaultWidget()
    form.default.setChecked(True)
    press(Qt.Key.Key_Return)
    desk.until(lambda: page.views.current is not None)
    assert page.views.current.name == "Egresadas"
    page.table.reset_columns()

    again = desk.show(FamiliesPage)  # it is the default
    desk.until(lambda: again.model.rowCount() == 3)
    assert again.filters.chosen.status is FamilyStatus.EXITED
    assert not again.table.column_shown("settlement")
    folios = [row.folio for row in again.model.rows()]
    assert folios == sorted(folios, reverse=True)
    click(again.views.tabs.whole)
    desk.until(lambda: again.model.rowCount() == 11)

    straight = desk.show(FamiliesPage, municipality_id="41551")  # a link's filter comes before a default
    desk.wait()
    assert straight.filters.chosen.status is None
    view = next(iter(again.views._views.values()))
    again.views._delete(view)
    desk.until(lambda: again.views.tabs.tab(view.view_id) is None)
    assert desk.services.read(views.views, desk.services.actor) == ()


# --- copies


@pytest.mark.check("C20")
def test_a_copy_pastes_in_a_spreadsheet_with_headings_texts_and_days(desk: Desk) -> None:
    add_family(desk.services, replace(HOUSEHOLD[0], first_name="=1+1", first_surname="-2", document="0036284517"))
    page = desk.show(FamiliesPage)
    page.table.show_column("entry_on", True)
    page.table.setFocus()
    press(Qt.Key.Key_C, modifier=CTRL)
    data = QApplication.clipboard().mimeData()
    titles, row = (line.split("\t") for line in data.text().splitlines())
    told = dict(zip(titles, row, strict=True))
    assert "" not in titles
    assert told["Documento"] == "0036284517"
    assert told["Ingreso"] == "14/03/2026"
    assert told["Jefe(a) de hogar"] == "'-2 Ordóñez, =1+1"
    html = unescape(data.html())
    assert 'mso-number-format:\'\\@\'" x:str sdnum="9226;0;@">0036284517</td>' in html
    assert 'x:num="46095"' in html
    assert ">-2 Ordóñez, =1+1</td>" in html


def test_everything_is_copied_though_few_rows_are_here(desk: Desk, page: FamiliesPage) -> None:
    page.table.setFocus()
    press(Qt.Key.Key_A, modifier=CTRL)
    QApplication.clipboard().clear()
    press(Qt.Key.Key_C, modifier=CTRL)
    desk.until(lambda: QApplication.clipboard().text())
    assert len(QApplication.clipboard().text().splitlines()) == len(whole(desk)) + 1


@pytest.mark.check("C46")
def test_the_bar_s_buttons_are_verbs_and_papers_are_printed_in_lote(desk: Desk, page: FamiliesPage) -> None:
    on_box(page, 2)
    said = [button.text().replace("&", "") for button in page.selection.findChildren(QPushButton) if button.isVisible()]
    assert said[-4:] == ["Asignar cogestor…", "Imprimir…", "Exportar selección", "Copiar"]
    click(
        next(
            button
            for button in page.selection.findChildren(QPushButton)
            if button.text().replace("&", "") == "Imprimir…"
        )
    )
    desk.until(lambda: desk.visited)
    area, told = desk.visited[0]
    assert (area, told) == ("batch_print", {"family_ids": tuple(whole(desk)[at] for at in (2,))})


@pytest.mark.check("C34")
def test_a_pinned_column_stays_in_view_and_is_pinned_again_after_a_restart(desk: Desk) -> None:
    add_families(desk.services, *many_families(40))
    page = desk.show(FamiliesPage)
    for key in ("stage", "entry_on", "cogestor", "last_visit_on", "next_visit_on", "municipality"):
        page.table.show_column(key, True)
    page.table.pin_column("head_document", True)
    assert page.table.shown_columns()[0].key == "head_document"
    bar = page.table.horizontalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    pane = page.table.pane
    assert pane is not None
    assert pane.isVisible()
    columns = [column.key for column in page.model.columns]
    shown = [key for at, key in enumerate(columns) if not pane.isColumnHidden(at)]
    assert shown == ["pick", "head_document"]
    place = pane.visualRect(page.model.index(6, columns.index("pick"))).center()
    QTest.mouseClick(pane.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.table.picking.now().ranges == ((6, 6),)
    place = pane.visualRect(page.model.index(3, columns.index("head_document"))).center()
    QTest.mouseClick(pane.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (page.table.currentIndex().row(), page.table.picking.now().ranges) == (3, ((6, 6),))
    page.table.setFocus()
    press(Qt.Key.Key_End)
    assert pane.verticalScrollBar().value() == page.table.verticalScrollBar().value()

    again = desk.show(FamiliesPage)
    assert again.table.is_pinned("head_document")
    again.table.reset_columns()
    assert not again.table.is_pinned("head_document")
    bar.setValue(0)
    assert not pane.isVisible()
