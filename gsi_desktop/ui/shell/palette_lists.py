"""Lists of work the palette opens by name: those behind the figures of Inicio, for whoever's work it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.shell.palette_entries import Entry

_FAMILIES, _VISITS, _COMMITMENTS = "users", "map-pin-check", "list-check"


def list_entries() -> list[Entry]:
    """Return the lists the palette offers."""
    named = (
        ("never", _("Familias nunca visitadas"), _FAMILIES),
        ("under_1", _("Familias visitadas hace menos de 1 mes"), _FAMILIES),
        ("1_to_3", _("Familias visitadas hace 1 a 3 meses"), _FAMILIES),
        ("over_3", _("Familias sin visita hace 3 meses o más"), _FAMILIES),
        ("commitments", _("Familias con compromisos vencidos"), _FAMILIES),
        ("commitments_overdue", _("Compromisos vencidos"), _COMMITMENTS),
        ("commitments_soon", _("Compromisos que vencen en 7 días"), _COMMITMENTS),
        ("overdue", _("Visitas atrasadas"), _VISITS),
        ("week", _("Visitas de la semana"), _VISITS),
        ("open", _("Visitas sin cerrar"), _VISITS),
    )
    return [Entry("list", key, title, icon=icon) for key, title, icon in named]


def open_list(key: str, cogestor: UUID | None, today: date, navigate: Callable[..., object]) -> None:
    """Go to the list ``key`` of a cogestor(a), or of the whole office."""
    from gsi_desktop.services.accompaniment import workload
    from gsi_desktop.services.accompaniment.workload_data import Band, VisitList, WorkScope

    scope = WorkScope(cogestor_id=cogestor)
    if key in list(VisitList):
        navigate("visits", list=VisitList(key), cogestor_id=cogestor)
    elif key.startswith("commitments_"):
        navigate("commitments", due=key.removeprefix("commitments_"), cogestor_id=cogestor)
    elif key == "commitments":
        navigate("families", **workload.overdue_filter(scope, today).told())
    else:
        navigate("families", **workload.band_filter(Band(key), scope, today).told())
