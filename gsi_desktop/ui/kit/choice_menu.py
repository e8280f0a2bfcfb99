"""A menu of values to filter by: plain while short, with a text that narrows it when long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QMenu, QVBoxLayout, QWidget, QWidgetAction

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.search import fold
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.theme import theme

Choices = Sequence[tuple[Any, str]]

_PLAIN_UP_TO: Final = 12
_NARROWEST: Final = 240
_WIDEST: Final = 420
_PLACE: Final = Qt.ItemDataRole.UserRole


class ChoiceMenu(QMenu):
    """Calls ``chosen(value)`` with the value picked; ``choices`` is asked each time the menu opens."""

    def __init__(
        self, title: str, choices: Callable[[], Choices], chosen: Callable[[Any], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self._choices = choices
        self._chosen = chosen
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        choices = self._choices()
        if len(choices) > _PLAIN_UP_TO:
            narrowing = _NarrowingList(self.title(), choices, self._pick)
            holder = QWidgetAction(self)
            holder.setDefaultWidget(narrowing)
            self.addAction(holder)
            QTimer.singleShot(0, narrowing.text, narrowing.text.setFocus)
            return
        for value, text in choices:
            action = self.addAction(text.replace("&", "&&"))
            action.triggered.connect(lambda _checked, value=value: self._chosen(value))

    def _pick(self, value: object) -> None:
        popup: QWidget | None = self
        while isinstance(popup, QMenu):  # close the menu this one hangs from as well
            popup.close()
            popup = popup.parentWidget()
        self._chosen(value)


class _NarrowingList(QWidget):
    """A text and below it the choices that hold its words."""

    def __init__(self, title: str, choices: Choices, pick: Callable[[Any], object]) -> None:
        super().__init__()
        self._pick = pick
        self._choices = [(fold(text), text, value) for value, text in choices]
        self.text = QLineEdit()
        self.text.setPlaceholderText(_("Escriba para buscar"))
        set_name(self.text, _("Buscar en {list}").format(list=title))
        self.list = QListWidget()
        self.list.setProperty("popup", True)
        set_name(self.list, title)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(6), px(4), px(6), px(4))
        column.setSpacing(px(6))
        column.addWidget(self.text)
        column.addWidget(self.list)
        self.text.textEdited.connect(self._narrow)
        self.text.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        self._narrow("")
        self.list.ensurePolished()  # its rows are as high as the theme says from the first time they are laid out
        wide = self.list.sizeHintForColumn(0) + px(28)
        self.list.setFixedSize(min(max(wide, px(_NARROWEST)), px(_WIDEST)), px(280))

    def _narrow(self, typed: str) -> None:
        words = fold(typed).split()
        self.list.clear()
        for place, (folded, text, _value) in enumerate(self._choices):
            if all(word in folded for word in words):
                QListWidgetItem(text, self.list).setData(_PLACE, place)
        self.list.setCurrentRow(0)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._pick(self._choices[item.data(_PLACE)][2])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows move in the list and Enter take, while the text keeps the keyboard."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentItem())
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)
