"""What passes to the one that stays: counted here for the screen that foretells it and for the notice afterwards.

Passing is what hangs on the one that goes and will hang on the one that stays, directly or through an episode. A row
the other has the like of does not pass, nor does the membership of somebody who is in both: there is nobody more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from sqlalchemy import Table, UniqueConstraint, select
from sqlalchemy.orm import Session

from gsi_desktop.models.accompaniment import FamilyPlan
from gsi_desktop.models.enums import PlanState
from gsi_desktop.models.families import Enrolment
from gsi_desktop.services.families.merges.data import Asked, MergePersons
from gsi_desktop.services.families.merges.episodes import folding
from gsi_desktop.services.families.merges.references import Reference, references

Row = tuple[str, UUID]

_THEMSELVES = frozenset({"person", "family"})


def hanging(session: Session, target: str, ids: Collection[UUID]) -> set[Row]:
    """Return the rows that name these people, families or episodes."""
    found: set[Row] = set()
    for reference in references(target):
        table = reference.table
        if table.name not in _THEMSELVES:
            rows = session.execute(select(table.c.id).where(reference.cell.in_(ids))).scalars()
            found.update((table.name, row_id) for row_id in rows)
    return found


def of_family(session: Session, family_id: UUID) -> set[Row]:
    """Return the rows that hang on a family or one of its episodes."""
    episodes = session.execute(select(Enrolment.id).where(Enrolment.family_id == family_id)).scalars().all()
    return hanging(session, "family", (family_id,)) | hanging(session, "enrolment", episodes)


def tally(rows: Iterable[Row]) -> dict[str, int]:
    """Return how many rows of each table there are."""
    return dict(Counter(name for name, _row_id in rows))


def family_part(session: Session, kept_id: UUID, gone_id: UUID) -> frozenset[Row]:
    """Return what passes from one family to the other, whoever is in both."""
    return frozenset(of_family(session, gone_id) - _left_of_family(session, kept_id, gone_id))


def person_part(session: Session, kept_id: UUID, gone_id: UUID) -> frozenset[Row]:
    """Return what passes from one person to the other."""
    return frozenset(hanging(session, "person", (gone_id,)) - _left_of_person(session, kept_id, gone_id))


def together(family: Iterable[Row], people: Iterable[Iterable[Row]]) -> dict[str, int]:
    """Return how many rows of each table pass with a family and with the people who are in both."""
    theirs = set[Row]().union(*people)
    double = {row for row in theirs if row[0] == "membership"}
    return tally(theirs.union(family) - double)


def passing(session: Session, asked: Asked) -> dict[str, int]:
    """Return how many rows of each table a merge not made yet lets pass."""
    if isinstance(asked, MergePersons):
        return together((), [person_part(session, asked.kept_id, asked.gone_id)])
    people = [person_part(session, one.kept_id, one.gone_id) for one in asked.same]
    return together(family_part(session, asked.kept_id, asked.gone_id), people)


# --- what stays, because the other has the like


def _left_of_family(session: Session, kept_id: UUID, gone_id: UUID) -> set[Row]:
    """Return the episodes that become part of the open one, and the plan drafts it has no place for."""
    fold = folding(session, kept_id, gone_id)
    if fold is None:
        return set()
    order = [fold.stays.id, *(one.id for one in fold.folded)]
    drafts = session.execute(
        select(FamilyPlan.id, FamilyPlan.enrolment_id).where(
            FamilyPlan.enrolment_id.in_(order), FamilyPlan.state == PlanState.DRAFT
        )
    ).all()
    more = sorted(drafts, key=lambda row: order.index(row.enrolment_id))[1:]
    return {("enrolment", one) for one in order[1:]} | {("family_plan", row.id) for row in more}


def _left_of_person(session: Session, kept_id: UUID, gone_id: UUID) -> set[Row]:
    """Return the rows that may be there once for a person, where both have one."""
    found: set[Row] = set()
    for reference in references("person"):
        table, other = reference.table, reference.table.alias()
        for names in _once(reference):
            same = [other.c[name] == table.c[name] for name in names]
            twin = select(other.c.id).where(other.c[reference.column] == kept_id, *same).exists()
            rows = session.execute(select(table.c.id).where(reference.cell == gone_id, twin)).scalars()
            found.update((table.name, row_id) for row_id in rows)
    return found


def _once(reference: Reference) -> Iterator[list[str]]:
    """Yield the other columns of each key in which a person may be once."""
    for columns in _keys(reference.table):
        if reference.column in columns and len(columns) > 1:
            yield [name for name in columns if name != reference.column]


def _keys(table: Table) -> Iterator[list[str]]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield [column.name for column in constraint.columns]
    for index in table.indexes:
        if index.unique:
            yield [column.name for column in index.columns]
