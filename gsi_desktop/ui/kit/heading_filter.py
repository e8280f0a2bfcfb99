"""The filter a heading opens, as in a spreadsheet: values with a box each, a part of the text, a range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from gsi_desktop.services.core.dates import parse_date
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.formats import date as show_date
from gsi_desktop.services.core.formats import number
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.listing import BLANK, ColumnFilter
from gsi_desktop.services.core.messages import text as sentence
from gsi_desktop.services.core.search import fold
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import flat, primary
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme

_CODE: Final = Qt.ItemDataRole.UserRole
_FOLDED: Final = Qt.ItemDataRole.UserRole + 1
_WIDTH: Final = 276
_MOST_SHOWN: Final = 10
Value = tuple[str, str, int]
"""A value as a filter names it, as people read it, and how many rows have it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a filter opens with: its column, what is in force, and today's date."""

    column: Column
    current: ColumnFilter | None
    today: date


def blank_name() -> str:
    """Return what the value of empty cells is called."""
    return _("(En blanco)")


def filter_words(asked: ColumnFilter, kind: str, name_of: Callable[[str, str], str]) -> str:
    """Return a filter in few words, for its chip."""
    if asked.values is not None:
        names = [blank_name() if value == BLANK else name_of(asked.column, value) for value in asked.values]
        if len(names) > 2:
            return _("{first} y {count} más").format(first=names[0], count=number(len(names) - 1))
        return ", ".join(names) or _("Ninguno")
    if asked.text:
        return f"«{asked.text}»"
    low, high = (
        show_date(date.fromisoformat(one)) if kind == "days" and one else one for one in (asked.low, asked.high)
    )
    if low and high:
        return low if low == high else _("{low} a {high}").format(low=low, high=high)
    return _("desde {low}").format(low=low) if low else _("hasta {high}").format(high=high)


class FilterPopup(QMenu):
    """Asks for the filter of one column. ``chosen`` carries the `ColumnFilter`, None to take it off."""

    chosen = Signal(object)

    def __init__(self, asked: Asked, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = asked
        self.setAccessibleName(_("Filtrar por {column}").format(column=asked.column.title))
        self.body: _Body = _body(asked)
        self.body.accepted.connect(self._apply)
        holder = QWidgetAction(self)
        holder.setDefaultWidget(self._framed())
        self.addAction(holder)
        self.aboutToShow.connect(lambda: QTimer.singleShot(0, self.body, self.body.begin))  # once it is there

    def offer(self, values: Sequence[Value]) -> None:
        """Offer the values the column has."""
        self.body.offer(values)

    def _framed(self) -> QWidget:
        frame, px = QWidget(), theme().px
        self.apply_button = primary(_("Aplicar"), None, self._apply)
        self.clear_button = flat(_("Quitar filtro"), None, self._clear)
        column = QVBoxLayout(frame)
        column.setContentsMargins(px(8), px(8), px(8), px(8))
        column.setSpacing(px(8))
        column.addWidget(Label(self._asked.column.title, "s", "text3"))
        column.addWidget(self.body)
        row = QHBoxLayout()
        row.addWidget(self.clear_button)
        row.addStretch(1)
        row.addWidget(self.apply_button)
        column.addLayout(row)
        self.clear_button.setVisible(self._asked.current is not None)
        frame.setFixedWidth(px(_WIDTH))
        return frame

    def _apply(self) -> None:
        told = self.body.told()
        if told is not None:
            self.close()
            self.chosen.emit(None if told.is_empty else told)

    def _clear(self) -> None:
        self.close()
        self.chosen.emit(None)


class _Body(QWidget):
    """The part of a filter that differs by kind. ``accepted`` fires when Enter is pressed in it."""

    accepted = Signal()

    def begin(self) -> None:
        """Give the keyboard to the first field."""

    def offer(self, values: Sequence[Value]) -> None:
        """Hear which values there are."""

    def told(self) -> ColumnFilter | None:
        """Return the filter asked for; None while something typed is wrong, and then says so."""
        raise NotImplementedError


def _body(asked: Asked) -> _Body:
    if asked.column.filter == "values":
        return _Values(asked)
    if asked.column.filter == "text":
        return _Text(asked)
    return _Range(asked)


class _Text(_Body):
    """A part of the text."""

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self._column = asked.column.key
        self.text = QLineEdit(asked.current.text if asked.current else "")
        self.text.setPlaceholderText(_("Contiene…"))
        set_name(self.text, _("{column} contiene").format(column=asked.column.title))
        self.text.returnPressed.connect(self.accepted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)

    def begin(self) -> None:
        self.text.setFocus()
        self.text.selectAll()

    def told(self) -> ColumnFilter:
        return ColumnFilter(column=self._column, text=self.text.text().strip())


class _Range(_Body):
    """From one day or number to another, both included; for days also the rows that have none."""

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self._asked = asked
        self._days = asked.column.filter == "days"
        current = asked.current
        self.low, self.high = (
            QLineEdit(self._shown(one)) for one in ((current.low, current.high) if current else ("", ""))
        )
        self.blank = QCheckBox(_("Sin fecha"))
        self.blank.setChecked(bool(current and current.values == (BLANK,)))
        self.blank.toggled.connect(self._blank_toggled)
        self.wrong = Label("", "s", "danger")
        self.wrong.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        names = (_("Desde"), _("Hasta")) if self._days else (_("Mínimo"), _("Máximo"))
        for row, (name, field) in enumerate(zip(names, (self.low, self.high), strict=True)):
            label = Label(name, "s", "text2")
            label.setBuddy(field)
            set_name(field, f"{asked.column.title}: {name}")
            field.setPlaceholderText(_("dd/mm/aaaa") if self._days else "")
            field.returnPressed.connect(self.accepted)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.blank, 2, 1)
        grid.addWidget(self.wrong, 3, 0, 1, 2)
        self.blank.setVisible(self._days)
        self.wrong.hide()

    def begin(self) -> None:
        self.low.setFocus()

    def told(self) -> ColumnFilter | None:
        key = self._asked.column.key
        if self.blank.isChecked():
            return ColumnFilter(column=key, values=(BLANK,))
        try:
            low, high = (self._stored(field.text()) for field in (self.low, self.high))
        except ExpectedError as error:
            self.wrong.setText(sentence(error.code, **error.params))
            self.wrong.show()
            return None
        if low and high and self._later(low, high):
            low, high = high, low
        return ColumnFilter(column=key, low=low, high=high)

    def _later(self, low: str, high: str) -> bool:
        return low > high if self._days else int(low) > int(high)

    def _blank_toggled(self, on: bool) -> None:
        self.low.setEnabled(not on)
        self.high.setEnabled(not on)

    def _shown(self, stored: str) -> str:
        return show_date(date.fromisoformat(stored)) if self._days and stored else stored

    def _stored(self, typed: str) -> str:
        typed = typed.strip()
        if not typed:
            return ""
        if self._days:
            return parse_date(typed, self._asked.today).isoformat()
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise ExpectedError("figure_invalid", text=typed)
        return typed


class _Values(_Body):
    """The values of the column with a box each, and a text that narrows them."""

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self._column = asked.column.key
        self._former = asked.current.values if asked.current is not None else None
        self._offered: tuple[str, ...] | None = None
        self.text = QLineEdit()
        self.text.setPlaceholderText(_("Escriba para buscar"))
        set_name(self.text, _("Buscar en {list}").format(list=asked.column.title))
        self.list = QListWidget()
        self.list.setProperty("popup", True)
        set_name(self.list, asked.column.title)
        self.every = QCheckBox(_("Elegir todos"))
        self.every.setTristate(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(4))
        for widget in (self.text, self.every, self.list):
            column.addWidget(widget)
        self.list.setFixedHeight(theme().px(_MOST_SHOWN * 24 + 8))
        self.text.textEdited.connect(self._narrow)
        self.text.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.itemChanged.connect(lambda _item: self._tell_every())
        self.every.clicked.connect(self._set_every)
        QListWidgetItem(_("Leyendo los valores…"), self.list).setFlags(Qt.ItemFlag.NoItemFlags)

    def begin(self) -> None:
        self.text.setFocus()

    def offer(self, values: Sequence[Value]) -> None:
        self.list.clear()
        self._offered = tuple(code for code, _name, _count in values)
        for code, name, count in sorted(values, key=lambda one: (one[0] == BLANK, fold(one[1]))):
            item = QListWidgetItem(f"{name or blank_name()}  ({number(count)})")
            item.setData(_CODE, code)
            item.setData(_FOLDED, fold(name))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            on = self._former is None or code in self._former
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._narrow(self.text.text())
        self._tell_every()

    def told(self) -> ColumnFilter | None:
        if self._offered is None:
            return None
        narrowed = bool(self.text.text().strip())
        chosen = tuple(
            str(item.data(_CODE)) for item in self._items() if self._on(item) and not (narrowed and item.isHidden())
        )
        every = len(chosen) == len(self._offered)
        return ColumnFilter(column=self._column, values=None if every else chosen)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    @staticmethod
    def _on(item: QListWidgetItem) -> bool:
        return item.checkState() == Qt.CheckState.Checked

    def _narrow(self, typed: str) -> None:
        words = fold(typed).split()
        for item in self._items():
            item.setHidden(not all(word in str(item.data(_FOLDED) or "") for word in words))
        shown = [item for item in self._items() if not item.isHidden()]
        if shown:
            self.list.setCurrentItem(shown[0])
        self._tell_every()

    def _tell_every(self) -> None:
        shown = [self._on(item) for item in self._items() if not item.isHidden()]
        state = Qt.CheckState.Checked if all(shown) else Qt.CheckState.PartiallyChecked
        self.every.setCheckState(state if any(shown) else Qt.CheckState.Unchecked)

    def _set_every(self) -> None:
        on = not all(self._on(item) for item in self._items() if not item.isHidden())
        self.list.blockSignals(True)
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self.list.viewport().update()
        self._tell_every()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter applies from text and list; ↓ goes from the text to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.accepted.emit()
                return True
            if watched is self.text and event.key() == Qt.Key.Key_Down:
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)
