"""A page of one long list: views, filters, boxes, columns, copies and exports, the same in every area.

An area tells what its list is (`ListKind`), how it is read (`ListReads`), what its chips filter by, what a row opens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.estimates import Estimate
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import flat
from gsi_desktop.ui.kit.column_filters import ColumnFilters
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.filter_bar import BarWords, ChipKinds, FilterBar
from gsi_desktop.ui.kit.held_bar import HeldBar
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.listing import Asked, ListReads, ListShown, Written, decoded, encoded
from gsi_desktop.ui.kit.marks import mark
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.repicking import Repicking
from gsi_desktop.ui.kit.selection_bar import SelectionBar
from gsi_desktop.ui.kit.watch import Freshness
from gsi_desktop.ui.kit.windowed import WindowModel
from gsi_desktop.ui.shell.exporting import ExportDesk
from gsi_desktop.ui.shell.list_files import ListFiles
from gsi_desktop.ui.shell.list_table import ListTable
from gsi_desktop.ui.shell.views import ViewDesk, Viewed

if TYPE_CHECKING:
    from gsi_desktop.services.core.changes import ChangeSet
    from gsi_desktop.ui.shell.context import UiContext

_PATIENCE_MS: Final = 300


@dataclass(frozen=True, slots=True)
class ListWords:
    """What a list says: while it comes, when its filters let nothing through, and over all of it."""

    loading: str
    none_of: Callable[[int], str]
    """Says that none of so many rows passes."""
    pick_all: Callable[[str], str]
    whole: str = field(default_factory=lambda: _("Todas"))


@dataclass(frozen=True, slots=True)
class ListKind:
    """What a list is. ``table`` names its columns and order in the settings and its views; ``file`` its exports."""

    table: str
    title: str
    purpose: str
    label: str
    file: str
    columns: tuple[Column, ...]
    first: str
    """The column it is ordered by until the person says otherwise."""
    words: ListWords
    bar: BarWords
    spare: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    filtered_by: Mapping[str, str] = field(default_factory=dict)
    """Which heading shows that a field of the filter is in force."""


class ListPage(Page):
    """Arguments: what the area's filter takes, to come with that filter and no other; or ``view``, a saved view."""

    def __init__(self, context: UiContext, kind: ListKind, reads: ListReads[Any], empty: Any, chips: ChipKinds) -> None:
        super().__init__(kind.title, kind.purpose)
        self._context = context
        self.kind = kind
        self.reads = reads
        self._fresh = Freshness(context.services, self, self._concerns, self.reload)
        self._was_shown = False
        self._wanted: Any = None
        self._failure = HeldBar(self)
        self._near = 0
        self._counts: tuple[int, int] | None = None
        self._column, self._ascending = self._kept_sort()
        self.model = WindowModel(kind.columns, tasks=context.runner)
        self.filters = FilterBar(empty, chips, kind.bar)
        self.table = ListTable(
            self.model,
            name=kind.table,
            state=context.settings.columns,
            label=kind.label,
            spare=kind.spare,
            searched=kind.searched,
        )
        self.headings = ColumnFilters(
            self.table,
            context.runner,
            lambda key: partial(reads.values, self.filters.chosen, key),
            chips.value_name,
            context.services.clock.today,
        )
        self.progress = ProgressPanel()
        self.exports = ExportDesk(context, self.progress, self)
        self.files = ListFiles(kind.file, reads, Asked(empty, kind.first), self.exports)
        self.shown = ListShown(reads, self.model, self._asked())
        self.selection = SelectionBar(self.table, kind.bar.counted, self._pick_all_words)
        self._picks = Repicking(self.table, self.shown, self.selection, context.runner)
        self.views = ViewDesk(context, Viewed(kind.table, kind.words.whole, self._view_content, self._use_view), self)
        self.columns_button = flat(_("Columnas"), "columns-3", self._open_columns)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._fill()
        self._join()

    def _pick_all_words(self, total: int) -> str:
        """Offer the whole list once it is known how long it is."""
        return self.kind.words.pick_all(formats.number(total)) if self.model.total is not None else ""

    # --- what an area says

    def add_actions(self) -> Sequence[QWidget]:
        """Add what the page does; return the buttons in the order of Tab. `add_export` is one of them."""
        return (self.add_export(),)

    def offer_for_picked(self, bar: SelectionBar) -> None:
        """Put into ``bar`` what can be done with the rows picked."""
        self.add_picked_files(bar)

    def content(self) -> QWidget:
        """Return the widget that holds the table."""
        return self.table

    def open_row(self, row: Any) -> None:
        """Go to what a row is about."""

    def nothing_yet(self) -> EmptyState:
        """Return what stands in a list without any row."""
        raise NotImplementedError

    def filter_of(self, told: Mapping[str, object]) -> Any:
        """Return the filter a link asks for."""
        return replace(self.filters.empty, **told)

    def read_choices(self) -> None:
        """Read what the chips offer."""

    def rows_came(self) -> None:
        """Hear that the rows of another list are there, or that there are none."""

    def _concerns(self, changes: ChangeSet) -> bool:
        return bool(changes.many or changes.families)

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come with a filter, or with a saved view; what is not said does not filter."""
        view = kwargs.pop("view", None)
        if isinstance(view, UUID):
            self.views.open(view)
            return
        self.views.leave_default()
        self.filters.use(self.filter_of(kwargs))

    def page_shown(self) -> None:
        """Bring the list up to date and give it the keyboard."""
        self._fresh.catch_up()
        focus = self.focusWidget() if self._was_shown else None  # at first Qt has given it to the first button
        self._was_shown = True
        (focus if focus is not None else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- reading

    def reload(self) -> None:
        """Read the list anew, keeping the row under the cursor, the rows picked and those already seen."""
        self._fresh.stale = False
        self._picks.hold()
        current = self.table.current()
        self._wanted = self.reads.key(current) if current is not None else None
        self._read_list(near=max(0, self.table.currentIndex().row()))
        self.read_choices()

    def _asked(self) -> Asked[Any]:
        return Asked(self.filters.chosen, self._column, self._ascending)

    def _read_list(self, near: int = 0) -> None:
        """Ask for the list of the filter in force; ``near`` is a row that is to be there at once."""
        chosen = self.filters.chosen
        self._near = near
        self._patience.start()
        self._counts = None
        self.filters.show_total(None, None)
        self.table.mark(chosen.text)
        kinds = self.filters.kinds
        chips = {name for chip, name in self.kind.filtered_by.items() if kinds.value(chosen, chip) is not None}
        self.table.show_filtered(frozenset(chips | {one.column for one in chosen.columns}))
        self.shown.show(self._asked(), near=near)

    def _arrived(self) -> None:
        self._patience.stop()
        self._failure.drop()
        self._allow_export()
        if self.model.rowCount():
            found = self.model.find(lambda row: self.reads.key(row) == self._wanted)
            self.table.set_placeholder(None)
            self.table.go_to_row(found if found is not None else min(self._near, self.model.rowCount() - 1))
        else:
            self._say_why_empty(None)
        self.rows_came()
        self._count()

    def _count(self) -> None:
        """Count once the rows have come: how many pass the filter and how many there are."""
        chosen, empty, reads = self.filters.chosen, self.filters.empty, self.reads

        def count() -> tuple[int, int]:
            total = reads.count(empty)
            return total if chosen.is_empty else reads.count(chosen), total

        self._context.runner.read(self, count, self._counted, key="count")

    def _counted(self, counts: tuple[int, int]) -> None:
        self._counts = counts
        self._show_counts()
        if not self.model.rowCount():
            self._say_why_empty(counts[1])

    def _show_counts(self) -> None:
        """Show what was counted; what was only estimated gives way to the places of the rows once they are there."""
        if self._counts is None:
            return
        shown, total = self._counts
        exact = self.model.total
        if isinstance(shown, Estimate) and exact is not None:
            shown, total = exact, exact if self.filters.chosen.is_empty else total
        self.filters.show_total(shown, total)

    # --- what happens

    def _filter_changed(self) -> None:
        self._read_other()
        self.read_choices()

    def _sort_by(self, column: str, ascending: bool) -> None:
        self._column, self._ascending = column, ascending
        self._context.settings.columns.set(self._sort_name, {"column": column, "ascending": ascending})
        self._read_other()

    def _read_other(self) -> None:
        """Read another list: neither the row under the cursor nor those picked are looked for in it."""
        self._wanted = None
        self._picks.let_go()
        self.table.picking.pick_nothing()
        self._read_list()

    def _open(self, row: Any | None) -> None:
        if row is not None:  # its page may still be on its way
            self.open_row(row)

    def _open_columns(self) -> None:
        menu = self.table.columns_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        button = self.columns_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    # --- empty, slow, broken

    def _say_why_empty(self, total: int | None) -> None:
        """Say why the list is empty and what to do; ``total`` None while it is being counted."""
        if self.filters.chosen.is_empty or total == 0:
            self._place(self.nothing_yet())
            return
        why = self.kind.words.none_of(0 if total is None or isinstance(total, Estimate) else total)
        self._place(EmptyState("filter-off", why, (_("Quitar filtros"), self.filters.clear)))

    def _say_loading(self) -> None:
        if not self.model.rowCount():
            self._place(EmptyState("clock", self.kind.words.loading))

    def _failed(self, error: Exception) -> None:
        self._patience.stop()
        said = explain(error, self._context.runner) or _("La lista no se pudo leer.")
        if self.model.rowCount():
            self._failure.show(InfoBar("danger", said, actions=[(_("Leer de nuevo"), self._retry)]))
        else:
            self._place(EmptyState("alert-circle", said, (_("Leer de nuevo"), self._retry)))

    def _retry(self) -> None:
        self._failure.drop()
        self.model.retry()

    def _place(self, block: EmptyState) -> None:
        if block.button is not None and self.table.hasFocus():
            QTimer.singleShot(0, block.button, block.button.setFocus)
        self.table.set_placeholder(block)

    # --- files

    def add_export(self) -> QWidget:
        """Add the button that writes the list to a file."""
        self.export_button = self.add_action(_("&Exportar lista"), "file-export", self._export)
        self.export_button.setEnabled(False)
        return self.export_button

    def add_picked_files(self, bar: SelectionBar) -> None:
        """Offer to write and to copy the rows picked."""
        bar.add_action(_("E&xportar selección"), "file-export", self._export_picked)
        bar.add_action(_("Copia&r"), "copy", self.table.copy_selection)

    def _export(self) -> None:
        menu = QMenu(self.export_button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keys = tuple(column.key for column in self.table.shown_columns())
        for words, written in self.files.offered(self._asked(), keys):
            menu.addAction(words).triggered.connect(lambda _on, written=written: self.files.write(written))
        button = self.export_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _export_picked(self) -> None:
        picked = self.table.picking.now()
        self.files.write(Written(self._asked()), None if picked.everything else self.shown.ids(picked))

    def _allow_export(self) -> None:
        self.export_button.setEnabled(self.model.rowCount() > 0 and not self.exports.busy)

    # --- views

    def _view_content(self) -> str:
        return encoded(self._asked(), self.table.column_state())

    def _use_view(self, content: str | None) -> None:
        """Show the filter, order and columns of a view; the whole list has those of the person."""
        if content is None:
            self.filters.clear()
            return
        asked, columns = decoded(content, self.filters.empty)
        if columns:
            self.table.use_columns(columns)
        if self._sorts(asked.column) and (asked.column, asked.ascending) != (self._column, self._ascending):
            self.table.show_sort(asked.column, asked.ascending)
            self._sort_by(asked.column, asked.ascending)
        self.filters.use(asked.chosen)

    # --- inside

    @property
    def _sort_name(self) -> str:
        return f"{self.kind.table}:sort"

    def _sorts(self, column: object) -> bool:
        return any(one.key == column and one.sortable for one in self.kind.columns)

    def _kept_sort(self) -> tuple[str, bool]:
        kept = self._context.settings.columns.get(self._sort_name) or {}
        column = str(kept.get("column"))
        return (column, bool(kept.get("ascending", True))) if self._sorts(column) else (self.kind.first, True)

    def _fill(self) -> None:
        buttons = self.add_actions()
        self.views.tabs.row.addWidget(self.columns_button)
        self.filters.attach(self.headings)
        self.offer_for_picked(self.selection)
        self.table.read_rows = self.shown.reader
        self.table.show_sort(self._column, self._ascending)
        for widget in (self.views.tabs, self.filters, self.progress):
            self.body.addWidget(widget)
        self.body.addWidget(self.content(), 1)
        self.body.addWidget(self.selection)
        tabs = self.views.tabs
        order = (*buttons, tabs.whole, tabs.more, tabs.save, self.columns_button, self.filters.text)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        for keys, slot in (("Ctrl+F", self._to_text), ("Ctrl+Shift+L", self.filters.clear)):
            QShortcut(QKeySequence(keys), self, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _join(self) -> None:
        self._patience.timeout.connect(self._say_loading)
        self.filters.changed.connect(self._filter_changed)
        self.filters.down_pressed.connect(self.table.setFocus)
        self.table.sort_asked.connect(self._sort_by)
        self.table.activated_row.connect(self._open)
        self.exports.busy_changed.connect(self._allow_export)
        self.model.first_page.connect(self._arrived)
        self.model.first_page.connect(lambda: QTimer.singleShot(0, self.table, lambda: mark("usable")))
        self.model.placed.connect(self._picks.put_back)
        self.model.placed.connect(self._show_counts)
        self.model.failed.connect(self._failed)
        self.reload()
        self.views.reload()

    def _to_text(self) -> None:
        self.filters.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.text.selectAll()
