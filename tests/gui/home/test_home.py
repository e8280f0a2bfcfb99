"""Inicio, used: figures that equal the lists they open, cards that fail alone, and the way through it by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from gsi_desktop.models.enums import FamilyStatus, VisitKind
from gsi_desktop.services.accompaniment import queries as visits_queries
from gsi_desktop.services.accompaniment import visits
from gsi_desktop.services.accompaniment.data import PlanVisit, StartVisit
from gsi_desktop.services.accompaniment.workload_data import Band, VisitList, WorkScope
from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.settings import Recent
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.ui.home import cards
from gsi_desktop.ui.home.home_page import HomePage
from gsi_desktop.ui.kit.accessibility import english_words, spoken_name, tab_order, unnamed_focusables
from gsi_desktop.ui.kit.theme import ThemeManager
from gsi_desktop.ui.visits.commitments_page import CommitmentsPage
from tests.gui.families.support import Desk, click, many_families, press, said
from tests.support import accompaniment as steps
from tests.support.factories import Added, add_families, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

TODAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Office:
    """An office at work: families by what is the matter with them."""

    yenny: UUID
    never: tuple[Added, ...]
    recent: Added
    between: Added
    late: tuple[Added, ...]
    left: Added
    open_visit: UUID


@pytest.fixture
def office(desk: Desk) -> Office:
    services = desk.services
    *active, last = many_families(8)
    made = add_families(services, *active, replace(last, status=FamilyStatus.EXITED))
    yenny = steps.cogestor(services)
    steps.assign(services, yenny, *made[:4])
    for family, days in ((made[2], 10), (made[3], 40), (made[4], 100), (made[5], 200)):
        steps.record(services, family, occurred_on=TODAY - timedelta(days=days))
    steps.baseline(services, made[4])
    steps.commit(services, made[2], date(2026, 11, 1))
    steps.commit(services, made[2], date(2026, 10, 1), action="Renovar la tarjeta de identidad")
    steps.commit(services, made[5], date(2026, 11, 20))
    steps.commit(services, made[3], date(2026, 12, 20))
    agree(services, made[0], TODAY, "14:00")
    agree(services, made[1], TODAY + timedelta(days=2))
    started = StartVisit(family_id=made[6].family_id, kind=VisitKind.SESSION_1)
    visit = services.run(visits.start_visit, started).result
    return Office(yenny, (made[0], made[1], made[6]), made[2], made[3], (made[4], made[5]), made[7], visit)


def agree(services: Any, family: Added, on: date, time: str = "") -> None:
    services.run(visits.plan_visit, PlanVisit(family_id=family.family_id, on=on, time=time))


def show(desk: Desk, choose: Callable[[Callable[[UUID], object]], object] | None = None) -> HomePage:
    def make(context: Any) -> HomePage:
        return HomePage(replace(context, choose_family=choose) if choose else context)

    return desk.show(make)


def button(widget: QWidget, text: str) -> QPushButton:
    found = [one for one in widget.findChildren(QPushButton) if one.text().replace("&", "") == text]
    assert found, text
    return found[0]


def listed(desk: Desk) -> int:
    """Return how many families the list holds that was asked for last."""
    area, args = desk.visited[-1]
    assert area == "families"
    return desk.services.read(queries.family_count, FamilyFilter(**args))  # type: ignore[arg-type]  # its fields


# --- figures


@pytest.mark.parametrize("whose", ["office", "yenny"])
def test_every_figure_of_the_strip_opens_a_list_of_that_many(desk: Desk, office: Office, whose: str) -> None:
    if whose == "yenny":
        desk.settings.update(cogestor=str(office.yenny))
    page = show(desk)
    figures = {"office": ("7", "3", "1", "1", "2"), "yenny": ("4", "2", "1", "1", "0")}[whose]
    assert tuple(cell.figure for cell in page.strip.order()) == figures
    for cell in page.strip.order():
        click(cell)
        assert str(listed(desk)) == cell.figure, spoken_name(cell)
    bands = [int(page.strip.cells[band].figure) for band in Band]
    assert sum(bands) == int(page.strip.whole.figure)
    mine = "Familias en mi cobertura" if whose == "yenny" else "Familias en el programa"
    assert spoken_name(page.strip.whole) == f"{mine}: {figures[0]}"
    assert spoken_name(page.strip.cells[Band.NEVER]).startswith(f"Nunca visitadas: {figures[1]}, ")


def test_every_bar_of_the_funnel_opens_a_list_of_that_many(desk: Desk, office: Office) -> None:
    page = show(desk)
    shown = {bar.label: bar for bar in page.funnel.both.model.rows()}
    assert {name: bar.figure for name, bar in shown.items()} == {
        "Asignadas": "7",
        "Contactadas": "4",
        "Vinculadas": "1",
        "Línea base": "1",
        "Plan aprobado": "0",
        "Verificación final": "0",
        "Egresadas": "1",
    }
    page.funnel.chart.setFocus()
    for bar in shown.values():
        press(Qt.Key.Key_Return)
        assert listed(desk) == bar.value, bar.label
        press(Qt.Key.Key_Down)
    page.funnel.both.link.click()
    page.funnel.both.table.go_to_row(3)
    page.funnel.both.table.setFocus()
    press(Qt.Key.Key_Return)
    assert listed(desk) == 1


def test_overdue_commitments_tell_how_late_they_are_and_lead_to_their_list(desk: Desk, office: Office) -> None:
    page = show(desk)
    assert "3 en 2 familias" in said(page.overdue)
    rows = page.overdue.table.rows
    assert [rows.index(row, 3).data() for row in range(3)] == ["51 días", "20 días", "1 día"]
    assert rows.index(0, 0).data() == "Renovar la tarjeta de identidad"
    click(button(page.overdue, "Ver los 3 vencidos"))
    area, told = desk.visited[-1]
    assert area == "commitments"
    assert desk.show(CommitmentsPage, **told).model.rowCount() == 3
    desk.settings.update(cogestor=str(office.yenny))
    mine = show(desk)
    click(button(mine.overdue, "Ver los 2 vencidos"))
    assert desk.visited[-1] == (area, {**told, "cogestor_id": office.yenny})
    assert desk.show(CommitmentsPage, **desk.visited[-1][1]).model.rowCount() == 2
    desk.settings.update(cogestor=None)
    page = show(desk)
    page.overdue.table.setFocus()
    press(Qt.Key.Key_Return)
    assert desk.visited[-1] == ("family", {"family_id": office.recent.family_id})


def test_a_commitment_that_would_tell_of_a_pregnancy_is_not_read_in_a_list(desk: Desk, office: Office) -> None:
    family = office.recent
    about = {"achievement": 17, "person_id": family.people[0], "action": "Ir al control prenatal"}
    steps.commit(desk.services, family, date(2026, 9, 1), **about)
    page = show(desk)
    desk.until(lambda: "4 en 2 familias" in said(page.overdue))
    shown = {page.overdue.table.rows.index(row, 0).data() for row in range(4)}
    assert "Compromiso reservado, véalo en la ficha" in shown
    assert "prenatal" not in " ".join(shown)


# --- who to visit, what is open, what is agreed


def test_who_to_visit_first_stands_with_the_reason_and_enter_opens_the_family(desk: Desk, office: Office) -> None:
    page = show(desk)
    rows = page.urgent.table.rows
    reasons = [rows.index(row, 3).data() for row in range(rows.rowCount())]
    first = ["Acordada hoy 14:00", "Nunca visitada", "Nunca visitada", "6 meses sin visita", "3 meses sin visita"]
    assert reasons[:5] == first
    assert rows.index(1, 2).data() == "Nunca"
    assert page.urgent.table.hasFocus()
    press(Qt.Key.Key_Return)
    assert desk.visited[-1] == ("family", {"family_id": office.never[0].family_id})


def test_agreed_visits_of_the_week_stand_under_their_days(desk: Desk, office: Office) -> None:
    page = show(desk)
    lines = page.week.list.lines
    assert [line.badge for line in lines] == [("sáb", "21"), ("lun", "23")]
    assert lines[0].detail == "14:00 · Seguimiento · El Cabuyal"
    assert lines[0].spoken.startswith("sábado 21/11/2026, ")
    assert "2 visitas" in said(page.week)
    click(button(page.week, "Agenda"))
    area, args = desk.visited[-1]
    assert (area, args["list"]) == ("visits", VisitList.WEEK)
    count = desk.services.read(visits_queries.visit_count, VisitList.WEEK, WorkScope(), TODAY)
    assert count == len(lines) == 2
    page.week.list.setFocus()
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert desk.visited[-1] == ("family", {"family_id": office.never[1].family_id, "tab": "visits"})


def test_an_open_visit_is_gone_on_with(desk: Desk, office: Office) -> None:
    page = show(desk)
    desk.until(lambda: "Paso 0 de 8 · Lugar y medio" in said(page.open))
    assert "Abierta hoy" in said(page.open)
    follow = button(page.open, "Seguir")
    assert spoken_name(follow).startswith("Seguir la visita de ")
    click(follow)
    assert desk.visited[-1] == ("visit", {"visit_id": office.open_visit})


def test_one_goes_on_where_one_was(desk: Desk, office: Office) -> None:
    steps.draft(desk.services, office.late[0])
    opened = (office.recent.family_id, new_id(), office.late[0].family_id)
    desk.settings.update(recent=tuple(Recent("family", str(one)) for one in opened))
    page = show(desk)
    lines = page.resume.list.lines
    assert [line.detail for line in lines] == ["Plan familiar v1 en borrador", "El Cabuyal, Pitalito"]
    page.resume.list.setFocus()
    press(Qt.Key.Key_Return)
    assert desk.visited[-1] == ("family", {"family_id": office.late[0].family_id, "tab": "plan"})
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert desk.visited[-1] == ("family", {"family_id": office.recent.family_id})


# --- whose work, and keeping up


def test_the_choice_of_whose_work_is_remembered_by_id_alone(desk: Desk, office: Office) -> None:
    page = show(desk)
    texts = [page.scope.itemText(number) for number in range(page.scope.count())]
    assert texts == ["Toda la oficina", "Yenny Paola Muñoz · 4"]
    page.scope.setFocus()
    press(Qt.Key.Key_Down)
    desk.until(lambda: page.strip.whole.figure == "4")
    assert desk.settings.current.cogestor == str(office.yenny)
    desk.settings.save()
    assert "Yenny" not in desk.settings.path.read_text(encoding="utf-8")

    again = show(desk)
    assert again.strip.whole.figure == "4"
    desk.settings.update(cogestor=str(new_id()))  # of another database
    other = show(desk)
    desk.until(lambda: other.strip.whole.figure == "7")
    assert desk.settings.current.cogestor is None


def test_a_change_is_followed_at_once_or_when_the_page_comes_back(desk: Desk, office: Office) -> None:
    page = show(desk)
    add_family(desk.services)
    desk.until(lambda: page.strip.whole.figure == "8")
    page.hide()
    add_families(desk.services, many_families(9)[8])
    desk.wait()
    assert page.strip.whole.figure == "8"
    page.show()
    page.page_shown()
    desk.until(lambda: page.strip.whole.figure == "9")


def test_a_visit_begins_with_choosing_the_family(desk: Desk, office: Office) -> None:
    page = show(desk, lambda chosen: chosen(office.recent.family_id))
    click(page.start_visit)
    assert desk.visited[-1] == ("visit", {"family_id": office.recent.family_id})
    for text, area in (("Digitar visita", "visit_entry"), ("Importar padrón", "import")):
        click(button(page, text))
        assert desk.visited[-1] == (area, {})


# --- empty and broken


@pytest.mark.check("C44")
def test_an_office_without_families_is_told_how_to_begin(desk: Desk) -> None:
    page = show(desk)
    desk.until(lambda: "Aún no hay familias." in said(page))
    assert not page.strip.isVisible()
    assert not page.start_visit.isEnabled()
    block = page.places.currentWidget()
    for text, area in (("Importar padrón", "import"), ("Cargar datos de ejemplo", "settings")):
        click(button(block, text))
        assert desk.visited[-1] == (area, {})
    add_family(desk.services)
    desk.until(page.strip.isVisible)


@pytest.mark.check("C44")
def test_cards_without_anything_say_so(desk: Desk) -> None:
    made = add_family(desk.services)
    steps.record(desk.services, made, occurred_on=TODAY)
    page = show(desk)
    assert [card.said() for card in page.cards.values()] == [
        "Ninguna familia espera una visita hoy.",
        "",
        "No hay visitas acordadas para estos siete días.",
        "No hay compromisos vencidos.",
        "No hay visitas sin cerrar.",
        "Aquí quedan las últimas familias que abra y los planes que deje en borrador.",
    ]


def test_a_card_that_fails_leaves_the_others_and_can_be_read_again(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_args: object) -> None:
        raise MachineError("server_slow")

    real = cards.unfinished
    monkeypatch.setattr(cards, "unfinished", slow)
    page = show(desk)
    assert page.resume.said() == (
        "El servidor tardó demasiado y no terminó. No se guardó este cambio; intente de nuevo."
    )
    assert [card.said() for card in page.cards.values() if card is not page.resume] == [""] * 5
    assert page.strip.whole.figure == "7"
    monkeypatch.setattr(cards, "unfinished", real)
    again = button(page.resume, "Leer de nuevo")
    assert spoken_name(again) == "Leer de nuevo: Continuar donde iba"
    click(again)
    desk.until(lambda: page.resume.said() != "" and "quedan" in page.resume.said())


def test_figures_that_cannot_be_read_are_told_once_and_the_cards_go_on(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gsi_desktop.services.accompaniment import workload

    def unreachable(*_args: object) -> None:
        raise MachineError("server_unreachable")

    monkeypatch.setattr(workload, "workload", unreachable)
    page = show(desk)
    assert [bar.text for bar in page.bars()] == [
        "No se encontró el servidor. Revise el cable o el wifi y la dirección."
    ]
    assert page.urgent.table.rows.rowCount() > 0
    assert page.strip.whole.figure == "–"
    monkeypatch.undo()
    click(button(page.bars()[0], "Leer de nuevo"))
    desk.until(lambda: page.strip.whole.figure == "7")
    assert page.bars() == []


# --- seen, spoken and reached


def test_arrows_move_along_the_strip_and_enter_opens(desk: Desk, office: Office) -> None:
    page = show(desk)
    page.strip.whole.setFocus()
    press(Qt.Key.Key_Right, Qt.Key.Key_Return)
    assert desk.visited[-1][1]["never_visited"] is True
    press(Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert page.strip.cells[Band.OVER_THREE].hasFocus()


@pytest.mark.check("C04", "C06", "C15")
def test_everything_is_named_in_spanish_and_tab_goes_as_the_eye_does(desk: Desk, office: Office) -> None:
    page = show(desk)
    assert unnamed_focusables(page) == []
    assert english_words(page) == set()
    order = tab_order(page)
    inside = [name for widget in order for name, card in page.cards.items() if card.isAncestorOf(widget)]
    assert list(dict.fromkeys(inside)) == ["urgent", "funnel", "week", "overdue", "open"]
    assert len(inside) == len([*dict.fromkeys(inside)]) + sum(before == after for before, after in pairwise(inside))
    cells = [widget for widget in order if widget in page.strip.order()]
    assert cells == list(page.strip.order())
    assert order.index(cells[0]) > order.index(page.start_visit)


@pytest.mark.check("C52", "C10")
@pytest.mark.parametrize(("window", "scale"), [((1366, 689), 1.0), ((1920, 1001), 1.0), ((1366, 689), 1.5)])
def test_nothing_is_cut_at_any_size(
    desk: Desk, office: Office, look: ThemeManager, window: tuple[int, int], scale: float
) -> None:
    look.set_scale(scale)
    page = show(desk)
    page.window().resize(*window)
    desk.wait()
    for widget in (*page.strip.order(), page.start_visit, page.scope):
        corner = widget.mapTo(page, widget.rect().bottomRight())
        assert page.rect().contains(corner)
    assert page.board.horizontalScrollBar().maximum() == 0
    if scale == 1.0:
        assert page.board.verticalScrollBar().maximum() == 0
    for table in (page.urgent.table, page.overdue.table):
        assert table.horizontalScrollBar().maximum() == 0
        last = table.visualRect(table.rows.index(table.rows.rowCount() - 1, 0))
        assert table.viewport().rect().contains(last.center())


@pytest.mark.check("C49")
def test_the_theme_changes_under_a_filled_board(desk: Desk, office: Office, look: ThemeManager) -> None:
    page = show(desk)
    before = page.grab().toImage()
    look.set_mode("dark")
    desk.wait()
    after = page.grab().toImage()
    bar = page.strip.bar.mapTo(page, QPoint(page.strip.bar.width() // 2, 3))
    assert before.pixelColor(bar) != after.pixelColor(bar)
    assert after.pixelColor(2, 2) == look.color("window")
    assert button(page.open, "Seguir").isVisible()
