"""Merging two rows that are one person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from gsi_desktop.models.consent import ProtectedFact
from gsi_desktop.models.enums import EventKind, Kinship
from gsi_desktop.models.families import Family, FamilyEvent, Membership, Person, PersonDocument
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import commands, protected
from gsi_desktop.services.families.former_places import EMPTY_PLACE, forget
from gsi_desktop.services.families.merges.data import PERSON_FIELDS, Merged, MergePersons
from gsi_desktop.services.families.merges.journal import Journal, table_of
from gsi_desktop.services.families.merges.passing import passing
from gsi_desktop.services.families.merges.references import references


def merge_persons(work: UnitOfWork, data: MergePersons) -> Merged:
    """Merge two people who are one and return what passed.

    Raises `ExpectedError` ``merge_same``, ``merge_already`` (one was merged meanwhile), ``merge_leaves_no_head`` and
    ``merge_leaves_nobody`` when the home they leave would lose its head or everybody.
    """
    passed = passing(work.session, data)
    return Merged(write(unite(work, data)), passed)


def write(*journals: Journal) -> UUID:
    """Write the journals of a merge, the first its own, and return its id."""
    for journal in journals:
        journal.write()
    return journals[0].merge_id


def unite(work: UnitOfWork, data: MergePersons, *, parent: Journal | None = None, again: UUID | None = None) -> Journal:
    """Merge two people; inside a merge of their families (``parent``) their homes become one anyway."""
    kept, gone = _two(work, data.kept_id, data.gone_id)
    journal = Journal.begin(work, data, kept.municipality_id, parent=parent, again=again)
    work.changes.families.update(_families(work, kept.id, gone.id))
    _one_document(journal, kept.id, gone.id, take="document" in data.take)
    _one_home(journal, kept.id, gone.id, take=data.take_home, together=parent is not None)
    for reference in references("person"):
        journal.move(reference, gone.id, kept.id)
    taken = [column for field in data.take for column in PERSON_FIELDS[field]]
    if taken:
        journal.set(table_of(Person), kept.id, **{name: getattr(gone, name) for name in taken})
    journal.set(table_of(Person), gone.id, merged_into=kept.id)
    refresh_names(work, kept.id)
    home = _open_membership(work, kept.id) if parent is None else None
    if home is not None:
        reserve(journal, home.family_id)
    work.changes.kinds |= {"person", "family", "duplicate"}
    return journal


def reserve(journal: Journal, kept_id: UUID) -> None:
    """Hide the place of a family that somebody protected is in by now, so that undoing the merge shows it again."""
    fact_id, shown = protected.reserve_places(journal.work, kept_id)
    if fact_id is None:
        return
    journal.made(table_of(ProtectedFact), fact_id)
    for family_id in shown:
        hidden = {"location_protected": True} if family_id == kept_id else {}
        journal.set(table_of(Family), family_id, **EMPTY_PLACE, **hidden)
    forget(journal.work.session, shown, journals=False)
    journal.work.session.expire_all()


def _two(work: UnitOfWork, kept_id: UUID, gone_id: UUID) -> tuple[Person, Person]:
    """Return both people, locked in one order."""
    if kept_id == gone_id:
        raise ExpectedError("merge_same")
    held = select(Person).where(Person.id.in_((kept_id, gone_id))).order_by(Person.id).with_for_update()
    found = work.session.execute(held.execution_options(populate_existing=True)).scalars().all()
    people = {person.id: person for person in found}
    if len(people) != 2:
        raise ExpectedError("person_gone")
    if any(person.merged_into is not None for person in people.values()):
        raise ExpectedError("merge_already")
    return people[kept_id], people[gone_id]


def _families(work: UnitOfWork, *people: UUID) -> set[UUID]:
    """Return the families these people were ever in: their cards and marks may change."""
    rows = select(Membership.family_id).where(Membership.person_id.in_(people)).distinct()
    return set(work.session.execute(rows).scalars())


def refresh_names(work: UnitOfWork, person_id: UUID) -> None:
    """Write what derives from the names and the document of a person anew where it differs."""
    work.session.expire_all()
    person, document, fields = commands.current_person(work.session, person_id)
    derived = commands.derived_names(fields, (document.number,) if document else ())
    if any(getattr(person, name) != value for name, value in derived.items()):
        work.session.execute(update(Person).where(Person.id == person_id).values(**derived, version=Person.version + 1))
        work.session.expire_all()


def _one_document(journal: Journal, kept_id: UUID, gone_id: UUID, *, take: bool) -> None:
    """Leave one live document: the newest of whoever it is taken from, else the only one there is."""
    live = journal.work.session.execute(
        select(PersonDocument.id, PersonDocument.person_id)
        .where(PersonDocument.person_id.in_((kept_id, gone_id)), PersonDocument.retired_on.is_(None))
        .order_by(PersonDocument.recorded_on.desc(), PersonDocument.id.desc())
    ).all()
    wanted = gone_id if take else kept_id
    ordered = sorted(live, key=lambda row: row.person_id != wanted)
    today = journal.work.clock.today()
    for row in ordered[1:]:
        journal.set(table_of(PersonDocument), row.id, retired_on=today)


def _open_membership(work: UnitOfWork, person_id: UUID) -> Membership | None:
    here = select(Membership).where(Membership.person_id == person_id, Membership.valid_to_on.is_(None))
    return work.session.execute(here.execution_options(populate_existing=True)).scalar_one_or_none()


def _one_home(journal: Journal, kept_id: UUID, gone_id: UUID, *, take: bool, together: bool) -> None:
    """Close one of two open memberships by an event of today; the other is theirs from now on."""
    kept, gone = _open_membership(journal.work, kept_id), _open_membership(journal.work, gone_id)
    if kept is None or gone is None:
        return
    same = kept.family_id == gone.family_id
    leaving, staying = (kept, gone) if take and not same and not together else (gone, kept)
    if not same and not together:
        _require_others(journal.work, leaving)
    was_head = leaving.is_head
    _close(journal, leaving, kept_id)
    if same and was_head and not staying.is_head:
        head = {"kinship": Kinship.HEAD, "is_head": True}
        journal.set(table_of(Membership), staying.id, **head)


def _require_others(work: UnitOfWork, leaving: Membership) -> None:
    here = (Membership.family_id == leaving.family_id, Membership.valid_to_on.is_(None))
    people = work.session.execute(select(func.count()).where(*here)).scalar_one()
    folio = work.session.execute(select(Family.folio).where(Family.id == leaving.family_id)).scalar_one()
    if people == 1:
        raise ExpectedError("merge_leaves_nobody", folio=folio)
    if leaving.is_head:
        raise ExpectedError("merge_leaves_no_head", folio=folio)


def _close(journal: Journal, leaving: Membership, person_id: UUID) -> None:
    today = journal.work.clock.today()
    event = FamilyEvent(
        id=new_id(),
        family_id=leaving.family_id,
        municipality_id=leaving.municipality_id,
        kind=EventKind.DUPLICATE,
        occurred_on=today,
        person_id=person_id,
        note="",
    )
    journal.work.session.add(event)
    journal.work.session.flush()
    journal.made(table_of(FamilyEvent), event.id)
    values: dict[str, Any] = {"valid_to_on": max(today, leaving.valid_from_on), "closed_by": event.id}
    journal.set(table_of(Membership), leaving.id, **values)
