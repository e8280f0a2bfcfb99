"""A foreign list of documents beside the registry: who is in it, where they stand, what is missing of them.

The list is only read. Its cells are kept as they came; what the registry says is asked anew each time it is opened.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.accompaniment import Cogestor, FamilyPlan
from gsi_desktop.models.achievements import Assessment
from gsi_desktop.models.enums import AssessmentKind, FamilyStatus, NoticeStatus, PlanState, Stage
from gsi_desktop.models.families import Enrolment, FamilyCard, Membership, Person, PersonDocument
from gsi_desktop.models.territory import Municipality
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange import reading
from gsi_desktop.services.exchange.columns import guess_fields
from gsi_desktop.services.exchange.rules import read_date, split_full_name, split_names
from gsi_desktop.services.exchange.workbooks import write_rows
from gsi_desktop.services.families import duplicates
from gsi_desktop.services.families.data import full_name
from gsi_desktop.services.families.duplicates import Hint, HintQuery
from gsi_desktop.services.families.rules import document_number

MOST_ROWS: Final = 50_000
MOST_LIKENESSES: Final = 2_000
"""Rows without their document in the registry whose likenesses are looked for; each costs some milliseconds."""

_CHUNK: Final = 800
_LOOKED_AT: Final = 40
_FEWEST_LIKE_DOCUMENTS: Final = 0.6
_SHORTEST, _LONGEST = 3, 16


class Found(StrEnum):
    """What the registry says of a row."""

    ACTIVE = "active"
    EXITED = "exited"
    ALONE = "alone"
    LIKE = "like"
    ABSENT = "absent"
    NO_DOCUMENT = "no_document"


class Lack(StrEnum):
    """What a family in the programme does not have yet."""

    BASELINE = "baseline"
    PLAN = "plan"
    VISIT = "visit"
    COGESTOR = "cogestor"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """A foreign list as it came: its headings, and its rows with their number in the file."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    columns: Mapping[str, int]
    """Where the document is, and names and birth date where they are known, by the fields of a roster."""


@dataclass(frozen=True, slots=True)
class CrossRow:
    """A row of the list with what the registry says of it."""

    number: int
    cells: tuple[str, ...]
    typed: str
    document: str
    found: Found
    repeated: bool = False
    family_id: UUID | None = None
    folio: str = ""
    name: str = ""
    municipality: str = ""
    stage: Stage | None = None
    cogestor: str = ""
    last_visit_on: date | None = None
    lacks: tuple[Lack, ...] = ()
    hint: Hint | None = None


@dataclass(frozen=True, slots=True)
class Crossed:
    """The list with its answers; ``not_looked`` rows were too many to look for likenesses."""

    table: ForeignTable
    rows: tuple[CrossRow, ...]
    not_looked: int = 0

    def count(self, found: Found) -> int:
        """Return how many rows were found so."""
        return sum(1 for row in self.rows if row.found is found)

    def lacking(self, lack: Lack) -> int:
        """Return how many rows lack it."""
        return sum(1 for row in self.rows if lack in row.lacks)


# --- the list


def from_file(path: Path, progress: Progress | None = None) -> ForeignTable:
    """Return the first sheet of a spreadsheet or text file that has rows, read by the process that reads rosters.

    Raises what `reading.preview` raises, ``cross_empty``, ``cross_too_long`` and ``cross_no_documents``.
    """
    progress = progress or Progress()
    preview = reading.preview(path, progress=progress)
    sheet = max(preview.sheets, key=lambda one: _documents_named(one.head) * 10_000_000 + one.rows, default=None)
    if sheet is None:
        raise ExpectedError("cross_empty")
    rows = [row for chunk in reading.read_rows(path, sheet=sheet.name, progress=progress) for row in chunk]
    return _table(path.stem, rows)


def from_text(text: str, name: str) -> ForeignTable:
    """Return what was pasted: rows of a spreadsheet, or documents one below the other; raises as `from_file`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    sample = "\n".join(lines[:_LOOKED_AT])
    separator = next((one for one in ("\t", ";") if one in sample), None)
    rows: list[tuple[int, tuple[str, ...]]]
    if separator is None:
        rows = [(number, (line.strip(),)) for number, line in enumerate(lines, 1)]
    else:
        rows = [
            (number, tuple(cell.strip() for cell in row))
            for number, row in enumerate(csv.reader(lines, delimiter=separator), 1)
        ]
    return _table(name, rows)


def with_document(table: ForeignTable, column: int) -> ForeignTable:
    """Return the list with its documents in another column."""
    return replace(table, columns={**table.columns, "document": column})


def _documents_named(head: Sequence[Sequence[str]]) -> bool:
    return any("document" in guess_fields(row) for row in head)


def _table(name: str, rows: Sequence[tuple[int, tuple[str, ...]]]) -> ForeignTable:
    filled = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not filled:
        raise ExpectedError("cross_empty")
    if len(filled) > MOST_ROWS:
        raise ExpectedError("cross_too_long", most=formats.number(MOST_ROWS))
    at = _header_at([cells for _number, cells in filled[:_LOOKED_AT]])
    headings = filled[at][1] if at is not None else ()
    body = filled[at + 1 :] if at is not None else filled
    width = max(len(cells) for _number, cells in filled)
    columns = {field: place for place, field in enumerate(guess_fields(headings)) if field}
    body = [(number, (*cells, *[""] * (width - len(cells)))) for number, cells in body]
    likely = _document_column([cells for _number, cells in body], width, columns.get("document"))
    if not body or likely is None:
        raise ExpectedError("cross_no_documents")
    columns["document"] = likely
    shown = tuple(
        (headings[place] if place < len(headings) else "") or _("Columna {number}").format(number=place + 1)
        for place in range(width)
    )
    return ForeignTable(name, shown, tuple(body), columns)


def _header_at(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which row holds the headings: the one that names most columns, else a first row without a number."""
    named = [(sum(map(bool, guess_fields(row))), -place) for place, row in enumerate(rows)]
    most, place = max(named)
    if most:
        return -place
    return None if any(_like_document(cell) for cell in rows[0]) else 0


def _like_document(cell: str) -> bool:
    number = document_number(cell)
    return _SHORTEST <= len(number) <= _LONGEST and sum(one.isdigit() for one in number) >= _SHORTEST


def _document_column(rows: Sequence[Sequence[str]], width: int, named: int | None) -> int | None:
    if named is not None:
        return named
    looked = rows[:500]
    shares = [
        (sum(_like_document(row[place]) for row in looked) / max(1, len(looked)), -place) for place in range(width)
    ]
    share, place = max(shares, default=(0.0, 0))
    return -place if share >= _FEWEST_LIKE_DOCUMENTS else None


# --- the answers


def cross(session: Session, table: ForeignTable, progress: Progress | None = None) -> Crossed:
    """Return the list with what the registry says of each row."""
    progress = progress or Progress()
    at = table.columns["document"]
    numbers = [document_number(cells[at]) for _number, cells in table.rows]
    known = _known(session, numbers, progress)
    seen: set[str] = set()
    rows: list[CrossRow] = []
    for (number, cells), document in zip(table.rows, numbers, strict=True):
        told = known.get(document)
        row = CrossRow(number, cells, cells[at], document, Found.ABSENT if document else Found.NO_DOCUMENT)
        rows.append(replace(told or row, number=number, cells=cells, typed=cells[at], repeated=document in seen))
        if document:
            seen.add(document)
    return _with_likenesses(session, table, rows, progress)


def _known(session: Session, numbers: Sequence[str], progress: Progress) -> dict[str, CrossRow]:
    """Return what is known of each document, as a row without the list's own cells."""
    wanted = list(dict.fromkeys(number for number in numbers if number))
    found: dict[str, CrossRow] = {}
    for start in range(0, len(wanted), _CHUNK):
        progress.report("crossing", start, len(wanted))
        found |= _read(session, wanted[start : start + _CHUNK])
    return found


def _read(session: Session, numbers: Sequence[str]) -> dict[str, CrossRow]:
    people = session.execute(
        select(
            PersonDocument.number,
            Person.first_name,
            Person.second_name,
            Person.first_surname,
            Person.second_surname,
            Person.notice,
            Membership.family_id,
        )
        .join(Person, Person.id == PersonDocument.person_id)
        .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.valid_to_on.is_(None))
        .where(PersonDocument.number.in_(numbers), Person.merged_into.is_(None))
        .order_by(PersonDocument.retired_on.is_(None), PersonDocument.recorded_on, Membership.family_id.is_not(None))
    ).all()
    families = {row.family_id for row in people if row.family_id is not None}
    cards = _cards(session, families)
    lacks = _lacks(session, families)
    return {row[0]: _row(row, cards.get(row[6]), lacks) for row in people}  # the live document wins


def _row(person: Any, card: Any, lacks: Mapping[UUID, tuple[bool, bool]]) -> CrossRow:
    told = CrossRow(0, (), "", person[0], Found.ALONE, name=full_name(*person[1:5]))
    if card is None:
        return told
    active = card.status is FamilyStatus.ACTIVE
    planned = lacks.get(card.family_id, (False, False))
    missing = (
        (Lack.BASELINE, not planned[0]),
        (Lack.PLAN, not planned[1]),
        (Lack.VISIT, card.last_visit_on is None),
        (Lack.COGESTOR, card.cogestor_id is None),
        (Lack.NOTICE, person[5] is NoticeStatus.PENDING),
    )
    return replace(
        told,
        found=Found.ACTIVE if active else Found.EXITED,
        family_id=card.family_id,
        folio=card.folio,
        municipality=card.municipality,
        stage=card.stage,
        cogestor=card.cogestor or "",
        last_visit_on=card.last_visit_on,
        lacks=tuple(lack for lack, lacking in missing if lacking) if active else (),
    )


def _cards(session: Session, families: set[UUID]) -> dict[UUID, Any]:
    rows = session.execute(
        select(
            FamilyCard.family_id,
            FamilyCard.folio,
            FamilyCard.status,
            FamilyCard.stage,
            FamilyCard.cogestor_id,
            FamilyCard.last_visit_on,
            Municipality.name.label("municipality"),
            Cogestor.name.label("cogestor"),
        )
        .join(Municipality, Municipality.code == FamilyCard.municipality_id)
        .outerjoin(Cogestor, Cogestor.id == FamilyCard.cogestor_id)
        .where(FamilyCard.family_id.in_(families))
    )
    return {row.family_id: row for row in rows}


def _lacks(session: Session, families: set[UUID]) -> dict[UUID, tuple[bool, bool]]:
    """Return whether each family has a closed línea base and an approved plan in its newest episode."""
    newer = aliased(Enrolment)
    later = select(func.max(newer.entry_on)).where(newer.family_id == Enrolment.family_id).scalar_subquery()
    assessed = (
        select(Assessment.id)
        .where(
            Assessment.enrolment_id == Enrolment.id,
            Assessment.kind == AssessmentKind.BASELINE,
            Assessment.closed_on.is_not(None),
        )
        .exists()
    )
    planned = (
        select(FamilyPlan.id)
        .where(FamilyPlan.enrolment_id == Enrolment.id, FamilyPlan.state == PlanState.APPROVED)
        .exists()
    )
    rows = session.execute(
        select(Enrolment.family_id, assessed, planned).where(
            Enrolment.family_id.in_(families), Enrolment.entry_on == later
        )
    )
    return {row[0]: (bool(row[1]), bool(row[2])) for row in rows}


# --- likenesses


def _with_likenesses(session: Session, table: ForeignTable, rows: list[CrossRow], progress: Progress) -> Crossed:
    """Return the rows, those whose document is not known with who they may be by name."""
    if not _names_somebody(table.columns):
        return Crossed(table, tuple(rows))
    absent = [place for place, row in enumerate(rows) if row.found in (Found.ABSENT, Found.NO_DOCUMENT)]
    looked = absent[:MOST_LIKENESSES]
    for done, place in enumerate(looked):
        if done % 20 == 0:
            progress.report("looking_for_likenesses", done, len(looked))
        hint = _likeliest(session, table.columns, rows[place])
        if hint is not None:
            rows[place] = replace(rows[place], found=Found.LIKE, hint=hint, family_id=hint.family_id)
    return Crossed(table, tuple(rows), len(absent) - len(looked))


def _names_somebody(columns: Mapping[str, int]) -> bool:
    fields = columns.keys()
    return bool({"first_name", "names", "full_name"} & fields) and bool(
        {"first_surname", "surnames", "full_name"} & fields
    )


def _likeliest(session: Session, columns: Mapping[str, int], row: CrossRow) -> Hint | None:
    """Return who a row is likeliest to be; a whole name may begin with the surnames or with the names."""

    def cell(name: str) -> str:
        return row.cells[columns[name]].strip() if name in columns else ""

    orders = [(cell("first_name"), cell("second_name"), cell("first_surname"), cell("second_surname"))]
    if "first_name" not in columns and "names" in columns:
        orders = [(*split_names(cell("names")), *orders[0][2:])]
    if "first_surname" not in columns and "surnames" in columns:
        orders = [(*orders[0][:2], *split_names(cell("surnames")))]
    if not any(orders[0]) and "full_name" in columns:
        orders = [split_full_name(cell("full_name"), surnames_first=first) for first in (True, False)]
    born = read_date(cell("birth_date")) if cell("birth_date") else None
    found: list[Hint] = []
    for first_name, second_name, first_surname, second_surname in orders:
        if first_name and first_surname:
            query = HintQuery(
                document=row.document,
                first_name=first_name,
                second_name=second_name,
                first_surname=first_surname,
                second_surname=second_surname,
                birth_date=born,
            )
            found += duplicates.hints(session, query, 1)
    return max(found, key=lambda hint: hint.score, default=None)


# --- words and file


def found_name(found: Found) -> str:
    """Return what the registry says of a row, in words."""
    return {
        Found.ACTIVE: _("En el programa"),
        Found.EXITED: _("Egresada"),
        Found.ALONE: _("Sin familia hoy"),
        Found.LIKE: _("Hay un parecido"),
        Found.ABSENT: _("No está"),
        Found.NO_DOCUMENT: _("Sin documento"),
    }[found]


def lack_name(lack: Lack) -> str:
    """Return what a family lacks, in words."""
    return {
        Lack.BASELINE: _("Línea base"),
        Lack.PLAN: _("Plan familiar"),
        Lack.VISIT: _("Visita"),
        Lack.COGESTOR: _("Cogestor(a)"),
        Lack.NOTICE: _("Autorización de datos"),
    }[lack]


def hint_words(hint: Hint) -> str:
    """Return who a row may be, in words."""
    who = f"{hint.document_type} {formats.document_number(hint.document)}".strip()
    return " · ".join(part for part in (hint.name, who, hint.folio) if part)


def answers(row: CrossRow) -> tuple[Any, ...]:
    """Return the cells of `added_headings` of a row."""
    return (
        found_name(row.found),
        _("Sí") if row.repeated else "",
        row.folio or (row.hint.folio if row.hint is not None else ""),
        row.name,
        row.municipality,
        wording.stage(row.stage) if row.stage is not None else "",
        row.cogestor,
        row.last_visit_on,
        ", ".join(map(lack_name, row.lacks)),
        hint_words(row.hint) if row.hint is not None else "",
    )


def added_headings() -> tuple[str, ...]:
    """Return the headings of the columns the crossing adds."""
    return (
        _("En el registro"),
        _("Repetida en la lista"),
        _("Folio"),
        _("Nombre en el registro"),
        _("Municipio en el registro"),
        _("Etapa"),
        _("Cogestor(a)"),
        _("Última visita"),
        _("Le falta"),
        _("Puede ser"),
    )


def write(crossed: Crossed, rows: Sequence[CrossRow], path: Path, progress: Progress | None = None) -> int:
    """Write ``rows`` of a crossed list, its own columns as text beside the answers; return how many."""
    width, added = len(crossed.table.headings), added_headings()
    day = width + 7
    return write_rows(
        path,
        sheet=_("Lista cruzada"),
        header=(*crossed.table.headings, *added),
        rows=_lines(rows),
        progress=progress,
        text_columns=[at for at in range(width + len(added)) if at != day],
        expected=len(rows),
    )


def _lines(rows: Sequence[CrossRow]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield (*row.cells, *answers(row))
