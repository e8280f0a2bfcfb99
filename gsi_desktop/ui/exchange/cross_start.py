"""Where a list to cross comes from: pasted, from a file, or one kept before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.exchange.crossed_lists import CrossedInfo
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import primary, secondary
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.dialogs import ask_open_file
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes

ENDINGS = ("xlsx", "csv", "txt", "tsv")


class CrossStart(QWidget):
    """``file_chosen`` carries a path, ``pasted`` a text, ``kept_chosen`` and ``drop_asked`` a kept list."""

    file_chosen = Signal(object)
    pasted = Signal(str)
    kept_chosen = Signal(object)
    drop_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.paste = QPlainTextEdit()
        self.paste.setPlaceholderText(
            _("Pegue aquí lo copiado de Excel: los documentos, uno por fila, o la tabla entera con sus títulos.")
        )
        self.paste.setTabChangesFocus(True)
        self.paste.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        set_name(self.paste, _("Lista pegada"))
        self.go = primary(_("Cruzar lo &pegado"), None, self._go)
        self.choose = secondary(_("&Abrir archivo…"), "folder-open", self._choose)
        self.kept = RowsModel(
            [
                Column("name", _("Lista"), 140, stretch=True),
                Column("rows", _("Filas"), 70, align="right", tabular=True,
                       value=lambda row: formats.number(row.rows)),
                Column("made_at", _("Guardada"), 96, tabular=True, tone="text2",
                       value=lambda row: formats.date(row.made_at.date())),
                Column("owner", _("Por"), 120, tone="text2"),
            ]
        )  # fmt: skip
        self.table = TableView(self.kept, framed=False, label=_("Listas guardadas"))
        self.open = secondary(_("A&brir"), None, self._open)
        self.drop = secondary(_("Elimina&r"), "trash", self._drop)
        writes(self.drop)
        self._lay_out()
        self.paste.textChanged.connect(self._tell)
        self.table.activated_row.connect(self.kept_chosen)
        self.table.current_row.connect(lambda _row: self._tell())
        QShortcut(QKeySequence("Ctrl+Return"), self.paste, self._go, context=Qt.ShortcutContext.WidgetShortcut)
        self._tell()

    def show_kept(self, lists: Sequence[CrossedInfo]) -> None:
        """Show the lists the office keeps."""
        self.kept.set_rows(lists)
        empty = EmptyState("bookmark", _("Aún no hay listas guardadas. Cruce una y guárdela para volver a ella."))
        self.table.set_placeholder(None if lists else empty)
        if lists:
            self.table.go_to_row(0)
        self._tell()

    def set_busy(self, busy: bool) -> None:
        """Take no other list while one is crossed."""
        self.setEnabled(not busy)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Cross the file that was dropped."""
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if urls:
            self.file_chosen.emit(Path(urls[0].toLocalFile()))

    def _lay_out(self) -> None:
        px = theme().px
        left, right = Card(_("Traer una lista")), Card(_("Listas guardadas"), padded=False)
        left.body.addWidget(self.paste, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self.go)
        buttons.addWidget(self.choose)
        buttons.addStretch(1)
        left.body.addLayout(buttons)
        note = _("También puede arrastrar un archivo (.xlsx o .csv). La lista solo se lee: nada cambia en el registro.")
        left.body.addWidget(Label(note, "s", "text3", wrap=True))
        right.body.addWidget(self.table, 1)
        right.add_line()
        row = QHBoxLayout()
        row.setContentsMargins(px(12), px(8), px(12), px(8))
        row.setSpacing(px(8))
        row.addStretch(1)
        row.addWidget(self.open)
        row.addWidget(self.drop)
        right.body.addLayout(row)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(px(12))
        both.addWidget(left, 3)
        both.addWidget(right, 2)

    def _tell(self) -> None:
        self.go.setEnabled(bool(self.paste.toPlainText().strip()))
        chosen = self.table.current() is not None
        self.open.setEnabled(chosen)
        self.drop.setEnabled(chosen)

    def _go(self) -> None:
        if self.go.isEnabled():
            self.pasted.emit(self.paste.toPlainText())

    def _choose(self) -> None:
        path = ask_open_file(self, _("Abrir la lista"), [(_("Libros de Excel y texto"), ENDINGS)])
        if path is not None:
            self.file_chosen.emit(path)

    def _open(self) -> None:
        self.kept_chosen.emit(self.table.current())

    def _drop(self) -> None:
        self.drop_asked.emit(self.table.current())
