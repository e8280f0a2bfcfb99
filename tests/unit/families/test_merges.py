"""Merging people and families and taking it back later: what moves, what is refused, what changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, Table, select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.base import Guid
from gsi_desktop.models.duplicates import MergedPair
from gsi_desktop.models.enums import (
    AchievedHow,
    FamilyStatus,
    Kinship,
    MarkState,
    NoticeStatus,
    ProtectedKind,
    VisitKind,
)
from gsi_desktop.models.families import Family, FamilyCard, Membership, Person, PersonDocument
from gsi_desktop.models.tables import metadata
from gsi_desktop.services.accompaniment import visits
from gsi_desktop.services.accompaniment.data import StartVisit
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families import commands, finding, protected, queries
from gsi_desktop.services.families.consent_data import RecordProtected
from gsi_desktop.services.families.data import EditContact, EditPerson, FamilyFilter
from gsi_desktop.services.families.merged import Survivor, survivor
from gsi_desktop.services.families.merges import queries as merges
from gsi_desktop.services.families.merges import undo
from gsi_desktop.services.families.merges.data import MergeFamilies, MergePersons, Same, Since, UndoMerge, Undone
from gsi_desktop.services.families.merges.households import merge_families
from gsi_desktop.services.families.merges.people import merge_persons
from gsi_desktop.services.families.merges.references import forgotten, references
from tests.support import accompaniment as steps
from tests.support import life
from tests.support.factories import HOUSEHOLD, ROSALBA, Added, NewMember, add_family
from tests.support.merging import Work, differences, registered, rows

TWICE = replace(ROSALBA, first_name="Rosalva", document="36284571", kinship=Kinship.OTHER_RELATIVE)


def _merge(services: Services, kept: UUID, gone: UUID, *take: str, home: bool = False) -> UUID:
    data = MergePersons(kept_id=kept, gone_id=gone, take=take, take_home=home)
    return services.run(merge_persons, data).result.merge_id


def _unite(services: Services, kept: Added, gone: Added, *take: str) -> UUID:
    same = tuple(Same(a, b) for a, b in zip(kept.people, gone.people, strict=False))
    data = MergeFamilies(kept_id=kept.family_id, gone_id=gone.family_id, same=same, take=take)
    return services.run(merge_families, data).result.merge_id


def _undo(services: Services, merge_id: UUID) -> Undone:
    return services.run(undo.undo_merge, UndoMerge(merge_id)).result


def _person(services: Services, person_id: UUID) -> Person:
    with services.database.reading() as session:
        return session.execute(select(Person).where(Person.id == person_id)).scalar_one()


# --- no table can be forgotten


def test_every_key_of_a_person_a_family_or_an_episode_can_be_moved() -> None:
    assert forgotten() == []
    assert {one.table.name for one in references("person")} >= {
        "person_document",
        "visit_presence",
        "achievement_event",
    }
    assert {one.table.name for one in references("enrolment")} >= {"visit", "family_plan", "commitment", "assessment"}


def test_a_table_that_no_merge_could_move_is_told() -> None:
    tables = MetaData()
    for name in ("person", "family"):
        Table(name, tables, Column("id", Guid(), primary_key=True))
    keyless = Table("keyless", tables, Column("person_id", Guid(), ForeignKey("person.id"), primary_key=True))
    loose = Table("loose", tables, Column("id", Guid(), primary_key=True), Column("family_id", Guid()))
    good = Table("good", tables, Column("id", Guid(), primary_key=True), Column("who", Guid(), ForeignKey("person.id")))
    assert forgotten([keyless, loose, good]) == ["keyless.person_id", "loose.family_id"]


@pytest.fixture
def invented_table(services: Services) -> Iterator[Table]:
    """A table somebody adds next year, with a key to a person."""
    table = Table(
        "shoe_size",
        metadata,
        Column("id", Guid(), primary_key=True),
        Column("person_id", Guid(), ForeignKey("person.id"), nullable=False),
    )
    with services.database.transaction() as connection:
        table.create(connection)
    yield table
    metadata.remove(table)


def test_a_table_added_later_moves_and_comes_back_without_a_line_here(
    services: Services, invented_table: Table
) -> None:
    made = add_family(services, ROSALBA, TWICE)
    row_id = new_id()
    with services.database.transaction() as connection:
        connection.execute(invented_table.insert().values(id=row_id, person_id=made.people[1]))

    def owner() -> UUID:
        with services.database.engine.connect() as connection:
            return connection.execute(select(invented_table.c.person_id)).scalar_one()

    merge_id = _merge(services, made.people[0], made.people[1])
    assert owner() == made.people[0]
    _undo(services, merge_id)
    assert owner() == made.people[1]


# --- people


def test_a_person_registered_twice_in_a_family_is_one_member_found_under_both_documents(services: Services) -> None:
    made = add_family(services, ROSALBA, TWICE, HOUSEHOLD[2])
    _merge(services, made.people[0], made.people[1])
    dossier = services.read(queries.dossier, made.family_id)
    assert [member.person_id for member in dossier.members] == [made.people[0], made.people[2]]
    for typed in ("36284517", "36284571", "Rosalva Muñoz"):
        (hit,) = services.read(finding.search, typed).hits
        assert (hit.person_id, hit.document) == (made.people[0], "36284517")
        assert services.read(queries.family_count, FamilyFilter(text=typed)) == 1
    gone = _person(services, made.people[1])
    assert (gone.merged_into, gone.first_name) == (made.people[0], "Rosalva")


def test_the_values_chosen_are_taken_and_what_is_searched_follows_them(services: Services) -> None:
    made = add_family(services, replace(ROSALBA, second_surname=""), replace(TWICE, second_name="Inés"))
    _merge(services, made.people[0], made.people[1], "second_name", "second_surname", "document")
    (hit,) = services.read(finding.search, "36284571 Inés").hits
    assert (hit.name, hit.document) == ("Rosalba Inés Muñoz Ordóñez", "36284571")
    with services.database.reading() as session:
        live = session.execute(select(PersonDocument.number).where(PersonDocument.retired_on.is_(None))).scalars()
        assert list(live) == ["36284571"]


def test_the_head_stays_a_head_whichever_row_goes(services: Services) -> None:
    made = add_family(services, ROSALBA, TWICE)
    _merge(services, made.people[1], made.people[0])
    dossier = services.read(queries.dossier, made.family_id)
    assert dossier.head is not None
    assert dossier.head.person_id == made.people[1]


def test_somebody_in_two_families_stays_in_the_home_chosen(services: Services) -> None:
    home, other = (
        add_family(services, ROSALBA, HOUSEHOLD[2]),
        add_family(services, NewMember(first_name="Luis", first_surname="Gil", document="7711223"), TWICE),
    )
    merge_id = _merge(services, home.people[0], other.people[1])
    assert len(services.read(queries.dossier, other.family_id).members) == 1
    _undo(services, merge_id)
    assert len(services.read(queries.dossier, other.family_id).members) == 2
    with pytest.raises(ExpectedError, match="merge_leaves_no_head"):
        _merge(services, home.people[0], other.people[1], home=True)


def test_what_cannot_be_merged_is_refused_and_nothing_changes(services: Services) -> None:
    one, other = add_family(services, ROSALBA), add_family(services, TWICE)
    before = rows(services.database)
    for kept, gone, code in (
        (one.people[0], one.people[0], "merge_same"),
        (one.people[0], other.people[0], "merge_leaves_nobody"),
        (one.people[0], new_id(), "person_gone"),
    ):
        with pytest.raises(ExpectedError, match=code):
            _merge(services, kept, gone)
    assert differences(before, rows(services.database)) == []
    _unite(services, one, other)
    with pytest.raises(ExpectedError, match="merge_already"):
        _merge(services, one.people[0], other.people[0])
    with pytest.raises(ExpectedError, match="merge_already"):
        services.run(merge_families, MergeFamilies(kept_id=one.family_id, gone_id=other.family_id))


# --- families

FULL = Work(3, baseline=True, plan=True, visits=2, planned=True, assigned=True, commitments=1)


def test_two_families_become_one_with_the_work_of_both(services: Services) -> None:
    kept, gone = registered(services, FULL, 1), registered(services, FULL, 2)
    _unite(services, kept, gone, "phone")
    dossier = services.read(queries.dossier, kept.family_id)
    assert len(dossier.members) == 3
    assert dossier.phone == "3210000002"
    assert len(dossier.enrolments) == 1
    with services.database.reading() as session:
        (card,) = session.execute(select(FamilyCard)).scalars()
        assert (card.family_id, card.folio) == (kept.family_id, kept.folio)
        assert session.execute(select(Family.status).where(Family.id == gone.family_id)).scalar() is FamilyStatus.MERGED
    visits = rows(services.database)["visit"].values()
    assert len({visit["enrolment_id"] for visit in visits}) == 1
    assert sum(visit["state"].value == "planned" for visit in visits) == 1
    plans = rows(services.database)["family_plan"].values()
    assert sorted((plan["number"], plan["state"].value) for plan in plans) == [(1, "superseded"), (2, "approved")]


def test_whoever_knows_the_old_folio_finds_the_family_that_stayed(services: Services) -> None:
    kept, gone = registered(services, Work(), 1), registered(services, Work(), 2)
    _unite(services, kept, gone)
    assert services.read(finding.search, gone.folio).hits[0].family_id == kept.family_id
    assert services.read(queries.family_count, FamilyFilter(text=gone.folio)) == 1
    assert services.read(survivor, gone.family_id) == Survivor(kept.family_id, kept.folio)
    assert services.read(survivor, kept.family_id) is None


def test_members_only_one_family_had_are_members_of_both_in_one_and_nobody_is_head_twice(services: Services) -> None:
    kept, gone = registered(services, Work(1), 1), registered(services, Work(3), 2)
    data = MergeFamilies(kept_id=kept.family_id, gone_id=gone.family_id)
    services.run(merge_families, data)
    members = services.read(queries.dossier, kept.family_id).members
    assert len(members) == 4
    assert sum(member.is_head for member in members) == 1


def test_a_protected_location_stays_protected_whichever_family_had_it(services: Services) -> None:
    kept, gone = registered(services, Work(1), 1), registered(services, Work(1), 2)
    hidden = RecordProtected(person_id=gone.people[0], kind=ProtectedKind.LOCATION, text="Casa de una vecina")
    services.run(protected.record_protected, hidden)
    told = services.read(merges.compare_families, kept.family_id, gone.family_id)
    assert {choice.field for choice in told.choices} == {"zone", "phone", "other_phone"}
    merge_id = _unite(services, kept, gone)
    dossier = services.read(queries.dossier, kept.family_id)
    assert (dossier.location_protected, dossier.address, dossier.settlement) == (True, "", "")
    _undo(services, merge_id)
    assert services.read(queries.dossier, kept.family_id).address == "Finca 1"


def test_a_family_whose_head_goes_back_has_one_again(services: Services) -> None:
    kept, gone = registered(services, Work(), 1), registered(services, Work(), 2)
    merge_id = _unite_alone(services, kept, gone)
    life.head(services, kept.family_id, gone.people[1], services.clock.today())
    undone = _undo(services, merge_id)
    assert Since("headed", "membership", "kinship") in undone.since
    for family in (kept, gone):
        members = services.read(queries.dossier, family.family_id).members
        assert [member.is_head for member in members].count(True) == 1


def _unite_alone(services: Services, kept: Added, gone: Added) -> UUID:
    data = MergeFamilies(kept_id=kept.family_id, gone_id=gone.family_id)
    return services.run(merge_families, data).result.merge_id


def test_two_visits_under_way_are_not_merged(services: Services) -> None:
    kept, gone = registered(services, Work(1), 1), registered(services, Work(1), 2)
    for family in (kept, gone):
        services.run(visits.start_visit, StartVisit(family_id=family.family_id, kind=VisitKind.FOLLOW_UP))
    with pytest.raises(ExpectedError, match="merge_two_visits"):
        _unite(services, kept, gone)


# --- later


def _edit_phone(services: Services, family_id: UUID, phone: str) -> None:
    base = services.read(commands.current_contact, family_id)[1]
    services.run(commands.edit_contact, EditContact(family_id=family_id, base=base, mine=replace(base, phone=phone)))


def test_what_was_changed_and_added_since_is_told_kept_and_stays_where_it_was_written(services: Services) -> None:
    kept, gone = registered(services, FULL, 1), registered(services, Work(2, baseline=True, visits=1), 2)
    merge_id = _unite(services, kept, gone, "phone", "address")
    _edit_phone(services, kept.family_id, "3000000000")
    steps.record(services, kept, kind=VisitKind.FOLLOW_UP, occurred_on=date(2026, 9, 1))
    told = services.read(undo.changed_since, merge_id)
    assert Since("edited", "family", "phone", '"3210000001"', '"3000000000"') in told
    assert Since("added", "visit", count=1) in told
    undone = _undo(services, merge_id)
    assert Since("edited", "family", "phone", '"3210000001"', '"3000000000"') in undone.since
    contact = services.read(commands.current_contact, kept.family_id)[1]
    assert (contact.phone, contact.address) == ("3000000000", "Finca 1")
    assert services.read(commands.current_contact, gone.family_id)[1].phone == "3210000002"
    with services.database.reading() as session:
        cards = {card.family_id: card.last_visit_on for card in session.execute(select(FamilyCard)).scalars()}
    assert cards == {kept.family_id: date(2026, 9, 1), gone.family_id: date(2026, 5, 1)}


def test_marks_made_since_on_a_reading_that_goes_back_go_back_with_it(services: Services) -> None:
    kept, gone = registered(services, Work(1), 1), registered(services, Work(1, baseline=True), 2)
    merge_id = _unite(services, kept, gone)
    how = AchievedHow.OWN_MEANS
    steps.mark(services, kept, (43, None), MarkState.ACHIEVED, date(2026, 11, 1), how=how)
    _undo(services, merge_id)
    events = rows(services.database)["achievement_event"].values()
    readings = rows(services.database)["assessment"]
    assert all(event["enrolment_id"] == readings[str(event["assessment_id"])]["enrolment_id"] for event in events)


def test_a_person_edited_after_the_merge_keeps_the_edit_and_the_one_who_left_comes_back_whole(
    services: Services,
) -> None:
    made = add_family(services, ROSALBA, TWICE)
    merge_id = _merge(services, made.people[0], made.people[1], "first_name")
    base = services.read(commands.current_person, made.people[0])[2]
    mine = replace(base, first_name="Rosa Alba")
    services.run(commands.edit_person, EditPerson(person_id=made.people[0], base=base, mine=mine))
    undone = _undo(services, merge_id)
    assert [one.column for one in undone.since if one.kind == "edited"] == ["first_name"]
    assert _person(services, made.people[0]).first_name == "Rosa Alba"
    assert _person(services, made.people[1]).merged_into is None
    assert len(services.read(queries.dossier, made.family_id).members) == 2


def test_a_merge_is_undone_once_and_people_of_families_with_their_families(services: Services) -> None:
    kept, gone = registered(services, Work(1), 1), registered(services, Work(1), 2)
    merge_id = _unite(services, kept, gone)
    with services.database.reading() as session:
        inner = session.execute(select(MergedPair.id).where(MergedPair.parent_id == merge_id)).scalar_one()
    with pytest.raises(ExpectedError, match="merge_of_family"):
        _undo(services, inner)
    _undo(services, merge_id)
    with pytest.raises(ExpectedError, match="merge_undone"):
        _undo(services, merge_id)
    with pytest.raises(ExpectedError, match="merge_unknown"):
        _undo(services, new_id())


def test_undoing_the_first_of_two_keeps_the_second_with_what_was_changed_since(services: Services) -> None:
    first, second, third = (registered(services, Work(2, visits=1), number) for number in (1, 2, 3))
    one = _unite(services, second, first, "phone")
    two = _unite(services, third, second, "phone", "address")
    _edit_phone(services, third.family_id, "3111111111")
    undone = _undo(services, one)
    assert (undone.redone, undone.also) == ((two,), ())
    contact = services.read(commands.current_contact, third.family_id)[1]
    assert (contact.phone, contact.address) == ("3111111111", "Finca 2")
    assert services.read(survivor, first.family_id) is None
    assert services.read(survivor, second.family_id) is not None


# --- what the page reads


def test_side_by_side_proposes_what_the_other_one_lacks_and_counts_what_moves(services: Services) -> None:
    made = add_family(services, replace(ROSALBA, second_surname="", document=""), TWICE)
    told = services.read(merges.compare_persons, made.people[0], made.people[1])
    taken = {choice.field for choice in told.choices if choice.take}
    assert taken == {"second_surname", "document"}
    assert told.gone.rows["membership"] == 1


@pytest.mark.parametrize("told", [0, 1], ids=["the one that stays was told", "the one that goes was told"])
def test_side_by_side_proposes_the_notice_that_was_given(services: Services, told: int) -> None:
    both = [ROSALBA, TWICE]
    both[1 - told] = replace(both[1 - told], notice=NoticeStatus.PENDING)
    made = add_family(services, *both)
    choices = services.read(merges.compare_persons, *made.people).choices
    assert [choice.take for choice in choices if choice.field == "notice"] == [told == 1]


def test_side_by_side_pairs_the_members_of_two_families(services: Services) -> None:
    kept, gone = registered(services, Work(2), 1), registered(services, Work(3, visits=1), 2)
    told = services.read(merges.compare_families, kept.family_id, gone.family_id)
    assert {(one.kept_id, one.gone_id) for one in told.same} == set(zip(kept.people, gone.people[:2], strict=True))
    assert told.alone == ("Leidy Tatiana Cabrera Muñoz",)
    assert (told.kept.folio, told.gone.rows["visit"]) == (kept.folio, 1)


def test_families_merge_with_the_values_chosen_of_each_member_and_go_back_to_their_own(services: Services) -> None:
    kept, gone = registered(services, Work(2), 1), registered(services, Work(2), 2)
    base = services.read(commands.current_person, gone.people[0])[2]
    mine = replace(base, birth_date=date(1985, 7, 21), first_name="Rosalva")
    services.run(commands.edit_person, EditPerson(person_id=gone.people[0], base=base, mine=mine))
    told = services.read(merges.compare_families, kept.family_id, gone.family_id).same
    rosalba = next(one for one in told if one.kept_id == kept.people[0])
    differing = {choice.field for choice in rosalba.choices if choice.kept != choice.gone}
    assert differing == {"first_name", "birth_date", "document"}
    before = rows(services.database)
    same = (Same(kept.people[0], gone.people[0], ("birth_date", "document")), Same(kept.people[1], gone.people[1]))
    asked = MergeFamilies(kept_id=kept.family_id, gone_id=gone.family_id, same=same)
    merge_id = services.run(merge_families, asked).result.merge_id
    head = services.read(queries.dossier, kept.family_id).members[0]
    assert (head.first_name, head.birth_date, head.document) == ("Rosalba", date(1985, 7, 21), f"{ROSALBA.document}2")
    _undo(services, merge_id)
    assert differences(before, rows(services.database)) == []


def test_the_list_of_pairs_pages_likeliest_first_and_leaves_out_who_was_merged(services: Services) -> None:
    made = add_family(services, ROSALBA, TWICE, replace(TWICE, document="", first_name="Rosalba"))
    page = services.read(merges.pair_page, merges.PairFilter(), size=2)
    assert len(page.rows) == 2
    rest = services.read(merges.pair_page, merges.PairFilter(), cursor=page.next, size=2)
    scores = [row.score for row in (*page.rows, *rest.rows)]
    assert (len(scores), scores) == (3, sorted(scores, reverse=True))
    assert services.read(merges.pair_count, merges.PairFilter(municipality_id="41551", reason="surnames")) == 3
    assert services.read(merges.pair_count, merges.PairFilter(municipality_id="41001")) == 0
    _merge(services, made.people[0], made.people[1])
    assert services.read(merges.pair_count, merges.PairFilter()) == 1


def test_the_list_of_merges_tells_both_and_whether_it_was_undone(services: Services) -> None:
    kept, gone = registered(services, Work(1), 1), registered(services, Work(1), 2)
    merge_id = _unite(services, kept, gone)
    (row,) = services.read(merges.merges)
    assert (row.merge_id, row.kept_folio, row.gone_folio, row.undone_at) == (merge_id, kept.folio, gone.folio, None)
    _undo(services, merge_id)
    (row,) = services.read(merges.merges)
    assert row.undone_by == services.actor


def test_closed_memberships_name_the_event_that_closed_them(services: Services) -> None:
    made = add_family(services, ROSALBA, TWICE)
    _merge(services, made.people[0], made.people[1])
    with services.database.reading() as session:
        closed = session.execute(select(Membership).where(Membership.valid_to_on.is_not(None))).scalars().all()
    assert [row.closed_by is not None for row in closed] == [True]
