"""What the editor and the tab read at once, in one session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from gsi_desktop.models.enums import PlanState
from gsi_desktop.services.accompaniment import queries, team
from gsi_desktop.services.accompaniment.data import CogestorInfo, CommitmentRow, PlanInfo, PlanVersion
from gsi_desktop.services.achievements import parameters
from gsi_desktop.services.achievements import queries as achievements
from gsi_desktop.services.achievements.data import Board
from gsi_desktop.services.families import queries as families
from gsi_desktop.services.families.data import list_name


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDesk:
    """A family's plan with what it stands on. ``plan`` None is none yet; ``commitments`` are those that count."""

    family_id: UUID
    folio: str
    listed: str
    plan: PlanInfo | None
    versions: tuple[PlanVersion, ...]
    board: Board
    minimum: int
    cogestor: CogestorInfo | None
    commitments: tuple[CommitmentRow, ...]

    @property
    def draft(self) -> PlanVersion | None:
        """The version in the making."""
        return next((one for one in self.versions if one.state is PlanState.DRAFT), None)

    @property
    def approved(self) -> PlanVersion | None:
        """The version in force."""
        return queries.approved_plan(self.versions)


def plan_desk(session: Any, family_id: UUID, day: date, number: int | None = None) -> PlanDesk:
    """Return the plan of a family, in version ``number`` or the newest; raises ``family_gone``."""
    dossier = families.dossier(session, family_id)
    head = dossier.head
    return PlanDesk(
        family_id=family_id,
        folio=dossier.folio,
        listed=list_name(head.first_name, head.second_name, head.first_surname, head.second_surname)
        if head is not None
        else dossier.folio,
        plan=queries.plan(session, family_id, number),
        versions=queries.plan_versions(session, family_id),
        board=achievements.board(session, family_id, day),
        minimum=parameters.load(session).minimum_priorities,
        cogestor=team.cogestor_of(session, family_id),
        commitments=queries.family_commitments(session, family_id),
    )
