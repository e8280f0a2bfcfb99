"""How values read on screen: dd/mm/aaaa, thousands with points."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.dates import show_date


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
        return show_date(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return thousands(value)
    if isinstance(value, (float, Decimal)):
        return f"{value:,}".translate(_SWAP)
    return str(value)


def thousands(number: int) -> str:
    """Return ``number`` with points: ``57191`` → ``"57.191"``."""
    return f"{number:,}".replace(",", ".")


def plain_document(text: str) -> str:
    """Return a document number as it is stored: without points, blanks or hyphens, in capitals.

    >>> plain_document(" 1.075.234.567 ")
    '1075234567'
    """
    return "".join(letter for letter in text if letter.isalnum()).upper()


def shown_document(plain: str) -> str:
    """Return a stored document number as people read it: points in a number, leading zeros kept, letters untouched.

    >>> shown_document("1075234567"), shown_document("0123456"), shown_document("AB123456")
    ('1.075.234.567', '0.123.456', 'AB123456')
    """
    if not (plain.isascii() and plain.isdigit()):
        return plain
    head = len(plain) % 3
    parts = ([plain[:head]] if head else []) + [plain[place : place + 3] for place in range(head, len(plain), 3)]
    return ".".join(parts)


_SWAP = str.maketrans({",": ".", ".": ","})
