"""The tab Plan familiar of the dossier."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gsi_desktop.services.accompaniment.data import PlanContent
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.plans.part import PlanPart
from tests.gui.families.support import Desk, click, press, said
from tests.gui.plans.support import button
from tests.support import accompaniment as steps
from tests.support.factories import Added, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising

TODAY = date(2026, 11, 21)


def show(desk: Desk, family: Added) -> tuple[DossierPage, PlanPart]:
    """Open the dossier at the plan."""
    page = desk.show(DossierPage, family_id=family.family_id, tab="plan")
    desk.wait()
    part = page.findChild(PlanPart)
    assert part is not None
    return page, part


def tones(part: PlanPart, words: str) -> set[str]:
    """Return the colour roles of the labels that say ``words``."""
    return {str(label.property("tone")) for label in part.reading.findChildren(QLabel) if words in label.text()}


def test_without_a_linea_base_the_tab_leads_to_the_logros(desk: Desk) -> None:
    _page, part = show(desk, add_family(desk.services))
    assert "Primero complete la línea base" in said(part)
    click(button(part, "Ir a Logros"))
    assert desk.visited[-1][1]["tab"] == "achievements"


def test_with_a_linea_base_the_tab_offers_to_make_the_plan(desk: Desk, family: Added) -> None:
    _page, part = show(desk, family)
    click(button(part, "Hacer plan familiar"))
    assert desk.visited[-1] == ("plan", {"family_id": family.family_id, "start": True})


def test_the_plan_in_force_is_read_with_late_commitments_in_red(desk: Desk, family: Added) -> None:
    keys = steps.keys(desk.services, family)
    late = steps.priority(keys[0], due_on=TODAY - timedelta(days=3), action="Llegar tarde")
    rest = tuple(steps.priority(key, action="Llegar a tiempo") for key in keys[1:])
    content = PlanContent(goal="Vivir mejor", priorities=(late, *rest))
    steps.approve(desk.services, *steps.draft(desk.services, family, content))
    page, part = show(desk, family)
    assert "Aprobado v1" in said(part)
    assert "Se aprobó el 18/04/2026 con firma." in said(part)
    assert "«Vivir mejor»" in said(part)
    assert tones(part, "vencido hace 3 días") == {"danger"}
    assert tones(part, "15/01/2027") == {"text"}
    assert page.tabs.tabText(page.tabs.currentIndex()) == "Plan familiar  v1"
    assert not unnamed_focusables(part)
    assert not english_words(part)


def test_versions_are_listed_and_each_opens(desk: Desk, family: Added) -> None:
    steps.approve(desk.services, *steps.draft(desk.services, family, steps.full_content(desk.services, family)))
    steps.draft(desk.services, family)
    _page, part = show(desk, family)
    assert "Aprobado v1" in said(part), "the version in force, not the draft"
    assert "Hay un borrador v2." in said(part)
    model = part.versions.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["v2", "v1"]
    part.versions.setFocus()
    part.versions.go_to_row(1)
    press(Qt.Key.Key_Return)
    assert desk.visited[-1] == ("plan", {"family_id": family.family_id, "number": 1})
    click(button(part, "Abrir borrador"))
    assert desk.visited[-1] == ("plan", {"family_id": family.family_id})
    click(button(part, "Imprimir plan"))
    assert desk.visited[-1] == ("print", {"paper": "family_plan", "family_id": family.family_id, "number": 1})


def test_the_constancia_is_two_clicks_away(desk: Desk, family: Added) -> None:
    page = desk.show(DossierPage, family_id=family.family_id)
    desk.wait()
    menu = button(page, "Imprimir").menu()
    assert menu is not None
    papers = {action.text(): action for action in menu.actions()}
    papers["Constancia de vinculación"].trigger()
    told = {"paper": "certificate", "family_id": family.family_id, "blank": False}
    assert desk.visited[-1] == ("print", told)
