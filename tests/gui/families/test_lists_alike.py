"""What every long list does alike: families, people and commitments, each with its page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from python_calamine import CalamineWorkbook

from gsi_desktop.services.accompaniment import workload
from gsi_desktop.services.accompaniment.commitment_list import Due
from gsi_desktop.services.accompaniment.workload_data import WorkScope
from gsi_desktop.services.core.listing import ColumnFilter
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.families.persons_data import Missing
from gsi_desktop.ui.families.list_page import FamiliesPage
from gsi_desktop.ui.families.persons_page import PersonsPage
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.shell.list_page import ListPage
from gsi_desktop.ui.shell.pages import pages
from gsi_desktop.ui.visits.commitments_page import CommitmentsPage
from tests.gui.families.support import Desk, click, many_families, press, type_text
from tests.support.accompaniment import commit
from tests.support.factories import HOUSEHOLD, add_families

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

CTRL = Qt.KeyboardModifier.ControlModifier
LISTS = [FamiliesPage, PersonsPage, CommitmentsPage]
every_list = pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__name__)
NAMES = {FamiliesPage: "head_name", PersonsPage: "name", CommitmentsPage: "head"}
EMPTY = {FamiliesPage: "familias", PersonsPage: "personas", CommitmentsPage: "compromisos"}
TODAY = date(2026, 11, 21)


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Twelve families of one, in two places, with a commitment each; two of these are overdue."""
    made = many_families(12)
    first = replace(made[0].members[0], document="0036284517", first_name="=1+1")
    places = ("Betania",) * 5 + ("La Laguna",) * 7
    made[0] = replace(made[0], members=(first,))
    added = add_families(
        desk.services, *(replace(one, settlement=place) for one, place in zip(made, places, strict=True))
    )
    for number, one in enumerate(added):
        commit(desk.services, one, date(2026, 11, 19 + number), action=f"Traer el papel {number}")
    return desk


def names(page: ListPage) -> list[str]:
    column = next(column for column in page.model.columns if column.key == NAMES[type(page)])
    return [column.text(row) for row in page.model.rows()]


@every_list
@pytest.mark.check("C36")
def test_a_heading_filters_and_the_filter_is_seen(office: Desk, kind: type[ListPage]) -> None:
    page: Any = office.show(kind)
    assert page.model.rowCount() == 12
    page.headings.open(NAMES[kind], page.table.place_of(NAMES[kind]))
    office.wait()
    type_text("muñoz")
    press(Qt.Key.Key_Return)
    office.until(lambda: 0 < page.model.rowCount() < 12)
    assert all("Muñoz" in name for name in names(page))
    count = page.model.rowCount()
    assert page.filters.total.text().startswith(f"<b>{count}</b> de 12 {EMPTY[kind]}")
    assert page.filters.chosen.columns == (ColumnFilter(column=NAMES[kind], text="muñoz"),)
    click(page.filters.clear_link)
    office.until(lambda: page.model.rowCount() == 12)


@every_list
@pytest.mark.check("C35")
def test_a_view_is_kept_with_filter_order_and_columns(office: Desk, kind: type[ListPage]) -> None:
    page: Any = office.show(kind)
    page.filters.put("municipality_id", "41551")
    page.table.sort_by(page.kind.first, False)
    shown = page.table.shown_columns()[2].key
    page.table.show_column(shown, False)
    office.wait()
    backwards = names(page)
    click(page.views.tabs.save)
    office.wait()
    type_text("La mía")
    form = page.views.popup.actions()[0].defaultWidget()
    form.shared.setChecked(True)
    form.default.setChecked(True)
    press(Qt.Key.Key_Return)
    office.until(lambda: page.views.current is not None)
    page.table.reset_columns()
    page.table.sort_by(page.kind.first, True)
    office.wait()

    again: Any = office.show(kind)  # it is the default
    office.until(lambda: again.views.current is not None)
    assert again.filters.value("municipality_id") == "41551"
    assert not again.table.column_shown(shown)
    assert names(again) == backwards != names(page)
    assert again.views.current.shared
    assert again.views.current.area in {spec.area for spec in pages()}, "the palette opens a view by its area"


@every_list
@pytest.mark.check("C20")
def test_the_row_of_the_cursor_is_copied_with_headings_and_not_picked(office: Desk, kind: type[ListPage]) -> None:
    page: Any = office.show(kind)
    page.filters.choose(text="0036284517")
    office.until(lambda: page.model.rowCount() == 1)
    assert page.table.picking.now().count == 0
    assert not page.selection.isVisible()
    page.table.setFocus()
    press(Qt.Key.Key_C, modifier=CTRL)
    office.until(lambda: QApplication.clipboard().text())
    titles, row = (line.split("\t") for line in QApplication.clipboard().text().splitlines())
    told = dict(zip(titles, row, strict=True))
    if "Documento" in told:
        assert told["Documento"] == "0036284517"
    assert any(value.endswith("=1+1") for value in row)
    assert not any(value.startswith("=") for value in row)


@every_list
@pytest.mark.check("C18", "C37")
def test_everything_is_picked_at_the_end_of_the_list_and_exported(
    office: Desk, kind: type[ListPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "lista.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(target), ""))
    page: Any = office.show(kind)
    page.table.setFocus()
    press(Qt.Key.Key_End)
    assert page.table.currentIndex().row() == 11
    press(Qt.Key.Key_Space)
    assert page.selection.count.text().startswith(f"<b>1</b> de 12 {EMPTY[kind]}")
    press(Qt.Key.Key_A, modifier=CTRL)
    assert page.table.picking.everything
    (button,) = [
        one for one in page.selection.findChildren(QPushButton) if one.text().replace("&", "") == "Exportar selección"
    ]
    click(button)
    office.until(target.exists)
    assert office.notices[0][:2] == ("success", "Se exportaron 12 filas.")
    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert len(rows) == 13


@every_list
def test_rows_picked_stay_picked_when_the_list_is_read_anew(office: Desk, kind: type[ListPage]) -> None:
    """Somebody enrols a family that comes before them all; this window hears of it."""
    page: Any = office.show(kind)
    for row in (3, 4, 9):
        page.table.picking.toggle(page.model.index(row, 0))
    page.reload()
    page.reload()
    office.wait()
    assert page.table.picking.now().ranges == ((3, 4), (9, 9))
    (first,) = many_families(1)
    (added,) = add_families(
        office.services, replace(first, members=(replace(first.members[0], first_surname="Aaa", document="1"),))
    )
    commit(office.services, added, date(2026, 11, 1))
    office.until(lambda: page.model.rowCount() == 13)
    assert page.table.picking.now().ranges == ((4, 5), (10, 10))
    assert page.selection.isVisible()
    assert page.selection.count.text().startswith("<b>3</b> de 13 ")
    page.filters.put("municipality_id", "41551")
    office.wait()
    assert page.table.picking.now().count == 0
    page.table.picking.pick_everything()
    page.reload()
    office.wait()
    assert page.table.picking.everything
    assert page.selection.isVisible()


@every_list
@pytest.mark.check("C34")
def test_order_and_columns_are_there_after_a_restart(office: Desk, kind: type[ListPage]) -> None:
    page: Any = office.show(kind)
    page.table.sort_by(page.kind.first, False)
    first, second = (column.key for column in page.table.shown_columns()[:2])
    page.table.move_column(first, 1)
    office.wait()
    down = names(page)
    again: Any = office.show(kind)
    assert [column.key for column in again.table.shown_columns()[:2]] == [second, first]
    assert names(again) == down


@every_list
@pytest.mark.check("C44")
def test_an_empty_list_says_why(desk: Desk, kind: type[ListPage]) -> None:
    page: Any = desk.show(kind)
    assert page.nothing_yet().button is not None
    assert page.nothing_yet().why.text() == page.table._placeholder.why.text()
    add_families(desk.services, *many_families(1))
    desk.wait()
    assert not unnamed_focusables(page)
    assert not english_words(page)


# --- what is each one's own


def test_people_open_their_family_and_say_what_they_lack(desk: Desk) -> None:
    child = replace(HOUSEHOLD[2], document="")
    (added,) = add_families(desk.services, replace(many_families(1)[0], members=(HOUSEHOLD[0], child)))
    page = desk.show(PersonsPage, missing=Missing.DOCUMENT)
    assert [row.person_id for row in page.model.rows()] == [added.people[1]]
    cells = {column.key: column.text(page.model.row(0)) for column in page.model.columns}
    assert cells["missing"] == "Documento"
    assert cells["kinship"] == "Hija"
    assert cells["head_name"] == "Muñoz Ordóñez, Rosalba"
    assert cells["age"] == "11"
    page.table.setFocus()
    press(Qt.Key.Key_Return)
    assert desk.visited == [("family", {"family_id": added.family_id})]


def test_the_switch_takes_the_filter_of_the_families_along(office: Desk) -> None:
    page = office.show(FamiliesPage, municipality_id="41551", text="muñoz")
    click(page.which.segment("persons"))
    area, told = office.visited[-1]
    assert area == "persons"
    people = office.show(PersonsPage, **told)
    assert people.filters.chosen.families == FamilyFilter(municipality_id="41551", text="muñoz")
    assert people.model.rowCount() == page.model.rowCount()
    click(people.which.segment("families"))
    assert office.visited[-1] == ("families", {"municipality_id": "41551", "text": "muñoz"})


def test_the_youngest_come_first_by_age(office: Desk) -> None:
    page = office.show(PersonsPage)
    page.table.sort_by("age", True)
    office.wait()
    ages = [row.age for row in page.model.rows()]
    assert ages == sorted(ages)


def test_overdue_commitments_are_as_many_as_inicio_says(office: Desk) -> None:
    page = office.show(CommitmentsPage, due="overdue")
    figures = office.services.read(workload.workload, WorkScope(), TODAY)
    assert page.filters.chosen.due is Due.OVERDUE
    assert page.model.rowCount() == figures.overdue_commitments == 2
    page.filters.put("due", Due.SOON)
    office.wait()
    assert page.model.rowCount() == 7
    page.filters.put("due", Due.LATER)
    office.wait()
    assert page.model.rowCount() == 3
    page.table.setFocus()
    press(Qt.Key.Key_Return)
    assert office.visited[-1][1]["tab"] == "plan"
