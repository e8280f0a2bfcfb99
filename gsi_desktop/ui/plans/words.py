"""How the plan familiar speaks on screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gsi_desktop.models.enums import CommitmentSide, CommitmentState, PlanState
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import CommitmentRow, PlanGap, PlanInfo, PlanVersion
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit.chips import Chip


def moments() -> tuple[str, ...]:
    """Return the five moments of making a plan, in order."""
    return (_("Encuadre"), _("Logros reconocidos"), _("Priorización"), _("Compromisos"), _("Firmas"))


def state_chip(plan: PlanInfo | PlanVersion) -> Chip:
    """Return the state of a version with its number: "Borrador v2"."""
    text = _("{state} v{number}").format(state=wording.plan_state(plan.state), number=plan.number)
    if plan.state is PlanState.DRAFT:
        return Chip(text, "warning", "edit")
    if plan.state is PlanState.APPROVED:
        return Chip(text, "success", "circle-check")
    return Chip(text, "muted", "history")


def count_chip(count: int, minimum: int, *, excused: bool) -> Chip:
    """Return how many logros are prioritised of those that are asked for; ``excused`` is fewer with a reason."""
    text = _("{count} de {minimum} mínimos").format(count=count, minimum=minimum)
    if count >= minimum:
        return Chip(text, "success", "check")
    return Chip(_("{text}, con motivo").format(text=text), "info", "check") if excused else Chip(text, "warning")


def version_line(version: PlanVersion) -> str:
    """Return a version in one line: "Versión 1 · Reemplazado · 18/04/2026 · 6 logros"."""
    parts = [_("Versión {number}").format(number=version.number), wording.plan_state(version.state)]
    if version.approved_on is not None:
        parts.append(show_date(version.approved_on))
    parts.append(ngettext("{count} logro", "{count} logros", version.priorities).format(count=version.priorities))
    return " · ".join(parts)


def approval_line(plan: PlanInfo) -> str:
    """Return when and how a version was approved."""
    if plan.approved_on is None or plan.signature is None:
        return ""
    how = wording.signature(plan.signature).lower()
    return _("Se aprobó el {day} con {how}.").format(day=show_date(plan.approved_on), how=how)


def gaps_line(gaps: Sequence[PlanGap]) -> str:
    """Return the first thing that is missing, its logro by number, and how many more there are."""
    if not gaps:
        return ""
    values = dict(gaps[0].values)
    if "logro" in values:
        values["logro"] = _("Logro {number}").format(number=values["logro"].split(" ", 1)[0])
    first = messages.text(gaps[0].code, **values).removesuffix(".")
    more = len(gaps) - 1
    if not more:
        return first
    return ngettext("{first} (y {n} más)", "{first} (y {n} más)", more).format(first=first, n=more)


def missing(count: int) -> str:
    """Return how many things are missing before a plan can be approved."""
    return ngettext("Falta {n} dato", "Faltan {n} datos", count).format(n=count)


def every_gap(gaps: Sequence[PlanGap]) -> str:
    """Return all that is missing, one to a line."""
    return "\n".join(wording.fact_text(gap) for gap in gaps)


def side_title(side: CommitmentSide, cogestor: str = "") -> str:
    """Return who commits, with the name of the cogestor where it is known."""
    if side is CommitmentSide.COGESTOR and cogestor:
        return f"{_('Cogestor(a)')} · {cogestor}"
    return wording.side(side)


def due_words(row: CommitmentRow, today: date) -> tuple[str, str]:
    """Return when a commitment is due, or how it ended, with the colour role of those words."""
    if row.state is not CommitmentState.OPEN:
        tone = "success" if row.state is CommitmentState.FULFILLED else "text2"
        closed = show_date(row.closed_on) if row.closed_on is not None else ""
        return f"{wording.commitment_state(row.state)} {closed}".strip(), tone
    if row.due_on is None:
        return "", "text2"
    if row.due_on < today:
        days = (today - row.due_on).days
        late = ngettext("{day}, vencido hace {n} día", "{day}, vencido hace {n} días", days)
        return late.format(day=show_date(row.due_on), n=days), "danger"
    return show_date(row.due_on), "text"


def entities() -> tuple[str, ...]:
    """Return entities that usually support a family, to choose from; any other may be written."""
    return (
        _("Alcaldía municipal"),
        _("Secretaría de Salud"),
        _("Secretaría de Educación"),
        _("Secretaría de Planeación y Vivienda"),
        _("Secretaría de Agricultura"),
        _("Comisaría de Familia"),
        _("Personería municipal"),
        _("Registraduría"),
        _("ESE municipal"),
        _("EPS de la familia"),
        _("Institución educativa"),
        _("SENA"),
        _("ICBF"),
        _("Prosperidad Social"),
        _("Caja de compensación familiar"),
        _("Banco Agrario"),
        _("Gobernación"),
        _("Defensoría del Pueblo"),
    )
