"""Copias de seguridad: those there are, one more now or elsewhere, and back to any of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout

from gsi_desktop.services.core.clock import Clock
from gsi_desktop.services.core.formats import weight
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.upkeep import backup_room, backups
from gsi_desktop.services.upkeep.backup_policy import Reason
from gsi_desktop.services.upkeep.backup_room import Removed
from gsi_desktop.services.upkeep.backups import ENDING, Backup
from gsi_desktop.ui.kit.buttons import Button, secondary
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.dialogs import FileKinds, ask_open_file, ask_save_file, confirm
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.formats import show, since, thousands
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.models import RowsModel
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.tables import TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.exporting import offer_export

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


def backup_kinds() -> FileKinds:
    """Return the kind of file a backup is, for dialogs."""
    return [(_("Copias del GSI"), [ENDING.lstrip(".")])]


def reason_words(reason: Reason) -> str:
    """Return why a backup was made."""
    return {
        Reason.AUTOMATIC: _("Automática"),
        Reason.MANUAL: _("La pidió una persona"),
        Reason.BEFORE_UPGRADE: _("Antes de actualizar"),
        Reason.BEFORE_IMPORT: _("Antes de importar"),
        Reason.BEFORE_CHECK: _("Antes de revisar la base"),
        Reason.BEFORE_RESTORE: _("Antes de restaurar"),
    }[reason]


def backup_columns() -> tuple[Column, ...]:
    """Return the columns of a list of backups."""
    return (
        Column("made_at", _("Cuándo"), 150, tabular=True, strong=True),
        Column("reason", _("Por qué"), 200, stretch=True, value=lambda one: reason_words(one.reason)),
        Column("families", _("Familias"), 100, "right", tabular=True),
        Column("persons", _("Personas"), 100, "right", tabular=True),
        Column("size", _("Tamaño"), 100, "right", tabular=True, value=lambda one: weight(one.size)),
        Column("program", _("Versión"), 90, tabular=True),
    )


def removed_words(removed: Removed, taken: int) -> str:
    """Return the sentence about the backups that went for want of room; those left take ``taken`` bytes."""
    if removed.older:
        words = ngettext(
            "Para no llenar el disco se quitó {n} copia automática de hace más de dos días; "
            "las automáticas que quedan ocupan {size}.",
            "Para no llenar el disco se quitaron {n} copias automáticas, también de hace más de dos días; "
            "las automáticas que quedan ocupan {size}.",
            removed.count,
        )
    else:
        words = ngettext(
            "Para no llenar el disco se quitó {n} copia automática de los dos últimos días; "
            "las automáticas que quedan ocupan {size}.",
            "Para no llenar el disco se quitaron {n} copias automáticas de los dos últimos días, "
            "las más viejas; las automáticas que quedan ocupan {size}.",
            removed.count,
        )
    return words.format(n=thousands(removed.count), size=weight(taken))


class BackupsPage(Page):
    """The backups of the open file, newest first."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Copias de seguridad"), _("Se hacen solas cada media hora si algo cambió. Quedan cifradas."))
        self._context = context
        self._services = context.services
        self.model = RowsModel(backup_columns())
        self.table = TableView(
            self.model, name="backups", state=context.settings.columns, label=_("Copias de seguridad")
        )
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.progress = ProgressPanel()
        self.told = Label("", "s", "text3", wrap=True)
        self.check = secondary(_("Re&visar esta copia"), "shield-lock", self._verify)
        self.restore = Button(_("&Restaurar esta copia"), "history", self._restore_chosen, kind="danger")
        self._fill()

    def page_shown(self) -> None:
        """Read the folder again."""
        self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        """Show the backups there are."""
        work = partial(_read, self._services.location, self._services.clock)
        self._context.runner.read(self, work, self._show, self._say, key="backups")

    def _show(self, found: _Found) -> None:
        self.clear_bars()
        self.model.set_rows(found.rows)
        if found.rows:
            self.table.go_to_row(0)
        if found.removed.count:
            self.show_bar(InfoBar("info", removed_words(found.removed, backups.automatic_weight(found.rows))))
        if found.paused is not None:
            words = _("La base quedó como en la copia que se restauró {when}.")
            title = words.format(when=since(found.paused, self._services.clock.now()))
            detail = _(
                "Lo que había antes quedó como una copia más. Las automáticas están en pausa para no perder la buena: "
                "siga haciéndolas cuando vea que todo está bien."
            )
            self.show_bar(InfoBar("warning", title, detail, actions=[(_("Seguir haciendo copias"), self._resume)]))
        self._chosen_changed()

    def chosen(self) -> Backup | None:
        """Return the backup the cursor is on."""
        row: Backup | None = self.table.current()
        return row

    # --- making

    def _make(self, to: Path | None = None) -> None:
        unlocked = self._services.unlocked
        if unlocked is None:
            return
        services = self._services

        def work(progress: Progress) -> Backup:
            return backups.make(services.database, unlocked, Reason.MANUAL, services.clock, to=to, progress=progress)

        handle = self._context.runner.long(
            self, work, self._made, self._failed, progress=self.progress.show_step, cancelled=self._end
        )
        self.progress.start(_("Copiando la base de datos…"), handle)
        self._set_busy(True)

    def _make_elsewhere(self) -> None:
        day = f"{self._services.clock.today():%Y-%m-%d}"
        name = f"{Path(self._services.location).stem}-{day}{ENDING}"
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        path = ask_save_file(self, _("Guardar una copia en"), folder / name, backup_kinds())
        if path is not None:
            self._make(path)

    def _made(self, made: Backup) -> None:
        self._end()
        self._context.notify("success", _("Quedó la copia."), f"{made.path.name} · {weight(made.size)}")
        self.reload()

    # --- checking and putting back

    def _verify(self) -> None:
        chosen, unlocked = self.chosen(), self._services.unlocked
        if chosen is None or unlocked is None:
            return
        work = partial(backups.verify, chosen.path, unlocked.key)
        handle = self._context.runner.read(self, work, self._verified, self._failed, key="verify")
        self.progress.start(_("Revisando la copia…"), handle)
        self._set_busy(True)

    def _verified(self, checked: Backup) -> None:
        self._end()
        words = _("Se leyó entera: {families} familias y {persons} personas.")
        counts = {"families": thousands(checked.families), "persons": thousands(checked.persons)}
        self._context.notify("success", _("La copia está sana."), words.format(**counts))

    def _restore_chosen(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self._restore(chosen)

    def _restore_file(self) -> None:
        path = ask_open_file(self, _("Restaurar de un archivo"), backup_kinds())
        if path is None:
            return
        self._context.runner.read(self, partial(backups.read, path), self._restore, self._say, key="read")

    def _restore(self, chosen: Backup) -> None:
        title = _("Volver al {moment}").format(moment=show(chosen.made_at))
        detail = _(
            "La base queda como estaba: {families} familias y {persons} personas. "
            "Lo que hay hoy se copia primero; puede volver a ello desde esta página."
        ).format(families=thousands(chosen.families), persons=thousands(chosen.persons))
        if confirm(self, title, _("Restaurar la copia"), dangerous=True, detail=detail):
            self._context.restore(chosen.path)

    def _resume(self) -> None:
        backups.resume(self._services.location)
        self.reload()

    # --- inside

    def _fill(self) -> None:
        self.add_action(_("Hacer una copia &ahora"), "device-floppy", self._make, primary=True)
        self.add_action(_("&Guardar una copia en…"), "upload", self._make_elsewhere)
        self.add_overflow(_("Restaurar de un archivo…"), "history", self._restore_file, saves=True)
        self.add_overflow(_("Ver la carpeta"), "folder-open", self._show_folder)
        self.exports = offer_export(self._context, self, self.table, "copias")
        why = _("Todavía no hay copias. La primera se hace sola en pocos minutos, o ahora mismo si usted la pide.")
        self.table.set_placeholder(EmptyState("history", why, (_("Hacer una copia"), self._make)))
        self.table.current_row.connect(lambda _row: self._chosen_changed())
        self.table.activated_row.connect(lambda _row: self._restore_chosen())
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(self.told, 1)
        row.addWidget(self.check)
        row.addSpacing(theme().px(16))
        row.addWidget(self.restore)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row)
        self._chosen_changed()

    def _chosen_changed(self) -> None:
        chosen = self.chosen()
        for button in (self.check, self.restore):
            button.setEnabled(chosen is not None)
        self.restore.setEnabled(chosen is not None and not self._services.read_only)
        self.told.setText(chosen.path.name if chosen is not None else "")

    def _set_busy(self, busy: bool) -> None:
        for button in (self.check, self.restore):
            button.setEnabled(not busy)

    def _end(self) -> None:
        self.progress.finish()
        self._set_busy(False)
        self._chosen_changed()

    def _failed(self, error: Exception) -> None:
        self._end()
        self._say(error)

    def _say(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        if said is not None:
            first, _stop, rest = said.partition(". ")
            self._context.notify("danger", f"{first.rstrip('.')}.", rest)

    def _show_folder(self) -> None:
        place = backups.folder(self._services.location)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(place if place.is_dir() else place.parent)))


@dataclass(frozen=True, slots=True)
class _Found:
    """What the folder tells."""

    rows: tuple[Backup, ...]
    paused: datetime | None
    removed: Removed


def _read(location: str, clock: Clock) -> _Found:
    removed = backup_room.removed(backups.folder(location), clock.now())
    return _Found(backups.listing(location), backups.paused_since(location), removed)
