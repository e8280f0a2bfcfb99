"""Why backups are made and which stay: every one of the last two days, then one a day, one a week and one a month.

The policy and its figures are Anki's (trust.md §A1): often enough to lose little, thinned so that the disk never fills.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gsi_desktop.services.core.clock import BOGOTA

EVERY = timedelta(minutes=30)
"""How long after the last backup the next one is due, when something changed."""

_ALL_OF = timedelta(hours=48)


class Reason(StrEnum):
    """Why a backup was made; those a person asked for are never thinned out."""

    AUTOMATIC = "automatica"
    MANUAL = "manual"
    BEFORE_UPGRADE = "actualizar"
    BEFORE_IMPORT = "importar"
    BEFORE_CHECK = "revisar"
    BEFORE_RESTORE = "restaurar"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many days, weeks and months keep one backup each."""

    daily: int = 12
    weekly: int = 10
    monthly: int = 9


def _day(made: datetime) -> Hashable:
    return made.astimezone(BOGOTA).date()


def _week(made: datetime) -> Hashable:
    return made.astimezone(BOGOTA).isocalendar()[:2]


def _month(made: datetime) -> Hashable:
    return made.astimezone(BOGOTA).timetuple()[:2]


def kept(made: Iterable[datetime], now: datetime, limits: Limits | None = None) -> frozenset[datetime]:
    """Return which of the backups made at those instants stay at ``now``; the newest always does.

    Days, weeks and months are Colombia's. Of each the newest backup stays; a week begins where the days end, a month
    where the weeks end.
    """
    limits = limits or Limits()
    newest_first = sorted(set(made), reverse=True)
    recent = [one for one in newest_first if one > now - _ALL_OF] or newest_first[:1]
    staying = list(recent)
    older = newest_first[len(recent) :]
    steps: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (limits.daily, _day),
        (limits.weekly, _week),
        (limits.monthly, _month),
    )
    for most, span in steps:
        chosen = _newest_of_each(older, span)[:most]
        staying += chosen
        covered = {span(one) for one in chosen}
        older = [one for one in older if span(one) not in covered]
    return frozenset(staying)


def _newest_of_each(newest_first: list[datetime], span: Callable[[datetime], Hashable]) -> list[datetime]:
    first: dict[Hashable, datetime] = {}
    for one in newest_first:
        first.setdefault(span(one), one)
    return list(first.values())
