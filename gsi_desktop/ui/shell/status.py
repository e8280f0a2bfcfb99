"""The line at the foot: where the data is, when it was last saved, and which program this is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from urllib.parse import urlsplit

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from gsi_desktop import __version__
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit.accessibility import announce
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.clipboard import copied
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.icons import pixmap
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.theme import theme

HEIGHT = 24
_TOLD_MS = 6_000


@dataclass(frozen=True, slots=True)
class Connection:
    """What the status bar says of a database: a sentence, its engine, and the colour role of the dot."""

    place: str
    engine: str
    role: str


def connection(location: str, engine_name: str) -> Connection:
    """Return how to tell people of the database at ``location``: file name or server, never a folder or a user."""
    if "://" in location:
        parts = urlsplit(location)
        base = parts.path.lstrip("/")
        return Connection(
            _("En línea · servidor {host}").format(host=parts.hostname or _("local")),
            _("{engine} · base {name}").format(engine=engine_name, name=base),
            "success",
        )
    return Connection(_("En este equipo · {name}").format(name=PurePath(location).name), engine_name, "chart_3")


class _Dot(QWidget):
    """A coloured point; what it means stands in words beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.role = "text3"

    def sizeHint(self) -> QSize:
        side = theme().px(8)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(self.role))
        side = theme().px(8)
        painter.drawEllipse(0, (self.height() - side) // 2, side, side)


class StatusBar(QFrame):
    """24 px with dot and database, engine, last save, drafts; version at the right."""

    drafts_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Barra de estado"))
        self._dot = _Dot()
        self._place = ElidedLabel("", "xs", "text2")
        self._engine = ElidedLabel("", "xs", "text2")
        self._user = ElidedLabel("", "xs", "text2")
        self._saved_icon = QLabel()
        self._saved = Label("", "xs", "text2", tabular=True)
        self._version = Label("", "xs", "text2")
        self._told = Label("", "xs", "text2", tabular=True)
        self._telling = QTimer(self, singleShot=True, interval=_TOLD_MS)
        self._telling.timeout.connect(lambda: self._told.setText(""))
        copied().told.connect(self.show_copied)
        self.drafts = Button("", None, self.drafts_asked.emit, kind="link", size="small")
        self._lines = [Line(Qt.Orientation.Vertical) for _number in range(4)]
        self._row = QHBoxLayout(self)
        for part in (self._dot, self._place, self._lines[0], self._engine, self._lines[1]):
            self._row.addWidget(part)
        self._row.addWidget(self._user)
        self._row.addWidget(self._lines[3])
        self._row.addWidget(self._saved_icon)
        self._row.addWidget(self._saved)
        self._row.addWidget(self._lines[2])
        self._row.addWidget(self.drafts)
        self._row.addStretch(1)
        self._row.addWidget(self._told)
        self._row.addStretch(1)
        self._row.addWidget(self._version)
        theme().changed.connect(self._restyle)
        self.show_waiting(_("Abriendo…"))
        self.show_version("")
        self._restyle()

    def show_waiting(self, text: str) -> None:
        """Say that no database is open (yet)."""
        self._show(Connection(text, "", "text3"))

    def show_failed(self) -> None:
        """Say that the database could not be opened."""
        self._show(Connection(_("Sin base de datos"), "", "danger"))

    def show_connection(self, location: str, engine_name: str) -> None:
        """Say where the data is."""
        self._show(connection(location, engine_name))

    def show_saved(self, at: datetime) -> None:
        """Say when something was last saved."""
        self._saved.setText(_("Se guardó a las {time}").format(time=at.astimezone(BOGOTA).strftime("%H:%M")))
        self._settle()

    def show_copied(self, rows: int) -> None:
        """Say for a moment how many rows were copied."""
        said = ngettext("Se copió {count} fila", "Se copiaron {count} filas", rows).format(count=thousands(rows))
        self._told.setText(said)
        announce(self, said)
        self._telling.start()

    def show_user(self, name: str, role: str) -> None:
        """Say who is in and what they may do; nothing when nobody is."""
        self._user.setText(f"{name} · {role}" if name and role else name)
        self._settle()

    def show_drafts(self, count: int) -> None:
        """Say how much was begun and not saved; nothing when there is none."""
        text = ngettext("{count} borrador", "{count} borradores", count).format(count=count) if count else ""
        if text != self.drafts.text():
            self.drafts.setText(text)
            self.drafts.setAccessibleName(_("Ver {drafts} sin guardar").format(drafts=text))
            self._settle()

    def show_version(self, data_version: str) -> None:
        """Say which program this is and, once known, which version the data has."""
        program = f"GSI {__version__}"
        text = _("{program} · datos {version}").format(program=program, version=data_version)
        self._version.setText(text if data_version else program)

    def text(self) -> str:
        """Return what the bar says."""
        labels = (self._place, self._engine, self._user, self._saved, self.drafts, self._told, self._version)
        return " | ".join(label.text() for label in labels if label.text())

    def _show(self, what: Connection) -> None:
        self._place.setText(what.place)
        self._engine.setText(what.engine)
        self._dot.role = what.role
        self._settle()

    def _settle(self) -> None:
        saved = bool(self._saved.text())
        named = bool(self._user.text())
        self._user.setVisible(named)
        self._lines[0].setVisible(bool(self._engine.text()))
        self._engine.setVisible(bool(self._engine.text()))
        self._lines[1].setVisible(named or saved)
        self._lines[3].setVisible(named and saved)
        for part in (self._saved_icon, self._saved):
            part.setVisible(saved)
        self._lines[2].setVisible(bool(self.drafts.text()))
        self.drafts.setVisible(bool(self.drafts.text()))
        self._dot.update()

    def _restyle(self) -> None:
        look = theme()
        self.setFixedHeight(look.px(HEIGHT))
        self._row.setContentsMargins(look.px(14), 1, look.px(14), 0)
        self._row.setSpacing(look.px(6))
        self._saved_icon.setPixmap(pixmap("device-floppy", "text2", look.px(12), self.devicePixelRatioF()))
        self.drafts.setFont(look.font("xs"))
        self.drafts.setFixedHeight(look.px(HEIGHT - 2))
        for line in self._lines:
            line.setFixedHeight(look.px(14))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("surface"))
        painter.setPen(theme().color("hairline"))
        painter.drawLine(0, 0, self.width(), 0)
