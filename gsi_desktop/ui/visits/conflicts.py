"""Two people wrote in one visit: the fields both changed are shown side by side, and what was chosen is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gsi_desktop.models.enums import EducationTopic, Signature, VisitKind, VisitMedium, VisitOutcome
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import VisitContent
from gsi_desktop.services.core.changes import Joined
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.errors import ConflictError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.conflict import ConflictDialog, difference, settled
from gsi_desktop.ui.visits.reads import Room


def field_names() -> dict[str, str]:
    """Return the fields of a visit as people know them."""
    return {
        "kind": _("Clase de visita"),
        "occurred_on": _("Fecha"),
        "started_time": _("Hora de inicio"),
        "ended_time": _("Hora de fin"),
        "medium": _("Medio"),
        "place": _("Lugar"),
        "cogestor_id": _("Cogestor(a)"),
        "present": _("Quiénes estaban"),
        "agreement_on": _("Acuerdo de corresponsabilidad"),
        "opportunities": _("Oportunidades"),
        "topic": _("Tema de la sesión"),
        "topic_note": _("Sesión educativa"),
        "history": _("Historia del hogar"),
        "notes": _("Notas"),
        "coresponsibility": _("Corresponsabilidad"),
        "evaluation": _("Evaluación"),
        "outcome": _("Resultado"),
        "outcome_note": _("Por qué"),
        "next_on": _("Próxima visita"),
        "next_time": _("Hora de la próxima"),
        "next_kind": _("Clase de la próxima"),
        "signature": _("Firma"),
        "signer_id": _("Quién firma"),
    }


def told(joined: Iterable[Joined]) -> str:
    """Return which fields of somebody else stay beside one's own, and whose they are."""
    names = field_names()
    return ", ".join(f"{names[one.field]} ({one.actor})" if one.actor else names[one.field] for one in joined)


class VisitConflict(QObject):
    """Asks about the fields of a `ConflictError`; ``chosen`` carries the new base and what is to be kept."""

    chosen = Signal(object, object)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.dialog = ConflictDialog(page)
        self.dialog.chosen.connect(self._chosen)
        self._asked: tuple[ConflictError, VisitContent, Callable[[], VisitContent]] | None = None

    def ask(self, error: ConflictError, room: Room, base: VisitContent, typed: Callable[[], VisitContent]) -> None:
        """Show the fields of ``error``; ``typed`` returns what is on screen when the person has chosen."""
        self._asked = (error, base, typed)
        names = field_names()
        found = {key: difference(error, key, names[key], partial(_shown, room)) for key in error.fields}
        title = wording.visit_title(room.info.content.kind, room.info.number)
        self.dialog.ask(f"{title} · {room.info.head}", found, len(error.joined))

    def _chosen(self, own: dict[str, bool]) -> None:
        if self._asked is not None:
            error, base, typed = self._asked
            self.chosen.emit(*settled(error, own, base, typed()))


def _shown(room: Room, value: Any) -> str:
    """Return a value of a visit as people read it."""
    names = {one.person_id: one.full_name for one in room.home.dossier.members}
    names |= {one.cogestor_id: one.name for one in room.home.cogestores}
    if isinstance(value, tuple):
        return ", ".join(names.get(one, "") for one in value) or _("nadie")
    for kind, word in _WORDS.items():
        if isinstance(value, kind):
            return word(value)
    return names.get(value, "") or str(value or "") or _("(vacío)")


_WORDS: dict[type, Callable[[Any], str]] = {
    VisitKind: wording.visit_kind,
    VisitMedium: wording.medium,
    EducationTopic: wording.topic,
    VisitOutcome: wording.outcome,
    Signature: wording.signature,
    date: show_date,
}
