"""The filters above a list: a text, one chip for each in force, the way to add or drop them, how many pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any, Final, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.estimates import Estimate
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import link
from gsi_desktop.ui.kit.chips import FilterChip
from gsi_desktop.ui.kit.choice_menu import ChoiceMenu, Choices
from gsi_desktop.ui.kit.column_filters import ColumnFilters
from gsi_desktop.ui.kit.flow import FlowLayout
from gsi_desktop.ui.kit.icons import icon
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_TYPING_MS: Final = 200
_HEADING: Final = "heading:"
"""Begins the names of chips of headings."""


def _about(number: int, words: str) -> str:
    """Return ``words`` of a number; with "cerca de" when nobody counted it."""
    return _("cerca de {rows}").format(rows=words) if isinstance(number, Estimate) else words


class ChipKinds(Protocol):
    """What the chips of a list filter by, each under a name of its own."""

    def titles(self) -> Mapping[str, str]:
        """Return the chips in the order they are offered."""
        ...

    def choices(self, chip: str) -> Choices:
        """Return the values of a chip with their words."""
        ...

    def value(self, chosen: Any, chip: str) -> Any:
        """Return what a chip filters by, None while it does not."""
        ...

    def put(self, chosen: Any, chip: str, value: Any) -> Any:
        """Return the filter with another value of a chip; None takes it off."""
        ...

    def name(self, chip: str, value: Any) -> str:
        """Return the words of a value that is none of the choices: a link may have brought it."""
        ...

    def why_none(self, chip: str) -> str:
        """Return why a chip has no choices."""
        ...

    def value_name(self, column: str, code: str) -> str:
        """Return a value of a column in words, as a heading filters by it."""
        ...


@dataclass(frozen=True, slots=True)
class BarWords:
    """What a bar says: the hint in its text, that text's name, and a number of rows ("4.310 familias")."""

    hint: str
    name: str
    counted: Callable[[int], str]


class FilterBar(QWidget):
    """``changed`` fires when another filter is in force; ``down_pressed`` when ↓ or Enter leaves the text.

    A filter is a frozen data class with ``text``, ``columns`` (of headings), ``is_empty`` and what ``kinds`` knows of.
    """

    changed = Signal()
    down_pressed = Signal()

    def __init__(self, empty: Any, kinds: ChipKinds, words: BarWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty = empty
        self.kinds = kinds
        self._words = words
        self._chosen = empty
        self._titles = kinds.titles()
        self._chips: dict[str, FilterChip] = {}
        self._headings: ColumnFilters | None = None
        self.text = QLineEdit()
        self.add_chip = FilterChip(_("Agregar filtro"), icon="filter-plus", menu=QMenu(self))
        self.clear_link = link(_("Quitar filtros"), self.clear)
        self.total = Label("", "s", "text2", tabular=True)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._take_text)
        self._build()
        self._connect()

    def attach(self, headings: ColumnFilters) -> None:
        """Show the filters of the headings as chips among the others."""
        self._headings = headings
        headings.changed.connect(lambda: self.choose(columns=headings.active))

    # --- the filter in force

    @property
    def chosen(self) -> Any:
        """The filter in force."""
        return self._chosen

    def choose(self, **told: Any) -> None:
        """Put these fields of the filter in force."""
        self.use(replace(self._chosen, **told))

    def use(self, wanted: Any) -> None:
        """Put ``wanted`` in force and no other."""
        if wanted == self._chosen:
            return
        self._chosen = wanted
        if self._headings is not None:
            self._headings.put(wanted.columns)
        if self.text.text().strip() != wanted.text:
            self.text.setText(wanted.text)
        self.refresh()
        self.changed.emit()

    def clear(self) -> None:
        """Drop every filter and the text."""
        self._typing.stop()
        self.text.clear()
        self.use(self.empty)

    def value(self, chip: str) -> Any:
        """Return what the chip filters by, None while it does not."""
        return self.kinds.value(self._chosen, chip)

    def put(self, chip: str, value: Any) -> None:
        """Filter by ``value`` of ``chip``; None takes the filter off."""
        self.use(self.kinds.put(self._chosen, chip, value))

    def show_total(self, shown: int | None, total: int | None) -> None:
        """Say how many rows the filter lets through, of how many, counted or an `Estimate`; None: not known yet."""
        self.total.setVisible(shown is not None and total is not None)
        if shown is None or total is None:
            return
        counted = _about(total, self._words.counted(total))
        if self._chosen.is_empty:
            self.total.setText(counted)
        else:
            words = _("{shown} de {rows}").format(shown=_about(shown, f"<b>{formats.number(shown)}</b>"), rows=counted)
            self.total.setText(words)

    # --- inside

    def _build(self) -> None:
        px = theme().px
        self.text.setPlaceholderText(self._words.hint)
        self.text.setClearButtonEnabled(False)
        self.text.setToolTip(shown_keys("Ctrl+F"))
        set_name(self.text, self._words.name)
        self.text.addAction(
            QAction(icon("search", "text3", 16), "", self.text), QLineEdit.ActionPosition.LeadingPosition
        )
        self.text.setFixedWidth(px(268))
        self.text.setProperty("size", "small")
        self.clear_link.setToolTip(shown_keys("Ctrl+Shift+L"))
        self.add_chip.menu().aboutToShow.connect(self._fill_menu)
        self._flow = FlowLayout(px(size("spacing.s")))
        for widget in (self.text, self.add_chip, self.clear_link):
            self._flow.addWidget(widget)
        chips = QWidget()
        chips.setLayout(self._flow)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(px(size("spacing.m")))
        self.row.addWidget(chips, 1)
        self.row.addWidget(self.total, 0, Qt.AlignmentFlag.AlignTop)
        self._scale()
        self.refresh()

    def _connect(self) -> None:
        self.text.textEdited.connect(lambda _text: self._typing.start())
        self.text.installEventFilter(self)
        theme().changed.connect(self._scale)

    def _scale(self) -> None:
        px = theme().px
        self.text.setFixedWidth(px(268))
        self.total.setMinimumHeight(px(size("control.input")))

    def _take_text(self) -> None:
        self._typing.stop()
        self.choose(text=self.text.text().strip())

    def _menu(self, field: str, parent: QWidget) -> ChoiceMenu:
        return ChoiceMenu(self._titles[field], partial(self.kinds.choices, field), partial(self.put, field), parent)

    def _fill_menu(self) -> None:
        menu = self.add_chip.menu()
        menu.clear()
        for field, title in self._titles.items():
            if self.value(field) is not None:
                continue
            if self.kinds.choices(field):
                menu.addMenu(self._menu(field, menu))
            else:
                menu.addAction(f"{title} ({self.kinds.why_none(field)})").setEnabled(False)
        if self._headings is not None:
            menu.addSeparator()
            menu.addMenu(self._columns_menu(menu, self._headings))

    def _columns_menu(self, parent: QWidget, headings: ColumnFilters) -> QMenu:
        """Return the menu that opens the filter of a heading, for whom the mouse is far."""
        menu = QMenu(_("Por columna"), parent)
        for column in headings.columns():
            action = menu.addAction(column.title + "…")
            action.triggered.connect(lambda _on, key=column.key: self._open_heading(key, self.add_chip))
        return menu

    def _open_heading(self, key: str, below: QWidget) -> None:
        if self._headings is not None:
            self._headings.open(key, below.mapToGlobal(below.rect().bottomLeft()))

    def refresh(self) -> None:
        """Show one chip for each filter in force, in the order they are offered; their names may be known only now."""
        shown = [field for field in self._titles if self.value(field) is not None]
        shown += [f"{_HEADING}{one.column}" for one in self._chosen.columns if self._headings is not None]
        for field in [field for field in self._chips if field not in shown]:
            self._drop_chip(field)
        for place, field in enumerate(shown):
            if field not in self._chips:
                self._add_chip(field, place + 1)
            self._chips[field].set_value(self._said(field))
        self.clear_link.setVisible(not self._chosen.is_empty)
        order = [self.text, *(self._chips[field] for field in shown), self.add_chip, self.clear_link]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _said(self, field: str) -> str:
        if self._headings is not None and field.startswith(_HEADING):
            return self._headings.words(field.removeprefix(_HEADING))
        value = self.value(field)
        found = dict(self.kinds.choices(field)).get(value)
        return str(found) if found is not None else self.kinds.name(field, value)

    def _add_chip(self, field: str, place: int) -> None:
        key, headings = field.removeprefix(_HEADING), self._headings
        if headings is not None and key != field:
            chip = FilterChip(headings.title(key), "…")
            chip.clicked.connect(lambda _on=False: self._open_heading(key, chip))
            chip.cleared.connect(lambda: headings.drop(key))
        else:
            chip = FilterChip(self._titles[field], "…")
            chip.setMenu(self._menu(field, chip))
            chip.cleared.connect(lambda: self.put(field, None))
        self._chips[field] = chip
        self._flow.insert_widget(place, chip)

    def _drop_chip(self, field: str) -> None:
        chip = self._chips.pop(field)
        if chip.hasFocus():
            self.add_chip.setFocus(Qt.FocusReason.OtherFocusReason)
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the text for the list with ↓ or Enter, the text then in force at once; Esc empties it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take_text()
                self.down_pressed.emit()
                return True
            if event.key() == Qt.Key.Key_Escape and self.text.text():
                self.text.clear()
                self._take_text()
                return True
        return super().eventFilter(watched, event)
