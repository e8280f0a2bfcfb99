"""What covers the window before and between work: brand and what is asked at the left, something quiet at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gsi_desktop import __version__
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.navigation import Mark

_PANEL = 520
_WIDEST = 760
_ASIDE = 460
_ALL = 1000
"""Stretch of what takes all the room up to its width; what a wide window has more stands at both sides."""


class Front(QFrame):
    """A panel with brand, one notice, a body that scrolls, buttons and a foot; ``aside`` beside it, both centred."""

    def __init__(self, aside: QWidget) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._bars = QVBoxLayout()
        self._bar: InfoBar | None = None
        self.foot = QHBoxLayout()
        self.buttons = QHBoxLayout()
        self._panel = QFrame()
        self._panel.setObjectName("first_run_panel")
        self._aside = aside

    @property
    def bar(self) -> InfoBar | None:
        """The notice shown."""
        return self._bar

    def say(self, bar: InfoBar | None) -> None:
        """Show ``bar`` under the brand in place of an earlier notice."""
        if self._bar is not None:
            self._bars.removeWidget(self._bar)
            self._bar.hide()
            self._bar.deleteLater()
        self._bar = bar
        if bar is not None:
            self._bars.addWidget(bar)
            bar.show()

    def lay_out(self, body: QWidget) -> None:
        """Arrange the panel around ``body``; call once."""
        px = theme().px
        column = QVBoxLayout(self._panel)
        column.setContentsMargins(px(56), px(40), px(56), px(20))
        column.setSpacing(px(16))
        column.addLayout(_brand())
        column.addSpacing(px(12))
        column.addLayout(self._bars)
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        self._scroll = scroll
        column.addWidget(scroll, 1)
        self.buttons.setSpacing(px(8))
        column.addLayout(self.buttons)
        column.addWidget(Line())
        self.foot.insertWidget(0, Label(f"GSI {__version__}", "s", "text3"))
        column.addLayout(self.foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addStretch(1)
        row.addWidget(self._panel)
        row.addWidget(self._aside, _ALL)
        row.addStretch(1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll to ``widget``."""
        self._scroll.ensureWidgetVisible(widget, 0, theme().px(40))

    def _restyle(self) -> None:
        self._panel.setFixedWidth(min(theme().px(_PANEL), _WIDEST))
        self._aside.setMaximumWidth(theme().px(_ASIDE))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the panel's ground and the edge beside it."""
        del event
        painter, look = QPainter(self), theme()
        painter.fillRect(self.rect(), look.color("window"))
        painter.fillRect(self._panel.geometry(), look.color("surface"))
        painter.setPen(look.color("hairline"))
        sheet = self._panel.geometry()
        painter.drawLine(sheet.topLeft(), sheet.bottomLeft())
        painter.drawLine(sheet.topRight(), sheet.bottomRight())


def _brand() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme().px(12))
    row.addWidget(Mark(40))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Label("GSI Escritorio", "l"))
    words.addWidget(Label(_("Gestión Social Integral"), "body", "text2"))
    row.addLayout(words, 1)
    return row
