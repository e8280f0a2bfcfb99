"""Charts where looking beats reading, drawn from the tokens; each says its figures in words and has its table."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.buttons import Button, paint_focus
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_V_CENTER: Final = Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | _V_CENTER
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | _V_CENTER


def fill(role: str) -> QBrush:
    """Return how a series is filled: its colour, or under high contrast a hatch that tells the base from the rest."""
    look = theme()
    hatched = look.high_contrast and role == "chart_base"
    return QBrush(look.color(role), Qt.BrushStyle.BDiagPattern if hatched else Qt.BrushStyle.SolidPattern)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: what it is called, how much, and the colour role it is drawn in."""

    label: str
    value: int
    role: str


class ProportionBar(QWidget):
    """Parts of a whole on one line, in proportion; what is left of ``total`` is the empty track.

    ``foot`` rounds only the lower corners, for a bar that closes a card.
    """

    def __init__(self, height: int = 8, *, foot: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._high = height
        self._foot = foot
        self._shares: tuple[Share, ...] = ()
        self._total = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_shares(self, shares: Sequence[Share], total: int | None = None, said: str = "") -> None:
        """Draw ``shares`` of ``total`` (their sum when None); ``said`` is what assistive technology reads."""
        self._shares = tuple(shares)
        self._total = sum(share.value for share in shares) if total is None else total
        set_name(self, said or ", ".join(f"{share.label}: {share.value}" for share in shares))
        self.update()

    def parts(self, width: int) -> list[tuple[int, int, str]]:
        """Return left edge, width and role of each part in ``width`` px; a part that is not 0 is never invisible."""
        if not self._total:
            return []
        found, done = [], 0
        for share in self._shares:
            left = round(width * done / self._total)
            done += share.value
            right = round(width * done / self._total)
            if share.value:
                found.append((left, max(right - left - (right < width), 2), share.role))
        return found

    def sizeHint(self) -> QSize:
        """Be as high as asked."""
        return QSize(theme().px(60), theme().px(self._high))

    def minimumSizeHint(self) -> QSize:
        """Never be lower."""
        return QSize(theme().px(24), theme().px(self._high))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track and parts."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        radius = look.px(size("radius.card" if self._foot else "radius.bar"))
        painter.setClipRect(box)
        rounded = box.adjusted(0, -3 * radius, 0, 0) if self._foot else box
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("sunken"))
        painter.drawRoundedRect(rounded, radius, radius)
        for left, wide, role in self.parts(self.width()):
            painter.save()
            painter.setClipRect(QRectF(left, 0, wide, self.height()))
            painter.setBrush(fill(role))
            painter.drawRoundedRect(rounded, radius, radius)
            painter.restore()
        if look.high_contrast and not self._foot:
            painter.setPen(QPen(look.color("text"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()


class RowChart(QWidget):
    """Rows of figures one below the other, each a link: ↑ and ↓ move, Enter or a click emits ``activated``.

    Without ``linked`` it is a picture: no focus, no hand.
    """

    activated = Signal(object)

    def __init__(self, label: str, *, row: int, linked: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._row_high = row
        self._linked = linked
        self._current = 0
        self._under = -1
        self._by_keyboard = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if linked:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setMouseTracking(True)
        theme().changed.connect(self.updateGeometry)

    # --- what a chart says

    @abstractmethod
    def keys(self) -> Sequence[object]:
        """Return the key of each row."""

    @abstractmethod
    def spoken(self, number: int) -> str:
        """Return row ``number`` in words."""

    @abstractmethod
    def paint_row(self, painter: QPainter, row: QRect, number: int) -> None:
        """Draw row ``number`` in ``row``."""

    def rows_changed(self) -> None:
        """Say and draw the rows anew; subclasses call it when they are given others."""
        self._current = max(0, min(self._current, len(self.keys()) - 1))
        self._tell()
        self.updateGeometry()
        self.update()

    # --- rows

    def row_rect(self, number: int) -> QRect:
        """Return where row ``number`` is drawn; rows spread over what room there is, up to half more."""
        count = max(1, len(self.keys()))
        least = theme().px(self._row_high)
        high = max(least, min(self.height() // count, round(least * 1.5)))
        return QRect(0, number * high, self.width(), high)

    @property
    def current(self) -> object | None:
        """The key of the row the keyboard is on."""
        keys = self.keys()
        return keys[self._current] if keys else None

    def go_to(self, number: int) -> None:
        """Put the keyboard on row ``number``."""
        if 0 <= number < len(self.keys()) and number != self._current:
            self._current = number
            self._tell()
            announce(self, self.spoken(number))
            self.update()

    # --- Qt

    def sizeHint(self) -> QSize:
        """Have room for every row."""
        return QSize(theme().px(220), theme().px(self._row_high) * len(self.keys()))

    def minimumSizeHint(self) -> QSize:
        """Never cut a row."""
        return QSize(theme().px(140), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and open."""
        last = len(self.keys()) - 1
        goal = {
            Qt.Key.Key_Down: min(last, self._current + 1),
            Qt.Key.Key_Up: max(0, self._current - 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if goal is not None:
            self._by_keyboard = True
            self.go_to(goal)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current is not None:
            self.activated.emit(self.current)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which row a click would open."""
        self._point_at(self._row_at(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._point_at(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the row clicked."""
        number = self._row_at(event.position().toPoint().y())
        if self._linked and event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self.go_to(number)
            self.activated.emit(self.keys()[number])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember how the focus came: a click shows no ring."""
        self._by_keyboard = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, the one pointed at on a soft ground, the ring around the current one."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(len(self.keys())):
            row = self.row_rect(number)
            if number == self._under:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("zebra"))
                painter.drawRoundedRect(QRectF(row), look.px(4), look.px(4))
            painter.save()
            self.paint_row(painter, row.adjusted(look.px(4), 0, -look.px(4), 0), number)
            painter.restore()
        if self.hasFocus() and self._by_keyboard and self.keys():
            paint_focus(painter, QRectF(self.row_rect(self._current)), radius=4)
        painter.end()

    # --- inside

    def _row_at(self, y: int) -> int:
        high = self.row_rect(0).height()
        number = y // high if high else -1
        return number if 0 <= number < len(self.keys()) else -1

    def _point_at(self, number: int) -> None:
        if number != self._under:
            self._under = number
            self.setCursor(Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def _tell(self) -> None:
        said = self.spoken(self._current) if self.keys() else _("sin datos")
        set_name(self, f"{self._label}. {said}")
        self.setAccessibleDescription(". ".join(self.spoken(number) for number in range(len(self.keys()))))


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of `BarChart`: ``share`` is the figure as part of the whole, in words ("93 %")."""

    key: object
    label: str
    value: int
    figure: str
    share: str = ""


class BarChart(RowChart):
    """Bars from one edge: a funnel of stages, a ranking. The longest fills the room."""

    def __init__(self, label: str, *, role: str = "chart_today", linked: bool = True) -> None:
        super().__init__(label, row=21, linked=linked)
        self._role = role
        self._bars: tuple[Bar, ...] = ()

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Draw ``bars``."""
        self._bars = tuple(bars)
        self.rows_changed()

    def keys(self) -> Sequence[object]:
        """Return the key of each bar."""
        return [bar.key for bar in self._bars]

    def spoken(self, number: int) -> str:
        """Return a bar in words."""
        bar = self._bars[number]
        return f"{bar.label}: {bar.figure}" + (f", {bar.share}" if bar.share else "")

    def paint_row(self, painter: QPainter, row: QRect, number: int) -> None:
        """Draw name, bar, figure and share."""
        look, bar = theme(), self._bars[number]
        names = self._widest(look.font("s"), [one.label for one in self._bars])
        shares = self._widest(look.font("s"), [one.share for one in self._bars])
        figures = self._widest(look.tabular_font("body_strong"), [one.figure for one in self._bars])
        names = min(names + 2, row.width() // 2)
        painter.setFont(look.font("s"))
        painter.setPen(look.color("text2"))
        words = painter.fontMetrics().elidedText(bar.label, Qt.TextElideMode.ElideRight, names)
        painter.drawText(QRect(row.left(), row.top(), names, row.height()), _LEFT, words)
        painter.setPen(look.color("text3"))
        painter.drawText(row, _RIGHT, bar.share)
        right = row.right() - shares - (look.px(10) if shares else 0)
        painter.setFont(look.tabular_font("body_strong"))
        painter.setPen(look.color("text"))
        painter.drawText(QRect(row.left(), row.top(), right - row.left(), row.height()), _RIGHT, bar.figure)
        left = row.left() + names + look.px(10)
        self._paint_bar(painter, QRect(left, row.top(), right - figures - look.px(10) - left, row.height()), bar)

    def _paint_bar(self, painter: QPainter, room: QRect, bar: Bar) -> None:
        look = theme()
        most = max((one.value for one in self._bars), default=0)
        if not bar.value or not most or room.width() <= 0:
            return
        high = look.px(11)
        wide = max(look.px(3), round(room.width() * bar.value / most))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill(self._role))
        radius = min(look.px(size("radius.bar")), wide / 2)
        painter.drawRoundedRect(QRectF(room.left(), room.center().y() - high // 2 + 1, wide, high), radius, radius)

    @staticmethod
    def _widest(font: Any, texts: Sequence[str]) -> int:
        metrics = QFontMetrics(font)
        return max((metrics.horizontalAdvance(text) for text in texts), default=0) + 1


@dataclass(frozen=True, slots=True)
class Progress:
    """A row of `DimensionBars`: ``base`` reached at first, ``kept`` of them still, ``now`` of ``whole`` today."""

    key: object
    label: str
    icon: str
    base: int
    kept: int
    now: int
    whole: int


class DimensionBars(RowChart):
    """One block per thing to reach: grey already reached at first and kept, teal reached since, outlined to reach."""

    def __init__(self, label: str) -> None:
        super().__init__(label, row=24)
        self._rows: tuple[Progress, ...] = ()

    def show_progress(self, rows: Sequence[Progress]) -> None:
        """Draw ``rows``."""
        self._rows = tuple(rows)
        self.rows_changed()

    def keys(self) -> Sequence[object]:
        """Return the key of each row."""
        return [row.key for row in self._rows]

    def spoken(self, number: int) -> str:
        """Return a row in words."""
        row = self._rows[number]
        if not row.whole:
            return _("{name}: no aplica").format(name=row.label)
        return _("{name}: de {base} a {now}, de {whole}").format(
            name=row.label, base=row.base, now=row.now, whole=row.whole
        )

    def blocks(self, number: int) -> tuple[int, int, int]:
        """Return how many blocks of row ``number`` are grey, teal and outlined."""
        row = self._rows[number]
        return row.kept, row.now - row.kept, row.whole - row.now

    def paint_row(self, painter: QPainter, row: QRect, number: int) -> None:
        """Draw icon, name, blocks and figures."""
        look, shown = theme(), self._rows[number]
        side = look.px(16)
        paint_icon(
            painter, QRect(row.left(), row.center().y() - side // 2, side, side), shown.icon, look.color("text2")
        )
        left = row.left() + side + look.px(8)
        names = max((QFontMetrics(look.font("body")).horizontalAdvance(one.label) for one in self._rows), default=0)
        names = min(names + 3, row.width() * 2 // 5)
        painter.setFont(look.font("body"))
        painter.setPen(look.color("text"))
        words = painter.fontMetrics().elidedText(shown.label, Qt.TextElideMode.ElideRight, names)
        painter.drawText(QRect(left, row.top(), names, row.height()), _LEFT, words)
        right = self._paint_figures(painter, row, shown)
        room = QRect(left + names + look.px(12), row.top(), 0, row.height())
        room.setRight(right - look.px(10))
        self._paint_blocks(painter, room, number)

    def _paint_figures(self, painter: QPainter, row: QRect, shown: Progress) -> int:
        """Draw "0 → 3 de 5" at the right and return the left edge every row leaves free for it."""
        look = theme()
        plain, strong = look.tabular_font("s"), look.tabular_font("body_strong")
        if not shown.whole:
            pieces = [(_("no aplica"), plain, "text3")]
        else:
            after = _(" de {whole}").format(whole=shown.whole)
            pieces = [(f"{shown.base} → ", plain, "text2"), (str(shown.now), strong, "text"), (after, plain, "text2")]
        right = row.right()
        for text, font, tone in reversed(pieces):
            wide = QFontMetrics(font).horizontalAdvance(text)
            painter.setFont(font)
            painter.setPen(look.color(tone))
            painter.drawText(QRect(right - wide, row.top(), wide + 1, row.height()), _LEFT, text)
            right -= wide
        return row.right() - QFontMetrics(strong).horizontalAdvance("00 → 00 de 00")

    def _paint_blocks(self, painter: QPainter, room: QRect, number: int) -> None:
        look = theme()
        most = max((row.whole for row in self._rows), default=0)
        if not most or room.width() <= 0:
            return
        gap, high = look.px(2), look.px(13)
        wide = max(look.px(5), min(look.px(32), (room.width() - gap * (most - 1)) // most))
        top = room.center().y() - high // 2
        kept, since, left = self.blocks(number)
        for place in range(kept + since + left):
            block = QRectF(room.left() + place * (wide + gap), top, wide, high)
            if place < kept + since:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(fill("chart_base" if place < kept else "chart_today"))
                painter.drawRoundedRect(block, look.px(2), look.px(2))
            else:
                painter.setPen(QPen(look.color("border"), 1))
                painter.setBrush(look.color("surface"))
                painter.drawRoundedRect(block.adjusted(0.5, 0.5, -0.5, -0.5), look.px(2), look.px(2))


class ChartWithTable(QStackedWidget):
    """A chart and, at the press of ``link``, the table with its figures; Enter on a row emits ``activated``."""

    activated = Signal(object)

    def __init__(self, chart: RowChart, columns: Sequence[Column], label: str, show_table: str) -> None:
        super().__init__()
        self.chart = chart
        self.model = RowsModel(columns)
        self.table = TableView(self.model, framed=False, label=label)
        self.link = Button("", None, self.turn, kind="link", size="small")
        self._words = (show_table, _("Ver gráfica"))
        self._label = label
        self._name_link()
        self.addWidget(chart)
        self.addWidget(self.table)
        chart.activated.connect(self.activated)
        self.table.activated_row.connect(lambda row: self.activated.emit(self.key_of(row)))
        self.key_of: Callable[[Any], object] = lambda row: row.key

    def turn(self) -> None:
        """Show the table instead of the chart, or the other way round."""
        self.setCurrentIndex(1 - self.currentIndex())
        self._name_link()

    def _name_link(self) -> None:
        words = self._words[max(0, self.currentIndex())]
        self.link.setText(words)
        set_name(self.link, f"{words}: {self._label}")


class Swatch(QWidget):
    """A small square in the colour of a series, for legends; ``outlined`` for what is still empty."""

    def __init__(self, role: str, *, outlined: bool = False) -> None:
        super().__init__()
        self._role, self._outlined = role, outlined
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Be a little lower than a line of text."""
        return QSize(theme().px(10), theme().px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the square."""
        del event
        painter = QPainter(self)
        paint_swatch(painter, self.rect(), self._role, outlined=self._outlined)
        painter.end()


def paint_swatch(painter: QPainter, rect: QRect, role: str, *, outlined: bool = False) -> None:
    """Draw the square of a series in ``rect``."""
    look = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edged = outlined or look.high_contrast
    painter.setPen(QPen(look.color("border"), 1) if edged else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(look.color("surface") if outlined else fill(role))
    inside = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5) if edged else QRectF(rect)
    painter.drawRoundedRect(inside, look.px(2), look.px(2))
    painter.restore()
