"""Registrar novedad and Historial, used: what changes is told, saved once, and a wrong event is taken back."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from gsi_desktop.models.enums import EventKind, Kinship
from gsi_desktop.services.families import queries
from gsi_desktop.services.life.timeline import Topic
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.families.history_part import HistoryPart
from gsi_desktop.ui.families.life_page import LifePage
from gsi_desktop.ui.families.movement_page import MovementPage
from tests.gui.families.support import Desk, click, press, retype
from tests.support import life
from tests.support.accompaniment import baseline, commit, record
from tests.support.factories import HOUSEHOLD, Added, NewMember, add_family

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

GRANDMA = NewMember(
    first_name="Ana", first_surname="Ordóñez", birth_date=date(1950, 2, 1), kinship=Kinship.PARENT, document="26512345"
)


@pytest.fixture
def family(desk: Desk) -> Added:
    """A family of four with its línea base."""
    made = add_family(desk.services, *HOUSEHOLD, GRANDMA)
    baseline(desk.services, made)
    return made


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def begin(desk: Desk, family: Added, kind: EventKind, **args: object) -> LifePage:
    page = desk.show(LifePage, family_id=family.family_id, event=str(kind), **args)
    settle(desk, page)
    assert page.desk.form is not None
    return page


def settle(desk: Desk, page: LifePage) -> None:
    for _round in range(3):
        page.refresh()
        desk.wait()


def fill(desk: Desk, page: LifePage, **values: object) -> None:
    assert page.desk.form is not None
    page.desk.form.set_values(values)
    settle(desk, page)


def save(desk: Desk, page: LifePage) -> None:
    click(page.save_button)
    desk.wait()


def names(desk: Desk, family: Added) -> list[str]:
    return [one.first_name for one in desk.services.read(queries.dossier, family.family_id).members]


def test_a_birth_is_recorded_by_keyboard(desk: Desk, family: Added) -> None:
    page = begin(desk, family, EventKind.BIRTH)
    assert page.desk.form is not None
    first = page.desk.form.field("first_name").box
    assert first.hasFocus()
    for key, text in (("first_name", "Samuel"), ("first_surname", "Cabrera"), ("on", "10/11/2026")):
        retype(page.desk.form.field(key).box, text)
    page.desk.form.set_values({"sex": "male"})
    settle(desk, page)
    assert "Samuel Cabrera entra a la familia como hijo." in words(page.effects)
    assert "Logros que aplican a Samuel Cabrera" in words(page.effects)
    QTest.keyClick(first, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.wait()
    assert "Samuel" in names(desk, family)
    assert desk.visited[-1] == ("family", {"family_id": family.family_id, "tab": "members"})
    assert desk.notices[-1][:2] == ("success", "Se registró la novedad: Nacimiento.")


def test_who_dies_at_the_head_leaves_another(desk: Desk, family: Added) -> None:
    page = begin(desk, family, EventKind.DEATH, person_id=family.people[0])
    fill(desk, page, on=life.DAY)
    save(desk, page)
    assert page.desk.follow is not None
    assert page.desk.form is not None
    assert page.desk.follow.field("head_id").error == "Falta este dato."
    page.desk.form.field("note").box.setFocus()
    QTest.keyClick(page.desk.form.field("note").box, Qt.Key.Key_Tab)
    assert page.desk.follow.field("head_id").box.hasFocus()
    page.desk.follow.set_values({"head_id": family.people[1]})
    settle(desk, page)
    kin = page.desk.follow.field(f"kin:{family.people[3]}")
    assert kin.value() is Kinship.PARENT_IN_LAW
    kin.set_value(Kinship.NON_RELATIVE)
    settle(desk, page)
    assert page.desk.follow.field(f"kin:{family.people[3]}").value() is Kinship.NON_RELATIVE
    assert "Wilson Andrés Cabrera Peña queda a la cabeza del hogar." in words(page.effects)
    save(desk, page)
    shown = desk.services.read(queries.dossier, family.family_id)
    assert next((one.first_name, one.kinship) for one in shown.members) == ("Wilson", Kinship.HEAD)
    assert {one.first_name: one.kinship for one in shown.members}["Ana"] is Kinship.NON_RELATIVE


def test_commitments_of_who_leaves_are_asked_about(desk: Desk, family: Added) -> None:
    wilson = family.people[1]
    commit(desk.services, family, date(2027, 1, 1), responsible_id=wilson, responsible="")
    page = begin(desk, family, EventKind.EXIT, person_id=wilson)
    fill(desk, page, on=life.DAY)
    assert "Falta decidir qué pasa con el compromiso «Afiliar a salud»." in words(page.effects)
    assert page.desk.follow is not None
    field = next(one for one in page.desk.follow.fields() if one.key.startswith("promise:"))
    field.set_value(family.people[0])
    settle(desk, page)
    assert "El compromiso «Afiliar a salud» pasa a Rosalba Muñoz Ordóñez." in words(page.effects)
    save(desk, page)
    assert "Wilson" not in names(desk, family)


def test_a_split_asks_for_both_heads(desk: Desk, family: Added) -> None:
    page = begin(desk, family, EventKind.SPLIT)
    fill(desk, page, on=life.DAY, **{f"go:{family.people[0]}": True, f"go:{family.people[2]}": True})
    assert page.desk.follow is not None
    assert {"new_head_id", "head_id"} <= {one.key for one in page.desk.follow.fields()}
    page.desk.follow.set_values({"new_head_id": family.people[0], "head_id": family.people[1]})
    settle(desk, page)
    assert "Se forma una familia nueva, con folio propio" in words(page.effects)
    save(desk, page)
    assert names(desk, family) == ["Wilson", "Ana"]
    desk.offers[-1]["Abrir la familia nueva"]()
    assert names(desk, Added(desk.visited[-1][1]["family_id"], "", ())) == ["Rosalba", "Leidy"]


def test_somebody_known_comes_from_another_family(desk: Desk, family: Added) -> None:
    other = add_family(desk.services, NewMember(first_name="Luz", first_surname="Gil", document="55444333"))
    page = begin(desk, family, EventKind.JOIN)
    fill(desk, page, way="known", find="55444333", kinship=Kinship.SIBLING, on=life.DAY)
    page.desk.look_up()
    desk.wait()
    settle(desk, page)
    assert f"Luz Gil pasa de la familia {other.folio} a esta, como hermana." in words(page.effects)
    save(desk, page)
    assert "Luz" in names(desk, family)


def test_a_refusal_stands_at_its_field(desk: Desk, family: Added) -> None:
    page = begin(desk, family, EventKind.MOVE)
    fill(desk, page, municipality_id="41551", on=life.DAY)
    assert "La familia ya vive en ese municipio" in words(page.effects)
    save(desk, page)
    assert page.desk.form is not None
    assert page.desk.form.field("municipality_id").error.startswith("La familia ya vive en ese municipio")
    assert desk.visited == []


def test_what_is_typed_is_kept_and_comes_back(desk: Desk, family: Added) -> None:
    page = begin(desk, family, EventKind.BIRTH)
    assert page.desk.form is not None
    retype(page.desk.form.field("first_name").box, "Samuel")
    desk.until(page.keeper.badge.isVisible)
    page.page_args(family_id=family.family_id, event="death")
    desk.wait()
    assert not page.keeper.badge.isVisible()
    page.page_args(family_id=family.family_id, event="birth")
    desk.wait()
    assert page.desk.form.field("first_name").typed() == "Samuel"
    click(page.discard_button)
    assert not page.keeper.badge.isVisible()


@pytest.mark.check("C22")
def test_what_is_thrown_away_is_taken_back(desk: Desk, family: Added) -> None:
    context = desk.context()
    page = desk.show(lambda _context: LifePage(context), family_id=family.family_id, event="birth")
    assert page.desk.form is not None
    click(page.discard_button)
    assert not desk.notices
    for name in ("Samuel", "Luz"):
        page.page_args(family_id=family.family_id, event="birth")
        desk.wait()
        retype(page.desk.form.field("first_name").box, name)
        click(page.discard_button)
        assert desk.notices[-1][1:] == ("Se descartó lo escrito.", f"Nacimiento, familia {family.folio}")
        assert not context.drafts.all()
        assert desk.visited[-1] == ("family", {"family_id": family.family_id, "tab": "members"})
    desk.offers[-1]["Deshacer"]()
    area, told = desk.visited[-1]
    assert area == "life_event"
    page.page_args(**told)
    desk.wait()
    assert page.desk.form.field("first_name").typed() == "Luz"
    assert page.keeper.badge.isVisible()
    desk.offers[0]["Deshacer"]()
    assert desk.notices[-1][1] == "Ya hay otra novedad como esa sin guardar."
    page.page_args(**told)
    desk.wait()
    assert page.desk.form.field("first_name").typed() == "Luz"
    click(page.discard_button)
    desk.offers[2]["Deshacer"]()
    page.page_args(**told)
    desk.wait()
    assert page.desk.form.field("first_name").typed() == "Samuel"


def choose(page: LifePage, kind: EventKind) -> None:
    page.desk.kind.set_value(kind)
    page.desk.kind_chosen.emit()


def test_a_birth_that_became_an_entry_leaves_no_draft_of_a_birth(desk: Desk, family: Added) -> None:
    context = desk.context()
    page = desk.show(lambda _context: LifePage(context), family_id=family.family_id, event="birth")
    assert page.desk.form is not None
    for key, text in (("first_name", "Luz"), ("first_surname", "Gil"), ("on", "18/05/2020")):
        retype(page.desk.form.field(key).box, text)

    def kept() -> list[str]:
        return [one.subject.partition(":")[2] for one in context.drafts.all()]

    desk.until(kept)
    choose(page, EventKind.JOIN)
    assert kept() == ["join"]
    choose(page, EventKind.BIRTH)
    assert kept() == ["birth"]
    assert page.desk.form.field("on").typed() == "18/05/2020"
    choose(page, EventKind.JOIN)
    retype(page.desk.form.field("on").box, "20/11/2026")
    choose(page, EventKind.BIRTH)
    assert sorted(kept()) == ["birth", "join"]  # the day of the entry is nowhere else


def test_a_birth_that_turns_out_to_be_an_entry_keeps_the_child(desk: Desk, family: Added) -> None:
    page = begin(desk, family, EventKind.BIRTH)
    assert page.desk.form is not None
    for key, text in (("first_name", "Luz"), ("first_surname", "Gil"), ("on", "18/05/2020"), ("note", "Vive aquí")):
        retype(page.desk.form.field(key).box, text)
    page.desk.kind.set_value(EventKind.JOIN)
    page.desk.kind_chosen.emit()
    desk.wait()
    entry = page.desk.form
    assert {key: entry.field(key).typed() for key in ("first_name", "first_surname", "birth_date", "on", "note")} == {
        "first_name": "Luz", "first_surname": "Gil", "birth_date": "18/05/2020", "on": "", "note": "Vive aquí",
    }  # fmt: skip
    assert entry.field("kinship").value() is Kinship.CHILD
    assert page.keeper.badge.isVisible()
    other = add_family(desk.services, NewMember(first_name="Eva", first_surname="Gil", document="55444333"))
    page.page_args(family_id=other.family_id, event="birth")
    desk.wait()
    assert page.desk.form.field("first_name").typed() == ""


@pytest.mark.check("C54")
def test_the_history_tells_everything_in_one_order(desk: Desk, family: Added) -> None:
    record(desk.services, family)
    life.birth(desk.services, family.family_id)
    part = HistoryPart(desk.context())
    desk.qtbot.addWidget(part)
    part.resize(1100, 600)
    part.show_family(family.family_id)
    part.show()
    desk.wait()
    days = [line.on for line in part.lines.rows()]
    assert days == sorted(days, reverse=True)
    topics = {line.topic for line in part.lines.rows()}
    assert {Topic.LIFE, Topic.VISITS, Topic.ACHIEVEMENTS} <= topics
    part.part_shown()
    part.table.go_to_row(0)
    assert "Nació Samuel Cabrera Muñoz" in words(part)
    assert "Qué cambió" in words(part)
    for topic in Topic:
        click(part.filter.segment(topic))
        desk.wait()
        assert {line.topic for line in part.lines.rows()} <= {topic}


def test_a_wrong_event_is_annulled_from_the_history(desk: Desk, family: Added) -> None:
    life.birth(desk.services, family.family_id)
    page = desk.show(DossierPage, family_id=family.family_id, tab="history")
    desk.wait()
    part = page.findChild(HistoryPart)
    assert isinstance(part, HistoryPart)
    part.table.go_to_row(0)
    assert part.annul_button.isVisible()
    click(part.annul_button)
    retype(part.annul_form.form.field("reason").box, "Se digitó en otra familia")
    press(Qt.Key.Key_S, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.wait()
    assert "Samuel" not in names(desk, family)
    desk.wait()
    assert "Nació Samuel Cabrera Muñoz (anulada)" in [part.table.model().index(row, 2).data() for row in range(9)][1]


def test_who_left_is_folded_below_the_members(desk: Desk, family: Added) -> None:
    life.leave(desk.services, family.family_id, family.people[3])
    page = desk.show(DossierPage, family_id=family.family_id, tab="members")
    desk.wait()
    former = page.members.former
    assert former.isVisible()
    assert not former.table.isVisible()
    click(former.button)
    assert former.table.isVisible()
    assert former.table.model().index(0, 3).data() == "Ana Ordóñez dejó la familia"
    page.members.life_menu.menu_.actions()[0].trigger()
    assert desk.visited[-1][0] == "life_event"


def test_a_family_that_left_says_so_in_its_head(desk: Desk, family: Added) -> None:
    life.leave_programme(desk.services, family.family_id, "not_located")
    page = desk.show(DossierPage, family_id=family.family_id)
    desk.wait()
    from gsi_desktop.ui.families import words as told

    chip = told.episode_chip(desk.services.read(queries.dossier, family.family_id))
    assert chip is not None
    assert chip.text == "Salió el 10/11/2026: No localizada tras varias visitas"
    offered = [action.text() for action in page.members.life_menu.menu_.actions() if action.text()]
    assert offered == ["Fallecimiento", "Salida de una persona", "Reingreso al programa"]


def test_the_movement_of_a_month_is_read_by_itself(desk: Desk, family: Added) -> None:
    life.birth(desk.services, family.family_id)
    life.leave(desk.services, family.family_id, family.people[3])
    page = desk.show(MovementPage)
    desk.wait()

    def told() -> list[tuple[str, int | None, int | None]]:
        return [(row.name, row.families, row.persons) for row in page.rows.rows()]

    assert told() == [
        ("Había al terminar el 31/10/2026", 1, 4),
        ("+ Nacimiento", None, 1),
        ("Total de ingresos", 0, 1),
        ("- Salida de una persona", None, 1),
        ("Total de salidas", 0, 1),
        ("Hay al terminar el 21/11/2026", 1, 4),
    ]
    assert page.check.text() == "Cuadra"
    retype(page.form.field("from_on").box, "1/1/2026")
    desk.until(lambda: told()[0] == ("Había al terminar el 31/12/2025", 0, 0))
    retype(page.form.field("from_on").box, "22/11/2026")
    desk.until(lambda: page.form.field("to_on").error)
    click(page.copy_button)
    assert "Nacimiento" in QGuiApplication.clipboard().text()
    life.birth(desk.services, family.family_id, first_name="Luna")
    retype(page.form.field("from_on").box, "1/11/2026")
    desk.until(lambda: ("+ Nacimiento", None, 2) in told())


def test_the_menu_of_events_opens_by_its_access_key(desk: Desk, family: Added) -> None:
    page = desk.show(DossierPage, family_id=family.family_id, tab="members")
    menu = page.members.life_menu.menu_
    seen: list[str] = []

    def choose() -> None:
        seen.append(menu.actions()[0].text())
        press(Qt.Key.Key_Down, Qt.Key.Key_Return)

    QTimer.singleShot(200, choose)
    QTest.keyClick(page.window(), Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    desk.until(lambda: desk.visited)
    assert seen == ["Nacimiento"]
    assert desk.visited[-1][1]["event"] == "birth"
