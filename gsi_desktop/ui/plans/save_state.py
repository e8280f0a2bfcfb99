"""Whether what one typed is stored: said beside the title, quietly, as long as all is well."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.icons import pixmap
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme


class SaveState(QWidget):
    """ "Guardado 10:42", "Guardando…" or "Sin guardar". ``changed`` fires when it says something else."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tone = "text3"
        self.picture = Label()
        self.words = Label("", "s", "text3", tabular=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.picture)
        self._row.addWidget(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._draw)
        self._draw()

    @property
    def at_rest(self) -> bool:
        """Whether everything is stored."""
        return self._tone == "success"

    def show_saving(self) -> None:
        """Say that a save is under way."""
        self._say(_("Guardando…"), "text3")

    def show_saved(self, at: datetime | None = None) -> None:
        """Say that everything is stored, and since when."""
        text = _("Guardado {time}").format(time=f"{at.astimezone(BOGOTA):%H:%M}") if at is not None else _("Guardado")
        self._say(text, "success")

    def show_unsaved(self) -> None:
        """Say that something is not stored."""
        self._say(_("Sin guardar"), "warning")

    def _say(self, text: str, tone: str) -> None:
        self.words.setText(text)
        self.words.set_tone(tone)
        self._tone = tone
        set_name(self, text)
        self._draw()
        self.changed.emit()

    def _draw(self) -> None:
        side = theme().px(16)
        icon = "alert-triangle" if self._tone == "warning" else "device-floppy"
        self.picture.setPixmap(pixmap(icon, self._tone, side, self.devicePixelRatioF()))
        self._row.setSpacing(theme().px(4))
