"""Lists leave whole or as seen: which columns there are, and rows read page by key inside one snapshot.

Discretion (experience.md): no sensitive fact is a column, and logros that would tell one are left out; there is no
switch to put them in. Reserved facts live elsewhere and are never read here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.accompaniment import Commitment
from gsi_desktop.models.achievements import NOBODY, AchievementMark
from gsi_desktop.models.enums import AchievedHow, CommitmentState, Condition, MarkState
from gsi_desktop.models.families import Enrolment, Membership, Person, PersonDocument
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.achievements import catalogue
from gsi_desktop.services.achievements import wording as logro_wording
from gsi_desktop.services.achievements.data import Achievement as LogroOfCatalogue
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange.workbooks import Value, write_rows
from gsi_desktop.services.families import persons, queries
from gsi_desktop.services.families.data import FamilyFilter, FamilyRow, FamilySort, full_name
from gsi_desktop.services.families.persons_data import PersonFilter, PersonRow, PersonSort
from gsi_desktop.services.families.wording import missing_name, no_document
from gsi_desktop.services.territory import catalogues

_PAGE: Final = 1000
_SENSITIVE: Final = frozenset({Condition.PREGNANT, Condition.DISABILITY})
"""Conditions that a logro would tell of whom it concerns."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a list that leaves. ``typed`` ones keep their numbers and dates, the others are text."""

    key: str
    title: str
    value: Callable[[Any], Value]
    typed: bool = False


@dataclass(frozen=True, slots=True)
class FamilyListing:
    """Families to write: which, in which order, with which columns (by key, in their order; None is all)."""

    chosen: FamilyFilter = field(default_factory=FamilyFilter)
    sort: FamilySort = FamilySort.FOLIO
    descending: bool = False
    keys: tuple[str, ...] | None = None
    only: frozenset[UUID] | None = None
    """The families picked one by one; None is every one the filter lets through."""


def family_fields() -> tuple[Field, ...]:
    """Return the columns of a list of families."""
    return (
        Field("folio", _("Folio"), lambda row: row.folio),
        Field("head_name", _("Jefe(a) de hogar"), lambda row: row.head_name),
        Field("head_document_type", _("Tipo de documento"), lambda row: row.head_document_type),
        Field("head_document", _("Documento"), lambda row: row.head_document),
        Field("members", _("Integrantes"), lambda row: row.members, typed=True),
        Field("municipality_id", _("Código del municipio"), lambda row: row.municipality_id),
        Field("municipality", _("Municipio"), lambda row: row.municipality),
        Field("settlement", _("Vereda o barrio"), lambda row: row.settlement),
        Field("zone", _("Zona"), lambda row: catalogues.label("zone", row.zone) if row.zone is not None else ""),
        Field("source", _("Focalización"), lambda row: formats.source(row.source) if row.source is not None else ""),
        Field("level", _("Nivel o grupo"), lambda row: row.level),
        Field("status", _("Estado"), lambda row: formats.family_status(row.status)),
        Field("entry_on", _("Ingreso"), lambda row: row.entry_on, typed=True),
        Field("stage", _("Etapa"), lambda row: wording.stage(row.stage)),
        Field("last_visit_on", _("Última visita"), lambda row: row.last_visit_on, typed=True),
        Field("next_visit_on", _("Próxima visita"), lambda row: row.next_visit_on, typed=True),
        Field("cogestor", _("Cogestor(a)"), lambda row: row.cogestor),
    )


def export_families(session: Session, listing: FamilyListing, path: Path, progress: Progress | None = None) -> int:
    """Write a list of families and return how many; ``session`` reads one snapshot.

    Raises what `workbooks.write_rows` raises, ``list_changed`` included.
    """
    fields = _asked(family_fields(), listing.keys)
    expected = len(listing.only) if listing.only is not None else queries.family_count(session, listing.chosen)
    rows = (row for page in _family_pages(session, listing) for row in page)
    return _write(_Target(path, _("Familias"), progress), fields, rows, expected)


def _asked(fields: Sequence[Field], keys: tuple[str, ...] | None) -> list[Field]:
    """Return the fields of ``keys`` in their order; a type goes beside its document, a level beside its source."""
    if keys is None:
        return list(fields)
    known = {one.key: one for one in fields}
    beside = {
        "head_document": ("head_document_type", "head_document"),
        "source": ("source", "level"),
        "document": ("document_type", "document", "no_document"),
        "name": ("first_surname", "second_surname", "first_name", "second_name"),
        "born": ("birth_date",),
    }
    wanted = (one for key in keys for one in beside.get(key, (key,)))
    return [known[key] for key in dict.fromkeys(wanted) if key in known]


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a list goes, and who hears how far it is."""

    path: Path
    sheet: str
    progress: Progress | None


def _write(target: _Target, fields: Sequence[Field], rows: Iterable[Any], expected: int) -> int:
    values = [one.value for one in fields]
    return write_rows(
        target.path,
        sheet=target.sheet,
        header=[one.title for one in fields],
        rows=([value(row) for value in values] for row in rows),
        progress=target.progress,
        text_columns=[at for at, one in enumerate(fields) if not one.typed],
        expected=expected,
    )


def _family_pages(session: Session, listing: FamilyListing) -> Iterator[Sequence[FamilyRow]]:
    cursor = None
    while True:
        page = queries.family_page(
            session, listing.chosen, listing.sort, descending=listing.descending, cursor=cursor, size=_PAGE
        )
        yield [row for row in page.rows if listing.only is None or row.family_id in listing.only]
        cursor = page.next
        if cursor is None:
            return


# --- persons


@dataclass(frozen=True, slots=True)
class PersonListing:
    """People to write: who, in which order, with which columns (by key, in their order; None is all)."""

    chosen: PersonFilter = field(default_factory=PersonFilter)
    sort: PersonSort = PersonSort.FOLIO
    descending: bool = False
    keys: tuple[str, ...] | None = None
    only: frozenset[UUID] | None = None
    """The people picked one by one; None is everybody the filter lets through."""


def _no_document(row: PersonRow) -> str:
    return no_document(row.no_document) if row.no_document is not None and not row.document else ""


def person_fields() -> tuple[Field, ...]:
    """Return the columns of a list of persons."""
    return (
        Field("folio", _("Folio"), lambda row: row.folio),
        Field("municipality_id", _("Código del municipio"), lambda row: row.municipality_id),
        Field("municipality", _("Municipio"), lambda row: row.municipality),
        Field("settlement", _("Vereda o barrio"), lambda row: row.settlement),
        Field("document_type", _("Tipo de documento"), lambda row: row.document_type),
        Field("document", _("Documento"), lambda row: row.document),
        Field("no_document", _("Por qué no hay documento"), _no_document),
        Field("first_surname", _("Primer apellido"), lambda row: row.first_surname),
        Field("second_surname", _("Segundo apellido"), lambda row: row.second_surname),
        Field("first_name", _("Primer nombre"), lambda row: row.first_name),
        Field("second_name", _("Segundo nombre"), lambda row: row.second_name),
        Field("sex", _("Sexo"), lambda row: catalogues.label("sex", row.sex)),
        Field("birth_date", _("Fecha de nacimiento"), lambda row: row.birth_date, typed=True),
        Field("age", _("Edad"), lambda row: row.age, typed=True),
        Field("kinship", _("Parentesco"), lambda row: catalogues.label("kinship", row.kinship, row.sex)),
        Field("head_name", _("Jefe(a) de hogar"), lambda row: row.head_name),
        Field("status", _("Estado de la familia"), lambda row: formats.family_status(row.status)),
        Field("stage", _("Etapa"), lambda row: wording.stage(row.stage)),
        Field("missing", _("Falta"), lambda row: " · ".join(missing_name(one) for one in row.missing)),
        Field("cogestor", _("Cogestor(a)"), lambda row: row.cogestor),
    )


def export_persons(
    session: Session, chosen: FamilyFilter, day: date, path: Path, progress: Progress | None = None
) -> int:
    """Write the present members of the families ``chosen`` lets through, ages as of ``day``; return how many."""
    return export_person_list(session, PersonListing(persons.of_families(chosen)), day, path, progress)


def export_person_list(
    session: Session, listing: PersonListing, day: date, path: Path, progress: Progress | None = None
) -> int:
    """Write a list of people, ages as of ``day``, and return how many; ``session`` reads one snapshot."""
    fields = _asked(person_fields(), listing.keys)
    counted = persons.person_count(session, listing.chosen, day)
    expected = len(listing.only) if listing.only is not None else counted
    rows = (row for page in _person_pages(session, listing, day) for row in page)
    return _write(_Target(path, _("Personas"), progress), fields, rows, expected)


def _person_pages(session: Session, listing: PersonListing, day: date) -> Iterator[Sequence[PersonRow]]:
    cursor, down = None, listing.descending
    while True:
        page = persons.person_page(
            session, listing.chosen, listing.sort, day, descending=down, cursor=cursor, size=_PAGE
        )
        yield [row for row in page.rows if listing.only is None or row.person_id in listing.only]
        cursor = page.next
        if cursor is None:
            return


def _documents(session: Session, families: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return the newest live document of each present member."""
    rows = session.execute(
        select(PersonDocument.person_id, PersonDocument.type, PersonDocument.number)
        .join(Membership, (Membership.person_id == PersonDocument.person_id) & Membership.valid_to_on.is_(None))
        .where(Membership.family_id.in_(families), PersonDocument.retired_on.is_(None))
        .order_by(PersonDocument.recorded_on, PersonDocument.id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


# --- logros


@dataclass(frozen=True, slots=True)
class LogroLine:
    """The mark of a logro of a family or a member: línea base beside today."""

    family: FamilyRow
    number: int
    name: str
    dimension: str
    person: str
    document_type: str
    document: str
    initial: MarkState | None
    state: MarkState
    how: AchievedHow | None


def achievement_fields() -> tuple[Field, ...]:
    """Return the columns of a list of logros."""
    return (
        Field("folio", _("Folio"), lambda row: row.family.folio),
        Field("municipality_id", _("Código del municipio"), lambda row: row.family.municipality_id),
        Field("municipality", _("Municipio"), lambda row: row.family.municipality),
        Field("head", _("Jefe(a) de hogar"), lambda row: row.family.head_name),
        Field("dimension", _("Dimensión"), lambda row: row.dimension),
        Field("number", _("Número del logro"), lambda row: row.number, typed=True),
        Field("name", _("Logro"), lambda row: row.name),
        Field("person", _("Integrante"), lambda row: row.person),
        Field("document_type", _("Tipo de documento"), lambda row: row.document_type),
        Field("document", _("Documento"), lambda row: row.document),
        Field("initial", _("Línea base"), lambda row: logro_wording.state(row.initial) if row.initial else ""),
        Field("state", _("Hoy"), lambda row: logro_wording.state(row.state)),
        Field("how", _("Cómo se alcanzó"), lambda row: logro_wording.how(row.how) if row.how else ""),
        Field("cogestor", _("Cogestor(a)"), lambda row: row.family.cogestor),
    )


def export_achievements(
    session: Session, chosen: FamilyFilter, day: date, path: Path, progress: Progress | None = None
) -> int:
    """Write the marks that apply on ``day`` of the families ``chosen`` lets through; return how many.

    A logro nobody asked about has no row, nor has one that would tell a sensitive fact of whom it concerns.
    """
    book = catalogue.in_force(session, day)
    names = {one.number: one for one in book.achievements if one.condition not in _SENSITIVE}
    dimensions = {one.number: one.name for one in book.dimensions}
    expected = session.execute(
        select(func.count())
        .select_from(AchievementMark)
        .join(Enrolment, Enrolment.id == AchievementMark.enrolment_id)
        .where(Enrolment.family_id.in_(queries.chosen_families(session, chosen)), *_applying(day, names))
    ).scalar_one()
    rows = (
        line
        for page in _family_pages(session, FamilyListing(chosen))
        for line in _logros(session, {row.family_id: row for row in page}, names, dimensions, day)
    )
    return _write(_Target(path, _("Logros"), progress), achievement_fields(), rows, expected)


def _applying(day: date, names: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    mark, newer = AchievementMark, aliased(Enrolment)
    later = select(newer.id).where(
        newer.family_id == Enrolment.family_id,
        tuple_(newer.entry_on, newer.id) > tuple_(Enrolment.entry_on, Enrolment.id),
    )
    return (
        mark.achievement.in_(list(names)),
        or_(mark.applies_from_on.is_(None), mark.applies_from_on <= day),
        or_(mark.applies_to_on.is_(None), mark.applies_to_on > day),
        ~later.exists(),
    )


def _logros(
    session: Session,
    families: dict[UUID, FamilyRow],
    names: Mapping[int, LogroOfCatalogue],
    dimensions: Mapping[int, str],
    day: date,
) -> Iterator[LogroLine]:
    mark = AchievementMark
    found: Sequence[Any] = session.execute(
        select(
            Enrolment.family_id,
            mark.achievement,
            mark.person_id,
            mark.initial,
            mark.state,
            mark.how,
            mark.enrolment_id,
            Person.first_name,
            Person.second_name,
            Person.first_surname,
            Person.second_surname,
        )
        .join(Enrolment, Enrolment.id == mark.enrolment_id)
        .outerjoin(Person, Person.id == mark.person_id)
        .where(Enrolment.family_id.in_(list(families)), *_applying(day, names))
    ).all()
    documents = _documents(session, list(families))
    under_way = _under_way(session, {row[6] for row in found})
    place = {family: number for number, family in enumerate(families)}
    for row in sorted(found, key=lambda row: (place[row[0]], row[1], row[2])):
        state = row[4] or MarkState.UNKNOWN
        if state in (MarkState.PENDING, MarkState.UNKNOWN) and (row[6], row[1], row[2]) in under_way:
            state = MarkState.IN_PROGRESS
        logro = names[row[1]]
        yield LogroLine(
            families[row[0]],
            row[1],
            logro.short,
            dimensions[logro.dimension],
            full_name(*row[7:11]) if row[7] else _("Familia"),
            *documents.get(row[2], ("", "")),
            row[3],
            state,
            row[5],
        )


def _under_way(session: Session, enrolments: Collection[UUID]) -> set[tuple[UUID, int | None, UUID]]:
    """Return episode, logro and person of the open commitments: their logros are *en gestión*."""
    rows = session.execute(
        select(Commitment.enrolment_id, Commitment.achievement, Commitment.person_id).where(
            Commitment.enrolment_id.in_(enrolments),
            Commitment.state == CommitmentState.OPEN,
            Commitment.achievement.is_not(None),
        )
    )
    return {(row[0], row[1], row[2] or NOBODY) for row in rows}
