"""Base class, naming convention and column types every table uses.

Marks on a table (``__table_args__ info``) drive the generated objects of `services.upkeep.repeatables`:
``audited`` tables get audit and version triggers on both engines; with the value "changes" an insert leaves no audit
row, because rows are append-only and name their ``operation_id``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Date, Dialect, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Uuid, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime, TypeDecorator, TypeEngine

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Guid(TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, 16 bytes on SQLite (text would cost five times the space; stack.md §4b)."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the native type of the engine."""
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> object:
        """Turn a UUID into what the driver stores."""
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        """Turn what the driver read into a UUID."""
        return value if value is None or isinstance(value, UUID) else UUID(bytes=bytes(value))


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, aware and in UTC on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; refuse naive values, whose zone nobody knows."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware instant in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class EnumText(TypeDecorator[StrEnum]):
    """A closed list stored by value, as text; a value outside the list is a defect and raises."""

    impl = String(24)
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """Store the value of a member."""
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Return the member."""
        return None if value is None else self.enum(value)


def sort_text(length: int | None = None) -> String:
    """Return the type of a column folded by the application: compared by code point on both engines."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


RowNumber = BigInteger().with_variant(Integer(), "sqlite")
"""Key of tables under full-text search: SQLite's index needs an integer that survives a rebuild of the table."""

GuidKey = Annotated[UUID, mapped_column(Guid(), primary_key=True)]
MunicipalityCode = Annotated[str, mapped_column(String(5), ForeignKey("municipality.code"))]
Name = Annotated[str, mapped_column(String(80))]


class Base(DeclarativeBase):
    """Declarative base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: Guid(),
        datetime: UtcDateTime(),
        date: Date(),
    }


class Versioned:
    """A row people edit: a save carries the version it loaded, and every write raises it by one."""

    version: Mapped[int] = mapped_column(default=1, server_default="1")


AUDITED: dict[str, Any] = {"info": {"audited": True}, "sqlite_with_rowid": False}
"""Table arguments of a protected row keyed by a UUID."""

PRINTED: dict[str, Any] = {**AUDITED, "info": {"audited": True, "print": True}}
"""The same of a row that only tells that a paper of ``family_id`` was printed: no work on it, and it goes with it."""


def unique_while(name: str, condition: str, *columns: str) -> Index:
    """Return a unique index that binds only rows meeting ``condition`` (live rows), on both engines."""
    where: dict[str, Any] = {"sqlite_where": text(condition), "postgresql_where": text(condition)}
    return Index(name, *columns, unique=True, **where)


def reference(name: str, column: str) -> Index:
    """Return the index of a reference few rows carry: without it, deleting a parent reads the whole table."""
    where: dict[str, Any] = {
        "sqlite_where": text(f"{column} IS NOT NULL"),
        "postgresql_where": text(f"{column} IS NOT NULL"),
    }
    return Index(name, column, **where)
