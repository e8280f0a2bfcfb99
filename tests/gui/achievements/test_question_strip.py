"""The question under the cursor of Condiciones e IPM: the room it needs is known as soon as it is shown."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gsi_desktop.models.enums import AnswerKind
from gsi_desktop.services.achievements.conditions_data import Question
from gsi_desktop.ui.achievements.conditions_desk import QuestionStrip
from gsi_desktop.ui.kit.theme import ThemeManager

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: size hints

WIDTH = 868


def _question(kind: AnswerKind, options: int = 0) -> Question:
    choices = tuple((str(place), f"Una opción de varias palabras {place}") for place in range(options))
    return Question("floor", "¿De qué material son los pisos?", "Pisos", kind, False, None, None, choices, 0, 9, "")


def _needed(strip: QuestionStrip) -> int:
    layout = strip.layout()
    assert layout is not None
    layout.activate()
    return layout.totalHeightForWidth(WIDTH)


def test_the_height_is_that_of_the_question_shown_and_not_of_the_former(look: ThemeManager, qtbot: QtBot) -> None:
    strip = QuestionStrip()
    qtbot.addWidget(strip)
    strip.resize(WIDTH, 200)
    strip.show()
    heights = []
    for kind, options in ((AnswerKind.NUMBER, 0), (AnswerKind.YES_NO, 0), (AnswerKind.CHOICE, 9)):
        strip.show_question(_question(kind, options), "Diana, 34", None, None)
        at_once = _needed(strip)
        for _turn in range(5):
            QApplication.processEvents()
        assert at_once == _needed(strip)
        heights.append(at_once)
    assert heights == sorted(set(heights))  # no answers, one row of answers, several rows
