"""How values read on screen: dd/mm/aaaa, thousands with points."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.dates import show_date
from gsi_desktop.services.core.formats import document_number as shown_document
from gsi_desktop.services.core.formats import moment
from gsi_desktop.services.core.formats import number as thousands
from gsi_desktop.services.core.i18n import _, ngettext

__all__ = ["ago", "day_name", "long_date", "plain_document", "share", "show", "shown_document", "since", "thousands"]


def show(value: object) -> str:
    """Return ``value`` as people in Colombia write it; None is an empty text.

    >>> show(1234567), show(date(2026, 11, 21)), show(None)
    ('1.234.567', '21/11/2026', '')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return moment(value)
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


def share(part: int, whole: int, decimals: int = 1) -> str:
    """Return ``part`` of ``whole`` as a percentage, "" of nothing; only all of it reads 100 and only nothing reads 0.

    >>> share(9, 138), share(121, 138, 0), share(999, 1000, 0), share(1, 57191)
    ('6,5 %', '88 %', '99 %', '0,1 %')
    """
    if not whole:
        return ""
    step = 10**decimals
    steps = (200 * part * step + whole) // (2 * whole)
    if 0 < part < whole:
        steps = max(1, min(100 * step - 1, steps))
    return f"{steps / step:.{decimals}f} %".replace(".", ",")


def day_name(day: date) -> str:
    """Return the day of the week: "viernes"."""
    names = _("lunes martes miércoles jueves viernes sábado domingo").split()
    return names[day.weekday() % len(names)]


def long_date(day: date) -> str:
    """Return a date with its day of the week: "viernes 20/11/2026"."""
    return f"{day_name(day)} {show_date(day)}"


def ago(days: int) -> str:
    """Return how long ago something was: "hoy", "ayer", "hace 8 días"."""
    if days <= 0:
        return _("hoy")
    return _("ayer") if days == 1 else ngettext("hace {n} día", "hace {n} días", days).format(n=thousands(days))


def since(then: datetime, now: datetime) -> str:
    """Return the age of something in the largest unit that says it: "hace un momento", "hace 5 minutos", "ayer"."""
    minutes = max(0, int((now - then).total_seconds() // 60))
    if minutes < 1:
        return _("hace un momento")
    if minutes < _HOUR:
        return ngettext("hace {n} minuto", "hace {n} minutos", minutes).format(n=minutes)
    days = (now.astimezone(BOGOTA).date() - then.astimezone(BOGOTA).date()).days
    if days < 1:
        hours = minutes // _HOUR
        return ngettext("hace {n} hora", "hace {n} horas", hours).format(n=hours)
    return ago(days)


_HOUR = 60
_SWAP = str.maketrans({",": ".", ".": ","})
