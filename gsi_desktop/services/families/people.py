"""Where a person is made by hand: enrolment, births and entries all come here.

The rules are those of form and importer (`rules.check_person`); what is stored is what they store.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from gsi_desktop.models.enums import Kinship, NoticeStatus
from gsi_desktop.models.families import AcceptedWarning, Family, Membership, Person, PersonDocument
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import commands, rules
from gsi_desktop.services.families.data import Accepted, NewPerson, PersonFields, Severity, full_name


def require_sound(new: NewPerson, as_of: date) -> None:
    """Raise the first error of the rules about ``new`` as an `ExpectedError` naming its field."""
    for finding in rules.check_new_person(new, as_of):
        if finding.severity is Severity.ERROR:
            raise ExpectedError(finding.code, field=finding.field)


def require_free_document(work: UnitOfWork, fields: PersonFields) -> None:
    """Raise ``document_of_family`` or ``document_of_nobody``, naming who has this document, when somebody has it.

    The error carries ``family_id`` (when they live in a family) and ``person_id``, for a way to open them.
    """
    if not fields.document:
        return
    taken = work.session.execute(
        select(Person, Family.id, Family.folio)
        .join(PersonDocument, PersonDocument.person_id == Person.id)
        .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.valid_to_on.is_(None))
        .outerjoin(Family, Family.id == Membership.family_id)
        .where(
            PersonDocument.number == fields.document,
            PersonDocument.type == fields.document_type,
            PersonDocument.retired_on.is_(None),
        )
    ).first()
    if taken is None:
        return
    person, family_id, folio = taken
    name = full_name(person.first_name, person.second_name, person.first_surname, person.second_surname)
    told: dict[str, Any] = {"name": name, "person_id": person.id}
    if family_id is None:
        raise ExpectedError("document_of_nobody", field="document", **told)
    raise ExpectedError("document_of_family", field="document", folio=folio, family_id=family_id, **told)


def new_person(work: UnitOfWork, municipality_id: str, new: NewPerson) -> UUID:
    """Write a person with their document and return their id; membership and warnings are the caller's next step.

    Raises the first error of the rules, and who has the document already. The privacy notice is pending.
    """
    today = work.clock.today()
    fields = rules.tidy_person(new.fields)
    require_sound(new, today)
    require_free_document(work, fields)
    person = Person(
        id=new_id(),
        municipality_id=municipality_id,
        first_name=fields.first_name,
        second_name=fields.second_name,
        first_surname=fields.first_surname,
        second_surname=fields.second_surname,
        sex=fields.sex,
        birth_date=fields.birth_date,
        birth_precision=new.birth_precision,
        ethnicity=new.ethnicity,
        disability=new.disability,
        pregnant=new.pregnant,
        pregnant_as_of_on=None if new.pregnant is None else today,
        victim=new.victim,
        notice=NoticeStatus.PENDING,
        no_document=None if fields.document else new.no_document,
        **commands.derived_names(fields, (fields.document,) if fields.document else ()),
    )
    work.session.add(person)
    work.session.flush()
    commands.replace_document(work, person, None, fields.document_type, fields.document)
    work.changes.kinds.add("person")
    return person.id


def new_membership(
    work: UnitOfWork, *, family: Family, person_id: UUID, kinship: Kinship, since: date, opened_by: UUID
) -> UUID:
    """Open the membership of a person in ``family`` from ``since`` on by the event ``opened_by``; return its id."""
    membership = Membership(
        id=new_id(),
        family_id=family.id,
        person_id=person_id,
        municipality_id=family.municipality_id,
        kinship=kinship,
        is_head=kinship is Kinship.HEAD,
        valid_from_on=since,
        opened_by=opened_by,
    )
    work.session.add(membership)
    work.changes.families.add(family.id)
    return membership.id


def keep_accepted(work: UnitOfWork, family: Family, person_id: UUID | None, accepted: tuple[Accepted, ...]) -> None:
    """Keep the warnings passed about a person (None: about the household), with their reasons."""
    work.session.add_all(
        AcceptedWarning(
            id=new_id(),
            family_id=family.id,
            municipality_id=family.municipality_id,
            person_id=person_id,
            field=one.field,
            code=one.code,
            reason=one.reason,
        )
        for one in accepted
    )
