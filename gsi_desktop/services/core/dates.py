"""Dates as people type them in Colombia: day first, with or without signs, "hoy" and "ayer"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from gsi_desktop.models.enums import DatePrecision
from gsi_desktop.services.core.errors import ExpectedError

_WORDS: Final = {"hoy": 0, "ayer": 1}
_SIGNED: Final = re.compile(r"(\d{1,2})[/\-. ](\d{1,2})(?:[/\-. ](\d{4}|\d{2}))?")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_PARTIAL: Final = re.compile(r"(?:(\d{1,2})[/\-. ])?((?:18|19|20)\d\d)")
_SOLID: Final = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")


def parse_date(text: str, today: date, *, coming: bool = False) -> date:
    """Return the date a person typed.

    ``21/11/2026``, ``21-11-26``, ``21.11`` (this year), ``21112026``, ``211126``, ``2026-11-21``, ``hoy``, ``ayer``.
    A year of two digits is the latest one that is not after ``today``'s; of a date that is to come (``coming``: a
    deadline, a next visit) it is one of this century, and without a year the next such day. Raises `ExpectedError`
    ``date_missing`` for nothing and ``date_invalid`` for what is not a date of the calendar.
    """
    typed = " ".join(text.split()).lower()
    if not typed:
        raise ExpectedError("date_missing")
    if typed in _WORDS:
        return today - timedelta(days=_WORDS[typed])
    try:
        year, month, day = _parts(typed, today, coming)
        return date(year, month, day)
    except ValueError:
        raise ExpectedError("date_invalid", text=text.strip()) from None


def parse_partial(text: str, today: date) -> tuple[date, DatePrecision]:
    """Return the date a person typed and how well it is known: ``1985`` and ``05/1985`` are a year and a month.

    Such a date is the first day of what is known. Everything else as `parse_date`, which says what is raised.
    """
    if found := _PARTIAL.fullmatch(text.strip()):
        month = int(found[1] or 1)
        if 1 <= month <= 12:
            return date(int(found[2]), month, 1), DatePrecision.MONTH if found[1] else DatePrecision.YEAR
    return parse_date(text, today), DatePrecision.DAY


def show_partial(day: date | None, precision: DatePrecision) -> str:
    """Return ``day`` as far as it is known: dd/mm/aaaa, mm/aaaa or aaaa; "" when it is not."""
    if day is None:
        return ""
    shown = show_date(day)
    return shown[{DatePrecision.DAY: 0, DatePrecision.MONTH: 3, DatePrecision.YEAR: 6}[precision] :]


def show_date(value: date) -> str:
    """Return ``value`` as dd/mm/aaaa."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def _parts(typed: str, today: date, coming: bool) -> tuple[int, int, int]:
    if iso := _ISO.fullmatch(typed):
        return int(iso[1]), int(iso[2]), int(iso[3])
    found = _SIGNED.fullmatch(typed) or _SOLID.fullmatch(typed)
    if found is None:
        raise ValueError(typed)
    month, day = int(found[2]), int(found[1])
    if found[3] is None and coming and (month, day) < (today.month, today.day):
        return today.year + 1, month, day
    return _year(found[3], today, coming), month, day


def _year(digits: str | None, today: date, coming: bool) -> int:
    if digits is None:
        return today.year
    if len(digits) == 4:
        return int(digits)
    century = today.year - today.year % 100
    year = century + int(digits)
    return year if year <= today.year or coming else year - 100
