"""The left edge: where one can go, in groups, as icon and word, or as icons alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import paint_focus
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.pages import PageSpec

WIDTH = 196
COLLAPSED = 52
_ITEM = 32
_PITCH = 34
_INSET = 8


class NavButton(QToolButton):
    """One entry: a rounded row with icon and word, with a 3 px accent edge while it is the current one."""

    walked = Signal(int)

    def __init__(self, text: str, icon: str, *, checkable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._collapsed = False
        self._by_keyboard = False
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_collapsed(self, collapsed: bool) -> None:
        """Show the icon alone, the word as tooltip."""
        self._collapsed = collapsed
        self.setToolTip(self.text() if collapsed else "")
        self.update()

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def sizeHint(self) -> QSize:
        """Return the row's size at the text size in force."""
        return QSize(theme().px(COLLAPSED if self._collapsed else WIDTH), theme().px(_PITCH))

    def minimumSizeHint(self) -> QSize:
        """Return the collapsed width: the word may be cut, the icon never."""
        return QSize(theme().px(COLLAPSED), theme().px(_PITCH))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember how the focus came: a click shows no ring; coming back to the window changes nothing."""
        if event.reason() not in {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}:
            self._by_keyboard = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the space bar does; arrows walk without choosing, because choosing loads a page."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif key in steps:
            self.walked.emit(steps[key])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint from the tokens; a stylesheet cannot draw the marker inside the rounded row."""
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = look.px(_INSET)
        box = QRectF(inset, look.px(1), self.width() - 2 * inset, look.px(_ITEM)).adjusted(0.5, 0.5, -0.5, -0.5)
        self._paint_box(painter, box)
        current = self.isChecked() and self.isEnabled()
        soft = "text2" if self.isEnabled() else "text3"
        side = look.px(18 if self._collapsed else 16)
        left = (self.width() - side) / 2 if self._collapsed else look.px(16)
        icon_box = QRect(round(left), round(box.center().y() - side / 2), side, side)
        paint_icon(painter, icon_box, self._icon, look.color("accent" if current else soft))
        if not self._collapsed:
            painter.setFont(look.font("card_title" if current else "body"))
            painter.setPen(look.color("text" if current else soft))
            words = box.adjusted(look.px(34), 0, -look.px(8), 0)
            shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(words.width()))
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if self.hasFocus() and self._by_keyboard:
            paint_focus(painter, box)

    def _paint_box(self, painter: QPainter, box: QRectF) -> None:
        look, radius = theme(), theme().px(6)
        if not self.isEnabled():
            return
        if self.isChecked():
            painter.setPen(QPen(look.color("hairline"), 1))
            painter.setBrush(look.color("surface"))
            painter.drawRoundedRect(box, radius, radius)
            marker = QRectF(box.left() - 0.5, box.center().y() - look.px(8), look.px(3), look.px(16))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent"))
            painter.drawRoundedRect(marker, 1, 1)
        elif self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("border" if self.isDown() else "hairline"))
            painter.drawRoundedRect(box, radius, radius)


def paint_mark(painter: QPainter, box: QRect) -> None:
    """Draw the program's mark filling ``box``."""
    look = theme()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("accent"))
    corner, inner = box.width() * 5 // 24, box.width() // 6
    painter.drawRoundedRect(box, corner, corner)
    paint_icon(painter, box.adjusted(inner, inner, -inner, -inner), "users-group", look.color("on_accent"))


class Picture(QWidget):
    """An icon, ``side`` px at 100 %, that follows theme and text size."""

    def __init__(self, icon: str, role: str, side: int) -> None:
        super().__init__()
        self._icon = icon
        self._role = role
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the square."""
        return QSize(theme().px(self._side), theme().px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        self.draw(painter)
        painter.end()

    def draw(self, painter: QPainter) -> None:
        """Draw it with ``painter``."""
        paint_icon(painter, self.rect(), self._icon, theme().color(self._role))


class Mark(Picture):
    """The program's mark."""

    def __init__(self, side: int) -> None:
        super().__init__("users-group", "on_accent", side)

    def draw(self, painter: QPainter) -> None:
        """Draw the mark on its ground."""
        paint_mark(painter, self.rect())


class Brand(QWidget):
    """The program's mark and name above the entries; as high as the header beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._collapsed = False
        self.setAccessibleName("GSI Escritorio")

    def set_collapsed(self, collapsed: bool) -> None:
        """Show the mark alone."""
        self._collapsed = collapsed
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the block."""
        return QSize(theme().px(COLLAPSED), theme().px(44))

    def minimumSizeHint(self) -> QSize:
        """Return the size of the block."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint mark, name and hairline."""
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = look.px(24)
        left = (self.width() - side) // 2 if self._collapsed else look.px(12)
        mark = QRect(left, (self.height() - side) // 2, side, side)
        paint_mark(painter, mark)
        if not self._collapsed:
            self._paint_words(painter, mark.right() + look.px(8))
        painter.setPen(look.color("hairline"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _paint_words(self, painter: QPainter, left: float) -> None:
        look = theme()
        half = self.height() / 2
        for text, role, color, top in (
            ("GSI Escritorio", "card_title", "text", half - look.px(16)),
            (_("Gestión Social Integral"), "s", "text3", half - look.px(1)),
        ):
            painter.setFont(look.font(role))
            painter.setPen(look.color(color))
            line = QRectF(left, top, self.width() - left - look.px(4), look.px(16))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(line.width()))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class _Group(QWidget):
    """The heading of a group; a short line while the navigation is collapsed."""

    def __init__(self, text: str, *, first: bool) -> None:
        super().__init__()
        self._first = first
        self._collapsed = False
        self._label = Label(text, "s", "text3")
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addStretch()
        column.addWidget(self._label)
        self.restyle()

    def set_collapsed(self, collapsed: bool) -> None:
        self._collapsed = collapsed
        self._label.setVisible(not collapsed)
        self.restyle()

    def restyle(self) -> None:
        look = theme()
        self.setFixedHeight(look.px((8 if self._first else 13) if self._collapsed else (30 if self._first else 34)))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(look.px(14), 0, look.px(8), look.px(3))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._collapsed or self._first:
            return
        look, middle = theme(), self.height() // 2
        painter = QPainter(self)
        painter.setPen(look.color("border"))
        painter.drawLine(look.px(12), middle, self.width() - look.px(12), middle)


class Navigation(QFrame):
    """The column of entries. ``chosen`` carries the area; ``collapse_asked`` the wish to fold or unfold."""

    chosen = Signal(str)
    collapse_asked = Signal(bool)

    def __init__(self, pages: Sequence[PageSpec], menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Navegación"))
        self._collapsed = False
        self._parents = {page.area: page.parent or page.area for page in pages}
        self._buttons: dict[str, NavButton] = {}
        self._groups: list[_Group] = []
        self._exclusive = QButtonGroup(self)
        self._brand = Brand()
        self._menu_button = NavButton(_("Menú"), "menu-2", checkable=False)
        self._menu_button.setMenu(menu)
        self._menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._fold_button = NavButton(_("Contraer"), "layout-sidebar-left-collapse", checkable=False)
        self._fold_button.clicked.connect(lambda: self.collapse_asked.emit(not self._collapsed))
        self._lay_out(pages)
        for button in self._column():
            button.walked.connect(self._walk)
        theme().changed.connect(self._restyle)
        self.set_collapsed(False)

    @property
    def collapsed(self) -> bool:
        """Whether only icons show."""
        return self._collapsed

    def button(self, area: str) -> NavButton:
        """Return the entry that stands for ``area``; for a page without an entry, its parent's."""
        return self._buttons[self._parents[area]]

    def mark(self, area: str) -> None:
        """Mark the entry of ``area`` as the current one."""
        self.button(area).setChecked(True)

    def set_collapsed(self, collapsed: bool) -> None:
        """Show icons alone, or icons and words."""
        self._collapsed = collapsed
        for button in self._column():
            button.set_collapsed(collapsed)
        for heading in self._groups:
            heading.set_collapsed(collapsed)
        self._brand.set_collapsed(collapsed)
        text = _("Expandir") if collapsed else _("Contraer")
        self._fold_button.setText(text)
        self._fold_button.setAccessibleName(_("Expandir la navegación") if collapsed else _("Contraer la navegación"))
        self._fold_button.setToolTip(text if collapsed else "")
        self._fold_button.set_icon("layout-sidebar-left-expand" if collapsed else "layout-sidebar-left-collapse")
        self._restyle()

    def set_working(self, working: bool) -> None:
        """Enable or disable the entries; menu and folding always work."""
        for button in self._buttons.values():
            button.setEnabled(working)

    def focus_current(self) -> None:
        """Give the keyboard to the current entry."""
        checked = self._exclusive.checkedButton()
        target = checked if checked is not None and checked.isEnabled() else self._menu_button
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_menu(self) -> None:
        """Open the menu at its button."""
        self._menu_button.showMenu()

    def _lay_out(self, pages: Sequence[PageSpec]) -> None:
        entries = QWidget()
        inner = QVBoxLayout(entries)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        group = ""
        for page in pages:
            if not page.group:
                continue
            if page.group != group:
                group = page.group
                heading = _Group(group, first=not self._groups)
                self._groups.append(heading)
                inner.addWidget(heading)
            inner.addWidget(self._entry(page))
        inner.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(entries)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        entries.setAutoFillBackground(False)
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setSpacing(0)
        foot.addWidget(self._menu_button)
        foot.addWidget(self._fold_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(self._brand)
        column.addWidget(scroll, 1)
        column.addWidget(self._foot)

    def _column(self) -> list[NavButton]:
        return [*self._buttons.values(), self._menu_button, self._fold_button]

    def _walk(self, step: int) -> None:
        """Move the keyboard to the next entry that can be chosen, round the ends."""
        column = [button for button in self._column() if button.isEnabled()]
        here = next((place for place, button in enumerate(column) if button.hasFocus()), 0)
        column[(here + step) % len(column)].setFocus(Qt.FocusReason.TabFocusReason)

    def _entry(self, page: PageSpec) -> NavButton:
        button = NavButton(page.title, page.icon)
        button.clicked.connect(lambda: self.chosen.emit(page.area))
        self._exclusive.addButton(button)
        self._buttons[page.area] = button
        return button

    def _restyle(self) -> None:
        look = theme()
        self.setFixedWidth(look.px(COLLAPSED if self._collapsed else WIDTH))
        foot = self._foot.layout()
        if foot is not None:
            foot.setContentsMargins(0, look.px(5), 0, look.px(4))
        for heading in self._groups:
            heading.restyle()
        for button in (*self._column(), self._brand):
            button.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the right edge and the line above the foot."""
        look, painter = theme(), QPainter(self)
        painter.fillRect(self.rect(), look.color("nav"))
        painter.setPen(look.color("hairline"))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        painter.drawLine(0, self._foot.y(), self.width(), self._foot.y())
