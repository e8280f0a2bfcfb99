"""A batch of papers: who is in it, in what order, its codes, its file, and what is kept of it; both engines."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest

from gsi_desktop.models.enums import FamilyStatus, PaperKind, PaperOrder, PaperState
from gsi_desktop.services.accompaniment.workload_data import VisitList
from gsi_desktop.services.core.errors import CancelledError, ExpectedError
from gsi_desktop.services.core.progress import Progress, Step
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.paperwork import commands, printing, queries, rules
from gsi_desktop.services.paperwork.data import PrintedBatch, Selection, WantedBatch
from tests.support import accompaniment as steps
from tests.support.factories import Added, NewFamily, NewMember, add_families

if TYPE_CHECKING:
    from gsi_desktop.bootstrap import Services

VISIT, PLAN = PaperKind.VISIT, PaperKind.FAMILY_PLAN


def people(services: Services) -> tuple[Added, ...]:
    """Five families in three veredas of two municipalities, the last one out of the programme."""
    said = (
        ("Zoraida", "Zambrano", "El Cabuyal", "41551", FamilyStatus.ACTIVE),
        ("Berta", "Álvarez", "El Cabuyal", "41551", FamilyStatus.ACTIVE),
        ("Carmen", "Núñez", "Bruselas", "41551", FamilyStatus.ACTIVE),
        ("Dora", "Perdomo", "", "41001", FamilyStatus.ACTIVE),
        ("Elsa", "Quintero", "El Cabuyal", "41551", FamilyStatus.EXITED),
    )
    return add_families(
        services,
        *(
            NewFamily(
                members=(NewMember(first_name=name, first_surname=surname, document=f"3600000{place}"),),
                settlement=vereda,
                municipality_id=municipality,
                status=status,
            )
            for place, (name, surname, vereda, municipality, status) in enumerate(said)
        ),
    )


def wanted(*kinds: PaperKind, **fields: object) -> WantedBatch:
    told = {"selection": Selection(chosen=FamilyFilter()), "title": "Todas las familias", **fields}
    return WantedBatch(kinds=kinds, **told)  # type: ignore[arg-type]


def made(services: Services, path: Path, *kinds: PaperKind, **fields: object) -> PrintedBatch:
    return printing.print_batch(services, wanted(*kinds, **fields), path, workers=1)


def texts(path: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(path, strict=True).pages]


# --- codes


@pytest.mark.parametrize(
    "typed", ["AB-0012-00457-8", "AB0012004578", "ab0012004578", "12-457-8", "12'457'8", "12 457 8"]
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert rules.read_code(typed, series="AB") == rules.PaperCode("AB", 12, 457)


def test_within_a_batch_the_place_is_enough() -> None:
    assert str(rules.read_code("457-8", series="AB", batch=12)) == "AB-0012-00457-8"


@pytest.mark.parametrize("typed", ["", "Muñoz", "36284517", "41551-AB-002984-4", "457-8", "12-457-88", "AB-0012"])
def test_what_is_no_code_is_told_from_one_that_was_mistyped(typed: str) -> None:
    with pytest.raises(ExpectedError) as caught:
        rules.read_code(typed, series="AB")
    assert caught.value.code == "paper_code_shape"
    assert not rules.looks_like_code(typed)


def test_any_wrong_digit_and_any_swap_of_two_neighbours_is_found() -> None:
    right = rules.bars(rules.paper_code("AB", 12, 457))
    wrong = {
        right[:at] + digit + right[at + 1 :]
        for at in range(2, len(right))
        for digit in "0123456789"
        if digit != right[at]
    }
    swapped = {right[:at] + right[at + 1] + right[at] + right[at + 2 :] for at in range(2, len(right) - 1)} - {right}
    assert not [typed for typed in wrong | swapped if rules.looks_like_code(typed)]
    assert rules.looks_like_code(right)


# --- for whom and in what order


@pytest.mark.parametrize(
    ("sort", "heads"),
    [
        (PaperOrder.PLACE, ["Dora", "Carmen", "Berta", "Zoraida"]),
        (PaperOrder.COGESTOR, ["Zoraida", "Dora", "Carmen", "Berta"]),
    ],
)
def test_papers_lie_in_the_order_that_was_asked(services: Services, sort: PaperOrder, heads: list[str]) -> None:
    families = people(services)
    steps.assign(services, steps.cogestor(services), families[0])
    active = Selection(chosen=FamilyFilter(status=FamilyStatus.ACTIVE))
    plan = services.read(queries.planned, wanted(VISIT, selection=active, sort=sort), 1, services.clock.today())
    assert [one.family.head.split()[-1] for one in plan.papers] == heads
    assert [one.position for one in plan.papers] == [1, 2, 3, 4]
    letters = services.read(queries.series)
    assert [one.code for one in plan.papers] == [rules.paper_code(letters, 1, place) for place in range(1, 5)]


def test_families_of_a_list_of_visits_come_with_the_visit_that_was_agreed(services: Services) -> None:
    families = people(services)
    steps.record(services, families[0], next_on=date(2026, 11, 24))
    steps.record(services, families[1], next_on=date(2027, 2, 1))
    week = Selection(visits=VisitList.WEEK)
    plan = services.read(queries.planned, wanted(VISIT, selection=week), 1, services.clock.today())
    assert [one.family.family_id for one in plan.papers] == [families[0].family_id]
    assert plan.papers[0].family.visit_id is not None
    assert services.read(queries.chosen_count, week, services.clock.today()) == 1


# --- the file


def test_a_batch_is_one_file_with_index_pages_bookmarks_and_a_code_on_every_page(
    services: Services, tmp_path: Path
) -> None:
    people(services)
    path = tmp_path / "lote.pdf"
    outcome = made(services, path, VISIT, separators=True)
    read = texts(path)
    letters = services.read(queries.series)
    codes = [rules.paper_code(letters, 1, place) for place in range(1, 5)]
    assert (outcome.papers, outcome.pages, outcome.files) == (4, len(read), 1)
    assert [(one.folio[:5], one.code) for one in outcome.problems] == [("41551", "family_exited")]
    assert "Índice" not in read[1]
    for code in codes:
        with_code = [place for place, text in enumerate(read) if code in text]
        assert len(with_code) == 2
    assert all(name in read[0] for name in ("Zambrano", "Núñez", "El Cabuyal · Pitalito", "No se imprimieron"))
    rows = services.read(queries.paper_list, services.read(queries.batch_list).rows[0].batch_id).rows
    for row in rows[:4]:
        assert row.page is not None
        assert row.code in read[row.page - 1]
    outline = pypdf.PdfReader(path).outline
    assert next(str(one["/Title"]) for one in outline if not isinstance(one, list)) == "Índice"
    assert any("El Cabuyal" in text and "papeles 3 a 4" in text for text in read)


def test_what_was_printed_is_kept_in_the_printed_order(services: Services, tmp_path: Path) -> None:
    people(services)
    outcome = made(services, tmp_path / "lote.pdf", VISIT)
    row = services.read(queries.batch_list).rows[0]
    assert (row.batch_id, row.code, row.papers, row.problems) == (outcome.batch_id, outcome.code, 4, 1)
    assert (row.forms, row.pending, row.keyed, row.made_by) == (4, 4, 0, services.actor)
    papers = services.read(queries.paper_list, row.batch_id, size=3)
    assert [one.position for one in papers.rows] == [1, 2, 3]
    rest = services.read(queries.paper_list, row.batch_id, cursor=papers.next)
    assert [(one.position, one.state) for one in rest.rows] == [(4, PaperState.PENDING), (5, PaperState.FAILED)]


def test_families_without_plan_are_listed_and_the_others_printed(services: Services, tmp_path: Path) -> None:
    families = people(services)
    steps.baseline(services, families[1])
    steps.draft(services, families[1])
    outcome = made(services, tmp_path / "planes.pdf", PLAN)
    assert outcome.papers == 1
    assert [one.code for one in outcome.problems] == ["plan_none"] * 4
    assert services.read(queries.batch, outcome.batch_id).forms == 0


def test_nobody_to_print_for_is_told_before_anything_is_made(services: Services, tmp_path: Path) -> None:
    people(services)
    for nothing in (wanted(PLAN), wanted(VISIT, selection=Selection(visits=VisitList.WEEK)), wanted()):
        with pytest.raises(ExpectedError) as caught:
            printing.print_batch(services, nothing, tmp_path / "lote.pdf")
        assert caught.value.code == "papers_none"
    assert list(tmp_path.glob("*.pdf")) == []
    assert services.read(queries.batch_list).rows == ()


def test_a_batch_that_is_cancelled_leaves_nothing(services: Services, tmp_path: Path) -> None:
    people(services)

    def cancel(step: Step) -> None:
        if step.code == "drawing_papers" and step.done:
            progress.cancel()

    place = tmp_path / "papeles"
    place.mkdir()
    for per_family in (False, True):
        progress = Progress(cancel)
        data = wanted(VISIT, per_family=per_family)
        with pytest.raises(CancelledError):
            printing.print_batch(services, data, place / "lote", workers=1, progress=progress)
    assert list(place.iterdir()) == []
    assert services.read(queries.batch_list).rows == ()


def test_a_folder_has_a_file_for_each_family_and_an_index(services: Services, tmp_path: Path) -> None:
    people(services)
    folder = tmp_path / "lote"
    outcome = made(services, folder, VISIT, PaperKind.CERTIFICATE, per_family=True)
    names = sorted(file.name for file in folder.iterdir())
    assert (outcome.files, outcome.papers) == (5, 9)
    assert len(names) == 6
    assert names[0] == "00000 Índice.pdf"
    assert names[1].startswith("00001 41001-")
    assert names[1].endswith("Dora.pdf")
    assert len(texts(folder / names[1])) == 3


def test_a_folder_with_files_in_it_stays_as_it_is(services: Services, tmp_path: Path) -> None:
    people(services)
    (tmp_path / "lote").mkdir()
    (tmp_path / "lote" / "otra cosa.txt").write_text("aquí")
    with pytest.raises(ExpectedError) as caught:
        made(services, tmp_path / "lote", VISIT, per_family=True)
    assert caught.value.code == "output_folder_full"
    assert [file.name for file in (tmp_path / "lote").iterdir()] == ["otra cosa.txt"]


def test_both_sides_of_a_sheet_are_never_of_two_papers(services: Services, tmp_path: Path) -> None:
    people(services)
    path = tmp_path / "constancias.pdf"
    made(services, path, PaperKind.CERTIFICATE, separators=True, duplex=True)
    read = texts(path)
    assert len(read) == 2 * (1 + 5 + 3)
    assert not any(text.strip() for text in read[1::2])


def test_a_batch_is_printed_again_with_its_codes(services: Services, tmp_path: Path) -> None:
    people(services)
    first = made(services, tmp_path / "lote.pdf", VISIT)
    assert first.batch_id is not None
    again = printing.reprint(services, first.batch_id, tmp_path / "otra.pdf", workers=1)
    assert (again.code, again.papers, again.batch_id) == (first.code, 4, None)
    assert texts(tmp_path / "otra.pdf")[1:] == texts(tmp_path / "lote.pdf")[1:]
    assert len(services.read(queries.batch_list).rows) == 1


def test_numbers_of_batches_never_come_twice(services: Services, tmp_path: Path) -> None:
    people(services)
    numbers = [services.run(commands.reserve_number, wanted(VISIT)).result for _time in range(3)]
    assert numbers == [1, 2, 3]
    assert made(services, tmp_path / "lote.pdf", VISIT).code.endswith("-0004")


def test_two_processes_draw_what_one_draws(services: Services, tmp_path: Path) -> None:
    add_families(
        services,
        *(
            NewFamily(members=(NewMember(first_name="Ana", first_surname=f"Cruz {at}", document=f"5500{at:04}"),))
            for at in range(70)
        ),
    )
    data = wanted(PaperKind.CERTIFICATE, separators=True)
    one = printing.print_batch(services, data, tmp_path / "uno.pdf", workers=1)
    assert one.batch_id is not None
    printing.reprint(services, one.batch_id, tmp_path / "dos.pdf", workers=2)
    assert texts(tmp_path / "uno.pdf") == texts(tmp_path / "dos.pdf")
    assert one.papers == 70
