"""Every GUI test sees what people see: the look of the program, light at 100 %, and Spanish where Qt itself speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from gsi_desktop.__main__ import speak_spanish
from gsi_desktop.ui.kit.theme import ThemeManager, theme


@pytest.fixture(scope="session")
def spanish(qapp: QApplication) -> None:
    """Qt's own words in Spanish, as `main` has them; once, because translators answer in the order they came."""
    speak_spanish(qapp)


@pytest.fixture(scope="session")
def dress(spanish: None, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], ThemeManager]:
    """Put the look of the program back where a test changed it: dressing every widget anew takes half a second.

    Its icons lie in a home of their own, which outlives that of a test.
    """
    home = tmp_path_factory.mktemp("look")

    def dressing() -> ThemeManager:
        manager = theme()
        if (manager.mode, manager.scale) == ("light", 1.0) and home.as_posix() in qapp.styleSheet():
            return manager
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GSI_HOME", str(home))
            manager.set_mode("light")
            manager.set_scale(1.0)
            if qapp.styleSheet() == "":
                manager.apply(qapp)
        return manager

    return dressing


@pytest.fixture(scope="session", autouse=True)
def clipboard_given_back(qapp: QApplication) -> Iterator[None]:
    """Leave nothing on the clipboard: offscreen, Qt frees it when Python is gone already, and the run crashes."""
    yield
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def look(dress: Callable[[], ThemeManager]) -> Iterator[ThemeManager]:
    """The look of the program, put back after each test, when its windows are gone."""
    yield dress()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # qtbot only asks for it
    dress()
