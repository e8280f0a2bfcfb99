"""Small coloured words: facts beside a title, outcomes in a table, filters above a list.

A chip says its meaning in words (and an icon), never by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QWidget,
)

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import paint_focus
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

ChipKind = Literal["neutral", "muted", "accent", "info", "success", "warning", "danger", "earth", "faint"]

CHIP_ROLE: Final = Qt.ItemDataRole.UserRole + 2
"""Item data: the `Chip` a cell shows instead of its text."""

_ICON = 12
_PADDING = 6
_GAP = 4


@dataclass(frozen=True, slots=True)
class Chip:
    """What a chip says. ``fill`` makes it as wide as its cell, so that outcomes form a column."""

    text: str
    kind: ChipKind = "neutral"
    icon: str | None = None
    fill: bool = False


def chip_colors(kind: ChipKind) -> tuple[QColor, QColor, QColor]:
    """Return text, fill and edge colours of a kind."""
    look = theme()
    if kind == "neutral":
        return look.color("text"), look.color("surface"), look.color("border")
    if kind == "muted":
        return look.color("text2"), look.color("sunken"), look.color("border")
    if kind == "accent":
        edge = look.color("border" if look.high_contrast else "accent_soft")
        return look.color("on_accent_soft"), look.color("accent_soft"), edge
    return look.color(kind), look.color(f"{kind}_bg"), look.color(f"{kind}_line")


def chip_width(chip: Chip, font: QFont) -> int:
    """Return the width a chip needs in ``font``."""
    px = theme().px
    icon = px(_ICON) + px(_GAP) if chip.icon else 0
    return QFontMetrics(font).horizontalAdvance(chip.text) + icon + 2 * px(_PADDING) + 1


def paint_chip(painter: QPainter, rect: QRect, chip: Chip, font: QFont) -> None:
    """Draw ``chip`` filling ``rect``; the words are elided when they do not fit."""
    px = theme().px
    text, fill, edge = chip_colors(chip.kind)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(fill)
    radius = px(size("radius.chip"))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    inside = rect.adjusted(px(_PADDING), 0, -px(_PADDING), 0)
    if chip.icon:
        side = px(_ICON)
        paint_icon(painter, QRect(inside.left(), rect.center().y() - side // 2 + 1, side, side), chip.icon, text)
        inside.setLeft(inside.left() + side + px(_GAP))
    painter.setPen(text)
    painter.setFont(font)
    words = painter.fontMetrics().elidedText(chip.text, Qt.TextElideMode.ElideRight, inside.width() + 1)
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
    painter.restore()


def chip_font(role: str = "xs") -> QFont:
    """Return the font of chips: medium weight, size of the type role."""
    font = theme().font(role)
    font.setWeight(QFont.Weight.Medium)
    return font


class ChipLabel(QLabel):
    """A chip as a widget, for headers and cards."""

    def __init__(self, chip: Chip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip = chip
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_chip(chip)
        theme().changed.connect(self.updateGeometry)

    def set_chip(self, chip: Chip) -> None:
        """Show another chip."""
        self._chip = chip
        self.setText(chip.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Fit the words."""
        return QSize(chip_width(self._chip, chip_font("s")), theme().px(size("control.chip")))

    def minimumSizeHint(self) -> QSize:
        """Never cut the words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip instead of plain text."""
        del event
        painter = QPainter(self)
        paint_chip(painter, self.rect(), self._chip, chip_font("s"))
        painter.end()


class ChipDelegate(QStyledItemDelegate):
    """Draws the `Chip` of a cell, left aligned; a cell without one is left to the subclass or Qt."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the chip on the row's background."""
        chip = index.data(CHIP_ROLE)
        if not isinstance(chip, Chip):
            super().paint(painter, option, index)
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme().color("selection"))
        self.paint_chip_in(painter, option.rect, chip)

    def paint_chip_in(self, painter: QPainter, cell: QRect, chip: Chip) -> None:
        """Draw ``chip`` at the left of ``cell``, vertically centred."""
        px = theme().px
        font = chip_font()
        room = cell.adjusted(px(size("table.cell_padding")), 0, -px(4), 0)
        height = px(size("control.chip_in_table"))
        width = room.width() if chip.fill else min(chip_width(chip, font), room.width())
        paint_chip(painter, QRect(room.left(), cell.top() + (cell.height() - height) // 2, width, height), chip, font)


class FilterChip(QToolButton):
    """A filter above a list: "Fase **Acompañamiento** ×" while it filters, an outlined word while it does not.

    A click opens ``menu`` (or emits ``clicked``); the cross, Supr or Retroceso emit ``cleared``.
    """

    cleared = Signal()

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        icon: str | None = None,
        menu: QMenu | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label = label
        self._value = value
        self._icon = icon
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        if menu is not None:
            self.setMenu(menu)
        self._rename()
        theme().changed.connect(self.updateGeometry)

    @property
    def value(self) -> str:
        """The words of the value in force, "" while the filter is off."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show the value in force; "" turns the chip into an outlined word."""
        if value != self._value:
            self._value = value
            self._rename()
            self.updateGeometry()
            self.update()

    def clear_rect(self) -> QRect:
        """Return where the cross is; empty while there is no value."""
        px = theme().px
        if not self._value:
            return QRect()
        return QRect(self.width() - px(10) - px(14), (self.height() - px(14)) // 2, px(14), px(14))

    def sizeHint(self) -> QSize:
        """Fit label, value, icon and cross."""
        px = theme().px
        plain, strong = self._fonts()
        width = 2 * px(12) + QFontMetrics(plain).horizontalAdvance(self._label)
        if self._icon and not self._value:
            width += px(16) + px(6)
        if self._value:
            width += px(6) + QFontMetrics(strong).horizontalAdvance(self._value) + px(20)
        return QSize(width + 2, px(size("control.filter_chip")))

    def minimumSizeHint(self) -> QSize:
        """Never cut the words."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Clear on the cross, else open the menu."""
        if self._on_cross(event.position().toPoint()):
            self.cleared.emit()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear with Supr or Retroceso; Enter opens like a blank does."""
        if self._value and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            if self.menu() is None:
                self.click()
            else:
                self.showMenu()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint when enabled or the palette changes."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pill."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = bool(self._value)
        fill, edge = ("accent_soft", "accent") if on else ("surface", "border")
        if not on and (self.underMouse() or self.isDown()):
            fill, edge = "zebra", "input_border"
        painter.setPen(QPen(look.color(edge), 1))
        painter.setBrush(look.color(fill))
        radius = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
        self._paint_words(painter, look.color("on_accent_soft" if on else "text2"))
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), radius=radius / max(look.scale, 0.1))
        painter.end()

    def _paint_words(self, painter: QPainter, color: QColor) -> None:
        px = theme().px
        plain, strong = self._fonts()
        left = px(12)
        if self._icon and not self._value:
            paint_icon(painter, QRect(left, (self.height() - px(16)) // 2, px(16), px(16)), self._icon, color)
            left += px(16) + px(6)
        for font, text in ((plain, self._label), (strong, self._value)):
            painter.setFont(font)
            painter.setPen(color)
            width = QFontMetrics(font).horizontalAdvance(text)
            painter.drawText(QRect(left, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            left += width + px(6)
        if self._value:
            paint_icon(painter, self.clear_rect(), "x", color)

    def _on_cross(self, point: QPoint) -> bool:
        return bool(self._value) and self.clear_rect().adjusted(-4, -8, 8, 8).contains(point)

    def _fonts(self) -> tuple[QFont, QFont]:
        strong = theme().font("s")
        strong.setWeight(QFont.Weight.DemiBold)
        return theme().font("s"), strong

    def _rename(self) -> None:
        set_name(self, f"{self._label}: {self._value}" if self._value else self._label)
        self.setToolTip(_("Supr quita este filtro") if self._value else "")
