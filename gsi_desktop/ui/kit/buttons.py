"""Buttons of the kit: one primary per page, the rest secondary, flat in dense places; all with words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen, QShortcutEvent
from PySide6.QtWidgets import QPushButton, QWidget

from gsi_desktop.ui.kit.accessibility import plain, set_name
from gsi_desktop.ui.kit.icons import icon as themed_icon
from gsi_desktop.ui.kit.theme import theme

Kind = Literal["primary", "secondary", "flat", "danger", "link"]
Size = Literal["small", "normal", "large", "icon", "cross"]

_ICON_ROLE = {"primary": "on_accent", "danger": "danger", "flat": "text2", "link": "link"}
_ICON_PX = 18
_COMING_BACK = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
_ICON_GAP = 4


class Button(QPushButton):
    """A push button of a kind, with the design's focus ring when reached by keyboard."""

    def __init__(
        self,
        text: str,
        icon: str | None = None,
        slot: Callable[[], object] | None = None,
        *,
        kind: Kind = "secondary",
        size: Size = "normal",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._by_keyboard = False
        self._folded = ""
        self._icon_name = icon
        self.setProperty("kind", kind)
        self.setProperty("extent", size)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
        if slot is not None:
            self.clicked.connect(lambda _checked: slot())
        theme().changed.connect(self._draw_icon)
        self._draw_icon()

    def set_icon(self, name: str) -> None:
        """Show the icon ``name`` in the colour of the button's words."""
        self._icon_name = name
        self._draw_icon()

    def fold(self, folded: bool) -> None:
        """Show the icon alone where words have no room; they stay in tooltip and name."""
        if folded == bool(self._folded) or self._icon_name is None:
            return
        words, self._folded = (self.text(), self.text()) if folded else (self._folded, "")
        self.setText("" if folded else words)
        self.setToolTip(plain(words) if folded else "")
        set_name(self, words)
        self._draw_icon()

    def _draw_icon(self) -> None:
        if self._icon_name is not None:
            role = "text" if theme().high_contrast else _ICON_ROLE.get(self._kind, "text")
            self.setIcon(themed_icon(self._icon_name, role, _ICON_PX, self._gap()))
        side = theme().px(_ICON_PX)
        self.setIconSize(QSize(side + theme().px(self._gap()), side))

    def _gap(self) -> int:
        return _ICON_GAP if self.text() else 0

    def event(self, event: QEvent) -> bool:
        """Act at once on an access key: Qt waits 100 ms, and what is typed meanwhile would go to the former field."""
        if event.type() is QEvent.Type.Shortcut and not cast("QShortcutEvent", event).isAmbiguous():
            self.click()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember how the focus came: a click shows no ring; coming back to the window changes nothing."""
        if event.reason() not in _COMING_BACK:
            self._by_keyboard = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring over the styled button."""
        super().paintEvent(event)
        if self.hasFocus() and self._by_keyboard:
            painter = QPainter(self)
            inside = self._kind == "primary" and not theme().high_contrast
            paint_focus(painter, QRectF(self.rect()), role="on_accent" if inside else "focus", inset=3 if inside else 1)
            painter.end()


def paint_focus(painter: QPainter, rect: QRectF, *, role: str = "focus", inset: float = 1, radius: float = 6) -> None:
    """Draw the 2 px focus ring within ``rect``, its outer edge ``inset - 1`` px from the border."""
    look = theme()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color(role), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    corner = max(1.0, look.px(radius) - inset)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), corner, corner)


def primary(text: str, icon: str | None = None, slot: Callable[[], object] | None = None) -> Button:
    """Return the one button of a page that does what the page is for."""
    return Button(text, icon, slot, kind="primary")


def secondary(text: str, icon: str | None = None, slot: Callable[[], object] | None = None) -> Button:
    """Return an ordinary button."""
    return Button(text, icon, slot)


def flat(text: str, icon: str | None = None, slot: Callable[[], object] | None = None) -> Button:
    """Return a button without a border, for tool rows above lists."""
    return Button(text, icon, slot, kind="flat", size="small")


def link(text: str, slot: Callable[[], object] | None = None) -> Button:
    """Return a button that looks like a link, for "Ver todo" in a card's title."""
    return Button(text, None, slot, kind="link", size="small")


def icon_button(icon: str, name: str, slot: Callable[[], object] | None = None) -> Button:
    """Return a square button with an icon only; ``name`` is its tooltip and its spoken name."""
    button = Button("", icon, slot, size="icon")
    button.setToolTip(name)
    set_name(button, name)
    return button
