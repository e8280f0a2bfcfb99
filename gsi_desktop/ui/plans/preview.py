"""The paper beside the editor: what would be printed now, drawn a moment after typing stops."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from gsi_desktop.services.accompaniment.data import PlanContent
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.paper import PaperView
from gsi_desktop.ui.shell import papers

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

DRAW_AFTER_MS: Final = 250


class Preview(QObject):
    """Draws into ``view``; the newest content wins. When it cannot be drawn the view says why and editing goes on."""

    def __init__(self, context: UiContext, view: PaperView) -> None:
        super().__init__(view)
        self._context = context
        self.view = view
        self._family: UUID | None = None
        self._number: int | None = None
        self._content: PlanContent | None = None
        self._timer = QTimer(self, singleShot=True, interval=DRAW_AFTER_MS)
        self._timer.timeout.connect(self._draw)

    def show_version(self, family_id: UUID, number: int, content: PlanContent | None) -> None:
        """Show a version of a family's plan now; ``content`` is what a draft says on screen."""
        self._family, self._number, self._content = family_id, number, content
        self._timer.stop()
        self._draw()

    def follow(self, content: PlanContent) -> None:
        """Show ``content`` once nothing new comes for a moment."""
        self._content = content
        self._timer.start()

    def _draw(self) -> None:
        family = self._family
        if family is None or self._context.runner.closed:  # the window may close while the timer runs
            return
        wanted = papers.Wanted(papers.FAMILY_PLAN, family, number=self._number, content=self._content)
        work = partial(papers.pdf_of, self._context.services, wanted)
        self._context.runner.read(self, work, self._drawn, self._broke, key="plan")

    def _drawn(self, made: papers.Made) -> None:
        self.view.show_pdf(made.pdf)

    def _broke(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        why = said or _("El papel no se pudo dibujar. Puede seguir escribiendo.")
        self.view.say("alert-circle", why, (_("Intentar de nuevo"), self._draw))
