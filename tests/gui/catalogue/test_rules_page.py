"""Reglas del programa on screen: explained, checked, saved, put back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from gsi_desktop.bootstrap import Services
from gsi_desktop.services.achievements import commands, parameters
from gsi_desktop.services.achievements.parameters import EditParameters, Parameters
from gsi_desktop.ui.catalogue.rules_page import RulesPage, shown_share
from gsi_desktop.ui.kit.accessibility import english_words, spoken_name, tab_order, unnamed_focusables
from gsi_desktop.ui.kit.theme import theme
from tests.gui.exchange.support import Desk, button, press, said, type_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raising, grabbing

CONTROL = Qt.KeyboardModifier.ControlModifier


def shown(page: RulesPage, key: str) -> str:
    return str(page.form.field(key).box.text())  # type: ignore[attr-defined]


def retype(page: RulesPage, key: str, text: str) -> None:
    page.form.field(key).box.setFocus()
    press(Qt.Key.Key_A, modifier=CONTROL)
    type_text(text)


def save(desk: Desk) -> None:
    press(Qt.Key.Key_S, modifier=CONTROL)
    desk.wait()


def edited(**fields: object) -> EditParameters:
    """Return what somebody else changes of the initial rules."""
    return EditParameters(base=Parameters(), mine=Parameters(**fields))  # type: ignore[arg-type]  # fields by name


def in_force(desk: Desk) -> Parameters:
    return desk.services.read(parameters.load)


def test_each_rule_stands_with_what_it_decides_and_how_it_came(desk: Desk) -> None:
    page = desk.show(RulesPage)
    told = said(page)
    assert shown(page, "ipm_cutoff") == "33 %"
    assert shown(page, "final_share") == "70 %"
    assert "Un hogar es pobre cuando el peso de sus privaciones llega a este valor" in told
    for initial in ("Inicial: 33 %.", "Inicial: 70 %.", "Inicial: sin marcar.", "Inicial: 5.", "Inicial: 294 días."):
        assert initial in told
    assert not page.save.isEnabled()
    assert not page.initial.isEnabled()


def test_rules_are_changed_and_saved_with_the_keyboard(desk: Desk) -> None:
    page = desk.show(RulesPage)
    assert page.form.field("ipm_cutoff").box.hasFocus()
    retype(page, "ipm_cutoff", "1/3")
    retype(page, "pregnancy_days", "280")
    page.form.field("unmanageable_leaves").box.setFocus()
    press(Qt.Key.Key_Space)
    save(desk)
    kept = in_force(desk)
    assert (kept.ipm_cutoff, kept.pregnancy_days, kept.unmanageable_leaves) == ("1/3", 280, True)
    assert (kept.final_share, kept.open_visit_days) == ("70/100", 7)
    assert shown(page, "ipm_cutoff") == "1/3"
    assert not page.save.isEnabled()


@pytest.mark.check("C24", "C25")
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(desk: Desk) -> None:
    page = desk.show(RulesPage)
    retype(page, "ipm_cutoff", "un tercio")
    retype(page, "minimum_priorities", "0")
    retype(page, "open_visit_days", "pocos")
    save(desk)
    told = said(page)
    assert "Hay 3 datos por corregir." in told
    assert "«un tercio» no es un porcentaje. Escríbalo como 33 % o como 1/3." in told
    assert "Va de 1 a 20." in told
    assert "«pocos» no es un número." in told
    assert page.form.field("ipm_cutoff").box.hasFocus()
    assert shown(page, "open_visit_days") == "pocos"
    assert in_force(desk) == Parameters()


def test_the_initial_values_are_one_button_away(desk: Desk) -> None:
    desk.services.run(commands.save_parameters, edited(ipm_cutoff="40 %", minimum_priorities=3))
    page = desk.show(RulesPage)
    assert shown(page, "ipm_cutoff") == "40 %"
    button(page, "Volver a lo inicial").click()
    assert shown(page, "ipm_cutoff") == "33 %"
    assert in_force(desk).ipm_cutoff == "40/100"
    button(page, "Guardar").click()
    desk.wait()
    assert in_force(desk).minimum_priorities == 5
    assert in_force(desk) == Parameters()
    assert not page.initial.isEnabled()


@pytest.mark.check("C22")
def test_what_was_typed_stays_when_one_comes_back(desk: Desk) -> None:
    page = desk.show(RulesPage)
    retype(page, "final_share", "ochenta")
    page.hide()
    page.show()
    page.page_shown()
    desk.wait()
    assert shown(page, "final_share") == "ochenta"
    assert page.save.isEnabled()


def test_what_somebody_else_saved_is_shown_at_once(desk: Desk) -> None:
    page = desk.show(RulesPage)
    desk.services.run(commands.save_parameters, edited(open_visit_days=10))
    desk.qtbot.waitUntil(lambda: shown(page, "open_visit_days") == "10")


@pytest.mark.check("A13")
@pytest.mark.check("A14")
def test_what_somebody_else_changed_is_joined_or_asked_about(desk: Desk) -> None:
    page = desk.show(RulesPage)
    retype(page, "minimum_priorities", "7")
    retype(page, "open_visit_days", "12")
    hers = Services(desk.services.database, clock=desk.services.clock, actor="Luz Dary Ordóñez")
    hers.run(commands.save_parameters, edited(ipm_cutoff="40 %", minimum_priorities=3))
    save(desk)
    desk.qtbot.waitUntil(page.conflict.isVisible)
    assert "Luz Dary Ordóñez guardó mientras usted escribía" in said(page.conflict)
    assert page.conflict.choice("minimum_priorities", mine=False).text() == "3"
    assert in_force(desk).open_visit_days == 7
    page.conflict.choice("minimum_priorities", mine=True).click()
    page.conflict.save_button.click()
    desk.wait()
    now = in_force(desk)
    assert (now.minimum_priorities, now.open_visit_days, now.ipm_cutoff) == (7, 12, "40/100")
    assert shown(page, "ipm_cutoff") == "40 %"


def test_a_conflict_left_for_later_keeps_what_was_typed(desk: Desk) -> None:
    page = desk.show(RulesPage)
    retype(page, "minimum_priorities", "7")
    desk.services.run(commands.save_parameters, edited(minimum_priorities=3))
    save(desk)
    desk.qtbot.waitUntil(page.conflict.isVisible)
    page.conflict.later_button.click()
    assert shown(page, "minimum_priorities") == "7"
    assert page.save.isEnabled()
    assert in_force(desk).minimum_priorities == 3


def test_the_catalogue_is_near(desk: Desk) -> None:
    page = desk.show(RulesPage)
    button(page, "Catálogo de logros").click()
    assert desk.visited == [("achievement_catalogue", {})]


@pytest.mark.parametrize(
    ("stored", "read"),
    [("33/100", "33 %"), ("1/3", "1/3"), ("33,5", "33,5 %"), ("33.25 %", "33,25 %"), ("333/1000", "33,3 %")],
)
def test_a_share_reads_as_people_write_it_and_means_the_same(stored: str, read: str) -> None:
    assert shown_share(stored) == read
    assert parameters.share(read) == parameters.share(stored)


@pytest.mark.check("C04", "C06", "C15")
def test_names_order_and_language(desk: Desk) -> None:
    page = desk.show(RulesPage)
    assert not unnamed_focusables(page)
    assert not english_words(page)
    names = [spoken_name(widget) for widget in tab_order(page)]
    places = [
        names.index(next(name for name in names if name.startswith(start)))
        for start in ("Corte", "Logros", "Días que una")
    ]
    assert places == sorted(places)


@pytest.mark.check("C10")
@pytest.mark.parametrize("scale", [1.0, 1.75])
def test_nothing_goes_beyond_the_edge(desk: Desk, scale: float) -> None:
    page = desk.show(RulesPage)
    theme().set_scale(scale)
    desk.qtbot.wait(1)
    assert page.form.width() <= page.width()
    for field in page.form.fields():
        assert field.mapTo(page, field.rect().topRight()).x() <= page.width()
