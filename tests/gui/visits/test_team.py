"""Cogestores: added, corrected, stopped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.accompaniment import commands, team
from gsi_desktop.services.accompaniment.data import CogestorFields, SaveCogestor
from gsi_desktop.services.accompaniment.workload_data import VisitList
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.visits.team_page import TeamPage
from tests.gui.families.support import Desk, press, said, type_text
from tests.support import accompaniment as steps
from tests.support.factories import PITALITO, Added

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_an_empty_team_offers_to_add_the_first(desk: Desk) -> None:
    page = desk.show(TeamPage)
    block = next(one for one in page.table.findChildren(EmptyState) if one.isVisible())
    assert block.button is not None
    block.button.click()
    assert page.form.form.field("name").box.hasFocus()


def test_somebody_is_added_by_keyboard(desk: Desk, family: Added) -> None:
    page = desk.show(TeamPage)
    page.add()
    assert page.form.form.field("municipality_id").value() == PITALITO
    type_text("Ricardo Losada Vargas")
    press(Qt.Key.Key_Tab)
    type_text("12.345.678")
    press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.wait()
    people = {one.name: one for one in desk.services.read(team.cogestores)}
    assert people["Ricardo Losada Vargas"].document == "12345678"
    assert page.rows.rowCount() == 2
    assert desk.notices[-1] == ("success", "Se guardó.", "Ricardo Losada Vargas")
    assert page.table.current().name == "Ricardo Losada Vargas", "who was added is where the cursor is"


@pytest.mark.check("A05")
def test_somebody_half_written_down_comes_back_after_a_crash(desk: Desk, family: Added) -> None:
    context = desk.context()
    page = desk.show(lambda _own: TeamPage(context))
    page.add()
    type_text("Ricardo Losada")
    desk.until(lambda: bool(context.drafts.all()))
    (draft,) = context.drafts.all()
    assert draft.opens == ("team", {"add": True})
    again = desk.show(lambda _own: TeamPage(context), add=True)
    desk.wait()
    assert again.form.form.field("name").value() == "Ricardo Losada"
    again.form.leave_button.click()
    assert context.drafts.all() == ()


def test_a_document_another_has_is_told_at_its_field(desk: Desk, family: Added) -> None:
    steps.cogestor(desk.services, "Ana Rojas", document="111222")
    page = desk.show(TeamPage)
    page.add()
    page.form.form.set_values({"name": "Otra", "document": "111222"})
    page.form.save_button.click()
    desk.wait()
    assert "Ana Rojas" in page.form.form.field("document").error
    assert page.form.form.field("name").value() == "Otra"


def test_who_has_families_does_not_stop_and_the_others_do(desk: Desk, family: Added) -> None:
    free = steps.cogestor(desk.services, "Ana Rojas")
    page = desk.show(TeamPage)
    busy = page.rows.find(lambda one: one.families == 1)
    assert busy is not None
    page.table.go_to_row(busy)
    page.form.form.field("active").set_value(False)
    page.form.save_button.click()
    desk.wait()
    bars = [bar for bar in page.findChildren(InfoBar) if bar.isVisible()]
    assert bars
    assert page.rows.row(busy).active
    other = page.rows.find(lambda one: one.cogestor_id == free)
    assert other is not None
    page.table.go_to_row(other)
    page.form.form.field("active").set_value(False)
    page.form.save_button.click()
    desk.wait()
    assert not {one.cogestor_id: one.active for one in desk.services.read(team.cogestores)}[free]
    assert "Ya no está" in [page.rows.data(page.rows.index(number, 5)) for number in range(2)]


def test_their_visits_are_one_click_away(desk: Desk, family: Added) -> None:
    page = desk.show(TeamPage)
    one = page.table.current()
    page.families_button.click()
    assert desk.visited == [("visits", {"list": VisitList.PLANNED, "cogestor_id": one.cogestor_id})]


def test_the_page_is_named_in_spanish(desk: Desk, family: Added) -> None:
    page = desk.show(TeamPage)
    page.table.go_to_row(0)
    assert unnamed_focusables(page) == []
    assert english_words(page) == set()
    assert "Yenny Paola Muñoz" in said(page)


@pytest.mark.check("A14")
def test_what_somebody_else_corrected_is_asked_about(desk: Desk, family: Added) -> None:
    page = desk.show(TeamPage)
    page.table.go_to_row(0)
    desk.wait()
    one = page.table.current()
    fields = {"municipality_id": one.municipality_id, "name": one.name, "document": one.document, "phone": one.phone}
    base = CogestorFields(**fields)
    hers = Services(desk.services.database, clock=desk.services.clock, actor="Luz Dary Ordóñez")
    theirs = SaveCogestor(cogestor_id=one.cogestor_id, base=base, mine=replace(base, phone="3102284472"))
    hers.run(commands.save_cogestor, theirs)
    page.form.form.field("phone").set_value("3115550101")
    page.form.save_button.click()
    desk.until(page.form.conflict.isVisible)
    assert "Luz Dary Ordóñez" in page.form.conflict.about.text()
    assert page.form.conflict.choice("phone", mine=False).text() == "310 228 4472"
    page.form.conflict.choice("phone", mine=True).click()
    page.form.conflict.save_button.click()
    desk.wait()
    assert desk.services.read(team.cogestores)[0].phone == "3115550101"
