"""What stands where there is no plan to edit, and above one that could not be stored: why, and the way on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from gsi_desktop.services.core.errors import ConflictError, ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.failures import sentence
from gsi_desktop.ui.kit.infobar import InfoBar
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


class SaveRemedies(NamedTuple):
    """The ways on from a save that failed."""

    again: Callable[[], object]
    compare: Callable[[ConflictError], object]
    take_theirs: Callable[[], object]


def save_failure(error: Exception, ways: SaveRemedies) -> InfoBar:
    """Return the notice of a save that failed; what was typed is still there."""
    kept = _("Lo que escribió sigue aquí, sin guardar.")
    code = error.code if isinstance(error, ExpectedError) else ""
    if isinstance(error, ConflictError):
        title = _("Otra persona cambió este plan mientras usted escribía.")
        compare: Callable[[], object] = partial(ways.compare, error)
        actions = [(_("Comparar y elegir"), compare), (_("Cargar lo suyo"), ways.take_theirs)]
        return InfoBar("warning", title, kept, actions=actions)
    gone = code in ("plan_gone", "plan_not_draft")
    action = (_("Volver a leer"), ways.take_theirs) if gone else (_("Guardar de nuevo"), ways.again)
    return InfoBar("danger", sentence(error) or _("No se guardó."), kept, actions=[action])
