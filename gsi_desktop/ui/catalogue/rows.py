"""The list of logros grouped by dimension, and what the filter leaves of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem

from gsi_desktop.services.achievements.data import Achievement, Catalogue, Dimension
from gsi_desktop.services.achievements.rules import applies_text
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.search import fold
from gsi_desktop.ui.catalogue import words
from gsi_desktop.ui.catalogue.draft import Change
from gsi_desktop.ui.kit.cells import CellDelegate, paint_hairline
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.columns import ROW_ROLE, Column
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme

Index = QModelIndex | QPersistentModelIndex
_DETAILS: Final = ("evidence", "ipm", "unit", "applies")
"""What is left to the panel where there is no room, in this order."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The heading of a dimension with how many of its logros are listed."""

    dimension: Dimension
    count: int


@dataclass(frozen=True, slots=True)
class LogroRow:
    """A logro and what the draft does to it."""

    logro: Achievement
    change: Change | None = None


Row = GroupRow | LogroRow


def rows_of(
    book: Catalogue, achievements: Sequence[Achievement], change: Callable[[int], Change | None], typed: str
) -> list[Row]:
    """Return the rows to list: logros that hold every word of ``typed``, accents aside, below their dimension."""
    wanted = fold(typed).split()
    rows: list[Row] = []
    for dimension in book.dimensions:
        inside = [one for one in achievements if one.dimension == dimension.number]
        held = [one for one in inside if all(word in _folded(one, dimension) for word in wanted)]
        if held:
            rows.append(GroupRow(dimension, len(held)))
            rows.extend(LogroRow(one, change(one.number)) for one in held)
    return rows


def _folded(one: Achievement, dimension: Dimension) -> str:
    told = (str(one.number), one.short, one.text, applies_text(one), one.evidence, words.unit_name(one.unit))
    return fold(" ".join((*told, words.indicator_name(one.ipm_indicator), dimension.name)))


class LogrosModel(RowsModel):
    """Headings cannot be chosen: the arrows pass them."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let only logros be chosen."""
        if index.isValid() and isinstance(self.row(index.row()), GroupRow):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


class _Delegate(CellDelegate):
    """Draws headings across the whole width."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a heading, or a cell."""
        row = index.data(ROW_ROLE)
        if isinstance(row, GroupRow):
            _paint_group(painter, option.rect, row)
        else:
            super().paint(painter, option, index)


def _paint_group(painter: QPainter, rect: QRect, row: GroupRow) -> None:
    look = theme()
    px = look.px
    painter.save()
    painter.fillRect(rect, look.color("sunken"))
    paint_hairline(painter, rect)
    side = px(16)
    icon = QRect(rect.left() + px(10), rect.top() + (rect.height() - side) // 2, side, side)
    paint_icon(painter, icon, row.dimension.icon, look.color("text2"))
    left = icon.right() + px(9)
    painter.setFont(look.font("card_title"))
    painter.setPen(look.color("text"))
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    name = f"{row.dimension.number}. {row.dimension.name}"
    painter.drawText(QRect(left, rect.top(), rect.right() - left, rect.height()), middle, name)
    left += painter.fontMetrics().horizontalAdvance(name) + px(8)
    painter.setFont(look.tabular_font("s"))
    painter.setPen(look.color("text3"))
    painter.drawText(QRect(left, rect.top(), rect.right() - left, rect.height()), middle, str(row.count))
    painter.restore()


class LogrosView(TableView):
    """The list. In an edit the last column says what the draft does to each logro."""

    def __init__(self) -> None:
        super().__init__(framed=False, label=_("Logros"))
        self.setItemDelegate(_Delegate(self))
        self.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self._models = {editing: LogrosModel(_columns(editing=editing), parent=self) for editing in (False, True)}
        self._editing = False
        self.setModel(self._models[False])

    @property
    def rows_model(self) -> LogrosModel:
        """The model shown."""
        return self._models[self._editing]

    def show_rows(self, rows: Sequence[Row], *, editing: bool, number: int | None) -> None:
        """List ``rows`` with the cursor on logro ``number``, else on the first one; scrolling stays where it is."""
        place = self.verticalScrollBar().value()
        if editing is not self._editing:
            self._editing = editing
            self.setModel(self._models[editing])
        self.rows_model.set_rows(rows)
        self.clearSpans()
        for index, row in enumerate(rows):
            if isinstance(row, GroupRow):
                self.setSpan(index, 0, 1, len(self.columns()))
        self._hide_details()
        self.verticalScrollBar().setValue(place)
        self.go_to(number)

    def go_to(self, number: int | None) -> None:
        """Put the cursor on a logro, on the first one when it is not listed."""
        found = self.rows_model.find(lambda row: isinstance(row, LogroRow) and row.logro.number == number)
        if found is None:
            found = self.rows_model.find(lambda row: isinstance(row, LogroRow))
        if found is not None:
            self.go_to_row(found)

    def renew(self, row: LogroRow) -> None:
        """Show a logro that was changed, in its place."""
        found = self.rows_model.find(lambda one: isinstance(one, LogroRow) and one.logro.number == row.logro.number)
        if found is not None:
            self.rows_model.replace_row(found, row)

    def _rescale(self) -> None:
        super()._rescale()
        self._hide_details()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the columns there is room for."""
        super().resizeEvent(event)
        self._hide_details()

    def _hide_details(self) -> None:
        columns = self.columns()
        widths = {column.key: theme().px(column.width) for column in columns}
        for key in _DETAILS:
            if sum(widths.values()) > self.viewport().width():
                widths.pop(key, None)
        for place, column in enumerate(columns):
            self.setColumnHidden(place, column.key not in widths)
        self._fit_stretch()


def _columns(*, editing: bool) -> tuple[Column, ...]:
    def text(said: Callable[[Achievement], object]) -> Callable[[Row], object]:
        return lambda row: said(row.logro) if isinstance(row, LogroRow) else row.dimension.name

    listed = [
        Column("number", _("N.º"), 44, "right", tabular=True, value=text(lambda one: one.number), tone=_tone),
        Column(
            "short",
            _("Logro"),
            160,
            stretch=True,
            value=text(lambda one: one.short),
            tone=_tone,
            tooltip=lambda row: row.logro.text if isinstance(row, LogroRow) else "",
        ),
        Column("unit", _("Se mira por"), 86, value=text(lambda one: words.unit_name(one.unit)), tone="text2"),
        Column("applies", _("Aplica a"), 176, value=text(applies_text), tone="text2"),
        Column("ipm", _("IPM"), 108, value=text(lambda one: words.indicator_name(one.ipm_indicator)), tone="text2"),
        Column("evidence", _("Evidencia"), 132, value=text(lambda one: one.evidence), tone="text2"),
    ]
    if editing:
        listed[-1:] = [Column("change", _("Cambio"), 104, value=lambda _row: "", chip=_chip)]
    return tuple(listed)


def _tone(row: Row) -> str:
    return "text3" if isinstance(row, LogroRow) and row.logro.retired else "text"


def _chip(row: Row) -> Chip | None:
    return words.change_chip(row.change) if isinstance(row, LogroRow) else None
