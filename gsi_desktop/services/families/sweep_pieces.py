"""A large registry in pieces that fit in memory, so that whoever may be one person is together in one of them.

Everybody of a birth date, of a sound, of a household, of a telephone is in one piece. Documents a slip apart share
their first digits or their last ones; only of numbers under seven digits a slip in the middle is missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from gsi_desktop.models.families import Family, Membership, Person, PersonDocument

AT_ONCE = 400_000
"""People held at once, some 600 MB; a department fits whole."""

_SHARED: Final = 3
"""Digits that documents a slip apart share at one of their ends."""


class Look(StrEnum):
    """What people are thrown together by."""

    DOCUMENTS = "documents"
    BIRTHS = "births"
    SOUNDS = "sounds"
    HOUSEHOLDS = "households"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some people of the registry (``where`` None: everybody) and what they are thrown together by."""

    looks: tuple[Look, ...]
    where: ColumnElement[bool] | None = None


def count(session: Session) -> int:
    """Return how many people there are to compare."""
    return session.execute(select(func.count()).where(Person.merged_into.is_(None))).scalar_one()


def pieces(session: Session, people: int) -> list[Piece]:
    """Return the pieces in which a registry of so many ``people`` is compared."""
    if people <= AT_ONCE:
        return [Piece(tuple(Look))]
    number = PersonDocument.number
    ends = (func.substr(number, 1, _SHARED), func.substr(number, func.length(number) - _SHARED + 1, _SHARED))
    lived = Membership.valid_to_on.is_(None)
    return [
        *(
            _by_document(*limits)
            for end in ends
            for limits in _ranges(session, end, PersonDocument.retired_on.is_(None))
        ),
        *_parted(session, Look.BIRTHS, Person.birth_date, Person.merged_into.is_(None)),
        *_parted(session, Look.SOUNDS, Person.sound, Person.merged_into.is_(None)),
        *(Piece((Look.HOUSEHOLDS,), one) for one in _at_home(session, lived)),
    ]


def _at_home(session: Session, lived: ColumnElement[bool]) -> Iterator[ColumnElement[bool]]:
    told = and_(lived, Family.id == Membership.family_id)
    for key, some in ((Family.id, told), (Family.phone, and_(told, Family.phone != ""))):
        yield from (_within(*limits) for limits in _ranges(session, key, some))


def _parted(session: Session, look: Look, key: Any, some: ColumnElement[bool]) -> Iterator[Piece]:
    for limits in _ranges(session, key, some):
        yield Piece((look,), _within(*limits))


def _by_document(key: Any, low: object, high: object) -> Piece:
    holders = select(PersonDocument.person_id).where(PersonDocument.retired_on.is_(None), _within(key, low, high))
    return Piece((Look.DOCUMENTS,), Person.id.in_(holders))


def _within(key: Any, low: object, high: object) -> ColumnElement[bool]:
    return and_(key >= low, key < high) if high is not None else key >= low


def _ranges(session: Session, key: Any, some: ColumnElement[bool]) -> Iterator[tuple[Any, object, object]]:
    """Yield ``key`` with the first value of each range and the one after its last (None: the end); blanks are left out.

    A range holds some `AT_ONCE` people, more only when so many share one value.
    """
    counted = select(key, func.count()).where(some, key.is_not(None)).group_by(key).order_by(key)
    low, held = None, 0
    for value, number in session.execute(counted.execution_options(yield_per=5000)):
        if low is None:
            low = value
        elif held + number > AT_ONCE:
            yield key, low, value
            low, held = value, 0
        held += number
    if low is not None:
        yield key, low, None
