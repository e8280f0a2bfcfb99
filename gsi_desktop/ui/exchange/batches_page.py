"""What was imported, by whom and when; undoing a batch, and settling what a newer roster disagrees about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from gsi_desktop.services.core.errors import ExpectedError, GsiError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.exchange.data import BatchRow, ImportReport, ReviewItem, TouchedFamily
from gsi_desktop.ui.exchange.batch_list import BatchList, empty_words, review_tab_words
from gsi_desktop.ui.exchange.collecting import without_full_passes
from gsi_desktop.ui.exchange.parts import BatchUndo, ShownStack, counts_words, error_bar, let_enter_press, touched_words
from gsi_desktop.ui.exchange.report_view import ReportView
from gsi_desktop.ui.exchange.reviews import ReviewList
from gsi_desktop.ui.exchange.rows import GroupedReport, group_rows
from gsi_desktop.ui.kit.buttons import secondary
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.exporting import offer_export

if TYPE_CHECKING:
    from gsi_desktop.services.exchange.commands import UndoneBatch
    from gsi_desktop.ui.shell.context import UiContext

LOTS, REVIEWS, ROWS, TOUCHED = range(4)


class TouchedList(Card):
    """Families somebody worked on after an import; Enter opens one."""

    family_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Familias con trabajo posterior"), " ", padded=False)
        self.why = Label("", "body", "text2", wrap=True)
        self.why.setContentsMargins(theme().px(12), 0, theme().px(12), theme().px(8))
        columns = (
            Column("folio", _("Folio"), 172, tabular=True),
            Column("head", _("Jefe(a) de hogar"), 260, stretch=True, strong=True),
            Column("why", _("Qué se hizo después"), 420),
        )
        self.model = RowsModel(columns)
        self.table = TableView(self.model, framed=False, label=_("Familias con trabajo posterior"))
        self.table.activated_row.connect(lambda row: self.family_asked.emit(row.family_id))
        self.body.addWidget(self.why)
        self.body.addWidget(self.table, 1)

    def show_families(self, families: Sequence[TouchedFamily]) -> None:
        """Show ``families``."""
        self.why.setText(
            _(
                "Deshacer borraría lo que se hizo con ellas, y no se cambió nada. Ábralas para ver qué es. "
                "Lo que se deshace después (una unión, otro lote) ya no impide."
            )
        )
        self.set_title(touched_words(len(families)))
        self.model.set_rows(families)
        if families:
            self.table.go_to_row(0)
        self.table.setFocus()


class BatchesPage(Page):
    """``page_args(reviews=True)`` shows the differences; ``page_args(touched=batch_id)`` why a batch stays."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            _("Lotes importados"), _("Cada importación queda como un lote: vea qué hizo, y deshágala si hace falta.")
        )
        self._context = context
        self.list = BatchList(context.settings.columns)
        self.reviews = ReviewList(context.settings.columns)
        self.report = ReportView(done=True, state=context.settings.columns, name="batch_rows")
        self.touched = TouchedList()
        self.tabs = QTabBar()
        self.progress = ProgressPanel()
        self.back = secondary(_("&Volver a los lotes"), "chevron-left", lambda: self._show(LOTS))
        self.stack = ShownStack()
        self.undo = BatchUndo(self, context, self.progress)
        self._report_card = Card(" ", " ", padded=False)
        self._lots_empty = EmptyState("history", empty_words(), (_("Importar padrón"), self._import))
        self._reviews_empty = EmptyState(
            "circle-check",
            _(
                "No hay diferencias por revisar. Aparecen cuando un padrón más nuevo trae un dato distinto "
                "del que se cambió aquí."
            ),
            (_("Ver los lotes"), lambda: self._show(LOTS)),
        )
        self._fill()
        let_enter_press(self)
        self._connect()

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Show what the link asked for."""
        if kwargs.get("reviews"):
            self._show(REVIEWS)
        touched = kwargs.get("touched")
        if isinstance(touched, UUID):
            self._load_touched(touched)

    def page_shown(self) -> None:
        """Bring the lists up to date."""
        self.reload()
        if self.stack.currentIndex() == LOTS:
            self.list.table.setFocus()

    def reload(self) -> None:
        """Read batches and differences again."""

        def read() -> tuple[tuple[BatchRow, ...], tuple[ReviewItem, ...]]:
            from gsi_desktop.services.exchange import queries

            services = self._context.services
            return services.read(queries.batches), services.read(queries.reviews)

        self._context.runner.read(self, read, self._loaded, self._say, key="lists")

    def _loaded(self, lists: tuple[tuple[BatchRow, ...], tuple[ReviewItem, ...]]) -> None:
        batches, reviews = lists
        self.list.show_batches(batches)
        self.reviews.show_items(reviews)
        self.tabs.setTabText(REVIEWS, review_tab_words(len(reviews)) if reviews else _("Por revisar"))

    # --- the rows of a batch

    def show_rows(self, batch: BatchRow) -> None:
        """Show what ``batch`` did, row by row."""

        def read() -> GroupedReport:
            from gsi_desktop.services.exchange import queries

            with without_full_passes():
                report: ImportReport = self._context.services.read(queries.batch_report, batch.batch_id)
                return group_rows(report)

        self.clear_bars()
        handle = self._context.runner.read(self, read, partial(self._show_report, batch), self._rows_failed, key="rows")
        self.progress.start(_("Leyendo las filas de la importación {code}…").format(code=batch.code), handle)

    def _show_report(self, batch: BatchRow, grouped: GroupedReport) -> None:
        self.progress.finish()
        self._report_card.set_title(_("Filas de la importación {code}").format(code=batch.code), batch.file_name)
        self.report.show_report(grouped)
        self.report.show_first()
        self._show(ROWS)
        self.report.table.setFocus()

    def _rows_failed(self, error: Exception) -> None:
        self.progress.finish()
        self._say(error)

    # --- undoing

    def _ask_undo(self, batch: BatchRow) -> None:
        self.clear_bars()
        self.undo.ask(batch.batch_id, batch.code, batch.counts)

    def _undone(self, undone: UndoneBatch) -> None:
        title = _("Se deshizo la importación {code}.").format(code=undone.code)
        detail = _("Salieron del registro {counts}.").format(counts=counts_words(undone.counts))
        self.show_bar(InfoBar("success", title, detail, closable=True))
        self.reload()
        self.list.table.setFocus()

    def _load_touched(self, batch_id: UUID) -> None:
        def read() -> tuple[TouchedFamily, ...]:
            from gsi_desktop.services.exchange import queries

            return self._context.services.read(queries.touched_families, batch_id)

        self._context.runner.read(self, read, self._show_touched, self._say, key="touched")

    def _show_touched(self, families: tuple[TouchedFamily, ...]) -> None:
        self._show(TOUCHED)
        self.touched.show_families(families)

    # --- differences

    def _settle(self, items: Sequence[ReviewItem], take: bool) -> None:
        services = self._context.services

        def work() -> list[ExpectedError]:
            from gsi_desktop.services.exchange import commands

            refused = []
            for item in items:
                try:
                    services.run(commands.settle_review, commands.SettleReview(item.review_id, take))
                except ExpectedError as error:
                    refused.append(error)
            return refused

        self.clear_bars()
        self.reviews.set_busy(True)
        self._context.runner.write(self, work, partial(self._settled, len(items)), self._settle_failed)

    def _settled(self, asked: int, refused: list[ExpectedError]) -> None:
        self.reviews.set_busy(False)
        if refused:
            bar = error_bar(refused[0])
            if asked > 1:
                words = ngettext(
                    "Quedó sin decidir {n} de {total}.", "Quedaron sin decidir {n} de {total}.", len(refused)
                )
                said = words.format(n=thousands(len(refused)), total=thousands(asked))
                bar.set_message(bar.severity, said, bar.text)
            self.show_bar(bar)
        self.reload()
        self.reviews.table.setFocus()

    def _settle_failed(self, error: Exception) -> None:
        self.reviews.set_busy(False)
        self._say(error)
        self.reload()

    # --- inside

    def _fill(self) -> None:
        self.add_action(_("Importar &padrón"), "file-import", self._import, primary=True, saves=True)
        self.list.table.set_placeholder(self._lots_empty)
        self.reviews.table.set_placeholder(self._reviews_empty)
        self.tabs.addTab(_("Lotes"))
        self.tabs.addTab(_("Por revisar"))
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setAccessibleName(_("Lotes o diferencias por revisar"))
        self._report_card.body.addWidget(self.report, 1)
        for view in (self.list, self.reviews, self._report_card, self.touched):
            self.stack.addWidget(view)
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tabs)
        row.addWidget(self.back)
        row.addStretch(1)
        self.back.hide()
        column = QVBoxLayout()
        column.setSpacing(theme().px(8))
        column.addWidget(top)
        column.addWidget(self.progress)
        column.addWidget(self.stack, 1)
        self.body.addLayout(column, 1)
        self.exports = offer_export(self._context, self, self.list.table, "lotes")

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show)
        self.list.rows_asked.connect(self.show_rows)
        self.list.reviews_asked.connect(lambda _batch: self._show(REVIEWS))
        self.list.undo_asked.connect(self._ask_undo)
        self.reviews.settle_asked.connect(self._settle)
        self.progress.cancel_asked.connect(self.progress.finish)
        self.reviews.family_asked.connect(self._open_family)
        self.touched.family_asked.connect(self._open_family)
        self.undo.undone.connect(self._undone)
        self.undo.touched.connect(self._show_touched)
        self.undo.failed.connect(self._say)

    def _show(self, view: int) -> None:
        self.stack.setCurrentIndex(view)
        within = view in (LOTS, REVIEWS)
        self.tabs.setVisible(within)
        self.back.setVisible(not within)
        if within and self.tabs.currentIndex() != view:
            self.tabs.setCurrentIndex(view)

    def _open_family(self, family_id: UUID) -> None:
        self._context.navigate("family", family_id=family_id)

    def _import(self) -> None:
        self._context.navigate("import")

    def _say(self, error: Exception) -> None:
        if isinstance(error, GsiError):
            self.show_bar(error_bar(error))
        else:
            self._context.runner.unhandled.emit(error)
