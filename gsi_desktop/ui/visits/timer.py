"""How long a visit has lasted, pauses left out."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.pieces import Picture
from gsi_desktop.ui.kit.textfields import shown_time
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.visits import words


class VisitTimer(QWidget):
    """Clock, elapsed time and since when; it goes on from what was saved."""

    def __init__(self) -> None:
        super().__init__()
        self._before = 0
        self._since = QElapsedTimer()
        self.figure = Label(words.clock(0), "l", tabular=True)
        self.since = Label("", "s", "text3", tabular=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(7))
        row.addWidget(Picture("clock", "text2", 18))
        row.addWidget(self.figure)
        row.addWidget(self.since)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._show)

    @property
    def running(self) -> bool:
        """Whether time is counted."""
        return self._since.isValid()

    @property
    def seconds(self) -> int:
        """How long it has lasted."""
        return self._before + (self._since.elapsed() // 1000 if self.running else 0)

    def begin(self, seconds: int, started: str) -> None:
        """Go on from ``seconds``; ``started`` is the hour it began."""
        self._before = seconds
        self.since.setText(_("desde {time}").format(time=shown_time(started)) if started else "")
        self.go_on()

    def go_on(self) -> None:
        """Count."""
        self._since.start()
        self._tick.start()
        self._show()

    def pause(self) -> None:
        """Count no longer until `go_on`."""
        self._before = self.seconds
        self._since.invalidate()
        self._tick.stop()
        self._show()

    def _show(self) -> None:
        self.figure.setText(words.clock(self.seconds))
        set_name(self.figure, _("Tiempo de la visita: {time}").format(time=words.minutes(self.seconds)))
        self.figure.set_tone("text" if self.running else "text3")
