"""Rows on the clipboard as a spreadsheet takes them: documents stay texts, days are days, nothing is a formula."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from html import escape
from typing import Any, Final

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from gsi_desktop.services.core import formats
from gsi_desktop.ui.kit.columns import Column

_EXCEL_EPOCH: Final = date(1899, 12, 30).toordinal()
_HEAD: Final = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body><table>'
_TAIL: Final = "</table></body></html>"


class Copied(QObject):
    """Whom the status bar hears: ``told`` carries how many rows were copied."""

    told = Signal(int)


@cache
def copied() -> Copied:
    """Return the one of the program."""
    return Copied()


def put_on_clipboard(texts: tuple[str, str], rows: int) -> None:
    """Put what `as_texts` made of ``rows`` rows on the clipboard, and tell so."""
    plain, html = texts
    data = QMimeData()
    data.setText(plain)
    data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)
    copied().told.emit(rows)


def as_texts(columns: Sequence[Column], rows: Sequence[Any]) -> tuple[str, str]:
    """Return headings and rows as tab separated text and as the HTML table spreadsheets prefer."""
    titles = [column.title for column in columns]
    lines = ["\t".join(titles)]
    html = [_HEAD, "<tr>", *(f"<th>{escape(title)}</th>" for title in titles), "</tr>"]
    for row in rows:
        values = [column.raw(row) for column in columns]
        lines.append("\t".join(map(_plain, values)))
        html += ["<tr>", *map(_cell, values), "</tr>"]
    return "\n".join(lines) + "\n", "".join([*html, _TAIL])


def _plain(value: object) -> str:
    if isinstance(value, date):
        return formats.date(value)
    return str(value) if isinstance(value, int) else formats.harmless(str(value))


def _cell(value: object) -> str:
    if isinstance(value, date):
        serial = value.toordinal() - _EXCEL_EPOCH
        style = "mso-number-format:'dd\\/mm\\/yyyy'"
        return (
            f'<td style="{style}" x:num="{serial}" sdval="{serial}" sdnum="9226;9226;DD/MM/YYYY">'
            f"{formats.date(value)}</td>"
        )
    if isinstance(value, int):
        return f'<td x:num="{value}" sdval="{value}" sdnum="9226;">{value}</td>'
    return f'<td style="mso-number-format:\'\\@\'" x:str sdnum="9226;0;@">{escape(str(value))}</td>'
