"""Foreign lists that were crossed, kept under a name."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gsi_desktop.models.lists import CrossedList
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.exchange.crosscheck import ForeignTable

KIND = "crossed_list"
"""What a change set calls a change of these lists."""


@dataclass(frozen=True, slots=True)
class CrossedInfo:
    """A kept list as people choose it."""

    list_id: UUID
    name: str
    owner: str
    made_at: datetime
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepList:
    """Keeps a list under a name."""

    name: str
    table: ForeignTable

    @property
    def fingerprint(self) -> str:
        """What tells one use of an operation from another without hashing every cell twice."""
        return f"{self.name}:{zlib.crc32(msgspec.json.encode(self.table))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropList:
    """Throws a kept list away."""

    list_id: UUID


def kept_lists(session: Session, limit: int = 200) -> tuple[CrossedInfo, ...]:
    """Return the lists kept by the office, newest first."""
    kept = CrossedList
    rows = session.execute(
        select(kept.id, kept.name, kept.owner, kept.made_at, kept.rows)
        .order_by(kept.made_at.desc(), kept.id.desc())
        .limit(limit)
    )
    return tuple(CrossedInfo(*row) for row in rows)


def kept_list(session: Session, list_id: UUID) -> ForeignTable:
    """Return a kept list under the name it was kept by; raises ``cross_gone``."""
    kept = CrossedList
    found = session.execute(select(kept.name, kept.content).where(kept.id == list_id)).one_or_none()
    if found is None:
        raise ExpectedError("cross_gone")
    table = msgspec.json.decode(zlib.decompress(base64.b64decode(found.content)), type=ForeignTable)
    return replace(table, name=found.name)


def keep_list(work: UnitOfWork, data: KeepList) -> UUID:
    """Keep a list and return its id; raises ``cross_name_missing``."""
    name = " ".join(data.name.split())[:80]
    if not name:
        raise ExpectedError("cross_name_missing", field="name")
    content = base64.b64encode(zlib.compress(msgspec.json.encode(data.table), 6)).decode()
    made = new_id()
    work.session.add(
        CrossedList(
            id=made,
            owner=work.actor,
            name=name,
            made_at=work.clock.now(),
            rows=len(data.table.rows),
            content=content,
        )
    )
    work.changes.kinds.add(KIND)
    return made


def drop_list(work: UnitOfWork, data: DropList) -> None:
    """Throw a kept list away; raises ``cross_gone``."""
    gone = delete(CrossedList).where(CrossedList.id == data.list_id).returning(CrossedList.id)
    if work.session.execute(gone).scalar_one_or_none() is None:
        raise ExpectedError("cross_gone")
    work.changes.kinds.add(KIND)
