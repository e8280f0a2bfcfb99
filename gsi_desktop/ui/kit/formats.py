"""How values read on screen: dd/mm/aaaa, thousands with points."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.formats import document_number as shown_document
from gsi_desktop.services.core.formats import number as thousands

__all__ = ["plain_document", "show", "shown_document", "thousands"]


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


def plain_document(text: str) -> str:
    """Return a document number as it is stored: without points, blanks or hyphens, in capitals.

    >>> plain_document(" 1.075.234.567 ")
    '1075234567'
    """
    return "".join(letter for letter in text if letter.isalnum()).upper()


_SWAP = str.maketrans({",": ".", ".": ","})
