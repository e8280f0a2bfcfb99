"""A PDF as sheets on a desk: what the printer will give, drawn off the GUI thread, with zoom and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button, icon_button, paint_focus
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.pieces import Picture
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.kit.theme import theme

POINTS_PER_INCH: Final = 72
_PER_INCH: Final = 96
_ZOOMS: Final = (0.4, 0.5, 0.6, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0)
_GAP: Final = 12
_SETTLE_MS: Final = 80
_RING: Final = 3


def draw_sheets(pdf: bytes, dpi: float) -> tuple[QImage, ...]:
    """Return each page of ``pdf`` as a picture at ``dpi``; in any thread. Raises `MachineError` ``paper_not_drawn``."""
    from PySide6.QtCore import QBuffer, QByteArray
    from PySide6.QtPdf import QPdfDocument

    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    if document.error() != QPdfDocument.Error.None_ or document.pageCount() < 1:
        raise MachineError("paper_not_drawn")
    drawn = []
    for number in range(document.pageCount()):
        size = (document.pagePointSize(number) * dpi / POINTS_PER_INCH).toSize()
        drawn.append(document.render(number, size))
    document.close()
    if any(image.isNull() for image in drawn):
        raise MachineError("paper_not_drawn")
    return tuple(drawn)


class _Sheets(QWidget):
    """Sheets one below the other, as wide as ``scale`` says; 1.0 is the size of paper on a screen of 96 dpi."""

    def __init__(self) -> None:
        super().__init__()
        self.images: tuple[QImage, ...] = ()
        self.scale = 1.0
        self._inches: tuple[tuple[float, float], ...] = ()

    def show_images(self, images: Sequence[QImage], dpi: float) -> None:
        """Show ``images`` that were drawn at ``dpi``."""
        self.images = tuple(images)
        self._inches = tuple((image.width() / dpi, image.height() / dpi) for image in images)
        self.fit()

    def fit(self) -> None:
        """Take the room the sheets need at the present scale."""
        areas = self.areas(0)
        gap = theme().px(_GAP)
        width = max((area.width() for area in areas), default=0) + 2 * gap
        height = (areas[-1].bottom() + 1 if areas else 0) + gap
        self.setMinimumSize(QSize(width, height))
        self.updateGeometry()
        self.update()

    def widest(self) -> float:
        """Return the width of the widest sheet in inches."""
        return max((wide for wide, _high in self._inches), default=8.5)

    def areas(self, across: int) -> list[QRect]:
        """Return where each sheet is when the desk is ``across`` wide."""
        top = gap = theme().px(_GAP)
        found = []
        for wide, high in self._inches:
            width, height = (round(side * _PER_INCH * self.scale) for side in (wide, high))
            found.append(QRect(max(gap, (across - width) // 2), top, width, height))
            top += height + gap
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sheets that are in sight."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), look.color("desk"))
        for area, image in zip(self.areas(self.width()), self.images, strict=False):
            if area.intersects(event.rect()):
                painter.fillRect(area, look.color("paper"))
                painter.drawImage(QRectF(area), image)
                painter.setPen(QPen(look.color("border"), 1))
                painter.drawRect(area.adjusted(-1, -1, 0, 0))
        painter.end()


class _Desk(QScrollArea):
    """Scrolls the sheets; Ctrl and the wheel zoom."""

    zoomed = Signal(int)
    resized = Signal()

    def __init__(self, sheets: _Sheets) -> None:
        super().__init__()
        self.setWidget(sheets)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell it, so that what fits the width goes on fitting."""
        super().resizeEvent(event)
        self.resized.emit()


class PaperView(QFrame):
    """Shows a PDF with its page, zoom and width. ``drawn`` fires when its sheets are on screen.

    `show_pdf` may be called as often as one likes: the newest wins, and one stays where one was reading. `say` tells
    why there is no paper.
    """

    drawn = Signal()

    def __init__(self, title: str, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        set_name(self, title)
        self.pdf = b""
        self._title = title
        self._tasks = tasks
        self._fits = True
        self._dpi = 0.0
        self._sheets = _Sheets()
        self.desk = _Desk(self._sheets)
        self._stack = QStackedWidget()
        self.place = ElidedLabel("", "body", "text2")
        self.zoom_words = Label("", "s", "text2", tabular=True)
        self.tools = QHBoxLayout()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._lay_out()
        self._connect()

    # --- what it shows

    def show_pdf(self, pdf: bytes) -> None:
        """Draw ``pdf`` and show it when it is ready."""
        self.pdf = pdf
        self._draw()

    def say(self, icon: str, why: str, action: tuple[str, Callable[[], object]] | None = None) -> None:
        """Show why there is no paper, with a way on."""
        former = self._stack.widget(1)
        if former is not None:
            self._stack.removeWidget(former)
            former.deleteLater()
        self.pdf = b""
        self._sheets.show_images((), _PER_INCH)
        self._stack.addWidget(EmptyState(icon, why, action))
        self._stack.setCurrentIndex(1)
        self._tell()

    @property
    def pages(self) -> int:
        """How many pages are on screen."""
        return len(self._sheets.images)

    @property
    def page(self) -> int:
        """The page in sight, from 1; 0 without any."""
        middle = self.desk.verticalScrollBar().value() + self.desk.viewport().height() // 3
        areas = self._sheets.areas(self._sheets.width())
        return next((n for n, area in enumerate(areas, 1) if middle <= area.bottom()), len(areas))

    @property
    def scale(self) -> float:
        """The zoom; 1.0 is the size of paper on a screen of 96 dpi."""
        return self._sheets.scale

    @property
    def images(self) -> tuple[QImage, ...]:
        """The pages as they are drawn now."""
        return self._sheets.images

    def go_to_page(self, number: int) -> None:
        """Show the top of page ``number``, from 1."""
        areas = self._sheets.areas(self._sheets.width())
        if 1 <= number <= len(areas):
            self.desk.verticalScrollBar().setValue(areas[number - 1].top() - theme().px(_GAP))

    def step_zoom(self, step: int) -> None:
        """Go to the next larger (1) or smaller (-1) zoom."""
        now = self._sheets.scale
        larger = [zoom for zoom in _ZOOMS if zoom > now * 1.02]
        smaller = [zoom for zoom in _ZOOMS if zoom < now * 0.98]
        wanted = (larger[:1] if step > 0 else smaller[-1:]) or [now]
        self._fits = False
        self._set_scale(wanted[0])

    def fit_width(self) -> None:
        """Have the paper fill the width, also when that changes."""
        self._fits = True
        self._fit()

    # --- inside

    def _draw(self) -> None:
        if not self.pdf:
            return
        self._fit()
        dpi = _PER_INCH * self._sheets.scale * self.devicePixelRatioF()
        work = partial(draw_sheets, self.pdf, dpi)
        self._tasks.read(self, work, partial(self._arrived, dpi), self._broke, key="sheets")

    def _arrived(self, dpi: float, images: tuple[QImage, ...]) -> None:
        self._dpi = dpi
        place = self.desk.verticalScrollBar().value()
        self._sheets.show_images(images, dpi)
        self._stack.setCurrentIndex(0)
        self.desk.verticalScrollBar().setValue(place)
        self._fit()
        self._tell()
        self.drawn.emit()

    def _broke(self, error: Exception) -> None:
        said = explain(error, self._tasks)
        pdf = self.pdf
        again = (_("Intentar de nuevo"), lambda: self.show_pdf(pdf))
        self.say("alert-circle", said or _("El papel no se pudo dibujar."), again)

    def _fit(self) -> None:
        if self._fits:
            bar = self.desk.verticalScrollBar()
            room = self.desk.width() - bar.sizeHint().width() - 2 * theme().px(_GAP)
            self._set_scale(max(0.2, room / (self._sheets.widest() * _PER_INCH)))

    def _set_scale(self, scale: float) -> None:
        if abs(scale - self._sheets.scale) > 0.001:
            bar = self.desk.verticalScrollBar()
            place = bar.value() / self._sheets.scale
            self._sheets.scale = scale
            self._sheets.fit()
            bar.setValue(round(place * scale))
            self._settle.start()
        self._tell()

    def _sharpen(self) -> None:
        """Draw again what was drawn for another zoom; until then it is stretched."""
        wanted = _PER_INCH * self._sheets.scale * self.devicePixelRatioF()
        if self._dpi and abs(wanted - self._dpi) > 0.5:
            self._draw()

    def _tell(self) -> None:
        said = _("Página {page} de {pages}").format(page=self.page, pages=self.pages) if self.pages else ""
        self.place.setText(f"{_('Carta')} · {said}" if said else _("Carta"))
        set_name(self.desk, f"{self._title}. {said}" if said else self._title)
        self.zoom_words.setText(_("{percent} %").format(percent=round(self._sheets.scale * 100)))
        for button, on in ((self._back, self.page > 1), (self._on, self.page < self.pages)):
            button.setEnabled(on)

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        self._row.addWidget(Picture("file-text", "text2", 16))
        self._row.addWidget(Label(self._title, "card_title"))
        self._row.addWidget(self.place, 1)
        self._row.addLayout(self.tools)
        self._row.addWidget(self.zoom_words)
        steps: tuple[tuple[str, str, Callable[[], object]], ...] = (
            ("zoom-out", _("Reducir"), partial(self.step_zoom, -1)),
            ("zoom-in", _("Ampliar"), partial(self.step_zoom, 1)),
            ("arrow-autofit-width", _("Ajustar al ancho"), self.fit_width),
            ("chevron-left", _("Página anterior"), lambda: self.go_to_page(self.page - 1)),
            ("chevron-right", _("Página siguiente"), lambda: self.go_to_page(self.page + 1)),
        )
        buttons = [_small(icon, name, slot) for icon, name, slot in steps]
        for button in buttons:
            self._row.addWidget(button)
        self._back, self._on = buttons[-2:]
        self._stack.addWidget(self.desk)
        around = QVBoxLayout()
        around.setContentsMargins(_RING, _RING, _RING, _RING)
        around.addWidget(self._stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addWidget(Line())
        column.addLayout(around, 1)
        self._space()
        self._tell()

    def _connect(self) -> None:
        self._settle.timeout.connect(self._sharpen)
        self.desk.resized.connect(self._fit)
        self.desk.zoomed.connect(self.step_zoom)
        self.desk.verticalScrollBar().valueChanged.connect(self._tell)
        self.desk.installEventFilter(self)
        theme().changed.connect(self._space)

    def _space(self) -> None:
        px = theme().px
        self._row.setContentsMargins(px(8), px(3), px(4), px(3))
        self._row.setSpacing(px(4))
        self.desk.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the desk takes or loses the keyboard."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring around the desk while it has the keyboard."""
        super().paintEvent(event)
        around = QRectF(self._stack.geometry()).adjusted(-_RING, -_RING, _RING, _RING)
        painter = QPainter(self)
        if self._stack.currentIndex() == 0:
            painter.fillRect(around, theme().color("desk"))
        if self.desk.hasFocus():
            paint_focus(painter, around, radius=1)
        painter.end()


def _small(icon: str, name: str, slot: Callable[[], object]) -> Button:
    button = icon_button(icon, name, slot)
    button.setProperty("kind", "flat")
    return button
