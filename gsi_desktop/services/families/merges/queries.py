"""Reads of duplicates and merges: the list of pairs, two people or families side by side, and what was merged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from gsi_desktop.models.duplicates import DuplicateCandidate, MergedPair
from gsi_desktop.models.enums import AuditAction, CandidateOrigin, CandidateState, MergeKind, MergeState, NoticeStatus
from gsi_desktop.models.families import Enrolment, Family, Membership, Person, PersonDocument
from gsi_desktop.models.operations import AuditEntry
from gsi_desktop.models.territory import Municipality, Settlement
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.paging import Page, beyond
from gsi_desktop.services.families.data import full_name
from gsi_desktop.services.families.duplicates import Known, people
from gsi_desktop.services.families.matching import CANDIDATE, HINT, Reason, Verdict, compare
from gsi_desktop.services.families.merges.data import FAMILY_FIELDS, PERSON_FIELDS, MergeRow
from gsi_desktop.services.families.merges.passing import (
    Row,
    family_part,
    hanging,
    of_family,
    person_part,
    tally,
    together,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFilter:
    """Which pairs a list shows; ``reason`` is a field that agrees or nearly does."""

    state: CandidateState = CandidateState.OPEN
    municipality_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PairPerson:
    """One of two people who may be one."""

    person_id: UUID
    family_id: UUID | None
    folio: str
    name: str
    document_type: str
    document: str
    birth_date: date | None
    municipality: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two people who may be one, as the list shows them."""

    candidate_id: UUID
    score: int
    reasons: tuple[Reason, ...]
    origin: CandidateOrigin
    state: CandidateState
    found_on: date
    decided_on: date | None
    decided_by: str
    decision: str
    one: PairPerson
    other: PairPerson


def _conditions(chosen: PairFilter) -> list[ColumnElement[bool]]:
    row, one, other = DuplicateCandidate, aliased(Person), aliased(Person)
    conditions: list[ColumnElement[bool]] = [
        row.state == chosen.state,
        ~select(one.id).where(one.id == row.one_id, one.merged_into.is_not(None)).exists(),
        ~select(other.id).where(other.id == row.other_id, other.merged_into.is_not(None)).exists(),
    ]
    if chosen.municipality_id is not None:
        conditions.append(row.municipality_id == chosen.municipality_id)
    if chosen.reason is not None:
        agreed = (f'["{chosen.reason}","{verdict}"]' for verdict in (Verdict.EQUAL, Verdict.SIMILAR))
        conditions.append(or_(*(row.reasons.contains(text, autoescape=True) for text in agreed)))
    return conditions


def pair_page(
    session: Session, chosen: PairFilter, *, cursor: tuple[object, ...] | None = None, size: int = 100
) -> Page[PairRow]:
    """Return the page of pairs after ``cursor`` (the first when None), likeliest first."""
    row = DuplicateCandidate
    query = select(row).where(*_conditions(chosen)).order_by(row.score.desc(), row.id.desc()).limit(size + 1)
    if cursor is not None:
        query = query.where(beyond((row.score, row.id), cursor, descending=True))
    found = session.execute(query).scalars().all()
    rows = found[:size]
    known = {
        one.person_id: one for one in people(session, {person for row in rows for person in (row.one_id, row.other_id)})
    }
    shown = tuple(_pair(row, known) for row in rows if row.one_id in known and row.other_id in known)
    return Page(shown, (rows[-1].score, rows[-1].id) if len(found) > size else None)


def _pair(row: DuplicateCandidate, known: dict[UUID, Known]) -> PairRow:
    reasons = tuple(Reason(field, Verdict(verdict)) for field, verdict in msgspec.json.decode(row.reasons))
    return PairRow(
        row.id, row.score, reasons, row.origin, row.state, row.found_on, row.decided_on, row.decided_by, row.decision,
        _person(known[row.one_id]), _person(known[row.other_id]),
    )  # fmt: skip


def _person(known: Known) -> PairPerson:
    kind, number = known.profile.documents[0] if known.profile.documents else ("", "")
    born, family = known.profile.birth_date, known.profile.family_id
    return PairPerson(known.person_id, family, known.folio, known.name, kind, number, born, known.municipality)


def pair_count(session: Session, chosen: PairFilter) -> int:
    """Return how many pairs ``chosen`` lets through."""
    return session.execute(
        select(func.count()).select_from(DuplicateCandidate).where(*_conditions(chosen))
    ).scalar_one()


def open_pairs_of(session: Session, people: Collection[UUID]) -> int:
    """Return how many undecided pairs have one of ``people``, e.g. those just enrolled."""
    either = or_(DuplicateCandidate.one_id.in_(people), DuplicateCandidate.other_id.in_(people))
    return session.execute(
        select(func.count())
        .select_from(DuplicateCandidate)
        .where(DuplicateCandidate.state == CandidateState.OPEN, either)
    ).scalar_one()


def pair_places(session: Session) -> tuple[tuple[str, str], ...]:
    """Return code and name of the municipalities that have pairs, by name."""
    rows = session.execute(
        select(Municipality.code, Municipality.name)
        .where(Municipality.code.in_(select(DuplicateCandidate.municipality_id).distinct()))
        .order_by(Municipality.name)
    )
    return tuple((code, name) for code, name in rows)


# --- side by side


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of both: values as they are stored, and which one the program would take."""

    field: str
    kept: Any
    gone: Any
    verdict: Verdict
    take: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A person or family as a column of the comparison; ``rows`` counts what hangs on it by table."""

    id: UUID
    title: str
    subtitle: str
    family_id: UUID | None
    folio: str
    since_on: date | None
    rows: dict[str, int]

    @property
    def weight(self) -> int:
        """Return how much work hangs on it."""
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class SamePair:
    """A member of the family that stays and one of the other who may be one person, likeness and fields of both.

    The likeness is the one in the list of pairs; ``likely`` says whether the program would merge them, taking for
    granted that both homes are one. ``passes`` is what passes with them when they are one.
    """

    kept_id: UUID
    kept: str
    kept_document: str
    gone_id: UUID
    gone: str
    gone_document: str
    score: int
    likely: bool
    choices: tuple[Choice, ...]
    passes: frozenset[Row]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two side by side; ``same`` and ``alone`` (the others of the one that goes) are of families."""

    kind: MergeKind
    kept: Side
    gone: Side
    choices: tuple[Choice, ...]
    passes: frozenset[Row]
    same: tuple[SamePair, ...] = ()
    alone: tuple[str, ...] = ()

    def passing(self, same: Iterable[SamePair]) -> dict[str, int]:
        """Return how many rows of each table pass to the one that stays when ``same`` are in both families."""
        if self.kind is MergeKind.PERSON:
            return together((), [self.passes])
        return together(self.passes, [one.passes for one in same])


_EMPTY = (None, "", "unknown")


def _take(kept: Any, gone: Any) -> bool:
    """Whether the program would take the value of the one that goes: only where the other says nothing.

    Whoever was given the privacy notice once was given it, whatever the other row says.
    """
    if kept is NoticeStatus.PENDING:
        return gone is NoticeStatus.DELIVERED
    return kept in _EMPTY and gone not in _EMPTY


def _choice(field: str, kept: Any, gone: Any) -> Choice:
    if kept in _EMPTY or gone in _EMPTY:
        verdict = Verdict.EQUAL if (kept in _EMPTY) == (gone in _EMPTY) else Verdict.MISSING
    else:
        verdict = Verdict.EQUAL if kept == gone else Verdict.DIFFERENT
    return Choice(field, kept, gone, verdict, _take(kept, gone))


def compare_persons(session: Session, kept_id: UUID, gone_id: UUID) -> Comparison:
    """Return two people side by side; raises ``person_gone``, ``merge_already``."""
    rows = _persons(session, (kept_id, gone_id))
    if len(rows) != 2:
        raise ExpectedError("person_gone")
    if any(person.merged_into is not None for person in rows.values()):
        raise ExpectedError("merge_already")
    known = {one.person_id: one for one in people(session, (kept_id, gone_id))}
    kept, gone = known[kept_id], known[gone_id]
    return Comparison(
        MergeKind.PERSON,
        _person_side(session, kept),
        _person_side(session, gone),
        _person_choices(rows, kept, gone),
        person_part(session, kept_id, gone_id),
    )


def _person_choices(rows: Mapping[UUID, Person], kept: Known, gone: Known) -> tuple[Choice, ...]:
    mine, theirs = rows[kept.person_id], rows[gone.person_id]
    return tuple(
        _choice(field, _document(kept), _document(gone))
        if field == "document"
        else _choice(field, getattr(mine, field), getattr(theirs, field))
        for field in PERSON_FIELDS
    )


def _document(known: Known) -> str:
    return " ".join(known.profile.documents[0]) if known.profile.documents else ""


def _persons(session: Session, ids: Iterable[UUID]) -> dict[UUID, Person]:
    found = session.execute(select(Person).where(Person.id.in_(tuple(ids)))).scalars()
    return {person.id: person for person in found}


def _person_side(session: Session, known: Known) -> Side:
    since = select(func.min(Membership.valid_from_on)).where(Membership.person_id == known.person_id)
    return Side(
        known.person_id,
        known.name,
        known.municipality,
        known.profile.family_id,
        known.folio,
        session.execute(since).scalar(),
        tally(hanging(session, "person", (known.person_id,))),
    )


def compare_families(session: Session, kept_id: UUID, gone_id: UUID) -> Comparison:
    """Return two families side by side with who is in both; raises ``family_gone``, ``merge_already``."""
    found = session.execute(
        select(Family, Settlement.name, Municipality.name)
        .join(Municipality, Municipality.code == Family.municipality_id)
        .outerjoin(Settlement, Settlement.id == Family.settlement_id)
        .where(Family.id.in_((kept_id, gone_id)))
    ).all()
    rows = {family.id: (family, settlement or "", place) for family, settlement, place in found}
    if len(rows) != 2:
        raise ExpectedError("family_gone")
    if any(family.merged_into is not None for family, _settlement, _place in rows.values()):
        raise ExpectedError("merge_already")
    (kept, kept_place, _), (gone, gone_place, _) = rows[kept_id], rows[gone_id]
    hidden = ("address",) if kept.location_protected or gone.location_protected else ()
    choices = [] if hidden else [_choice("settlement", kept_place, gone_place)]
    choices += [
        _choice(field, getattr(kept, field), getattr(gone, field))
        for field in FAMILY_FIELDS
        if field not in ("settlement", *hidden)
    ]
    members = {one: _members(session, one) for one in (kept_id, gone_id)}
    same, alone = _same(session, members[kept_id], members[gone_id])
    return Comparison(
        MergeKind.FAMILY,
        _family_side(session, kept, rows[kept_id][2], members[kept_id]),
        _family_side(session, gone, rows[gone_id][2], members[gone_id]),
        tuple(choices),
        family_part(session, kept_id, gone_id),
        same,
        alone,
    )


def _members(session: Session, family_id: UUID) -> list[Known]:
    ids = session.execute(
        select(Membership.person_id)
        .where(Membership.family_id == family_id, Membership.valid_to_on.is_(None))
        .order_by(Membership.is_head.desc(), Membership.id)
    ).scalars()
    known = list(ids)
    found = {one.person_id: one for one in people(session, known)}
    return [found[one] for one in known if one in found]


def _family_side(session: Session, family: Family, place: str, members: list[Known]) -> Side:
    rows = tally(of_family(session, family.id))
    since = session.execute(select(func.min(Enrolment.entry_on)).where(Enrolment.family_id == family.id)).scalar()
    names = ", ".join(one.name for one in members)
    return Side(
        family.id, members[0].name if members else "", f"{place} · {names}", family.id, family.folio, since, rows
    )


def _same(session: Session, kept: list[Known], gone: list[Known]) -> tuple[tuple[SamePair, ...], tuple[str, ...]]:
    """Pair the members of two families, likeliest first, each once."""
    scored = sorted(
        (
            (compare(mine.profile, replace(theirs.profile, family_id=mine.profile.family_id)).score, mine, theirs)
            for mine in kept
            for theirs in gone
        ),
        key=lambda one: (-one[0], one[1].person_id, one[2].person_id),
    )
    rows = _persons(session, (one.person_id for one in (*kept, *gone)))
    listed = _listed(session, rows)
    taken: set[UUID] = set()
    pairs = []
    for score, mine, theirs in scored:
        if score >= HINT and not taken & {mine.person_id, theirs.person_id}:
            taken |= {mine.person_id, theirs.person_id}
            both = frozenset((mine.person_id, theirs.person_id))
            shown = listed[both] if both in listed else compare(mine.profile, theirs.profile).score
            pairs.append(
                SamePair(
                    mine.person_id, mine.name, _document(mine), theirs.person_id, theirs.name, _document(theirs), shown,
                    score >= CANDIDATE, _person_choices(rows, mine, theirs),
                    person_part(session, mine.person_id, theirs.person_id),
                )
            )  # fmt: skip
    return tuple(pairs), tuple(one.name for one in gone if one.person_id not in taken)


def _listed(session: Session, people: Collection[UUID]) -> dict[frozenset[UUID], int]:
    """Return the likeness of the pairs of these people that are in the list of pairs."""
    row = DuplicateCandidate
    found = session.execute(
        select(row.one_id, row.other_id, row.score).where(row.one_id.in_(people), row.other_id.in_(people))
    )
    return {frozenset((one.one_id, one.other_id)): one.score for one in found}


# --- what was merged


def merges(session: Session, limit: int = 200, *, state: MergeState | None = None) -> tuple[MergeRow, ...]:
    """Return the merges, newest first; those of the people of merged families are told with the families."""
    query = select(MergedPair).where(MergedPair.parent_id.is_(None)).order_by(MergedPair.id.desc()).limit(limit)
    if state is not None:
        query = query.where(MergedPair.state == state)
    pairs = list(session.execute(query).scalars())
    persons = _named(
        session, [one for pair in pairs if pair.kind is MergeKind.PERSON for one in (pair.kept_id, pair.gone_id)]
    )
    families = _folios(
        session, [one for pair in pairs if pair.kind is MergeKind.FAMILY for one in (pair.kept_id, pair.gone_id)]
    )
    return tuple(_row(pair, persons if pair.kind is MergeKind.PERSON else families) for pair in pairs)


def undone_operations(session: Session) -> set[UUID]:
    """Return the operations of merges that were undone and those that undid them: together they left little."""
    undone = MergedPair.state == MergeState.UNDONE
    undoing = (
        select(AuditEntry.operation_id)
        .join(MergedPair, and_(MergedPair.id == AuditEntry.row_id, undone))
        .where(AuditEntry.table_name == "merged_pair", AuditEntry.action == AuditAction.UPDATE)
    )
    return {*session.execute(select(MergedPair.operation_id).where(undone)).scalars(),
            *session.execute(undoing).scalars()}  # fmt: skip


def merged_now(session: Session, families: Collection[UUID]) -> set[UUID]:
    """Return those of ``families`` that are in a merge in force, whole or by one of their people."""
    merged = MergedPair.state == MergeState.MERGED
    found: set[UUID] = set()
    for one in (MergedPair.kept_id, MergedPair.gone_id):
        of_people = select(Membership.family_id).join(MergedPair, and_(one == Membership.person_id, merged))
        found.update(session.execute(select(one).where(merged, one.in_(families))).scalars())
        found.update(session.execute(of_people.where(Membership.family_id.in_(families))).scalars())
    return found


def _row(pair: MergedPair, known: dict[UUID, tuple[str, str, UUID | None]]) -> MergeRow:
    kept, gone = known.get(pair.kept_id, ("", "", None)), known.get(pair.gone_id, ("", "", None))
    return MergeRow(
        pair.id, pair.kind, pair.state, pair.kept_id, pair.gone_id, kept[0], gone[0], kept[1], gone[1], kept[2],
        pair.merged_at, pair.merged_by, pair.reason, pair.undone_at, pair.undone_by,
    )  # fmt: skip


def _named(session: Session, ids: list[UUID]) -> dict[UUID, tuple[str, str, UUID | None]]:
    rows = session.execute(
        select(Person, PersonDocument.type, PersonDocument.number, Membership.family_id)
        .outerjoin(PersonDocument, and_(PersonDocument.person_id == Person.id, PersonDocument.retired_on.is_(None)))
        .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.valid_to_on.is_(None)))
        .where(Person.id.in_(ids))
    )
    return {
        person.id: (
            full_name(person.first_name, person.second_name, person.first_surname, person.second_surname),
            f"{kind} {number}" if number else "",
            family_id,
        )
        for person, kind, number, family_id in rows
    }


def _folios(session: Session, ids: list[UUID]) -> dict[UUID, tuple[str, str, UUID | None]]:
    head = and_(Membership.family_id == Family.id, Membership.is_head, Membership.valid_to_on.is_(None))
    rows = session.execute(
        select(Family.id, Family.folio, Person)
        .outerjoin(Membership, head)
        .outerjoin(Person, Person.id == Membership.person_id)
        .where(Family.id.in_(ids))
    )
    return {
        family_id: (
            full_name(one.first_name, one.second_name, one.first_surname, one.second_surname) if one else "",
            folio,
            family_id,
        )
        for family_id, folio, one in rows
    }
