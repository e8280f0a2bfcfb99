"""Forms come back: found by their code, keyed once, left out with a reason, taken up again; both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import select

from gsi_desktop.models.enums import AuditAction, PaperKind, PaperSkip, PaperState, VisitState
from gsi_desktop.models.operations import AuditEntry
from gsi_desktop.services.accompaniment import queries as accompaniment
from gsi_desktop.services.accompaniment.data import RecordVisit
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.exchange import commands as exchange
from gsi_desktop.services.exchange import queries as exchange_queries
from gsi_desktop.services.families import enrolling
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.families.enrol_data import UndoEnrolment
from gsi_desktop.services.paperwork import commands, printing, queries, rules
from gsi_desktop.services.paperwork.data import KeyVisit, PaperRow, Selection, SettlePaper, WantedBatch
from tests.support import accompaniment as steps
from tests.support import enrolment, rosters
from tests.support.factories import NewFamily, NewMember, add_families

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services


def printed(services: Services, path: Path, kind: PaperKind = PaperKind.VISIT) -> list[PaperRow]:
    """Print a batch of three families and return its papers."""
    names = ("Ana", "Berta", "Carmen")
    add_families(
        services,
        *(
            NewFamily(members=(NewMember(first_name=name, first_surname="Cruz", document=f"3700000{at}"),))
            for at, name in enumerate(names)
        ),
    )
    wanted = WantedBatch(kinds=(kind,), selection=Selection(chosen=FamilyFilter()))
    outcome = printing.print_batch(services, wanted, path / "lote.pdf", workers=1)
    assert outcome.batch_id is not None
    return list(services.read(queries.paper_list, outcome.batch_id).rows)


def key(services: Services, row: PaperRow, **fields: object) -> None:
    data = KeyVisit(item_id=row.item_id, record=RecordVisit(family_id=row.family_id, content=steps.HELD))
    services.run(commands.key_visit, data, **fields)  # type: ignore[arg-type]


def refused(services: Services, typed: str, code: str) -> None:
    with pytest.raises(ExpectedError) as caught:
        services.read(queries.paper_by_code, typed)
    assert caught.value.code == code


def test_a_form_is_found_by_its_code_and_keyed_with_its_visit(services: Services, tmp_path: Path) -> None:
    rows = printed(services, tmp_path)
    found = services.read(queries.paper_by_code, rules.bars(rows[1].code))
    assert found == rows[1]
    key(services, found)
    now = services.read(queries.paper, found.item_id)
    assert (now.state, now.settled_by) == (PaperState.KEYED, services.actor)
    assert now.keyed_visit_id is not None
    visit = services.read(accompaniment.visit, now.keyed_visit_id)
    assert (visit.family_id, visit.state, visit.typed_in) == (found.family_id, VisitState.DONE, True)
    batch = services.read(queries.batch, found.batch_id)
    assert (batch.keyed, batch.pending, batch.forms) == (1, 2, 3)


def test_a_form_is_keyed_once(services: Services, tmp_path: Path) -> None:
    row = printed(services, tmp_path)[0]
    key(services, row)
    with pytest.raises(ExpectedError) as caught:
        key(services, row)
    assert caught.value.code == "paper_keyed"
    assert caught.value.params["who"] == services.actor


def test_a_visit_that_is_refused_leaves_its_form_to_be_keyed(services: Services, tmp_path: Path) -> None:
    row = printed(services, tmp_path)[0]
    early = RecordVisit(family_id=row.family_id, content=replace(steps.HELD, occurred_on=date(2020, 1, 1)))
    with pytest.raises(ExpectedError):
        services.run(commands.key_visit, KeyVisit(item_id=row.item_id, record=early))
    assert services.read(queries.paper, row.item_id).state is PaperState.PENDING


def test_the_visit_of_another_family_is_not_taken_for_a_form(services: Services, tmp_path: Path) -> None:
    first, second, _third = printed(services, tmp_path)
    data = KeyVisit(item_id=first.item_id, record=RecordVisit(family_id=second.family_id, content=steps.HELD))
    with pytest.raises(ExpectedError) as caught:
        services.run(commands.key_visit, data)
    assert caught.value.code == "paper_other_family"


def test_the_next_form_is_the_next_of_the_pile_then_those_passed_over(services: Services, tmp_path: Path) -> None:
    first, second, third = printed(services, tmp_path)
    assert services.read(queries.next_paper, first.batch_id) == first
    key(services, second)
    assert services.read(queries.next_paper, first.batch_id, second.position) == third
    key(services, third)
    assert services.read(queries.next_paper, first.batch_id, third.position) == first
    key(services, first)
    assert services.read(queries.next_paper, first.batch_id, first.position) is None
    assert services.read(queries.batch_list, only_forms=True).rows == ()


def test_a_form_is_left_out_with_its_reason_and_taken_up_again(services: Services, tmp_path: Path) -> None:
    row = printed(services, tmp_path)[0]
    with pytest.raises(ExpectedError) as caught:
        services.run(commands.settle_paper, SettlePaper(item_id=row.item_id, state=PaperState.SKIPPED))
    assert caught.value.code == "reason_missing"
    left = SettlePaper(item_id=row.item_id, state=PaperState.SKIPPED, skip=PaperSkip.NOT_FILLED)
    services.run(commands.settle_paper, left)
    now = services.read(queries.paper, row.item_id)
    assert (now.state, now.skip) == (PaperState.SKIPPED, PaperSkip.NOT_FILLED)
    services.run(commands.settle_paper, SettlePaper(item_id=row.item_id, state=PaperState.PENDING))
    assert services.read(queries.paper, row.item_id).skip is None
    key(services, row)


def test_a_form_that_was_left_out_may_still_be_keyed(services: Services, tmp_path: Path) -> None:
    row = printed(services, tmp_path)[0]
    services.run(commands.settle_paper, SettlePaper(item_id=row.item_id, state=PaperState.SKIPPED, skip=PaperSkip.LOST))
    key(services, row)
    now = services.read(queries.paper, row.item_id)
    assert (now.state, now.skip) == (PaperState.KEYED, None)


def test_a_visit_that_was_keyed_is_not_taken_back_by_its_form(services: Services, tmp_path: Path) -> None:
    row = printed(services, tmp_path)[0]
    key(services, row)
    with pytest.raises(ExpectedError) as caught:
        services.run(commands.settle_paper, SettlePaper(item_id=row.item_id, state=PaperState.PENDING))
    assert caught.value.code == "paper_keyed"


def test_a_ficha_is_noted_as_keyed_and_may_be_opened_again(services: Services, tmp_path: Path) -> None:
    row = printed(services, tmp_path, PaperKind.BASELINE)[0]
    assert (row.kind, row.state) == (PaperKind.BASELINE, PaperState.PENDING)
    for state in (PaperState.KEYED, PaperState.PENDING, PaperState.KEYED):
        services.run(commands.settle_paper, SettlePaper(item_id=row.item_id, state=state))
        assert services.read(queries.paper, row.item_id).state is state


def test_a_paper_for_the_family_is_not_keyed(services: Services, tmp_path: Path) -> None:
    row = printed(services, tmp_path, PaperKind.CERTIFICATE)[0]
    with pytest.raises(ExpectedError) as caught:
        key(services, row)
    assert caught.value.code == "paper_not_form"


def test_why_a_code_is_not_found_is_told(services: Services, tmp_path: Path) -> None:
    row = printed(services, tmp_path)[0]
    own = services.read(queries.series)
    other = "QQ" if own != "QQ" else "ZZ"
    refused(services, rules.paper_code(other, 1, 1), "paper_code_series")
    refused(services, rules.paper_code(own, 77, 1), "paper_code_unknown")
    refused(services, row.code[:-1] + str((int(row.code[-1]) + 1) % 10), "paper_code_check")
    refused(services, "36284517", "paper_code_shape")
    assert services.read(queries.paper_by_code, "1-1-" + row.code[-1]) == row
    assert services.read(queries.paper_by_code, "1-" + row.code[-1], row.batch_id) == row


def _imported(services: Services, folder: Path) -> tuple[UUID, PaperRow]:
    """Bring a family with a roster and print its visit form."""
    batch_id = rosters.apply(services, rosters.write_xlsx(folder / "p.xlsx", [rosters.row()])).batch_id
    wanted = WantedBatch(kinds=(PaperKind.VISIT,), selection=Selection(chosen=FamilyFilter()))
    made = printing.print_batch(services, wanted, folder / "lote.pdf", workers=1).batch_id
    assert made is not None
    return batch_id, services.read(queries.paper_list, made).rows[0]


def test_an_import_is_undone_though_papers_were_printed_and_their_codes_say_so(
    services: Services, tmp_path: Path
) -> None:
    batch_id, paper = _imported(services, tmp_path)
    services.run(exchange.undo_batch, exchange.UndoBatch(batch_id))
    refused(services, paper.code, "paper_family_gone")
    assert services.read(queries.batch, paper.batch_id).papers == 1
    with services.database.reading() as session:
        kept = select(AuditEntry.before_values).where(
            AuditEntry.table_name == "paper_batch_item", AuditEntry.action == AuditAction.DELETE
        )
        assert paper.code in str(session.execute(kept).scalar_one())


def test_the_paper_of_a_family_whose_enrolment_was_undone_says_so(services: Services, tmp_path: Path) -> None:
    operation = new_id()
    made = services.run(enrolling.enrol_family, enrolment.household(1), operation_id=operation).result
    wanted = WantedBatch(kinds=(PaperKind.VISIT,), selection=Selection(chosen=FamilyFilter()))
    batch_id = printing.print_batch(services, wanted, tmp_path / "lote.pdf", workers=1).batch_id
    assert batch_id is not None
    code = services.read(queries.paper_list, batch_id).rows[0].code
    services.run(enrolling.undo_enrolment, UndoEnrolment(made.family_id, operation))
    with pytest.raises(ExpectedError) as caught:
        services.read(queries.paper_by_code, code)
    assert "inscripción" in messages.text(caught.value.code, **caught.value.params)


def test_an_import_is_not_undone_over_a_form_that_was_keyed(services: Services, tmp_path: Path) -> None:
    batch_id, paper = _imported(services, tmp_path)
    record = RecordVisit(family_id=paper.family_id, content=replace(steps.HELD, occurred_on=services.clock.today()))
    services.run(commands.key_visit, KeyVisit(item_id=paper.item_id, record=record))
    with pytest.raises(ExpectedError, match="batch_touched"):
        services.run(exchange.undo_batch, exchange.UndoBatch(batch_id))
    (told,) = services.read(exchange_queries.touched_families, batch_id)
    assert told.why == "Tiene visitas."
