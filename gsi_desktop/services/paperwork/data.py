"""What goes in and out of the paperwork area: frozen data, nothing of the ORM."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from gsi_desktop.models.enums import PaperKind, PaperOrder, PaperSkip, PaperState
from gsi_desktop.services.accompaniment.data import RecordVisit
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.families.data import FamilyFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """For whom: families by id, those of a filter, or those of a list of visits in a scope. The first that is said."""

    families: tuple[UUID, ...] = ()
    chosen: FamilyFilter | None = None
    visits: VisitList | None = None
    scope: WorkScope = field(default_factory=WorkScope)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedBatch:
    """What to print: ``separators`` opens each pile with a sheet, ``duplex`` begins each paper on a new sheet.

    ``per_family`` makes a folder with a file for each family in place of one file with index.
    """

    kinds: tuple[PaperKind, ...]
    selection: Selection
    sort: PaperOrder = PaperOrder.PLACE
    title: str = ""
    separators: bool = False
    duplex: bool = False
    per_family: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenFamily:
    """A family of a batch as its index shows it; ``visit_id`` is the agreed visit its form is for."""

    family_id: UUID
    folio: str
    head: str
    municipality_id: str
    municipality: str
    settlement: str
    cogestor: str
    active: bool
    visit_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPaper:
    """A paper before it is drawn: its place, code and family; ``problem`` is the code of why it cannot be made."""

    position: int
    kind: PaperKind
    code: str
    family: ChosenFamily
    form: bool
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBatch:
    """What will be printed, in order; papers with a problem come last."""

    series: str
    number: int
    wanted: WantedBatch
    papers: tuple[PlannedPaper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPaper:
    """A paper as it was made."""

    position: int
    kind: PaperKind
    code: str
    family_id: UUID
    municipality_id: str
    visit_id: UUID | None
    page: int | None
    state: PaperState
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBatch:
    """A batch that was made, to be kept."""

    series: str
    number: int
    wanted: WantedBatch
    papers: tuple[RecordedPaper, ...]
    pages: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A family whose paper was not made, and the code of why."""

    folio: str
    head: str
    kind: PaperKind
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBatch:
    """The outcome of a batch: ``files`` is 1, or one for each family; ``batch_id`` None for a batch printed again."""

    batch_id: UUID | None
    code: str
    papers: int
    pages: int
    files: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """A batch in the list: how many papers, and of its forms how many were keyed, left out or still wait."""

    batch_id: UUID
    series: str
    number: int
    code: str
    title: str
    kinds: tuple[PaperKind, ...]
    sort: PaperOrder
    made_at: datetime
    made_by: str
    papers: int
    pages: int
    problems: int
    states: Mapping[PaperState, int]

    @property
    def forms(self) -> int:
        """Forms that come back."""
        return self.keyed + self.skipped + self.pending

    @property
    def keyed(self) -> int:
        """Forms that were keyed."""
        return self.states.get(PaperState.KEYED, 0)

    @property
    def skipped(self) -> int:
        """Forms that were left out, each with its reason."""
        return self.states.get(PaperState.SKIPPED, 0)

    @property
    def pending(self) -> int:
        """Forms that wait to be keyed."""
        return self.states.get(PaperState.PENDING, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A paper of a batch as it stands."""

    item_id: UUID
    version: int
    batch_id: UUID
    position: int
    kind: PaperKind
    code: str
    family_id: UUID
    folio: str
    head: str
    settlement: str
    visit_id: UUID | None
    page: int | None
    state: PaperState
    skip: PaperSkip | None
    problem: str
    keyed_visit_id: UUID | None
    settled_at: datetime | None
    settled_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyVisit:
    """A visit typed from the form ``item_id``."""

    item_id: UUID
    record: RecordVisit


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePaper:
    """A form that was keyed elsewhere (a ficha on its board), left out with a reason, or taken up again (PENDING)."""

    item_id: UUID
    state: PaperState
    skip: PaperSkip | None = None
