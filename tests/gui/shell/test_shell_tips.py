from __future__ import annotations

import pytest

from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.pages import pages
from gsi_desktop.ui.shell.program import Program
from gsi_desktop.ui.shell.tips import Tips, tips
from tests.gui.shell.support import Start, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def shown(program: Program) -> list[str]:
    page = program.host.page()
    assert page is not None
    return [bar.text for bar in page.bars() if bar.text.startswith("Busque a cualquier persona")]


def test_every_tip_has_its_page() -> None:
    assert tips().keys() <= {page.area for page in pages()}


@pytest.mark.check("C51")
def test_a_tip_appears_once_and_not_after_a_restart(own_pages: None, start: Start, sqlite_location: str) -> None:
    program = start(Options(database=sqlite_location, page="families"))
    settle(program)
    assert len(shown(program)) == 1
    program.navigate("settings")
    program.navigate("families")
    settle(program)
    assert len(shown(program)) == 1
    program.settings.save()
    page = Page("Familias")
    Tips(SettingsStore(program.settings.path)).offer("families", page)
    assert page.bars() == []
    page.deleteLater()


@pytest.mark.check("C51")
def test_a_tip_stands_in_the_page_and_covers_nothing(own_pages: None, start: Start, sqlite_location: str) -> None:
    program = start(Options(database=sqlite_location, page="families"))
    settle(program)
    page = program.host.page()
    assert page is not None
    bar: InfoBar = page.bars()[0]
    field = page.field  # type: ignore[attr-defined]
    at = field.mapTo(page, field.rect().topLeft())
    assert not bar.geometry().intersects(field.rect().translated(at))
    bar.closed.emit()
    settle(program)
    assert page.bars() == []


@pytest.mark.check("C51")
def test_tips_can_be_seen_again(own_pages: None, start: Start, sqlite_location: str) -> None:
    program = start(Options(database=sqlite_location, page="families"))
    settle(program)
    page = program.host.page()
    assert page is not None
    page.clear_bars()
    program.window.commands.action("tips").trigger()
    program.navigate("settings")
    program.navigate("families")
    assert len(shown(program)) == 1
