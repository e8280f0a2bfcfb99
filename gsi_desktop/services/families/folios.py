"""Folios: DIVIPOLA + series letters of the installation + number + check digit, as ``41551-AB-000123-7``.

They are printed on paper, so they are never renumbered and never given out twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from gsi_desktop.models.families import FolioCounter
from gsi_desktop.models.operations import Setting
from gsi_desktop.services.core import check_digits
from gsi_desktop.services.core.work import UnitOfWork

_SHAPE = re.compile(r"([0-9]{5})-([A-Z]{1,4})-([0-9]{6,12})-[0-9]")


def check_digit(municipality: str, series: str, number: int) -> int:
    """Return the check digit of a folio; letters count as their place in the alphabet from 10 on."""
    return check_digits.check_digit(municipality, series, f"{number:06d}")


def folio(municipality: str, series: str, number: int) -> str:
    """Return the folio as it is printed."""
    return f"{municipality}-{series}-{number:06d}-{check_digit(municipality, series, number)}"


def is_valid(text: str) -> bool:
    """Whether ``text`` is a folio whose check digit agrees."""
    match = _SHAPE.fullmatch(text)
    return match is not None and folio(match[1], match[2], int(match[3])) == text


def series(work: UnitOfWork) -> str:
    """Return the letters of this installation, given at its first upgrade."""
    return work.session.execute(select(Setting.value).where(Setting.name == "folio_series")).scalar_one()


def reserve(work: UnitOfWork, municipality: str, count: int) -> Iterator[str]:
    """Take the next ``count`` folios of ``municipality``; the counter row is locked until the transaction ends."""
    letters = series(work)
    insert = postgresql.insert if work.connection.dialect.name == "postgresql" else sqlite.insert
    work.session.execute(
        insert(FolioCounter)
        .values(municipality_id=municipality, series=letters, last_number=0)
        .on_conflict_do_nothing()
    )
    last = work.session.execute(
        update(FolioCounter)
        .where(FolioCounter.municipality_id == municipality, FolioCounter.series == letters)
        .values(last_number=FolioCounter.last_number + count)
        .returning(FolioCounter.last_number)
    ).scalar_one()
    return (folio(municipality, letters, number) for number in range(last - count + 1, last + 1))
