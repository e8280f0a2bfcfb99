"""A desk for the pages of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.ui.kit.tasks import TaskRunner
from tests.gui.exchange.support import Desk


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, sqlite_services: Services, tmp_path: Path) -> Iterator[Desk]:
    tasks = TaskRunner()
    desk = Desk(qtbot, sqlite_services, tasks, SettingsStore(tmp_path / "settings.json"))
    tasks.unhandled.connect(desk.faults.append)
    yield desk
    tasks.shutdown()
