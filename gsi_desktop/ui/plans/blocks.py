"""What stands where there is no plan to edit: why, and the way on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.plans.reading import PlanDesk
from gsi_desktop.ui.plans.reading_list import PlanReading


def empty_block(desk: PlanDesk, start: Callable[[], object], to_achievements: Callable[[], object]) -> QWidget:
    """Return what a family without plan shows: first the línea base, then the plan."""
    if not desk.board.baseline_closed:
        why = _("Primero complete la línea base: el plan familiar se hace sobre sus logros por alcanzar.")
        return EmptyState("list-check", why, (_("Ir a Logros"), to_achievements))
    why = _("Esta familia aún no tiene plan. Se priorizan con ella cinco logros o más y se acuerda quién hace qué.")
    return EmptyState("file-text", why, (_("Hacer plan familiar"), start))


def broken_block(said: str | None, again: Callable[[], object]) -> QWidget:
    """Return what shows when the plan cannot be read."""
    return EmptyState("alert-circle", said or _("El plan no se pudo leer."), (_("Intentar de nuevo"), again))


def reading_card(reading: PlanReading) -> Card:
    """Return the card in which a plan is read."""
    card = Card(_("Logros priorizados y compromisos"), padded=False)
    card.body.addWidget(reading)
    return card
