"""The import of a roster, as the person at the desk meets it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from gsi_desktop.services.core import messages
from gsi_desktop.services.exchange import queries
from gsi_desktop.services.families import queries as families
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.ui.exchange import import_page
from gsi_desktop.ui.exchange.import_page import COLUMNS, DONE, FILE, TRIAL, ImportPage
from gsi_desktop.ui.exchange.rows import Group
from gsi_desktop.ui.kit.accessibility import english_words, plain, spoken_name, tab_order, unnamed_focusables
from gsi_desktop.ui.kit.chips import Chip
from gsi_desktop.ui.kit.columns import CHIP_ROLE
from tests.gui.exchange.support import Desk, button, dialog, files, notices, press, said, touch, type_text
from tests.support import rosters

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising, grabbing

PITALITO = rosters.SAMPLES / "padron_sisben_pitalito.xlsx"
NEIVA = rosters.SAMPLES / "padron_rupd_neiva.csv"
ENTER, F2, DOWN, ESC = Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_Down, Qt.Key.Key_Escape


def to_columns(desk: Desk, page: ImportPage, path: Path) -> None:
    page.open_file(path)
    desk.wait()
    assert page.file.go_on.isEnabled(), notices(page)
    page.file.go_on.click()
    desk.wait()


def to_trial(desk: Desk, page: ImportPage, path: Path) -> None:
    to_columns(desk, page, path)
    page.trial.go.click()
    desk.wait()
    assert page.stepper.current == TRIAL, notices(page)


def counted(page: ImportPage) -> dict[Group, str]:
    """The figures of the counters as they are spoken."""
    groups = (Group.CREATED, Group.UPDATED, Group.UNCHANGED, Group.WARNED, Group.REJECTED, Group.SKIPPED)
    return {group: spoken_name(page.trial.report.counters.counter(group)).rpartition(": ")[2] for group in groups}


def batches(desk: Desk) -> tuple[Any, ...]:
    return desk.services.read(queries.batches)


def household(folder: Path, **changes: str) -> Path:
    """A roster of one household of two, both sound."""
    child = {"NUM_DOC": "1083865401", "TIPO_DOC": "TI", "NOMBRE1": "LEIDY", "FEC_NAC": "05/12/2014", "PARENTESCO": "3"}
    return rosters.write_xlsx(folder / "hogar.xlsx", [rosters.row(**changes), rosters.row(**child)])


# --- from file to families


@pytest.mark.check("C16")
@pytest.mark.parametrize(("path", "people"), [(PITALITO, "1.135"), (NEIVA, "634")], ids=["pitalito", "neiva"])
def test_a_sample_is_imported_with_the_keyboard_and_shows_its_expected_figures(
    desk: Desk, path: Path, people: str
) -> None:
    told = rosters.expected(path.name)
    page = desk.show(ImportPage)
    page.open_file(path)
    desk.wait()
    press(ENTER)  # "Continuar" has the keyboard
    desk.wait()
    assert page.stepper.current == COLUMNS
    press(ENTER)  # "Ensayar" has it
    desk.wait()

    figures = counted(page)
    assert figures[Group.CREATED] == people
    assert figures[Group.REJECTED] == str(sum(told["rejected"].values()))
    assert figures[Group.SKIPPED] == str(sum(told["skipped"].values()))
    adding_up = [figures[group] for group in Group if group in figures and group is not Group.WARNED]
    assert sum(int(figure.replace(".", "")) for figure in adding_up) == told["rows"]
    assert not batches(desk), "a dry run saves nothing"

    assert plain(page.trial.go.text()) == f"Importar {people} personas"
    page.trial.go.setFocus()
    press(ENTER)
    desk.wait()
    assert page.stepper.current == DONE
    [batch] = batches(desk)
    assert (batch.counts.persons_created, batch.counts.families_created) == (
        told["persons_created"],
        told["families_created"],
    )
    assert people in page.summary.heading.text()
    assert batch.code in said(page)

    press(ENTER)  # "Ver familias" has it
    assert desk.visited[-1][0] == "families"


@pytest.mark.check("A19")
def test_import_pressed_five_times_makes_one_batch(desk: Desk) -> None:
    page = desk.show(ImportPage)
    to_trial(desk, page, PITALITO)
    for _time in range(5):
        page.trial.go.click()
    desk.wait()
    page.flow.import_trial()  # and once more after it was answered: the same operation
    desk.wait()
    assert [batch.counts.persons_created for batch in batches(desk)] == [1135]


def test_a_file_dropped_on_the_page_is_read(desk: Desk) -> None:
    page = desk.show(ImportPage)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(NEIVA))])
    args = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(QPointF(9, 9), Qt.DropAction.CopyAction, *args)
    QApplication.sendEvent(page.file.drop, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(page.file.drop, QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, *args))
    desk.wait()
    assert NEIVA.name in said(page.file.drop)
    assert "punto y coma" in said(page.file.drop)
    assert page.file.go_on.isEnabled()


def test_the_link_with_a_path_begins_with_that_file(desk: Desk) -> None:
    page = desk.show(ImportPage, path=NEIVA)
    assert NEIVA.name in said(page.file.drop)


def test_a_second_time_there_is_nothing_to_import(desk: Desk) -> None:
    rosters.apply(desk.services, PITALITO)
    page = desk.show(ImportPage)
    to_trial(desk, page, PITALITO)
    assert counted(page)[Group.UNCHANGED] == "1.135"
    assert not page.trial.go.isEnabled()
    assert "el registro ya tiene estos datos" in said(page.trial)


# --- cancelling


@pytest.mark.check("C39")
def test_cancelling_the_import_leaves_the_registry_as_it_was(desk: Desk) -> None:
    page = desk.show(ImportPage)
    to_trial(desk, page, PITALITO)
    page.trial.go.click()
    page.trial.progress.cancel.click()
    desk.wait()
    assert not batches(desk)
    assert not desk.services.read(families.family_page, FamilyFilter()).rows
    assert messages.text("cancelled") in notices(page)
    assert page.stepper.current == TRIAL
    page.trial.go.click()  # nothing was lost: it can be imported now
    desk.wait()
    assert len(batches(desk)) == 1


@pytest.mark.check("C39")
@pytest.mark.parametrize("step", ["file", "trial"])
def test_reading_and_rehearsing_can_be_cancelled(desk: Desk, step: str) -> None:
    page = desk.show(ImportPage)
    if step == "file":
        page.open_file(PITALITO)
        page.file.drop.progress.cancel.click()
    else:
        to_columns(desk, page, PITALITO)
        page.trial.go.click()
        page.trial.progress.cancel.click()
    desk.wait()
    assert messages.text("cancelled") in notices(page)
    assert page.stepper.current == (FILE if step == "file" else COLUMNS)
    assert page.file.go_on.isEnabled() is (step == "trial")


@pytest.mark.check("C39")
def test_long_work_is_seen_with_words_and_figures(desk: Desk, qtbot: Any) -> None:
    page = desk.show(ImportPage)
    to_columns(desk, page, PITALITO)
    seen: list[str] = []
    page.flow.stepped.connect(lambda _step: seen.append(page.trial.progress.text.text()))
    page.trial.go.click()
    assert not page.trial.go.isEnabled()
    desk.wait()
    assert seen, "no progress was shown"
    assert set(seen) <= {"Leyendo el archivo…", "Leyendo las filas…", "Comparando con lo registrado…"}


# --- files that will not do


def bad_files(folder: Path) -> dict[str, Path]:
    made = {
        "old_excel": folder / "padron.xls",
        "file_empty": folder / "vacio.xlsx",
        "file_type_mismatch": folder / "factura.xlsx",
        "file_not_roster_type": folder / "carta.pdf",
        "file_missing": folder / "no está.xlsx",
    }
    made["old_excel"].write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    made["file_empty"].touch()
    made["file_type_mismatch"].write_bytes(b"%PDF-1.7\n")
    made["file_not_roster_type"].write_bytes(b"%PDF-1.7\n")
    return made


@pytest.mark.check("C42", "C43")
@pytest.mark.parametrize(
    "code", ["old_excel", "file_empty", "file_type_mismatch", "file_not_roster_type", "file_missing"]
)
def test_a_bad_file_is_refused_in_words_and_nothing_is_lost(desk: Desk, home: Path, code: str) -> None:
    path = bad_files(files(home))[code]
    page = desk.show(ImportPage)
    page.file.legal_basis.box.setText("Convenio 12 de 2026")
    page.open_file(path)
    desk.wait()
    told = notices(page)
    assert told == messages.text(code, name=path.name, kind=".xls")
    assert "Error" not in told
    assert "Traceback" not in told
    assert page.stepper.current == FILE
    assert page.file.legal_basis.value() == "Convenio 12 de 2026"
    assert page.file.drop.choose.hasFocus(), "the way out is under the fingers"
    page.open_file(PITALITO)
    desk.wait()
    assert not page.bars()
    assert page.file.go_on.isEnabled()


def test_a_file_without_headings_asks_for_their_row(desk: Desk, home: Path) -> None:
    path = files(home) / "raro.csv"
    titles = "cosa;otra\n"
    path.write_text(titles + "COD_MPIO;FICHA;APELLIDO1;NOMBRE1;FEC_NAC\n41551;1;MUÑOZ;ROSALBA;19/02/1985\n")
    page = desk.show(ImportPage)
    to_columns(desk, page, path)
    assert page.mapping.model.rowCount() == 5, "the row that names columns was found by itself"

    path.write_text("a;b\n1;2\n")
    page.start_over()
    to_columns(desk, page, path)
    assert messages.text("no_header") in notices(page)
    assert page.mapping.heading_row.hasFocus()
    assert not page.trial.go.isEnabled()


# --- the columns


def test_missing_columns_are_named_beside_the_button_until_they_are_said(desk: Desk, home: Path) -> None:
    headings = list(rosters.HEADINGS)
    headings[headings.index("FEC_NAC")] = "XYZ"
    path = rosters.write_xlsx(files(home) / "h.xlsx", [rosters.row()], headings)
    page = desk.show(ImportPage)
    to_columns(desk, page, path)
    assert not page.trial.go.isEnabled()
    assert "Falta decir qué columna trae la fecha de nacimiento." in said(page.trial)
    assert "15 de 16 reconocidas" in said(page.mapping)
    assert page.mapping.table.current().guess.heading == "XYZ", "the cursor waits on the one to be said"

    page.mapping.table.setFocus()
    press(F2)
    type_text("fecha de naci")
    press(DOWN, ENTER)
    assert page.mapping.table.current().guess.field == "birth_date"
    assert page.trial.go.isEnabled()
    assert "16 de 16 reconocidas" in said(page.mapping)
    page.trial.go.click()
    desk.wait()
    assert counted(page)[Group.CREATED] == "1"


def test_a_field_given_to_a_column_leaves_the_one_that_had_it(desk: Desk, home: Path) -> None:
    page = desk.show(ImportPage)
    to_columns(desk, page, household(files(home)))
    place = rosters.HEADINGS.index("APELLIDO2")
    page.mapping.table.go_to_row(place)
    page.mapping.table.setFocus()
    press(F2)
    type_text("primer apellido")
    press(ENTER)
    rows = page.mapping.model.rows()
    assert rows[place].guess.field == "first_surname"
    assert rows[place - 1].open
    assert page.mapping.layout_in_force is not None
    assert page.mapping.layout_in_force.mapping()["first_surname"] == place


def test_esc_leaves_a_column_as_it_was(desk: Desk, home: Path) -> None:
    page = desk.show(ImportPage)
    to_columns(desk, page, household(files(home)))
    before = page.mapping.layout_in_force
    page.mapping.table.setFocus()
    press(F2)
    type_text("celu")
    press(ESC)
    press(ESC)
    assert page.mapping.layout_in_force == before


def test_a_changed_column_must_be_rehearsed_before_it_is_imported(desk: Desk, home: Path) -> None:
    page = desk.show(ImportPage)
    to_trial(desk, page, household(files(home)))
    assert page.trial.go.isEnabled()
    page.mapping.model.chosen.emit(rosters.HEADINGS.index("TELEFONO"), "")
    assert not page.trial.go.isEnabled()
    assert "ensaye de nuevo" in said(page.trial)
    page.trial.again.click()
    desk.wait()
    assert page.trial.go.isEnabled()


def test_the_date_of_the_cut_is_what_ages_are_counted_on(desk: Desk, home: Path) -> None:
    path = household(files(home), TIPO_DOC="TI")
    page = desk.show(ImportPage)
    page.file.as_of.box.setText("19/02/2000")
    to_trial(desk, page, path)
    assert counted(page)[Group.REJECTED] == "1", "the child was not yet born"
    page.trial.back.click()
    page.file.as_of.box.setText("hoy")
    page.file.as_of.box.textEdited.emit("hoy")
    page.file.go_on.click()
    assert not page.trial.go.isEnabled(), "the dry run counted other ages"
    page.trial.again.click()
    desk.wait()
    assert counted(page)[Group.CREATED] == "2"


def test_a_corrected_mapping_is_remembered_for_the_next_file(desk: Desk, home: Path) -> None:
    page = desk.show(ImportPage)
    to_columns(desk, page, household(files(home)))
    place = rosters.HEADINGS.index("NIVEL")
    page.mapping.model.chosen.emit(place, "")
    page.trial.go.click()
    desk.wait()
    page.trial.go.click()
    desk.wait()
    page.summary.another.click()
    to_columns(desk, page, household(files(home), NUM_DOC="36284999", FICHA="2000"))
    assert page.mapping.remembered.isVisible()
    assert page.mapping.model.row(place).ignored
    assert "No se usa" in str(page.mapping.model.index(place, 1).data())


def test_another_sheet_can_be_chosen(desk: Desk, home: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Portada"
    first.append(["Alcaldía"])
    for name in ("Enero", "Febrero"):
        sheet = book.create_sheet(name)
        sheet.append(list(rosters.HEADINGS))
        sheet.append(rosters.row(NUM_DOC="36284517" if name == "Enero" else "36284999"))
    path = files(home) / "hojas.xlsx"
    book.save(path)
    page = desk.show(ImportPage)
    to_columns(desk, page, path)
    page.mapping.sheet.choose("Febrero")
    page.mapping.sheet.activated.emit(page.mapping.sheet.currentIndex())
    desk.wait()
    page.trial.go.click()
    desk.wait()
    page.trial.report.show_group(Group.ALL)
    assert "36.284.999" in page.trial.report.model.row(0).document


# --- the dry run


def test_rows_with_news_come_first_and_counters_filter(desk: Desk) -> None:
    page = desk.show(ImportPage)
    to_trial(desk, page, PITALITO)
    report = page.trial.report
    assert report.group is Group.NEWS
    told = rosters.expected(PITALITO.name)
    out = sum(told["rejected"].values()) + sum(told["skipped"].values())
    assert report.model.rowCount() == out + int(counted(page)[Group.WARNED])
    report.counters.counter(Group.REJECTED).click()
    assert report.model.rowCount() == sum(told["rejected"].values())
    assert "No se pueden importar" in spoken_name(report.filter_chip)
    report.counters.counter(Group.REJECTED).click()
    assert report.model.rowCount() == told["rows"], "pressed again the filter goes"


def test_the_wrong_cell_is_marked_and_says_why(desk: Desk) -> None:
    page = desk.show(ImportPage)
    to_trial(desk, page, PITALITO)
    report = page.trial.report
    report.show_group(Group.REJECTED)
    keys = [column.key for column in report.model.columns]
    marked = {"birth_date_invalid": "birth_date", "duplicate_document": "document", "name_missing": "name"}
    seen = set()
    for place, row in enumerate(report.model.rows()):
        outcome = report.model.index(place, keys.index("outcome")).data(CHIP_ROLE)
        assert (outcome.text, outcome.icon) == ("No entra", "x"), "a word and an icon, never colour alone"
        cell = marked.get(row.codes[0])
        if cell is not None:
            assert isinstance(report.model.index(place, keys.index(cell)).data(CHIP_ROLE), Chip)
            seen.add(cell)
        report.table.go_to_row(place)
        assert row.message in report.said.text, "what the column cuts is said in full below"
    assert seen == set(marked.values())


def test_ctrl_g_goes_to_a_row_of_the_file_even_when_the_filter_hides_it(desk: Desk) -> None:
    page = desk.show(ImportPage)
    to_trial(desk, page, PITALITO)
    report = page.trial.report
    press(Qt.Key.Key_G, modifier=Qt.KeyboardModifier.ControlModifier)
    assert report.row_box.hasFocus()
    type_text("500")
    press(ENTER)
    assert report.table.current().row_number == 500
    assert report.group is Group.ALL
    assert report.table.hasFocus()
    report.row_box.setText("2")
    report.row_box.returnPressed.emit()
    assert "La fila 2 del archivo no tiene una persona." in said(report)


def test_all_fine_shows_a_sample(desk: Desk, home: Path) -> None:
    page = desk.show(ImportPage)
    to_trial(desk, page, household(files(home)))
    report = page.trial.report
    assert report.group is Group.SAMPLE
    assert report.model.rowCount() == 2
    assert "ninguna fila tiene novedad" in said(report)


# --- workbooks


def headings_and_rows(path: Path) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    sheet = load_workbook(path).active
    assert sheet is not None
    first, *rest = sheet.iter_rows(values_only=True)
    return first, rest


def test_rows_to_correct_and_the_result_are_saved_where_the_person_says(
    desk: Desk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggested: list[Path] = []

    def chosen(_parent: object, _title: str, path: Path, _kinds: object) -> Path:
        suggested.append(path)
        return files(home) / path.name

    monkeypatch.setattr(import_page, "ask_save_file", chosen)
    told = rosters.expected(PITALITO.name)
    page = desk.show(ImportPage)
    to_trial(desk, page, PITALITO)
    page.trial.fixes.click()
    desk.wait()
    assert suggested[-1] == PITALITO.with_name("padron_sisben_pitalito - por corregir.xlsx")
    assert suggested[-1].name in notices(page)
    headings, rows = headings_and_rows(files(home) / suggested[-1].name)
    assert headings[0] == "COD_MPIO"
    assert headings[-3:] == ("resultado", "motivo", "folio")
    assert len(rows) == sum(told["rejected"].values())

    page.trial.go.click()
    desk.wait()
    page.summary.result.click()
    desk.wait()
    _headings, rows = headings_and_rows(files(home) / suggested[-1].name)
    assert len(rows) == told["rows"]
    assert sum(1 for row in rows if row[-1]) == told["persons_created"], "everybody who entered has a folio"


@pytest.mark.check("C42", "C43")
def test_a_result_that_cannot_be_written_says_so_and_keeps_the_import(
    desk: Desk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_page, "ask_save_file", lambda *_asked: home / "no hay" / "resultado.xlsx")
    page = desk.show(ImportPage)
    to_trial(desk, page, PITALITO)
    page.trial.go.click()
    desk.wait()
    page.summary.result.click()
    desk.wait()
    assert notices(page) == messages.text("output_folder_missing", name="resultado.xlsx")
    assert page.summary.result.isEnabled()
    assert len(batches(desk)) == 1


# --- undoing


@pytest.mark.check("C45")
def test_undo_asks_with_its_verb_and_esc_keeps_the_import(desk: Desk) -> None:
    page = desk.show(ImportPage)
    to_trial(desk, page, PITALITO)
    page.trial.go.click()
    desk.wait()

    def look(box: Any) -> None:
        assert button(box, "Cancelar").isDefault(), "the safe one answers Enter"
        assert not {"Sí", "No"} & {one.text() for one in box.findChildren(type(button(box, "Cancelar")))}
        press(ESC)

    with dialog(look) as asked:
        page.summary.undo.click()
    assert "¿Deshacer la importación" in asked[0]
    assert "1.135 personas y 320 familias" in asked[0]
    assert batches(desk)[0].undone_at is None

    with dialog(lambda box: button(box, "Deshacer lote").click()):
        page.summary.undo.click()
    desk.wait()
    assert batches(desk)[0].undone_at is not None
    assert not desk.services.read(families.family_page, FamilyFilter()).rows
    assert "La importación se deshizo." in said(page)
    assert not page.summary.undo.isVisible()


def test_undo_is_refused_where_somebody_worked_and_leads_to_the_families(desk: Desk) -> None:
    page = desk.show(ImportPage)
    to_trial(desk, page, PITALITO)
    page.trial.go.click()
    desk.wait()
    touch(desk.services, desk.services.read(families.family_page, FamilyFilter()).rows[0].family_id)
    with dialog(lambda box: button(box, "Deshacer lote").click()):
        page.summary.undo.click()
    desk.wait()
    assert "1 familia del lote" in notices(page)
    assert batches(desk)[0].undone_at is None
    button(page, "Ver esas familias").click()
    assert desk.visited[-1] == ("batches", {"touched": batches(desk)[0].batch_id})


# --- for every pair of eyes and hands


def steps(desk: Desk, page: ImportPage) -> Any:
    """Walk the four steps, stopping at each."""
    yield "file"
    to_columns(desk, page, PITALITO)
    yield "columns"
    page.trial.go.click()
    desk.wait()
    yield "trial"
    page.trial.go.click()
    desk.wait()
    yield "done"


@pytest.mark.check("C04", "C15")
def test_every_step_has_names_for_all_it_holds_and_no_english(desk: Desk) -> None:
    page = desk.show(ImportPage)
    for step in steps(desk, page):
        assert not unnamed_focusables(page), step
        assert not english_words(page), step


@pytest.mark.check("C06")
def test_tab_goes_as_the_eye_does(desk: Desk) -> None:
    page = desk.show(ImportPage)
    order = {}
    for step in steps(desk, page):
        order[step] = [plain(widget.accessibleName() or spoken_name(widget)) for widget in tab_order(page)]
    assert order["file"] == [
        "Elegir archivo…",
        "Fecha de corte para las edades, obligatorio",
        "Base legal, obligatorio",
        "Ver lotes",
        "Últimas importaciones",
    ]
    assert order["columns"] == [
        "Fila de los títulos",
        "Columnas del archivo y lo que significan",
        "Primeras filas del archivo",
        "Atrás",
        "Ensayar",
    ]
    counters = [name for name in order["trial"] if ": " in name][:6]
    expected = ["Fila de los títulos", "Columnas del archivo y lo que significan", "Filas por corregir (.xlsx)"]
    expected += [*counters, "Resultado: Con novedad", "Ir a la fila", "Filas del padrón con lo que pasaría"]
    assert order["trial"] == [*expected, "Atrás", "Ensayar de nuevo", "Importar 1.135 personas"]
    assert order["done"][:4] == [
        "Deshacer esta importación",
        "Ver familias",
        "Guardar resultado (.xlsx)",
        "Importar otro padrón",
    ]


@pytest.mark.check("C45")
def test_every_button_is_a_verb_with_its_own_access_key(desk: Desk) -> None:
    page = desk.show(ImportPage)
    from PySide6.QtWidgets import QPushButton

    for step in steps(desk, page):
        words = [one.text() for one in page.findChildren(QPushButton) if one.isVisible() and one.text()]
        assert not {"Sí", "No", "Aceptar", "OK"} & set(words)
        keys = [text[text.index("&") + 1].lower() for text in words if "&" in text]
        assert len(keys) == len(set(keys)), (step, keys)
        assert not set(keys) & set("aivy"), "those open the menus"


@pytest.mark.check("C44")
def test_the_first_time_the_page_says_that_nothing_was_imported(desk: Desk) -> None:
    page = desk.show(ImportPage)
    assert "Todavía no se ha importado ningún padrón." in said(page)
    assert "Arrastre aquí el padrón" in said(page)
    assert not page.file.go_on.isEnabled()
    assert "Elija primero el archivo." in said(page), "a disabled button says why"


def test_the_mapping_is_a_sound_model(desk: Desk) -> None:
    page = desk.show(ImportPage)
    QAbstractItemModelTester(page.mapping.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    to_columns(desk, page, PITALITO)
    page.mapping.model.chosen.emit(0, "zone")


@pytest.mark.parametrize("scale", [1.5, 1.75])
def test_large_text_shows_one_card_at_a_time_and_fits(desk: Desk, scale: float) -> None:
    from gsi_desktop.ui.kit.theme import theme

    page = desk.show(ImportPage)
    to_trial(desk, page, PITALITO)
    assert page.mapping.isVisible()
    theme().set_scale(scale)
    page.resize(1366 - theme().px(52), page.height())
    assert not page.mapping.isVisible()
    assert page.minimumSizeHint().width() <= 1366 - theme().px(52)
    page.trial.back.click()
    assert page.mapping.isVisible()
    assert page.stepper.current == COLUMNS
