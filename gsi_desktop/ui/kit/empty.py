"""What stands in a list without rows: one sentence why, one button to go on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gsi_desktop.ui.kit import icons
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme


class EmptyState(QWidget):
    """A centred block: icon, the reason, at most one button, which takes the keyboard for the block."""

    def __init__(
        self,
        icon: str,
        why: str,
        action: tuple[str, Callable[[], object]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._picture = QLabel()
        self.why = Label(why, "body", "text2", wrap=True)
        self.button: Button | None = Button(action[0], None, action[1]) if action is not None else None
        self._build()
        theme().changed.connect(self._draw)
        self._draw()

    def _build(self) -> None:
        center = Qt.AlignmentFlag.AlignHCenter
        self.why.setAlignment(center)
        self._picture.setAlignment(center)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self._picture)
        column.addWidget(self.why)
        if self.button is not None:
            column.addWidget(self.button, 0, center)
            self.setFocusProxy(self.button)
        column.addStretch(1)

    def _draw(self) -> None:
        px = theme().px
        layout = self.layout()
        if layout is not None:
            layout.setSpacing(px(10))
        self._picture.setPixmap(icons.pixmap(self._icon, "text3", px(24), self.devicePixelRatioF()))
