"""Who did what: operations, the audit that triggers write, and what this installation is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from gsi_desktop.models.base import Base, EnumText, GuidKey, RowNumber
from gsi_desktop.models.enums import AuditAction


class Setting(Base):
    """Facts about this database: folio series, sample data, smallest client version."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Operation(Base):
    """One user action, one transaction; its id is made by the client so that a retry is answered, not repeated."""

    __tablename__ = "operation"

    id: Mapped[GuidKey]
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(index=True)
    app_version: Mapped[str] = mapped_column(String(24))
    payload_hash: Mapped[str] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(Text)


class CurrentOperation(Base):
    """On SQLite, the operation of the open transaction: one row while it runs, none otherwise.

    ``search_deferred`` tells the full-text triggers that `services.core.fulltext` indexes the rows itself.
    """

    __tablename__ = "current_operation"
    __table_args__ = (CheckConstraint("slot = 1", name="one_row"),)

    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    operation_id: Mapped[UUID]
    actor: Mapped[str] = mapped_column(String(80))
    search_deferred: Mapped[bool] = mapped_column(default=False, server_default=false())


class AuditEntry(Base):
    """Written by triggers only: the key on insert, the changed columns' former values on update, all on delete."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_row", "row_id", "id"),
        Index("ix_audit_entry_operation", "operation_id", "table_name", "action"),
    )

    id: Mapped[int] = mapped_column(RowNumber, Identity(), primary_key=True)
    operation_id: Mapped[UUID] = mapped_column(ForeignKey("operation.id"))
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    table_name: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[UUID]
    municipality_id: Mapped[str | None] = mapped_column(String(5))
    action: Mapped[AuditAction] = mapped_column(EnumText(AuditAction))
    before_values: Mapped[str | None] = mapped_column(Text)
