"""Familias: the list with its filters, the family under the cursor beside it, and the way to its dossier."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import Dossier, FamilyFilter, FamilyRow
from gsi_desktop.ui.families.bulk import BulkDesk
from gsi_desktop.ui.families.family_list import TABLE, FamilyReads, family_list
from gsi_desktop.ui.families.filters import FamilyChips, Places, read_places
from gsi_desktop.ui.families.preview import PreviewPanel
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import sentence
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.selection_bar import SelectionBar
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.shell.list_page import ListPage
from gsi_desktop.ui.shell.which_list import families_or_people

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

__all__ = ["TABLE", "FamiliesPage"]

_FOLLOW_MS: Final = 120
_PREVIEW_FROM: Final = 760


class FamiliesPage(ListPage):
    """The list of families. Arguments: fields of `FamilyFilter`, or ``view``."""

    def __init__(self, context: UiContext) -> None:
        self._wide: bool | None = None
        self.chips = FamilyChips(context.services.clock.today)
        self.preview = PreviewPanel()
        self.splitter = QSplitter()
        super().__init__(context, family_list(), FamilyReads(context.services), FamilyFilter(), self.chips)
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._follow.timeout.connect(self._read_preview)
        self.table.current_row.connect(self._row_changed)
        self.preview.open_asked.connect(self._open_shown)
        self.filters.changed.connect(self._tell_filter)
        theme().changed.connect(self._scale)
        self._scale()

    # --- what the list is

    def add_actions(self) -> Sequence[QWidget]:
        """Add what one does with families."""
        self.which = families_or_people(self, "families", self._context)
        self.add_action(_("&Nueva familia"), "user-plus", self._enrol, primary=True, shortcut="Ctrl+N", saves=True)
        self.add_action(_("&Importar padrón"), "file-import", self._import, saves=True)
        export = self.add_export()
        self.duplicates_button = self.add_action(_("&Duplicados"), "git-merge", self._duplicates)
        self.print_button = self.add_action(_("Imprimir en &lote"), "printer", self._print_batch)
        return (export, self.duplicates_button, self.print_button)

    def offer_for_picked(self, bar: SelectionBar) -> None:
        """Offer a cogestor, papers and files for the families picked."""
        self.bulk = BulkDesk(self._context, self)
        self.bulk.offer(bar)
        self.add_picked_files(bar)

    def content(self) -> QWidget:
        """Return the list with the family under the cursor beside it."""
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.preview)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        return self.splitter

    def open_row(self, row: FamilyRow) -> None:
        """Open the dossier of a family."""
        self._context.navigate("family", family_id=row.family_id)

    def nothing_yet(self) -> EmptyState:
        """Say that there are no families and how to have some."""
        return EmptyState("users", _("Aún no hay familias."), (_("Importar padrón"), self._import))

    def read_choices(self) -> None:
        """Read the places there are families in."""
        work = partial(read_places, self._context.services, self.filters.chosen)
        self._context.runner.read(self, work, self._offer_places, key="places")

    def rows_came(self) -> None:
        """Show nothing beside an empty list."""
        if not self.model.rowCount():
            self.preview.show_nothing(_("Aquí se ve la familia que elija en la lista."))

    def page_shown(self) -> None:
        """Bring list and figures up to date."""
        super().page_shown()
        self._count_duplicates()
        self._row_changed(self.table.current())

    # --- reading

    def _offer_places(self, places: Places) -> None:
        self.chips.places = places
        self.filters.refresh()
        self.table.tell_municipalities(len(places.municipalities))

    def _read_preview(self) -> None:
        row: FamilyRow | None = self.table.current()
        if row is None:
            return
        read = self._context.services.read
        self._context.runner.read(
            self, lambda: read(queries.dossier, row.family_id), self._show_preview, self._no_preview, key="preview"
        )

    def _show_preview(self, dossier: Dossier) -> None:
        self.preview.show_family(dossier, self._context.services.clock.today(), self.filters.chosen.text)

    def _no_preview(self, error: Exception) -> None:
        said = sentence(error)
        self.preview.show_nothing(said or "")
        if said is None:
            self._context.runner.unhandled.emit(error)

    # --- what happens

    def _row_changed(self, row: FamilyRow | None) -> None:
        if row is not None and self.isVisible():
            self._follow.start()

    def _open_shown(self) -> None:
        if self.preview.shown is not None:
            self._context.navigate("family", family_id=self.preview.shown.family_id)

    def _enrol(self) -> None:
        self._context.navigate("enrol")

    def _import(self) -> None:
        self._context.navigate("import")

    def _print_batch(self) -> None:
        """Print papers of the families of the list shown."""
        count = self.model.total or self.model.rowCount()
        name = ngettext("{n} familia de la lista", "{n} familias de la lista", count)
        self._context.navigate("batch_print", chosen=self.filters.chosen, name=name.format(n=formats.number(count)))

    def _count_duplicates(self) -> None:
        """Tell on its button how many pairs of people who may be one wait for somebody."""

        def read() -> int:
            from gsi_desktop.services.families.merges import queries as merges

            return self._context.services.read(merges.pair_count, merges.PairFilter())

        def told(count: int) -> None:
            text = _("&Duplicados ({n})").format(n=thousands(count)) if count else _("&Duplicados")
            self.duplicates_button.setText(text)

        self._context.runner.read(self, read, told, key="duplicates")

    def _duplicates(self) -> None:
        self._context.navigate("duplicates")

    def _tell_filter(self) -> None:
        self.which.told = {"families": self.filters.chosen}

    # --- looks

    def _scale(self) -> None:
        self.splitter.setHandleWidth(theme().px(size("frame.gap")))
        self._wide = None
        if self.preview.shown is not None:
            self._show_preview(self.preview.shown)
        self._share_width()

    def _share_width(self) -> None:
        """Give the panel its width whenever the window becomes wide or narrow; between, the person's own stays."""
        px = theme().px
        self.preview.setVisible(self.width() >= px(_PREVIEW_FROM))
        wide = self.window().width() >= px(size("frame.wide_from"))
        if wide != self._wide and self.width() > px(_PREVIEW_FROM):
            self._wide = wide
            panel = px(size("frame.preview_panel_wide" if wide else "frame.preview_panel"))
            self.splitter.setSizes([self.splitter.width() - panel - self.splitter.handleWidth(), panel])

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing more once nobody looks."""
        super().hideEvent(event)
        self._follow.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share_width()
