"""The line below the sheet of a new family: what is wrong with the cell one has just left, else which keys help."""

from __future__ import annotations

import pytest

from gsi_desktop.ui.families.enrol_page import EnrolPage
from tests.gui.families.support import Desk, type_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_what_is_wrong_with_the_cell_just_left_is_said_until_the_next_one_is_left(desk: Desk) -> None:
    page = desk.show(EnrolPage)
    grid, members, line = page.form.grid, page.form.members, page.form.line
    grid.setFocus()
    column = members.model.place_of("birth_date")
    grid.go_to(0, column)
    type_text("31022001")
    grid.commit_open()
    grid.go_to(0, column + 1)
    assert line.text().startswith("Fila 1, Nacimiento: "), "one reads it after going on"
    grid.go_to(0, column + 2)
    assert "Tab sigue" in line.text()
