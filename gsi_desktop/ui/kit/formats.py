"""How values read on screen: dd/mm/aaaa, thousands with points."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from gsi_desktop.services.core.clock import BOGOTA


def show(value: object) -> str:
    """Return ``value`` as people in Colombia write it; None is an empty text.

    >>> show(1234567), show(date(2026, 11, 21)), show(None)
    ('1.234.567', '21/11/2026', '')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(BOGOTA).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, int) and not isinstance(value, bool):
        return thousands(value)
    if isinstance(value, (float, Decimal)):
        return f"{value:,}".translate(_SWAP)
    return str(value)


def thousands(number: int) -> str:
    """Return ``number`` with points: ``57191`` → ``"57.191"``."""
    return f"{number:,}".replace(",", ".")


_SWAP = str.maketrans({",": ".", ".": ","})
