"""What the dossier tells of the accompaniment: phase with its reasons, summary and recent activity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.accompaniment import Commitment, Visit
from gsi_desktop.models.achievements import AchievementEvent, Assessment
from gsi_desktop.models.enums import (
    AssessmentKind,
    CommitmentState,
    FamilyStatus,
    MarkState,
    PlanState,
    VisitKind,
    VisitOutcome,
    VisitState,
)
from gsi_desktop.models.families import Enrolment, Family
from gsi_desktop.services.accompaniment import episodes, queries, team, wording
from gsi_desktop.services.accompaniment.data import AccompanimentSummary, Activity, PlanVersion, VisitRow
from gsi_desktop.services.accompaniment.phase import PhaseFacts, PhaseInfo
from gsi_desktop.services.accompaniment.phase import phase as phase_of
from gsi_desktop.services.achievements import parameters
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.achievements.data import Board
from gsi_desktop.services.achievements.rules import denominator
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families import cards

# --- phase


def phase_facts(session: Session, board: Board, versions: Sequence[PlanVersion]) -> PhaseFacts:
    """Return the facts of a family's newest episode its phase is computed from."""
    episode = episodes.newest(session, board.family_id)
    status = session.execute(select(Family.status).where(Family.id == board.family_id)).scalar_one()
    first = select(func.min(Visit.occurred_on)).where(Visit.enrolment_id == episode.id, cards.contacted())
    rules = parameters.load(session)
    plan = queries.approved_plan(versions)
    final = next((one for one in board.assessments if one.kind is AssessmentKind.FINAL and one.closed_on), None)
    figures = final.summary.total if final is not None and final.summary is not None else board.progress.total
    return PhaseFacts(
        active=status is FamilyStatus.ACTIVE,
        contacted_on=session.execute(first).scalar(),
        agreement_on=episode.agreement_on,
        baseline_on=board.baseline.closed_on if board.baseline is not None else None,
        plan_on=plan.approved_on if plan else None,
        plan_number=plan.number if plan else 0,
        priorities=plan.priorities if plan else 0,
        final_on=final.closed_on if final is not None else None,
        exit_on=episode.exit_on,
        achieved=figures.now,
        applicable=denominator(figures, unmanageable_leaves=rules.unmanageable_leaves),
        final_share=parameters.share(rules.final_share),
        minimum=rules.minimum_priorities,
    )


def phase(session: Session, family_id: UUID, day: date) -> PhaseInfo:
    """Return phase and stage of a family on ``day``, with reasons and what is missing for the next."""
    board = boards.board(session, family_id, day)
    return phase_of(phase_facts(session, board, queries.plan_versions(session, family_id)))


# --- summary


def _is_held(one: VisitRow) -> bool:
    done = one.state is VisitState.DONE and one.outcome is VisitOutcome.HELD
    return done and one.kind is not VisitKind.WINDOW


def _in_state(visits: Iterable[VisitRow], state: VisitState) -> VisitRow | None:
    return next((one for one in visits if one.state is state), None)


def summary(session: Session, family_id: UUID, day: date) -> AccompanimentSummary:
    """Return what the dossier's header and Resumen show on ``day``; raises `ExpectedError` ``family_gone``."""
    board = boards.board(session, family_id, day)
    versions = queries.plan_versions(session, family_id)
    facts = phase_facts(session, board, versions)
    visits = queries.family_visits(session, family_id)
    held = [one for one in visits if _is_held(one)]
    commitments = queries.family_commitments(session, family_id, only_open=True)
    cogestor = team.cogestor_of(session, family_id)
    return AccompanimentSummary(
        family_id=family_id,
        phase=phase_of(facts),
        cogestor_id=cogestor.cogestor_id if cogestor else None,
        cogestor=cogestor.name if cogestor else "",
        agreement_on=facts.agreement_on,
        last_visit_on=max((one.occurred_on for one in held if one.occurred_on), default=None),
        next_visit=_in_state(visits, VisitState.PLANNED),
        open_visit=_in_state(visits, VisitState.OPEN),
        visits=len(held),
        plan=queries.approved_plan(versions),
        draft=next((one for one in versions if one.state is PlanState.DRAFT), None),
        overdue=tuple(one for one in commitments if one.due_on is not None and one.due_on < day),
        open_commitments=len(commitments),
    )


# --- activity

_ORDER = ("mark", "commitment", "visit", "plan", "baseline")
"""What is told first of one day."""


def activity(session: Session, family_id: UUID, limit: int = 20) -> tuple[Activity, ...]:
    """Return what happened with a family, newest first: at most ``limit`` lines."""
    reached = _reached(session, family_id)
    found = [
        *_visits(session, family_id, reached),
        *_marks(reached),
        *_assessments(session, family_id),
        *_plans(session, family_id),
        *_commitments(session, family_id),
    ]
    found.sort(key=lambda one: (-one.on.toordinal(), _ORDER.index(one.kind)))
    return tuple(found[:limit])


def numbers_text(numbers: Iterable[int]) -> str:
    """Return logros as people list them: "7, 8 y 33"."""
    *first, last = (str(number) for number in sorted(set(numbers)))
    return _("{some} y {last}").format(some=", ".join(first), last=last) if first else last


def _reached(session: Session, family_id: UUID) -> dict[tuple[UUID | None, date], list[int]]:
    """Return the logros reached after the línea base by visit (None outside any) and day."""
    event, undo = AchievementEvent, aliased(AchievementEvent)
    rows = session.execute(
        select(Assessment.visit_id, event.occurred_on, event.achievement)
        .join(Assessment, Assessment.id == event.assessment_id)
        .where(
            event.enrolment_id.in_(episodes.of_family(family_id)),
            Assessment.kind != AssessmentKind.BASELINE,
            event.to_state == MarkState.ACHIEVED,
            event.from_state != MarkState.ACHIEVED,
            event.reverts_id.is_(None),
            ~select(undo.id).where(undo.reverts_id == event.id).exists(),
        )
    )
    found: dict[tuple[UUID | None, date], list[int]] = defaultdict(list)
    for visit_id, on, number in rows:
        found[visit_id, on].append(number)
    return found


def _count_text(count: int) -> str:
    return ngettext("{n} logro alcanzado", "{n} logros alcanzados", count).format(n=count)


def _visits(
    session: Session, family_id: UUID, reached: dict[tuple[UUID | None, date], list[int]]
) -> Iterator[Activity]:
    """Yield the visits that are over; what was reached in one is told with it."""
    rows = session.execute(
        select(Visit.id, Visit.enrolment_id, Visit.kind, Visit.occurred_on, Visit.outcome)
        .where(Visit.enrolment_id.in_(episodes.of_family(family_id)), Visit.state == VisitState.DONE)
        .order_by(Visit.occurred_on, Visit.id)
    )
    counts: dict[tuple[UUID, VisitKind], int] = defaultdict(int)
    for row in rows:
        was_held = row.outcome is VisitOutcome.HELD
        counts[row.enrolment_id, row.kind] += was_held
        numbers = [number for key in list(reached) if key[0] == row.id for number in reached.pop(key)]
        detail = "" if was_held or row.outcome is None else wording.outcome(row.outcome)
        if numbers:
            detail = f"{_count_text(len(numbers))}: {numbers_text(numbers)}"
        number = counts[row.enrolment_id, row.kind] + (not was_held)
        yield Activity(row.occurred_on, "visit", wording.visit_title(row.kind, number), detail)


def _marks(reached: dict[tuple[UUID | None, date], list[int]]) -> Iterator[Activity]:
    """Yield the days logros were reached on outside a finished visit; `_visits` took its own away."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for (_visit_id, on), numbers in reached.items():
        by_day[on].extend(numbers)
    for on, numbers in by_day.items():
        yield Activity(on, "mark", _count_text(len(numbers)), numbers_text(numbers))


def _assessments(session: Session, family_id: UUID) -> Iterator[Activity]:
    titles = {
        AssessmentKind.BASELINE: _("Línea base completa"),
        AssessmentKind.FINAL: _("Verificación final"),
    }
    for enrolment_id in session.execute(episodes.of_family(family_id)).scalars():
        for one in boards.assessments(session, enrolment_id):
            if one.closed_on is not None and one.kind in titles:
                total = one.summary.total if one.summary is not None else None
                said = _("{now} de {all} alcanzados")
                detail = said.format(now=total.now, all=total.applicable) if total is not None else ""
                if one.correction:
                    detail = _("{detail}. Se corrigió: {reason}").format(detail=detail, reason=one.correction)
                yield Activity(one.closed_on, "baseline", titles[one.kind], detail)


def _plans(session: Session, family_id: UUID) -> Iterator[Activity]:
    for one in queries.plan_versions(session, family_id):
        if one.approved_on is not None:
            detail = ngettext("{n} logro priorizado", "{n} logros priorizados", one.priorities)
            title = _("Plan familiar v{n} aprobado").format(n=one.number)
            yield Activity(one.approved_on, "plan", title, detail.format(n=one.priorities))


def _commitments(session: Session, family_id: UUID) -> Iterator[Activity]:
    titles = {
        CommitmentState.FULFILLED: _("Compromiso cumplido"),
        CommitmentState.NOT_FULFILLED: _("Compromiso no cumplido"),
    }
    rows: Iterable[Any] = session.execute(
        select(Commitment.closed_on, Commitment.state, Commitment.action)
        .join(Enrolment, Enrolment.id == Commitment.enrolment_id)
        .where(Enrolment.family_id == family_id, Commitment.state.in_(list(titles)))
        .order_by(Commitment.closed_on.desc(), Commitment.id)
    )
    for row in rows:
        yield Activity(row.closed_on, "commitment", titles[row.state], row.action)
