"""How likeness, fields, tables and what changed since a merge are put into words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gsi_desktop.models.enums import Answer, MergeKind, NoticeStatus, Sex, Zone
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families.matching import Reason, Verdict
from gsi_desktop.services.families.merges.data import MergeRow, Since
from gsi_desktop.services.families.merges.queries import PairPerson
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.kit.chips import Chip, ChipKind

_HIGH, _MIDDLE = 80, 60


def likeness(score: int) -> Chip:
    """Return how alike two people are, in words and figure."""
    kind: ChipKind = "danger" if score >= _HIGH else "warning" if score >= _MIDDLE else "muted"
    name = _("Muy alto") if score >= _HIGH else _("Alto") if score >= _MIDDLE else _("Medio")
    return Chip(f"{name} · {score}", kind, fill=True)


def reason_names() -> dict[str, str]:
    """Return the fields a likeness is made of."""
    return {
        "document": _("documento"),
        "given_names": _("nombres"),
        "surnames": _("apellidos"),
        "birth_date": _("nacimiento"),
        "household": _("hogar o teléfono"),
    }


def reasons(told: Sequence[Reason]) -> str:
    """Return what speaks for one person: "Igual: nacimiento. Parecido: documento, nombres"."""
    names = reason_names()
    parts = []
    for verdict, text in ((Verdict.EQUAL, _("Igual: {fields}")), (Verdict.SIMILAR, _("Parecido: {fields}"))):
        fields = [names[one.field] for one in told if one.verdict is verdict and one.field in names]
        if fields:
            parts.append(text.format(fields=", ".join(fields)))
    return ". ".join(parts)


def verdict(told: Verdict) -> Chip:
    """Return what comparing one field says."""
    return {
        Verdict.EQUAL: Chip(_("Igual"), "success", "check"),
        Verdict.SIMILAR: Chip(_("Parecido"), "warning"),
        Verdict.DIFFERENT: Chip(_("Distinto"), "danger"),
        Verdict.MISSING: Chip(_("Falta"), "muted"),
    }[told]


def document(person: PairPerson) -> str:
    """Return type and number, or that there is none."""
    return formats.document(person.document_type, person.document) or _("Sin documento")


def family(person: PairPerson) -> str:
    """Return folio and municipality of where a person lives."""
    return (
        f"{person.folio} · {person.municipality}"
        if person.folio
        else _("Sin familia · {place}").format(place=person.municipality)
    )


def fields() -> dict[str, str]:
    """Return the fields somebody chooses."""
    return {
        "first_name": _("Primer nombre"),
        "second_name": _("Segundo nombre"),
        "first_surname": _("Primer apellido"),
        "second_surname": _("Segundo apellido"),
        "sex": _("Sexo"),
        "birth_date": _("Nacimiento"),
        "document": _("Documento"),
        "ethnicity": _("Etnia"),
        "disability": _("Discapacidad"),
        "pregnant": _("Embarazo"),
        "victim": _("Víctima"),
        "notice": _("Aviso de privacidad"),
        "settlement": _("Vereda o barrio"),
        "zone": _("Zona"),
        "address": _("Dirección"),
        "phone": _("Teléfono"),
        "other_phone": _("Otro teléfono"),
    }


def value(field: str, held: Any) -> str:
    """Return a stored value as people read it, "" for none."""
    if held is None or held == "" or held is Sex.UNKNOWN:
        return ""
    if isinstance(held, date):
        return formats.date(held)
    if field == "document":
        kind, _blank, number = str(held).partition(" ")
        return formats.document(kind, number)
    if isinstance(held, Answer):
        return {Answer.YES: _("Sí"), Answer.NO: _("No"), Answer.DECLINED: _("Prefiere no responder")}[held]
    if isinstance(held, NoticeStatus):
        return _("Entregado") if held is NoticeStatus.DELIVERED else _("Pendiente")
    if isinstance(held, (Sex, Zone)) or field in {"ethnicity", "disability"}:
        return catalogues.label(field, str(held))
    return str(held)


def _counted(n: int) -> dict[str, str]:
    """Return ``n`` rows of each kind people ask about in words."""
    return {
        "visit": ngettext("{n} visita", "{n} visitas", n),
        "visit_presence": ngettext("{n} asistencia a visitas", "{n} asistencias a visitas", n),
        "assessment": ngettext("{n} lectura de logros", "{n} lecturas de logros", n),
        "assessment_answer": ngettext("{n} respuesta", "{n} respuestas", n),
        "achievement_event": ngettext("{n} marca de logros", "{n} marcas de logros", n),
        "family_plan": ngettext("{n} plan familiar", "{n} planes familiares", n),
        "plan_priority": ngettext("{n} prioridad del plan", "{n} prioridades del plan", n),
        "commitment": ngettext("{n} compromiso", "{n} compromisos", n),
        "membership": ngettext("{n} integrante", "{n} integrantes", n),
        "person_document": ngettext("{n} documento", "{n} documentos", n),
        "family_event": ngettext("{n} novedad del hogar", "{n} novedades del hogar", n),
        "enrolment": ngettext("{n} ingreso al programa", "{n} ingresos al programa", n),
        "enrolment_targeting": ngettext("{n} lista de focalización", "{n} listas de focalización", n),
        "cogestor_assignment": ngettext("{n} asignación de cogestor", "{n} asignaciones de cogestor", n),
        "consent": ngettext("{n} autorización", "{n} autorizaciones", n),
        "protected_fact": ngettext("{n} dato reservado", "{n} datos reservados", n),
        "import_review": ngettext("{n} diferencia de padrón", "{n} diferencias de padrón", n),
    }


def counted(table: str, n: int) -> str:
    """Return how many rows of a table in words: "2 visitas"; a table nobody asks about is other data."""
    return _counted(n).get(table, ngettext("{n} dato más", "{n} datos más", n)).format(n=n)


def rows(counts: Mapping[str, int]) -> str:
    """Return "2 visitas, 1 compromiso…" of rows by table."""
    known = [name for name in _counted(1) if counts.get(name)]
    other = sum(number for name, number in counts.items() if name not in known)
    parts = [counted(name, counts[name]) for name in known]
    return ", ".join([*parts, counted("", other)] if other else parts)


def kind(row: MergeRow) -> str:
    """Return what was merged."""
    return _("Familias") if row.kind is MergeKind.FAMILY else _("Personas")


def side(name: str, code: str) -> str:
    """Return a person or family of a merge: name and folio or document."""
    return " · ".join(part for part in (name, code) if part) or _("Sin nombre")


def _plain(stored: str) -> str:
    try:
        held = json.loads(stored)
    except ValueError:
        return stored
    return "" if held is None else str(held)


def since(told: Sequence[Since]) -> list[str]:
    """Return what changed since a merge, a sentence each."""
    labels = fields()
    texts = {
        "missing": _("Ya no existe y no puede volver: {what}."),
        "added": _("Se agregó después y se queda en la ficha que quedó: {what}."),
        "followed": _("Vuelve con la ficha que se separa: {what}."),
        "edited": _("Alguien lo cambió después y se queda como está hoy: {what}."),
        "headed": _("Una familia quedó sin jefe(a) de hogar y se eligió a quien tiene más edad. Revíselo."),
    }
    said = []
    for one in told:
        what = counted(one.table, one.count)
        if one.kind == "edited" and one.table in {"person", "family"}:
            field = labels.get(one.column.removesuffix("_id"), one.column)
            what = f"{field} ({value(one.column, _plain(one.now)) or _('vacío')})"
        said.append(texts[one.kind].format(what=what))
    return list(dict.fromkeys(said))
