"""Batches and the differences a newer roster brings, as the person at the desk meets them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from gsi_desktop.models.enums import ReviewState
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.exchange import commands, queries
from gsi_desktop.services.exchange.data import ReviewItem
from gsi_desktop.services.families import commands as families
from gsi_desktop.ui.exchange.batches_page import LOTS, REVIEWS, ROWS, TOUCHED, BatchesPage
from gsi_desktop.ui.exchange.reviews import value_words
from gsi_desktop.ui.exchange.rows import Group
from gsi_desktop.ui.kit.accessibility import english_words, plain, spoken_name, tab_order, unnamed_focusables
from tests.gui.exchange.support import Desk, button, dialog, files, notices, press, said, touch
from tests.support import rosters

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising, grabbing

ENTER = Qt.Key.Key_Return


def bring(desk: Desk, folder: Path, name: str = "padron.xlsx", **changes: str) -> commands.AppliedBatch:
    """Import a roster of one person."""
    return rosters.apply(desk.services, rosters.write_xlsx(folder / name, [rosters.row(**changes)]))


def only_family(desk: Desk, batch: commands.AppliedBatch) -> Any:
    """The one family of a batch."""
    from sqlalchemy import select

    from gsi_desktop.models.imports import ImportRow

    with desk.services.database.reading() as session:
        return session.execute(select(ImportRow.family_id).where(ImportRow.batch_id == batch.batch_id)).scalar_one()


def differing(desk: Desk, folder: Path) -> Any:
    """Import a roster, change the telephone here, and import a newer cut with another one; return the family."""
    family = only_family(desk, bring(desk, folder, "enero.xlsx"))
    touch(desk.services, family)
    bring(desk, folder, "julio.xlsx", TELEFONO="3159998877")
    return family


def phone(desk: Desk, family: Any) -> str:
    return desk.services.read(families.current_contact, family)[1].phone


@pytest.mark.check("C44")
def test_without_batches_the_page_says_why_and_leads_to_the_import(desk: Desk) -> None:
    page = desk.show(BatchesPage)
    assert "Todavía no se ha importado ningún padrón." in said(page)
    button(page.list, "Importar padrón").click()
    assert desk.visited == [("import", {})]
    page.tabs.setCurrentIndex(REVIEWS)
    assert "No hay diferencias por revisar." in said(page)
    button(page, "Ver los lotes").click()
    assert page.stack.currentIndex() == LOTS


def test_a_batch_tells_file_day_person_and_what_it_did(desk: Desk) -> None:
    desk.services.actor = "luz.ordonez"
    rosters.apply(desk.services, rosters.SAMPLES / "padron_sisben_pitalito.xlsx")
    page = desk.show(BatchesPage)
    cells = [str(page.list.model.index(0, column).data()) for column in range(page.list.model.columnCount())]
    assert cells[1:] == [
        "padron_sisben_pitalito.xlsx",
        "21/11/2026 10:00",
        "21/11/2026",
        "luz.ordonez",
        "1.135",
        "0",
        "0",
        "Importado",
    ]
    below = said(page.list.card)
    assert "1.135 personas y 320 familias" in below
    assert "municipio que no existe 4" in below
    assert "documento de otra persona 4" in below


def test_its_rows_are_shown_with_their_folio(desk: Desk) -> None:
    batch = rosters.apply(desk.services, rosters.SAMPLES / "padron_rupd_neiva.csv")
    page = desk.show(BatchesPage)
    page.list.table.setFocus()
    press(ENTER)
    desk.wait()
    assert page.stack.currentIndex() == ROWS
    assert batch.code in said(page)
    report = page.report
    report.counters.counter(Group.CREATED).click()
    keys = [column.key for column in report.model.columns]
    assert str(report.model.index(0, keys.index("folio")).data()).startswith("41001-")
    assert report.model.index(0, keys.index("outcome")).data() in {"Se creó", "Advertencia"}
    button(page, "Volver a los lotes").click()
    assert page.stack.currentIndex() == LOTS


@pytest.mark.check("C45")
@pytest.mark.check("C46")
def test_undoing_asks_with_the_verb_and_the_batch_stays_in_the_list(desk: Desk, home: Path) -> None:
    batch = bring(desk, files(home))
    page = desk.show(BatchesPage)

    def safe(box: Any) -> None:
        assert button(box, "Cancelar").isDefault()
        press(ENTER)

    with dialog(safe) as asked:
        page.list.undo.click()
    assert f"¿Deshacer la importación {batch.code}?" in asked[0]
    desk.wait()
    assert page.list.chosen().undone_at is None, "Enter answered with the safe one"
    with dialog(lambda box: button(box, "Deshacer lote").click()):
        page.list.undo.click()
    desk.wait()
    assert "Se deshizo la importación" in notices(page)
    assert page.list.chosen().undone_at is not None
    assert page.list.model.index(0, 8).data() == "Deshecho"
    assert not page.list.undo.isVisible()


def test_undoing_is_refused_with_the_families_that_were_worked_on(desk: Desk, home: Path) -> None:
    family = only_family(desk, bring(desk, files(home)))
    touch(desk.services, family)
    page = desk.show(BatchesPage)
    with dialog(lambda box: button(box, "Deshacer lote").click()):
        page.list.undo.click()
    desk.wait()
    assert page.stack.currentIndex() == TOUCHED
    assert "1 familia del lote" in said(page)
    desk.bring_back(page)
    assert page.touched.table.hasFocus()
    row = page.touched.table.current()
    assert (row.family_id, row.head) == (family, "Muñoz Ordóñez, Rosalba")
    press(ENTER)
    assert desk.visited == [("family", {"family_id": family})]


def test_the_link_of_the_import_shows_those_families(desk: Desk, home: Path) -> None:
    batch = bring(desk, files(home))
    touch(desk.services, only_family(desk, batch))
    page = desk.show(BatchesPage, touched=batch.batch_id)
    assert page.stack.currentIndex() == TOUCHED
    assert page.touched.model.rowCount() == 1


@pytest.mark.parametrize("take", [True, False])
def test_a_difference_is_settled_by_the_person(desk: Desk, home: Path, take: bool) -> None:
    family = differing(desk, files(home))
    page = desk.show(BatchesPage, reviews=True)
    assert page.tabs.tabText(REVIEWS) == "Por revisar (1)"
    shown = said(page.reviews.card)
    assert "300 000 0000" in shown
    assert "315 999 8877" in shown
    assert page.list.model.index(0, 8).data() == "1 por revisar"
    (page.reviews.take if take else page.reviews.keep).click()
    desk.wait()
    assert phone(desk, family) == ("3159998877" if take else "3000000000")
    assert page.reviews.model.rowCount() == 0
    assert page.tabs.tabText(REVIEWS) == "Por revisar"
    assert not page.reviews.card.isVisible()


def test_a_difference_settled_by_another_person_is_said_and_goes(desk: Desk, home: Path) -> None:
    family = differing(desk, files(home))
    page = desk.show(BatchesPage, reviews=True)
    item = page.reviews.table.current()
    desk.services.run(commands.settle_review, commands.SettleReview(item.review_id, take=False))
    page.reviews.take.click()
    desk.wait()
    assert notices(page) == messages.text("changed_meanwhile")
    assert phone(desk, family) == "3000000000"
    assert page.reviews.model.rowCount() == 0


def test_several_differences_are_settled_at_once(desk: Desk, home: Path) -> None:
    folder = files(home)
    first = only_family(desk, bring(desk, folder, "a.xlsx"))
    second = only_family(desk, bring(desk, folder, "b.xlsx", FICHA="2000", NUM_DOC="36284999"))
    for family in (first, second):
        touch(desk.services, family)
    newer = [rosters.row(TELEFONO="3159998877"), rosters.row(FICHA="2000", NUM_DOC="36284999", TELEFONO="3159998866")]
    rosters.apply(desk.services, rosters.write_xlsx(folder / "c.xlsx", newer))
    page = desk.show(BatchesPage, reviews=True)
    page.reviews.table.selectAll()
    assert "2 diferencias elegidas" in said(page.reviews.card)
    page.reviews.take.click()
    desk.wait()
    assert {phone(desk, first), phone(desk, second)} == {"3159998877", "3159998866"}
    assert not desk.services.read(queries.reviews)


def test_what_is_reserved_is_not_in_the_list(desk: Desk) -> None:
    page = desk.show(BatchesPage, reviews=True)
    item = ReviewItem(
        review_id=new_id(),
        batch_code="X-0001",
        family_id=new_id(),
        folio="41551-X-000001-0",
        person="Rosalba Muñoz",
        field="pregnant",
        current_value="no",
        new_value="yes",
        state=ReviewState.OPEN,
    )
    page.reviews.show_items([item])
    row = [str(page.reviews.model.index(0, column).data()) for column in range(page.reviews.model.columnCount())]
    assert row.count("Reservado") == 2
    assert not {"Sí", "No"} & set(row)


@pytest.mark.parametrize(
    ("field", "stored", "words"),
    [
        ("birth_date", "1985-02-19", "19/02/1985"),
        ("document", "CC 36284517", "CC 36.284.517"),
        ("kinship", "head", "Jefe(a) de hogar"),
        ("phone", "3215795346", "321 579 5346"),
        ("zone", "rural", "Rural disperso"),
        ("pregnant", "yes", "Sí"),
        ("address", "CLL 8 # 17-37", "CLL 8 # 17-37"),
        ("address", "", "(sin dato)"),
    ],
)
def test_stored_values_read_in_spanish(field: str, stored: str, words: str) -> None:
    assert value_words(field, stored) == words


@pytest.mark.check("C04", "C06", "C15")
def test_names_order_and_language(desk: Desk, home: Path) -> None:
    differing(desk, files(home))
    page = desk.show(BatchesPage)
    for view in (LOTS, REVIEWS):
        page.tabs.setCurrentIndex(view)
        assert not unnamed_focusables(page)
        assert not english_words(page)
    order = [plain(widget.accessibleName() or spoken_name(widget)) for widget in tab_order(page)]
    assert order == [
        "Importar padrón",
        "Más acciones",
        "Lotes o diferencias por revisar",
        "Diferencias por revisar",
        "Ver ficha",
        "Conservar el nuestro",
        "Tomar el del padrón",
    ]
