"""Familias: the list with its filters, the family under the cursor beside it, and the way to its dossier."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QSplitter, QWidget

from gsi_desktop.services.accompaniment.queries import cogestores
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.exchange.exports import FamilyListing
from gsi_desktop.services.families import list_reads, queries
from gsi_desktop.services.families.data import Dossier, FamilyFilter, FamilyRow
from gsi_desktop.ui.families.bulk import BulkDesk
from gsi_desktop.ui.families.family_table import SORTS, FamilyTable, family_columns
from gsi_desktop.ui.families.filters import FilterBar, Places, named
from gsi_desktop.ui.families.list_shown import ListShown, decoded, encoded
from gsi_desktop.ui.families.preview import PreviewPanel
from gsi_desktop.ui.kit.buttons import flat
from gsi_desktop.ui.kit.column_filters import ColumnFilters
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain, sentence
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.marks import mark
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.selection_bar import SelectionBar
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.watch import Freshness
from gsi_desktop.ui.kit.windowed import WindowModel
from gsi_desktop.ui.shell.exporting import ExportDesk
from gsi_desktop.ui.shell.views import ViewDesk, Viewed

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

TABLE: Final = "families"
"""Name under which the settings keep the columns of the list."""

_SORT: Final = "families:sort"
_FOLLOW_MS: Final = 120
_PATIENCE_MS: Final = 300
_PREVIEW_FROM: Final = 760
_COLUMN_OF: Final = {
    "municipality_id": "municipality",
    "settlement_id": "settlement",
    "source": "source",
    "status": "status",
    "cogestor_id": "cogestor",
    "stage": "stage",
    "reached": "stage",
    "never_visited": "last_visit_on",
    "last_visit_from": "last_visit_on",
    "last_visit_before": "last_visit_on",
}


class FamiliesPage(Page):
    """The list of families.

    Arguments: fields of `FamilyFilter`, to come with that filter and no other; or ``view``, the id of a saved view.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Familias"), _("Registro de familias: busque, filtre y abra la ficha."))
        self._context = context
        self._fresh = Freshness(context.services, self, self._concerns, self.reload)
        self._was_shown = False
        self._wanted: UUID | None = None
        self._total: int | None = None
        self._failure: InfoBar | None = None
        self._wide: bool | None = None
        self._near = 0
        self._sort, self._ascending = self._kept_sort()
        self.model = WindowModel(family_columns(), tasks=context.runner)
        self.filters = FilterBar(context.services.clock.today)
        self.table = FamilyTable(self.model, name=TABLE, state=context.settings.columns, label=_("Lista de familias"))
        self.headings = ColumnFilters(
            self.table,
            context.runner,
            lambda key: partial(context.services.read, list_reads.column_values, self.filters.chosen, key),
            self.filters.value_name,
            context.services.clock.today,
        )
        self.preview = PreviewPanel()
        self.splitter = QSplitter()
        self.progress = ProgressPanel()
        self.exports = ExportDesk(context, self.progress, self)
        self.shown = ListShown(context.services, self.model)
        self.bulk = BulkDesk(context, self)
        self.selection = SelectionBar(
            self.table, lambda total: _("Elegir las {total}").format(total=formats.number(total))
        )
        self.views = ViewDesk(context, Viewed(TABLE, _("Todas"), self._view_content, self._use_view), self)
        self.columns_button = flat(_("Columnas"), "columns-3", self._open_columns)
        self._follow = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._lay_out()
        self._connect()
        self.reload()
        self.views.reload()

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come with a filter, or with a saved view; what is not said does not filter."""
        view = kwargs.pop("view", None)
        if isinstance(view, UUID):
            self.views.open(view)
            return
        self.views.leave_default()
        wanted = replace(FamilyFilter(), **kwargs)  # type: ignore[arg-type]  # fields of the filter, checked by name
        self.filters.choose(**{field.name: getattr(wanted, field.name) for field in fields(wanted)})

    def page_shown(self) -> None:
        """Bring the list up to date and give it the keyboard."""
        self._fresh.catch_up()
        self._count_duplicates()
        self._row_changed(self.table.current())
        focus = self.focusWidget() if self._was_shown else None  # at first Qt has given it to the first button
        self._was_shown = True
        (focus if focus is not None else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- reading

    def reload(self) -> None:
        """Read the list anew, keeping the family under the cursor and the rows already seen."""
        self._fresh.stale = False
        current: FamilyRow | None = self.table.current()
        self._wanted = current.family_id if current is not None else None
        self._read_list(near=max(0, self.table.currentIndex().row()))
        self._read_places()

    def _read_list(self, near: int = 0) -> None:
        """Ask for the list of the filter in force; ``near`` is a row that is to be there at once."""
        chosen = self.filters.chosen
        self._near = near
        self._patience.start()
        self.filters.show_total(None, None)
        self.table.mark(chosen.text)
        filtered = {name for field, name in _COLUMN_OF.items() if getattr(chosen, field)}
        self.table.show_filtered(frozenset(filtered | {one.column for one in chosen.columns}))
        self.shown.show(chosen, SORTS[self._sort], descending=not self._ascending, near=near)

    def _arrived(self) -> None:
        self._patience.stop()
        self._drop_failure()
        self._allow_export()
        if self.model.rowCount():
            found = self.model.find(lambda row: row.family_id == self._wanted)
            self.table.set_placeholder(None)
            self.table.go_to_row(found if found is not None else min(self._near, self.model.rowCount() - 1))
        else:
            self.preview.show_nothing(_("Aquí se ve la familia que elija en la lista."))
            self._say_why_empty(None)
        self._count()

    def _count(self) -> None:
        """Count once the rows have come: how many pass the filter and how many there are."""
        chosen, read = self.filters.chosen, self._context.services.read

        def count() -> tuple[int, int]:
            total = read(queries.family_count, FamilyFilter())
            return total if chosen.is_empty else read(queries.family_count, chosen), total

        self._context.runner.read(self, count, self._counted, key="count")

    def _counted(self, counts: tuple[int, int]) -> None:
        shown, total = counts
        self.filters.show_total(shown, total)
        if not self.model.rowCount():
            self._say_why_empty(total)

    def _read_places(self) -> None:
        chosen, read = self.filters.chosen, self._context.services.read

        def places() -> Places:
            found = Places(
                tuple((code, name) for code, name, _families in read(queries.municipalities_in_use)),
                tuple((id_, f"{code} · {name}") for id_, code, name in read(queries.microregions_in_use)),
                cogestores=named(read(cogestores)),
            )
            municipality = found.municipality(chosen)
            return (
                found if municipality is None else replace(found, settlements=read(queries.settlements, municipality))
            )

        self._context.runner.read(self, places, self._offer_places, key="places")

    def _offer_places(self, places: Places) -> None:
        self.filters.offer(places)
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

    def _filter_changed(self) -> None:
        self._wanted = None
        self._read_list()
        self._read_places()

    def _sort_by(self, column: str, ascending: bool) -> None:
        self._sort, self._ascending = column, ascending
        self._context.settings.columns.set(_SORT, {"column": column, "ascending": ascending})
        self._wanted = None
        self._read_list()

    def _row_changed(self, row: FamilyRow | None) -> None:
        if row is not None and self.isVisible():
            self._follow.start()

    def _open_row(self, row: FamilyRow) -> None:
        self._context.navigate("family", family_id=row.family_id)

    def _open_shown(self) -> None:
        if self.preview.shown is not None:
            self._context.navigate("family", family_id=self.preview.shown.family_id)

    def _concerns(self, changes: ChangeSet) -> bool:
        return bool(changes.many or changes.families)

    def _open_columns(self) -> None:
        menu = self.table.columns_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        button = self.columns_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    # --- empty, slow, broken

    def _say_why_empty(self, total: int | None) -> None:
        """Say why the list is empty and what to do; ``total`` None while it is being counted."""
        if self.filters.chosen.is_empty:
            self._place(EmptyState("users", _("Aún no hay familias."), (_("Importar padrón"), self._import)))
            return
        why = _("Ninguna familia cumple los filtros.")
        if total:
            why = ngettext(
                "La única familia no cumple los filtros.", "Ninguna de las {total} familias cumple los filtros.", total
            ).format(total=formats.number(total))
        self._place(EmptyState("filter-off", why, (_("Quitar filtros"), self.filters.clear)))

    def _say_loading(self) -> None:
        if not self.model.rowCount():
            self._place(EmptyState("clock", _("Cargando familias…")))

    def _failed(self, error: Exception) -> None:
        self._patience.stop()
        said = explain(error, self._context.runner) or _("La lista no se pudo leer.")
        if self.model.rowCount():
            self._drop_failure()
            self._failure = self.show_bar(InfoBar("danger", said, actions=[(_("Leer de nuevo"), self._retry)]))
        else:
            self._place(EmptyState("alert-circle", said, (_("Leer de nuevo"), self._retry)))

    def _retry(self) -> None:
        self._drop_failure()
        self.model.retry()

    def _drop_failure(self) -> None:
        if self._failure is not None:
            self.remove_bar(self._failure)
            self._failure = None

    def _place(self, block: EmptyState) -> None:
        if block.button is not None and self.table.hasFocus():
            QTimer.singleShot(0, block.button, block.button.setFocus)
        self.table.set_placeholder(block)

    def _enrol(self) -> None:
        self._context.navigate("enrol")

    def _import(self) -> None:
        self._context.navigate("import")

    def _export(self) -> None:
        menu = QMenu(self.export_button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        everything = FamilyListing()
        seen = self.shown.listing()
        keys = tuple(column.key for column in self.table.shown_columns())
        self._offer(menu, _("Como se ve: estos filtros y estas columnas"), replace(seen, keys=keys))
        self._offer(menu, _("Estos filtros, con todas las columnas"), seen)
        self._offer(menu, _("Todo el registro, con todas las columnas"), everything)
        button = self.export_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _offer(self, menu: QMenu, words: str, listing: FamilyListing) -> None:
        menu.addAction(words).triggered.connect(lambda _on: self.export(listing))

    def export(self, listing: FamilyListing) -> None:
        """Ask where to and write a list of families."""
        self.exports.start("familias", lambda path, progress: self.shown.write(listing, path, progress))

    def _print_batch(self) -> None:
        """Print papers of the families of the list shown."""
        count = self.model.total or self.model.rowCount()
        name = ngettext("{n} familia de la lista", "{n} familias de la lista", count)
        self._context.navigate("batch_print", chosen=self.filters.chosen, name=name.format(n=formats.number(count)))

    def _allow_export(self) -> None:
        self.export_button.setEnabled(self.model.rowCount() > 0 and not self.exports.busy)

    # --- views

    def _view_content(self) -> str:
        return encoded(self.filters.chosen, self._sort, self._ascending, self.table.column_state())

    def _use_view(self, content: str | None) -> None:
        """Show the filter, order and columns of a view; the whole list has those of the person."""
        if content is None:
            self.filters.clear()
            return
        chosen, sort, ascending, columns = decoded(content)
        if columns:
            self.table.use_columns(columns)
        if sort in SORTS and (sort, ascending) != (self._sort, self._ascending):
            self.table.show_sort(sort, ascending)
            self._sort_by(sort, ascending)
        self.filters.choose(**{field.name: getattr(chosen, field.name) for field in fields(chosen)})

    def _count_duplicates(self) -> None:
        """Tell on its button how many pairs of people who may be one wait for somebody."""

        def read() -> int:
            from gsi_desktop.services.families.merges import queries as merges

            return self._context.services.read(merges.pair_count, merges.PairFilter())

        def told(count: int) -> None:
            text = _("&Duplicados ({n})").format(n=thousands(count)) if count else _("&Duplicados")
            self.duplicates_button.setText(text)

        self._context.runner.read(self, read, told, key="duplicates")

    # --- inside

    def _duplicates(self) -> None:
        self._context.navigate("duplicates")

    def _kept_sort(self) -> tuple[str, bool]:
        kept = self._context.settings.columns.get(_SORT) or {}
        column = kept.get("column")
        return (column, bool(kept.get("ascending", True))) if column in SORTS else ("head_name", True)

    def _lay_out(self) -> None:
        self.add_action(_("&Nueva familia"), "user-plus", self._enrol, primary=True, shortcut="Ctrl+N")
        self.add_action(_("&Importar padrón"), "file-import", self._import)
        self.export_button = self.add_action(_("&Exportar lista"), "file-export", self._export)
        self.export_button.setEnabled(False)
        self.duplicates_button = self.add_action(_("&Duplicados"), "git-merge", self._duplicates)
        self.print_button = self.add_action(_("Imprimir en &lote"), "printer", self._print_batch)
        self.views.tabs.row.addWidget(self.columns_button)
        self.filters.attach(self.headings)
        self.bulk.offer(self.selection)
        self.table.read_rows = self.shown.reader
        self.table.show_sort(self._sort, self._ascending)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.preview)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.body.addWidget(self.views.tabs)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.splitter, 1)
        self.body.addWidget(self.selection)
        self._scale()
        tabs = self.views.tabs
        buttons = (self.export_button, self.duplicates_button, self.print_button)
        order = (*buttons, tabs.whole, tabs.more, tabs.save, self.columns_button, self.filters.text)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        for keys, slot in (("Ctrl+F", self._to_text), ("Ctrl+Shift+L", self.filters.clear)):
            QShortcut(QKeySequence(keys), self, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _connect(self) -> None:
        self._follow.timeout.connect(self._read_preview)
        self._patience.timeout.connect(self._say_loading)
        self.filters.changed.connect(self._filter_changed)
        self.filters.down_pressed.connect(self.table.setFocus)
        self.table.sort_asked.connect(self._sort_by)
        self.table.current_row.connect(self._row_changed)
        self.table.activated_row.connect(self._open_row)
        self.preview.open_asked.connect(self._open_shown)
        self.exports.busy_changed.connect(self._allow_export)
        self.model.first_page.connect(self._arrived)
        self.model.first_page.connect(lambda: QTimer.singleShot(0, self.table, lambda: mark("usable")))
        self.model.placed.connect(self.selection.refresh)
        self.model.failed.connect(self._failed)
        theme().changed.connect(self._scale)

    def _to_text(self) -> None:
        self.filters.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.text.selectAll()

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
