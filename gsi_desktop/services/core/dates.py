"""Dates as people type them in Colombia: day first, with or without signs, "hoy" and "ayer"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from gsi_desktop.services.core.errors import ExpectedError

_WORDS: Final = {"hoy": 0, "ayer": 1}
_SIGNED: Final = re.compile(r"(\d{1,2})[/\-. ](\d{1,2})(?:[/\-. ](\d{4}|\d{2}))?")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
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
