"""Families: households, enrolments, persons, documents, memberships and life events."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from gsi_desktop.models.base import (
    AUDITED,
    Base,
    EnumText,
    Guid,
    GuidKey,
    MunicipalityCode,
    Name,
    RowNumber,
    Versioned,
    reference,
    sort_text,
    unique_while,
)
from gsi_desktop.models.enums import (
    Answer,
    DatePrecision,
    EventKind,
    FamilyStatus,
    Kinship,
    NoDocument,
    NoticeStatus,
    Sex,
    Stage,
    TargetingSource,
    Zone,
)


class FolioCounter(Base):
    """Last folio number given out per municipality and series; numbers are never reused, they are on paper."""

    __tablename__ = "folio_counter"

    municipality_id: Mapped[str] = mapped_column(String(5), ForeignKey("municipality.code"), primary_key=True)
    series: Mapped[str] = mapped_column(String(4), primary_key=True)
    last_number: Mapped[int]


class Family(Versioned, Base):
    """A household known by its folio; its composition is in `Membership`, its programme episodes in `Enrolment`.

    While ``location_protected``, address and settlement are empty here and kept as a reserved fact.
    """

    __tablename__ = "family"
    __table_args__ = (UniqueConstraint("folio"), reference("ix_family_merged_into", "merged_into"), AUDITED)

    id: Mapped[GuidKey]
    municipality_id: Mapped[MunicipalityCode] = mapped_column(index=True)
    folio: Mapped[str] = mapped_column(String(24))
    settlement_id: Mapped[UUID | None] = mapped_column(ForeignKey("settlement.id"), index=True)
    zone: Mapped[Zone | None] = mapped_column(EnumText(Zone))
    address: Mapped[str] = mapped_column(String(200), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    other_phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    location_protected: Mapped[bool] = mapped_column(default=False, server_default=false())
    status: Mapped[FamilyStatus] = mapped_column(EnumText(FamilyStatus))
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("family.id"))


class Enrolment(Versioned, Base):
    """An episode of a family in the programme; it keeps its municipality for ever, a move opens another.

    ``agreement_on`` is the day the *acuerdo de corresponsabilidad* was signed. ``opened_by`` and ``closed_by`` are the
    life events that began and ended it; None began it when the family entered.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        unique_while("uq_enrolment_open", "exit_on IS NULL", "family_id"),
        reference("ix_enrolment_opened_by", "opened_by"),
        reference("ix_enrolment_closed_by", "closed_by"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"), index=True)
    municipality_id: Mapped[MunicipalityCode]
    entry_on: Mapped[date]
    exit_on: Mapped[date | None]
    exit_reason: Mapped[str | None] = mapped_column(String(40))
    agreement_on: Mapped[date | None]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("family_event.id"))
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("family_event.id"))


class EnrolmentTargeting(Versioned, Base):
    """A list that made the family eligible; one is main. ``household_key`` is that list's own household number."""

    __tablename__ = "enrolment_targeting"
    __table_args__ = (
        Index("ix_enrolment_targeting_household", "municipality_id", "household_key", "source"),
        unique_while("uq_enrolment_targeting_main", "is_main", "enrolment_id"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    municipality_id: Mapped[MunicipalityCode]
    source: Mapped[TargetingSource] = mapped_column(EnumText(TargetingSource))
    is_main: Mapped[bool]
    household_key: Mapped[str] = mapped_column(String(60), default="", server_default="")
    level: Mapped[str] = mapped_column(String(8), default="", server_default="")
    score: Mapped[str] = mapped_column(String(12), default="", server_default="")
    listed_on: Mapped[date | None]
    displaced_on: Mapped[date | None]
    displaced_from: Mapped[str] = mapped_column(String(80), default="", server_default="")


class Person(Versioned, Base):
    """A person; ``name_key`` sorts, ``search_text`` finds, ``sound`` matches: written by the application each time.

    A birth date known by its month or year only (``birth_precision``) is stored as the first day of it. ``no_document``
    says why there is no number; it counts only while no live document is there.
    """

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("id"),
        Index("ix_person_name_key", "name_key", "id"),
        Index("ix_person_sound", "sound", "birth_date"),
        Index("ix_person_birth_date", "birth_date"),
        reference("ix_person_merged_into", "merged_into"),
        {"info": {"audited": True, "full_text": "search_text"}},
    )

    row_no: Mapped[int] = mapped_column(RowNumber, Identity(), primary_key=True)
    id: Mapped[UUID] = mapped_column(Guid())
    municipality_id: Mapped[MunicipalityCode]
    first_surname: Mapped[Name]
    second_surname: Mapped[Name] = mapped_column(default="", server_default="")
    first_name: Mapped[Name]
    second_name: Mapped[Name] = mapped_column(default="", server_default="")
    sex: Mapped[Sex] = mapped_column(EnumText(Sex))
    birth_date: Mapped[date | None]
    birth_precision: Mapped[DatePrecision] = mapped_column(EnumText(DatePrecision))
    ethnicity: Mapped[str | None] = mapped_column(String(16))
    disability: Mapped[str | None] = mapped_column(String(16))
    pregnant: Mapped[Answer | None] = mapped_column(EnumText(Answer))
    pregnant_as_of_on: Mapped[date | None]
    victim: Mapped[Answer | None] = mapped_column(EnumText(Answer))
    notice: Mapped[NoticeStatus] = mapped_column(EnumText(NoticeStatus))
    no_document: Mapped[NoDocument | None] = mapped_column(EnumText(NoDocument))
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    name_key: Mapped[str] = mapped_column(sort_text(340))
    search_text: Mapped[str] = mapped_column(Text)
    sound: Mapped[str] = mapped_column(sort_text(120), default="", server_default="")


class PersonDocument(Versioned, Base):
    """An identity document; a person keeps the history, a live type and number belongs to one person only."""

    __tablename__ = "person_document"
    __table_args__ = (
        unique_while("uq_person_document_live", "retired_on IS NULL", "number", "type"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    municipality_id: Mapped[MunicipalityCode]
    type: Mapped[str] = mapped_column(String(4))
    number: Mapped[str] = mapped_column(sort_text(24))
    recorded_on: Mapped[date]
    retired_on: Mapped[date | None]


class AcceptedWarning(Base):
    """A warning somebody passed with a reason when saving by hand: append-only, never asked about again."""

    __tablename__ = "accepted_warning"
    __table_args__ = (reference("ix_accepted_warning_person_id", "person_id"), AUDITED)

    id: Mapped[GuidKey]
    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"), index=True)
    municipality_id: Mapped[MunicipalityCode]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    field: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(200))


class FamilyEvent(Base):
    """A life event of a household: append-only, and the only reason why a membership opens or closes.

    An act of two households is one event that names both. ``detail`` (JSON) keeps what was told to change when it was
    saved, ``reason`` the code of why a family left; ``corrects_id`` is the event an annulment or amendment is about.
    """

    __tablename__ = "family_event"
    __table_args__ = (
        reference("ix_family_event_other_family_id", "other_family_id"),
        reference("ix_family_event_corrects_id", "corrects_id"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"), index=True)
    municipality_id: Mapped[MunicipalityCode]
    kind: Mapped[EventKind] = mapped_column(EnumText(EventKind))
    occurred_on: Mapped[date]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    other_family_id: Mapped[UUID | None] = mapped_column(ForeignKey("family.id"))
    note: Mapped[str] = mapped_column(String(400), default="", server_default="")
    reason: Mapped[str] = mapped_column(String(40), default="", server_default="")
    detail: Mapped[str] = mapped_column(Text, default="", server_default="")
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("family_event.id"))


class Membership(Versioned, Base):
    """A person in a family between two dates (``valid_to_on`` excluded); one open head per family."""

    __tablename__ = "membership"
    __table_args__ = (
        unique_while("uq_membership_open_head", "is_head AND valid_to_on IS NULL", "family_id"),
        unique_while("uq_membership_open_person", "valid_to_on IS NULL", "person_id"),
        reference("ix_membership_closed_by", "closed_by"),
        CheckConstraint("valid_to_on IS NULL OR valid_to_on >= valid_from_on", name="dates"),
        CheckConstraint("is_head = (kinship = 'head')", name="head"),
        AUDITED,
    )

    id: Mapped[GuidKey]
    family_id: Mapped[UUID] = mapped_column(ForeignKey("family.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    municipality_id: Mapped[MunicipalityCode]
    kinship: Mapped[Kinship] = mapped_column(EnumText(Kinship))
    is_head: Mapped[bool]
    valid_from_on: Mapped[date]
    valid_to_on: Mapped[date | None]
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("family_event.id"), index=True)
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("family_event.id"))


class FamilyCard(Base):
    """What a list shows of a family, kept beside it so that a page of any list is one index read.

    Lists are read in any order in the whole and in a municipality; each order is an index of either.

    Derived: rewritten for the families of every change set before commit, rebuilt at every upgrade, compared by
    ``gsi db check``. Never a source of truth.
    """

    __tablename__ = "family_card"
    __table_args__ = (
        Index("ix_family_card_name", "name_key", "family_id"),
        Index("ix_family_card_municipality", "municipality_id", "name_key", "family_id"),
        Index("ix_family_card_place", "municipality_id", "settlement_key", "name_key", "family_id"),
        Index("ix_family_card_settlement", "settlement_id", "name_key", "family_id"),
        Index("ix_family_card_work", "status", "municipality_id", "cogestor_id", "last_visit_on", "stage"),
        Index("ix_family_card_next", "next_visit_on", "status", "municipality_id", "cogestor_id"),
        Index("ix_family_card_document", "head_document", "family_id"),
        Index("ix_family_card_members", "members", "family_id"),
        Index("ix_family_card_visited", "last_visit_on", "family_id"),
        Index("ix_family_card_agreed", "next_visit_on", "family_id"),
        Index("ix_family_card_entry", "entry_on", "family_id"),
        Index("ix_family_card_cogestor", "cogestor_id", "name_key", "family_id"),
        Index("ix_family_card_stage", "stage", "name_key", "family_id"),
        Index("ix_family_card_source", "source", "name_key", "family_id"),
        Index("ix_family_card_town_folio", "municipality_id", "folio", "family_id"),
        Index("ix_family_card_town_document", "municipality_id", "head_document", "family_id"),
        Index("ix_family_card_town_members", "municipality_id", "members", "family_id"),
        Index("ix_family_card_town_visited", "municipality_id", "last_visit_on", "family_id"),
        Index("ix_family_card_town_agreed", "municipality_id", "next_visit_on", "family_id"),
        Index("ix_family_card_town_entry", "municipality_id", "entry_on", "family_id"),
        Index("ix_family_card_town_cogestor", "municipality_id", "cogestor_id", "name_key", "family_id"),
        Index("ix_family_card_town_stage", "municipality_id", "stage", "name_key", "family_id"),
        Index("ix_family_card_town_source", "municipality_id", "source", "name_key", "family_id"),
        UniqueConstraint("folio"),
    )

    family_id: Mapped[GuidKey] = mapped_column(ForeignKey("family.id"))
    municipality_id: Mapped[MunicipalityCode]
    folio: Mapped[str] = mapped_column(sort_text(24))
    name_key: Mapped[str] = mapped_column(sort_text(340))
    head_name: Mapped[str] = mapped_column(String(340))
    head_document_type: Mapped[str] = mapped_column(String(4))
    head_document: Mapped[str] = mapped_column(String(24))
    members: Mapped[int]
    settlement_id: Mapped[UUID | None]
    settlement: Mapped[str] = mapped_column(String(120))
    settlement_key: Mapped[str] = mapped_column(sort_text(120))
    zone: Mapped[Zone | None] = mapped_column(EnumText(Zone))
    source: Mapped[TargetingSource | None] = mapped_column(EnumText(TargetingSource))
    level: Mapped[str] = mapped_column(String(8))
    status: Mapped[FamilyStatus] = mapped_column(EnumText(FamilyStatus))
    entry_on: Mapped[date | None]
    stage: Mapped[Stage] = mapped_column(EnumText(Stage), default=Stage.TARGETED, server_default=Stage.TARGETED.value)
    cogestor_id: Mapped[UUID | None]
    last_visit_on: Mapped[date | None]
    next_visit_on: Mapped[date | None]
