"""Why backups are made and which stay: every one of the last two days, then one a day, one a week and one a month.

The policy and its figures are Anki's (trust.md §A1): often enough to lose little. Where a backup is so large that these
would fill the disk, fewer stay: `budget` says how much they may weigh and `surplus` which go.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from gsi_desktop.services.core.clock import BOGOTA

EVERY = timedelta(minutes=30)
"""How long after the last backup the next one is due, when something changed."""

_ALL_OF = timedelta(hours=48)
_NEWEST: Final = 3
_SHARE: Final = 5
_SPARE: Final = 10
_SPARE_MOST: Final = 10 * 10**9
"""A tenth of a large disk is more than anybody needs."""


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


@dataclass(frozen=True, slots=True)
class Disk:
    """The bytes of the disk where backups lie, and those nobody uses."""

    total: int
    free: int


class Held(Protocol):
    """A backup as far as its room goes."""

    @property
    def made_at(self) -> datetime:
        """When it was made."""

    @property
    def reason(self) -> Reason:
        """Why it was made."""

    @property
    def size(self) -> int:
        """How many bytes it takes."""


H = TypeVar("H", bound=Held)


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


def is_recent(made: datetime, now: datetime) -> bool:
    """Return whether a backup is one of the last two days, of which all stay while there is room."""
    return made > now - _ALL_OF


def budget(disk: Disk, held: int, passing: int = 0) -> int:
    """Return how many bytes automatic backups may weigh together on ``disk``; they weigh ``held`` now.

    A fifth of the disk; less where a tenth of it, 10 GB at most, or the bytes ``passing`` through would not be free.
    """
    spare = max(min(disk.total // _SPARE, _SPARE_MOST), passing)
    return max(0, min(disk.total // _SHARE, held + disk.free - spare))


def surplus(staying: Iterable[H], now: datetime, most: int) -> list[H]:
    """Return those of ``staying`` that go so that the others weigh no more than ``most`` bytes, and none beyond that.

    Those of the last two days go first, then the older ones, each time from the oldest on. The newest three never go;
    nor, of the last two days, the newest of each day and what was made before something that changes much.
    """
    newest_first = sorted(staying, key=lambda one: one.made_at, reverse=True)
    recent = [one for one in newest_first if is_recent(one.made_at, now)]
    spared = {one.made_at for one in newest_first[:_NEWEST]}
    spared |= set(_newest_of_each([one.made_at for one in recent], _day))
    spared |= {one.made_at for one in recent if one.reason is not Reason.AUTOMATIC}
    oldest_first = [one for one in reversed(newest_first) if one.made_at not in spared]
    over = sum(one.size for one in newest_first) - most
    going: list[H] = []
    for one in sorted(oldest_first, key=lambda one: not is_recent(one.made_at, now)):
        if over <= 0:
            break
        going.append(one)
        over -= one.size
    return going
