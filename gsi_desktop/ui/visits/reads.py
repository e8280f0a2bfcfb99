"""What these pages read at once, in a reading thread: several queries of one session joined into frozen data."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from gsi_desktop.models.enums import VisitKind, VisitState
from gsi_desktop.services.accompaniment import overview, queries, team
from gsi_desktop.services.accompaniment.data import CogestorInfo, CommitmentRow, VisitInfo, VisitRow
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.achievements.data import Board
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families import consent_queries, finding
from gsi_desktop.services.families import queries as families
from gsi_desktop.services.families.data import Dossier, FamilyHit
from gsi_desktop.services.paperwork import queries as papers
from gsi_desktop.services.paperwork.data import PaperRow

if TYPE_CHECKING:
    Session = Any


@dataclass(frozen=True)
class Household:
    """A family as a visit needs it; ``untold`` are the names of who was not told yet how their data are treated."""

    dossier: Dossier
    board: Board
    commitments: tuple[CommitmentRow, ...]
    cogestores: tuple[CogestorInfo, ...]
    cogestor: CogestorInfo | None
    next_kind: VisitKind
    agreement_on: date | None = None
    untold: tuple[str, ...] = ()


@dataclass(frozen=True)
class Room:
    """An open or closed visit with the family it is about."""

    info: VisitInfo
    home: Household


def household(session: Session, family_id: UUID, day: date) -> Household:
    """Return what a visit of ``family_id`` needs; raises ``family_gone``."""
    dossier = families.dossier(session, family_id)
    missing = consent_queries.untold(session, [member.person_id for member in dossier.members])
    return Household(
        dossier=dossier,
        board=boards.board(session, family_id, day),
        commitments=queries.family_commitments(session, family_id, only_open=True),
        cogestores=team.cogestores(session),
        cogestor=team.cogestor_of(session, family_id),
        next_kind=queries.next_kind(session, family_id),
        untold=tuple(member.full_name for member in dossier.members if member.person_id in missing),
    )


def paper(session: Session, family_id: UUID, day: date) -> Household:
    """Return what typing a visit of ``family_id`` from its paper needs; raises ``family_gone``."""
    signed = overview.summary(session, family_id, day).agreement_on
    return replace(household(session, family_id, day), agreement_on=signed)


def room(session: Session, visit_id: UUID, day: date) -> Room:
    """Return a visit and its family; raises ``visit_gone``."""
    info = queries.visit(session, visit_id)
    return Room(info, household(session, info.family_id, day))


@dataclass(frozen=True)
class Timeline:
    """The visits of a family for its dossier."""

    visits: tuple[VisitRow, ...]
    cogestores: tuple[CogestorInfo, ...]
    cogestor: CogestorInfo | None
    next_kind: VisitKind

    @property
    def agreed(self) -> VisitRow | None:
        """The visit that is agreed."""
        return next((row for row in self.visits if row.state is VisitState.PLANNED), None)

    @property
    def going_on(self) -> VisitRow | None:
        """The visit that is open."""
        return next((row for row in self.visits if row.state is VisitState.OPEN), None)


def timeline(session: Session, family_id: UUID) -> Timeline:
    """Return the visits of a family and who has it in charge."""
    return Timeline(
        visits=queries.family_visits(session, family_id),
        cogestores=team.cogestores(session),
        cogestor=team.cogestor_of(session, family_id),
        next_kind=queries.next_kind(session, family_id),
    )


def open_visit(session: Session, family_id: UUID) -> VisitRow | None:
    """Return the visit of a family that is open."""
    return next((row for row in queries.family_visits(session, family_id) if row.state is VisitState.OPEN), None)


def counts(session: Session, scope: WorkScope, day: date) -> dict[VisitList, int]:
    """Return how many visits each list holds."""
    return {one: queries.visit_count(session, one, scope, day) for one in VisitList}


@dataclass(frozen=True)
class Found:
    """What was typed from a paper finds: families, or else the paper of a batch it is the code of."""

    families: tuple[FamilyHit, ...]
    paper: PaperRow | None = None


def find_family(session: Session, typed: str) -> Found:
    """Return families by folio, document or name; without one, the paper of the code."""
    if hits := finding.search_families(session, typed, 8):
        return Found(hits)
    with suppress(ExpectedError):
        return Found((), papers.paper_by_code(session, typed))
    return Found(())


@dataclass(frozen=True)
class Detail:
    """A visit to be read, with the names of the people of its family."""

    info: VisitInfo
    people: dict[UUID, str]


def visit_detail(session: Session, visit_id: UUID) -> Detail:
    """Return a visit with the names of who may be in it; raises ``visit_gone``."""
    info = queries.visit(session, visit_id)
    dossier = families.dossier(session, info.family_id)
    return Detail(info, {one.person_id: one.full_name for one in dossier.members})
