"""Deciding about people who may be one, as the person at the desk does it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from gsi_desktop.models.enums import Kinship, MergeKind
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.merges import queries as merges
from gsi_desktop.ui.duplicates.duplicates_page import DISMISSED, MERGES, OPEN, SIDES, DuplicatesPage
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from tests.gui.exchange.support import Desk, button, notices, press, said
from tests.support.factories import HOUSEHOLD, ROSALBA, Added, NewFamily, NewMember, add_families, add_family
from tests.support.merging import Work, registered

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising, grabbing

TWICE = replace(ROSALBA, first_name="Rosalva", document="36284571", kinship=Kinship.OTHER_RELATIVE)


def _one_home(desk: Desk) -> Added:
    return add_family(desk.services, ROSALBA, TWICE, HOUSEHOLD[2])


def _two_homes(desk: Desk) -> tuple[Added, Added]:
    return registered(desk.services, Work(3, baseline=True, visits=1), 1), registered(desk.services, Work(2), 2)


def _waiting(desk: Desk) -> int:
    return desk.services.read(merges.pair_count, merges.PairFilter())


@pytest.mark.check("C44")
def test_without_pairs_the_page_says_what_to_do(desk: Desk) -> None:
    page = desk.show(DuplicatesPage)
    assert "No hay pares por decidir." in said(page)
    assert page.tabs.tabText(OPEN) == "Por decidir (0)"


def test_a_pair_tells_how_alike_and_why_field_by_field(desk: Desk) -> None:
    made = _one_home(desk)
    page = desk.show(DuplicatesPage)
    cells = [str(page.pairs.model.index(0, column).data()) for column in range(1, 5)]
    assert {cells[0], cells[1]} == {"Rosalba Muñoz Ordóñez", "Rosalva Muñoz Ordóñez"}
    assert "Parecido: documento" in cells[2]
    told = said(page)
    assert "CC 36.284.517" in told
    assert "CC 36.284.571" in told
    assert made.folio in told


def test_n_says_no_duplicate_and_the_notice_takes_it_back(desk: Desk) -> None:
    _one_home(desk)
    page = desk.show(DuplicatesPage)
    desk.bring_back(page)
    page.pairs.reason.setText("Son gemelas.")
    page.pairs.table.setFocus()
    press(Qt.Key.Key_N)
    desk.wait()
    assert _waiting(desk) == 0
    assert page.tabs.tabText(DISMISSED) == "No son duplicados (1)"
    page.tabs.setCurrentIndex(DISMISSED)
    assert "Son gemelas." in said(page)
    button(page, "Deshacer").click()
    desk.wait()
    assert _waiting(desk) == 1


def test_two_rows_of_one_home_are_merged_side_by_side_and_taken_back_from_the_notice(desk: Desk) -> None:
    made = _one_home(desk)
    page = desk.show(DuplicatesPage)
    desk.bring_back(page)
    page.pairs.table.setFocus()
    press(Qt.Key.Key_Return)
    desk.wait()
    assert page.stack.currentIndex() == SIDES
    assert "Pasa a la que queda" in said(page)
    button(page.sides, "Unir").click()
    desk.wait()
    assert page.stack.currentIndex() == OPEN
    assert "Las fichas se unieron." in notices(page)
    assert len(desk.services.read(queries.dossier, made.family_id).members) == 2
    button(page, "Deshacer").click()
    desk.wait()
    assert "Se deshizo la unión." in notices(page)
    assert page.pairs.table.hasFocus()
    assert len(desk.services.read(queries.dossier, made.family_id).members) == 3


def test_families_are_offered_whole_with_who_is_in_both_and_the_one_with_work_stays(desk: Desk) -> None:
    kept, gone = _two_homes(desk)
    page = desk.show(DuplicatesPage)
    page.pairs.merge.click()
    desk.wait()
    assert page.sides.comparison is not None
    assert page.sides.comparison.kind is MergeKind.FAMILY
    assert page.sides.comparison.kept.id == kept.family_id
    assert len(page.sides._same) == 2
    page.sides.swap.click()
    desk.wait()
    assert page.sides.comparison.kept.id == gone.family_id
    page.sides.kind.segment(MergeKind.PERSON).click()
    desk.wait()
    assert page.sides.comparison.kind is MergeKind.PERSON


def test_what_is_compared_stays_where_it_was_when_the_sides_are_swapped(desk: Desk, qtbot: QtBot) -> None:
    _two_homes(desk)
    page = desk.show(DuplicatesPage)
    desk.bring_back(page)
    page.pairs.table.setFocus()
    press(Qt.Key.Key_Return)
    desk.wait()

    def heights() -> list[int]:
        return [box.y() for box in page.sides.findChildren(QRadioButton) if box.isVisible()]

    qtbot.waitUntil(lambda: len(set(heights())) > 1)
    before = heights()
    page.sides.swap.click()
    desk.wait()
    qtbot.waitUntil(lambda: len(heights()) == len(before))
    assert heights() == before


def test_the_value_chosen_is_the_one_that_stays(desk: Desk) -> None:
    kept, _gone = _two_homes(desk)
    page = desk.show(DuplicatesPage)
    page.pairs.merge.click()
    desk.wait()
    next(row for row in page.sides._rows if row.choice.field == "address").gone.click()
    button(page.sides, "Unir").click()
    desk.wait()
    assert desk.services.read(queries.dossier, kept.family_id).address == "Finca 2"


def test_families_are_merged_with_the_values_chosen_for_who_is_in_both(desk: Desk) -> None:
    kept = registered(desk.services, Work(2, visits=1), 1)
    head = replace(ROSALBA, document="36284571", birth_date=date(1985, 7, 21), first_name="Rosalva")
    spouse = replace(HOUSEHOLD[1], document="991", birth_date=date(1982, 1, 13))
    add_family(desk.services, head, spouse, address="Finca 2")
    page = desk.show(DuplicatesPage)
    page.pairs.merge.click()
    desk.wait()
    rosalba, other = sorted(page.sides._same, key=lambda one: one.pair.kept_id != kept.people[0])
    assert [row.choice.field for row in rosalba.rows] == ["first_name", "birth_date", "document"]
    next(row for row in rosalba.rows if row.choice.field == "birth_date").gone.click()
    next(row for row in rosalba.rows if row.choice.field == "document").gone.click()
    assert not other.same.isChecked()
    assert not other.rows[0].kept.isEnabled()
    button(page.sides, "Unir").click()
    desk.wait()
    members = {one.person_id: one for one in desk.services.read(queries.dossier, kept.family_id).members}
    assert len(members) == 3
    one = members[kept.people[0]]
    assert (one.first_name, one.birth_date, one.document) == ("Rosalba", date(1985, 7, 21), "36284571")


@pytest.mark.parametrize("apart", [False, True], ids=["one is in both", "nobody is in both"])
def test_the_notice_tells_what_the_screen_foretold(desk: Desk, apart: bool) -> None:
    _two_homes(desk)
    page = desk.show(DuplicatesPage)
    page.pairs.merge.click()
    desk.wait()
    page.sides._same[0].same.setChecked(True)
    page.sides._same[1].same.setChecked(not apart)
    foretold = page.sides.moves.text().partition(": ")[2].partition(". ")[0]
    assert ("1 integrante" in foretold) is apart
    assert ("Wilson" in page.sides.alone.text()) is apart
    button(page.sides, "Unir").click()
    desk.wait()
    assert f"Pasó a la que queda: {foretold}." in notices(page)


def test_the_likeness_is_the_same_number_in_the_list_and_side_by_side(desk: Desk) -> None:
    _two_homes(desk)
    page = desk.show(DuplicatesPage)
    rows = [page.pairs.model.row(place) for place in range(page.pairs.model.rowCount())]
    page.pairs.merge.click()
    desk.wait()
    listed = {frozenset((row.one.person_id, row.other.person_id)): row.score for row in rows}
    pairs = [one.pair for one in page.sides._same]
    assert [listed[frozenset((pair.kept_id, pair.gone_id))] for pair in pairs] == [pair.score for pair in pairs]


def test_what_cannot_be_merged_is_said_and_the_sides_stay(desk: Desk) -> None:
    for number in (1, 2):
        registered(desk.services, Work(1), number)
    page = desk.show(DuplicatesPage)
    page.pairs.merge.click()
    desk.wait()
    page.sides.kind.segment(MergeKind.PERSON).click()
    desk.wait()
    button(page.sides, "Unir").click()
    desk.wait()
    assert "quedaría sin nadie" in notices(page)
    assert page.stack.currentIndex() == SIDES
    assert page.sides.merge.isEnabled()


def test_a_merge_made_long_ago_tells_what_changed_and_is_undone_from_the_list(desk: Desk) -> None:
    made = _one_home(desk)
    page = desk.show(DuplicatesPage)
    page.pairs.merge.click()
    desk.wait()
    button(page.sides, "Unir").click()
    desk.wait()
    page.tabs.setCurrentIndex(MERGES)
    desk.wait()
    assert "Nada de lo que se juntó ha cambiado" in said(page)
    button(page.merges, "Abrir la ficha").click()
    assert desk.visited == [("family", {"family_id": made.family_id})]
    button(page.merges, "Deshacer unión").click()
    desk.wait()
    assert "La deshizo" in said(page)
    assert not page.merges.undo.isEnabled()


def test_the_sweep_compares_everybody_and_says_what_it_found(desk: Desk) -> None:
    crowd = tuple(
        NewFamily(members=(NewMember(first_name="Jairo", first_surname="Gil", document=f"{70_000_000 + 7919 * n}",
                                     birth_date=date(1940 + n, 1, 5)),))
        for n in range(70)
    )  # fmt: skip
    add_families(desk.services, *crowd, NewFamily(members=(ROSALBA, TWICE)))
    page = desk.show(DuplicatesPage)
    assert _waiting(desk) == 0
    button(page, "Buscar duplicados").click()
    desk.wait()
    assert "Se compararon 72 personas. Hay 1 par por decidir (nuevos: 1)." in notices(page)
    assert page.pairs.model.rowCount() == 1


def test_every_part_has_a_name_and_speaks_spanish(desk: Desk) -> None:
    _two_homes(desk)
    page = desk.show(DuplicatesPage)
    page.pairs.merge.click()
    desk.wait()
    assert unnamed_focusables(page) == []
    assert english_words(page) == set()
