"""Who wrote what is stored, and when: read from the audit, which triggers write, so that nobody can forget to tell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from gsi_desktop.models.enums import AuditAction
from gsi_desktop.models.operations import AuditEntry, Operation

_MOST: Final = 200
"""Audit rows looked at: a row edited more often since is answered without its author."""


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote a value last, and when by the program's clock."""

    actor: str
    at: datetime


def writers(session: Session, table: str, row_id: UUID, columns: Collection[str]) -> dict[str, Written]:
    """Return by column who wrote it last: its newest update, else whoever made the row; absent when that is not known.

    An audit row holds only the columns an update changed, so the newest one that holds a column tells its author.
    """
    rows = session.execute(
        select(AuditEntry.action, AuditEntry.before_values, Operation.actor, Operation.at)
        .join(Operation, Operation.id == AuditEntry.operation_id)
        .where(AuditEntry.row_id == row_id, AuditEntry.table_name == table)
        .order_by(AuditEntry.id.desc())
        .limit(_MOST)
    )
    found: dict[str, Written] = {}
    for action, before, actor, at in rows:
        changed = set(columns) if action is AuditAction.INSERT else set(msgspec.json.decode(before or "{}"))
        for column in (set(columns) & changed) - found.keys():
            found[column] = Written(actor, at)
        if len(found) == len(set(columns)):
            break
    return found
