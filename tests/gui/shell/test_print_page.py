"""Print preview in the window: the papers of a family as they print, printed and kept as PDF."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from gsi_desktop.models.enums import Answer, Kinship
from gsi_desktop.ui.kit import printing
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.shell import papers, print_page
from gsi_desktop.ui.shell.print_page import PrintPage
from tests.gui.families.conftest import desk
from tests.gui.families.support import Desk, click, press, said
from tests.support import accompaniment as steps
from tests.support import consents
from tests.support.factories import HOUSEHOLD, Added, NewMember, add_family

__all__ = ["desk"]

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising

LEIDY = NewMember(
    first_name="Leidy",
    first_surname="Cabrera",
    birth_date=date(2004, 1, 30),
    kinship=Kinship.CHILD,
    document="1083921650",
    pregnant=Answer.YES,
    pregnant_as_of_on=date(2026, 8, 1),
)


@pytest.fixture
def family(desk: Desk) -> Added:
    made = add_family(desk.services, *HOUSEHOLD, LEIDY)
    steps.assign(desk.services, steps.cogestor(desk.services), made, on=date(2026, 3, 20))
    steps.baseline(desk.services, made)
    steps.draft(desk.services, made, steps.full_content(desk.services, made))
    consents.record_household(desk.services, made)
    return made


TITLES = {"visit": "Visita", "baseline": "Ficha de línea base", "consent": "Constancia de autorización"}
"""What papers are called on the sheet where the list calls them otherwise."""


def words(pdf: bytes) -> str:
    """Return the text of a PDF."""
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def choose(desk: Desk, page: PrintPage, kind: papers.Kind) -> str:
    """Choose a paper and return its text."""
    click(page.choices[kind])
    desk.wait()
    return words(page.paper.pdf)


@pytest.mark.check("C40")
def test_each_paper_of_a_family_is_one_click_away(desk: Desk, family: Added) -> None:
    page = desk.show(PrintPage, paper=papers.FAMILY_PLAN, family_id=family.family_id)
    assert page.choices[papers.FAMILY_PLAN, False].isChecked()
    assert "Plan familiar" in words(page.paper.pdf)
    for kind, title in papers.titles().items():
        said_on_paper = choose(desk, page, kind)
        expected = {"visit": "Visita", "baseline": "Ficha de línea base", "consent": "Constancia de autorización"}.get(
            kind[0], title
        )
        assert expected in said_on_paper
        assert page.paper.pages == len(PdfReader(io.BytesIO(page.paper.pdf)).pages)
        assert page.print_button.isEnabled()
    assert "1 hoja" in page.sheets.text()
    assert not unnamed_focusables(page)
    assert not english_words(page)


def test_conditions_print_only_when_they_are_asked_for(desk: Desk, family: Added) -> None:
    page = desk.show(PrintPage, paper=papers.FAMILY_PLAN, family_id=family.family_id)
    assert "Gestante" not in words(page.paper.pdf)
    page.conditions.box.setFocus()
    press(Qt.Key.Key_Space)
    desk.wait()
    assert "Gestante" in words(page.paper.pdf)
    choose(desk, page, (papers.CERTIFICATE, False))
    assert not page.conditions.isVisible()
    page.page_args(paper=papers.FAMILY_PLAN, family_id=family.family_id)
    desk.wait()
    assert "Gestante" not in words(page.paper.pdf), "asked anew each time"


def test_the_pdf_that_is_kept_is_the_one_that_was_seen(
    desk: Desk, family: Added, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = desk.show(PrintPage, paper=papers.FAMILY_PLAN, family_id=family.family_id)
    asked: list[str] = []

    def choose_file(_parent: object, _title: str, suggested: Path, _kinds: object) -> Path:
        asked.append(suggested.name)
        return tmp_path / suggested.name

    monkeypatch.setattr(print_page, "ask_save_file", choose_file)
    press(Qt.Key.Key_S, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.wait()
    assert asked == [f"PF-{family.folio}-1.pdf"]
    assert (tmp_path / asked[0]).read_bytes() == page.paper.pdf
    severity, title, where = desk.notices[-1]
    assert (severity, title) == ("success", "Se guardó el PDF.")
    assert asked[0] in where
    assert str(tmp_path) in where


def test_a_folder_that_takes_no_file_is_told(
    desk: Desk, family: Added, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = desk.show(PrintPage, paper=papers.CERTIFICATE, family_id=family.family_id)
    in_the_way = tmp_path / "archivo"
    in_the_way.write_text("no es una carpeta")
    monkeypatch.setattr(print_page, "ask_save_file", lambda *_asked: in_the_way / "x.pdf")
    page.save_pdf()
    desk.wait()
    assert desk.notices[-1][:2] == ("danger", "El PDF no se guardó.")


def test_what_is_printed_has_the_pages_that_were_seen(desk: Desk, family: Added, tmp_path: Path) -> None:
    page = desk.show(PrintPage, paper=papers.FAMILY_PLAN, family_id=family.family_id)
    printer = printing.new_printer("prueba")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "impreso.pdf"))
    page.send(printer)
    desk.wait()
    printed = PdfReader(tmp_path / "impreso.pdf")
    assert len(printed.pages) == page.paper.pages
    box = printed.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (612, 792)
    assert "a la impresora" in desk.notices[-1][1]


def test_only_the_chosen_pages_are_printed(desk: Desk, family: Added, tmp_path: Path) -> None:
    page = desk.show(PrintPage, paper=papers.BASELINE, family_id=family.family_id)
    assert page.paper.pages > 1
    printer = printing.new_printer("prueba")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "impreso.pdf"))
    printer.setFromTo(2, 2)
    page.send(printer)
    desk.wait()
    assert len(PdfReader(tmp_path / "impreso.pdf").pages) == 1
    assert desk.notices[-1][1] == "Se envió 1 hoja a la impresora."


def test_without_a_printer_the_way_on_is_the_pdf(desk: Desk, family: Added, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "has_printers", lambda: False)
    page = desk.show(PrintPage, paper=papers.CERTIFICATE, family_id=family.family_id)
    click(page.print_button)
    assert desk.notices[-1][1] == "Este equipo no tiene impresora."


def test_a_family_without_plan_is_told_why_there_is_no_paper(desk: Desk) -> None:
    family = add_family(desk.services)
    page = desk.show(PrintPage, paper=papers.FAMILY_PLAN, family_id=family.family_id)
    assert "plan" in said(page.paper).lower()
    assert not page.print_button.isEnabled()
    assert "Constancia de vinculación" in choose(desk, page, (papers.CERTIFICATE, False))


def test_the_place_leads_back_to_the_family(desk: Desk, family: Added) -> None:
    page = desk.show(PrintPage, paper=papers.CERTIFICATE, family_id=family.family_id)
    listed = page.breadcrumb()[1]
    assert listed == "Muñoz Ordóñez, Rosalba"
    assert page.crumb_targets()[listed] == ("family", {"family_id": family.family_id})


def test_escape_returns_to_the_family(desk: Desk, family: Added) -> None:
    page = desk.show(PrintPage, paper=papers.CONSENT, family_id=family.family_id)
    page.page_shown()
    press(Qt.Key.Key_Escape)
    assert desk.visited[-1] == ("family", {"family_id": family.family_id})
