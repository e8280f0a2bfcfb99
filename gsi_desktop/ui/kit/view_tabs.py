"""The views of a list as a row of names above it, and the bar that says how many rows are picked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import paint_focus
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes


@dataclass(frozen=True, slots=True)
class ViewTab:
    """A view: its key (None for the whole list), its name, and what its tooltip tells."""

    key: object
    name: str
    tip: str = ""


class _Tab(QToolButton):
    """A name; the one in force is strong, with its mark and a line below."""

    def __init__(self, tab: ViewTab, icon: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.tab = tab
        self.on = False
        self._icon = icon
        self.setText(tab.name)
        self.setToolTip(tab.tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_name(self, _("Vista {name}").format(name=tab.name) if icon is None else tab.name)
        theme().changed.connect(self.updateGeometry)

    def put(self, on: bool) -> None:
        """Be the view in force or not."""
        self.on = on
        self.update()

    def sizeHint(self) -> QSize:
        """Fit the strong words and the mark, so that being chosen moves nothing."""
        px = theme().px
        words = QFontMetrics(_font(strong=True)).horizontalAdvance(self.text())
        return QSize(words + px(20) + (px(20) if self._icon or self.tab.key is not None else 0), px(32))

    def minimumSizeHint(self) -> QSize:
        """Never cut the words."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses as a blank does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the name."""
        del event
        look, px = theme(), theme().px
        painter = QPainter(self)
        color = look.color("accent" if self.on else "text" if self.underMouse() else "text2")
        painter.setPen(color)
        painter.setFont(_font(strong=self.on))
        left = px(10)
        icon = self._icon or ("bookmark" if self.tab.key is not None else None)
        if icon:
            side = px(16)
            paint_icon(painter, QRect(left, (self.height() - side) // 2, side, side), icon, color)
            left += px(20)
        room = self.rect().adjusted(left, 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.on:
            painter.fillRect(0, self.height() - px(2), self.width(), px(2), color)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), radius=size("radius.control"))
        painter.end()


class ViewTabs(QWidget):
    """``chosen`` fires with the key of a view, ``save_asked`` and ``menu_asked`` with where a menu opens."""

    chosen = Signal(object)
    save_asked = Signal(QPoint)
    menu_asked = Signal(object, QPoint)

    def __init__(self, whole: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: list[_Tab] = []
        self._current: object = None
        self.whole = _Tab(ViewTab(None, whole), None, self)
        self.more = _Tab(ViewTab("more", _("Más vistas"), ""), "dots", self)
        self.save = _Tab(ViewTab("save", _("Guardar vista"), ""), "plus", self)
        writes(self.save)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(0)
        for tab in (self.whole, self.more, self.save):
            self.row.addWidget(tab)
        self.row.addStretch(1)
        self.more.clicked.connect(self._open_more)
        self.save.clicked.connect(lambda: self.save_asked.emit(_below(self.save)))
        self.whole.clicked.connect(lambda: self._click(self.whole))
        self.set_views(())

    def set_views(self, views: Sequence[ViewTab]) -> None:
        """Offer these views beside the whole list."""
        lost = any(tab.hasFocus() for tab in self._tabs if tab is not self.whole)
        for tab in self._tabs:
            if tab is not self.whole:
                self.row.removeWidget(tab)
                tab.hide()
                tab.deleteLater()
        self._tabs = [self.whole, *(_Tab(view, None, self) for view in views)]
        for place, tab in enumerate(self._tabs[1:], 1):
            tab.clicked.connect(partial(self._click, tab))
            tab.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            tab.customContextMenuRequested.connect(partial(self._ask_menu, tab))
            self.row.insertWidget(place, tab)
            QWidget.setTabOrder(self._tabs[place - 1], tab)
        self.select(self._current)
        if lost:
            self.whole.setFocus(Qt.FocusReason.OtherFocusReason)

    def select(self, key: object) -> None:
        """Show which view is in force."""
        self._current = key
        for tab in self._tabs:
            tab.put(tab.tab.key == key)
        self._fit()

    def tab(self, key: object) -> QToolButton | None:
        """Return the button of a view."""
        return next((tab for tab in self._tabs if tab.tab.key == key), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put away what has no room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - self.save.sizeHint().width()
        needed = sum(tab.sizeHint().width() for tab in self._tabs)
        hidden = needed > room
        room -= self.more.sizeHint().width() if hidden else 0
        for tab in sorted(self._tabs, key=lambda tab: not tab.on):  # the one in force is always seen
            room -= tab.sizeHint().width()
            tab.setVisible(room >= 0 or tab.on)
        self.more.setVisible(hidden)

    def _click(self, tab: _Tab, _on: bool = False) -> None:
        if tab.on and tab.tab.key is not None:
            self._ask_menu(tab)
        else:
            self.chosen.emit(tab.tab.key)

    def _ask_menu(self, tab: _Tab, _point: QPoint | None = None) -> None:
        if tab.tab.key is not None:
            self.menu_asked.emit(tab.tab.key, _below(tab))

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for tab in self._tabs:
            if tab.isHidden():
                action = menu.addAction(tab.text().replace("&", "&&"))
                action.triggered.connect(lambda _on, key=tab.tab.key: self.chosen.emit(key))
        menu.popup(_below(self.more))


def _below(widget: QWidget) -> QPoint:
    return widget.mapToGlobal(widget.rect().bottomLeft())


def _font(*, strong: bool) -> QFont:
    font = theme().font("body")
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return font
