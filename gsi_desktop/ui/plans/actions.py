"""What is done with a plan as a whole: begun, approved, printed, thrown away; and what was taken out put back."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from gsi_desktop.models.enums import PlanState, Signature
from gsi_desktop.services.accompaniment import plans
from gsi_desktop.services.accompaniment.data import DiscardDraft, PlanInfo, PriorityItem, StartPlan
from gsi_desktop.services.accompaniment.rules import logro_name
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.dialogs import confirm
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.plans.approval import approve
from gsi_desktop.ui.plans.sign_panel import day_message
from gsi_desktop.ui.shell import papers

if TYPE_CHECKING:
    from gsi_desktop.ui.plans.page import PlanPage
    from gsi_desktop.ui.shell.context import UiContext


class PlanActions(QObject):
    """The actions of a `PlanPage`."""

    def __init__(self, context: UiContext, page: PlanPage) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    @property
    def _plan(self) -> PlanInfo | None:
        return self._page.desk.plan if self._page.desk is not None else None

    def act(self) -> None:
        """Do what the primary button says: approve, or make the next version, or go on with it."""
        desk = self._page.desk
        if desk is None or desk.plan is None:
            return
        if desk.plan.state is PlanState.DRAFT:
            self._page.when_saved(self._page.editor.open_signing)
        elif desk.draft is not None:
            self._page.show_number(desk.draft.number)
        else:
            self.start()

    # --- beginning

    def start(self) -> None:
        """Make a draft, or go on with the one there is."""
        family = self._page.family
        if family is not None:
            work = partial(self._context.services.run, plans.start_plan, StartPlan(family_id=family))
            self._context.runner.write(self, work, self._started, self._not_started)

    def _started(self, _outcome: object) -> None:
        self._page.show_number(None)

    def _not_started(self, error: Exception) -> None:
        self._page.show_number(None)
        if not (isinstance(error, ExpectedError) and error.code in ("plan_draft_exists", "plan_needs_baseline")):
            self._tell(_("El plan no se empezó."), error)

    # --- approving

    def approve(self, way: Signature, day: date) -> None:
        """Approve the draft once everything is stored."""
        plan = self._plan
        if plan is None:
            return
        work = partial(approve, self._context.services, plan, self._version, day, way)
        done = partial(self._approved, plan.number)
        self._page.when_saved(lambda: self._context.runner.write(self, work, done, self._not_approved))

    def _version(self) -> int:
        return self._page.saver.version

    def _approved(self, number: int, _version: int) -> None:
        self._page.saver.drop()
        said = _("Se aprobó la versión {number} del plan familiar.").format(number=number)
        self._context.notify("success", said, "", [(_("Imprimir"), self.print_paper)])
        self._page.reload()

    def _not_approved(self, error: Exception) -> None:
        said = day_message(error) if isinstance(error, ExpectedError) else None
        if said is not None:
            self._page.editor.signing.show_error(said)
            return
        self._page.editor.signing.set_busy(False)
        self._tell(_("El plan no se aprobó."), error)
        self._page.reload()

    # --- printing and leaving

    def print_paper(self) -> None:
        """Show the paper as it is printed, once everything is stored."""
        plan = self._plan
        if plan is not None:
            told = {"paper": papers.FAMILY_PLAN, "family_id": plan.family_id, "number": plan.number}
            self._page.when_saved(lambda: self._context.navigate("print", **told))

    def go_to_achievements(self) -> None:
        """Show the logros of the family."""
        self._context.navigate("family", family_id=self._page.family, tab="achievements")

    def discard(self) -> None:
        """Throw the draft away after asking, because that cannot be taken back."""
        plan = self._plan
        if plan is None:
            return
        question = _("¿Descartar el borrador v{number}?").format(number=plan.number)
        detail = _("Se pierde lo escrito en él. El plan aprobado, si lo hay, sigue en vigor.")
        if not confirm(self._page, question, _("Descartar borrador"), dangerous=True, detail=detail):
            return
        work, failed = partial(self._discard, plan.plan_id), partial(self._tell, _("El borrador no se descartó."))
        self._page.when_saved(lambda: self._context.runner.write(self, work, self._started, failed))

    def _discard(self, plan_id: UUID) -> None:
        self._context.services.run(plans.discard_draft, DiscardDraft(plan_id=plan_id, version=self._version()))

    # --- taken out

    def tell_taken_out(self, item: PriorityItem, place: int) -> None:
        """Say what was taken out of the plan, with the way to put it back."""
        desk = self._page.desk
        if desk is None or desk.plan is None:
            return
        said = _("Se quitó del plan: {logro}.").format(logro=logro_name(item, desk.board))
        undo = (_("Deshacer"), partial(self._put_back, desk.plan.plan_id, item, place))
        self._context.notify("info", said, "", [undo])

    def _put_back(self, plan_id: UUID, item: PriorityItem, place: int) -> None:
        plan = self._plan
        if plan is not None and plan.plan_id == plan_id and plan.state is PlanState.DRAFT:
            self._page.editor.put_back(item, place)

    def _tell(self, title: str, error: Exception) -> None:
        said = explain(error, self._context.runner)
        if said is not None:
            self._context.notify("danger", title, said)
