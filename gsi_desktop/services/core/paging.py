"""Lists page by key, never by OFFSET: a page carries the cursor of the next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page; ``next`` is handed back unread to get the following page, None at the end."""

    rows: tuple[T, ...]
    next: tuple[object, ...] | None = None
