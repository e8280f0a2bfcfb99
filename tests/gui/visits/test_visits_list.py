"""The lists of visits: what each holds, why one is empty, and the way on from a visit."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import VisitKind
from gsi_desktop.services.accompaniment import queries, visits
from gsi_desktop.services.accompaniment.data import PlanVisit, StartVisit
from gsi_desktop.services.accompaniment.visit_filter import VisitFilter, visit_values
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.core.listing import ColumnFilter
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.visits.list_page import VisitsPage
from gsi_desktop.ui.visits.visit_views import VisitsShown
from tests.gui.families.support import Desk, click, many_families, press, said, type_text
from tests.support import accompaniment as steps
from tests.support.factories import Added, add_families

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

TODAY = date(2026, 11, 21)


def agree(services: Services, family: Added, on: date) -> UUID:
    """Agree a visit of ``family``."""
    data = PlanVisit(family_id=family.family_id, on=on, time="9:00", kind=VisitKind.SESSION_2)
    return services.run(visits.plan_visit, data).result


@pytest.fixture
def families(desk: Desk) -> tuple[Added, ...]:
    """Eight families; all but the last two with a visit agreed from today on, one of them a month away."""
    made = add_families(desk.services, *many_families(8))
    for days, one in zip((0, 0, 2, 5, 30, 1), made[:6], strict=True):
        agree(desk.services, one, TODAY + timedelta(days=days))
    desk.services.run(visits.start_visit, StartVisit(family_id=made[6].family_id, kind=VisitKind.SESSION_1))
    return made


def figures(page: VisitsPage) -> list[str]:
    return [page.lists.counter(one)._figure for one in VisitList]


def empty(page: VisitsPage) -> EmptyState:
    return next(one for one in page.table.findChildren(EmptyState) if one.isVisible())


@pytest.mark.check("C35")
def test_a_view_keeps_the_list_whose_it_is_and_the_columns(desk: Desk, families: tuple[Added, ...]) -> None:
    yenny = steps.cogestor(desk.services, "Yenny Muñoz")
    steps.assign(desk.services, yenny, *families[:3])
    page = desk.show(VisitsPage, list="planned", cogestor_id=yenny)
    page.filters.choose(text="anacona")
    page.table.show_column("settlement", False)
    desk.wait()
    kept = [row.visit_id for row in page.model.rows()]
    assert len(kept) < len(families)
    click(page.views.tabs.save)
    desk.wait()
    type_text("Las de Yenny")
    page.views.popup.actions()[0].defaultWidget().default.setChecked(True)  # type: ignore[union-attr]
    press(Qt.Key.Key_Return)
    desk.until(lambda: page.views.current is not None)
    page.table.reset_columns()

    again = desk.show(VisitsPage)  # it is the default
    desk.until(lambda: again.views.current is not None)
    assert again.what == page.what
    assert [row.visit_id for row in again.model.rows()] == kept
    assert not again.table.column_shown("settlement")
    assert again.people.value == "Yenny Muñoz"
    click(again.views.tabs.whole)
    desk.wait()
    assert again.what == VisitsShown(list=VisitList.PLANNED)
    assert again.model.rowCount() == 6
    straight = desk.show(VisitsPage, list="today")  # a link's list comes before a default
    assert straight.what == VisitsShown(list=VisitList.TODAY)
    view = again.views._views.keys()
    palette = desk.show(VisitsPage, view=next(iter(view)))
    desk.until(lambda: palette.what == page.what)


def test_each_list_holds_what_its_figure_says(desk: Desk, families: tuple[Added, ...]) -> None:
    page = desk.show(VisitsPage, list="today")
    assert figures(page) == ["0", "2", "5", "6", "1", "0"]
    for one in VisitList:
        page.lists.counter(one).click()
        desk.wait()
        assert page.model.rowCount() == int(page.lists.counter(one)._figure)
        count = page.model.rowCount()
        assert page.filters.total.text() == f"{count} visita{'s' * (count != 1)}"
    page.lists.counter(VisitList.DONE).click()
    assert page.lists.counter(VisitList.DONE).isChecked()


def test_a_visit_whose_day_passed_is_late(desk: Desk, families: tuple[Added, ...]) -> None:
    from datetime import datetime

    desk.services.clock.instant += timedelta(days=3)  # type: ignore[attr-defined]
    assert isinstance(desk.services.clock.now(), datetime)
    page = desk.show(VisitsPage, list=VisitList.OVERDUE)
    assert page.model.rowCount() == 4
    shown = said(page.panel)
    assert "Atrasada" in shown
    assert "sábado 21/11/2026, 9:00 (hace 3 días)" in shown


@pytest.mark.check("C44")
def test_an_empty_list_says_why_and_what_to_do(desk: Desk) -> None:
    page = desk.show(VisitsPage)
    for one in VisitList:
        page.choose(one)
        desk.wait()
        block = empty(page)
        assert block.why.text()
        assert block.button is not None
    page.choose(VisitList.OVERDUE)
    desk.wait()
    button = empty(page).button
    assert button is not None
    button.click()
    desk.wait()
    assert page.lists.counter(VisitList.WEEK).isChecked()
    button = empty(page).button
    assert button is not None
    button.click()
    assert desk.visited == [("families", {})]


def test_the_visits_of_one_cogestor_and_back_to_those_of_all(desk: Desk, families: tuple[Added, ...]) -> None:
    yenny = steps.cogestor(desk.services)
    nobody = steps.cogestor(desk.services, "Ricardo Losada")
    steps.assign(desk.services, yenny, *families[:2])
    page = desk.show(VisitsPage, list="planned", cogestor_id=yenny)
    assert page.model.rowCount() == 2
    assert page.people.value == "Yenny Paola Muñoz"
    page._set_person(nobody)
    desk.wait()
    button = empty(page).button
    assert button is not None
    assert button.text() == "Ver las de todos"
    button.click()
    desk.wait()
    assert page.model.rowCount() == 6
    assert page.people.value == ""


def test_from_a_visit_one_starts_types_or_opens_the_dossier(desk: Desk, families: tuple[Added, ...]) -> None:
    page = desk.show(VisitsPage, list="today")
    row = page.table.current()
    page.panel.go_button.click()
    page.panel.type_button.click()
    page.panel.open_button.click()
    assert desk.visited == [
        ("visit", {"family_id": row.family_id, "start": True}),
        ("visit_entry", {"family_id": row.family_id}),
        ("family", {"family_id": row.family_id, "tab": "visits"}),
    ]
    page.choose(VisitList.OPEN)
    desk.wait()
    assert page.panel.go_button.text() == "&Seguir la visita"
    page.table.setFocus()
    press(Qt.Key.Key_Return)
    assert desk.visited[-1] == ("visit", {"visit_id": page.table.current().visit_id})


def test_the_day_is_changed_beside_the_list(desk: Desk, families: tuple[Added, ...]) -> None:
    page = desk.show(VisitsPage, list="today")
    row = page.table.current()
    page.panel.change_button.click()
    form = page.panel.agree
    assert form.form.field("on").value() == TODAY
    form.form.field("on").set_value(date(2026, 11, 20))
    form.save_button.click()
    desk.wait()
    assert form.form.field("on").error
    assert form.form.field("on").box.hasFocus()
    form.form.field("on").set_value(date(2026, 11, 24))
    form.save_button.click()
    desk.wait()
    assert page.model.rowCount() == 1
    changed = desk.services.read(queries.visit, row.visit_id)
    assert (changed.planned_on, changed.planned_time) == (date(2026, 11, 24), "09:00")
    assert page.panel.go_button.isVisible()


def test_changing_the_day_keeps_who_was_to_go(desk: Desk, families: tuple[Added, ...]) -> None:
    yenny = steps.cogestor(desk.services)
    steps.assign(desk.services, yenny, families[0])
    page = desk.show(VisitsPage, list="today", cogestor_id=yenny)
    page.panel.change_button.click()
    assert page.panel.agree.form.field("cogestor_id").value() == yenny


def test_what_others_do_is_seen_at_once(desk: Desk, families: tuple[Added, ...]) -> None:
    page = desk.show(VisitsPage, list="today")
    agree(desk.services, families[7], TODAY)
    desk.until(lambda: page.model.rowCount() == 3)
    assert figures(page)[1] == "3"
    rows = desk.services.read(queries.visit_list, VisitList.TODAY, WorkScope(), TODAY).rows
    assert len(rows) == 3


def test_the_page_is_named_in_spanish_and_has_one_way_forward(desk: Desk, families: tuple[Added, ...]) -> None:
    page = desk.show(VisitsPage, list="week")
    assert unnamed_focusables(page) == []
    assert english_words(page) == set()
    shown = [button for button in page.findChildren(QPushButton) if button.isVisible()]
    assert len([button for button in shown if button.property("kind") == "primary"]) == 1


@pytest.mark.check("C18")
def test_fin_reaches_the_last_visit_and_the_whole_list_is_exported(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = add_families(desk.services, *many_families(230))
    for one in made:
        agree(desk.services, one, TODAY)
    page = desk.show(VisitsPage, list="today")
    assert page.model.rowCount() == 100
    page.table.setFocus()
    press(Qt.Key.Key_End)
    desk.until(lambda: page.table.currentIndex().row() == 229)

    target = tmp_path / "visitas.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(target), ""))
    again = desk.show(VisitsPage, list="today")
    action = next(one for one in again._more.actions() if one.text() == "Exportar lista")
    action.trigger()
    desk.until(target.exists)
    desk.until(lambda: desk.notices)
    assert desk.notices[-1][1] == "Se exportaron 230 filas."
    rows = list(load_workbook(target).active.iter_rows(values_only=True))
    assert rows[0][:3] == ("Fecha", "Familia", "Folio")
    assert len({row[2] for row in rows}) == 231


@pytest.mark.check("C36")
def test_a_heading_filters_the_list_shown(desk: Desk, families: tuple[Added, ...]) -> None:
    page = desk.show(VisitsPage, list="planned")
    assert page.model.rowCount() == 6
    name = page.model.row(2).head
    page.filters.choose(columns=(ColumnFilter(column="folio", text=page.model.row(2).folio),))
    desk.wait()
    assert [row.head for row in page.model.rows()] == [name]
    assert page.filters.total.text() == "<b>1</b> de 6 visitas"
    assert page.filters.clear_link.isVisible()
    assert "folio" in page.table.horizontalHeader().filtered
    kinds = desk.services.read(visit_values, VisitList.PLANNED, WorkScope(), TODAY, VisitFilter(), column="kind")
    assert sum(count for _code, count in kinds) == 6
    page.filters.choose(text="nadie se llama así")
    desk.wait()
    button = empty(page).button
    assert button is not None
    button.click()
    desk.wait()
    assert page.model.rowCount() == 6
