from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from gsi_desktop.ui.kit import dialogs
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising, grabbing


def meanwhile(act: Callable[[QDialog], None]) -> None:
    """Do ``act`` with the dialog that opens next."""

    def when_open() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QDialog):
            QTimer.singleShot(10, when_open)
            return
        try:
            act(box)
        finally:
            if box.isVisible():
                box.reject()

    QTimer.singleShot(0, when_open)


def ask(act: Callable[[QDialog], None], *, dangerous: bool) -> bool:
    meanwhile(act)
    return dialogs.confirm(
        None, "¿Anular la visita?", "Anular visita", dangerous=dangerous, detail="No se puede deshacer."
    )


def press(text: str) -> Callable[[QDialog], None]:
    def act(box: QDialog) -> None:
        button = next(button for button in box.findChildren(QPushButton) if button.text() == text)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    return act


def key(which: Qt.Key) -> Callable[[QDialog], None]:
    return lambda box: QTest.keyClick(box, which)


@pytest.mark.check("C45")
@pytest.mark.parametrize("dangerous", [False, True])
def test_the_verb_acts_and_esc_or_cancelar_do_not(qtbot: QtBot, dangerous: bool) -> None:
    assert ask(press("Anular visita"), dangerous=dangerous)
    assert not ask(press("Cancelar"), dangerous=dangerous)
    assert not ask(key(Qt.Key.Key_Escape), dangerous=dangerous)


@pytest.mark.check("C45")
@pytest.mark.check("C46")
def test_enter_does_the_safe_thing(qtbot: QtBot) -> None:
    assert not ask(key(Qt.Key.Key_Return), dangerous=True)
    assert ask(key(Qt.Key.Key_Return), dangerous=False)


@pytest.mark.check("C45")
@pytest.mark.check("C15")
def test_buttons_are_verbs_in_spanish(qtbot: QtBot) -> None:
    seen: list[str] = []

    def look(box: QDialog) -> None:
        seen.extend(button.text() for button in box.findChildren(QPushButton))
        assert unnamed_focusables(box) == []
        assert english_words(box) == set()
        assert box.height() < 260

    ask(look, dangerous=True)
    assert seen == ["Anular visita", "Cancelar"]


@pytest.mark.check("C42")
def test_a_fault_is_told_with_its_code_and_can_be_copied(qtbot: QtBot) -> None:
    def copy(box: QDialog) -> None:
        press("Copiar detalles")(box)
        assert box.isVisible()

    meanwhile(copy)
    dialogs.error_details(
        None, "No se pudo leer el archivo.", "El disco está lleno.", code="GSI-2041", details="OSError 28"
    )
    copied = QGuiApplication.clipboard().text()
    assert copied == "No se pudo leer el archivo.\nEl disco está lleno. GSI-2041\nOSError 28"


def test_files_are_asked_for_with_spanish_kinds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[tuple[object, ...]] = []

    def answer(*arguments: object) -> tuple[str, str]:
        asked.append(arguments)
        return str(tmp_path / "salida"), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    kinds = [("Libros de Excel", ["xlsx"]), ("Texto separado por comas", ["csv", "txt"])]
    assert dialogs.ask_open_file(None, "Elegir archivo", kinds, tmp_path) == tmp_path / "salida"
    assert dialogs.ask_save_file(None, "Guardar", tmp_path / "filas.xlsx", kinds) == tmp_path / "salida.xlsx"
    assert asked[0] == (
        None,
        "Elegir archivo",
        str(tmp_path),
        "Libros de Excel (*.xlsx);;Texto separado por comas (*.csv *.txt)",
    )


def test_cancelling_a_file_dialog_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_arguments: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: "")
    assert dialogs.ask_open_file(None, "Elegir", []) is None
    assert dialogs.ask_save_file(None, "Guardar", Path("x"), []) is None
    assert dialogs.ask_folder(None, "Elegir carpeta") is None
