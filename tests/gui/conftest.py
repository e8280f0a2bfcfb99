"""Every GUI test sees what people see: the look of the program, light at 100 %, and Spanish where Qt itself speaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from gsi_desktop.__main__ import speak_spanish
from gsi_desktop.ui.kit.theme import ThemeManager, theme


@pytest.fixture(scope="session")
def spanish(qapp: QApplication) -> None:
    """Qt's own words in Spanish, as `main` has them; once, because translators answer in the order they came."""
    speak_spanish(qapp)


@pytest.fixture(autouse=True)
def look(spanish: None, qapp: QApplication) -> Iterator[ThemeManager]:
    """The look of the program, put back after each test."""
    manager = theme()
    manager.set_mode("light")
    manager.set_scale(1.0)
    if qapp.styleSheet() == "":
        manager.apply(qapp)
    yield manager
    manager.set_mode("light")
    manager.set_scale(1.0)
