"""What the page reads at once, in a reading thread: several queries joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from gsi_desktop.models.enums import MergeKind
from gsi_desktop.services.families.merges import queries
from gsi_desktop.services.families.merges.data import MergeRow
from gsi_desktop.services.families.merges.queries import Comparison, PairFilter

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services


@dataclass(frozen=True)
class Lists:
    """How many pairs wait and how many were dismissed, the merges made, and the municipalities that have pairs."""

    waiting: int
    dismissed: int
    merges: tuple[MergeRow, ...]
    places: tuple[tuple[str, str], ...]


def lists(services: Services, waiting: PairFilter, dismissed: PairFilter) -> Lists:
    """Return what stands in and above the lists, but for the pairs themselves."""
    read = services.read
    counts = [read(queries.pair_count, one) for one in (waiting, dismissed)]
    return Lists(counts[0], counts[1], read(queries.merges), read(queries.pair_places))


def comparison(services: Services, kind: MergeKind, kept: UUID, gone: UUID, *, as_given: bool) -> Comparison:
    """Return two people or families side by side; unless ``as_given``, the one with more work on it is kept."""
    compare = queries.compare_families if kind is MergeKind.FAMILY else queries.compare_persons
    told = services.read(compare, kept, gone)
    if as_given or told.kept.weight >= told.gone.weight:
        return told
    return services.read(compare, gone, kept)
