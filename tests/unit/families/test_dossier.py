"""The dossier shows everything of a family, at the same cost for one person as for fourteen, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, update

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import (
    Answer,
    EventKind,
    FamilyStatus,
    Kinship,
    NoticeStatus,
    Sex,
    TargetingSource,
    Zone,
)
from gsi_desktop.models.families import Membership
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.core.work import UnitOfWork
from gsi_desktop.services.families import commands, queries
from gsi_desktop.services.families.data import EditPerson, PersonFields, age_on
from tests.support.factories import ENTRY, HOUSEHOLD, ROSALBA, NewMember, NewTargeting, add_family


@contextmanager
def _statements(services: Services) -> Iterator[list[str]]:
    """Collect the statements sent to the database inside the block."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engine = services.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def _big_family() -> tuple[NewMember, ...]:
    children = (
        NewMember(
            first_name=f"Hija{chr(97 + number)}",
            first_surname="Muñoz",
            birth_date=date(2000 + number, 1, 1),
            kinship=Kinship.CHILD,
            document=str(1_080_000_000 + number),
        )
        for number in range(13)
    )
    return (ROSALBA, *children)


def test_a_dossier_takes_as_many_statements_for_fourteen_people_as_for_one(services: Services) -> None:
    small = add_family(services, NewMember(first_name="Ana", first_surname="Gil"))
    lists = (
        NewTargeting(source=TargetingSource.SISBEN_III, level="1"),
        NewTargeting(source=TargetingSource.RUPD, household_key="778812"),
    )
    large = add_family(services, *_big_family(), targeting=lists)
    counts = []
    for family, members in ((small, 1), (large, 14)):
        with _statements(services) as sent:
            dossier = services.read(queries.dossier, family.family_id)
        assert len(dossier.members) == members
        counts.append(len([statement for statement in sent if statement.startswith("SELECT")]))
        assert [statement for statement in sent if "SELECT" not in statement and "BEGIN" not in statement] == []
    assert counts == [4, 4]


def test_what_a_dossier_shows(services: Services) -> None:
    child = NewMember(
        first_name="Leidy",
        first_surname="Cabrera",
        birth_date=date(2014, 12, 5),
        kinship=Kinship.CHILD,
        ethnicity="indigenous",
        disability="visual",
        pregnant=Answer.DECLINED,
        pregnant_as_of_on=ENTRY,
        victim=Answer.YES,
        notice=NoticeStatus.PENDING,
    )
    lists = (
        NewTargeting(source=TargetingSource.SISBEN_III, level="1", score="12,5", household_key="1000-1"),
        NewTargeting(
            source=TargetingSource.RUPD,
            household_key="778812",
            displaced_on=date(2004, 5, 6),
            displaced_from="Algeciras",
        ),
    )
    family = add_family(services, ROSALBA, child, targeting=lists, other_phone="3009998877")
    shown = services.read(queries.dossier, family.family_id)
    assert (shown.folio, shown.version, shown.status) == (family.folio, 1, FamilyStatus.ACTIVE)
    assert (shown.municipality_id, shown.municipality, shown.department) == ("41551", "Pitalito", "Huila")
    assert (shown.settlement, shown.zone, shown.address) == ("El Cabuyal", Zone.RURAL, "Finca La Esperanza")
    assert (shown.phone, shown.other_phone) == ("3215795346", "3009998877")
    head, daughter = shown.members
    assert shown.head == head
    assert (head.full_name, head.document_type, head.document) == ("Rosalba Muñoz Ordóñez", "CC", "36284517")
    assert (head.kinship, head.is_head, head.since_on, head.age(date(2026, 11, 21))) == (Kinship.HEAD, True, ENTRY, 41)
    assert (daughter.person_id, daughter.kinship, daughter.document_type, daughter.document) == (
        family.people[1], Kinship.CHILD, "", "",
    )  # fmt: skip
    assert (daughter.ethnicity, daughter.disability, daughter.pregnant, daughter.pregnant_as_of_on) == (
        "indigenous", "visual", Answer.DECLINED, ENTRY,
    )  # fmt: skip
    assert (daughter.victim, daughter.notice, head.victim, head.pregnant) == (
        Answer.YES, NoticeStatus.PENDING, None, None,
    )  # fmt: skip
    (episode,) = shown.enrolments
    assert (episode.entry_on, episode.exit_on, episode.municipality) == (ENTRY, None, "Pitalito")
    assert [(one.source, one.is_main, one.household_key) for one in episode.targeting] == [
        (TargetingSource.SISBEN_III, True, "1000-1"),
        (TargetingSource.RUPD, False, "778812"),
    ]
    assert (episode.targeting[0].level, episode.targeting[0].score) == ("1", "12,5")
    assert (episode.targeting[1].displaced_on, episode.targeting[1].displaced_from) == (date(2004, 5, 6), "Algeciras")
    assert [(one.kind, one.occurred_on, one.person) for one in shown.events] == [(EventKind.ENTRY, ENTRY, "")]


def test_members_come_head_first_then_by_age_and_those_who_left_do_not_come(services: Services) -> None:
    family = add_family(services, *HOUSEHOLD)
    assert [one.first_name for one in services.read(queries.dossier, family.family_id).members] == [
        "Rosalba", "Wilson", "Leidy",
    ]  # fmt: skip

    def leave(work: UnitOfWork, place: int) -> None:
        gone = update(Membership).where(Membership.person_id == family.people[place])
        work.session.execute(gone.values(valid_to_on=date(2026, 10, 1)))

    services.run(leave, 1)
    assert [one.first_name for one in services.read(queries.dossier, family.family_id).members] == ["Rosalba", "Leidy"]
    services.run(leave, 0)
    assert services.read(queries.dossier, family.family_id).head is None


def test_only_the_document_in_force_is_shown(services: Services) -> None:
    family = add_family(services, *HOUSEHOLD)
    base = services.read(commands.current_person, family.people[2])[2]
    mine = PersonFields(
        first_name=base.first_name,
        second_name=base.second_name,
        first_surname=base.first_surname,
        second_surname=base.second_surname,
        sex=Sex.FEMALE,
        birth_date=base.birth_date,
        document_type="CC",
        document="1083865402",
    )
    services.run(commands.edit_person, EditPerson(person_id=family.people[2], base=base, mine=mine))
    members = services.read(queries.dossier, family.family_id).members
    assert [(one.document_type, one.document) for one in members] == [
        ("CC", "36284517"), ("CC", "12228430"), ("CC", "1083865402"),
    ]  # fmt: skip


def test_a_family_that_is_not_there_is_told(services: Services) -> None:
    with pytest.raises(ExpectedError, match="family_gone"):
        services.read(queries.dossier, new_id())


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1985, 7, 2), date(2026, 7, 1), 40),
        (date(1985, 7, 2), date(2026, 7, 2), 41),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2026, 11, 21), date(2026, 11, 21), 0),
    ],
)
def test_completed_years(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age
