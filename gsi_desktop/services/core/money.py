"""Pesos as people in Colombia write and read them: whole pesos on screen, whole centavos in storage, never a float."""

from __future__ import annotations

import re

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.formats import number

CENTAVOS = 100
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3}(?:\1\d{3})*)?")
_CENTS = re.compile(r"[.,](\d{2})$")
_MOST_DIGITS = 15


def parse_pesos(text: str) -> int:
    """Return the centavos of an amount typed as ``1234567``, ``1.234.567``, ``1,234,567`` or ``$ 1.234.567,50``.

    Points and commas both separate thousands; the last one followed by two digits separates centavos. Raises
    `ExpectedError` ``pesos_invalid`` for anything else, so that nobody pays a thousandth of what was meant.
    """
    plain = re.sub(r"\s|\$|COP", "", text.strip(), flags=re.IGNORECASE)
    cents = 0
    if match := _CENTS.search(plain):
        cents = int(match[1])
        plain = plain[: match.start()]
    grouped = plain.isdigit() or _GROUPED.fullmatch(plain)
    digits = re.sub(r"[.,]", "", plain)
    if not grouped or not digits.isdigit() or not digits.isascii() or len(digits) > _MOST_DIGITS:
        raise ExpectedError("pesos_invalid", text=text.strip())
    return int(digits) * CENTAVOS + cents


def show_pesos(centavos: int) -> str:
    """Return an amount as it is read; centavos only where there are some.

    >>> show_pesos(123456700), show_pesos(150), show_pesos(-500)
    ('$ 1.234.567', '$ 1,50', '-$ 5')
    """
    pesos, cents = divmod(abs(centavos), CENTAVOS)
    told = f"$ {number(pesos)}" + (f",{cents:02}" if cents else "")
    return f"-{told}" if centavos < 0 else told
