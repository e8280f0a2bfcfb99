"""Every page of the program opens inside the window, named and in Spanish, with rows and without."""

from __future__ import annotations

import linecache
import re

import pytest
from pytestqt.qtbot import QtBot

from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.shell.host import BrokenPage
from gsi_desktop.ui.shell.pages import pages
from gsi_desktop.ui.shell.program import Program
from tests.gui.shell.support import settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising

ENTRIES = [page.area for page in pages() if page.group or page.offered]


@pytest.mark.check("C04", "C15")
@pytest.mark.parametrize("kind", ["empty_office", "office"])
def test_every_entry_opens_named_and_spanish(kind: str, request: pytest.FixtureRequest, sqlite_location: str) -> None:
    real: Program = request.getfixturevalue(kind)
    of_the_path = set(re.findall("[a-z]+", sqlite_location.lower()))
    faults: dict[str, object] = {}
    for area in ENTRIES:
        real.navigate(area)
        settle(real)
        page = real.host.page()
        assert page is not None, area
        assert not isinstance(page, BrokenPage), area
        assert real.window.header.breadcrumb.words, area
        nameless = [type(widget).__name__ for widget in unnamed_focusables(real.window)]
        faults[area] = (nameless, english_words(real.window) - of_the_path)
    assert {area: found for area, found in faults.items() if found != ([], set())} == {}


@pytest.mark.check("C04", "C15")
def test_a_family_opens_below_the_list(office: Program, qtbot: QtBot) -> None:
    assert office.context is not None
    row = office.context.services.read(queries.family_page, FamilyFilter()).rows[0]
    office.navigate("family", family_id=row.family_id)
    settle(office)
    assert not isinstance(office.host.page(), BrokenPage)
    assert office.window.header.breadcrumb.words[0] == "Familias"
    assert len(office.window.header.breadcrumb.words) == 2
    assert not unnamed_focusables(office.window)
    assert not english_words(office.window)


def test_no_source_read_while_loading_a_page_stays_in_memory(empty_office: Program) -> None:
    linecache.getlines(__file__)  # as PySide reads that of every module imported
    empty_office.navigate("import")
    assert __file__ not in linecache.cache
