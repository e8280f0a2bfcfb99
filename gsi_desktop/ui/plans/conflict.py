"""Two people wrote in one draft: the parts both changed are shown side by side, and what was chosen is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gsi_desktop.services.accompaniment import plan_parts, wording
from gsi_desktop.services.accompaniment.data import PlanContent, PriorityItem
from gsi_desktop.services.accompaniment.plan_parts import CommitmentPart
from gsi_desktop.services.core.changes import Joined
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.errors import ConflictError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.conflict import ConflictDialog, difference


def told(joined: Iterable[Joined]) -> str:
    """Return what kind of parts of somebody else stay beside one's own, and whose they are."""
    names = (f"{_name(one.field)} ({one.actor})" if one.actor else _name(one.field) for one in joined)
    return ", ".join(dict.fromkeys(names))


def _name(part: str, values: Iterable[object] = (), logros: Mapping[UUID, int] = MappingProxyType({})) -> str:
    """Return what a part is called; a priority and a commitment with the logro they are about, where it is known."""
    texts = {
        "goal": _("Objetivo de la familia"),
        "observations": _("Observaciones"),
        "few_reason": _("Por qué son menos"),
    }
    if part in texts:
        return texts[part]
    held = next((one for one in values if one is not None), None)
    if isinstance(held, PriorityItem):
        return _("Prioridad del logro {number}").format(number=held.achievement)
    if isinstance(held, CommitmentPart):
        side, number = wording.side(held.commitment.side), logros.get(held.priority_id)
        words = _("Compromiso: {side}") if number is None else _("Compromiso del logro {number}: {side}")
        return words.format(side=side, number=number)
    return _("Prioridad") if part.startswith("priority") else _("Compromiso")


def _shown(value: Any) -> str:
    if value is None:
        return _("(no está)")
    if isinstance(value, PriorityItem):
        return value.note or _("Sin nota")
    if isinstance(value, CommitmentPart):
        one = value.commitment
        day = show_date(one.due_on) if one.due_on is not None else ""
        return " · ".join(part for part in (one.action, one.responsible, day) if part) or _("(vacío)")
    return str(value) or _("(vacío)")


class PlanConflict(QObject):
    """Asks about the parts of a `ConflictError`; ``chosen`` carries the new base and what is to be kept."""

    chosen = Signal(object, object)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.dialog = ConflictDialog(page)
        self.dialog.chosen.connect(self._chosen)
        self._asked: tuple[ConflictError, PlanContent, Callable[[], PlanContent]] | None = None

    def ask(self, error: ConflictError, about: str, base: PlanContent, typed: Callable[[], PlanContent]) -> None:
        """Show the parts of ``error``; ``typed`` returns what is on screen when the person has chosen."""
        self._asked = (error, base, typed)
        logros = {item.priority_id: item.achievement for plan in (base, typed()) for item in plan.priorities}
        found = {
            part: difference(error, part, _name(part, held, logros), _shown) for part, held in error.fields.items()
        }
        self.dialog.ask(about, found, len(error.joined))

    def _chosen(self, own: dict[str, bool]) -> None:
        if self._asked is not None:
            error, base, typed = self._asked
            self.chosen.emit(*plan_parts.settled(error.fields, own, base, typed()))
