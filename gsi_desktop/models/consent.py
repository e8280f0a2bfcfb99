"""Treatment of personal data: texts people are read, what each person answered, and reserved facts kept apart.

Nothing here is edited: an answer is followed by another one, a reserved fact by the one that corrects it.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from gsi_desktop.models.base import AUDITED, Base, EnumText, GuidKey, MunicipalityCode, Versioned, reference
from gsi_desktop.models.enums import (
    ConsentChannel,
    ConsentDecision,
    LegalBasis,
    MinorOpinion,
    ProtectedKind,
    ProtectionReason,
)


class ConsentText(Base):
    """A version of the text people are read; ``purposes`` is JSON of ``[{"code", "text"}]``, ``sha256`` of both."""

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("number"), {"sqlite_with_rowid": False})

    id: Mapped[GuidKey]
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    purposes: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    valid_from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(400), default="", server_default="")


class Consent(Base):
    """What a person answered about their data on one day: granted, refused or revoked. Append-only; the newest counts.

    ``purposes`` are the codes granted, divided by blanks. Its own ``operation_id`` tells who typed it and when.
    """

    __tablename__ = "consent"
    __table_args__ = (
        reference("ix_consent_representative_id", "representative_id"),
        reference("ix_consent_revokes_id", "revokes_id"),
        CheckConstraint("(decision = 'revoked') = (revokes_id IS NOT NULL)", name="revokes"),
        {"info": {"audited": "changes"}, "sqlite_with_rowid": False},
    )

    id: Mapped[GuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    municipality_id: Mapped[MunicipalityCode]
    text_id: Mapped[UUID] = mapped_column(ForeignKey("consent_text.id"))
    operation_id: Mapped[UUID] = mapped_column(ForeignKey("operation.id"))
    recorded_at: Mapped[datetime]
    decision: Mapped[ConsentDecision] = mapped_column(EnumText(ConsentDecision))
    basis: Mapped[LegalBasis] = mapped_column(EnumText(LegalBasis))
    norm: Mapped[str] = mapped_column(String(300), default="", server_default="")
    purposes: Mapped[str] = mapped_column(String(300), default="", server_default="")
    sensitive: Mapped[bool] = mapped_column(default=False, server_default=false())
    channel: Mapped[ConsentChannel | None] = mapped_column(EnumText(ConsentChannel))
    occurred_on: Mapped[date]
    taken_by: Mapped[str] = mapped_column(String(120))
    representative_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    representative: Mapped[str] = mapped_column(String(200), default="", server_default="")
    relation: Mapped[str] = mapped_column(String(80), default="", server_default="")
    protection_reason: Mapped[ProtectionReason | None] = mapped_column(EnumText(ProtectionReason))
    minor_opinion: Mapped[MinorOpinion | None] = mapped_column(EnumText(MinorOpinion))
    note: Mapped[str] = mapped_column(String(400), default="", server_default="")
    revokes_id: Mapped[UUID | None] = mapped_column(ForeignKey("consent.id"))


class ProtectedFact(Versioned, Base):
    """A reserved fact of a person: its text is never listed, searched, exported, nor copied into the audit.

    A correction retires the row and writes another, so the text never changes.
    """

    __tablename__ = "protected_fact"
    __table_args__ = (AUDITED,)

    id: Mapped[GuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    municipality_id: Mapped[MunicipalityCode]
    kind: Mapped[ProtectedKind] = mapped_column(EnumText(ProtectedKind))
    reserved_text: Mapped[str] = mapped_column(Text, info={"reserved": True})
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class ProtectedAccess(Base):
    """Somebody read the reserved facts of a person, and why. Append-only."""

    __tablename__ = "protected_access"
    __table_args__ = (
        Index("ix_protected_access_person_id", "person_id", "at"),
        {"info": {"audited": "changes"}, "sqlite_with_rowid": False},
    )

    id: Mapped[GuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    municipality_id: Mapped[MunicipalityCode]
    operation_id: Mapped[UUID] = mapped_column(ForeignKey("operation.id"))
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(400))
