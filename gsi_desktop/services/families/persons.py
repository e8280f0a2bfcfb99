"""Reads of the list of people: every present member with their family, page by key from the indexes of both.

SQLite is told where a page begins (`Unindexed`): at the index of its order, unless the filters leave few people, who
are then read and sorted. PostgreSQL has statistics and decides by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.accompaniment import Cogestor
from gsi_desktop.models.consent import Consent
from gsi_desktop.models.enums import NoticeStatus
from gsi_desktop.models.families import FamilyCard, Membership, Person, PersonDocument
from gsi_desktop.models.territory import Municipality
from gsi_desktop.services.core.listing import (
    PAGE,
    ColumnFilter,
    Cursor,
    Index,
    Listed,
    Order,
    Unindexed,
    conditions,
    how_many,
    index,
    page_rows,
    unindexed,
    value_counts,
)
from gsi_desktop.services.core.paging import Page
from gsi_desktop.services.families import list_columns
from gsi_desktop.services.families.data import FamilyFilter, FamilySort, age_or_none
from gsi_desktop.services.families.finding import folio_part, persons_matching, words_asked
from gsi_desktop.services.families.list_columns import family_order
from gsi_desktop.services.families.merged import has_folio
from gsi_desktop.services.families.persons_data import Missing, PersonFilter, PersonRow, PersonSort
from gsi_desktop.services.families.queries import family_conditions
from gsi_desktop.services.families.work_filter import headings

_OF_FAMILY: Final = ("folio", "head_name", "municipality", "settlement", "stage", "cogestor", "status")
LISTED: Final = {
    "name": Listed(Person.name_key, Person.name_key),
    "sex": Listed(Person.sex),
    "kinship": Listed(Membership.kinship),
} | {key: list_columns.LISTED[key] for key in _OF_FAMILY}
"""The columns of a list of people that headings filter by, besides ``document`` and ``age``."""

_FEW: Final = 5000
"""People who are soon read and sorted."""
_NEWER = aliased(PersonDocument)
_COLUMNS: Final = (
    Person.id,
    Membership.family_id,
    Person.first_name,
    Person.second_name,
    Person.first_surname,
    Person.second_surname,
    Person.sex,
    Person.birth_date,
    Person.birth_precision,
    Person.no_document,
    Membership.kinship,
    Membership.is_head,
    FamilyCard.folio,
    FamilyCard.head_name,
    FamilyCard.municipality_id,
    Municipality.name,
    FamilyCard.settlement,
    FamilyCard.stage,
    FamilyCard.status,
    func.coalesce(Cogestor.name, ""),
)


# --- which people


def person_conditions(session: Session, chosen: PersonFilter, day: date) -> list[ColumnElement[bool]]:
    """Return what a present member and their family meet that ``chosen`` lets through on ``day``."""
    found = family_conditions(session, chosen.families)
    for one in chosen.columns:
        special = {"document": _document_holds, "age": _age_between}.get(one.column)
        if special is not None and not one.is_empty:
            found.append(special(one, day))
    found += conditions(chosen.columns, LISTED)
    if chosen.missing is not None:
        found.append(_lacks(chosen.missing))
    if chosen.text.strip():
        found.append(_found_by(session, chosen.text))
    return found


def _lacks(missing: Missing) -> ColumnElement[bool]:
    live = exists().where(PersonDocument.person_id == Person.id, PersonDocument.retired_on.is_(None))
    answered = exists().where(Consent.person_id == Person.id)
    return {
        Missing.DOCUMENT: ~live,
        Missing.NOTICE: and_(Person.notice == NoticeStatus.PENDING, ~answered),
        Missing.BIRTH_DATE: Person.birth_date.is_(None),
    }[missing]


def _document_holds(asked: ColumnFilter, _day: date) -> ColumnElement[bool]:
    part = "".join(character for character in asked.text if character.isalnum())
    if not part:
        return false()
    holding = PersonDocument.number.contains(part, autoescape=True)
    return Person.id.in_(select(PersonDocument.person_id).where(holding, PersonDocument.retired_on.is_(None)))


def _age_between(asked: ColumnFilter, day: date) -> ColumnElement[bool]:
    """Return the range of birth dates of people of these ages; somebody of 17 is born after the day 18 years ago."""
    try:
        low, high = (int(value) if value else None for value in (asked.low, asked.high))
    except ValueError:
        return false()
    parts: list[ColumnElement[bool]] = [Person.birth_date.is_not(None)]
    if low is not None:
        parts.append(Person.birth_date <= _years_before(day, low))
    if high is not None:
        parts.append(Person.birth_date > _years_before(day, high + 1))
    return and_(*parts)


def _years_before(day: date, years: int) -> date:
    """Return the last birth date of who has completed ``years`` on ``day``: in common years 28 February has no 29."""
    year = max(1, day.year - years)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _found_by(session: Session, typed: str) -> ColumnElement[bool]:
    words, part = words_asked(typed), folio_part(typed)
    if not words:
        return false()
    rows = persons_matching(session, words, whole=False, cap=None).subquery()
    known = aliased(Person)
    survivors = select(func.coalesce(known.merged_into, known.id)).join(rows, rows.c.row_no == known.row_no)
    found = Person.id.in_(survivors)
    return or_(has_folio(part), found) if part else found


# --- in which order, from where


def person_order(
    session: Session,
    sort: PersonSort,
    chosen: PersonFilter,
    *,
    descending: bool = False,
    cursor: Cursor | None = None,
) -> Order:
    """Return the order of the list of people ``chosen`` lets through; within a family as they were registered.

    ``cursor`` as for `family_order`.
    """
    if sort is PersonSort.NAME:
        return Order((Person.name_key, Person.id), descending)
    if sort is PersonSort.DOCUMENT:
        return Order((PersonDocument.number, Membership.person_id), descending, blanks=True)
    if sort is PersonSort.BIRTH:
        return Order((Person.birth_date, Person.row_no), descending, blanks=True)
    asked = headings(session, chosen.families)
    order = family_order(session, FamilySort(sort.value), descending=descending, cursor=cursor, asked=asked)
    return replace(order, keys=(*order.keys, Person.row_no))


def _base(sort: PersonSort, *, walk: bool = False, lean: bool = False) -> Select[*tuple[Any, ...]]:
    """Return the join of people and their families; with ``walk`` SQLite begins at the index of ``sort``.

    A ``lean`` one leaves out the tables that neither the order nor, for want of filters, a condition needs. Who has no
    document is not in that of documents: see `_undocumented`.
    """
    given = Unindexed if walk else _plain
    query = select(Membership.person_id)
    if sort is PersonSort.DOCUMENT:
        query = query.select_from(PersonDocument)
        query = query.join(Membership, and_(Membership.person_id == given(PersonDocument.person_id), _present()))
        query = query.where(PersonDocument.retired_on.is_(None), ~_newer())
        return query if lean else _with_family(query, given)
    if sort in (PersonSort.NAME, PersonSort.BIRTH):
        query = query.select_from(Person)
        query = query.join(Membership, and_(Membership.person_id == given(Person.id), _present()))
        return query if lean else query.join(FamilyCard, FamilyCard.family_id == given(Membership.family_id))
    query = query.select_from(FamilyCard)
    query = query.join(Membership, and_(Membership.family_id == given(FamilyCard.family_id), _present()))
    return query.join(Person, Person.id == given(Membership.person_id))


def _undocumented(sort: PersonSort, *, lean: bool = False) -> Select[*tuple[Any, ...]] | None:
    """Return the join of people with the documents they may not have, for the end of the order of documents."""
    if sort is not PersonSort.DOCUMENT:
        return None
    live = and_(PersonDocument.person_id == Membership.person_id, PersonDocument.retired_on.is_(None))
    query = select(Membership.person_id).select_from(Membership).outerjoin(PersonDocument, live).where(_present())
    return query if lean else _with_family(query, Unindexed)


def _with_family(query: Select[*tuple[Any, ...]], given: Callable[[Any], Any]) -> Select[*tuple[Any, ...]]:
    query = query.join(Person, Person.id == given(Membership.person_id))
    return query.join(FamilyCard, FamilyCard.family_id == given(Membership.family_id))


def _present() -> ColumnElement[bool]:
    return Membership.valid_to_on.is_(None)


def _newer() -> ColumnElement[bool]:
    """Return whether the person of a document has a newer live one, which is then the one that is shown."""
    return exists().where(
        _NEWER.person_id == PersonDocument.person_id,
        _NEWER.retired_on.is_(None),
        tuple_(_NEWER.recorded_on, _NEWER.id) > tuple_(PersonDocument.recorded_on, PersonDocument.id),
    )


def _plain(column: Any) -> Any:
    return column


def _walks(session: Session, chosen: PersonFilter, where: Sequence[ColumnElement[bool]]) -> bool:
    """Whether so many pass that a page comes sooner by walking its order."""
    if session.get_bind().dialect.name != "sqlite":
        return False
    if chosen.is_empty:
        return True
    few = _base(PersonSort.NAME).where(*where).limit(_FEW).subquery()
    return session.execute(select(func.count()).select_from(few)).scalar_one() == _FEW


def _walked(where: Sequence[ColumnElement[bool]], order: Order) -> list[ColumnElement[bool]]:
    """Return the conditions so that none of a family's card is where SQLite begins instead of the order."""
    first = order.keys[0]
    but = first if first.table.name == FamilyCard.__tablename__ else None
    return [unindexed(one, FamilyCard, but) for one in where]


# --- what a list reads


def person_page(
    session: Session,
    chosen: PersonFilter,
    sort: PersonSort,
    day: date,
    *,
    descending: bool = False,
    cursor: tuple[object, ...] | None = None,
    size: int = PAGE,
) -> Page[PersonRow]:
    """Return the page of people after ``cursor`` (the first when None); ages and absences as of ``day``."""
    where = person_conditions(session, chosen, day)
    order = person_order(session, sort, chosen, descending=descending, cursor=cursor)
    walk = _walks(session, chosen, where)
    where = _walked(where, order) if walk else where
    base, rest = _base(sort, walk=walk), _undocumented(sort)
    query = _with_names(base, *_COLUMNS, *order.keys).where(*where)
    blank = None if rest is None else _with_names(rest, *_COLUMNS, *order.keys).where(*where)
    found = page_rows(session, query, order, cursor, size + 1, blank=blank)
    last = found[size - 1] if len(found) > size else None
    rows = _rows(session, found[:size], day)
    return Page(rows, None if last is None else tuple(last[len(_COLUMNS) :]))


def _with_names(query: Select[*tuple[Any, ...]], *columns: Any) -> Select[*tuple[Any, ...]]:
    query = query.join(Municipality, Municipality.code == FamilyCard.municipality_id)
    return query.outerjoin(Cogestor, Cogestor.id == FamilyCard.cogestor_id).with_only_columns(*columns)


def _rows(session: Session, found: Sequence[Any], day: date) -> tuple[PersonRow, ...]:
    documents: dict[UUID, tuple[str, str]] = {}
    untold = set()
    for person, told_nothing, kind, number in session.execute(_BESIDE, {"people": [row[0] for row in found]}):
        if told_nothing:
            untold.add(person)
        documents[person] = (kind or "", number or "")
    made = []
    for row in found:
        kind, number = documents[row[0]]
        lacks = ((Missing.DOCUMENT, not number), (Missing.NOTICE, row[0] in untold), (Missing.BIRTH_DATE, not row[7]))
        missing = tuple(one for one, is_so in lacks if is_so)
        told: list[Any] = [*row[: len(_COLUMNS)], kind, number, age_or_none(row[7], day), missing]
        made.append(PersonRow(*told))
    return tuple(made)


_BESIDE: Final = (
    select(Person.id, _lacks(Missing.NOTICE), PersonDocument.type, PersonDocument.number)
    .outerjoin(PersonDocument, and_(PersonDocument.person_id == Person.id, PersonDocument.retired_on.is_(None)))
    .where(Person.id.in_(bindparam("people", expanding=True)))
    .order_by(PersonDocument.recorded_on, PersonDocument.id)
)
"""What a page of people reads beside their rows: the newest live document is the last of each."""


def person_count(session: Session, chosen: PersonFilter, day: date) -> int:
    """Return how many people ``chosen`` lets through."""
    if chosen.is_empty:
        present = select(func.count()).select_from(Membership).where(Membership.valid_to_on.is_(None))
        return session.execute(present).scalar_one()
    counted = _base(PersonSort.NAME).with_only_columns(func.count())
    return session.execute(counted.where(*person_conditions(session, chosen, day))).scalar_one()


def person_total(session: Session, chosen: PersonFilter, day: date) -> int:
    """Return how many people ``chosen`` lets through, to be shown; see `listing.how_many`."""
    if chosen.is_empty:
        return how_many(session, select(Membership.id).where(Membership.valid_to_on.is_(None)))
    return person_count(session, chosen, day)


def person_index(
    session: Session, chosen: PersonFilter, sort: PersonSort, day: date, *, descending: bool = False
) -> Index:
    """Return how many people ``chosen`` lets through and where each page of `listing.PAGE` of them begins."""
    where = person_conditions(session, chosen, day)
    order = person_order(session, sort, chosen, descending=descending)
    walk, lean = _walks(session, chosen, where), chosen.is_empty
    where = _walked(where, order) if walk else where
    blank = _undocumented(sort, lean=lean)
    return index(session, where, order, base=_base(sort, walk=walk, lean=lean), blank=blank)


def person_ids(
    session: Session,
    chosen: PersonFilter,
    sort: PersonSort,
    day: date,
    *,
    descending: bool = False,
    cursor: tuple[object, ...] | None = None,
    size: int | None = None,
) -> tuple[UUID, ...]:
    """Return the ids of ``size`` people (None: all) after ``cursor``, in order."""
    where = person_conditions(session, chosen, day)
    order = person_order(session, sort, chosen, descending=descending, cursor=cursor)
    if size is None and cursor is None:
        return tuple(session.execute(_base(PersonSort.NAME).where(*where)).scalars())
    walk = _walks(session, chosen, where)
    where = _walked(where, order) if walk else where
    base, rest = _base(sort, walk=walk), _undocumented(sort)
    query = base.with_only_columns(Membership.person_id, *order.keys).where(*where)
    blank = None if rest is None else rest.with_only_columns(Membership.person_id, *order.keys).where(*where)
    return tuple(row[0] for row in page_rows(session, query, order, cursor, size or 1, blank=blank))


def person_values(session: Session, chosen: PersonFilter, column: str, day: date) -> tuple[tuple[str, int], ...]:
    """Return the values ``column`` has among the people the other filters let through, with how many each."""
    others = replace(chosen, columns=tuple(one for one in chosen.columns if one.column != column))
    where = person_conditions(session, others, day)
    return tuple(value_counts(session, LISTED[column].column, where, base=_base(PersonSort.NAME)))


def of_families(chosen: FamilyFilter) -> PersonFilter:
    """Return the filter of the members of the families ``chosen`` lets through."""
    return PersonFilter(families=chosen)
