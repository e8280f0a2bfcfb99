"""Time as the program sees it: UTC instants for what happened, America/Bogota dates for business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

BOGOTA = timezone(timedelta(hours=-5), "America/Bogota")
"""Colombia has had no daylight saving since 1993; a fixed offset needs no time-zone database on Windows."""


class Clock(Protocol):
    """What services ask for the time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    def today(self) -> date:
        """Return the present business date in Bogotá."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the present business date in Bogotá."""
        return self.now().astimezone(BOGOTA).date()


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still: for tests and for sample data that must come out the same."""

    instant: datetime

    def now(self) -> datetime:
        """Return the fixed instant."""
        return self.instant

    def today(self) -> date:
        """Return the Bogotá date of the fixed instant."""
        return self.instant.astimezone(BOGOTA).date()
