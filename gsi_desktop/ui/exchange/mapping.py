"""What each column of the file means: the guesses, corrected in place, with an example of every column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.exchange.data import ColumnGuess, RosterLayout
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.cells import CellDelegate, paint_hairline
from gsi_desktop.ui.kit.choiceboxes import ComboBox, SearchBox
from gsi_desktop.ui.kit.columns import ROW_ROLE, Column
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

if TYPE_CHECKING:
    from gsi_desktop.services.exchange.reading import FilePreview

Index = QModelIndex | QPersistentModelIndex

WIDTH: Final = 404
_FIELD: Final = 1
_HEADINGS_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column of the file with what it means; ``ignored`` when the person said that it is not used."""

    guess: ColumnGuess
    example: str
    ignored: bool = False

    @property
    def open(self) -> bool:
        """Whether somebody still has to say what it means."""
        return not self.guess.field and not self.ignored


def required_words() -> dict[str, str]:
    """Return how a message names each thing a roster must say of a person."""
    return {
        "municipality": _("el municipio"),
        "household": _("la ficha o la declaración del hogar"),
        "first_name": _("el nombre"),
        "first_surname": _("el apellido"),
        "birth_date": _("la fecha de nacimiento"),
    }


def read_example(field: str, examples: Sequence[str]) -> str:
    """Return the first example and, where one cell alone tells it, how it will be read: ``"C.C. → CC"``."""
    from gsi_desktop.services.exchange.rules import read_date, read_municipality
    from gsi_desktop.services.territory import catalogues

    if not examples:
        return ""
    text, read = examples[0], ""
    if field == "document_type":
        read = catalogues.document_type(text) or ""
    elif field == "kinship":
        kinship = catalogues.kinship(text)
        read = catalogues.label("kinship", kinship) if kinship else ""
    elif field == "sex":
        sex = catalogues.sex_reader((text,))(text)
        read = catalogues.label("sex", sex) if sex else ""
    elif field == "municipality":
        found = catalogues.municipality(read_municipality(text, ""))
        read = found.name if found else ""
    elif field == "birth_date":
        day = read_date(text)
        read = day.strftime("%d/%m/%Y") if day else ""
    return text if read in ("", text) else f"{text} → {read}"


def mapped_columns(layout: RosterLayout) -> tuple[MappedColumn, ...]:
    """Return the rows of the mapping; for a reading thread, because examples are read with the catalogues."""
    return tuple(
        MappedColumn(
            column, read_example(column.field, column.examples), ignored=layout.remembered and not column.field
        )
        for column in layout.columns
    )


class _MappingModel(RowsModel):
    """Columns of the file; the second cell can be chosen."""

    chosen = Signal(int, str)

    def __init__(self, titles: dict[str, str]) -> None:
        self.titles = titles
        super().__init__(
            (
                Column("heading", _("En el archivo"), 122, value=lambda row: row.guess.heading),
                Column("field", _("En el programa"), 186, value=self.words),
                Column("example", _("Ejemplo"), 80, stretch=True, tone="text2"),
            )
        )

    def words(self, row: MappedColumn) -> str:
        """Return what a column means, or what is to be done about it."""
        if row.ignored:
            return _("No se usa")
        return self.titles.get(row.guess.field, "") or _("Elija el campo…")

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the meaning be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == _FIELD else flags

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand the chosen field on; the card answers with other rows."""
        self.chosen.emit(index.row(), str(value))
        return True


class _MappingDelegate(CellDelegate):
    """Small headings, a tick or a warning before what they mean, and a list that searches to choose from."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw small text throughout, and what the column means with its icon and its arrow."""
        row: MappedColumn = index.data(ROW_ROLE)
        look = theme()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, look.color("selection" if selected else "surface"))
        pad = look.px(size("table.cell_padding"))
        room = option.rect.adjusted(pad, 0, -pad, -1)
        strong = "on_selection" if selected else "text"
        if index.column() == _FIELD:
            self._meaning(painter, room, row, str(index.data()), strong)
        else:
            painter.setFont(look.font("s"))
            self._words(painter, room, str(index.data()), strong if selected else "text2")
        paint_hairline(painter, option.rect)
        painter.restore()

    def _meaning(self, painter: QPainter, room: QRect, row: MappedColumn, words: str, strong: str) -> None:
        look = theme()
        side, gap = look.px(14), look.px(4)
        top = room.center().y() - side // 2 + 1
        icon, role = ("check", "success") if row.guess.field else ("minus", "text2")
        if row.open:
            icon, role = "alert-triangle", "warning"
        paint_icon(painter, QRect(room.left(), top, side, side), icon, look.color(role))
        paint_icon(painter, QRect(room.right() - side + 1, top, side, side), "chevron-down", look.color("text2"))
        font = look.font("s")
        font.setWeight(font.Weight.DemiBold if row.open else font.Weight.Normal)
        painter.setFont(font)
        inside = room.adjusted(side + gap, 0, -side, 0)
        self._words(painter, inside, words, "text2" if row.ignored else strong)

    @staticmethod
    def _words(painter: QPainter, room: QRect, words: str, role: str) -> None:
        painter.setPen(theme().color(role))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)

    # --- choosing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Offer the fields in a list that searches as one types."""
        model = index.model()
        titles = model.titles if isinstance(model, _MappingModel) else {}
        box = SearchBox()
        box.setParent(parent)
        box.set_options([("", _("No usar")), *titles.items()])
        box.setProperty("size", "cell")
        set_name(box, _("Qué es la columna {heading}").format(heading=index.sibling(index.row(), 0).data()))
        box.completer().activated.connect(lambda _text: self._take(box))
        box.returnPressed.connect(lambda: self._take(box))
        QTimer.singleShot(0, box, box.open_list)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the field in force, selected so that typing searches."""
        row = index.data(ROW_ROLE)
        if isinstance(editor, SearchBox) and isinstance(row, MappedColumn):
            editor.choose(row.guess.field or None)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take the field chosen; words that name none leave the column as it was."""
        field = _chosen(editor) if isinstance(editor, SearchBox) else None
        if field is not None:
            model.setData(index, field)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Fill the cell."""
        editor.setGeometry(option.rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Leave Enter to an open list; the choice then closes the cell."""
        if isinstance(editor, SearchBox) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            popup = editor.completer().popup()
            if popup is not None and popup.isVisible():
                return False
        return QStyledItemDelegate.eventFilter(self, editor, event)

    def _take(self, box: SearchBox) -> None:
        """Take the choice once: Enter in the list is told by the list and by the text."""
        if box.isVisible() and _chosen(box) is not None:
            self.commitData.emit(box)
            self.closeEditor.emit(box)


def _chosen(box: SearchBox) -> str | None:
    """Return the field the words mean, "" for none of them, None while they mean nothing."""
    try:
        field: str | None = box.chosen()
    except ExpectedError:
        return None
    return field


class _MappingTable(TableView):
    """The table of the mapping: F2, Enter or a click on the meaning opens the list."""

    def open_list(self) -> None:
        """Choose what the current column means."""
        index = self.currentIndex()
        if index.isValid():
            self.setCurrentIndex(index.siblingAtColumn(_FIELD))
            self.edit(index.siblingAtColumn(_FIELD))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 and Enter choose."""
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_list()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the meaning chooses."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.column() == _FIELD:
            self.open_list()


class MappingCard(Card):
    """The left card of the import.

    ``changed`` fires after the person corrected the mapping; ``place_asked`` carries sheet and header row (1-based)
    when they choose where the table stands, and the page answers with `show_layout`.
    """

    changed = Signal()
    place_asked = Signal(str, int)

    def __init__(self, titles: dict[str, str]) -> None:
        super().__init__(_("Columnas"), " ", padded=False)
        self._layout: RosterLayout | None = None
        self._preview: FilePreview | None = None
        self.remembered = Label(_("Como la última vez"), "s", "accent")
        self.remembered.setToolTip(_("Ya importó un archivo con estos títulos: se usa lo que eligió entonces."))
        self.sheet = ComboBox()
        self.heading_row = ComboBox()
        self.model = _MappingModel(titles)
        self.table = _MappingTable(self.model, framed=False, label=_("Columnas del archivo y lo que significan"))
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.setItemDelegate(_MappingDelegate(self.table))
        self._sheet_label = Label(_("&Hoja"), "s", "text2")
        self._fill()
        self.model.chosen.connect(self._choose)
        self.sheet.picked.connect(lambda: self.place_asked.emit(self.sheet.chosen(), 0))
        self.heading_row.picked.connect(lambda: self.place_asked.emit(self.sheet.chosen(), self.heading_row.chosen()))

    # --- what is shown

    @property
    def preview(self) -> FilePreview | None:
        """The file whose columns are shown."""
        return self._preview

    @property
    def layout_in_force(self) -> RosterLayout | None:
        """The layout as the person left it, None before a file was read."""
        if self._layout is None:
            return None
        return replace(self._layout, columns=tuple(row.guess for row in self.model.rows()))

    def show_layout(self, preview: FilePreview, layout: RosterLayout, rows: Sequence[MappedColumn]) -> None:
        """Show the layout of a file."""
        self._preview, self._layout = preview, layout
        self.remembered.setVisible(layout.remembered)
        self._show_place(preview, layout)
        self.model.set_rows(rows)
        self._show_count()
        first = self.model.find(lambda row: row.open)
        self.table.go_to_row(first or 0)
        self.table.scrollToTop()

    def missing(self) -> tuple[str, ...]:
        """Return the names of what no column says, in `required_words`."""
        from gsi_desktop.services.exchange.columns import missing_fields

        return missing_fields(row.guess.field for row in self.model.rows() if row.guess.field)

    # --- inside

    def _fill(self) -> None:
        px = theme().px
        self.header.addStrut(px(28))
        self.header.addWidget(self.remembered)
        self.remembered.hide()
        for box, name in ((self.sheet, _("Hoja")), (self.heading_row, _("Fila de los títulos"))):
            box.setProperty("size", "small")
            box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
            set_name(box, name)
        row_label = Label(_("Fila de tít&ulos"), "s", "text2")
        row_label.setBuddy(self.heading_row)
        self._sheet_label.setBuddy(self.sheet)
        place = QHBoxLayout()
        place.setContentsMargins(px(12), 0, px(12), px(8))
        place.setSpacing(px(8))
        place.addWidget(self._sheet_label)
        place.addWidget(self.sheet, 2)
        place.addWidget(row_label)
        place.addWidget(self.heading_row, 3)
        self.body.addLayout(place)
        self.body.addWidget(self.table, 1)

    def _show_place(self, preview: FilePreview, layout: RosterLayout) -> None:
        self.sheet.set_options([(sheet.name, sheet.name) for sheet in preview.sheets])
        self.sheet.choose(layout.sheet)
        several = len(preview.sheets) > 1
        self.sheet.setVisible(several)
        self._sheet_label.setVisible(several)
        head = next((sheet.head for sheet in preview.sheets if sheet.name == layout.sheet), ())
        self.heading_row.set_options(
            [(number, _row_words(number, cells)) for number, cells in enumerate(head, 1) if any(cells)]
        )
        self.heading_row.choose(layout.header_row)

    def _show_count(self) -> None:
        rows = self.model.rows()
        known = sum(bool(row.guess.field) for row in rows)
        self.set_title(_("Columnas"), _("{known} de {total} reconocidas").format(known=known, total=len(rows)))

    def _choose(self, number: int, field: str) -> None:
        """Give column ``number`` the meaning ``field``, taken from the column that had it; "" is not used."""
        for other, row in enumerate(self.model.rows()):
            if other == number:
                wanted = replace(row.guess, field=field)
                self.model.replace_row(
                    other, MappedColumn(wanted, read_example(field, wanted.examples), ignored=not field)
                )
            elif field and row.guess.field == field:
                freed = replace(row.guess, field="")
                self.model.replace_row(other, MappedColumn(freed, read_example("", freed.examples)))
        self._show_count()
        self.changed.emit()


def _row_words(number: int, cells: Sequence[str]) -> str:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return _("Fila {number}: {words}").format(number=number, words=" · ".join(filled[:_HEADINGS_SHOWN]))
