"""Imprimir en lote: what is chosen is seen and counted, made in the background, cancelled, told and printed again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest

from gsi_desktop.models.enums import FamilyStatus, PaperKind, PaperOrder
from gsi_desktop.services.accompaniment.workload_data import VisitList
from gsi_desktop.services.families import queries as families
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.paperwork import queries
from gsi_desktop.ui.kit import printing
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.paperwork import batch_page
from gsi_desktop.ui.paperwork.batch_page import BATCHES, PROBLEMS, BatchPage
from gsi_desktop.ui.paperwork.wanted_form import GIVEN, WEEK
from tests.gui.families.support import Desk, many_families
from tests.support import accompaniment as steps
from tests.support.factories import add_families

if TYPE_CHECKING:
    from gsi_desktop.ui.paperwork.wanted_form import WantedForm

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def page(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BatchPage:
    """The page over five families, saving where the test says."""
    add_families(desk.services, *many_families(5))
    monkeypatch.setattr(batch_page, "ask_save_file", lambda *_args: tmp_path / "lote.pdf")
    monkeypatch.setattr(batch_page, "ask_folder", lambda *_args: tmp_path)
    made = desk.show(BatchPage)
    desk.until(lambda: made.paper.pages)
    return made


def choose(form: WantedForm, **values: object) -> None:
    """Choose as a person would."""
    form.set_values(values)
    for key in values:
        form.field(key).changed.emit()


def outcome(page: BatchPage) -> str:
    return " ".join(bar.text for bar in page.bars())


def test_what_will_come_out_is_seen_and_counted(desk: Desk, page: BatchPage) -> None:
    assert page.count.text() == "5 familias · hasta 5 papeles"
    assert "Visita" in str(pypdf.PdfReader(_stream(page.paper.pdf)).pages[0].extract_text())
    choose(page.form, certificate=True)
    desk.until(lambda: page.count.text() == "5 familias · hasta 10 papeles")
    choose(page.form, certificate=False, visit=False)
    desk.until(lambda: page.count.text() == "5 familias")
    assert not page.make_button.isEnabled()


def test_a_batch_is_made_told_and_listed(desk: Desk, page: BatchPage, tmp_path: Path) -> None:
    page.make_button.click()
    desk.until(page.bars)
    row = desk.services.read(queries.batch_list).rows[0]
    assert outcome(page).startswith(f"Lote de papel {row.code}: 5 papeles,")
    assert (tmp_path / "lote.pdf").exists()
    assert row.title == "Familias activas"
    page._show(BATCHES)
    desk.wait()
    assert page.batches.model().rowCount() == 1
    assert [table.property("framed") for table in (page.batches, page.problems)] == [True, True]
    page.key_button.click()
    assert desk.visited == [("keying", {"batch_id": row.batch_id})]


def test_families_without_the_paper_are_listed_with_their_reason(desk: Desk, page: BatchPage) -> None:
    family = add_families(desk.services, *many_families(6)[5:])[0]
    steps.baseline(desk.services, family)
    steps.draft(desk.services, family)
    choose(page.form, visit=False, family_plan=True)
    desk.wait()
    page.make_button.click()
    desk.until(page.bars)
    assert "1 papel" in outcome(page)
    assert "5 no se imprimieron." in outcome(page)
    assert page.which.value == PROBLEMS
    assert page.problems.model().rowCount() == 5
    told = page.problems.model().index(0, 3).data()
    assert told == "La familia no tiene ese plan familiar todavía."


def test_a_batch_that_is_cancelled_leaves_no_file(desk: Desk, page: BatchPage, tmp_path: Path) -> None:
    with desk.writing_held():
        page.make_button.click()
        page.progress._cancel()
    desk.until(page.bars)
    assert outcome(page) == "Se canceló el lote. No quedó ningún archivo."
    assert not (tmp_path / "lote.pdf").exists()
    assert desk.services.read(queries.batch_list).rows == ()
    assert page.make_button.isEnabled()


def test_a_batch_goes_to_the_printer(desk: Desk, page: BatchPage, tmp_path: Path) -> None:
    page.make_button.click()
    desk.until(page.bars)
    printer = printing.new_printer("lote")
    printer.setOutputFileName(str(tmp_path / "impreso.pdf"))
    page.send(tmp_path / "lote.pdf", printer)
    desk.wait()
    sheets = len(pypdf.PdfReader(tmp_path / "lote.pdf").pages)
    assert desk.notices[-1][:2] == ("success", f"Se enviaron {sheets} hojas a la impresora.")
    assert len(pypdf.PdfReader(tmp_path / "impreso.pdf").pages) == sheets


def test_a_batch_is_printed_again(desk: Desk, page: BatchPage, tmp_path: Path) -> None:
    page.make_button.click()
    desk.until(page.bars)
    (tmp_path / "lote.pdf").unlink()
    page._show(BATCHES)
    desk.wait()
    assert page.again_button.isEnabled()
    page.again_button.click()
    desk.until((tmp_path / "lote.pdf").exists)
    assert len(desk.services.read(queries.batch_list).rows) == 1


def test_a_folder_gets_a_file_for_each_family(desk: Desk, page: BatchPage, tmp_path: Path) -> None:
    choose(page.form, per_family=True, sort=PaperOrder.FOLIO)
    desk.wait()
    page.make_button.click()
    desk.until(page.bars)
    folder = next(one for one in tmp_path.iterdir() if one.name.startswith("Papeles"))
    assert len(list(folder.glob("*.pdf"))) == 6


def test_a_list_hands_its_families_over(desk: Desk, page: BatchPage) -> None:
    chosen = FamilyFilter(status=FamilyStatus.ACTIVE, text="Anacona")
    page.page_args(chosen=chosen, name="2 familias de la lista", kinds=("certificate",))
    wanted = page.form.wanted()
    assert (wanted.selection.chosen, wanted.title, wanted.kinds) == (
        chosen,
        "2 familias de la lista",
        (PaperKind.CERTIFICATE,),
    )
    assert page.form.field("whom").value() == GIVEN
    assert page.form.field("municipality_id").isHidden()
    page.page_args(visits=VisitList.TODAY, name="Visitas: hoy", kinds=("visit",))
    assert page.form.wanted().selection.visits is VisitList.TODAY
    choose(page.form, whom=WEEK)
    assert page.form.wanted().selection.visits is VisitList.WEEK
    ids = [row.family_id for row in desk.services.read(families.family_page, FamilyFilter(), size=2).rows]
    page.page_args(family_ids=ids)
    assert (page.form.wanted().selection.families, page.form.wanted().title) == (tuple(ids), "2 familias elegidas")


def test_nobody_to_print_for_says_so(desk: Desk, page: BatchPage) -> None:
    choose(page.form, whom=WEEK)
    desk.until(lambda: page.count.text().startswith("0 familias"))
    page.make_button.click()
    desk.until(page.bars)
    assert "No hay ningún papel que imprimir." in outcome(page)


def test_the_page_is_named_in_spanish(desk: Desk, page: BatchPage) -> None:
    assert unnamed_focusables(page) == []
    assert not english_words(page)


def _stream(pdf: bytes) -> object:
    import io

    return io.BytesIO(pdf)


def test_veredas_are_chosen_once_there_is_a_municipality(desk: Desk, page: BatchPage) -> None:
    vereda, municipality = page.form.field("settlement_id").box, page.form.field("municipality_id").box
    assert not vereda.isEnabled()
    choose(page.form, municipality_id=municipality.itemData(1))
    desk.until(vereda.isEnabled)
    choose(page.form, municipality_id="")
    desk.until(lambda: not vereda.isEnabled())
