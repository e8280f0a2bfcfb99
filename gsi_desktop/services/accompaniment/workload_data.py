"""What goes in and out of the workload of Inicio: frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from gsi_desktop.models.enums import (
    Stage,
)


class Band(StrEnum):
    """How long ago a family was visited."""

    NEVER = "never"
    UNDER_ONE_MONTH = "under_1"
    ONE_TO_THREE = "1_to_3"
    OVER_THREE = "over_3"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkScope:
    """Whose work is counted: a cogestor's, a municipality's, or everything when both are None."""

    cogestor_id: UUID | None = None
    municipality_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """The figures of Inicio; the bands add up to ``families``. ``stages`` counts families that reached each stage."""

    families: int
    bands: tuple[tuple[Band, int], ...]
    stages: tuple[tuple[Stage, int], ...]
    open_visits: int
    overdue_visits: int
    overdue_commitments: int
    overdue_families: int
    week_visits: int


@dataclass(frozen=True, slots=True)
class UrgentFamily:
    """A family to visit, with why it is urgent: ``reason`` is a code of messages with its values."""

    family_id: UUID
    folio: str
    head: str
    settlement: str
    municipality: str
    last_visit_on: date | None
    next_visit_on: date | None
    reason: str
    values: tuple[tuple[str, str], ...] = ()


class VisitList(StrEnum):
    """The lists of the page Visitas."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    PLANNED = "planned"
    OPEN = "open"
    DONE = "done"
