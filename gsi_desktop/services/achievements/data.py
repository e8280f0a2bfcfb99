"""What goes in and out of the achievements area: frozen data, nothing of the ORM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from gsi_desktop.models.enums import (
    AchievedHow,
    AchievementUnit,
    AssessmentKind,
    Condition,
    HouseholdCondition,
    Kinship,
    MarkState,
    Sex,
)

CellKey = tuple[int, UUID | None]
"""Number of the logro and the member, None for the family's own cell."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the nine dimensions; ``short`` is its name where room is scarce, ``icon`` an icon of our set."""

    number: int
    name: str
    short: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """A logro in a version of the catalogue. Ages in completed months, ``max_months`` excluded; None is no limit."""

    number: int
    dimension: int
    short: str
    text: str
    unit: AchievementUnit
    min_months: int | None = None
    max_months: int | None = None
    sex: Sex | None = None
    condition: Condition | None = None
    household_condition: HouseholdCondition | None = None
    question: str = ""
    evidence: str = ""
    evidence_required: bool = False
    ipm_indicator: int | None = None
    weight: int = 1
    source: str = ""
    confidence: str = ""
    retired: bool = False

    @property
    def of_members(self) -> bool:
        """Whether it is judged member by member."""
        return self.unit is AchievementUnit.MEMBER


@dataclass(frozen=True)
class Catalogue:
    """A published version with its dimensions and logros in order of number."""

    version_id: UUID
    number: int
    label: str
    valid_from_on: date
    reason: str
    source: str
    dimensions: tuple[Dimension, ...]
    achievements: tuple[Achievement, ...]

    @cached_property
    def by_number(self) -> Mapping[int, Achievement]:
        """Return the logros by number."""
        return {one.number: one for one in self.achievements}

    def of_dimension(self, number: int) -> tuple[Achievement, ...]:
        """Return the logros of a dimension."""
        return tuple(one for one in self.achievements if one.dimension == number)


@dataclass(frozen=True, slots=True)
class CatalogueSummary:
    """A version in the list of versions; ``in_force`` on the day asked for, ``assessments`` that are bound to it."""

    version_id: UUID
    number: int
    label: str
    valid_from_on: date
    reason: str
    in_force: bool
    assessments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishCatalogue:
    """A new version: ``achievements`` whole; ``base_number`` is the version it was edited from."""

    base_number: int
    label: str
    reason: str
    valid_from_on: date
    achievements: tuple[Achievement, ...]


# --- who is assessed


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``from_on`` until before ``to_on``; None is no limit on that side."""

    from_on: date | None = None
    to_on: date | None = None

    def holds(self, day: date) -> bool:
        """Whether ``day`` is inside."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A member as the rules of applicability see them.

    ``joined_on`` is when the person came into the family; ``conditions`` maps each dated condition that holds to its
    days; ``unknown`` are conditions nobody asked about.
    """

    person_id: UUID
    name: str
    given_name: str
    kinship: Kinship
    is_head: bool
    sex: Sex
    birth_date: date | None
    document_type: str = ""
    document: str = ""
    joined_on: date | None = None
    conditions: Mapping[Condition, Period]
    unknown: frozenset[Condition] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A household as the rules see it; ``legal_need`` None when nobody asked."""

    members: tuple[Subject, ...]
    legal_need: bool | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a logro applies on a day and why, in words for people; ``period`` is when it does."""

    applies: bool
    why: str
    period: Period | None = None


# --- the board


@dataclass(frozen=True, slots=True)
class OpenAction:
    """What makes a logro *en gestión*: an open commitment."""

    commitment_id: UUID
    action: str
    responsible: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A logro of a member, or of the family: línea base beside today.

    ``state`` is what is shown (with *no aplica* and *en gestión* derived), ``stored`` what was said last, ``initial``
    what the línea base said (None before it). ``derived`` comes from the identity document; ``forced`` is a
    *no aplica* somebody gave a reason for. For a member logro the family's cell is rolled up: ``reached`` of
    ``applicable`` members.
    """

    state: MarkState
    stored: MarkState
    initial: MarkState | None
    why: str
    how: AchievedHow | None = None
    derived: bool = False
    forced: bool = False
    rolled_up: bool = False
    reached: int = 0
    applicable: int = 0
    actions: tuple[OpenAction, ...] = ()

    @property
    def applies(self) -> bool:
        """Whether it applies today."""
        return self.state is not MarkState.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class BoardMember:
    """A column of the board."""

    person_id: UUID
    name: str
    given_name: str
    kinship: Kinship
    is_head: bool
    sex: Sex
    age: int | None


@dataclass(frozen=True, slots=True)
class AssessmentInfo:
    """An assessment of the family; ``summary`` holds its frozen figures once it is closed."""

    assessment_id: UUID
    kind: AssessmentKind
    assessed_on: date
    closed_on: date | None
    catalogue_number: int
    summary: Progress | None
    correction: str = ""


@dataclass(frozen=True, slots=True)
class DimensionProgress:
    """Figures of a dimension at family level: ``base`` of ``base_applicable`` at the línea base, ``now`` of
    ``applicable`` today; ``kept`` were reached at the línea base and still are (never more than ``base``).
    """

    number: int
    base: int
    base_applicable: int
    now: int
    applicable: int
    kept: int
    in_progress: int
    pending: int
    objective: int
    disinterest: int
    unknown: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Figures of every dimension and their totals; each figure of the total is the sum of the dimensions'."""

    dimensions: tuple[DimensionProgress, ...]
    total: DimensionProgress


@dataclass(frozen=True)
class Board:
    """The logros of a family on a day."""

    family_id: UUID
    enrolment_id: UUID
    day: date
    catalogue: Catalogue
    members: tuple[BoardMember, ...]
    cells: Mapping[CellKey, Cell]
    progress: Progress
    baseline: AssessmentInfo | None
    assessments: tuple[AssessmentInfo, ...]

    @property
    def baseline_closed(self) -> bool:
        """Whether the línea base is complete: from then on every move to *alcanzado* asks how."""
        return self.baseline is not None and self.baseline.closed_on is not None

    def markable(self) -> tuple[CellKey, ...]:
        """Return the cells a person marks, in the order of the board: those that apply and are not rolled up."""
        return tuple(key for key, cell in self.cells.items() if cell.applies and not cell.rolled_up)

    def answered(self) -> int:
        """Return how many of `markable` say something."""
        return sum(self.cells[key].state is not MarkState.UNKNOWN for key in self.markable())


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A change of one logro, newest first in a list."""

    event_id: UUID
    occurred_on: date
    from_state: MarkState
    to_state: MarkState
    how: AchievedHow | None
    reason: str
    provider: str
    evidence: str
    note: str
    actor: str
    kind: AssessmentKind
    reverted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A cell said to be in ``state``; ``seen`` is what the screen showed as stored when it was said.

    ``how`` is asked for every move to *alcanzado* after the línea base; ``reason`` for *no gestionable* and a forced
    *no aplica*; ``provider`` (name and phone) for an offer outside the catalogue.
    """

    achievement: int
    person_id: UUID | None
    state: MarkState
    seen: MarkState
    how: AchievedHow | None = None
    reason: str = ""
    provider: str = ""
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkCells:
    """One or more cells of a family marked together, on a day, in a visit or outside any."""

    family_id: UUID
    marks: tuple[Mark, ...]
    on: date
    visit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """What was written: the events, to take them back with `UndoMarks`."""

    assessment_id: UUID
    events: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoMarks:
    """Takes back events of a family."""

    family_id: UUID
    events: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAssessment:
    """Opens a reading of the logros; a second línea base of the same episode is refused."""

    family_id: UUID
    kind: AssessmentKind
    on: date
    visit_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseAssessment:
    """Closes a línea base or a final verification and freezes its figures."""

    assessment_id: UUID
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenBaseline:
    """Opens a closed línea base again to correct it; refused once a plan was approved."""

    assessment_id: UUID
    reason: str


# --- conditions, IPM, ICV
