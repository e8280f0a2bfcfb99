"""The desk of the tests of duplicates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.core.settings import SettingsStore
from gsi_desktop.ui.kit.tasks import TaskRunner
from tests.gui.exchange.support import Desk


@pytest.fixture
def desk(qtbot: QtBot, sqlite_services: Services, tmp_path: Path) -> Iterator[Desk]:
    """Real services on a SQLite file, and a runner whose faults fail the test."""
    tasks = TaskRunner()
    made = Desk(qtbot, sqlite_services, tasks, SettingsStore(tmp_path / "settings.json"))
    tasks.unhandled.connect(made.faults.append)
    yield made
    tasks.shutdown()
