"""Qt's own dialogs speak Spanish whole, where Qt draws them itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gsi_desktop.ui.shell.qt_words import WORDS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen


class _Listener(QTranslator):
    """Asked first, answers nothing, remembers what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[tuple[str, str]] = set()

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        self.asked.add((context, source))
        return None

    def isEmpty(self) -> bool:
        return False


@pytest.mark.check("C15")
def test_file_and_print_dialogs_have_no_english_left(qtbot: QtBot, tmp_path: object) -> None:
    application = QCoreApplication.instance()
    assert application is not None
    listener = _Listener()
    application.installTranslator(listener)
    try:
        files = QFileDialog(None, "Guardar PDF", str(tmp_path), "Documento PDF (*.pdf)")
        files.setOption(QFileDialog.Option.DontUseNativeDialog)
        files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        qtbot.addWidget(files)
        files.show()
        printer = QPrinter()
        printer.setOutputFileName(f"{tmp_path}/x.pdf")
        printing = QPrintDialog(printer)
        qtbot.addWidget(printing)
        printing.show()
        qtbot.wait(50)
    finally:
        application.removeTranslator(listener)
    asked = {
        (context, source)
        for context, source in listener.asked
        if any(one.isalpha() for one in source) and not context.startswith("QMime")  # kinds of files of the machine
    }
    assert len(asked) > 40
    left = {source for context, source in asked if QCoreApplication.translate(context, source) == source}
    assert {word for word in left if " " in word or word in WORDS} == set()
    assert QCoreApplication.translate("QFileDialog", "File &name:") == "&Nombre de archivo:"
