"""Differences a newer roster brought where somebody here had changed the value: which of the two stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import Answer
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.exchange.data import ReviewItem
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.kit.buttons import Button, secondary
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.columns import Column, ColumnState
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes

_RESERVED: Final = frozenset({"disability", "pregnant", "ethnicity"})
"""What no list shows; the chosen difference does, because it must be decided."""

_LABELLED: Final = frozenset({"kinship", "sex", "zone", "ethnicity", "disability"})


def value_words(field: str, value: str) -> str:
    """Return a stored value of ``field`` as people read it."""
    if not value:
        return _("(sin dato)")
    if field in _LABELLED:
        return catalogues.label(field, value)
    if field == "birth_date":
        return formats.date(date.fromisoformat(value))
    if field == "document":
        return formats.document(*value.split(" ", 1))
    if field == "pregnant":
        return formats.answer(Answer(value))
    return formats.phone(value) if field in ("phone", "other_phone") else value


def _listed(field: str, value: str) -> str:
    return _("Reservado") if field in _RESERVED else value_words(field, value)


class ReviewList(QWidget):
    """Differences above, the chosen one below with both values.

    ``settle_asked`` carries the chosen items and whether the roster's value is taken; ``family_asked`` a family's id.
    """

    settle_asked = Signal(object, bool)
    family_asked = Signal(object)

    def __init__(self, state: ColumnState) -> None:
        super().__init__()
        from gsi_desktop.services.exchange.columns import field_titles

        self._titles = field_titles()
        self.model = RowsModel(self._columns())
        self.table = TableView(self.model, name="reviews", state=state, label=_("Diferencias por revisar"))
        self.card = Card(" ", " ")
        self.ours = Label("", "m", wrap=True)
        self.theirs = Label("", "m", wrap=True)
        self.keep = secondary(_("&Conservar el nuestro"), "check", lambda: self._settle(take=False))
        self.take = secondary(_("&Tomar el del padrón"), "file-import", lambda: self._settle(take=True))
        writes(self.keep, self.take)
        self.family = Button(_("Ver &ficha"), "external-link", self._open, kind="flat")
        self._fill()
        self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self._show_current())
        self.table.activated_row.connect(lambda row: self.family_asked.emit(row.family_id))
        self._show_current()

    def show_items(self, items: Sequence[ReviewItem]) -> None:
        """Show ``items``; the cursor stays where it was, on what comes next."""
        place = max(self.table.currentIndex().row(), 0)
        self.model.set_rows(items)
        if items:
            self.table.go_to_row(min(place, len(items) - 1))
        self._show_current()

    def set_busy(self, busy: bool) -> None:
        """Have the buttons wait while a decision is saved."""
        for button in (self.keep, self.take):
            button.setEnabled(not busy)

    # --- inside

    def _columns(self) -> tuple[Column, ...]:
        titles = self._titles
        return (
            Column("folio", _("Folio"), 164, tabular=True),
            Column("person", _("Persona"), 210, value=lambda r: r.person or _("Datos del hogar")),
            Column("field", _("Dato"), 170, value=lambda r: titles.get(r.field, r.field)),
            Column(
                "current_value", _("Dato actual"), 170, stretch=True, value=lambda r: _listed(r.field, r.current_value)
            ),
            Column("new_value", _("Dato del padrón"), 170, stretch=True, value=lambda r: _listed(r.field, r.new_value)),
            Column("batch_code", _("Importación"), 96, tabular=True),
        )

    def _fill(self) -> None:
        px = theme().px
        self.card.header.addWidget(self.family)
        both = QHBoxLayout()
        both.setSpacing(px(16))
        for words, value, button in (
            (_("Dato actual"), self.ours, self.keep),
            (_("Dato del padrón"), self.theirs, self.take),
        ):
            side = QVBoxLayout()
            side.setSpacing(px(4))
            side.addWidget(Label(words, "s", "text3"))
            side.addWidget(value)
            side.addStretch(1)
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            side.addLayout(row)
            both.addLayout(side, 1)
        self.card.body.addWidget(Line())
        self.card.body.addLayout(both)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self.table, 1)
        column.addWidget(self.card)

    def _show_current(self) -> None:
        item: ReviewItem | None = self.table.current()
        self.card.setVisible(item is not None)
        if item is None:
            return
        chosen = len(self.table.selected())
        who = item.person or _("Datos del hogar")
        field = self._titles.get(item.field, item.field)
        if chosen > 1:
            self.card.set_title(_("{n} diferencias elegidas").format(n=chosen), _("La decisión vale para todas."))
            self.ours.setText(_("Los de aquí"))
            self.theirs.setText(_("Los del padrón"))
        else:
            self.card.set_title(field, f"{who} · {item.folio}")
            self.ours.setText(value_words(item.field, item.current_value))
            self.theirs.setText(value_words(item.field, item.new_value))

    def _settle(self, *, take: bool) -> None:
        chosen = tuple(self.table.selected())
        if chosen:
            self.settle_asked.emit(chosen, take)

    def _open(self) -> None:
        item: ReviewItem | None = self.table.current()
        if item is not None:
            self.family_asked.emit(item.family_id)
