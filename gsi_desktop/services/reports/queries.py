"""Papers of stored families: query → paper. What to print and when; nothing is drawn here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import FamilyPlan
from gsi_desktop.models.enums import FamilyStatus, PlanState, Signature
from gsi_desktop.models.families import Enrolment, Family
from gsi_desktop.services.accompaniment import queries as accompaniment
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import PlanCommitment, PlanContent, PlanInfo, PriorityItem
from gsi_desktop.services.achievements.data import DimensionProgress
from gsi_desktop.services.core.canonical import digest
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.formats import date as show
from gsi_desktop.services.core.formats import document
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families import folios
from gsi_desktop.services.reports import family, office
from gsi_desktop.services.reports.baseline_form import baseline_paper
from gsi_desktop.services.reports.data import (
    CertificatePaper,
    CommitmentLine,
    DimensionLine,
    FamilyPlanPaper,
    PriorityLine,
    SignatureBox,
    canonical,
    printed,
    restored,
)
from gsi_desktop.services.reports.family import Facts
from gsi_desktop.services.reports.visit_form import blank_visit_paper, visit_paper

__all__ = [
    "baseline_paper",
    "blank_visit_paper",
    "canonical_plan",
    "certificate_paper",
    "family_by_folio",
    "family_plan_paper",
    "visit_on",
    "visit_paper",
]


def visit_on(session: Session, family_id: UUID, day: date) -> UUID:
    """Return the visit of a family that was held, or is agreed, on ``day``; raises `ExpectedError` ``visit_gone``."""
    rows = accompaniment.family_visits(session, family_id)
    found = next((one.visit_id for one in rows if day in (one.occurred_on, one.planned_on)), None)
    if found is None:
        raise ExpectedError("visit_gone")
    return found


def family_by_folio(session: Session, folio: str) -> UUID:
    """Return the family of a folio as it is on paper; raises `ExpectedError` ``folio_invalid`` or ``folio_unknown``."""
    typed = folio.strip().upper()
    found = session.execute(select(Family.id).where(Family.folio == typed)).scalar_one_or_none()
    if found is None:
        raise ExpectedError("folio_unknown" if folios.is_valid(typed) else "folio_invalid", folio=folio.strip())
    return found


# --- plan familiar


def family_plan_paper(
    session: Session,
    family_id: UUID,
    number: int | None = None,
    *,
    user: str,
    at: datetime,
    with_conditions: bool = False,
    content: PlanContent | None = None,
) -> FamilyPlanPaper:
    """Return a version of the plan to print, the newest when ``number`` is None.

    A draft is made of today's data, with ``content`` in place of what is stored where it is given; an approved or
    replaced version of what was frozen then, with its code. Raises `ExpectedError` ``plan_none``, ``frozen_damaged``
    and ``family_gone``.
    """
    info = accompaniment.plan(session, family_id, number)
    if info is None:
        raise ExpectedError("plan_none")
    if content is not None and info.frozen is None:
        info = replace(info, content=content)
    facts = family.read(session, family_id, family.local(at).date())
    if info.frozen is None:
        paper = _plan(session, facts, info)
        if with_conditions:
            paper = replace(paper, members=family.member_lines(facts, with_conditions=True), with_conditions=True)
        return printed(paper, at=family.moment(at), user=user, logo=facts.office.logo)
    paper = _frozen(info)
    if facts.dossier.location_protected:  # frozen before it was
        paper = replace(paper, identity=replace(paper.identity, settlement="", address=""))
    if with_conditions:
        paper = _with_conditions(paper, facts)
    notice = ""
    if info.state is PlanState.SUPERSEDED:
        notice = _("Esta versión ya no rige: la reemplazó una más nueva.")
    return printed(
        paper,
        at=family.moment(at),
        user=user,
        notice=notice,
        logo=facts.office.logo,
        frozen_hash=info.frozen_hash,
    )


def canonical_plan(session: Session, family_id: UUID, plan_id: UUID, day: date) -> str:
    """Return what the approval of a draft on ``day`` freezes (`ApprovePlan.frozen`); raises ``plan_gone``."""
    number = session.execute(select(FamilyPlan.number).where(FamilyPlan.id == plan_id)).scalar_one_or_none()
    info = None if number is None else accompaniment.plan(session, family_id, number)
    if info is None:
        raise ExpectedError("plan_gone")
    return canonical(_plan(session, family.read(session, family_id, day), info, approved_on=day))


def _frozen(info: PlanInfo) -> FamilyPlanPaper:
    frozen = info.frozen or ""
    if digest(frozen) != info.frozen_hash:
        raise ExpectedError("frozen_damaged")
    paper = restored(frozen, FamilyPlanPaper)
    if info.signature in (None, Signature.SIGNED, Signature.PENDING) or not paper.signatures:
        return paper
    first = replace(paper.signatures[0], how=wording.signature(info.signature))
    return replace(paper, signatures=(first, *paper.signatures[1:]))


def _with_conditions(paper: FamilyPlanPaper, facts: Facts) -> FamilyPlanPaper:
    """Return a frozen plan with the conditions its members have today: they are not frozen."""
    today = {(line.name, line.birth): line.condition for line in family.member_lines(facts, with_conditions=True)}
    members = tuple(replace(line, condition=today.get((line.name, line.birth), "")) for line in paper.members)
    return replace(paper, members=members, with_conditions=True)


def _plan(session: Session, facts: Facts, info: PlanInfo, *, approved_on: date | None = None) -> FamilyPlanPaper:
    subtitle = (
        _("Borrador de la versión {n}").format(n=info.number)
        if approved_on is None
        else _("Versión {n} del {day}").format(n=info.number, day=show(approved_on))
    )
    if info.replaces_on is not None:
        subtitle += _(", reemplaza la del {day}").format(day=show(info.replaces_on))
    code = f"PF-{facts.dossier.folio}-{info.number}"
    return FamilyPlanPaper(
        head=family.head(facts, _("Plan familiar"), code, subtitle=subtitle, draft=approved_on is None),
        identity=family.identity(facts),
        members=family.member_lines(facts),
        dimensions=tuple(_dimension(facts, one) for one in facts.board.progress.dimensions),
        dimensions_note=_dimensions_note(facts),
        priorities=_priorities(session, facts, info),
        priorities_note=ngettext(
            "mínimo {n}, por orden de prioridad", "mínimo {n}, por orden de prioridad", facts.minimum_priorities
        ).format(n=facts.minimum_priorities),
        few_reason=info.content.few_reason if len(info.content.priorities) < facts.minimum_priorities else "",
        goal=info.content.goal,
        observations=info.content.observations,
        signatures=family.signatures(facts),
    )


def _dimension(facts: Facts, figures: DimensionProgress) -> DimensionLine:
    short = next(one.short for one in facts.board.catalogue.dimensions if one.number == figures.number)
    return DimensionLine(
        name=short,
        initial=_of(figures.base, figures.base_applicable) if facts.board.baseline_closed else "",
        current=_of(figures.now, figures.applicable),
    )


def _of(reached: int, applicable: int) -> str:
    return _("{n} de {all}").format(n=reached, all=applicable) if applicable else "–"


def _dimensions_note(facts: Facts) -> str:
    baseline, total = facts.board.baseline, facts.board.progress.total
    if baseline is None or baseline.closed_on is None:
        return _("logros alcanzados de los que aplican hoy, {day}").format(day=show(facts.day))
    told = _("alcanzados de los que aplican: línea base {base} → hoy {day}. Total: {before} → {now} de {all}")
    return told.format(
        base=show(baseline.closed_on), day=show(facts.day), before=total.base, now=total.now, all=total.applicable
    )


def _priorities(session: Session, facts: Facts, info: PlanInfo) -> tuple[PriorityLine, ...]:
    items = info.content.priorities
    people = {one.person_id for one in items} | {part.responsible_id for one in items for part in one.commitments}
    known = family.short_names(session, facts, {person for person in people if person is not None})
    return tuple(_priority(facts, item, place, known) for place, item in enumerate(items, start=1))


def _priority(facts: Facts, item: PriorityItem, place: int, known: dict[UUID, str]) -> PriorityLine:
    cell = facts.board.cells.get((item.achievement, item.person_id))
    logro = facts.board.catalogue.by_number.get(item.achievement)
    return PriorityLine(
        number=str(place),
        achievement=str(item.achievement),
        text=logro.short if logro is not None else "",
        member=known.get(item.person_id, "") if item.person_id is not None else "",
        initial=cell.initial if cell is not None else None,
        current=cell.state if cell is not None else None,
        note=item.note,
        commitments=tuple(_commitment(part, known) for part in item.commitments),
    )


def _commitment(part: PlanCommitment, known: dict[UUID, str]) -> CommitmentLine:
    who = known.get(part.responsible_id, "") if part.responsible_id is not None else ""
    return CommitmentLine(
        side=wording.side(part.side), action=part.action, responsible=who or part.responsible, due=show(part.due_on)
    )


# --- constancia


def certificate_paper(session: Session, family_id: UUID, *, user: str, at: datetime) -> CertificatePaper:
    """Return the constancia that a family is, or was, linked to the programme; raises ``family_gone``."""
    day = family.local(at).date()
    facts = family.read(session, family_id, day)
    dossier = facts.dossier
    code = f"CV-{dossier.folio}-{day:%Y%m%d}"
    made = family.head(facts, _("Constancia de vinculación"), code)
    told = _("La {office} del {entity}") if not facts.office.entity else _("La {office}, {entity}")
    paper = CertificatePaper(
        head=made,
        addressee=told.format(office=office.name(facts.office), entity=made.entity),
        opening=_opening(session, facts),
        members=family.member_lines(facts),
        paragraphs=(_standing(facts), _("Esta constancia se expide a solicitud de la persona interesada.")),
        place_and_date=f"{dossier.municipality}, {long_date(day)}.",
        signature=SignatureBox(role=office.name(facts.office), how=made.entity),
    )
    return printed(paper, at=family.moment(at), user=user, logo=facts.office.logo)


def _opening(session: Session, facts: Facts) -> str:
    dossier, leader = facts.dossier, facts.dossier.head
    first = select(Enrolment.entry_on, Enrolment.exit_on).where(Enrolment.family_id == dossier.family_id)
    entry_on, exit_on = session.execute(first.order_by(Enrolment.entry_on.desc(), Enrolment.id.desc())).first() or (
        facts.day,
        None,
    )
    who = leader.full_name if leader else ""
    number = document(leader.document_type, leader.document) if leader else ""
    named = _("{name}, con documento {document}").format(name=who, document=number) if number else who
    if dossier.status is FamilyStatus.ACTIVE:
        told = ngettext(
            "Que la familia de {who}, con folio {folio}, está vinculada a la Red JUNTOS en el municipio de "
            "{municipality} desde el {since} y la conforma {count} persona:",
            "Que la familia de {who}, con folio {folio}, está vinculada a la Red JUNTOS en el municipio de "
            "{municipality} desde el {since} y la conforman {count} personas:",
            len(dossier.members),
        )
    else:
        told = _(
            "Que la familia de {who}, con folio {folio}, estuvo vinculada a la Red JUNTOS en el municipio de "
            "{municipality} desde el {since}{until}. Estas son las personas que la conforman:"
        )
    return told.format(
        who=named,
        folio=dossier.folio,
        municipality=dossier.municipality,
        since=long_date(entry_on),
        until=_(" hasta el {day}").format(day=long_date(exit_on)) if exit_on else "",
        count=len(dossier.members),
    )


def _standing(facts: Facts) -> str:
    if facts.dossier.status is not FamilyStatus.ACTIVE:
        return _("A la fecha la familia ya no recibe visitas del programa.")
    phase = wording.phase(facts.phase.phase)
    if facts.cogestor is None:
        return _("A la fecha la familia está en la {phase}.").format(phase=phase)
    told = _("A la fecha la familia está en la {phase} y la acompaña {cogestor}, cogestor(a) social.")
    return told.format(phase=phase, cogestor=facts.cogestor.name)


def long_date(day: date) -> str:
    """Return a date as letters say it: "20 de noviembre de 2026"."""
    months = (
        _("enero"), _("febrero"), _("marzo"), _("abril"), _("mayo"), _("junio"), _("julio"), _("agosto"),
        _("septiembre"), _("octubre"), _("noviembre"), _("diciembre"),
    )  # fmt: skip
    return _("{day} de {month} de {year}").format(day=day.day, month=months[day.month - 1], year=day.year)
