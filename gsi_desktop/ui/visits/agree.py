"""Small forms beside a list or a timeline: agree the next visit, put a family in somebody's charge."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from gsi_desktop.models.enums import VisitKind
from gsi_desktop.services.accompaniment import commands, visits, wording
from gsi_desktop.services.accompaniment.data import AssignCogestor, CogestorInfo, PlanVisit
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.fields import ChoiceField, DateField
from gsi_desktop.ui.shell.small_form import SmallForm, add_when, drafted
from gsi_desktop.ui.visits import words
from gsi_desktop.ui.visits.steps_talk import SESSIONS

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext


class AgreeForm(SmallForm):
    """Acordar visita: day, hour, session and who makes it; it takes the place of the one agreed before."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Acordar visita"), _("&Guardar la fecha"))
        self._family: UUID | None = None
        add_when(self)
        self.form.add(ChoiceField("kind", _("Sesión"), [(one, wording.visit_kind(one)) for one in SESSIONS]))
        self.form.add(ChoiceField("cogestor_id", _("Cogestor(a)")))

    def open_for(
        self,
        family_id: UUID,
        cogestores: tuple[CogestorInfo, ...],
        *,
        on: date | None,
        time: str,
        kind: VisitKind,
        cogestor_id: UUID | None,
        changing: bool,
    ) -> None:
        """Show what is agreed, or what is proposed."""
        self._family = family_id
        title = _("Cambiar la visita acordada") if changing else _("Acordar visita")
        self.title.setText(title)
        field = self.form.field("cogestor_id")
        assert isinstance(field, ChoiceField)  # noqa: S101 - made above
        field.set_options(words.cogestor_options(cogestores, cogestor_id))
        about = drafted("agree", family_id, title, "family", family_id=family_id, tab="visits", agree=True)
        self.show_values({"on": on, "time": time, "kind": kind, "cogestor_id": cogestor_id}, about)

    def write(self, values: dict[str, Any]) -> None:
        """Agree it."""
        if self._family is not None:
            self.run(visits.plan_visit, PlanVisit(family_id=self._family, **values))


class AssignForm(SmallForm):
    """Who has the family in charge, from a day on."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, _("Cambiar el cogestor o la cogestora"), _("&Guardar el cambio"))
        self._family: UUID | None = None
        today = context.services.clock.today
        self.form.add(ChoiceField("cogestor_id", _("Cogestor(a)")))
        self.form.add(DateField("on", _("Desde el día"), required=True, today=today, width=150))

    def open_for(
        self, family_id: UUID, cogestores: tuple[CogestorInfo, ...], cogestor_id: UUID | None, today: date
    ) -> None:
        """Show who has it now."""
        self._family = family_id
        field = self.form.field("cogestor_id")
        assert isinstance(field, ChoiceField)  # noqa: S101 - made above
        nobody: list[tuple[Any, str]] = [("", _("Nadie por ahora"))]
        field.set_options([*nobody, *words.cogestor_options(cogestores, cogestor_id)])
        title = self.title.text()
        about = drafted("assign", family_id, title, "family", family_id=family_id, tab="visits", assign=True)
        self.show_values({"cogestor_id": cogestor_id or "", "on": today}, about)

    def write(self, values: dict[str, Any]) -> None:
        """Assign it."""
        if self._family is not None:
            told = AssignCogestor(
                family_ids=(self._family,), cogestor_id=values["cogestor_id"] or None, on=values["on"]
            )
            self.run(commands.assign_cogestor, told)
