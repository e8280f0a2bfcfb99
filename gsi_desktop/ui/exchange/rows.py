"""How the rows of an import read: the outcome as a chip, the wrong cell marked, and the groups counters filter by."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from gsi_desktop.models.enums import RowOutcome
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.exchange.data import ImportReport, RowReport
from gsi_desktop.ui.kit.cells import CellDelegate
from gsi_desktop.ui.kit.chips import Chip, ChipKind, chip_width, paint_chip
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

SAMPLE_SIZE: Final = 20
"""Rows shown when there is nothing to look at: enough to see that columns mean what they should."""


class Group(StrEnum):
    """A selection of the rows. The five outcomes add up to the rows; the others cut across them."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    WARNED = "warned"
    REJECTED = "rejected"
    SKIPPED = "skipped"
    NEWS = "news"
    ALL = "all"
    SAMPLE = "sample"


def group_titles(*, done: bool = False) -> dict[Group, str]:
    """Return what each group is called as a counter or filter; ``done`` says what happened instead of what would."""
    return {
        Group.NEWS: _("Con novedad"),
        Group.ALL: _("Todas"),
        Group.CREATED: _("Personas creadas") if done else _("Personas se crean"),
        Group.UPDATED: _("Actualizadas") if done else _("Se actualizan"),
        Group.UNCHANGED: _("Sin cambio"),
        Group.WARNED: _("Con advertencia"),
        Group.REJECTED: _("No se importaron") if done else _("No se pueden importar"),
        Group.SKIPPED: _("Se omitieron") if done else _("Se omiten"),
        Group.SAMPLE: _("Muestra"),
    }


@dataclass(frozen=True, slots=True)
class GroupedReport:
    """A report with its rows by group, made away from the GUI thread because a roster may have 228,000 rows."""

    report: ImportReport
    groups: Mapping[Group, tuple[RowReport, ...]]

    def figure(self, group: Group) -> int:
        """Return how many rows a group has."""
        return len(self.groups[group])

    @property
    def first(self) -> Group:
        """The group to show first: what needs a look, else a sample."""
        return Group.NEWS if self.groups[Group.NEWS] else Group.SAMPLE

    @property
    def people(self) -> int:
        """How many people the import writes."""
        return self.figure(Group.CREATED) + self.figure(Group.UPDATED)

    def place(self, group: Group, row_number: int) -> int | None:
        """Return where row ``row_number`` of the file stands in ``group``, None when it is not there."""
        rows = self.groups[group]
        found = bisect_left(rows, row_number, key=lambda row: row.row_number)
        return found if found < len(rows) and rows[found].row_number == row_number else None


_ACCEPTED: Final = frozenset({RowOutcome.CREATED, RowOutcome.UPDATED, RowOutcome.UNCHANGED})


def is_warned(row: RowReport) -> bool:
    """Whether a row enters with a warning."""
    return row.outcome in _ACCEPTED and bool(row.codes)


def group_rows(report: ImportReport) -> GroupedReport:
    """Sort the rows of ``report`` into groups; for a reading thread."""
    found: dict[Group, list[RowReport]] = {group: [] for group in Group}
    for row in report.rows:
        found[Group(row.outcome.value)].append(row)
        warned = is_warned(row)
        if warned:
            found[Group.WARNED].append(row)
        if warned or row.outcome not in _ACCEPTED:
            found[Group.NEWS].append(row)
    groups = {group: tuple(rows) for group, rows in found.items()}
    return GroupedReport(report, groups | {Group.ALL: report.rows, Group.SAMPLE: report.rows[:SAMPLE_SIZE]})


def told_rows(trial: ImportReport, done: ImportReport) -> ImportReport:
    """Return what a batch did, with people as its file names them: the registry does not know who stayed out."""
    said = {row.row_number: row for row in trial.rows}
    rows = tuple(
        replace(row, name=known.name, document=known.document, birth_date=known.birth_date)
        if (known := said.get(row.row_number))
        else row
        for row in done.rows
    )
    return replace(done, rows=rows)


# --- cells


def outcome_chip(row: RowReport, *, done: bool = False) -> Chip:
    """Return what happens to a row, or happened when ``done``: always a word and an icon."""
    if row.outcome is RowOutcome.REJECTED:
        return Chip(_("No entró") if done else _("No entra"), "danger", "x", fill=True)
    if row.outcome is RowOutcome.SKIPPED:
        return Chip(_("Se omitió") if done else _("Se omite"), "muted", "minus", fill=True)
    if is_warned(row):
        return Chip(_("Advertencia"), "warning", "alert-triangle", fill=True)
    if row.outcome is RowOutcome.CREATED:
        return Chip(_("Se creó") if done else _("Se crea"), "success", "plus", fill=True)
    if row.outcome is RowOutcome.UPDATED:
        return Chip(_("Se actualizó") if done else _("Se actualiza"), "info", "refresh", fill=True)
    return Chip(_("Sin cambio"), "neutral", "check", fill=True)


_NAMES: Final = frozenset(
    {"name", "first_name", "second_name", "names", "first_surname", "second_surname", "surnames", "full_name"}
)
_DOCUMENTS: Final = frozenset({"document", "document_type"})
_BIRTHS: Final = frozenset({"birth_date"})


def _marked(fields: frozenset[str], text: Callable[[RowReport], str], row: RowReport) -> Chip | None:
    """Return the cell framed as wrong when the input at fault is one of ``fields`` and the row still says who it is."""
    if not fields.intersection(row.fields) or not (row.name or row.document or row.birth_date):
        return None
    kind: ChipKind = "danger" if row.outcome is RowOutcome.REJECTED else "warning"
    return Chip(text(row), kind)


def _faulty_name(row: RowReport) -> str:
    surnames, comma, names = (part.strip() for part in row.name.partition(","))
    if not surnames:
        return _("(sin apellido) {names}").format(names=names)
    return row.name if names or not comma else _("{surnames}, (sin nombre)").format(surnames=surnames)


def row_columns(*, done: bool = False) -> tuple[Column, ...]:
    """Return the columns of a dry run, or of a batch that is ``done`` and whose families have a folio."""
    return (
        Column("row_number", _("Fila"), 54, "right", tabular=True, value=lambda r: str(r.row_number), tone="text2"),
        Column("outcome", _("Resultado"), 106, chip=partial(outcome_chip, done=done)),
        Column("name", _("Persona"), 204, chip=partial(_marked, _NAMES, _faulty_name)),
        Column(
            "document",
            _("Documento"),
            146,
            tabular=True,
            chip=partial(_marked, _DOCUMENTS, lambda r: r.document or _("Sin documento")),
        ),
        Column(
            "birth_date",
            _("Nacimiento"),
            100,
            tabular=True,
            chip=partial(_marked, _BIRTHS, lambda r: r.birth_date or _("Sin fecha")),
        ),
        Column("folio", _("Folio"), 164, tabular=True, visible=done),
        Column("message", _("Qué pasó y qué hacer") if done else _("Qué pasa y qué hacer"), 200, stretch=True),
    )


class RowDelegate(CellDelegate):
    """Draws a wrong cell as its own text in a frame of the severity's colour, as large as its neighbours."""

    def paint_chip_in(self, painter: QPainter, cell: QRect, chip: Chip) -> None:
        """Draw outcomes as chips and wrong cells as framed text."""
        if chip.icon is not None:
            super().paint_chip_in(painter, cell, chip)
            return
        px = theme().px
        font = theme().tabular_font("body")
        room = cell.adjusted(px(size("table.cell_padding")) - px(2), 0, -px(4), 0)
        height = min(px(size("control.chip")), cell.height() - px(3))
        width = min(chip_width(chip, font), room.width())
        top = cell.top() + (cell.height() - height) // 2
        paint_chip(painter, QRect(room.left(), top, width, height), chip, font)
