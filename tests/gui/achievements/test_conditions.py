"""Condiciones e IPM by keyboard: answers, what they measure, pregnancy with its day, and the recorded ICV."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QPushButton

from gsi_desktop.bootstrap import Services
from gsi_desktop.models.enums import Answer, MarkState
from gsi_desktop.services.achievements import commands, queries
from gsi_desktop.services.achievements.conditions_data import Conditions, SaveAnswers
from gsi_desktop.ui.achievements.answering import PREGNANCY
from gsi_desktop.ui.achievements.measures import percent, score_text
from gsi_desktop.ui.achievements.part import AchievementsPart
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.kit.accessibility import english_words, unnamed_focusables
from gsi_desktop.ui.kit.theme import ThemeManager
from tests.gui.achievements.support import (
    BASE,
    CTRL,
    TODAY,
    Keys,
    cell_of,
    close,
    family,
    part_of,
    show,
)
from tests.gui.achievements.test_board_saving import full_disk
from tests.gui.families.support import Desk, click, retype, said
from tests.support.factories import Added

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

K = Qt.Key


def conditions_of(desk: Desk, made: Added) -> Conditions:
    return desk.services.read(queries.conditions, made.family_id, TODAY)


def open_conditions(desk: Desk, made: Added) -> AchievementsPart:
    part = show(desk, made, view="conditions")
    desk.until(part.conditions.view.hasFocus)
    return part


def answer_household(keys: Keys) -> None:
    keys.press("1", "4", "2", "3", "4", K.Key_Return, "N")


def answer_everybody(desk: Desk, made: Added, on: date = TODAY, **differing: str) -> None:
    """Have somebody answer everything well, but for what ``differing`` says by question."""
    questions = conditions_of(desk, made).questions
    members = conditions_of(desk, made).members
    good = {"works": "no", "jobless_12_months": "no", "care_denied": "no", "schooling_years": "12", "bedrooms": "4"}
    answers = []
    for one in questions:
        value = differing.get(one.code) or good.get(one.code) or (one.choices[0][0] if one.choices else "yes")
        asked = [member for member in members if one.asked_of(member.age)] if one.of_members else [None]
        answers += [(one.code, member.person_id if member else None, value) for member in asked]
    desk.services.run(commands.save_answers, SaveAnswers(family_id=made.family_id, on=on, answers=tuple(answers)))


def test_the_household_is_answered_by_number_and_letter(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    assert part.conditions.view.current_key() == ("water", None)
    answer_household(Keys())
    assert part.conditions.view.current_key() == ("schooling_years", made.people[0])
    desk.wait()
    answers = conditions_of(desk, made).answers
    assert answers["water", None] == "acueducto"
    assert answers["toilet", None] == "letrina"
    assert answers["floor", None] == "tierra"
    assert answers["bedrooms", None] == "4"
    assert answers["legal_need", None] == "no"


def test_numbers_take_their_digits_and_words_are_shown(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    view, model = part.conditions.view, part.conditions.model
    rosalba, wilson = made.people[:2]
    keys = Keys()
    assert view.go_to_key(("schooling_years", rosalba))
    keys.press("1")
    assert model.words(("schooling_years", rosalba)) == "1"
    assert view.current_key() == ("schooling_years", rosalba)  # it may be 11
    keys.press("1")
    assert view.current_key() == ("reads_writes", rosalba)
    keys.press("S")
    assert view.go_to_key(("schooling_years", wilson))
    keys.press("5", "N")
    desk.wait()
    answers = conditions_of(desk, made).answers
    assert answers["schooling_years", rosalba] == "11"
    assert answers["schooling_years", wilson] == "5"
    assert model.words(("reads_writes", rosalba)) == "Sí"
    assert ("reads_writes", wilson) in answers


def test_enter_after_a_full_number_skips_nothing(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    view = part.conditions.view
    assert view.go_to_key(("bedrooms", None))
    keys = Keys()
    keys.press("4", K.Key_Return)
    assert view.current_key() == ("legal_need", None)
    assert view.go_to_key(("bedrooms", None))
    keys.press("2", K.Key_Return)
    assert view.current_key() == ("legal_need", None)


def test_digits_left_behind_are_taken(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    assert part.conditions.view.go_to_key(("schooling_years", made.people[0]))
    keys = Keys()
    keys.press("2", K.Key_Right)
    desk.wait()
    assert conditions_of(desk, made).answers["schooling_years", made.people[0]] == "2"


def test_each_is_asked_only_what_concerns_them(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    model = part.conditions.model
    keys = {model.key(at, column) for at in range(model.rowCount()) for column in range(model.columnCount())}
    rosalba, wilson, juan, maria = made.people
    assert ("reads_writes", rosalba) in keys
    assert ("reads_writes", juan) not in keys
    assert ("early_care", maria) in keys
    assert ("early_care", rosalba) not in keys
    assert (PREGNANCY, rosalba) in keys
    assert not keys & {(PREGNANCY, wilson), (PREGNANCY, maria), (PREGNANCY, juan)}
    view = part.conditions.view
    assert view.go_to_key(("reads_writes", rosalba))
    Keys().press(K.Key_Right, K.Key_Right)
    assert view.current_key() == ("reads_writes", wilson)


def test_an_answer_is_taken_away_undone_and_given_again(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    keys = Keys()
    keys.press("2")
    assert part.conditions.view.go_to_key(("water", None))
    keys.press(K.Key_Delete)
    desk.wait()
    assert ("water", None) not in conditions_of(desk, made).answers
    keys.press("Z", modifier=CTRL)
    desk.wait()
    assert conditions_of(desk, made).answers["water", None] == "pozo"
    keys.press("Y", modifier=CTRL)
    desk.wait()
    assert ("water", None) not in conditions_of(desk, made).answers
    click(part.head_tools.undo_button)
    desk.wait()
    assert conditions_of(desk, made).answers["water", None] == "pozo"


def test_answers_typed_during_a_save_are_saved_together(desk: Desk) -> None:
    made = family(desk.services)
    open_conditions(desk, made)
    with desk.writing_held():
        answer_household(Keys())
    desk.wait()
    assert len(conditions_of(desk, made).answers) == 6
    assert desk.operations("save_answers") == 2


def test_answers_that_could_not_be_saved_are_tried_again(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    with full_disk(desk):
        Keys().press("1", "4")
        desk.wait()
        assert part.bar is not None
        assert "No se guardaron 2 respuestas." in part.bar.text
        assert part.conditions.model.words(("water", None)) == ""
    again = next(one for one in part.bar.findChildren(QPushButton) if one.text() == "Guardar otra vez")
    click(again)
    desk.wait()
    assert conditions_of(desk, made).answers["water", None] == "acueducto"
    assert part.bar is None


def test_pregnancy_is_told_with_its_day_and_makes_its_logro_apply(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    rosalba = made.people[0]
    assert part.conditions.view.go_to_key((PREGNANCY, rosalba))
    Keys().press("S")
    desk.wait()
    assert conditions_of(desk, made).pregnancy[rosalba] == (Answer.YES, TODAY)
    assert cell_of(desk.services, made, 17, rosalba).state is MarkState.UNKNOWN
    assert part.conditions.view.go_to_key((PREGNANCY, rosalba))
    day = part.conditions.strip.day
    desk.until(day.isVisible)
    retype(day.box, "01/11/2026")
    QTest.keyClick(day.box, K.Key_Return)
    desk.wait()
    assert conditions_of(desk, made).pregnancy[rosalba] == (Answer.YES, date(2026, 11, 1))
    assert part.conditions.view.go_to_key((PREGNANCY, rosalba))
    part.conditions.take_keyboard()
    Keys().press("R")
    desk.wait()
    assert conditions_of(desk, made).pregnancy[rosalba][0] is Answer.DECLINED
    assert cell_of(desk.services, made, 17, rosalba).state is MarkState.NOT_APPLICABLE
    for told in (date(2026, 11, 1), TODAY):
        part.undo()
        desk.wait()
        assert conditions_of(desk, made).pregnancy[rosalba] == (Answer.YES, told), "its day comes back with it"


def test_the_ipm_is_shown_before_and_now_with_its_exact_score(desk: Desk) -> None:
    made = family(desk.services, on=BASE)
    answer_everybody(desk, made, BASE, floor="tierra", toilet="ninguno", schooling_years="3")
    close(desk.services, made, BASE)
    answer_everybody(desk, made, floor="acabado", schooling_years="12")
    part = open_conditions(desk, made)
    found = conditions_of(desk, made)
    assert found.before is not None
    assert found.now is not None
    shown = said(part.conditions.ipm)
    assert percent(found.before.score) in shown
    assert percent(found.now.score) in shown
    assert "Línea base, respuestas del 14/03/2026" in shown
    assert "corte 33 % (33/100)" in shown
    assert len(part.conditions.ipm.indicators.rows()) == 15
    row = part.conditions.ipm.indicators.rows()[12]
    assert (row.before.deprived, row.now.deprived) == (True, False)


def test_an_unknown_indicator_says_what_is_missing(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    answer_household(Keys())
    desk.wait()
    now = conditions_of(desk, made).now
    assert now is not None
    desk.until(lambda: f"Faltan {now.unknown}" in said(part.conditions.ipm))
    ipm = part.conditions.ipm
    ipm.table.go_to_row(1)
    assert "Analfabetismo: Falta preguntar: Rosalba, Wilson" in ipm.why.text()


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(1, 3), "33,3 % (1/3)"),
        (Fraction(33, 100), "33 % (33/100)"),
        (Fraction(0), "0 % (0/1)"),
        (Fraction(1), "100 % (1/1)"),
        (Fraction(19, 50), "38 % (19/50)"),
    ],
)
def test_a_score_reads_as_percent_and_exact_fraction(share: Fraction, text: str) -> None:
    assert percent(share) == text


def test_an_icv_is_recorded_with_its_source(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    card = part.conditions.living
    retype(card.score.box, "130")
    retype(card.source.box, "Planeación municipal")
    click(card.add_button)
    desk.wait()
    assert "El ICV va de 0 a 100" in card.score.error
    retype(card.score.box, "54,3")
    click(card.add_button)
    desk.wait()
    scores = conditions_of(desk, made).living_scores
    assert [(one.measured_on, one.score, one.source) for one in scores] == [
        (TODAY, Fraction(543, 10), "Planeación municipal")
    ]
    assert score_text(scores[0]) == "54,30"
    desk.until(lambda: "54,30" in said(card))
    assert card.score.box.text() == ""


def test_the_grid_keeps_the_rules_of_qt_and_speaks_whole(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    model = part.conditions.model
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    Keys().press("1")
    desk.wait()
    spoken = model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Agua, Hogar, Acueducto"
    assert model.index(1, 2).data(Qt.ItemDataRole.AccessibleTextRole) == "No se pregunta"
    del tester


@pytest.mark.check("C04", "C15")
def test_everything_is_named_in_spanish(desk: Desk) -> None:
    made = family(desk.services)
    page = desk.show(DossierPage, family_id=made.family_id, tab="achievements", view="conditions")
    part = part_of(page)
    desk.until(part.conditions.view.hasFocus)
    answer_household(Keys())
    desk.wait()
    assert unnamed_focusables(page) == []
    assert english_words(page) - {made.folio.split("-")[1].lower()} == set()


@pytest.mark.check("C10")
@pytest.mark.parametrize("scale", [0.9, 1.0, 1.25, 1.5, 1.75])
def test_in_every_text_size_the_cards_fit_beside_the_grid(desk: Desk, look: ThemeManager, scale: float) -> None:
    look.set_scale(scale)
    made = family(desk.services)
    answer_everybody(desk, made)
    part = open_conditions(desk, made)
    side = part.conditions.ipm.parentWidget()
    assert side is not None
    assert side.minimumSizeHint().width() <= part.conditions.ipm.width()
    assert part.conditions.view.viewport().height() >= 3 * part.conditions.view.rowHeight(1)
    assert QApplication.focusWidget() is part.conditions.view


def test_the_view_turns_and_the_board_hears_of_answers(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    keys = Keys()
    keys.press("1", "1", "1", "1", "4", K.Key_Return, "S")  # a legal need
    desk.wait()
    click(part.tab_tools.views.segment("board"))
    desk.until(part.desk.view.hasFocus)
    assert part.desk.view.go_to_key((45, None))
    state = part.desk.state
    assert state is not None
    desk.until(lambda: state.cell((45, None)).applies)


@pytest.mark.check("A14")
def test_an_answer_somebody_else_gave_is_asked_about(desk: Desk) -> None:
    made = family(desk.services)
    part = open_conditions(desk, made)
    told = SaveAnswers(family_id=made.family_id, on=TODAY, answers=(("water", None, "pozo"),), base=("",))
    answering = part.conditions.answering
    assert answering is not None
    hers = Services(desk.services.database, clock=desk.services.clock, actor="Luz Dary Ordóñez")
    work_around(hers, told)
    Keys().press("1")
    desk.until(part.conditions.conflict.isVisible)
    dialog = part.conditions.conflict
    assert "Luz Dary Ordóñez" in dialog.about.text()
    assert conditions_of(desk, made).answers["water", None] == "pozo"
    dialog.choice("water", mine=True).click()
    dialog.save_button.click()
    desk.until(lambda: conditions_of(desk, made).answers["water", None] == "acueducto")
    desk.until(lambda: answering.idle)


def work_around(hers: Services, told: SaveAnswers) -> None:
    """Save as somebody at another machine does: this window does not hear of it."""
    hers.run(commands.save_answers, told)
