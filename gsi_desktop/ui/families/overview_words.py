"""How the accompaniment of a family is put into words in its dossier, and what of it may be passed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from gsi_desktop.models.enums import FamilyStatus, NoticeStatus, Stage
from gsi_desktop.services.accompaniment import rules, wording
from gsi_desktop.services.accompaniment.data import AccompanimentSummary, CommitmentRow, VisitRow
from gsi_desktop.services.accompaniment.workload_data import Band
from gsi_desktop.services.achievements.birthdays import ComingAge
from gsi_desktop.services.achievements.data import Board
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families.data import Dossier
from gsi_desktop.ui.families import words
from gsi_desktop.ui.kit.chips import Chip, ChipKind
from gsi_desktop.ui.kit.formats import ago, long_date, thousands
from gsi_desktop.ui.kit.textfields import shown_time

_NAMED: Final = 3


def head_chips(dossier: Dossier, found: AccompanimentSummary, today: date) -> Iterator[Chip]:
    """Yield what stands out beside the family's name: phase, what is overdue, how long without a visit."""
    if dossier.status is not FamilyStatus.ACTIVE:
        yield words.status_chip(dossier)
    if (how := words.episode_chip(dossier)) is not None:
        yield how
    yield Chip(wording.phase(found.phase.phase), "accent", "route")
    if dossier.status is not FamilyStatus.ACTIVE:
        return
    if found.overdue:
        late = len(found.overdue)
        said = ngettext("{n} compromiso vencido", "{n} compromisos vencidos", late).format(n=late)
        yield Chip(said, "danger", "alert-triangle")
    yield from _without_visit(found, today)


def _without_visit(found: AccompanimentSummary, today: date) -> Iterator[Chip]:
    if found.open_visit is not None:
        yield Chip(_("Visita abierta"), "info", "progress")
        return
    band = rules.band(found.last_visit_on, today)
    if found.last_visit_on is None:
        yield Chip(_("Nunca visitada"), "danger", "calendar")
        return
    days = (today - found.last_visit_on).days
    said = ngettext("{n} día sin visita", "{n} días sin visita", days).format(n=thousands(days))
    kinds: dict[Band, ChipKind] = {Band.ONE_TO_THREE: "neutral", Band.OVER_THREE: "warning"}
    if band in kinds:
        yield Chip(said, kinds[band], "calendar")


def moment(visit: VisitRow) -> str:
    """Return day and hour of an agreed visit: "martes 24/11/2026, 9:00"."""
    day = long_date(visit.planned_on) if visit.planned_on is not None else ""
    return ", ".join(part for part in (day, shown_time(visit.planned_time)) if part)


def short_moment(visit: VisitRow) -> str:
    """Return day and hour where room is scarce: "mar 24/11/2026, 9:00"."""
    day, comma, time = moment(visit).partition(",")
    name, _space, rest = day.partition(" ")
    return f"{name[:3]} {rest}{comma}{time}"


def visit_facts(visit: VisitRow, today: date) -> str:
    """Return what kind of visit is agreed, and that its day has passed."""
    parts = [wording.visit_kind(visit.kind)]
    if visit.planned_on is not None and visit.planned_on < today:
        parts.append(_("venció {ago}").format(ago=ago((today - visit.planned_on).days)))
    return " · ".join(parts)


def next_phase(found: AccompanimentSummary) -> str:
    """Return the heading over what is missing: what the family would pass to."""
    return {
        "linking": _("Para pasar a Acompañamiento falta"),
        "accompaniment": _("Para pasar a Salida falta"),
    }.get(found.phase.phase, "")


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to look at: ``tone`` and ``icon`` tell how urgent; ``tab`` is where it is settled."""

    title: str
    detail: str
    icon: str
    tone: str
    tab: str


def alerts(
    dossier: Dossier, found: AccompanimentSummary, coming: tuple[ComingAge, ...], today: date
) -> Iterator[Alert]:
    """Yield what to look at, the most urgent first."""
    for late in found.overdue:
        yield _overdue(late, today)
    if found.open_visit is not None and found.open_visit.opened_at is not None:
        yield Alert(
            _("Hay una visita sin cerrar"), wording.visit_kind(found.open_visit.kind), "progress", "info", "visits"
        )
    if words.notice_pending(dossier):
        pending = [member.first_name for member in dossier.members if member.notice is NoticeStatus.PENDING]
        yield Alert(_("Aviso de privacidad pendiente"), _names(pending), "shield-lock", "warning", "documents")
    for one in coming:
        yield _coming(one)


def _names(names: list[str]) -> str:
    shown, left = names[:_NAMED], len(names) - _NAMED
    more = ngettext(" y {n} persona más", " y {n} personas más", left).format(n=left) if left > 0 else ""
    return ", ".join(shown) + more


def _overdue(late: CommitmentRow, today: date) -> Alert:
    due = late.due_on or today
    title = _("Compromiso vencido {ago}").format(ago=ago((today - due).days))
    return Alert(title, late.action, "alert-triangle", "danger", "plan")


def _coming(one: ComingAge) -> Alert:
    years, months = divmod(one.months, 12)
    age = formats.years(years) if not months else ngettext("{n} mes", "{n} meses", one.months).format(n=one.months)
    title = _("Cumple {age} el {day}").format(age=age, day=formats.date(one.on))
    parts = []
    if one.begins:
        said = ngettext("empieza a aplicarle el logro {n}", "empiezan a aplicarle los logros {n}", len(one.begins))
        parts.append(said.format(n=_listed(one.begins)))
    if one.ceases:
        said = ngettext("deja de aplicarle el logro {n}", "dejan de aplicarle los logros {n}", len(one.ceases))
        parts.append(said.format(n=_listed(one.ceases)))
    detail = _("A {name} {what}").format(name=one.name.partition(" ")[0], what=_(" y ").join(parts))
    return Alert(title, detail, "info-circle", "info", "achievements")


def _listed(numbers: tuple[int, ...]) -> str:
    *first, last = (str(number) for number in numbers)
    return _("{some} y {last}").format(some=", ".join(first), last=last) if first else last


def share_text(dossier: Dossier, found: AccompanimentSummary, board: Board | None, today: date) -> str:
    """Return a summary of a family that may be sent by WhatsApp: no document, address, telephone or sensitive fact.

    Nothing a person typed freely goes into it, and no list that tells of displacement (Ley 1581 de 2012, art. 5).
    """
    lines = [f"*{words.family_name(dossier)}*", _("Folio {folio}").format(folio=dossier.folio)]
    lines.append(wording.phase(found.phase.phase))
    if board is not None and board.baseline_closed:
        total = board.progress.total
        lines.append(_("Logros alcanzados: {now} de {all}").format(now=total.now, all=total.applicable))
    if found.phase.stage is not Stage.EXITED:
        last = formats.date(found.last_visit_on) or _("ninguna")
        lines.append(_("Última visita: {day}").format(day=last))
        agreed = moment(found.next_visit) if found.next_visit is not None else _("sin acordar")
        lines.append(_("Próxima visita: {day}").format(day=agreed))
        lines.append(_commitments(found))
    if found.cogestor:
        lines.append(_("Cogestor(a): {name}").format(name=found.cogestor))
    lines.append(_("Resumen al {day}").format(day=formats.date(today)))
    return "\n".join(lines)


def _commitments(found: AccompanimentSummary) -> str:
    count, late = found.open_commitments, len(found.overdue)
    said = _("Compromisos pendientes: {n}").format(n=count)
    if late:
        said += ngettext(" ({n} vencido)", " ({n} vencidos)", late).format(n=late)
    return said
