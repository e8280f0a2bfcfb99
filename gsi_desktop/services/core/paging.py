"""Lists page by key, never by OFFSET: a page carries the cursor of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, literal, tuple_

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page; ``next`` is handed back unread to get the following page, None at the end."""

    rows: tuple[T, ...]
    next: tuple[object, ...] | None = None


def beyond(keys: Sequence[Any], cursor: Sequence[object], *, descending: bool = False) -> ColumnElement[bool]:
    """Return what rows after ``cursor`` meet in the order of ``keys``, the last of which is unique.

    It says "from there on, but not that row": PostgreSQL judges how many follow by the first key alone, and where
    thousands share its value (everybody entered on one day) "after it" seems none, so that it sorts them all.
    """
    told = [literal(value, key.type) for value, key in zip(cursor, keys, strict=True)]
    here, there = tuple_(*keys), tuple_(*told)
    return and_(here <= there if descending else here >= there, keys[-1] != told[-1])
