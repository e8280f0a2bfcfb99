"""The strip of Inicio: how many families there are and how long ago they were visited, each figure a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QToolButton, QVBoxLayout

from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.workload_data import Band, Workload
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import paint_focus
from gsi_desktop.ui.kit.charts import ProportionBar, Share, paint_swatch
from gsi_desktop.ui.kit.formats import share, thousands
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme

ROLES: Final = {
    Band.NEVER: "danger",
    Band.UNDER_ONE_MONTH: "chart_today",
    Band.ONE_TO_THREE: "chart_base",
    Band.OVER_THREE: "chart_2",
}
"""The colour of each band; its name and figure stand beside it."""

_HIGH: Final = 69
_NARROWEST: Final = 172
_FIVE: Final = tuple((0, column, 1) for column in range(5))
_THREE: Final = ((0, 0, 2), (0, 2, 2), (0, 4, 2), (1, 0, 3), (1, 3, 3))
_ONE: Final = tuple((row, 0, 1) for row in range(5))
"""Row, column and span of each cell where five, three or one stand side by side."""


@dataclass(frozen=True, slots=True)
class _Look:
    label: str
    icon: str = ""
    role: str = ""


class FigureCell(QToolButton):
    """A figure under its name with a chevron: a click, Enter or a blank opens what it counts."""

    def __init__(self, label: str, *, icon: str = "", role: str = "") -> None:
        super().__init__()
        self._look = _Look(label, icon, role)
        self._figure, self._note = "–", ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        self._rename()

    @property
    def figure(self) -> str:
        """The figure shown."""
        return self._figure

    def set_label(self, label: str) -> None:
        """Change the name above the figure."""
        self._look = _Look(label, self._look.icon, self._look.role)
        self._rename()

    def set_figure(self, figure: str, note: str = "") -> None:
        """Show ``figure`` with quiet words beside it."""
        self._figure, self._note = figure, note
        self._rename()

    def sizeHint(self) -> QSize:
        """Fit name and figure."""
        px = theme().px
        words = QFontMetrics(theme().font("s")).horizontalAdvance(self._look.label)
        return QSize(words + px(24) + 2 * px(14) + px(20), px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        """Allow narrower cells, down to the figure."""
        return QSize(theme().px(110), theme().px(_HIGH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter as with a blank."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # the strip moves along its cells
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name, figure and chevron."""
        del event
        look, px = theme(), theme().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.fillRect(self.rect().adjusted(1, 1, -1, 0), look.color("zebra"))
        left, top = px(14), px(10)
        side = px(16)
        if self._look.icon:
            paint_icon(painter, QRect(left, top, side, side), self._look.icon, look.color("text2"))
            shift = side + px(6)
        else:
            paint_swatch(painter, QRect(left, top + px(3), px(10), px(10)), self._look.role)
            shift = px(10) + px(6)
        chevron = QRect(self.width() - px(10) - px(14), top + px(1), px(14), px(14))
        paint_icon(painter, chevron, "chevron-right", look.color("text3"))
        painter.setFont(look.font("s"))
        painter.setPen(look.color("text2"))
        room = QRect(left + shift, top, chevron.left() - px(4) - left - shift, side)
        words = painter.fontMetrics().elidedText(self._look.label, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        self._paint_figure(painter, QRect(left, top + side, self.width() - 2 * left, self.height() - top - side))
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), radius=4)
        painter.end()

    def _paint_figure(self, painter: QPainter, room: QRect) -> None:
        look = theme()
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        font = look.tabular_font("xl")
        painter.setFont(font)
        painter.setPen(look.color("text"))
        painter.drawText(room, align, self._figure)
        used = QFontMetrics(font).horizontalAdvance(self._figure) + look.px(8)
        painter.setFont(look.tabular_font("s"))
        painter.setPen(look.color("text3"))
        painter.drawText(room.adjusted(used, look.px(4), 0, 0), align, self._note)

    def _rename(self) -> None:
        said = ", ".join(part for part in (f"{self._look.label}: {self._figure}", self._note) if part)
        set_name(self, said)
        self.setToolTip(_("{figure}. Abre la lista").format(figure=said))
        self.update()


class BandStrip(QFrame):
    """Five cells and the bar they add up to. ``chosen`` carries the `Band` whose list is wanted, None for all."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.whole = FigureCell("", icon="users")
        self.cells = {band: FigureCell(wording.band(band), role=role) for band, role in ROLES.items()}
        self.bar = ProportionBar(6, foot=True)
        self._across = 0
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._grid)
        column.addWidget(self.bar)
        self.whole.clicked.connect(lambda: self.chosen.emit(None))
        for band, cell in self.cells.items():
            cell.clicked.connect(lambda _on=False, band=band: self.chosen.emit(band))
        theme().changed.connect(self._arrange)
        self._arrange()

    def show_figures(self, found: Workload, label: str) -> None:
        """Show the figures; ``label`` says whose families they are."""
        self.whole.set_label(label)
        self.whole.set_figure(thousands(found.families))
        shares = []
        for band, count in found.bands:
            self.cells[band].set_figure(thousands(count), share(count, found.families))
            shares.append(Share(wording.band(band), count, ROLES[band]))
        self.bar.show_shares(shares, found.families)

    def order(self) -> Sequence[FigureCell]:
        """Return the cells from left to right."""
        return (self.whole, *self.cells.values())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between the cells with the arrows."""
        cells = list(self.order())
        here = next((number for number, cell in enumerate(cells) if cell.hasFocus()), None)
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if here is None or step is None:
            super().keyPressEvent(event)
            return
        cells[(here + step) % len(cells)].setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go on below where five do not fit."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw hairlines between the cells."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(theme().color("hairline"))
        for number, cell in enumerate(self.order()):
            if cell.x() > 1:
                painter.drawLine(cell.x(), cell.y(), cell.x(), cell.geometry().bottom())
            if number >= self._across:
                painter.drawLine(cell.x(), cell.y(), cell.geometry().right(), cell.y())
        painter.end()

    def _arrange(self) -> None:
        width = self.width() / theme().scale
        across = 5 if width >= 5 * _NARROWEST else 3 if width >= 3 * _NARROWEST else 1
        if across == self._across:
            return
        self._across = across
        places = {5: _FIVE, 3: _THREE, 1: _ONE}[across]
        for cell, (row, column, span) in zip(self.order(), places, strict=True):
            self._grid.addWidget(cell, row, column, 1, span)
        for column in range(6):
            self._grid.setColumnStretch(column, 1 if column < (6 if across == 3 else across) else 0)
