"""The tab Visitas of the dossier, as the person uses it."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from gsi_desktop.models.enums import VisitKind
from gsi_desktop.services.accompaniment import team, visits
from gsi_desktop.services.accompaniment.data import StartVisit
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.visits.part import VisitsPart
from tests.gui.families.support import Desk, press, said
from tests.support import accompaniment as steps
from tests.support.factories import Added, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

TODAY = date(2026, 11, 21)


def tab(desk: Desk, family: Added) -> VisitsPart:
    """Return the tab of a dossier that was opened at it."""
    page = desk.show(DossierPage, family_id=family.family_id, tab="visits")
    part = page.tabs.currentWidget().part  # type: ignore[attr-defined]
    assert isinstance(part, VisitsPart)
    return part


@pytest.mark.check("C54")
def test_the_timeline_reads_newest_first_by_keyboard(desk: Desk, family: Added) -> None:
    part = tab(desk, family)
    moments = [part.rows.data(part.rows.index(number, 0)) for number in range(part.rows.rowCount())]
    assert moments == ["21/11/2026 9:00", "20/10/2026", "20/03/2026"]
    assert part.table.hasFocus()
    press(Qt.Key.Key_Down)
    desk.wait()
    shown = said(part)
    for text in ("Visita de seguimiento 1", "9:04 a 10:15 (1 h 11 min)", "Vendieron la cosecha.", "Todos con salud."):
        assert text in shown, text
    assert "Digitada del papel" in shown
    assert "3 de 4 respuestas sí" in shown


def test_the_next_visit_is_told_and_changed_there(desk: Desk, family: Added) -> None:
    part = tab(desk, family)
    assert part.next_words.text() == "sábado 21/11/2026, 9:00"
    assert part.next_more.text() == "Seguimiento · hoy"
    part.next_link.click()
    form = part.agree.form
    assert form.field("on").box.hasFocus()
    form.field("on").set_value(date(2026, 12, 1))
    part.agree.save_button.click()
    desk.wait()
    assert part.next_words.text() == "martes 01/12/2026, 9:00"
    assert part.side.currentIndex() == 0


def test_a_family_without_visits_is_led_to_agree_the_first(desk: Desk) -> None:
    part = tab(desk, add_family(desk.services))
    block = next(one for one in part.findChildren(EmptyState) if one.isVisible())
    assert "sesión 1" in block.why.text()
    assert block.button is not None
    block.button.click()
    form = part.agree.form
    assert form.field("kind").value() is VisitKind.SESSION_1
    assert form.field("on").value() == date(2026, 12, 21)
    press(Qt.Key.Key_Escape)
    assert part.side.currentIndex() == 0


def test_the_family_is_put_in_somebodys_charge(desk: Desk, family: Added) -> None:
    other = steps.cogestor(desk.services, "Ricardo Losada Vargas")
    part = tab(desk, family)
    assert part.charge.text() == "Yenny Paola Muñoz"
    part.charge_link.click()
    part.assign.form.field("cogestor_id").set_value(other)
    part.assign.save_button.click()
    desk.wait()
    assert part.charge.text() == "Ricardo Losada Vargas"
    part.charge_link.click()
    part.assign.form.field("cogestor_id").set_value("")
    part.assign.save_button.click()
    desk.wait()
    assert part.charge.text() == "Nadie por ahora"
    assert desk.services.read(team.cogestor_of, family.family_id) is None


def test_an_open_visit_is_gone_on_with(desk: Desk, family: Added) -> None:
    visit = desk.services.run(
        visits.start_visit, StartVisit(family_id=family.family_id, kind=VisitKind.FOLLOW_UP)
    ).result
    part = tab(desk, family)
    assert part.follow_button.isVisible()
    assert not part.next_link.isVisible()
    part.follow_button.click()
    assert desk.visited[-1] == ("visit", {"family_id": family.family_id, "start": True})
    part.table.setFocus()
    press(Qt.Key.Key_Return)
    assert desk.visited[-1] == ("visit", {"visit_id": visit})


def test_the_ways_to_write_a_visit_are_there(desk: Desk, family: Added) -> None:
    part = tab(desk, family)
    for button in (part.start_button, part.type_button, part.window_button, part.paper_button):
        button.click()
    told = {"family_id": family.family_id}
    assert desk.visited == [
        ("visit", told | {"start": True}),
        ("visit_entry", told),
        ("visit_entry", told | {"window": True}),
        ("print", told | {"paper": "visit"}),
    ]


def test_the_paper_of_a_visit_that_was_held_is_printed(desk: Desk, family: Added) -> None:
    part = tab(desk, family)
    part.table.go_to_row(1)
    desk.wait()
    assert part.detail is not None
    part.detail.findChildren(QPushButton)[0].click()
    assert desk.visited[-1][1]["visit_id"] == part.table.current().visit_id


def test_what_is_written_elsewhere_is_seen(desk: Desk, family: Added) -> None:
    part = tab(desk, family)
    told: list[str] = []
    part.count_changed.connect(told.append)
    steps.record(desk.services, family, occurred_on=TODAY, started_time="8:00")
    desk.until(lambda: told and told[-1] == "3")


def test_the_tab_is_named_in_spanish(desk: Desk, family: Added) -> None:
    part = tab(desk, family)
    for open_form in (lambda: None, part.change_date, part.change_cogestor):
        open_form()
        assert unnamed_focusables(part) == []
        assert english_words(part) == set()
