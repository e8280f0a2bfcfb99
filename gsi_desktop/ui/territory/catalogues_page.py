"""The lists the program ships with, to be looked up: what each holds, where it is from and how far to trust it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.search import fold
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.formats import show, thousands
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.exporting import offer_export

if TYPE_CHECKING:
    from gsi_desktop.services.territory.catalogues import CatalogueInfo
    from gsi_desktop.ui.shell.context import UiContext

_LIST_WIDTH: Final = 372
_TYPING_MS: Final = 150
_NARROW, _LETTER, _WIDEST, _LAST = 84, 7.5, 300, 140

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A catalogue ready to be shown and searched: ``folded`` is the text of each row as the search compares it."""

    info: CatalogueInfo
    rows: tuple[Row, ...]
    folded: tuple[str, ...]
    columns: tuple[Column, ...]

    def matching(self, typed: str) -> tuple[Row, ...]:
        """Return the rows that hold every word of ``typed``, accents aside."""
        words = fold(typed).split()
        if not words:
            return self.rows
        return tuple(
            row for row, text in zip(self.rows, self.folded, strict=True) if all(word in text for word in words)
        )


def load_shelves() -> tuple[Shelf, ...]:
    """Read every catalogue; for a reading thread."""
    from gsi_desktop.services.territory.catalogues import catalogue_list, catalogue_rows

    shelves = []
    for info in catalogue_list():
        write = [_writer(key) for key, _title in info.columns]
        rows = tuple(
            tuple(said(cell) for said, cell in zip(write, row, strict=True)) for row in catalogue_rows(info.id).rows
        )
        folded = tuple(fold(" ".join(row)) for row in rows)
        shelves.append(Shelf(info, rows, folded, _columns(info, rows)))
    return tuple(shelves)


def _writer(key: str) -> Callable[[str], str]:
    """Return how a cell of column ``key`` reads: codes of places with their name, several values with commas."""
    from gsi_desktop.services.territory import catalogues

    if key == "department_code":
        names = {department.code: department.name for department in catalogues.departments()}
        return lambda cell: f"{cell} {names.get(cell, '')}".strip()
    if key in ("municipality_code", "replaced_by"):

        def municipality(cell: str) -> str:
            found = catalogues.municipality(cell)
            return f"{cell} {found.name}" if found else cell

        return municipality
    return lambda cell: cell.replace(catalogues.SEPARATOR, ", ")


def _columns(info: CatalogueInfo, rows: Sequence[Row]) -> tuple[Column, ...]:
    """Return a column for each of the catalogue's, as wide as nearly all it holds; the last one takes what is left."""
    last = len(info.columns) - 1
    made = []
    for place, (key, title) in enumerate(info.columns):
        letters = max(_usual(len(row[place]) for row in rows), len(title))
        width = min(max(_NARROW, round(_LETTER * letters) + 20), _LAST if place == last else _WIDEST)
        made.append(
            Column(
                key,
                title,
                width,
                stretch=place == last,
                tabular=key.endswith("code"),
                value=partial(_cell, place),
                strong=key == "name",
            )
        )
    return tuple(made)


def _usual(lengths: Iterable[int]) -> int:
    """Return a length that 49 of 50 do not exceed: one long name must not push the others off the screen."""
    known = sorted(lengths)
    return known[len(known) * 49 // 50] if known else 0


def _cell(place: int, row: Row) -> str:
    return row[place]


def status_chip(status: str) -> Chip:
    """Return how far a catalogue can be trusted."""
    kinds = {
        "oficial": Chip(_("Oficial"), "success", "check"),
        "parcial": Chip(_("Parcial"), "info", "circle-dashed"),
        "de trabajo": Chip(_("De trabajo"), "warning", "edit"),
    }
    return kinds.get(status, Chip(status, "muted", "info-circle"))


class CataloguesPage(Page):
    """Catalogues at the left, the chosen one at the right; read only. ``page_args(catalogue=id)`` opens one."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            _("Catálogos"), _("Listas con las que trabaja el programa, con su fuente y su fecha. Solo se consultan.")
        )
        self._context = context
        self._shelves: tuple[Shelf, ...] = ()
        self._wanted = ""
        self._shown: Shelf | None = None
        self.list_model = RowsModel(_list_columns())
        self.list = TableView(self.list_model, framed=False, label=_("Catálogos"))
        self.list.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.chip = ChipLabel(Chip(""))
        self.search = QLineEdit()
        self.count = Label("", "s", "text2", tabular=True)
        self.table = TableView(framed=False, label=_("Filas del catálogo"))
        self.list_card = Card(_("Catálogos"), " ", padded=False)
        self.card = Card(" ", " ", padded=False)
        self.source = Label("", "s", "text2", wrap=True)
        self.dates = ElidedLabel("", "s", "text2")
        self.note = Label("", "s", "text2", wrap=True)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self.logros = self.add_action(
            _("&Logros y dimensiones"), "list-check", partial(context.navigate, "achievement_catalogue")
        )
        self._fill()
        self.exports = offer_export(context, self, self.table, "catalogo")
        self._connect()

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Open the catalogue asked for."""
        self._wanted = str(kwargs.get("catalogue", ""))
        self._open_wanted()

    def page_shown(self) -> None:
        """Read the catalogues the first time."""
        if not self._shelves:
            self._context.runner.read(self, load_shelves, self._loaded, key="shelves")
        self.list.setFocus()

    def _loaded(self, shelves: tuple[Shelf, ...]) -> None:
        self._shelves = shelves
        self.list_model.set_rows(shelves)
        self.list_card.set_title(_("Catálogos"), thousands(len(shelves)))
        self._open_wanted()

    def _open_wanted(self) -> None:
        if self._shelves:
            place = self.list_model.find(lambda shelf: shelf.info.id == self._wanted)
            self.list.go_to_row(place or 0)

    # --- the chosen catalogue

    def show_shelf(self, shelf: Shelf | None) -> None:
        """Show a catalogue from its start, with an empty search."""
        if shelf is None or shelf is self._shown:
            return
        self._shown = shelf
        info = shelf.info
        self.card.set_title(info.title)
        self.chip.set_chip(status_chip(info.status))
        self.source.setText(_("Fuente: {source}").format(source=info.source))
        parts = [
            _("Leída el {date}").format(date=show(info.source_date)),
            _("Versión {version}").format(version=info.version),
            _("Cada oficina puede ajustarla") if info.editable else _("No se modifica"),
        ]
        self.dates.setText(" · ".join(parts))
        self.note.setText(info.note)
        self.note.setVisible(bool(info.note))
        self.search.clear()
        old = self.table.model()
        self.table.setModel(RowsModel(shelf.columns, (), self.table))
        if old is not None:
            old.deleteLater()
        self._take_rows(shelf, shelf.rows)

    def search_rows(self) -> None:
        """Show the rows that hold the words typed."""
        shelf, typed = self._shown, self.search.text()
        if shelf is not None:
            known = shelf
            self._context.runner.read(self, lambda: known.matching(typed), partial(self._take_rows, known), key="find")

    def _take_rows(self, shelf: Shelf, rows: Sequence[Row]) -> None:
        model = self.table.model()
        if shelf is self._shown and isinstance(model, RowsModel):
            model.set_rows(rows)
            self.table.scrollToTop()
            self.count.setText(_count_words(len(rows), len(shelf.rows)))

    # --- inside

    def _fill(self) -> None:
        px = theme().px
        self.search.setPlaceholderText(_("Buscar en este catálogo"))
        self.search.setClearButtonEnabled(True)
        self.search.setToolTip(_("Buscar en este catálogo (Ctrl+F)"))
        set_name(self.search, _("Buscar en este catálogo"))
        self.table.set_placeholder(
            EmptyState("search", _("Ninguna fila tiene esas palabras."), (_("Borrar la búsqueda"), self.search.clear))
        )
        self.list_card.body.addWidget(self.list, 1)
        self.card.header.insertWidget(1, self.chip)
        facts = QGridLayout()
        facts.setContentsMargins(px(12), 0, px(12), px(8))
        facts.setVerticalSpacing(px(2))
        for row, label in enumerate((self.source, self.dates, self.note)):
            facts.addWidget(label, row, 0)
        bar = QHBoxLayout()
        bar.setContentsMargins(px(12), px(6), px(12), px(6))
        bar.setSpacing(px(12))
        bar.addWidget(self.search, 3)
        bar.addStretch(1)
        bar.addWidget(self.count)
        self.card.body.addLayout(facts)
        self.card.body.addWidget(Line())
        self.card.body.addLayout(bar)
        self.card.body.addWidget(self.table, 1)
        work = QWidget()
        across = QHBoxLayout(work)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(px(12))
        across.addWidget(self.list_card)
        across.addWidget(self.card, 1)
        self.body.addWidget(work, 1)

    def _connect(self) -> None:
        self.list.current_row.connect(self.show_shelf)
        self.list.activated_row.connect(lambda _shelf: self.search.setFocus())
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.search.returnPressed.connect(self.table.setFocus)
        self._typing.timeout.connect(self.search_rows)
        QShortcut(QKeySequence("Ctrl+F"), self, self._focus_search)
        theme().changed.connect(self._fit)
        self._fit()

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _fit(self) -> None:
        self.list_card.setFixedWidth(theme().px(_LIST_WIDTH))


def _list_columns() -> tuple[Column, ...]:
    return (
        Column("title", _("Catálogo"), 160, stretch=True, value=lambda shelf: shelf.info.title),
        Column("rows", _("Filas"), 64, "right", tabular=True, value=lambda shelf: len(shelf.rows)),
        Column("status", _("Estado"), 104, chip=lambda shelf: status_chip(shelf.info.status)),
    )


def _count_words(shown: int, total: int) -> str:
    strong = f'<span style="font-weight:600">{thousands(shown)}</span>'
    return _("{shown} de {total} filas").format(shown=strong, total=thousands(total))
