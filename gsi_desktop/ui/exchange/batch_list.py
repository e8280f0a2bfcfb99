"""The imports of this office, newest first, and what one of them did."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import BatchState
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.exchange.data import BatchRow, ImportCounts
from gsi_desktop.ui.exchange.file_panel import batch_chip
from gsi_desktop.ui.exchange.parts import counts_words
from gsi_desktop.ui.kit.buttons import Button, secondary
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.columns import Column, ColumnState
from gsi_desktop.ui.kit.formats import show, thousands
from gsi_desktop.ui.kit.labels import ElidedLabel, Label
from gsi_desktop.ui.kit.local_order import LocalOrder
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes

_FACTS: Final = 6


def _columns() -> tuple[Column, ...]:
    right = partial(Column, align="right", tabular=True, sortable=True)
    return (
        Column("code", _("Importación"), 108, tabular=True, strong=True, sortable=True),
        Column("file_name", _("Archivo"), 180, stretch=True, sortable=True),
        Column("imported_at", _("Fecha y hora"), 150, tabular=True, sortable=True),
        Column("as_of", _("Corte"), 100, tabular=True, sortable=True),
        Column("actor", _("Quién"), 112, sortable=True),
        right("created", _("Creadas"), 82, value=lambda b: b.counts.persons_created),
        right("updated", _("Actualizadas"), 100, value=lambda b: b.counts.persons_updated),
        right("open_reviews", _("Por revisar"), 92),
        Column("state", _("Estado"), 124, chip=batch_chip, sortable=True),
    )


class BatchList(QWidget):
    """Batches above, the chosen one below. The signals carry its `BatchRow`."""

    rows_asked = Signal(object)
    reviews_asked = Signal(object)
    undo_asked = Signal(object)

    def __init__(self, state: ColumnState) -> None:
        super().__init__()
        self.model = RowsModel(_columns())
        self.table = TableView(self.model, name="batches", state=state, label=_("Lotes importados"))
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.order = LocalOrder(self.table, self.model)
        self.chip = ChipLabel(Chip(""))
        self.card = Card(" ", " ")
        self._facts = [(Label("", "s", "text3"), ElidedLabel("")) for _number in range(_FACTS)]
        self._reasons = Label("", "s", "text2", wrap=True)
        self.rows = secondary(_("Ver &filas"), "list", lambda: self._ask(self.rows_asked))
        self.reviews = secondary(_("&Revisar diferencias"), "list-check", lambda: self._ask(self.reviews_asked))
        self.undo = Button(_("&Deshacer lote"), "arrow-back-up", lambda: self._ask(self.undo_asked), kind="danger")
        writes(self.undo)
        self._fill()
        self.table.current_row.connect(lambda _row: self._show_current())
        self.table.activated_row.connect(self.rows_asked)
        self._show_current()

    def show_batches(self, batches: Sequence[BatchRow]) -> None:
        """Show ``batches``; the chosen one stays chosen."""
        chosen = self.chosen()
        self.model.set_rows(self.order.arranged(batches))
        place = self.model.find(lambda row: chosen is not None and row.batch_id == chosen.batch_id)
        if batches:
            self.table.go_to_row(place or 0)
        self._show_current()

    def chosen(self) -> BatchRow | None:
        """Return the batch the cursor is on."""
        row: BatchRow | None = self.table.current()
        return row

    def set_busy(self, busy: bool) -> None:
        """Have the buttons wait while work is under way."""
        self.table.setEnabled(not busy)
        for button in (self.rows, self.reviews, self.undo):
            button.setEnabled(not busy)

    # --- inside

    def _fill(self) -> None:
        px = theme().px
        self.card.header.insertWidget(1, self.chip)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(20))
        grid.setVerticalSpacing(px(1))
        for place, (name, value) in enumerate(self._facts):
            row, column = divmod(place, 3)
            grid.addWidget(name, 3 * row, column)
            grid.addWidget(value, 3 * row + 1, column)
            grid.setRowMinimumHeight(3 * row + 2, px(6))
            grid.setColumnStretch(column, 1)
        left = QVBoxLayout()
        left.setSpacing(px(2))
        left.addLayout(grid)
        left.addWidget(self._reasons)
        buttons = QVBoxLayout()
        buttons.setSpacing(px(8))
        for button in (self.rows, self.reviews):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addSpacing(px(12))
        buttons.addWidget(self.undo)
        across = QHBoxLayout()
        across.setSpacing(px(24))
        across.addLayout(left, 1)
        across.addLayout(buttons)
        self.card.body.addLayout(across)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(12))
        outer.addWidget(self.table, 1)
        outer.addWidget(self.card)
        self._reasons.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)

    def _ask(self, signal: SignalInstance) -> None:
        chosen = self.chosen()
        if chosen is not None:
            signal.emit(chosen)

    def _show_current(self) -> None:
        batch = self.chosen()
        self.card.setVisible(batch is not None)
        if batch is None:
            return
        self.card.set_title(_("Importación {code}").format(code=batch.code), batch.file_name)
        self.chip.set_chip(batch_chip(batch))
        for (name, value), (said, text) in zip(self._facts, _facts(batch), strict=True):
            name.setText(said)
            value.setText(text)
        reasons = _reason_words(batch.counts)
        self._reasons.setText(reasons)
        self._reasons.setVisible(bool(reasons))
        self.reviews.setVisible(bool(batch.open_reviews))
        self.undo.setVisible(batch.state is BatchState.APPLIED)


def _facts(batch: BatchRow) -> tuple[tuple[str, str], ...]:
    counts = batch.counts
    undone = batch.undone_at is not None
    return (
        (_("Filas del archivo"), thousands(counts.rows)),
        (_("Se crearon"), counts_words(counts)),
        (
            _("Ya estaban"),
            _("{updated} actualizadas · {unchanged} sin cambio").format(
                updated=thousands(counts.persons_updated), unchanged=thousands(counts.persons_unchanged)
            ),
        ),
        (_("Deshecho") if undone else _("Importado"), show(batch.undone_at if undone else batch.imported_at)),
        (_("Corte de las edades"), show(batch.as_of)),
        (_("Base legal"), batch.legal_basis),
    )


def _reason_words(counts: ImportCounts) -> str:
    """Return why rows stayed out and what was warned about, with how often."""
    from gsi_desktop.services.exchange.results import reason_names

    titles = reason_names()
    said = []
    for heading, codes in (
        (_("No se importaron"), counts.rejected),
        (_("Se omitieron"), counts.skipped),
        (_("Advertencias"), counts.warnings),
    ):
        if codes:
            parts = [f"{titles.get(code, _('otro motivo'))} {thousands(count)}" for code, count in codes.items()]
            said.append(f"{heading}: {' · '.join(parts)}.")
    return "\n".join(said)


def empty_words() -> str:
    """Return why there are no batches."""
    return _("Todavía no se ha importado ningún padrón. Cada importación queda aquí y se puede deshacer.")


def review_tab_words(count: int) -> str:
    """Return the words of the tab of differences."""
    return ngettext("Por revisar ({n})", "Por revisar ({n})", count).format(n=thousands(count))
