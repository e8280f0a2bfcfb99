"""Reads of the families area: list pages, counts and the dossier. Columns into frozen data, by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session

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
from gsi_desktop.services.core.listing import ColumnFilter, from_cursor, page_rows, planned
from gsi_desktop.services.core.listing import conditions as listing_conditions
from gsi_desktop.services.core.paging import Page
from gsi_desktop.services.families import events
from gsi_desktop.services.families.data import (
    Dossier,
    EnrolmentEpisode,
    FamilyFilter,
    FamilyRow,
    FamilySort,
    Member,
    Targeting,
)
from gsi_desktop.services.families.finding import folio_part, persons_matching, words_asked
from gsi_desktop.services.families.list_columns import LISTED, family_order
from gsi_desktop.services.families.merged import has_folio, survivor_id
from gsi_desktop.services.families.work_filter import headings, work_conditions

_ROW = len(FamilyRow.__slots__)


# --- lists


def family_conditions(
    session: Session,
    chosen: FamilyFilter,
    asked: Sequence[ColumnFilter] | None = None,
    wide: frozenset[ColumnFilter] = frozenset(),
) -> list[ColumnElement[bool]]:
    """Return what the card of a family meets that ``chosen`` lets through.

    ``asked`` is what it asks of headings where `listing.from_cursor` changed it, ``wide`` as `listing.planned` told.
    """
    conditions = listing_conditions(headings(session, chosen) if asked is None else asked, LISTED, wide)
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
    asked = headings(session, chosen)
    order = family_order(session, sort, descending=descending, cursor=cursor, asked=asked)
    asked = from_cursor(asked, LISTED, order, cursor)
    wide, walked = planned(session, asked, LISTED, order, cursor)
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
        .where(*family_conditions(session, chosen, asked, wide))
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
