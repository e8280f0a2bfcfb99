"""How the state of a logro looks and is called: a letter, an icon and a colour, never the colour alone."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gsi_desktop.models.enums import MarkState
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.chips import ChipKind, chip_colors
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_ICON: Final = 12
_EDGE: Final = 6


class StateLook(NamedTuple):
    """Colours, as those of a chip, and icon of a state."""

    kind: ChipKind
    icon: str


LOOKS: Final = {
    MarkState.ACHIEVED: StateLook("success", "check"),
    MarkState.PENDING: StateLook("danger", "circle"),
    MarkState.IN_PROGRESS: StateLook("warning", "progress"),
    MarkState.OBJECTIVE: StateLook("info", "ban"),
    MarkState.DISINTEREST: StateLook("earth", "user-off"),
    MarkState.NOT_APPLICABLE: StateLook("faint", "minus"),
    MarkState.UNKNOWN: StateLook("neutral", "question-mark"),
}
"""In the order of the legend."""


def state_name(state: MarkState, *, full: bool = False) -> str:
    """Return what a state is called; ``full`` says also that it is *no gestionable*."""
    objective = _("No gestionable: causa objetiva") if full else _("Causa objetiva")
    disinterest = _("No gestionable: desinterés") if full else _("Desinterés")
    return {
        MarkState.ACHIEVED: _("Alcanzado"),
        MarkState.PENDING: _("Por alcanzar"),
        MarkState.IN_PROGRESS: _("En gestión"),
        MarkState.OBJECTIVE: objective,
        MarkState.DISINTEREST: disinterest,
        MarkState.NOT_APPLICABLE: _("No aplica"),
        MarkState.UNKNOWN: _("Sin información"),
    }[state]


def state_size(*, initial: bool = False) -> QSize:
    """Return the size of the chip of today, or of the smaller one of the línea base."""
    px = theme().px
    wide = size("control.logro_chip_baseline" if initial else "control.logro_chip_width")
    return QSize(px(wide), px(size("control.chip")))


def paint_state(painter: QPainter, rect: QRect, state: MarkState, *, initial: bool = False) -> None:
    """Draw the chip of today, filled, with letter and icon; or that of the línea base, outlined, with the letter."""
    look = LOOKS[state]
    px = theme().px
    text, fill, edge = chip_colors(look.kind)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    unknown = state is MarkState.UNKNOWN
    color = theme().color("input_border") if unknown else edge
    painter.setPen(QPen(color, 1, Qt.PenStyle.DashLine if unknown else Qt.PenStyle.SolidLine))
    painter.setBrush(theme().color("surface") if initial else fill)
    radius = px(size("radius.chip"))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setPen(text)
    painter.setFont(_letter_font(strong=not initial))
    if initial:
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, state.value)
    else:
        half = (rect.width() - px(_ICON) - px(4)) // 2
        letter = QRect(rect.left() + px(2), rect.top(), half + px(2), rect.height())
        painter.drawText(letter, Qt.AlignmentFlag.AlignCenter, state.value)
        side = px(_ICON)
        middle = rect.center().y() - side // 2 + (rect.height() % 2 == 0)
        paint_icon(painter, QRect(rect.right() - side - px(_EDGE) + 1, middle, side, side), look.icon, text)
    painter.restore()


def _letter_font(*, strong: bool) -> QFont:
    font = theme().font("xs")
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Medium)
    return font


class StateChip(QWidget):
    """The chip of a state as a widget; ``initial`` draws it as the línea base is drawn."""

    def __init__(self, state: MarkState, *, initial: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._initial = initial
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(state)
        theme().changed.connect(self.updateGeometry)

    @property
    def state(self) -> MarkState:
        """The state shown."""
        return self._state

    def set_state(self, state: MarkState) -> None:
        """Show another state."""
        self._state = state
        self.setToolTip(state_name(state, full=True))
        set_name(self, state_name(state, full=True))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the design."""
        return state_size(initial=self._initial)

    def minimumSizeHint(self) -> QSize:
        """Never be cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        del event
        painter = QPainter(self)
        paint_state(painter, self.rect(), self._state, initial=self._initial)
        painter.end()
