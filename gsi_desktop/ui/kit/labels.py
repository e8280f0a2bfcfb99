"""Labels that carry a type role and a tone and follow the theme by themselves."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from gsi_desktop.ui.kit.theme import theme


class Label(QLabel):
    """A label in a type role (``"m"``) and a tone (a text colour role such as ``"text2"``)."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        *,
        wrap: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        theme().use_font(self, role, tabular=tabular)

    def set_tone(self, tone: str) -> None:
        """Change the colour role of the text."""
        if tone != self.property("tone"):
            self.setProperty("tone", tone)
            repolish(self)


class ElidedLabel(Label):
    """A one-line label that ends in … when it does not fit and then offers the full text as tooltip."""

    def minimumSizeHint(self) -> QSize:
        """Allow nearly any width."""
        return QSize(theme().px(24), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        del event
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
        self.setToolTip("" if shown == self.text() else self.text())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment() | Qt.TextFlag.TextSingleLine, shown)
        painter.end()


class Line(QFrame):
    """A hairline, horizontal or vertical."""

    def __init__(self, orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("line", True)
        expanding, fixed = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
            self.setSizePolicy(expanding, fixed)
        else:
            self.setFixedWidth(1)
            self.setSizePolicy(fixed, expanding)


def repolish(widget: QWidget) -> None:
    """Have the stylesheet look at ``widget`` again after a property it selects by has changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
