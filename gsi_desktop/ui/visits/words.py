"""How visits, the people of a household and what is agreed are put into words on these pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from gsi_desktop.models.enums import VisitOutcome, VisitState
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import CogestorInfo, CommitmentRow, VisitContent, VisitRow
from gsi_desktop.services.accompaniment.workload_data import VisitList
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families.data import Dossier, Member
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.textfields import shown_time

if TYPE_CHECKING:
    from gsi_desktop.ui.visits.reads import Household


def weekday(day: date) -> str:
    """Return the name of the day of the week."""
    return (
        _("lunes"),
        _("martes"),
        _("miércoles"),
        _("jueves"),
        _("viernes"),
        _("sábado"),
        _("domingo"),
    )[day.weekday()]


def long_day(day: date) -> str:
    """Return "martes 24/11/2026"."""
    return f"{weekday(day)} {show_date(day)}"


def moment(day: date | None, time: str = "") -> str:
    """Return day and hour as agreed: "martes 24/11/2026, 9:00"."""
    if day is None:
        return ""
    return f"{long_day(day)}, {shown_time(time)}" if time else long_day(day)


def short_day(instant: datetime | None) -> str:
    """Return the day of an instant in Bogotá, "" for none."""
    return show_date(instant.astimezone(BOGOTA).date()) if instant is not None else ""


def from_today(day: date, today: date) -> str:
    """Return how far a day is: "hoy", "hace 3 días", "en 2 días"."""
    days = (day - today).days
    if days == 0:
        return _("hoy")
    if days > 0:
        return ngettext("mañana", "en {days} días", days).format(days=days)
    return ngettext("ayer", "hace {days} días", -days).format(days=-days)


def clock(seconds: int) -> str:
    """Return a duration as the timer shows it: "00:38:12"."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def minutes(seconds: int | None) -> str:
    """Return a duration in words, "" when it is not known: "48 min", "1 h 05 min"."""
    if not seconds:
        return ""
    whole = max(1, round(seconds / 60))
    return f"{whole} min" if whole < 60 else f"{whole // 60} h {whole % 60:02} min"


def time_of(instant: datetime) -> str:
    """Return the hour of an instant in Bogotá: "9:42"."""
    here = instant.astimezone(BOGOTA)
    return f"{here.hour}:{here.minute:02}"


# --- people


def name_and_age(member: Member, today: date) -> str:
    """Return "Rosalba Muñoz, 41"."""
    name = f"{member.first_name} {member.first_surname}"
    age = member.age(today)
    return name if age is None else f"{name}, {age}"


def printed_order(home: Household) -> list[Member]:
    """Return the members as papers number them: in the order of the board."""
    places = {one.person_id: place for place, one in enumerate(home.board.members)}
    return sorted(home.dossier.members, key=lambda member: places.get(member.person_id, len(places)))


def family_name(dossier: Dossier) -> str:
    """Return the full name of the head, or the folio of a family that was emptied."""
    return dossier.head.full_name if dossier.head is not None else dossier.folio


def address(dossier: Dossier) -> str:
    """Return settlement, address and municipality on one line."""
    hidden = _("ubicación protegida") if dossier.location_protected else ""
    parts = (dossier.settlement, dossier.address, dossier.municipality, hidden)
    return ", ".join(part for part in parts if part)


def cogestor_options(people: Iterable[CogestorInfo], *also: object) -> list[tuple[object, str]]:
    """Return the cogestores to choose from; those of ``also`` although they stopped; namesakes with their document."""
    known = [one for one in people if one.active or one.cogestor_id in also]
    names = [one.name for one in known]
    return [
        (one.cogestor_id, f"{one.name} ({one.document or one.municipality})" if names.count(one.name) > 1 else one.name)
        for one in known
    ]


# --- visits


def state_chip(row: VisitRow, today: date) -> Chip:
    """Return where a visit is, as lists show it."""
    if row.state is VisitState.OPEN:
        return Chip(_("Abierta, paso {step}").format(step=min(row.steps_done, 8)), "warning", "progress")
    if row.state is VisitState.CANCELLED:
        return Chip(wording.visit_state(row.state), "faint", "ban")
    if row.state is VisitState.DONE:
        held = row.outcome in (None, VisitOutcome.HELD)
        words = _("Hecha") if row.outcome is None or held else wording.outcome(row.outcome)
        return Chip(words, "success" if held else "muted", "check" if held else "x")
    if row.planned_on is not None and row.planned_on < today:
        return Chip(_("Atrasada"), "danger", "alert-triangle")
    return Chip(wording.visit_state(row.state), "info", "calendar-event")


def row_title(row: VisitRow) -> str:
    """Return what a visit is: "Sesión 2", "Seguimiento"."""
    return wording.visit_kind(row.kind)


def row_moment(row: VisitRow) -> str:
    """Return when a visit was or will be, for lists."""
    if row.state is VisitState.PLANNED and row.planned_on is not None:
        hour = f" {shown_time(row.planned_time)}" if row.planned_time else ""
        return show_date(row.planned_on) + hour
    day = row.occurred_on or (row.opened_at.astimezone(BOGOTA).date() if row.opened_at else None)
    return show_date(day) if day is not None else ""


def achieved(count: int) -> str:
    """Return how many logros a visit reached."""
    return ngettext("{count} logro alcanzado", "{count} logros alcanzados", count).format(count=count)


def commitment_facts(row: CommitmentRow) -> str:
    """Return logro and responsible of a commitment on one line."""
    parts = []
    if row.achievement is not None:
        parts.append(_("Logro {number}").format(number=row.achievement))
    who = row.responsible or wording.side(row.side)
    about = row.about.partition(" ")[0]
    if about and not who.startswith(about):
        parts.append(about)
    parts.append(_("Responsable {name}").format(name=who))
    return " · ".join(parts)


def due(row: CommitmentRow, today: date) -> tuple[str, bool]:
    """Return until when a commitment was agreed, and whether that day has passed."""
    if row.due_on is None:
        return _("sin fecha"), False
    late = row.due_on < today
    text = _("venció el {day}") if late else _("acordado para {day}")
    return text.format(day=show_date(row.due_on)), late


def reasons() -> tuple[str, ...]:
    """Return usual reasons why a commitment was not fulfilled; another may be written."""
    return (
        _("Faltó un documento"),
        _("No hubo cupo o cita"),
        _("No tuvo tiempo"),
        _("No tuvo dinero para ir"),
        _("Enfermedad en el hogar"),
        _("La entidad no respondió"),
        _("No le interesó"),
    )


def content_as_text(content: VisitContent) -> str:
    """Return what was written in a visit as plain text, to keep it elsewhere when it cannot be saved."""
    pairs = (
        (_("Notas"), content.notes),
        (_("Oportunidades"), content.opportunities),
        (_("Sesión educativa"), content.topic_note),
        (_("Historia del hogar"), content.history),
        (_("Evaluación"), content.evaluation),
        (_("Lugar"), content.place),
    )
    return "\n\n".join(f"{name}\n{text}" for name, text in pairs if text)


def none_in(one: VisitList) -> str:
    """Return why a list of visits is empty and where visits come from."""
    return {
        VisitList.OVERDUE: _("No hay visitas atrasadas. Siga con las de esta semana."),
        VisitList.TODAY: _("No hay visitas acordadas para hoy."),
        VisitList.WEEK: _("No hay visitas acordadas para los próximos 7 días. Acuérdelas en la ficha de cada familia."),
        VisitList.PLANNED: _("Aún no hay visitas acordadas. Acuérdelas en la ficha de cada familia."),
        VisitList.OPEN: _("No hay visitas abiertas: todo lo empezado se terminó."),
        VisitList.DONE: _("Aún no se ha hecho ninguna visita. Inicie una desde la ficha de la familia."),
    }[one]
