"""Territory: departments, municipalities, microregions and settlements (without CBT and action plan)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gsi_desktop.models.base import AUDITED, Base, EnumText, GuidKey, MunicipalityCode, Versioned, sort_text
from gsi_desktop.models.enums import Modality, SettlementKind


class Department(Base):
    """One of the 33 departments (Bogotá D. C. counts as one); loaded from the DIVIPOLA catalogue."""

    __tablename__ = "department"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))


class Municipality(Base):
    """A municipality, area or island by its five-character DIVIPOLA code; retired codes keep their row."""

    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    department_code: Mapped[str] = mapped_column(String(2), ForeignKey("department.code"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    aliases: Mapped[str] = mapped_column(String(200), default="", server_default="")
    valid_from_on: Mapped[date | None]
    valid_to_on: Mapped[date | None]


class Microregion(Versioned, Base):
    """A group of municipalities attended by one operator or directly; its code is text and unique per period."""

    __tablename__ = "microregion"
    __table_args__ = (UniqueConstraint("department_code", "code", "valid_from_on"), AUDITED)

    id: Mapped[GuidKey]
    department_code: Mapped[str] = mapped_column(String(2), ForeignKey("department.code"))
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(80))
    modality: Mapped[Modality] = mapped_column(EnumText(Modality))
    valid_from_on: Mapped[date]
    valid_to_on: Mapped[date | None]


class MicroregionMunicipality(Versioned, Base):
    """Membership of a municipality in a microregion; at most one open row per municipality."""

    __tablename__ = "microregion_municipality"
    __table_args__ = (
        Index(
            "uq_microregion_municipality_open",
            "municipality_id",
            unique=True,
            sqlite_where=text("valid_to_on IS NULL"),
            postgresql_where=text("valid_to_on IS NULL"),
        ),
        AUDITED,
    )

    id: Mapped[GuidKey]
    microregion_id: Mapped[UUID] = mapped_column(ForeignKey("microregion.id"), index=True)
    municipality_id: Mapped[MunicipalityCode]
    valid_from_on: Mapped[date]
    valid_to_on: Mapped[date | None]


class Settlement(Versioned, Base):
    """A vereda, barrio or populated centre inside a municipality, as offices name it."""

    __tablename__ = "settlement"
    __table_args__ = (UniqueConstraint("municipality_id", "name_key"), AUDITED)

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode]
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(sort_text(120))
    kind: Mapped[SettlementKind] = mapped_column(EnumText(SettlementKind))
    code: Mapped[str | None] = mapped_column(String(8))
