"""The kit dressed as in the program, and put back to light at 100 % after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.kit.theme import ThemeManager, theme

_spanish = QTranslator()


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> Iterator[ThemeManager]:
    manager = theme()
    manager.set_mode("light")
    manager.set_scale(1.0)
    if qapp.styleSheet() == "":
        manager.apply(qapp)
        assert _spanish.load("qtbase_es", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        qapp.installTranslator(_spanish)
    yield manager
    manager.set_mode("light")
    manager.set_scale(1.0)


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.shutdown()
