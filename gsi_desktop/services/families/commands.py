"""Writes of the families area. Each command is one user action; none commits."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from functools import partial
from typing import Any, cast
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from gsi_desktop.models.enums import DatePrecision, FamilyStatus, SettlementKind
from gsi_desktop.models.families import Enrolment, Family, Membership, Person, PersonDocument
from gsi_desktop.models.operations import AuditEntry
from gsi_desktop.models.territory import Settlement
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.authorship import Written, writers
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.merging import Sides, settle
from gsi_desktop.services.core.search import fold, search_text, sort_key
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import rules
from gsi_desktop.services.families.data import ContactFields, EditContact, EditPerson, PersonFields, Severity
from gsi_desktop.services.families.phonetics import person_sound


def settlement_id(work: UnitOfWork, municipality_id: str, name: str) -> UUID | None:
    """Return the settlement called ``name`` in a municipality, made when it is new; None for an empty name."""
    key = fold(name)
    if not key:
        return None
    named = select(Settlement.id).where(Settlement.municipality_id == municipality_id, Settlement.name_key == key)
    known = work.session.execute(named).scalar()
    if known is not None:
        return known
    insert = postgresql.insert if work.connection.dialect.name == "postgresql" else sqlite.insert
    made = {"municipality_id": municipality_id, "name": name.strip(), "name_key": key, "kind": SettlementKind.OTHER}
    work.session.execute(insert(Settlement).values(id=new_id(), **made).on_conflict_do_nothing())
    return work.session.execute(named).scalar_one()


def drop_unused_settlements(work: UnitOfWork, operation_id: UUID) -> None:
    """Delete the settlements that ``operation_id`` made and no family lives in any more."""
    made = select(AuditEntry.row_id).where(
        AuditEntry.operation_id == operation_id, AuditEntry.table_name == "settlement", AuditEntry.action == "insert"
    )
    used = select(Family.settlement_id).where(Family.settlement_id.is_not(None))
    work.session.execute(delete(Settlement).where(Settlement.id.in_(made), Settlement.id.not_in(used)))


def _lock(work: UnitOfWork, model: type[Family] | type[Person], row_id: UUID) -> None:
    """Wait until nobody else writes the row, so that what is read next is what is written over (SQLite always does).

    Others may still refer to it, as pairs of possible duplicates do.
    """
    work.session.execute(select(model.id).where(model.id == row_id).with_for_update(key_share=True))


def lock_episode(work: UnitOfWork, enrolment_id: UUID) -> None:
    """Wait until nobody else writes on an episode; others may still refer to it, as derived marks do.

    Always the first lock of a command about what hangs on an episode.
    """
    work.session.execute(select(Enrolment.id).where(Enrolment.id == enrolment_id).with_for_update(key_share=True))


def guarded_update(work: UnitOfWork, row: Any, values: dict[str, Any]) -> None:
    """Write ``values`` over ``row``; raises ``changed_meanwhile`` when somebody wrote it since it was read here."""
    model = type(row)
    written = work.session.execute(
        update(model)
        .where(model.id == row.id, model.version == row.version)
        .values(**values, version=row.version + 1)
        .execution_options(synchronize_session=False)
    )
    if cast("Any", written).rowcount != 1:
        raise ExpectedError("changed_meanwhile")


def current_contact(session: Session, family_id: UUID) -> tuple[Family, ContactFields]:
    """Return the family row and its contact fields as they are now; raises ``family_gone``."""
    found = session.execute(
        select(Family, Settlement.name)
        .outerjoin(Settlement, Settlement.id == Family.settlement_id)
        .where(Family.id == family_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise ExpectedError("family_gone")
    family, settlement = found
    return family, ContactFields(
        settlement=settlement or "",
        zone=family.zone,
        address=family.address,
        phone=family.phone,
        other_phone=family.other_phone,
    )


def _contact_writers(session: Session, family_id: UUID, fields: Collection[str]) -> dict[str, Written]:
    columns = {("settlement_id" if name == "settlement" else name): name for name in fields}
    return {columns[name]: who for name, who in writers(session, "family", family_id, columns).items()}


def _person_writers(
    session: Session, person_id: UUID, document: PersonDocument | None, fields: Collection[str]
) -> dict[str, Written]:
    """Return who wrote the fields of a person; those of the document were written with its row."""
    of_document = {"document": "number", "document_type": "type"}
    found = writers(session, "person", person_id, [name for name in fields if name not in of_document])
    if document is not None:
        numbers = writers(session, "person_document", document.id, ["number", "type"])
        found |= {name: numbers[of_document[name]] for name in fields if of_document.get(name) in numbers}
    return found


def _require_standing(work: UnitOfWork, family: Family, seen: FamilyStatus | None) -> None:
    """Tell whoever edits that the family was joined to another, or left the programme since they loaded it."""
    if family.status is FamilyStatus.MERGED:
        into = work.session.get(Family, family.merged_into) if family.merged_into is not None else None
        raise _gone_elsewhere(work, "family", family.id, "family_merged", folio=into.folio if into else "")
    if seen is FamilyStatus.ACTIVE and family.status is FamilyStatus.EXITED:
        raise _gone_elsewhere(work, "family", family.id, "family_left")


def _gone_elsewhere(work: UnitOfWork, table: str, row_id: UUID, code: str, **params: object) -> ExpectedError:
    column = "status" if table == "family" else "merged_into"
    who = writers(work.session, table, row_id, [column]).get(column)
    return ExpectedError(
        code, field=None, who=who.actor if who else "", when=formats.moment(who.at) if who else "", **params
    )


def edit_contact(work: UnitOfWork, data: EditContact) -> int:
    """Save a family's contact data and return its new version.

    Fields another person changed meanwhile join; the same field changed by both raises `ConflictError`. The place of a
    family whose location is protected is not written here: ``location_protected``. A family that was joined to another
    raises ``family_merged``, one that left since ``seen_status`` was read ``family_left``.
    """
    _lock(work, Family, data.family_id)
    family, theirs = current_contact(work.session, data.family_id)
    mine = rules.tidy_contact(data.mine)
    _require_standing(work, family, data.seen_status)
    sides = Sides(*map(dataclasses.asdict, (data.base, mine, theirs)))
    changes = settle(work, sides, partial(_contact_writers, work.session, family.id))
    if not changes:
        return family.version
    if family.location_protected and changes.keys() & {"settlement", "address"}:
        raise ExpectedError("location_protected", field="address")
    if "settlement" in changes:
        changes["settlement_id"] = settlement_id(work, family.municipality_id, str(changes.pop("settlement")))
    guarded_update(work, family, changes)
    work.changes.families.add(family.id)
    work.changes.kinds.add("family")
    return family.version + 1


def current_person(session: Session, person_id: UUID) -> tuple[Person, PersonDocument | None, PersonFields]:
    """Return the person's row, newest live document and basic fields as they are now; raises ``person_gone``."""
    found = session.execute(
        select(Person, PersonDocument)
        .outerjoin(PersonDocument, (PersonDocument.person_id == Person.id) & PersonDocument.retired_on.is_(None))
        .where(Person.id == person_id)
        .order_by(PersonDocument.recorded_on.desc(), PersonDocument.id.desc())
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise ExpectedError("person_gone")
    person, document = found
    return (
        person,
        document,
        PersonFields(
            first_name=person.first_name,
            second_name=person.second_name,
            first_surname=person.first_surname,
            second_surname=person.second_surname,
            sex=person.sex,
            birth_date=person.birth_date,
            document_type=document.type if document else "",
            document=document.number if document else "",
        ),
    )


def derived_names(fields: PersonFields, documents: tuple[str, ...]) -> dict[str, str]:
    """Return the sort key, search words and sound of a person with these names and live document numbers."""
    names = (fields.first_surname, fields.second_surname, fields.first_name, fields.second_name)
    return {
        "name_key": sort_key(*names),
        "search_text": search_text(names, documents),
        "sound": person_sound(fields.first_surname, fields.first_name),
    }


def edit_person(work: UnitOfWork, data: EditPerson) -> int:
    """Save a person's basic data and return their new version.

    Raises `ExpectedError` with the first error of the rules, ``document_taken`` for somebody else's document, and
    `ConflictError` for fields changed by both. A new document retires the former one, which stays in the history.
    """
    mine = rules.tidy_person(data.mine)
    for finding in rules.check_person(mine, work.clock.today()):
        if finding.severity is Severity.ERROR:
            raise ExpectedError(finding.code, field=finding.field)
    _lock(work, Person, data.person_id)
    person, document, theirs = current_person(work.session, data.person_id)
    if person.merged_into is not None:
        raise _gone_elsewhere(work, "person", person.id, "person_merged")
    sides = Sides(*map(dataclasses.asdict, (data.base, mine, theirs)))
    changes = settle(work, sides, partial(_person_writers, work.session, person.id, document))
    if not changes:
        return person.version
    now = dataclasses.replace(theirs, **cast("dict[str, Any]", changes))
    if changes.keys() & {"document_type", "document"}:
        replace_document(work, person, document, now.document_type, now.document)
    columns = {name: value for name, value in changes.items() if name not in {"document_type", "document"}}
    if "birth_date" in columns:
        columns["birth_precision"] = DatePrecision.DAY
    guarded_update(work, person, {**columns, **derived_names(now, (now.document,) if now.document else ())})
    families = _families_of(work, person.id)
    if families and data.accepted_warnings:
        from gsi_desktop.services.families.people import keep_accepted  # which uses this module

        keep_accepted(work, work.session.get_one(Family, families[0]), person.id, data.accepted_warnings)
    work.changes.families.update(families)
    work.changes.kinds.add("person")
    return person.version + 1


def replace_document(
    work: UnitOfWork, person: Person, former: PersonDocument | None, document_type: str, number: str
) -> None:
    """Retire ``former`` and record the new live document of ``person``; an empty ``number`` records none."""
    today = work.clock.today()
    if former is not None:
        guarded_update(work, former, {"retired_on": today})
    if number:
        work.session.add(
            PersonDocument(
                id=new_id(),
                person_id=person.id,
                municipality_id=person.municipality_id,
                type=document_type,
                number=number,
                recorded_on=today,
            )
        )
        work.session.flush()


def _families_of(work: UnitOfWork, person_id: UUID) -> tuple[UUID, ...]:
    rows = select(Membership.family_id).where(Membership.person_id == person_id, Membership.valid_to_on.is_(None))
    return tuple(work.session.execute(rows).scalars())
