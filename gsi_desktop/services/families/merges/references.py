"""Which columns point at a person, a family or an episode: read from the metadata, never from memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from gsi_desktop.models.base import Guid
from gsi_desktop.models.tables import metadata

TARGETS = ("person", "family", "enrolment")

DERIVED = frozenset({"family_card", "achievement_mark"})
"""Tables rewritten from the facts before every commit."""

STAYS = {
    ("duplicate_candidate", "one_id"): "the pair is about these two rows; lists leave out who was merged",
    ("duplicate_candidate", "other_id"): "the pair is about these two rows; lists leave out who was merged",
    ("import_row", "person_id"): "tells what a file brought; whoever opens it is led to the one that stayed",
    ("import_row", "family_id"): "tells what a file brought; whoever opens it is led to the one that stayed",
}
"""Columns that keep naming the one that goes, each with its reason."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that names a person, a family or an episode by its id."""

    table: Table
    column: str

    @property
    def cell(self) -> Column[Any]:
        """Return the column."""
        return self.table.c[self.column]


def references(target: str, tables: Iterable[Table] | None = None) -> tuple[Reference, ...]:
    """Return every column a merge moves when two rows of ``target`` become one, parents before children."""
    return tuple(
        Reference(table, column.name)
        for table in (metadata.sorted_tables if tables is None else tables)
        if table.name not in DERIVED
        for column in table.columns
        if any(key.target_fullname == f"{target}.id" for key in column.foreign_keys)
        and (table.name, column.name) not in STAYS
    )


def forgotten(tables: Iterable[Table] | None = None) -> list[str]:
    """Return the columns no merge could move: of tables without an ``id``, or that name somebody without a key."""
    found = []
    for table in metadata.sorted_tables if tables is None else tables:
        if table.name in DERIVED:
            continue
        for column in table.columns:
            named = isinstance(column.type, Guid) and column.name.endswith(tuple(f"{one}_id" for one in TARGETS))
            keyed = any(key.target_fullname.removesuffix(".id") in TARGETS for key in column.foreign_keys)
            movable = keyed and [key.name for key in table.primary_key] in (["id"], ["row_no"]) and "id" in table.c
            if (named or keyed) and not movable and (table.name, column.name) not in STAYS:
                found.append(f"{table.name}.{column.name}")
    return found
