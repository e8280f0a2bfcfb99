"""Reads of the families area: search, list pages, counts and the dossier. Columns into frozen data, by key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import UserDefinedType

from gsi_desktop.models.accompaniment import Cogestor
from gsi_desktop.models.enums import EventKind
from gsi_desktop.models.families import (
    Enrolment,
    EnrolmentTargeting,
    Family,
    FamilyCard,
    FamilyEvent,
    Membership,
    Person,
    PersonDocument,
)
from gsi_desktop.models.territory import Department, Microregion, MicroregionMunicipality, Municipality, Settlement
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.listing import ColumnFilter, page_rows, planned
from gsi_desktop.services.core.listing import conditions as listing_conditions
from gsi_desktop.services.core.paging import Page
from gsi_desktop.services.core.search import query_words
from gsi_desktop.services.families import events
from gsi_desktop.services.families.data import (
    Dossier,
    EnrolmentEpisode,
    FamilyFilter,
    FamilyHit,
    FamilyRow,
    FamilySort,
    Member,
    SearchHit,
    SearchResult,
    Targeting,
    full_name,
)
from gsi_desktop.services.families.list_columns import LISTED, family_order
from gsi_desktop.services.families.merged import has_folio, survivor_id, survivors
from gsi_desktop.services.families.work_filter import headings, work_conditions
from gsi_desktop.services.territory import catalogues

SEARCH_CAP = 400
"""Persons one search looks at; beyond it the result says that another word would help (stack.md §4b)."""

_ROW = len(FamilyRow.__slots__)
_FOLIO_PART = re.compile(r"[0-9]{5}-[A-Z]{0,4}(?:-[0-9]*(?:-[0-9]?)?)?|[A-Z]{1,4}-[0-9]+(?:-[0-9]?)?|[0-9]{6,}-[0-9]")


class _TsQuery(UserDefinedType[str]):
    """PostgreSQL's search query; its dialect is not imported for one type, starting the window would wait for it."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        """Return the type's name in SQL."""
        return "TSQUERY"


_PERSON_SEARCH = table("person_search", column("rowid"), column("person_search"))
_PERSON_LEXEMES: ColumnElement[Any] = literal_column("array_to_tsvector(string_to_array(person.search_text, ' '))")


# --- search


def words_asked(typed: str) -> tuple[str, ...]:
    """Return the words to look for; beside a number, the type of a document says nothing ("CC 36.284.517")."""
    words = query_words(typed)
    if not any(word.isdigit() for word in words):
        return words
    return tuple(word for word in words if word.isdigit() or catalogues.document_type(word) is None)


def folio_part(typed: str) -> str:
    """Return what was typed when it has the shape of a folio or of a part of one with its hyphen, "" otherwise."""
    text = "".join(typed.split()).upper()
    return text if _FOLIO_PART.fullmatch(text) else ""


def persons_matching(
    session: Session, words: tuple[str, ...], *, whole: bool, cap: int | None
) -> Select[*tuple[Any, ...]]:
    """Return the select of at most ``cap`` (None: all) row numbers of people with words that begin with ``words``."""
    if session.get_bind().dialect.name == "sqlite":
        match = " AND ".join(f'"{word}"' if whole else f'"{word}"*' for word in words)
        found = _PERSON_SEARCH.c.person_search.op("MATCH")(match)
        return select(_PERSON_SEARCH.c.rowid.label("row_no")).where(found).limit(cap)
    lexemes = " & ".join(f"'{word}'" if whole else f"'{word}':*" for word in words)
    having = select(Person.row_no).where(_PERSON_LEXEMES.op("@@")(cast(literal(lexemes), _TsQuery())))
    if cap is None:
        return having
    # Told that few are wanted, PostgreSQL hopes to come across them row by row and takes each apart into its words.
    every = having.cte("found").prefix_with("MATERIALIZED")
    return select(every.c.row_no).limit(cap)


def _ranked(session: Session, found: Sequence[int], limit: int) -> list[int]:
    """Return the row numbers of at most ``limit`` of the people found who live in a family, heads first, by name.

    The numbers are fetched before the rows: joined in one statement, SQLite may start from the wrong end.
    """
    rows = session.execute(
        select(Person.row_no, Membership.is_head, Person.name_key)
        .join(Membership, (Membership.person_id == Person.id) & Membership.valid_to_on.is_(None))
        .where(Person.row_no.in_(survivors(session, found)))
    ).all()
    return [row.row_no for row in sorted(rows, key=lambda row: (not row.is_head, row.name_key, row.row_no))[:limit]]


def _hits(session: Session, row_numbers: Sequence[int]) -> list[SearchHit]:
    """Return the hits of these people, in their order."""
    rows = session.execute(
        select(
            Person.id,
            Membership.family_id,
            FamilyCard.folio,
            Person.first_name,
            Person.second_name,
            Person.first_surname,
            Person.second_surname,
            PersonDocument.type,
            PersonDocument.number,
            Membership.kinship,
            FamilyCard.head_name,
            Municipality.name,
            FamilyCard.settlement,
            FamilyCard.members,
            Person.row_no,
        )
        .join(Membership, (Membership.person_id == Person.id) & Membership.valid_to_on.is_(None))
        .join(FamilyCard, FamilyCard.family_id == Membership.family_id)
        .join(Municipality, Municipality.code == FamilyCard.municipality_id)
        .outerjoin(PersonDocument, (PersonDocument.person_id == Person.id) & PersonDocument.retired_on.is_(None))
        .where(Person.row_no.in_(row_numbers))
    )
    hits = {row.row_no: _hit(row) for row in rows}
    return [hits[number] for number in row_numbers if number in hits]


def _hit(row: Any) -> SearchHit:
    return SearchHit(
        person_id=row[0],
        family_id=row[1],
        folio=row[2],
        name=full_name(*row[3:7]),
        document_type=row[7] or "",
        document=row[8] or "",
        kinship=row[9],
        head=row[10],
        municipality=row[11],
        settlement=row[12],
        members=row[13],
    )


def _heads_by_folio(part: str, limit: int) -> Select[*tuple[Any, ...]]:
    head = aliased(Membership)
    return (
        select(Person.row_no)
        .join(head, (head.person_id == Person.id) & head.is_head & head.valid_to_on.is_(None))
        .join(FamilyCard, FamilyCard.family_id == head.family_id)
        .where(has_folio(part))
        .order_by(FamilyCard.folio)
        .limit(limit)
    )


def search(session: Session, typed: str, limit: int = 50) -> SearchResult:
    """Return the people whom ``typed`` finds: name parts in any order, part of a document, or part of a folio.

    Whole words come before beginnings of words, heads before members, then by name; at most ``limit`` hits.
    """
    words, part = words_asked(typed), folio_part(typed)
    if not words:
        return SearchResult((), more=False)
    ways = [persons_matching(session, words, whole=whole, cap=SEARCH_CAP + 1) for whole in (True, False)]
    if part:
        ways.insert(0, _heads_by_folio(part, limit + 1))
    hits: list[int] = []
    cut = False
    for matching in ways:
        found = session.execute(matching).scalars().all()
        cut = cut or len(found) > SEARCH_CAP
        hits += [number for number in _ranked(session, found, limit + 1) if number not in hits]
        if len(hits) > limit or (part and hits):
            break
    return SearchResult(tuple(_hits(session, hits[:limit])), more=cut or len(hits) > limit)


def search_families(session: Session, typed: str, limit: int = 20) -> tuple[FamilyHit, ...]:
    """Return the families of the people `search` finds, in its order, each once."""
    first_hits: dict[UUID, SearchHit] = {}
    for hit in search(session, typed, limit * 4).hits:
        first_hits.setdefault(hit.family_id, hit)
    wanted = list(first_hits)[:limit]
    rows = session.execute(
        select(
            Membership.family_id,
            Person.first_name,
            Person.second_name,
            Person.first_surname,
            Person.second_surname,
            FamilyCard.head_document_type,
            FamilyCard.head_document,
        )
        .join(Person, Person.id == Membership.person_id)
        .join(FamilyCard, FamilyCard.family_id == Membership.family_id)
        .where(Membership.family_id.in_(wanted), Membership.is_head, Membership.valid_to_on.is_(None))
    )
    heads = {row.family_id: (full_name(*row[1:5]), row[5], row[6]) for row in rows}
    return tuple(
        FamilyHit(
            family_id,
            hit.folio,
            *heads.get(family_id, ("", "", "")),
            hit.municipality,
            hit.settlement,
            hit.members,
            hit.name,
        )
        for family_id in wanted
        for hit in (first_hits[family_id],)
    )


# --- lists


def family_conditions(
    session: Session, chosen: FamilyFilter, wide: frozenset[ColumnFilter] = frozenset()
) -> list[ColumnElement[bool]]:
    """Return what the card of a family meets that ``chosen`` lets through; ``wide`` as `listing.planned` told."""
    conditions = listing_conditions(headings(session, chosen), LISTED, wide)
    for field in ("settlement_id", "zone"):
        value = getattr(chosen, field)
        if value is not None:
            conditions.append(getattr(FamilyCard, field) == value)
    conditions.extend(work_conditions(chosen))
    if chosen.text.strip():
        conditions.append(_text_condition(session, chosen.text))
    return conditions


def _text_condition(session: Session, typed: str) -> ColumnElement[bool]:
    words, part = words_asked(typed), folio_part(typed)
    if not words:
        return false()
    rows = persons_matching(session, words, whole=False, cap=None).subquery()
    families = (
        select(Membership.family_id)
        .join(Person, survivor_id() == Membership.person_id)
        .join(rows, rows.c.row_no == Person.row_no)
        .where(Membership.valid_to_on.is_(None))
    )
    found = FamilyCard.family_id.in_(families)
    return or_(has_folio(part), found) if part else found


def family_page(
    session: Session,
    chosen: FamilyFilter,
    sort: FamilySort = FamilySort.HEAD,
    *,
    descending: bool = False,
    cursor: tuple[object, ...] | None = None,
    size: int = 100,
) -> Page[FamilyRow]:
    """Return the page of families after ``cursor`` (the first when None) in the order of ``sort``."""
    order = family_order(session, sort, descending=descending, cursor=cursor)
    wide, walked = planned(session, headings(session, chosen), LISTED, order, cursor)
    query = (
        select(
            FamilyCard.family_id,
            FamilyCard.folio,
            FamilyCard.head_name,
            FamilyCard.head_document_type,
            FamilyCard.head_document,
            FamilyCard.members,
            FamilyCard.municipality_id,
            Municipality.name,
            FamilyCard.settlement,
            FamilyCard.zone,
            FamilyCard.source,
            FamilyCard.level,
            FamilyCard.status,
            FamilyCard.entry_on,
            FamilyCard.stage,
            FamilyCard.last_visit_on,
            FamilyCard.next_visit_on,
            func.coalesce(Cogestor.name, ""),
            *order.keys,
        )
        .outerjoin(Municipality, Municipality.code == FamilyCard.municipality_id)  # has one; so none is read first
        .outerjoin(Cogestor, Cogestor.id == FamilyCard.cogestor_id)
        .where(*family_conditions(session, chosen, wide))
    )
    found: Sequence[Any] = page_rows(session, query, walked, cursor, size + 1)
    rows = tuple(FamilyRow(*row[:_ROW]) for row in found[:size])
    last = found[size - 1] if len(found) > size else None
    return Page(rows, None if last is None else tuple(last[_ROW:]))


def family_count(session: Session, chosen: FamilyFilter) -> int:
    """Return how many families ``chosen`` lets through."""
    return session.execute(
        select(func.count()).select_from(FamilyCard).where(*family_conditions(session, chosen))
    ).scalar_one()


def chosen_families(session: Session, chosen: FamilyFilter) -> Select[*tuple[Any, ...]]:
    """Return the select of the ids of the families ``chosen`` lets through, for what reads more of them."""
    return select(FamilyCard.family_id).where(*family_conditions(session, chosen))


def settlements(session: Session, municipality_id: str) -> tuple[tuple[UUID, str], ...]:
    """Return id and name of the settlements of a municipality that have been used, by name."""
    rows = session.execute(
        select(Settlement.id, Settlement.name)
        .where(Settlement.municipality_id == municipality_id)
        .order_by(Settlement.name_key)
    )
    return tuple((row.id, row.name) for row in rows)


def places_in_use(session: Session) -> tuple[tuple[str, str], ...]:
    """Return code and name of the municipalities that have families, by name, without counting any."""
    families = select(FamilyCard.family_id).where(FamilyCard.municipality_id == Municipality.code)
    rows = session.execute(
        select(Municipality.code, Municipality.name).where(families.exists()).order_by(Municipality.name)
    )
    return tuple((row.code, row.name) for row in rows)


def municipalities_in_use(session: Session) -> tuple[tuple[str, str, int], ...]:
    """Return code, name and families of the municipalities that have families, by name."""
    rows = session.execute(
        select(Municipality.code, Municipality.name, func.count())
        .join(FamilyCard, FamilyCard.municipality_id == Municipality.code)
        .group_by(Municipality.code, Municipality.name)
        .order_by(Municipality.name)
    )
    return tuple((code, name, count) for code, name, count in rows)


def microregions_in_use(session: Session) -> tuple[tuple[UUID, str, str], ...]:
    """Return id, code and name of the microregions in whose municipalities of today there are families, by name."""
    families = select(FamilyCard.family_id).where(FamilyCard.municipality_id == MicroregionMunicipality.municipality_id)
    rows = session.execute(
        select(Microregion.id, Microregion.code, Microregion.name)
        .join(MicroregionMunicipality, MicroregionMunicipality.microregion_id == Microregion.id)
        .where(MicroregionMunicipality.valid_to_on.is_(None), families.exists())
        .distinct()
        .order_by(Microregion.name, Microregion.id)
    )
    return tuple((row.id, row.code, row.name) for row in rows)


# --- dossier


def members(session: Session, family_id: UUID) -> tuple[Member, ...]:
    """Return the present members of a family, the head first, then by birth."""
    rows = session.execute(
        select(Person, Membership.kinship, Membership.is_head, Membership.valid_from_on, PersonDocument)
        .join(Membership, (Membership.person_id == Person.id) & Membership.valid_to_on.is_(None))
        .outerjoin(PersonDocument, (PersonDocument.person_id == Person.id) & PersonDocument.retired_on.is_(None))
        .where(Membership.family_id == family_id)
        .order_by(Membership.is_head.desc(), Person.birth_date, Person.id, PersonDocument.recorded_on.desc())
    )
    found: dict[UUID, Member] = {}
    for person, kinship, is_head, since_on, document in rows:
        found.setdefault(
            person.id,
            Member(
                person_id=person.id,
                version=person.version,
                first_name=person.first_name,
                second_name=person.second_name,
                first_surname=person.first_surname,
                second_surname=person.second_surname,
                sex=person.sex,
                birth_date=person.birth_date,
                kinship=kinship,
                is_head=is_head,
                document_type=document.type if document else "",
                document=document.number if document else "",
                ethnicity=person.ethnicity,
                disability=person.disability,
                pregnant=person.pregnant,
                pregnant_as_of_on=person.pregnant_as_of_on,
                victim=person.victim,
                notice=person.notice,
                since_on=since_on,
                birth_precision=person.birth_precision,
                no_document=person.no_document,
            ),
        )
    return tuple(found.values())


def _enrolments(session: Session, family_id: UUID) -> tuple[EnrolmentEpisode, ...]:
    rows = session.execute(
        select(Enrolment, Municipality.name, EnrolmentTargeting, FamilyEvent.kind)
        .join(Municipality, Municipality.code == Enrolment.municipality_id)
        .outerjoin(FamilyEvent, FamilyEvent.id == Enrolment.opened_by)
        .outerjoin(EnrolmentTargeting, EnrolmentTargeting.enrolment_id == Enrolment.id)
        .where(Enrolment.family_id == family_id)
        .order_by(Enrolment.entry_on.desc(), Enrolment.id.desc(), EnrolmentTargeting.is_main.desc())
    )
    episodes: dict[UUID, tuple[Enrolment, str, list[Targeting], EventKind]] = {}
    for episode, municipality, targeting, came in rows:
        known = episodes.setdefault(episode.id, (episode, municipality, [], came or EventKind.ENTRY))
        if targeting is not None:
            known[2].append(
                Targeting(
                    targeting.source,
                    targeting.is_main,
                    targeting.household_key,
                    targeting.level,
                    targeting.score,
                    targeting.listed_on,
                    targeting.displaced_on,
                    targeting.displaced_from,
                )
            )
    return tuple(
        EnrolmentEpisode(
            episode.entry_on, episode.exit_on, municipality, tuple(targeting), came, episode.exit_reason or ""
        )
        for episode, municipality, targeting, came in episodes.values()
    )


def dossier(session: Session, family_id: UUID) -> Dossier:
    """Return everything the dossier shows, in four statements; raises `ExpectedError` ``family_gone``."""
    row = session.execute(
        select(Family, Municipality.name, Department.name, Settlement.name)
        .join(Municipality, Municipality.code == Family.municipality_id)
        .join(Department, Department.code == Municipality.department_code)
        .outerjoin(Settlement, Settlement.id == Family.settlement_id)
        .where(Family.id == family_id)
    ).one_or_none()
    if row is None:
        raise ExpectedError("family_gone")
    family, municipality, department, settlement = row
    return Dossier(
        family_id=family.id,
        version=family.version,
        folio=family.folio,
        status=family.status,
        municipality_id=family.municipality_id,
        municipality=municipality,
        department=department,
        settlement=settlement or "",
        zone=family.zone,
        address=family.address,
        phone=family.phone,
        other_phone=family.other_phone,
        members=members(session, family_id),
        enrolments=_enrolments(session, family_id),
        events=events.life_events(session, family_id),
        location_protected=family.location_protected,
    )
