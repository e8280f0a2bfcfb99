"""How stored values read in Spanish, the same in window, console and workbooks: points in thousands, dd/mm/aaaa."""

from __future__ import annotations

import datetime
from typing import Final

from gsi_desktop.models.enums import Answer, FamilyStatus, TargetingSource
from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.i18n import _, ngettext

FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet take a text for a formula (CWE-1236)."""


def harmless(text: str) -> str:
    """Return a text as it may go where a spreadsheet reads plain text: with an apostrophe before a formula.

    >>> harmless("=1+1"), harmless("Ana")
    ("'=1+1", 'Ana')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def number(value: int) -> str:
    """Return ``value`` with points in the thousands.

    >>> number(57191)
    '57.191'
    """
    return f"{value:,}".replace(",", ".")


def weight(size: int) -> str:
    """Return ``size`` bytes as people say them.

    >>> weight(806_000_000), weight(24_930_000_000)
    ('806,0 MB', '24,9 GB')
    """
    figure, unit = (size / 10**9, "GB") if size >= 10**9 else (size / 10**6, "MB")
    return f"{figure:.1f} {unit}".replace(".", ",")


def date(value: datetime.date | None) -> str:
    """Return ``value`` as dd/mm/aaaa, "" for None.

    >>> date(datetime.date(2026, 11, 21))
    '21/11/2026'
    """
    return "" if value is None else show_date(value)


def moment(value: datetime.datetime) -> str:
    """Return an instant as Colombia's clocks show it, ``21/11/2026 10:00``."""
    return value.astimezone(BOGOTA).strftime("%d/%m/%Y %H:%M")


def document_number(plain: str) -> str:
    """Return a stored document number as people read it: points in digits, leading zeros kept, letters untouched.

    >>> document_number("1075234567"), document_number("0123456"), document_number("AB123456")
    ('1.075.234.567', '0.123.456', 'AB123456')
    """
    if not (plain.isascii() and plain.isdigit()):
        return plain
    head = len(plain) % 3
    parts = ([plain[:head]] if head else []) + [plain[place : place + 3] for place in range(head, len(plain), 3)]
    return ".".join(parts)


def document(kind: str, plain: str) -> str:
    """Return type and number of a document, "" when there is none.

    >>> document("CC", "36284517"), document("", "")
    ('CC 36.284.517', '')
    """
    return f"{kind} {document_number(plain)}".strip() if plain else ""


def phone(text: str) -> str:
    """Return a telephone number in groups; what is not ten digits stays as it was written.

    >>> phone("3215795346"), phone("836 0101 ext. 3")
    ('321 579 5346', '836 0101 ext. 3')
    """
    digits = "".join(character for character in text if character not in " .-()")
    if digits.isascii() and digits.isdigit() and len(digits) == 10:
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    return text


def years(age: int) -> str:
    """Return an age in words: "1 año", "41 años"."""
    return ngettext("{age} año", "{age} años", age).format(age=age)


def source(code: TargetingSource) -> str:
    """Return the short name of a targeting source."""
    return {
        TargetingSource.SISBEN_III: _("SISBÉN III"),
        TargetingSource.SISBEN_IV: _("SISBÉN IV"),
        TargetingSource.RUPD: _("RUPD"),
        TargetingSource.RUV: _("RUV"),
        TargetingSource.OTHER: _("Otra fuente"),
    }[code]


def targeting(code: TargetingSource | None, level: str = "") -> str:
    """Return a targeting with its level or group, "" when there is none.

    >>> targeting(TargetingSource.SISBEN_III, "1"), targeting(TargetingSource.RUPD)
    ('SISBÉN III · 1', 'RUPD')
    """
    if code is None:
        return ""
    return f"{source(code)} · {level}" if level else source(code)


def family_status(status: FamilyStatus) -> str:
    """Return whether a family is in the programme, in words."""
    return {
        FamilyStatus.ACTIVE: _("Activa"),
        FamilyStatus.EXITED: _("Egresada"),
        FamilyStatus.MERGED: _("Unida a otra"),
    }[status]


def answer(value: Answer | None) -> str:
    """Return the answer to a sensitive question in words; None is nobody's answer, not a no."""
    if value is None:
        return _("Sin información")
    return {Answer.YES: _("Sí"), Answer.NO: _("No"), Answer.DECLINED: _("Prefiere no responder")}[value]
