"""What the dossier tells of the accompaniment: read apart from the family's data, so that one never waits for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from gsi_desktop.services.accompaniment import overview
from gsi_desktop.services.accompaniment.data import AccompanimentSummary
from gsi_desktop.services.achievements import queries
from gsi_desktop.services.achievements.birthdays import ComingAge, coming_ages
from gsi_desktop.services.achievements.data import Board
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import Dossier
from gsi_desktop.ui.families import overview_words
from gsi_desktop.ui.kit.failures import explain

if TYPE_CHECKING:
    from gsi_desktop.ui.families.header_card import HeaderCard
    from gsi_desktop.ui.families.summary_tab import SummaryTab
    from gsi_desktop.ui.shell.context import UiContext


class OverviewDesk(QObject):
    """Reads summary, logros, activity and coming birthdays of a family and has header and Resumen show them.

    ``tab_asked`` carries the tab to go to with its arguments, ``counted`` a tab and what stands after its title.
    """

    tab_asked = Signal(str, object)
    counted = Signal(str, str)

    def __init__(self, context: UiContext, card: HeaderCard, tab: SummaryTab, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._card, self._tab = card, tab
        self._dossier: Dossier | None = None
        self._found: AccompanimentSummary | None = None
        self._board: Board | None = None
        self._coming: tuple[ComingAge, ...] = ()
        card.visit_asked.connect(self._visit)
        card.summary_asked.connect(self._copy)
        tab.progress.dimension_asked.connect(lambda number: self.tab_asked.emit("achievements", {"dimension": number}))
        tab.progress.baseline_asked.connect(lambda: self.tab_asked.emit("achievements", {}))
        tab.route.tab_asked.connect(lambda key: self.tab_asked.emit(key, {}))
        tab.route.agreed.connect(self.reload)

    def show_family(self, dossier: Dossier) -> None:
        """Show ``dossier``; what is known of its accompaniment stays until it was read anew."""
        known = self._dossier is not None and self._dossier.family_id == dossier.family_id
        self._dossier = dossier
        if not known:
            self._found, self._board, self._coming = None, None, ()
        elif self._found is not None:
            self._show_summary(self._found)
        self.reload()

    def reload(self) -> None:
        """Read everything anew, each by itself."""
        dossier = self._dossier
        if dossier is None:
            return
        family, day = dossier.family_id, self._context.services.clock.today()
        for query, done, key in (
            (overview.summary, self._show_summary, "summary"),
            (queries.board, self._show_board, "board"),
            (coming_ages, self._show_coming, "coming"),
        ):
            self._read(partial(self._context.services.read, query, family, day), family, done, key)
        self._read(
            partial(self._context.services.read, overview.activity, family),
            family,
            self._tab.activity.show_activity,
            "activity",
        )

    # --- what arrives

    def _read(self, work: Any, family: UUID, done: Any, key: str) -> None:
        def arrived(found: Any) -> None:
            if self._dossier is not None and self._dossier.family_id == family:
                done(found)

        self._context.runner.read(self, work, arrived, partial(self._failed, key), key=key)

    def _failed(self, key: str, error: Exception) -> None:
        said = explain(error, self._context.runner)
        said = said or _("No se pudo leer.")
        if key == "board":
            self._tab.progress.failed(said)
        elif key == "summary":
            self._tab.route.failed(said)

    def _show_summary(self, found: AccompanimentSummary) -> None:
        if self._dossier is None:
            return
        self._found = found
        self._card.show_overview(self._dossier, found, self._context.services.clock.today())
        self._tab.route.show_summary(self._dossier, found)
        self._show_alerts()
        plan = found.plan or found.draft
        self.counted.emit("plan", f"v{plan.number}" if plan is not None else "")
        self.counted.emit("visits", str(found.visits) if found.visits else "")

    def _show_board(self, board: Board) -> None:
        self._board = board
        self._tab.progress.show_board(board)
        self._tab.show_pending(board)
        total = board.progress.total
        self.counted.emit("achievements", f"{total.now}/{total.applicable}" if board.baseline_closed else "")

    def _show_coming(self, coming: tuple[ComingAge, ...]) -> None:
        self._coming = coming
        self._show_alerts()

    def _show_alerts(self) -> None:
        if self._dossier is not None and self._found is not None:
            today = self._context.services.clock.today()
            self._tab.route.show_alerts(tuple(overview_words.alerts(self._dossier, self._found, self._coming, today)))

    # --- what is asked

    def _visit(self) -> None:
        if self._dossier is None:
            return
        going_on = self._found.open_visit if self._found is not None else None
        if going_on is not None:
            self._context.navigate("visit", visit_id=going_on.visit_id)
        else:
            self._context.navigate("visit", family_id=self._dossier.family_id)

    def _copy(self) -> None:
        if self._dossier is None or self._found is None:
            return
        today = self._context.services.clock.today()
        QGuiApplication.clipboard().setText(overview_words.share_text(self._dossier, self._found, self._board, today))
        said = _("Sin documentos, direcciones ni datos reservados. Péguelo en el mensaje.")
        self._context.notify("success", _("Resumen copiado."), said)
