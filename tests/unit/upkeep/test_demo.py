"""Sample data can be tried without fear: nobody's family is mixed with them, and they go without a trace."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.accompaniment import Cogestor, Commitment, FamilyPlan, Visit
from gsi_desktop.models.duplicates import DuplicateCandidate
from gsi_desktop.models.enums import BatchState, CandidateState, EventKind, MarkState, PlanState
from gsi_desktop.models.families import FamilyEvent
from gsi_desktop.services.core.canonical import digest
from gsi_desktop.services.core.errors import CancelledError
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange import commands, queries
from gsi_desktop.services.families import cards
from gsi_desktop.services.families import commands as family_commands
from gsi_desktop.services.families import queries as family_queries
from gsi_desktop.services.families.data import Dossier, EditContact, EditPerson, FamilyFilter
from gsi_desktop.services.reports.data import FamilyPlanPaper, restored
from gsi_desktop.services.upkeep import checking, demo
from gsi_desktop.services.upkeep.invented import invent_families
from tests.support import rosters
from tests.support.contents import business

FAMILIES = 12


def _dossiers(services: Services) -> dict[str, Dossier]:
    rows = services.read(family_queries.family_page, FamilyFilter()).rows
    return {row.folio: services.read(family_queries.dossier, row.family_id) for row in rows}


def _work_on(services: Services, dossier: Dossier) -> None:
    """Do with a family what somebody trying the program does: move it, then again, and give a person a document."""
    for place in ("Vereda Nunca Vista", "Otra Vereda Nueva"):
        base = services.read(family_commands.current_contact, dossier.family_id)[1]
        edit = EditContact(family_id=dossier.family_id, base=base, mine=replace(base, settlement=place))
        services.run(family_commands.edit_contact, edit)
    person = dossier.members[-1].person_id
    fields = services.read(family_commands.current_person, person)[2]
    mine = replace(fields, document_type="CC", document="1999888777", second_name="Prueba")
    services.run(family_commands.edit_person, EditPerson(person_id=person, base=fields, mine=mine))


def _office(services: Services, folder: Path) -> None:
    """Import a roster of an office: two households of its own in a municipality that has sample families too."""
    other = rosters.row(FICHA="2000", NUM_DOC="51000111", NOMBRE1="ANA", BARRIO_VEREDA="LA LAGUNA")
    rosters.apply(services, rosters.write_xlsx(folder / "oficina.xlsx", [rosters.row(), other]))


def test_sample_data_leave_nothing_whatever_was_done_with_them(services: Services, tmp_path: Path) -> None:
    _office(services, tmp_path)
    before = business(services.database)
    applied = demo.load(services, FAMILIES)
    assert services.read(demo.count_sample) == FAMILIES == applied.counts.families_created
    sample = [one for one in _dossiers(services).values() if one.address != "FINCA LA ESPERANZA"]
    assert len(sample) == FAMILIES
    _work_on(services, sample[0])
    demo.load(services, 3, seed=2)
    assert demo.remove(services) == FAMILIES + 3
    assert business(services.database) == before
    assert (services.read(demo.count_sample), services.read(demo.sample_batches)) == (0, ())
    assert checking.problems(services.database) == []
    states = {batch.state for batch in services.read(queries.batches) if batch.legal_basis != "prueba"}
    assert states == {BatchState.UNDONE}


def test_a_roster_brought_in_beside_them_stays_as_it_is(services: Services, tmp_path: Path) -> None:
    demo.load(services, FAMILIES)
    strangers = _dossiers(services).keys()
    _office(services, tmp_path)
    kept = {folio: asdict(one) for folio, one in _dossiers(services).items() if folio not in strangers}
    assert len(kept) == 2
    demo.remove(services)
    assert {folio: asdict(one) for folio, one in _dossiers(services).items()} == kept
    assert [name for _id, name in services.read(family_queries.settlements, "41551")] == ["El Cabuyal", "La Laguna"]
    assert services.read(cards.differences) == 0


def test_a_household_of_life_never_takes_in_invented_people(services: Services, tmp_path: Path) -> None:
    """Also when its number is by chance one of theirs: else removing the sample would remove the household."""
    today = services.clock.today()
    invented = list(invent_families(FAMILIES, seed=1, today=today))
    rows = []
    for number, family in enumerate(invented):
        ficha, _dash, nucleus = family.household_key.partition("-")
        rows.append(rosters.row(FICHA=ficha, NUCLEO=nucleus, NUM_DOC=f"700{number}", COD_MPIO=family.municipality_id))
    rosters.apply(services, rosters.write_xlsx(tmp_path / "p.xlsx", rows))
    before = business(services.database)
    assert demo.load(services, FAMILIES).counts.families_created == FAMILIES
    demo.remove(services)
    assert business(services.database) == before


def test_the_same_seed_gives_the_same_families_once(services: Services) -> None:
    first = demo.load(services, FAMILIES, seed=7)
    listed = [
        (one.municipality, one.settlement, one.address, [member.full_name for member in one.members])
        for one in _dossiers(services).values()
    ]
    before = business(services.database)
    again = demo.load(services, FAMILIES, seed=7)
    assert (again.counts.families_created, again.counts.persons_unchanged) == (0, first.counts.persons_created)
    assert business(services.database) == before
    demo.remove(services)
    demo.load(services, FAMILIES, seed=7)
    assert sorted(map(str, listed)) == sorted(
        str((one.municipality, one.settlement, one.address, [member.full_name for member in one.members]))
        for one in _dossiers(services).values()
    )
    assert demo.load(services, FAMILIES, seed=8).counts.families_created == FAMILIES


def test_every_invented_person_gets_in_without_a_warning(services: Services) -> None:
    counts = demo.load(services, FAMILIES).counts
    assert (counts.rejected, counts.skipped, counts.warnings) == ({}, {}, {})
    assert counts.rows == counts.persons_created
    assert all(one.head is not None for one in _dossiers(services).values())


def test_sample_families_live_some_are_written_down_twice_and_it_all_goes_again(services: Services) -> None:
    before = business(services.database)
    demo.load(services, 60)
    with services.database.reading() as session:
        kinds = set(session.execute(select(FamilyEvent.kind)).scalars())
        pairs = session.execute(select(DuplicateCandidate.state)).scalars().all()
    assert kinds >= {EventKind.BIRTH, EventKind.JOIN, EventKind.EXIT}
    assert pairs == [CandidateState.OPEN]
    assert checking.problems(services.database) == []
    assert demo.remove(services) == 60
    assert business(services.database) == before


def test_a_sample_batch_can_be_undone_and_then_there_is_nothing_to_remove(services: Services) -> None:
    before = business(services.database)
    applied = demo.load(services, FAMILIES)
    services.run(commands.undo_batch, commands.UndoBatch(applied.batch_id))
    assert business(services.database) == before
    assert services.read(demo.count_sample) == 0
    assert demo.remove(services) == 0
    assert demo.remove(services) == 0


def test_cancelled_it_is_as_if_never_begun(services: Services) -> None:
    before = business(services.database)
    progress = Progress(lambda step: progress.cancel() if step.code == "writing_rows" else None)
    with pytest.raises(CancelledError):
        demo.load(services, FAMILIES, progress=progress)
    assert business(services.database) == before
    assert services.read(demo.sample_batches) == ()


def test_sample_work_is_what_the_program_itself_would_have_written(services: Services) -> None:
    demo.load(services, 60)
    assert checking.problems(services.database) == []
    info = services.read(checking.info)
    assert min(info["baselines"], info["plans"], info["visits"]) > 10
    with services.database.reading() as session:
        plans = session.execute(select(FamilyPlan).where(FamilyPlan.state == PlanState.APPROVED)).scalars().all()
        names = session.execute(select(Cogestor.name)).scalars().all()
        for plan in plans:
            paper = restored(plan.frozen or "", FamilyPlanPaper)
            assert digest(plan.frozen or "") == plan.frozen_hash
            assert MarkState.ACHIEVED not in {line.current for line in paper.priorities}, "frozen as of its day"
            assert len(paper.priorities) >= 5 or paper.few_reason
    assert len(set(names)) == len(names) > 5


def test_sample_work_is_the_same_for_the_same_seed(services: Services) -> None:
    def told() -> list[str]:
        with services.database.reading() as session:
            visits = session.execute(select(Visit.kind, Visit.occurred_on, Visit.notes).order_by(Visit.occurred_on))
            commitments = session.execute(select(Commitment.action, Commitment.due_on).order_by(Commitment.due_on))
            return sorted(map(str, visits)) + sorted(map(str, commitments))

    demo.load(services, FAMILIES, seed=5)
    first = told()
    demo.remove(services)
    assert told() == []
    demo.load(services, FAMILIES, seed=5)
    assert told() == first
