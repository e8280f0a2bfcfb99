"""A state said inside the page, below the header, for as long as it lasts; never a reaction to each click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Final, Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit import icons
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

Severity = Literal["info", "success", "warning", "danger"]
_ICONS: Final = {
    "info": "info-circle",
    "success": "circle-check",
    "warning": "alert-triangle",
    "danger": "alert-circle",
}


class InfoBar(QFrame):
    """Severity, a bold first sentence, a detail and at most two buttons; spoken when shown or changed.

    ``links`` are words that lead somewhere, listed after the detail (the fields to correct in a form).
    ``closed`` fires when the person closes it, which only a ``closable`` bar offers.
    """

    closed = Signal()

    def __init__(
        self,
        severity: Severity,
        title: str,
        detail: str = "",
        *,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        links: Sequence[tuple[str, Callable[[], object]]] = (),
        icon: str | None = None,
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if len(actions) > 2:
            raise ValueError("an InfoBar has at most two buttons")
        self._severity: Severity = severity
        self._icon = icon or _ICONS[severity]
        self._title = title
        self._detail = detail
        self._links = list(links)
        self._picture = QLabel()
        self._words = QLabel()
        self._buttons = [Button(text, None, slot) for text, slot in actions]
        self._build(closable)
        theme().changed.connect(self._restyle)
        self._restyle()

    @property
    def text(self) -> str:
        """What the bar says, without marks: title, detail and links."""
        return " ".join(part for part in (self._title, self._detail, *(words for words, _slot in self._links)) if part)

    @property
    def severity(self) -> Severity:
        """``info``, ``success``, ``warning`` or ``danger``."""
        return self._severity

    def set_message(self, severity: Severity, title: str, detail: str = "") -> None:
        """Say something else in the same place; spoken again when it differs."""
        if (severity, title, detail) == (self._severity, self._title, self._detail):
            return
        self._severity, self._title, self._detail = severity, title, detail
        self._icon = _ICONS[severity]
        self._restyle()
        if self.isVisible():
            self._speak()

    def to_action(self) -> None:
        """Give the keyboard to the first button, if there is one."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, closable: bool) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._words.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            if self._links
            else Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._words.linkActivated.connect(self._follow)
        row = QHBoxLayout(self)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        for button in self._buttons:
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        if closable:
            cross = Button("", "x", self._close, kind="flat", size="cross")
            cross.setToolTip(_("Cerrar aviso"))
            set_name(cross, _("Cerrar aviso"))
            row.addWidget(cross, 0, Qt.AlignmentFlag.AlignVCenter)

    def _restyle(self) -> None:
        look = theme()
        across, down = look.px(size("infobar.padding_x")), look.px(size("infobar.padding_y"))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(across + look.px(size("infobar.edge")), down, across, down)
            layout.setSpacing(look.px(10))
        side = int(size("infobar.icon"))
        self._picture.setPixmap(icons.pixmap(self._icon, self._severity, look.px(side), self.devicePixelRatioF()))
        self._words.setText(self._html())
        set_name(self._words, self.text)
        self.update()

    def _html(self) -> str:
        color = theme().color("link").name()
        links = " · ".join(
            f'<a href="{index}" style="color:{color}; font-weight:500">{escape(words)}</a>'
            for index, (words, _slot) in enumerate(self._links)
        )
        title = f'<span style="font-weight:600">{escape(self._title)}</span>'
        return " ".join(part for part in (title, escape(self._detail), links) if part)

    def _follow(self, href: str) -> None:
        self._links[int(href)][1]()

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _speak(self) -> None:
        announce(self, self.text, urgent=self._severity == "danger")

    def showEvent(self, event: QShowEvent) -> None:
        """Speak once the bar is on screen."""
        super().showEvent(event)
        if not event.spontaneous():
            self._speak()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tinted frame with its thick left edge."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = look.px(size("infobar.radius"))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(frame, radius, radius)
        painter.fillPath(path, look.color(f"{self._severity}_bg"))
        painter.setPen(QPen(look.color(f"{self._severity}_line"), 1))
        painter.drawPath(path)
        edge = QRectF(0, 0, look.px(size("infobar.edge")), self.height())
        painter.setClipPath(path)
        painter.fillRect(edge, look.color(self._severity))
        painter.end()
