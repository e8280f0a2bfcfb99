"""The few dialogs: to confirm what cannot be undone, to tell of a fault, to choose a file. Verbs, never Sí/No."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit import icons
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme

FileKinds = Sequence[tuple[str, Sequence[str]]]
"""Kinds of file as people call them with their endings: ``[("Libros de Excel", ["xlsx"])]``."""


class Question(QDialog):
    """A title that asks or tells, words below, and buttons at the right. Esc is always the safe way out."""

    def __init__(self, parent: QWidget | None, icon: str, tone: str, title: str, detail: str = "") -> None:
        super().__init__(parent)
        px = theme().px
        self.setWindowTitle(QGuiApplication.applicationDisplayName())
        self.setAccessibleName(title)
        picture = QLabel()
        picture.setPixmap(icons.pixmap(icon, tone, px(24), self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(px(6))
        words.addWidget(Label(title, "m", wrap=True))
        self.detail = Label(detail, "body", "text2", wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.detail.setVisible(bool(detail))
        words.addWidget(self.detail)
        top = QHBoxLayout()
        top.setSpacing(px(12))
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(px(8))
        self.buttons.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(20), px(18), px(20), px(16))
        outer.setSpacing(px(18))
        outer.addLayout(top)
        outer.addLayout(self.buttons)
        self._width = px(480)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height the words need."""
        layout = self.layout()
        if layout is not None:
            self.setFixedSize(self._width, layout.totalHeightForWidth(self._width))
        super().showEvent(event)


def confirm(parent: QWidget | None, question: str, verb: str, *, dangerous: bool = False, detail: str = "") -> bool:
    """Ask before what cannot be undone; return whether the person pressed ``verb`` ("Anular visita").

    Esc and closing are "Cancelar"; that is also the default when the act is ``dangerous``.
    """
    box = Question(parent, "alert-triangle" if dangerous else "help", "warning" if dangerous else "info", question)
    box.detail.setText(detail)
    box.detail.setVisible(bool(detail))
    cancel = Button(_("Cancelar"), None, box.reject)
    act = Button(verb, None, box.accept, kind="danger" if dangerous else "primary")
    for button in (act, cancel):
        box.buttons.addWidget(button)
        button.setAutoDefault(True)
    safe = cancel if dangerous else act
    safe.setDefault(True)
    safe.setFocus()
    return box.exec() == QDialog.DialogCode.Accepted


def error_details(parent: QWidget | None, title: str, detail: str, *, code: str = "", details: str = "") -> None:
    """Tell of a fault: what happened, what was kept, what to do, and its code; "Copiar detalles" fills the clipboard.

    ``details`` must hold no personal data.
    """
    said = f"{detail} {code}".strip()
    box = Question(parent, "alert-circle", "danger", title, said)
    copied = "\n".join(part for part in (title, said, details) if part)
    copy = Button(_("Copiar detalles"), "copy", lambda: QGuiApplication.clipboard().setText(copied))
    close = Button(_("Cerrar"), None, box.accept, kind="primary")
    close.setDefault(True)
    box.buttons.addWidget(copy)
    box.buttons.addWidget(close)
    close.setFocus()
    box.exec()


def ask_open_file(parent: QWidget | None, title: str, kinds: FileKinds, folder: Path | None = None) -> Path | None:
    """Let the person choose a file to read; None when they cancel."""
    chosen, _kind = QFileDialog.getOpenFileName(parent, title, str(folder or ""), file_filter(kinds))
    return Path(chosen) if chosen else None


def ask_save_file(parent: QWidget | None, title: str, suggested: Path, kinds: FileKinds) -> Path | None:
    """Let the person choose where to write; None when they cancel. An ending left out is that of the first kind."""
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, str(suggested), file_filter(kinds))
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix or not kinds else path.with_suffix(f".{kinds[0][1][0]}")


def ask_folder(parent: QWidget | None, title: str, folder: Path | None = None) -> Path | None:
    """Let the person choose a folder; None when they cancel."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(folder or ""))
    return Path(chosen) if chosen else None


def file_filter(kinds: FileKinds) -> str:
    """Return Qt's filter text for ``kinds``."""
    return ";;".join(f"{name} ({' '.join(f'*.{ending}' for ending in endings)})" for name, endings in kinds)
