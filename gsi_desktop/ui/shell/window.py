"""The frame: navigation, header, notices, pages and status bar, painted before anything heavy is imported.

It shows and arranges; what happens is `program.Program`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenuBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.settings import WindowPlace
from gsi_desktop.ui.kit.accessibility import tab_order
from gsi_desktop.ui.kit.infobar import InfoBar, Severity
from gsi_desktop.ui.kit.marks import mark
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.commands import Commands, Handlers
from gsi_desktop.ui.shell.context import NoticeAction
from gsi_desktop.ui.shell.header import Crumb, Header
from gsi_desktop.ui.shell.navigation import Navigation
from gsi_desktop.ui.shell.pages import PageSpec
from gsi_desktop.ui.shell.placement import SMALLEST_HEIGHT, SMALLEST_WIDTH, placed
from gsi_desktop.ui.shell.status import StatusBar


class MainWindow(QMainWindow):
    """The one window. ``painted`` fires once, after its first frame; ``closing`` before it goes."""

    painted = Signal()
    closing = Signal()
    resized = Signal()

    def __init__(self, pages: Sequence[PageSpec], do: Handlers) -> None:
        super().__init__()
        self.setWindowTitle("GSI Escritorio")
        self.setMinimumSize(SMALLEST_WIDTH, SMALLEST_HEIGHT)
        self.commands = Commands(self, pages, do)
        self.navigation = Navigation(pages, self.commands.root)
        self.header = Header()
        self.status = StatusBar()
        self.content = QStackedWidget()
        self._bars: dict[str, InfoBar] = {}
        self._state: InfoBar | None = None
        self._bar_column = QVBoxLayout()
        self._frame = QWidget()
        self._cover = QStackedWidget()
        self._first_frame = True
        self._alt_alone = False
        self._lay_out()
        self._bind()

    # --- arranging

    def show_at(self, saved: WindowPlace | None) -> None:
        """Show the window where it was, on a screen that is there."""
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        primary = QGuiApplication.primaryScreen().availableGeometry()
        area, maximized = placed(saved, [primary, *(other for other in screens if other != primary)])
        self.setGeometry(area)
        if maximized:
            self.showMaximized()
        else:
            self.show()

    def place(self) -> WindowPlace:
        """Return where the window is, for the settings."""
        area = self.normalGeometry()
        return WindowPlace(area.x(), area.y(), area.width(), area.height(), self.isMaximized())

    def cover(self, widget: QWidget) -> None:
        """Show ``widget`` over the whole frame (first run)."""
        self._cover.addWidget(widget)
        self._cover.setCurrentWidget(widget)

    def uncover(self) -> None:
        """Show the frame again and drop what covered it."""
        covering = self._cover.currentWidget()
        self._cover.setCurrentWidget(self._frame)
        if covering is not None and covering is not self._frame:
            self._cover.removeWidget(covering)
            covering.deleteLater()

    def show_instead(self, widget: QWidget) -> None:
        """Show ``widget`` where the pages are; what stood in for them before goes."""
        before = self.content.currentWidget()
        self.content.addWidget(widget)
        self.content.setCurrentWidget(widget)
        if before is not None and self.content.indexOf(before) > 0:
            self.content.removeWidget(before)
            before.deleteLater()
        focus_into(widget)

    def set_working(self, working: bool) -> None:
        """Let go to pages, or not: without a database there is nothing to show."""
        self.commands.set_working(working)
        self.navigation.set_working(working)
        self.header.search.setEnabled(working)
        self.header.scope.setVisible(working)

    def show_place(self, icon: str, steps: Sequence[Crumb], title: str = "") -> None:
        """Say where one is, in the header and as ``title`` of the window (the last step when it is left out).

        Other programs and the task bar show the window's title, so it names the page and never a person.
        """
        self.header.breadcrumb.show_steps(icon, steps)
        self.setWindowTitle(_("{place} · GSI Escritorio").format(place=title or steps[-1][0]))

    # --- notices

    def notify(self, severity: str, text: str, detail: str = "", actions: Sequence[NoticeAction] = ()) -> None:
        """Show a notice under the header; the earlier one of the same severity goes."""
        self.drop_notice(severity)
        bar = InfoBar(cast("Severity", severity), text, detail, actions=actions, closable=True)
        bar.closed.connect(lambda: self.drop_notice(severity))
        self._bars[severity] = bar
        self._bar_column.addWidget(bar)
        self._space()

    def set_state(self, bar: InfoBar | None) -> None:
        """Show ``bar`` above every notice for as long as what it says lasts; None takes it away."""
        if self._state is not None:
            self._bar_column.removeWidget(self._state)
            self._state.hide()
            self._state.deleteLater()
        self._state = bar
        if bar is not None:
            self._bar_column.insertWidget(0, bar)
        self._space()

    def drop_notices(self) -> None:
        """Take every notice away."""
        for severity in list(self._bars):
            self.drop_notice(severity)

    def drop_notice(self, severity: str) -> None:
        """Take the notice of ``severity`` away, if there is one."""
        bar = self._bars.pop(severity, None)
        if bar is not None:
            self._bar_column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self._space()

    def notices(self) -> list[InfoBar]:
        """Return the notices shown."""
        return list(self._bars.values())

    # --- keyboard

    def regions(self) -> list[QWidget]:
        """Return the parts F6 visits: navigation, notices with buttons, then the panes of the page."""
        page = self.content.currentWidget()
        panes = _panes(page) if page is not None else []
        parts = [self.navigation, *self._bars.values(), *panes]
        return [part for part in parts if part.isVisible() and tab_order(part)]

    def step_region(self, step: int) -> None:
        """Give the keyboard to the next (1) or previous (-1) part of the window."""
        parts = self.regions()
        if not parts:
            return
        focus = QGuiApplication.focusObject()
        here = next(
            (n for n, part in enumerate(parts) if isinstance(focus, QWidget) and part.isAncestorOf(focus)), None
        )
        target = parts[(here + step) % len(parts) if here is not None else 0]
        if target is self.navigation:
            self.navigation.focus_current()
        else:
            focus_into(target)

    def reveal_menu_bar(self) -> None:
        """Show the menu bar and open its first menu."""
        bar = self.menuBar()
        bar.show()
        bar.setActiveAction(bar.actions()[0])

    def event(self, event: QEvent) -> bool:
        """Notice Alt pressed and let go alone, as Windows programs do."""
        if isinstance(event, QKeyEvent):
            alt = event.key() == Qt.Key.Key_Alt
            if event.type() == QEvent.Type.ShortcutOverride:
                self._alt_alone = alt and not event.isAutoRepeat()
            elif event.type() == QEvent.Type.KeyRelease and alt and self._alt_alone:
                self._alt_alone = False
                self.reveal_menu_bar()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hide the menu bar once the keyboard leaves it."""
        if watched is self.menuBar() and event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._hide_idle_menu_bar)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the keyboard, as in Windows; Qt does so in dialogs only."""
        if not press_focused(event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and say so the first time."""
        super().paintEvent(event)
        if self._first_frame:
            self._first_frame = False
            mark("first_window")
            QTimer.singleShot(0, self, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell what floats over the window."""
        super().resizeEvent(event)
        self.resized.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the program put things away first."""
        self.closing.emit()
        super().closeEvent(event)

    # --- inside

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.header)
        right.addLayout(self._bar_column)
        right.addWidget(self.content, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addLayout(right, 1)
        whole = QVBoxLayout(self._frame)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(self.status)
        self._cover.addWidget(self._frame)
        self.setCentralWidget(self._cover)
        bar = QMenuBar(self)
        self.setMenuBar(bar)
        self.commands.fill(bar)
        bar.hide()
        bar.installEventFilter(self)

    def _bind(self) -> None:
        for keys, slot in (
            ("F6", lambda: self.step_region(1)),
            ("Shift+F6", lambda: self.step_region(-1)),
            ("F10", self.reveal_menu_bar),
        ):
            QShortcut(keys, self, slot)
        for menu in self.commands.menus:
            menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self, self._hide_idle_menu_bar))
        theme().changed.connect(self._space)
        self._space()

    def _hide_idle_menu_bar(self) -> None:
        bar = self.menuBar()
        if not bar.hasFocus() and not any(menu.isVisible() for menu in self.commands.menus):
            bar.hide()

    def _space(self) -> None:
        px = theme().px
        top = px(8) if self._bars or self._state is not None else 0
        self._bar_column.setContentsMargins(px(16), top, px(16), 0)
        self._bar_column.setSpacing(px(6))


def press_focused(event: QKeyEvent) -> bool:
    """Press the focused button when ``event`` is Enter; return whether it did."""
    focus = QApplication.focusWidget()
    if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focus, (QPushButton, QToolButton)):
        focus.click()
        return True
    return False


def focus_into(part: QWidget) -> None:
    """Give the keyboard to what had it last inside ``part``, else to its first stop."""
    last = part.focusWidget()
    stops = tab_order(part)
    target = last if last in stops else next(iter(stops), None)
    if target is not None:
        target.setFocus(Qt.FocusReason.TabFocusReason)


def _panes(page: QWidget) -> list[QWidget]:
    """Return the panes of the innermost visible splitters of ``page``, or the page itself."""
    splitters = [found for found in page.findChildren(QSplitter) if found.isVisible()]
    panes = [pane for found in splitters for place in range(found.count()) if (pane := found.widget(place)) is not None]
    leaves = [pane for pane in panes if not any(pane is found or pane.isAncestorOf(found) for found in splitters)]
    return leaves or [page]
