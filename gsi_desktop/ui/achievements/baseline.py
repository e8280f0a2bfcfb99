"""The steps of a línea base and of a final verification: begin, close, open again to correct."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gsi_desktop.models.enums import AssessmentKind
from gsi_desktop.services.achievements import commands
from gsi_desktop.services.achievements.data import AssessmentInfo, CloseAssessment, ReopenBaseline, StartAssessment
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.achievements.marking import Marking
from gsi_desktop.ui.achievements.notices import Notices
from gsi_desktop.ui.achievements.reason_dialog import ask_reason
from gsi_desktop.ui.achievements.tools import HeadTools
from gsi_desktop.ui.kit.buttons import primary, secondary
from gsi_desktop.ui.kit.dialogs import confirm

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


def open_final(marking: Marking) -> AssessmentInfo | None:
    """Return the final verification under way, None without one."""
    known = marking.state.board.assessments
    return next((one for one in known if one.kind is AssessmentKind.FINAL and one.closed_on is None), None)


class BaselineSteps(QObject):
    """Offers the one step the assessments of a family wait for. ``done`` fires after each, done or refused."""

    done = Signal()

    def __init__(self, context: UiContext, notices: Notices, tools: HeadTools, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._notices = notices
        self._tools = tools
        self._page = page
        self._marking: Marking | None = None

    @property
    def _baseline(self) -> AssessmentInfo | None:
        return self._marking.state.board.baseline if self._marking is not None else None

    def offer(self, marking: Marking | None) -> None:
        """Offer what the línea base of ``marking`` waits for, nothing without one."""
        self._marking = marking
        tools, baseline = self._tools, self._baseline
        tools.undo_button.setVisible(baseline is not None)
        if marking is None or baseline is None:
            tools.set_action(None)
        elif not marking.state.board.baseline_closed:
            tools.set_action(_("Cerrar &línea base"), lambda text: primary(text, "lock", self.close))
        elif len(marking.state.board.assessments) == 1:
            tools.set_action(_("Corregir &línea base"), lambda text: secondary(text, "lock-open", self.correct))
        elif self._final is not None:
            tools.set_action(_("Cerrar &verificación final"), lambda text: primary(text, "lock", self.close_final))
        else:
            tools.set_action(_("&Verificación final"), lambda text: secondary(text, "flag", self.start_final))

    @property
    def _final(self) -> AssessmentInfo | None:
        """The final verification under way."""
        return open_final(self._marking) if self._marking is not None else None

    def start_final(self) -> None:
        """Open the final verification of today, once the person says so: it is closed, never taken back."""
        marking = self._marking
        if marking is None:
            return
        question = _("¿Empezar la verificación final con la familia?")
        detail = _("Se revisan todos los logros. Al cerrarla sus cifras quedan fijas y deciden el paso a la Salida.")
        if confirm(self._page, question, _("Empezar la verificación"), detail=detail):
            today = self._context.services.clock.today()
            family = marking.state.board.family_id
            data = StartAssessment(family_id=family, kind=AssessmentKind.FINAL, on=today)
            self._run(commands.start_assessment, data)

    def close_final(self) -> None:
        """Close the final verification and freeze its figures."""
        final = self._final
        if final is not None:
            today = self._context.services.clock.today()
            self._run(commands.close_assessment, CloseAssessment(assessment_id=final.assessment_id, on=today))

    def start(self, family: UUID) -> None:
        """Open the línea base of today."""
        today = self._context.services.clock.today()
        data = StartAssessment(family_id=family, kind=AssessmentKind.BASELINE, on=today)
        self._run(commands.start_assessment, data)

    def close(self) -> None:
        """Close the línea base; asks only when something is not known yet."""
        marking, baseline = self._marking, self._baseline
        if marking is None or baseline is None:
            return
        missing = len(marking.state.markable()) - marking.state.answered()
        if missing and not self._close_anyway(missing):
            return
        today = self._context.services.clock.today()
        self._run(commands.close_assessment, CloseAssessment(assessment_id=baseline.assessment_id, on=today))

    def _close_anyway(self, missing: int) -> bool:
        question = ngettext(
            "Queda {count} celda sin información. ¿Cerrar la línea base así?",
            "Quedan {count} celdas sin información. ¿Cerrar la línea base así?",
            missing,
        ).format(count=missing)
        detail = ngettext(
            "Se puede marcar después, pero ya no como línea base.",
            "Se pueden marcar después, pero ya no como línea base.",
            missing,
        )
        return confirm(self._page, question, _("Cerrar línea base"), detail=detail)

    def correct(self) -> None:
        """Open a closed línea base again, with a reason."""
        baseline = self._baseline
        if baseline is None:
            return
        reason = ask_reason(
            self._page,
            _("¿Por qué se corrige la línea base?"),
            _("Se abre otra vez y el motivo queda en la historia. Al terminar, ciérrela de nuevo."),
            _("Corregir línea base"),
        )
        if reason:
            self._run(commands.reopen_baseline, ReopenBaseline(assessment_id=baseline.assessment_id, reason=reason))

    def _run(self, command: Callable[..., object], data: object) -> None:
        services = self._context.services

        def done(_result: object) -> None:
            self._notices.drop()
            self.done.emit()

        def failed(error: Exception) -> None:
            self._notices.refuse(_("No se hizo."), error)
            self.done.emit()

        self._context.runner.write(self, lambda: services.run(command, data), done, failed)
