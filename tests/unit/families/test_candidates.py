"""The list of people who may be one: found at entry and by sweep, dismissed once, asked again when they changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.duplicates import DuplicateCandidate
from gsi_desktop.models.enums import CandidateOrigin, CandidateState
from gsi_desktop.services.core.errors import CancelledError, ExpectedError
from gsi_desktop.services.core.progress import Progress, Step
from gsi_desktop.services.families import candidates, commands, sweep, sweep_pieces
from gsi_desktop.services.families.data import EditPerson
from gsi_desktop.services.families.matching import one_slip
from gsi_desktop.services.families.sweep import known_slips
from gsi_desktop.services.upkeep import demo
from tests.support.factories import ROSALBA, NewFamily, NewMember, add_families, add_family

AGAIN = replace(ROSALBA, first_name="Rosalva", document="36284571")
STRANGER = NewMember(first_name="Jairo", first_surname="Gil", document="7711223", birth_date=date(1970, 5, 5))


def _rows(services: Services) -> list[tuple[UUID, UUID, int, CandidateState, CandidateOrigin]]:
    row = DuplicateCandidate
    with services.database.reading() as session:
        found = session.execute(select(row.one_id, row.other_id, row.score, row.state, row.origin).order_by(row.id))
        return [tuple(one) for one in found]  # type: ignore[misc]


def _sweep(services: Services) -> candidates.Kept:
    swept = services.read(sweep.search, Progress())
    return services.run(candidates.keep, candidates.KeepFound(swept, CandidateOrigin.SWEEP, whole=True)).result


def _candidate(services: Services) -> UUID:
    with services.database.reading() as session:
        return session.execute(select(DuplicateCandidate.id)).scalar_one()


def test_somebody_typed_twice_is_on_the_list_at_once(services: Services) -> None:
    first = add_family(services, ROSALBA)
    add_family(services, STRANGER)
    assert _rows(services) == []
    second = add_family(services, AGAIN)
    ((one, other, score, state, origin),) = _rows(services)
    assert {one, other} == {first.people[0], second.people[0]}
    assert (score >= 50, state, origin) == (True, CandidateState.OPEN, CandidateOrigin.ENTRY)


def test_a_sweep_finds_what_was_written_at_once_and_finds_nothing_new_the_second_time(services: Services) -> None:
    crowd = tuple(
        NewFamily(members=(replace(STRANGER, document=f"{70_000_000 + n * 7919}", birth_date=born),))
        for n, born in enumerate(date(1940, 1, 5) + timedelta(days=397 * n) for n in range(70))
    )
    add_families(services, NewFamily(members=(ROSALBA,)), *crowd, NewFamily(members=(AGAIN,)))
    assert _rows(services) == []
    kept = _sweep(services)
    assert (kept.people, kept.pairs, kept.new, kept.open) == (72, 1, 1, 1)
    again = _sweep(services)
    assert (again.pairs, again.new, again.gone, again.open) == (1, 0, 0, 1)


def test_a_registry_too_large_for_memory_is_swept_in_pieces_and_gives_the_same(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo.load(services, 40, 3)
    slips = ("36284751", "3628451", "362845710", "76284571")
    sounding = replace(ROSALBA, first_name="Rosalbas")  # otherwise: only their documents bring them together
    written = (
        replace(sounding, document=number, birth_date=date(1961, 1, 2 + day)) for day, number in enumerate(slips)
    )
    known = replace(ROSALBA, document="36284571", birth_date=date(1961, 1, 20))
    add_families(services, *(NewFamily(members=(member,), phone="") for member in (known, *written)))
    whole = services.read(sweep.search, Progress())
    monkeypatch.setattr(sweep_pieces, "AT_ONCE", 4)
    with services.database.reading() as session:
        assert len(sweep_pieces.pieces(session, whole.people)) > 50
    parted = services.read(sweep.search, Progress())
    told = [
        sorted((one.one.person_id, one.other.person_id, one.likeness.score) for one in swept.found)
        for swept in (whole, parted)
    ]
    assert told[0] == told[1]
    assert len(told[0]) >= len(slips)
    assert parted.people == whole.people


def test_what_somebody_dismissed_is_not_asked_again_until_the_people_change(services: Services) -> None:
    add_family(services, ROSALBA)
    made = add_family(services, AGAIN)
    services.run(candidates.dismiss, candidates.Dismiss(_candidate(services), "Son primas."))
    assert _sweep(services).dismissed == 1
    assert _rows(services)[0][3] is CandidateState.DISMISSED
    with services.database.reading() as session:
        row = session.execute(select(DuplicateCandidate)).scalar_one()
        assert (row.decision, row.decided_by) == ("Son primas.", services.actor)
    with pytest.raises(ExpectedError, match="pair_gone"):
        services.run(candidates.dismiss, candidates.Dismiss(_candidate(services), ""))

    base = services.read(commands.current_person, made.people[0])[2]
    services.run(
        commands.edit_person,
        EditPerson(person_id=made.people[0], base=base, mine=replace(base, document="36284518")),
    )
    assert _rows(services)[0][3] is CandidateState.OPEN


def test_taking_a_dismissal_back_asks_again(services: Services) -> None:
    add_family(services, ROSALBA)
    add_family(services, AGAIN)
    services.run(candidates.dismiss, candidates.Dismiss(_candidate(services), ""))
    services.run(candidates.reopen, candidates.Reopen(_candidate(services)))
    assert _rows(services)[0][3] is CandidateState.OPEN


def test_a_pair_that_was_mended_goes_from_the_list(services: Services) -> None:
    add_family(services, ROSALBA)
    made = add_family(services, AGAIN)
    base = services.read(commands.current_person, made.people[0])[2]
    mine = replace(base, first_name="Carmen", document="55123987", birth_date=date(1990, 1, 2))
    services.run(commands.edit_person, EditPerson(person_id=made.people[0], base=base, mine=mine))
    assert _rows(services) == []


def test_a_sweep_that_is_cancelled_writes_nothing(services: Services) -> None:
    add_family(services, ROSALBA)
    progress = Progress()

    def stop(step: Step) -> None:
        if step.code == "comparing_people":
            progress.cancel()

    progress.listener = stop
    with pytest.raises(CancelledError):
        services.read(sweep.search, progress)


def test_a_sweep_of_some_people_finds_their_pairs_only(services: Services) -> None:
    add_family(services, ROSALBA)
    made = add_family(services, AGAIN)
    jairo = add_family(services, STRANGER)
    add_family(services, replace(STRANGER, document="7711232"))
    assert len(services.read(sweep.search, Progress()).found) == 2
    assert len(services.read(sweep.search, Progress(), {made.people[0]}).found) == 1
    assert len(services.read(sweep.search, Progress(), {*made.people, *jairo.people}).found) == 2


@given(st.sets(st.text("0123456789", min_size=5, max_size=7), max_size=30))
def test_every_two_documents_a_slip_apart_meet_in_the_sweep(numbers: set[str]) -> None:
    for number in sorted(numbers)[:5]:
        numbers |= {f"{number[:-1]}7", f"{number[1]}{number[0]}{number[2:]}", f"{number}3"}
    known: dict[str, list[int]] = {number: [] for number in numbers}
    met = {frozenset((number, other)) for number in numbers for other in known_slips(number, known)}
    assert met == {frozenset((one, two)) for one in numbers for two in numbers if one_slip(one, two)}
