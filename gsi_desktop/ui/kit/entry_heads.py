"""The headings and the row numbers of an entry grid."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from gsi_desktop.ui.kit.cells import paint_hairline
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size


class Headings(QHeaderView):
    """The headings of the columns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(30)

    def sizeHint(self) -> QSize:
        """Keep the design's height."""
        return QSize(super().sizeHint().width(), theme().px(size("table.header")))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's name
        """Draw one heading."""
        _paint_head(painter, rect, str(self.model().headerData(logicalIndex, self.orientation())), centred=False)


class RowNumbers(QHeaderView):
    """The numbers of the rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(12)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  Qt's name
        """Draw one number."""
        _paint_head(painter, rect, str(logicalIndex + 1), centred=True)


def _paint_head(painter: QPainter, rect: QRect, text: str, *, centred: bool) -> None:
    look = theme()
    painter.save()
    painter.fillRect(rect, look.color("sunken"))
    paint_hairline(painter, rect, right=True)
    painter.setFont(look.font("s"))
    painter.setPen(look.color("text2"))
    pad = look.px(6)
    room = rect.adjusted(2, 0, -2, 0) if centred else rect.adjusted(pad, 0, -2, 0)
    words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    across = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
    painter.drawText(room, across | Qt.AlignmentFlag.AlignVCenter, words)
    painter.restore()
