"""The result workbook: the file's own columns as text, with what happened to each row, written anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from gsi_desktop.models.enums import RowOutcome
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange import reading, workbooks
from gsi_desktop.services.exchange.data import ImportReport, RowReport
from gsi_desktop.services.exchange.staging import StagedRoster

ADDED = ("resultado", "motivo", "folio")
"""Headings of the columns the result adds."""


def outcome_name(outcome: RowOutcome) -> str:
    """Return the outcome as people read it."""
    return {
        RowOutcome.CREATED: _("Se creó"),
        RowOutcome.UPDATED: _("Se actualizó"),
        RowOutcome.UNCHANGED: _("Sin cambio"),
        RowOutcome.REJECTED: _("No entró"),
        RowOutcome.SKIPPED: _("Se omitió"),
    }[outcome]


def reason_names() -> dict[str, str]:
    """Return the reasons of rows in a few words, for totals; the sentence of a row says more."""
    return {
        "unknown_municipality": _("municipio que no existe"),
        "household_missing": _("sin ficha ni declaración"),
        "name_missing": _("sin nombre o apellido"),
        "birth_date_invalid": _("fecha de nacimiento que no existe"),
        "birth_date_future": _("fecha de nacimiento en el futuro"),
        "duplicate_document": _("documento de otra persona"),
        "repeated_row": _("fila repetida"),
        "total_row": _("fila de totales"),
        "document_missing": _("sin documento"),
        "document_age_mismatch": _("documento que no va con la edad"),
        "head_inferred": _("hogar sin jefe(a)"),
        "second_head": _("hogar con dos jefes"),
        "needs_review": _("dato por revisar"),
        "possible_duplicate": _("posible duplicado"),
    }


def _rows(staged: StagedRoster, reports: dict[int, RowReport], width: int) -> Iterator[tuple[str, ...]]:
    for chunk in reading.read_rows(staged.path, sheet=staged.layout.sheet):
        for number, cells in chunk:
            report = reports.get(number)
            if report is None:
                continue
            told = (*cells, *[""] * width)[:width]
            yield (*told, outcome_name(report.outcome), report.message, report.folio)


def _header(staged: StagedRoster) -> tuple[str, ...]:
    for chunk in reading.read_rows(staged.path, sheet=staged.layout.sheet):
        for number, cells in chunk:
            if number == staged.layout.header_row:
                return cells
    return ()


def write_result(
    staged: StagedRoster,
    report: ImportReport,
    path: Path,
    *,
    outcomes: Collection[RowOutcome] = tuple(RowOutcome),
    progress: Progress | None = None,
) -> int:
    """Write the rows of ``staged`` with their outcome to ``path`` and return how many.

    ``outcomes`` limits the rows, for the sheet of those to correct. The roster file is read again, so it must still be
    where it was. Raises `ExpectedError` ``output_is_roster`` for the roster file itself.
    """
    if path.resolve() == staged.path.resolve():
        raise ExpectedError("output_is_roster")
    reports = {row.row_number: row for row in report.rows if row.outcome in outcomes}
    header = _header(staged)
    width = max(len(header), max((column.index + 1 for column in staged.layout.columns), default=0))
    headings = (*header, *[""] * width)[:width]
    return workbooks.write_rows(
        path,
        sheet=_("Resultado"),
        header=(*headings, *ADDED),
        rows=_rows(staged, reports, width),
        progress=progress,
    )
