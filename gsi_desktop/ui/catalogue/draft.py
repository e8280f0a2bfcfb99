"""A new version of the catalogue while it is written: kept in memory, nothing of it is in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from gsi_desktop.models.enums import AchievementUnit
from gsi_desktop.services.achievements import editing
from gsi_desktop.services.achievements.data import Achievement, Catalogue
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _


class Change(StrEnum):
    """What a draft does to a logro."""

    CHANGED = "changed"
    NEW = "new"
    RETIRED = "retired"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Unread:
    """Something typed that is no value yet."""

    text: str
    error: ExpectedError


class Draft:
    """The logros of ``base`` as they are being changed; what was typed and is no value yet is kept beside them."""

    def __init__(self, base: Catalogue) -> None:
        self.base = base
        self._now: dict[int, Achievement] = dict(base.by_number)
        self._unread: dict[tuple[int, str], Unread] = {}

    @property
    def achievements(self) -> tuple[Achievement, ...]:
        """The logros of the new version, by number."""
        return tuple(self._now[number] for number in sorted(self._now))

    @property
    def next_number(self) -> int:
        """The number of the version this becomes."""
        return self.base.number + 1

    def __bool__(self) -> bool:
        """Whether anything was changed or typed."""
        return bool(self.differences() or self._unread)

    # --- one logro

    def logro(self, number: int) -> Achievement:
        """Return a logro as it is now."""
        return self._now[number]

    def former(self, number: int) -> Achievement | None:
        """Return a logro as it is in the version edited from, None for a new one."""
        return self.base.by_number.get(number)

    def change(self, number: int) -> Change | None:
        """Return what the draft does to a logro."""
        now, former = self._now[number], self.former(number)
        if former is None:
            return Change.NEW
        if now.retired is not former.retired:
            return Change.RETIRED if now.retired else Change.RESTORED
        typed = any(place == number for place, _column in self._unread)
        return Change.CHANGED if typed or now != former else None

    def put(self, number: int, column: str, value: Any) -> None:
        """Change one thing of a logro."""
        self._unread.pop((number, column), None)
        self._now[number] = replace(self._now[number], **{column: value})

    def keep_typed(self, number: int, column: str, text: str, error: ExpectedError) -> None:
        """Keep what was typed and is no value; the former value stays until it is one."""
        self._unread[number, column] = Unread(text, error)

    def typed(self, number: int) -> dict[str, Unread]:
        """Return what was typed of a logro and is no value yet, by column."""
        return {column: unread for (place, column), unread in self._unread.items() if place == number}

    def revert(self, number: int) -> None:
        """Put a logro back as it was."""
        former = self.former(number)
        if former is not None:
            self._now[number] = former
        self._forget(number)

    # --- the version

    def add(self, dimension: int) -> int:
        """Add an empty logro of members with the next number and return it."""
        number = editing.next_number(self._now.values())
        self._now[number] = Achievement(
            number=number,
            dimension=dimension,
            short="",
            text="",
            unit=AchievementUnit.MEMBER,
            source=_("Propio de la oficina"),
            confidence=_("definido por la oficina"),
        )
        return number

    def drop(self, number: int) -> None:
        """Take away a logro that is new; later new ones move up, because numbers follow one another."""
        last = editing.next_number(self._now.values()) - 1
        self._forget(number)
        for place in range(number, last):
            self._now[place] = replace(self._now[place + 1], number=place)
            for column, unread in self.typed(place + 1).items():
                self._unread[place, column] = unread
            self._forget(place + 1)
        del self._now[last]

    def differences(self) -> editing.Differences:
        """Return what it does to the version it was made of."""
        return editing.differences(self.base, tuple(editing.tidy(one) for one in self.achievements))

    def problems(self) -> tuple[ExpectedError, ...]:
        """Return everything that stands in the way of publishing; ``field`` is "number.column"."""
        unread = tuple(_placed(place, unread) for place, unread in sorted(self._unread.items(), key=lambda one: one[0]))
        tidied = tuple(editing.tidy(one) for one in self.achievements)
        return unread + editing.problems(tidied, self.base)

    @classmethod
    def filled(cls, base: Catalogue, achievements: tuple[Achievement, ...]) -> Draft:
        """Return the draft that makes ``achievements`` of ``base``."""
        made = cls(base)
        made._now = {one.number: one for one in achievements}
        return made

    def rebased(self, base: Catalogue) -> Draft:
        """Return the same changes over another version: each column changed here, the rest as there."""
        moved = Draft(base)
        for number, one in sorted(self._now.items()):
            former = self.former(number)
            if former is None:
                place = moved.add(one.dimension)
                moved._now[place] = replace(one, number=place)
            else:
                place = number
                for column in editing.changed_columns(former, one):
                    moved.put(number, column, getattr(one, column))
            for column, unread in self.typed(number).items():
                moved._unread[place, column] = unread
        return moved

    def _forget(self, number: int) -> None:
        for column in self.typed(number):
            del self._unread[number, column]


def _placed(place: tuple[int, str], unread: Unread) -> ExpectedError:
    number, column = place
    return ExpectedError(unread.error.code, field=f"{number}.{column}", **unread.error.params)
