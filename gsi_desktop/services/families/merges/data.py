"""What goes in and out of merges: frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gsi_desktop.models.enums import MergeKind, MergeState

PERSON_FIELDS: dict[str, tuple[str, ...]] = {
    "first_name": ("first_name",),
    "second_name": ("second_name",),
    "first_surname": ("first_surname",),
    "second_surname": ("second_surname",),
    "sex": ("sex",),
    "birth_date": ("birth_date", "birth_precision"),
    "document": (),
    "ethnicity": ("ethnicity",),
    "disability": ("disability",),
    "pregnant": ("pregnant", "pregnant_as_of_on"),
    "victim": ("victim",),
    "notice": ("notice",),
}
"""What somebody chooses from either person, with its columns; the document is chosen among rows of its own."""

FAMILY_FIELDS: dict[str, tuple[str, ...]] = {
    "settlement": ("settlement_id",),
    "zone": ("zone",),
    "address": ("address",),
    "phone": ("phone",),
    "other_phone": ("other_phone",),
}
"""What somebody chooses from either family, with its columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePersons:
    """Merge ``gone_id`` into ``kept_id``: ``take`` names the fields (`PERSON_FIELDS`) taken from the one that goes.

    ``take_home``: when both live in families of their own, they stay in the home of the one that goes.
    """

    kept_id: UUID
    gone_id: UUID
    take: tuple[str, ...] = ()
    take_home: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Same:
    """Two members of families being merged who are one person, and the fields taken from the one that goes."""

    kept_id: UUID
    gone_id: UUID
    take: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeFamilies:
    """Merge ``gone_id`` into ``kept_id``; ``same`` are the members both have, the others all stay members."""

    kept_id: UUID
    gone_id: UUID
    same: tuple[Same, ...] = ()
    take: tuple[str, ...] = ()
    reason: str = ""


Asked = MergePersons | MergeFamilies


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that was made, and the rows by table that passed to the one that stays."""

    merge_id: UUID
    passed: dict[str, int]


@dataclass(frozen=True, slots=True)
class UndoMerge:
    """Take a merge back, and why."""

    merge_id: UUID
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since a merge and is kept: ``kind`` edited, missing, added, followed or headed.

    Edited: the value was ``before`` the merge, is ``now``. Added and followed: ``count`` rows that stay with the one
    that stayed, or go back with what they hang on. Headed: ``count`` families whose head went back got another one.
    """

    kind: str
    table: str
    column: str = ""
    before: str = ""
    now: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Undone:
    """A merge that was taken back: keys that went back, and what changed since.

    ``redone`` later merges had to be taken apart for it and were made again; ``also`` could not be and are undone too.
    """

    merge_id: UUID
    returned: int
    since: tuple[Since, ...]
    redone: tuple[UUID, ...] = ()
    also: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge as the list shows it; names and folios as they are today."""

    merge_id: UUID
    kind: MergeKind
    state: MergeState
    kept_id: UUID
    gone_id: UUID
    kept: str
    gone: str
    kept_folio: str
    gone_folio: str
    kept_family_id: UUID | None
    merged_at: datetime
    merged_by: str
    reason: str
    undone_at: datetime | None
    undone_by: str
