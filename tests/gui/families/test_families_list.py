"""Familias, used: the list, its filters, the panel beside it and the way to a dossier."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton

from gsi_desktop.models.enums import Answer, FamilyStatus, TargetingSource, Zone
from gsi_desktop.services.core.estimates import Estimate
from gsi_desktop.services.exchange import exports
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.ui.families.list_page import TABLE, FamiliesPage
from gsi_desktop.ui.kit.accessibility import english_words, tab_order, unnamed_focusables, visible_texts
from gsi_desktop.ui.kit.columns_menu import ColumnChooser
from gsi_desktop.ui.kit.empty import EmptyState
from tests.gui.families.support import (
    Desk,
    change_contact,
    click,
    listed,
    many_families,
    press,
    said,
    type_text,
)
from tests.support.factories import HOUSEHOLD, ROSALBA, NewFamily, NewMember, add_families, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

NEIVA = "41001"
CHECKED = Qt.CheckState.Checked
CTRL = Qt.KeyboardModifier.ControlModifier


def names(page: FamiliesPage) -> list[str]:
    return [row.head_name for row in page.model.rows()]


def placeholder(page: FamiliesPage) -> EmptyState:
    (block,) = [block for block in page.table.findChildren(EmptyState) if block.isVisible()]
    return block


def filter_text(desk: Desk, page: FamiliesPage, typed: str) -> None:
    """Ask for ``typed`` as a person does: Ctrl+F, type over, wait."""
    page.table.setFocus()
    press(Qt.Key.Key_F, modifier=CTRL)
    assert page.filters.text.hasFocus()
    type_text(typed)
    desk.until(lambda: page.filters.chosen.text == typed)


# --- the list


def test_the_list_shows_what_is_registered_and_says_how_many(desk: Desk) -> None:
    add_family(desk.services, targeting=listed((TargetingSource.SISBEN_III, "1")))
    page = desk.show(FamiliesPage)
    cells = [page.model.index(0, column).data() for column in range(1, page.model.columnCount())]
    assert cells[1:] == [
        "Muñoz Ordóñez, Rosalba",
        "36.284.517",
        "3",
        "Pitalito",
        "El Cabuyal",
        "SISBÉN III · 1",
        "Asignada",
        "Nunca",
        "",
        "",
        "Activa",
        "14/03/2026",
    ]
    assert cells[0].startswith("41551-")
    assert page.filters.total.text() == "1 familia"


def test_a_total_nobody_counted_says_so_until_every_row_has_its_place(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_families(desk.services, *many_families(120))
    page = desk.show(FamiliesPage)
    page.filters.show_total(Estimate(118), Estimate(118))
    assert page.filters.total.text() == "cerca de 118 familias"
    monkeypatch.setattr(page.reads, "count", lambda _chosen: Estimate(118))
    page.reload()
    desk.qtbot.waitUntil(lambda: page.filters.total.text() == "120 familias")


def test_a_list_its_filters_empty_tells_no_number_that_nobody_counted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_families(desk.services, *many_families(2))
    page = desk.show(FamiliesPage)
    monkeypatch.setattr(page.reads, "count", lambda chosen: Estimate(118) if chosen.is_empty else 0)
    page.filters.choose(text="nadie así")
    desk.qtbot.waitUntil(lambda: page.filters.total.text().endswith("cerca de 118 familias"))
    assert placeholder(page).why.text() == "Ninguna familia cumple los filtros."


def test_every_page_of_a_long_list_arrives_and_the_model_keeps_its_promises(desk: Desk) -> None:
    add_families(desk.services, *many_families(250))
    page = desk.show(FamiliesPage)
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    assert page.filters.total.text() == "250 familias"
    assert page.model.rowCount() == 250
    for number in range(0, 250, 50):
        page.model.row(number)
    desk.until(lambda: len(page.model.rows()) == 250)
    assert len({row.family_id for row in page.model.rows()}) == 250
    assert all(
        one <= other
        for one, other in pairwise(row.head_name[0] for row in page.model.rows() if row.head_name[0] != "Ñ")
    )


@pytest.mark.check("C52")
def test_18_rows_and_the_buttons_show_on_a_small_office_screen(desk: Desk) -> None:
    add_families(desk.services, *many_families(40))
    page = desk.show(FamiliesPage)
    table, view = page.table, page.table.viewport()
    whole = [
        row
        for row in range(page.model.rowCount())
        if view.rect().contains(table.visualRect(page.model.index(row, 2)).adjusted(0, 0, -1, 0))
    ]
    assert len(whole) >= 18
    assert table.horizontalScrollBar().maximum() == 0
    for button in page.findChildren(QPushButton):
        if button.isVisible():
            corner = button.mapTo(page, button.rect().bottomRight())
            assert page.rect().contains(corner), button.text()


def test_more_columns_show_where_there_is_room_and_the_person_s_choice_stays(desk: Desk) -> None:
    add_family(desk.services)
    page = desk.show(FamiliesPage)
    keys = [column.key for column in page.model.columns]
    entry, folio = keys.index("next_visit_on"), keys.index("folio")
    assert page.table.isColumnHidden(entry)
    page.window().resize(1920, 1000)
    assert not page.table.isColumnHidden(entry)
    page.window().resize(1366, 689)
    assert page.table.isColumnHidden(entry)

    chooser = page.table.columns_menu().findChild(ColumnChooser)
    for title in ("Próxima visita", "Folio"):
        (item,) = chooser.list.findItems(title, Qt.MatchFlag.MatchExactly)
        item.setCheckState(Qt.CheckState.Unchecked if item.checkState() == Qt.CheckState.Checked else CHECKED)
    assert not page.table.isColumnHidden(entry)
    again = desk.show(FamiliesPage)
    assert not again.table.isColumnHidden(entry)
    assert again.table.isColumnHidden(folio)
    again.table.reset_columns()
    assert again.table.isColumnHidden(entry)
    assert not again.table.isColumnHidden(folio)
    assert desk.settings.current.tables.get(TABLE) is None


def test_a_heading_sorts_both_ways_and_the_order_is_remembered(desk: Desk) -> None:
    add_families(
        desk.services,
        NewFamily(members=(NewMember(first_name="Ana", first_surname="Zúñiga"),), settlement="Betania"),
        NewFamily(members=(NewMember(first_name="Ana", first_surname="Ñáñez"),), settlement="Zanjones"),
        NewFamily(members=(NewMember(first_name="Ana", first_surname="Nova"),), settlement="Holanda"),
    )
    page = desk.show(FamiliesPage)
    assert [name.split(",")[0] for name in names(page)] == ["Nova", "Ñáñez", "Zúñiga"]

    def click_heading(key: str) -> None:
        header = page.table.horizontalHeader()
        column = [column.key for column in page.model.columns].index(key)
        place = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        desk.wait()

    click_heading("settlement")
    assert [row.settlement for row in page.model.rows()] == ["Betania", "Holanda", "Zanjones"]
    click_heading("settlement")
    assert [row.settlement for row in page.model.rows()] == ["Zanjones", "Holanda", "Betania"]
    again = desk.show(FamiliesPage)
    assert [row.settlement for row in again.model.rows()] == ["Zanjones", "Holanda", "Betania"]


# --- filters


@pytest.mark.check("C30")
@pytest.mark.parametrize(
    "typed", ["perez munoz", "PÉREZ MUÑOZ", "muñoz perez", "10752", "1.075.234", "34.567", "muñ pér"]
)
def test_the_family_is_on_top_however_it_is_asked_for(desk: Desk, typed: str) -> None:
    wanted = NewMember(first_name="Yolanda", first_surname="Pérez", second_surname="Muñoz", document="1075234567")
    add_families(desk.services, *many_families(30), NewFamily(members=(wanted,)))
    page = desk.show(FamiliesPage)
    filter_text(desk, page, typed)
    assert names(page)[0] == "Pérez Muñoz, Yolanda"
    assert page.filters.total.text() == "<b>1</b> de 31 familias"
    row = [page.model.index(0, column).data() for column in (2, 3)]
    marked = "".join(text[start:end] for text in row for start, end in page.table.matches.spans(text))
    assert marked.replace(".", "").casefold().startswith(("pérez", "pér", "10752", "1075234", "34567"))


def test_a_folio_and_a_member_who_is_no_head_are_found_too(desk: Desk) -> None:
    other, wanted = add_families(desk.services, *many_families(1), NewFamily(members=HOUSEHOLD))
    page = desk.show(FamiliesPage)
    filter_text(desk, page, wanted.folio)
    assert [row.family_id for row in page.model.rows()] == [wanted.family_id]
    filter_text(desk, page, "leidy tatiana")
    assert [row.family_id for row in page.model.rows()] == [wanted.family_id]

    def underlined() -> list[str]:
        return [label.text() for label in page.preview.findChildren(QLabel) if label.font().underline()]

    desk.until(lambda: underlined() == ["Leidy Tatiana Cabrera Muñoz"])
    filter_text(desk, page, other.folio[-8:])
    assert [row.family_id for row in page.model.rows()] == [other.family_id]


def test_filters_are_chosen_from_the_menu_shown_as_chips_and_dropped(desk: Desk) -> None:
    add_families(
        desk.services,
        *many_families(3, municipality_id=NEIVA, zone=Zone.URBAN, settlement="Timanco"),
        NewFamily(members=(ROSALBA,), targeting=listed((TargetingSource.RUPD, "")), status=FamilyStatus.EXITED),
    )
    page = desk.show(FamiliesPage)
    bar = page.filters

    def pick(title: str, value: str) -> None:
        menu = bar.add_chip.menu()
        menu.aboutToShow.emit()
        (chosen,) = [action.menu() for action in menu.actions() if action.text() == title]
        chosen.aboutToShow.emit()
        (choice,) = [action for action in chosen.actions() if action.text() == value]
        choice.trigger()
        desk.wait()

    def offered() -> dict[str, bool]:
        bar.add_chip.menu().aboutToShow.emit()
        return {action.text(): action.isEnabled() for action in bar.add_chip.menu().actions()}

    assert offered() == {
        "Municipio": True,
        "Microrregión": True,
        "Vereda o barrio (elija antes un municipio)": False,
        "Focalización": True,
        "Estado": True,
        "Zona": True,
        "Cogestor(a) (nadie tiene familias a cargo)": False,
        "Etapa": True,
        "Llegaron a": True,
        "Última visita": True,
        "Compromisos": True,
        "": True,
        "Por columna": True,
    }
    pick("Municipio", "Neiva")
    pick("Vereda o barrio", "Timanco")
    pick("Zona", "Cabecera (urbana)")
    assert bar.total.text() == "<b>3</b> de 4 familias"
    assert [chip.value for chip in bar._chips.values() if chip.isVisible()] == ["Neiva", "Timanco", "Cabecera (urbana)"]
    assert "Municipio" not in offered()

    bar.put("municipality_id", None)
    desk.wait()
    assert bar.chosen == FamilyFilter(zone=Zone.URBAN)
    page.table.setFocus()
    press(Qt.Key.Key_L, modifier=CTRL | Qt.KeyboardModifier.ShiftModifier)
    desk.wait()
    assert bar.chosen.is_empty
    assert bar.total.text() == "4 familias"
    assert not bar.clear_link.isVisible()

    pick("Microrregión", "48 · Sur")
    assert names(page) == ["Muñoz Ordóñez, Rosalba"]
    pick("Focalización", "RUPD")
    pick("Estado", "Activa")
    assert names(page) == []
    chip = next(chip for chip in bar._chips.values() if chip.value == "Activa")
    chip.setFocus()
    press(Qt.Key.Key_Delete)
    desk.wait()
    assert names(page) == ["Muñoz Ordóñez, Rosalba"]


def test_a_long_list_of_places_is_narrowed_by_typing(desk: Desk) -> None:
    veredas = [f"Vereda {letter}" for letter in "ABCDEFGHIJKLMN"]
    add_families(
        desk.services,
        *[
            NewFamily(members=(NewMember(first_name="Ana", first_surname=f"Uno{name[-1]}"),), settlement=name)
            for name in (*veredas, "Ñapanga")
        ],
    )
    page = desk.show(FamiliesPage)
    menu = page.filters.add_chip.menu()
    menu.popup(page.mapToGlobal(QPoint(300, 100)))
    (places,) = [action.menu() for action in menu.actions() if action.text() == "Vereda o barrio"]
    places.popup(page.mapToGlobal(QPoint(400, 100)))
    desk.qtbot.waitUntil(lambda: places.focusWidget() is not None and places.focusWidget().hasFocus())
    type_text("napa")
    press(Qt.Key.Key_Return)
    desk.wait()
    assert not places.isVisible()
    assert not menu.isVisible()
    assert [row.settlement for row in page.model.rows()] == ["Ñapanga"]


def test_a_link_comes_with_its_filter_and_no_other(desk: Desk) -> None:
    add_families(
        desk.services,
        *many_families(2),
        NewFamily(members=(ROSALBA,), municipality_id=NEIVA),
    )
    page = desk.show(FamiliesPage, zone=Zone.URBAN)
    assert names(page) == []
    page.page_args(municipality_id=NEIVA)
    desk.wait()
    assert names(page) == ["Muñoz Ordóñez, Rosalba"]
    with pytest.raises(TypeError):
        page.page_args(municipio=NEIVA)


# --- the panel and going on


def test_the_panel_follows_the_cursor_and_only_the_last_family_counts(desk: Desk) -> None:
    add_families(desk.services, *many_families(20))
    page = desk.show(FamiliesPage)
    desk.until(lambda: page.preview.shown is not None)
    page.table.setFocus()
    press(*[Qt.Key.Key_Down] * 7)
    wanted = page.model.row(7).family_id
    desk.until(lambda: page.preview.shown is not None and page.preview.shown.family_id == wanted)
    desk.until(lambda: page.model.row(7).head_name in said(page.preview))
    assert page.model.row(7).folio in said(page.preview)


def test_enter_a_double_click_and_the_button_open_the_dossier(desk: Desk) -> None:
    made = add_family(desk.services)
    page = desk.show(FamiliesPage)
    desk.until(lambda: page.preview.shown is not None)
    page.table.setFocus()
    press(Qt.Key.Key_Return)
    click(page.preview.open_button)
    place = page.table.visualRect(page.model.index(0, 2)).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.visited == [("family", {"family_id": made.family_id})] * 3
    press(Qt.Key.Key_Space)
    assert len(desk.visited) == 3


def test_no_sensitive_fact_shows_in_the_list_or_its_panel(desk: Desk) -> None:
    secret = NewMember(
        first_name="Ana",
        first_surname="Rojas",
        ethnicity="indigenous",
        disability="physical",
        pregnant=Answer.YES,
        victim=Answer.YES,
    )
    add_family(desk.services, secret, targeting=listed((TargetingSource.RUPD, "")))
    page = desk.show(FamiliesPage)
    desk.until(lambda: page.preview.shown is not None)
    shown = " ".join(visible_texts(page)) + " ".join(
        str(page.model.index(0, column).data(role))
        for column in range(page.model.columnCount())
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    )
    assert "Rojas" in shown
    for word in ("Indígena", "Física", "iscapacidad", "estante", "íctima", "Pertenencia"):
        assert word not in shown


# --- changes, empty lists, failures


def test_what_others_save_shows_and_the_cursor_stays(desk: Desk) -> None:
    made = add_families(desk.services, *many_families(12))
    page = desk.show(FamiliesPage)
    page.table.go_to_row(5)
    wanted = page.model.row(5).family_id
    change_contact(desk.services, made[0].family_id, settlement="Vereda Nueva")
    desk.until(lambda: any(row.settlement == "Vereda Nueva" for row in page.model.rows()))
    assert page.table.current().family_id == wanted

    page.hide()
    change_contact(desk.services, made[1].family_id, settlement="Vereda Novísima")
    desk.wait()
    assert not any(row.settlement == "Vereda Novísima" for row in page.model.rows())
    page.show()
    page.page_shown()
    desk.until(lambda: any(row.settlement == "Vereda Novísima" for row in page.model.rows()))


@pytest.mark.check("C44")
def test_an_empty_list_says_why_and_what_to_do(desk: Desk) -> None:
    page = desk.show(FamiliesPage)
    block = placeholder(page)
    assert block.why.text() == "Aún no hay familias."
    assert block.button is not None
    assert block.button.text() == "Importar padrón"
    click(block.button)
    assert desk.visited == [("import", {})]
    assert not page.preview.open_button.isEnabled()
    assert not page.export_button.isEnabled()

    add_families(desk.services, *many_families(3))
    desk.until(lambda: page.model.rowCount() == 3)
    filter_text(desk, page, "nadie se llama así")
    block = placeholder(page)
    assert block.why.text() == "Ninguna de las 3 familias cumple los filtros."
    assert block.button is not None
    click(block.button)
    desk.until(lambda: page.model.rowCount() == 3)
    assert page.filters.text.text() == ""


def test_a_database_that_breaks_is_told_and_can_be_read_again(desk: Desk, sqlite_location: str) -> None:
    add_families(desk.services, *many_families(3))
    page = desk.show(FamiliesPage)
    desk.services.database.engine.dispose()
    file = Path(sqlite_location)
    good = file.read_bytes()
    file.write_bytes(b"esto no es una base de datos" * 400)
    page.reload()
    desk.tasks.wait_idle(10_000)
    (bar,) = page.bars()
    assert "no es una base de datos" in bar.text
    assert page.model.rowCount() == 3

    desk.services.database.engine.dispose()
    file.write_bytes(good)
    click(next(button for button in bar.findChildren(QPushButton) if button.text() == "Leer de nuevo"))
    desk.faults.clear()
    desk.until(lambda: not page.bars())
    assert page.model.rowCount() == 3


# --- export


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file the person chooses in the system's dialog."""
    path = tmp_path / "lista.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(path), ""))
    return path


def export_seen(page: FamiliesPage, which: int = 0) -> None:
    """Choose one of the ways to export."""
    click(page.export_button)
    QApplication.activePopupWidget().actions()[which].trigger()
    QApplication.activePopupWidget().close()


def test_the_filtered_list_is_exported_whole_with_documents_as_text(
    desk: Desk, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from python_calamine import CalamineWorkbook

    monkeypatch.setattr(exports, "_PAGE", 50)
    first = NewMember(first_name="Ana", first_surname="Abril", document="0036284517")
    add_families(
        desk.services, *many_families(130), NewFamily(members=(first,)), NewFamily(members=(ROSALBA,), zone=Zone.URBAN)
    )
    page = desk.show(FamiliesPage, zone=Zone.RURAL)
    export_seen(page, 1)
    desk.until(target.exists)
    rows = CalamineWorkbook.from_path(target).get_sheet_by_name("Familias").to_python()
    assert len(rows) == 132
    assert rows[0][:5] == ["Folio", "Jefe(a) de hogar", "Tipo de documento", "Documento", "Integrantes"]
    assert (rows[1][1], rows[1][3], rows[1][4]) == ("Abril, Ana", "0036284517", 1)
    assert len({row[0] for row in rows}) == 132
    assert desk.notices == [("success", "Se exportaron 131 filas.", "lista.xlsx")]
    assert page.export_button.isEnabled()


@pytest.mark.check("C39")
def test_an_export_can_be_cancelled_and_leaves_no_file(desk: Desk, target: Path) -> None:
    add_families(desk.services, *many_families(3))
    page = desk.show(FamiliesPage)
    gate = Event()
    desk.tasks.long(desk.tasks, lambda _progress: gate.wait(60), lambda _done: None)
    export_seen(page)
    assert not page.export_button.isEnabled()
    desk.qtbot.waitUntil(page.progress.isVisible)
    assert "Exportando la lista…" in said(page)
    click(page.progress.cancel)
    gate.set()
    desk.wait()
    assert not target.exists()
    assert desk.notices == [("info", "Se canceló la exportación.", "No se escribió ningún archivo.")]
    assert not page.progress.isVisible()
    assert page.export_button.isEnabled()


def test_an_export_that_cannot_be_written_says_why(desk: Desk, target: Path) -> None:
    add_families(desk.services, *many_families(3))
    target.mkdir()
    page = desk.show(FamiliesPage)
    export_seen(page)
    desk.until(lambda: desk.notices)
    assert desk.notices[0][:2] == ("danger", "La lista no se exportó.")
    assert "lista.xlsx" in desk.notices[0][2]
    assert page.export_button.isEnabled()


# --- keyboard, words, names


@pytest.mark.check("C04", "C06", "C15")
def test_everything_is_named_in_spanish_and_tab_goes_as_the_eye_does(desk: Desk) -> None:
    made = add_families(desk.services, *many_families(3), NewFamily(members=HOUSEHOLD))
    page = desk.show(FamiliesPage, municipality_id="41551", zone=Zone.RURAL)
    desk.until(lambda: page.preview.shown is not None)
    assert unnamed_focusables(page) == []
    assert english_words(page) - {made[0].folio.split("-")[1].lower()} == set()  # its series may spell a word
    order = tab_order(page)
    assert {page.filters.text, page.table, page.columns_button, page.preview.open_button} <= set(order)
    lines = [(widget.mapTo(page, QPoint(0, 0)).y() // 40, widget.mapTo(page, QPoint(0, 0)).x()) for widget in order]
    assert lines == sorted(lines)


def test_arrows_leave_the_text_for_the_list_and_escape_empties_it(desk: Desk) -> None:
    add_families(desk.services, *many_families(5))
    page = desk.show(FamiliesPage)
    filter_text(desk, page, "ana")
    press(Qt.Key.Key_Down)
    assert page.table.hasFocus()
    press(Qt.Key.Key_F, modifier=CTRL)
    press(Qt.Key.Key_Escape)
    desk.wait()
    assert page.filters.chosen.is_empty
    assert page.model.rowCount() == 5
