"""The batch that is being keyed, beside its form: how far it is, and its papers in the printed order."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from gsi_desktop.models.enums import PaperState
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.paperwork import queries, wording
from gsi_desktop.services.paperwork.data import BatchRow, PaperRow
from gsi_desktop.ui.kit.accessibility import set_name, tab_order
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.labels import ElidedLabel, Label
from gsi_desktop.ui.kit.models import PagedModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.toggles import SegmentedControl
from gsi_desktop.ui.kit.tokens import size

if TYPE_CHECKING:
    from gsi_desktop.services.core.paging import Page as Rows
    from gsi_desktop.ui.shell.context import UiContext

MISSING, ALL = "missing", "all"
_PAGE: Final = 200
_FORMS: Final = (PaperState.PENDING, PaperState.KEYED, PaperState.SKIPPED)


def paper_chip(row: PaperRow) -> Chip:
    """Return what became of a form."""
    if row.state is PaperState.SKIPPED and row.skip is not None:
        return Chip(wording.state(row.state), "warning", "ban")
    if row.state is PaperState.KEYED:
        return Chip(wording.state(row.state), "success", "check")
    return Chip(wording.state(row.state), "muted")


def _about(row: PaperRow) -> str:
    why = wording.skip(row.skip) if row.skip is not None else ""
    return " · ".join(part for part in (row.head, row.folio, row.code, why) if part)


class PilePanel(QFrame):
    """``opened`` carries the `PaperRow` the person chose."""

    opened = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._context = context
        self._batch: BatchRow | None = None
        self._at: int | None = None
        self.title = ElidedLabel("", "card_title")
        self.about = ElidedLabel("", "s", "text3")
        self.figures = Label("", "body", "text", tabular=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.which = SegmentedControl([(MISSING, _("Faltan")), (ALL, _("Todos"))], _("Qué papeles se ven"))
        columns = [
            Column("position", _("N.º"), 48, align="right", tabular=True),
            Column("head", _("Familia"), 120, stretch=True, tooltip=_about),
            Column("state", _("Estado"), 96, chip=paper_chip),
        ]
        self.model = PagedModel(columns, tasks=context.runner)
        self.table = TableView(self.model, framed=False, label=_("Papeles del lote"))
        self._lay_out()
        self.which.chosen.connect(lambda _key: self._read())
        self.table.activated_row.connect(self.opened)
        self.model.first_page.connect(self._arrived)
        theme().changed.connect(self._space)

    def come_after(self, place: QWidget) -> None:
        """Have Tab come here from what it reaches last in ``place``."""
        stops = [*tab_order(place)[-1:], self.which.segment(MISSING), self.which.segment(ALL), self.table]
        for one, after in pairwise(stops):
            QWidget.setTabOrder(one, after)

    def show_batch(self, batch: BatchRow | None, at: int | None = None) -> None:
        """Show how a batch stands, the paper ``at`` chosen; None shows none."""
        self._batch, self._at = batch, at
        self.setVisible(batch is not None)
        if batch is None:
            return
        self.title.setText(_("Lote de papel {code}").format(code=batch.code))
        self.about.setText(batch.title)
        self.figures.setText(progress(batch))
        self.bar.setRange(0, max(1, batch.forms))
        self.bar.setValue(batch.keyed + batch.skipped)
        set_name(self.bar, progress(batch))
        self._read()

    def _read(self) -> None:
        batch, read = self._batch, self._context.services.read
        if batch is None:
            return
        states = (PaperState.PENDING,) if self.which.value == MISSING else _FORMS

        def fetch(cursor: tuple[object, ...] | None) -> Rows[PaperRow]:
            return read(queries.paper_list, batch.batch_id, states=states, cursor=cursor, size=_PAGE)

        self.model.reset(fetch)

    def _arrived(self) -> None:
        none = EmptyState("circle-check", _("No falta ningún papel de este lote."))
        self.table.set_placeholder(None if self.model.rowCount() else none)
        found = self.model.find(lambda row: row.position == self._at)
        if found is not None:
            self.table.go_to_row(found)

    def _lay_out(self) -> None:
        self._upper = QVBoxLayout()
        for widget in (self.title, self.about, self.figures, self.bar, self.which):
            self._upper.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._upper)
        column.addWidget(self.table, 1)
        self.which.choose(MISSING)
        self._space()
        self.hide()

    def _space(self) -> None:
        px = theme().px
        pad = px(size("spacing.m"))
        self._upper.setContentsMargins(pad, px(10), pad, px(8))
        self._upper.setSpacing(px(6))
        self.setFixedWidth(px(330))


def progress(batch: BatchRow) -> str:
    """Return how far a batch is: "23 de 60 digitados, 2 omitidos"."""
    told = ngettext("{keyed} de {all} digitado", "{keyed} de {all} digitados", batch.forms)
    parts = [told.format(keyed=formats.number(batch.keyed), all=formats.number(batch.forms))]
    if batch.skipped:
        left = ngettext("{n} omitido", "{n} omitidos", batch.skipped)
        parts.append(left.format(n=formats.number(batch.skipped)))
    return ", ".join(parts)
