"""Cruzar una lista: any list of documents beside the registry, and what is missing of whoever is in it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget, QWidgetAction

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.changes import ChangeSet
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange import crosscheck, crossed_lists
from gsi_desktop.services.exchange.crosscheck import Crossed, CrossRow, ForeignTable
from gsi_desktop.services.exchange.crossed_lists import CrossedInfo, DropList, KeepList
from gsi_desktop.ui.exchange.cross_result import CrossResult
from gsi_desktop.ui.exchange.cross_start import CrossStart
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import primary
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.watch import Freshness
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.shell.exporting import ExportDesk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gsi_desktop.ui.shell.context import UiContext

_FORM_WIDTH: Final = 280


class CrossPage(Page):
    """Begin with a file, a paste or a kept list; then the answers. It takes no arguments."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            _("Cruzar una lista"),
            _("Compare cualquier lista de documentos con el registro: quién está, en qué va y qué le falta."),
        )
        self._context = context
        self._fresh = Freshness(context.services, self, self._concerns, self._read_kept)
        self.crossed: Crossed | None = None
        self.start = CrossStart()
        self.result = CrossResult(context.services.clock.today)
        self.progress = ProgressPanel()
        self.exports = ExportDesk(context, self.progress, self)
        self.places = QStackedWidget()
        self.popup: QMenu | None = None
        self._lay_out()
        self._connect()
        self._show_start()

    # --- hooks of the shell

    def page_shown(self) -> None:
        """Bring the kept lists up to date and give the keyboard to what one does next."""
        self._fresh.catch_up()
        target = self.start.paste if self.crossed is None else self.result.table
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what happens

    def open_file(self, path: Path) -> None:
        """Read a file and cross it."""
        self._cross(lambda progress: crosscheck.from_file(path, progress))

    def open_text(self, text: str) -> None:
        """Cross what was pasted."""
        name = _("Lista pegada el {day}").format(day=formats.date(self._context.services.clock.today()))
        self._cross(lambda _progress: crosscheck.from_text(text, name))

    def open_kept(self, info: CrossedInfo) -> None:
        """Cross a kept list anew: the answers are those of today."""
        read = self._context.services.read
        self._cross(lambda _progress: read(crossed_lists.kept_list, info.list_id))

    def _other_column(self, column: int) -> None:
        if self.crossed is not None:
            table = crosscheck.with_document(self.crossed.table, column)
            self._cross(lambda _progress: table)

    def _cross(self, bring: Callable[[Progress], ForeignTable]) -> None:
        services = self._context.services
        self.clear_bars()
        self.start.set_busy(True)

        def work(progress: Progress) -> Crossed:
            table = bring(progress)
            return services.snapshot(crosscheck.cross, table, progress)

        handle = self._context.runner.long(
            self, work, self._arrived, self._failed, progress=self.progress.show_step, cancelled=self._stopped
        )
        self.progress.start(_("Cruzando la lista…"), handle)

    def _arrived(self, crossed: Crossed) -> None:
        self._stopped()
        self.crossed = crossed
        self.result.show_list(crossed)
        self.places.setCurrentWidget(self.result)
        self.set_title(crossed.table.name)
        for button in (self.save_button, self.export_button, self.other_button):
            button.show()
        if crossed.not_looked:
            told = _("Solo se buscaron parecidos para las primeras {looked} filas que no están; faltaron {rest}.")
            said = told.format(
                looked=formats.number(crosscheck.MOST_LIKENESSES), rest=formats.number(crossed.not_looked)
            )
            self.show_bar(InfoBar("info", said))
        QTimer.singleShot(0, self.result.table, self.result.table.setFocus)

    def _stopped(self) -> None:
        self.progress.finish()
        self.start.set_busy(False)

    def _failed(self, error: Exception) -> None:
        self._stopped()
        said = explain(error, self._context.runner)
        if said is not None:
            self.clear_bars()
            self.show_bar(InfoBar("danger", said))

    def _show_start(self) -> None:
        self.crossed = None
        self.clear_bars()
        self.start.paste.clear()
        self.places.setCurrentWidget(self.start)
        self.set_title(_("Cruzar una lista"))
        for button in (self.save_button, self.export_button, self.other_button):
            button.hide()
        self._read_kept()

    def _open_row(self, row: CrossRow) -> None:
        if row.family_id is not None:
            self._context.navigate("family", family_id=row.family_id)

    # --- kept lists

    def _concerns(self, changes: ChangeSet) -> bool:
        return crossed_lists.KIND in changes.kinds

    def _read_kept(self) -> None:
        self._fresh.stale = False
        read = self._context.services.read
        self._context.runner.read(self, lambda: read(crossed_lists.kept_lists), self.start.show_kept, key="kept")

    def _ask_name(self) -> None:
        if self.crossed is None:
            return
        menu = QMenu(self.save_button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form = _KeepForm(self.crossed.table.name)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(form)
        menu.addAction(holder)
        form.save.clicked.connect(partial(self._keep, menu, form, self.crossed.table))
        form.name.returnPressed.connect(form.save.click)
        menu.aboutToShow.connect(lambda: QTimer.singleShot(0, form.name, form.name.setFocus))
        self.popup = menu
        menu.popup(self.save_button.mapToGlobal(self.save_button.rect().bottomLeft()))

    def _keep(self, menu: QMenu, form: _KeepForm, table: ForeignTable) -> None:
        services, name = self._context.services, form.name.text()

        def done(_made: UUID) -> None:
            menu.close()
            self._context.notify("success", _("Se guardó la lista «{name}».").format(name=name.strip()))

        self._context.runner.write(
            self,
            lambda: services.run(crossed_lists.keep_list, KeepList(name=name, table=table)).result,
            done,
            lambda error: form.tell(explain(error, self._context.runner) or ""),
        )

    def _drop(self, info: CrossedInfo) -> None:
        services = self._context.services

        def work() -> ForeignTable:
            table = services.read(crossed_lists.kept_list, info.list_id)
            services.run(crossed_lists.drop_list, DropList(list_id=info.list_id))
            return table

        def done(table: ForeignTable) -> None:
            again = KeepList(name=info.name, table=table)
            write = partial(services.run, crossed_lists.keep_list, again)
            back = partial(self._context.runner.write, self, write, lambda _done: None)
            said = _("Se eliminó la lista «{name}».").format(name=info.name)
            self._context.notify("success", said, "", [(_("Deshacer"), back)])

        self._context.runner.write(self, work, done)

    # --- file

    def _export(self) -> None:
        crossed, rows = self.crossed, self.result.shown()
        if crossed is not None:
            self.exports.start(
                crossed.table.name[:60], lambda path, progress: crosscheck.write(crossed, rows, path, progress)
            )

    # --- looks

    def _lay_out(self) -> None:
        self.export_button = self.add_action(_("&Exportar"), "file-export", self._export, primary=True)
        self.save_button = self.add_action(_("&Guardar lista…"), "device-floppy", self._ask_name)
        writes(self.save_button)
        self.other_button = self.add_action(_("Cru&zar otra"), "refresh", self._show_start)
        self.places.addWidget(self.start)
        self.places.addWidget(self.result)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.places, 1)

    def _connect(self) -> None:
        self.start.file_chosen.connect(self.open_file)
        self.start.pasted.connect(self.open_text)
        self.start.kept_chosen.connect(self.open_kept)
        self.start.drop_asked.connect(self._drop)
        self.result.opened.connect(self._open_row)
        self.result.column_chosen.connect(self._other_column)
        self.exports.busy_changed.connect(lambda: self.export_button.setEnabled(not self.exports.busy))


class _KeepForm(QWidget):
    """Asks under which name a list is kept."""

    def __init__(self, name: str) -> None:
        super().__init__()
        px = theme().px
        self.name = QLineEdit(name)
        self.name.setMaxLength(80)
        self.name.selectAll()
        set_name(self.name, _("Nombre de la lista"))
        self.wrong = Label("", "s", "danger", wrap=True)
        self.save = primary(_("Guardar"))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(10), px(10), px(10), px(10))
        column.setSpacing(px(8))
        note = _("La oficina podrá abrirla de nuevo; las respuestas serán las de ese día.")
        for widget in (Label(note, "s", "text3", wrap=True), self.name, self.wrong):
            column.addWidget(widget)
        self.wrong.hide()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.save)
        column.addLayout(row)
        self.setFixedWidth(px(_FORM_WIDTH))

    def tell(self, text: str) -> None:
        """Say what is wrong with the name; what was typed stays."""
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        self.name.setFocus()
