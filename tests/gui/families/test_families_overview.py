"""The dossier's Resumen and header, used: how far the family is, what comes next, what to look at, what to pass on."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gsi_desktop.models.enums import Answer, Kinship, MarkState, NoticeStatus, Sex, TargetingSource, VisitKind
from gsi_desktop.services.accompaniment import overview, visits, workload
from gsi_desktop.services.accompaniment.data import AccompanimentSummary, PlanVisit, StartVisit
from gsi_desktop.services.accompaniment.phase import percent
from gsi_desktop.services.accompaniment.workload_data import Band, WorkScope
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.achievements.data import DimensionProgress
from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.ui.families import overview as desk_module
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.families.list_page import FamiliesPage
from gsi_desktop.ui.families.progress_card import Totals
from gsi_desktop.ui.kit.accessibility import spoken_name
from gsi_desktop.ui.kit.theme import ThemeManager
from tests.gui.families.support import Desk, click, press, retype, said
from tests.support import accompaniment as steps
from tests.support.factories import HOUSEHOLD, ROSALBA, Added, NewMember, NewTargeting, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

TODAY = date(2026, 11, 21)


@pytest.fixture
def family(desk: Desk) -> Added:
    """A family in full accompaniment: línea base, plan, visits, one overdue commitment, the next visit agreed."""
    services = desk.services
    made = add_family(services)
    steps.assign(services, steps.cogestor(services), made)
    steps.record(services, made, kind=VisitKind.SESSION_1, occurred_on=date(2026, 4, 1), agreement_on=date(2026, 4, 1))
    steps.baseline(services, made)
    steps.approve(services, *steps.draft(services, made, steps.full_content(services, made)))
    steps.record(services, made, occurred_on=date(2026, 8, 14))
    steps.commit(services, made, date(2026, 11, 13))
    for key in steps.keys(services, made, (27, 34)):
        steps.mark(services, made, key, MarkState.ACHIEVED, date(2026, 8, 20), how=how())
    services.run(visits.plan_visit, PlanVisit(family_id=made.family_id, on=date(2026, 11, 24), time="09:00"))
    return made


def how() -> Any:
    from gsi_desktop.models.enums import AchievedHow

    return AchievedHow.OWN_MEANS


def show(desk: Desk, family_id: UUID) -> DossierPage:
    page = desk.show(DossierPage, family_id=family_id)
    desk.until(lambda: "Fase" in said(page.card))
    return page


def summary_of(desk: Desk, family: Added) -> AccompanimentSummary:
    return desk.services.read(overview.summary, family.family_id, TODAY)


def button(widget: QWidget, text: str) -> QPushButton:
    found = [one for one in widget.findChildren(QPushButton) if one.text().replace("&", "") == text]
    assert found, text
    return found[0]


# --- header


def test_the_header_tells_phase_and_what_stands_out(desk: Desk, family: Added) -> None:
    page = show(desk, family.family_id)
    shown = said(page.card)
    for text in (
        "Fase II · Acompañamiento",
        "1 compromiso vencido",
        "99 días sin visita",
        "Yenny Paola Muñoz",
        "mar 24/11/2026, 9:00",
    ):
        assert text in shown, text
    click(page.card.visit_button)
    assert desk.visited == [("visit", {"family_id": family.family_id})]


def test_an_open_visit_is_gone_on_with_from_the_header(desk: Desk, family: Added) -> None:
    started = StartVisit(family_id=family.family_id, kind=VisitKind.FOLLOW_UP)
    visit = desk.services.run(visits.start_visit, started).result
    page = show(desk, family.family_id)
    assert page.card.visit_button.text().replace("&", "") == "Seguir visita"
    assert "Visita abierta" in said(page.card)
    click(page.card.visit_button)
    assert desk.visited == [("visit", {"visit_id": visit})]


def test_nothing_of_the_family_before_stays_in_the_header(desk: Desk, family: Added) -> None:
    page = show(desk, family.family_id)
    other = add_family(desk.services, NewMember(first_name="Ana", first_surname="Rojas", document="55"))
    page.page_args(family_id=other.family_id)
    desk.until(lambda: "Fase I · Vinculación" in said(page.card))
    shown = said(page.card)
    assert "compromiso" not in shown
    assert "Yenny" not in shown
    assert "Sin acordar" in shown


@pytest.mark.check("C56")
def test_the_copied_summary_tells_how_it_goes_and_nothing_reserved(desk: Desk) -> None:
    """Canaries in everything that is reserved, or typed freely, must not come along."""
    secret = NewMember(
        first_name="Rosalba",
        first_surname="Muñoz",
        second_surname="Ordóñez",
        document="71717171",
        ethnicity="indigenous",
        disability="03",
        pregnant=Answer.YES,
        pregnant_as_of_on=date(2026, 9, 1),
        victim=Answer.YES,
    )
    made = add_family(
        desk.services,
        secret,
        *HOUSEHOLD[1:],
        address="CANARIO finca",
        settlement="CANARIO vereda",
        phone="3007171717",
        other_phone="3107171717",
        targeting=(
            NewTargeting(
                source=TargetingSource.RUV, level="CANARIO", household_key="CANARIO", displaced_from="CANARIO"
            ),
        ),
    )
    steps.assign(desk.services, steps.cogestor(desk.services), made)
    steps.baseline(desk.services, made)
    steps.record(
        desk.services, made, occurred_on=date(2026, 10, 20), notes="CANARIO", history="CANARIO", place="CANARIO"
    )
    steps.commit(desk.services, made, date(2026, 11, 1), action="CANARIO psicólogo", responsible="CANARIO")
    page = show(desk, made.family_id)
    desk.until(page.summary.progress.totals.reached.text)
    click(page.card.copy_summary)
    copied = QApplication.clipboard().text()
    assert copied.splitlines() == [
        "*Familia Muñoz Ordóñez*",
        f"Folio {made.folio}",
        "Fase I · Vinculación",
        f"Logros alcanzados: {page.summary.progress.totals.reached.text()} de {applicable(desk, made)}",
        "Última visita: 20/10/2026",
        "Próxima visita: sin acordar",
        "Compromisos pendientes: 1 (1 vencido)",
        "Cogestor(a): Yenny Paola Muñoz",
        "Resumen al 21/11/2026",
    ]
    for reserved in ("CANARIO", "71717171", "7171717", "Indígena", "RUV", "Wilson", "Leidy", "gestante", "víctima"):
        assert reserved.lower() not in copied.lower()
    assert desk.notices[-1][:2] == ("success", "Resumen copiado.")


def applicable(desk: Desk, family: Added) -> int:
    return desk.services.read(boards.board, family.family_id, TODAY).progress.total.applicable


# --- progress


def test_progress_is_drawn_from_the_board_and_leads_to_its_dimension(desk: Desk, family: Added) -> None:
    page = show(desk, family.family_id)
    card = page.summary.progress
    board = desk.services.read(boards.board, family.family_id, TODAY)
    desk.until(lambda: len(card.chart.keys()) == 9)
    for row, figures in enumerate(board.progress.dimensions):
        since = figures.now - figures.kept
        assert card.chart.blocks(row) == (figures.kept, since, figures.applicable - figures.now)
    total = board.progress.total
    assert card.totals.reached.text() == str(total.now)
    assert card.totals.whole.text() == f"de {total.applicable} que aplican"
    assert card.totals.counts[MarkState.PENDING].text() == str(total.pending)
    assert "Línea base 02/04/2026" in said(card)
    assert total.now > total.base

    card.chart.setFocus()
    press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert page.tabs.key == "achievements"


def test_the_table_of_the_progress_says_the_same(desk: Desk, family: Added) -> None:
    page = show(desk, family.family_id)
    card = page.summary.progress
    desk.until(lambda: len(card.chart.keys()) == 9)
    click(card.both.link)
    model = card.both.model
    shown = [[model.index(row, column).data() for column in range(5)] for row in range(9)]
    board = desk.services.read(boards.board, family.family_id, TODAY)
    names = {one.number: one.short for one in board.catalogue.dimensions}
    assert shown == [
        [names[one.number], str(one.base), str(one.now), str(one.applicable), str(one.applicable - one.now)]
        for one in board.progress.dimensions
    ]
    card.both.table.setFocus()
    card.both.table.go_to_row(8)
    press(Qt.Key.Key_Return)
    assert page.tabs.key == "achievements"


@pytest.mark.check("C44")
def test_without_linea_base_the_resumen_leads_to_it(desk: Desk) -> None:
    made = add_family(desk.services)
    page = show(desk, made.family_id)
    desk.until(lambda: "Aún no hay línea base." in said(page.summary.progress))
    assert not page.summary.progress.both.link.isVisible()
    click(button(page.summary.progress, "Hacer línea base"))
    assert page.tabs.key == "achievements"

    page.tabs.go_to("summary")
    steps.assess(desk.services, made, steps.AssessmentKind.BASELINE, date(2026, 11, 20), close=False)
    desk.until(lambda: "Línea base en curso: " in said(page.summary.progress))
    assert button(page.summary.progress, "Seguir con la línea base").isVisible()


def test_members_show_how_many_logros_wait_for_them(desk: Desk, family: Added) -> None:
    page = show(desk, family.family_id)
    model = page.summary.members
    column = [one.key for one in model.columns].index("pending")
    desk.until(lambda: model.index(0, column).data())
    board = desk.services.read(boards.board, family.family_id, TODAY)
    waiting = (MarkState.PENDING, MarkState.IN_PROGRESS)
    for row, person in enumerate(family.people):
        count = sum(cell.state in waiting for (_number, who), cell in board.cells.items() if who == person)
        assert model.index(row, column).data() == (str(count) if count else "Al día")
    assert model.index(0, column).data() != "Al día"


# --- what comes next


def test_the_phase_stands_with_its_reasons_and_what_is_missing(desk: Desk, family: Added) -> None:
    page = show(desk, family.family_id)
    shown = said(page.summary.route)
    found = summary_of(desk, family)
    assert "Fase II · Acompañamiento" in shown
    assert "Acuerdo de corresponsabilidad firmado el 01/04/2026" in shown
    assert "Plan familiar v1 aprobado el 18/04/2026, 5 prioridades" in shown
    assert "Para pasar a Salida falta" in shown
    assert "Verificación final en visita" in shown
    assert len(found.phase.missing) >= 1


def test_a_next_visit_is_agreed_where_it_is_shown(desk: Desk, family: Added) -> None:
    page = show(desk, family.family_id)
    route = page.summary.route
    assert "Martes 24/11/2026, 9:00" in said(route.visit)
    click(route.agree)
    assert spoken_name(route.agree) == "Cambiar la próxima visita"
    retype(route.form.form.field("on").box, "20/11/2026")
    retype(route.form.form.field("time").box, "930")
    press(Qt.Key.Key_Return)
    desk.until(lambda: route.form.form.field("on").error)
    assert route.form.isVisible()
    retype(route.form.form.field("on").box, "02/12")
    route.form.form.field("time").box.setFocus()
    press(Qt.Key.Key_Return)
    desk.until(lambda: "Miércoles 02/12/2026, 9:30" in said(route.visit))
    assert not route.form.isVisible()
    agreed = summary_of(desk, family).next_visit
    assert agreed is not None
    assert (agreed.planned_on, agreed.planned_time) == (date(2026, 12, 2), "09:30")
    desk.until(lambda: "mié 02/12/2026, 9:30" in said(page.card))


def test_alerts_tell_what_is_late_and_which_birthdays_change_logros(desk: Desk) -> None:
    soon = NewMember(
        first_name="Juan",
        second_name="Esteban",
        first_surname="Cabrera",
        sex=Sex.MALE,
        birth_date=date(2020, 1, 15),
        kinship=Kinship.CHILD,
        document_type="RC",
        document="1083",
        notice=NoticeStatus.PENDING,
    )
    made = add_family(desk.services, ROSALBA, soon)
    steps.commit(desk.services, made, date(2026, 11, 13), action="Renovar la tarjeta")
    page = show(desk, made.family_id)
    desk.until(lambda: "Cumple 7 años el 15/01/2027" in said(page.summary.route.alert))
    shown = said(page.summary.route.alert)
    assert "Compromiso vencido hace 8 días Renovar la tarjeta" in shown
    assert "Aviso de privacidad pendiente Juan" in shown
    assert "A Juan empieza" in shown
    assert "el logro 1" in shown  # registro civil: until seven


def test_what_happened_stands_newest_first(desk: Desk, family: Added) -> None:
    page = show(desk, family.family_id)
    desk.until(lambda: "Línea base completa" in said(page.summary.activity))
    shown = said(page.summary.activity)
    order = ("20/08/2026", "2 logros alcanzados", "14/08/2026", "Plan familiar v1 aprobado", "Línea base completa")
    places = [shown.index(text) for text in order]
    assert places == sorted(places)


def test_what_cannot_be_read_is_told_in_its_card_alone(
    desk: Desk, family: Added, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_args: object) -> None:
        raise MachineError("server_slow")

    monkeypatch.setattr(desk_module.queries, "board", slow)  # summary reads it as well
    page = desk.show(DossierPage, family_id=family.family_id)
    desk.until(lambda: "El servidor tardó demasiado" in said(page.summary.progress))
    assert "El servidor tardó demasiado" in said(page.summary.route.visit)
    assert "Rosalba" in said(page.card)
    desk.until(lambda: "Línea base completa" in said(page.summary.activity))


@pytest.mark.check("C10", "C52")
@pytest.mark.parametrize(("window", "scale"), [((1366, 689), 1.0), ((1920, 1001), 1.0), ((1366, 689), 1.5)])
def test_the_resumen_fits_any_window(
    desk: Desk, family: Added, look: ThemeManager, window: tuple[int, int], scale: float
) -> None:
    look.set_scale(scale)
    page = show(desk, family.family_id)
    page.window().resize(*window)
    desk.wait()
    assert page.summary._board.horizontalScrollBar().maximum() == 0
    assert spoken_name(page.card.copy_summary) == "Copiar resumen"
    if scale > 1.0:
        assert page.card.copy_summary.text() == ""  # the icon alone, its words in tooltip and name
        assert page.card.copy_summary.toolTip() == "Copiar resumen"
    for widget in (page.card.visit_button, page.card.copy_summary):
        assert page.card.rect().contains(widget.mapTo(page.card, widget.rect().bottomRight()))
    if scale == 1.0:
        chart = page.summary.progress.chart
        below = chart.mapTo(page, chart.row_rect(8).bottomRight())
        assert page.rect().contains(below)  # all nine dimensions without scrolling


@pytest.mark.check("C49")
def test_the_theme_changes_under_an_open_dossier(desk: Desk, family: Added, look: ThemeManager) -> None:
    page = show(desk, family.family_id)
    desk.until(lambda: len(page.summary.progress.chart.keys()) == 9)
    chart = page.summary.progress.chart
    look.set_mode("dark")
    desk.wait()
    image = chart.grab().toImage()
    seen = {image.pixelColor(x, y).name() for y in range(0, image.height(), 4) for x in range(image.width())}
    assert look.color("chart_today").name() in seen
    assert "Fase II · Acompañamiento" in said(page.summary.route)


# --- the list


def test_the_list_comes_with_the_filters_of_a_figure(desk: Desk, family: Added) -> None:
    add_family(desk.services, NewMember(first_name="Ana", first_surname="Rojas", document="55"))
    never = workload.band_filter(Band.NEVER, WorkScope(), TODAY)
    page = desk.show(FamiliesPage, **never.told())
    assert page.filters.chosen == never
    assert {name: chip.value for name, chip in page.filters._chips.items()} == {
        "status": "Activa",
        "visited": "Nunca visitadas",
    }
    assert [row.head_name for row in page.model.rows()] == ["Rojas, Ana"]
    page.filters._chips["visited"].cleared.emit()
    desk.wait()
    assert page.model.rowCount() == 2

    page.page_args(**workload.band_filter(Band.OVER_THREE, WorkScope(), TODAY).told())
    desk.wait()
    assert page.filters._chips["visited"].value == "3 meses o más"
    assert [row.folio for row in page.model.rows()] == [family.folio]
    page.page_args(**workload.overdue_filter(WorkScope(), TODAY).told())
    desk.wait()
    assert page.filters._chips["overdue"].value == "Vencidos"
    assert page.model.rowCount() == 1
    page.page_args(last_visit_from=date(2026, 8, 1), last_visit_before=date(2026, 9, 1))
    desk.wait()
    assert page.filters._chips["visited"].value == "desde el 01/08/2026, antes del 01/09/2026"
    page.filters.clear()
    desk.wait()
    assert page.filters.chosen == FamilyFilter()


def test_cogestor_stage_and_visits_stand_in_the_list(desk: Desk, family: Added) -> None:
    page = desk.show(FamiliesPage)
    keys = [column.key for column in page.model.columns]
    row = {key: page.model.index(0, number).data() for number, key in enumerate(keys)}
    assert row["stage"] == "Plan aprobado"
    assert row["last_visit_on"] == "14/08/2026"
    assert row["next_visit_on"] == "24/11/2026"
    assert row["cogestor"] == "Yenny Paola Muñoz"
    sortable = {column.key for column in page.model.columns if column.sortable}
    assert sortable == {column.key for column in page.model.columns} - {"pick", "status"}
    offered = dict(page.filters.kinds.choices("cogestor_id"))
    assert list(offered.values()) == ["Yenny Paola Muñoz"]
    page.filters.put("cogestor_id", next(iter(offered)))
    desk.wait()
    assert page.model.rowCount() == 1


def test_the_share_of_today_is_the_one_the_phase_tells(qtbot: QtBot) -> None:
    totals = Totals()
    qtbot.addWidget(totals)
    totals.show_figures(DimensionProgress(0, 8, 31, 10, 32, 8, 6, 14, 1, 0, 1, 13))
    assert totals.today.text() == f"hoy {percent(Fraction(10, 32))} %" == "hoy 31,2 %"
