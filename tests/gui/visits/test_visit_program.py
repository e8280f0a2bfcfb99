"""A visit in the whole program: what was typed last is kept although the window closes at once."""

from __future__ import annotations

from datetime import date

import pytest

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.accompaniment import queries
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.visits.visit_page import VisitPage
from tests.gui.shell.conftest import reporter, start
from tests.gui.shell.support import Start, settle
from tests.support.factories import add_family

__all__ = ["reporter", "start"]

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.mark.check("C22")
def test_closing_the_window_keeps_the_last_words(
    start: Start, sqlite_services: Services, sqlite_location: str, home: object
) -> None:
    family = add_family(sqlite_services)
    program = start(Options(database=sqlite_location))
    program.navigate("visit", family_id=family.family_id)
    settle(program)
    page = program.host.page()
    assert isinstance(page, VisitPage)
    page.view.hand.notes.setPlainText("Las últimas palabras")
    program.window.close()
    row = sqlite_services.read(queries.visit_list, VisitList.OPEN, WorkScope(), date(2026, 11, 21)).rows[0]
    assert sqlite_services.read(queries.visit, row.visit_id).content.notes == "Las últimas palabras"


def test_another_page_of_the_window_keeps_it_too(
    start: Start, sqlite_services: Services, sqlite_location: str, home: object
) -> None:
    family = add_family(sqlite_services)
    program = start(Options(database=sqlite_location))
    program.navigate("visit", family_id=family.family_id)
    settle(program)
    page = program.host.page()
    assert isinstance(page, VisitPage)
    page.view.hand.notes.setPlainText("A medias")
    program.navigate("visits")
    settle(program)
    assert page.saver.clean
    row = sqlite_services.read(queries.visit_list, VisitList.OPEN, WorkScope(), date(2026, 11, 21)).rows[0]
    assert sqlite_services.read(queries.visit, row.visit_id).content.notes == "A medias"
    program.navigate("visit", visit_id=row.visit_id)
    settle(program)
    assert page.view.hand.notes.toPlainText() == "A medias"
    assert page.timer.isVisible()
