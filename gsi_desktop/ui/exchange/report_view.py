"""The rows of an import as a list: six counters that filter, reasons to narrow by, and a way to a row of the file."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.exchange.data import RowReport
from gsi_desktop.ui.exchange.parts import Hint
from gsi_desktop.ui.exchange.rows import Group, GroupedReport, RowDelegate, group_titles, outcome_chip, row_columns
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.cards import CounterStrip
from gsi_desktop.ui.kit.chips import FilterChip
from gsi_desktop.ui.kit.columns import ColumnState
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme

_COUNTERS: Final = (
    (Group.CREATED, "success"),
    (Group.UPDATED, "info"),
    (Group.UNCHANGED, "text2"),
    (Group.WARNED, "warning"),
    (Group.REJECTED, "danger"),
    (Group.SKIPPED, "text2"),
)
_MENU: Final = (Group.NEWS, Group.ALL, *(group for group, _tone in _COUNTERS))


class ReportView(QWidget):
    """Shows a `GroupedReport`. ``group_shown`` carries the `Group` in force after it changed."""

    group_shown = Signal(object)

    def __init__(
        self, *, done: bool = False, state: ColumnState | None = None, name: str = "import_rows", label: str = ""
    ) -> None:
        super().__init__()
        self._grouped: GroupedReport | None = None
        self._group = Group.ALL
        self._titles = group_titles(done=done)
        self.counters = CounterStrip()
        for group, tone in _COUNTERS:
            self.counters.add(group, self._titles[group], tone)
        self.filter_chip = FilterChip(_("Resultado"), icon="filter-plus", menu=self._make_menu())
        self.count = Label("", "s", "text2", tabular=True)
        self.hint = ElidedLabel("", "s", "text3")
        self.row_box = QLineEdit()
        self.said = Hint()
        self.model = RowsModel(row_columns(done=done))
        self.table = TableView(self.model, name=name, state=state, framed=False, label=label or _("Filas del padrón"))
        self.table.setItemDelegate(RowDelegate(self.table))
        self._build()
        self._connect()

    # --- what is shown

    @property
    def group(self) -> Group:
        """The group of rows shown."""
        return self._group

    @property
    def grouped(self) -> GroupedReport | None:
        """The report shown, None before the first one."""
        return self._grouped

    def show_report(self, grouped: GroupedReport) -> None:
        """Show another report from its first group."""
        self._grouped = grouped
        for group, _tone in _COUNTERS:
            self.counters.counter(group).set_figure(thousands(grouped.figure(group)))
        self.show_group(grouped.first)

    def show_group(self, group: Group) -> None:
        """Show the rows of ``group``."""
        if self._grouped is None:
            return
        self._group = group
        rows = self._grouped.groups[group]
        self.model.set_rows(rows)
        self.counters.select(group)
        self.filter_chip.set_value("" if group is Group.ALL else self._titles[group])
        self.count.setText(self._count_words(len(rows)))
        self.hint.setText(self._hint_words())
        self.table.scrollToTop()
        self.group_shown.emit(group)

    def show_first(self) -> None:
        """Put the cursor on the first row shown, so that the line below the table explains it."""
        if self.model.rowCount():
            self.table.go_to_row(0)

    def go_to(self, row_number: int) -> bool:
        """Put the cursor on row ``row_number`` of the file, among all rows when the filter hides it."""
        if self._grouped is None:
            return False
        place = self._grouped.place(self._group, row_number)
        if place is None:
            place = self._grouped.place(Group.ALL, row_number)
            if place is None:
                self._say(_("La fila {row} del archivo no tiene una persona.").format(row=thousands(row_number)))
                return False
            self.show_group(Group.ALL)
        self.table.go_to_row(place)
        self.table.setFocus()
        return True

    # --- inside

    def _build(self) -> None:
        px = theme().px
        self.row_box.setValidator(QIntValidator(1, 9_999_999, self.row_box))
        self.row_box.setPlaceholderText(_("Ir a la fila…"))
        self.row_box.setToolTip(_("Ir a una fila del archivo (Ctrl+G)"))
        set_name(self.row_box, _("Ir a la fila"))
        bar = QHBoxLayout()
        bar.setContentsMargins(px(12), px(4), px(12), px(4))
        bar.setSpacing(px(8))
        bar.addWidget(self.filter_chip)
        bar.addWidget(self.row_box)
        bar.addWidget(self.hint, 1)
        bar.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Line())
        column.addWidget(self.counters)
        column.addWidget(Line())
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.said)
        theme().changed.connect(self._resize)
        self._resize()

    def _resize(self) -> None:
        px = theme().px
        self.row_box.setFixedWidth(px(104))
        self.table.setMinimumHeight(px(60))
        self.said.setContentsMargins(px(12), px(5), px(12), px(5))

    def _connect(self) -> None:
        self.table.current_row.connect(self._tell_row)
        self.counters.selected.connect(lambda group: self.show_group(Group.ALL if group is None else group))
        self.filter_chip.cleared.connect(lambda: self.show_group(Group.ALL))
        self.row_box.returnPressed.connect(self._go_to_typed)
        QShortcut(QKeySequence("Ctrl+G"), self, self._ask_row)
        QShortcut(QKeySequence("Ctrl+Shift+L"), self, lambda: self.show_group(Group.ALL))

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for group in _MENU:
            menu.addAction(self._titles[group]).triggered.connect(lambda _on, group=group: self.show_group(group))
        return menu

    def _ask_row(self) -> None:
        self.row_box.setFocus()
        self.row_box.selectAll()

    def _go_to_typed(self) -> None:
        text = self.row_box.text()
        if text and self.go_to(int(text)):
            self.row_box.clear()

    def _say(self, text: str) -> None:
        self.hint.setText(text)
        announce(self.row_box, text)

    def _tell_row(self, row: RowReport | None) -> None:
        """Say below the table what its last column may have to cut."""
        if row is None:
            self.said.say("")
            return
        chip = outcome_chip(row)
        words = _("Fila {row}: {message}").format(row=thousands(row.row_number), message=row.message)
        self.said.say(words if row.message else "", icon=chip.icon or "", tone="text")

    def _count_words(self, shown: int) -> str:
        if self._grouped is None:
            return ""
        counts = self._grouped.report.counts
        strong = f'<span style="font-weight:600">{thousands(shown)}</span>'
        parts = [_("{shown} de {total} filas").format(shown=strong, total=thousands(counts.rows))]
        if counts.families_created:
            words = ngettext("{n} familia nueva", "{n} familias nuevas", counts.families_created)
            parts.append(words.format(n=thousands(counts.families_created)))
        return " · ".join(parts)

    def _hint_words(self) -> str:
        if self._grouped is None or self._grouped.groups[Group.NEWS] or not self._grouped.groups[Group.ALL]:
            return ""
        return _("Todo está en orden: ninguna fila tiene novedad.")
