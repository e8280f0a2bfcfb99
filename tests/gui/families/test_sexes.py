"""The sex of a person is typed alike in the sheet and in forms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsi_desktop.models.enums import Sex
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.ui.families.sexes import sex_field, sex_kind

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def _cell(typed: str) -> Sex | None:
    try:
        found: Sex = sex_kind().value(typed)
    except ExpectedError:
        return None
    return found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("h", Sex.MALE),
        ("f", Sex.FEMALE),
        ("m", None),
        ("mu", Sex.FEMALE),
        ("mas", Sex.MALE),
        ("mujer", Sex.FEMALE),
        ("intersexual", Sex.INTERSEX),
        ("s", Sex.UNKNOWN),
        ("1", Sex.MALE),
        ("x", None),
    ],
)
def test_the_same_letters_choose_the_same_in_a_cell_and_in_a_form(qtbot: QtBot, typed: str, meant: Sex | None) -> None:
    field = sex_field()
    qtbot.addWidget(field)
    QTest.keyClicks(field.box, typed)
    assert (field.value(), _cell(typed)) == (meant, meant)


@pytest.fixture
def slow_typist() -> Iterator[None]:
    """Somebody who types no two letters at once."""
    usual = QApplication.keyboardInputInterval()
    QApplication.setKeyboardInputInterval(0)
    yield
    QApplication.setKeyboardInputInterval(usual)


@pytest.mark.usefixtures("slow_typist")
def test_letters_that_chose_nothing_wait_for_the_next_one(qtbot: QtBot) -> None:
    field = sex_field()
    qtbot.addWidget(field)
    for typed, meant in (("m", None), ("u", Sex.FEMALE), ("h", Sex.MALE)):
        QTest.keyClicks(field.box, typed)
        assert field.value() is meant
