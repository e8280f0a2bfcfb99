"""The last step of an import: what was done, under which lot, and the ways on from there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.exchange.data import ImportCounts
from gsi_desktop.ui.exchange.parts import ScrollColumn, counts_words, total
from gsi_desktop.ui.exchange.report_view import ReportView
from gsi_desktop.ui.exchange.rows import GroupedReport
from gsi_desktop.ui.kit import icons
from gsi_desktop.ui.kit.buttons import Button, primary, secondary
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.columns import ColumnState
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.theme import theme

if TYPE_CHECKING:
    from gsi_desktop.services.exchange.commands import AppliedBatch


class SummaryPanel(ScrollColumn):
    """Says what an import did; after an undo it says so instead."""

    families_asked = Signal()
    result_asked = Signal()
    undo_asked = Signal()
    reviews_asked = Signal()
    another_asked = Signal()

    def __init__(self, state: ColumnState | None = None) -> None:
        super().__init__()
        self._tone = ("circle-check", "success")
        self._picture = QLabel()
        self.heading = Label("", "l", wrap=True)
        self.detail = Label("", "body", "text2", wrap=True)
        self.code = ChipLabel(Chip(""))
        self.rows = ReportView(
            done=True, state=state, name="imported_rows", label=_("Filas del padrón con lo que pasó")
        )
        self._rows_card = Card(_("Qué pasó con cada fila"), padded=False)
        self.steps = QVBoxLayout()
        self.progress = ProgressPanel()
        self.families = primary(_("Ver &familias"), "users", self.families_asked.emit)
        self.result = secondary(_("&Guardar resultado (.xlsx)"), "download", self.result_asked.emit)
        self.another = secondary(_("Importar &otro padrón"), "file-import", self.another_asked.emit)
        self.undo = Button(_("&Deshacer esta importación"), "arrow-back-up", self.undo_asked.emit, kind="danger")
        self.review = secondary(_("Revisar difere&ncias"), "list-check", self.reviews_asked.emit)
        self._fill()
        theme().changed.connect(self._draw)

    def show_batch(self, batch: AppliedBatch, file_name: str) -> None:
        """Show what was imported."""
        counts = batch.counts
        self._tone = ("circle-check", "success")
        self.heading.setText(_("Se importaron {counts}.").format(counts=counts_words(counts)))
        self.detail.setText(_("De «{name}», {rows} filas.").format(name=file_name, rows=thousands(counts.rows)))
        self.code.set_chip(Chip(_("Importación {code}").format(code=batch.code), "accent", "history"))
        self._rows_card.hide()
        self._say_next(_next_words(counts))
        self.review.setVisible(bool(counts.warnings.get("needs_review")))
        self._set_undone(False)

    def show_rows(self, grouped: GroupedReport) -> None:
        """Show what happened to each row."""
        self.rows.show_report(grouped)
        self.rows.show_first()
        self._rows_card.show()

    def show_undone(self) -> None:
        """Show that the import was taken back."""
        self._tone = ("arrow-back-up", "text2")
        self.heading.setText(_("La importación se deshizo."))
        self._say_next([_("El registro quedó como estaba antes. El lote sigue en la lista, marcado como deshecho.")])
        self.review.hide()
        self._rows_card.hide()
        self._set_undone(True)

    def _set_undone(self, undone: bool) -> None:
        self.undo.setVisible(not undone)
        self.result.setVisible(not undone)
        self._draw()

    def _say_next(self, sentences: Sequence[str]) -> None:
        while (item := self.steps.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for sentence in sentences:
            self.steps.addWidget(Label(f"•  {sentence}", "body", "text", wrap=True))

    def _fill(self) -> None:
        px = theme().px
        top = QHBoxLayout()
        top.setSpacing(px(12))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self.heading)
        words.addWidget(self.detail)
        top.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        top.addWidget(self.code, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignVCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        for button in (self.families, self.review, self.result, self.another):
            buttons.addWidget(button)
        buttons.addStretch(1)
        card = Card(padded=True)
        card.body.setSpacing(px(12))
        card.body.addLayout(top)
        self.steps.setSpacing(px(6))
        card.body.addLayout(self.steps)
        card.body.addWidget(self.progress)
        card.body.addSpacing(px(4))
        card.body.addLayout(buttons)
        self.rows.setMinimumHeight(px(300))
        self._rows_card.body.addWidget(self.rows)
        self._rows_card.hide()
        self.column.addWidget(card)
        self.column.addWidget(self._rows_card, 1)
        self.column.addStretch(0)

    def _draw(self) -> None:
        name, tone = self._tone
        self._picture.setPixmap(icons.pixmap(name, tone, theme().px(32), self.devicePixelRatioF()))


def _next_words(counts: ImportCounts) -> list[str]:
    """Return what is left to do, in the order it should be done."""
    said = []
    rejected = total(counts.rejected)
    if rejected:
        words = ngettext(
            "{n} fila no entró. Guarde el resultado, corríjala en el archivo e impórtelo otra vez: lo que ya está no "
            "se repite.",
            "{n} filas no entraron. Guarde el resultado, corríjalas en el archivo e impórtelo otra vez: lo que ya "
            "está no se repite.",
            rejected,
        )
        said.append(words.format(n=thousands(rejected)))
    reviews = counts.warnings.get("needs_review", 0)
    if reviews:
        words = ngettext(
            "{n} persona trae un dato distinto del que se cambió aquí: usted decide cuál queda.",
            "{n} personas traen datos distintos de los que se cambiaron aquí: usted decide cuáles quedan.",
            reviews,
        )
        said.append(words.format(n=thousands(reviews)))
    if counts.persons_created:
        said.append(
            _("Cada persona nueva quedó con «aviso pendiente»: entréguele el aviso de privacidad al visitarla.")
        )
    said.append(_("El resultado dice, fila por fila, qué pasó, por qué y con qué folio quedó cada familia."))
    return said
