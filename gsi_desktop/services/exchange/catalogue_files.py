"""The catalogue of logros as a file: written for people to edit, read back as a new version, row by row.

Read through the same child process as rosters. A column that is not there and a logro that is not there stay as they
are; nothing is retired by leaving it out. The rules are those of the window (`achievements.editing`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from gsi_desktop.services.achievements import catalogue, editing
from gsi_desktop.services.achievements.data import Achievement, Catalogue
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.core.search import fold
from gsi_desktop.services.exchange import reading, workbooks

_LOOKED_AT: Final = 20
"""Rows in which the headings are looked for."""
_FEWEST: Final = 3
_REQUIRED: Final = ("dimension", "short", "text", "unit")
"""What a new logro must say; in one that is known an empty cell of these leaves it as it is."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in a row of the file, in words; ``column`` as the file heads it, "" for the row."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadCatalogue:
    """A file read against a version: the logros of the new one, what they change, and everything that is wrong."""

    achievements: tuple[Achievement, ...]
    differences: editing.Differences
    problems: tuple[RowProblem, ...]

    def require(self) -> None:
        """Raise `ExpectedError` ``catalogue_file_wrong`` with the first of what is wrong."""
        if self.problems:
            first = self.problems[0]
            told = f"{first.column}: {first.text}" if first.column else first.text
            raise ExpectedError("catalogue_file_wrong", count=len(self.problems), row=first.row, first=told)


class _CellError(Exception):
    """A cell that is no value; carries why in words."""


@dataclass(frozen=True)
class _Column:
    """A column of the file: its heading, other headings that mean it, how a cell is read and written."""

    field: str
    title: str
    also: tuple[str, ...]
    read: Callable[[str], Any]
    show: Callable[[Any], str] = str


def _said(options: Mapping[str, Any], title: str) -> Callable[[str], Any]:
    known = {fold(word): value for word, value in options.items()}

    def read(text: str) -> Any:
        if not text:
            return None
        if fold(text) not in known:
            told = {"text": text, "column": title, "options": ", ".join(options)}
            raise _CellError(messages.text("catalogue_file_choice", **told))
        return known[fold(text)]

    return read


def _shown(options: Mapping[str, Any]) -> Callable[[Any], str]:
    words = {value: word for word, value in options.items()}
    return lambda value: words.get(value, "")


def _whole(text: str) -> int | None:
    if not text:
        return None
    plain = text.removesuffix(".0")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 5):
        raise _CellError(messages.text("number_invalid", text=text))
    return int(plain)


def _age(*, last: bool) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        try:
            return editing.parse_age(text.removesuffix(".0"), last=last)
        except ExpectedError as wrong:
            raise _CellError(messages.text(wrong.code, **wrong.params)) from wrong

    return read


def _yes(title: str) -> Callable[[str], bool]:
    read = _said({"sí": True, "si": True, "x": True, "no": False}, title)
    return lambda text: bool(read(text))


def _tell(value: Any) -> str:
    return "" if value is None else str(value)


def _columns() -> tuple[_Column, ...]:
    def chosen(field: str, title: str, options: Mapping[str, Any], *also: str) -> _Column:
        return _Column(field, title, also, _said(options, title), _shown(options))

    def text(field: str, title: str, *also: str) -> _Column:
        return _Column(field, title, also, str)

    def number(field: str, title: str, *also: str) -> _Column:
        return _Column(field, title, also, _whole, _tell)

    def yes(field: str, title: str, *also: str) -> _Column:
        return _Column(field, title, also, _yes(title), lambda value: _("sí") if value else _("no"))

    return (
        number("number", _("Número"), "number", "logro"),
        number("dimension", _("Dimensión"), "dimension"),
        text("short", _("Nombre corto"), "short", "corto"),
        text("text", _("Texto"), "text"),
        chosen("unit", _("De quién"), catalogue.UNITS, "unit", "unidad"),
        _Column("min_months", _("Edad desde"), (), _age(last=False), lambda value: editing.show_age(value, last=False)),
        _Column("max_months", _("Edad hasta"), (), _age(last=True), lambda value: editing.show_age(value, last=True)),
        chosen("sex", _("Sexo"), catalogue.SEXES, "sex"),
        chosen("condition", _("Condición"), catalogue.CONDITIONS, "condition"),
        chosen("household_condition", _("Condición del hogar"), catalogue.HOUSEHOLD_CONDITIONS, "household_condition"),
        text("question", _("Pregunta"), "question"),
        text("evidence", _("Evidencia"), "evidence"),
        yes("evidence_required", _("Exige evidencia"), "evidence_required"),
        number("ipm_indicator", _("Indicador del IPM"), "ipm_indicator"),
        number("weight", _("Peso"), "weight"),
        text("source", _("Fuente"), "source"),
        text("confidence", _("Confianza"), "confidence"),
        yes("retired", _("Retirado"), "retired"),
    )


def _months() -> tuple[_Column, ...]:
    """Return the columns of ages as the program's own file has them, in months."""
    return tuple(_Column(field, field, (), _whole, _tell) for field in ("min_months", "max_months"))


def _titles() -> dict[str, str]:
    return {column.field: column.title for column in _columns()}


# --- out


def write_catalogue(path: Path, book: Catalogue) -> int:
    """Write the logros of ``book`` to ``path`` (.xlsx or .csv) as `read_catalogue` reads them; return how many."""
    columns = _columns()
    rows = ([column.show(getattr(one, column.field)) for column in columns] for one in book.achievements)
    return workbooks.write_rows(path, sheet=_("Logros"), header=[column.title for column in columns], rows=rows)


# --- in


def read_catalogue(path: Path, base: Catalogue, *, progress: Progress | None = None) -> ReadCatalogue:
    """Read a new version of ``base`` from ``path``; nothing is written.

    Raises `ExpectedError` ``catalogue_file_headings`` for a file that is no catalogue, and as `reading.read_rows` does.
    """
    rows = [row for chunk in reading.read_rows(path, sheet=None, progress=progress) for row in chunk]
    heading, columns = _headings(rows)
    reader = _Reader(base, columns)
    for number, cells in rows:
        if number > heading and any(cell.strip() for cell in cells):
            reader.take(number, cells)
    return reader.result()


def _headings(rows: Sequence[reading.RawRow]) -> tuple[int, dict[int, _Column]]:
    """Return the row of the headings and which column stands where."""
    known = {fold(name): column for column in (*_columns(), *_months()) for name in (column.title, *column.also)}
    for number, cells in rows[:_LOOKED_AT]:
        found = {at: known[fold(cell)] for at, cell in enumerate(cells) if fold(cell) in known}
        fields = [column.field for column in found.values()]
        if len(found) >= _FEWEST and "number" in fields and len(set(fields)) == len(fields):
            return number, found
    raise ExpectedError("catalogue_file_headings")


class _Reader:
    """Takes the rows of a file one by one over the version they change."""

    def __init__(self, base: Catalogue, columns: Mapping[int, _Column]) -> None:
        self._base = base
        self._columns = columns
        self._now: dict[int, Achievement] = dict(base.by_number)
        self._rows: dict[int, int] = {}
        self._problems: list[RowProblem] = []

    def take(self, row: int, cells: Sequence[str]) -> None:
        """Read one row; what is wrong with it is kept."""
        values: dict[str, Any] = {}
        for at, column in self._columns.items():
            cell = " ".join(cells[at].split()) if at < len(cells) else ""
            try:
                values[column.field] = column.read(cell)
            except _CellError as wrong:
                self._problems.append(RowProblem(row, column.title, str(wrong)))
        number = values.pop("number", None)
        if number is None:
            if not any(problem.row == row for problem in self._problems):
                self._problems.append(RowProblem(row, "", messages.text("catalogue_file_number", text="")))
            return
        if number in self._rows:
            told = messages.text("catalogue_file_twice", number=number, row=self._rows[number])
            self._problems.append(RowProblem(row, "", told))
            return
        self._rows[number] = row
        self._put(row, number, values)

    def _put(self, row: int, number: int, values: dict[str, Any]) -> None:
        kept = {*_REQUIRED, "weight"}
        said = {name: value for name, value in values.items() if name not in kept or value not in (None, "")}
        former = self._now.get(number)
        if former is not None:
            self._now[number] = replace(former, **said)
            return
        following = editing.next_number(self._now.values())
        if number != following:
            told = messages.text("catalogue_file_next", number=number, next=following)
            self._problems.append(RowProblem(row, "", told))
            return
        missing = [name for name in _REQUIRED if name not in said]
        if not missing:
            self._now[number] = Achievement(number=number, **said)
        elif not any(problem.row == row for problem in self._problems):
            self._problems.append(RowProblem(row, _titles()[missing[0]], messages.text("field_missing")))

    def result(self) -> ReadCatalogue:
        """Return everything read, with what the rules of the window say of it."""
        made = tuple(editing.tidy(self._now[number]) for number in sorted(self._now))
        problems = [*self._problems, *self._broken(made)]
        problems.sort(key=lambda problem: problem.row)
        return ReadCatalogue(made, editing.differences(self._base, made), tuple(problems))

    def _broken(self, made: Sequence[Achievement]) -> Iterator[RowProblem]:
        titles = _titles()
        for wrong in editing.problems(made, self._base):
            number, _dot, name = (wrong.field or "").partition(".")
            row = self._rows.get(int(number), 0) if number else 0
            yield RowProblem(row, titles.get(name, ""), messages.text(wrong.code, **wrong.params))
