"""The desk of the tests of families, dressed as in the program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.ui.kit.tasks import TaskRunner
from tests.gui.families.support import Desk


@pytest.fixture
def desk(qtbot: QtBot, sqlite_services: Services, tmp_path: Path) -> Iterator[Desk]:
    """Real services on a SQLite file, and a runner whose faults fail the test."""
    tasks = TaskRunner()
    made = Desk(qtbot, sqlite_services, tasks, SettingsStore(tmp_path / "settings.json"))
    tasks.unhandled.connect(made.faults.append)
    yield made
    for window in made.windows:
        window.close()
        window.deleteLater()
    tasks.shutdown()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
