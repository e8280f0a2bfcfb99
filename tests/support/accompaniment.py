"""Steps of the accompaniment for tests, each through the command people use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from gsi_desktop.models.enums import (
    AssessmentKind,
    CommitmentSide,
    EducationTopic,
    MarkState,
    Signature,
    VisitKind,
    VisitOutcome,
)
from gsi_desktop.services.accompaniment import commands, plans, queries, visits
from gsi_desktop.services.accompaniment.data import (
    AddCommitment,
    ApprovePlan,
    AssignCogestor,
    CogestorFields,
    PlanCommitment,
    PlanContent,
    PriorityItem,
    RecordVisit,
    SaveCogestor,
    SavePlan,
    StartPlan,
    VisitContent,
)
from gsi_desktop.services.achievements import commands as achievements
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.achievements.data import CloseAssessment, Mark, MarkCells, StartAssessment
from gsi_desktop.services.core.ids import new_id
from tests.support.factories import PITALITO, Added

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

BASELINE_DAY = date(2026, 4, 2)
PLAN_DAY = date(2026, 4, 18)
PENDING = (8, 27, 34, 42, 43)
"""Logros marked *por alcanzar* by `baseline`: 8 of the head, the others of the family."""

HELD = VisitContent(
    kind=VisitKind.FOLLOW_UP,
    occurred_on=date(2026, 10, 20),
    started_time="9:04",
    ended_time="10:15",
    place="Finca La Esperanza",
    topic=EducationTopic.FINANCES,
    history="Vendieron la cosecha.",
    notes="Todos con salud.",
    coresponsibility="SSNS-",
    outcome=VisitOutcome.HELD,
    signature=Signature.SIGNED,
)
"""A whole visit as it is on paper."""


def cogestor(services: Services, name: str = "Yenny Paola Muñoz", **fields: Any) -> UUID:
    """Add a cogestor(a)."""
    told = {"document": "", "phone": "", "municipality_id": PITALITO, **fields}
    data = SaveCogestor(cogestor_id=None, base=None, mine=CogestorFields(name=name, **told))
    return services.run(commands.save_cogestor, data).result


def assign(services: Services, to: UUID | None, *families: Added, on: date = date(2026, 3, 20)) -> int:
    """Put families in somebody's charge."""
    data = AssignCogestor(family_ids=tuple(one.family_id for one in families), cogestor_id=to, on=on)
    return services.run(commands.assign_cogestor, data).result


def record(services: Services, family: Added, content: VisitContent = HELD, **fields: Any) -> UUID:
    """Type a visit from its paper; ``fields`` are those of its content."""
    data = RecordVisit(family_id=family.family_id, content=replace(content, **fields))
    return services.run(visits.record_visit, data).result


def keys(services: Services, family: Added, numbers: tuple[int, ...] = PENDING) -> list[tuple[int, UUID | None]]:
    """Return the cells of these logros that a person marks: the head's of member logros, else the family's."""
    board = services.read(boards.board, family.family_id, services.clock.today())
    head = family.people[0]
    return [(number, head if board.catalogue.by_number[number].of_members else None) for number in numbers]


def mark(
    services: Services, family: Added, key: tuple[int, UUID | None], state: MarkState, on: date, **more: Any
) -> None:
    """Mark one cell."""
    board = services.read(boards.board, family.family_id, services.clock.today())
    said = Mark(achievement=key[0], person_id=key[1], state=state, seen=board.cells[key].stored, **more)
    services.run(achievements.mark, MarkCells(family_id=family.family_id, marks=(said,), on=on))


def assess(services: Services, family: Added, kind: AssessmentKind, on: date, *, close: bool = True) -> UUID:
    """Open a reading of the logros and close it the same day."""
    data = StartAssessment(family_id=family.family_id, kind=kind, on=on)
    made = services.run(achievements.start_assessment, data).result
    if kind is AssessmentKind.BASELINE:
        for key in keys(services, family):
            mark(services, family, key, MarkState.PENDING, on)
    if close:
        services.run(achievements.close_assessment, CloseAssessment(assessment_id=made, on=on))
    return made


def baseline(services: Services, family: Added, on: date = BASELINE_DAY) -> UUID:
    """Make and close the línea base, with the logros of `PENDING` por alcanzar."""
    return assess(services, family, AssessmentKind.BASELINE, on)


def commit(services: Services, family: Added, due_on: date, on: date = PLAN_DAY, **fields: Any) -> UUID:
    """Agree a commitment outside the plan."""
    told = {"side": CommitmentSide.FAMILY, "action": "Afiliar a salud", "responsible": "Rosalba", **fields}
    about = {"achievement": None, "person_id": None} | told
    data = AddCommitment(family_id=family.family_id, due_on=due_on, on=on, **about)
    return services.run(commands.add_commitment, data).result


def priority(key: tuple[int, UUID | None], due_on: date | None = date(2027, 1, 15), **fields: Any) -> PriorityItem:
    """Return a priority with one commitment of the family."""
    told = {"side": CommitmentSide.FAMILY, "action": "Inscribirse en el SENA", "responsible": "Rosalba", **fields}
    one = PlanCommitment(commitment_id=new_id(), due_on=due_on, **told)
    return PriorityItem(priority_id=new_id(), achievement=key[0], person_id=key[1], commitments=(one,))


def full_content(services: Services, family: Added) -> PlanContent:
    """Return a plan with a priority for each of `PENDING`, complete."""
    return PlanContent(goal="Vivir mejor", priorities=tuple(priority(key) for key in keys(services, family)))


def draft(services: Services, family: Added, content: PlanContent | None = None) -> tuple[UUID, int]:
    """Start a draft, save ``content`` in it, and return its id and version."""
    plan_id = services.run(plans.start_plan, StartPlan(family_id=family.family_id)).result
    info = services.read(queries.plan, family.family_id)
    assert info is not None
    if content is None:
        return plan_id, info.version
    return plan_id, services.run(
        plans.save_plan, SavePlan(plan_id=plan_id, version=info.version, content=content)
    ).result


def approve(services: Services, plan_id: UUID, version: int, on: date = PLAN_DAY, frozen: str = '{"plan":1}') -> int:
    """Approve a draft."""
    data = ApprovePlan(plan_id=plan_id, version=version, on=on, signature=Signature.SIGNED, frozen=frozen)
    return services.run(plans.approve_plan, data).result
