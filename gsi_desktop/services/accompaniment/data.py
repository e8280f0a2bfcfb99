"""What goes in and out of the accompaniment area: frozen data, nothing of the ORM."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gsi_desktop.models.enums import (
    CommitmentSide,
    CommitmentState,
    EducationTopic,
    MarkState,
    PlanState,
    ReviewResult,
    Signature,
    VisitKind,
    VisitMedium,
    VisitOutcome,
    VisitState,
)
from gsi_desktop.services.accompaniment.phase import PhaseInfo

STEPS = 9
"""Steps 0 to 8 of a visit (facts.md §0.1)."""


# --- cogestores


@dataclass(frozen=True, slots=True)
class CogestorInfo:
    """A cogestor(a) with how many families are in their charge today."""

    cogestor_id: UUID
    version: int
    municipality_id: str
    municipality: str
    name: str
    document: str
    phone: str
    active: bool
    families: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CogestorFields:
    """The data of a cogestor(a) that people edit."""

    municipality_id: str
    name: str
    document: str
    phone: str
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCogestor:
    """A new cogestor(a) (``cogestor_id`` and ``base`` None), or the changed data of one with the values loaded."""

    cogestor_id: UUID | None
    base: CogestorFields | None
    mine: CogestorFields


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCogestor:
    """Puts families in the charge of a cogestor from a day on; None takes them out of anybody's."""

    family_ids: tuple[UUID, ...]
    cogestor_id: UUID | None
    on: date


# --- commitments


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment as lists show it. ``logro`` is "8 Capacidades para el trabajo", ``about`` the member's name.

    ``reserved`` ones tell a sensitive fact: outside the dossier no list shows what they are about.
    """

    commitment_id: UUID
    version: int
    family_id: UUID
    folio: str
    head: str
    achievement: int | None
    logro: str
    person_id: UUID | None
    about: str
    side: CommitmentSide
    action: str
    responsible_id: UUID | None
    responsible: str
    due_on: date | None
    state: CommitmentState
    agreed_on: date
    closed_on: date | None
    plan_number: int | None
    reserved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCommitment:
    """A commitment agreed outside the plan; it counts at once and makes its logro *en gestión*."""

    family_id: UUID
    achievement: int | None
    person_id: UUID | None
    side: CommitmentSide
    action: str
    responsible_id: UUID | None = None
    responsible: str = ""
    due_on: date
    on: date
    visit_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCommitment:
    """What was found of a commitment. Not fulfilled asks a reason: with ``new_due_on`` it goes on, else it closes."""

    commitment_id: UUID
    result: ReviewResult
    on: date
    reason: str = ""
    note: str = ""
    new_due_on: date | None = None
    visit_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelCommitment:
    """Takes back an open commitment with a reason: it was agreed by mistake or no longer makes sense."""

    commitment_id: UUID
    version: int
    on: date
    reason: str


# --- plan familiar


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCommitment:
    """One side's part towards a priority; ``commitment_id`` is made by the client for a new one."""

    commitment_id: UUID
    side: CommitmentSide
    action: str
    responsible_id: UUID | None = None
    responsible: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityItem:
    """A prioritised logro with the commitments of both sides; ``priority_id`` is made by the client for a new one."""

    priority_id: UUID
    achievement: int
    person_id: UUID | None
    note: str = ""
    commitments: tuple[PlanCommitment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContent:
    """What people write in a plan; ``few_reason`` why there are fewer priorities than the minimum."""

    goal: str = ""
    observations: str = ""
    few_reason: str = ""
    priorities: tuple[PriorityItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInfo:
    """A version of a plan with its content; ``frozen`` is the canonical data of an approved one."""

    plan_id: UUID
    version: int
    family_id: UUID
    number: int
    state: PlanState
    content: PlanContent
    approved_on: date | None
    signature: Signature | None
    frozen: str | None
    frozen_hash: str
    replaces_on: date | None


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A version in the list of versions."""

    plan_id: UUID
    number: int
    state: PlanState
    approved_on: date | None
    priorities: int
    frozen_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPlan:
    """A new draft: the first plan, or a new version with what is still open of the approved one."""

    family_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePlan:
    """The whole content of a draft, with the version that was loaded.

    With the content it was loaded with (``base``) only what was changed of it is written, whatever the version.
    """

    plan_id: UUID
    version: int
    content: PlanContent
    base: PlanContent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovePlan:
    """Approves a draft: ``frozen`` is the canonical data the paper is drawn from, hashed here and never changed."""

    plan_id: UUID
    version: int
    on: date
    signature: Signature
    frozen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardDraft:
    """Throws a draft away, with the version that was loaded."""

    plan_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class PlanGap:
    """What a draft lacks to be approved: a code of messages with its values; ``priority_id`` None for the plan."""

    code: str
    priority_id: UUID | None = None
    values: tuple[tuple[str, str], ...] = ()


# --- visits


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitContent:
    """What people write of a visit, the same for the stepped form and for typing from paper, in paper order.

    Times are wall times ("09:04") or "". ``coresponsibility`` has one letter of S, N or - for each of the five
    questions.
    """

    kind: VisitKind = VisitKind.FOLLOW_UP
    occurred_on: date | None = None
    started_time: str = ""
    ended_time: str = ""
    medium: VisitMedium | None = VisitMedium.HOME
    place: str = ""
    cogestor_id: UUID | None = None
    present: tuple[UUID, ...] = ()
    agreement_on: date | None = None
    opportunities: str = ""
    topic: EducationTopic | None = None
    topic_note: str = ""
    history: str = ""
    notes: str = ""
    coresponsibility: str = "-----"
    evaluation: str = ""
    outcome: VisitOutcome | None = None
    outcome_note: str = ""
    next_on: date | None = None
    next_time: str = ""
    next_kind: VisitKind | None = None
    signature: Signature | None = None
    signer_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitInfo:
    """A visit whole. ``number`` counts the held visits of its kind up to it."""

    visit_id: UUID
    version: int
    family_id: UUID
    folio: str
    head: str
    place_name: str
    state: VisitState
    number: int
    planned_on: date | None
    planned_time: str
    opened_at: datetime | None
    closed_at: datetime | None
    elapsed_seconds: int | None
    typed_in: bool
    steps_done: int
    content: VisitContent


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as lists show it."""

    visit_id: UUID
    family_id: UUID
    folio: str
    head: str
    settlement: str
    municipality: str
    kind: VisitKind
    state: VisitState
    planned_on: date | None
    planned_time: str
    occurred_on: date | None
    medium: VisitMedium | None
    outcome: VisitOutcome | None
    steps_done: int
    opened_at: datetime | None
    cogestor: str
    topic: EducationTopic | None
    achieved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVisit:
    """Agrees a next visit, in place of the one that was agreed before."""

    family_id: UUID
    on: date
    time: str = ""
    kind: VisitKind = VisitKind.FOLLOW_UP
    cogestor_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartVisit:
    """Opens a visit now; the one agreed for the family becomes it. A family has at most one open visit."""

    family_id: UUID
    kind: VisitKind
    medium: VisitMedium = VisitMedium.HOME
    cogestor_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveVisit:
    """What was written in an open visit so far, with the version that was loaded.

    With the content it was loaded with (``base``) only what was changed of it is written, whatever the version.
    """

    visit_id: UUID
    version: int
    content: VisitContent
    steps_done: int
    elapsed_seconds: int | None = None
    base: VisitContent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseVisit:
    """Ends an open visit: finished, or closed without finishing with the outcome that says why; as `SaveVisit`."""

    visit_id: UUID
    version: int
    content: VisitContent
    steps_done: int
    elapsed_seconds: int | None = None
    base: VisitContent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVisit:
    """A whole visit typed from paper at once, with the reviews and marks that are on it."""

    family_id: UUID
    content: VisitContent
    reviews: tuple[ReviewCommitment, ...] = ()
    marks: tuple[VisitMark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMark:
    """A movement of a logro as it is on the paper."""

    achievement: int
    person_id: UUID | None
    state: MarkState
    how: str = ""
    reason: str = ""
    provider: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelVisit:
    """Takes back an agreed or open visit, with a reason; what was written stays readable."""

    visit_id: UUID
    version: int
    reason: str


# --- the dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class AccompanimentSummary:
    """What the dossier's header and Resumen show of the accompaniment."""

    family_id: UUID
    phase: PhaseInfo
    cogestor_id: UUID | None
    cogestor: str
    agreement_on: date | None
    last_visit_on: date | None
    next_visit: VisitRow | None
    open_visit: VisitRow | None
    visits: int
    plan: PlanVersion | None
    draft: PlanVersion | None
    overdue: tuple[CommitmentRow, ...]
    open_commitments: int


@dataclass(frozen=True, slots=True)
class Activity:
    """A line of the recent activity: ``kind`` is visit, plan, baseline, mark or commitment."""

    on: date
    kind: str
    title: str
    detail: str


# --- Inicio
