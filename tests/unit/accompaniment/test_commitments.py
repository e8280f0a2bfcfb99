"""Commitments: one engine from agreed to reviewed, overdue told by day; on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.accompaniment import CommitmentReview
from gsi_desktop.models.enums import CommitmentState, FamilyStatus, MarkState, ReviewResult
from gsi_desktop.services.accompaniment import commands, queries
from gsi_desktop.services.accompaniment.data import CancelCommitment, CommitmentRow, ReviewCommitment
from gsi_desktop.services.accompaniment.workload_data import WorkScope
from gsi_desktop.services.achievements import queries as boards
from gsi_desktop.services.core.errors import ExpectedError
from tests.support import accompaniment as steps
from tests.support.factories import Added, NewMember, add_family

TODAY = date(2026, 11, 21)
DUE = date(2026, 11, 12)


@pytest.fixture
def family(services: Services) -> Added:
    return add_family(services)


def _review(services: Services, commitment: UUID, result: ReviewResult, **fields: Any) -> UUID:
    told = {"on": date(2026, 11, 20), **fields}
    data = ReviewCommitment(commitment_id=commitment, result=result, **told)
    return services.run(commands.review_commitment, data).result


def _only(services: Services, family: Added) -> CommitmentRow:
    (row,) = services.read(queries.family_commitments, family.family_id)
    return row


def test_a_commitment_says_what_who_and_when(services: Services, family: Added) -> None:
    for fields, code in (
        ({"action": " "}, "action_missing"),
        ({"responsible": ""}, "responsible_missing"),
        ({"due_on": date(2026, 4, 1)}, "due_before_agreed"),
    ):
        with pytest.raises(ExpectedError, match=code):
            steps.commit(services, family, **{"due_on": DUE, **fields})  # type: ignore[arg-type]
    steps.commit(services, family, DUE, responsible="", responsible_id=family.people[1])
    assert _only(services, family).responsible == "Wilson Andrés Cabrera Peña"


def test_fulfilled_closes_it_and_nobody_reviews_it_again(services: Services, family: Added) -> None:
    made = steps.commit(services, family, DUE)
    _review(services, made, ReviewResult.FULFILLED)
    row = _only(services, family)
    assert (row.state, row.closed_on) == (CommitmentState.FULFILLED, date(2026, 11, 20))
    with pytest.raises(ExpectedError, match="commitment_closed"):
        _review(services, made, ReviewResult.FULFILLED)


def test_under_way_keeps_it_and_moves_its_day_only_when_told(services: Services, family: Added) -> None:
    made = steps.commit(services, family, DUE)
    _review(services, made, ReviewResult.UNDER_WAY)
    assert (_only(services, family).state, _only(services, family).due_on) == (CommitmentState.OPEN, DUE)
    _review(services, made, ReviewResult.UNDER_WAY, new_due_on=date(2026, 12, 1))
    assert _only(services, family).due_on == date(2026, 12, 1)


def test_not_fulfilled_says_why_then_goes_on_or_closes(services: Services, family: Added) -> None:
    made = steps.commit(services, family, DUE)
    with pytest.raises(ExpectedError) as reasonless:
        _review(services, made, ReviewResult.NOT_FULFILLED)
    assert (reasonless.value.code, reasonless.value.field) == ("reason_missing", "reason")
    _review(services, made, ReviewResult.NOT_FULFILLED, reason="Faltó el registro", new_due_on=date(2026, 11, 28))
    assert (_only(services, family).state, _only(services, family).due_on) == (
        CommitmentState.OPEN,
        date(2026, 11, 28),
    )
    _review(services, made, ReviewResult.NOT_FULFILLED, reason="No quiso", on=TODAY)
    assert (_only(services, family).state, _only(services, family).closed_on) == (
        CommitmentState.NOT_FULFILLED,
        TODAY,
    )
    with services.database.reading() as session:
        told = session.execute(select(CommitmentReview.reason).order_by(CommitmentReview.id)).scalars().all()
    assert told == ["Faltó el registro", "No quiso"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"on": date(2026, 11, 22)}, "review_in_future"),
        ({"on": date(2026, 4, 17)}, "review_before_agreed"),
        ({"new_due_on": date(2026, 11, 20)}, "new_date_before"),
        ({"note": "x" * 401}, "text_too_long"),
    ],
)
def test_a_review_that_cannot_be_is_refused_and_changes_nothing(
    services: Services, family: Added, fields: dict[str, Any], code: str
) -> None:
    made = steps.commit(services, family, DUE)
    before = _only(services, family)
    with pytest.raises(ExpectedError, match=code):
        _review(services, made, ReviewResult.UNDER_WAY, **fields)
    assert _only(services, family) == before


def test_a_cancelled_commitment_keeps_its_reason(services: Services, family: Added) -> None:
    made = steps.commit(services, family, DUE)
    stale = CancelCommitment(commitment_id=made, version=7, on=TODAY, reason="Repetido")
    with pytest.raises(ExpectedError, match="changed_meanwhile"):
        services.run(commands.cancel_commitment, stale)
    services.run(
        commands.cancel_commitment, CancelCommitment(commitment_id=made, version=1, on=TODAY, reason="Repetido")
    )
    assert _only(services, family).state is CommitmentState.CANCELLED
    with services.database.reading() as session:
        review = session.execute(select(CommitmentReview)).scalar_one()
    assert (review.result, review.reason) == (ReviewResult.CANCELLED, "Repetido")


def test_an_open_commitment_makes_its_logro_en_gestion_and_a_closed_one_no_more(
    services: Services, family: Added
) -> None:
    steps.baseline(services, family)
    made = steps.commit(services, family, DUE, achievement=27, action="Instalar el filtro")
    cell = services.read(boards.board, family.family_id, TODAY).cells[27, None]
    assert (cell.state, cell.stored, cell.actions[0].action) == (
        MarkState.IN_PROGRESS,
        MarkState.PENDING,
        "Instalar el filtro",
    )
    assert _only(services, family).logro.startswith("27 ")
    _review(services, made, ReviewResult.FULFILLED)
    assert services.read(boards.board, family.family_id, TODAY).cells[27, None].state is MarkState.PENDING


def test_overdue_is_what_was_due_before_today_and_still_is_open(services: Services, family: Added) -> None:
    ana = steps.cogestor(services, "Ana Gil")
    other = add_family(services, NewMember(first_name="Luz", first_surname="Peña"))
    left = add_family(services, NewMember(first_name="Eva", first_surname="Rojas"), status=FamilyStatus.ACTIVE)
    steps.assign(services, ana, family)
    late = [steps.commit(services, family, date(2026, 11, day)) for day in (20, 3, 12)]
    steps.commit(services, family, TODAY)
    theirs = steps.commit(services, other, date(2026, 10, 1))
    done = steps.commit(services, left, date(2026, 10, 1))
    _review(services, done, ReviewResult.FULFILLED)
    everything = services.read(queries.overdue_commitments, WorkScope(), TODAY)
    assert [row.commitment_id for row in everything.rows] == [theirs, late[1], late[2], late[0]]
    hers = services.read(queries.overdue_commitments, WorkScope(cogestor_id=ana), TODAY)
    assert [row.commitment_id for row in hers.rows] == [late[1], late[2], late[0]]
    assert (hers.rows[0].folio, hers.rows[0].head) == (family.folio, "Muñoz Ordóñez, Rosalba")


def test_the_overdue_list_pages_by_key_without_losing_or_repeating(services: Services, family: Added) -> None:
    made = [steps.commit(services, family, date(2026, 11, 1 + place % 3)) for place in range(7)]
    seen: list[UUID] = []
    cursor = None
    while True:
        page = services.read(queries.overdue_commitments, WorkScope(), TODAY, cursor=cursor, size=3)
        seen += [row.commitment_id for row in page.rows]
        if page.next is None:
            break
        cursor = page.next
    assert sorted(seen) == sorted(made)
    assert len(seen) == 7


def test_a_family_that_left_gets_no_commitments(services: Services) -> None:
    gone = add_family(services, status=FamilyStatus.EXITED)
    with pytest.raises(ExpectedError, match="family_exited"):
        steps.commit(services, gone, DUE)
