"""How the work that waits is put into words on Inicio."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import STEPS, CommitmentRow, VisitRow
from gsi_desktop.services.accompaniment.workload_data import UrgentFamily
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit.chips import Chip, ChipKind
from gsi_desktop.ui.kit.formats import ago, show, thousands

if TYPE_CHECKING:
    from datetime import datetime

_KINDS: Final[dict[str, ChipKind]] = {
    "urgent_today": "accent",
    "urgent_today_at": "accent",
    "urgent_agreed": "warning",
    "urgent_never": "danger",
    "urgent_months": "warning",
    "urgent_commitment": "warning",
    "urgent_plan": "info",
}


def reason_chip(family: UrgentFamily) -> Chip:
    """Return why a family is urgent."""
    return Chip(wording.urgent_reason(family), _KINDS.get(family.reason, "neutral"))


def last_visit(family: UrgentFamily) -> str:
    """Return the day of the last visit, or that there was none."""
    return show(family.last_visit_on) or _("Nunca")


def surnames(row: CommitmentRow) -> str:
    """Return the surnames of the head, which name a family where room is scarce."""
    return row.head.partition(",")[0] or row.folio


def days_late(row: CommitmentRow, today: date) -> int:
    """Return since how many days a commitment is overdue."""
    return 0 if row.due_on is None else (today - row.due_on).days


def days(count: int) -> str:
    """Return "1 día", "8 días"."""
    return ngettext("{n} día", "{n} días", count).format(n=thousands(count))


def days_open(opened_at: datetime | None, today: date) -> int:
    """Return since how many days a visit is open."""
    return 0 if opened_at is None else max(0, (today - opened_at.astimezone(BOGOTA).date()).days)


def where_it_stands(visit: VisitRow) -> str:
    """Return the step a visit waits at."""
    if visit.steps_done >= STEPS:
        return _("Falta cerrarla")
    step = wording.step(visit.steps_done)
    return _("Paso {n} de {last} · {step}").format(n=visit.steps_done, last=STEPS - 1, step=step)


def opened(visit: VisitRow, today: date) -> str:
    """Return how long a visit is open: "Abierta hace 3 días"."""
    return _("Abierta {ago}").format(ago=ago(days_open(visit.opened_at, today)))


def agreed(visit: VisitRow) -> str:
    """Return hour, kind and place of an agreed visit."""
    return " · ".join(part for part in (visit.planned_time, wording.visit_kind(visit.kind), visit.settlement) if part)
