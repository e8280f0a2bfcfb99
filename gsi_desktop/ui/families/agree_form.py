"""Agrees the next visit in the place where it is shown: day and hour, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from gsi_desktop.services.accompaniment import queries, visits
from gsi_desktop.services.accompaniment.data import PlanVisit, VisitRow
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.shell.small_form import SmallForm, add_when, drafted

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


class AgreeForm(SmallForm):
    """The form; the session is the one agreed before, else the one that follows."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, "", _("Acordar visita"), compact=True)
        self._family: UUID | None = None
        self._former: VisitRow | None = None
        add_when(self, filling=True)

    def open_for(self, family: UUID, former: VisitRow | None) -> None:
        """Open for a family, with what was agreed before."""
        self._family, self._former = family, former
        self.save_button.setEnabled(True)
        on, time = (former.planned_on, former.planned_time) if former is not None else (None, "")
        title = _("Acordar visita")
        about = drafted("agree", family, title, "family", family_id=family, tab="visits", agree=True)
        self.show_values({"on": on, "time": time}, about)
        self.begin()

    def write(self, values: dict[str, Any]) -> None:
        """Agree it."""
        family, former, services = self._family, self._former, self.context.services
        if family is None:
            return

        def agree() -> None:
            kind = former.kind if former is not None else services.read(queries.next_kind, family)
            services.run(visits.plan_visit, PlanVisit(family_id=family, kind=kind, **values))

        self.work(agree)

    def say(self, text: str) -> None:
        """Tell on the page why it was not agreed: the card has no room for it."""
        if text:
            self.context.notify("danger", text)

    def not_written(self) -> str:
        """Name what failed."""
        return _("La visita no se pudo acordar.")
