"""Taking a merge back at any later date, whatever was merged or written since.

The journal is replayed backwards. A cell that still holds what the merge wrote gets its former value; one a person
changed since is kept and told. Rows written since stay with the one that stayed, except those that hang on a row that
goes back. Later merges that touched the same rows are taken apart first and made again afterwards, so that any order is
as good as the last one first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from uuid import UUID

import msgspec
from sqlalchemy import Delete, Table, Update, and_, delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gsi_desktop.models.consent import Consent
from gsi_desktop.models.duplicates import MergedPair, MergeJournal
from gsi_desktop.models.enums import JournalAction, Kinship, MergeKind, MergeState
from gsi_desktop.models.families import Enrolment, Family, FamilyEvent, Membership, Person
from gsi_desktop.models.operations import AuditEntry
from gsi_desktop.models.tables import metadata
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.reverting import stored_value
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families.former_places import EMPTY_PLACE, hidden
from gsi_desktop.services.families.merges.data import (
    FAMILY_FIELDS,
    PERSON_FIELDS,
    MergeFamilies,
    MergePersons,
    Since,
    UndoMerge,
    Undone,
)
from gsi_desktop.services.families.merges.households import unite_families
from gsi_desktop.services.families.merges.journal import encoded, raised, table_of
from gsi_desktop.services.families.merges.people import refresh_names, unite, write
from gsi_desktop.services.families.merges.references import references

_CHUNK = 300
_CELLS = [
    MergeJournal.__table__.c[name]
    for name in ("action", "table_name", "row_id", "column_name", "before_value", "after_value")
]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the journal; ``current`` is what it holds now, None when the row is no longer there."""

    action: JournalAction
    table: str
    row_id: UUID
    column: str
    before: str
    after: str
    current: str | None = None

    @property
    def untouched(self) -> bool:
        """Whether nobody wrote it since the merge did."""
        return self.current == self.after


# --- what there is to take back


def _open(session: Session, merge_id: UUID) -> list[MergedPair]:
    """Return the merge and those of its people; raises when it cannot be undone."""
    rows = select(MergedPair).where(or_(MergedPair.id == merge_id, MergedPair.parent_id == merge_id))
    found = session.execute(rows.execution_options(populate_existing=True)).scalars().all()
    pairs = sorted(found, key=lambda pair: pair.id != merge_id)
    if not pairs or pairs[0].id != merge_id:
        raise ExpectedError("merge_unknown")
    if pairs[0].state is not MergeState.MERGED:
        raise ExpectedError("merge_undone")
    if pairs[0].parent_id is not None:
        raise ExpectedError("merge_of_family")
    return pairs


def _cells(session: Session, merges: Sequence[UUID]) -> list[Cell]:
    """Return the cells of these merges with what they hold now, the last written first."""
    rows = select(*_CELLS).where(MergeJournal.merge_id.in_(merges))
    cells = [Cell(*row) for row in session.execute(rows.order_by(MergeJournal.position.desc()))]
    current = _current(session, cells)
    told = []
    for one in cells:
        place = (one.table, one.row_id, one.column)
        told.append(replace(one, current=current.get(place)))
        if told[-1].untouched:
            current[place] = one.before  # a cell written twice goes back step by step
    return told


def _current(session: Session, cells: list[Cell]) -> dict[tuple[str, UUID, str], str]:
    wanted: dict[str, tuple[set[str], set[UUID]]] = defaultdict(lambda: (set(), set()))
    for one in cells:
        wanted[one.table][0].add(one.column)
        wanted[one.table][1].add(one.row_id)
    found: dict[tuple[str, UUID, str], str] = {}
    for name, (columns, ids) in wanted.items():
        table, rows = metadata.tables[name], sorted(ids)
        names = sorted(columns - {"id"})
        for start in range(0, len(rows), _CHUNK):
            here = table.c.id.in_(rows[start : start + _CHUNK])
            for row in session.execute(select(table.c.id, *(table.c[column] for column in names)).where(here)):
                found[name, row[0], "id"] = encoded(row[0])
                found.update({(name, row[0], column): encoded(row[place + 1]) for place, column in enumerate(names)})
    return found


def _built_upon(session: Session, pair: MergedPair) -> list[MergedPair]:
    """Return the later merges that touched what this one did, oldest first."""
    later = select(MergedPair).where(
        MergedPair.id > pair.id, MergedPair.parent_id.is_(None), MergedPair.state == MergeState.MERGED
    )
    touched = _touches(session, pair)
    found = []
    for other in session.execute(later.order_by(MergedPair.id)).scalars():
        theirs = _touches(session, other)
        if touched & theirs:
            touched |= theirs
            found.append(other)
    return found


def _touches(session: Session, pair: MergedPair) -> set[UUID]:
    """Return the rows a merge wrote or was about; ids tell rows of any table apart."""
    family = or_(MergedPair.id == pair.id, MergedPair.parent_id == pair.id)
    rows = select(MergeJournal.row_id).join(MergedPair, MergedPair.id == MergeJournal.merge_id).where(family)
    people = session.execute(select(MergedPair.kept_id, MergedPair.gone_id).where(family)).all()
    return {*session.execute(rows).scalars(), *(one for both in people for one in both)}


# --- what changed since


def changed_since(session: Session, merge_id: UUID) -> tuple[Since, ...]:
    """Return what changed since a merge and undoing it would keep; raises what `undo_merge` raises."""
    pairs = _open(session, merge_id)
    return (*_kept_values(session, _cells(session, [pair.id for pair in pairs])), *_added(session, pairs[0]))


def _kept_values(session: Session, cells: list[Cell]) -> list[Since]:
    """Return the cells that cannot go back because somebody wrote them since, or their row is not there any more.

    Not where a family lives whose place is hidden by now: what this returns is shown, and kept as a result.
    """
    families = {one.row_id for one in cells if one.table == "family"}
    reserved = set(session.execute(hidden().where(Family.id.in_(families))).scalars())
    told = []
    for one in cells:
        if one.row_id in reserved and one.column in EMPTY_PLACE:
            continue
        if one.current is None and one.action is not JournalAction.CREATE:
            told.append(Since("missing", one.table, one.column, one.before))
        elif one.current is not None and not one.untouched:
            told.append(Since("edited", one.table, one.column, one.before, one.current))
    return told


def _rows(cells: list[Cell]) -> Iterator[list[Cell]]:
    """Yield the cells in order, those written at once over one row together: constraints look at whole rows."""
    for (_table, _row, action), group in groupby(cells, key=lambda one: (one.table, one.row_id, one.action)):
        if action is JournalAction.WRITE:
            yield list(group)
        else:
            yield from ([one] for one in group)


def _added(session: Session, pair: MergedPair) -> list[Since]:
    """Return how many rows of each table were written since for the one that stayed."""
    first = select(func.min(AuditEntry.id)).where(AuditEntry.operation_id == pair.operation_id).scalar_subquery()
    targets = [("person" if pair.kind is MergeKind.PERSON else "family", pair.kept_id)]
    if pair.kind is MergeKind.FAMILY:
        carried = select(MergeJournal.after_value).where(
            MergeJournal.merge_id == pair.id, MergeJournal.column_name == "enrolment_id"
        )
        targets += [("enrolment", _id(value)) for value in session.execute(carried.distinct()).scalars()]
    counts: Counter[str] = Counter()
    for target, row_id in targets:
        for reference in references(target):
            if reference.table.info.get("audited"):
                counts[str(reference.table.name)] += session.execute(
                    select(func.count(func.distinct(AuditEntry.row_id)))
                    .join(reference.table, reference.table.c.id == AuditEntry.row_id)
                    .where(
                        reference.cell == row_id,
                        AuditEntry.table_name == reference.table.name,
                        AuditEntry.action == "insert",
                        AuditEntry.operation_id != pair.operation_id,
                        AuditEntry.id > first,
                    )
                ).scalar_one()
    return [Since("added", name, count=number) for name, number in sorted(counts.items()) if number]


def _id(value: str) -> UUID:
    return UUID(msgspec.json.decode(value))


# --- the undo


def undo_merge(work: UnitOfWork, data: UndoMerge) -> Undone:
    """Take a merge back and return what went back and what changed since.

    Raises `ExpectedError` ``merge_unknown``, ``merge_undone``, and ``merge_of_family`` for people who were merged with
    their families.
    """
    work.session.execute(select(MergedPair.id).where(MergedPair.parent_id.is_(None)).with_for_update())
    pair = _open(work.session, data.merge_id)[0]
    later = _built_upon(work.session, pair)
    edited = {other.id: _take_apart(work, other.id)[1] for other in reversed(later)}
    returned, since = _take_apart(work, pair.id)
    closed = {"state": MergeState.UNDONE, "undone_at": work.clock.now(), "undone_by": work.actor}
    _mark(work, pair.id, **closed, undone_reason=data.reason.strip()[:400])
    redone, also = [], []
    for other in later:
        if _again(work, other, edited[other.id]):
            redone.append(other.id)
        else:
            also.append(other.id)
            _mark(work, other.id, **closed, undone_reason="")
    if headed := _give_heads(work):
        since.append(Since("headed", "membership", "kinship", count=headed))
    work.changes.kinds |= {"person", "family", "duplicate"}
    return Undone(pair.id, returned, tuple(since), tuple(redone), tuple(also))


def _give_heads(work: UnitOfWork) -> int:
    """Make the oldest member head of each family whose head went back to the other one; return how many."""
    here = (Membership.family_id == Family.id, Membership.valid_to_on.is_(None))
    headless = select(Family.id).where(
        Family.id.in_(work.changes.families),
        Family.merged_into.is_(None),
        exists().where(*here),
        ~exists().where(*here, Membership.is_head),
    )
    families = work.session.execute(headless.order_by(Family.id)).scalars().all()
    for family_id in families:
        members = (
            select(Membership.id)
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.family_id == family_id, Membership.valid_to_on.is_(None))
        )
        oldest = members.order_by(Person.birth_date.is_(None), Person.birth_date, Membership.id).limit(1)
        head = {"kinship": Kinship.HEAD, "is_head": True, **raised(table_of(Membership))}
        row_id = work.session.execute(oldest).scalar_one()
        work.session.execute(update(table_of(Membership)).where(table_of(Membership).c.id == row_id).values(**head))
    work.session.expire_all()
    return len(families)


def _mark(work: UnitOfWork, merge_id: UUID, **values: object) -> None:
    family = or_(MergedPair.id == merge_id, MergedPair.parent_id == merge_id)
    work.session.execute(update(MergedPair).where(family).values(**values, version=MergedPair.version + 1))


def _take_apart(work: UnitOfWork, merge_id: UUID) -> tuple[int, list[Since]]:
    """Bring back what a merge wrote; return how many keys went back and what changed since."""
    pairs = _open(work.session, merge_id)
    cells = _cells(work.session, [pair.id for pair in pairs])
    people = {one for pair in pairs if pair.kind is MergeKind.PERSON for one in (pair.kept_id, pair.gone_id)}
    families = {one for pair in pairs if pair.kind is MergeKind.FAMILY for one in (pair.kept_id, pair.gone_id)}
    work.changes.families |= families | _homes(work.session, people) | _families_of(work.session, cells)
    undoing = _Undo(work)
    for group in _rows(cells):
        undoing.take_back(group)
    undoing.follow()
    work.session.expire_all()
    for person in sorted(people):
        refresh_names(work, person)
    work.changes.families |= _homes(work.session, people)
    return undoing.returned, [*_kept_values(work.session, cells), *undoing.since]


def _homes(session: Session, people: set[UUID]) -> set[UUID]:
    rows = select(Membership.family_id).where(Membership.person_id.in_(people)).distinct()
    return set(session.execute(rows).scalars())


def _families_of(session: Session, cells: list[Cell]) -> set[UUID]:
    """Return the families the keys name, as they are now and as they were."""

    def named(*columns: str) -> set[UUID]:
        values = (value for one in cells if one.column in columns for value in (one.before, one.current))
        return {_id(value) for value in values if value is not None and value != "null"}

    carried = select(Enrolment.family_id).where(Enrolment.id.in_(named("enrolment_id")))
    return named("family_id", "other_family_id") | set(session.execute(carried).scalars())


def _again(work: UnitOfWork, pair: MergedPair, since: list[Since]) -> bool:
    """Make a merge that was taken apart again, but for values somebody changed since; return whether it could be."""
    changed = {(one.table, one.column) for one in since if one.kind == "edited"}
    work.session.execute(delete(MergeJournal).where(MergeJournal.merge_id.in_(_whole(work.session, pair.id))))
    work.session.execute(delete(MergedPair).where(MergedPair.parent_id == pair.id))
    try:
        with work.session.begin_nested():
            if pair.kind is MergeKind.PERSON:
                asked = msgspec.json.decode(pair.asked, type=MergePersons)
                asked = replace(asked, take=_unchanged(asked.take, PERSON_FIELDS, "person", changed))
                write(unite(work, asked, again=pair.id))
            else:
                families = msgspec.json.decode(pair.asked, type=MergeFamilies)
                same = tuple(
                    replace(one, take=_unchanged(one.take, PERSON_FIELDS, "person", changed))
                    for one in families.same
                    if _lives_in(work.session, one.gone_id, families.gone_id)
                )
                take = _unchanged(families.take, FAMILY_FIELDS, "family", changed)
                write(*unite_families(work, replace(families, same=same, take=take), again=pair.id))
    except ExpectedError:
        return False
    return True


def _whole(session: Session, merge_id: UUID) -> list[UUID]:
    family = or_(MergedPair.id == merge_id, MergedPair.parent_id == merge_id)
    return list(session.execute(select(MergedPair.id).where(family)).scalars())


def _unchanged(
    take: tuple[str, ...], fields: dict[str, tuple[str, ...]], table: str, changed: set[tuple[str, str]]
) -> tuple[str, ...]:
    return tuple(field for field in take if not any((table, column) in changed for column in fields[field]))


def _lives_in(session: Session, person_id: UUID, family_id: UUID) -> bool:
    here = select(Membership.id).where(Membership.person_id == person_id, Membership.family_id == family_id)
    return session.execute(here).first() is not None


class _Undo:
    """Brings cells back; what a constraint refuses is kept as it is and told."""

    def __init__(self, work: UnitOfWork) -> None:
        self.work = work
        self.returned = 0
        self.since: list[Since] = []
        self.went: dict[str, dict[tuple[UUID, str], tuple[UUID, UUID]]] = defaultdict(dict)

    def take_back(self, cells: list[Cell]) -> None:
        """Bring cells of one row back, but for those that somebody wrote since."""
        cells = [one for one in cells if one.untouched]
        if not cells:
            return
        first = cells[0]
        table = metadata.tables[first.table]
        here = table.c.id == first.row_id
        if first.action is JournalAction.CREATE:
            self._try(cells, delete(table).where(here))
            return
        values = {one.column: stored_value(table.c[one.column], msgspec.json.decode(one.before)) for one in cells}
        restored = self._try(cells, update(table).where(here).values(**values, **raised(table)))
        if restored and first.action is JournalAction.MOVE:
            self.returned += 1
            self.went[first.table][first.row_id, first.column] = (_id(first.after), _id(first.before))

    def _try(self, cells: list[Cell], statement: Update | Delete) -> bool:
        try:
            with self.work.session.begin_nested():
                self.work.session.execute(statement)
        except IntegrityError:
            self.since += [Since("edited", one.table, one.column, one.before, one.after) for one in cells]
            return False
        return True

    def follow(self) -> None:
        """Let rows written since that hang on a row that went back go with it."""
        for reference in references("enrolment"):
            for column in reference.table.columns:
                for key in column.foreign_keys:
                    parent = key.column.table.name
                    if parent != reference.table.name and column.name != reference.column:
                        self._follow(reference.table, reference.column, column.name, parent)
        self._follow(table_of(Consent), "person_id", "revokes_id", "consent")
        self._follow_events()

    def _follow(self, table: Table, key: str, column: str, parent: str) -> None:
        routes: dict[tuple[UUID, UUID], list[UUID]] = defaultdict(list)
        for (row, name), (now, back) in self.went.get(parent, {}).items():
            if name == key:
                routes[now, back].append(row)
        count = 0
        for (now, back), parents in routes.items():
            here = and_(table.c[key] == now, table.c[column].in_(parents))
            ids = list(self.work.session.execute(select(table.c.id).where(here)).scalars())
            if ids:
                going = update(table).where(table.c.id.in_(ids)).values(**{key: back}, **raised(table))
                self.work.session.execute(going)
                self.went[table.name].update({(one, key): (now, back) for one in ids})
                count += len(ids)
        if count:
            self.since.append(Since("followed", str(table.name), key, count=count))

    def _follow_events(self) -> None:
        """Let life events written since that opened or closed a membership that went back go to its family."""
        count = 0
        for (row, name), (now, back) in self.went["membership"].items():
            if name != "family_id":
                continue
            causes = select(Membership.opened_by, Membership.closed_by).where(Membership.id == row)
            ids = [one for one in self.work.session.execute(causes).one() if one is not None]
            here = and_(FamilyEvent.id.in_(ids), FamilyEvent.family_id == now)
            found = list(self.work.session.execute(select(FamilyEvent.id).where(here)).scalars())
            if found:
                going = update(table_of(FamilyEvent)).where(FamilyEvent.id.in_(found)).values(family_id=back)
                self.work.session.execute(going)
                count += len(found)
        if count:
            self.since.append(Since("followed", "family_event", "family_id", count=count))
