"""The quiet side of the entrance: which office, when it was last worked on here, and whose data it holds."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.entering import Found
from gsi_desktop.ui.shell.navigation import Picture
from gsi_desktop.ui.shell.opening import is_server, shorten
from gsi_desktop.ui.shell.status import connection


class Aside(QWidget):
    """Lines with an icon each; no name of a family, for everybody who passes by can read it."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        px = theme().px
        self._column.setContentsMargins(px(64), px(64), px(64), px(40))
        self._column.setSpacing(px(14))

    def show_office(self, found: Found) -> None:
        """Show what is known of the database before anybody signed in."""
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        server = is_server(found.location)
        place = connection(found.location, "PostgreSQL" if server else "SQLite").place
        self._column.addWidget(Label(_("Su oficina"), "m"))
        self._line("server" if server else "device-desktop", place, self._where(found))
        if found.written_at is not None:
            day = found.written_at.astimezone(BOGOTA).strftime("%d/%m/%Y, %H:%M")
            self._line("device-floppy", _("Se guardó por última vez"), day)
        self._line(
            "shield-lock",
            _("Los datos de las familias son reservados"),
            _("Ley 1581 de 2012. Cada cambio queda registrado a nombre de quien entra."),
        )
        self._line(
            "clock", _("La pantalla se bloquea sola"), _("Lo que esté a medio escribir se conserva y vuelve al entrar.")
        )
        self._column.addStretch(1)

    def _where(self, found: Found) -> str:
        if is_server(found.location):
            return _("Base de datos compartida; la contraseña es la del servidor.")
        return _("Archivo cifrado: {place}").format(place=shorten(Path(found.location).expanduser().absolute()))

    def _line(self, icon: str, title: str, detail: str) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(12))
        row.addWidget(Picture(icon, "text2", 20), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(title, "body_strong", wrap=True))
        words.addWidget(Label(detail, "body", "text2", wrap=True))
        row.addLayout(words, 1)
        self._column.addWidget(line)
