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
from gsi_desktop.ui.shell.opening import load_samples
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.pages import pages
from gsi_desktop.ui.shell.program import Program
from tests.gui.shell.support import Start, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising

ENTRIES = [page.area for page in pages() if page.group or page.offered]


@pytest.fixture
def real(start: Start, sqlite_location: str, request: pytest.FixtureRequest) -> Program:
    """The program with its own pages; with twelve invented families when the test says ``full``."""
    program = start(Options(database=sqlite_location))
    assert program.context is not None
    services = program.context.services
    if request.param == "full":
        program.runner.long(program, lambda progress: load_samples(services, 12, progress), lambda _none: None)
    settle(program)
    return program


@pytest.mark.check("C04", "C15")
@pytest.mark.parametrize("real", ["empty", "full"], indirect=True)
def test_every_entry_opens_named_and_spanish(real: Program, sqlite_location: str) -> None:
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
@pytest.mark.parametrize("real", ["full"], indirect=True)
def test_a_family_opens_below_the_list(real: Program, qtbot: QtBot) -> None:
    assert real.context is not None
    row = real.context.services.read(queries.family_page, FamilyFilter()).rows[0]
    real.navigate("family", family_id=row.family_id)
    settle(real)
    assert not isinstance(real.host.page(), BrokenPage)
    assert real.window.header.breadcrumb.words[0] == "Familias"
    assert len(real.window.header.breadcrumb.words) == 2
    assert not unnamed_focusables(real.window)
    assert not english_words(real.window)


@pytest.mark.parametrize("real", ["empty"], indirect=True)
def test_no_source_read_while_loading_a_page_stays_in_memory(real: Program) -> None:
    linecache.getlines(__file__)  # as PySide reads that of every module imported
    real.navigate("import")
    assert __file__ not in linecache.cache
