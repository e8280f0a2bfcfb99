"""The dossier of a family, used: what it shows, where, and the way through it by keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Answer, FamilyStatus, Kinship, NoticeStatus, Sex, TargetingSource
from gsi_desktop.services.achievements import queries as achievements
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families import finding
from gsi_desktop.services.families.merges.data import MergeFamilies
from gsi_desktop.services.families.merges.households import merge_families
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.kit.accessibility import english_words, tab_order, unnamed_focusables, visible_texts
from gsi_desktop.ui.kit.empty import EmptyState
from tests.gui.families.support import WINDOW, Desk, change_contact, click, press, said
from tests.support import accompaniment as steps
from tests.support.factories import HOUSEHOLD, ROSALBA, NewMember, NewTargeting, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

CTRL = Qt.KeyboardModifier.ControlModifier


def facts(widget: QWidget) -> dict[str, str]:
    """Return the names and values of the facts on screen: each label with the one at its right or below."""
    labels = [label for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]
    shown = {}
    for name, value in pairwise(labels):
        shown.setdefault(name.text(), value.text())
    return shown


def test_the_header_tells_whose_family_it_is_and_what_stands_out(desk: Desk) -> None:
    pending = NewMember(
        first_name="Rosalba",
        first_surname="Muñoz",
        second_surname="Ordóñez",
        document="36284517",
        notice=NoticeStatus.PENDING,
    )
    made = add_family(desk.services, pending, *HOUSEHOLD[1:])
    page = desk.show(DossierPage, family_id=made.family_id)
    desk.until(lambda: "Fase I · Vinculación" in said(page.card))
    shown = said(page.card)
    assert "Familia Muñoz Ordóñez" in shown
    for text in ("SISBÉN III · 1", "Nunca visitada", made.folio):
        assert text in shown
    desk.until(lambda: "Aviso de privacidad pendiente" in said(page.summary.route))
    assert "Jefa de hogar" in shown
    assert "Rosalba Muñoz Ordóñez, 41 años" in shown
    assert "El Cabuyal, Pitalito" in shown
    assert page.card.people.accessibleName() == "3 integrantes: 41 años, 44 años, 11 años"
    assert page.breadcrumb() == ["Familias", "Muñoz Ordóñez, Rosalba"]
    assert page.tabs.tabText(1).split() == ["Integrantes", "3"]

    click(page.card.copy_button)
    assert QApplication.clipboard().text() == made.folio
    assert desk.notices == [("success", "Folio copiado.", made.folio)]


@pytest.mark.parametrize("sex", [Sex.MALE, Sex.FEMALE])
def test_no_kinship_is_cut_in_the_list_of_members(desk: Desk, sex: Sex) -> None:
    others = tuple(one for one in Kinship if one is not Kinship.HEAD)
    more = (replace(ROSALBA, document=str(100 + at), kinship=one, sex=sex) for at, one in enumerate(others))
    made = add_family(desk.services, replace(ROSALBA, sex=sex), *more)
    table = desk.show(DossierPage, family_id=made.family_id, tab="members").members.table
    column = next(at for at in range(9) if str(table.model().headerData(at, Qt.Orientation.Horizontal)) == "Parentesco")
    shown = [str(table.model().index(row, column).data()) for row in range(len(Kinship))]
    assert max(map(table.fontMetrics().horizontalAdvance, shown)) + 16 <= table.columnWidth(column), shown


def test_a_delivered_notice_and_an_exit_read_differently(desk: Desk) -> None:
    made = add_family(desk.services, status=FamilyStatus.EXITED)
    page = desk.show(DossierPage, family_id=made.family_id)
    assert "Aviso" not in said(page.card)
    desk.until(lambda: "Egresada" in said(page.card))
    assert not page.card.visit_button.isEnabled()


def test_tabs_tell_how_much_they_hold_before_they_are_opened(desk: Desk) -> None:
    made = add_family(desk.services)
    steps.record(desk.services, made)
    steps.baseline(desk.services, made)
    plan_id, version = steps.draft(desk.services, made, steps.full_content(desk.services, made))
    steps.approve(desk.services, plan_id, version)
    page = desk.show(DossierPage, family_id=made.family_id)
    board = desk.services.read(achievements.board, made.family_id, desk.services.clock.today())
    figures = f"{board.progress.total.now}/{board.progress.total.applicable}"
    told = [
        ["Resumen"],
        ["Integrantes", "3"],
        ["Logros", figures],
        ["Plan", "familiar", "v1"],
        ["Visitas", "1"],
        ["Documentos"],
        ["Historial"],
    ]
    desk.until(lambda: [page.tabs.tabText(at).split() for at in range(page.tabs.count())] == told)


def test_the_summary_shows_contact_every_source_and_what_happened(desk: Desk) -> None:
    made = add_family(
        desk.services,
        other_phone="8360101",
        targeting=(
            NewTargeting(
                source=TargetingSource.SISBEN_IV, level="A3", household_key="4155100123", listed_on=date(2026, 2, 1)
            ),
            NewTargeting(
                source=TargetingSource.RUPD,
                household_key="D-77120",
                displaced_on=date(2007, 5, 3),
                displaced_from="San Vicente del Caguán",
            ),
        ),
    )
    page = desk.show(DossierPage, family_id=made.family_id)
    shown = facts(page.summary)
    assert shown["Zona"] == "Rural disperso"
    assert shown["Dirección"] == "Finca La Esperanza"
    assert shown["Teléfono"] == "321 579 5346"
    assert shown["Otro teléfono"] == "8360101"
    assert shown["Grupo"] == "A3"
    assert shown["Ficha y hogar"] == "4155100123"
    assert shown["Fecha del listado"] == "01/02/2026"
    assert shown["Declaración"] == "D-77120"
    assert shown["Desplazamiento"] == "03/05/2007"
    assert shown["SISBÉN IV"] == "Principal"
    assert shown["14/03/2026"] == "La familia entró al programa"
    rows = [[page.summary.members.index(row, column).data() for column in range(4)] for row in range(3)]
    assert rows[0] == ["Rosalba Muñoz Ordóñez", "Jefa", "41", "CC 36.284.517"]
    assert rows[1][1:3] == ["Cónyuge", "44"]
    assert rows[2][1] == "Hija"
    QAbstractItemModelTester(page.summary.members, QAbstractItemModelTester.FailureReportingMode.Fatal, page)


def test_where_the_data_came_from_is_told_when_it_was_imported(desk: Desk, tmp_path: Path) -> None:
    typed = add_family(desk.services, *HOUSEHOLD[1:])
    page = desk.show(DossierPage, family_id=typed.family_id)
    assert "Origen" not in said(page.summary)

    code = import_roster(desk.services, tmp_path)
    (hit,) = [hit for hit in desk.services.read(finding.search, "muñoz rosalba").hits if hit.municipality == "Neiva"]
    page.page_args(family_id=hit.family_id)
    desk.wait()
    desk.until(lambda: f"Llegó en la importación {code}" in said(page.summary))
    assert "padron.csv, 21/11/2026" in said(page.summary)
    buttons = page.summary.findChildren(QPushButton)
    click(next(button for button in buttons if button.text() == "Ver lotes"))
    assert desk.visited == [("batches", {})]


def test_a_family_of_fourteen_and_one_with_nothing_known_both_open(desk: Desk) -> None:
    children = [
        NewMember(
            first_name=f"Hijo{number}",
            first_surname="Muñoz",
            kinship=Kinship.CHILD,
            birth_date=date(2010, 1, 1 + number),
            document="",
            document_type="",
        )
        for number in range(13)
    ]
    big = add_family(desk.services, ROSALBA, *children)
    bare = add_family(
        desk.services,
        NewMember(first_name="Ana", first_surname="Abril", birth_date=None, sex=Sex.UNKNOWN, document_type=""),
        settlement="",
        zone=None,
        address="",
        phone="",
        targeting=(),
    )
    page = desk.show(DossierPage, family_id=big.family_id)
    assert page.summary.members.rowCount() == 14
    last = page.summary.table.visualRect(page.summary.members.index(13, 0))
    assert page.summary.table.viewport().rect().contains(last.adjusted(0, 0, -1, 0))

    page.page_args(family_id=bare.family_id, tab="members")
    desk.wait()
    assert page.tabs.currentIndex() == 1
    desk.until(lambda: "Documento" in facts(page.members.detail))
    shown = facts(page.members.detail)
    assert shown["Documento"] == "Sin información"
    assert shown["Nacimiento"] == "Sin información"
    assert said(page.card).count("Sin información") == 1  # targeting
    assert "edad sin dato" in said(page.card)


def test_sensitive_answers_show_only_with_their_person(desk: Desk) -> None:
    made = add_family(
        desk.services,
        NewMember(
            first_name="Ana",
            first_surname="Rojas",
            ethnicity="indigenous",
            disability="declined",
            pregnant=Answer.NO,
            pregnant_as_of_on=date(2026, 9, 1),
            victim=Answer.DECLINED,
        ),
        NewMember(first_name="Luz", first_surname="Rojas", kinship=Kinship.SIBLING, document="55"),
    )
    page = desk.show(DossierPage, family_id=made.family_id)
    assert "Indígena" not in " ".join(visible_texts(page.summary)) + said(page.card)

    page.page_args(family_id=made.family_id, tab="members")
    desk.wait()
    shown = facts(page.members.detail)
    assert shown["Pertenencia étnica"] == "Indígena"
    assert shown["Discapacidad"] == "Prefiere no responder"
    assert shown["Gestante"] == "No, al 01/09/2026"
    assert shown["Víctima del conflicto"] == "Prefiere no responder"

    page.members.table.setFocus()
    press(Qt.Key.Key_Down)
    desk.until(lambda: "Luz Rojas" in said(page.members.detail))
    shown = facts(page.members.detail)
    assert shown["Pertenencia étnica"] == shown["Discapacidad"] == shown["Gestante"] == "Sin información"
    assert shown["Víctima del conflicto"] == "Sin información"
    cells = [
        str(page.members.members.index(row, column).data(role))
        for row in range(2)
        for column in range(page.members.members.columnCount())
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    ]
    assert not [text for text in cells if "Indígena" in text or "Prefiere" in text]


def test_a_link_to_a_person_opens_on_them_and_enter_leads_there(desk: Desk) -> None:
    made = add_family(desk.services)
    page = desk.show(DossierPage, family_id=made.family_id, person_id=made.people[2])
    assert page.tabs.currentIndex() == 1
    chosen = page.members.chosen()
    assert chosen is not None
    assert chosen.person_id == made.people[2]

    press(Qt.Key.Key_1, modifier=CTRL)
    assert page.tabs.currentIndex() == 0
    page.summary.table.setFocus()
    page.summary.table.go_to_row(1)
    press(Qt.Key.Key_Return)
    assert page.tabs.currentIndex() == 1
    assert "Wilson Andrés Cabrera Peña" in said(page.members.detail)
    press(Qt.Key.Key_1, modifier=CTRL)
    press(Qt.Key.Key_2, modifier=CTRL)
    assert page.tabs.currentIndex() == 1


def test_one_read_opens_a_family_and_what_others_save_shows(desk: Desk) -> None:
    made = add_family(desk.services)
    page = desk.show(DossierPage, family_id=made.family_id)
    change_contact(desk.services, made.family_id, address="Finca El Mirador")
    desk.until(lambda: facts(page.summary).get("Dirección") == "Finca El Mirador")

    page.hide()
    change_contact(desk.services, made.family_id, address="Lote 7")
    desk.wait()
    page.show()
    page.page_shown()
    desk.until(lambda: facts(page.summary).get("Dirección") == "Lote 7")


def test_a_family_that_is_no_longer_there_says_so_with_a_way_back(desk: Desk) -> None:
    page = desk.show(DossierPage, family_id=new_id())
    (block,) = [block for block in page.findChildren(EmptyState) if block.isVisible()]
    assert "ya no está en el registro" in block.why.text()
    assert block.button is not None
    click(block.button)
    assert desk.visited == [("families", {})]

    made = add_family(desk.services)
    page.page_args(family_id=made.family_id)
    desk.wait()
    assert "Familia Muñoz Ordóñez" in said(page.card)


@pytest.mark.check("C04", "C06", "C15")
@pytest.mark.parametrize("state", ["summary", "contact", "members", "person"])
def test_everything_is_named_in_spanish_and_tab_goes_as_the_eye_does(desk: Desk, state: str) -> None:
    made = add_family(desk.services)
    page = desk.show(
        DossierPage, family_id=made.family_id, tab="members" if state in ("members", "person") else "summary"
    )
    if state == "contact":
        click(page.summary.edit_link)
    elif state == "person":
        click(page.members.detail.edit_button)
    desk.wait()
    assert page.window().width() == WINDOW[0]
    assert unnamed_focusables(page) == []
    assert english_words(page) - {made.folio.split("-")[1].lower()} == set()
    editor = {"contact": page.contact, "person": page.person}.get(state)
    order = [widget for widget in tab_order(page) if editor is None or editor.isAncestorOf(widget)]
    assert order

    def line(widget: QWidget) -> tuple[int, int]:
        corner = widget.mapTo(page, QPoint(0, 0))
        return (corner.y() // 30, corner.x())

    if editor is not None:
        assert [line(widget) for widget in order] == sorted(line(widget) for widget in order)
    elif state == "summary":
        inside = [widget for widget in order if page.summary.isAncestorOf(widget)]
        edge = page.summary.route.mapTo(page, QPoint(0, 0)).x()
        right = [widget for widget in inside if widget.mapTo(page, QPoint(0, 0)).x() >= edge]
        left = [widget for widget in inside if widget not in right]
        assert inside == [*left, *right]
        assert [line(widget) for widget in left] == sorted(line(widget) for widget in left)
        assert [line(widget) for widget in right] == sorted(line(widget) for widget in right)
        assert len(left) >= 4
        assert len(right) >= 2
    else:
        columns = [widget.mapTo(page, QPoint(0, 0)).x() for widget in order if page.tabs.isAncestorOf(widget)]
        assert columns[1:] == sorted(columns[1:])


ROSTER = """Código Municipio;Declaración;Tipo documento;Documento;Primer apellido;Segundo apellido;Primer nombre;\
Segundo nombre;Fecha de nacimiento;Género;Relación con el jefe;Fecha de desplazamiento;Municipio expulsor;Teléfono;\
Dirección
41001;7961975;CC;36284517;MUÑOZ;ORDÓÑEZ;ROSALBA;;02/07/1985;F;JEFE(A) DE HOGAR;10/07/2015;SAN VICENTE DEL CAGUÁN;\
3002915327;CASA 4
"""


def import_roster(services: Services, folder: Path) -> str:
    """Import `ROSTER` as a person does and return the code of its batch."""
    from gsi_desktop.services.exchange import commands, queries, reading, staging
    from gsi_desktop.services.exchange.data import ImportOptions

    path = folder / "padron.csv"
    path.write_text(ROSTER, encoding="utf-8")
    preview = reading.preview(path)
    layout = services.read(queries.layout, preview)
    options = ImportOptions(path=path, layout=layout, as_of=services.clock.today(), legal_basis="Ley 387 de 1997")
    services.run(commands.apply_roster, staging.stage(options, preview=preview))
    return services.read(queries.batches)[0].code


def test_a_family_that_was_merged_leads_to_the_one_that_stayed_and_says_so(desk: Desk) -> None:
    kept, gone = add_family(desk.services), add_family(desk.services, NewMember(first_name="Ana", first_surname="Gil"))
    desk.services.run(merge_families, MergeFamilies(kept_id=kept.family_id, gone_id=gone.family_id))
    page = desk.show(DossierPage, family_id=gone.family_id)
    desk.until(lambda: bool(page.bars()))
    assert page.bars()[0].text == f"La familia {gone.folio} se unió a esta."
    desk.until(lambda: kept.folio in said(page))
