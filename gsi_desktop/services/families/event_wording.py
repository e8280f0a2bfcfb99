"""How life events read in Spanish, the same in window, console and papers."""

from __future__ import annotations

from gsi_desktop.models.enums import EventKind
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import LifeEvent


def event_kind(kind: EventKind) -> str:
    """Return the name of a kind of life event."""
    return {
        EventKind.ENTRY: _("Ingreso de la familia"),
        EventKind.BIRTH: _("Nacimiento"),
        EventKind.DEATH: _("Fallecimiento"),
        EventKind.JOIN: _("Ingreso de una persona"),
        EventKind.EXIT: _("Salida de una persona"),
        EventKind.SPLIT: _("División del hogar"),
        EventKind.MERGE: _("Unión de dos hogares"),
        EventKind.DUPLICATE: _("Ficha repetida"),
        EventKind.HEAD_CHANGE: _("Cambio de jefatura"),
        EventKind.MOVE: _("Traslado a otro municipio"),
        EventKind.PROGRAMME_EXIT: _("Salida del programa"),
        EventKind.REENTRY: _("Reingreso al programa"),
        EventKind.ANNULMENT: _("Novedad anulada"),
        EventKind.AMENDMENT: _("Novedad corregida"),
    }[kind]


def life_event(event: LifeEvent) -> str:
    """Return a life event as a sentence, about the person when one is named, and about the other family if any."""
    if event.other_folio:
        return _of_two(event)
    of_family = {
        EventKind.ENTRY: _("La familia entró al programa"),
        EventKind.BIRTH: _("Hubo un nacimiento"),
        EventKind.DEATH: _("Hubo un fallecimiento"),
        EventKind.JOIN: _("Llegó una persona a la familia"),
        EventKind.EXIT: _("Una persona dejó la familia"),
        EventKind.SPLIT: _("La familia se dividió"),
        EventKind.MERGE: _("Se unió con otra familia"),
        EventKind.DUPLICATE: _("La familia tenía dos fichas; quedó una"),
        EventKind.HEAD_CHANGE: _("Cambió la jefatura del hogar"),
        EventKind.MOVE: _("La familia se mudó a otro municipio"),
        EventKind.PROGRAMME_EXIT: _("La familia salió del programa"),
        EventKind.REENTRY: _("La familia volvió al programa"),
        EventKind.ANNULMENT: _("Se anuló una novedad"),
        EventKind.AMENDMENT: _("Se corrigió una novedad"),
    }
    of_person = {
        EventKind.ENTRY: _("{person} entró con la familia"),
        EventKind.BIRTH: _("Nació {person}"),
        EventKind.DEATH: _("Falleció {person}"),
        EventKind.JOIN: _("{person} llegó a la familia"),
        EventKind.EXIT: _("{person} dejó la familia"),
        EventKind.SPLIT: _("{person} formó otra familia"),
        EventKind.MERGE: _("{person} llegó de otra familia"),
        EventKind.DUPLICATE: _("{person} tenía dos fichas; quedó una"),
        EventKind.HEAD_CHANGE: _("La jefatura del hogar pasó a {person}"),
        EventKind.MOVE: _("{person} se mudó"),
        EventKind.PROGRAMME_EXIT: _("La familia de {person} salió del programa"),
        EventKind.REENTRY: _("La familia de {person} volvió al programa"),
        EventKind.ANNULMENT: _("Se anuló una novedad de {person}"),
        EventKind.AMENDMENT: _("Se corrigió una novedad de {person}"),
    }
    return of_person[event.kind].format(person=event.person) if event.person else of_family[event.kind]


def _of_two(event: LifeEvent) -> str:
    here = {
        EventKind.JOIN: _("{person} llegó de la familia {folio}"),
        EventKind.SPLIT: _("Parte de la familia formó la familia {folio}"),
        EventKind.MERGE: _("Se le unió la familia {folio}"),
        EventKind.DUPLICATE: _("Se le unió la ficha repetida {folio}"),
    }
    there = {
        EventKind.JOIN: _("{person} pasó a la familia {folio}"),
        EventKind.SPLIT: _("La familia se formó de la familia {folio}"),
        EventKind.MERGE: _("La familia se unió a la familia {folio}"),
        EventKind.DUPLICATE: _("Su ficha estaba repetida; quedó la {folio}"),
    }
    told = (here if event.own else there).get(event.kind, _("Novedad con la familia {folio}"))
    return told.format(person=event.person or _("Una persona"), folio=event.other_folio)
