"""Corrections of wrong events: the composition comes back exactly, or what stands on it is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.accompaniment import CogestorAssignment, Commitment, Visit
from gsi_desktop.models.enums import CommitmentState, EventKind, FamilyStatus, Kinship, VisitKind, VisitState
from gsi_desktop.models.families import Enrolment, Family, FamilyEvent, Membership, Person, PersonDocument
from gsi_desktop.services.accompaniment import visits
from gsi_desktop.services.accompaniment.data import PlanVisit
from gsi_desktop.services.achievements import marks
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.families import cards, finding, queries
from tests.support import life
from tests.support.accompaniment import assign, baseline, cogestor, commit, record
from tests.support.factories import ENTRY, HOUSEHOLD, Added, NewMember, add_family
from tests.support.life import DAY, NEIVA, amended, annul

SPOUSELESS = (
    NewMember(first_name="Luz", first_surname="Gil"),
    NewMember(first_name="Beto", first_surname="Gil", kinship=Kinship.CHILD, birth_date=date(2001, 1, 1)),
)


@pytest.fixture
def family(services: Services) -> Added:
    made = add_family(services)
    assign(services, cogestor(services), made)
    baseline(services, made)
    return made


@pytest.fixture
def other(services: Services) -> Added:
    return add_family(services, *SPOUSELESS)


def composition(services: Services) -> dict[str, list[tuple[Any, ...]]]:
    """Return what households are, without versions: who lives where as what, families, episodes, charges."""
    tables: dict[str, Any] = {
        "membership": select(
            Membership.family_id, Membership.person_id, Membership.municipality_id, Membership.kinship,
            Membership.is_head, Membership.valid_from_on, Membership.valid_to_on, Membership.opened_by,
            Membership.closed_by,
        ),
        "family": select(
            Family.id, Family.municipality_id, Family.settlement_id, Family.zone, Family.address, Family.status
        ).where(Family.merged_into.is_(None)),
        "enrolment": select(
            Enrolment.family_id, Enrolment.municipality_id, Enrolment.entry_on, Enrolment.exit_on,
            Enrolment.exit_reason,
        ),
        "charge": select(
            CogestorAssignment.family_id, CogestorAssignment.valid_from_on, CogestorAssignment.valid_to_on
        ),
        "visit": select(Visit.id, Visit.state, Visit.outcome_note),
        "commitment": select(Commitment.id, Commitment.state, Commitment.responsible_id, Commitment.closed_on),
        "person": select(Person.id, Person.municipality_id).join(Membership, Membership.person_id == Person.id),
        "document": select(PersonDocument.person_id, PersonDocument.municipality_id).where(
            PersonDocument.retired_on.is_(None)
        ),
    }  # fmt: skip
    with services.database.reading() as session:
        return {name: sorted(map(tuple, session.execute(rows)), key=repr) for name, rows in tables.items()}


Do = Callable[[Services, Added, Added], UUID]
ACTS: dict[str, Do] = {
    "birth": lambda s, f, _o: life.birth(s, f.family_id, document="1075999888", document_type="RC"),
    "death of the head": lambda s, f, _o: life.death(s, f.family_id, f.people[0], head_id=f.people[1]),
    "exit": lambda s, f, _o: life.leave(s, f.family_id, f.people[2]),
    "entry": lambda s, f, o: life.enter(s, f.family_id, person_id=o.people[0], other_head_id=o.people[1]),
    "split": lambda s, f, _o: life.split(s, f.family_id, f.people[0], f.people[2], head_id=f.people[1]),
    "join": lambda s, f, o: life.join(s, f.family_id, o.family_id),
    "head": lambda s, f, _o: life.head(s, f.family_id, f.people[1]),
    "move": lambda s, f, _o: life.move(s, f.family_id),
    "programme": lambda s, f, _o: life.leave_programme(s, f.family_id),
}


@pytest.mark.parametrize("act", list(ACTS))
def test_an_annulled_event_leaves_everything_as_it_was(
    services: Services, family: Added, other: Added, act: str
) -> None:
    agreed = PlanVisit(family_id=family.family_id, on=date(2026, 12, 1), kind=VisitKind.SESSION_1)
    services.run(visits.plan_visit, agreed)
    commit(services, family, date(2027, 1, 1))
    before = composition(services)
    made = ACTS[act](services, family, other)
    assert composition(services) != before
    annulment = annul(services, made)
    assert composition(services) == before
    assert services.read(cards.differences) == 0
    assert services.read(marks.differences, services.clock.today()) == 0
    with services.database.reading() as session:
        kept = session.get(FamilyEvent, annulment)
        assert kept is not None
        assert (kept.kind, kept.corrects_id, kept.note) == (EventKind.ANNULMENT, made, "Se registró por error")
    assert [one.kind for one in services.read(queries.dossier, family.family_id).events] == [EventKind.ENTRY]
    with pytest.raises(ExpectedError, match="event_annulled"):
        annul(services, made)
    ACTS[act](services, family, other)


def test_a_reentry_is_annulled(services: Services, family: Added) -> None:
    life.leave_programme(services, family.family_id)
    before = composition(services)
    back = life.come_back(services, family.family_id)
    annul(services, back)
    assert composition(services) == before


def test_the_document_of_a_child_of_nobody_is_free_again(services: Services, family: Added) -> None:
    made = life.birth(services, family.family_id, document="1075999888", document_type="RC")
    annul(services, made)
    assert services.read(finding.search, "1075999888").hits == ()
    life.birth(services, family.family_id, document="1075999888", document_type="RC")
    assert len(services.read(finding.search, "1075999888").hits) == 1


def test_the_folio_of_a_split_leads_to_the_family(services: Services, family: Added) -> None:
    made = life.split(services, family.family_id, family.people[1])
    with services.database.reading() as session:
        new = session.get(FamilyEvent, made).other_family_id  # type: ignore[union-attr]
    annul(services, made)
    with services.database.reading() as session:
        gone = session.get(Family, new)
        assert gone is not None
        assert (gone.status, gone.merged_into) == (FamilyStatus.MERGED, family.family_id)


# --- what stands on it


def test_later_events_are_to_be_annulled_first(services: Services, family: Added) -> None:
    born = life.birth(services, family.family_id)
    child = next(one for one in services.read(queries.dossier, family.family_id).members if one.first_name == "Samuel")
    died = life.death(services, family.family_id, child.person_id, on=date(2026, 11, 12))
    with pytest.raises(ExpectedError, match="event_has_later") as refused:
        annul(services, born)
    assert refused.value.params["events"] == "Fallecimiento · 12/11/2026 · Samuel Cabrera Muñoz"
    annul(services, died)
    annul(services, born)


def test_who_lives_elsewhere_now_does_not_come_back(services: Services, family: Added, other: Added) -> None:
    left = life.leave(services, family.family_id, family.people[1], on=date(2026, 10, 1))
    came = life.enter(services, other.family_id, person_id=family.people[1])
    with pytest.raises(ExpectedError, match="event_has_later"):
        annul(services, left)
    annul(services, came)
    annul(services, left)


def test_a_birth_in_a_family_that_split_off_stands_on_the_split(services: Services, family: Added) -> None:
    made = life.split(services, family.family_id, family.people[1])
    with services.database.reading() as session:
        new = session.get(FamilyEvent, made).other_family_id  # type: ignore[union-attr]
    assert new is not None
    life.birth(services, new)
    with pytest.raises(ExpectedError, match="event_has_later"):
        annul(services, made)


def test_another_head_stands_on_who_left(services: Services, family: Added) -> None:
    left = life.leave(services, family.family_id, family.people[2])
    life.head(services, family.family_id, family.people[1])
    with pytest.raises(ExpectedError, match="event_has_later"):
        annul(services, left)


def test_facts_of_the_episode_it_opened_hinder_it(services: Services, family: Added) -> None:
    moved = life.move(services, family.family_id)
    record(services, family, occurred_on=date(2026, 11, 12))
    with pytest.raises(ExpectedError, match="event_has_facts"):
        annul(services, moved)


def test_the_entry_of_a_family_is_not_annulled_here(services: Services, family: Added) -> None:
    with services.database.reading() as session:
        entry = session.execute(select(FamilyEvent.id).where(FamilyEvent.family_id == family.family_id)).scalar_one()
    with pytest.raises(ExpectedError, match="event_not_annullable"):
        annul(services, entry)
    with pytest.raises(ExpectedError, match="reason_missing"):
        annul(services, entry, " no ")


def test_what_was_written_since_stays(services: Services, family: Added) -> None:
    promise = commit(services, family, date(2027, 1, 1))
    who = cogestor(services, "Otra persona")
    moved = life.move(services, family.family_id)
    assign(services, who, family, on=date(2026, 11, 15))
    annul(services, moved)
    with services.database.reading() as session:
        held = select(CogestorAssignment.cogestor_id).where(CogestorAssignment.valid_to_on.is_(None))
        assert session.execute(held).scalars().all() == [who]
        row = session.get(Commitment, promise)
        assert row is not None
        assert row.state is CommitmentState.OPEN
        assert session.execute(select(Visit).where(Visit.state == VisitState.CANCELLED)).first() is None


# --- days and notes


def test_the_day_of_a_birth_is_corrected(services: Services, family: Added) -> None:
    made = life.birth(services, family.family_id)
    amended(services, made, date(2026, 11, 3), "Según el registro civil")
    shown = services.read(queries.dossier, family.family_id)
    child = next(one for one in shown.members if one.first_name == "Samuel")
    assert (child.since_on, child.birth_date) == (date(2026, 11, 3), date(2026, 11, 3))
    assert (shown.events[0].occurred_on, shown.events[0].note) == (date(2026, 11, 3), "Según el registro civil")
    with pytest.raises(ExpectedError, match="event_unchanged"):
        amended(services, made, date(2026, 11, 3), "Según el registro civil")
    annul(services, made)
    assert len(services.read(queries.dossier, family.family_id).members) == len(HOUSEHOLD)


@pytest.mark.parametrize(
    ("on", "code"), [(date(2026, 11, 30), "event_in_future"), (date(2026, 3, 1), "event_before_membership")]
)
def test_a_corrected_day_keeps_its_order(services: Services, family: Added, on: date, code: str) -> None:
    made = life.leave(services, family.family_id, family.people[2])
    with pytest.raises(ExpectedError, match=code):
        amended(services, made, on)


def test_a_corrected_day_stays_between_its_neighbours(services: Services, family: Added) -> None:
    left = life.leave_programme(services, family.family_id, on=date(2026, 6, 1))
    back = life.come_back(services, family.family_id, on=date(2026, 8, 1))
    born = life.birth(services, family.family_id, on=date(2026, 9, 1))
    record(services, family)
    for event, on, code in (
        (left, date(2026, 8, 2), "event_after_next"),
        (back, date(2026, 5, 31), "event_before_event"),
        (back, date(2026, 9, 2), "event_after_next"),
        (born, date(2026, 7, 1), "event_before_entry"),
    ):
        with pytest.raises(ExpectedError, match=code):
            amended(services, event, on)
    amended(services, left, date(2026, 8, 1))
    amended(services, back, date(2026, 8, 15))
    shown = services.read(queries.dossier, family.family_id)
    assert [(one.entry_on, one.exit_on) for one in shown.enrolments] == [
        (date(2026, 8, 15), None), (ENTRY, date(2026, 8, 1)),
    ]  # fmt: skip


def test_a_move_is_corrected_in_both_episodes(services: Services, family: Added) -> None:
    made = life.move(services, family.family_id)
    amended(services, made, date(2026, 11, 2))
    shown = services.read(queries.dossier, family.family_id)
    assert [(one.entry_on, one.exit_on) for one in shown.enrolments] == [
        (date(2026, 11, 2), None), (ENTRY, date(2026, 11, 2)),
    ]  # fmt: skip
    assert shown.municipality_id == NEIVA
    assert date(2026, 11, 2) != DAY
