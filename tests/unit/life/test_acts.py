"""Life events of households, on both engines: who lives where after each, what it closes, and what it refuses."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.accompaniment import Commitment, CommitmentReview, Visit
from gsi_desktop.models.enums import (
    CommitmentState,
    EventKind,
    FamilyStatus,
    Kinship,
    MarkState,
    Sex,
    VisitKind,
    VisitState,
)
from gsi_desktop.models.families import Enrolment, FamilyEvent, Person
from gsi_desktop.services.accompaniment import team, visits
from gsi_desktop.services.accompaniment.data import PlanVisit, StartVisit
from gsi_desktop.services.achievements import marks
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families import cards, queries
from gsi_desktop.services.families.data import Dossier
from gsi_desktop.services.life import effects
from gsi_desktop.services.life.data import (
    Act,
    Birth,
    Death,
    HeadChange,
    Move,
    PersonExit,
    ProgrammeExit,
    Settled,
    Split,
)
from tests.support import life
from tests.support.accompaniment import assign, baseline, cogestor, commit, draft, record
from tests.support.factories import ENTRY, HOUSEHOLD, Added, NewMember, add_family
from tests.support.life import DAY, NEIVA

GRANDMA = NewMember(
    first_name="Ana",
    first_surname="Ordóñez",
    birth_date=date(1950, 2, 1),
    kinship=Kinship.PARENT,
    document="26512345",
)


@pytest.fixture
def family(services: Services) -> Added:
    return add_family(services, *HOUSEHOLD, GRANDMA)


def dossier(services: Services, family_id: UUID) -> Dossier:
    return services.read(queries.dossier, family_id)


def roster(services: Services, family_id: UUID) -> dict[str, Kinship]:
    return {one.first_name: one.kinship for one in dossier(services, family_id).members}


def event(services: Services, event_id: UUID) -> FamilyEvent:
    with services.database.reading() as session:
        found = session.get(FamilyEvent, event_id)
        assert found is not None
        session.expunge(found)
        return found


def codes(services: Services, act: Act) -> set[str]:
    return {error.code for error in life.preview(services, act).errors}


def told(services: Services, act: Act) -> list[str]:
    return [effects.sentence(one) for one in life.preview(services, act).effects]


def is_sound(services: Services) -> bool:
    today = services.clock.today()
    return services.read(cards.differences) == 0 and services.read(marks.differences, today) == 0


# --- persons


def test_a_birth_adds_a_member_with_their_logros(services: Services, family: Added) -> None:
    baseline(services, family)
    act = Birth(family_id=family.family_id, on=DAY, person=life.newborn())
    lines = told(services, act)
    made = life.register(services, act)
    child = next(one for one in dossier(services, family.family_id).members if one.first_name == "Samuel")
    assert (child.birth_date, child.kinship, child.since_on) == (DAY, Kinship.CHILD, DAY)
    kept = event(services, made)
    assert (kept.kind, kept.person_id, kept.occurred_on) == (EventKind.BIRTH, child.person_id, DAY)
    assert msgspec.json.decode(kept.detail) == lines
    board = services.read(boards.board, family.family_id, DAY)
    applies = sum(1 for key, cell in board.cells.items() if key[1] == child.person_id and cell.applies)
    assert f"Logros que aplican a Samuel Cabrera Muñoz: {applies}." in " ".join(lines)
    assert f"a {board.progress.total.now} de {board.progress.total.applicable} alcanzados" in " ".join(lines)
    assert is_sound(services)


def test_who_dies_leaves_and_their_logros_no_longer_count(services: Services, family: Added) -> None:
    baseline(services, family)
    grandma = family.people[3]
    before = services.read(boards.board, family.family_id, services.clock.today())
    assert any(key[1] == grandma and cell.stored is not MarkState.UNKNOWN for key, cell in before.cells.items())
    lines = told(services, Death(family_id=family.family_id, on=DAY, person_id=grandma))
    life.death(services, family.family_id, grandma)
    after = services.read(boards.board, family.family_id, services.clock.today())
    assert not any(key[1] == grandma for key in after.cells)
    assert f"a {after.progress.total.now} de {after.progress.total.applicable} alcanzados" in " ".join(lines)
    assert "Ana" not in roster(services, family.family_id)
    with pytest.raises(ExpectedError, match="person_dead"):
        life.enter(services, family.family_id, person_id=grandma)
    assert is_sound(services)


def test_a_household_never_stays_without_a_head(services: Services, family: Added) -> None:
    head, spouse = family.people[0], family.people[1]
    act = Death(family_id=family.family_id, on=DAY, person_id=head)
    assert codes(services, act) == {"head_needed"}
    assert codes(services, Death(family_id=family.family_id, on=DAY, person_id=head, head_id=head)) == {
        "head_elsewhere"
    }
    life.death(services, family.family_id, head, head_id=spouse, kinships=((family.people[3], Kinship.NON_RELATIVE),))
    assert roster(services, family.family_id) == {
        "Wilson": Kinship.HEAD, "Leidy": Kinship.CHILD, "Ana": Kinship.NON_RELATIVE,
    }  # fmt: skip
    assert dossier(services, family.family_id).head is not None
    assert is_sound(services)


def test_who_leaves_last_ends_the_family(services: Services) -> None:
    alone = add_family(services, GRANDMA)
    life.death(services, alone.family_id, alone.people[0])
    shown = dossier(services, alone.family_id)
    assert (shown.status, shown.members, shown.enrolments[0].exit_on) == (FamilyStatus.EXITED, (), DAY)
    with services.database.reading() as session:
        assert session.execute(select(Enrolment.exit_reason)).scalar() == "dissolved"


def test_somebody_comes_from_another_family(services: Services, family: Added) -> None:
    other = add_family(services, NewMember(first_name="Luz", first_surname="Gil"), GRANDMA_TWO)
    life.enter(
        services, family.family_id, person_id=other.people[0], other_head_id=other.people[1], kinship=Kinship.SIBLING
    )
    assert roster(services, family.family_id)["Luz"] is Kinship.SIBLING
    assert roster(services, other.family_id) == {"Berta": Kinship.HEAD}
    life.enter(services, family.family_id, person_id=other.people[1])
    assert dossier(services, other.family_id).status is FamilyStatus.EXITED
    here, there = dossier(services, family.family_id).events[0], dossier(services, other.family_id).events[0]
    assert (here.kind, here.other_folio, here.own) == (EventKind.JOIN, other.folio, True)
    assert (there.other_folio, there.own, there.person) == (family.folio, False, "Berta Gil")
    assert is_sound(services)


GRANDMA_TWO = NewMember(
    first_name="Berta", first_surname="Gil", birth_date=date(1952, 5, 5), kinship=Kinship.PARENT, document="26999888"
)


def test_who_left_may_come_back(services: Services, family: Added) -> None:
    grandma = family.people[3]
    life.leave(services, family.family_id, grandma, on=date(2026, 10, 1))
    with pytest.raises(ExpectedError, match="event_before_membership"):
        life.enter(services, family.family_id, on=date(2026, 9, 1), person_id=grandma)
    life.enter(services, family.family_id, on=date(2026, 10, 20), person_id=grandma, kinship=Kinship.PARENT)
    assert roster(services, family.family_id)["Ana"] is Kinship.PARENT
    with pytest.raises(ExpectedError, match="member_already"):
        life.enter(services, family.family_id, person_id=grandma)


def test_a_new_person_comes_with_their_document(services: Services, family: Added) -> None:
    new = life.newborn(
        "Jairo", birth_date=date(1990, 1, 1), document_type="CC", document="79555444", kinship=Kinship.SIBLING
    )
    life.enter(services, family.family_id, person=new, kinship=Kinship.SIBLING)
    shown = next(one for one in dossier(services, family.family_id).members if one.first_name == "Jairo")
    assert (shown.document, shown.kinship, shown.since_on) == ("79555444", Kinship.SIBLING, DAY)
    with pytest.raises(ExpectedError, match="document_of_family"):
        life.enter(services, family.family_id, person=new)


def test_the_head_changes_and_everybody_is_seen_anew(services: Services, family: Added) -> None:
    made = life.head(services, family.family_id, family.people[1])
    assert roster(services, family.family_id) == {
        "Wilson": Kinship.HEAD, "Rosalba": Kinship.SPOUSE, "Leidy": Kinship.CHILD, "Ana": Kinship.PARENT_IN_LAW,
    }  # fmt: skip
    assert event(services, made).person_id == family.people[1]
    assert dossier(services, family.family_id).members[1].since_on == ENTRY
    assert codes(services, HeadChange(family_id=family.family_id, on=DAY, head_id=family.people[1])) == {"head_already"}
    assert is_sound(services)


# --- households


def test_a_household_splits_into_a_family_of_its_own(services: Services, family: Added) -> None:
    who = cogestor(services)
    assign(services, who, family)
    baseline(services, family)
    made = life.split(
        services, family.family_id, family.people[1], family.people[2], new_kinships=()
    )  # fmt: skip
    new = event(services, made).other_family_id
    assert new is not None
    shown = dossier(services, new)
    assert shown.folio != family.folio
    assert roster(services, new) == {"Wilson": Kinship.HEAD, "Leidy": Kinship.CHILD}
    assert roster(services, family.family_id) == {"Rosalba": Kinship.HEAD, "Ana": Kinship.PARENT}
    assert (shown.status, shown.enrolments[0].entry_on) == (FamilyStatus.ACTIVE, DAY)
    assert shown.enrolments[0].targeting[0].level == "1"
    mine = services.read(team.cogestor_of, new)
    assert mine is not None
    assert mine.cogestor_id == who
    assert services.read(boards.board, new, DAY).baseline is None
    assert is_sound(services)


def test_a_split_leaves_somebody_and_names_both_heads(services: Services, family: Added) -> None:
    rosalba, wilson = family.people[0], family.people[1]
    everybody = Split(family_id=family.family_id, on=DAY, person_ids=family.people, new_head_id=rosalba)
    assert codes(services, everybody) == {"split_everybody"}
    headless = Split(family_id=family.family_id, on=DAY, person_ids=(rosalba,), new_head_id=rosalba)
    assert codes(services, headless) == {"head_needed"}
    foreign = Split(family_id=family.family_id, on=DAY, person_ids=(wilson,), new_head_id=rosalba)
    assert codes(services, foreign) == {"head_elsewhere"}


def test_two_households_join(services: Services, family: Added) -> None:
    other = add_family(services, NewMember(first_name="Luz", first_surname="Gil"), GRANDMA_TWO)
    record(services, other)
    life.join(services, family.family_id, other.family_id, kinships=((other.people[0], Kinship.SIBLING),))
    assert roster(services, family.family_id)["Luz"] is Kinship.SIBLING
    assert roster(services, family.family_id)["Berta"] is Kinship.OTHER_RELATIVE
    gone = dossier(services, other.family_id)
    assert (gone.status, gone.members, gone.enrolments[0].exit_on) == (FamilyStatus.EXITED, (), DAY)
    assert is_sound(services)


# --- the family


def test_a_move_closes_the_episode_and_opens_the_next(services: Services, family: Added) -> None:
    assign(services, cogestor(services), family)
    visit = record(services, family)
    services.run(
        visits.plan_visit, PlanVisit(family_id=family.family_id, on=date(2026, 12, 1), kind=VisitKind.SESSION_1)
    )
    promise = commit(services, family, date(2027, 1, 1))
    life.move(services, family.family_id)
    shown = dossier(services, family.family_id)
    assert (shown.municipality_id, shown.address, shown.settlement, shown.zone) == (NEIVA, "", "", None)
    assert shown.phone != ""
    assert [(one.municipality, one.entry_on, one.exit_on) for one in shown.enrolments] == [
        ("Neiva", DAY, None), ("Pitalito", ENTRY, DAY),
    ]  # fmt: skip
    with services.database.reading() as session:
        assert session.execute(select(Visit.municipality_id).where(Visit.id == visit)).scalar() == "41551"
        planned = select(Visit).where(Visit.state == VisitState.CANCELLED)
        assert session.execute(planned).scalar_one().outcome_note
        assert session.get(Commitment, promise).state is CommitmentState.CANCELLED  # type: ignore[union-attr]
        assert session.execute(select(CommitmentReview.reason)).scalar_one()
        assert set(session.execute(select(Person.municipality_id)).scalars()) == {NEIVA}
    assert services.read(team.cogestor_of, family.family_id) is None
    assert codes(services, Move(family_id=family.family_id, on=DAY, municipality_id=NEIVA)) == {"move_same_place"}
    assert is_sound(services)


def test_a_family_leaves_the_programme_and_comes_back(services: Services, family: Added) -> None:
    life.leave_programme(services, family.family_id)
    assert dossier(services, family.family_id).status is FamilyStatus.EXITED
    again = ProgrammeExit(family_id=family.family_id, on=DAY, reason="voluntary")
    assert codes(services, again) == {"family_exited"}
    with pytest.raises(ExpectedError, match="reentry_before_exit"):
        life.come_back(services, family.family_id, on=date(2026, 11, 1))
    life.come_back(services, family.family_id, on=date(2026, 11, 15))
    shown = dossier(services, family.family_id)
    assert shown.status is FamilyStatus.ACTIVE
    assert [(one.entry_on, one.exit_on) for one in shown.enrolments] == [(date(2026, 11, 15), None), (ENTRY, DAY)]
    assert shown.enrolments[0].targeting[0].level == "1"
    assert is_sound(services)


def test_a_reason_is_one_of_the_catalogue(services: Services, family: Added) -> None:
    with pytest.raises(ExpectedError, match="choice_invalid"):
        life.leave_programme(services, family.family_id, reason="porque sí")
    line = "La familia no tiene verificación final cerrada, y el motivo es promoción por logros."
    assert line in told(services, ProgrammeExit(family_id=family.family_id, on=DAY, reason="achieved"))


# --- days


@pytest.mark.parametrize(
    ("on", "code"), [(date(2026, 11, 22), "event_in_future"), (date(2026, 3, 13), "event_before_membership")]
)
def test_a_day_is_neither_to_come_nor_before_the_member(services: Services, family: Added, on: date, code: str) -> None:
    act = Death(family_id=family.family_id, on=on, person_id=family.people[3])
    assert codes(services, act) == {code}


def test_the_end_of_an_episode_is_after_what_was_written_of_it(services: Services, family: Added) -> None:
    act = ProgrammeExit(family_id=family.family_id, on=date(2026, 10, 1), reason="voluntary")
    assert codes(services, act) == set()
    record(services, family)
    assert codes(services, act) == {"event_before_visit"}
    life.birth(services, family.family_id, on=date(2026, 10, 25))
    assert codes(services, act) == {"event_before_event"}
    services.run(visits.start_visit, StartVisit(family_id=family.family_id, kind=VisitKind.FOLLOW_UP, medium=None))
    late = ProgrammeExit(family_id=family.family_id, on=DAY, reason="voluntary")
    assert codes(services, late) == {"open_visit_first"}


def test_a_birth_before_the_programme_is_an_entry(services: Services, family: Added) -> None:
    act = Birth(family_id=family.family_id, on=date(2026, 3, 1), person=life.newborn())
    assert codes(services, act) == {"birth_before_entry"}


# --- commitments


def test_commitments_of_who_leaves_are_passed_on_or_closed(services: Services, family: Added) -> None:
    rosalba, wilson = family.people[0], family.people[1]
    shared = commit(services, family, date(2027, 1, 1), responsible_id=wilson, responsible="")
    own = commit(services, family, date(2027, 2, 1), achievement=8, person_id=wilson)
    act = PersonExit(family_id=family.family_id, on=DAY, person_id=wilson)
    shown = life.preview(services, act)
    assert [(one.commitment_id, one.who, one.of_leaver) for one in shown.promises] == [
        (shared, "Wilson Andrés Cabrera Peña", False), (own, "Rosalba", True),
    ]  # fmt: skip
    assert codes(services, act) == {"promise_unsettled"}
    to_her = Settled(commitment_id=shared, to_person_id=rosalba)
    wrong = (to_her, Settled(commitment_id=own, to_person_id=rosalba))
    assert codes(services, PersonExit(family_id=family.family_id, on=DAY, person_id=wilson, settled=wrong)) == {
        "promise_of_leaver"
    }
    nobody = (Settled(commitment_id=shared, to_person_id=wilson), Settled(commitment_id=own, reason="Se fue"))
    assert codes(services, PersonExit(family_id=family.family_id, on=DAY, person_id=wilson, settled=nobody)) == {
        "promise_to_nobody"
    }
    life.leave(
        services, family.family_id, wilson, settled=(to_her, Settled(commitment_id=own, reason="Se fue de la casa"))
    )
    with services.database.reading() as session:
        kept, closed = session.get(Commitment, shared), session.get(Commitment, own)
        assert kept is not None
        assert closed is not None
        assert (kept.state, kept.responsible_id) == (CommitmentState.OPEN, rosalba)
        assert (closed.state, closed.closed_on) == (CommitmentState.CANCELLED, DAY)
        assert session.execute(select(CommitmentReview.reason)).scalar_one() == "Se fue de la casa"


def test_a_draft_plan_hinders_the_end_but_not_who_leaves(services: Services, family: Added) -> None:
    baseline(services, family)
    draft(services, family)
    assert codes(services, ProgrammeExit(family_id=family.family_id, on=DAY, reason="voluntary")) == {
        "draft_plan_first"
    }
    life.leave(services, family.family_id, family.people[3])
    assert is_sound(services)


def test_a_man_is_named_as_one(services: Services, family: Added) -> None:
    act = Death(family_id=family.family_id, on=DAY, person_id=family.people[0], head_id=family.people[2])
    lines = told(services, act)
    assert any("menor de edad" in line for line in lines)
    act = Birth(family_id=family.family_id, on=DAY, person=life.newborn("Luna", sex=Sex.FEMALE))
    assert "Luna Cabrera Muñoz entra a la familia como hija." in told(services, act)
