"""What is done with many families at once: a cogestor, a file, papers; one operation each, with its way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Qt

from gsi_desktop.services.accompaniment import assigning, commands, wording
from gsi_desktop.services.accompaniment.assigning import UndoAssignment
from gsi_desktop.services.accompaniment.data import AssignCogestor, CogestorInfo
from gsi_desktop.services.accompaniment.team import cogestores
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.ui.kit.choice_menu import ChoiceMenu
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.held_bar import HeldBar
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.writing import writes

if TYPE_CHECKING:
    from gsi_desktop.ui.families.list_page import FamiliesPage
    from gsi_desktop.ui.kit.selection_bar import SelectionBar
    from gsi_desktop.ui.shell.context import UiContext

_PRINT = "batch_print"


class BulkDesk(QObject):
    """Carries out what the bar of picked families offers."""

    def __init__(self, context: UiContext, page: FamiliesPage) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._done = HeldBar(page)

    def offer(self, bar: SelectionBar) -> None:
        """Put the actions into ``bar``."""
        self.assign_button = bar.add_action(_("Asi&gnar cogestor…"), "user-check", self._ask_cogestor)
        writes(self.assign_button)
        bar.add_action(_("Impri&mir…"), "printer", self._print)

    # --- cogestor

    def _ask_cogestor(self) -> None:
        read = self._context.services.read
        self._context.runner.read(self, lambda: read(cogestores), self._offer_cogestores, key="cogestores")

    def _offer_cogestores(self, known: tuple[CogestorInfo, ...]) -> None:
        working = [one for one in known if one.active]
        if not working:
            told = _("Aún no hay cogestores activos. Agréguelos en Cogestores.")
            self._context.notify("info", told, "", [(_("Ver cogestores"), lambda: self._context.navigate("team"))])
            return
        choices = (*wording.cogestor_names(working), (None, _("Dejar sin cogestor")))
        menu = ChoiceMenu(_("Asignar cogestor"), lambda: choices, self._chosen, self.assign_button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.assign_button.mapToGlobal(QPoint(0, 0)))

    def _chosen(self, one: CogestorInfo | None) -> None:
        self.assign(one.cogestor_id if one is not None else None, one.name if one is not None else "")

    def assign(self, cogestor_id: UUID | None, name: str) -> None:
        """Put the families picked in somebody's charge from today on, as one operation that can be taken back."""
        services, ids = self._context.services, self._page.shown.ids(self._page.table.picking.now())
        operation = new_id()

        def work(progress: Progress) -> tuple[int, int]:
            chosen = ids()
            data = AssignCogestor(family_ids=chosen, cogestor_id=cogestor_id, on=services.clock.today())
            changed = services.run(commands.assign_cogestor, data, operation_id=operation, progress=progress).result
            return changed, len(chosen) - changed

        handle = self._context.runner.long(
            self,
            work,
            partial(self._assigned, operation, name),
            self._failed,
            progress=self._page.progress.show_step,
            cancelled=self._page.progress.finish,
        )
        self._page.progress.start(_("Asignando las familias…"), handle)

    def _assigned(self, operation: UUID, name: str, changed: tuple[int, int]) -> None:
        self._page.progress.finish()
        count, rest = changed
        if not count:
            self._context.notify("info", _("Nada cambió: ya estaban así."))
            return
        if name:
            said = ngettext(
                "Una familia quedó a cargo de {name}.", "{count} familias quedaron a cargo de {name}.", count
            )
        else:
            said = ngettext("Una familia quedó sin cogestor.", "{count} familias quedaron sin cogestor.", count)
        stayed = ngettext("La otra elegida ya estaba así.", "Las otras {rest} elegidas ya estaban así.", rest)
        self._done.show(
            InfoBar(
                "success",
                said.format(count=formats.number(count), name=name),
                stayed.format(rest=formats.number(rest)) if rest else "",
                actions=[(_("Deshacer"), partial(self.undo, operation))],
                closable=True,
            )
        )

    def undo(self, operation: UUID) -> None:
        """Give the families back to who had them before ``operation``; the notice offers it until it is done."""
        self._allow_undo(False)
        services = self._context.services
        data = UndoAssignment(operation_id=operation)
        self._context.runner.write(
            self, lambda: services.run(assigning.undo_assignment, data).result, self._undone, self._not_undone
        )

    def _undone(self, count: int) -> None:
        self._done.drop()
        said = ngettext("Se deshizo: una familia volvió a quien la tenía.",
                        "Se deshizo: {count} familias volvieron a quien las tenía.", count)  # fmt: skip
        self._context.notify("success", said.format(count=formats.number(count)))

    def _not_undone(self, error: Exception) -> None:
        self._allow_undo(True)
        self._failed(error)

    def _allow_undo(self, on: bool) -> None:
        if self._done.bar is not None:
            self._done.bar.setEnabled(on)

    def _failed(self, error: Exception) -> None:
        self._page.progress.finish()
        said = explain(error, self._context.runner)
        if said is not None:
            self._context.notify("danger", _("No se hizo ningún cambio."), said)

    # --- papers

    def _print(self) -> None:
        picked = self._page.table.picking.now()
        if picked.everything:
            self._context.navigate(_PRINT, chosen=self._page.filters.chosen)
            return
        ids = self._page.shown.ids(picked)
        self._context.runner.read(
            self, ids, lambda found: self._context.navigate(_PRINT, family_ids=found), self._failed, key="print"
        )
