"""Enrolment by hand: a household with its people in one transaction, and how it is taken back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select

from gsi_desktop.models.duplicates import DuplicateCandidate
from gsi_desktop.models.enums import AuditAction, CandidateState, EventKind, FamilyStatus
from gsi_desktop.models.families import Enrolment, EnrolmentTargeting, Family, FamilyCard, FamilyEvent
from gsi_desktop.models.operations import AuditEntry
from gsi_desktop.services.core import reverting
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import candidates, commands, consent, folios, household_rules, people, rules
from gsi_desktop.services.families.candidates import Dismiss
from gsi_desktop.services.families.data import NewPerson, full_name
from gsi_desktop.services.families.enrol_data import EnrolFamily, Enrolled, NewTargeting, UndoEnrolment
from gsi_desktop.services.families.merges.queries import undone_operations


def member_field(row: int, field: str) -> str:
    """Return how an error names a field of the member at ``row`` (from 0)."""
    return f"members.{row}.{field}"


def enrol_family(work: UnitOfWork, data: EnrolFamily) -> Enrolled:
    """Enrol a household: family, folio, episode, lists, people, memberships and their entry event.

    Raises the first thing wrong as an `ExpectedError` whose field is one of the household or `member_field`: an error
    of the rules, a warning that nobody passed with a reason, a document somebody has (``document_of_family``), a
    household number of the list that another family in the programme has (``household_known``; can be passed), or what
    `consent.record_consent` raises, at the member's ``consent.…``; ``consent_missing`` where nothing was said.
    """
    for found in household_rules.unanswered(data, work.clock.today()):
        name = found.finding.field if found.row is None else member_field(found.row, found.finding.field)
        raise ExpectedError(found.finding.code, field=name, **found.params)
    _require_new_household(work, data)
    family = _new_family(work, data)
    entry = FamilyEvent(
        id=new_id(),
        family_id=family.id,
        municipality_id=family.municipality_id,
        kind=EventKind.ENTRY,
        occurred_on=data.entry_on,
        note="",
    )
    work.session.add(entry)
    _new_episode(work, family, data)
    made = tuple(_join(work, family, entry.id, data, row) for row in range(len(data.members)))
    people.keep_accepted(work, family, None, data.accepted)
    ids = {one.known_as: person for one, person in zip(data.members, made, strict=True) if one.known_as is not None}
    _record_consents(work, data, made, ids)
    _remember_not_same(work, data, ids)
    work.changes.families.add(family.id)
    work.changes.kinds |= {"family", "person"}
    return Enrolled(family.id, family.folio, made)


def _require_new_household(work: UnitOfWork, data: EnrolFamily) -> None:
    if any(one.code == "household_known" and one.reason.strip() for one in data.accepted):
        return
    for one in data.targeting:
        key = rules.plain_code(one.household_key).upper()
        if not key:
            continue
        known = work.session.execute(
            select(Family.id, Family.folio)
            .join(Enrolment, Enrolment.family_id == Family.id)
            .join(EnrolmentTargeting, EnrolmentTargeting.enrolment_id == Enrolment.id)
            .where(
                EnrolmentTargeting.municipality_id == data.municipality_id,
                EnrolmentTargeting.household_key == key,
                EnrolmentTargeting.source == one.source,
                Enrolment.exit_on.is_(None),
            )
        ).first()
        if known is not None:
            told = {"folio": known.folio, "family_id": known.id}
            raise ExpectedError("household_known", field="household_key", **told)


def _new_family(work: UnitOfWork, data: EnrolFamily) -> Family:
    contact = rules.tidy_contact(data.contact)
    family = Family(
        id=new_id(),
        municipality_id=data.municipality_id,
        folio=next(folios.reserve(work, data.municipality_id, 1)),
        settlement_id=commands.settlement_id(work, data.municipality_id, contact.settlement),
        zone=contact.zone,
        address=contact.address,
        phone=contact.phone,
        other_phone=contact.other_phone,
        status=FamilyStatus.ACTIVE,
    )
    work.session.add(family)
    work.session.flush()
    return family


def _new_episode(work: UnitOfWork, family: Family, data: EnrolFamily) -> None:
    episode = Enrolment(
        id=new_id(), family_id=family.id, municipality_id=family.municipality_id, entry_on=data.entry_on
    )
    work.session.add(episode)
    work.session.flush()
    work.session.add_all(_listed(episode, one, main=place == 0) for place, one in enumerate(data.targeting))


def _listed(episode: Enrolment, one: NewTargeting, *, main: bool) -> EnrolmentTargeting:
    return EnrolmentTargeting(
        id=new_id(),
        enrolment_id=episode.id,
        municipality_id=episode.municipality_id,
        source=one.source,
        is_main=main,
        household_key=rules.plain_code(one.household_key).upper()[:60],
        level=one.level.strip().upper()[:8],
        score=one.score.strip().replace(",", ".")[:12],
        listed_on=one.listed_on,
        displaced_on=one.displaced_on,
        displaced_from=" ".join(one.displaced_from.split())[:80],
    )


def _join(work: UnitOfWork, family: Family, entry_id: UUID, data: EnrolFamily, row: int) -> UUID:
    """Make the member at ``row`` and open their membership; errors name the row."""
    member = _with_victim(data.members[row], data.targeting[0])
    try:
        person_id = people.new_person(work, family.municipality_id, member)
    except ExpectedError as wrong:
        wrong.field = member_field(row, wrong.field or "document")
        raise
    people.new_membership(
        work, family=family, person_id=person_id, kinship=member.kinship, since=data.entry_on, opened_by=entry_id
    )
    people.keep_accepted(work, family, person_id, member.accepted)
    return person_id


def _remember_not_same(work: UnitOfWork, data: EnrolFamily, ids: Mapping[UUID, UUID]) -> None:
    """Dismiss the pairs that somebody said are not one person, so that nobody is asked about them again."""
    pairs = [sorted((ids[one.known_as], one.person_id)) for one in data.not_same if one.known_as in ids]
    if not pairs:
        return
    work.session.flush()
    candidates.notice(work)
    row = DuplicateCandidate
    for one_id, other_id in pairs:
        open_pair = select(row.id).where(
            row.one_id == one_id, row.other_id == other_id, row.state == CandidateState.OPEN
        )
        for candidate_id in work.session.execute(open_pair).scalars():
            candidates.dismiss(work, Dismiss(candidate_id, _("Se dijo al inscribir que no es la misma persona.")))


def _record_consents(work: UnitOfWork, data: EnrolFamily, made: tuple[UUID, ...], ids: Mapping[UUID, UUID]) -> None:
    """Record what each member said about their data: without it, or another legal basis, nobody is registered."""
    said = {one.person_id: one.fields for one in data.consents}
    for row, (member, person_id) in enumerate(zip(data.members, made, strict=True)):
        fields = said.get(member.known_as) if member.known_as is not None else None
        if fields is None:
            names = full_name(member.fields.first_name, "", member.fields.first_surname, "")
            raise ExpectedError("consent_missing", field=member_field(row, "consent"), names=names)
        try:
            consent.record_consent(work, person_id, consent.with_ids(fields, ids), registering=True)
        except ExpectedError as wrong:
            wrong.field = member_field(row, f"consent.{wrong.field or ''}")
            raise


def _with_victim(member: NewPerson, main: NewTargeting) -> NewPerson:
    """Return ``member`` with what the main list says of them being a victim, where nobody asked."""
    if member.victim is not None:
        return member
    return dataclasses.replace(member, victim=household_rules.victim_by_list(main.source, main.displaced_on))


def undo_enrolment(work: UnitOfWork, data: UndoEnrolment) -> str:
    """Take an enrolment back and return its folio, which is not given again.

    Raises ``enrolment_touched`` when somebody worked on the family since; then nothing was changed.
    """
    family = work.session.get(Family, data.family_id, populate_existing=True)
    if family is None:
        raise ExpectedError("family_gone")
    folio = family.folio
    weighing = undone_operations(work.session)
    if reverting.families_touched_since(work.session, data.operation_id, {data.family_id}, weighing=weighing):
        raise ExpectedError("enrolment_touched", folio=folio)
    made = select(AuditEntry.row_id).where(
        AuditEntry.operation_id == data.operation_id,
        AuditEntry.table_name == "family",
        AuditEntry.action == AuditAction.INSERT,
    )
    if data.family_id not in set(work.session.execute(made).scalars()):
        raise ExpectedError("enrolment_touched", folio=folio)
    work.session.execute(delete(FamilyCard).where(FamilyCard.family_id == data.family_id))
    work.session.expire_all()
    reverting.drop_prints(work.session, select(Family.id).where(Family.id == data.family_id))
    reverting.revert(work, data.operation_id, keeping={"settlement"})
    commands.drop_unused_settlements(work, data.operation_id)
    work.changes.kinds |= {"family", "person"}
    return folio
