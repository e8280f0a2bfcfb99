"""The line above the page: where one is, the search that opens the palette, and whose families one sees."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import link, paint_focus
from gsi_desktop.ui.kit.icons import paint_icon, pixmap
from gsi_desktop.ui.kit.labels import ElidedLabel
from gsi_desktop.ui.kit.theme import theme

HEIGHT = 44
_WORDS_UP_TO = 1.3
"""Text size up to which the header has room for the name of the user."""

Crumb = tuple[str, str]
"""The words of a step and the area it leads to; the last one, where one is, leads nowhere."""


class SearchField(QPushButton):
    """Looks like a field and opens the palette: on click, on Enter, or on the first letter typed.

    It is a button, so that assistive technology says what it does.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = _("Buscar familia, persona o acción")
        self.setText(self._hint)
        self.setToolTip(_("Buscar (Ctrl+K)"))
        self.setAccessibleName(_("Buscar familia, persona o acción (Ctrl+K)"))
        self.setProperty("extent", "small")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.clicked.connect(lambda: self.asked.emit(""))

    def sizeHint(self) -> QSize:
        """Return the size of the design."""
        return QSize(theme().px(288), theme().px(28))

    def minimumSizeHint(self) -> QSize:
        """Return room for the magnifier: large text in a small window leaves no more."""
        return QSize(theme().px(36), theme().px(28))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Carry what is typed into the palette."""
        typed = event.text()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.asked.emit("")
        elif plain and typed.strip() and typed.isprintable():
            self.asked.emit(typed)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint field, magnifier, hint and key."""
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.color("input_border"), 1))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        side = look.px(16)
        place = QRect(look.px(9), (self.height() - side) // 2, side, side)
        paint_icon(painter, place, "search", look.color("text2"))
        if box.width() > look.px(96):
            self._paint_words(painter, box)
        if self.hasFocus():
            paint_focus(painter, box)

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        look = theme()
        key_width = self._paint_key(painter, box)
        painter.setFont(look.font("body"))
        painter.setPen(look.color("text3"))
        words = box.adjusted(look.px(32), 0, -key_width - look.px(12), 0)
        shown = painter.fontMetrics().elidedText(self._hint, Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_key(self, painter: QPainter, box: QRectF) -> int:
        look = theme()
        painter.setFont(look.font("xs"))
        width = painter.fontMetrics().horizontalAdvance("Ctrl+K") + look.px(12)
        height = look.px(18)
        chip = QRectF(box.right() - width - look.px(7), box.center().y() - height / 2, width, height)
        painter.setPen(QPen(look.color("border"), 1))
        painter.setBrush(look.color("zebra"))
        painter.drawRoundedRect(chip, look.px(4), look.px(4))
        painter.setPen(look.color("text2"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, "Ctrl+K")
        return int(width)


class Breadcrumb(QWidget):
    """The steps to the place one is in; earlier ones are links."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = ""
        self._steps: tuple[Crumb, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self._build)

    @property
    def words(self) -> list[str]:
        """The steps shown."""
        return [words for words, _area in self._steps]

    def show_steps(self, icon: str, steps: Sequence[Crumb]) -> None:
        """Show ``steps`` after the ``icon`` of their area."""
        if (icon, tuple(steps)) != (self._icon, self._steps):
            self._icon, self._steps = icon, tuple(steps)
            self._build()

    def _build(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if not self._steps:
            return
        self._row.setSpacing(theme().px(6))
        self._row.addWidget(self._picture(self._icon))
        for words, area in self._steps[:-1]:
            back = link(words, partial(self.chosen.emit, area))
            back.setAccessibleName(_("Ir a {place}").format(place=words))
            self._row.addWidget(back)
            self._row.addWidget(self._picture("chevron-right"))
        here = ElidedLabel(self._steps[-1][0], "card_title")
        here.setMinimumWidth(min(here.sizeHint().width(), theme().px(150)))
        here.setAccessibleName(_("Está en {place}").format(place=here.text()))
        self._row.addWidget(here, 1)

    def _picture(self, name: str) -> QLabel:
        label = QLabel()
        label.setPixmap(pixmap(name, "text3", theme().px(16), self.devicePixelRatioF()))
        return label


class ScopeChip(QToolButton):
    """Whose families are shown. It tells; choosing comes with users and their scopes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.show_scope("")

    def show_scope(self, municipality: str) -> None:
        """Show ``municipality``, or all of them when it is empty."""
        text = municipality or _("Todos los municipios")
        self.setText(text)
        self.setAccessibleName(_("Alcance: {scope}").format(scope=text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for icon and words."""
        look = theme()
        self.setFont(look.font("body"))
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + look.px(44), look.px(28))

    def minimumSizeHint(self) -> QSize:
        """Never cut the scope."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint edge, pin and words."""
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.color("border"), 1))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        side = look.px(16)
        place = QRect(look.px(9), (self.height() - side) // 2, side, side)
        paint_icon(painter, place, "map-pin", look.color("text2"))
        painter.setFont(look.font("body"))
        painter.setPen(look.color("text2"))
        painter.drawText(box.adjusted(look.px(31), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


class UserChip(QToolButton):
    """Who is in; opens the menu to lock, to change the password and to let somebody else in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        self.show_user("", "")

    def set_menu(self, menu: QMenu) -> None:
        """Open ``menu`` when pressed."""
        self.setMenu(menu)

    def show_user(self, name: str, role: str) -> None:
        """Show who is in by the first of their names; nothing when nobody is."""
        self.setVisible(bool(name))
        self._name = name
        self.setToolTip(f"{name} · {role}" if role else name)
        self.setAccessibleName(_("Usuario: {name}").format(name=self.toolTip()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for icon, words and arrow."""
        look = theme()
        self.setFont(look.font("body"))
        words = self._words()
        room = self.fontMetrics().horizontalAdvance(words) + look.px(6) if words else 0
        return QSize(room + look.px(52), look.px(28))

    def minimumSizeHint(self) -> QSize:
        """Never cut the name."""
        return self.sizeHint()

    def _words(self) -> str:
        """Return the first of the names; nothing where large text leaves no room for it."""
        return self._name.split(maxsplit=1)[0] if self._name and theme().scale <= _WORDS_UP_TO else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint edge, person, words and arrow."""
        del event
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.color("border"), 1))
        painter.setBrush(look.color("zebra" if self.underMouse() else "surface"))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        side = look.px(16)
        middle = (self.height() - side) // 2
        paint_icon(painter, QRect(look.px(9), middle, side, side), "user", look.color("text2"))
        arrow = QRect(self.width() - side - look.px(7), middle, side, side)
        paint_icon(painter, arrow, "chevron-down", look.color("text2"))
        painter.setFont(look.font("body"))
        painter.setPen(look.color("text"))
        room = box.adjusted(look.px(31), 0, -look.px(26), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._words())
        if self.hasFocus():
            paint_focus(painter, box)


class SampleMark(QPushButton):
    """Says that what one sees is invented; leads to where it is taken away."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("DATOS DE EJEMPLO"), parent)
        self.setAccessibleName(_("DATOS DE EJEMPLO: ver cómo quitarlos"))
        self.setProperty("extent", "small")
        self.setToolTip(_("Estas familias son inventadas. Pulse para ver cómo quitarlas."))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked: self.asked.emit())
        self.hide()

    def sizeHint(self) -> QSize:
        """Return room for icon and words."""
        look = theme()
        words = QFontMetrics(look.font("card_title")).horizontalAdvance(self.text())
        return QSize(words + look.px(40), look.px(28))

    def minimumSizeHint(self) -> QSize:
        """Never cut the words."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as a chip of warning."""
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.color("warning" if self.underMouse() else "warning_line"), 1))
        painter.setBrush(look.color("warning_bg"))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        side = look.px(16)
        place = QRect(look.px(9), (self.height() - side) // 2, side, side)
        paint_icon(painter, place, "alert-triangle", look.color("warning"))
        painter.setFont(look.font("card_title"))
        painter.setPen(look.color("warning"))
        painter.drawText(box.adjusted(look.px(30), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            paint_focus(painter, box)


class Header(QFrame):
    """Breadcrumb, search, scope and user in 44 px. ``searched`` carries what was typed; ``chosen`` an area."""

    searched = Signal(str)
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Encabezado"))
        self.breadcrumb = Breadcrumb()
        self.sample = SampleMark()
        self.search = SearchField()
        self.scope = ScopeChip()
        self.user = UserChip()
        self.breadcrumb.chosen.connect(self.chosen)
        self.search.asked.connect(self.searched)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.breadcrumb, 1)
        self._row.addWidget(self.sample)
        self._row.addWidget(self.search)
        self._row.addWidget(self.scope)
        self._row.addWidget(self.user)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look = theme()
        self.setFixedHeight(look.px(HEIGHT))
        self._row.setContentsMargins(look.px(16), 0, look.px(16), 1)
        self._row.setSpacing(look.px(8))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("surface"))
        painter.setPen(theme().color("hairline"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
