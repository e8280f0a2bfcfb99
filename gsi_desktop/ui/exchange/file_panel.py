"""The first step of an import: the file, the date ages are counted on, and by which right the data is held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gsi_desktop.models.enums import BatchState
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.exchange.data import BatchRow
from gsi_desktop.ui.exchange.parts import Hint, ScrollColumn
from gsi_desktop.ui.kit import icons
from gsi_desktop.ui.kit.buttons import Button, primary
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.fields import DateField, TextField
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme

if TYPE_CHECKING:
    from gsi_desktop.services.exchange.reading import FilePreview

ENDINGS: Final = ("xlsx", "csv", "txt", "tsv")
_MENU_LETTERS: Final = "aivylc"


def default_legal_basis() -> str:
    """Return the basis under which a public office holds a roster without asking each person first."""
    return _("Función legal de la entidad (Ley 1581 de 2012, art. 10, lit. a)")


class DropArea(QWidget):
    """A large place to drop a file on, with a button for those who do not drag; then it shows the file."""

    dropped = Signal(object)
    choose_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._over = False
        self._icon = ("upload", "accent")
        self._picture = QLabel()
        self.heading = Label("", "m")
        self.detail = Label("", "body", "text2", wrap=True)
        self.notes = Label("", "s", "warning", wrap=True)
        self.progress = ProgressPanel()
        self.choose = Button(_("E&legir archivo…"), "folder-open", self.choose_asked.emit)
        self.setAcceptDrops(True)
        self._fill()
        theme().changed.connect(self._draw)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Invite a file."""
        self.heading.setText(_("Arrastre aquí el padrón"))
        self.detail.setText(_("Se leen libros de Excel (.xlsx) y archivos de texto (.csv). El archivo no se modifica."))
        self.choose.setText(_("E&legir archivo…"))
        self._say_notes(())
        self._show_icon("upload", "accent")

    def show_file(self, preview: FilePreview) -> None:
        """Show the file that was read."""
        self.heading.setText(preview.path.name)
        self.detail.setText(_file_words(preview))
        self.choose.setText(_("E&legir otro archivo…"))
        self._say_notes([messages.text(note.code, **note.params) for note in preview.notes])
        self._show_icon("circle-check", "success")

    def set_busy(self, busy: bool) -> None:
        """Take no other file while one is read."""
        self.choose.setEnabled(not busy)
        self.setAcceptDrops(not busy)

    def _fill(self) -> None:
        px = theme().px
        center = Qt.AlignmentFlag.AlignHCenter
        for label in (self.heading, self.detail, self.notes):
            label.setAlignment(center)
        self.detail.setMaximumWidth(px(520))
        self.notes.setMaximumWidth(px(520))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(12), px(24), px(12))
        column.setSpacing(px(8))
        column.addStretch(1)
        for widget in (self._picture, self.heading):
            column.addWidget(widget, 0, center)
        for label in (self.detail, self.notes):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label, 20)
            row.addStretch(1)
            column.addLayout(row)
        column.addSpacing(px(6))
        column.addWidget(self.choose, 0, center)
        column.addWidget(self.progress)
        column.addStretch(1)

    def _say_notes(self, notes: Sequence[str]) -> None:
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))

    def _show_icon(self, name: str, tone: str) -> None:
        self._icon = (name, tone)
        self._draw()

    def _draw(self) -> None:
        name, tone = self._icon
        self._picture.setPixmap(icons.pixmap(name, tone, theme().px(32), self.devicePixelRatioF()))

    # --- Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one local file."""
        if _dropped_path(event) is not None:
            self._set_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        del event
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the file on."""
        self._set_over(False)
        path = _dropped_path(event)
        if path is not None:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dashed frame, stronger while a file is over it."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(look.color("accent" if self._over else "input_border"), 2 if self._over else 1)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(look.color("accent_soft" if self._over else "surface"))
        radius = look.px(6)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.end()


def _dropped_path(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def _file_words(preview: FilePreview) -> str:
    rows = sum(sheet.rows for sheet in preview.sheets)
    parts = [ngettext("{n} fila", "{n} filas", rows).format(n=thousands(rows))]
    if preview.kind == "xlsx":
        sheets = len(preview.sheets)
        parts.append(ngettext("{n} hoja", "{n} hojas", sheets).format(n=sheets))
    elif preview.separator is not None:
        names = {";": _("punto y coma"), ",": _("coma"), "\t": _("tabulador"), "|": _("barra")}
        parts.append(_("separado por {name}").format(name=names.get(preview.separator, preview.separator)))
    if preview.encoding is not None:
        parts.append(preview.encoding.upper())
    return " · ".join(parts)


class FilePanel(QWidget):
    """Step 1. ``choose_asked`` and ``dropped`` lead to a file; ``continue_asked`` goes on with it."""

    choose_asked = Signal()
    dropped = Signal(object)
    continue_asked = Signal()
    changed = Signal()

    def __init__(self, today: Callable[[], date], open_batches: Callable[[], object]) -> None:
        super().__init__()
        self.drop = DropArea()
        self.form = Form(reserved=_MENU_LETTERS)
        self.as_of = DateField("as_of", _("Fecha de corte para las edades"), required=True, today=today)
        self.legal_basis = TextField(
            "legal_basis",
            _("Base legal"),
            required=True,
            max_length=300,
            hint=_("Con qué derecho la entidad trata estos datos."),
        )
        self.go_on = primary(_("&Continuar"), "arrow-right", self._continue)
        self.reason = Hint()
        self.lately = RowsModel(_lately_columns())
        self.lately_table = TableView(self.lately, framed=False, label=_("Últimas importaciones"))
        self._open_batches = open_batches
        self._ready = False
        self.as_of.set_value(today())
        self.legal_basis.set_value(default_legal_basis())
        self.legal_basis.box.setCursorPosition(0)
        self._fill()
        self._connect()
        self.set_ready(None)

    # --- what is shown

    def set_ready(self, preview: FilePreview | None) -> None:
        """Show the file that was read, or that none was."""
        if preview is None:
            self.drop.show_nothing()
        else:
            self.drop.show_file(preview)
        self._ready = preview is not None
        self.go_on.setEnabled(self._ready)
        self.reason.say("" if preview else _("Elija primero el archivo."))

    def set_busy(self, busy: bool) -> None:
        """Wait while a file is read."""
        self.drop.set_busy(busy)
        self.go_on.setEnabled(self._ready and not busy)

    def show_lately(self, batches: Sequence[BatchRow]) -> None:
        """Show the newest imports, so that nobody brings the same file twice without knowing."""
        self.lately.set_rows(batches)

    # --- inside

    def _fill(self) -> None:
        px = theme().px
        self.form.add(self.as_of)
        self.form.add(self.legal_basis)
        facts = Card(_("Datos de la importación"))
        facts.body.addWidget(self.form)
        facts.body.addWidget(
            Label(
                _("Cada persona queda con «aviso pendiente»: falta entregarle el aviso de privacidad."),
                "s",
                "text2",
                wrap=True,
            )
        )
        lately = Card(_("Últimas importaciones"), padded=False)
        lately.add_link(_("Ver lotes"), self._open_batches)
        self.lately_table.set_placeholder(EmptyState("history", _("Todavía no se ha importado ningún padrón.")))
        lately.body.addWidget(self.lately_table)
        lately.setMinimumHeight(px(150))
        right = ScrollColumn()
        right.column.addWidget(facts)
        right.column.addWidget(lately, 1)
        across = QHBoxLayout()
        across.setSpacing(px(12))
        across.addWidget(self.drop, 5)
        across.addWidget(right, 4)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addStretch(1)
        foot.addWidget(self.reason)
        foot.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        column.addLayout(across, 1)
        column.addWidget(Line())
        column.addLayout(foot)

    def _connect(self) -> None:
        self.drop.choose_asked.connect(self.choose_asked)
        self.drop.dropped.connect(self.dropped)
        self.form.changed.connect(self.changed)
        self.form.submitted.connect(lambda _values: self.continue_asked.emit())
        self.lately_table.activated_row.connect(lambda _row: self._open_batches())

    def _continue(self) -> None:
        self.form.submit()


def _lately_columns() -> tuple[Column, ...]:
    return (
        Column("code", _("Importación"), 96, tabular=True),
        Column("file_name", _("Archivo"), 150, stretch=True),
        Column("imported_at", _("Fecha y hora"), 130, tabular=True),
        Column("state", _("Estado"), 104, chip=batch_chip),
    )


def batch_chip(batch: BatchRow) -> Chip:
    """Return the state of a batch."""
    if batch.state is BatchState.UNDONE:
        return Chip(_("Deshecho"), "muted", "arrow-back-up")
    if batch.open_reviews:
        words = ngettext("{n} por revisar", "{n} por revisar", batch.open_reviews)
        return Chip(words.format(n=thousands(batch.open_reviews)), "warning", "alert-triangle")
    return Chip(_("Importado"), "success", "check")
