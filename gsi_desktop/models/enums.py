"""Closed lists, stored by value as text. The window may import this module and nothing else of models."""

from __future__ import annotations

from enum import StrEnum


class Sex(StrEnum):
    """Sex as the roster or document states it (facts.md §6.1)."""

    MALE = "male"
    FEMALE = "female"
    INTERSEX = "intersex"
    UNKNOWN = "unknown"


class Kinship(StrEnum):
    """Relation to the household head."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    STEPCHILD = "stepchild"
    GRANDCHILD = "grandchild"
    PARENT = "parent"
    PARENT_IN_LAW = "parent_in_law"
    SIBLING = "sibling"
    SON_DAUGHTER_IN_LAW = "son_daughter_in_law"
    GRANDPARENT = "grandparent"
    NIECE_NEPHEW = "niece_nephew"
    OTHER_RELATIVE = "other_relative"
    DOMESTIC_WORKER = "domestic_worker"
    NON_RELATIVE = "non_relative"


class Zone(StrEnum):
    """Where the dwelling stands."""

    URBAN = "urban"
    RURAL_CENTER = "rural_center"
    RURAL = "rural"


class SettlementKind(StrEnum):
    """Kind of settlement inside a municipality."""

    POPULATED_CENTER = "populated_center"
    VEREDA = "vereda"
    BARRIO = "barrio"
    OTHER = "other"


class Modality(StrEnum):
    """How a microregion is attended."""

    OPERATOR = "operator"
    DIRECT = "direct"


class FamilyStatus(StrEnum):
    """Whether the family is in the programme."""

    ACTIVE = "active"
    EXITED = "exited"
    MERGED = "merged"


class TargetingSource(StrEnum):
    """List that made the family eligible; versions of SISBEN are never converted into each other (facts.md §6.3)."""

    SISBEN_III = "sisben_iii"
    SISBEN_IV = "sisben_iv"
    RUPD = "rupd"
    RUV = "ruv"
    OTHER = "other"


class Answer(StrEnum):
    """Answer to a sensitive question; *prefiere no responder* is an answer, no row value is *sin información*."""

    YES = "yes"
    NO = "no"
    DECLINED = "declined"


class DatePrecision(StrEnum):
    """How well a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class EventKind(StrEnum):
    """Household life events: the only way composition changes."""

    ENTRY = "entry"
    BIRTH = "birth"
    DEATH = "death"
    JOIN = "join"
    EXIT = "exit"
    SPLIT = "split"
    MERGE = "merge"
    HEAD_CHANGE = "head_change"
    MOVE = "move"


class NoticeStatus(StrEnum):
    """Privacy notice of a person (Ley 1581 de 2012, art. 10 and 12)."""

    PENDING = "pending"
    DELIVERED = "delivered"


class BatchState(StrEnum):
    """Life of an import batch."""

    APPLIED = "applied"
    UNDONE = "undone"


class RowOutcome(StrEnum):
    """What an import did with a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    SKIPPED = "skipped"


class ReviewState(StrEnum):
    """State of a difference that a person must settle."""

    OPEN = "open"
    TAKEN = "taken"
    KEPT = "kept"


class AuditAction(StrEnum):
    """What happened to a row."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"
