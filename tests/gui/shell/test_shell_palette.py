"""Ctrl+K: finds people, pages and actions by keyboard alone, and gives the keyboard back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gsi_desktop.models.enums import PaperKind
from gsi_desktop.services.core import views
from gsi_desktop.services.core.settings import Recent, SettingsStore
from gsi_desktop.services.core.views import SaveView
from gsi_desktop.services.families import queries as families
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.paperwork import printing, rules
from gsi_desktop.services.paperwork import queries as paperwork
from gsi_desktop.services.paperwork.data import Selection, WantedBatch
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.shell.opening import load_samples
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.palette import Palette, _Rows
from gsi_desktop.ui.shell.palette_entries import Entry, match_spans, matching
from gsi_desktop.ui.shell.palette_lists import list_entries, open_list
from gsi_desktop.ui.shell.program import Program
from gsi_desktop.ui.shell.tips import tips
from tests.gui.families.support import many_families
from tests.gui.shell.support import Start, focused_name, press, settle, type_text
from tests.support.factories import add_families

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising

CONTROL = Qt.KeyboardModifier.ControlModifier


# --- matching


@pytest.mark.check("C30")
@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("María Muñoz Ordóñez", "munoz", ["Muñoz"]),
        ("María Muñoz Ordóñez", "ord mari", ["Marí", "Ord"]),
        ("Rosalba Muñoz", "alba", []),
        ("CC 36.284.517 · 41551", "284517", ["284.517"]),
        ("CC 1.075.234.567", "1.075.234", ["1.075.234"]),
        ("Ana Ana", "ana", ["Ana", "Ana"]),
        ("Jose\u0301 Ana", "jose", ["Jose\u0301"]),
        ("Muñoz", "", []),
        ("Muñoz", "x", []),
    ],
)
def test_what_was_typed_is_marked(text: str, typed: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in match_spans(text, typed)] == marked


def test_entries_match_by_the_beginnings_of_words_in_any_order() -> None:
    entries = [Entry("page", key, title) for key, title in (("a", "Importar padrón"), ("b", "Lotes importados"))]
    assert [entry.key for entry in matching(entries, "padron imp")] == ["a"]
    assert [entry.key for entry in matching(entries, "import")] == ["a", "b"]
    assert not matching(entries, "ortar")


# --- the palette


@pytest.fixture
def full(own_pages: None, start: Start, sqlite_location: str, qtbot: QtBot) -> Program:
    """The program on forty invented families, the keyboard in the page's filter."""
    program = start(Options(database=sqlite_location))
    assert program.context is not None
    services = program.context.services
    program.runner.long(program, lambda progress: load_samples(services, 40, progress), lambda _none: None)
    settle(program)
    return program


def palette(program: Program) -> Palette:
    assert program.desk is not None
    return program.desk.palette


def somebody(program: Program) -> tuple[str, str, str]:
    """Return name, folio and surname of a head of household in the database."""
    from gsi_desktop.services.families import queries
    from gsi_desktop.services.families.data import FamilyFilter

    assert program.context is not None
    row = program.context.services.read(queries.family_page, FamilyFilter()).rows[0]
    surname, name = row.head_name.split(", ")
    return f"{name} {surname}", row.folio, surname.split(" ")[0]


@pytest.mark.check("C32")
def test_a_person_is_found_by_keyboard_and_their_family_opened(full: Program, qtbot: QtBot) -> None:
    name, folio, surname = somebody(full)
    press(Qt.Key.Key_K, modifier=CONTROL)
    assert palette(full).isVisible()
    type_text(surname.lower())
    qtbot.waitUntil(lambda: any(folio in line for line in palette(full).texts()))
    assert "Personas y familias" in palette(full).texts()
    chosen = palette(full).current()
    assert chosen is not None
    for _turn in range(20):
        if folio in chosen.detail:
            break
        press(Qt.Key.Key_Down)
        chosen = palette(full).current()
        assert chosen is not None
    assert chosen.title == name
    press(Qt.Key.Key_Return)
    assert not palette(full).isVisible()
    assert full.host.area == "family"
    assert focused_name() == "Imprimir"


@pytest.mark.check("C32")
def test_escape_gives_the_keyboard_back(full: Program) -> None:
    before = QApplication.focusWidget()
    assert isinstance(before, QLineEdit)
    before.setText("fun")
    press(Qt.Key.Key_K, modifier=CONTROL)
    assert QApplication.focusWidget() is not before
    type_text("xx")
    press(Qt.Key.Key_Escape)
    assert not palette(full).isVisible()
    assert QApplication.focusWidget() is before
    assert before.text() == "fun"


@pytest.mark.check("C32")
def test_pages_and_actions_with_their_keys_and_recent_ones_first(full: Program, qtbot: QtBot) -> None:
    press(Qt.Key.Key_K, modifier=CONTROL)
    lines = palette(full).texts()
    assert lines[:2] == ["Páginas", "Familias"]
    assert "Aumentar el texto, Ctrl++" in lines
    type_text("admin")
    qtbot.waitUntil(lambda: palette(full).texts()[:2] == ["Páginas", "Administración"])
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: full.host.area == "settings")
    full.window.activateWindow()  # making a page with a purpose shows that label alone for a moment (ui/kit/page.py)
    qtbot.waitUntil(full.window.isActiveWindow)
    press(Qt.Key.Key_K, modifier=CONTROL)
    type_text("tema osc")
    qtbot.waitUntil(lambda: "Tema oscuro" in palette(full).texts())
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: full.settings.current.theme == "dark")
    press(Qt.Key.Key_K, modifier=CONTROL)
    assert palette(full).texts()[:3] == ["Recientes", "Tema oscuro", "Administración"]


def test_enter_before_the_answer_waits_for_it(full: Program, qtbot: QtBot) -> None:
    name, folio, _surname = somebody(full)
    press(Qt.Key.Key_K, modifier=CONTROL)
    type_text(folio)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: full.host.area == "family")
    assert full.settings.current.recent[0].kind == "family"
    assert name not in SettingsStore(full.settings.path).path.as_posix()


def test_the_newest_words_win(full: Program, qtbot: QtBot) -> None:
    _name, folio, surname = somebody(full)
    press(Qt.Key.Key_K, modifier=CONTROL)
    for text in ("zzzz", surname, folio):
        palette(full)._field.setText(text)
        palette(full)._ask()
    settle(full)
    qtbot.waitUntil(lambda: any(folio in line for line in palette(full).texts()))
    assert not any("zzzz" in line for line in palette(full).texts())


@pytest.mark.check("C44")
def test_nothing_found_says_so_and_what_to_try(full: Program, qtbot: QtBot) -> None:
    press(Qt.Key.Key_K, modifier=CONTROL)
    type_text("qqqq")
    said = "Nada coincide con «qqqq». Pruebe con un apellido, el documento o el folio."
    qtbot.waitUntil(lambda: said in palette(full).texts())
    press(Qt.Key.Key_Return)
    assert palette(full).isVisible()
    assert palette(full).current() is None


def test_more_than_fit_is_said(full: Program, qtbot: QtBot) -> None:
    press(Qt.Key.Key_K, modifier=CONTROL)
    type_text("ma")
    qtbot.waitUntil(lambda: "Hay más. Escriba otro nombre o el documento." in palette(full).texts())


def test_arrows_go_round_and_pages_jump(full: Program) -> None:
    press(Qt.Key.Key_K, modifier=CONTROL)
    first = palette(full).current()
    press(Qt.Key.Key_Up)
    last = palette(full).current()
    assert last is not None
    assert last.title == "Salir"
    press(Qt.Key.Key_Down)
    assert palette(full).current() == first
    press(*[Qt.Key.Key_PageDown] * 5)
    assert palette(full).current() == last
    press(Qt.Key.Key_Tab)
    assert palette(full).current() == first


def test_typing_in_the_search_field_opens_it_with_what_was_typed(full: Program) -> None:
    field = full.window.header.search
    field.setFocus()
    QTest.keyClicks(field, "m")
    assert palette(full).isVisible()
    assert palette(full).typed == "m"
    assert palette(full).texts()[-1] == "Escriba dos letras o más."


def test_leaving_it_with_the_mouse_closes_it(full: Program) -> None:
    press(Qt.Key.Key_K, modifier=CONTROL)
    full.window.navigation.focus_current()
    assert not palette(full).isVisible()
    assert focused_name() == "Familias"


def test_recent_families_are_named_from_the_database_after_a_restart(
    full: Program, start: Start, sqlite_location: str, qtbot: QtBot
) -> None:
    name, folio, _surname = somebody(full)
    press(Qt.Key.Key_K, modifier=CONTROL)
    type_text(folio)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: full.host.area == "family")
    full.window.close()
    stored = full.settings.path.read_text(encoding="utf-8")
    assert not any(part in stored for part in (name, folio, name.split(" ")[0]))
    again = start(Options(database=sqlite_location))
    press(Qt.Key.Key_K, modifier=CONTROL)
    qtbot.waitUntil(lambda: palette(again).texts()[0] == "Recientes")
    assert palette(again).texts()[1].startswith(f"{name}, {folio}")


def test_a_recent_family_that_is_gone_is_left_out(
    own_pages: None, start: Start, sqlite_location: str, home: object, qtbot: QtBot
) -> None:
    settings = SettingsStore()
    gone = Recent("family", "018f0000-0000-7000-8000-000000000000")
    settings.put(replace(settings.current, recent=(gone, Recent("page", "import"))))
    program = start(Options(database=sqlite_location), settings=settings)
    press(Qt.Key.Key_K, modifier=CONTROL)
    settle(program)
    assert palette(program).texts()[:3] == ["Recientes", "Importar padrón", "Páginas"]


@pytest.mark.check("C04", "C15")
def test_it_is_named_and_spanish(full: Program) -> None:
    press(Qt.Key.Key_K, modifier=CONTROL)
    assert not unnamed_focusables(palette(full))
    assert not english_words(palette(full))


def test_the_list_is_a_sound_model(full: Program, qtbot: QtBot) -> None:
    rows = _Rows(full.window)
    QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows.fill([("Uno", [Entry("page", "a", "A")]), ("Nada", []), ("Dos", [Entry("note", "", "B")])])
    assert rows.rowCount() == 4
    rows.fill([])


# --- choosing a family, and the lists of work


def test_a_family_is_chosen_for_a_page_among_families_alone(full: Program, qtbot: QtBot) -> None:
    name, _folio, surname = somebody(full)
    chosen: list[object] = []
    assert full.context is not None
    full.context.choose_family(chosen.append)
    assert not {"Páginas", "Acciones", "Listas"} & set(palette(full).texts())
    type_text(surname)
    qtbot.waitUntil(lambda: palette(full).current() is not None)
    found = palette(full).current()
    assert found is not None
    assert found.kind == "family"
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(chosen))
    assert str(chosen[0]) == found.key
    assert full.host.area == "families"
    assert full.settings.current.recent == ()
    assert name

    full.context.choose_family(chosen.append)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_K, modifier=CONTROL)
    assert "Páginas" in palette(full).texts()
    assert len(chosen) == 1


@pytest.mark.check("C32")
def test_the_lists_of_work_are_found_by_name(full: Program, qtbot: QtBot) -> None:
    press(Qt.Key.Key_K, modifier=CONTROL)
    type_text("nunca visit")
    qtbot.waitUntil(lambda: palette(full).texts()[:2] == ["Listas", "Familias nunca visitadas"])
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: full.settings.current.recent == (Recent("list", "never"),))
    assert full.host.area == "families"
    press(Qt.Key.Key_K, modifier=CONTROL)
    assert palette(full).texts()[:2] == ["Recientes", "Familias nunca visitadas"]


def test_overdue_commitments_are_a_list_of_work() -> None:
    went: list[tuple[str, dict[str, object]]] = []
    assert "Compromisos vencidos" in [entry.title for entry in list_entries()]
    open_list("commitments_overdue", None, date(2026, 11, 21), lambda area, **told: went.append((area, told)))
    assert went == [("commitments", {"due": "overdue", "cogestor_id": None})]


def test_a_family_opened_from_anywhere_is_remembered(full: Program) -> None:
    from uuid import uuid4

    family = uuid4()
    full.navigate("family", family_id=family)
    assert full.settings.current.recent == (Recent("family", str(family)),)
    settle(full)


@pytest.mark.check("C35")
def test_a_saved_view_is_found_by_its_name(full: Program, qtbot: QtBot) -> None:
    assert full.context is not None
    view = SaveView(view_id=None, area="families", name="Ñapas rurales", content="{}")
    full.context.services.run(views.save_view, view)
    press(Qt.Key.Key_K, modifier=CONTROL)
    qtbot.waitUntil(lambda: "Ñapas rurales" in palette(full).texts())
    type_text("napas")
    qtbot.waitUntil(lambda: palette(full).texts()[:2] == ["Listas", "Ñapas rurales"])
    press(Qt.Key.Key_Return)
    assert full.host.area == "families"


def test_the_code_of_a_form_is_what_enter_takes(full: Program, qtbot: QtBot, tmp_path: Path) -> None:
    assert full.context is not None
    services = full.context.services
    wanted = WantedBatch(kinds=(PaperKind.VISIT,), selection=Selection(chosen=FamilyFilter()))
    made = printing.print_batch(services, wanted, tmp_path / "lote.pdf", workers=1)
    assert made.batch_id is not None
    row = services.read(paperwork.paper_list, made.batch_id).rows[0]
    press(Qt.Key.Key_K, modifier=CONTROL)
    type_text(rules.bars(row.code))
    qtbot.waitUntil(lambda: "Papeles" in palette(full).texts())
    found = palette(full).current()
    assert found is not None
    assert (found.kind, found.key) == ("paper", row.code)
    assert row.folio in " ".join(palette(full).texts())


# --- what happened to a family


@pytest.fixture
def office(start: Start, sqlite_location: str) -> Program:
    """The program with its own pages on two families."""
    settings = SettingsStore()
    settings.update(tips_seen=tuple(tips()))
    program = start(Options(database=sqlite_location), settings=settings)
    settle(program)
    assert program.context is not None
    add_families(program.context.services, *many_families(2))
    return program


def family_ids(program: Program) -> list[UUID]:
    assert program.context is not None
    return [row.family_id for row in program.context.services.read(families.family_page, FamilyFilter()).rows]


@pytest.mark.check("C32")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("nacimiento", ["Nacimiento"]),
        ("defuncion", ["Fallecimiento"]),
        ("traslado", ["Traslado a otro municipio"]),
        ("separación", ["División del hogar"]),
        ("ingreso", ["Ingreso de una persona"]),
        ("salida", ["Salida de una persona", "Salida del programa"]),
    ],
)
def test_life_events_are_found_by_what_people_call_them(
    office: Program, qtbot: QtBot, typed: str, offered: list[str]
) -> None:
    press(Qt.Key.Key_K, modifier=CONTROL)
    assert not any("Nacimiento" in line for line in palette(office).texts())
    type_text(typed)
    lines = [f"{title}, Novedad: se elige la familia" for title in offered]
    qtbot.waitUntil(lambda: palette(office).texts() == ["Acciones", *lines])


def test_a_life_event_is_recorded_of_the_family_on_screen(office: Program, qtbot: QtBot) -> None:
    family = family_ids(office)[1]
    office.navigate("family", family_id=family)
    settle(office)
    press(Qt.Key.Key_K, modifier=CONTROL)
    type_text("traslado")
    qtbot.waitUntil(lambda: "Traslado a otro municipio, Novedad de esta familia" in palette(office).texts())
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: office.host.area == "life_event")
    assert office.here == {"family_id": family, "event": "move"}
    settle(office)
    page = office.host.page()
    assert page is not None
    assert page.family == family


def test_without_a_family_on_screen_it_is_chosen_first(office: Program, qtbot: QtBot) -> None:
    press(Qt.Key.Key_K, modifier=CONTROL)
    type_text("nacim")
    qtbot.waitUntil(lambda: palette(office).current() is not None)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: palette(office).isVisible() and not palette(office).typed)
    assert not palette(office).texts()
    type_text("anacona")
    qtbot.waitUntil(lambda: palette(office).current() is not None)
    found = palette(office).current()
    assert found is not None
    assert found.kind == "family"
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: office.host.area == "life_event")
    assert office.here == {"family_id": UUID(found.key), "event": "birth"}
    settle(office)
