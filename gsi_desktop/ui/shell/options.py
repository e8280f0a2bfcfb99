"""How the program was started. No Qt: known before anything is imported that could fail."""

from __future__ import annotations

from typing import NamedTuple


class Options(NamedTuple):
    """``theme`` and ``page`` hold for this run only."""

    database: str | None = None
    sample: bool = False
    theme: str | None = None
    page: str | None = None
