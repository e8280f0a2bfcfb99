"""The filters above the list of families: a text, one chip for each in force, the way to add or drop them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QWidget

from gsi_desktop.models.enums import FamilyStatus, Stage, TargetingSource, Zone
from gsi_desktop.services.accompaniment import wording, workload
from gsi_desktop.services.accompaniment.data import CogestorInfo
from gsi_desktop.services.accompaniment.workload_data import Band, WorkScope
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.families.choice_menu import ChoiceMenu, Choices
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import link
from gsi_desktop.ui.kit.chips import FilterChip
from gsi_desktop.ui.kit.column_filters import ColumnFilters
from gsi_desktop.ui.kit.flow import FlowLayout
from gsi_desktop.ui.kit.icons import icon
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_TYPING_MS: Final = 200
_SETTLEMENT: Final = "settlement_id"
_VISITED: Final = "visited"
_OVERDUE: Final = "overdue"
_HEADING: Final = "heading:"
"""Chips over more than one field of the filter, or over a day that is today's."""


@dataclass(frozen=True, slots=True)
class Places:
    """The places there are families in, as filters offer them."""

    municipalities: tuple[tuple[str, str], ...] = ()
    microregions: tuple[tuple[UUID, str], ...] = ()
    settlements: tuple[tuple[UUID, str], ...] = ()
    cogestores: tuple[tuple[UUID, str], ...] = ()

    def municipality(self, chosen: FamilyFilter) -> str | None:
        """Return the municipality whose settlements can be offered: the chosen one, or the only one."""
        if chosen.municipality_id is not None or len(self.municipalities) != 1:
            return chosen.municipality_id
        return self.municipalities[0][0]


def named(known: Sequence[CogestorInfo]) -> tuple[tuple[UUID, str], ...]:
    """Return the cogestores who have families, with their municipality where there are several."""
    working = [one for one in known if one.families]
    several = len({one.municipality_id for one in working}) > 1
    return tuple((one.cogestor_id, f"{one.name} · {one.municipality}" if several else one.name) for one in working)


def filter_titles() -> dict[str, str]:
    """Return the filters in the order they are offered, by the field of `FamilyFilter` each sets.

    The chips of the last visit and of the overdue commitments stand for several fields and for today.
    """
    return {
        "municipality_id": _("Municipio"),
        "microregion_id": _("Microrregión"),
        _SETTLEMENT: _("Vereda o barrio"),
        "source": _("Focalización"),
        "status": _("Estado"),
        "zone": _("Zona"),
        "cogestor_id": _("Cogestor(a)"),
        "stage": _("Etapa"),
        "reached": _("Llegaron a"),
        _VISITED: _("Última visita"),
        _OVERDUE: _("Compromisos"),
    }


class FilterBar(QWidget):
    """``changed`` fires when another filter is in force; ``down_pressed`` when ↓ or Enter leaves the text."""

    changed = Signal()
    down_pressed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._chosen = FamilyFilter()
        self._places = Places()
        self._titles = filter_titles()
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
    def chosen(self) -> FamilyFilter:
        """The filter in force."""
        return self._chosen

    def choose(self, **fields: Any) -> None:
        """Put ``fields`` of `FamilyFilter` in force; another municipality drops the settlement."""
        wanted = replace(self._chosen, **fields)
        if wanted.municipality_id != self._chosen.municipality_id and _SETTLEMENT not in fields:
            wanted = replace(wanted, settlement_id=None)
        if wanted == self._chosen:
            return
        self._chosen = wanted
        if self._headings is not None:
            self._headings.put(wanted.columns)
        if self.text.text().strip() != wanted.text:
            self.text.setText(wanted.text)
        self._show_chips()
        self.changed.emit()

    def clear(self) -> None:
        """Drop every filter and the text."""
        self._typing.stop()
        self.text.clear()
        empty = FamilyFilter()
        self.choose(**{field.name: getattr(empty, field.name) for field in fields(empty)})

    def offer(self, places: Places) -> None:
        """Offer the places there are families in."""
        self._places = places
        self._show_chips()  # their names may be known only now

    # --- the total

    def show_total(self, shown: int | None, total: int | None) -> None:
        """Say how many families the filter lets through, of how many; None while it is being counted."""
        self.total.setVisible(shown is not None and total is not None)
        if shown is None or total is None:
            return
        families = ngettext("{total} familia", "{total} familias", total).format(total=formats.number(total))
        if self._chosen.is_empty:
            self.total.setText(families)
        else:
            words = _("{shown} de {families}").format(shown=f"<b>{formats.number(shown)}</b>", families=families)
            self.total.setText(words)

    def value_name(self, column: str, code: str) -> str:
        """Return a value of a column in words, as a heading filters by it; a place unknown here keeps its code."""
        field = {"municipality": "municipality_id", "cogestor": "cogestor_id"}.get(column, column)
        if column == "cogestor":
            return {one.hex: name for one, name in self._places.cogestores}.get(code, _("Otra persona"))
        if field in {"municipality_id", "source", "status", "stage"}:
            return str({str(value): name for value, name in self._choices(field)}.get(code, code))
        return code

    # --- values of chips

    def value(self, chip: str) -> Any:
        """Return what the chip filters by, None while it does not."""
        if chip == _VISITED:
            said = (self._chosen.never_visited, self._chosen.last_visit_from, self._chosen.last_visit_before)
            return said if any(said) else None
        return self._chosen.commitments_due_before if chip == _OVERDUE else getattr(self._chosen, chip)

    def put(self, chip: str, value: Any) -> None:
        """Filter by ``value`` of ``chip``; None takes the filter off."""
        if chip == _VISITED:
            never, first, before = value or (False, None, None)
            self.choose(never_visited=never, last_visit_from=first, last_visit_before=before)
        elif chip == _OVERDUE:
            self.choose(commitments_due_before=value)
        else:
            self.choose(**{chip: value})

    def _name(self, chip: str, value: Any) -> str:
        """Return a value in words; a link may have brought one of another day, or of a place unknown here."""
        names = dict(self._choices(chip))
        if value in names:
            return str(names[value])
        if chip == _OVERDUE:
            return _("vencidos antes del {day}").format(day=formats.date(value))
        if chip != _VISITED:
            return _("Otra")
        _never, first, before = value
        parts = [_("desde el {day}").format(day=formats.date(first))] if first else []
        parts += [_("antes del {day}").format(day=formats.date(before))] if before else []
        return ", ".join(parts)

    def _bands(self) -> Choices:
        scope, today = WorkScope(), self._today()
        found = ((band, workload.band_filter(band, scope, today)) for band in Band)
        return tuple(
            ((one.never_visited, one.last_visit_from, one.last_visit_before), wording.band(band)) for band, one in found
        )

    # --- inside

    def _build(self) -> None:
        px = theme().px
        self.text.setPlaceholderText(_("Nombre, documento o folio"))
        self.text.setClearButtonEnabled(False)
        self.text.setToolTip(shown_keys("Ctrl+F"))
        set_name(self.text, _("Filtrar por nombre, documento o folio"))
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
        self._show_chips()

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

    def _choices(self, field: str) -> Choices:
        return {
            "municipality_id": self._places.municipalities,
            "microregion_id": self._places.microregions,
            _SETTLEMENT: self._places.settlements,
            "source": tuple((code, formats.source(code)) for code in TargetingSource),
            "status": tuple((code, formats.family_status(code)) for code in (FamilyStatus.ACTIVE, FamilyStatus.EXITED)),
            "zone": tuple((code, catalogues.label("zone", code)) for code in Zone),
            "cogestor_id": self._places.cogestores,
            "stage": tuple((code, wording.stage(code)) for code in Stage),
            "reached": tuple((code, wording.stage(code)) for code in workload.FUNNEL[1:]),
            _VISITED: self._bands(),
            _OVERDUE: ((self._today(), _("Vencidos")),),
        }[field]

    def _menu(self, field: str, parent: QWidget) -> ChoiceMenu:
        return ChoiceMenu(self._titles[field], partial(self._choices, field), partial(self.put, field), parent)

    def _fill_menu(self) -> None:
        menu = self.add_chip.menu()
        menu.clear()
        for field, title in self._titles.items():
            if self.value(field) is not None:
                continue
            if self._choices(field):
                menu.addMenu(self._menu(field, menu))
            else:
                why = {_SETTLEMENT: _("elija antes un municipio"), "cogestor_id": _("nadie tiene familias a cargo")}
                why_not = why.get(field, _("sin familias"))
                menu.addAction(f"{title} ({why_not})").setEnabled(False)
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

    def _show_chips(self) -> None:
        """Show one chip for each filter in force, in the order they are offered."""
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
        return self._name(field, self.value(field))

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
