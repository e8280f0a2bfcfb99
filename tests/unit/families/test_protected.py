"""Reserved facts: apart from everything, read with a reason that is kept, never left lying in plain text."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.consent import ProtectedAccess, ProtectedFact
from gsi_desktop.models.enums import NoticeStatus, ProtectedKind
from gsi_desktop.models.families import Family, Membership
from gsi_desktop.models.operations import AuditEntry, Operation
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.exchange import exports
from gsi_desktop.services.exchange import queries as imports
from gsi_desktop.services.families import commands, finding, protected, queries
from gsi_desktop.services.families.consent_data import (
    AskProtected,
    ProtectedText,
    RecordProtected,
    RetireProtected,
)
from gsi_desktop.services.families.data import ContactFields, EditContact, FamilyFilter
from gsi_desktop.services.families.merges import undo
from gsi_desktop.services.families.merges.data import MergeFamilies, UndoMerge
from gsi_desktop.services.families.merges.households import merge_families
from gsi_desktop.services.reports import papers
from gsi_desktop.services.reports import queries as reports
from gsi_desktop.services.upkeep import checking
from tests.support import accompaniment as steps
from tests.support import consents, rosters
from tests.support import papers as readers
from tests.support.factories import Added, NewMember, add_family
from tests.support.merging import Work, registered

SECRET = "Amenazas de un grupo armado en 2019"
WHY = "Preparar la remisión a la comisaría"


def keep(services: Services, person: UUID, kind: ProtectedKind = ProtectedKind.VIOLENCE, text: str = SECRET) -> UUID:
    return services.run(protected.record_protected, RecordProtected(person_id=person, kind=kind, text=text)).result


def ask(services: Services, person: UUID, reason: str = WHY) -> UUID:
    return services.run(protected.ask_protected, AskProtected(person_id=person, reason=reason)).result


def read(services: Services, access: UUID) -> tuple[ProtectedText, ...]:
    return services.read(protected.read_protected, access, actor=services.actor, now=services.clock.now())


def everything_but(services: Services, *tables: str) -> str:
    """Return the text of every row of every table but ``tables``."""
    from gsi_desktop.models.tables import metadata

    with services.database.reading() as session:
        rows = [
            str(tuple(row))
            for table in metadata.sorted_tables
            if table.name not in tables
            for row in session.execute(select(table))
        ]
    return "\n".join(rows)


@pytest.mark.check("B55")
def test_a_reserved_fact_is_nowhere_but_in_its_own_table(services: Services) -> None:
    family = add_family(services)
    first = keep(services, family.people[0])
    corrected = RecordProtected(
        person_id=family.people[0], kind=ProtectedKind.VIOLENCE, text=SECRET + " y 2020", corrects=first
    )
    services.run(protected.record_protected, corrected)
    read(services, ask(services, family.people[0]))
    assert SECRET not in everything_but(services, "protected_fact")
    assert services.read(finding.search, "amenazas").hits == ()


def test_the_audit_of_a_reserved_row_does_not_hold_its_text(services: Services) -> None:
    family = add_family(services)
    fact = keep(services, family.people[0])

    def tamper(work: object, _data: int) -> int:
        session = work.session  # type: ignore[attr-defined]
        row = session.get(ProtectedFact, fact)
        row.reserved_text = "otra cosa"
        session.flush()
        session.delete(row)
        return 1

    services.run(tamper, 1)
    with services.database.reading() as session:
        entries = session.execute(
            select(AuditEntry.action, AuditEntry.before_values).where(AuditEntry.row_id == fact).order_by(AuditEntry.id)
        ).all()
    assert [entry.action.value for entry in entries] == ["insert", "update", "delete"]
    assert json.loads(entries[1].before_values) == {}
    assert "reserved_text" not in json.loads(entries[2].before_values)
    assert json.loads(entries[2].before_values)["kind"] == "violence"


def test_reading_asks_why_and_leaves_who_when_whom(services: Services) -> None:
    family = add_family(services)
    head = family.people[0]
    fact = keep(services, head)
    for reason in ("", "porque sí"):
        with pytest.raises(ExpectedError, match="protected_reason"):
            ask(services, head, reason)
    (told,) = read(services, ask(services, head))
    assert (told.fact_id, told.kind, told.text) == (fact, ProtectedKind.VIOLENCE, SECRET)
    (reading,) = services.read(protected.protected_readings, family.family_id)
    assert (reading.actor, reading.reason, reading.person) == (services.actor, WHY, "Rosalba Muñoz Ordóñez")
    with services.database.reading() as session:
        results = session.execute(select(Operation.result)).scalars().all()
        assert session.execute(select(func.count()).select_from(ProtectedAccess)).scalar() == 1
    assert not any(SECRET in result for result in results)


def test_an_asking_is_for_who_asked_and_for_a_minute(services: Services) -> None:
    family = add_family(services)
    keep(services, family.people[0])
    access = ask(services, family.people[0])
    now = services.clock.now()
    for actor, at in (("otra", now), (services.actor, now + timedelta(seconds=61))):
        with pytest.raises(ExpectedError, match="protected_expired"):
            services.read(protected.read_protected, access, actor=actor, now=at)
    with pytest.raises(ExpectedError, match="protected_expired"):
        services.read(protected.read_protected, family.people[0], actor=services.actor, now=now)


def test_what_exists_is_counted_and_not_told(services: Services) -> None:
    family = add_family(services)
    head, spouse, _child = family.people
    keep(services, head)
    keep(services, head, ProtectedKind.DIAGNOSIS, "Hipertensión")
    gone = keep(services, spouse)
    services.run(protected.retire_protected, RetireProtected(fact_id=gone))
    (mark,) = services.read(protected.protected_marks, family.family_id)
    assert (mark.person_id, mark.count) == (head, 2)
    assert read(services, ask(services, spouse)) == ()
    with pytest.raises(ExpectedError, match="protected_gone"):
        services.run(protected.retire_protected, RetireProtected(fact_id=gone))


def test_who_refused_sensitive_data_has_none_kept(services: Services) -> None:
    family = add_family(services)
    head = family.people[0]
    consents.record(services, (head, replace(consents.GRANTED, sensitive=False)))
    with pytest.raises(ExpectedError, match="protected_sensitive_refused"):
        keep(services, head, ProtectedKind.DIAGNOSIS)
    keep(services, head, ProtectedKind.LOCATION, "No dar la dirección")
    assert services.read(protected.protected_marks, family.family_id)[0].count == 1


def contact(services: Services, family: Added) -> ContactFields:
    dossier = services.read(queries.dossier, family.family_id)
    return ContactFields(
        settlement=dossier.settlement,
        zone=dossier.zone,
        address=dossier.address,
        phone=dossier.phone,
        other_phone=dossier.other_phone,
    )


@pytest.mark.check("B55")
def test_a_protected_location_leaves_lists_search_and_dossier(services: Services) -> None:
    family = add_family(services)
    head = family.people[0]
    fact = keep(services, head, ProtectedKind.LOCATION, "Casa de acogida")
    dossier = services.read(queries.dossier, family.family_id)
    assert (dossier.location_protected, dossier.address, dossier.settlement) == (True, "", "")
    (row,) = services.read(queries.family_page, FamilyFilter()).rows
    assert row.settlement == ""
    assert services.read(queries.family_page, FamilyFilter(text="cabuyal")).rows == ()
    (told,) = read(services, ask(services, head))
    assert told.text == "Casa de acogida\nEl Cabuyal\nFinca La Esperanza"
    base = contact(services, family)
    phone = EditContact(family_id=family.family_id, base=base, mine=replace(base, phone="3001112233"))
    services.run(commands.edit_contact, phone)
    base = contact(services, family)
    place = EditContact(family_id=family.family_id, base=base, mine=replace(base, address="Calle 1"))
    with pytest.raises(ExpectedError, match="location_protected"):
        services.run(commands.edit_contact, place)
    services.run(protected.retire_protected, RetireProtected(fact_id=fact))
    assert not services.read(queries.dossier, family.family_id).location_protected
    services.run(commands.edit_contact, place)


@pytest.mark.check("B55")
def test_a_roster_does_not_bring_a_protected_address_back(services: Services) -> None:
    file = rosters.SAMPLES / "padron_rupd_neiva.csv"
    rosters.apply(services, file)
    row = services.read(queries.family_page, FamilyFilter()).rows[0]
    dossier = services.read(queries.dossier, row.family_id)
    keep(services, dossier.members[0].person_id, ProtectedKind.LOCATION, "No dar la dirección")
    rosters.apply(services, file)
    after = services.read(queries.dossier, row.family_id)
    assert (after.address, after.settlement, after.location_protected) == ("", "", True)
    assert {member.notice for member in after.members} == {NoticeStatus.PENDING}


@pytest.mark.check("B55")
def test_an_open_difference_of_a_roster_does_not_tell_a_place_protected_since(
    services: Services, tmp_path: Path
) -> None:
    first = rosters.write_xlsx(tmp_path / "corte1.xlsx", [rosters.row()])
    rosters.apply(services, first)
    row = services.read(queries.family_page, FamilyFilter()).rows[0]
    dossier = services.read(queries.dossier, row.family_id)
    base = ContactFields(**{one: getattr(dossier, one) for one in ContactFields.__slots__})
    mine = replace(base, address="Finca Escondida")
    services.run(commands.edit_contact, EditContact(family_id=row.family_id, base=base, mine=mine))
    rosters.apply(services, rosters.write_xlsx(tmp_path / "corte2.xlsx", [rosters.row(DIRECCION="CL 9 # 1-2")]))
    assert [one.field for one in services.read(imports.reviews)] == ["address"]
    keep(services, dossier.members[0].person_id, ProtectedKind.LOCATION, "No dar la dirección")
    assert services.read(imports.reviews) == ()
    told = everything_but(services, "protected_fact")
    assert "Finca Escondida" not in told
    assert "CL 9" not in told
    rosters.apply(services, rosters.write_xlsx(tmp_path / "corte3.xlsx", [rosters.row(DIRECCION="CL 9 # 1-2")]))
    assert "CL 9" not in everything_but(services, "protected_fact")


@pytest.mark.check("B55")
def test_what_was_written_before_a_place_was_protected_tells_it_no_more(services: Services) -> None:
    family = registered(services, Work(2), 1)
    gone = registered(services, Work(2), 2)
    merge = MergeFamilies(kept_id=family.family_id, gone_id=gone.family_id, take=("address",))
    merge_id = services.run(merge_families, merge).result.merge_id
    keep(services, family.people[0], ProtectedKind.LOCATION, "No dar la dirección")
    told = everything_but(services, "protected_fact")
    assert "Finca 1" not in told
    assert "Finca 2" not in told
    (fact,) = read(services, ask(services, family.people[0]))
    assert fact.text == "No dar la dirección\nEl Cabuyal\nFinca 2\nFinca 1"
    assert checking.problems(services.database) == []
    services.run(undo.undo_merge, UndoMerge(merge_id))
    assert services.read(queries.dossier, family.family_id).address == ""
    assert checking.problems(services.database) == []


@pytest.mark.check("B55")
def test_a_place_shown_against_a_reserved_fact_is_found(services: Services) -> None:
    family = add_family(services)
    keep(services, family.people[0], ProtectedKind.LOCATION, "No dar la dirección")
    services.run(show_again, family.family_id)
    assert [one.code for one in checking.problems(services.database)] == ["places_differ"]


def show_again(work: UnitOfWork, family_id: UUID) -> None:
    """Do what no command does: show the place of a protected family."""
    work.session.execute(update(Family).where(Family.id == family_id).values(location_protected=False))


def move_in(work: UnitOfWork, data: tuple[UUID, UUID]) -> None:
    """Have a person live in another family, as a life event leaves it."""
    person, family = data
    row = work.session.execute(
        select(Membership).where(Membership.person_id == person, Membership.valid_to_on.is_(None))
    ).scalar_one()
    former = row.family_id
    row.family_id = family
    work.session.flush()
    work.changes.families |= {former, family}


@pytest.mark.check("B55")
def test_the_place_follows_the_protected_person_into_another_family(services: Services) -> None:
    family = add_family(services)
    child = family.people[2]
    keep(services, child, ProtectedKind.LOCATION, "No decir dónde vive")
    aunt = NewMember(first_name="Ana", first_surname="Gil")
    other = add_family(services, aunt, settlement="Bruselas", address="Lote 9")
    services.run(move_in, (child, other.family_id))
    left, joined = (services.read(queries.dossier, one.family_id) for one in (family, other))
    assert not left.location_protected
    assert (joined.location_protected, joined.address, joined.settlement) == (True, "", "")
    texts = [fact.text for fact in read(services, ask(services, child))]
    assert texts == ["Bruselas\nLote 9", "No decir dónde vive\nEl Cabuyal\nFinca La Esperanza"]


@pytest.mark.check("B55")
def test_a_protected_place_is_on_no_paper_and_in_no_export(services: Services, tmp_path: Path) -> None:
    family = add_family(services)
    steps.assign(services, steps.cogestor(services), family)
    keep(services, family.people[0], ProtectedKind.LOCATION, "Casa de acogida")
    printing = {"user": "Yenny", "at": services.clock.now()}
    papers_ = [
        services.read(reports.visit_paper, family.family_id, None, **printing),
        services.read(reports.baseline_paper, family.family_id, **printing),
        services.read(reports.certificate_paper, family.family_id, **printing),
    ]
    told = " ".join(text for paper in papers_ for text in readers.pages(papers.draw(paper)))
    today, everybody = services.clock.today(), FamilyFilter()
    services.read(exports.export_families, exports.FamilyListing(), tmp_path / "familias.csv")
    services.read(exports.export_persons, everybody, today, tmp_path / "personas.csv")
    services.read(exports.export_achievements, everybody, today, tmp_path / "logros.csv")
    told += "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.csv"))
    assert "Muñoz" in told
    for secret in ("Casa de acogida", "Finca La Esperanza", "El Cabuyal"):
        assert secret not in told
