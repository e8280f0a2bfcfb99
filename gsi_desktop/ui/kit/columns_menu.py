"""The menus of headings: which columns are shown and in which order, how one is sorted, filtered or put away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QVBoxLayout, QWidget, QWidgetAction

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.icons import icon
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme

if TYPE_CHECKING:
    from gsi_desktop.ui.kit.tables import TableView

_KEY: Final = Qt.ItemDataRole.UserRole
_MOST_SHOWN: Final = 16


def columns_menu(table: TableView, parent: QWidget) -> QMenu:
    """Return the menu that chooses the columns of ``table``; it stays open while one chooses."""
    menu = QMenu(parent)
    chooser = ColumnChooser(table)
    holder = QWidgetAction(menu)
    holder.setDefaultWidget(chooser)
    menu.addAction(holder)
    menu.addSeparator()
    menu.addAction(_("Restablecer columnas")).triggered.connect(lambda _checked: table.reset_columns())
    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, chooser.list, chooser.list.setFocus))
    return menu


def heading_menu(table: TableView, column: Column) -> QMenu:
    """Return the menu of one heading."""
    menu = QMenu(table)
    if column.sortable:
        for words, name, ascending in zip(_sort_words(column), ("arrow-up", "arrow-down"), (True, False), strict=True):
            action = menu.addAction(icon(name, "text2", 16), words)
            action.triggered.connect(lambda _checked, up=ascending: table.sort_by(column.key, up))
    if column.filter is not None:
        action = menu.addAction(icon("filter", "text2", 16), _("Filtrar por esta columna…"))
        action.triggered.connect(lambda _checked: table.filter_asked.emit(column.key, table.place_of(column.key)))
    if not menu.isEmpty():
        menu.addSeparator()
    if not column.pick:
        menu.addAction(_("Mover a la izquierda")).triggered.connect(lambda _on: table.move_column(column.key, -1))
        menu.addAction(_("Mover a la derecha")).triggered.connect(lambda _on: table.move_column(column.key, 1))
        pinned = table.is_pinned(column.key)
        words = _("Dejar de fijar") if pinned else _("Fijar a la izquierda")
        menu.addAction(words).triggered.connect(lambda _on: table.pin_column(column.key, not pinned))
        menu.addAction(_("Ocultar esta columna")).triggered.connect(lambda _on: table.show_column(column.key, False))
        menu.addSeparator()
    menu.addMenu(columns_menu(table, menu)).setText(_("Columnas"))
    return menu


def _sort_words(column: Column) -> tuple[str, str]:
    """Return what sorting a column up and down is called: figures, days and words have each their own."""
    if column.filter == "days":
        return _("Ordenar de la más antigua a la más reciente"), _("Ordenar de la más reciente a la más antigua")
    if column.filter == "numbers" or column.align == "right":
        return _("Ordenar de menor a mayor"), _("Ordenar de mayor a menor")
    return _("Ordenar de la A a la Z"), _("Ordenar de la Z a la A")


class ColumnChooser(QWidget):
    """The columns of a table with a box each; Ctrl+↑ and Ctrl+↓ move one."""

    def __init__(self, table: TableView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.list = QListWidget()
        self.list.setProperty("popup", True)
        self.list.installEventFilter(self)
        set_name(self.list, _("Columnas de la lista"))
        column = QVBoxLayout(self)
        px = theme().px
        column.setContentsMargins(px(6), px(6), px(6), px(2))
        column.setSpacing(px(4))
        column.addWidget(self.list)
        column.addWidget(Label(_("Espacio muestra u oculta · Ctrl+↑ y Ctrl+↓ mueven"), "s", "text3"))
        self._fill()
        rows = min(self.list.count(), _MOST_SHOWN)
        self.list.setFixedSize(px(268), rows * max(self.list.sizeHintForRow(0), px(20)) + px(8))
        self.list.itemChanged.connect(self._changed)

    def _fill(self, current: str = "") -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for column in self._table.ordered_columns():
            item = QListWidgetItem(column.title, self.list)
            item.setData(_KEY, column.key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            shown = self._table.column_shown(column.key)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            if column.key == current or not self.list.currentItem():
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def _changed(self, item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        if not on and len(self._table.shown_columns()) == 1:
            item.setCheckState(Qt.CheckState.Checked)  # a list of no columns cannot be got back by its headings
            return
        self._table.show_column(str(item.data(_KEY)), on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move the column under the cursor with Ctrl and an arrow."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            item = self.list.currentItem()
            if step is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier and item is not None:
                key = str(item.data(_KEY))
                self._table.move_column(key, step)
                self._fill(key)
                return True
        return super().eventFilter(watched, event)
