"""Nueva familia as it begins: where this office writes most, what is known there, and what was left unfinished."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit

from gsi_desktop.ui.families.enrol_page import EnrolPage
from tests.gui.families.support import Desk, type_text
from tests.support.factories import PITALITO, NewMember, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

NEIVA = "41001"
_FAMILIES = (
    (NewMember(first_name="Eva", first_surname="Gil", document="1083860001"), NEIVA, "Cándido"),
    (NewMember(first_name="Luz", first_surname="Rojas", document="1083860002"), PITALITO, "El Cabuyal"),
    (NewMember(first_name="Ana", first_surname="Peña", document="1083860003"), PITALITO, "Bruselas"),
)


def _suggested(page: EnrolPage) -> list[str]:
    box = page.form.household.field("settlement").box
    assert isinstance(box, QLineEdit)
    known = box.completer().model()
    return [str(known.index(row, 0).data()) for row in range(known.rowCount())]


def test_a_new_office_begins_where_most_families_are_with_the_places_known_there(desk: Desk) -> None:
    for head, municipality, settlement in _FAMILIES:
        add_family(desk.services, head, municipality_id=municipality, settlement=settlement)
    page = desk.show(EnrolPage)
    household = page.form.household
    assert household.municipality == PITALITO
    assert sorted(_suggested(page)) == ["Bruselas", "El Cabuyal"]
    assert household.field("settlement").box.hasFocus()
    assert not page.keeper.dirty, "what the program proposes is nobody's typing"
    household.field("municipality").set_value(NEIVA)
    household.changed.emit()
    desk.wait()
    assert _suggested(page) == ["Cándido"]


def test_an_office_without_families_begins_with_no_municipality(desk: Desk) -> None:
    page = desk.show(EnrolPage)
    assert page.form.household.municipality == ""
    assert _suggested(page) == []
    assert page.form.household.field("municipality").box.hasFocus()


def test_what_is_unfinished_is_told_until_another_family_is_typed(desk: Desk) -> None:
    page = desk.show(EnrolPage)
    page.form.grid.setFocus()
    type_text("Muñoz")
    page.form.grid.commit_open()
    desk.wait()
    page.keeper.leave()
    again = EnrolPage(page._context)
    desk.qtbot.addWidget(again)
    again.show()
    again.activateWindow()
    desk.wait()
    assert "Hay 1 familia sin terminar." in again.bars()[0].text
    again.form.grid.setFocus()
    again.form.grid.go_to(0, 0)
    before = again.form.y()
    type_text("Gil")
    again.form.grid.commit_open()
    assert again.bars() == []
    desk.wait()
    assert again.form.y() == before
