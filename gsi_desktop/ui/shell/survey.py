"""What the header tells of the data: whose families they are, and whether they are invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Survey:
    """``municipality`` is named when all families are of one, else empty."""

    municipality: str
    has_samples: bool


def survey(session: Any) -> Survey:
    """Return what the header tells; two small reads."""
    from gsi_desktop.services.families import queries
    from gsi_desktop.services.upkeep import demo

    used = queries.places_in_use(session)
    return Survey(used[0][1] if len(used) == 1 else "", bool(demo.sample_batches(session)))
